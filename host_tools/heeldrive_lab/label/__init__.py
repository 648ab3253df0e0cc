"""Annotates sessions in the terminal: the detector's reps, corrected by a person (docs/report.md)."""
