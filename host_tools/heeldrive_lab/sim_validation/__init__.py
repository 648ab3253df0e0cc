"""Validates the simulator against recordings of real people: `heeldrive people DATASETS_DIR`."""
