"""Single movements: lunges, sitting down, standing about. Each begins and ends in standing still."""

from dataclasses import dataclass, replace

import numpy as np

from heeldrive_lab.simulate.body import Motion, Person, Span, on_planted_foot
from heeldrive_lab.simulate.curves import FINE_HZ, Floats, count, envelope, noise, reach
from heeldrive_lab.simulate.gait import strike_jolt

# Share of the depth that the front thigh has covered when the back foot lands, and has still to cover when
# it leaves; and the speed there, as a share of the mean speed of the fast part. So chosen that with the times
# below the thigh turns at 95-120 deg/s down and 100-105 deg/s up (docs/sources.md).
SHARE_AT_LANDING, SHARE_AT_PUSH_OFF, SPEED_THERE = 0.39, 0.42, 0.85


@dataclass(frozen=True)
class Tempo:
    """Durations of a backward lunge, s; the defaults were measured (MVS 330, 1997, in docs/sources.md).

    Attributes:
        step_back_s: until the back foot lands.
        lower_s: from there to the bottom.
        hold_s: motionless at the bottom. Slowing down and starting add some 0.4 s within 5 deg of it, which
            makes 0.4-0.7 s in all; people not asked to hold stay 0.25-0.5 s (docs/sources.md).
        rise_s: until the back foot leaves the floor.
        return_s: until both feet stand.
    """

    step_back_s: float = 1.16
    lower_s: float = 0.72
    hold_s: float = 0.1
    rise_s: float = 0.69
    return_s: float = 0.89

    @classmethod
    def draw(
        cls, rng: np.random.Generator, scale: float, hold_s: tuple[float, float] = (0.0, 0.25)
    ) -> "Tempo":
        """Each movement 8 % off the default at random and `scale` times as long; the hold within `hold_s`."""
        step, lower, rise, back = (
            seconds * scale * rng.normal(1.0, 0.08)
            for seconds in (cls.step_back_s, cls.lower_s, cls.rise_s, cls.return_s)
        )
        return cls(step, lower, rng.uniform(*hold_s), rise, back)


def standing(seconds: float) -> Motion:
    """Stand still; the sway is added to the whole session later."""
    nothing = np.zeros((count(seconds), 3))
    return Motion(nothing, nothing, nothing)


def front_lunge(
    rng: np.random.Generator, person: Person, depth_deg: float, tempo: Tempo, span: Span
) -> Motion:
    """A backward lunge of the leg that stays: the other foot steps back, the hip sinks behind this one.

    Args:
        rng: for the wobble.
        person: limb lengths and how far the knee travels forward.
        depth_deg: thigh inclination at the bottom.
        tempo: durations.
        span: what to call it; its samples are filled in.
    """
    flexion = _down_and_up(depth_deg, tempo)
    samples = len(flexion)
    bent = flexion / np.radians(90.0)
    thigh = np.zeros((samples, 3))
    thigh[:, 0] = flexion * (1 + noise(rng, samples, 1.5, 0.006))
    # Knee out or in, and twist, by a few degrees at the bottom, and more unsteady the deeper (est.).
    thigh[:, 1] = np.radians(bent * (rng.normal(0.0, 3.0) + noise(rng, samples, 1.5, 0.7)))
    thigh[:, 2] = np.radians(bent * (rng.normal(0.0, 3.0) + noise(rng, samples, 1.5, 0.7)))
    lean = np.radians(person.knee_travel_deg) * bent * (1 + 0.15 * noise(rng, samples, 0.8, 1.0))
    landing, leaving = tempo.step_back_s, samples / FINE_HZ - 0.1
    # |a| stays under 1.2 g where the own foot does not strike (docs/sources.md); the other is faint.
    jolt = strike_jolt(samples, landing, rng.uniform(0.3, 1.2)) + strike_jolt(
        samples, leaving, rng.uniform(0.3, 1.2)
    )
    return Motion(thigh, on_planted_foot(person, thigh, lean), jolt, (replace(span, first=0, last=samples),))


def split_squats(rng: np.random.Generator, person: Person, depths_deg: list[float], top_deg: float) -> Motion:
    """Lunges in place, never back to standing in between: the front thigh goes from `top_deg` down and back.

    A rep takes 1.6-2.7 s (102 captured reps, docs/sources.md).
    """
    parts, marks = [reach(0.0, top_deg, 1.2)], []
    for depth in depths_deg:
        down, up = rng.uniform(0.8, 1.2, size=2)
        first = sum(map(len, parts))
        parts += [_flat(top_deg, 0.15), reach(top_deg, depth, down), _flat(depth, rng.uniform(0.1, 0.4))]
        parts += [reach(depth, top_deg, up), _flat(top_deg, 0.15)]
        marks.append(Span("rep", "split_squat", first, sum(map(len, parts)), "front"))
    parts.append(reach(top_deg, 0.0, 1.2))
    thigh = np.zeros((sum(map(len, parts)), 3))
    thigh[:, 0] = np.radians(np.concatenate(parts))
    thigh[:, 1] = thigh[:, 0] * rng.normal(0.0, 0.03)
    lean = np.radians(person.knee_travel_deg) * thigh[:, 0] / np.radians(90.0)
    return Motion(thigh, on_planted_foot(person, thigh, lean), np.zeros_like(thigh), tuple(marks))


def back_lunge(rng: np.random.Generator, person: Person, tempo: Tempo, span: Span) -> Motion:
    """The same lunge with the sensor on the leg that steps back: the body falls, the thigh hardly tilts.

    The thigh reaches back by 11-25 deg and comes near the vertical again over the floor (docs/sources.md).
    """
    flexion = _down_and_up(person.depth_deg, tempo)
    other = np.zeros((len(flexion), 3))
    other[:, 0] = flexion
    hip = on_planted_foot(person, other, np.radians(person.knee_travel_deg) * flexion / np.radians(90.0))
    back_deg, low_deg, lift_deg = rng.uniform(-25.0, -14.0), rng.uniform(-9.0, 3.0), rng.uniform(8.0, 18.0)
    path = [
        reach(0.0, back_deg, tempo.step_back_s) + lift_deg * _bump(tempo.step_back_s),
        reach(back_deg, low_deg, tempo.lower_s),
        _flat(low_deg, tempo.hold_s),
        reach(low_deg, back_deg, tempo.rise_s),
        reach(back_deg, 0.0, tempo.return_s) + lift_deg * _bump(tempo.return_s),
    ]
    thigh = np.zeros_like(other)
    thigh[:, 0] = np.radians(np.concatenate(path))
    samples = len(thigh)
    landing = strike_jolt(samples, tempo.step_back_s, rng.uniform(2.0, 5.0))
    standing_again = strike_jolt(samples, samples / FINE_HZ - 0.1, rng.uniform(2.0, 5.0))
    return Motion(thigh, hip, landing + standing_again, (replace(span, first=0, last=samples),))


def sitting(rng: np.random.Generator, person: Person, seconds: float) -> Motion:
    """Sit down, sit for `seconds` shifting now and then, stand up."""
    seat_deg = rng.uniform(82.0, 92.0)
    down_s, up_s = rng.uniform(1.6, 2.2), rng.uniform(1.3, 1.8)
    flexion = np.concatenate(
        [reach(0.0, seat_deg, down_s), _flat(seat_deg, seconds), reach(seat_deg, 0.0, up_s)]
    )
    samples = len(flexion)
    seated = slice(count(down_s), count(down_s) + count(seconds))
    rest = seated.stop - seated.start
    thigh = np.zeros((samples, 3))
    # A chair holds a thigh still: specific force strays by 5 mg (rms) over 0.6 s (docs/sources.md).
    for column, shift_deg in ((0, 0.5), (1, 0.8), (2, 0.8)):
        thigh[seated, column] = np.radians(noise(rng, rest, 0.15, shift_deg)) * envelope(rest, 2.0)
    thigh[:, 0] += np.radians(flexion)
    # The knee goes forward to bring the weight over the foot and comes back when the seat takes it.
    lean = np.zeros(samples)
    for first, length in ((0, count(down_s)), (samples - count(up_s), count(up_s))):
        lean[first : first + length] = np.radians(rng.uniform(10.0, 18.0)) * envelope(
            length, length / FINE_HZ
        )
    bump = strike_jolt(samples, down_s - 0.1, rng.uniform(1.5, 3.5))
    return Motion(thigh, on_planted_foot(person, thigh, lean), bump, (Span("other", "sitting", 0, samples),))


def fidgeting(rng: np.random.Generator, seconds: float) -> Motion:
    """Stand about: shift the weight, turn on the spot, shake out the leg."""
    samples = count(seconds)
    alive = envelope(samples, 1.0)
    thigh, hip = np.zeros((samples, 3)), np.zeros((samples, 3))
    for column, cutoff_hz, range_deg in ((0, 0.6, 5.0), (1, 0.4, 2.5), (2, 0.25, 30.0)):
        thigh[:, column] = np.radians(noise(rng, samples, cutoff_hz, range_deg)) * alive
    shake_s = min(1.0, seconds / 3)
    first = round(rng.uniform(0.2, 0.6) * (samples - count(shake_s)))
    thigh[first : first + count(shake_s), 0] += np.radians(rng.uniform(12.0, 30.0)) * _bump(shake_s)
    for column in range(3):
        hip[:, column] = noise(rng, samples, 0.5, 0.02 if column < 2 else 0.005) * alive
    return Motion(thigh, hip, np.zeros_like(hip), (Span("other", "fidgeting", 0, samples),))


def _down_and_up(depth_deg: float, tempo: Tempo) -> Floats:
    """Flexion of the front thigh through one lunge, rad."""
    landing, leaving = SHARE_AT_LANDING * depth_deg, SHARE_AT_PUSH_OFF * depth_deg
    speed_down = SPEED_THERE * (depth_deg - landing) / tempo.lower_s
    speed_up = -SPEED_THERE * (depth_deg - leaving) / tempo.rise_s
    path = [
        reach(0.0, landing, tempo.step_back_s, 0.0, speed_down),
        reach(landing, depth_deg, tempo.lower_s, speed_down, 0.0),
        _flat(depth_deg, tempo.hold_s),
        reach(depth_deg, leaving, tempo.rise_s, 0.0, speed_up),
        reach(leaving, 0.0, tempo.return_s, speed_up, 0.0),
    ]
    return np.radians(np.concatenate(path))


def _flat(level: float, seconds: float) -> Floats:
    return np.full(count(seconds), level)


def _bump(seconds: float) -> Floats:
    """From 0 to 1 and back, as long as a `reach` of the same duration."""
    return envelope(count(seconds), seconds)
