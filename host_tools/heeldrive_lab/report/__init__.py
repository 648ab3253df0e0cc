"""Reports of one or many workouts for wearer and coach: measurements, no verdicts (docs/report.md)."""
