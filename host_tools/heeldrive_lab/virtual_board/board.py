"""The whole virtual board: battery, clock, sensor, display, and the unmodified firmware on it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from heeldrive_lab.virtual_board import board_modules, board_system, pwm, watchdog
from heeldrive_lab.virtual_board.alarm import alarm_module
from heeldrive_lab.virtual_board.board_files import BoardFiles
from heeldrive_lab.virtual_board.board_pins import BOARD_OF_CHIP, FEATHER_RP2350, BoardPins
from heeldrive_lab.virtual_board.board_python import BoardPython
from heeldrive_lab.virtual_board.board_sensor import sensor_of
from heeldrive_lab.virtual_board.board_system import SafeModeReason
from heeldrive_lab.virtual_board.clock import NEVER_US, CtrlC, HostError, PowerCut, VirtualClock
from heeldrive_lab.virtual_board.console import Console, ConsoleLine
from heeldrive_lab.virtual_board.detector_tap import tapped_detector
from heeldrive_lab.virtual_board.faults import FaultKind, InjectedFault, spans_of
from heeldrive_lab.virtual_board.host_guard import guarded_observer, guarded_source
from heeldrive_lab.virtual_board.ht16k33 import Ht16k33
from heeldrive_lab.virtual_board.keypad import ButtonLine, keypad_module
from heeldrive_lab.virtual_board.motion import PlayedMotion, Sample
from heeldrive_lab.virtual_board.nvm import Nvm
from heeldrive_lab.virtual_board.resets import Processor, Reload, Reset, ResetReason, RunReason
from heeldrive_lab.virtual_board.specs import PowerSpec, SensorSpec, StorageSpec, UsbSpec, WearerSpec
from heeldrive_lab.virtual_board.timeline import Timeline
from heeldrive_lab.virtual_board.usb_serial import UsbSerial
from heeldrive_lab.virtual_board.watchdog import WatchdogReset, watchdog_of

_START_US = 100_000  # from the end of a program to the start of the next; a board takes this at least
_WAIT_US = 10_000  # between two looks at a board on which no program runs


class VirtualBoard:
    """A board with its sensor and display, worn through a motion. For one run; each run needs a new board.

    Args:
        wearer: the motion and the presses of the button.
        sensor: the LSM6DS.
        storage: settings, drive and non-volatile memory.
        usb: the computer at the USB socket.
        power: battery, start and end.
        board_id: CircuitPython's name of the board; None for the one that usually carries the chip.
        faults: what fails and when.
        on_display: called with the display whenever what it shows may have changed.
        on_console: called with each line printed.
        on_pwm: called with each change of a pin's wave.
        crashes_end_the_run: whether an exception that the firmware would survive by starting again ends the
            run instead, with that exception.

    Attributes:
        display: the display; ``display.digits`` is what the wearer reads.
        sensor: the chip.
        console: the lines printed.
        delivered: the arguments of each of the detector's steps, ``(t_ms, ax, ay, az, gx, gy, gz)``.
        pixel: (red, green, blue) of the board's NeoPixel, each 0..255.
        waves: each change of a pin that ``pwmio`` drives.
        screen: the board's own screen, or None.
        serial_ports: what boot.py made the computer see: "console", "data".
        starts: virtual ms of each start of ``code.py``.
        ended: why the run ended: "power cut", "returned", "prompt" or "safe mode"; empty before and after an
            exception.

    Raises:
        ValueError: no rows, presses out of order, or a rate error with ``samples_as_recorded``.
    """

    def __init__(
        self,
        wearer: WearerSpec,
        *,
        sensor: SensorSpec = SensorSpec(),  # noqa: B008  (all four specs are frozen)
        storage: StorageSpec = StorageSpec(),  # noqa: B008
        usb: UsbSpec = UsbSpec(),  # noqa: B008
        power: PowerSpec = PowerSpec(),  # noqa: B008
        board_id: str | None = None,
        faults: Sequence[InjectedFault] = (),
        on_display: Callable[[Ht16k33], None] | None = None,
        on_console: Callable[[ConsoleLine], None] | None = None,
        on_pwm: Callable[[pwm.PwmChange], None] | None = None,
        crashes_end_the_run: bool = True,
    ) -> None:
        busy = spans_of(faults, FaultKind.BOARD_BUSY)
        self.clock = VirtualClock(busy.end_us if busy else None)
        self._meter = power.meter
        if self._meter:
            self._meter.connect(self.clock)
        self.motion = PlayedMotion(
            guarded_source(wearer.samples),
            wearer.motion_start_ms * 1000,
            wearer.accel_ug_per_count,
            wearer.gyro_udps_per_count,
        )
        on_mode = self._meter.sensor if self._meter else None
        self.sensor = sensor_of(sensor, self.motion, faults, on_mode)
        self._on_display = guarded_observer(on_display)
        self.display = Ht16k33(
            self._display_changed,
            wearer.upside_down,
            spans_of(faults, FaultKind.DISPLAY_ABSENT).starts_us(),
        )
        self._board_id = board_id or BOARD_OF_CHIP[sensor.chip]
        self._usb = board_system.Usb(
            self.clock, usb.computer_from_ms, usb.computer_until_ms, "rp2040" not in self._board_id
        )
        self._serials = {
            name: UsbSerial(self.clock, lambda: self._usb.connected, reader)
            for name, reader in (("console", usb.console_reader), ("data", usb.data_reader))
        }
        self._console = Console(self.clock, self._serials["console"], guarded_observer(on_console))
        self.console = self._console.lines
        self.delivered: list[Sample] = []
        self.pixel = (0, 0, 0)
        self.waves: list[pwm.PwmChange] = []
        self._on_pwm = guarded_observer(on_pwm)
        self.serial_ports: set[str] = {"console"}
        self.drive = storage.drive
        self._nvm = Nvm(board_system.new_nvm() if storage.nvm is None else storage.nvm, self.clock)
        self._files = BoardFiles(storage)
        self._release = storage.release
        self._pins = BoardPins(
            self._board_id,
            self.clock,
            self.sensor,
            self.display,
            ButtonLine(self.clock, wearer.presses_ms),
            power.battery_mv,
            faults,
        )
        self.screen = self._pins.screen
        self._runtime = board_system.Runtime(self._usb, power.safe_mode, usb.computer_writes_ms)
        self._processor = Processor()
        self._timeline = Timeline(
            self.clock,
            self.motion,
            self.sensor,
            self.display,
            self._runtime,
            power.tail_ms,
            watchdog_of(self._board_id),
            usb.ctrl_c_ms,
        )
        self._crashes_end_the_run = crashes_end_the_run
        self._crash: BaseException | None = None
        self._booting = False
        self.starts: list[int] = []
        self._started = False
        self.ended = ""

    def run(self, firmware_dir: str | Path, until_ms: int | None = None) -> None:
        """Runs ``boot.py``, where there is one, and ``code.py`` of a firmware folder until the power goes.

        After a reload ``code.py`` runs again, after a reset ``boot.py`` too. Where the port enters safe mode,
        ``safemode.py`` runs instead.

        Args:
            firmware_dir: the folder.
            until_ms: virtual ms at which the power goes, if the motion's end has not ended the run before.

        Raises:
            RuntimeError: this board has run already.
            Exception: the firmware ended with it, or the source of samples or an observer did.
            NotModelled: the firmware asked for what the virtual sensor lacks.
        """
        if self._started:
            raise RuntimeError("a virtual board runs once: its motion is used up; make a new one")
        self._started = True
        folder = Path(firmware_dir)
        if self.drive:
            self.drive.power_on(self.clock)
        self._timeline.start(until_ms)
        python = BoardPython(
            folder,
            self.modules(folder),
            {"print": self._console.print, "open": self._files.open},
            {"heeldrive": lambda heeldrive: tapped_detector(heeldrive, self._sample_delivered)},
        )
        try:
            while not self.ended:
                self._run_until_reset(python, folder)
        except PowerCut:
            self._stop_drive()
            self.ended = "power cut"
        except HostError as error:
            raise error.__cause__ or error from None

    def _run_until_reset(self, python: BoardPython, folder: Path) -> None:
        watchdog = self._timeline.watchdog
        safe_mode = self._runtime.safe_mode_reason is not SafeModeReason.NONE
        self._runtime.run_reason = RunReason.STARTUP
        try:
            if self.starts:
                self._idle(_START_US)
            if safe_mode:
                if (folder / "safemode.py").exists():
                    python.run("safemode.py")
                self._wait_for_a_bite()
                self.ended = "safe mode"
                return
            self._pins.release()
            self._runtime.autoreload = True
            if self.drive:
                self.drive.writable = False
            self._booting = True
            if (folder / "boot.py").exists():
                python.run("boot.py")
            self._booting = False
            self.ended = self._run_code(python)
        except WatchdogReset:
            self._stop_drive()
            watchdog.stop()
            self._processor.reset_reason = ResetReason.WATCHDOG
            safe_mode = watchdog.safe_mode_on_usb and self._usb.connected
            self._runtime.safe_mode_reason = SafeModeReason.WATCHDOG if safe_mode else SafeModeReason.NONE
        except Reset:
            self._stop_drive()
            self._end_run_if_crashed()
            watchdog.soft_reset()
            self._processor.reset_reason = ResetReason.SOFTWARE
            self._runtime.safe_mode_reason = SafeModeReason.NONE
        if self.drive:
            self.drive.power_on(self.clock)

    def _run_code(self, python: BoardPython) -> str:
        """Runs ``code.py``, again after each reload. Returns how it ended."""
        while True:
            ended = ""
            self.starts.append(self.clock.now_us // 1000)
            try:
                python.run("code.py")
                ended = "returned"
            except Reload as reload:
                self._runtime.run_reason = reload.reason
                for port in self._serials.values():
                    port.drain()
            except CtrlC:
                ended = "prompt"
            self._end_program()
            self._end_run_if_crashed()
            self._timeline.watchdog.run_over()
            self._pins.release()
            if ended:
                self._wait_for_a_bite()
                return ended
            self._idle(_START_US)

    def _wait_for_a_bite(self) -> None:
        """No program runs, and nobody feeds a watchdog that cannot be turned off."""
        while self._timeline.watchdog.due_us != NEVER_US:
            self._idle(_WAIT_US)

    def _idle(self, duration_us: int) -> None:
        """No program runs: there is nothing to interrupt or to restart."""
        with suppress(CtrlC, Reload):
            self.clock.advance(duration_us)

    def _end_program(self) -> None:
        """CircuitPython tears the program down, and closes its files."""
        if self.drive:
            self.drive.close_files()

    def _stop_drive(self) -> None:
        """The program is gone at once: no file is closed."""
        if self.drive:
            self.drive.forget_files()

    def _crashed(self, error: BaseException) -> None:
        self._crash = error

    def _end_run_if_crashed(self) -> None:
        if self._crash and self._crashes_end_the_run:
            raise HostError from self._crash

    def modules(self, folder: Path) -> dict[str, ModuleType]:
        """The modules CircuitPython has on this board, by name; ``folder`` holds the program."""
        clock = self.clock
        alarm = alarm_module(clock)
        modules = [
            board_modules.board_module(self._board_id, self._pins.by_name, self.screen),
            board_modules.busio_module(),
            board_modules.time_module(clock),
            board_modules.supervisor_module(clock, self._runtime),
            board_modules.gc_module(clock),
            board_modules.digitalio_module(),
            board_modules.analogio_module(),
            pwm.pwmio_module(self._wave_changed),
            keypad_module(clock),
            alarm,
            board_modules.neopixel_module(clock, self._pixel_changed),
            board_system.os_module(self._files.getenv, self.drive, self._board_id, folder, self._release),
            board_system.storage_module(self.drive, self._usb, clock, lambda: self._booting, self._release),
            board_system.usb_cdc_module(lambda: self._booting, self.serial_ports, self._serials),
            board_modules.traceback_module(folder, self._crashed),
            board_system.microcontroller_module(self._nvm, self._timeline.watchdog, self._processor),
            watchdog.watchdog_module(),
        ]
        if self._board_id == FEATHER_RP2350:
            modules.remove(alarm)  # adafruit/circuitpython issue 9920
        return {module.__name__: module for module in modules}

    def _display_changed(self, display: Ht16k33) -> None:
        if self._meter:
            self._meter.display(display)
        if self._on_display:
            self._on_display(display)

    def _pixel_changed(self, colour: tuple[int, int, int]) -> None:
        self.pixel = colour
        if self._meter:
            self._meter.pixel(colour)

    def _wave_changed(self, pin: str, hz: int, duty: int) -> None:
        self.waves.append(pwm.PwmChange(self.clock.now_us, pin, hz, duty))
        if self._on_pwm:
            self._on_pwm(self.waves[-1])

    def _sample_delivered(self, sample: Any) -> None:
        self.delivered.append(sample)
        if self._meter:
            self._meter.sample()
