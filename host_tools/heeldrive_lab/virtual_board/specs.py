"""What a virtual board is built from: the wearer, the sensor, its storage, USB and power.

Each spec groups the parameters of one part. The defaults are the plain case: a new Feather RP2040 with an
LSM6DSOX, on battery, without a computer and without a settings file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal

from heeldrive_lab.virtual_board.board_system import RELEASE, SafeModeReason
from heeldrive_lab.virtual_board.current_meter import CurrentMeter
from heeldrive_lab.virtual_board.drive import VirtualDrive
from heeldrive_lab.virtual_board.lsm6ds import CHIPS
from heeldrive_lab.virtual_board.motion import Sample
from heeldrive_lab.virtual_board.usb_serial import Computer

PressesMs = Sequence[tuple[float, float | None]]
"""(from, to) of each press of the button, virtual ms, in order; to is None if it is never released."""


@dataclass(frozen=True)
class WearerSpec:
    """What the wearer does with the board.

    Attributes:
        samples: the motion: rows ``(t_ms, ax, ay, az, gx, gy, gz)``, t_ms rising, read as time passes.
        accel_ug_per_count: sensitivity of the rows' specific force, micro-g per count.
        gyro_udps_per_count: sensitivity of the rows' angular rate, micro-degrees per second per count.
        motion_start_ms: virtual ms of the first row. Until then the body holds the first row's pose while the
            firmware starts. Setting up the sensor takes 0.8 s, so with 1000 or more no row is missed.
        presses_ms: when the board's own button is pressed.
        upside_down: whether the wearer sees the display upside down, as on a thigh. With the setting
            ``display_rotation_deg`` at 0 it must be False for the digits to read.
    """

    samples: Iterable[Sample]
    _: KW_ONLY
    accel_ug_per_count: int
    gyro_udps_per_count: int
    motion_start_ms: int = 1000
    presses_ms: PressesMs = ()
    upside_down: bool = True


@dataclass(frozen=True)
class SensorSpec:
    """The LSM6DS on the board.

    Attributes:
        chip: its name, a key of ``CHIPS``. It also chooses the board unless ``board_id`` does: a Feather
            RP2040 for the LSM6DSOX, a Feather nRF52840 Sense for the others.
        samples_as_recorded: sample exactly the wearer's rows, see ``Lsm6ds``.
        rate_error_ppm: error of the sensor's own clock, parts per million, positive is fast. Not together
            with ``samples_as_recorded``.
        identity: what WHO_AM_I answers, to play another chip; None for the right answer.

    Raises:
        ValueError: an unknown chip.
    """

    chip: str = "LSM6DSOX"
    samples_as_recorded: bool = False
    rate_error_ppm: int = 0
    identity: int | None = None

    def __post_init__(self) -> None:
        if self.chip not in CHIPS:
            raise ValueError(f"no virtual chip is called {self.chip!r}; there are {', '.join(CHIPS)}")


@dataclass(frozen=True)
class StorageSpec:
    """What the board finds in its memory.

    Attributes:
        settings_text: content of ``/settings.toml``; None for no file.
        getenv: what ``os.getenv`` returns: "typed" (str or int, raises; up to CircuitPython 10.1) or "text"
            (always str; later releases).
        drive: the drive. It outlives the run. None for a drive that a computer holds and that has
            ``settings.toml`` only.
        nvm: ``microcontroller.nvm``. It outlives the run too. None for a new one.
        release: CircuitPython's.
    """

    settings_text: str | None = None
    getenv: Literal["typed", "text"] = "typed"
    drive: VirtualDrive | None = None
    nvm: bytearray | None = None
    release: str = RELEASE


@dataclass(frozen=True)
class UsbSpec:
    """The computer at the USB socket.

    Attributes:
        computer_from_ms: virtual ms at which it is plugged in; None for never.
        computer_until_ms: virtual ms at which it is unplugged, and the battery goes on; None for never.
        computer_writes_ms: when it writes to the drive, virtual ms, in order.
        ctrl_c_ms: when a terminal on the console sends Ctrl-C, virtual ms, in order.
        console_reader: the program that opens the console's serial port; None for none.
        data_reader: the program that opens the data port; None for none.
    """

    computer_from_ms: int | None = None
    computer_until_ms: int | None = None
    computer_writes_ms: Sequence[int] = ()
    ctrl_c_ms: Sequence[int] = ()
    console_reader: Computer | None = None
    data_reader: Computer | None = None


@dataclass(frozen=True)
class PowerSpec:
    """How the board starts, what feeds it and when it stops.

    Attributes:
        battery_mv: battery voltage, mV, or a function of the virtual ms. Boards without a voltage divider on
            the battery cannot see it.
        tail_ms: how long the power stays on after the last row: long enough to read and show the last batch,
            too short for a sensor fault.
        safe_mode: why the board starts in safe mode; NONE for a normal start.
        meter: adds up the charge drawn, for one run; None for no meter.
    """

    battery_mv: int | Callable[[int], int] = 3900
    tail_ms: int = 60
    safe_mode: SafeModeReason = SafeModeReason.NONE
    meter: CurrentMeter | None = None
