"""The table of what the detector must reach says yes, no, or that the recordings are not there."""

from dataclasses import dataclass

import pytest

pytest.importorskip("matplotlib", reason="the page needs matplotlib: pip install 'heeldrive[score]'")
pytest.importorskip("scipy", reason="the peers need scipy: pip install 'heeldrive[score]'")

from heeldrive import Settings
from heeldrive_lab.baselines import PEERS
from heeldrive_lab.evaluation import Result, score_counted
from heeldrive_lab.evaluation.evidence import Evidence
from heeldrive_lab.evaluation.goals import goals_sheet
from heeldrive_lab.evaluation.mode_sheets import activities_by_mode_sheet, modes_sheet, outcomes_sheet
from heeldrive_lab.evaluation.modes import MODES, in_mode, legs_of, mode_of
from heeldrive_lab.sessions.annotations import Annotation, Annotations

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Named:
    """A source of which only the names are asked."""

    group: str
    name: str = "a.csv"


def lunge(start_s, leg, activity="lunge"):
    start_ms = 1000 * start_s
    return Annotation(
        "rep", start_ms, start_ms + 3000, start_ms + 1000, start_ms + 2000, 80.0, leg, None, activity
    )


def event(index, start_s, leg, late_ms=0):
    start_ms = 1000 * start_s + late_ms
    times = {
        name: start_ms + 1000 * n for n, name in enumerate(("start_ms", "bottom_ms", "rise_ms", "end_ms"))
    }
    return {
        "kind": "rep",
        "index": index,
        "sensor_leg": leg,
        "depth_deg": 81.0,
        "shown_ms": start_ms + 3200,
        **times,
    }


def result(group, mode, rows, counted, changed=None):
    truth = Annotations("a.csv", tuple(rows))
    ours = score_counted(counted, truth, HOUR_MS, "a.csv", legs_of(mode))
    first = score_counted(counted[:1], truth, HOUR_MS, "a.csv", legs_of(mode))
    scores = {"heeldrive": ours, **{peer.name: first for peer in PEERS}}
    return Result(Named(group), scores, True, changed or {})


def lines(real=(), simulated=(), starts=()):
    """The goals' lines by recording and mode; each session is given as (group, rows, counted, changed)."""
    parts = [
        {mode: [result(group, mode, *rest) for group, *rest in part] for mode in MODES}
        for part in (real, simulated, starts)
    ]
    rows = goals_sheet(Evidence(*parts)).rows
    return {(row[0], row[1]): row[3:] for row in rows}


def test_a_workout_right_to_the_rep_reaches_its_goal_and_one_with_a_miss_does_not():
    rows = [lunge(at, "front") for at in (10, 20, 30)]
    counted = [event(n, at, "front", late_ms=20) for n, at in enumerate((10, 20, 30), 1)]
    front = ("hard workouts, sensor leg front", "sensor_leg")
    measured, reached, peer = lines(simulated=[(front[0], rows, counted)])[front]
    assert measured.startswith("F1 1.0000 (3 of 3 found, 0 false); 1 of 1 right to the rep")
    assert (reached, peer[:9]) == ("yes", "F1 0.5000")
    measured, reached, _ = lines(simulated=[(front[0], rows, counted[:2])])[front]
    assert "0 of 1 right to the rep; 1 within one a set" in measured
    assert reached == "**no**"


def test_back_leg_reps_told_as_front_leg_ones_are_named():
    rows = [lunge(at, "back") for at in (10, 20)]
    back = ("hard workouts, sensor leg back", "both_legs")
    told = lines(simulated=[(back[0], rows, [event(1, 10, "back"), event(2, 20, "front")])])[back]
    assert told[0].endswith("; 1 of the wrong leg")


def test_phase_times_are_held_against_their_goal():
    rows = [lunge(at, "front") for at in (10, 20)]
    name = ("people, phase times", "sensor_leg")
    for late_ms, reached in ((30, "yes"), (-90, "**no**")):
        told = lines(real=[("any", rows, [event(1, 10, "front", late_ms), event(2, 20, "front", late_ms)])])
        assert told[name][1] == reached
        assert f"worst mean of sizes {abs(late_ms)} ms" in told[name][0]


def test_false_reps_an_hour_are_held_against_their_goal_in_each_mode():
    stairs = [Annotation("other", 0, HOUR_MS, activity="stairs")]
    told = lines(real=[("daily_sports_leg", stairs, [event(1, 10, "front")])])
    assert told["daily_sports_leg", "sensor_leg"][:2] == (
        "1.00 an hour (1 in 1.00 h); most in stairs, 1.0",
        "**no**",
    )
    assert told["daily_sports_leg", "both_legs"][1] == "yes"


def test_a_changed_session_must_keep_its_count():
    rows, counted = [lunge(10, "front")], [event(1, 10, "front")]
    told = lines(real=[("any", rows, counted, {"mirrored": 1, "26 a second": 2})])
    assert told["people, changed", "sensor_leg"][:2] == (
        "1 of 2, 50.0%; where there are true reps 1 of 2",
        "**no**",
    )


def test_what_begins_seated_must_be_silent_until_the_lunges_and_find_every_one():
    rows = [Annotation("other", 0, 5000, activity="sitting"), lunge(20, "front")]
    silent = ("simulated, begun seated", rows, [event(1, 20, "front")])
    loud = ("simulated, begun seated", rows, [event(1, 10, "front"), event(2, 20, "front")])
    assert lines(starts=[silent])["simulated, begun seated", "sensor_leg"][1] == "yes"
    assert lines(starts=[silent, loud])["simulated, begun seated", "sensor_leg"][:2] == (
        "2 of 2 found, 1 false; 1 of 2 sessions right",
        "**no**",
    )


def test_recordings_that_are_not_there_are_said_to_be_not_there():
    told = lines(real=[("any", [lunge(10, "front")], [event(1, 10, "front")])])
    assert told["utd_mhad_thigh", "both_legs"][:2] == ("not among these recordings", "")


def test_both_modes_stand_side_by_side_with_back_leg_rows():
    rows = [
        lunge(10, "front"),
        lunge(20, "back"),
        Annotation("other", 40_000, 43_000, reps=1, activity="squat"),
    ]
    front, back = event(1, 10, "front"), event(2, 20, "back")
    by_mode = {
        "sensor_leg": [result("any", "sensor_leg", rows, [front])],
        "both_legs": [result("any", "both_legs", rows, [front, back])],
    }
    told = {row[0]: row[2:11] for row in activities_by_mode_sheet("", by_mode).rows}
    assert told["lunge (front leg)"] == ("1", "1", "0", "0", "", "1", "0", "0", "")
    assert told["lunge (back leg)"] == ("1", "", "", "0", "", "1", "0", "0", "")
    assert [row[:3] for row in modes_sheet("", by_mode).rows] == [
        ("sensor_leg", "1", "1"),
        ("both_legs", "2", "2"),
    ]
    assert outcomes_sheet("", by_mode).rows == ()


def test_a_mode_changes_nothing_but_the_mode():
    settings = Settings({"depth_min_deg": 60})
    both = in_mode(settings, "both_legs")
    assert (mode_of(settings), mode_of(both)) == ("sensor_leg", "both_legs")
    assert vars(both) == vars(settings) | {"mode": "both_legs"}
