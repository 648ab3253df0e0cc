"""The study: each feature alone and combined, within and across data sets, alone and against own lunges."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from heeldrive_lab.evaluation.sources import Source
from heeldrive_lab.exercise_study.cycles import LUNGE, OTHERS, ExerciseCycle, cycles_of
from heeldrive_lab.exercise_study.features import FEATURES
from heeldrive_lab.exercise_study.held_out import held_out_margins
from heeldrive_lab.exercise_study.outcomes import COMPARISONS, Comparison, Separation, Study, StudyOutcome
from heeldrive_lab.exercise_study.own_lunges import relative_to_own
from heeldrive_lab.exercise_study.roc import area, area_interval
from heeldrive_lab.exercise_study.sensor_errors import CASES, InjectedErrors
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.util.progress import tracked

LOW, SHAPE, WITH_SIZE = "all low", "all", "all+size"
UNLIKE = "unlike"  # a combination whose name begins so is the distance from the own lunges
# Names of combinations of features, and the features in each.
COMBINATIONS = {
    LOW: tuple(f.name for f in FEATURES if f.low and not f.size),
    SHAPE: tuple(f.name for f in FEATURES if not f.size),
    WITH_SIZE: tuple(f.name for f in FEATURES),
    f"{UNLIKE}, low": tuple(f.name for f in FEATURES if f.low and not f.size),
    f"{UNLIKE}, all": tuple(f.name for f in FEATURES if not f.size),
    f"{UNLIKE}+size": tuple(f.name for f in FEATURES),
}


def run_study(sources: Sequence[Source], cases: Sequence[InjectedErrors] = CASES) -> Study:
    """Measure all recordings with each of the sensor errors, and evaluate everything.

    Raises:
        RecordingError: a recording cannot be imported.
        SessionError: annotations are invalid, or no lunge with the sensor leg in front is labelled.
    """
    recorded: list[ExerciseCycle] = []
    outcomes: list[StudyOutcome] = []
    for errors in cases:
        name = f"measuring, {errors.name}"
        cycles = [one for source in tracked(sources, name, len(sources)) for one in cycles_of(source, errors)]
        if not any(cycle.exercise == LUNGE for cycle in cycles):
            raise SessionError(
                "these recordings contain no labelled lunge with the sensor leg in front of a person whom the"
                " name of the file tells: there is nothing to compare other exercises with"
            )
        recorded = recorded or cycles
        outcomes += evaluate(cycles, errors.name)
    return Study(tuple(recorded), tuple(outcomes))


def evaluate(cycles: Sequence[ExerciseCycle], errors: str) -> Iterator[StudyOutcome]:
    """Evaluate every feature and combination in every comparison.

    Args:
        cycles: cycles of people.
        errors: name of the sensor errors.
    """
    for own, given in ((False, cycles), (True, list(relative_to_own(cycles)))):
        for comparison in COMPARISONS:
            for exercise in OTHERS:
                chosen = [one for one in given if _belongs(one, comparison, exercise)]
                for feature, names in _features(own):
                    complete = [one for one in chosen if all(name in one.values for name in names)]
                    result = _result(complete, names, feature.startswith(UNLIKE))
                    if result is not None:
                        yield StudyOutcome(errors, comparison.name, exercise, feature, own, result)


def _features(own: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    only_own = {feature.name for feature in FEATURES if feature.own}
    yield from ((feature.name, (feature.name,)) for feature in FEATURES if own or not feature.own)
    for combination, names in COMBINATIONS.items():
        if own or not combination.startswith(UNLIKE):
            yield combination, tuple(name for name in names if own or name not in only_own)


def _belongs(cycle: ExerciseCycle, comparison: Comparison, exercise: str) -> bool:
    if cycle.exercise == LUNGE:
        return not comparison.lunges or cycle.source in comparison.lunges
    return cycle.exercise == exercise and (not comparison.others or cycle.source in comparison.others)


def _result(cycles: Sequence[ExerciseCycle], names: Sequence[str], by_distance: bool) -> Separation | None:
    other = np.array([cycle.exercise != LUNGE for cycle in cycles], bool)
    if not other.any() or other.all():
        return None
    people = [cycle.person for cycle in cycles]
    values = np.array([[cycle.values[name] for name in names] for cycle in cycles])
    margins = held_out_margins(values, other, people, by_distance=by_distance)
    scored = np.isfinite(margins)
    shown = values[:, 0] if len(names) == 1 else margins
    used = np.isfinite(shown)
    lunges, others = shown[used & ~other], shown[used & other]
    known = len(lunges) > 0 and len(others) > 0
    whose = [_picked(people, used & ~other), _picked(people, used & other)]
    return Separation(
        int((~other).sum()),
        int(other.sum()),
        len(set(people)),
        area(lunges, others) if known else None,
        area_interval(lunges, whose[0], others, whose[1]) if known else None,
        (int((scored & ~other).sum()), int((scored & other).sum())),
        (int((margins[scored & ~other] > 0).sum()), int((margins[scored & other] > 0).sum())),
        (lunges, others),
    )


def _picked(people: Iterable[str], chosen: Iterable[bool]) -> list[str]:
    return [person for person, wanted in zip(people, chosen, strict=True) if wanted]
