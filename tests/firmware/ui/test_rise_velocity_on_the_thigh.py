"""Rise velocity with the unmodified firmware: the digits show what the laptop finds in the log."""

import numpy as np
import pytest
from heeldrive import Settings
from heeldrive_lab.board.log_reader import read_logs, session_header
from heeldrive_lab.detection.rep_metrics import metrics_of_session
from heeldrive_lab.sessions.recording import Recording
from heeldrive_lab.virtual_board.drive import VirtualDrive

SHORT_MS = 120


@pytest.fixture
def logged(tmp_path):
    """The metrics of the reps in the log of a drive."""

    def metrics(drive):
        drive.power_on(None)
        (log,) = read_logs(drive.read("heeldrive.log"))
        recording = Recording(session_header(log), np.array(log.rows), tmp_path / "log.csv")
        return metrics_of_session(recording, Settings())

    return metrics


@pytest.mark.parametrize("rep", [1, 4, 9])
def test_digits_and_laptop_agree_on_velocity_and_loss(wear, clean, logged, rep):
    drive = VirtualDrive()
    from_ms = clean.end[rep] + 600
    presses_ms = [(from_ms + wait_ms, from_ms + wait_ms + SHORT_MS) for wait_ms in (0, 600)]
    workout = wear("clean_set", presses_ms=presses_ms, drive=drive)
    velocity, loss = workout.readings(from_ms + 200, from_ms + 1500)[-2:]
    rises = [fact.hip_rise for fact in logged(drive)]
    assert len(rises) == 10
    assert velocity == f"{rises[rep - 1].mean_mps + 1e-9:5.2f}"
    assert loss == f"5L{rises[rep - 1].loss_percent:2d}"


def test_the_count_blinks_after_two_slow_rises_and_only_if_asked_for(wear, logged):
    drive = VirtualDrive()
    asked = wear("tired_by_the_end", drive=drive, settings_text="loss_stop_percent = 20\n")
    losses = [fact.hip_rise.loss_percent for fact in logged(drive)]
    first = next(number for number, loss in enumerate(losses, 1) if loss >= 20)
    blank_ms = [ms for ms, reading in asked.digits if reading == "    " and ms > 5000]
    shown_ms = next(ms for ms, reading in asked.digits if reading == f"{first:4d}")
    assert 0 <= blank_ms[0] - shown_ms < 1200
    as_shipped = wear("tired_by_the_end")
    assert [ms for ms, reading in as_shipped.digits if reading == "    " and ms > 5000] == []
    assert [rep["index"] for rep in asked.reps()] == [rep["index"] for rep in as_shipped.reps()]
