"""The loop on the thigh: sensor, detector, log, digits, serial line.

The detector outlives every fault: a sensor that is gone leaves a gap in time, never a lost count.
"""

import gc
import time

from heeldrive import EVENT_NONE, EVENT_SET, PHASES, RepCounter
from micropython import const

from link.port import Link, data_port
from log.recorder import Recorder
from power.manager import Power
from sensor.rest_decimator import Stillness
from sensor.self_test import GravityCheck
from ui.segments import spelt
from ui.user_interface import Face
from wearable.console_format import (
    asleep_line,
    event_line,
    fault_cleared_line,
    fault_line,
    log_line,
    marker_line,
    phase_line,
    sensor_line,
)
from wearable.console_out import say
from wearable.faults import (
    BATTERY_EMPTY,
    BUS_ERROR,
    DISPLAY_MISSING,
    GRAVITY_OFF,
    RESTARTED,
    SENSOR_MISSING,
    SETTINGS_BAD,
    FaultError,
)
from wearable.module_unload import unload
from wearable.session_clock import LAST_SESSION_MS
from wearable.watchdog import Guard

_STANDING = PHASES.index("standing")

_RETRY_MS = const(250)  # between two tries to get the sensor back; a try that finds nobody takes 1 ms
_CARE_MS = const(500)  # between two looks after the digits
_SPELL_MS = const(1000)  # how long each four letters of a key's name stand
_IDLE_S = 0.02  # without a sensor there is nothing to hurry for
_READ_S = 3  # for a last word


def _read_settings():
    """What ``read_settings`` gives."""
    from wearable.settings_file import read_settings

    found = read_settings()
    unload("wearable.settings_file")
    return found


class App:
    """The wearable.

    Args:
        parts: the board's ``Parts``.
        clock: the ``SessionClock``.
        sampler: the ``Sampler``.
        ring: for the ``LogWriter``.
    """

    def __init__(self, parts, clock, sampler, ring):
        self._clock = clock
        settings, complaints, keys = _read_settings()
        self._guard = Guard()
        self._sampler = sampler
        gc.collect()  # both legs and the knee letter are compiled only when they are asked for
        self._counter = RepCounter(settings, self._sampler.ug_per_count, self._sampler.udps_per_count)
        stillness = Stillness(self._count, self._sampler.ug_per_count, self._sampler.udps_per_count)
        # Made once: a method that is asked for anew is a new object.
        self._take = stillness.step
        self._take_doubtful = self._check_and_take
        self._recorder = Recorder(settings, parts.board_id, ring)
        self._log_told = None
        self._gravity = GravityCheck(self._sampler.ug_per_count, self._sampler.udps_per_count)
        self._face = Face(parts, clock, settings, self._counter, self._recorder, self)
        self._power = Power(parts, self._face, self._guard, settings.sleep_after_min)
        self._phase = self._counter.phase
        self._sampling = False
        self._retry_ms = 0
        self._care_ms = 0
        self._sensor_faults = []  # those that keep samples from coming, the newest last
        self._other_faults = []
        self._leaves = False
        self._link = Link(
            data_port(), clock, parts.board_id, self._counter, self._recorder, self._sampler, settings, self
        )
        for complaint in complaints:
            self._say(fault_line(SETTINGS_BAD, complaint))
        if complaints:
            self._other_faults.append(SETTINGS_BAD)
            self._face.screens.say(SETTINGS_BAD.word)
            for key in keys:
                for word in spelt(key):
                    self._face.screens.say_after(word, _SPELL_MS)
        if self._guard.landings:
            self._say(fault_line(RESTARTED, "The board crashed and started again by itself: send the log."))
            self._face.screens.say(RESTARTED.word)

    def run(self):
        """Counts until the session clock ends, after 12.4 days, or the wearer wants a new session."""
        while self._clock.now_ms < LAST_SESSION_MS and not self._leaves:
            if self._clock.read() >= self._care_ms:
                self._care()
            self._face.attend(self._gravest())
            self._link.attend()
            if self._sampling:
                self._sample()
            elif self._clock.now_ms >= self._retry_ms:
                self._start_sensor()
            else:
                time.sleep(_IDLE_S)

    def _sample(self):
        """Waits for a batch of samples, counts and records them."""
        sampler = self._sampler
        try:
            sampler.read_batch()
        except FaultError as error:
            self._sensor_failed(error)
            return
        well = self._gravity.passed and not self._sensor_faults
        sampler.hand_on(self._take if well else self._take_doubtful)
        self._care_for_log()

    def _check_and_take(self, t_ms, ax, ay, az, gx, gy, gz):
        """Takes a sample while the sensor has still to show that it is well."""
        if self._sensor_faults:
            self._sensor_works(t_ms)
        if not self._gravity.passed:
            self._check_gravity(ax, ay, az, gx, gy, gz)
        self._take(t_ms, ax, ay, az, gx, gy, gz)

    def _count(self, t_ms, ax, ay, az, gx, gy, gz):
        """Counts and records one sample."""
        counter = self._counter
        event = counter.step(t_ms, ax, ay, az, gx, gy, gz)
        if self._link.wants_raw:
            self._link.sample(t_ms, ax, ay, az, gx, gy, gz)
        try:
            self._recorder.sample(t_ms, ax, ay, az, gx, gy, gz)
            if event:
                self._recorder.event(counter.event)
        except FaultError as error:
            self._log_failed(error)
        if event or counter.phases.phase != self._phase:
            self._tell(event, t_ms)

    def _tell(self, event, t_ms):
        """Brings an event or a change of phase to the digits first, then to the serial line."""
        counter = self._counter
        self._face.tell(counter.event if event != EVENT_NONE else None)
        if event != EVENT_NONE:
            self._link.event(counter.event, counter.set_index)
            say(event_line(counter.event, counter.set_index))
        if counter.phase != self._phase:
            self._phase = counter.phase
            self._link.phase(self._phase, t_ms)
            say(phase_line(self._phase, t_ms))
        if event == EVENT_SET:
            # The lines above leave garbage behind. Clearing it takes up to 13 ms: now, while the wearer
            # rests, not in mid-rep.
            gc.collect()

    def _start_sensor(self):
        try:
            self._sampler.start()
        except FaultError as error:
            self._sensor_failed(error)
            self._retry_ms = self._clock.read() + _RETRY_MS
            return
        self._sampling = True
        self._gravity.passed = False  # it may be another chip
        sampler = self._sampler
        self._recorder.begin(
            sampler.chip.who_am_i,
            sampler.ug_per_count,
            sampler.udps_per_count,
            sampler.rate_hz,
            self._guard.landings,
        )
        self._say(sensor_line(self._sampler.chip.who_am_i, self._clock.read()))

    def _sensor_failed(self, error):
        """No samples for now: says so, once, and has the sensor started again as soon as it answers."""
        self._sampling = False
        fault = error.fault
        if fault is SENSOR_MISSING and BUS_ERROR in self._sensor_faults:
            return  # it was there and stopped answering: said already, and nearer to the cause
        if fault not in self._sensor_faults:
            self._sensor_faults.append(fault)
            self._face.screens.say(fault.word)
            self._face.screens.fault_word = fault.word
            self._face.draw()
            self._say(fault_line(fault, error.sentence))
            self._note(fault.name)

    def _sensor_works(self, t_ms):
        """The first sample after a fault."""
        for fault in self._sensor_faults:
            self._say(fault_cleared_line(fault, t_ms))
            self._note("%s cleared" % fault.name)
        self._sensor_faults.clear()
        self._face.screens.fault_word = ""
        self._face.draw()

    def _care_for_log(self):
        """Has the log written when it is time, and says when a log begins or ends."""
        recorder = self._recorder
        try:
            recorder.care(self._clock.now_ms, self._phase <= _STANDING)
        except FaultError as error:
            self._log_failed(error)
        if self._log_told != recorder.recording and (recorder.log_id or recorder.why_not):
            self._log_told = recorder.recording
            self._say(log_line(recorder))

    def _log_failed(self, error):
        """The log ended; counting goes on."""
        if self._raise(error.fault, error.sentence):
            self._face.screens.say(error.fault.word)

    def _say(self, line):
        """Tells the console, and whoever reads the link, now or later."""
        say(line)
        self._link.text(line)

    def _note(self, text):
        """Puts what happened into the log."""
        try:
            self._recorder.note(self._clock.now_ms, text)
        except FaultError as error:
            self._log_failed(error)

    def _check_gravity(self, ax, ay, az, gx, gy, gz):
        try:
            self._gravity.step(ax, ay, az, gx, gy, gz)
        except FaultError as error:
            if self._raise(error.fault, error.sentence):
                self._face.screens.say(error.fault.word)
        if self._gravity.passed:
            self._clear(GRAVITY_OFF)

    def _care(self):
        """Twice a second: looks after log, motion and digits."""
        now_ms = self._clock.now_ms
        self._care_ms = now_ms + _CARE_MS
        self._guard.feed(now_ms)
        self._care_for_log()  # notes of faults come while no samples do
        self._face.care(self._sampler, self._sampling)
        if self._face.display_present:
            self._clear(DISPLAY_MISSING)
        else:
            self._raise(
                DISPLAY_MISSING, "No display answers at I2C address 0x70: counting goes on without it."
            )
        self._power.care(now_ms)
        if self._power.empty:
            self._stop_for_battery()
        elif self._sampling and self._power.is_time_to_sleep(now_ms):
            self._sleep()

    def _sleep(self):
        """Sleeps until something moves: to the detector a gap in time."""
        self._note("asleep")
        try:
            self._recorder.flush()
        except FaultError as error:
            self._log_failed(error)
        self._say(asleep_line(self._clock.now_ms))
        self._power.sleep(self._sampler.chip, self._clock)
        self._sampling = False
        self._retry_ms = 0
        self._note("awake")

    def _stop_for_battery(self):
        """Closes the log while there is power for it, then waits in the dark for more: a new session."""
        sentence = "The battery is empty: charge it. The log is closed."
        self._raise(BATTERY_EMPTY, sentence)
        try:
            self._recorder.end(sentence)
        except FaultError as error:
            self._log_failed(error)
        self._face.screens.say(BATTERY_EMPTY.word)
        self._face.draw()
        time.sleep(_READ_S)
        self._power.hibernate(self._sampler.chip, self._clock)
        self._leaves = True

    def marker(self, t_ms, text):
        """Puts what the wearer says by the button into the log: every correction is a label."""
        try:
            self._recorder.marker(t_ms, text)
        except FaultError as error:
            self._log_failed(error)
        self._say(marker_line(t_ms, text))

    def end_recording(self):
        """Closes the log, because the wearer says so."""
        try:
            self._recorder.end("The wearer ended the recording.")
        except FaultError as error:
            self._log_failed(error)

    def begin_anew(self):
        """A log's replay begins where its detector began: a new log is a new session."""
        self._leaves = True

    def _gravest(self):
        """The fault that matters most, None while all is well."""
        if self._sensor_faults:
            return self._sensor_faults[-1]
        return self._other_faults[0] if self._other_faults else None

    def _raise(self, fault, sentence):
        """Says a fault that leaves the counting going. True if it is news."""
        if fault in self._other_faults:
            return False
        self._other_faults.append(fault)
        self._say(fault_line(fault, sentence))
        self._note(fault.name)
        return True

    def _clear(self, fault):
        if fault in self._other_faults:
            self._other_faults.remove(fault)
            self._say(fault_cleared_line(fault, self._clock.now_ms))
            self._note("%s cleared" % fault.name)
