"""Every table is readable at 80 columns, on one line a row where there is room, and plain in a pipe."""

import io
import re
from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.util.terminal_tables import FittingTable, plain_table
from rich.console import Console
from typer.testing import CliRunner

ROOT = Path(__file__).parents[3]
SESSIONS = ROOT / "recorded_sessions"
CLEAN, HALF_REPS = SESSIONS / "clean_set.csv", SESSIONS / "half_reps_in_a_set.csv"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
WHY = "the thigh did not go down far enough for a lunge"
COMMANDS = {
    "replay": ("replay", HALF_REPS),
    "facts": ("replay", CLEAN, "--facts"),
    "explain": ("replay", HALF_REPS, "--explain"),
    "explain a moment": ("replay", HALF_REPS, "--explain", "30"),
    "heel": ("heel", CLEAN),
    "score": ("score", SESSIONS / "must_not_count", HALF_REPS),
    "score with baselines": ("score", CLEAN, "--peers"),
    "compare": ("compare", "shallow.toml", "deep.toml", HALF_REPS),
    "tune": ("tune", SESSIONS, "--trials", "1", "--jobs", "1", "--settings", "deep.toml"),
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in a pipe, or on a terminal of some columns, and gives its lines."""
    monkeypatch.chdir(tmp_path)
    Path("shallow.toml").write_text("depth_min_deg = 25\n")
    Path("deep.toml").write_text("depth_min_deg = 60\n")

    def lines(words, columns=None):
        with monkeypatch.context() as patch:
            if columns:
                patch.setenv("FORCE_COLOR", "1")
                patch.setenv("TERM", "xterm-256color")
                patch.setenv("COLUMNS", str(columns))
            shown = CliRunner().invoke(app, [str(word) for word in words])
        assert shown.exit_code == 0, shown.output
        assert ("\x1b" in shown.stdout) == bool(columns)
        return COLOURS.sub("", shown.stdout).splitlines()

    return lines


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_cut_at_80_columns(run, command):
    """All words of the wide table stand in the narrow one."""
    narrow = run(COMMANDS[command], 80)
    assert max(map(len, narrow)) <= 80
    assert not any("\u2026" in line for line in narrow)
    wide_words = {word for line in run(COMMANDS[command]) for word in line.split()}
    assert wide_words <= {word for line in narrow for word in line.split()}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_in_a_pipe_ends_in_blanks(run, command):
    lines = run(COMMANDS[command])
    assert lines == [line.rstrip() for line in lines]


def test_a_row_is_one_line_where_there_is_room(run):
    for where in (None, 160):
        lines = run(COMMANDS["facts"], where)
        row = next(line.split() for line in lines if line.startswith("rep 4 "))
        assert len(row) == 22, row  # four of them `mg`, `mm` and twice `%`
    # At 80 columns the rep stands in two parts and in the table of gates.
    assert sum(line.startswith("rep 4 ") for line in run(COMMANDS["facts"], 80)) == 3


def test_every_part_begins_with_the_first_column_and_the_title_stands_once():
    table = plain_table("title", "name", *(f"column{number}" for number in range(12)))
    table.add_row("first", *(str(10**number) for number in range(12)))
    shown = rendered(table, 40)
    assert shown.count("title") == 1
    assert shown.count("first") == shown.count("name") > 2
    assert [word for word in shown.split() if word.isdigit()] == [str(10**number) for number in range(12)]


def test_text_is_wrapped_before_a_table_is_continued_below():
    table = FittingTable("")
    table.add_column("start")
    table.add_column("why")
    table.add_row("0:01.0", WHY)
    shown = rendered(table, 40)
    assert shown.count("start") == 1
    assert shown.split()[2:] == ["0:01.0", *WHY.split()]


def test_the_longest_text_gets_most_of_the_room():
    table = FittingTable("")
    for _ in range(3):
        table.add_column("")
    table.add_row("0:01.0", "refused: leg_raised, back leg", " ".join([WHY] * 3))
    lines = rendered(table, 80).splitlines()
    assert max(len(line[line.index("the thigh") :]) for line in lines if "the thigh" in line) > 45


def test_a_pipe_has_as_many_columns_as_the_user_says(run, monkeypatch):
    assert max(map(len, run(COMMANDS["explain"]))) > 120
    monkeypatch.setenv("COLUMNS", "100")
    assert 80 < max(map(len, run(COMMANDS["explain"]))) <= 100
    for nonsense in ("0", "wide", "-3"):
        monkeypatch.setenv("COLUMNS", nonsense)
        assert max(map(len, run(COMMANDS["explain"]))) > 120


def rendered(table, columns):
    file = io.StringIO()
    Console(file=file, width=columns).print(table)
    assert max(map(len, file.getvalue().splitlines())) <= columns
    return file.getvalue()
