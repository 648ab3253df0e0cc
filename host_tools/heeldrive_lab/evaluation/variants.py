"""Variants of a session: other sensors, mountings, sample rates and clocks, and rest before or after it.

The number of reps must be the same in every variant. What is drawn is drawn from the session's name, so that
two runs make the same variants.
"""

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np

from heeldrive_lab.evaluation.session_changes import (
    clocked,
    mirrored,
    offset,
    resampled,
    rested,
    rotated,
    with_counts,
)
from heeldrive_lab.evaluation.sources import Loaded

# The zero-g offset that the data sheets of the LSM6DS33 and LSM6DS3TR-C call typical, normally distributed,
# and half of the LSM6DS33's largest zero-rate offset, of either sign; both are added to the offsets that the
# session's own sensor has.
ZERO_G_MG = 40.0
ZERO_RATE_DPS = 5.0
OFFSETS = 4
MOUNTINGS = 3
MOUNTING_SEED = 9000
REST_S = (1, 5, 20, 60)
RATES_HZ = (26, 52, 104, 208)
# Beyond this factor, only the interpolation would be tested.
RATE_RISE_MAX = 2.2
CLOCK_OFF = 0.08


class Variant(NamedTuple):
    """One variant of a session.

    Attributes:
        kind: its kind, a row in tables.
        name: its kind, and which of them it is.
        session: the samples.
    """

    kind: str
    name: str
    session: Loaded


def session_variants(session: Loaded, name: str) -> Iterator[Variant]:
    """Yield each variant of a session.

    The sample rates are those of `RATES_HZ` that differ from its own, up to about twice its own. Rest is
    joined to the ends at which the session is at rest.

    Args:
        session: the session.
        name: its name, from which the offsets are drawn.
    """
    yield from _offsets(session, np.random.default_rng(crc32(name.encode())))
    yield from _rests(session)
    counts = session.table[:, 1:].astype(float)
    for number in range(MOUNTINGS):
        turned = with_counts(session, rotated(counts, MOUNTING_SEED + number))
        yield Variant("another mounting", f"another mounting, draw {number + 1}", turned)
    yield Variant("mirrored", "mirrored", with_counts(session, mirrored(counts)))
    own_hz = session.header.rate_hz
    for rate_hz in RATES_HZ:
        if abs(rate_hz / own_hz - 1) > 0.01 and rate_hz <= RATE_RISE_MAX * own_hz:
            yield Variant(f"{rate_hz} Hz", f"{rate_hz} Hz", resampled(session, rate_hz))
    for word, factor in (("fast", 1 + CLOCK_OFF), ("slow", 1 - CLOCK_OFF)):
        kind = f"clock {100 * CLOCK_OFF:.0f} % {word}"
        yield Variant(kind, kind, clocked(session, factor))


def _offsets(session: Loaded, rng: np.random.Generator) -> Iterator[Variant]:
    """Each kind of offset alone, and both together, as a chip has them."""
    none = np.zeros(3)
    for number in range(1, OFFSETS + 1):
        zero_g_mg = rng.normal(0, ZERO_G_MG, 3)
        zero_rate_dps = rng.choice([-ZERO_RATE_DPS, ZERO_RATE_DPS], 3)
        for kind, accel, gyro in (
            ("zero-g offset", zero_g_mg, none),
            ("zero-rate offset", none, zero_rate_dps),
            ("both offsets", zero_g_mg, zero_rate_dps),
        ):
            yield Variant(kind, f"{kind}, draw {number}", offset(session, accel, gyro))


def _rests(session: Loaded) -> Iterator[Variant]:
    for kind, at_end in (("rest before", False), ("rest after", True)):
        for seconds in REST_S:
            other = rested(session, seconds, at_end)
            if other is not None:
                yield Variant(kind, f"{kind}, {seconds} s", other)
