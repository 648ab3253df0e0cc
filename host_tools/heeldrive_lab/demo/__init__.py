"""Runs a recorded workout on the virtual board and shows what the wearer would see."""
