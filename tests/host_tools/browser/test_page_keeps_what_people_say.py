"""What people give and say stays on the page, and it takes no value that the laptop refuses."""

import gzip
import shutil
from pathlib import Path

import pytest
from heeldrive_lab.board.pull import pull
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.util.chromium import chromium
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from page_visitor import counted

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")

HALF = RECORDED_SESSIONS / "half_reps_in_a_set.csv"
SETS = RECORDED_SESSIONS / "two_sets_walk_and_sit.csv"
OLD_LOG = Path(__file__).parents[2] / "written_by_0_1_0" / "heeldrive.log.gz"
TRUTH = HALF.with_suffix(".truth.csv")


def test_undo_leaves_a_truth_that_was_dropped(visit, tmp_path):
    (tmp_path / "mine.toml").write_text("depth_min_deg = 90\n")
    me = visit()
    me.gives(tmp_path / "mine.toml")
    me.page.wait_for_selector("#undo:enabled")
    me.gives(HALF, TRUTH)
    me.contains("#of", "counted of 10")
    me.page.click("#undo")
    me.reads("#reps", "10")
    me.reads("#verdict", "right")
    me.page.click("#forget")
    me.reads("#verdict", "")
    me.page.click("#undo")
    me.reads("#verdict", "right")


def test_a_truth_that_is_dropped_replaces_what_was_said_and_undo_brings_that_back(visit):
    me = visit()
    me.gives(HALF)
    me.says("12")
    me.reads("#verdict", "2 missed")
    me.gives(TRUTH)
    me.reads("#verdict", "right")
    me.page.click("#undo")
    me.reads("#verdict", "2 missed")


def test_a_number_of_reps_that_nobody_does_is_not_taken(visit):
    me = visit()
    me.gives(HALF)
    me.reads("#reps", "10")
    for words in ("-3", "2.5", "1000"):
        me.says(words)
        me.contains("#faults", "What was really done: write a whole number of reps, 0 to 999.")
        me.page.click("#faults button")
        assert me.page.input_value("#really li input") == ""
        assert me.page.is_disabled("#save-truth")


def test_a_number_of_reps_that_is_deleted_is_not_none(visit):
    me = visit()
    me.gives(HALF)
    me.reads("#reps", "10")
    me.says("12")
    me.reads("#verdict", "2 missed")
    me.says("")
    me.reads("#verdict", "")
    assert me.page.is_disabled("#save-truth")


def test_the_page_asks_before_it_forgets_what_is_not_saved(visit):
    me = visit()
    asked = []
    me.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    me.gives(HALF)
    me.reads("#reps", "10")
    me.page.click("#right")
    me.reads("#verdict", "right")
    me.saves("#save-settings")
    me.page.reload()
    assert asked == ["beforeunload"]
    me.page.wait_for_selector("html[data-ready=yes]")
    me.gives(HALF)
    me.reads("#reps", "10")
    me.page.click("#right")
    me.reads("#verdict", "right")
    me.saves("#save-truth")
    me.page.reload()
    assert asked == ["beforeunload"]


def test_settings_beside_a_session_are_its_own_and_nobody_elses(visit, tmp_path):
    for path in (HALF, SETS):
        shutil.copy(path, tmp_path)
    own = tmp_path / f"{HALF.stem}.settings.toml"
    own.write_text("depth_min_deg = 90\n")
    me = visit()
    me.gives(*sorted(tmp_path.iterdir()))
    deep = int(counted(HALF, **vars(load_settings(own))))
    me.contains("#totals", f"{deep + int(counted(SETS))} reps in 2 sessions")
    assert me.page.is_disabled("#undo")


def test_settings_beside_a_session_that_is_not_there_are_named(visit, tmp_path):
    (tmp_path / "lost.settings.toml").write_text("depth_min_deg = 90\n")
    me = visit()
    me.gives(tmp_path / "lost.settings.toml")
    me.contains(
        "#faults", "lost.settings.toml: it belongs to lost.csv, which is not here: drop both together"
    )


def test_the_same_samples_with_other_settings_are_another_session(visit, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text(HALF.read_text().replace("# origin", "# settings: depth_min_deg=90\n# origin", 1))
    me = visit()
    me.gives(HALF, other)
    me.contains("#totals", f"{10 + int(counted(HALF, depth_min_deg=90))} reps in 2 sessions")


def test_a_log_and_the_session_pulled_from_it_are_one(visit, tmp_path):
    (tmp_path / "heeldrive.log").write_bytes(gzip.decompress(OLD_LOG.read_bytes()))
    (made,) = [one.session for one in pull(tmp_path / "heeldrive.log", tmp_path / "pulled") if one.session]
    me = visit()
    me.gives(tmp_path / "heeldrive.log", made)
    me.contains("#faults", "is already here")
    me.contains("#totals", "in 1 session")


def test_a_truth_of_another_session_of_that_name_is_not_taken(visit, tmp_path):
    other = tmp_path / TRUTH.name
    lines = TRUTH.read_text().splitlines(keepends=True)
    other.write_text("".join([*lines[:-1], lines[-1].replace(lines[-1].split(",")[2], "9000000", 1)]))
    me = visit()
    me.gives(HALF, other)
    me.contains("#faults", f"{TRUTH.name}: a row lies outside {HALF.name}: it belongs to another session")
    me.reads("#reps", "10")
    me.reads("#verdict", "")
