"""Sessions in the forms of other programs: MCAP for Foxglove, CSV for Edge Impulse (docs/report.md)."""
