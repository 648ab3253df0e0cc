"""Takes the wearer's own lunge from a session and writes it into their settings."""
