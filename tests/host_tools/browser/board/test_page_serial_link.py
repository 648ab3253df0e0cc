"""The page over Web Serial: what the laptop gets from a board, whatever happens to the cable."""

from base64 import b64decode

import pytest
from heeldrive_lab.board.link.fetch import Fetcher
from heeldrive_lab.board.log_reader import read_logs
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from plugged_board import plugged_board
from waiting import DEADLINE_S
from worn_board import drive_of, worn_flash


@pytest.fixture(scope="module")
def motion():
    """Sixteen seconds of a set: three reps."""
    with SessionReader(RECORDED_SESSIONS / "clean_set.csv") as session:
        return [row for row in session if row[0] < 16_000]


@pytest.fixture(scope="module")
def worn(motion):
    """The flash of a board that was worn twice on battery."""
    return worn_flash(motion, 16_000, 9000)


@pytest.fixture
def plugged(worn, motion, board_of, tmp_path, monkeypatch):
    """Plugs in that board for the duration of a with block."""
    monkeypatch.setattr("heeldrive_lab.board.link.client.TIMEOUT_S", DEADLINE_S)
    drive = drive_of(worn)
    return lambda **options: plugged_board(board_of, tmp_path / "port", motion, drive=drive, **options)


def logs_of(answer):
    return [(log_id, nonce, b64decode(data), lost) for log_id, nonce, data, lost in answer["fetched"]]


@pytest.fixture
def from_the_laptop():
    def fetch(port):
        fetcher = Fetcher(port)
        logs = [(log.log_id, log.nonce, data, lost) for log, data, lost in fetcher.logs()]
        fetcher.close()
        return logs

    return fetch


def test_the_page_fetches_the_logs_that_the_laptop_fetches(in_node, plugged, from_the_laptop):
    with plugged() as rig:
        answer = in_node("fetchAll", port=rig.port, cancels=True)
        expected = from_the_laptop(rig.port)
    assert answer["told"] == ["AbortError"]  # the first fetch was cancelled, and the link went on
    assert logs_of(answer) == expected
    assert [log_id for log_id, *_ in expected] == [1, 2]
    assert all(len(read_logs(data)[0].rows) > 400 and not lost for *_, data, lost in expected)


def test_a_cable_pulled_during_a_fetch_is_told_and_the_page_connects_again(in_node, plugged, from_the_laptop):
    pulls = [6000]

    def pull(count):
        if pulls and count > pulls[0]:
            pulls.clear()
            rig.terminal.replug(away_ms=300)

    with plugged(on_bytes=pull) as rig:
        answer = in_node("fetchAll", port=rig.port)
        expected = from_the_laptop(rig.port)
    assert answer["told"] == ["the board was unplugged: plug it in and connect again"]
    assert logs_of(answer) == expected


def test_the_page_counts_along(in_node, plugged):
    with plugged() as rig:
        answer = in_node("count", port=rig.port, reps=3)
        console = rig.reps
    reps = [event["index"] for event in answer["events"] if event["kind"] == "rep"]
    assert reps == [1, 2, 3]
    assert console[:3] == ["index=1", "index=2", "index=3"]
    assert answer["set_reps"] == 3
    assert answer["depth_min_deg"] == 36
    assert answer["events"][0]["connected"]
    assert {event["kind"] for event in answer["events"]} >= {"link", "state", "phase", "sensor", "rep"}
