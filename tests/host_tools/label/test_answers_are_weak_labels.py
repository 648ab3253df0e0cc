"""Where nobody has annotated a session, the wearer's answers to the board are taken for it."""

import json
import shutil
import subprocess
import sys

import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.sources import SessionFile, find_sessions, weak_words
from heeldrive_lab.label.weak_labels import weak_annotations
from heeldrive_lab.sessions.annotations import annotations_path
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.session import SessionError, SessionReader, write_session
from heeldrive_lab.sessions.wearer_markers import MISSED_REP, NOT_A_REP, WAS_A_REP, WRONG_REP
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from typer.testing import CliRunner

HALF_REPS = RECORDED_SESSIONS / "half_reps_in_a_set.csv"


@pytest.fixture(scope="module")
def reps():
    with SessionReader(HALF_REPS) as reader:
        return [event for event in replay(reader, Settings()) if event["kind"] == "rep"]


@pytest.fixture
def answered(tmp_path, reps):
    """Makes a session without annotations in which the wearer said something by the button."""

    def make(*markers, name="monday.csv"):
        path = tmp_path / "logs" / name
        path.parent.mkdir(exist_ok=True)
        with SessionReader(HALF_REPS) as reader:
            write_session(path, reader.header, list(reader), list(markers))
        return path

    return make


def no(rep):
    return rep["shown_ms"] + 900, NOT_A_REP % rep["start_ms"]


def yes(rep):
    return rep["shown_ms"] + 5000, WAS_A_REP % rep["start_ms"]


def score(*arguments):
    return CliRunner().invoke(app, ["score", *map(str, arguments), "--json"])


def total(done):
    (session,) = json.loads(done.stdout)["sessions"]
    return session


def test_a_no_makes_the_counted_rep_a_false_one_and_silence_leaves_the_others_true(answered, reps):
    session = answered(no(reps[3]), yes(reps[5]))
    done = score(session)
    assert done.exit_code == 0, done.output
    assert (total(done)["true"], total(done)["matched"], total(done)["false"]) == (9, 9, 1)
    (line,) = [line for line in done.stderr.splitlines() if "monday.csv" in line]
    assert "without annotations, but the wearer answered the board: monday.csv" in line
    assert not annotations_path(session).exists()


def test_other_corrections_count_as_well(answered, reps):
    session = answered(no(reps[3]), (reps[7]["shown_ms"] + 900, WRONG_REP), (39_000, MISSED_REP))
    starts = [row.start_ms for row in weak_annotations(session, read_recording(session)).reps]
    assert not {reps[3]["start_ms"], reps[7]["start_ms"]} & {*starts}
    assert len(starts) == len(reps) - 1


def test_who_denied_every_rep_did_none(answered, reps):
    done = score(answered(*map(no, reps)))
    assert (total(done)["true"], total(done)["false"]) == (0, len(reps))


def test_annotations_go_before_answers(answered, reps):
    session = answered(*map(no, reps))
    truth = annotations_path(session)
    text = annotations_path(HALF_REPS).read_text("utf-8").replace(HALF_REPS.name, session.name)
    truth.write_text(text, "utf-8")
    assert find_sessions([session.parent], answers=True) == [SessionFile(session)]
    assert total(score(session))["true"] == 10
    assert truth.read_text("utf-8") == text


def test_a_session_in_which_the_board_did_not_ask_is_no_label(answered, reps):
    silent = answered((reps[7]["shown_ms"] + 900, WRONG_REP), name="silent.csv")
    with pytest.raises(SessionError, match=r"no silent\.truth\.csv next to it"):
        find_sessions([silent], answers=True)
    answered(yes(reps[0]))
    shutil.copy(HALF_REPS, silent.with_name("without_markers.csv"))
    silent.with_name("notes.csv").write_text("what,ever\n1,2\n")
    (found,) = find_sessions([silent.parent], answers=True)
    assert found == SessionFile(silent.with_name("monday.csv"), weak=True)
    with pytest.raises(SessionError, match="contains no session"):
        find_sessions([silent.parent])


def test_of_many_sessions_the_line_names_three(answered, reps):
    files = [SessionFile(answered(yes(reps[0]), name=f"{day}.csv"), weak=True) for day in "abcde"]
    assert "a.csv, b.csv, c.csv, ...: each rep" in weak_words(files)
    assert weak_words([SessionFile(HALF_REPS)]) == ""


def test_tuning_pays_for_counting_what_was_denied(answered, reps, tmp_path):
    for name in ("monday.csv", "tuesday.csv"):
        answered(no(reps[2]), no(reps[9]), name=name)
    arguments = [str(tmp_path / "logs"), "--trials", "1", "--only", "depth_min_deg", "--jobs", "1"]
    done = CliRunner().invoke(app, ["tune", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    assert "without annotations, but the wearer answered the board: monday.csv, tuesday.csv" in done.stderr
    old = json.loads(done.stdout)["tuned"]["old"]
    assert (old["missed"], old["false"]) == (0, 2)


def test_labelling_does_not_depend_on_what_was_imported_before():
    done = subprocess.run(
        [sys.executable, "-c", "import heeldrive_lab.label.command"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
