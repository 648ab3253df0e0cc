"""What the study compares, and what it found."""

from dataclasses import dataclass

from heeldrive_lab.exercise_study.cycles import ExerciseCycle
from heeldrive_lab.exercise_study.front_end import Floats
from heeldrive_lab.exercise_study.sensor_errors import NONE


@dataclass(frozen=True)
class Comparison:
    """Whose lunges are compared with whose other exercises.

    Attributes:
        name: name in tables.
        lunges, others: data sets; empty for all.
    """

    name: str
    lunges: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


COMPARISONS = (
    Comparison("UI-PRMD", ("UI-PRMD",), ("UI-PRMD",)),
    Comparison("CMU", ("CMU",), ("CMU",)),
    Comparison("Georgia Tech", ("Georgia Tech",), ("Georgia Tech",)),
    Comparison("Kinect", ("Kinder-Gator",), ("KIMORE",)),
    Comparison("all"),
)


@dataclass(frozen=True)
class Separation:
    """How well a feature or a combination separates lunges from one exercise.

    Attributes:
        lunges, others: number of cycles.
        people: number of people.
        area: area under the ROC curve: above 0.5 if the other exercise has larger values. Of a combination,
            with people held out; None if nobody can be held out.
        interval: its 95 % interval over people; None with too few.
        scored: number of lunges and of others that were scored with people held out.
        refused: how many of these are above the limit that costs 1 % of the other people's lunges.
        values: (lunges,) and (others,) values for the ROC curve; of a combination, margins.
    """

    lunges: int
    others: int
    people: int
    area: float | None
    interval: tuple[float, float] | None
    scored: tuple[int, int]
    refused: tuple[int, int]
    values: tuple[Floats, Floats]


@dataclass(frozen=True)
class StudyOutcome:
    """A result with what it belongs to.

    Attributes:
        errors: errors added to the samples, a name of `CASES`.
        comparison: a name of `COMPARISONS`.
        exercise: the other exercise.
        feature: name of the feature or combination.
        own: whether it is relative to the person's own first lunges.
        result: the result.
    """

    errors: str
    comparison: str
    exercise: str
    feature: str
    own: bool
    result: Separation


@dataclass(frozen=True)
class Study:
    """The whole study.

    Attributes:
        cycles: the cycles as recorded.
        outcomes: everything that was evaluated, with every sensor error.
    """

    cycles: tuple[ExerciseCycle, ...]
    outcomes: tuple[StudyOutcome, ...]

    def find(
        self, comparison: str, exercise: str, feature: str, *, own: bool = False, errors: str = NONE.name
    ) -> Separation | None:
        """One result; None if the recordings do not contain both exercises."""
        wanted = (errors, comparison, exercise, feature, own)
        for one in self.outcomes:
            if (one.errors, one.comparison, one.exercise, one.feature, one.own) == wanted:
                return one.result
        return None
