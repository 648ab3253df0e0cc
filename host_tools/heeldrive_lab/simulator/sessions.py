"""From a spec to a session: the wearer's motion, what the sensor measures, and the annotations."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from heeldrive_lab.sensor_errors import SensorErrors
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.session import Row, SessionHeader
from heeldrive_lab.simulator.chip import Chip, sample
from heeldrive_lab.simulator.faults import Faults, with_faults
from heeldrive_lab.simulator.library import spec_of
from heeldrive_lab.simulator.motion import BodyMotion
from heeldrive_lab.simulator.mounting import Flesh, Mounting
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.phases import true_rows
from heeldrive_lab.simulator.physics import put_through
from heeldrive_lab.simulator.spec import Spec
from heeldrive_lab.simulator.wearer import Wearer
from heeldrive_lab.simulator.workouts import MODES, workout_spec


class SimulatedSession(NamedTuple):
    """A session before it is written: header, rows of counts, annotations."""

    header: SessionHeader
    rows: list[Row]
    truth: Annotations


@dataclass(frozen=True)
class Wearing:
    """How the sensor is worn; see `wearing`."""

    thigh: str
    mounting: Mounting
    flesh: Flesh
    chip: Chip
    faults: Faults


def simulate(
    spec: Spec,
    *,
    name: str = "simulated",
    seed: int | None = None,
    rate_hz: int | None = None,
    rate_error: float | None = None,
    thigh: str | None = None,
    mounting: Mounting | None = None,
    chip: Chip | None = None,
) -> SimulatedSession:
    """Simulate a session; the same seed gives the same session, to the count.

    What the spec leaves open is drawn. The wearer's motion depends only on the spec and the seed: the same
    reps can be sampled at another rate, on the other thigh, with another mounting or chip.

    Args:
        spec: what is done, by whom, and how the sensor is worn.
        name: the session's name for its header and annotations.
        seed: any whole number from 0, instead of the spec's.
        rate_hz: the chip's nominal output data rate (26, 52, 104 or 208), instead of the spec's.
        rate_error: error of the chip's true rate, as a share of it.
        thigh: `left` or `right`.
        mounting: place and orientation of the sensor.
        chip: the whole chip, which has its own rate; not together with `rate_hz` or `rate_error`.

    Raises:
        ValueError: both a chip and a rate.
    """
    if chip is not None and (rate_hz is not None or rate_error is not None):
        raise ValueError("the chip has its own rate: give either chip, or rate_hz and rate_error")
    spec = replace(spec, seed=spec.seed if seed is None else seed, rate_hz=rate_hz or spec.rate_hz)
    worn = wearing(spec, thigh, mounting, chip, rate_error)
    _, motion = performed(spec)
    if worn.thigh == "left":
        motion = motion.mirrored()
    reading = put_through(motion, worn.mounting, worn.flesh)
    rows = sample(reading.force_mps2, reading.rate_rad_s, worn.chip, np.random.default_rng([spec.seed, 3]))
    rows, truth = with_faults(
        rows, true_rows(motion, reading), worn.faults, np.random.default_rng([spec.seed, 4])
    )
    # An annotation to the end of the motion ends with the last sample.
    truth = tuple(replace(row, end_ms=min(row.end_ms, rows[-1][0])) for row in truth)
    header = SessionHeader(
        sensor=worn.chip.sensor,
        accel_ug_per_count=worn.chip.accel_ug_per_count,
        gyro_udps_per_count=worn.chip.gyro_udps_per_count,
        rate_hz=worn.chip.rate_hz,
        thigh=worn.thigh,
        origin="simulated",
        extra={"name": name, "seed": str(spec.seed), "spec": spec.line()},
    )
    return SimulatedSession(header, rows, Annotations(f"{Path(name).name}.csv", truth))


def performed(spec: Spec) -> tuple[Person, BodyMotion]:
    """The wearer of a spec and its true motion, the sensor on the right thigh."""
    rng = np.random.default_rng([spec.seed, 0])
    fixed = spec.tables.get("person", {})
    person = Person.draw(rng, fixed.get("sex"), fixed.get("stature_m"))
    wearer = Wearer(rng, replace(person, **fixed))
    for activity in spec.do:
        activity.perform(wearer)
    return wearer.person, wearer.motion()


def wearing(
    spec: Spec,
    thigh: str | None = None,
    mounting: Mounting | None = None,
    chip: Chip | None = None,
    rate_error: float | None = None,
) -> Wearing:
    """Mounting, chip and faults for a spec and its seed; arguments as in `simulate`."""
    draws = np.random.default_rng([spec.seed, 1])
    drawn_thigh, drawn_mounting = str(draws.choice(["left", "right"])), Mounting.draw(draws)
    drawn_chip = Chip.draw(np.random.default_rng([spec.seed, 2]), spec.rate_hz)
    fixed = spec.tables
    given = dict(fixed.get("chip", {}))
    if given.pop("errors", "small") == "data_sheet":
        drawn_chip = drawn_chip.with_errors(SensorErrors.draw(np.random.default_rng([spec.seed, 6])))
    own_chip = replace(drawn_chip, **given)
    if rate_error is not None:
        own_chip = replace(own_chip, rate_error=rate_error)
    return Wearing(
        thigh or spec.thigh or drawn_thigh,
        mounting or replace(drawn_mounting, **fixed.get("mounting", {})),
        replace(Flesh(), **fixed.get("flesh", {})),
        chip or own_chip,
        replace(Faults(), **fixed.get("faults", {})),
    )


def make_session(
    name: str,
    seed: int | None = None,
    *,
    rate_hz: int | None = None,
    rate_error: float | None = None,
    thigh: str | None = None,
    mounting: Mounting | None = None,
    chip: Chip | None = None,
) -> SimulatedSession:
    """Make a session of `LIBRARY` or `MORE` by name; arguments as in `simulate`.

    Raises:
        ValueError: an unknown name, or both a chip and a rate.
    """
    return simulate(
        spec_of(name, seed),
        name=name,
        rate_hz=rate_hz,
        rate_error=rate_error,
        thigh=thigh,
        mounting=mounting,
        chip=chip,
    )


def perform(name: str, seed: int) -> tuple[Person, BodyMotion]:
    """The wearer of a named session and its true motion, the sensor on the right thigh."""
    return performed(spec_of(name, seed))


def workout(
    seed: int,
    *,
    mode: str = "front",
    hard: bool = False,
    data_sheet_errors: bool = False,
    rate_hz: int | None = None,
    rate_error: float | None = None,
    thigh: str | None = None,
    mounting: Mounting | None = None,
) -> SimulatedSession:
    """A random workout of 2 or 3 sets; see `workout_spec` and `simulate`."""
    return simulate(
        workout_spec(seed, mode=mode, hard=hard, data_sheet_errors=data_sheet_errors),
        name="workout",
        rate_hz=rate_hz,
        rate_error=rate_error,
        thigh=thigh,
        mounting=mounting,
    )


def pool(
    n: int, seed: int = 0, *, hard: bool = False, rate_hz: int = 52
) -> Iterator[tuple[str, SimulatedSession]]:
    """`n` workouts with their names; the sensor leg is in front, in back and alternating in turn.

    Args:
        n: number of workouts.
        seed: seed of the first; the others have the seeds after it.
        hard: as in `workout_spec`.
        rate_hz: nominal data rate.
    """
    for index in range(n):
        mode = MODES[index % len(MODES)]
        spec = workout_spec(seed + index, mode=mode, hard=hard, rate_hz=rate_hz)
        name = f"{'hard' if hard else 'easy'}_{mode}_{seed + index}"
        yield name, simulate(spec, name=name)
