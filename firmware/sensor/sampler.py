"""Reads an LSM6DS through its FIFO: no sample is lost while the board is busy elsewhere.

The driver sets the chip up; the chip then gathers its samples by itself, 4.9 s of them at least (LSM6DSOX:
512 words, two a sample; the others hold more). Every three samples the board wakes, asks how many there are
and fetches them in one bus transaction. A write to the flash, a collection, a display that hangs for half a
second only make one batch longer.

Why 52 samples a second: the detector takes no more, it gathers faster ones to steps of 15 ms or longer. So
the chip does the gathering, and bus, loop and log have half the work.

Why three (58 ms): a rep is told up to 38 ms later than it could be, 19 ms on average, which leaves most of
the 250 ms to the detector. Twice as many would save one status read (0.2 ms) in a hundred milliseconds and
make a pulled cable 58 ms slower to be noticed. Between two batches the processor sleeps (docs/power.md).
"""

import time

from micropython import const

from sensor.chip_settings import ChipSettings
from sensor.chips import find_sensor, make_fifo
from sensor.timestamp_estimator import SampleTime
from wearable.faults import BUS_ERROR, CHIP_RESET, SAMPLES_LOST, SENSOR_FROZEN, WRONG_CHIP, FaultError

_BATCH = const(3)  # samples to wait for
# Samples to fetch at once after the board was busy: 5 ms on the wires, and a buffer of 224 bytes at most.
# Half a second is fetched in two parts.
_LARGEST_BATCH = const(16)

_LONGEST_SLEEP_MS = const(64)
# Floats made once. Index: milliseconds.
_SLEEP_S = tuple([ms / 1000 for ms in range(_LONGEST_SLEEP_MS + 1)])

_SPARK_MS = const(40)  # how long transfers may fail before it is a fault: a motor nearby, a scratchy plug
_SILENT_MS = const(60)  # three sample periods without a sample: time to ask why
_FROZEN_MS = const(500)  # so long without a sample: it makes none
# Real samples hardly repeat: the noise is two to three counts on each axis. Counted, not timed: after a busy
# half second two batches that end alike by chance would look like it.
_FROZEN_SAMPLES = const(26)
_SETTLE_MS = const(100)  # the gyroscope's turn-on time is 70 ms (LSM6DS3TR-C datasheet, table 3)
_LOOK_AGAIN_MS = const(10)
_TRY_AGAIN_MS = const(2)
_TOO_MANY = const(52)  # samples in the FIFO while their period is not known: the board was busy, begin again
_WELL = const(-1)


def _let_fall(t_ms, ax, ay, az, gx, gy, gz):
    """What takes samples that are not given out."""


class Sampler:
    """One sensor, its samples one after the other, and its state of health.

    ``read_batch``, then ``hand_on``; so on for ever.

    Args:
        bus: the ``Bus`` the sensor hangs on.
        clock: the ``SessionClock``.

    Attributes:
        chip: its ``ChipSettings``: which chip it is, and where.
        ax, ay, az, gx, gy, gz: the newest sample handed on.
    """

    rate_hz = 52  # nominal
    ug_per_count = 244  # +-8 g: 0.244 mg per count (not full scale / 32768)
    udps_per_count = 17500  # +-500 deg/s: 17.50 mdps per count

    def __init__(self, bus, clock):
        self._bus = bus
        self._clock = clock
        self._time = SampleTime()
        self._fifo = None
        self.chip = ChipSettings(bus)
        self._wants_reset = False
        self._no_room = False  # for the sensor's driver
        self._filling = False  # the FIFO is
        self._batch = _BATCH  # samples to wait for
        self._not_before_ms = 0
        self._failing_ms = _WELL  # since when transfers fail
        self._heard_ms = 0  # when the chip last had something new
        self._same = 0  # samples in a row that are all the same, as far as was looked
        self._frozen = False
        self._gap = 0  # samples that should have been in the newest batch and were not
        self._torn = False  # a transfer broke off, and samples may have gone with it
        self._lost = 0  # samples lost, to be told of
        self.ax = 0
        self.ay = 0
        self.az = 0
        self.gx = 0
        self.gy = 0
        self.gz = 0

    def prepare(self):
        """Sets the sensor up ahead of the first ``start``, if it can. Whether it could, ``start`` tells."""
        try:
            self.start()
        except FaultError:
            self._filling = False

    def start(self):
        """Gets samples flowing, at first and after any fault.

        A chip that is unknown or new is set up by its driver, which takes 0.8 s. One that only lost its cable
        for a moment is taken up again as it is, with all samples it has gathered meanwhile. One that lost its
        settings gets them back, and one that was frozen a reset before that: 0.1 s.

        Raises:
            FaultError: no sensor, wrong chip, a bus that fails meanwhile, or no memory for the driver of a
                sensor that answers only now.
        """
        address, who_am_i = find_sensor(self._bus)
        if self._no_room:
            self._raise_no_room()  # not tried again: a module that was loaded in part would be found as it is
        try:
            if not self.chip.are_of(address, who_am_i):
                self._filling = False
                self.chip.set_up(address, who_am_i)
                self._fifo = make_fifo(self._bus, address, who_am_i, _LARGEST_BATCH)
                self._time.forget()
            elif self._wants_reset or not self._settings_intact():
                self._filling = False
                self.chip.write(self._wants_reset)
                self._not_before_ms = self._clock.read() + _SETTLE_MS
            self._wants_reset = False
        except OSError as error:
            raise FaultError(
                BUS_ERROR, "The sensor stopped answering while it was set up (%s): check its cable." % error
            ) from error
        except MemoryError:
            self._no_room = True
            self._raise_no_room()
        self._failing_ms = _WELL
        self._heard_ms = self._clock.read()
        self._same = 0

    def _raise_no_room(self):
        raise FaultError(
            WRONG_CHIP,
            "There is not enough memory to load the sensor's driver now: reset the board with the sensor "
            "plugged in.",
        )

    def read_batch(self):
        """Sleeps until the next batch is due and fetches what is there: three samples, more after a delay.

        Call it when the batch before has been handed on.

        Raises:
            FaultError: bus error, chip reset, numbers that do not change, or samples that were lost before
                this batch. ``start`` brings the sensor back.
        """
        if self._lost:
            self._tell_lost()
        if not self._sleep():
            return
        before_ms = self._clock.read()
        try:
            if not self._filling:
                self._begin(before_ms)
                return
            fifo = self._fifo
            fifo.look()
            after_ms = self._clock.read()
            self._failing_ms = _WELL
            waiting = fifo.waiting
            if not waiting or not self._time.period:
                self._no_batch(before_ms, after_ms, waiting)
                return
            self._heard_ms = before_ms
            self._gap = self._time.look(before_ms, after_ms, waiting)
            if self._torn and self._gap:
                fifo.in_order = False
            self._torn = True
            samples = waiting if waiting < _LARGEST_BATCH else _LARGEST_BATCH
            changed = fifo.fetch(samples)
        except OSError as error:
            self._failed(before_ms, error)
            return
        self._torn = False
        self._batch = _BATCH
        if changed and not self._frozen:
            self._same = 0
        else:
            self._stands_still(samples, changed)

    def hand_on(self, take):
        """Hands the batch on, sample by sample.

        Args:
            take: called with (t_ms, ax, ay, az, gx, gy, gz): session time at which the sample was taken,
                always rising, and raw signed 16-bit counts, specific force and angular rate in the sensor's
                axes.
        """
        fifo = self._fifo
        fifo.hand_on(self._time, take, self)
        if not fifo.in_order:
            fifo.in_order = True
            self._lost = self._gap if self._gap else 1

    def _sleep(self):
        """Sleeps until the next batch is due. False if it slept long enough for now and it is not yet due."""
        due_ms = max(self._time.due_ms(self._batch), self._not_before_ms)
        early_ms = due_ms - self._clock.read()
        if early_ms > _LONGEST_SLEEP_MS:
            time.sleep(_SLEEP_S[_LONGEST_SLEEP_MS])
            return False
        if early_ms > 0:
            time.sleep(_SLEEP_S[early_ms])
        return True

    def _begin(self, now_ms):
        """The sensor has settled: its FIFO may fill."""
        self._fifo.begin()
        self._time.begin(now_ms)
        self._batch = 2  # from a period before now on: the first sample that comes
        self._heard_ms = now_ms
        self._filling = True

    def _no_batch(self, before_ms, after_ms, waiting):
        """The period is not known yet, or no sample is waiting. Asks why when that goes on.

        Settings that are gone are worth a quick look, because the rep under way can be saved.

        Raises:
            OSError: the chip does not answer that question.
        """
        self._not_before_ms = before_ms + 1
        if not self._time.period:
            self._time.look(before_ms, after_ms, waiting)
            self._filling = waiting < _TOO_MANY
        if waiting:
            self._heard_ms = before_ms
        silent_ms = before_ms - self._heard_ms
        if silent_ms <= _SILENT_MS:
            return
        self._not_before_ms = before_ms + _LOOK_AGAIN_MS
        if not self._settings_intact():
            raise FaultError(
                CHIP_RESET,
                "The sensor lost its settings (its power failed for a moment): they are written again.",
            )
        if silent_ms > _FROZEN_MS:
            self._freeze(
                "The sensor answers but makes no new samples: it is being reset, else power it anew."
            )

    def _stands_still(self, samples, changed):
        """The batch ended with the same numbers as the one before, by chance, or the sensor is frozen."""
        self._same = 0 if changed else self._same + samples
        long_since = self._same > _FROZEN_SAMPLES
        self._frozen = self._frozen or long_since
        if self._frozen:  # what it says is not given out, nor the batch in which it thaws
            self.hand_on(_let_fall)
        if changed:
            self._frozen = False
        if long_since:
            self._freeze(
                "The sensor has sent the same numbers for over 0.5 s: it is being reset, else power it anew."
            )

    def _freeze(self, sentence):
        self._frozen = True
        self._wants_reset = True
        raise FaultError(SENSOR_FROZEN, sentence)

    def _failed(self, before_ms, error):
        """A transfer failed: try again soon, and call it a fault when it goes on.

        Judged by time and not by tries: without pull-ups one transfer on an nRF board fails only after a
        second.
        """
        now_ms = self._clock.read()
        if self._failing_ms == _WELL:
            self._failing_ms = before_ms
        if now_ms - self._failing_ms > _SPARK_MS:
            raise FaultError(
                BUS_ERROR,
                "The sensor at I2C address 0x%02X stopped answering (%s): check its cable."
                % (self.chip.address, error),
            )
        self._not_before_ms = now_ms + _TRY_AGAIN_MS

    def _tell_lost(self):
        lost = self._lost
        self._lost = 0
        raise FaultError(
            SAMPLES_LOST,
            "About %d samples (%d ms) were lost on the way from the sensor: counting goes on."
            % (lost, lost * self._time.period >> 16),
        )

    def _settings_intact(self):
        """True if the control registers still hold what the driver wrote, and the FIFO fills if it should."""
        return self.chip.intact() and (not self._filling or self._fifo.intact())
