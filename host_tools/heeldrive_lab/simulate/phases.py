"""True phase times, cut from the true motion as docs/architecture.md ("Words") defines them."""

import numpy as np

from heeldrive_lab.simulate.body import Motion, Span
from heeldrive_lab.simulate.curves import FINE_HZ, Floats
from heeldrive_lab.truth import TruthRow

# docs/architecture.md: descent starts, and the rep ends, at 10 % of the way; the bottom is within 5 deg of D.
EDGE_SHARE = 0.10
BOTTOM_DEG = 5.0
# The back leg's phases follow the body: the bottom is within 5 % of its fall (est.; 5 deg of 85 are 6 %).
BOTTOM_SHARE = 0.05


def true_rows(motion: Motion) -> tuple[TruthRow, ...]:
    """The truth of every span of `motion`, in order of time, in ms of the motion."""
    inclination = motion.inclination_deg()
    rows = [_cycle_row(motion, inclination, span) for span in motion.spans if span.sensor_leg]
    rows += [_plain_row(span) for span in motion.spans if not span.sensor_leg and span.kind == "other"]
    rows += [_set_row(span, rows) for span in motion.spans if span.kind == "set"]
    return tuple(sorted(rows, key=lambda row: (row.start_ms, -row.end_ms)))


def _cycle_row(motion: Motion, inclination: Floats, span: Span) -> TruthRow:
    """A lunge, whole or half, with its phase times."""
    angle = inclination[span.first : span.last]
    if span.sensor_leg == "front":
        height, margin = angle, BOTTOM_DEG
    else:
        height = -motion.hip_m[span.first : span.last, 2]
        margin = BOTTOM_SHARE * float(np.ptp(height))
    start, bottom, rise, end = (span.first + index for index in cut(height, margin))
    return TruthRow(
        kind=span.kind,
        start_ms=_ms(start),
        bottom_ms=_ms(bottom),
        rise_ms=_ms(rise),
        end_ms=_ms(end),
        depth_deg=round(float(angle.max()), 1),
        sensor_leg=span.sensor_leg if span.kind == "rep" else "",
        activity=span.activity,
    )


def cut(path: Floats, bottom_margin: float) -> tuple[float, float, float, float]:
    """Cut one cycle, from a top through a peak to a top, into its phases.

    Args:
        path: inclination (or the body's fall) of the cycle with some standing on either side, any unit.
        bottom_margin: the bottom is where the path is within this of its peak, same unit.

    Returns:
        Start of the descent, of the bottom, of the rise, and the end, in samples of `path`, with fractions.
    """
    peak = int(np.argmax(path))
    before, after, deepest = float(path[: peak + 1].min()), float(path[peak:].min()), float(path[peak])
    from_top = before + EDGE_SHARE * (deepest - before)
    to_top = after + EDGE_SHARE * (deepest - after)
    start = int(np.flatnonzero(path[:peak] <= from_top)[-1])
    low = np.flatnonzero(path >= deepest - bottom_margin)
    end = peak + int(np.flatnonzero(path[peak:] <= to_top)[0]) - 1
    bottom, rise = int(low[0]) - 1, int(low[-1])
    level = deepest - bottom_margin
    return (
        _crossing(path, start, from_top),
        _crossing(path, bottom, level),
        _crossing(path, rise, level),
        _crossing(path, end, to_top),
    )


def _crossing(path: Floats, index: int, level: float) -> float:
    """Where, between `index` and the next sample, `path` meets `level`."""
    return index + float((level - path[index]) / (path[index + 1] - path[index]))


def _plain_row(span: Span) -> TruthRow:
    return TruthRow("other", _ms(span.first), _ms(span.last), activity=span.activity)


def _set_row(span: Span, rows: list[TruthRow]) -> TruthRow:
    """From the first rep's start to the last one's end."""
    first_ms, last_ms = _ms(span.first), _ms(span.last)
    reps = [row for row in rows if row.kind == "rep" and first_ms <= row.start_ms < last_ms]
    return TruthRow(
        kind="set",
        start_ms=min(rep.start_ms for rep in reps),
        end_ms=max(rep.end_ms for rep in reps),
        sensor_leg=reps[0].sensor_leg,
        reps=len(reps),
        activity=reps[0].activity,
    )


def _ms(fine_sample: float) -> int:
    return round(fine_sample / FINE_HZ * 1000)
