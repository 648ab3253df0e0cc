"""How long a battery lasts, reckoned: `python -m docs_build.power_budget FILE` writes the page."""
