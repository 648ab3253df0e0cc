"""The laptop's half of Heeldrive: session files, import, replay and score, with the board's own detector."""
