"""Times of samples from what recorders write: clocks, epochs, counters that wrap, packets with one stamp."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.limits import (
    GUESS_MAX_HZ,
    GUESS_MIN_HZ,
    PACKET_SHARE,
    RESTART_ROWS_MIN,
    RESTARTS_MAX,
    UNIT_S,
    WRAPS,
)
from heeldrive_lab.importers.patterns import CLOCK

Seconds = NDArray[np.float64]


def clock_seconds(cells: Sequence[str]) -> Seconds | None:
    """Seconds of the day from texts such as `10:11:12.345` or `2026-01-02T10:11:12Z`; None if they are none.

    The date is not read: midnight is found from the clock itself.
    """
    found = [CLOCK.search(cell.strip()) for cell in cells]
    if not all(found):
        return None
    return np.array([_of_day(match) for match in found if match])


def _of_day(match: re.Match[str]) -> float:
    hours = int(match[1])
    if match[5]:
        hours = hours % 12 + 12 * (match[5][0] in "pP")
    return hours * 3600 + int(match[2]) * 60 + int(match[3]) + float(f"0.{match[4] or 0}")


def guess_unit(stamps: NDArray[np.float64]) -> str | None:
    """Unit of numeric stamps from their mean step; None if no unit gives a plausible rate."""
    steps = np.diff(stamps)
    # Samples of one packet may share a stamp.
    median = float(np.median(steps))
    kept = steps[steps >= 0] if median <= 0 else steps[(steps >= 0) & (steps <= 50 * median)]
    mean = float(kept.mean()) if len(kept) else 0.0
    if mean <= 0:
        return None
    fits = [unit for unit, size in UNIT_S.items() if GUESS_MIN_HZ <= 1 / (mean * size) <= GUESS_MAX_HZ]
    return fits[0] if fits else None


def unwrapped(stamps: NDArray[np.float64], moduli: Sequence[float] = WRAPS) -> NDArray[np.float64]:
    """Stamps of a counter that begins anew at one of `moduli`, made to increase."""
    steps = np.diff(stamps)
    back = np.flatnonzero(steps < 0)
    forward = steps[steps > 0]
    if not len(back) or not len(forward):
        return stamps
    usual = 10 * float(np.median(forward))
    added = np.zeros(len(stamps))
    for at in back:
        for modulus in moduli:
            # Before the wrap it was almost there, after it just begun.
            if 0 <= steps[at] + modulus <= usual and stamps[at] < modulus:
                added[at + 1 :] += modulus
                break
    return stamps + added


def restarts(stamps: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Parts of stamps that begin anew, as when a board restarts and appends: few and long ones."""
    back = np.flatnonzero(np.diff(stamps) < 0) + 1
    parts = np.split(stamps, back)
    if len(parts) > RESTARTS_MAX or min(map(len, parts)) < RESTART_ROWS_MIN:
        return [stamps]
    return parts


def spread(times: Seconds) -> tuple[Seconds, bool]:
    """Spread samples that share the stamp of their packet evenly until the next packet.

    Returns:
        The times, and whether there were packets.
    """
    count = len(times)
    steps = np.diff(times)
    if count < 4 or times[-1] <= times[0] or (steps < 0).any():
        return times, False
    mean = (times[-1] - times[0]) / (count - 1)
    starts = np.concatenate(([0], np.flatnonzero(steps > PACKET_SHARE * mean) + 1))
    if len(starts) > 0.95 * count or len(starts) < 3:
        return times, False
    # The first packet may be a part of one: its samples are placed backwards from the second.
    anchors = starts[1:]
    at = np.interp(np.arange(count), anchors, times[anchors])
    step = (times[anchors[-1]] - times[anchors[0]]) / max(anchors[-1] - anchors[0], 1)
    before, after = np.arange(count) < anchors[0], np.arange(count) > anchors[-1]
    at[before] = times[anchors[0]] - (anchors[0] - np.flatnonzero(before)) * step
    at[after] = times[anchors[-1]] + (np.flatnonzero(after) - anchors[-1]) * step
    return at, True
