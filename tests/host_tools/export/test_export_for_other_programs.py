"""Exports for Foxglove and Edge Impulse, read back with the library and by the rules of the uploader."""

import csv
import json
import math
import shutil
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.export.counted import at_ms
from heeldrive_lab.export.labelled import label_segments
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.session import SessionReader, write_session
from hypothesis import given, settings
from hypothesis import strategies as some
from mcap.reader import make_reader
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A short set with a date, a press of the button and annotations."""
    folder = tmp_path_factory.mktemp("export")
    session = folder / "held.csv"
    with SessionReader(SESSIONS / "held_at_the_bottom.csv") as reader:
        rows = list(reader)
        header = reader.header
        header.extra["started"] = "2026-11-21T18:30"
        write_session(session, header, rows, [(20_000, "wrong rep")])
    text = (SESSIONS / "held_at_the_bottom.truth.csv").read_text()
    (folder / "held.truth.csv").write_text(text.replace("held_at_the_bottom.csv", "held.csv"))
    return session


def export(session, to, target, *words):
    return CliRunner().invoke(app, ["export", str(session), "--to", to, "-o", str(target), *words])


@pytest.fixture(scope="module")
def mcap(session):
    target = session.with_name("held.mcap")
    result = export(session, "mcap", target)
    assert result.exit_code == 0, result.output
    with target.open("rb") as stream:
        reader = make_reader(stream)
        messages = {}
        for schema, channel, message in reader.iter_messages():
            messages.setdefault(channel.topic, []).append(
                (schema, message.log_time, json.loads(message.data))
            )
        metadata = {one.name: one.metadata for one in reader.iter_metadata()}
    return messages, metadata


BEGAN_NS = int(datetime(2026, 11, 21, 18, 30, tzinfo=UTC).timestamp()) * 1_000_000_000


def test_samples_are_in_physical_units_at_their_times(session, mcap):
    recording = read_recording(session)
    imu = mcap[0]["/imu"]
    assert len(imu) == len(recording.table)
    for place in (0, 700, -1):
        t_ms, ax, *_, gz = (int(count) for count in recording.table[place])
        _, log_time, message = imu[place]
        assert log_time == BEGAN_NS + t_ms * 1_000_000
        assert message["timestamp"]["sec"] * 10**9 + message["timestamp"]["nsec"] == log_time
        assert message["linear_acceleration"]["x"] == pytest.approx(ax * 244e-6 * 9.80665, abs=1e-4)
        assert message["angular_velocity"]["z"] == pytest.approx(math.radians(gz * 0.0175), abs=1e-4)


def test_events_are_those_of_the_replay_and_appear_in_the_log_panel(session, mcap):
    messages, metadata = mcap
    events = [event for event in replay(session, Settings()) if event["kind"] != "summary"]
    written = [
        {key: value for key, value in one.items() if key != "timestamp"} for _, _, one in messages["/events"]
    ]
    assert sorted(written, key=str) == sorted(events, key=str)
    log = [one["message"] for _, _, one in messages["/log"]]
    assert "wrong rep" in log
    assert any(line.startswith("rep 6, ") for line in log)
    assert messages["/log"][0][0].name == "foxglove.Log"
    assert len(messages["/truth"]) == len((session.with_name("held.truth.csv")).read_text().splitlines()) - 3
    assert metadata["session"]["started"] == "2026-11-21T18:30"


def test_the_count_and_the_inclination_can_be_plotted(mcap):
    thigh = [one for _, _, one in mcap[0]["/thigh"]]
    assert thigh[-1]["reps"] == 6
    assert max(one["inclination_deg"] for one in thigh) > 70


def test_every_schema_names_the_fields_of_its_messages(mcap):
    for messages in mcap[0].values():
        schema, _, message = messages[0]
        assert schema.encoding == "jsonschema"
        assert set(json.loads(schema.data)["properties"]) <= set(message)


def test_it_says_how_many_messages_are_on_each_channel_and_names_none_that_is_empty(mcap, session, tmp_path):
    said = export(session, "mcap", tmp_path / "again.mcap").stdout
    for topic, messages in mcap[0].items():
        assert f"{len(messages)} on {topic}" in said
    (tmp_path / "still.csv").write_text("".join(session.read_text().splitlines(keepends=True)[:200]))
    said = export(tmp_path / "still.csv", "mcap", tmp_path / "still.mcap").stdout
    assert "/imu" in said
    assert "/events" not in said


def test_without_a_date_time_counts_from_zero(tmp_path):
    assert "from 0" in export(SESSIONS / "quick_reps.csv", "mcap", tmp_path / "q.mcap").stdout
    with (tmp_path / "q.mcap").open("rb") as stream:
        assert make_reader(stream).get_summary().statistics.message_start_time < 60 * 10**9


def test_a_cycle_without_an_end_stands_at_its_start():
    """Where the sensor lies as it never lay on the thigh, cycles may be refused that never end."""
    assert at_ms({"kind": "refused", "start_ms": 5000, "end_ms": 0}) == 5000
    assert at_ms({"kind": "refused", "start_ms": 5000, "end_ms": 7000}) == 7000
    assert at_ms({"kind": "rep", "start_ms": 5000, "end_ms": 7000, "shown_ms": 7100}) == 7100


def test_edge_impulse_gets_evenly_spaced_samples_and_labels_without_gaps(session, tmp_path):
    target = tmp_path / "held.csv"
    assert export(session, "edge-impulse", target).exit_code == 0
    rows = list(csv.reader(target.read_text().splitlines()))
    assert rows[0] == ["timestamp", "accX", "accY", "accZ", "gyrX", "gyrY", "gyrZ"]
    times = [float(row[0]) for row in rows[1:]]
    steps = {round(after - before, 2) for before, after in pairwise(times)}
    assert times[0] == 0
    assert max(steps) - min(steps) <= 0.011
    still = [math.dist((0, 0, 0), [float(cell) for cell in row[1:4]]) for row in rows[1:20]]
    assert sum(still) / len(still) == pytest.approx(9.8, abs=0.6)
    labels = json.loads((tmp_path / "info.labels").read_text())["files"][0]["label"]["labels"]
    assert labels[0]["startIndex"] == 0
    assert labels[-1]["endIndex"] == len(rows) - 2
    assert all(one["endIndex"] + 1 == two["startIndex"] for one, two in pairwise(labels))
    assert sum(one["label"] == "backward_lunge" for one in labels) == 6


def test_a_second_file_is_added_to_the_labels_and_the_first_stays(session, tmp_path):
    for name in ("a.csv", "b.csv", "a.csv"):
        assert export(session, "edge-impulse", tmp_path / name).exit_code == 0
    files = json.loads((tmp_path / "info.labels").read_text())["files"]
    assert sorted(file["path"] for file in files) == ["a.csv", "b.csv"]


def test_a_foreign_labels_file_is_not_overwritten(session, tmp_path):
    (tmp_path / "info.labels").write_text("my own notes")
    result = export(session, "edge-impulse", tmp_path / "a.csv")
    assert result.exit_code == 2
    assert "move it away" in result.stderr
    assert (tmp_path / "info.labels").read_text() == "my own notes"


def test_the_label_can_be_a_column(session, tmp_path):
    assert export(session, "edge-impulse", tmp_path / "w.csv", "--label-column").exit_code == 0
    rows = list(csv.DictReader((tmp_path / "w.csv").read_text().splitlines()))
    assert {row["label"] for row in rows} == {"idle", "backward_lunge"}
    assert not (tmp_path / "info.labels").exists()


def test_without_annotations_the_detectors_reps_are_the_labels_and_it_says_so(tmp_path):
    session = Path(shutil.copy(SESSIONS / "quick_reps.csv", tmp_path / "q.csv"))
    result = export(session, "edge-impulse", tmp_path / "out.csv")
    assert "the detector's reps, since the session has no annotations" in result.stdout


def test_a_session_is_not_overwritten_and_foreign_annotations_are_rejected(tmp_path):
    session = Path(shutil.copy(SESSIONS / "quick_reps.csv", tmp_path / "q.csv"))
    before = session.read_bytes()
    assert export(session, "edge-impulse", session).exit_code == 2
    assert session.read_bytes() == before
    shutil.copy(SESSIONS / "clean_set.truth.csv", tmp_path / "q.truth.csv")
    result = export(session, "mcap", tmp_path / "q.mcap")
    assert result.exit_code == 2
    assert "belongs to clean_set.csv" in result.stderr
    assert not (tmp_path / "q.mcap").exists()


SPAN = some.tuples(some.integers(-50, 250), some.integers(-50, 250), some.sampled_from("abc"))


@settings(deadline=None, derandomize=True)
@given(some.lists(SPAN), some.integers(1, 200))
def test_segments_cover_every_moment_once(spans, last_ms):
    cut = list(label_segments(spans, 0, last_ms))
    assert cut[0][0] == 0
    assert cut[-1][1] == last_ms
    assert all(one[1] == two[0] and one[2] != two[2] for one, two in pairwise(cut))
    for start, end, label in cut:
        middle = (start + end) / 2
        over = {name for left, right, name in spans if left <= middle < right}
        assert label in over or (label == "idle" and not over)
