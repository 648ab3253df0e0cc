"""Who wore the sensor, if the header of a session does not say."""

from pathlib import Path

# Sessions in a folder of this name belong to the wearer of the folder above.
MUST_NOT_COUNT = "must_not_count"


def wearer_folder(path: Path) -> Path:
    """The folder whose name stands for the wearer of a recorded session."""
    folder = path.resolve().parent
    while folder.name == MUST_NOT_COUNT:
        folder = folder.parent
    return folder
