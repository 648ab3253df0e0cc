"""Pages that a study writes: all but their last section, and their pictures."""

from collections.abc import Sequence
from pathlib import Path

from heeldrive_lab.util.files import replacing


def write_keeping(path: Path, lines: Sequence[str], heading: str) -> None:
    """Write a Markdown page, keeping its last section, which people write.

    Args:
        path: the page.
        lines: what comes before that section.
        heading: its heading.
    """
    kept = "\n\nNothing was written yet.\n"
    if path.exists():
        kept = path.read_text("utf-8").partition(heading)[2]
    with replacing(path) as file:
        file.write("\n".join(lines) + "\n" + heading + kept)


def picture_beside(path: Path, name: str) -> Path:
    """The file of a picture in the folder `pictures` next to a page; the folder is made."""
    folder = path.parent / "pictures"
    folder.mkdir(exist_ok=True)
    return folder / name
