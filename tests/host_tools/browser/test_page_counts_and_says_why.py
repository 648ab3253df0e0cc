"""The page counts as the laptop does, and says why in the workbench's words."""

import gzip
import re

import pytest
from heeldrive import Settings
from heeldrive.window import Gate
from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.explain.words import DECIMALS, why
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.evaluation.sources import SessionFile
from heeldrive_lab.sessions.recording import Recording
from heeldrive_lab.sessions.session import SessionReader, write_session
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.workbench.reasons import reason_of, reasons_of
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize("mode", ["sensor_leg", "both_legs"])
@pytest.mark.parametrize("at", [0, 1200])
def test_a_lesson_of_the_wearer_is_given_at_the_same_sample(in_page, tmp_path, mode, at):
    """A lesson that begins one sample earlier, in the middle of a rep, may learn from another rep."""
    path = tmp_path / "taught.csv"
    with SessionReader(RECORDED_SESSIONS / "clean_set.csv") as session:
        rows = list(session)
        write_session(path, session.header, rows, [(rows[at][0], "teach 5")])
    settings = Settings({"mode": mode})
    expected = list(replay(path, settings))[:-1]
    assert "taught" in [event["kind"] for event in expected]
    opened = in_page("session_file", "readSession", path.name, path.read_bytes())
    found = in_page("counting", "count", opened, vars(settings))["events"]
    assert [(one["kind"], one["end_ms"]) for one in found] == [
        (one["kind"], one["end_ms"]) for one in expected
    ]


@pytest.mark.parametrize("before", [True, False])
def test_a_lesson_begins_with_the_first_sample_after_its_marker(in_page, before):
    """The marker's own sample is not in the lesson: a lesson of 0 reps there cancels nothing yet."""
    session = SessionFile(RECORDED_SESSIONS / "clean_set.csv").load()
    settings = Settings()
    taught = next(
        event
        for event in replay(with_markers(session, [(0, "teach 3")]), settings)
        if event["kind"] == "taught"
    )
    cancel_ms = taught["shown_ms"] if "shown_ms" in taught else taught["end_ms"]
    at_ms = int(session.table[session.table[:, 0] < cancel_ms][-1, 0]) if before else cancel_ms
    markers = [(0, "teach 3"), (at_ms, "teach 0")]
    expected = [event["kind"] for event in replay(with_markers(session, markers), settings)][:-1]
    header = {key: getattr(session.header, key) for key in ("accel_ug_per_count", "gyro_udps_per_count")}
    opened = {"header": header, "rows": session.table.ravel().tolist(), "markers": markers}
    found = in_page("counting", "count", opened, vars(settings))["events"]
    assert [event["kind"] for event in found] == expected
    assert ("taught" in expected) is not before


def with_markers(session, markers):
    return Recording(session.header, session.table, RECORDED_SESSIONS / "clean_set.csv", tuple(markers))


@given(
    st.sampled_from([unit for unit in DECIMALS if unit != "mm/s"] + ["ms"]),
    st.floats(-400, 400).map(lambda value: round(value, 2)),
    st.sampled_from([0, 0.01, 0.02, 0.04, 0.05, 0.06, 0.25, 0.4, 0.5, 1, 7.75, -0.01, -0.04, -0.5, -3]),
    st.booleans(),
)
@hypothesis_settings(max_examples=200, deadline=None)
def test_any_gate_is_told_in_the_same_words(in_page, unit, limit, more, at_least):
    value = round(limit + more, 2)
    passed = value >= limit if at_least else value <= limit
    gate = Gate("any", "what is measured", "shallow", "", unit, at_least, value, limit, passed)
    cycle = Cycle("front", 0, 0, 0, 0, 0, 0, (gate,), "refused", "shallow")
    shown = {
        "words": gate.words,
        "setting": "",
        "unit": unit,
        "value": value,
        "limit": limit,
        "passed": passed,
    }
    told = {"gates": [{**shown, "atLeast": at_least, "reason": "shallow"}], "doubt": "", "waitsFor": ""}
    found = in_page("reasons", "reasonOf", {"kind": "refused", "reason": "shallow"}, told, {})
    assert found["words"] == why(cycle)
