"""Annotating a session with options or at a prompt, without losing earlier annotations."""

import io
import json
import shutil
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.label.command import apply_step, run_prompt
from heeldrive_lab.label.labels import Labels
from heeldrive_lab.sessions.annotation_checks import check_annotations
from heeldrive_lab.sessions.annotations import (
    Annotation,
    Annotations,
    annotations_path,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.session import SessionReader, write_session
from heeldrive_lab.sessions.wearer_markers import MISSED_REP, NEW_SET, NOT_A_REP, WAS_A_REP, WRONG_REP
from heeldrive_lab.settings.of_session import chosen_file
from heeldrive_lab.util.terminal_tables import clock
from hypothesis import given, settings
from hypothesis import strategies as some
from rich.console import Console
from typer.testing import CliRunner

ROOT = Path(__file__).parents[3]
SESSIONS = ROOT / "recorded_sessions"


@pytest.fixture
def session(tmp_path, half_reps):
    """A session without annotations."""
    return Path(shutil.copy(half_reps, tmp_path / "mine.csv"))


@pytest.fixture
def reps(session):
    return [event for event in replay(session, Settings()) if event["kind"] == "rep"]


def label(session, *words):
    return CliRunner().invoke(app, ["label", str(session), *words])


def truth(session):
    return read_annotations(annotations_path(session))


def test_a_set_had_ten(session):
    assert label(session, "--set", "1", "--total", "11").exit_code == 0
    (row,) = truth(session).rows
    assert (row.kind, row.reps, row.sensor_leg) == ("set", 11, "front")
    assert CliRunner().invoke(app, ["score", str(session)]).exit_code == 0


def test_a_total_takes_in_the_reps_that_the_detector_missed_at_the_ends_of_its_set(tmp_path):
    """The first and the last of six reps are too shallow for these settings; the usual ones count all six."""
    session, strict = tmp_path / "mine.csv", tmp_path / "strict.toml"
    with SessionReader(SESSIONS / "clean_set.csv") as reader:
        rows = [row for row in reader if row[0] < 26_500]
        write_session(session, reader.header, rows)
    strict.write_text("depth_min_deg = 79\n")
    assert label(session, "--set", "1", "--total", "3", "--settings", str(strict)).exit_code == 0
    (counted,) = truth(session).rows
    assert label(session, "--set", "1", "--total", "6", "--settings", str(strict)).exit_code == 0
    (row,) = truth(session).rows
    assert row.start_ms < counted.start_ms
    assert row.end_ms > counted.end_ms
    score = json.loads(CliRunner().invoke(app, ["score", str(session), "--json"]).stdout)["all"]
    assert (score["true"], score["counted"], score["false"]) == (6, 6, 0)


@pytest.fixture
def two_sets(tmp_path):
    """Two sets with stairs between them, which do not count; with this rest both sets reach all of them."""
    session, patient = tmp_path / "two.csv", tmp_path / "patient.toml"
    shutil.copy(SESSIONS / "shoelace_and_stairs_between_sets.csv", session)
    patient.write_text("rest_min_s = 40\n")
    return Labels(session, chosen_file(patient))


def test_totals_of_two_sets_share_what_did_not_count_between_them(two_sets):
    first, second = two_sets.sets
    two_sets.total(1, 20)
    two_sets.total(2, 20)
    one, other = two_sets.rows
    middle_ms = (first["end_ms"] + second["start_ms"]) // 2
    assert first["end_ms"] < one.end_ms <= middle_ms <= other.start_ms < second["start_ms"]


def test_a_total_leaves_a_set_by_hand_beside_it(two_sets):
    first, second = two_sets.sets
    two_sets.total_between(first["end_ms"] + 4000, second["start_ms"] - 4000, 3)
    (by_hand,) = two_sets.rows
    two_sets.total(1, 20)
    two_sets.total(2, 20)
    assert by_hand in two_sets.rows
    assert len(two_sets.rows) == 3


def test_a_total_takes_in_as_many_cycles_as_are_missing_and_no_stairs_after_them(two_sets):
    first, _ = two_sets.sets
    after = [
        event["end_ms"]
        for event in two_sets.events
        if event["kind"] == "refused" and event["start_ms"] > first["end_ms"]
    ]
    for missing, end_ms in enumerate([first["end_ms"], *after[:3]]):
        two_sets.total(1, first["reps"] + missing)
        (row,) = two_sets.rows
        assert (row.start_ms, row.end_ms) == (first["start_ms"], end_ms)


def test_a_total_takes_in_nothing_that_is_annotated_as_another_activity(tmp_path):
    name = "shoelace_and_stairs_between_sets.csv"
    session = Path(shutil.copy(SESSIONS / name, tmp_path))
    first, second = Labels(session).sets
    stairs = Annotation("other", first["end_ms"] + 500, second["start_ms"] - 500, activity="stairs")
    write_annotations(annotations_path(session), Annotations(name, (stairs,)))
    labels = Labels(session)
    labels.total(1, 20)
    labels.total(2, 20)
    assert [(row.start_ms, row.end_ms) for row in labels.rows if row.kind == "set"] == [
        (one["start_ms"], one["end_ms"]) for one in (first, second)
    ]


def test_accepting_makes_annotations_of_the_detectors_reps(session, reps):
    assert label(session, "--accept").exit_code == 0
    found = truth(session)
    assert found.session == "mine.csv"
    assert [(row.start_ms, row.rise_ms, row.depth_deg) for row in found.reps] == [
        (rep["start_ms"], rep["rise_ms"], rep["depth_deg"]) for rep in reps
    ]
    score = json.loads(CliRunner().invoke(app, ["score", str(session), "--json"]).stdout)["all"]
    assert (score["matched"], score["missed"], score["false"]) == (10, 0, 0)


def test_reps_are_removed_added_and_moved_by_time(session, reps):
    third_s = (reps[2]["start_ms"] + 500) / 1000
    result = label(session, "--accept", "--remove", f"{third_s}", "--add", "0:37", "--move", "0:58=0:57.5")
    assert result.exit_code == 0, result.output
    found = truth(session)
    starts = [row.start_ms for row in found.reps]
    assert reps[2]["start_ms"] not in starts
    refused = next(event for event in replay(session, Settings()) if event.get("start_ms", 0) > 35_000)
    assert refused["start_ms"] in starts
    assert starts[-1] == 57_500
    assert found.reps[-1].end_ms - 57_500 == reps[-1]["end_ms"] - reps[-1]["start_ms"]
    assert [row.reps for row in found.rows if row.kind == "set"] == [10]


def test_a_rep_is_found_by_its_start_as_printed(session, reps):
    printed = [clock(rep["start_ms"]) for rep in reps]
    removed = [word for start in printed for word in ("--remove", start)]
    assert label(session, "--accept", *removed).exit_code == 0
    assert truth(session).reps == ()
    assert label(session, *[word for start in printed for word in ("--add", start)]).exit_code == 0
    assert [row.start_ms for row in truth(session).reps] == [rep["start_ms"] for rep in reps]


def test_a_set_the_detector_missed_is_given_by_its_times(session):
    assert label(session, "--span", "0:05-1:01", "--total", "13").exit_code == 0
    assert [(row.start_ms, row.end_ms, row.reps) for row in truth(session).rows] == [(5000, 61_000, 13)]


def test_the_old_file_is_kept_as_a_backup(session):
    label(session, "--accept")
    before = annotations_path(session).read_bytes()
    assert label(session, "--set", "1", "--total", "12").exit_code == 0
    backup = annotations_path(session).with_name("mine.truth.csv.bak")
    assert backup.read_bytes() == before
    assert annotations_path(session).read_bytes() != before


def test_other_activities_are_kept_when_reps_are_accepted(tmp_path):
    for ending in (".csv", ".truth.csv"):
        shutil.copy(SESSIONS / f"two_sets_walk_and_sit{ending}", tmp_path)
    session = tmp_path / "two_sets_walk_and_sit.csv"
    others = [row for row in truth(session).rows if row.kind == "other"]
    second = [row.start_ms for row in truth(session).reps[8:]]
    assert label(session, "--accept", "--set", "1").exit_code == 0
    assert [row for row in truth(session).rows if row.kind == "other"] == others
    assert [row.start_ms for row in truth(session).reps[8:]] == second


def test_annotations_of_another_session_are_rejected_and_left_alone(session):
    shutil.copy(SESSIONS / "clean_set.truth.csv", annotations_path(session))
    before = annotations_path(session).read_bytes()
    result = label(session, "--accept")
    assert result.exit_code == 2
    assert "it belongs to clean_set.csv, not to mine.csv" in result.stderr
    assert annotations_path(session).read_bytes() == before
    assert not annotations_path(session).with_name("mine.truth.csv.bak").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--set", "4", "--total", "9"], "there is no set 4: the detector found 1 set"),
        (["--accept", "--remove", "0:01"], "no rep is annotated at 0:01.0"),
        (["--add", "0:01"], "found no cycle at 0:01.0"),
        (["--accept", "--add", "0:06-0:07"], "overlap"),
        (["--span", "0:05-9:00", "--total", "3"], "outside the session"),
        (["--add", "soon"], "'soon' is not a time"),
        (["--span", "2:00-1:00", "--total", "8"], "'2:00-1:00' ends before it starts"),
    ],
)
def test_an_impossible_step_is_reported_and_nothing_is_written(session, words, sentence):
    result = label(session, *words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not annotations_path(session).exists()


def test_a_single_rep_does_not_contradict_a_total(session):
    label(session, "--set", "1", "--total", "12")
    result = label(session, "--add", "0:37")
    assert result.exit_code == 2
    assert "has only a total of 12" in result.stderr


@pytest.fixture
def pressed(session, reps):
    """The wearer removed rep 4, and marked a missed rep after the second half rep."""
    with SessionReader(session) as reader:
        rows = list(reader)
        write_session(
            session,
            reader.header,
            rows,
            [(reps[3]["shown_ms"] + 900, WRONG_REP), (39_000, MISSED_REP), (20_000, "board: restarted")],
        )
    return session


def test_button_presses_are_hints(pressed, reps):
    found = json.loads(label(pressed, "--json").stdout)
    assert [hint["told"] for hint in found["hints"]] == [
        "wrong rep: rep 4",
        "missed rep: the shallow cycle before it",
    ]
    assert found["rows"] == []
    assert label(pressed, "--accept", "--hints").exit_code == 0
    starts = [row.start_ms for row in truth(pressed).reps]
    assert reps[3]["start_ms"] not in starts
    assert any(35_000 < start < 36_500 for start in starts)
    assert len(starts) == 10


def test_a_second_press_removes_the_rep_before(session, reps):
    with SessionReader(session) as reader:
        rows = list(reader)
        at_ms = reps[5]["shown_ms"] + 500
        write_session(session, reader.header, rows, [(at_ms, WRONG_REP), (at_ms + 800, WRONG_REP)])
    hints = Labels(session).hints
    assert [hint.remove["index"] for hint in hints] == [6, 5]


def test_an_answer_removes_the_rep_that_the_board_asked_about_and_no_later_one(session, reps):
    with SessionReader(session) as reader:
        rows = list(reader)
        answers = [(reps[4]["shown_ms"] + 900, NOT_A_REP % reps[3]["start_ms"])]
        answers += [(reps[6]["shown_ms"] + 5000, WAS_A_REP % reps[6]["start_ms"])]
        write_session(session, reader.header, rows, answers)
    no, yes = Labels(session).hints
    assert no.remove["index"] == 4
    assert yes.remove is None
    assert label(session, "--accept", "--hints").exit_code == 0
    starts = [row.start_ms for row in truth(session).reps]
    assert reps[3]["start_ms"] not in starts
    assert {reps[4]["start_ms"], reps[6]["start_ms"]} <= {*starts}


def test_hints_have_the_boards_names():
    controls = "".join((ROOT / "firmware" / "ui" / name).read_text() for name in ("presses.py", "menu.py"))
    for text in (WRONG_REP, MISSED_REP, NEW_SET, NOT_A_REP, WAS_A_REP):
        assert f'"{text}"' in controls


def talk(session, monkeypatch, *lines):
    """Type lines at the prompt; returns the output."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    shown = io.StringIO()
    run_prompt(Labels(session), Console(file=shown, width=120))
    return shown.getvalue()


def test_at_the_prompt_steps_are_undone_and_saved(session, monkeypatch):
    shown = talk(
        session, monkeypatch, "accept", "remove 0:07", "undo", "remove 0:07", "add nowhere", "save", "quit"
    )
    assert "'nowhere' is not a time" in shown
    assert "undone" in shown
    assert len(truth(session).reps) == 9


def test_leaving_the_prompt_without_saving_writes_nothing(session, monkeypatch):
    shown = talk(session, monkeypatch, "accept", "quit", "n", "show")
    assert "10 reps annotated" in shown
    assert "quit anyway? [y/N]" in shown
    assert "quit without saving" in shown
    assert not annotations_path(session).exists()


def test_annotations_changed_by_another_program_are_not_overwritten(session):
    labels = Labels(session)
    labels.accept()
    label(session, "--set", "1", "--total", "12")
    with pytest.raises(SessionError, match="changed by another program meanwhile"):
        labels.save()
    assert truth(session).rows[0].reps == 12


@pytest.fixture(scope="module")
def labels(half_reps):
    return Labels(half_reps)


TIME = some.integers(0, 66_000).map(lambda ms: f"{ms}ms")
SPAN = some.tuples(TIME, TIME).map("-".join)
STEP = some.one_of(
    some.sampled_from([["accept"], ["accept", "1"], ["hints"], ["total", "1", "4"], ["undo"]]),
    some.tuples(some.sampled_from(["add", "remove"]), TIME | SPAN).map(list),
    some.tuples(some.just("move"), TIME, TIME | SPAN).map(list),
    some.tuples(some.just("total"), SPAN, some.integers(0, 20).map(str)).map(list),
    some.lists(some.text(max_size=8), min_size=1, max_size=3),
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(some.lists(STEP, max_size=12))
def test_any_steps_leave_annotations_that_can_be_scored(labels, steps):
    for step in steps:
        before = labels.rows
        try:
            apply_step(labels, step)
        except SessionError:
            assert labels.rows == before
        check_annotations(Annotations("mine.csv", labels.rows), 0, 66_000)
    while labels.changed:
        labels.undo()
    assert labels.rows == ()
