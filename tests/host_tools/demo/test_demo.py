"""`heeldrive demo`: the whole path of a sample, from the sensor's registers to the digits."""

import io
import os
import re
from threading import Thread

import heeldrive_lab.demo.run as demo_module
import pytest
from heeldrive_lab.board.console_protocol import parse_event, parse_phase
from heeldrive_lab.commands.app import app
from heeldrive_lab.demo.run import demo
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from rich.console import Console
from typer.testing import CliRunner

TWO_SETS = RECORDED_SESSIONS / "two_sets_walk_and_sit.csv"
HALF_REPS = RECORDED_SESSIONS / "half_reps_in_a_set.csv"


@pytest.fixture(scope="module")
def watched():
    """The plain lines of the standard demo."""
    result = CliRunner().invoke(app, ["demo"])
    assert result.exit_code == 0, result.output
    return result.output


def test_without_a_terminal_it_prints_a_line_for_each_event_with_the_digits_of_that_moment(watched):
    assert "\x1b" not in watched
    assert re.search(r"\[    1\]  rep 1 ", watched)
    assert re.search(r"\[    8\]  set 1 ends: 8 reps", watched)
    assert re.search(r"\[    8\]  rep 16 ", watched)


def test_it_begins_with_the_wearer_and_not_with_the_board_itself(watched):
    _, first, second, *_ = watched.splitlines()
    assert re.fullmatch(r" +0:00\.\d  \[    0\]  stood still: ready to count", first)
    assert "rep 1 " in second


def test_it_ends_with_the_count_the_annotations_and_the_replay_of_the_boards_own_log(watched):
    assert "The board counted 16 reps" in watched
    assert "The annotations have 16 reps: 16 found, 0 missed, 0 false." in watched
    assert "gives the same reps, to the millisecond." in watched


def test_settings_reach_the_board(tmp_path):
    deep = tmp_path / "settings.toml"
    deep.write_text("depth_min_deg = 100\n")
    result = CliRunner().invoke(app, ["demo", str(HALF_REPS), "--settings", str(deep)])
    assert "The board counted 0 reps and refused (shallow" in result.output
    assert "10 missed" in result.output


def test_a_session_runs_with_its_own_settings_where_the_file_names_no_other(tmp_path):
    session = tmp_path / "mine.csv"
    text = HALF_REPS.read_text("utf-8")
    session.write_text(text.replace("\n", "\n# settings: depth_min_deg=100 mode=both_legs\n", 1), "utf-8")
    assert (
        "The board counted 0 reps and refused (shallow"
        in CliRunner().invoke(app, ["demo", str(session)]).output
    )
    usual = tmp_path / "settings.toml"
    usual.write_text("depth_min_deg = 48\n")
    counted = CliRunner().invoke(app, ["demo", str(session), "--settings", str(usual)]).output
    assert "The board counted 10 reps and refused (shallow 3)." in counted
    assert "gives the same reps, to the millisecond." in counted


def test_it_says_which_settings_it_counts_with_and_which_of_the_session_s_it_does_not_know(tmp_path):
    session = tmp_path / "mine.csv"
    text = HALF_REPS.read_text("utf-8")
    session.write_text(text.replace("\n", "\n# settings: depth_min_deg=50 later=1\n", 1), "utf-8")
    said = " ".join(CliRunner().invoke(app, ["demo", str(session)]).output.split())
    assert "the settings in its header (without later: unknown to this heeldrive)" in said


def test_a_settings_file_may_be_a_pipe(tmp_path):
    pipe = tmp_path / "settings.toml"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=("depth_min_deg = 100\n",))
    writer.start()
    result = CliRunner().invoke(app, ["demo", str(HALF_REPS), "--settings", str(pipe)])
    writer.join()
    assert "The board counted 0 reps and refused (shallow" in result.output
    assert "gives the same reps, to the millisecond." in result.output


def test_half_reps_are_shown_as_refused():
    result = CliRunner().invoke(app, ["demo", str(HALF_REPS)])
    assert result.output.count("refused: shallow") == 3
    assert "(shallow 3)" in result.output


class Watch:
    """A clock that only sleeping advances."""

    def __init__(self):
        self.now_s = 0.0

    def monotonic(self):
        """Seconds."""
        return self.now_s

    def sleep(self, seconds):
        """Let time pass."""
        self.now_s += seconds


def test_speed_is_kept_by_the_watch(monkeypatch):
    watch = Watch()
    monkeypatch.setattr(demo_module, "time", watch)
    demo(HALF_REPS, None, 4.0, Console(file=io.StringIO(), width=100))
    with SessionReader(HALF_REPS) as session:
        length_s = [row[0] for row in session][-1] / 1000
    last_event_s = read_annotations(annotations_path(HALF_REPS)).reps[-1].end_ms / 1000
    assert last_event_s / 4 < watch.now_s < 1.3 * length_s / 4


def test_in_a_terminal_it_draws_the_digits_and_the_phase():
    screen = io.StringIO()
    demo(HALF_REPS, None, None, Console(file=screen, width=100, force_terminal=True))
    last_picture = screen.getvalue().split("half_reps_in_a_set.csv")[-1]
    assert "|_|" in last_picture
    assert re.search(r"standing|rise", last_picture)
    assert "rep 10" in last_picture


def test_a_session_that_is_not_there_is_one_sentence(tmp_path):
    result = CliRunner().invoke(app, ["demo", str(tmp_path / "none.csv")])
    assert result.exit_code == 2
    assert result.output.startswith("heeldrive: ")
    assert "none.csv" in result.output


def test_console_lines_that_are_no_events_are_skipped():
    assert parse_event("fault bus_error: the cable") is None
    assert parse_event("repeat that") is None
    assert parse_phase("phase name=descent t_ms=12000") == "descent"
    assert parse_phase("rep index=1") is None
