"""A new field of an event needs one row and the statement that measures it; every output then has it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OLD_LOG = ROOT / "tests" / "written_by_0_1_0" / "heeldrive.log.gz"

MEASURED_ROW = '    "lift_mm", _IN_CYCLE,\n'
TOLD_ROW = '    "pause_cdeg", 16 << 11 | _REP,\n'
TELL = """
import gzip, json, sys
from heeldrive import EVENT_NONE, RepCounter
from heeldrive_lab.board.console_protocol import parse_event
from heeldrive_lab.board.log_blocks import Block
from heeldrive.events import TABLE
from heeldrive_lab.board.log_records import LoggedEvent, records_of
from heeldrive_lab.board.log_reader import check_replay, read_logs, settings_of
from heeldrive_lab.detection.compiled.counting import Counting
from heeldrive_lab.detection.event_fields import as_event
from wearable.console_format import event_line
from link.history import EventHistory
from log.records import event_record

def by_an_older_board(log):
    # Today's events, as a board without the two fields would have logged them.
    counter = RepCounter(settings_of(log), 244, 17500)
    names = TABLE[: 2 * log.events[0].fields : 2]
    for row in log.rows:
        if counter.step(*row) != EVENT_NONE:
            yield LoggedEvent([getattr(counter.event, name) for name in names])

(log,) = read_logs(gzip.decompress(open(sys.argv[1], "rb").read()))
counter = RepCounter(settings_of(log), 244, 17500)
history = EventHistory()
counted = next(Counting(settings_of(log), 244, 17500).feed(log.rows).events())
for row in log.rows:
    if counter.step(*row) != EVENT_NONE:
        event = counter.event
        history.event(event, 1)
        ((reported,), _) = records_of(Block((1, 0), 0, False, (0,) * 7, bytes(event_record(event))))
        line = event_line(event, 1)
        print(json.dumps([line, history.line(1), parse_event(line), as_event(event), as_event(reported)]))
        old = as_event(log.events[0])
        log.events[:] = by_an_older_board(log)
        print(json.dumps([vars(counted) == vars(event), old, check_replay(log)]))
        print(json.dumps(parse_event(line.replace(" pause_cdeg=1250", ""))))
        break
"""


def test_a_new_field_takes_a_row_and_the_line_that_measures_it(tmp_path):
    for room in ("signal", "firmware", "host_tools"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    table = tmp_path / "signal" / "heeldrive" / "events.py"
    text = table.read_text("utf-8")
    end = ")\n# fmt: on\n"
    assert text.count(end) == 1
    table.write_text(text.replace(end, MEASURED_ROW + TOLD_ROW + end), "utf-8")
    counter = tmp_path / "signal" / "heeldrive" / "counter.py"
    text = counter.read_text("utf-8")
    line = "        event.depth_cdeg = (phases.depth * 100) >> 7\n"
    assert text.count(line) == 1
    counter.write_text(
        text.replace(line, f"{line}        event.lift_mm = -21\n        event.pause_cdeg = 1250\n"), "utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", TELL, str(OLD_LOG)],
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join(
                str(tmp_path / room) for room in ("signal", "host_tools", "firmware")
            )
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (line, happening, live, event, reported), (compiled, old, replay), older_live = map(
        json.loads, done.stdout.splitlines()
    )
    assert line.endswith(" depth_cdeg=8746 pause_cdeg=1250")
    assert happening == f"#1 {line}"
    assert live["pause_deg"] == event["pause_deg"] == reported["pause_deg"] == 12.5
    assert event["facts"]["lift_mm"] == reported["facts"]["lift_mm"] == -21
    assert compiled
    assert (old["pause_deg"], old["facts"]["lift_mm"]) == (0.0, 0)
    assert replay == "replay gives the board's own 15 events"
    assert older_live == {key: value for key, value in live.items() if key != "pause_deg"}
