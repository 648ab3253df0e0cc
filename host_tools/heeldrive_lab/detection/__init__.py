"""The board's own detector on the laptop: replay, one traced run, metrics of reps, explanations."""
