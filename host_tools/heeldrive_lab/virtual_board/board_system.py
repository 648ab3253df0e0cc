"""CircuitPython's system modules: who may write the drive, USB, resets, safe mode, ``os``."""

import errno
from collections import namedtuple
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from types import ModuleType

from heeldrive_lab.virtual_board.clock import NEVER_US, VirtualClock
from heeldrive_lab.virtual_board.drive import VirtualDrive
from heeldrive_lab.virtual_board.made_module import made_module
from heeldrive_lab.virtual_board.nvm import Nvm
from heeldrive_lab.virtual_board.resets import Processor, Reset, ResetReason, RunReason
from heeldrive_lab.virtual_board.usb_serial import UsbSerial
from heeldrive_lab.virtual_board.watchdog import WatchDogTimer

RELEASE = "10.0.3"
"""The CircuitPython release that is modelled."""

_NVM_BYTES = 4096  # of an RP2040; an nRF52840 has 8192

_Uname = namedtuple("_Uname", ("sysname", "nodename", "release", "version", "machine"))


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


class Usb:
    """The USB socket.

    Args:
        clock: the board's.
        computer_from_ms: virtual ms at which a computer is plugged in; None for never.
    """

    def __init__(self, clock: VirtualClock, computer_from_ms: int | None) -> None:
        self._clock = clock
        self._from_us = NEVER_US if computer_from_ms is None else computer_from_ms * 1000

    @property
    def connected(self) -> bool:
        """Whether a computer has enumerated the board."""
        return self._clock.now_us >= self._from_us


class Runtime:
    """``supervisor.runtime``."""

    serial_connected = False
    serial_bytes_available = 0

    def __init__(self, usb: Usb, safe_mode_reason: SafeModeReason) -> None:
        self._usb = usb
        self.safe_mode_reason = safe_mode_reason
        self.run_reason = RunReason.STARTUP

    @property
    def usb_connected(self) -> bool:
        """Whether a computer has enumerated the board."""
        return self._usb.connected


def storage_module(drive: VirtualDrive | None, usb: Usb, booting: Callable[[], bool]) -> ModuleType:
    """``storage``: who may write the drive. Without a drive the computer always does."""

    class FileSystem:
        @property
        def readonly(self) -> bool:
            return drive is None or not drive.writable

    def remount(mount_path: str, readonly: bool = False) -> None:
        if mount_path != "/":
            raise OSError(errno.EINVAL, "Invalid argument")
        if drive is None or (usb.connected and not booting() and not drive.writable):
            raise RuntimeError("Cannot remount path when visible via USB.")
        drive.writable = not readonly

    def getmount(mount_path: str) -> FileSystem:
        if mount_path != "/":
            raise OSError(errno.EINVAL, "Invalid argument")
        return FileSystem()

    return made_module("storage", {"remount": remount, "getmount": getmount})


def usb_cdc_module(
    booting: Callable[[], bool], ports: set[str], serials: Mapping[str, UsbSerial]
) -> ModuleType:
    """``usb_cdc``: the serial ports the computer sees, chosen by boot.py; a port that is off is None."""
    made = made_module("usb_cdc", {"console": serials["console"], "data": None})

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


def microcontroller_module(nvm: Nvm, watchdog: WatchDogTimer, processor: Processor) -> ModuleType:
    """``microcontroller``: the memory that survives a reset, the watchdog, the reason of the last reset."""

    def reset() -> None:
        raise Reset

    members = {
        "nvm": nvm,
        "watchdog": watchdog,
        "cpu": processor,
        "ResetReason": ResetReason,
        "reset": reset,
    }
    return made_module("microcontroller", members)


def new_nvm() -> bytearray:
    """``microcontroller.nvm`` as it leaves the factory."""
    return bytearray(b"\xff" * _NVM_BYTES)


def os_module(
    getenv: Callable[..., object], drive: VirtualDrive | None, board_id: str, program: Path
) -> ModuleType:
    """``os`` as far as it is used.

    Args:
        getenv: ``os.getenv``.
        drive: the drive; None when a computer holds it.
        board_id: CircuitPython's name of the board.
        program: the folder of program files, which ``listdir`` shows as part of the drive.
    """

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
    return made_module("os", members)
