"""Folders of real recordings, CSV files and a labels.csv, are imported, replayed and scored."""

import gzip
import os
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.evaluation.as_json import folders_json
from heeldrive_lab.evaluation.recordings import find_recordings
from heeldrive_lab.evaluation.run import by_group, score_sources
from heeldrive_lab.evaluation.timing import phase_errors_ms, summarise_errors
from heeldrive_lab.sessions.annotations import read_annotations
from heeldrive_lab.sessions.session import SessionError, SessionReader

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
DATASETS = Path(os.environ.get("HEELDRIVE_DATASETS", SESSIONS.parents[1] / "shared" / "datasets"))
HEAD = "file,start_ms,end_ms,activity,sensor_leg,reps\n"


def as_recording(session, path):
    """A session in m/s^2 and rad/s, like other people's recordings."""
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
    (root / "lunges" / "more.csv.gz").write_bytes(b"not named in labels.csv, so not looked at")
    reps = read_annotations(SESSIONS / "clean_set.truth.csv").reps
    (root / "lunges" / "labels.csv").write_text(
        HEAD
        + "".join(f"front.csv,{rep.start_ms},{rep.end_ms},lunge,front,1\n" for rep in reps)
        + "".join(f"squats.csv,{rep.start_ms},{rep.end_ms},squat,,1\n" for rep in reps)
    )
    (root / "life" / "labels.csv").write_text(HEAD + "walk.csv,0,60000,walk,,\n")
    return root


@pytest.fixture(scope="module")
def results(datasets):
    return score_sources(find_recordings(datasets), Settings())


def test_every_labelled_recording_is_scored_against_its_labels(results):
    assert [(result.source.group, result.ours.name) for result in results] == [
        ("life", "walk.csv.gz"),
        ("lunges", "front.csv.gz"),
        ("lunges", "squats.csv.gz"),
    ]
    walk, front, squats = (result.ours for result in results)
    assert (front.true, front.matched, front.false) == (10, 10, 0)
    assert front.sets == [(10, 10, 0, 0)]
    assert (squats.true, squats.false) == (0, 10)
    assert (squats.activities["squat"].others, squats.activities["squat"].false) == (10, 10)
    assert (walk.true, walk.counted) == (0, 0)
    assert all(result.still for result in results)


def test_settings_are_those_of_the_replay(datasets):
    results = score_sources(find_recordings(datasets), Settings({"depth_min_deg": 100}), workers=1)
    assert sum(result.ours.counted for result in results) == 0
    assert sum(result.ours.refused["shallow"] for result in results) == 20


def test_folders_are_summed_up_with_all_of_them_last(results):
    shown = folders_json({"sensor_leg": results}, "sensor_leg", files=True)
    assert [
        (folder["name"], folder["true"], folder["matched"], folder["false"]) for folder in shown["folders"]
    ] == [
        ("life", 0, 0, 0),
        ("lunges", 10, 10, 10),
        ("all", 10, 10, 10),
    ]
    assert shown["modes"]["sensor_leg"]["matched"] == 10
    assert [file["name"] for file in shown["files"]] == ["walk.csv.gz", "front.csv.gz", "squats.csv.gz"]


def test_phase_times_are_segmented_from_the_true_flexion(tmp_path):
    as_recording(SESSIONS / "clean_set.csv", make(tmp_path / "captured" / "front.csv.gz"))
    reps = read_annotations(SESSIONS / "clean_set.truth.csv").reps
    labels = tmp_path / "captured" / "labels.csv"
    # A loose label: some standing on either side.
    rows = [f"front.csv,{rep.start_ms - 450},{rep.end_ms + 450},lunge,front,1\n" for rep in reps]
    labels.write_text(HEAD + "".join(rows))
    flexion = ["t_ms,thigh_flexion_deg", "0,0"]
    for rep in reps:
        times = (rep.start_ms - 400, rep.start_ms, rep.bottom_ms, rep.rise_ms, rep.end_ms, rep.end_ms + 400)
        flexion += [f"{time},{angle}" for time, angle in zip(times, (0, 8, 80, 80, 8, 0), strict=True)]
    flexion.append(f"{reps[-1].end_ms + 2000},0")
    (tmp_path / "captured" / "front.flexion.csv").write_text("\n".join(flexion) + "\n")
    (recording,) = find_recordings(tmp_path)
    cut = recording.load().annotations.reps
    assert len(cut) == 10
    for rep, true in zip(cut, reps, strict=True):
        assert rep.start_ms == pytest.approx(true.start_ms, abs=5)
        assert rep.end_ms == pytest.approx(true.end_ms, abs=5)
        assert true.start_ms < rep.bottom_ms < rep.rise_ms < true.end_ms
        assert rep.depth_deg == 80


def test_a_rep_at_the_end_of_a_capture_has_no_phase_times(tmp_path):
    as_recording(SESSIONS / "clean_set.csv", make(tmp_path / "captured" / "front.csv.gz"))
    (tmp_path / "captured" / "labels.csv").write_text(HEAD + "front.csv,6000,9000,lunge,front,1\n")
    flexion = "t_ms,thigh_flexion_deg\n6000,30\n7000,80\n8000,80\n9000,30\n"
    (tmp_path / "captured" / "front.flexion.csv").write_text(flexion)
    (rep,) = find_recordings(tmp_path)[0].load().annotations.reps
    assert (rep.start_ms, rep.bottom_ms, rep.depth_deg) == (6000, None, None)


def make(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_labels_beyond_the_recording_are_refused(datasets, tmp_path):
    walk = (datasets / "life" / "walk.csv.gz").read_bytes()
    make(tmp_path / "life" / "walk.csv.gz").write_bytes(walk)
    (tmp_path / "life" / "labels.csv").write_text(HEAD + "walk.csv,0,900000,walk,,\n")
    with pytest.raises(SessionError, match=r"labels\.csv, walk\.csv: the other 0\.\.900000 ms lies outside"):
        find_recordings(tmp_path)[0].load()


@pytest.mark.skipif(
    not (DATASETS / "cmu_imu_exercise" / "labels.csv").exists(),
    reason="the real recordings are not here: set HEELDRIVE_DATASETS to their folder",
)
def test_split_squats_of_a_real_person_are_found_and_their_steps_are_not_counted():
    chosen = [source for source in find_recordings(DATASETS) if source.group == "cmu_imu_exercise"]
    total = by_group(score_sources(chosen, Settings(), workers=1))[-1]
    assert total.true == 10  # five split squats and five forward lunges
    assert total.matched >= 9
    assert sum(score.false for name, score in total.activities.items() if name.startswith("Step")) == 0


@pytest.mark.skipif(
    not (DATASETS / "mocap_virtual" / "labels.csv").exists(),
    reason="the real recordings are not here: set HEELDRIVE_DATASETS to their folder",
)
def test_the_bottom_and_the_rise_of_captured_lunges_are_right_to_a_twentieth_of_a_second():
    chosen = [source for source in find_recordings(DATASETS) if source.name.startswith("uiprmd_inline_lunge")]
    errors = phase_errors_ms(by_group(score_sources(chosen, Settings()))[-1])
    for edge in ("bottom_ms", "rise_ms"):
        assert summarise_errors(errors[edge]).count >= 20
        assert summarise_errors(errors[edge]).mean_abs < 50


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
        (HEAD + "gone.csv,0,10,walk,,\n", "it names gone.csv, which is not in the same folder"),
        (HEAD, "no folder in it contains a labels.csv"),
    ],
)
def test_what_is_wrong_with_labels_is_named(tmp_path, labels, says):
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "a.csv").touch()
    (folder / "labels.csv").write_text(labels)
    with pytest.raises(SessionError, match=says):
        find_recordings(tmp_path)
