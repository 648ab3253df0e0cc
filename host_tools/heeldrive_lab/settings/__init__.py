"""Settings of the detector: load, save, render."""
