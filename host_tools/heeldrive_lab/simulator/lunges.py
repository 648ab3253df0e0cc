"""Lunges on a planted front foot: backward, in place, and kneeling to tie a shoe."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from heeldrive_lab.simulator.curves import count, lasting, noise, through
from heeldrive_lab.simulator.motion import BodyMotion, Span
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.planted import STEEPEST, Lunge, Tempo, on_front_foot
from heeldrive_lab.simulator.split import kneeling_depth_deg, split_in_place, split_of, standing_bend

# Speed of the front thigh as the back foot lands and leaves, as a share of its mean speed from there to the
# bottom, so that it turns at up to 95-120 deg/s down and 100-105 deg/s up (docs/sources.md).
SPEED_THERE = 0.65


def backward_lunge(rng: np.random.Generator, person: Person, how: Lunge, span: Span) -> BodyMotion:
    """Step back, lower, hold, rise, return to standing; `span.front` is the leg that stays.

    Args:
        rng: draws the unsteadiness.
        person: who moves.
        how: the lunge.
        span: its annotation; the samples are filled in.
    """
    split = split_of(person, how.depth_deg, how.shank_deg, how.back_thigh_deg, how.step_m)
    tempo = how.tempo
    stand_thigh, _ = standing_bend(person)
    above, below = split.top_thigh - stand_thigh, split.bottom_thigh - split.top_thigh
    down = min(SPEED_THERE * below / tempo.lower_s, STEEPEST * above / tempo.step_back_s)
    up = -min(SPEED_THERE * below / tempo.rise_s, STEEPEST * above / tempo.return_s)
    shares, parts = _between_the_steps(how, below)
    seconds = [tempo.step_back_s, *parts, tempo.return_s]
    speeds = [0.0, down, *[0.0] * (len(shares) - 2), up, 0.0]
    motion = on_front_foot(rng, person, how, _front(span), split, shares, seconds, speeds)
    return replace(motion, spans=(replace(span, first=0, last=len(motion)),))


def _between_the_steps(how: Lunge, below_rad: float) -> tuple[list[float], list[float]]:
    """Levels from the landing of the back foot until it leaves, and the seconds between them.

    Args:
        how: the lunge.
        below_rad: how far the front thigh goes meanwhile.

    Returns:
        Shares of that way, and the duration of each part between two of them.
    """
    tempo = how.tempo
    pulsed = 1.0 - np.radians(how.pulse_deg) / below_rad
    shares, parts = [0.0, 1.0], [tempo.lower_s]
    for _ in range(how.pulses):
        shares += [float(pulsed), 1.0]
        parts += [how.pulse_s / 2] * 2
    shares += [1.0, 0.0]
    parts += [tempo.hold_s, tempo.rise_s]
    if how.stop_s:
        shares = [0.0, 0.5, 0.5, *shares[1:-1], 0.5, 0.5, 0.0]
        halves = [[half / 2, how.stop_s, half / 2] for half in (tempo.lower_s, tempo.rise_s)]
        parts = [*halves[0], *parts[1:-1], *halves[1]]
    return shares, parts


def kneeling(rng: np.random.Generator, person: Person, seconds: float, span: Span) -> BodyMotion:
    """Kneel on the back knee for `seconds` to tie the shoe of the front foot, and rise."""
    back_deg, shank_deg = rng.uniform(-12.0, 6.0), rng.uniform(-4.0, 14.0)
    tempo = Tempo.draw(rng, rng.uniform(0.7, 1.1), (seconds, seconds))
    how = Lunge(
        kneeling_depth_deg(person, shank_deg, back_deg),
        tempo,
        shank_deg,
        rng.uniform(40.0, 65.0),
        back_thigh_deg=back_deg,
    )
    motion = backward_lunge(rng, person, how, span)
    # The knee on the floor bears the weight, so there is no tremor, but the hands' work moves the body.
    first, held = count(tempo.step_back_s) + count(tempo.lower_s), count(tempo.hold_s)
    rest = np.zeros(len(motion))
    quiet = through([0.0, 1.0], [min(0.8, seconds / 3)])
    rest[first : first + held] = 1.0
    rest[first : first + len(quiet)] = quiet
    rest[first + held - len(quiet) : first + held] = quiet[::-1]
    pelvis, trunk = motion.pelvis_m.copy(), motion.trunk_rad.copy()
    for axis, metres in ((0, 0.008), (1, 0.006)):
        pelvis[:, axis] += rest * noise(rng, len(motion), 0.6, metres)
    trunk[:, 0] += rest * np.radians(noise(rng, len(motion), 0.8, 3.0))
    return replace(motion, pelvis_m=pelvis, trunk_rad=trunk, held=0.9 * rest)


def split_squats(
    rng: np.random.Generator,
    person: Person,
    hows: Sequence[Lunge],
    top_deg: float,
    span: Span,
) -> BodyMotion:
    """Lunges in place that do not return to standing: the front thigh moves between `top_deg` and the bottom.

    A rep takes 1.6-2.7 s (102 captured reps, docs/sources.md); its two halves are the tempo's `lower_s` and
    `rise_s`.
    """
    deepest = max(how.depth_deg for how in hows)
    like = replace(hows[0], depth_deg=deepest)
    split = split_in_place(person, deepest, like.shank_deg, like.back_thigh_deg, top_deg)
    enter_s, leave_s = rng.uniform(1.1, 1.6, 2)
    seconds, shares, spans = [enter_s, rng.uniform(0.4, 1.0)], [0.0, 0.0], []
    for how in hows:
        first = lasting(seconds)
        parts = [0.1, how.tempo.lower_s, how.tempo.hold_s, how.tempo.rise_s, rng.uniform(0.06, 0.3)]
        share = (np.radians(how.depth_deg - top_deg)) / (split.bottom_thigh - split.top_thigh)
        seconds += parts
        shares += [0.0, share, share, 0.0, 0.0]
        spans.append(replace(span, first=first, last=lasting(seconds)))
    seconds += [rng.uniform(0.3, 0.8), leave_s]
    shares.append(0.0)
    motion = on_front_foot(rng, person, like, _front(span), split, shares, seconds)
    return replace(motion, spans=tuple(spans))


def _front(span: Span) -> int:
    if span.front is None:
        raise ValueError("a lunge has a leg in front")
    return span.front
