"""The serial link: a reader gets every event; one that stalls or disappears does not disturb the wearer."""

import random
import sys
from copy import deepcopy
from itertools import pairwise

import pytest
from heeldrive import Settings, declared
from heeldrive_lab.board.link.lines import LineReader, verified_text
from heeldrive_lab.board.log_reader import read_logs
from heeldrive_lab.virtual_board.drive import VirtualDrive
from heeldrive_lab.virtual_board.usb_serial import Terminal

from link.port import data_port

LISTENS_MS = 2500  # the reader has subscribed


def messages(terminal):
    """Return the lines that a reader accepts after checking each."""
    return LineReader().feed(terminal.text)


def happenings(reported):
    return {message.number: message.text for message in reported if message.number is not None}


def rows(reported):
    return [row for row in (message.row() for message in reported) if row]


def answers(reported, name):
    """Return the last lines of the answers to a command."""
    return [
        m.text for m in reported if m.word in ("ok", "error") and m.rest.replace(":", "").split()[0] == name
    ]


def word(reported, name):
    return [message for message in reported if message.word == name]


@pytest.fixture
def read(wear):
    """Runs the board on a cable with a reader; returns the workout and the received lines."""

    def run(terminal, session="clean_set", **options):
        workout = wear(session, computer_from_ms=0, data_reader=terminal, **options)
        return workout, messages(terminal)

    return run


def test_a_reader_hears_every_event_the_console_tells(read):
    workout, reported = read(Terminal(types=[(LISTENS_MS, "events 1\n")]))
    heard = happenings(reported)
    assert list(heard) == list(range(1, len(heard) + 1))
    console = workout.lines("sensor", "rep", "refused", "set", "slip", "log")
    assert list(heard.values()) == console
    assert len(word(reported, "rep")) == 10
    phases = [m.text for m in word(reported, "phase")]
    assert phases == workout.lines("phase")[-len(phases) :]
    assert len(phases) > 30
    assert reported[0].word == "heeldrive"
    assert reported[0].cells["link"] == "1"


def test_a_reader_hears_that_the_board_asks_before_the_rep(read):
    terminal = Terminal(types=[(LISTENS_MS, "events 1\n")])
    workout, reported = read(terminal, settings_text="ask_below_percent = 94\n", end_ms=9500)
    heard = [message for message in reported if message.word in ("question", "rep")]
    assert [message.word for message in heard] == ["question", "rep"]
    assert [message.text for message in heard] == workout.lines("question", "rep")
    assert heard[0].integer("start_ms") == heard[1].integer("start_ms")


def test_raw_samples_are_those_the_detector_took(read):
    workout, reported = read(Terminal(types=[(LISTENS_MS, "listen events state raw\n")]), end_ms=20_000)
    heard = rows(reported)
    taken = workout.board.delivered
    first = taken.index(heard[0])
    assert heard[0][0] < LISTENS_MS + 200
    assert heard == taken[first : first + len(heard)]
    assert len(taken) - first - len(heard) <= 3
    assert not word(reported, "dropped")
    states = word(reported, "state")
    assert {m.cells["phase"] for m in states} >= {"standing", "descent", "rise"}
    assert max(m.integer("inclination_cdeg") for m in states) > 7500
    assert states[-1].integer("reps") == len(workout.reps())


# A reader that stalls or disappears


def test_a_reader_that_stalls_loses_raw_samples_and_nothing_else(read, wear):
    terminal = Terminal(types=[(LISTENS_MS, "listen events raw\nevents 1\n")], stalls_ms=[(6000, 22_000)])
    workout, reported = read(terminal, end_ms=25_000)
    alone = wear("clean_set", end_ms=25_000)
    assert [rep["index"] for rep in workout.reps()] == [rep["index"] for rep in alone.reps()]
    assert workout.board.display.digits == alone.board.display.digits
    assert abs(len(workout.board.delivered) - len(alone.board.delivered)) <= 3  # a batch, at the end
    steps = [b[0] - a[0] for a, b in pairwise(workout.board.delivered)]
    assert max(steps) < 30
    heard = happenings(reported)
    assert list(heard) == list(range(1, len(heard) + 1))
    assert [text for text in heard.values() if text.startswith("rep")] == workout.lines("rep")
    dropped = sum(m.integer("raw") for m in word(reported, "dropped"))
    assert dropped > 500
    kept = rows(reported)
    taken = workout.board.delivered
    assert kept[0] in taken
    assert taken.index(kept[-1]) - taken.index(kept[0]) + 1 == len(kept) + dropped


def test_status_tells_how_many_raw_samples_its_reader_lost(read):
    types = [(LISTENS_MS, "listen raw\n"), (9500, "status\n"), (14_500, "status\n"), (15_000, "listen raw\n")]
    stalls_ms = [(4000, 9000), (11_000, 14_000)]
    _, reported = read(Terminal(types=[*types, (15_500, "status\n")], stalls_ms=stalls_ms), end_ms=18_000)
    lost, told = [0], []
    for message in reported:
        if message.word == "dropped":
            lost[-1] += message.integer("raw")
        elif message.text.startswith("ok status"):
            told.append(message.integer("raw_dropped"))
            lost.append(lost[-1])
    assert 0 < lost[0] < lost[1]
    assert told == [lost[0], lost[1], 0], "the last after it began to listen anew"


def test_a_reader_that_vanishes_in_mid_line_leaves_a_clean_line_to_the_next(read):
    # It stops reading in the middle of a line and disconnects a second later; then another connects.
    terminal = Terminal(
        opens_ms=[(0, 8000), (15_000, None)],
        stalls_ms=[(7000, 8000)],
        types=[(LISTENS_MS, "listen events state raw\n")],
    )
    workout, _ = read(terminal, end_ms=25_000)
    later = b"".join(data for ms, data in terminal.received if ms >= 15_000)
    lines = later.split(b"\n")
    assert lines[0] == b""
    assert verified_text(lines[1]).startswith("heeldrive ")
    assert None not in [verified_text(line) for line in lines[1:-1]]
    assert not rows(LineReader().feed(later))  # the subscription of the first reader is discarded
    assert [rep["index"] for rep in workout.reps()] == list(range(1, 6))
    assert workout.lines("fault") == []


def test_half_a_command_of_a_reader_that_has_gone_is_not_put_before_the_next_ones(read):
    terminal = Terminal(
        opens_ms=[(0, 8000), (15_000, None)], types=[(LISTENS_MS, "sta"), (16_000, "status\n")]
    )
    _, reported = read(terminal, end_ms=18_000)
    assert word(reported, "error") == []
    assert answers(reported, "status")[-1].startswith("ok status")


def test_whoever_comes_back_hears_what_was_missed(read):
    terminal = Terminal(opens_ms=[(0, 8000), (20_000, None)], types=[(21_000, "events 1\n")])
    workout, reported = read(terminal, end_ms=23_000)
    reps = [text for text in happenings(reported).values() if text.startswith("rep")]
    assert reps == workout.lines("rep")


def test_whoever_asks_for_the_future_hears_it_from_now_on(read):
    workout, reported = read(Terminal(types=[(LISTENS_MS, "events 999\n")]), end_ms=12_000)
    assert [m.text for m in word(reported, "rep")] == workout.lines("rep") != []


def test_a_cable_that_comes_in_mid_workout_meets_a_board_that_counts(wear, clean):
    terminal = Terminal()
    workout = wear("clean_set", 20_000, computer_from_ms=clean.after(2), data_reader=terminal)
    reported = messages(terminal)
    assert reported[0].word == "heeldrive"
    assert len(word(reported, "rep")) == len(workout.reps()) - 2 > 0


def test_what_happened_long_ago_is_said_to_be_lost():
    from link.history import KEPT, EventHistory

    history = EventHistory()
    for number in range(KEPT + 5):
        history.text(f"marker t_ms={number} wrong rep")
    assert (history.oldest, history.newest) == (6, KEPT + 5)
    assert history.line(6) == "#6 marker t_ms=5 wrong rep"


def test_a_console_that_nobody_reads_does_not_stall_the_counter(wear):
    stalled = Terminal(stalls_ms=[(0, None)])
    workout = wear("clean_set", 20_000, computer_from_ms=0, console_reader=stalled)
    assert workout.board.display.digits == "   4"
    assert len(workout.board.delivered) > 1000


def test_a_console_that_is_read_gets_every_line(wear):
    terminal = Terminal()
    workout = wear("clean_set", 20_000, computer_from_ms=0, console_reader=terminal)
    alone = wear("clean_set", 20_000, computer_from_ms=0)
    lines = terminal.text.decode().split("\r\n")
    words = [line.text.split(" t_ms")[0].split(" start")[0] for line in alone.board.console]
    assert [line.split(" t_ms")[0].split(" start")[0] for line in lines[:-1]] == words[: len(lines) - 1]
    assert len(words) - len(lines) <= 2  # unfinished when the power failed
    assert workout.board.display.digits == alone.board.display.digits


def test_a_board_without_memory_for_the_link_counts_on(wear, drive_without_room_for):
    drive = drive_without_room_for("link/session")
    workout = wear("clean_set", 12_000, program=drive, computer_from_ms=0, data_reader=Terminal())
    assert workout.board.display.digits == "   2"
    (line,) = workout.lines("link")
    assert line.startswith("link off: There is not enough memory")


# Commands


def test_a_board_whose_circuitpython_knows_no_usb_ports_has_no_link(monkeypatch):
    monkeypatch.setitem(sys.modules, "usb_cdc", None)  # to import it is an ImportError
    assert data_port() is None


def test_settings_in_force_are_told(read):
    _, reported = read(
        Terminal(types=[(LISTENS_MS, "settings\r\n")]), settings_text="depth_min_deg = 60\n", end_ms=6000
    )
    heard = {key: value for m in word(reported, "setting") for key, value in m.cells.items()}
    assert heard == {s.name: str(getattr(Settings({"depth_min_deg": 60}), s.name)) for s in declared()}
    assert answers(reported, "settings") == [f"ok settings count={len(heard)}"]


def test_status_tells_of_count_sensor_and_log(read, clean):
    _, reported = read(Terminal(types=[(clean.after(2), "status\n")]), until_ms=clean.after(2) + 500)
    (status,) = answers(reported, "status")
    assert " reps=2 set=1 set_reps=2 " in status
    assert word(reported, "sensor")[-1].integer("gyro_udps_per_count") == 17500
    assert word(reported, "log")[-1].text.startswith("log off: A computer holds the drive")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("jump", "error jump: There is no such command; there are hello, status"),
        ("listen noise", "error listen: 'noise' is not one of events, state, raw."),
        ("fetch one 2", "error fetch: 'one' is not a whole number."),
        ("fetch 1", "error fetch: A number is missing."),
        ("fetch 1 2", "error fetch: There is no log 1 with chance 2"),
        ("events -1", "error events: '-1' is not a whole number."),
        ("x" * 200, "error ?: There is no such command"),
        ("\udcff\udcfe", "error ?: There is no such command"),
        ("stop", "error stop: Nothing is being recorded. A computer holds the drive"),
        ("start", "error start: A computer holds the drive: reset the board with its button held"),
        ("delete 1 2", "error delete: A computer holds the drive: reset the board with its button held"),
    ],
)
def test_what_cannot_be_done_is_answered_in_one_sentence(read, typed, said):
    _, reported = read(Terminal(types=[(4500, typed + "\n")]), drive=VirtualDrive(), end_ms=6000)
    (error,) = [m.text for m in word(reported, "error")]
    assert error.startswith(said)


def test_several_commands_at_once_are_all_answered_in_order(read):
    _, reported = read(
        Terminal(types=[(LISTENS_MS, "settings\nstatus\n\n\nlisten raw\nhello\n")]), end_ms=6000
    )
    assert [m.rest.split()[0] for m in word(reported, "ok")] == ["settings", "status", "listen"]
    assert len(word(reported, "heeldrive")) == 2


def test_noise_on_the_port_disturbs_nothing(read):
    chance = random.Random(5)
    noise = [
        (3000 + 20 * i, bytes(chance.randrange(256) for _ in range(300)).decode("utf-8", "surrogateescape"))
        for i in range(60)
    ]
    workout, reported = read(Terminal(types=[*noise, (18_000, "\nstatus\n")]), end_ms=20_000)
    assert [rep["index"] for rep in workout.reps()] == list(range(1, 5))
    assert answers(reported, "status")
    assert all(m.word != "ok" or m.rest.startswith("status") for m in reported)
    taken = workout.board.delivered
    assert max(b[0] - a[0] for a, b in pairwise(taken)) < 30


# Recording by command. The button is held while the board starts, so that the board may write the drive.

HELD = {"presses_ms": [(0, 300)]}


def test_a_recording_is_stopped_by_command_and_its_log_fetched_and_deleted(read, recorded):
    drive = VirtualDrive()
    terminal = Terminal(types=[(9000, "stop\n"), (10_000, "logs\n")])
    _, reported = read(terminal, drive=drive, end_ms=12_000, **HELD)
    assert answers(reported, "stop") == ["ok stop log=1"]
    (log,) = [m for m in word(reported, "log") if "chance" in m.cells]
    drive.power_on(None)
    assert read_logs(drive.read("heeldrive.log"))[0].rows[-1][0] > 8000
    key = f"{log.cells['id']} {log.cells['chance']}"
    terminal = Terminal(types=[(3500, "stop\n"), (4000, f"delete {key}\n"), (7000, "logs\n")])
    _, reported = read(terminal, drive=drive, end_ms=9000, **HELD)
    assert answers(reported, "delete")[0].startswith("ok delete id=1 blocks=")
    drive.power_on(None)
    assert drive.damage() == []
    assert [found.log_id for found in read_logs(drive.read("heeldrive.log"))] == [2]


def test_a_log_under_way_is_not_deleted_and_not_begun_twice(read):
    _, reported = read(
        Terminal(types=[(6000, "start\ndelete 1 2\n")]), drive=VirtualDrive(), end_ms=8000, **HELD
    )
    assert [m.text for m in word(reported, "error")] == [
        "error start: Log 1 is being recorded: stop it first.",
        "error delete: Log 1 is being recorded: stop it first.",
    ]


def test_start_begins_a_new_session(read):
    workout, reported = read(
        Terminal(types=[(6000, "stop\nstart\n")]), drive=VirtualDrive(), end_ms=9000, **HELD
    )
    assert answers(reported, "start") == ["ok start"]
    assert len(workout.board.starts) == 2


def test_power_that_goes_while_a_log_is_deleted_leaves_its_beginning(read):
    drive = VirtualDrive()
    read(Terminal(), drive=drive, end_ms=40_000, **HELD)
    drive.power_on(None)
    (before,) = read_logs(drive.read("heeldrive.log"))
    terminal = Terminal(types=[(3500, "stop\nlogs\n")])
    _, reported = read(terminal, drive=drive, end_ms=5000, **HELD)
    chance = next(m.cells["chance"] for m in word(reported, "log") if m.cells.get("id") == "1")
    for until_ms in range(3520, 3900, 20):  # it takes some tenths of a second, from here on
        cut = deepcopy(drive)
        terminal = Terminal(types=[(3500, f"stop\ndelete 1 {chance}\n")])
        read(terminal, drive=cut, until_ms=until_ms, **HELD)
        cut.power_on(None)
        after = read_logs(cut.read("heeldrive.log"))[0]
        if len(after.rows) < len(before.rows):
            break
    assert after.log_id == 1
    assert 0 < len(after.rows) < len(before.rows)
    assert after.rows == before.rows[: len(after.rows)]
    assert after.header == before.header
