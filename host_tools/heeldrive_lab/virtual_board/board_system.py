"""What CircuitPython has around a program: who writes the drive, USB, resets, the watchdog, safe mode."""

import errno
from collections import namedtuple
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

from heeldrive_lab.virtual_board.clock import NEVER_US, VirtualClock
from heeldrive_lab.virtual_board.drive import VirtualDrive
from heeldrive_lab.virtual_board.usb_serial import UsbSerial

RELEASE = "10.0.3"
"""The CircuitPython that is played."""

_NVM_BYTES = 4096  # of an RP2040; an nRF52840 has 8192
_LONGEST_WATCHDOG_S = 8.388607  # of an RP2040; an nRF52840 waits for days

_Uname = namedtuple("_Uname", ("sysname", "nodename", "release", "version", "machine"))


def module(name: str, members: Mapping[str, Any]) -> ModuleType:
    """A module with these members."""
    made = ModuleType(name)
    made.__dict__.update(members)
    return made


class Reset(BaseException):
    """The chip starts anew (``microcontroller.reset``)."""


class WatchdogReset(BaseException):
    """The watchdog was not fed in time."""


class SafeModeReason(Enum):
    """``supervisor.SafeModeReason``."""

    NONE = 0
    BROWNOUT = 1
    FLASH_WRITE_FAIL = 2
    GC_ALLOC_OUTSIDE_VM = 3
    HARD_FAULT = 4
    INTERRUPT_ERROR = 5
    NLR_JUMP_FAIL = 6
    NO_CIRCUITPY = 7
    NO_HEAP = 8
    PROGRAMMATIC = 9
    SDK_FATAL_ERROR = 10
    STACK_OVERFLOW = 11
    USB_BOOT_DEVICE_NOT_INTERFACE_ZERO = 12
    USB_TOO_MANY_ENDPOINTS = 13
    USB_TOO_MANY_INTERFACE_NAMES = 14
    USER = 15
    WATCHDOG = 16


class WatchDogMode(Enum):
    """``watchdog.WatchDogMode``; RAISE is not modelled."""

    RESET = "reset"


class WatchDogTimer:
    """``microcontroller.watchdog`` as the RP2040 has it.

    Attributes:
        due_us: when it bites.
    """

    def __init__(self, clock: VirtualClock, on_change: Callable[[], None]) -> None:
        self._clock = clock
        self._on_change = on_change
        self._timeout_s: float | None = None
        self._mode: WatchDogMode | None = None
        self.due_us = NEVER_US

    @property
    def timeout(self) -> float | None:
        """Seconds that may pass between two meals."""
        return self._timeout_s

    @timeout.setter
    def timeout(self, seconds: float) -> None:
        if not 0 < seconds <= _LONGEST_WATCHDOG_S:
            raise ValueError("timeout must be <= 8.388607")
        self._timeout_s = seconds
        self.feed()

    @property
    def mode(self) -> WatchDogMode | None:
        """What it does when it bites; None while it is off."""
        return self._mode

    @mode.setter
    def mode(self, mode: WatchDogMode | None) -> None:
        if mode is not None and self._timeout_s is None:
            raise ValueError("WatchDogTimer.timeout must be greater than 0")
        self._mode = mode
        self.feed()

    def feed(self) -> None:
        """Starts its time anew; nothing while it is off."""
        self.due_us = NEVER_US
        if self._mode is not None and self._timeout_s is not None:
            self.due_us = self._clock.now_us + round(self._timeout_s * 1_000_000)
        self._on_change()


class Usb:
    """The USB socket.

    Args:
        clock: the board's.
        computer_from_ms: when a computer is plugged in; None for never.
    """

    def __init__(self, clock: VirtualClock, computer_from_ms: int | None) -> None:
        self._clock = clock
        self._from_us = NEVER_US if computer_from_ms is None else computer_from_ms * 1000

    @property
    def connected(self) -> bool:
        """Whether a computer has found the board."""
        return self._clock.now_us >= self._from_us


class Runtime:
    """``supervisor.runtime``."""

    serial_connected = False
    serial_bytes_available = 0

    def __init__(self, usb: Usb, safe_mode_reason: SafeModeReason) -> None:
        self._usb = usb
        self.safe_mode_reason = safe_mode_reason

    @property
    def usb_connected(self) -> bool:
        """Whether a computer has found the board."""
        return self._usb.connected


def storage_module(drive: VirtualDrive | None, usb: Usb, booting: Callable[[], bool]) -> ModuleType:
    """``storage``: who writes the drive. Without a drive the computer does, always."""

    class Mount:
        @property
        def readonly(self) -> bool:
            return drive is None or not drive.writable

    def remount(mount_path: str, readonly: bool = False) -> None:
        if mount_path != "/":
            raise OSError(errno.EINVAL, "Invalid argument")
        if drive is None or (usb.connected and not booting() and not drive.writable):
            raise RuntimeError("Cannot remount path when visible via USB.")
        drive.writable = not readonly

    def getmount(mount_path: str) -> Mount:
        if mount_path != "/":
            raise OSError(errno.EINVAL, "Invalid argument")
        return Mount()

    return module("storage", {"remount": remount, "getmount": getmount})


def usb_cdc_module(
    booting: Callable[[], bool], ports: set[str], serials: Mapping[str, UsbSerial]
) -> ModuleType:
    """``usb_cdc``: which serial ports the computer sees, settled by boot.py; a port that is off is None."""
    made = module("usb_cdc", {"console": serials["console"], "data": None})

    def enable(*, console: bool = True, data: bool = False) -> None:
        if not booting():
            raise RuntimeError("Cannot change USB devices now")
        wanted = {"console": console, "data": data}
        ports.clear()
        ports.update(name for name, on in wanted.items() if on)
        for name, on in wanted.items():
            setattr(made, name, serials[name] if on else None)

    made.enable = enable  # type: ignore[attr-defined]
    return made


def microcontroller_module(nvm: bytearray, watchdog: WatchDogTimer) -> ModuleType:
    """``microcontroller``: memory that outlives a reset, the watchdog, ``reset``."""

    def reset() -> None:
        raise Reset

    return module("microcontroller", {"nvm": nvm, "watchdog": watchdog, "reset": reset})


def new_nvm() -> bytearray:
    """``microcontroller.nvm`` as it leaves the factory."""
    return bytearray(b"\xff" * _NVM_BYTES)


def watchdog_module() -> ModuleType:
    """``watchdog``."""
    return module("watchdog", {"WatchDogMode": WatchDogMode})


def os_module(
    getenv: Callable[..., object], drive: VirtualDrive | None, board_id: str, program: Path
) -> ModuleType:
    """``os`` as far as it is used; ``program`` is the folder whose files the drive holds for reading."""

    def sync() -> None:
        if drive is not None:
            drive.device.sync()

    def statvfs(path: str) -> tuple[int, ...]:
        if drive is None or path != "/":
            raise OSError(errno.ENOENT, "No such file/directory")
        return drive.statvfs()

    def listdir(path: str) -> list[str]:
        if path != "/":
            raise OSError(errno.ENOENT, "No such file/directory")
        return [*(found.name for found in program.iterdir()), *(drive.names() if drive else ())]

    def uname() -> _Uname:
        return _Uname(board_id, board_id, RELEASE, f"{RELEASE} on 2026-01-01", board_id)

    members = {"getenv": getenv, "listdir": listdir, "sync": sync, "statvfs": statvfs, "uname": uname}
    return module("os", members)
