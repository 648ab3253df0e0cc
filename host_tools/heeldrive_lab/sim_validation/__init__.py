"""Holds simulated sessions against recordings of real people: `heeldrive people DATASETS_DIR`."""
