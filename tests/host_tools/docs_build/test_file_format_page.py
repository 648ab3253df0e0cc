"""docs/file-format.md is correct: its examples can be read, its keys and fields are those of the code."""

import json
import re
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.board import log_blocks, log_reader
from heeldrive_lab.commands.imports import AccelUnit, GyroUnit, TimeUnit
from heeldrive_lab.detection import event_fields
from heeldrive_lab.detection.rep_metrics import metrics_of_session
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.annotations import COLUMNS, read_annotations
from heeldrive_lab.sessions.format import REQUIRED_KEYS
from heeldrive_lab.sessions.recording import stored_session
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.sessions.units import ACCEL_UNITS, GYRO_UNITS, TIME_UNITS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "file-format.md").read_text("utf-8")


def block(kind):
    (text,) = re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return text


def test_the_session_on_the_page_is_a_session(tmp_path):
    (tmp_path / "NAME.csv").write_text(block("session"))
    with SessionReader(tmp_path / "NAME.csv") as session:
        assert len(list(session)) == 3
    assert session.markers == [(14, "wrong rep")]
    assert session.header.extra == {"seed": "7"}


def test_the_annotations_on_the_page_are_valid(tmp_path):
    (tmp_path / "NAME.truth.csv").write_text(block("truth"))
    truth = read_annotations(tmp_path / "NAME.truth.csv")
    assert [row.kind for row in truth.rows] == ["rep", "set", "other"]


def test_the_events_on_the_page_have_the_fields_of_a_replay():
    shown = {event["kind"]: event for event in map(json.loads, block("json").splitlines())}
    events = {
        event["kind"]: event
        for event in replay(ROOT / "recorded_sessions" / "half_reps_in_a_set.csv", Settings())
    }
    assert {kind: list(event) for kind, event in shown.items()} == {
        kind: list(event) for kind, event in events.items()
    }


def test_the_page_states_the_sizes_of_the_boards_log():
    for fact in (
        f"Blocks** are {log_blocks.BLOCK_BYTES} bytes",
        f"an event: its {event_fields.FIRST_FIELDS} [fields]",
        f"Slots** are {log_blocks.SLOT_BLOCKS} blocks",
        f"Blocks 0 to {log_blocks.HOME_BLOCKS - 1} of a slot",
        f"`{log_reader.FILE_NAME}`",
    ):
        assert fact in PAGE


@pytest.mark.parametrize("name", [*REQUIRED_KEYS, *COLUMNS])
def test_every_key_and_column_is_explained(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize(
    ("choices", "units"), [(AccelUnit, ACCEL_UNITS), (GyroUnit, GYRO_UNITS), (TimeUnit, TIME_UNITS)]
)
def test_the_units_of_the_command_line_are_known_and_explained(choices, units):
    assert list(choices) == list(units)
    page = (ROOT / "docs" / "import-it.md").read_text("utf-8")
    assert all(f"`{unit}`" in page for unit in units)


def test_the_fields_of_a_gate_and_of_the_metrics_are_on_the_page():
    session = stored_session(ROOT / "recorded_sessions" / "clean_set.csv")
    facts = metrics_of_session(session, Settings())[3].as_dict()
    promised = {"times", "measured", "drift", "smooth_down", "smooth_up", "gates"}
    assert promised <= set(facts)
    fields = {field for gate in facts["gates"] for field in gate}
    assert {"at_least", "at_most"} <= fields
    for field in promised | fields:
        assert f"`{field}`" in PAGE
