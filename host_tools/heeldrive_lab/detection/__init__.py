"""The board's detector on the laptop: replay, traced run, rep metrics, explanations."""
