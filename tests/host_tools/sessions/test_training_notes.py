"""Load and effort of a workout: in the header of its session, or beside it in its annotation file."""

from dataclasses import replace
from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.label.labels import Labels
from heeldrive_lab.sessions.annotations import (
    Annotation,
    Annotations,
    annotations_path,
    find_annotations,
    notes_of,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.format import SessionError, SessionHeader
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.sessions.training_notes import TrainingNotes, parsed_notes
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
ROW = Annotation("set", 1000, 40_000, reps=12)


def header(**extra):
    return SessionHeader("LSM6DSOX", 244, 17500, 52, "left", "recorded", extra)


@pytest.mark.parametrize("rows", [(), (ROW,)])
def test_notes_are_written_into_the_annotation_file_and_read_again(tmp_path, rows):
    path = tmp_path / "a.truth.csv"
    noted = Annotations("a.csv", rows, TrainingNotes(12.5, 7))
    write_annotations(path, noted)
    assert path.read_text().splitlines()[2:4] == ["# load_kg: 12.5", "# rpe: 7"]
    assert read_annotations(path) == noted


def test_what_the_annotation_file_says_comes_before_the_header(tmp_path):
    session = tmp_path / "a.csv"
    own = header(load_kg="10", rpe="8", started="2026-11-21")
    assert notes_of(session, own) == TrainingNotes(10, 8)
    write_annotations(annotations_path(session), Annotations("a.csv", (), TrainingNotes(load_kg=0)))
    assert notes_of(session, own) == TrainingNotes(0, 8)
    assert notes_of(session, header()) == TrainingNotes(0, None)
    assert notes_of(tmp_path / "b.csv", header()) == TrainingNotes()


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("load_kg", "heavy", "load_kg is 'heavy', which is not a number such as 7.5"),
        ("load_kg", "-5", "load_kg is -5; it must be from 0 to 500 in steps of 0.25"),
        ("load_kg", "nan", "load_kg is nan; it must be from 0 to 500"),
        ("rpe", "11", "rpe is 11; it must be from 1 to 10 in steps of 0.5"),
        ("rpe", "7.3", "rpe is 7.3; it must be from 1 to 10 in steps of 0.5"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_range_and_its_file(tmp_path, key, text, words):
    with pytest.raises(SessionError, match=words):
        parsed_notes({key: text})
    with pytest.raises(SessionError, match=f"a.csv: in the header, {words}"):
        notes_of(tmp_path / "a.csv", header(**{key: text}))
    path = tmp_path / "a.truth.csv"
    write_annotations(path, Annotations("a.csv", (ROW,)))
    path.write_text(path.read_text().replace("kind,", f"# {key}: {text}\nkind,"))
    with pytest.raises(SessionError, match=f"a.truth.csv.*{words}"):
        read_annotations(path)


@pytest.mark.parametrize("line", ["# weight: 5", "# load_kg: 5\n# load_kg: 6"])
def test_other_keys_and_keys_given_twice_are_refused_with_their_line(tmp_path, line):
    path = tmp_path / "a.truth.csv"
    path.write_text(f"# heeldrive-truth: 1\n# session: a.csv\n{line}\nkind,start_ms\n")
    number = 3 + line.count("\n")
    with pytest.raises(SessionError, match=f", line {number}: '# key: value' may be load_kg or rpe"):
        read_annotations(path)


def test_notes_alone_are_no_truth_and_labelling_keeps_them(tmp_path):
    recording = read_recording(SESSIONS / "quick_reps.csv")
    session = tmp_path / "quick_reps.csv"
    write_session(session, recording.header, recording)
    path = annotations_path(session)
    write_annotations(path, Annotations(session.name, (), TrainingNotes(load_kg=8)))
    assert find_annotations(session) is None
    for words in (["score", str(session)], ["score", str(tmp_path)]):
        refused = CliRunner().invoke(app, words)
        assert refused.exit_code == 2
        assert "with" in refused.output
        assert "next to it" in refused.output
    labels = Labels(session)
    labels.accept()
    labels.save()
    assert read_annotations(path).notes == TrainingNotes(load_kg=8)
    assert len(read_annotations(path).reps) == 12
    found = find_annotations(session)
    assert found
    assert replace(found, notes=TrainingNotes()).rows == found.rows
    assert CliRunner().invoke(app, ["score", str(session)]).exit_code == 0
