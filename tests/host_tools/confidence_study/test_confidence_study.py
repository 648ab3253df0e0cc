"""`heeldrive confidence`: its measures are the detector's, the fit finds a rule, the page is written."""

import math
import random
from types import SimpleNamespace

import numpy as np
import pytest
from heeldrive import EVENT_REP, PHASES, REASONS
from heeldrive.confidence import _WEIGHTS, confidence
from heeldrive.events import Event
from heeldrive_lab.commands.app import app
from heeldrive_lab.confidence_study import sources
from heeldrive_lab.confidence_study.decisions import MEASURES, Decision, StudiedSession, measures_of, studied
from heeldrive_lab.confidence_study.early import ANY, IN_SET, announcements
from heeldrive_lab.confidence_study.fit import held_out, percent_of, weights, weights_text
from heeldrive_lab.confidence_study.groups import LOOK_ALIKES, PEOPLE
from heeldrive_lab.confidence_study.reliability import reliabilities
from heeldrive_lab.evaluation.fresh_workouts import FreshWorkout, kinematic_workouts
from heeldrive_lab.evaluation.seen import is_seen
from heeldrive_lab.evaluation.sources import SessionFile
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

LIBRARY = [SessionFile(RECORDED_SESSIONS / name) for name in ("clean_set.csv", "alternating_set.csv")]


@pytest.fixture(scope="module")
def sessions():
    return studied(LIBRARY, workers=1)


def test_the_measures_are_those_that_the_detector_s_confidence_was_made_of(sessions):
    decisions = [one for session in sessions for one in session.decisions]
    assert {one.row for one in decisions} >= {0, 1, 2}
    for one in decisions:
        row = _WEIGHTS[one.row * (1 + MEASURES) : (one.row + 1) * (1 + MEASURES)]
        assert one.percent == pytest.approx(percent_of(row, one.measures), abs=2), one


@given(
    usual=st.tuples(st.integers(0, 12000), st.integers(0, 600)),
    event=st.fixed_dictionaries(
        {
            "sensor_leg": st.integers(0, 1),
            "reason": st.integers(0, len(REASONS) - 1),
            "rise_ms": st.integers(0, 7000),
            "end_ms": st.just(7000),
            "depth_cdeg": st.integers(1, 12000),
            "fall_mm": st.integers(1, 700),
            "down_dps": st.integers(0, 500),
            "back_cdeg": st.integers(0, 6000),
        }
    ),
)
@settings(max_examples=300)
def test_so_they_are_for_any_cycle(usual, event):
    cycle = Event()
    vars(cycle).update(event)
    depth_cdeg, fall_mm = usual
    own, rear_leg = SimpleNamespace(depth=depth_cdeg * 32 // 25), SimpleNamespace(usual_mm=fall_mm)
    measures = measures_of(cycle, fall_mm if cycle.sensor_leg else own.depth * 25 >> 5)
    first = (cycle.sensor_leg + 2 * bool(cycle.reason)) * (1 + MEASURES)
    stated = percent_of(_WEIGHTS[first : first + 1 + MEASURES], measures)
    assert confidence(cycle, own, rear_leg) == pytest.approx(stated, abs=2)


class Workout(FreshWorkout):
    """A workout of both legs, six reps each."""

    def load(self):
        return LIBRARY[1].load()


def test_a_workout_is_studied_in_the_mode_of_its_leg_and_another_session_each_leg_in_its_own(sessions):
    workouts = studied([Workout(1, "front"), Workout(1, "alternating")], workers=1)
    reps = [[[one.row for one in each.decisions].count(row) for row in (0, 1)] for each in workouts]
    assert reps == [[6, 0], [6, 6]]
    reps = [[[one.row for one in each.decisions].count(row) for row in (0, 1)] for each in sessions]
    assert reps == [[10, 0], [6, 6]]


def decision(row, measures, right, *, percent=90, activity=""):
    return Decision(row, measures, percent, right, activity)


def drawn(n, seed, middle, group="somebody", activity=""):
    """A session whose reps are right by chance, a half of those whose second measure is in the middle."""
    draw = random.Random(seed)
    decisions = []
    for _ in range(n):
        measures = tuple(draw.randrange(40) for _ in range(MEASURES))
        chance = 1 / (1 + math.exp(-(measures[1] - middle) / 4))
        decisions.append(decision(0, measures, draw.random() < chance, activity=activity))
    return StudiedSession(group, tuple(decisions), ())


def test_the_fit_finds_the_measure_that_decides():
    constant, *slopes = weights([drawn(3000, 1, 15)])[0]
    octave = 1024 / math.log(2)
    assert constant == pytest.approx(-15 / 4 * octave, rel=0.2)
    assert slopes[1] == pytest.approx(octave / 4, rel=0.1)
    assert all(abs(slope) < octave / 40 for number, slope in enumerate(slopes) if number != 1)
    assert weights_text([[1, -2], [3, 4]]) == "    1, -2,\n    3, 4,\n"


def test_a_few_workouts_count_as_much_as_many_recordings_and_what_looks_like_a_lunge_not_at_all():
    people, workouts = drawn(4000, 2, 10), drawn(1000, 3, 20, "kinematic workouts, sensor leg back")
    squats = drawn(4000, 4, 40, activity="squat")
    constant, _, slope, *_ = weights([people, workouts, squats])[0]
    assert -constant / slope == pytest.approx(15, abs=1)


def test_recordings_are_told_by_weights_that_were_fitted_without_them():
    sessions = [drawn(3000, 5, 10, "one"), drawn(3000, 6, 30, "another")]
    for session, middle in zip(held_out(sessions), (30, 10), strict=True):
        told = [one.percent for one in session.decisions if one.measures[1] == middle]
        assert all(percent == pytest.approx(50, abs=8) for percent in told)
    assert held_out([drawn(10, 7, 10, "MuJoCo workouts, sensor leg front")]) == []


def test_reliability_compares_what_was_told_with_what_was_right():
    few = [decision(0, (0,) * MEASURES, True, percent=95)]
    many = [decision(1, (0,) * MEASURES, number < 36, percent=85) for number in range(60)]
    squats = [decision(0, (0,) * MEASURES, False, activity="squat")]
    found = {
        (one.group, one.kind): one for one in reliabilities([StudiedSession("x", (*few, *many, *squats), ())])
    }
    assert {group: one.n for (group, kind), one in found.items() if kind == "reps"} == {
        PEOPLE: 61,
        LOOK_ALIKES: 1,
    }
    reps = found[PEOPLE, "reps"]
    (low,) = [each for each in reps.bins if each.low == 80]
    assert (low.n, low.told, low.right) == (60, 85, 60)
    assert reps.worst == 25
    assert found[PEOPLE, "reps, sensor leg in front"].worst is None
    assert (reps.told, reps.right) == pytest.approx(((95 + 60 * 85) / 61, 3700 / 61))


def rep(start_ms, end_ms, shown_ms):
    event = Event()
    event.kind, event.depth_cdeg = EVENT_REP, 8000
    event.start_ms, event.end_ms, event.shown_ms = start_ms, end_ms, shown_ms
    return event


def test_an_announcement_leads_the_count_or_is_taken_back():
    """Three cycles of 4 s down to 80 degrees and up again; the last one is not counted."""
    t_ms = np.arange(0, 12000, 20)
    inclination = 4000 - 4000 * np.cos(2 * np.pi * t_ms / 4000)
    within = t_ms % 4000
    phase = np.select(
        [within < 400, within < 1900, within < 2100, within < 3600],
        [PHASES.index(name) for name in ("standing", "descent", "bottom", "rise")],
        PHASES.index("standing"),
    )
    watched = np.column_stack((inclination, phase)).astype(np.int64)
    reps = [rep(400, 3600, 3700), rep(4400, 7600, 7700)]
    found = list(announcements([t_ms], [watched], reps))
    half = [one.lead_ms for one in found if one.rule == ANY]
    assert half == [pytest.approx(700, abs=60), pytest.approx(700, abs=60), None]
    in_set = [one.lead_ms for one in found if one.rule == IN_SET]
    assert in_set == half[1:]


def test_the_fresh_workouts_were_not_seen_and_those_of_the_fit_were():
    judged, fitted = sources.judged(), sources.fitted(())
    assert not any(is_seen(one) for one in judged if "kinematic" in one.group)
    assert all(is_seen(one) for one in fitted)
    assert not set(judged) & set(fitted)


def test_the_command_writes_the_page_and_its_picture(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "fitted", lambda _: LIBRARY)
    monkeypatch.setattr(sources, "judged", lambda: kinematic_workouts(1, 7_000_000)[:1])
    monkeypatch.setattr(sources, "library", lambda: LIBRARY[:1])
    page = tmp_path / "confidence.md"
    page.write_text("old\n## Conclusions\n\nMine.\n")
    folder = str(RECORDED_SESSIONS)
    done = CliRunner().invoke(app, ["confidence", folder, "--write", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text()
    assert text.endswith("## Conclusions\n\nMine.\n")
    assert "| kinematic workouts, sensor leg front | reps |" in text
    assert (tmp_path / "pictures" / "confidence.svg").read_text().startswith("<?xml")
    done = CliRunner().invoke(app, ["confidence", folder, "--weights"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == 4
    done = CliRunner().invoke(app, ["confidence", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert "there is no such folder" in done.output
