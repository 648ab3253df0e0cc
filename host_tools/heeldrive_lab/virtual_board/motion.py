"""The motion that the sensor measures: rows of a session on the virtual clock, read one ahead."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from heeldrive_lab.virtual_board.clock import NEVER_US, HostError

Row = tuple[int, int, int, int, int, int]
"""Six raw counts: specific force x, y, z, then angular rate x, y, z."""

Sample = tuple[int, int, int, int, int, int, int]
"""``(t_ms, ax, ay, az, gx, gy, gz)``: a time and six raw counts."""

_SINGLE_ROW_PERIOD_US = 10_000  # for a motion of one row


class PlayedMotion:
    """Rows ``(t_ms, ax, ay, az, gx, gy, gz)`` as a motion in time.

    Before the first row the body holds its pose.

    Args:
        rows: at least one row; t_ms must rise. Read one by one as time passes.
        start_us: virtual time of the first row.
        accel_ug_per_count: sensitivity of the rows' specific force, micro-g per count.
        gyro_udps_per_count: sensitivity of the rows' angular rate, micro-degrees per second per count.

    Attributes:
        start_us: virtual time of the first row.
        first_period_us: from the first row to the second.
        row: the newest row that is past; before ``start_us`` the first row.
        row_us: its time; 0 before ``start_us``.
        next_us: time of the next row; NEVER_US after the last.

    Raises:
        ValueError: no rows, or a second row no later than the first.
        HostError: during the run, when a later t_ms does not rise.
    """

    def __init__(
        self,
        rows: Iterable[Sample],
        start_us: int,
        accel_ug_per_count: int,
        gyro_udps_per_count: int,
    ) -> None:
        self.accel_ug_per_count = accel_ug_per_count
        self.gyro_udps_per_count = gyro_udps_per_count
        rows = iter(rows)
        first_two = [*islice(rows, 2)]
        if not first_two:
            raise ValueError("the motion has no rows; the virtual sensor needs at least one")
        t_ms, ax, ay, az, gx, gy, gz = first_two[0]
        self.start_us = start_us
        self.first_period_us = (
            1000 * (first_two[1][0] - t_ms) if len(first_two) == 2 else _SINGLE_ROW_PERIOD_US
        )
        if self.first_period_us <= 0:
            raise ValueError(f"the motion's time does not rise at t_ms {first_two[1][0]}")
        self._rows: Iterator[Sample] = chain(first_two[1:], rows)
        self._origin_us = start_us - 1000 * t_ms
        self.row: Row = (ax, ay, az, gx, gy, gz)
        self.row_us = 0
        self.next_us = start_us
        self._next_row = self.row

    @property
    def over(self) -> bool:
        """Whether the last row is past."""
        return self.next_us >= NEVER_US

    def step(self) -> None:
        """Advances to the next row."""
        self.row = self._next_row
        self.row_us = self.next_us
        for t_ms, ax, ay, az, gx, gy, gz in self._rows:
            next_us = self._origin_us + 1000 * t_ms
            if next_us <= self.row_us:
                raise HostError from ValueError(f"the motion's time does not rise at t_ms {t_ms}")
            self.next_us = next_us
            self._next_row = (ax, ay, az, gx, gy, gz)
            return
        self.next_us = NEVER_US

    def run_until(self, at_us: int) -> None:
        """Advances to the last row at or before ``at_us``."""
        while self.next_us <= at_us:
            self.step()

    def at(self, at_us: int) -> Row:
        """The motion at ``at_us``, interpolated linearly between rows; call it with rising times.

        Linear interpolation rather than sample and hold, because a sensor samples a body that moves smoothly.
        Holding rows would produce steps that the body never made, repeat rows when the sensor is the faster
        of the two, and delay everything by up to a row.
        """
        self.run_until(at_us)
        before, after = self.row, self._next_row
        if self.over or before == after:
            return before
        span_us = self.next_us - self.row_us
        into_us = at_us - self.row_us
        ax, ay, az, gx, gy, gz = (
            a + ((b - a) * into_us * 2 + span_us) // (2 * span_us) for a, b in zip(before, after, strict=True)
        )
        return ax, ay, az, gx, gy, gz
