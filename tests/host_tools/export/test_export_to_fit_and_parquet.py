"""Exports for sports platforms and data frames, read back with other libraries than the ones that write."""

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import fitdecode
import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.annotations import Annotations, annotations_path, write_annotations
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.sessions.training_notes import TrainingNotes
from pyarrow.parquet import ParquetFile, read_table
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
BEGAN = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)


def export(session, to, target, *words):
    return CliRunner().invoke(app, ["export", str(session), "--to", to, "-o", str(target), *words])


def dated(folder, name="two_sets_walk_and_sit", started="2026-11-21T18:30+00:00", rows=None, markers=()):
    recording = read_recording(SESSIONS / f"{name}.csv")
    recording.header.extra["started"] = started
    write_session(folder / f"{name}.csv", recording.header, rows or recording, markers)
    return folder / f"{name}.csv"


def fit_messages(path):
    found = {}
    with fitdecode.FitReader(path, check_crc=fitdecode.CrcCheck.RAISE) as reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                values = {field.name: field.value for field in frame.fields if field.value is not None}
                found.setdefault(frame.name, []).append(values)
    return found


def test_a_workout_is_a_strength_training_with_its_sets(tmp_path):
    session = dated(tmp_path)
    shown = export(session, "fit", tmp_path / "a.fit")
    assert shown.exit_code == 0, shown.output
    assert "16 reps in 2 sets; time from its header" in shown.stdout
    found = fit_messages(tmp_path / "a.fit")
    assert found["file_id"][0]["type"] == "activity"
    (training,), (activity,) = found["session"], found["activity"]
    assert (training["sport"], training["sub_sport"]) == ("training", "strength_training")
    *_, summary = replay(session, Settings())
    assert training["total_timer_time"] == (summary["end_ms"] - summary["start_ms"]) / 1000
    assert activity["num_sessions"] == 1
    work = [one for one in found["set"] if one["set_type"] == "active"]
    assert [(one["repetitions"], one["category"]) for one in work] == [(8, "lunge")] * 2
    sets = [event for event in replay(session, Settings()) if event["kind"] == "set"]
    for written, counted in zip(work, sets, strict=True):
        start = BEGAN + timedelta(milliseconds=counted["start_ms"])
        assert abs(written["start_time"] - start) < timedelta(seconds=1)
        assert written["duration"] == (counted["end_ms"] - counted["start_ms"]) / 1000


def test_sets_and_rests_cover_the_workout_without_gaps(tmp_path):
    export(dated(tmp_path), "fit", tmp_path / "a.fit")
    found = fit_messages(tmp_path / "a.fit")
    laps, training = found["lap"], found["session"][0]
    assert [one["intensity"] for one in laps] == ["rest", "active", "rest", "active", "rest"]
    assert laps[0]["start_time"] == training["start_time"]
    assert laps[-1]["timestamp"] == training["timestamp"]
    assert all(one["timestamp"] == two["start_time"] for one, two in pairwise(laps))
    assert training["num_laps"] == len(laps) == len(found["set"])


def test_fit_has_fields_for_load_and_effort(tmp_path):
    session = dated(tmp_path)
    notes = TrainingNotes(12.5, 7.5)
    write_annotations(annotations_path(session), Annotations(session.name, (), notes))
    export(session, "fit", tmp_path / "a.fit")
    found = fit_messages(tmp_path / "a.fit")
    work = [one for one in found["set"] if one["set_type"] == "active"]
    assert [one["weight"] for one in work] == [12.5, 12.5]
    assert found["session"][0].get("workout_rpe", found["session"][0].get("unknown_193")) == 75
    export(session, "parquet", tmp_path / "a.parquet")
    metadata = ParquetFile(tmp_path / "a.parquet").schema_arrow.metadata
    assert (metadata[b"load_kg"], metadata[b"rpe"]) == (b"12.5", b"7.5")


def test_a_discarded_set_is_rest(tmp_path):
    export(dated(tmp_path, markers=[(60_000, "set discarded from 20000 ms")]), "fit", tmp_path / "a.fit")
    found = fit_messages(tmp_path / "a.fit")
    assert [one["intensity"] for one in found["lap"]] == ["rest", "active", "rest"]
    assert [one["repetitions"] for one in found["set"] if "repetitions" in one] == [8]


def test_without_a_date_the_file_of_the_session_has_one_and_it_says_so(tmp_path):
    recording = read_recording(SESSIONS / "quick_reps.csv")
    write_session(tmp_path / "q.csv", recording.header, recording)
    os.utime(tmp_path / "q.csv", (BEGAN.timestamp(), BEGAN.timestamp()))
    shown = export(tmp_path / "q.csv", "fit", tmp_path / "q.fit")
    assert "time from the date of the file, as the header has none" in shown.stdout
    assert fit_messages(tmp_path / "q.fit")["session"][0]["timestamp"] == BEGAN


@pytest.mark.parametrize("started", ["1970-01-01", "2150-01-01"])
def test_a_date_that_fit_cannot_say_is_refused(tmp_path, started):
    shown = export(dated(tmp_path, "clean_set", started), "fit", tmp_path / "a.fit")
    assert shown.exit_code == 2
    assert f"the year {started[:4]}, from its header, cannot be written" in shown.stderr.splitlines()[-1]
    assert not (tmp_path / "a.fit").exists()


def test_a_session_without_a_rep_is_an_activity_too(tmp_path):
    one = dated(tmp_path, "clean_set", rows=[(0, 0, 0, 4098, 0, 0, 0)])
    assert "0 reps in 0 sets" in export(one, "fit", tmp_path / "a.fit").stdout
    (rest,) = fit_messages(tmp_path / "a.fit")["set"]
    assert rest["set_type"] == "rest"


def test_samples_and_events_become_two_tables(tmp_path):
    session = dated(tmp_path)
    shown = export(session, "parquet", tmp_path / "a.parquet")
    assert shown.exit_code == 0, shown.output
    recording, events = read_recording(session), list(replay(session, Settings()))
    samples, told = read_table(tmp_path / "a.parquet"), read_table(tmp_path / "a.events.parquet")
    assert samples["t_ms"].to_pylist() == recording.table[:, 0].tolist()
    place, (_, ax, *_, gz) = 700, recording.table[700].tolist()
    row = samples.slice(place, 1).to_pylist()[0]
    assert row["accel_x_mps2"] == pytest.approx(ax * 244e-6 * 9.80665, rel=1e-6)
    assert row["gyro_z_dps"] == pytest.approx(gz * 0.0175, rel=1e-6)
    assert samples["reps"].to_pylist()[-1] == 16
    assert max(samples["inclination_deg"].to_pylist()) > 70
    flat = [{k: v for k, v in one.items() if k != "facts"} | one.get("facts", {}) for one in events[:-1]]
    written = [{k: v for k, v in row.items() if v is not None} for row in told.to_pylist()]
    assert written == flat
    assert samples.schema.metadata[b"started"] == b"2026-11-21T18:30+00:00"
    assert told.schema.metadata[b"setting mode"] == b"sensor_leg"


@pytest.mark.parametrize("taken", ["out", "out.events.parquet"])
def test_of_two_tables_none_is_written_if_one_is_named_like_a_folder(tmp_path, taken):
    session = dated(tmp_path)
    (tmp_path / taken).mkdir()
    shown = export(session, "parquet", tmp_path / "out")
    assert shown.exit_code == 2
    assert "cannot be written (Is a directory)" in shown.stderr.splitlines()[-1]
    assert {path.name for path in tmp_path.iterdir()} == {session.name, taken}


def test_samples_are_compressed_by_the_minute(tmp_path):
    """As they are read, they would be hundreds of tiny groups."""
    export(dated(tmp_path), "parquet", tmp_path / "a.parquet")
    assert ParquetFile(tmp_path / "a.parquet").num_row_groups <= 5


def test_a_session_without_events_has_an_empty_table_of_them(tmp_path):
    one = dated(tmp_path, "clean_set", rows=[(0, 0, 0, 4098, 0, 0, 0)])
    assert export(one, "parquet", tmp_path / "a.parquet").exit_code == 0
    assert read_table(tmp_path / "a.events.parquet").num_rows == 0


@pytest.mark.parametrize("to", ["fit", "parquet"])
def test_an_invalid_session_leaves_nothing_behind(tmp_path, to):
    session = dated(tmp_path)
    session.write_text(session.read_text() + "9999999,1,2\n")
    shown = export(session, to, tmp_path / f"a.{to}")
    assert shown.exit_code == 2
    assert "instead of the 7" in shown.stderr
    assert [path.name for path in tmp_path.iterdir()] == [session.name]
