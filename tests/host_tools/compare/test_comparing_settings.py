"""Before a changed threshold goes on the board: which reps would change, and why."""

import json
import shutil
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.compare.run import compare, totals
from heeldrive_lab.detection.replay import replay
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
DEEPER = {"depth_min_deg": 60}


@pytest.fixture
def folder(tmp_path):
    for name in ("not_very_deep", "clean_set"):
        for ending in (".csv", ".truth.csv"):
            shutil.copy(SESSIONS / (name + ending), tmp_path)
    return tmp_path


def test_each_lost_rep_has_its_margin_with_both_settings(folder):
    clean, shallow = compare([folder], {}, DEEPER, workers=1)
    assert clean.changes == ()
    before = [e for e in replay(shallow.path, Settings()) if e["kind"] == "rep"]
    after = [e for e in replay(shallow.path, Settings(DEEPER)) if e["kind"] == "rep"]
    assert shallow.counted == (len(before), len(after))
    lost = [change for change in shallow.changes if change.what == "lost"]
    assert len(lost) == len(before) - len(after) > 0
    for change in lost:
        assert change.true_rep is True
        assert change.after.reason == "shallow"
        (was,), (now,) = change.before.gates, change.after.gates
        assert was.value == now.value
        assert 36.0 <= was.limit <= 38.0  # from the third rep on, a share of the wearer's own depth
        assert now.limit == 60.0
        assert was.margin > 0 > now.margin


def test_swapping_the_settings_turns_lost_into_gained(folder):
    lost = compare([folder], {}, DEEPER, workers=1)[1].changes
    gained = compare([folder], DEEPER, {}, workers=1)[1].changes
    assert [change.start_ms for change in gained] == [change.start_ms for change in lost]
    assert {change.what for change in gained} == {"gained"}


def test_totals_are_scored_against_annotations(folder):
    before, after = totals(compare([folder], {}, DEEPER, workers=1))
    assert (before.true, before.matched, after.true) == (20, 20, 20)
    assert after.missed > 0


def test_the_same_settings_change_nothing(folder):
    assert not any(one.changes for one in compare([folder], DEEPER, DEEPER, workers=1))


def test_json_and_table(folder):
    (folder / "a.toml").write_text("")
    (folder / "b.toml").write_text("depth_min_deg = 60\n")
    words = ["compare", str(folder / "a.toml"), str(folder / "b.toml"), str(folder / "not_very_deep.csv")]
    comparison = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    change = comparison["sessions"][0]["changes"][0]
    assert (change["what"], change["after"]["reason"]) == ("lost", "shallow")
    assert change["after"]["gates"][0]["margin"] < 0
    assert comparison["all"]["against_truth"][0]["found"] == 10
    assert comparison["settings"] == {"depth_min_deg": [36, 60]}
    table = CliRunner().invoke(app, words).stdout
    assert "a.toml -> b.toml: depth_min_deg 36 -> 60" in table
    assert "true rep" in table
    assert "refused: shallow" in table


def test_truth_of_another_session_is_named_and_the_rest_compared(folder):
    shutil.copy(SESSIONS / "clean_set.truth.csv", folder / "not_very_deep.truth.csv")
    (folder / "empty.csv").write_text("")
    clean, empty, shallow = compare([folder], {}, DEEPER, workers=1)
    assert not clean.fault
    assert "the file is empty" in empty.fault
    assert "it belongs to clean_set.csv, not to not_very_deep.csv" in shallow.fault


def test_nothing_to_compare_is_an_error(tmp_path):
    (tmp_path / "a.toml").write_text("")
    (tmp_path / "empty.csv").write_text("")
    words = ["compare", str(tmp_path / "a.toml"), str(tmp_path / "a.toml"), str(tmp_path)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "empty.csv" in result.stderr
