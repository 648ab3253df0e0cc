"""Annotated sessions are found and read, and refused if annotations and session contradict each other."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.evaluation.fresh_workouts import mujoco_workouts
from heeldrive_lab.evaluation.run import score_library, score_modes, score_sources
from heeldrive_lab.evaluation.seated_starts import truncated_at
from heeldrive_lab.evaluation.sources import SessionFile, find_sessions
from heeldrive_lab.sessions.annotations import (
    Annotation,
    annotations_path,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.session import SessionError

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
CLEAN = SESSIONS / "clean_set.csv"


@pytest.fixture
def copy(tmp_path):
    """A copy of an annotated clean set, to be modified."""
    for path in (CLEAN, annotations_path(CLEAN)):
        shutil.copy(path, tmp_path)
    return tmp_path / CLEAN.name


def spoil(file, *rows, **changed):
    annotations = read_annotations(annotations_path(file))
    write_annotations(
        annotations_path(file), replace(annotations, rows=(*annotations.rows, *rows), **changed)
    )


def test_annotated_sessions_are_found(tmp_path):
    folder = tmp_path / "must_not_count"
    folder.mkdir()
    for name in ("b.csv.gz", "b.truth.csv", "note.txt"):
        (folder / name).touch()
    shutil.copy(CLEAN, folder / "alone.csv")
    assert find_sessions([tmp_path, folder / "b.csv.gz"]) == [SessionFile(folder / "b.csv.gz")]
    with pytest.raises(SessionError, match=r"no alone\.truth\.csv next to it"):
        find_sessions([folder / "alone.csv"])
    (folder / "b.csv.gz").unlink()
    with pytest.raises(SessionError, match=r"no session with a NAME\.truth\.csv"):
        find_sessions([tmp_path])
    with pytest.raises(SessionError, match=r"none\.csv: there is no such file"):
        find_sessions([tmp_path / "none.csv"])


def test_a_compressed_session_has_the_annotations_of_the_plain_one(copy):
    packed = copy.with_name("clean_set.csv.gz")
    copy.rename(packed)
    (result,) = score_sources([SessionFile(packed)], Settings())
    assert (result.ours.true, result.ours.matched) == (10, 10)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            Annotation("rep", 900_000, 903_000),
            "the rep 900000..903000 ms lies outside the session, which goes from",
        ),
        (
            Annotation("other", 0, 900_000, activity="walking"),
            "the other 0..900000 ms lies outside the session",
        ),
        (Annotation("set", 100, 40_000, reps=3), "has a total of 3 reps, but 9 rows of kind rep start in it"),
        (Annotation("set", 100, 200), "the set 100..200 ms has neither a total nor single reps"),
    ],
)
def test_annotations_that_contradict_their_session_are_refused(copy, row, says):
    rows_in_the_set = sum(rep.start_ms < 40_000 for rep in read_annotations(annotations_path(copy)).reps)
    says = says.replace("9 rows", f"{rows_in_the_set} rows")
    spoil(copy, row)
    with pytest.raises(SessionError, match=r"clean_set\.truth\.csv: ") as refused:
        SessionFile(copy).load()
    assert says in str(refused.value)


def test_sets_known_by_their_totals_must_not_overlap_unless_they_are_of_two_legs(copy):
    sets = [Annotation("set", 0, 4000, reps=2), Annotation("set", 2000, 5000, reps=2)]
    legs = [replace(row, sensor_leg=leg) for row, leg in zip(sets, ("front", "back"), strict=True)]
    annotations = replace(read_annotations(annotations_path(copy)), rows=tuple(legs))
    write_annotations(annotations_path(copy), annotations)
    assert SessionFile(copy).load().annotations == annotations
    write_annotations(annotations_path(copy), replace(annotations, rows=tuple(sets)))
    with pytest.raises(SessionError, match=r"the sets 0\.\.4000 ms and 2000\.\.5000 ms overlap"):
        SessionFile(copy).load()


def test_the_annotations_of_another_session_are_refused(copy):
    spoil(copy, session="yesterday.csv")
    with pytest.raises(SessionError, match=r"belongs to yesterday\.csv, not to clean_set\.csv"):
        SessionFile(copy).load()


def test_a_fault_in_one_of_many_sessions_is_reported_from_the_other_process(copy):
    shutil.copy(CLEAN, copy.with_name("other.csv"))
    shutil.copy(
        annotations_path(CLEAN), copy.with_name("other.truth.csv")
    )  # says it belongs to clean_set.csv
    with pytest.raises(SessionError, match=r"not to other\.csv"):
        score_sources(find_sessions([copy.parent]), Settings())


def test_results_come_in_the_order_of_the_sources_however_many_work_on_them():
    names = ("clean_set.csv", "must_not_count/walk_only.csv", "half_reps_in_a_set.csv")
    sources = find_sessions([SESSIONS / name for name in names])
    alone, shared = (score_sources(sources, Settings(), workers=workers) for workers in (1, 2))
    assert [result.ours.name for result in shared] == [Path(name).name for name in names]
    assert [result.scores for result in shared] == [result.scores for result in alone]


def test_a_hard_workout_is_simulated_and_scored_without_a_file():
    workout = mujoco_workouts(1, 9038)[-1]
    modes = score_modes([workout], Settings())
    (front,), (both,) = modes["sensor_leg"], modes["both_legs"]
    assert front.ours.name == "MuJoCo, alternating, seed 9040"
    assert 0 < front.ours.true < both.ours.true
    assert both.ours.recall > 0.9
    assert all(one.split_known for one in both.ours.sets)


def test_every_leg_position_has_its_own_seeds():
    workouts = mujoco_workouts(5, 9000)
    assert [workout.seed for workout in workouts] == list(range(9000, 9015))
    assert [workout.leg for workout in workouts[::5]] == ["front", "back", "alternating"]


def test_a_recording_started_later_has_no_earlier_annotations():
    whole = SessionFile(CLEAN).load()
    second = whole.annotations.reps[1].start_ms
    begun = truncated_at(whole, second)
    assert (begun.first_ms >= second, begun.last_ms) == (True, whole.last_ms)
    assert begun.annotations.reps == whole.annotations.reps[1:]


def test_the_library_is_scored_with_the_time_it_took():
    library = score_library()
    files = list(SESSIONS.rglob("*.truth.csv"))
    assert library.score.sessions == len(files)
    assert library.duration_s > library.scoring_s > 0
    assert library.score.recall > 0.9
