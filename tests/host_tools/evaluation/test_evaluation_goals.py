"""The table of goals says whether each is reached, or that the recordings are missing."""

from dataclasses import dataclass

import pytest

pytest.importorskip("matplotlib", reason="the page needs matplotlib: pip install 'heeldrive[score]'")
pytest.importorskip("scipy", reason="the baselines need scipy: pip install 'heeldrive[score]'")

from heeldrive import Settings
from heeldrive_lab.baselines import BASELINES
from heeldrive_lab.evaluation.evidence import Evidence
from heeldrive_lab.evaluation.goals import goals_sheet
from heeldrive_lab.evaluation.mode_sheets import activities_by_mode_sheet, modes_sheet, outcomes_sheet
from heeldrive_lab.evaluation.modes import MODES, in_mode, legs_of, mode_of
from heeldrive_lab.evaluation.run import Result, VariantCount
from heeldrive_lab.evaluation.session_score import score_counted
from heeldrive_lab.sessions.annotations import Annotation, Annotations

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Named:
    """A source that only has names."""

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


def result(group, mode, rows, counted, variants=None):
    annotations = Annotations("a.csv", tuple(rows))
    ours = score_counted(counted, annotations, HOUR_MS, "a.csv", legs_of(mode))
    first = score_counted(counted[:1], annotations, HOUR_MS, "a.csv", legs_of(mode))
    scores = {"heeldrive": ours, **{baseline.name: first for baseline in BASELINES}}
    return Result(Named(group), scores, True, variants or [])


def lines(real=(), simulated=(), starts=()):
    """The goals' rows by recording and mode; a session is (group, rows, counted, variants)."""
    parts = [
        {mode: [result(group, mode, *rest) for group, *rest in part] for mode in MODES}
        for part in (real, simulated, starts)
    ]
    rows = goals_sheet(Evidence(*parts)).rows
    return {(row[0], row[1], *row[3:4][: row[0].endswith("variants")]): row[4:] for row in rows}


def test_an_exact_workout_reaches_its_goal_and_one_with_a_miss_does_not():
    rows = [lunge(at, "front") for at in (10, 20, 30)]
    counted = [event(n, at, "front", late_ms=20) for n, at in enumerate((10, 20, 30), 1)]
    front = ("kinematic workouts, sensor leg front", "sensor_leg")
    measured, reached, baseline = lines(simulated=[(front[0], rows, counted)])[front]
    assert measured == "F1 1.0000 (3 of 3 found, 0 false, 1 of 1 right)"
    assert (reached, baseline[:9]) == ("yes", "F1 0.5000")
    measured, reached, _ = lines(simulated=[(front[0], rows, counted[:2])])[front]
    assert "0 of 1 right" in measured
    assert reached == "**no**"


def test_back_leg_reps_counted_as_front_leg_ones_are_reported():
    rows = [lunge(at, "back") for at in (10, 20)]
    back = ("MuJoCo workouts, sensor leg back", "both_legs")
    goals = lines(simulated=[(back[0], rows, [event(1, 10, "back"), event(2, 20, "front")])])[back]
    assert "1 with the wrong leg" in goals[0]


def test_phase_times_are_compared_with_their_goal():
    rows = [lunge(at, "front") for at in (10, 20)]
    name = ("people, phase times", "sensor_leg")
    for late_ms, reached in ((30, "yes"), (-90, "**no**")):
        goals = lines(real=[("any", rows, [event(1, 10, "front", late_ms), event(2, 20, "front", late_ms)])])
        assert goals[name][1] == reached
        assert f"mean absolute error up to {abs(late_ms)} ms" in goals[name][0]


def test_false_reps_per_hour_are_compared_with_their_goal_in_each_mode():
    stairs = [Annotation("other", 0, HOUR_MS, activity="stairs")]
    goals = lines(real=[("daily_sports_leg", stairs, [event(1, 10, "front")])])
    assert goals["daily_sports_leg", "sensor_leg"][:2] == (
        "1.00 per hour (1 in 1.00 h); most in stairs, 1.0",
        "**no**",
    )
    quiet = lines(real=[("daily_sports_leg", stairs, [])])
    assert quiet["daily_sports_leg", "both_legs"][:2] == ("0.00 per hour (0 in 1.00 h)", "yes")


def test_a_session_variant_must_keep_its_count():
    rows, counted = [lunge(10, "front")], [event(1, 10, "front")]
    variants = [
        VariantCount("rest before", "rest before, 1 s", 1),
        VariantCount("mirrored", "mirrored", 1),
        VariantCount("26 Hz", "26 Hz", 2),
    ]
    goals = lines(real=[("any", rows, counted, variants)])
    name = ("people, variants", "sensor_leg")
    assert goals[(*name, "the same count in all: rest before")][:2] == (
        "1 of 1, 100.0%; with true reps 1 of 1",
        "yes",
    )
    assert goals[(*name, "the same count in 99%: mirrored, 26 Hz")][:2] == (
        "1 of 2, 50.0%; with true reps 1 of 2; too few: 26 Hz",
        "**no**",
    )


def test_no_baseline_may_be_better_on_any_set_with_lunges():
    rows = [lunge(10, "front"), lunge(20, "front")]
    both = [event(1, 10, "front"), event(2, 20, "front")]
    none = [event(1, 50, "front"), event(2, 10, "front")]
    name = ("every set with lunges", "sensor_leg")
    assert lines(real=[("good", rows, both)])[name][:2] == ("1 of 1 sets", "yes")
    # The baselines of these tests count what the detector counts first.
    worse = [event(1, 10, "front"), event(2, 50, "front"), event(3, 60, "front"), event(4, 70, "front")]
    sets = [("good", rows, both), ("bad", rows, worse), ("none", rows, none)]
    measured, reached, _ = lines(real=sets)[name]
    assert measured == f"2 of 3 sets; better on bad: {BASELINES[0].name} 0.667 > 0.333"
    assert reached == "**no**"


def test_a_session_started_seated_has_no_false_rep_and_every_lunge_is_found():
    rows = [Annotation("other", 0, 5000, activity="sitting"), lunge(20, "front")]
    silent = ("simulated, started seated", rows, [event(1, 20, "front")])
    loud = ("simulated, started seated", rows, [event(1, 10, "front"), event(2, 20, "front")])
    assert lines(starts=[silent])["simulated, started seated", "sensor_leg"][1] == "yes"
    assert lines(starts=[silent, loud])["simulated, started seated", "sensor_leg"][:2] == (
        "2 of 2 found, 1 false; 1 of 2 sessions exact",
        "**no**",
    )


def test_missing_recordings_are_reported_as_missing():
    goals = lines(real=[("any", [lunge(10, "front")], [event(1, 10, "front")])])
    assert goals["utd_mhad_thigh", "both_legs"][:2] == ("not among these recordings", "")


def test_both_modes_are_side_by_side_with_back_leg_rows():
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
    goals = {row[0]: row[2:11] for row in activities_by_mode_sheet("", by_mode).rows}
    assert goals["lunge (front leg)"] == ("1", "1", "0", "0", "", "1", "0", "0", "")
    assert goals["lunge (back leg)"] == ("1", "", "", "0", "", "1", "0", "0", "")
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
