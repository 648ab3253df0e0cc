"""Compares two sets of settings on recorded sessions: which reps change, and why."""
