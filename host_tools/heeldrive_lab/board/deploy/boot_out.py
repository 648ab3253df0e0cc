"""Parses `boot_out.txt`, in which CircuitPython names the board and its own version."""

import re
from typing import NamedTuple

from heeldrive_lab.board.deploy.errors import DeployError

FILE_NAME = "boot_out.txt"
NEEDED_MAJOR = 10
"""The CircuitPython version that the firmware is written for and tested with."""

_HEAD = re.compile(r"Adafruit CircuitPython ((\d+)\.\d+\.\d+\S*) on [^;\n]*; *([^\r\n]*)")
_BOARD = re.compile(r"^Board ID: *([A-Za-z0-9_.+-]+) *\r?$", re.MULTILINE)
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # CircuitPython 9 writes some (its issue 9180)
_OUTPUT = "boot.py output:"


class BootOut(NamedTuple):
    """The content of the file.

    Attributes:
        release: CircuitPython's version, for instance ``10.0.3``.
        major: its major version.
        board: name of the board, for instance ``Adafruit Feather RP2040 with rp2040``.
        board_id: ``board.board_id``; empty if the file does not contain it.
        boot_error: last line of the traceback of boot.py; empty if it did not fail.
    """

    release: str
    major: int
    board: str
    board_id: str
    boot_error: str


def parse_boot_out(text: str) -> BootOut:
    """Parse the text of a `boot_out.txt`.

    Raises:
        DeployError: the text was not written by CircuitPython.
    """
    text = _ESCAPES.sub("", text)
    head = _HEAD.search(text)
    if not head:
        raise DeployError("this was not written by CircuitPython: give the drive of a CircuitPython board")
    board_id = _BOARD.search(text)
    _, _, output = text.partition(_OUTPUT)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    failed = any(line.startswith("Traceback") for line in lines)
    return BootOut(
        head[1], int(head[2]), head[3].strip(), board_id[1] if board_id else "", lines[-1] if failed else ""
    )


def why_unsupported(boot_out: BootOut) -> str:
    """Why this CircuitPython cannot run the firmware, and what to install; empty if it can."""
    if boot_out.major == NEEDED_MAJOR:
        return ""
    where = (
        f"https://circuitpython.org/board/{boot_out.board_id}" if boot_out.board_id else "circuitpython.org"
    )
    found = f"CircuitPython {boot_out.release} is on the board, Heeldrive needs {NEEDED_MAJOR}.x"
    if boot_out.major < NEEDED_MAJOR:
        return f"{found}: install {NEEDED_MAJOR} from {where}"
    return f"{found}: update heeldrive, or install CircuitPython {NEEDED_MAJOR} from {where}"
