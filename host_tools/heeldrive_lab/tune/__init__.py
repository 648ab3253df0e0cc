"""Searches for settings that count better and evaluates them on held-out wearers."""
