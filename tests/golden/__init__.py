"""Golden events: all that the detector reports of each recorded session, kept as text, compared by field."""
