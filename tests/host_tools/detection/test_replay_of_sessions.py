"""A replay yields the events that the board would report, in the format of docs/file-format.md."""

from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.session import SessionError, SessionHeader, SessionReader, write_session

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
HEADER = SessionHeader("LSM6DSOX", 244, 17500, 100, "right", "simulated")
STILL = (0, 4098, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def half_reps():
    return list(replay(SESSIONS / "half_reps_in_a_set.csv", Settings()))


def of_kind(events, kind):
    return [event for event in events if event["kind"] == kind]


def test_events_have_the_documented_fields(half_reps):
    fields = {event["kind"]: list(event) for event in half_reps}
    assert fields == {
        "rep": [
            "kind",
            "index",
            "sensor_leg",
            "start_ms",
            "bottom_ms",
            "rise_ms",
            "end_ms",
            "shown_ms",
            "depth_deg",
            "facts",
        ],
        "refused": ["kind", "reason", "sensor_leg", "start_ms", "end_ms", "depth_deg", "facts"],
        "set": ["kind", "index", "reps", "front", "back", "start_ms", "end_ms"],
        "summary": ["kind", "reps", "refused", "sets", "slips", "samples", "gaps", "start_ms", "end_ms"],
    }


def test_the_summary_comes_last_and_sums_up(half_reps):
    summary = half_reps[-1]
    assert (summary["reps"], summary["refused"], summary["sets"]) == tuple(
        len(of_kind(half_reps, kind)) for kind in ("rep", "refused", "set")
    )
    with SessionReader(SESSIONS / "half_reps_in_a_set.csv") as session:
        rows = list(session)
    assert (summary["samples"], summary["gaps"]) == (len(rows), 0)
    assert (summary["start_ms"], summary["end_ms"]) == (rows[0][0], rows[-1][0])


def test_reps_are_numbered_and_their_times_are_in_order(half_reps):
    reps = of_kind(half_reps, "rep")
    assert [rep["index"] for rep in reps] == list(range(1, len(reps) + 1))
    for rep in reps:
        times = [rep[key] for key in ("start_ms", "bottom_ms", "rise_ms", "end_ms")]
        assert times == sorted(times)
        assert rep["sensor_leg"] == "front"
        assert 60 < rep["depth_deg"] < 120  # degrees, not their hundredths
        assert rep["depth_deg"] == round(rep["depth_deg"], 1)


def test_half_reps_are_refused_as_shallow(half_reps):
    assert {event["reason"] for event in of_kind(half_reps, "refused")} == {"shallow"}


def test_settings_change_what_counts():
    deep = Settings({"depth_min_deg": 100})
    events = list(replay(SESSIONS / "half_reps_in_a_set.csv", deep))
    assert events[-1]["reps"] == 0
    assert events[-1]["refused"] >= 10


def test_events_are_yielded_while_the_file_is_still_being_read(tmp_path):
    """A broken line late in the file does not discard the events before it."""
    path = tmp_path / "broken.csv"
    path.write_text((SESSIONS / "clean_set.csv").read_text() + "oh\n")
    events = replay(path, Settings())
    assert [next(events)["index"] for _ in range(9)] == list(range(1, 10))
    with pytest.raises(SessionError, match="columns: 1 instead of the 7"):
        list(events)


def test_events_in_the_last_rows_before_a_faulty_line_are_yielded(tmp_path):
    """The rows are counted in chunks; the chunk that the fault cuts short is counted too."""
    lines = (SESSIONS / "clean_set.csv").read_text().splitlines(keepends=True)
    first = next(event for event in replay(SESSIONS / "clean_set.csv", Settings()) if event["kind"] == "rep")
    shown = next(at for at, line in enumerate(lines) if line.startswith(f"{first['shown_ms']},"))
    path = tmp_path / "torn.csv"
    path.write_text("".join(lines[: shown + 1]) + "oh\n")
    events = replay(path, Settings())
    assert next(events) == first
    with pytest.raises(SessionError, match="columns: 1 instead of the 7"):
        next(events)


def test_an_open_session_and_a_file_name_give_the_same():
    with SessionReader(SESSIONS / "clean_set.csv") as session:
        assert list(replay(session, Settings())) == list(replay(SESSIONS / "clean_set.csv", Settings()))


def test_a_gap_is_a_step_of_more_than_three_periods(tmp_path):
    path = tmp_path / "gaps.csv"
    times = [0, 10, 40, 50, 81, 90, 1000]  # 100 a second: 30 ms is late, 31 and 910 ms are gaps
    write_session(path, HEADER, [(t_ms, *STILL) for t_ms in times])
    summary = list(replay(path, Settings()))[-1]
    assert (summary["samples"], summary["gaps"]) == (7, 2)


class OneByOne:
    """A session of another class that yields its rows one at a time."""

    header = HEADER

    def __init__(self, times):
        self._times = times

    def __iter__(self):
        return ((t_ms, *STILL) for t_ms in self._times)


@pytest.mark.parametrize("at", [1, 4095, 4096, 4097, 8192])
def test_a_gap_is_seen_wherever_the_reading_pauses(at):
    times = [10 * n + (500 if n >= at else 0) for n in range(9000)]
    summary = list(replay(OneByOne(times), Settings()))[-1]
    assert (summary["samples"], summary["gaps"]) == (9000, 1)
    assert (summary["start_ms"], summary["end_ms"]) == (times[0], times[-1])
