"""Finds the board's serial data port among those of the computer."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from heeldrive_lab.sessions.session import SessionError

MAKERS = (0x239A, 0x2886)
"""USB vendor IDs of the boards: Adafruit, Seeed Studio."""

# CircuitPython's names for the two ports (shared-module/usb_cdc); not every system reports them.
_DATA, _CONSOLE = "CDC2", "CDC"
_WINDOWS = re.compile(r"COM\d+", re.IGNORECASE)


class BoardLinkError(SessionError):
    """The link cannot be used; one sentence says what is wrong, where, and how to fix it."""


def is_port(source: Path) -> bool:
    """Whether a path from the command line names a serial port, present or not, rather than a file."""
    named = _WINDOWS.fullmatch(str(source)) or (source.parent == Path("/dev") and not source.is_dir())
    return bool(named) or source.is_char_device()


def find_port(ports: Iterable[ListPortInfo] | None = None) -> str:
    """The data port of the only board plugged in.

    Args:
        ports: the ports to search; None for all ports of the computer.

    Raises:
        BoardLinkError: there is no board, or more than one.
    """
    found = data_ports(list_ports.comports() if ports is None else ports)
    if not found:
        raise BoardLinkError(
            "no board is plugged in, or its boot.py does not enable the data port:"
            " plug it in with a data cable, reset it, or give its port"
        )
    if len(found) > 1:
        raise BoardLinkError(f"several boards are plugged in: give the port of one: {', '.join(found)}")
    return found[0]


def data_ports(ports: Iterable[ListPortInfo]) -> list[str]:
    """The data port of each CircuitPython board.

    If the system does not report port names, the data port is the second of a board's two ports: the console
    comes first in the USB descriptor.
    """
    boards: dict[tuple[object, ...], list[ListPortInfo]] = defaultdict(list)
    for port in ports:
        interface = port.interface or ""
        if interface.startswith("CircuitPython") or (port.vid in MAKERS and not interface):
            boards[port.vid, port.pid, port.serial_number].append(port)
    found = []
    for board in boards.values():
        named = [port for port in board if _DATA in (port.interface or "")]
        if named:
            found.append(named[0].device)
        elif len(board) > 1 and not any(_CONSOLE in (port.interface or "") for port in board):
            found.append(max(board, key=_place).device)
    return sorted(found)


def _place(port: ListPortInfo) -> list[tuple[int, int | str]]:
    """Sort key: the USB location, then the name, with numbers compared by value."""
    words = re.split(r"(\d+)", f"{port.location or ''} {port.device}")
    return [(0, int(word)) if word.isdigit() else (1, word) for word in words]
