"""What can go wrong with sound, apart from the rest so that every command can know it."""


class SoundError(RuntimeError):
    """Nothing can be played, or a file not be written; the text is one sentence with what would help."""
