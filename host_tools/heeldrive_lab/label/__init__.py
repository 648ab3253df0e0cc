"""Truth made in the terminal: what the detector counted, corrected by who was there (docs/report.md)."""
