"""A table of docs/accuracy.md: results on sessions that nobody had seen, and on others like them."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from heeldrive_lab.evaluation.evidence import Evidence, best_of
from heeldrive_lab.evaluation.fresh_workouts import SIMULATORS, workouts_group
from heeldrive_lab.evaluation.goal_measures import Measure, false_in_hours, reps_and_false, workout_counts
from heeldrive_lab.evaluation.modes import BOTH_LEGS, SENSOR_LEG
from heeldrive_lab.evaluation.run import OURS, Result
from heeldrive_lab.evaluation.seen import STUDY_WORKOUTS, seen_word
from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.evaluation.sources import Source

# The study workouts' files begin with the place of the sensor leg.
STUDY_PREFIXES = {"front": "front_", "back": "back_", "alternating": "both_"}
CMU, MOCAP, UTD = "cmu_imu_exercise", "mocap_virtual", "utd_mhad_thigh"
QUIET_SETS = ("daily_sports_leg", "hugadb_thigh", "pt_exercises_lowerthigh")
HEADER = (
    "never seen before",
    "mode",
    "on 2026-11-29",
    "now on",
    "in development",
    "heeldrive",
    "best baseline",
)

Wanted = Callable[[Source], bool]


class MeasuredSet(NamedTuple):
    """Sessions on which one row's figure is measured now.

    Attributes:
        name: their name in the table.
        wanted: which sessions they are.
        measure: what is measured.
    """

    name: str
    wanted: Wanted
    measure: Measure


class UnseenRow(NamedTuple):
    """A finding on sessions that nobody had seen, and the sessions on which it is measured now.

    Attributes:
        what: the sessions.
        mode: the detector's mode.
        before: the result on 2026-11-29, on sessions that are kept aside and are not repeated here.
        now: where it is measured now.
    """

    what: str
    mode: str
    before: str
    now: tuple[MeasuredSet, ...]


def in_group(*groups: str) -> Wanted:
    """Sessions of these groups."""
    return lambda source: source.group in groups


def of_study(leg: str) -> Wanted:
    """Study workouts with this place of the sensor leg."""
    return lambda source: source.group == STUDY_WORKOUTS and source.name.startswith(STUDY_PREFIXES[leg])


def _workouts(leg: str) -> tuple[MeasuredSet, ...]:
    simulated = [
        MeasuredSet(
            f"{one.simulator} simulator", in_group(workouts_group(one.simulator, leg)), workout_counts
        )
        for one in SIMULATORS
    ]
    return (*simulated, MeasuredSet(STUDY_WORKOUTS, of_study(leg), workout_counts))


ROWS = (
    UnseenRow(
        "hard workouts of another simulator, sensor leg in front",
        SENSOR_LEG,
        "553 of 600, 10 of 24 right",
        _workouts("front"),
    ),
    UnseenRow("the same, sensor leg in back", BOTH_LEGS, "276 of 453, 0 of 16 right", _workouts("back")),
    UnseenRow("the same, alternating", BOTH_LEGS, "254 of 328, 1 of 12 right", _workouts("alternating")),
    UnseenRow(
        "people, sensor leg in back",
        BOTH_LEGS,
        "13 of 21",
        (
            MeasuredSet(UTD, in_group(UTD), reps_and_false(" (back leg)")),
            MeasuredSet(MOCAP, in_group(MOCAP), reps_and_false(" (back leg)")),
        ),
    ),
    UnseenRow(
        "people, forward lunges, sensor leg in front",
        SENSOR_LEG,
        "8 of 14; two tilt thresholds 13 of 14",
        (
            MeasuredSet(CMU, in_group(CMU), reps_and_false(" (front leg)")),
            MeasuredSet(MOCAP, in_group(MOCAP), reps_and_false(" (front leg)", "forward_lunge")),
        ),
    ),
    *(
        UnseenRow(
            "daily life and sport without lunges",
            mode,
            before,
            tuple(MeasuredSet(name, in_group(name), false_in_hours) for name in QUIET_SETS),
        )
        for mode, before in (
            (SENSOR_LEG, "13 false in 20.8 h; two tilt thresholds 61 per hour"),
            (BOTH_LEGS, "not stated"),
        )
    ),
)


def never_seen_sheet(evidence: Evidence) -> Sheet:
    """One row for each set of sessions on which a finding is measured now.

    The best baseline is that with the best F1 on the same sessions; without true reps, that with the best F1
    on the whole page.
    """
    rows = [cells for row in ROWS for cells in measured_rows(evidence, row)]
    return Sheet("Never seen before", HEADER, tuple(rows), text_columns=len(HEADER))


def measured_rows(evidence: Evidence, row: UnseenRow) -> Iterator[tuple[str, ...]]:
    """A row of cells, as named in `HEADER`, for each place where it is measured now."""
    for number, part in enumerate(row.now):
        results = evidence.chosen(row.mode, part.wanted)
        head = (row.what, row.mode, row.before) if number == 0 else ("", "", "")
        if not results:
            yield (*head, part.name, "", "not among these recordings", "")
            continue
        best = _best(evidence, row.mode, results)
        ours, theirs = (
            part.measure([result.scores[method] for result in results]).text for method in (OURS, best)
        )
        seen = seen_word(result.source for result in results)
        yield (*head, part.name, seen, ours, f"{best}: {theirs}")


def _best(evidence: Evidence, mode: str, results: list[Result]) -> str:
    lunges = any(result.ours.true for result in results)
    return best_of(results) if lunges else evidence.best_baseline(mode)
