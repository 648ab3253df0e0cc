"""Reads `boot_out.txt`, which CircuitPython writes on its drive: what board this is, and what runs on it."""

import re
from typing import NamedTuple

from heeldrive_lab.board.deploy.errors import DeployError

FILE_NAME = "boot_out.txt"
NEEDED_MAJOR = 10
"""The CircuitPython that the firmware is written for and its settings and libraries were tried with."""

_HEAD = re.compile(r"Adafruit CircuitPython ((\d+)\.\d+\.\d+\S*) on [^;\n]*; *([^\r\n]*)")
_BOARD = re.compile(r"^Board ID: *([A-Za-z0-9_.+-]+) *\r?$", re.MULTILINE)
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # CircuitPython 9 put some in (issue 9180 there)
_OUTPUT = "boot.py output:"


class BootOut(NamedTuple):
    """What the file says.

    Attributes:
        release: CircuitPython's version, as ``10.0.3``.
        major: its first number.
        board: the board in words, as ``Adafruit Feather RP2040 with rp2040``.
        board_id: ``board.board_id``; empty where the file names none.
        boot_error: the last line of the traceback boot.py ended with; empty when it ended well.
    """

    release: str
    major: int
    board: str
    board_id: str
    boot_error: str


def parse_boot_out(text: str) -> BootOut:
    """Read the text of a `boot_out.txt`.

    Raises:
        DeployError: CircuitPython did not write this.
    """
    text = _ESCAPES.sub("", text)
    head = _HEAD.search(text)
    if not head:
        raise DeployError("this was not written by CircuitPython: name the drive of a CircuitPython board")
    board_id = _BOARD.search(text)
    _, _, output = text.partition(_OUTPUT)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    failed = any(line.startswith("Traceback") for line in lines)
    return BootOut(
        head[1], int(head[2]), head[3].strip(), board_id[1] if board_id else "", lines[-1] if failed else ""
    )


def why_unsupported(boot_out: BootOut) -> str:
    """Why the firmware does not run on this CircuitPython, with what would do; empty when it does."""
    if boot_out.major == NEEDED_MAJOR:
        return ""
    where = (
        f"https://circuitpython.org/board/{boot_out.board_id}" if boot_out.board_id else "circuitpython.org"
    )
    found = f"CircuitPython {boot_out.release} is on the board, Heeldrive needs {NEEDED_MAJOR}.x"
    if boot_out.major < NEEDED_MAJOR:
        return f"{found}: install {NEEDED_MAJOR} from {where}"
    return f"{found}: update heeldrive, or install CircuitPython {NEEDED_MAJOR} from {where}"
