"""The board's cues on a laptop: the firmware's own patterns, as pulses and as sound."""
