"""CircuitPython's system modules: who may write the drive, USB, resets, safe mode, ``os``."""

import errno
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import ModuleType

from heeldrive_lab.virtual_board.clock import NEVER_US, VirtualClock
from heeldrive_lab.virtual_board.drive import VirtualDrive
from heeldrive_lab.virtual_board.made_module import made_module
from heeldrive_lab.virtual_board.nvm import Nvm
from heeldrive_lab.virtual_board.resets import Processor, Reload, Reset, ResetReason, RunReason
from heeldrive_lab.virtual_board.usb_serial import UsbSerial
from heeldrive_lab.virtual_board.watchdog import WatchDogTimer

RELEASE = "10.0.3"
"""The CircuitPython release that is modelled, unless a board has another."""

_HIDES_DRIVE = (10, 3)  # the first release with storage.unsafe_disable_usb_drive
_HIDING_US = 2_500_000  # shared-module/storage: waits until a computer has asked whether the drive is ready
_AUTORELOAD_US = 750_000  # supervisor/shared/reload.h: how long after the last write the program restarts

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
        from_ms: virtual ms at which a computer is plugged in; None for never.
        until_ms: virtual ms at which it is unplugged; None for never.
        senses_vbus: whether the port notices that it is unplugged. An RP2040 does not (TinyUSB overrides its
            detection), takes it for a computer that sleeps, and keeps the drive for it.
    """

    def __init__(
        self, clock: VirtualClock, from_ms: int | None, until_ms: int | None = None, senses_vbus: bool = True
    ) -> None:
        self._clock = clock
        self._from_us = NEVER_US if from_ms is None else from_ms * 1000
        self._until_us = NEVER_US if until_ms is None else until_ms * 1000
        self._senses_vbus = senses_vbus

    @property
    def connected(self) -> bool:
        """Whether a computer has enumerated the board (``tud_ready``)."""
        return self.connected_at(self._clock.now_us)

    def connected_at(self, at_us: int) -> bool:
        """The same at a time, virtual microseconds."""
        return self._from_us <= at_us < self._until_us

    @property
    def attached(self) -> bool:
        """Whether USB takes a computer for being there, awake or asleep (``tud_connected``)."""
        return self.connected or (not self._senses_vbus and self._clock.now_us >= self._from_us)


class Runtime:
    """``supervisor.runtime``.

    Args:
        usb: the socket.
        safe_mode_reason: why the board is in safe mode.
        writes_ms: when the computer writes to the drive, virtual ms, in order.

    Attributes:
        autoreload: whether such a write restarts the program; off, the write is forgotten.
    """

    serial_connected = False
    serial_bytes_available = 0

    def __init__(self, usb: Usb, safe_mode_reason: SafeModeReason, writes_ms: Sequence[int] = ()) -> None:
        self._usb = usb
        self._writes_us = [ms * 1000 for ms in writes_ms]
        self._reload_us = NEVER_US
        self.autoreload = True
        self.safe_mode_reason = safe_mode_reason
        self.run_reason = RunReason.STARTUP

    @property
    def due_us(self) -> int:
        """When something happens."""
        return min([self._reload_us, *self._writes_us[:1]])

    def run_until(self, now_us: int) -> None:
        """Lets the computer write.

        Raises:
            Reload: the program restarts.
        """
        while self._writes_us and self._writes_us[0] <= now_us:
            written_us = self._writes_us.pop(0)
            if self.autoreload and self._usb.connected_at(written_us):
                self._reload_us = written_us + _AUTORELOAD_US
        if now_us >= self._reload_us:
            self._reload_us = NEVER_US
            raise Reload(RunReason.AUTO_RELOAD)

    @property
    def usb_connected(self) -> bool:
        """Whether a computer has enumerated the board."""
        return self._usb.connected


def storage_module(
    drive: VirtualDrive | None, usb: Usb, clock: VirtualClock, booting: Callable[[], bool], release: str
) -> ModuleType:
    """``storage``: who may write the drive. Without a drive the computer always does.

    Source: CircuitPython, shared-module/storage and supervisor/shared/usb/usb_msc_flash.c. A computer that is
    told that the drive is writable locks it until USB notices that it is gone.
    """

    class FileSystem:
        @property
        def readonly(self) -> bool:
            return drive is None or not drive.writable

    def remount(mount_path: str, readonly: bool = False) -> None:
        if mount_path != "/":
            raise OSError(errno.EINVAL, "Invalid argument")
        if drive is None or (usb.attached and not booting() and not drive.writable):
            raise RuntimeError("Cannot remount path when visible via USB.")
        drive.writable = not readonly

    def getmount(mount_path: str) -> FileSystem:
        if mount_path != "/":
            raise OSError(errno.EINVAL, "Invalid argument")
        return FileSystem()

    def set_enabled(enabled: bool) -> None:
        if usb.attached:
            clock.advance(_HIDING_US)
        if drive is not None:
            drive.writable = not enabled

    def enable_usb_drive() -> None:
        if not booting() and not hides_drive:
            raise RuntimeError("Cannot change USB devices now")
        set_enabled(True)

    def unsafe_disable_usb_drive() -> None:
        set_enabled(False)

    hides_drive = tuple(map(int, release.split(".")[:2])) >= _HIDES_DRIVE
    members: dict[str, Callable[..., object]] = {
        "remount": remount,
        "getmount": getmount,
        "enable_usb_drive": enable_usb_drive,
    }
    if hides_drive:
        members["unsafe_disable_usb_drive"] = unsafe_disable_usb_drive
    return made_module("storage", members)


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
    getenv: Callable[..., object], drive: VirtualDrive | None, board_id: str, program: Path, release: str
) -> ModuleType:
    """``os`` as far as it is used.

    Args:
        getenv: ``os.getenv``.
        drive: the drive; None when a computer holds it.
        board_id: CircuitPython's name of the board.
        program: the folder of program files, which ``listdir`` shows as part of the drive.
        release: CircuitPython's.
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
        return _Uname(board_id, board_id, release, f"{release} on 2026-01-01", board_id)

    members = {"getenv": getenv, "listdir": listdir, "sync": sync, "statvfs": statvfs, "uname": uname}
    return made_module("os", members)
