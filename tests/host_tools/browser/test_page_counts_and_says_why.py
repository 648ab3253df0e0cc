"""The page counts as the laptop does, and says why in the workbench's words."""

import gzip
import re

import pytest
from heeldrive import Settings
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.evaluation.sources import SessionFile
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.workbench.reasons import reason_of, reasons_of

RECORDED = sorted(
    path.relative_to(RECORDED_SESSIONS).as_posix()
    for path in RECORDED_SESSIONS.rglob("*.csv*")
    if ".truth." not in path.name
)
CHOSEN = {
    "as shipped": {},
    "both legs": {"mode": "both_legs"},
    "strict": {
        "depth_min_deg": 80,
        "rate_max_dps": 150,
        "top_max_deg": 30,
        "ready_max_ms": 1000,
        "hold_max_ms": 500,
    },
    "strict with both legs": {
        "mode": "both_legs",
        "fall_min_mm": 400,
        "fall_share_percent": 100,
        "rep_min_ms": 3000,
    },
}


@pytest.mark.parametrize("chosen", CHOSEN)
@pytest.mark.parametrize("name", RECORDED)
def test_reasons_are_the_workbenchs(in_page, name, chosen):
    path = RECORDED_SESSIONS / name
    settings = Settings(CHOSEN[chosen])
    run = trace(SessionFile(path).load(), settings)
    reasons = reasons_of(run.cycles, settings)
    doubtful = {(cycle.end_ms, cycle.leg) for cycle in run.cycles if cycle.outcome == "rep" and cycle.doubt}
    packed = path.read_bytes()
    plain = gzip.decompress(packed) if path.suffix == ".gz" else packed
    opened = in_page("session_file", "readSession", path.name, plain)
    found = in_page("counting", "count", opened, vars(settings))["events"]
    assert [(one["kind"], one["end_ms"]) for one in found] == [
        (one["kind"], one["end_ms"]) for one in run.events
    ]
    for event, shown in zip(run.events, found, strict=True):
        if event["kind"] not in ("rep", "refused"):
            continue
        expected = reason_of(event, reasons)
        if (event["end_ms"], event["sensor_leg"]) in doubtful:
            # The workbench also knows whether the cycle had to wait for its neighbours.
            expected = expected._replace(words=re.sub(r"It counts .*", "", expected.words))
            shown["why"]["words"] = re.sub(r"It counts .*", "", shown["why"]["words"])
        why = shown["why"]
        assert (why["words"], why.get("setting", ""), why.get("move", "")) == expected


@pytest.mark.parametrize("shift_ms", [-1, 0, 1])
def test_a_lesson_begins_at_the_sample_at_which_the_laptop_begins_it(in_page, tmp_path, shift_ms):
    session = RECORDED_SESSIONS / "clean_set.csv"
    lines = session.read_text().splitlines(keepends=True)
    # At the sample that reports a rep, the lesson begins with that rep or with the next.
    t_ms = [event for event in replay(session, Settings()) if event["kind"] == "rep"][1]["shown_ms"]
    at = next(number for number, line in enumerate(lines) if line.startswith(f"{t_ms},"))
    lines.insert(at, f"marker,{t_ms + shift_ms},teach 5\n")
    path = tmp_path / "lesson.csv"
    path.write_text("".join(lines))
    expected = [event for event in replay(path, Settings()) if event["kind"] != "summary"]
    opened = in_page("session_file", "readSession", path.name, path.read_bytes())
    found = in_page("counting", "count", opened, vars(Settings()))["events"]
    assert "taught" in [event["kind"] for event in found]
    assert [[one["kind"], one["end_ms"]] for one in found] == [
        [one["kind"], one["end_ms"]] for one in expected
    ]
