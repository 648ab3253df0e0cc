"""A gyroscope whose signs do not belong to the accelerometer's axes is noted on import."""

from pathlib import Path

import numpy as np
import pytest
from heeldrive_lab.importers.data_set import SourceRecording, Units, make_session
from heeldrive_lab.importers.turning import turning


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
    accel, gyro = values[:, :3], values[:, 3:]
    agreement, slope = turning(accel, gyro, 100).fit()
    assert agreement == pytest.approx(1, abs=0.01)
    assert slope == pytest.approx(1, abs=0.05)
    assert turning(-accel, gyro, 100).fit()[0] == pytest.approx(agreement)
    assert turning(accel, -gyro, 100).fit()[0] == pytest.approx(-agreement)
    assert turning(accel, gyro[:, [1, 0, 2]], 100).fit()[0] == pytest.approx(0, abs=0.05)
    assert turning(accel[:90], gyro[:90], 100) is None


def test_a_gyroscope_in_degrees_and_twice_too_slow_shows_in_the_slope(motion):
    values = motion(600, 100)
    assert turning(values[:, :3], np.degrees(values[:, 3:]), 100).fit()[1] == pytest.approx(0.01745, rel=0.05)
    assert turning(values[:, :3], values[:, 3:], 200).fit()[1] == pytest.approx(2, rel=0.05)


def test_jumps_and_impacts_are_not_asked(motion):
    values = motion(600, 100)
    # Half of the recording: three times the force, ten times a second, while the rates go astray.
    jumps = (np.arange(600) % 10 < 3) & (np.arange(600) >= 300)
    values[jumps, :3] *= 3
    values[300:, 3:] *= -1
    assert turning(values[:, :3], values[:, 3:], 100).fit()[0] > 0.9
