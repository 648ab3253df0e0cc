"""Metrics of each rep: durations of its parts, drift within the set, smoothness."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.rep_metrics import drift_of, metrics_of_session
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.detection.smoothness import spectral_arc_length
from heeldrive_lab.sessions.recording import stored_session
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
TIRED = SESSIONS / "tired_by_the_end.csv"


@pytest.fixture(scope="module")
def tired():
    return metrics_of_session(stored_session(TIRED), Settings())


def swing(seconds, falter=0.0):
    """Rate of one swing of least jerk, with some faltering at 4 a second."""
    t_ms = np.arange(0, seconds * 1000, 10).astype(int)
    x = t_ms / 1000 / seconds
    return t_ms, 30 * x**2 * (1 - x) ** 2 * (1 + falter * np.sin(2 * np.pi * 4 * t_ms / 1000))


def test_each_rep_has_the_times_and_the_metrics_of_its_event(tired):
    reps = [event for event in replay(TIRED, Settings()) if event["kind"] == "rep"]
    assert [fact.index for fact in tired] == [rep["index"] for rep in reps]
    for fact, rep in zip(tired, reps, strict=True):
        times = fact.times
        assert times.descent_ms + times.hold_ms + times.rise_ms == times.length_ms
        assert times.length_ms == rep["end_ms"] - rep["start_ms"]
        assert fact.measured == rep["facts"]
    pauses = [fact.times.pause_ms for fact in tired]
    assert pauses[0] is None
    assert pauses[1:] == [after["start_ms"] - before["end_ms"] for before, after in pairwise(reps)]


def test_a_set_that_tires_drifts_shallower_and_slower(tired):
    assert [fact.drift for fact in tired[:3]] == [None] * 3
    last = tired[-1].drift
    assert last.depth_deg < -10
    assert last.length_percent > 30
    first = tired[:3]
    mean_deg = sum(fact.depth_deg for fact in first) / 3
    assert last.depth_deg == pytest.approx(tired[-1].depth_deg - mean_deg, abs=0.1)


def test_a_second_set_starts_its_own_drift_and_has_no_pause_before_it():
    facts = metrics_of_session(stored_session(SESSIONS / "two_sets_walk_and_sit.csv"), Settings())
    second = [fact for fact in facts if fact.set_index == 2]
    assert second[0].times.pause_ms is None
    assert [fact.drift is None for fact in second[:4]] == [True, True, True, False]


def test_each_leg_is_compared_with_its_own_reps():
    session = stored_session(SESSIONS / "alternating_set.csv")
    facts = metrics_of_session(session, Settings({"mode": "both_legs"}))
    drifts = [fact.drift for fact in facts]
    assert drifts[:6] == [None] * 6
    assert all(abs(drift.depth_deg) < 8 for drift in drifts[6:])  # the other leg's depth is 60 deg away


def test_two_reps_drift_from_nothing():
    assert drift_of({}, [{}, {}]) is None


def test_every_rep_has_its_gates_and_a_first_rep_passes_them_all(tired):
    gates = {gate.name: gate for gate in tired[0].gates}
    assert gates["depth_deg"].value == pytest.approx(tired[0].depth_deg, abs=0.1)
    assert all(gate.passed and gate.margin >= 0 for gate in gates.values())
    assert gates["depth_deg"].margin == pytest.approx(tired[0].depth_deg - Settings().depth_min_deg, abs=0.1)


def test_one_swing_of_least_jerk_has_an_arc_of_1_4_however_long_and_strong():
    for seconds in (0.7, 1.2, 3.0):
        t_ms, rate = swing(seconds)
        assert spectral_arc_length(t_ms, rate) == pytest.approx(-1.40, abs=0.01)
        assert spectral_arc_length(t_ms, rate * 7) == pytest.approx(-1.40, abs=0.01)


def test_a_swing_that_falters_is_less_smooth():
    lengths = [spectral_arc_length(*swing(1.2, falter)) for falter in (0.0, 0.2, 0.5)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[2] < lengths[0] - 0.3


def test_too_few_samples_or_no_movement_have_no_smoothness():
    t_ms, rate = swing(0.05)
    assert spectral_arc_length(t_ms, rate) is None
    assert spectral_arc_length(*(swing(1.0)[0], np.zeros(100))) is None


def test_samples_lost_or_late_hardly_matter():
    t_ms, rate = swing(1.2)
    kept = np.random.default_rng(1).random(len(t_ms)) > 0.3
    assert spectral_arc_length(t_ms[kept], rate[kept]) == pytest.approx(-1.40, abs=0.05)


def test_the_reps_of_a_session_are_as_smooth_as_movements_are(tired):
    for fact in tired:
        assert -3 < fact.smooth_down < -1.3
        assert -3 < fact.smooth_up < -1.3


def test_the_command_prints_them_as_tables_and_as_json(tired):
    run = CliRunner()
    text = run.invoke(app, ["replay", str(TIRED), "--facts"])
    assert text.exit_code == 0
    assert "gate passed by the smallest margin" in text.stdout
    assert "14 reps in 1 set" in text.stdout
    lines = run.invoke(app, ["replay", str(TIRED), "--facts", "--json"]).stdout.splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(json.dumps(fact.as_dict())) for fact in tired]
