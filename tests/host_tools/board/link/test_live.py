"""heeldrive live: a program, a real terminal device, and a board at its other end."""

import io
import json
import signal
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from itertools import pairwise

import pytest
import serial
from heeldrive import Settings
from heeldrive_lab.board.link.client import Client, LinkLostError
from heeldrive_lab.board.link.follow import Connected, Disconnected, Idle, follow
from heeldrive_lab.board.link.lines import parse_message
from heeldrive_lab.board.link.live import Drawing
from heeldrive_lab.board.link.live_state import LiveState
from heeldrive_lab.board.link.ports import BoardLinkError
from heeldrive_lab.board.link.recording import LiveRecording
from heeldrive_lab.commands.app import app
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.settings.of_session import own_settings
from heeldrive_lab.virtual_board.pseudo_terminal import PseudoTerminal
from rich.console import Console
from typer.testing import CliRunner
from waiting import DEADLINE_S, Deadline, wait_until

# The command, with the time limit of the test, since the board runs on the same computer.
LIVE = """
from heeldrive_lab.board.link import client
from heeldrive_lab.commands.app import app
client.TIMEOUT_S = {timeout_s}
app()
"""


@contextmanager
def live(*arguments):
    """The command in its own process."""
    code = LIVE.format(timeout_s=DEADLINE_S)
    command = [sys.executable, "-c", code, "live", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    too_long = threading.Timer(DEADLINE_S, process.kill)  # a test that fails must not hang
    too_long.start()
    try:
        yield process
    finally:
        too_long.cancel()
        process.kill()
        process.communicate()


def read_all(path):
    with SessionReader(path) as session:
        return list(session), session


def reps(updates):
    return [update.cells["index"] for update in updates if getattr(update, "word", "") == "rep"]


def heard(rig, until, raw=False, recording=None):
    """The updates that `follow` yields, until `until(updates)` holds."""
    updates = []
    deadline = Deadline("the link has reported what the test needs")
    with closing(follow(rig.port, raw)) as following:
        for update in following:
            if not isinstance(update, Idle):
                updates.append(update)
            if recording:
                recording.update(update)
            if until(updates):
                break
            rig.check()
            deadline.check(updates[-3:])
    return updates


def test_the_count_comes_line_by_line_and_ctrl_c_ends_it_cleanly(plugged, tmp_path, ctrl_c_ends):
    path = tmp_path / "today.csv"
    with plugged() as rig, live(rig.port, "--json", "--record", path, "--thigh", "left") as process:
        events = []
        for line in process.stdout:
            events.append(json.loads(line))
            if events[-1]["kind"] == "rep" and events[-1]["index"] == 3:
                break
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 0, errors
    assert f"{path}: written, " in errors
    kinds = [event["kind"] for event in events]
    assert kinds[0] == "link"
    counted = [event for event in events if event["kind"] == "rep"]
    assert [f"index={rep['index']}" for rep in counted] == rig.reps != []
    assert {"state", "phase", "rep"} <= set(kinds)
    assert max(e["inclination_deg"] for e in events if e["kind"] == "state") > 75
    rows, session = read_all(path)
    first = rig.board.delivered.index(rows[0])
    assert rows == rig.board.delivered[first : first + len(rows)]
    assert rows[0][0] < counted[0]["start_ms"]
    assert rows[-1][0] > counted[-1]["end_ms"]
    assert (session.header.sensor, session.header.thigh, session.header.rate_hz) == ("LSM6DSOX", "left", 52)
    own = own_settings(path, session.header)
    assert own.source == "the settings in its header"
    assert Settings(own.values).mode == "sensor_leg"
    assert set(own.values) == set(vars(Settings()))


def test_a_recording_is_readable_when_the_program_is_killed(plugged, tmp_path):
    part = tmp_path / "today.csv.part"
    with plugged() as rig, live(rig.port, "--record", tmp_path / "today.csv") as process:
        wait_until(lambda: part.exists() and part.stat().st_size > 8000, "the recording has 8000 bytes")
        process.kill()
        process.wait()
        rows, _ = read_all(part)
    assert len(rows) > 100
    first = rig.board.delivered.index(rows[0])
    assert rows == rig.board.delivered[first : first + len(rows)]
    assert not (tmp_path / "today.csv").exists()


def test_a_cable_pulled_during_a_set_costs_raw_samples_and_no_event(plugged, tmp_path):
    pulls = ["after the first rep, for five seconds"]

    def pull(_):
        if pulls and rig.reps:
            pulls.clear()
            rig.terminal.replug(away_ms=5000)

    recording = LiveRecording(tmp_path / "today.csv", "right")
    with plugged(on_bytes=pull) as rig:
        updates = heard(rig, lambda updates: "3" in reps(updates), raw=True, recording=recording)
    recording.close()
    assert [isinstance(update, Disconnected) for update in updates].count(True) == 1
    boards = [update for update in updates if isinstance(update, Connected)]
    assert [board.again for board in boards] == [False, True]
    numbered = [t.number for t in updates if getattr(t, "number", None)]
    assert numbered == list(range(1, len(numbered) + 1))
    assert reps(updates) == ["1", "2", "3"]
    rows, session = read_all(tmp_path / "today.csv")
    assert set(rows) <= set(rig.board.delivered)
    assert any(text == "link lost" for _, text in session.markers)
    steps = [b[0] - a[0] for a, b in pairwise(rows)]
    assert max(steps) > 4500


def test_a_board_that_restarts_gets_a_new_file(plugged, motion, tmp_path):
    recording = LiveRecording(tmp_path / "today.csv", "right")
    counts = []
    for samples in (150, 300):
        with plugged(motion[:600]) as rig:
            heard(rig, lambda _: recording.samples >= samples, raw=True, recording=recording)  # noqa: B023
            counts.append(recording.samples)
    recording.close()
    assert recording.written == [tmp_path / "today.csv", tmp_path / "today-2.csv"]
    assert len(read_all(tmp_path / "today-2.csv")[0]) == counts[1] - counts[0] > 100


def test_a_program_that_opens_the_port_and_never_reads_costs_the_wearer_nothing(plugged):
    with plugged(patient=False) as rig, serial.Serial(rig.port) as port:
        port.write(b"listen events state raw\n")
        wait_until(lambda: rig.failed or rig.board.display.digits == "   3", "the digits show 3")
    assert rig.reps == ["index=1", "index=2", "index=3"]


def test_a_program_that_connects_later_gets_the_earlier_events(plugged, long_motion):
    with plugged(long_motion) as rig:
        with Client(rig.port) as first:
            first.ask("listen events")
            wait_until(
                lambda: (message := first.next_message()) and message.word == "rep", "a rep is reported"
            )
        updates = heard(rig, lambda updates: "10" in reps(updates))
    assert reps(updates) == [*map(str, range(1, 11))]


# Errors are reported in one sentence


def run(*arguments):
    return CliRunner().invoke(app, ["live", *map(str, arguments)])


def one_sentence(done):
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_busy_port_is_reported(tmp_path):
    terminal = PseudoTerminal(tmp_path / "port")
    with serial.Serial(str(terminal.path), exclusive=True):
        sentence = one_sentence(run(terminal.path))
    terminal.close()
    assert "the port is busy: close the other program" in sentence


def test_a_missing_port_is_reported(tmp_path):
    assert "no such port" in one_sentence(run(tmp_path / "ttyACM9"))


def test_a_port_where_no_heeldrive_answers_is_reported(tmp_path):
    terminal = PseudoTerminal(tmp_path / "port")
    with pytest.raises(LinkLostError, match="no Heeldrive answers on this port"):
        Client(str(terminal.path), timeout_s=0.05)
    terminal.close()


def test_a_board_of_another_version_is_reported(tmp_path):
    terminal = PseudoTerminal(tmp_path / "port")

    def answer():
        wait_until(lambda: terminal.typed(0), "the program has said hello")
        terminal.take(0, b"heeldrive link=9 session=1*1E\n")

    board = threading.Thread(target=answer)
    board.start()
    with pytest.raises(BoardLinkError, match="uses version 9 of the link protocol, this heeldrive version 1"):
        Client(str(terminal.path))
    board.join()
    terminal.close()


def test_a_recording_never_overwrites_a_file(tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("mine")
    assert "exists already" in one_sentence(run(tmp_path / "port", "--record", mine))
    assert "name it today.csv" in one_sentence(run(tmp_path / "port", "--record", tmp_path / "today.txt"))
    assert "no such folder" in one_sentence(run(tmp_path / "port", "--record", tmp_path / "no" / "a.csv"))
    assert mine.read_text() == "mine"


# The content of the terminal


def test_the_terminal_shows_count_phase_inclination_and_events():
    state = LiveState()
    for line in (
        "state t_ms=64300 phase=bottom inclination_cdeg=8450 reps=14 set=2 set_reps=4",
        "#7 sensor who_am_i=0x6C t_ms=809",
        "#8 fault bus_error: The sensor stopped answering: check its cable.",
        "#9 refused reason=shallow leg=front start_ms=20000 end_ms=22000 shown_ms=22040 depth_cdeg=3900",
        "#10 rep index=14 set=2 leg=front start_ms=60000 bottom_ms=61000 rise_ms=61500 end_ms=63000"
        " shown_ms=63100 depth_cdeg=8450",
        "#11 marker t_ms=63900 wrong rep",
        "lost from=3 to=5",
    ):
        state.update(parse_message(line))
    state.update(Disconnected("/dev/ttyACM1: the board was unplugged"))
    screen = Console(file=io.StringIO(), width=80, height=24)
    screen.print(Drawing(state, None))
    shown = screen.file.getvalue()
    assert "set 2" in shown
    assert "4 reps" in shown
    assert "bottom" in shown
    assert "84\u00b0" in shown or "85\u00b0" in shown
    assert "0:22.0  refused: shallow, 39\u00b0" in shown
    assert "1:03.1  rep 14, front, 84\u00b0" in shown or "1:03.1  rep 14, front, 85\u00b0" in shown
    assert "1:03.9  the wearer says: wrong rep" in shown
    assert "0:00.8  sensor LSM6DSOX" in shown
    assert "The sensor stopped answering" in shown
    assert "3 events missed" in shown
    assert "the board was unplugged; waiting for it" in shown


def test_an_inclination_that_rounds_to_nothing_has_no_sign():
    state = LiveState()
    state.update(parse_message("state t_ms=1000 phase=standing inclination_cdeg=-30 reps=0 set=0 set_reps=0"))
    screen = Console(file=io.StringIO(), width=80, height=24)
    screen.print(Drawing(state, None))
    assert " 0\u00b0" in screen.file.getvalue()


ASKED = "#12 question start_ms=60000 t_ms=63100"
REP = "#13 rep index=14 set=2 leg=front start_ms={} bottom_ms=1 rise_ms=1 end_ms=1 shown_ms=1 depth_cdeg=8450"
AT = "state t_ms={} phase=standing inclination_cdeg=0 reps=14 set=2 set_reps=4"


@pytest.mark.parametrize(
    ("later", "asks"),
    [
        ([REP.format(60000), AT.format(68000)], True),
        ([REP.format(60000), AT.format(68200)], False),  # the five seconds are over
        ([REP.format(60000), REP.format(64000), AT.format(67000)], False),
        ([REP.format(60000), "#14 marker t_ms=64000 not a rep from 60000 ms", AT.format(65000)], False),
    ],
)
def test_the_question_of_the_board_is_shown_until_it_is_answered_or_over(later, asks):
    state = LiveState()
    (told,) = [state.update(parse_message(line)) for line in (ASKED,)]
    assert told == {"kind": "question", "t_ms": 63100, "start_ms": 60000}
    assert "was that a rep?" in state.recent[-1]
    for line in later:
        state.update(parse_message(line))
    screen = Console(file=io.StringIO(), width=80, height=50)
    screen.print(Drawing(state, None))
    shown = [line.strip() for line in screen.file.getvalue().splitlines()]
    assert ("was that a rep? A short press of its button says no" in shown) == asks


def test_a_question_does_not_outlive_its_session():
    state = LiveState()
    said = [parse_message(text) for text in ("heeldrive board=b firmware=1", "ok status t_ms=10", "sensor")]
    state.update(parse_message(ASKED))
    state.update(Connected("/dev/ttyACM1", *said, again=False))
    screen = Console(file=io.StringIO(), width=80, height=50)
    screen.print(Drawing(state, None))
    assert "was that a rep" not in screen.file.getvalue()


def shown_in(width, height, line, **options):
    """Return the lines of a terminal of this size while a board says this."""
    state = LiveState()
    said = [parse_message(text) for text in ("heeldrive board=b firmware=1", "ok status set=1", "sensor")]
    state.update(Connected("/dev/ttyACM1", *said, again=False, settings={"depth_min_deg": "36"}))
    for text in (REFUSED, line):
        state.update(parse_message(text))
    screen = Console(file=io.StringIO(), width=width, height=height, **options)
    screen.print(Drawing(state, None))
    return screen.file.getvalue().splitlines()


REFUSED = "#9 refused reason=shallow leg=front start_ms=1 end_ms=2 shown_ms=3 depth_cdeg=3900"
TWELVE = "state t_ms=64300 phase=bottom inclination_cdeg=5000 reps=14 set=2 set_reps=12"


@pytest.mark.parametrize(("width", "height"), [(40, 12), (80, 24), (132, 50)])
def test_the_count_is_as_large_as_the_terminal_allows_and_nothing_is_cut(width, height):
    lines = shown_in(width, height, TWELVE)
    assert len(lines) <= height
    assert max(map(len, lines)) <= width
    drawn = [line for line in lines[2:] if "\u2588" in line]
    assert len(drawn) >= (height - 4) * 2 // 3 - 3 or max(map(len, drawn)) > 0.6 * width
    assert "did not count: The thigh did not" in "".join(lines)


def test_in_a_tiny_terminal_the_count_is_a_plain_number():
    assert "12" in [line.strip() for line in shown_in(30, 6, TWELVE)]


def test_the_bar_shows_how_deep_a_rep_has_to_be():
    bar = shown_in(118, 24, TWELVE)[1]
    assert bar.index("\u2503") - 9 == 36
    assert bar.count("\u2588") == 49  # of 50 degrees, one is the mark


def test_a_terminal_without_blocks_is_drawn_in_ascii():
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    state = LiveState()
    for text in (REFUSED, TWELVE):
        state.update(parse_message(text))
    screen = Console(file=ascii_only, width=80, height=24)
    screen.print(Drawing(state, None))
    ascii_only.flush()
    shown = ascii_only.buffer.getvalue()
    assert shown.isascii()
    assert b"#####" in shown


def test_a_disk_that_fills_up_ends_the_recording_with_a_sentence_and_keeps_what_there_is(plugged, tmp_path):
    class Full(LiveRecording):
        def _put(self, text):
            if self.samples == 49:
                raise OSError(28, "No space left on device")
            super()._put(text)

    recording = Full(tmp_path / "today.csv", "left")
    with plugged() as rig, pytest.raises(BoardLinkError, match=r"No space left on device\): free some space"):
        heard(rig, lambda _: False, raw=True, recording=recording)
    recording.close()
    assert recording.samples == 49
    assert recording.written == [tmp_path / "today.csv"]


def test_a_marker_is_written_where_samples_were_dropped(tmp_path):
    recording = LiveRecording(tmp_path / "today.csv", "left")
    sensor = parse_message("sensor who_am_i=0x6A accel_ug_per_count=244 gyro_udps_per_count=17500 rate_hz=52")
    hello = parse_message("heeldrive link=1 firmware=0.1.0 board=somebodys session=7")
    recording.update(Connected("/dev/ttyACM1", hello, parse_message("ok status"), sensor, again=False))
    for line in (
        "raw 100,1,2,3,4,5,6",
        "dropped raw=17",
        "raw 450,1,2,3,4,5,7",
        "raw 450,1,2,3,4,5,7",
        "#4 marker t_ms=460 wrong rep",
        "raw 470,1,2,3,4,5,8",
    ):
        recording.update(parse_message(line))
    recording.close()
    rows, session = read_all(tmp_path / "today.csv")
    assert [row[0] for row in rows] == [100, 450, 470]
    assert session.markers == [(450, "17 samples dropped by the link"), (460, "wrong rep")]
    assert session.header.sensor == "LSM6DS3TR-C"
    assert session.header.extra["board"] == "somebodys"
