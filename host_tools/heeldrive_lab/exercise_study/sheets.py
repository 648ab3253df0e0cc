"""Tables of the study, the same for the terminal and for the page."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.exercise_study.cycles import LUNGE, OTHERS, SIDE, SIT, SQUAT
from heeldrive_lab.exercise_study.features import FEATURES
from heeldrive_lab.exercise_study.outcomes import COMPARISONS, Separation, Study
from heeldrive_lab.exercise_study.own_lunges import relative_to_own
from heeldrive_lab.exercise_study.roc import largest_share
from heeldrive_lab.exercise_study.sensor_errors import CASES
from heeldrive_lab.exercise_study.study import COMBINATIONS, LOW, SHAPE, UNLIKE, WITH_SIZE

SIZE = {feature.name for feature in FEATURES if feature.size} | {WITH_SIZE, f"{UNLIKE}+size"}
EVERY = COMPARISONS[-1].name
AREA_COLUMNS = tuple((where.name, exercise) for where in COMPARISONS[:-1] for exercise in OTHERS)
UNDER_ERRORS = ((LOW, False), (SHAPE, False), (f"{UNLIKE}, low", True))
SHORT = {SQUAT: "squat", SIT: "sit", SIDE: "side"}
LOST_MAX = 1  # lunges: with fewer than 100 of them, one is more than the 1 % of the goal


def sheets(found: Study) -> Iterator[Sheet]:
    """All tables."""
    yield _people(found)
    yield _areas(found, own=False)
    yield _areas(found, own=True)
    yield _directions(found)
    yield _levers(found)
    yield _refused(found)
    yield _errors(found)


def verdicts(found: Study) -> Iterator[str]:
    """Which feature refuses most at a loss of one lunge or none, a sentence for each exercise."""
    for exercise in OTHERS:
        best: tuple[float, str, Separation] | None = None
        for one in found.outcomes:
            result, wanted = one.result, one.comparison == EVERY and one.exercise == exercise
            if not wanted or one.errors != CASES[0].name or one.feature in SIZE or not all(result.scored):
                continue
            share = result.refused[1] / result.scored[1]
            if result.refused[0] <= LOST_MAX and (best is None or share > best[0]):
                best = share, f"{one.feature}{' relative to own lunges' if one.own else ''}", result
        if best is None:
            yield f"{exercise}: nothing refuses it at a loss of one lunge or none."
            continue
        _, name, result = best
        may_be = 100 * largest_share(result.refused[0], result.scored[0])
        yield (
            f"{exercise}: refused most by {name}: {_of(result, 1)}, at a loss of {_of(result, 0)} lunges"
            f" ({result.people} people, held out; the true loss may be up to {may_be:.0f} %)."
        )


def _of(result: Separation, place: int) -> str:
    return f"{result.refused[place]} of {result.scored[place]}"


def _people(found: Study) -> Sheet:
    sources = dict.fromkeys(cycle.source for cycle in found.cycles)
    rows = []
    for source in sources:
        mine = [cycle for cycle in found.cycles if cycle.source == source]
        counts = Counter(cycle.exercise for cycle in mine)
        whole = sum("length" in cycle.values for cycle in mine if cycle.exercise == LUNGE)
        people = len({cycle.person for cycle in mine})
        lunges = f"{counts[LUNGE]} ({whole})" if counts[LUNGE] else ""
        rows.append((source, str(people), lunges, *(str(counts[other] or "") for other in OTHERS)))
    return Sheet(
        "Cycles of people (of the lunges, in brackets: captured as a whole)",
        ("", "people", LUNGE, *OTHERS),
        tuple(rows),
    )


def _areas(found: Study, *, own: bool) -> Sheet:
    names = _names(own)
    columns = [column for column in AREA_COLUMNS if any(found.find(*column, name, own=own) for name in names)]
    cells = {name: [_area(found.find(*column, name, own=own)) for column in columns] for name in names}
    relative = " relative to the own first three lunges" if own else ""
    return Sheet(
        f"Area under the ROC curve{relative}, % and 95 % interval over people",
        ("", *(f"{where} {SHORT[exercise]}" for where, exercise in columns)),
        tuple((_marked(name), *shown) for name, shown in cells.items() if any(shown)),
    )


def _directions(found: Study) -> Sheet:
    relative = list(relative_to_own(found.cycles))
    rows = []
    for person in dict.fromkeys(cycle.person for cycle in relative):
        cells = []
        for exercise in (LUNGE, *OTHERS):
            angles = [
                cycle.values["abduction"]
                for cycle in relative
                if (cycle.person, cycle.exercise) == (person, exercise)
            ]
            cells.append(_percentiles(angles) if angles else "")
        rows.append((person, *cells))
    return Sheet(
        "Angle of the lean at the bottom against the own first three lunges, deg (5/50/95 %)",
        ("", LUNGE, *OTHERS),
        tuple(rows),
    )


def _levers(found: Study) -> Sheet:
    """Levers show how far the acceleration can be trusted: over a planted foot they are about +200 mm."""
    rows = []
    for source, exercise in dict.fromkeys((cycle.source, cycle.exercise) for cycle in found.cycles):
        own = [cycle.values for cycle in found.cycles if (cycle.source, cycle.exercise) == (source, exercise)]
        whole = [values for values in own if "lever" in values]
        if whole:
            cells = [_percentiles([values[name] for values in whole]) for name in ("lever", "knee travel")]
            rows.append((f"{source}, {exercise}", str(len(whole)), *cells))
    return Sheet("Lever and knee travel, mm (5/50/95 %)", ("", "cycles", "lever", "knee travel"), tuple(rows))


def _percentiles(values: Sequence[float]) -> str:
    return " / ".join(f"{value:.0f}" for value in np.percentile(values, (5, 50, 95)))


def _refused(found: Study) -> Sheet:
    rows = []
    for name in _names(own=True):
        cells = [
            _shares(found.find(EVERY, exercise, name, own=own))
            for own in (False, True)
            for exercise in OTHERS
        ]
        rows.append((_marked(name), *cells))
    return Sheet(
        "Refused at a cost of 1 %, people held out: % of the exercise / % of the lunges",
        ("", *(f"{whose}{SHORT[exercise]}" for whose in ("", "own ") for exercise in OTHERS)),
        tuple(rows),
    )


def _errors(found: Study) -> Sheet:
    rows = []
    for name, own in UNDER_ERRORS:
        for case in CASES:
            results = [found.find(EVERY, one, name, own=own, errors=case.name) for one in OTHERS]
            cells = [f"{_area(one, interval=False)}: {_shares(one)}" if one else "" for one in results]
            rows.append((f"{'own: ' if own else ''}{name}, {case.name}", *cells))
    return Sheet(
        "The same with sensor errors: area, %: refused, % / lunges lost, %", ("", *OTHERS), tuple(rows)
    )


def _names(own: bool) -> Sequence[str]:
    features = [feature.name for feature in FEATURES if own or not feature.own]
    return [*features, *(name for name in COMBINATIONS if own or not name.startswith(UNLIKE))]


def _marked(name: str) -> str:
    return f"{name} *" if name in SIZE else name


def _area(result: Separation | None, *, interval: bool = True) -> str:
    if result is None or result.area is None:
        return ""
    if not interval or result.interval is None:
        return f"{100 * result.area:.0f}"
    low, high = result.interval
    return f"{100 * result.area:.0f} {100 * low:.0f}-{100 * high:.0f}"


def _shares(result: Separation | None) -> str:
    if result is None or not all(result.scored):
        return ""
    lost, refused = (100 * part / whole for part, whole in zip(result.refused, result.scored, strict=True))
    return f"{refused:.0f} / {lost:.0f}"
