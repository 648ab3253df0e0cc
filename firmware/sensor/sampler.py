"""Reads an LSM6DS through its FIFO, so that no sample is lost while the board is busy elsewhere.

The driver sets the chip up; the chip then buffers its samples by itself, for at least 4.9 s (LSM6DSOX: 512
words, two a sample; the others hold more). Every three samples the board wakes, asks how many there are and
fetches them in one bus transaction. A flash write, a garbage collection or a display that hangs for half a
second only makes one batch longer.

Why 52 samples a second: the detector merges faster samples into steps of at least 15 ms. Leaving that to the
chip halves the work of bus, loop and log.

Why batches of three (58 ms): a rep is shown up to 38 ms later than it could be, 19 ms on average, which
leaves most of the 250 ms budget to the detector. Batches of six would save one status read (0.2 ms) in a
hundred milliseconds, and a pulled cable would be noticed 58 ms later. Between two batches the processor
sleeps (docs/power.md).
"""

import time

from micropython import const

from sensor.chip_settings import ChipSettings
from sensor.chips import find_sensor, make_fifo
from sensor.timestamp_estimator import TimestampEstimator
from wearable.faults import BUS_ERROR, CHIP_RESET, SAMPLES_LOST, SENSOR_FROZEN, WRONG_CHIP, FaultError

try:
    from typing import TYPE_CHECKING, Callable, NoReturn

    if TYPE_CHECKING:
        from sensor.fifo_pattern import PatternFifo
        from sensor.fifo_tagged import TaggedFifo
        from wearable.bus import Bus
        from wearable.session_clock import SessionClock
except ImportError:
    pass

_BATCH = const(3)  # samples to wait for
# Most samples fetched at once after the board was busy: 5 ms on the wires and a buffer of at most 224 bytes.
# Half a second is fetched in two parts.
_LARGEST_BATCH = const(16)

_LONGEST_SLEEP_MS = const(64)
# Floats made once, by milliseconds: making one allocates on some boards.
SLEEP_S = tuple([ms / 1000 for ms in range(_LONGEST_SLEEP_MS + 1)])

_TRANSIENT_MS = const(40)  # failures up to this long (a motor nearby, a worn plug) are no fault
_SILENT_MS = const(60)  # three sample periods without a sample: check the chip
_FROZEN_MS = const(500)  # after this long without a sample the chip has stopped sampling
# Real samples hardly ever repeat: the noise is two to three counts on each axis. Counted in samples, not in
# time: after half a second of other work, two batches that end alike by chance would look frozen.
_FROZEN_SAMPLES = const(26)
_SETTLE_S = const(0.1)
_SETTLE_MS = const(100)  # the gyroscope's turn-on time is 70 ms (LSM6DS3TR-C datasheet, table 3)
_CHECK_AGAIN_MS = const(10)
_TRY_AGAIN_MS = const(2)
_TOO_MANY = const(200)  # this many before the period is known: the FIFO may be full (256 in an LSM6DSOX)
_NOT_FAILING = const(-1)


def _discard(t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
    """Takes samples that must not be used."""


class Sampler:
    """One sensor: its samples in order, with their times, and its faults.

    Call ``read_batch``, then ``forward``, in turn.

    Args:
        bus: the ``Bus`` the sensor is on.
        clock: the ``SessionClock``.

    Attributes:
        chip: its ``ChipSettings``: which chip it is, at which address.
        stuck: the axis whose counts are replaced by 0, because they stay at the end of its range: 0 to 5 for
            gx, gy, gz, ax, ay, az; -1 for none.
    """

    rate_hz = 52  # nominal
    ug_per_count = 244  # +-8 g: 0.244 mg per count (not full scale / 32768)
    udps_per_count = 17500  # +-500 deg/s: 17.50 mdps per count

    def __init__(self, bus: "Bus", clock: "SessionClock") -> None:
        self._bus = bus
        self._clock = clock
        self._times = TimestampEstimator()
        self._fifo: "PatternFifo | TaggedFifo" = None
        self.chip = ChipSettings(bus)
        self.stuck = -1
        self._wants_reset = False
        self._no_room = False  # for the sensor's driver
        self._filling = False  # whether the FIFO is
        self._batch = _BATCH  # samples to wait for
        self._not_before_ms = 0
        self._failing_ms = _NOT_FAILING  # since when transfers fail
        self._heard_ms = 0  # when the chip last had a new sample
        self._same = 0  # identical samples in a row, as far as they were compared
        self._frozen = False
        self._gap = 0  # samples that should have been in the newest batch and were not
        self._partial = False  # a transfer broke off, and samples may be lost with it
        self._dropped = 0  # samples dropped and not reported yet
        self._newest = 0  # where the newest sample is in the FIFO's `counts`

    def prepare(self) -> None:
        """Sets the sensor up before the first ``start`` if possible; ``start`` reports what is wrong.

        Its FIFO then keeps the samples of the seconds in which the rest of the program is loaded.
        """
        try:
            self.start()
            time.sleep(_SETTLE_S)
            self._begin(self._clock.read())
        except (FaultError, OSError):
            self._filling = False

    def start(self) -> None:
        """Starts the samples, at first and after any fault.

        The driver sets up a chip that is new, which takes 0.8 s. A chip that only lost its cable for a moment
        continues without a reset and keeps its buffered samples. One that lost its settings gets them back,
        and one that was frozen is reset before that: 0.1 s.

        Raises:
            FaultError: no sensor, wrong chip, a bus that fails meanwhile, or no memory for the driver of a
                sensor that answers only now.
        """
        address, who_am_i = find_sensor(self._bus)
        if self._no_room:
            self._raise_no_room()  # not tried again: a partly loaded module would be used
        try:
            if not self.chip.are_of(address, who_am_i):
                self._filling = False
                self.stuck = -1
                self.chip.set_up(address, who_am_i)
                self._fifo = make_fifo(self._bus, address, who_am_i, _LARGEST_BATCH)
                self._times.reset()
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
        self._failing_ms = _NOT_FAILING
        self._heard_ms = self._clock.read()
        self._same = 0

    def _raise_no_room(self) -> "NoReturn":
        raise FaultError(
            WRONG_CHIP,
            "There is not enough memory to load the sensor's driver now: reset the board with the sensor "
            "plugged in.",
        )

    def read_batch(self, by_ms: int) -> None:
        """Sleeps until the next batch is due, then fetches it: three samples, more after a delay.

        Call it after the previous batch was forwarded.

        Args:
            by_ms: session time at which it stops waiting, without a batch.

        Raises:
            FaultError: bus error, chip reset, frozen samples, or samples lost before this batch. ``start``
                brings the sensor back.
        """
        if self._dropped:
            self._raise_dropped()
        if not self._sleep(by_ms):
            return
        before_ms = self._clock.read()
        try:
            if not self._filling:
                self._begin(before_ms)
                return
            fifo = self._fifo
            fifo.poll()
            after_ms = self._clock.read()
            self._failing_ms = _NOT_FAILING
            waiting = fifo.waiting
            if not waiting or not self._times.period:
                self._no_batch(before_ms, after_ms, waiting)
                return
            self._heard_ms = before_ms
            self._gap = self._times.poll(before_ms, after_ms, waiting)
            if self._partial and self._gap:
                fifo.in_order = False
            self._partial = True
            samples = waiting if waiting < _LARGEST_BATCH else _LARGEST_BATCH
            changed = fifo.fetch(samples)
        except OSError as error:
            self._failed(before_ms, error)
            return
        self._partial = False
        self._batch = _BATCH
        if changed and not self._frozen:
            self._same = 0
        else:
            self._check_frozen(samples, changed)

    def forward(self, take: "Callable[..., None]") -> None:
        """Forwards the batch, sample by sample.

        Args:
            take: called with (t_ms, ax, ay, az, gx, gy, gz): the session time at which the sample was taken,
                always rising, and raw signed 16-bit counts of specific force and angular rate in the sensor's
                axes.
        """
        fifo = self._fifo
        times = self._times
        counts = fifo.counts
        end = 6 * fifo.decode()
        if self.stuck >= 0:
            for i in range(self.stuck, end, 6):
                counts[i] = 0
        for i in range(0, end, 6):
            take(
                times.advance(),
                counts[i + 3],
                counts[i + 4],
                counts[i + 5],
                counts[i],
                counts[i + 1],
                counts[i + 2],
            )
        if end:
            self._newest = end - 6
        if not fifo.in_order:
            fifo.in_order = True
            self._dropped = self._gap if self._gap else 1

    def newest(self, take: "Callable[..., None]") -> None:
        """Calls ``take`` with the raw counts of the newest sample: ax, ay, az, gx, gy, gz."""
        counts = self._fifo.counts
        i = self._newest
        take(counts[i + 3], counts[i + 4], counts[i + 5], counts[i], counts[i + 1], counts[i + 2])

    def rate_counts(self) -> int:
        """Sum of the absolute angular rates of the newest sample, raw counts."""
        counts = self._fifo.counts
        i = self._newest
        return abs(counts[i]) + abs(counts[i + 1]) + abs(counts[i + 2])

    def _sleep(self, by_ms: int) -> bool:
        """Sleeps until the next batch is due, until `by_ms` or 64 ms at most. Returns whether it is due."""
        due_ms = max(self._times.due_ms(self._batch), self._not_before_ms)
        now_ms = self._clock.read()
        early_ms = due_ms - now_ms
        longest_ms = max(0, min(by_ms - now_ms, _LONGEST_SLEEP_MS))
        if early_ms > 0:
            time.sleep(SLEEP_S[min(early_ms, longest_ms)])
        return early_ms <= longest_ms

    def _begin(self, now_ms: int) -> None:
        """Starts the FIFO once the sensor has settled."""
        self._fifo.begin()
        self._times.begin(now_ms)
        self._batch = 2  # the first sample arrives within a period from now
        self._heard_ms = now_ms
        self._filling = True

    def _no_batch(self, before_ms: int, after_ms: int, waiting: int) -> None:
        """Handles a poll without a batch: period unknown, or no sample. Checks the chip if that persists.

        Lost settings are worth checking for early, because the rep in progress can be saved.

        Raises:
            OSError: the chip does not answer.
            FaultError: the chip lost its settings or makes no samples.
        """
        self._not_before_ms = before_ms + 1
        if not self._times.period:
            self._times.poll(before_ms, after_ms, waiting)
            self._filling = waiting < _TOO_MANY
        if waiting:
            self._heard_ms = before_ms
        silent_ms = before_ms - self._heard_ms
        if silent_ms <= _SILENT_MS:
            return
        self._not_before_ms = before_ms + _CHECK_AGAIN_MS
        if not self._settings_intact():
            raise FaultError(
                CHIP_RESET,
                "The sensor lost its settings (its power failed for a moment): they are written again.",
            )
        if silent_ms > _FROZEN_MS:
            self._freeze(
                "The sensor answers but makes no new samples: it is being reset. If that does not help, "
                "unplug it and plug it in again."
            )

    def _check_frozen(self, samples: int, changed: bool) -> None:
        """Decides whether a batch that repeats the one before is chance or a frozen sensor."""
        self._same = 0 if changed else self._same + samples
        long_since = self._same > _FROZEN_SAMPLES
        self._frozen = self._frozen or long_since
        if self._frozen:  # discards frozen samples and the batch in which the sensor recovers
            self.forward(_discard)
        if changed:
            self._frozen = False
        if long_since:
            self._freeze(
                "The sensor has sent the same numbers for over 0.5 s: it is being reset. If that does not "
                "help, unplug it and plug it in again."
            )

    def _freeze(self, sentence: str) -> "NoReturn":
        self._frozen = True
        self._wants_reset = True
        raise FaultError(SENSOR_FROZEN, sentence)

    def _failed(self, before_ms: int, error: OSError) -> None:
        """Handles a failed transfer: schedules a retry, or raises a fault if failures persist.

        Judged by time, not by the number of tries: without pull-ups one transfer on an nRF board fails only
        after a second.
        """
        now_ms = self._clock.read()
        if self._failing_ms == _NOT_FAILING:
            self._failing_ms = before_ms
        if now_ms - self._failing_ms > _TRANSIENT_MS:
            raise FaultError(
                BUS_ERROR,
                "The sensor at I2C address 0x%02X stopped answering (%s): check its cable."
                % (self.chip.address, error),
            )
        self._not_before_ms = now_ms + _TRY_AGAIN_MS

    def _raise_dropped(self) -> "NoReturn":
        dropped = self._dropped
        self._dropped = 0
        raise FaultError(
            SAMPLES_LOST,
            "About %d samples (%d ms) from the sensor were lost: counting goes on."
            % (dropped, dropped * self._times.period >> 16),
        )

    def _settings_intact(self) -> bool:
        """True if the control registers hold what the driver wrote, and the FIFO fills if it should."""
        return self.chip.intact() and (not self._filling or self._fifo.intact())
