"""The files that go to a board: the release folder, and what CircuitPython needs at the top of the drive."""

import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import heeldrive

from heeldrive_lab.board.deploy.forms import Form, as_mpy, digest
from heeldrive_lab.board.deploy.libraries import pinned_libraries, pinned_versions
from heeldrive_lab.board.deploy.manifest import Manifest, file_entry
from heeldrive_lab.board.deploy.shrink.slim import slim
from heeldrive_lab.util.paths import FIRMWARE

STARTED_BY_THE_BOARD = ("boot.py", "code.py", "safemode.py")
LAUNCHER = FIRMWARE / "launcher"
FOR_THE_LAPTOP = "setting_meanings.py"


class Contents(NamedTuple):
    """Everything a deploy writes except settings.

    Attributes:
        files: contents by path in the release folder.
        root: contents by name at the top of the drive, in writing order.
        manifest: the list of both.
    """

    files: Mapping[str, bytes]
    root: Mapping[str, bytes]
    manifest: Manifest


def program() -> dict[str, str]:
    """The source of detector and firmware, by path, without what only people read."""
    detector = Path(heeldrive.__file__).parent
    files = {f"heeldrive/{path.name}": path for path in detector.glob("*.py") if path.name != FOR_THE_LAPTOP}
    for path in FIRMWARE.rglob("*.py"):
        name = path.relative_to(FIRMWARE).as_posix()
        if path.parent != LAUNCHER and name != "safemode.py":
            # The launchers are called code.py and boot.py, so the files they run need other names.
            files[f"run_{name}" if name in STARTED_BY_THE_BOARD else name] = path
    return {name: slim(files[name].read_text("utf-8")) for name in sorted(files)}


def sources() -> dict[str, str]:
    """The source of everything in a release, by path: detector, firmware and driver libraries.

    Raises:
        MissingExtraError: a driver library is not installed.
        DeployError: one has another version than the board needs.
    """
    return {**program(), **pinned_libraries()}


def root_files() -> dict[str, bytes]:
    """The files CircuitPython looks for at the top: launchers, and safemode.py, which has no imports."""
    return {
        "safemode.py": slim((FIRMWARE / "safemode.py").read_text("utf-8")).encode(),
        "boot.py": slim((LAUNCHER / "boot.py").read_text("utf-8")).encode(),
        "first_word.py": slim((LAUNCHER / "first_word.py").read_text("utf-8")).encode(),
        "code.py": (LAUNCHER / "code.py").read_bytes(),  # keeps its comments: users may open it
    }


def contents(form: Form = as_mpy) -> Contents:
    """All files for the drive, the program in this form; raises what ``sources`` and the form raise."""
    whole = sources()
    files = form(whole)
    root = root_files()
    manifest = Manifest(
        heeldrive=metadata.version("heeldrive"),
        libraries=pinned_versions(),
        form=form.__name__,
        program=digest(whole),
        files={name: file_entry(data) for name, data in files.items()},
        root={name: file_entry(data) for name, data in root.items()},
    )
    return Contents(files, root, manifest)


def known_boards() -> dict[str, str]:
    """The name of the file with its pins for every board that the firmware knows, by `board.board_id`."""
    text = (FIRMWARE / "wearable" / "boards" / "__init__.py").read_text("utf-8")
    return dict(re.findall(r'board_id == "([^"]+)":\s+from wearable\.boards import (\w+) as pins', text))
