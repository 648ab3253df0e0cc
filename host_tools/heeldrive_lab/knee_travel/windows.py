"""The start and end of dead reckoning for each rep: in the pauses around it, where the thigh is at rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from heeldrive_lab.knee_travel.samples import Floats, InertialSamples

# In a pause the thigh turns more slowly than this; swaying turns it by a few degrees per second (est.).
STILL_RAD_S = np.radians(15.0)
# The rate is averaged over this time, because shorter crossings of the limit are noise.
SMOOTH_S = 0.06
# A pause is searched this long before a rep's start and after its end.
SEARCH_S = 2.0
# At most this much of a long pause is used.
USED_S = 0.8
# Reps further apart than this are not linked: the wearer may have shifted the foot.
LINK_S = 2.5


@dataclass(frozen=True)
class Window:
    """One rep with its pauses, as sample indices.

    Attributes:
        rep: index of the rep in the list it came from.
        first: start of dead reckoning, in the pause before the rep.
        still_until: end of that pause.
        bottom: first sample of the bottom.
        rise: first sample after the bottom.
        turn: turning point, the sample of the bottom with the smallest rate.
        still_from: start of the pause after the rep.
        last: end of dead reckoning, in that pause.
        before_s: duration of the pause before.
        after_s: duration of the pause after.
        held_s: duration of the rest at the bottom.
        linked: whether it starts where the previous window ends.
    """

    rep: int
    first: int
    still_until: int
    bottom: int
    rise: int
    turn: int
    still_from: int
    last: int
    before_s: float
    after_s: float
    held_s: float
    linked: bool


@dataclass(frozen=True)
class _Pause:
    first: int
    last: int  # included


def windows_of(samples: InertialSamples, reps: Sequence[Mapping[str, Any]]) -> list[Window]:
    """Find a window for each rep that has samples around it; reps are events of `replay`."""
    speed = _smooth_speed(samples)
    times = samples.t_s
    found: list[Window] = []
    for number, rep in enumerate(reps):
        start, bottom, rise, end = (
            samples.index(rep[key]) for key in ("start_ms", "bottom_ms", "rise_ms", "end_ms")
        )
        earliest = samples.index(rep["start_ms"] - 1000 * SEARCH_S)
        latest = samples.index(rep["end_ms"] + 1000 * SEARCH_S)
        if number:
            earliest = max(earliest, samples.index(reps[number - 1]["end_ms"]))
        if number + 1 < len(reps):
            latest = min(latest, samples.index(reps[number + 1]["start_ms"]))
        if not earliest <= start < bottom < rise < end <= latest:
            continue
        before = _pause(speed, earliest, start, from_end=True)
        after = _pause(speed, end, latest, from_end=False)
        turn = bottom + int(np.argmin(speed[bottom : rise + 1]))
        held = _around(speed, turn)
        first, last = _ends(times, before, after)
        linked = False
        if found and found[-1].rep == number - 1 and found[-1].still_from >= before.first - 1:
            earlier = found[-1]
            if times[before.last] - times[earlier.still_from] < LINK_S:
                # Two reps that share a pause: both windows end in its middle.
                first = (earlier.still_from + before.last) // 2
                found[-1] = _with_last(earlier, first)
                linked = True
        before_s, after_s, held_s = (
            float(times[one.last] - times[one.first]) for one in (before, after, held)
        )
        found.append(
            Window(
                number, first, before.last, bottom, rise, turn, after.first, last,
                before_s, after_s, held_s, linked,
            )
        )  # fmt: skip
    return found


def _with_last(window: Window, last: int) -> Window:
    return replace(window, last=last)


def _smooth_speed(samples: InertialSamples) -> Floats:
    length = max(1, round(SMOOTH_S / float(np.median(np.diff(samples.t_s)))))
    kernel = np.ones(length) / length
    smooth = np.stack([np.convolve(axis, kernel, "same") for axis in samples.rate.T], axis=1)
    speed: Floats = np.linalg.norm(smooth, axis=1)
    return speed


def _pause(speed: Floats, first: int, last: int, *, from_end: bool) -> _Pause:
    """The rest closest to the rep within `first` to `last`, or the sample with the smallest rate there."""
    still = np.flatnonzero(speed[first : last + 1] < STILL_RAD_S) + first
    if not len(still):
        at = first + int(np.argmin(speed[first : last + 1]))
        return _Pause(at, at)
    return _around(speed, int(still[-1] if from_end else still[0]))


def _around(speed: Floats, at: int) -> _Pause:
    """The rest around a sample; only the sample itself if it is not at rest."""
    first = last = at
    while first > 0 and speed[first - 1] < STILL_RAD_S:
        first -= 1
    while last + 1 < len(speed) and speed[last + 1] < STILL_RAD_S:
        last += 1
    return _Pause(first, last)


def _ends(times: Floats, before: _Pause, after: _Pause) -> tuple[int, int]:
    """First and last sample to use, in the pause before and the pause after."""
    first = max(before.first, int(np.searchsorted(times, times[before.last] - USED_S)))
    last = min(after.last, int(np.searchsorted(times, times[after.first] + USED_S)))
    return min(first, before.last), max(last, after.first)
