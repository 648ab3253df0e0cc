"""Two settings on the same sessions: which reps changed, and why."""
