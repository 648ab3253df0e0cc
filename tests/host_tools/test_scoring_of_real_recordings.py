"""Folders of real recordings are imported, replayed and scored as they come: CSV and a labels.csv."""

import gzip
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.accuracy_page import write_accuracy_page
from heeldrive_lab.real_data import find_recordings, score_recordings
from heeldrive_lab.real_tables import real_json
from heeldrive_lab.session import SessionError, SessionReader
from heeldrive_lab.truth import read_truth

SESSIONS = Path(__file__).parents[2] / "recorded_sessions"
HEAD = "file,start_ms,end_ms,activity,sensor_leg,reps\n"


def as_recording(session, path):
    """A session in m/s^2 and rad/s, as other people's recordings come."""
    lines = ["t_ms,ax,ay,az,gx,gy,gz"]
    with SessionReader(session) as rows:
        for t_ms, *counts in rows:
            accel = [f"{count * 244e-6 * 9.80665:.3f}" for count in counts[:3]]
            gyro = [f"{count * 17500e-6 * 0.0174532925:.4f}" for count in counts[3:]]
            lines.append(",".join([str(t_ms), *accel, *gyro]))
    path.write_bytes(gzip.compress("\n".join(lines).encode()))


@pytest.fixture(scope="module")
def datasets(tmp_path_factory):
    root = tmp_path_factory.mktemp("datasets")
    for folder in ("lunges", "life"):
        (root / folder).mkdir()
    as_recording(SESSIONS / "clean_set.csv", root / "lunges" / "front.csv.gz")
    as_recording(SESSIONS / "clean_set.csv", root / "lunges" / "squats.csv.gz")
    as_recording(SESSIONS / "must_not_count" / "walk_only.csv", root / "life" / "walk.csv.gz")
    (root / "lunges" / "front.flexion.csv.gz").write_bytes(b"not named in labels.csv, so not looked at")
    reps = read_truth(SESSIONS / "clean_set.truth.csv").reps
    (root / "lunges" / "labels.csv").write_text(
        HEAD
        + "".join(f"front.csv,{rep.start_ms},{rep.end_ms},lunge,front,1\n" for rep in reps)
        + "".join(f"squats.csv,{rep.start_ms},{rep.end_ms},squat,,1\n" for rep in reps)
    )
    (root / "life" / "labels.csv").write_text(HEAD + "walk.csv,0,60000,walk,,\n")
    return root


@pytest.fixture(scope="module")
def scores(datasets):
    return score_recordings(find_recordings(datasets), Settings())


def test_every_labelled_recording_is_scored_against_its_labels(scores):
    assert [(real.folder, real.score.name) for real in scores] == [
        ("life", "walk.csv.gz"),
        ("lunges", "front.csv.gz"),
        ("lunges", "squats.csv.gz"),
    ]
    walk, front, squats = (real.score for real in scores)
    assert (front.true, front.matched, front.false) == (10, 10, 0)
    assert (squats.true, squats.false) == (0, 10)
    assert (squats.activities["squat"].others, squats.activities["squat"].false) == (10, 10)
    assert (walk.true, walk.counted) == (0, 0)
    assert all(real.still for real in scores)


def test_settings_are_those_of_the_replay(datasets):
    scores = score_recordings(find_recordings(datasets), Settings({"depth_min_deg": 100}), workers=1)
    assert sum(real.score.counted for real in scores) == 0
    assert sum(real.score.refused["shallow"] for real in scores) == 20


def test_folders_are_summed_up_with_all_of_them_last(scores):
    shown = real_json(scores, files=True)
    assert [
        (folder["name"], folder["true"], folder["matched"], folder["false"]) for folder in shown["folders"]
    ] == [
        ("life", 0, 0, 0),
        ("lunges", 10, 10, 10),
        ("all", 10, 10, 10),
    ]
    assert [file["name"] for file in shown["files"]] == ["walk.csv.gz", "front.csv.gz", "squats.csv.gz"]


def test_the_accuracy_page_shows_the_figures_and_the_command_that_made_them(tmp_path, scores):
    page = tmp_path / "accuracy.md"
    write_accuracy_page(page, scores, "heeldrive real DATASETS_DIR --write docs/accuracy.md")
    text = page.read_text()
    assert "    heeldrive real DATASETS_DIR --write docs/accuracy.md\n" in text
    assert "| lunge (front leg) | 10 | 10 | 0 |" in text
    assert "| squat |  |  |  | 10 | 10 |" in text
    assert "/" not in text.partition("## By folder")[2].replace("false/h", "")  # no path of this machine
    with pytest.raises(SessionError, match="cannot be written"):
        write_accuracy_page(tmp_path / "nowhere" / "accuracy.md", scores, "")


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ("file,from,to\n", "labels.csv: the columns must be file,start_ms"),
        (HEAD + "a.csv,zero,10,walk,,\n", "labels.csv, line 2: .*'zero'"),
        (HEAD + "a.csv,10,0,walk,,\n", "labels.csv, line 2: the times"),
        (HEAD + "a.csv,0\n", "labels.csv, line 2: it must have 6 columns"),
        (
            HEAD + "a.csv,0,10,lunge,front,1\na.csv,5,15,lunge,front,1\n",
            "labels.csv, a.csv: the reps 0..10 and 5..15 ms overlap",
        ),
        (HEAD + "gone.csv,0,10,walk,,\n", "it names gone.csv, which is not beside it"),
        (HEAD, "no folder with a labels.csv"),
    ],
)
def test_what_is_wrong_with_labels_is_named(tmp_path, labels, says):
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "a.csv").touch()
    (folder / "labels.csv").write_text(labels)
    with pytest.raises(SessionError, match=says):
        find_recordings(tmp_path)
