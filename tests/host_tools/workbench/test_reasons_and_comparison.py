"""The setting that a reason names, settings A against B, and the inclination before the trace."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from heeldrive_lab.workbench.comparison import compared_columns, comparison, differences, only
from heeldrive_lab.workbench.counting import settings_of
from heeldrive_lab.workbench.reasons import reason_of, reasons_of
from heeldrive_lab.workbench.trace import inclination_of

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
MOVE = re.compile(r"Setting to move: depth min, from 62 to (\d+) deg")


@pytest.fixture
def at(desk, tmp_path):
    """A workbench with a session of ten reps of about 60 degrees."""
    shutil.copy(SESSIONS / "not_very_deep.csv", tmp_path)
    return desk(tmp_path)


def reasons_with(at, session, depth_min_deg):
    at.bench.set("depth_min_deg", depth_min_deg)
    at.bench.show(session)
    at.settle()
    reasons = reasons_of(at.bench.trace(session).cycles, at.bench.settings(session))
    counted = at.bench.counted(session)
    return counted, [reason_of(event, reasons) for event in counted.of_kind("refused")]


def test_moved_as_far_as_the_reason_says_the_setting_counts_the_cycle(at):
    (session,) = at.bench.entries
    counted, refused = reasons_with(at, session, 62)
    assert counted.reps == 0
    assert all(reason.setting == "depth_min_deg" for reason in refused)
    least = min(int(MOVE.match(reason.move)[1]) for reason in refused)
    counted, refused = reasons_with(at, session, least)
    assert (counted.reps, refused) == (10, [])


def test_before_a_session_is_traced_the_reason_is_in_words_only(at):
    (session,) = at.bench.entries
    counted, _ = reasons_with(at, session, 62)
    reason = reason_of(counted.of_kind("refused")[0], {})
    assert reason.words.startswith("The thigh did not go down far enough")
    assert (reason.setting, reason.move) == ("", "")


def test_what_only_one_of_two_settings_counts_stands_out_and_is_listed(at):
    (session,) = at.bench.entries
    a = at.bench.counted(session)
    at.bench.cache.compare(session, {})
    b, _ = reasons_with(at, session, 59)
    assert 0 < b.reps < a.reps == 10
    alone = only(a.of_kind("rep"), b.of_kind("rep"))
    assert len(alone) == a.reps - b.reps
    assert only(b.of_kind("rep"), a.of_kind("rep")) == []
    bars = compared_columns(a, b)
    assert [bottom > 3 for bottom in bars["bottom"]] == [True] * a.reps + [False] * b.reps
    assert len(set(bars["colour"])) == 2
    differ = differences(vars(settings_of(None, a.values)), vars(settings_of(None, b.values)))
    said = comparison(a, b, {"A": None, "B": None}, differ)
    assert said["words"] == ["A | B: depth min 36 | 59 deg", "A counts 10", f"B counts {b.reps}"]
    assert [place["s"][0] for place in said["only"]] == [rep["start_ms"] / 1000 for rep in alone]


def test_the_count_with_a_is_kept_however_often_b_changes(at):
    (session,) = at.bench.entries
    at.bench.set("depth_min_deg", 40)
    at.settle()
    at.bench.cache.compare(session, at.bench.values)
    compared = at.bench.values
    for depth_min_deg in range(41, 50):
        at.bench.set("depth_min_deg", depth_min_deg)
        at.settle()
    assert at.bench.cache.counted(session, compared).reps == 10


def test_the_early_inclination_is_that_of_the_trace(at, monkeypatch):
    (session,) = at.bench.entries
    at.bench.show(session)
    at.settle()
    loaded = at.bench.cache.opened[session].loaded
    monkeypatch.setattr("heeldrive_lab.workbench.trace.SHOWN_ROWS", 1000)
    parts = list(inclination_of(loaded, at.bench.settings(session), lambda: None))
    assert [len(part) for part in parts[:2]] == [1000, 2000]
    assert np.array_equal(parts[-1], at.bench.trace(session).inclination_deg)
