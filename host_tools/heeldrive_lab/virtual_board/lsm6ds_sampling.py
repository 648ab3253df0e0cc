"""What an LSM6DS measures and when: its sample clock and its sensitivities."""

from heeldrive_lab.virtual_board.clock import NEVER_US
from heeldrive_lab.virtual_board.faults import Spans
from heeldrive_lab.virtual_board.lsm6ds_registers import ODR_MILLIHERTZ
from heeldrive_lab.virtual_board.motion import PlayedMotion, Row

_INVALID = 32767
"""What a gyroscope reads just after it was switched on (Linux, st_lsm6dsx_buffer.c: 0x7ffd and above)."""


class Sampling:
    """Samples a motion at the chip's own rate and converts it to the chip's counts.

    Args:
        motion: the motion that the chip measures.
        as_recorded: sample exactly at the motion's own rows, whatever the rate. Before them it samples the
            first pose, after them the last, with the period of the first two rows.
        rate_error_ppm: error of the chip's clock, parts per million, positive is fast.
        frozen: when the samples stop changing.

    Attributes:
        next_us: when the next sample is due; NEVER_US while stopped. The motion's end does not stop it.
        ticks: samples since the clock was started.
        gyro_starts_until_us: until when the gyroscope's samples are invalid.

    Raises:
        ValueError: a rate error together with ``as_recorded``.
    """

    def __init__(self, motion: PlayedMotion, as_recorded: bool, rate_error_ppm: int, frozen: Spans) -> None:
        if as_recorded and rate_error_ppm:
            raise ValueError(
                "samples_as_recorded takes its times from the rows: with it leave rate_error_ppm at 0"
            )
        self._motion = motion
        self._as_recorded = as_recorded
        self._rate_error_ppm = rate_error_ppm
        self._frozen = frozen
        self._started_us = 0
        self._microhertz = 0
        self._last: Row = (0, 0, 0, 0, 0, 0)
        self.next_us = NEVER_US
        self.ticks = 0
        self.gyro_starts_until_us = 0
        self.set_scales(motion.accel_ug_per_count, motion.gyro_udps_per_count)

    def set_scales(self, accel_ug_per_count: int, gyro_udps_per_count: int) -> None:
        """Sets the chip's sensitivities: micro-g and micro-degrees per second per count."""
        self._accel_ug = accel_ug_per_count
        self._gyro_udps = gyro_udps_per_count
        self._convert = (accel_ug_per_count, gyro_udps_per_count) != (
            self._motion.accel_ug_per_count,
            self._motion.gyro_udps_per_count,
        )

    def start(self, odr: int, at_us: int) -> None:
        """Restarts the clock at ``at_us`` with an ODR code, 0 to stop; the first sample is a period later."""
        self.ticks = 0
        self._motion.run_until(at_us)
        if not odr:
            self.next_us = NEVER_US
        elif self._as_recorded:
            self.next_us = self._first_as_recorded(at_us)
        else:
            self._microhertz = ODR_MILLIHERTZ[odr] * (1_000_000 + self._rate_error_ppm) // 1000
            self._started_us = at_us
            self.next_us = self._after()

    def take(self) -> Row:
        """Returns the sample that is due, in the chip's counts."""
        at_us = self.next_us
        self.ticks += 1
        motion = self._motion
        if self._as_recorded and at_us < motion.start_us:
            row = motion.row
            self.next_us = at_us + motion.first_period_us
        elif self._as_recorded:
            if not motion.over:
                motion.step()
            row = motion.row
            self.next_us = at_us + motion.first_period_us if motion.over else motion.next_us
        else:
            row = motion.at(at_us)
            self.next_us = self._after()
        if self._frozen and self._frozen.covers(at_us):
            return self._last
        self._last = self._converted(row) if self._convert else row
        if at_us < self.gyro_starts_until_us:
            self._last = (*self._last[:3], _INVALID, _INVALID, _INVALID)
        return self._last

    def _first_as_recorded(self, at_us: int) -> int:
        """The next row's time; before the first row, a whole number of first periods before it."""
        if self._motion.over:
            return at_us + self._motion.first_period_us
        periods_before = max(0, (self._motion.start_us - at_us - 1) // self._motion.first_period_us)
        return self._motion.next_us - periods_before * self._motion.first_period_us

    def _after(self) -> int:
        return self._started_us + (self.ticks + 1) * 1_000_000_000_000 // self._microhertz

    def _converted(self, row: Row) -> Row:
        ax, ay, az, gx, gy, gz = row
        from_ug, to_ug = self._motion.accel_ug_per_count, self._accel_ug
        from_udps, to_udps = self._motion.gyro_udps_per_count, self._gyro_udps
        return (
            _rescaled(ax, from_ug, to_ug),
            _rescaled(ay, from_ug, to_ug),
            _rescaled(az, from_ug, to_ug),
            _rescaled(gx, from_udps, to_udps),
            _rescaled(gy, from_udps, to_udps),
            _rescaled(gz, from_udps, to_udps),
        )


def _rescaled(count: int, from_scale: int, to_scale: int) -> int:
    """A count at another sensitivity: rounded to the nearest, saturated at 16 bits."""
    value = (2 * count * from_scale + to_scale) // (2 * to_scale)
    return max(-32768, min(32767, value))
