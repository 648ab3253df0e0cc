"""Labelled cycles of people: which recording, which person, which exercise, and the features."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from heeldrive_lab.evaluation.sources import Source
from heeldrive_lab.exercise_study.features import FEATURES, Measured, measure_cycle
from heeldrive_lab.exercise_study.front_end import Floats, SegmentedCycle, Track, run_front_end
from heeldrive_lab.exercise_study.sensor_errors import NONE, InjectedErrors, with_errors
from heeldrive_lab.sessions.annotations import Annotation

LUNGE, SQUAT, SIT, SIDE = "lunge", "squat", "sit-to-stand", "side lunge"
OTHERS = (SQUAT, SIT, SIDE)
# Beginning of an activity's name -> exercise, for rows of one cycle. A lunge is a rep with the leg in front.
ACTIVITIES = {"squat": SQUAT, "deep_squat": SQUAT, "Sq": SQUAT, "sit_to_stand": SIT, "side_lunge": SIDE}
LOW = {feature.name for feature in FEATURES if feature.low}
# Name of a file -> source and person. UI-PRMD's number is that of a continuous capture of one exercise: the
# same number in two exercises need not be the same person.
PEOPLE = (
    (r"(uiprmd)_.*_run(\d+)_", "UI-PRMD"),
    (r"(kimore)_(\w+?)_", "KIMORE"),
    (r"(kindergator)_(\w+_p\d+)_", "Kinder-Gator"),
    (r"(addbio)_([a-z]+\d+)_", "AddBiomechanics"),
    (r"(s)(\d+)_", "UTD-MHAD"),
    (r"(Rthigh)(_)", "CMU"),
    (r"(AB)(\d+)_", "Georgia Tech"),
)
MOTION_MIN_DEG = 25.0  # less is no rep with any setting of the detector
EDGE_S = 0.3  # labels are accurate to about this
JOIN_S = 1.5  # rows closer together than this are one capture; between captures, standing was joined in


@dataclass(frozen=True, eq=False)
class ExerciseCycle:
    """One labelled cycle.

    Attributes:
        source: data set.
        person: person, unique over all data sets.
        exercise: LUNGE, SQUAT, SIT or SIDE.
        recording: name of the file.
        start_s: start of the cycle, s.
        values: features by name; features of the whole cycle are missing if the capture was cropped.
        direction: (3,) direction of the lean at the bottom, sensor axes.
    """

    source: str
    person: str
    exercise: str
    recording: str
    start_s: float
    values: dict[str, float]
    direction: Floats


def person_of(recording: str) -> tuple[str, str] | None:
    """Data set and person of a recording, by its name; None if the name does not say so."""
    for pattern, source in PEOPLE:
        if match := re.match(pattern, recording):
            return source, f"{source} {match[2].strip('_') or '1'}"
    return None


def cycles_of(source: Source, errors: InjectedErrors = NONE) -> list[ExerciseCycle]:
    """Measure all labelled cycles of a recording; none if its name does not say who it is.

    Args:
        source: the recording.
        errors: errors to add to its samples; each person wears one sensor.

    Raises:
        RecordingError: the recording cannot be imported.
        SessionError: its annotations are invalid.
    """
    known = person_of(source.name)
    if known is None:
        return []
    session = source.load()
    rows = [row for row in session.annotations.rows if _exercise(row)]
    if not rows:
        return []
    origin, person = known
    track, cycles = run_front_end(with_errors(session, errors, person))
    found = []
    for row, cycle, measured, whole in labelled(rows, cycles, track):
        values = {name: value for name, value in measured.values.items() if whole or name in LOW}
        found.append(
            ExerciseCycle(
                origin, person, _exercise(row), source.name, cycle.start_s, values, measured.direction
            )
        )
    return found


def labelled(
    rows: Sequence[Annotation], cycles: Iterable[SegmentedCycle], track: Track
) -> Iterator[tuple[Annotation, SegmentedCycle, Measured, bool]]:
    """Yield for each row the deepest of the cycles that overlap it more than any other row.

    The recordings were cropped, and standing and slow blends were joined to them. A cycle is left out unless
    its part near the bottom was captured.

    Yields:
        The row, its cycle, what was measured, and whether the whole cycle was captured.
    """
    spans = list(_spans(rows))
    best: dict[int, tuple[SegmentedCycle, Measured]] = {}
    for cycle in cycles:
        overlaps = [
            min(cycle.end_s, row.end_ms / 1000) - max(cycle.start_s, row.start_ms / 1000) for row in rows
        ]
        place = int(np.argmax(overlaps))
        if overlaps[place] <= 0 or cycle.excursion_deg < MOTION_MIN_DEG:
            continue
        measured = measure_cycle(track, cycle)
        if measured is None or not _inside(spans, *measured.low_s, 0.0):
            continue
        if place not in best or best[place][0].depth_deg < cycle.depth_deg:
            best[place] = cycle, measured
    for place, (cycle, measured) in sorted(best.items(), key=lambda item: item[0]):
        yield rows[place], cycle, measured, _inside(spans, cycle.start_s, cycle.end_s, EDGE_S)


def _inside(spans: Iterable[tuple[float, float]], first_s: float, last_s: float, edge_s: float) -> bool:
    return any(start_s - edge_s <= first_s and last_s <= end_s + edge_s for start_s, end_s in spans)


def _spans(rows: Sequence[Annotation]) -> Iterator[tuple[float, float]]:
    ordered = sorted((row.start_ms / 1000, row.end_ms / 1000) for row in rows)
    first_s, last_s = ordered[0]
    for start_s, end_s in ordered[1:]:
        if start_s - last_s > JOIN_S:
            yield first_s, last_s
            first_s = start_s
        last_s = max(last_s, end_s)
    yield first_s, last_s


def _exercise(row: Annotation) -> str:
    """Exercise of a row; empty for a set, a leg in back, and whatever is not compared."""
    if row.kind == "rep":
        return LUNGE if row.sensor_leg == "front" else ""
    if row.kind == "set" or row.reps != 1:
        return ""
    return next((exercise for name, exercise in ACTIVITIES.items() if row.activity.startswith(name)), "")
