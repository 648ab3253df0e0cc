"""How long a battery lasts, reckoned: `python -m heeldrive_lab.power_budget FILE` writes the page."""
