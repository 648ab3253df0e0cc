"""How unsteady a thigh is that is held: slow sway and the shiver of its muscles, about three axes.

A thigh that bears weight also sways sideways and about its own axis: the force of a tired knee extensor
fluctuates most across the direction in which it pulls. Amplitudes are those of docs/sources.md.
"""

from typing import NamedTuple

import numpy as np

from heeldrive_lab.kinematic_simulator.curves import (
    FINE_HZ,
    Curve,
    drawn_waves,
    envelope,
    fourier_sum,
    smoothed,
    wander,
)
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm

SWAY_HZ = (0.4, 4.0)
SHIVER_HZ = (5.0, 12.0)
TONE_HZ = (2.0, 9.0)
# Flexion, sideways, about the thigh's axis: the slow sway, and what is faster. Flexion moves the trunk's mass
# along, so a thigh shivers less in flexion than about its axis.
SWAY_SHARES = (1.0, 0.75, 1.0)
SHIVER_SHARES = (1.0, 1.2, 3.5)
TONE_SHARES = (1.0, 0.75, 1.7)
# Rate of flexion that muscle tone alone causes, rms: standing; and on a chair as a share of that.
TONE_DPS = (0.12, 1.0)
SEATED_SHARE = (0.15, 0.7)
# Whoever has just moved is less still by this share, which dies away (est., to people who have just risen).
SETTLING, SETTLING_S = 1.5, 1.5
# A thigh that turns, or a hip that rises or falls, so quickly is moving.
MOVING_DPS, MOVING_MPS = 30.0, 0.15
SMOOTH_S = 0.15
# Time under load after which most of what a wearer loses in steadiness is lost (est.).
TIRING_S = 20.0
# The unsteadiness of a rep begins and ends within this time.
RAMP_S = 0.4


class ThighSway(NamedTuple):
    """Small angles of a thigh about its pose, each (n,), degrees.

    Attributes:
        flexion_deg: in the plane of the movement.
        sideways_deg: of the knee to the side.
        roll_deg: about the thigh's own axis.
    """

    flexion_deg: Curve
    sideways_deg: Curve
    roll_deg: Curve


def shiver(rng: np.random.Generator, n: int, rms_dps: float, band_hz: tuple[float, float]) -> Curve:
    """(n,) a random Fourier sum, degrees, of a given angular rate; its acceleration is even over the band."""
    hz, phases = drawn_waves(rng, band_hz)
    # Waves spread evenly over the logarithm of frequency, so that each stands for a band as wide as itself.
    rate_dps = hz**-0.5
    rate_dps *= rms_dps * np.sqrt(2) / np.linalg.norm(rate_dps)
    return fourier_sum(n, rate_dps / (2 * np.pi * hz), hz, phases)


def loaded_sway(form: LungeForm, depth: Curve, rng: np.random.Generator) -> ThighSway:
    """The sway of a thigh in a lunge; it grows with depth, and with the time under load in the set.

    Args:
        form: the wearer's form.
        depth: (n,) 0 at the top, 1 at the bottom.
        rng: for the waves; the two axes beside flexion take theirs from a generator of their own.
    """
    n = len(depth)
    load_s = form.loaded_s + np.cumsum(np.maximum(depth, 0.0)) / FINE_HZ
    held = envelope(n, RAMP_S) * depth * (1 + form.tiring * (1 - np.exp(-load_s / TIRING_S)))
    beside = rng.spawn(1)[0]

    flexion, sideways, roll = (
        held
        * (
            wander(waves, n, slow * form.tremor_deg, SWAY_HZ)
            + shiver(waves, n, fast * form.shiver_dps, SHIVER_HZ)
        )
        for waves, slow, fast in zip((rng, beside, beside), SWAY_SHARES, SHIVER_SHARES, strict=True)
    )
    return ThighSway(flexion, sideways, roll)


def settling(flexion_deg: Curve, up_m: Curve) -> Curve:
    """(n,) 0 in movement and long after it, near 1 just after it."""
    turning, rising = (np.abs(np.gradient(each)) * FINE_HZ for each in (flexion_deg, up_m))
    moving = np.clip(np.maximum(turning / MOVING_DPS, rising / MOVING_MPS), 1e-9, 1.0)
    age = np.arange(len(moving)) / FINE_HZ / SETTLING_S
    latest = np.exp(np.maximum.accumulate(np.log(moving) + age) - age)
    # Smooth, so that no gain jumps as a foot strikes.
    return smoothed(latest - moving, SMOOTH_S)


def tone(supported: Curve, settled: Curve, rng: np.random.Generator) -> ThighSway:
    """What muscle tone and pulse do to a thigh at rest.

    Args:
        supported: (n,) 0 on the feet, 1 on a chair.
        settled: (n,) as from `settling`.
        rng: for amplitudes and waves.
    """
    rms_dps, seated = np.exp(rng.uniform(*np.log([TONE_DPS, SEATED_SHARE]).T))
    size = rms_dps * (1 - (1 - seated) * supported) * (1 + SETTLING * settled)
    flexion, sideways, roll = (size * shiver(rng, len(supported), share, TONE_HZ) for share in TONE_SHARES)
    return ThighSway(flexion, sideways, roll)
