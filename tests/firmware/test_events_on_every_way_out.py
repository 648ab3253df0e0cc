"""An event reaches console, link, log and JSON with all its fields, in the format of version 0.1.0."""

import gzip
import json
from pathlib import Path

import pytest
from docs_build import event_page
from heeldrive import EVENT_NONE, EVENT_REFUSED, EVENT_REP, EVENT_SET, RepCounter
from heeldrive.events import KINDS, KNEES, TABLE, Event
from heeldrive_lab.board.console_protocol import parse_event
from heeldrive_lab.board.link.lines import parse_message, verified_text, with_checksum
from heeldrive_lab.board.log_blocks import Block
from heeldrive_lab.board.log_reader import read_logs, settings_of
from heeldrive_lab.board.log_records import LoggedEvent, records_of
from heeldrive_lab.board.pull import pull
from heeldrive_lab.detection.event_fields import FIELDS, FIRST_FIELDS, KIND_NUMBERS, MEANINGS, as_event
from heeldrive_lab.export import schemas

from link.history import KEPT, EventHistory
from link.line import Line
from log.records import event_record
from wearable.console_format import event_line

ROOT = Path(__file__).parents[2]
OLD = ROOT / "tests" / "written_by_0_1_0"
PAGE = ROOT / "docs" / "file-format.md"


@pytest.fixture(scope="module")
def log():
    (log,) = read_logs(gzip.decompress((OLD / "heeldrive.log.gz").read_bytes()))
    return log


def each_event(log):
    """The events that the board of version 0.1.0 logged, and the set that was under way at each."""
    set_index = 1
    for event in log.events:
        yield event, set_index
        set_index += event.kind == EVENT_SET


def lines(name):
    return (OLD / name).read_text("utf-8").splitlines()


def as_then(record):
    """Return a record without the fields that version 0.1.0 did not have; they are 0 in its own events."""
    more = len(FIELDS) - FIRST_FIELDS
    assert record[0] == 0x40 + more
    assert not any(record[-more:])
    return b"\x01" + bytes(record[1:-more])


def read_back(record):
    """Return the event in a log's record, as the laptop reads it."""
    ((reported,), _) = records_of(Block((1, 0), 0, False, (0,) * 7, bytes(record)))
    return reported


# As version 0.1.0


def test_the_console_has_the_very_lines(log):
    assert [event_line(*event) for event in each_event(log)] == lines("console.txt")


def test_a_reader_that_comes_later_gets_the_very_lines_over_the_link(log):
    history = EventHistory()
    for event, set_index in each_event(log):
        history.event(event, set_index)
    reported = [history.line(number) for number in range(1, history.newest + 1)]
    assert reported == [f"#{number} {line}" for number, line in enumerate(lines("console.txt"), 1)]


class Port:
    """A port that accepts everything at once."""

    def __init__(self):
        self.written = b""

    def write(self, data):
        self.written += bytes(data)
        return len(data)


def event_in(line):
    """The event that a line of the board tells of, its numbers as the detector has them, and its set."""
    event = Event()
    event.kind = KINDS.index(line.word)
    names = {field.line_key(event.kind): field for field in FIELDS if event.kind in field.reported_by}
    for key, cell in line.cells.items():
        if key in names:
            words = names[key].words
            setattr(event, names[key].name, words.index(cell) if words else int(cell))
    return event, line.integer("set")


def test_the_link_has_the_very_bytes():
    history, line, port = EventHistory(), Line(), Port()
    old = (OLD / "link.txt").read_bytes()
    begins = int(old[1 : old.index(b" ")])
    for _ in range(begins - 1):
        history.text("")
    for text in old.splitlines():
        history.event(*event_in(parse_message(verified_text(text))))
        line.text(history.line(history.newest))
        line.end()
        assert line.send(port)
    assert port.written == old


def test_the_log_has_the_very_bytes_of_reps_and_refused_cycles(log):
    raw = gzip.decompress((OLD / "heeldrive.log.gz").read_bytes())
    records = [as_then(event_record(event)) for event, _ in each_event(log) if event.kind <= EVENT_REFUSED]
    assert len(records) == 11
    assert all(record in raw for record in records)


def test_of_sets_and_slips_only_what_the_cycle_before_had_left_in_them_is_gone(log):
    raw = gzip.decompress((OLD / "heeldrive.log.gz").read_bytes())
    records = [as_then(event_record(event)) for event, _ in each_event(log) if event.kind > EVENT_REFUSED]
    assert any(record not in raw for record in records)
    assert [read_back(record) for record in records] == [
        reported for reported in log.events if reported.kind > EVENT_REFUSED
    ]


def test_an_old_log_gives_the_events_it_gave_and_another_detector_is_said(tmp_path):
    (tmp_path / "heeldrive.log").write_bytes(gzip.decompress((OLD / "heeldrive.log.gz").read_bytes()))
    (pulled,) = pull(tmp_path, tmp_path / "sessions")
    assert pulled.sentence.endswith(
        "of the board's 15 events are the same; the replay has 15 (firmware 0.1.0)"
    )
    reported = pulled.session.with_suffix(".events.jsonl")
    old = (OLD / "events.jsonl").read_text("utf-8")
    assert reported.read_text("utf-8").replace(', "confidence_percent": 0}', "}") == old


def test_today_s_detector_counts_and_refuses_the_cycles_of_an_old_log(log):
    """What it measures of a cycle is today's; which cycles there are, and but for rounding when, is not."""
    counter = RepCounter(settings_of(log), 244, 17500)
    today = [
        moments_of(counter.event)
        for row in log.rows
        if counter.step(*row) != EVENT_NONE and counter.event.kind <= EVENT_REFUSED
    ]
    logged = [moments_of(event) for event in log.events if event.kind <= EVENT_REFUSED]
    assert [what for what, _ in today] == [what for what, _ in logged]
    assert sum((when for _, when in today), ()) == pytest.approx(sum((when for _, when in logged), ()), abs=3)


def moments_of(event):
    times_ms = (event.start_ms, event.bottom_ms, event.rise_ms, event.end_ms, event.shown_ms)
    return (event.kind, event.index, event.sensor_leg, event.reason), times_ms


def test_old_lines_are_read_as_they_were():
    read = [json.dumps(parse_event(line)) for line in lines("console.txt")]
    assert read == lines("live.jsonl")


def test_the_schema_of_exported_events_is_the_very_one():
    stamp = {"type": "integer"}
    time = {"type": "object", "title": "time", "properties": {"sec": stamp, "nsec": stamp}}
    schema = {
        "type": "object",
        "title": "heeldrive.Event",
        "properties": {"timestamp": time, "kind": {"type": "string"}},
    }
    assert json.dumps(schemas.EVENT) == json.dumps(schema)


# Every field


@pytest.fixture(params=KIND_NUMBERS, ids=KINDS[1:])
def full(request):
    """Return an event of each kind whose fields all differ."""
    event = Event()
    for number, field in enumerate(FIELDS, 100):
        if request.param in field.carried_by:
            setattr(event, field.name, len(field.words) - 1 if field.words else -number)
    event.kind = request.param
    return event


def test_the_log_carries_each_field_of_the_kind(full):
    reported = read_back(event_record(full))
    assert reported == LoggedEvent(list(vars(full).values()))
    assert all((getattr(reported, field.name) != 0) == (full.kind in field.carried_by) for field in FIELDS)


def test_console_and_link_carry_each_field_of_the_line(full):
    line = event_line(full, 7)
    cells = parse_message(line).cells
    expected = {
        field.line_key(full.kind): field.words[-1] if field.words else str(getattr(full, field.name))
        for field in FIELDS
        if full.kind in field.reported_by
    }
    assert cells == expected | ({"set": "7"} if full.kind == EVENT_REP else {})
    history = EventHistory()
    for _ in range(KEPT + 3):
        history.event(full, 7)
    assert history.line(history.newest) == f"#{KEPT + 3} {line}"
    assert verified_text(with_checksum(line.encode())) == line


def test_json_carries_each_field_and_a_reader_of_the_lines_gets_the_same(full):
    reported = as_event(full)
    for field in FIELDS:
        if field.name == "kind" or full.kind not in field.carried_by:
            continue
        number = getattr(full, field.name)
        value = field.words[number] if field.words else number
        if field.name.endswith("_cdeg"):
            value = round(number / 100, 1)
        if field.is_metric and not field.in_json(full.kind):
            assert reported["facts"][field.json_key(full.kind)] == value
        elif field.in_json(full.kind):
            assert reported[field.json_key(full.kind)] == value
    reported.pop("facts", None)
    assert reported.items() <= parse_event(event_line(full, 7)).items()


def test_each_field_is_explained_on_the_page():
    assert list(MEANINGS) == list(TABLE[::2])
    page = PAGE.read_text("utf-8")
    table = page.partition(event_page.BEGIN)[2].partition(event_page.END)[0].strip()
    assert table.splitlines() == list(event_page.lines())  # else: make pages
    assert all(f"| `{field.name}` |" in table for field in FIELDS)


def test_a_log_of_a_newer_board_is_read_without_the_fields_nobody_here_knows():
    event = Event()
    event.kind = EVENT_REP
    event.knee = KNEES.index("forward")
    record = event_record(event)
    record[0] += 2
    assert read_back(bytes(record) + b"\x91\x02\x03") == LoggedEvent(list(vars(event).values()))
