"""Everything that talks to a board: its log, its console, its serial link and its drive."""
