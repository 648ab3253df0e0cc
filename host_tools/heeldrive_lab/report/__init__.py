"""A workout, or many, as a page for wearer and coach: measured facts, no verdicts (docs/report.md)."""
