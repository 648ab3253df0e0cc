"""Cyclic movements that must not count: walking, climbing stairs, jogging."""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.simulate.body import Motion, Span
from heeldrive_lab.simulate.curves import FINE_HZ, Floats, count, envelope, noise, reach, times


@dataclass(frozen=True)
class Gait:
    """One way of going on two legs.

    Attributes:
        activity: its name in truth files.
        strides_hz: cycles of one leg per second; half the step rate.
        thigh_deg: thigh flexion at each tenth of the cycle, from this leg's foot strike on.
        speed_mps: forward speed.
        climb_m: rise of the body with each step.
        bounce_m: half the vertical travel of the pelvis within a step.
        strike_mps2: peak acceleration that this leg's foot strike sends up to the thigh.
    """

    activity: str
    strides_hz: float
    thigh_deg: tuple[float, ...]
    speed_mps: float
    climb_m: float
    bounce_m: float
    strike_mps2: float


# Thigh angles (est.): the usual sagittal shape of walking at -20 to +25 deg; stairs to the 49-59 deg and
# 195 deg/s of docs/sources.md; jogging to the 200-250 deg/s (95th percentile) of recorded thighs. Pelvis:
# about 4 cm up and down in walking at 1.3 m/s. Strikes: est., so that the 99th percentile of |a| comes
# to 15-19 m/s^2 in walking and 23-38 m/s^2 in jogging, as on recorded thighs.
WALKING = Gait("walking", 0.90, (23, 18, 10, 1, -8, -15, -14, 4, 20, 25), 1.3, 0.0, 0.018, 6.0)
STAIRS_UP = Gait("stairs_up", 0.78, (49, 41, 29, 17, 8, 4, 5, 22, 46, 55), 0.45, 0.17, 0.02, 4.0)
JOGGING = Gait("jogging", 1.35, (24, 16, 5, -8, -16, -16, -4, 12, 25, 29), 2.4, 0.0, 0.03, 15.0)


def go(rng: np.random.Generator, gait: Gait, seconds: float) -> Motion:
    """Go for `seconds`, starting and stopping within a stride, turning about now and then as in a room."""
    samples = count(seconds)
    strength = envelope(samples, 0.9 / gait.strides_hz)
    pace = gait.strides_hz * rng.uniform(0.94, 1.06) * (1 + noise(rng, samples, 0.4, 0.025))
    cycle = np.cumsum(pace) / FINE_HZ + rng.uniform(0.0, 1.0)
    heading = _turns(rng, samples)

    thigh = np.zeros((samples, 3))
    amplitude = strength * (1 + noise(rng, samples, 0.5, 0.06))
    thigh[:, 0] = np.radians(amplitude * _periodic(gait.thigh_deg, cycle))
    # The thigh leans in over the standing foot, and the pelvis turns with the step: 3 to 4 deg each (est.).
    thigh[:, 1] = np.radians(3.0 * amplitude * np.sin(2 * np.pi * cycle))
    thigh[:, 2] = heading + np.radians(4.0 * amplitude * np.cos(2 * np.pi * cycle))

    forward_mps = gait.speed_mps * strength
    hip = np.zeros((samples, 3))
    hip[:, 0] = np.cumsum(forward_mps * np.cos(heading)) / FINE_HZ
    hip[:, 1] = np.cumsum(forward_mps * np.sin(heading)) / FINE_HZ
    # Two steps a cycle, lowest a little after each strike; the surge fore and aft is half the bounce (est.).
    step = 4 * np.pi * (cycle - 0.04)
    surge, sideways = 0.5 * gait.bounce_m * np.sin(step), 0.015 * np.sin(2 * np.pi * cycle)
    hip[:, 0] += strength * (surge * np.cos(heading) - sideways * np.sin(heading))
    hip[:, 1] += strength * (surge * np.sin(heading) + sideways * np.cos(heading))
    hip[:, 2] = -gait.bounce_m * amplitude * np.cos(step) + gait.bounce_m * strength
    hip[:, 2] += gait.climb_m * np.cumsum(2 * pace * strength) / FINE_HZ
    hip -= hip[0]

    jolt = np.zeros((samples, 3))
    for shift, share in ((0.0, 1.0), (0.5, 0.35)):
        for strike in np.flatnonzero(np.diff(np.floor(cycle + shift)) > 0):
            peak = gait.strike_mps2 * share * strength[strike] * rng.uniform(0.7, 1.3)
            jolt += strike_jolt(samples, strike / FINE_HZ, peak, float(heading[strike]))
    return Motion(thigh, hip, jolt, (Span("other", gait.activity, 0, samples),))


def strike_jolt(samples: int, at_s: float, peak_mps2: float, heading_rad: float = 0.0) -> Floats:
    """(samples, 3) acceleration of a foot strike as it arrives at the thigh: up and, by a third, backward.

    A wave of 14 Hz that is over within 60 ms on either side: the shock of running is at 10-20 Hz (Shorten and
    Winslow 1992, Int. J. Sport Biomech. 8:288). What lasting velocity it brings is below 0.1 m/s.
    """
    late = times(samples) - at_s
    wave = peak_mps2 * np.exp(-0.5 * (late / 0.022) ** 2) * np.cos(2 * np.pi * 14.0 * late)
    return np.outer(wave, [-0.33 * np.cos(heading_rad), -0.33 * np.sin(heading_rad), 1.0])


def _turns(rng: np.random.Generator, samples: int) -> Floats:
    """Heading, rad: a slow wander and a turn back every 7 to 12 s."""
    heading = np.radians(6.0) * noise(rng, samples, 0.15, 1.0)
    heading = (heading - heading[0]) * envelope(samples, 2.0)
    begin = rng.uniform(5.0, 9.0)
    while (begin + 4.0) * FINE_HZ < samples:
        turn = reach(0.0, float(rng.choice([-1.0, 1.0])) * rng.uniform(1.2, 3.1), rng.uniform(1.6, 2.4))
        first = round(begin * FINE_HZ)
        heading[first : first + len(turn)] += turn
        heading[first + len(turn) :] += turn[-1]
        begin += rng.uniform(7.0, 12.0)
    return heading


def _periodic(tenths: tuple[float, ...], cycle: Floats) -> Floats:
    """The smooth periodic curve through values given at each tenth of a cycle (its first four harmonics)."""
    harmonics = np.fft.rfft(tenths) / len(tenths)
    curve = np.full(len(cycle), harmonics[0].real)
    for order in range(1, 5):
        curve += 2 * (harmonics[order] * np.exp(2j * np.pi * order * cycle)).real
    return curve
