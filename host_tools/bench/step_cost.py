"""Measures a step and its reference in the same loop, on CPython or MicroPython."""

from heeldrive import RepCounter, Settings

from bench.reference import SixBiquads


def run(step, rows):
    """Call `step` with every row."""
    for t_ms, ax, ay, az, gx, gy, gz in rows:
        step(t_ms, ax, ay, az, gx, gy, gz)


def run_empty(rows):
    """The same loop without the call."""
    for t_ms, ax, ay, az, gx, gy, gz in rows:  # noqa: B007
        pass


def times(rows, ug_per_count, udps_per_count, now):
    """Measure the detector's step and the reference's over the same rows, without the loop's own time.

    Args:
        rows: tuples of `(t_ms, ax, ay, az, gx, gy, gz)`.
        ug_per_count: accelerometer sensitivity, micro-g per count.
        udps_per_count: gyroscope sensitivity, micro-degrees per second per count.
        now: a clock, any unit.

    Returns:
        Time of one step of the detector and of one of the reference, both in units of `now`.
    """
    step = RepCounter(Settings(), ug_per_count, udps_per_count).step
    reference = SixBiquads().step
    start = now()
    run_empty(rows)
    empty = now()
    run(reference, rows)
    between = now()
    run(step, rows)
    end = now()
    loop = empty - start
    return (end - between - loop) / len(rows), (between - empty - loop) / len(rows)
