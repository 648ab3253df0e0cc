"""The accuracy page says of every session whether it was looked at while rules were chosen."""

from dataclasses import dataclass

import pytest

pytest.importorskip("scipy", reason="the baselines need scipy: pip install 'heeldrive[score]'")

from heeldrive_lab.baselines import BASELINES
from heeldrive_lab.evaluation.evidence import KINEMATIC_FIRST_SEED, WORKOUTS_OF_EACH, Evidence
from heeldrive_lab.evaluation.fresh_workouts import (
    MujocoWorkout,
    kinematic_workouts,
    mujoco_workouts,
    side_by_side_sheet,
)
from heeldrive_lab.evaluation.modes import MODES, legs_of
from heeldrive_lab.evaluation.never_seen import never_seen_sheet
from heeldrive_lab.evaluation.run import Result
from heeldrive_lab.evaluation.seen import SEEN, is_seen, marked, seen_line, seen_sheet, seen_word
from heeldrive_lab.evaluation.session_score import score_counted
from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.sessions.annotations import Annotation, Annotations

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Named:
    """A source that only has names."""

    group: str
    name: str = "a.csv"


def scored(source, leg, activity="lunge", ours=(10, 20), theirs=(10,)):
    """Results by mode of a session with two lunges at 10 and 20 s."""
    leg = "front" if leg == "alternating" else leg
    rows = [Annotation("rep", at, at + 3000, sensor_leg=leg, activity=activity) for at in (10_000, 20_000)]
    annotations = Annotations("a.csv", tuple(rows))

    def score(mode, starts_s):
        events = [
            {"kind": "rep", "index": n, "sensor_leg": leg, "start_ms": 1000 * s, "end_ms": 1000 * s + 3000}
            for n, s in enumerate(starts_s, 1)
        ]
        return score_counted(events, annotations, HOUR_MS, source.name, legs_of(mode))

    return {
        mode: Result(
            source,
            {"heeldrive": score(mode, ours), **{one.name: score(mode, theirs) for one in BASELINES}},
            True,
        )
        for mode in MODES
    }


def evidence(real=(), simulated=()):
    parts = [{mode: [one[mode] for one in part] for mode in MODES} for part in (real, simulated)]
    return Evidence(*parts, {mode: [] for mode in MODES})


def test_the_seeds_of_the_page_were_not_seen():
    fresh = kinematic_workouts(WORKOUTS_OF_EACH, KINEMATIC_FIRST_SEED)
    assert seen_word(fresh) == "not seen"
    assert all(map(is_seen, kinematic_workouts(12, 77_000)))
    assert seen_word(kinematic_workouts(2, 77_034)) == "partly seen"
    assert seen_word(mujoco_workouts(1, 9000)) == "seen"


def test_recordings_that_nobody_lists_were_not_seen():
    assert not is_seen(Named("my_own_recordings"))
    assert is_seen(Named("utd_mhad_thigh"))
    assert is_seen(Named("daily_sports_leg, started in sitting"))
    assert not is_seen(Named("daily_sports_legs_of_others"))
    assert seen_word([]) == ""


def test_a_line_and_a_column_say_which_sets_were_seen():
    sources = [Named("utd_mhad_thigh"), Named("new"), Named("newer")]
    assert seen_line(sources[:1]) == "All of these were seen in development."
    assert seen_line(sources) == ("Seen in development: utd_mhad_thigh. Not seen in development: new, newer.")
    sheet = Sheet("", ("folder", "reps"), (("utd_mhad_thigh", "3"), ("new: lunge", "1"), ("all", "4")))
    assert marked(sheet, sources).rows == (
        ("utd_mhad_thigh", "seen", "3"),
        ("new: lunge", "not seen", "1"),
        ("all", "partly seen", "4"),
    )


def test_the_list_of_what_was_seen_is_shown_with_its_seeds():
    rows = seen_sheet().rows
    assert len(rows) == len(SEEN)
    assert ("kinematic workouts", "77000 to 77035", "counted at every change of the rules") in rows


def test_what_was_never_seen_stands_beside_what_is_measured_now():
    found = evidence(
        real=[scored(Named("utd_mhad_thigh"), "back", ours=(10, 50))],
        simulated=[
            *(scored(each, each.leg) for each in kinematic_workouts(1, KINEMATIC_FIRST_SEED)),
            scored(MujocoWorkout(9000, "front"), "front", ours=(10,)),
        ],
    )
    rows = {(row[0], row[3]): row[1:] for row in never_seen_sheet(found).rows}
    front = rows["hard workouts of another simulator, sensor leg in front", "kinematic simulator"]
    assert front[:4] == ("sensor_leg", "553 of 600, 10 of 24 right", "kinematic simulator", "not seen")
    assert front[4] == "2 of 2 found, 0 false, 1 of 1 right"
    assert front[5] == f"{BASELINES[0].name}: 1 of 2 found, 0 false, 0 of 1 right"
    assert rows["people, sensor leg in back", "utd_mhad_thigh"][3:5] == ("seen", "1 of 2 found, 1 false")
    mujoco = next(row for row in never_seen_sheet(found).rows if row[3] == "MuJoCo simulator")
    assert mujoco[4:6] == ("seen", "1 of 2 found, 0 false, 0 of 1 right")
    assert any(row[5] == "not among these recordings" for row in never_seen_sheet(found).rows)


def test_both_simulators_stand_side_by_side_with_every_baseline():
    simulated = [
        *(scored(each, each.leg) for each in kinematic_workouts(1, KINEMATIC_FIRST_SEED)),
        *(scored(each, each.leg, ours=(10,)) for each in mujoco_workouts(1, 9000)),
    ]
    sheet = side_by_side_sheet({mode: [one[mode] for one in simulated] for mode in MODES})
    assert sheet.columns[3:] == ("kinematic simulator", "MuJoCo simulator")
    assert sheet.rows[0] == (
        "front",
        "sensor_leg",
        "heeldrive",
        "F1 1.000: 2 of 2, 0 false, 1 of 1 right",
        "F1 0.667: 1 of 2, 0 false, 0 of 1 right",
    )
    assert len(sheet.rows) == 3 * (1 + len(BASELINES))
