"""Writes a board's case as STL files: `python -m docs_build.making BOARD FOLDER`; needs the extra `case`."""

import sys
from importlib.util import find_spec
from pathlib import Path

from docs_build.making.dimensions import BOARDS


def main() -> None:
    """Write every part of the case of the board given first to the folder given second."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    if name not in BOARDS:
        sys.exit(f"no case for {name}: there are cases for {' and '.join(BOARDS)}")
    if find_spec("build123d") is None:
        sys.exit(f"this needs build123d: make case BOARD={name} TO={folder}  installs it")
    from docs_build.making.case import write  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    write(BOARDS[name], folder)


if __name__ == "__main__":
    main()
