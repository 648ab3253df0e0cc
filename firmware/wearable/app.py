"""The loop on the thigh: sensor, detector, log, digits, serial line.

The detector outlives every fault: a sensor that is gone leaves a gap in time, never a lost count.
"""

import gc
import time

from heeldrive import EVENT_NONE, EVENT_SET, PHASES, RepCounter
from micropython import const

from wearable.console import event_line, fault_cleared_line, fault_line, log_line, phase_line, sensor_line
from wearable.display import Display
from wearable.faults import (
    BUS_ERROR,
    DARK,
    DISPLAY_MISSING,
    GRAVITY_OFF,
    RESTARTED,
    SENSOR_MISSING,
    SETTINGS_BAD,
    FaultError,
)
from wearable.gravity_check import GravityCheck
from wearable.guard import Guard
from wearable.recorder import Recorder
from wearable.sampler import Sampler
from wearable.segments import spelt
from wearable.settings_file import read_settings
from wearable.stillness import Stillness
from wearable.ticks import LAST_SESSION_MS

_WAITING = PHASES.index("waiting")
_STANDING = PHASES.index("standing")
_WAITING_WORD = "----"  # how the wearer stands is not known yet

_RETRY_MS = const(250)  # between two tries to get the sensor back; a try that finds nobody takes 1 ms
_CARE_MS = const(500)  # between two looks after the digits
_WAKE_MS = const(2000)  # between two times the display is set up anew
_RETRY_DISPLAY_MS = const(1000)  # the same, while it does not answer
_READ_MS = const(2500)  # how long a word stands that tells of something over or harmless
_SPELL_MS = const(1000)  # how long each four letters of a key's name stand
_IDLE_S = 0.02  # without a sensor there is nothing to hurry for


class App:
    """The wearable.

    Args:
        parts: the board's ``Parts``.
        clock: the ``SessionClock``.
    """

    def __init__(self, parts, clock):
        self._clock = clock
        self._pixel = parts.pixel
        settings, complaints, keys = read_settings()
        self._guard = Guard()
        self._sampler = Sampler(parts.sensor_bus, clock)
        self._counter = RepCounter(settings, self._sampler.ug_per_count, self._sampler.udps_per_count)
        self._stillness = Stillness(self._count, self._sampler.ug_per_count, self._sampler.udps_per_count)
        self._recorder = Recorder(settings, parts.board_id)
        self._log_told = None
        self._gravity = GravityCheck(self._sampler.ug_per_count, self._sampler.udps_per_count)
        self._display = Display(parts.display_bus, settings.display_rotation_deg)
        self._phase = self._counter.phase
        self._sampling = False
        self._retry_ms = 0
        self._care_ms = 0
        self._wake_ms = 0
        self._sensor_faults = []  # those that keep samples from coming, the newest last
        self._other_faults = []
        self._word = ""  # stands until _word_until_ms
        self._word_until_ms = 0
        self._words_to_come = []
        for complaint in complaints:
            print(fault_line(SETTINGS_BAD, complaint))
        if complaints:
            self._other_faults.append(SETTINGS_BAD)
            self._show_for_a_while(SETTINGS_BAD)
            for key in keys:
                self._words_to_come.extend(spelt(key))
        if self._guard.landings:
            print(fault_line(RESTARTED, "The board crashed and started again by itself: send the log."))
            self._show_for_a_while(RESTARTED)

    def run(self):
        """Counts until the session clock ends, after 12.4 days."""
        while self._clock.now_ms < LAST_SESSION_MS:
            if self._clock.read() >= self._care_ms:
                self._care()
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
        stillness = self._stillness
        while sampler.next():
            if self._sensor_faults:
                self._sensor_works()
            if not self._gravity.passed:
                self._check_gravity()
            stillness.step(
                sampler.t_ms, sampler.ax, sampler.ay, sampler.az, sampler.gx, sampler.gy, sampler.gz
            )
        self._care_for_log()

    def _count(self, t_ms, ax, ay, az, gx, gy, gz):
        """Counts and records one sample."""
        counter = self._counter
        recorder = self._recorder
        event = counter.step(t_ms, ax, ay, az, gx, gy, gz)
        try:
            recorder.sample(t_ms, ax, ay, az, gx, gy, gz)
            if event != EVENT_NONE:
                recorder.event(counter.event)
        except FaultError as error:
            self._log_failed(error)
        if event != EVENT_NONE or counter.phase != self._phase:
            self._tell(event, t_ms)

    def _tell(self, event, t_ms):
        """Brings an event or a change of phase to the digits first, then to the serial line."""
        self._draw()
        counter = self._counter
        if event != EVENT_NONE:
            print(event_line(counter.event, counter.set_index))
        if counter.phase != self._phase:
            self._phase = counter.phase
            print(phase_line(self._phase, t_ms))
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
            sampler.who_am_i,
            sampler.ug_per_count,
            sampler.udps_per_count,
            sampler.rate_hz,
            self._guard.landings,
        )
        print(sensor_line(self._sampler.who_am_i, self._clock.read()))

    def _sensor_failed(self, error):
        """No samples for now: says so, once, and has the sensor started again as soon as it answers."""
        self._sampling = False
        fault = error.fault
        if fault is SENSOR_MISSING and BUS_ERROR in self._sensor_faults:
            return  # it was there and stopped answering: said already, and nearer to the cause
        if fault not in self._sensor_faults:
            self._sensor_faults.append(fault)
            self._show_for_a_while(fault)
            self._draw()
            print(fault_line(fault, error.sentence))
            self._note(fault.name)

    def _sensor_works(self):
        """The first sample after a fault."""
        for fault in self._sensor_faults:
            print(fault_cleared_line(fault, self._sampler.t_ms))
            self._note("%s cleared" % fault.name)
        self._sensor_faults.clear()
        self._draw()

    def _care_for_log(self):
        """Has the log written when it is time, and says when a log begins or ends."""
        recorder = self._recorder
        try:
            recorder.care(self._clock.now_ms, self._phase <= _STANDING)
        except FaultError as error:
            self._log_failed(error)
        if self._log_told != recorder.recording and (recorder.log_id or recorder.why_not):
            self._log_told = recorder.recording
            print(log_line(recorder))

    def _log_failed(self, error):
        """The log ended; counting goes on."""
        if self._raise(error.fault, error.sentence):
            self._show_for_a_while(error.fault)

    def _note(self, text):
        """Puts what happened into the log."""
        try:
            self._recorder.note(self._clock.now_ms, text)
        except FaultError as error:
            self._log_failed(error)

    def _check_gravity(self):
        sampler = self._sampler
        try:
            self._gravity.step(sampler.ax, sampler.ay, sampler.az, sampler.gx, sampler.gy, sampler.gz)
        except FaultError as error:
            if self._raise(error.fault, error.sentence):
                self._show_for_a_while(error.fault)
        if self._gravity.passed:
            self._clear(GRAVITY_OFF)

    def _care(self):
        """Twice a second: lets words end, looks after the digits and the NeoPixel."""
        now_ms = self._clock.now_ms
        self._care_ms = now_ms + _CARE_MS
        self._guard.feed(now_ms)
        self._care_for_log()  # notes of faults come while no samples do
        self._draw()
        if now_ms >= self._wake_ms:
            self._display.wake()
            self._wake_ms = now_ms + (_WAKE_MS if self._display.present else _RETRY_DISPLAY_MS)
        if self._display.present:
            self._clear(DISPLAY_MISSING)
        else:
            self._raise(
                DISPLAY_MISSING, "No display answers at I2C address 0x70: counting goes on without it."
            )
        if self._pixel is not None:
            self._pixel.show(self._colour())

    def _draw(self):
        """Puts on the digits what matters most now: a fault, a word still to be read, or the count."""
        display = self._display
        counter = self._counter
        if self._sensor_faults:
            display.show_word(self._sensor_faults[-1].word)
        elif self._clock.now_ms < self._word_until_ms:
            display.show_word(self._word)
        elif self._words_to_come:
            self._word = self._words_to_come.pop(0)
            self._word_until_ms = self._clock.now_ms + _SPELL_MS
            display.show_word(self._word)
        elif counter.phase == _WAITING:
            display.show_word(_WAITING_WORD)
        else:
            display.show_count(counter.set_index, counter.set_reps)
        display.write()

    def _show_for_a_while(self, fault):
        """Lets the fault's word stand long enough to be read, however short the fault."""
        self._word = fault.word
        self._word_until_ms = self._clock.now_ms + _READ_MS

    def _colour(self):
        """The NeoPixel speaks for the digits that are missing: the gravest fault in its colour."""
        if self._display.present:
            return DARK
        if self._sensor_faults:
            return self._sensor_faults[-1].colour
        return self._other_faults[0].colour

    def _raise(self, fault, sentence):
        """Says a fault that leaves the counting going. True if it is news."""
        if fault in self._other_faults:
            return False
        self._other_faults.append(fault)
        print(fault_line(fault, sentence))
        self._note(fault.name)
        return True

    def _clear(self, fault):
        if fault in self._other_faults:
            self._other_faults.remove(fault)
            print(fault_cleared_line(fault, self._clock.now_ms))
            self._note("%s cleared" % fault.name)
