"""Where a rep's dead reckoning begins and ends: in the pauses around it, the thigh at its stillest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from heeldrive_lab.knee_travel.samples import Floats, PhysicalSamples

# A pause is where the thigh turns slower than this; swaying it turns by some degrees a second (est.).
STILL_RAD_S = np.radians(15.0)
# Shorter dips of the rate under it, or peaks over it, are noise: rate is averaged over this long.
SMOOTH_S = 0.06
# How far back from a rep's start, and on from its end, its pause may lie.
LOOK_S = 2.0
# So much of a long pause is used.
USED_S = 0.8
# Reps further apart than this are not linked: the wearer may have shifted the foot.
LINK_S = 2.5


@dataclass(frozen=True)
class Window:
    """One rep with its pauses, in indices of samples.

    Attributes:
        rep: index of the rep in the list it came from.
        first: where dead reckoning begins, in the pause before.
        still_until: end of that pause.
        bottom: first sample of the bottom.
        rise: first sample after the bottom.
        turn: the stillest sample of the bottom.
        still_from: beginning of the pause after.
        last: where dead reckoning ends, in it.
        before_s: length of the pause before.
        after_s: length of the pause after.
        held_s: how long the thigh was still at the bottom.
        linked: whether it begins where the window before it ends.
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


def windows_of(samples: PhysicalSamples, reps: Sequence[Mapping[str, Any]]) -> list[Window]:
    """A window for each rep that has samples around it; reps as `replay` yields them."""
    speed = _smooth_speed(samples)
    times = samples.t_s
    found: list[Window] = []
    for number, rep in enumerate(reps):
        start, bottom, rise, end = (
            samples.index(rep[key]) for key in ("start_ms", "bottom_ms", "rise_ms", "end_ms")
        )
        earliest = samples.index(rep["start_ms"] - 1000 * LOOK_S)
        latest = samples.index(rep["end_ms"] + 1000 * LOOK_S)
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
                # One pause between two reps: both meet in its middle.
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


def _smooth_speed(samples: PhysicalSamples) -> Floats:
    length = max(1, round(SMOOTH_S / float(np.median(np.diff(samples.t_s)))))
    kernel = np.ones(length) / length
    smooth = np.stack([np.convolve(axis, kernel, "same") for axis in samples.rate.T], axis=1)
    return np.linalg.norm(smooth, axis=1)


def _pause(speed: Floats, first: int, last: int, *, from_end: bool) -> _Pause:
    """The still stretch nearest to the rep within `first` to `last`, or the stillest sample there."""
    still = np.flatnonzero(speed[first : last + 1] < STILL_RAD_S) + first
    if not len(still):
        at = first + int(np.argmin(speed[first : last + 1]))
        return _Pause(at, at)
    return _around(speed, int(still[-1] if from_end else still[0]))


def _around(speed: Floats, at: int) -> _Pause:
    """The still stretch around a sample; itself alone when it is not still."""
    first = last = at
    while first > 0 and speed[first - 1] < STILL_RAD_S:
        first -= 1
    while last + 1 < len(speed) and speed[last + 1] < STILL_RAD_S:
        last += 1
    return _Pause(first, last)


def _ends(times: Floats, before: _Pause, after: _Pause) -> tuple[int, int]:
    """Where to begin in the pause before and to end in the pause after."""
    first = max(before.first, int(np.searchsorted(times, times[before.last] - USED_S)))
    last = min(after.last, int(np.searchsorted(times, times[after.first] + USED_S)))
    return min(first, before.last), max(last, after.first)
