"""The whole virtual board: battery, clock, sensor, display, and the unmodified firmware on it."""

import errno
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple, TypeVar

from heeldrive_lab.virtual_board import board_modules, board_system, ht16k33, lsm6ds
from heeldrive_lab.virtual_board.alarm import alarm_module
from heeldrive_lab.virtual_board.board_modules import Pin, Reload
from heeldrive_lab.virtual_board.board_python import BoardPython
from heeldrive_lab.virtual_board.board_system import Reset, SafeModeReason, WatchdogReset, module
from heeldrive_lab.virtual_board.bus import Chip, Wires
from heeldrive_lab.virtual_board.clock import NEVER_US, HostError, PowerCut, VirtualClock
from heeldrive_lab.virtual_board.current_meter import CurrentMeter
from heeldrive_lab.virtual_board.drive import DriveFile, VirtualDrive
from heeldrive_lab.virtual_board.faults import Fault, FaultKind, spans_of
from heeldrive_lab.virtual_board.ht16k33 import Ht16k33
from heeldrive_lab.virtual_board.keypad import ButtonLine, keypad_module
from heeldrive_lab.virtual_board.motion import Motion, Sample
from heeldrive_lab.virtual_board.settings_file import getenv_text, getenv_typed
from heeldrive_lab.virtual_board.usb_serial import Computer, UsbSerial

CHIPS: dict[str, type[lsm6ds.Lsm6ds]] = {
    "LSM6DSOX": lsm6ds.Lsm6dsox,
    "LSM6DS3TR-C": lsm6ds.Lsm6ds3trc,
    "LSM6DS33": lsm6ds.Lsm6ds33,
}
"""The sensors there are."""

_BOARD_OF = {
    "LSM6DSOX": "adafruit_feather_rp2040",
    "LSM6DS3TR-C": "feather_bluefruit_sense",
    "LSM6DS33": "feather_bluefruit_sense",
}
_GYRO_START_US = 70_000
"""DS11889, table 3: turn-on time of the gyroscope."""

_BUTTON_OF = {"feather_bluefruit_sense": "SWITCH"}
_XIAO = "Seeed_XIAO_nRF52840_Sense"

_Seen = TypeVar("_Seen")


class ConsoleLine(NamedTuple):
    """One line the firmware printed, and when, in virtual ms since power-on."""

    ms: int
    text: str


class VirtualBoard:
    """A board with its sensor and display, put through a motion. For one run; each run gets a new board.

    Args:
        samples: the motion: rows ``(t_ms, ax, ay, az, gx, gy, gz)``, t_ms rising, read as time goes on.
        accel_ug_per_count: the rows' scale of acceleration, micro-g a count.
        gyro_udps_per_count: the rows' scale of angular rate, micro-degrees a second a count.
        chip: the sensor, one of ``CHIPS``; it also chooses the board: a Feather RP2040 for the LSM6DSOX, else
            a Feather nRF52840 Sense.
        board_id: CircuitPython's name of another board; on a XIAO nRF52840 Sense the sensor has a bus and a
            power switch of its own.
        settings_text: what stands in ``/settings.toml``; None for no file.
        motion_start_ms: virtual ms at which the first row comes to pass; the body keeps still in its pose
            until then, while the firmware starts. The sensor takes 0.8 s to set up, so from 1000 on no row is
            missed.
        samples_as_recorded: see ``Lsm6ds``: the sensor samples exactly the rows.
        rate_error_ppm: see ``Lsm6ds``: how fast the sensor's own clock is.
        identity: what the sensor's WHO_AM_I answers, to play a wrong chip.
        faults: what breaks and when.
        getenv: what ``os.getenv`` gives: "typed" (str and int, raises; up to CircuitPython 10.1) or "text"
            (always str; since).
        tail_ms: how long the battery lasts after the last row: enough to read the batch it is in and show
            it, too short for a sensor fault.
        upside_down: the display hangs upside down before the wearer, as it does on a thigh; with the setting
            ``display_rotation_deg`` at 0 it must be False for the digits to read.
        drive: the drive, which outlives the run; None for one that a computer holds, with settings.toml only.
        computer_from_ms: when a computer is plugged into USB; None for never.
        battery_mv: voltage of the battery, or a function that gives it for a virtual ms; boards without a tap
            on it do not notice.
        presses_ms: when the contact of the board's own button is closed, see ``ButtonLine``.
        safe_mode: why it starts in safe mode, NONE for a normal start.
        meter: what counts the charge; for one run, like the board.
        nvm: ``microcontroller.nvm``, which outlives the run as well; None for a new one.
        on_display: called with the display whenever what it shows may have changed.
        on_console: called with each ``ConsoleLine``.
        data_reader: what has the serial port for data open; it needs a computer.
        console_reader: the same for the console.

    Attributes:
        display: the display; ``display.digits`` is what the wearer reads.
        sensor: the chip.
        console: the lines printed.
        delivered: the samples as the detector took them, ``(t_ms, ax, ay, az, gx, gy, gz)``: its own
            arguments.
        pixel: (red, green, blue) of the board's NeoPixel, each 0..255.
        serial_ports: what boot.py made the computer see: "console", "data".
        ended: why the run ended: "power cut", "reload", "returned" or "safe mode"; empty before and after an
            exception.

    Raises:
        ValueError: an unknown chip, no rows, or options that exclude each other.
    """

    def __init__(
        self,
        samples: Iterable[Sample],
        *,
        accel_ug_per_count: int,
        gyro_udps_per_count: int,
        chip: str = "LSM6DSOX",
        board_id: str | None = None,
        settings_text: str | None = None,
        motion_start_ms: int = 1000,
        samples_as_recorded: bool = False,
        rate_error_ppm: int = 0,
        identity: int | None = None,
        faults: Sequence[Fault] = (),
        getenv: Literal["typed", "text"] = "typed",
        tail_ms: int = 60,
        upside_down: bool = True,
        drive: VirtualDrive | None = None,
        computer_from_ms: int | None = None,
        battery_mv: int | Callable[[int], int] = 3900,
        presses_ms: Sequence[tuple[float, float | None]] = (),
        safe_mode: SafeModeReason = SafeModeReason.NONE,
        nvm: bytearray | None = None,
        meter: CurrentMeter | None = None,
        on_display: Callable[[Ht16k33], None] | None = None,
        on_console: Callable[[ConsoleLine], None] | None = None,
        data_reader: Computer | None = None,
        console_reader: Computer | None = None,
    ) -> None:
        if chip not in CHIPS:
            raise ValueError(f"no virtual chip is called {chip!r}; there are {', '.join(CHIPS)}")
        busy = spans_of(faults, FaultKind.BOARD_BUSY)
        self.clock = VirtualClock(busy.end_us if busy else None)
        self._meter = meter
        if meter:
            meter.connect(self.clock)
        self.motion = Motion(
            _guarded(samples), motion_start_ms * 1000, accel_ug_per_count, gyro_udps_per_count
        )
        absent = spans_of(faults, FaultKind.SENSOR_ABSENT)
        self.sensor = CHIPS[chip](
            self.motion,
            samples_as_recorded=samples_as_recorded,
            rate_error_ppm=rate_error_ppm,
            identity=identity,
            frozen=spans_of(faults, FaultKind.SENSOR_FROZEN),
            slips_us=spans_of(faults, FaultKind.FIFO_SLIP).starts_us(),
            gyro_start_us=_GYRO_START_US,
            on_mode=meter.sensor if meter else None,
            resets_us=absent.starts_us() + spans_of(faults, FaultKind.SENSOR_RESET).starts_us(),
        )
        unplugged_us = spans_of(faults, FaultKind.DISPLAY_ABSENT).starts_us()
        self._on_display = _shielded(on_display)
        self.display = Ht16k33(self._see_display, upside_down, unplugged_us)
        self.console: list[ConsoleLine] = []
        self.delivered: list[Sample] = []
        self.pixel = (0, 0, 0)
        self.serial_ports: set[str] = {"console"}
        self.ended = ""
        self.drive = drive
        self._usb = board_system.Usb(self.clock, computer_from_ms)
        self._serials = {
            "console": UsbSerial(self.clock, lambda: self._usb.connected, console_reader),
            "data": UsbSerial(self.clock, lambda: self._usb.connected, data_reader),
        }
        self._runtime = board_system.Runtime(self._usb, safe_mode)
        self._watchdog = board_system.WatchDogTimer(self.clock, self._on_alarm)
        self._nvm = board_system.new_nvm() if nvm is None else nvm
        self._battery_mv = battery_mv
        self._button_line = ButtonLine(self.clock, presses_ms)
        self._booting = False
        self._all_wires: list[Wires] = []
        self._all_pins: list[Pin] = []
        self._faults = faults
        self._board_id = board_id or _BOARD_OF[chip]
        self._settings_text = settings_text
        self._getenv = getenv_typed if getenv == "typed" else getenv_text
        self._tail_us = tail_ms * 1000
        self._until_us = NEVER_US
        self._on_console = _shielded(on_console)
        self._line = ""
        self._started = False

    def run(self, firmware_dir: str | Path, until_ms: int | None = None) -> None:
        """Runs ``boot.py``, where there is one, and ``code.py`` of a firmware folder until the power goes.

        After a watchdog reset ``safemode.py`` comes first, as on the board. The power goes ``tail_ms`` after
        the last row, or at ``until_ms`` of virtual time, whichever is first.

        Raises:
            RuntimeError: this board has run already.
            Exception: the firmware ended with it, or the source of samples or an observer did.
            NotModelled: the firmware asked for what the virtual sensor lacks.
        """
        if self._started:
            raise RuntimeError("a virtual board runs once: its motion is used up; make a new one")
        self._started = True
        self._until_us = NEVER_US if until_ms is None else until_ms * 1000
        if self.drive:
            self.drive.power_on(self.clock)
        self.clock.set_alarm(0, self._on_alarm)
        python = BoardPython(
            Path(firmware_dir),
            self._modules(Path(firmware_dir)),
            {"print": self._print, "open": self._open},
            {"heeldrive": self._watch_detector},
        )
        try:
            while not self.ended:
                self._run_once(python, Path(firmware_dir))
        except PowerCut:
            self.ended = "power cut"
        except Reload:
            self.ended = "reload"
            for port in self._serials.values():
                port.drain()
        except HostError as error:
            raise error.__cause__ or error from None

    def _run_once(self, python: BoardPython, folder: Path) -> None:
        """From a reset to the next."""
        try:
            if self._runtime.safe_mode_reason is not SafeModeReason.NONE:
                if (folder / "safemode.py").exists():
                    python.run("safemode.py")
                self.ended = "safe mode"
                return
            for wires in self._all_wires:
                wires.in_use = False
            for pin in self._all_pins:
                pin.held = False
            if self.drive:
                self.drive.writable = False
            self._booting = True
            if (folder / "boot.py").exists():
                python.run("boot.py")
            self._booting = False
            python.run("code.py")
            self.ended = "returned"
        except WatchdogReset:
            self._runtime.safe_mode_reason = SafeModeReason.WATCHDOG
        except Reset:
            self._runtime.safe_mode_reason = SafeModeReason.NONE
        self._watchdog.mode = None
        if self.drive:
            self.drive.power_on(self.clock)

    # Time and power

    def _on_alarm(self) -> None:
        """Keeps the motion going when nobody asks the sensor; darkens an unplugged display; ends the run."""
        now_us = self.clock.now_us
        self.sensor.run_until(now_us)
        self.motion.run_until(now_us)
        self.display.run_until(now_us)
        # Only when the next row has passed is it known to have been the last.
        last_us = self.motion.row_us if self.motion.over else self.motion.next_us
        end_us = min(self._until_us, last_us + self._tail_us)
        if now_us >= end_us:
            raise PowerCut
        if now_us >= self._watchdog.due_us:
            raise WatchdogReset
        alarm_us = min(end_us, self.display.next_dip_us, self._watchdog.due_us)
        self.clock.set_alarm(alarm_us, self._on_alarm)

    # What the firmware finds on the board

    def _modules(self, folder: Path) -> dict[str, ModuleType]:
        clock = self.clock
        pins = self._pins()
        self._all_pins = [*pins.values()]
        modules = [
            board_modules.board_module(self._board_id, pins),
            board_modules.busio_module(),
            board_modules.time_module(clock),
            board_modules.supervisor_module(clock, self._runtime),
            board_modules.gc_module(clock),
            board_modules.digitalio_module(),
            board_modules.analogio_module(),
            keypad_module(clock),
            alarm_module(clock),
            board_modules.neopixel_module(clock, self._on_pixel),
            board_system.os_module(self._os_getenv, self.drive, self._board_id, folder),
            board_system.storage_module(self.drive, self._usb, self._is_booting),
            board_system.usb_cdc_module(self._is_booting, self.serial_ports, self._serials),
            board_system.microcontroller_module(self._nvm, self._watchdog),
            board_system.watchdog_module(),
        ]
        return {module.__name__: module for module in modules}

    def _is_booting(self) -> bool:
        return self._booting

    def _pins(self) -> dict[str, Pin]:
        sensor, display = (lsm6ds.ADDRESS, self.sensor), (ht16k33.ADDRESS, self.display)
        if self._board_id != _XIAO:
            wires = self._wires(dict((sensor, display)))
            pins = {
                "SCL": Pin("SCL", wires),
                "SDA": Pin("SDA", wires),
                "NEOPIXEL": Pin("NEOPIXEL"),
                _BUTTON_OF.get(self._board_id, "BUTTON"): Pin("BUTTON", line=self._button_line),
            }
            if self._board_id == "feather_bluefruit_sense":
                pins["VOLTAGE_MONITOR"] = Pin("VOLTAGE_MONITOR", millivolts=self._tap(1, 2))
                interrupt = "ACCELEROMETER_GYRO_INTERRUPT"
                pins[interrupt] = Pin(interrupt, line=Int1Line(self.clock, self.sensor))
            return pins
        outside, inside = self._wires(dict((display,))), self._wires(dict((sensor,)))
        inside.powered = False

        def switch(level: bool) -> None:
            if level and not inside.powered:
                self.sensor.power_on(self.clock.now_us)
            inside.powered = level

        return {
            "SCL": Pin("SCL", outside),
            "SDA": Pin("SDA", outside),
            "IMU_SCL": Pin("IMU_SCL", inside),
            "IMU_SDA": Pin("IMU_SDA", inside),
            "IMU_PWR": Pin("IMU_PWR", on_level=switch),
            "IMU_INT1": Pin("IMU_INT1", line=Int1Line(self.clock, self.sensor)),
            "VBATT": Pin("VBATT", millivolts=self._tap(510, 1510)),
            "READ_BATT_ENABLE": Pin("READ_BATT_ENABLE"),
        }

    def _tap(self, below: int, whole: int) -> Callable[[], int]:
        """What stands at the tap of a voltage divider across the battery, millivolts."""
        battery_mv = self._battery_mv
        if isinstance(battery_mv, int):
            return lambda: battery_mv * below // whole
        return lambda: battery_mv(self.clock.now_us // 1000) * below // whole

    def _wires(self, chips: dict[int, Chip]) -> Wires:
        wires = Wires(
            self.clock,
            chips,
            errors=spans_of(self._faults, FaultKind.BUS_ERROR),
            stuck=spans_of(self._faults, FaultKind.SDA_LOW),
            absent={
                lsm6ds.ADDRESS: spans_of(self._faults, FaultKind.SENSOR_ABSENT),
                ht16k33.ADDRESS: spans_of(self._faults, FaultKind.DISPLAY_ABSENT),
            },
        )
        self._all_wires.append(wires)
        return wires

    def _see_display(self, display: Ht16k33) -> None:
        if self._meter:
            self._meter.display(display)
        if self._on_display:
            self._on_display(display)

    def _on_pixel(self, colour: tuple[int, int, int]) -> None:
        self.pixel = colour
        if self._meter:
            self._meter.pixel(colour)

    def _os_getenv(self, key: str, default: object = None) -> object:
        value = self._getenv(self._settings_text, key)
        return default if value is None else value

    def _open(self, path: str, mode: str = "r") -> "io.StringIO | io.BytesIO | DriveFile":
        """A file of the drive. Without one: ``/settings.toml`` alone, and the computer holds it."""
        if self.drive and path.lstrip("/") != "settings.toml":
            return self.drive.open(path, mode)
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, "Read-only filesystem")
        if path.lstrip("/") != "settings.toml" or self._settings_text is None:
            raise OSError(errno.ENOENT, f"No such file/directory: {path}")
        return io.BytesIO(self._settings_text.encode()) if "b" in mode else io.StringIO(self._settings_text)

    def _print(self, *values: object, sep: str = " ", end: str = "\n") -> None:
        text = sep.join(str(value) for value in values) + end
        if self._serials["console"].connected:
            self._serials["console"].write_all(text.encode())
        self._line += text
        *lines, self._line = self._line.split("\n")
        for text in lines:
            line = ConsoleLine(self.clock.now_us // 1000, text)
            self.console.append(line)
            if self._on_console:
                self._on_console(line)

    def _watch_detector(self, heeldrive: ModuleType) -> ModuleType:
        """The detector's package, with a ``RepCounter`` that notes what it is given and decides as ever."""
        delivered, meter = self.delivered, self._meter

        class WatchedRepCounter(heeldrive.RepCounter):  # type: ignore[name-defined]
            def step(self, *sample: Any) -> int:
                delivered.append(sample)
                if meter:
                    meter.sample()
                return super().step(*sample)

        return module("heeldrive", {**vars(heeldrive), "RepCounter": WatchedRepCounter})


class Int1Line:
    """The wire from the sensor's INT1 to a pin."""

    def __init__(self, clock: VirtualClock, sensor: lsm6ds.Lsm6ds) -> None:
        self._clock, self._sensor = clock, sensor

    def level(self) -> bool:
        """Its level now."""
        return self._sensor.int1(self._clock.now_us)

    def level_at(self, at_us: int) -> bool:
        """Its level at a time no earlier than now."""
        return self._sensor.int1(at_us)


def _guarded(samples: Iterable[Sample]) -> Iterator[Sample]:
    """The samples; what goes wrong with getting them ends the run."""
    try:
        yield from samples
    except Exception as error:
        raise HostError from error


def _shielded(observer: Callable[[_Seen], None] | None) -> Callable[[_Seen], None] | None:
    """The observer; what goes wrong with it ends the run."""
    if observer is None:
        return None

    def observe(seen: _Seen) -> None:
        try:
            observer(seen)
        except Exception as error:
            raise HostError from error

    return observe
