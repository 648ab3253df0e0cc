"""One set of three lunges, in the layouts that recorders write, comes in with one command and counts three."""

import numpy as np
import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.session import SessionReader
from recording_layouts import LAYOUTS, G, Motion
from typer.testing import CliRunner

SET_END_S = 17.0


@pytest.fixture(scope="session")
def three_lunges(pytestconfig):
    with SessionReader(pytestconfig.rootpath / "recorded_sessions" / "clean_set.csv") as session:
        table = np.array([row for row in session if row[0] < SET_END_S * 1000], float)
        header = session.header
    table[:, 0] /= 1000
    table[:, 1:4] *= header.accel_ug_per_count * 1e-6 * G
    table[:, 4:] *= np.radians(header.gyro_udps_per_count * 1e-6)
    return Motion(table)


def run(*words):
    return CliRunner().invoke(app, ["import", *map(str, words)])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_kind_comes_in_with_one_command_and_counts_three(layout, three_lunges, tmp_path):
    out = tmp_path / "out.csv"
    result = run(*LAYOUTS[layout](three_lunges, tmp_path), out)
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 4
    summary = next(event for event in replay(out, Settings()) if event["kind"] == "summary")
    assert summary["reps"] == 3, result.output
