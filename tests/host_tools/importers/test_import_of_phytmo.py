"""PHYTMO: the series of a person and thigh one after the other; squats right and wrong must not count."""

import numpy as np
import pytest

HEAD = (
    "Time (s),Gyroscope X (deg/s),Gyroscope Y (deg/s),Gyroscope Z (deg/s),"
    "Accelerometer X (g),Accelerometer Y (g),Accelerometer Z (g),"
    "Magnetometer X (uT),Magnetometer Y (uT),Magnetometer Z (uT)"
)


@pytest.fixture
def series(tmp_path, motion):
    def write(name, samples=400, thigh="Rthigh", change=None):
        folder = tmp_path / "in" / "inertial" / "lower" / name[0] / thigh
        folder.mkdir(parents=True, exist_ok=True)
        values = motion(samples, 100)
        table = np.column_stack(
            (
                7 + np.arange(samples) / 100,
                np.degrees(values[:, 3:]),
                values[:, :3] / 9.80665,
                np.full((samples, 3), 40.0),
            )
        )
        if change is not None:
            change(table)
        path = folder / f"{name}.csv"
        np.savetxt(path, table, "%.6f", ",", header=HEAD, comments="")
        return path

    return write


def test_series_of_a_person_are_joined_with_gaps(series, imported, motion):
    for name in ("B07SQT0_1", "B07SQT1_1", "B07KFEL0_2", "B07GIS_1", "B07RCalib"):
        series(name)
    series("B07SQT0_1", thigh="Lthigh")
    sessions = imported("phytmo")
    assert list(sessions) == ["B07_left", "B07_right"]
    right = sessions["B07_right"]
    assert (right.header.thigh, right.header.rate_hz) == ("right", 100)
    assert np.abs(right.values[:400] - motion(400, 100)).max() < 0.002
    assert right.truth == [
        ("other", 0, 3990, "", None, "walking_in_an_eight"),
        ("other", 13990, 17980, "", None, "knee_flexion_extension_left"),
        ("other", 27980, 31970, "", None, "squat"),
        ("other", 41970, 45960, "", None, "squat_wrong"),
    ]


def test_empty_rows_are_left_out(series, imported):
    def lose(table):
        table[200:203, 1:7] = np.nan

    series("A01SQT0_1", change=lose)
    seen = imported("phytmo")["A01_right"]
    assert len(seen.t_ms) == 397
    assert seen.t_ms[199:201] == [1990, 2030]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Accelerometer X (g)", "Accelerometer X (m/s2)", "line 1: there is no column accelerometer x (g)"),
        ("Time (s)", "Time", "line 1: there is no column time (s)"),
        ("7.010000,", "seven,", "line 3: column 1 is 'seven', which is not a finite number"),
    ],
)
def test_what_is_wrong_is_named(series, refusal, old, new, says):
    path = series("A01SQT0_1")
    path.write_text(path.read_text().replace(old, new))
    assert says in refusal("phytmo")


def test_other_units_exercises_and_folders_are_refused(tmp_path, series, refusal):
    path = series("A01SQT0_1", change=lambda table: table.__imul__([1] * 4 + [9.8] * 3 + [1] * 3))
    assert "|a| at rest is 9.8 g when read in g" in refusal("phytmo")
    series("A01SQT0_1", change=lambda table: table.__imul__([1000] + [1] * 9))
    assert "0.1 samples per second according to its times in seconds, instead of 100" in refusal("phytmo")
    path.rename(path.with_name("A01XYZ0_1.csv"))
    assert "the exercise XYZ is not one of SQT, " in refusal("phytmo")
    path.with_name("A01XYZ0_1.csv").rename(path.with_name("A01RCalib.csv"))
    assert "only calibrations" in refusal("phytmo")
    path.with_name("A01RCalib.csv").unlink()
    assert "there is no lower/A/Rthigh/ANNEEELP_S.csv in this folder" in refusal("phytmo")
