"""Converts sessions for other programs: MCAP for Foxglove, CSV for Edge Impulse (docs/report.md)."""
