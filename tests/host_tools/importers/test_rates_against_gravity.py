"""A gyroscope whose signs do not belong to the accelerometer's axes is noted on import."""

from pathlib import Path

import numpy as np
import pytest
from heeldrive_lab.importers.data_set import SourceRecording, Units, make_session
from heeldrive_lab.importers.handedness import turning_agreement


def session(values):
    t_ms = np.arange(len(values)) * 10
    recording = SourceRecording(Path("a.csv"), t_ms, values[:, :3], values[:, 3:], 100.0)
    return make_session(recording, Units(), "a-set", "a sensor")


def test_reversed_rates_are_noted_and_right_ones_are_not(motion):
    values = motion(600, 100)
    assert not any("against gravity" in note for note in session(values).notes)
    values[:, 3:] *= -1
    assert any("the rates turn against gravity" in note for note in session(values).notes)


def test_agreement_is_of_direction_and_is_none_where_gravity_stays(motion):
    values = motion(600, 100)
    accel_ug, gyro_udps = values[:, :3] / 9.80665e-6, np.degrees(values[:, 3:]) * 1e6
    assert turning_agreement(accel_ug, gyro_udps, 100) == pytest.approx(1, abs=0.05)
    assert turning_agreement(-accel_ug, gyro_udps, 100) == pytest.approx(1, abs=0.05)
    assert turning_agreement(accel_ug, gyro_udps[:, [1, 0, 2]], 100) == pytest.approx(0, abs=0.05)
    assert turning_agreement(accel_ug[:90], gyro_udps[:90], 100) is None
