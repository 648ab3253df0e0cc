"""The detector's settings on the laptop: load, save and render them."""
