"""Annotation files: what is written is read back, and contradictions are refused."""

import pytest
from heeldrive_lab.sessions.annotations import (
    Annotation,
    Annotations,
    annotations_path,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.session import SessionError

ANNOTATIONS = Annotations(
    "clean.csv",
    (
        Annotation("rep", 12000, 15200, 13100, 13500, 78.0, "front", None, "backward_lunge"),
        Annotation("set", 10000, 42000, sensor_leg="front", reps=10, activity="lunge, slow"),
        Annotation("other", 50000, 80000, activity="walking"),
    ),
)


def test_annotations_are_read_back_as_written(tmp_path):
    write_annotations(tmp_path / "clean.truth.csv", ANNOTATIONS)
    assert read_annotations(tmp_path / "clean.truth.csv") == ANNOTATIONS
    assert [row.kind for row in ANNOTATIONS.reps] == ["rep"]


def test_annotations_are_next_to_their_session():
    assert annotations_path("a/clean.csv").as_posix() == "a/clean.truth.csv"
    assert annotations_path("a/clean.csv.gz").as_posix() == "a/clean.truth.csv"


@pytest.mark.parametrize(
    ("line", "mended", "says"),
    [
        ("# heeldrive-truth: 1", "kind", "not an annotation file"),
        ("# heeldrive-truth: 1", "# heeldrive-truth: 9", "line 1: format version '9'"),
        ("# session: clean.csv", "# clean.csv", "line 2: this must be '# session: NAME.csv'"),
        ("kind,start_ms", "kind,begin", "line 3: the columns must be kind,start_ms,end_ms"),
        ("rep,12000", "rap,12000", "line 4: kind is 'rap'; it must be one of rep, set, other"),
        ("rep,12000", "rep,soon", "line 4: start_ms is 'soon', which is not a whole number"),
        ("rep,12000", "rep,", "line 4: start_ms and end_ms must be given"),
        ("rep,12000", "rep,15200", "line 4: the times .* are not in the order start, bottom, rise, end"),
        ("13100,13500", "13500,13100", "line 4: the times .* are not in the order"),
        ("78.0", "200", "line 4: depth_deg is 200.0; it must be from 0 to 180"),
        ("78.0", "deep", "line 4: depth_deg is 'deep', which is not a number"),
        ("78.0", "nan", "line 4: depth_deg is nan"),
        (",front,,", ",left,,", "line 4: sensor_leg is 'left'; it must be front, back or empty"),
        (",10,", ",-1,", "line 5: reps is -1; it cannot be negative"),
        ("other,50000,80000,", "other,50000", "line 6: columns: 7 instead of 9"),
        ("other,50000,80000", "rep,15000,80000", "the reps 12000..15200 and 15000..80000 ms overlap"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, line, mended, says):
    path = tmp_path / "clean.truth.csv"
    write_annotations(path, ANNOTATIONS)
    text = path.read_text()
    assert line in text
    path.write_text(text.replace(line, mended, 1))
    with pytest.raises(SessionError, match=says) as caught:
        read_annotations(path)
    assert str(caught.value).startswith(str(path))


def test_a_rep_may_begin_in_the_very_moment_in_which_the_one_before_ends(tmp_path):
    touching = Annotations("clean.csv", (Annotation("rep", 12000, 15200), Annotation("rep", 15200, 18000)))
    write_annotations(tmp_path / "clean.truth.csv", touching)
    assert read_annotations(tmp_path / "clean.truth.csv") == touching
    with pytest.raises(SessionError, match="overlap"):
        Annotations("clean.csv", (Annotation("rep", 12000, 15200), Annotation("rep", 15199, 18000)))


def test_files_that_cannot_be_read_or_written_are_named(tmp_path):
    path = tmp_path / "a.truth.csv"
    with pytest.raises(SessionError, match="there is no such file"):
        read_annotations(path)
    path.write_bytes(b"\xff")
    with pytest.raises(SessionError, match="not UTF-8"):
        read_annotations(path)
    path.write_text("")
    with pytest.raises(SessionError, match="not an annotation file"):
        read_annotations(path)
    with pytest.raises(SessionError, match="session is 'two"):
        Annotations("two\nlines")
    with pytest.raises(SessionError, match="cannot be written"):
        write_annotations(tmp_path / "nowhere" / "a.truth.csv", ANNOTATIONS)
