"""The simulated sessions by name, and the folder of those that are kept with the project."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from heeldrive_lab.session import Row, SessionHeader
from heeldrive_lab.simulate import routines
from heeldrive_lab.simulate.body import Motion, Person
from heeldrive_lab.simulate.chip import Chip, sample
from heeldrive_lab.simulate.phases import true_rows
from heeldrive_lab.simulate.strap import Flesh, Mounting, felt
from heeldrive_lab.simulate.wearer import Wearer
from heeldrive_lab.truth import Truth


class Session(NamedTuple):
    """A session before it is written: header, rows of counts, truth."""

    header: SessionHeader
    rows: list[Row]
    truth: Truth


@dataclass(frozen=True)
class Plan:
    """What a named session is made of.

    Attributes:
        about: one line for the index.
        doings: puts the wearer through it.
        seed: of the kept file.
        rate_hz: nominal.
        thigh: `left`, `right`, or None to draw it.
        mounting: how the sensor sits, or None to draw it.
    """

    about: str
    doings: Callable[[Wearer], None]
    seed: int
    rate_hz: int = 104
    thigh: str | None = None
    mounting: Mounting | None = None


IN_FRONT = Mounting(around_deg=15.0)
UPSIDE_DOWN = Mounting(around_deg=40.0, twist_deg=163.0, slope_deg=-8.0)

# Kept in recorded_sessions/; a name with a folder is what must not be counted.
LIBRARY = {
    "clean_set": Plan("10 good reps", routines.clean_set, 11, thigh="right", mounting=IN_FRONT),
    "two_sets_walk_and_sit": Plan(
        "2 sets of 8 with walking, 20 s in a seat and fidgeting between",
        routines.two_sets_walk_and_sit,
        12,
        thigh="right",
    ),
    "half_reps_in_a_set": Plan("10 reps with 3 half reps among them", routines.half_reps_in_a_set, 13),
    "slow_reps": Plan("8 reps of 5 to 9 s, held for up to 2 s", routines.slow_reps, 14, rate_hz=52),
    "upside_down_mount": Plan(
        "10 reps on the left thigh, the sensor strapped on upside down and askew",
        routines.clean_set,
        15,
        104,
        "left",
        UPSIDE_DOWN,
    ),
    "must_not_count/walk_only": Plan("a walk with stops", routines.walk_only, 16, rate_hz=52),
    "must_not_count/sit_and_stand": Plan(
        "5 times in and out of a seat, and fidgeting", routines.sit_and_stand, 17, rate_hz=52
    ),
}
# Made on demand only.
MORE = {
    "stairs_and_jog": Plan("stairs up and a jog", routines.stairs_and_jog, 18),
    "quick_sits": Plan("5 times in and out of a seat at once, all but a squat", routines.quick_sits, 22),
    "split_squat_set": Plan("8 lunges in place, never back to standing", routines.split_squat_set, 19),
    "back_leg_set": Plan("10 reps with the sensor on the leg that steps back", routines.back_leg_set, 20),
    "workout": Plan("a random workout of 2 or 3 sets", routines.random_workout, 21),
}


def make_session(
    name: str,
    seed: int | None = None,
    *,
    rate_hz: int | None = None,
    rate_error: float | None = None,
    thigh: str | None = None,
    mounting: Mounting | None = None,
    chip: Chip | None = None,
) -> Session:
    """Make a session by name; one seed gives one session, to the count.

    What is not given comes from the session's plan, or is drawn. The wearer's motion depends on name and seed
    only: the same reps can be read at another rate, on the other thigh, through another mounting or chip.

    Args:
        name: a key of `LIBRARY` or `MORE`.
        seed: any whole number from 0; None for the seed of the kept file.
        rate_hz: the chip's nominal data rate (26, 52, 104 or 208).
        rate_error: how far the chip's true rate is off, as a share of it.
        thigh: `left` or `right`.
        mounting: how the sensor sits.
        chip: the whole chip; then `rate_hz` and `rate_error` are its own and must not be given.

    Raises:
        ValueError: an unknown name, or a chip and a rate.
    """
    plan = {**LIBRARY, **MORE}.get(name)
    if plan is None:
        raise ValueError(f"there is no session {name!r}; there are {', '.join([*LIBRARY, *MORE])}")
    if chip is not None and (rate_hz is not None or rate_error is not None):
        raise ValueError("the chip has its own rate: give either chip, or rate_hz and rate_error")
    seed = plan.seed if seed is None else seed
    person, motion = perform(name, seed)
    wearing = np.random.default_rng([seed, 1])
    drawn_thigh, drawn_mounting = str(wearing.choice(["left", "right"])), Mounting.draw(wearing)
    thigh = thigh or plan.thigh or drawn_thigh
    chip = chip or Chip.draw(np.random.default_rng([seed, 2]), rate_hz or plan.rate_hz, rate_error)
    worn = motion if thigh == "right" else motion.mirrored()
    force, rate = felt(worn, person, thigh, mounting or plan.mounting or drawn_mounting, Flesh())
    rows = sample(force, rate, chip, np.random.default_rng([seed, 3]))
    header = SessionHeader(
        sensor="LSM6DSOX",
        accel_ug_per_count=chip.accel_ug_per_count,
        gyro_udps_per_count=chip.gyro_udps_per_count,
        rate_hz=chip.rate_hz,
        thigh=thigh,
        origin="simulated",
        extra={"name": name, "seed": str(seed)},
    )
    return Session(header, rows, Truth(f"{Path(name).name}.csv", true_rows(motion)))


def workout(
    seed: int,
    *,
    rate_hz: int | None = None,
    rate_error: float | None = None,
    thigh: str | None = None,
    mounting: Mounting | None = None,
) -> Session:
    """A random workout of 2 or 3 sets with the sensor leg in front; arguments as in `make_session`."""
    return make_session(
        "workout", seed, rate_hz=rate_hz, rate_error=rate_error, thigh=thigh, mounting=mounting
    )


def perform(name: str, seed: int) -> tuple[Person, Motion]:
    """The wearer of a named session and its true motion, as a right leg; arguments as in `make_session`."""
    wearer = Wearer(np.random.default_rng([seed, 0]))
    {**LIBRARY, **MORE}[name].doings(wearer)
    return wearer.person, wearer.motion()
