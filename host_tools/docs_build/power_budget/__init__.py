"""Estimates battery life: `python -m docs_build.power_budget FILE` writes the page."""
