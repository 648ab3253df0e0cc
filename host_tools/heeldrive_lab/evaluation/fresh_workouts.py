"""Fresh hard workouts of both simulators, and the table of what every method makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from heeldrive_lab.evaluation.modes import BOTH_LEGS, SENSOR_LEG
from heeldrive_lab.evaluation.run import OURS, Result, by_method
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.evaluation.tables import ratio_cell

LEGS = ("front", "back", "alternating")
# The mode in which the workouts of a leg are judged: the default counts no lunge with the sensor leg in back.
MODE_OF = {"front": SENSOR_LEG, "back": BOTH_LEGS, "alternating": BOTH_LEGS}
COLUMNS = (
    "simulator",
    "sensor leg",
    "mode",
    "method",
    "true",
    "found",
    "false",
    "F1",
    "workouts right",
    "sets within one",
    "false of other leg",
)


@dataclass(frozen=True)
class FreshWorkout:
    """A random hard workout, simulated where it is scored.

    Attributes:
        seed: seed of the simulation.
        leg: position of the sensor leg in its lunges: `front`, `back` or `alternating`.
    """

    simulator: ClassVar[str] = ""

    seed: int
    leg: str

    @property
    def group(self) -> str:
        """All workouts of one simulator and leg form a group."""
        return workouts_group(self.simulator, self.leg)

    @property
    def name(self) -> str:
        """By its simulator, leg and seed."""
        return f"{self.simulator}, {self.leg}, seed {self.seed}"

    @property
    def weight(self) -> int:
        """Equal for all: they take about the same time."""
        return 1


class MujocoWorkout(FreshWorkout):
    """A hard workout of `heeldrive_lab.simulator`, with the sensor errors of the data sheets."""

    simulator = "MuJoCo"

    def load(self) -> Loaded:
        """Simulate it."""
        from heeldrive_lab.simulator import workout  # noqa: PLC0415 - needs MuJoCo, an optional dependency

        return Loaded.simulated(workout(self.seed, mode=self.leg, hard=True, data_sheet_errors=True))


class KinematicWorkout(FreshWorkout):
    """A hard workout of `heeldrive_lab.kinematic_simulator`."""

    simulator = "kinematic"

    def load(self) -> Loaded:
        """Simulate it."""
        from heeldrive_lab.kinematic_simulator import workout  # noqa: PLC0415 - only where it is scored

        return Loaded(*workout(self.seed, self.leg))


SIMULATORS: tuple[type[MujocoWorkout] | type[KinematicWorkout], ...] = (KinematicWorkout, MujocoWorkout)


def workouts_group(simulator: str, leg: str) -> str:
    """Name of the group of the workouts of one simulator and leg."""
    return f"{simulator} workouts, sensor leg {leg}"


def mujoco_workouts(n: int, first_seed: int) -> list[MujocoWorkout]:
    """`n` workouts of each leg; no two share a seed, so that no two share a wearer or a chip."""
    return [MujocoWorkout(seed, leg) for seed, leg in _drawn(n, first_seed)]


def kinematic_workouts(n: int, first_seed: int) -> list[KinematicWorkout]:
    """`n` workouts of each leg; no two share a seed, so that no two share a wearer or a chip."""
    return [KinematicWorkout(seed, leg) for seed, leg in _drawn(n, first_seed)]


def _drawn(n: int, first_seed: int) -> list[tuple[int, str]]:
    return [(first_seed + n * index + number, leg) for index, leg in enumerate(LEGS) for number in range(n)]


def fresh_workouts_sheet(by_mode: Mapping[str, Sequence[Result]]) -> Sheet:
    """One row per simulator, sensor leg and method.

    The detector also has a row for mode `both_legs` where the leg is judged in mode `sensor_leg`.
    """
    rows = [
        (simulator.simulator, leg, mode, *_cells(method, score))
        for leg in LEGS
        for simulator in SIMULATORS
        for mode, results in by_mode.items()
        if mode in (MODE_OF[leg], BOTH_LEGS)
        for method, score in by_method(of_workouts(results, simulator.simulator, leg)).items()
        if mode == MODE_OF[leg] or method == OURS
    ]
    return Sheet("Fresh hard workouts", COLUMNS, tuple(rows), text_columns=4)


def side_by_side_sheet(by_mode: Mapping[str, Sequence[Result]]) -> Sheet:
    """Both simulators side by side: one row per sensor leg and method, in the mode of that leg."""
    rows = []
    for leg in LEGS:
        of_each = [
            by_method(of_workouts(by_mode[MODE_OF[leg]], simulator.simulator, leg))
            for simulator in SIMULATORS
        ]
        methods = dict.fromkeys(method for scores in of_each for method in scores)
        rows += [
            (leg, MODE_OF[leg], method, *(_counts_cell(scores.get(method)) for scores in of_each))
            for method in methods
        ]
    columns = ("sensor leg", "mode", "method", *(f"{one.simulator} simulator" for one in SIMULATORS))
    return Sheet("Two simulators", columns, tuple(rows), text_columns=len(columns))


def _counts_cell(score: SessionScore | None) -> str:
    if score is None:
        return ""
    return (
        f"F1 {score.f1 or 0.0:.3f}: {score.matched} of {score.true}, {score.false} false,"
        f" {score.exact_sessions} of {score.sessions} right"
    )


def of_workouts(results: Sequence[Result], simulator: str, leg: str) -> list[Result]:
    """The results of the workouts of one simulator and leg."""
    return [result for result in results if result.source.group == workouts_group(simulator, leg)]


def _cells(method: str, score: SessionScore) -> tuple[str, ...]:
    return (
        method,
        str(score.true),
        str(score.matched),
        str(score.false),
        "" if score.f1 is None else f"{score.f1:.4f}",
        ratio_cell(score.exact_sessions, score.sessions),
        ratio_cell(score.sets_within_one, len(score.sets)),
        str(score.false_other_leg),
    )
