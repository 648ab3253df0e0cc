"""The detector in a web browser: its own source as JavaScript."""
