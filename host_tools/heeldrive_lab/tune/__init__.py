"""Searches for settings that count better, and says whether they do on wearers that were not searched on."""
