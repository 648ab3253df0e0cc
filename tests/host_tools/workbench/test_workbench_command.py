"""`heeldrive workbench` without a browser: what it refuses, and what it does not load too early."""

import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.util.ports import PortError
from heeldrive_lab.workbench.axes import Axes
from heeldrive_lab.workbench.server import PORTS_TRIED, free_port
from heeldrive_lab.workbench.view import View
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
WORKOUT_S = 45 * 60


def test_help_does_not_load_bokeh():
    code = (
        "import sys; from typer.testing import CliRunner; from heeldrive_lab.commands.app import app;"
        "shown = [CliRunner().invoke(app, words) for words in (['--help'], ['workbench', '--help'])];"
        "assert all(one.exit_code == 0 and 'workbench' in one.stdout for one in shown);"
        "sys.exit('bokeh' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def taken():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_that_is_taken_is_named(taken):
    result = CliRunner().invoke(
        app, ["workbench", str(SESSIONS / "quick_reps.csv"), "--no-browser", "--port", str(taken)]
    )
    assert result.exit_code == 2
    assert result.stderr.startswith(
        f"heeldrive: port {taken} of 127.0.0.1 cannot be used (Address already in"
    )
    assert len(result.stderr.splitlines()) == 1


def test_without_a_port_the_next_free_one_is_taken(taken, monkeypatch):
    monkeypatch.setattr("heeldrive_lab.workbench.server.FIRST_PORT", taken)
    assert taken < free_port("127.0.0.1", None) < taken + PORTS_TRIED


def test_an_address_of_another_computer_is_refused():
    with pytest.raises(PortError, match=r"203\.0\.113\.1 cannot be used"):
        free_port("203.0.113.1", 5106)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["none.csv"], "none.csv: there is no such file"),
        ([SESSIONS / "quick_reps.csv", "--settings", SESSIONS / "README.md"], "README.md: this is not TOML"),
    ],
)
def test_bad_input_is_one_sentence(words, says):
    result = CliRunner().invoke(app, ["workbench", "--no-browser", *map(str, words)])
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_workout_of_45_minutes_is_thinned_to_what_a_screen_shows(desk):
    bench = desk(SESSIONS / "quick_reps.csv").bench
    (session,) = bench.entries
    opened = bench.cache.opened[session]
    rows = 52 * WORKOUT_S
    table = np.resize(opened.loaded.table, (rows, 7))
    table[:, 0] = np.arange(rows) * 1000 // 52
    object.__setattr__(opened.loaded, "table", table)
    view = View(bench, Axes())
    view.open(session)
    view.draw_curves()
    assert view.axes.x.end > WORKOUT_S
    band = view.axes.bands["rate"].data
    assert view.axes.width_px / 2 <= len(band["x"]) <= view.axes.width_px + 2
    assert len(view.axes.lines["rate"].data["x"]) == 0
    assert band["high"].max() > 100
    view.zoom(0.001)
    view.draw_curves()
    assert view.axes.x.end - view.axes.x.start == pytest.approx(0.001 * WORKOUT_S, rel=0.05)
    assert 100 < len(view.axes.lines["rate"].data["x"]) < 400
    assert len(view.axes.bands["rate"].data["x"]) == 0
