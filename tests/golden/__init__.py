"""Golden events: every event that the detector reports for each recorded session, as text, by field."""
