"""Fresh workouts of the second simulator, and the table of what every method makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
class KinematicWorkout:
    """A hard workout of `heeldrive_lab.kinematic_simulator`, simulated where it is scored.

    Attributes:
        seed: seed of the simulation.
        leg: position of the sensor leg in its lunges: `front`, `back` or `alternating`.
    """

    seed: int
    leg: str

    @property
    def group(self) -> str:
        """All workouts of one leg form a group."""
        return f"kinematic, sensor leg {self.leg}"

    @property
    def name(self) -> str:
        """By its seed."""
        return f"kinematic, {self.leg}, seed {self.seed}"

    @property
    def weight(self) -> int:
        """Equal for all: they take about the same time."""
        return 1

    def load(self) -> Loaded:
        """Simulate it."""
        from heeldrive_lab.kinematic_simulator import workout  # noqa: PLC0415 - only where it is scored

        return Loaded(*workout(self.seed, self.leg))


def kinematic_workouts(n: int, first_seed: int) -> list[KinematicWorkout]:
    """`n` workouts of each leg; no two share a seed, so that no two share a wearer or a chip."""
    return [
        KinematicWorkout(first_seed + n * index + number, leg)
        for index, leg in enumerate(LEGS)
        for number in range(n)
    ]


def kinematic_sheet(by_mode: Mapping[str, Sequence[Result]]) -> Sheet:
    """One row per sensor leg and method, and the detector in the other mode where that counts the leg too."""
    rows = [
        (leg, mode, *_cells(method, score))
        for leg in LEGS
        for mode, results in by_mode.items()
        if mode in (MODE_OF[leg], BOTH_LEGS)
        for method, score in _scores(results, leg)
        if mode == MODE_OF[leg] or method == OURS
    ]
    return Sheet("Second simulator: fresh hard workouts", COLUMNS, tuple(rows), text_columns=3)


def _scores(results: Sequence[Result], leg: str) -> list[tuple[str, SessionScore]]:
    of_leg = [
        result
        for result in results
        if isinstance(result.source, KinematicWorkout) and result.source.leg == leg
    ]
    return list(by_method(of_leg).items())


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
