"""The loop of the wearable: sensor, detector, log, digits, serial link.

The detector outlives every fault: while the sensor is missing it sees a gap in time, and the count is kept.
"""

import gc
import time

from heeldrive import EVENT_NONE, EVENT_SET, RepCounter
from micropython import const

from link.port import Link, data_port
from log.recorder import Recorder
from power.manager import PowerManager
from recovery.watchdog import Watchdog
from sensor.rest_decimator import RestDecimator
from sensor.self_test import SelfTest
from ui.display import STOPPED
from ui.display_model import COMPUTER
from ui.user_interface import UserInterface
from wearable import drive
from wearable.console_format import (
    asleep_line,
    event_line,
    log_line,
    marker_line,
    phase_line,
    sensor_line,
)
from wearable.console_out import write_line
from wearable.fault_reporter import FaultReporter
from wearable.faults import (
    BATTERY_EMPTY,
    DISPLAY_MISSING,
    GRAVITY_OFF,
    LOG_ERROR,
    FaultError,
)
from wearable.module_unload import unload
from wearable.session_clock import LAST_SESSION_MS

try:
    from typing import TYPE_CHECKING, Any

    if TYPE_CHECKING:
        from sensor.sampler import Sampler
        from wearable.peripherals import Peripherals
        from wearable.session_clock import SessionClock
except ImportError:
    pass

_RETRY_MS = const(250)  # between two tries to get the sensor back; a try without an answer takes 1 ms
_SERVICE_MS = const(500)
_IDLE_S = const(0.02)  # between two polls without a sensor
_READ_TURNS = const(150)  # of _IDLE_S, for the last word before the digits go dark


def _read_settings() -> tuple["Any", list[str], list[str]]:
    """What ``read_settings`` returns; its module is not kept."""
    from wearable.settings_file import read_settings

    found = read_settings()
    unload("wearable.settings_file", "ui.spelling", "heeldrive.settings")
    return found


class App:
    """The wearable.

    Args:
        parts: the board's ``Peripherals``.
        clock: the ``SessionClock``.
        sampler: the ``Sampler``.
        ring: for the ``LogWriter``.

    Attributes:
        clock: as given.
        counter: the ``RepCounter``.
        recorder: the ``Recorder``.
        sampler: as given.
        self_test: the ``SelfTest``.
        link: the ``Link``.
        service_ms: session time at which ``service`` is due.
    """

    def __init__(
        self, parts: "Peripherals", clock: "SessionClock", sampler: "Sampler", ring: bytearray
    ) -> None:
        self.clock = clock
        settings, errors, words = _read_settings()
        self.sampler = sampler
        gc.collect()  # rear leg and knee travel are compiled only if the settings ask for them
        ug_per_count = sampler.ug_per_count
        udps_per_count = sampler.udps_per_count
        self.counter = RepCounter(settings, ug_per_count, udps_per_count)
        # Bound methods, made once: each look-up of a method as a value allocates.
        self._take = RestDecimator(self._count, ug_per_count, udps_per_count).step
        self._take_checked = self._check_and_take
        self.recorder = Recorder(settings, parts.board_id, ring)
        self._watchdog = Watchdog(self.recorder)
        self._was_recording: bool = None  # when that was last reported
        self.self_test = SelfTest(sampler)
        self._ui = UserInterface(parts, clock, settings, self.counter, self.recorder, self)
        if settings.cue != "off":
            from ui.cue_maker import make_cues

            self._ui.cues = make_cues(parts, settings, errors, words)
            unload("ui.cue_maker")
        self._power = PowerManager(parts, self._ui, self._watchdog, settings.sleep_after_min)
        self._phase = self.counter.phase
        self._sampling = False
        self._retry_ms = 0
        self.service_ms = 0
        self._ends = False
        self.link = Link(
            data_port(), clock, parts.board_id, self.counter, self.recorder, sampler, settings, self
        )
        self._faults = FaultReporter(clock, self._ui, self.link, self.recorder)
        from wearable.start_report import report_start

        report_start(self._faults, self._ui.model, self._watchdog, errors, words, parts.missing)
        unload("wearable.start_report")

    def run(self) -> None:
        """Counts until the session clock ends, after 12.4 days, or the wearer ends it; then restarts."""
        try:
            while self.clock.now_ms < LAST_SESSION_MS and not self._ends:
                if self.clock.read() >= self.service_ms:
                    self.service()
                self.turn()
        except KeyboardInterrupt:
            self._ui.model.show_word(STOPPED)
            self._ui.draw()
            raise
        drive.restart(self._ui.button)

    def turn(self) -> None:
        """One turn of the loop: button, digits, link, then a batch of samples. Allocates nothing at rest."""
        self._ui.poll(self._faults.most_serious())
        self.link.poll()
        if self._sampling:
            self._sample()
        elif self.clock.now_ms >= self._retry_ms:
            self._start_sensor()
        else:
            time.sleep(_IDLE_S)

    def _sample(self) -> None:
        """Waits for a batch of samples, counts and records them."""
        sampler = self.sampler
        try:
            sampler.read_batch(self._ui.due_ms)
        except FaultError as error:
            self._sensor_failed(error)
            return
        sound = self.self_test.passed and not self._faults.sensor_faults
        sampler.forward(self._take if sound else self._take_checked)
        self._service_log()

    def _check_and_take(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Takes a sample while it is not certain that the sensor works."""
        if self._faults.sensor_faults:
            self._faults.sensor_works(t_ms)
        if not self.self_test.passed:
            self._check_gravity(ax, ay, az, gx, gy, gz)
        self._take(t_ms, ax, ay, az, gx, gy, gz)

    def _count(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Counts and records one sample."""
        counter = self.counter
        event = counter.step(t_ms, ax, ay, az, gx, gy, gz)
        if self.link.wants_raw:
            self.link.sample(t_ms, ax, ay, az, gx, gy, gz)
        self.recorder.sample(t_ms, ax, ay, az, gx, gy, gz)
        if event:
            self.recorder.event(counter.event)
        if event or counter.phases.phase != self._phase:
            self._emit(event, t_ms)

    def _emit(self, event: int, t_ms: int) -> None:
        """Brings an event or a change of phase to the digits first, then to console and link."""
        counter = self.counter
        if event != EVENT_NONE:
            self._ui.event(counter.event)
        self._ui.moved()
        if event != EVENT_NONE:
            self.link.event(counter.event, counter.set_index)
            write_line(event_line(counter.event, counter.set_index))
        if counter.phase != self._phase:
            self._phase = counter.phase
            if self._ui.tempo is not None:
                self._ui.tempo.phase(self._phase, t_ms)
            self.link.phase(self._phase, t_ms)
            write_line(phase_line(self._phase, t_ms))
        if event == EVENT_SET:
            # The lines above leave garbage. Collecting it takes up to 13 ms: now, while the wearer rests, not
            # in mid-rep.
            gc.collect()

    def _start_sensor(self) -> None:
        sampler = self.sampler
        try:
            sampler.start()
        except FaultError as error:
            self._sensor_failed(error)
            self._retry_ms = self.clock.read() + _RETRY_MS
            return
        self._sampling = True
        self.self_test.passed = False  # it may be another chip
        is_new_log = not self.recorder.recording
        self.recorder.begin(
            sampler.chip.who_am_i,
            sampler.ug_per_count,
            sampler.udps_per_count,
            sampler.rate_hz,
            self._watchdog.crash_count,
        )
        if is_new_log:
            self._faults.note_all()
        if self._watchdog.last_words:
            self.recorder.note(self.clock.now_ms, "crash: " + self._watchdog.last_words)
            self._watchdog.last_words = ""
        self._faults.write_line(sensor_line(sampler.chip.who_am_i, self.clock.read()))

    def _sensor_failed(self, error: FaultError) -> None:
        """No samples for now: the sensor is started again as soon as it answers."""
        self._sampling = False
        self._faults.sensor_failed(error)

    def _check_gravity(self, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        try:
            if self.self_test.step(ax, ay, az, gx, gy, gz):
                self._faults.end(GRAVITY_OFF)
        except FaultError as error:
            self._faults.begin(error.fault, error.sentence)

    def _service_log(self) -> None:
        """Writes the log when it is due."""
        self.recorder.service(self.clock.now_ms)
        self._report_log()

    def _report_log(self) -> None:
        """Reports a drive that fails, and a log that begins or ends."""
        recorder = self.recorder
        error = recorder.error
        if error is not None:
            recorder.error = None
            self._faults.begin(error.fault, error.sentence)
            self._ui.model.show_word(error.fault.word)  # for as long as it is set again
        if self._was_recording != recorder.recording and (recorder.log_id or recorder.why_not):
            self._was_recording = recorder.recording
            self._faults.write_line(log_line(recorder))
            if recorder.recording:
                self._faults.end(LOG_ERROR)
            elif recorder.waiting:
                self._ui.model.show_word(COMPUTER)

    def service(self) -> None:
        """Twice a second: serves watchdog, log, display and battery."""
        now_ms = self.clock.now_ms
        self.service_ms = now_ms + _SERVICE_MS
        self._watchdog.feed(now_ms)
        self._service_log()  # also without samples: it holds notes of faults
        self._ui.service(self.sampler, self._sampling)
        if self._sampling and self.self_test.passed:
            self.sampler.newest(self._check_gravity)
        if self._ui.display_missing:
            self._faults.begin(
                DISPLAY_MISSING, "No display answers at I2C address 0x70: counting goes on without it."
            )
        else:
            self._faults.end(DISPLAY_MISSING)
        self._power.service(now_ms)
        if self._power.empty:
            self._stop_for_battery()
        elif self._sampling and self._power.is_time_to_sleep(now_ms):
            self._sleep()

    def _sleep(self) -> None:
        """Sleeps until motion; the detector sees a gap in the samples."""
        self.recorder.note(self.clock.now_ms, "asleep")
        self.recorder.flush()
        self._report_log()
        self._faults.write_line(asleep_line(self.clock.now_ms))
        self._power.sleep(self.sampler.chip, self.clock)
        self._sampling = False
        self._retry_ms = 0
        self.recorder.note(self.clock.now_ms, "awake")

    def _stop_for_battery(self) -> None:
        """Ends the log in time, waits with the display off until charged, then ends the session."""
        sentence = "The battery is empty: charge it. The log is closed."
        self._faults.begin(BATTERY_EMPTY, sentence)
        self.recorder.end(sentence)
        self._report_log()
        model = self._ui.model
        model.dismiss()
        model.show_word(BATTERY_EMPTY.word)
        for _ in range(_READ_TURNS):
            self.clock.read()
            self._ui.draw()
            time.sleep(_IDLE_S)
        self._power.sleep(self.sampler.chip, self.clock)
        self._ends = True

    # What the wearer wants by the button, or a program over the link

    def marker(self, t_ms: int, text: str) -> None:
        """Logs the wearer's correction as a marker, which is a label for tuning."""
        self.recorder.marker(t_ms, text)
        self._faults.write_line(marker_line(t_ms, text))

    def end_recording(self) -> None:
        """Ends the log."""
        self.recorder.end("The wearer ended the recording.")

    def restart(self) -> None:
        """Starts a new session, because a log's replay begins where its detector began."""
        self._ends = True
