"""MM-Fit: phones in both pockets, separate accelerometer and gyroscope files, labels by camera frames."""

import numpy as np
import pytest

START_MS = 1_600_000_000_000
ACCEL_HZ, GYRO_HZ, FRAMES_HZ = 200, 100, 30


def rows(values, rate_hz, start_ms=START_MS):
    t_ms = start_ms + np.arange(len(values)) * 1000 // rate_hz
    return np.column_stack(((t_ms - START_MS) * FRAMES_HZ // 1000, t_ms, values))


@pytest.fixture
def workout(tmp_path, motion):
    folder = tmp_path / "in" / "mm-fit" / "w03"
    folder.mkdir(parents=True)
    accel = rows(motion(12 * ACCEL_HZ, ACCEL_HZ)[:, :3], ACCEL_HZ)
    gyro = rows(motion(12 * GYRO_HZ, GYRO_HZ)[:, 3:], GYRO_HZ)
    np.save(folder / "w03_sp_r_acc.npy", accel)
    np.save(folder / "w03_sp_r_gyr.npy", gyro)
    (folder / "w03_labels.csv").write_text("60,120,10,squats\n150,240,8,lunges\n")
    return folder


def test_a_workout_has_lunges_as_sets_and_all_else_as_other(workout, motion, imported):
    (name,) = sessions = imported("mm-fit")
    seen = sessions[name]
    assert name == "w03_right"
    assert (seen.header.thigh, seen.header.rate_hz) == ("right", ACCEL_HZ)
    assert seen.header.extra["time_shift_ms"] == str(-START_MS)
    # The gyroscope's last sample is 5 ms before the accelerometer's: what it does not reach is left out.
    assert seen.t_ms == list(range(0, 11991, 5))
    # Nor is its very last sample, at the end of the difference that made it, the same at both rates.
    expected = motion(12 * ACCEL_HZ, ACCEL_HZ)[: len(seen.t_ms)]
    assert np.abs(seen.values - expected)[:-2].max() < 0.01
    assert seen.truth == [
        ("other", 0, 2000, "", None, "non_activity"),
        ("other", 2000, 4030, "", 10, "squats"),
        ("other", 4030, 5000, "", None, "non_activity"),
        ("set", 5000, 8030, "", 8, "lunge"),
        ("other", 8030, 11990, "", None, "non_activity"),
    ]


def test_parts_are_joined_with_the_gap_between_them(workout, imported):
    for kind in ("acc", "gyr"):
        whole = np.load(workout / f"w03_sp_r_{kind}.npy")
        early = whole[:, 1] < START_MS + 8500
        late = whole[:, 1] >= START_MS + 9500
        np.save(workout / f"w03_sp_r_{kind}_0.npy", whole[early])
        np.save(workout / f"w03_sp_r_{kind}_1.npy", whole[late])
        (workout / f"w03_sp_r_{kind}.npy").unlink()
    steps = np.diff(imported("mm-fit")["w03_right"].t_ms)
    assert steps.max() == 1010
    assert (steps > 5).sum() == 1


def test_a_gap_in_the_gyroscope_alone_is_not_filled(workout, imported):
    gyro = np.load(workout / "w03_sp_r_gyr.npy")
    np.save(workout / "w03_sp_r_gyr.npy", np.delete(gyro, slice(900, 1000), axis=0))
    steps = np.diff(imported("mm-fit")["w03_right"].t_ms)
    assert steps.max() >= 1000
    assert (steps > 5).sum() == 1


def test_of_samples_within_one_millisecond_the_first_is_kept(workout, imported):
    accel = np.load(workout / "w03_sp_r_acc.npy")
    twice = np.repeat(accel, 2, axis=0)
    twice[1::2, 2:] = 3
    np.save(workout / "w03_sp_r_acc.npy", twice)
    seen = imported("mm-fit")["w03_right"]
    assert seen.t_ms == list(range(0, 11991, 5))
    assert np.abs(seen.values[:, 0]).max() < 0.01


def test_a_set_that_was_not_recorded_whole_is_left_out(workout, imported, tmp_path):
    with (workout / "w03_labels.csv").open("a") as labels:
        labels.write("300,400,10,lunges\n")
    truth = imported("mm-fit")["w03_right"].truth
    assert [row[-1] for row in truth].count("lunge") == 1
    assert truth[-1] == ("other", 8030, 11990, "", None, "non_activity")


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ("60,120,10\n", "line 1: '60,120,10' is not first frame, last frame, repetitions, activity"),
        ("60,120,ten,squats\n", "is not first frame, last frame, repetitions, activity"),
        ("120,60,10,squats\n", "line 1: frames 120 to 60"),
        ("", "it contains no set"),
    ],
)
def test_labels_that_are_none_are_named(workout, refusal, labels, says):
    (workout / "w03_labels.csv").write_text(labels)
    sentence = refusal("mm-fit")
    assert sentence.startswith(str(workout / "w03_labels.csv"))
    assert says in sentence


def test_missing_and_damaged_files_are_named(workout, refusal):
    path = workout / "w03_sp_r_gyr.npy"
    gyro = np.load(path)
    np.save(path, gyro[:, :4])
    assert "it is an array of 1200 x 4 float64; it must be rows of 5 numbers" in refusal("mm-fit")
    gyro[5, 3] = np.nan
    np.save(path, gyro)
    assert "row 6 contains a number that is not finite" in refusal("mm-fit")
    gyro[5, 3] = 0
    gyro[:, 1] += 3_600_000
    np.save(path, gyro)
    assert "its accelerometer and gyroscope have no time in common" in refusal("mm-fit")
    path.write_bytes(b"no array")
    assert "not a valid numpy array" in refusal("mm-fit")
    path.unlink()
    assert "w03_sp_r_gyr.npy is missing" in refusal("mm-fit")
    (workout / "w03_sp_r_acc.npy").unlink()
    assert "no workout has the files of a phone" in refusal("mm-fit")
    (workout / "w03_labels.csv").unlink()
    assert "there is no wWW/wWW_labels.csv in this folder" in refusal("mm-fit")
