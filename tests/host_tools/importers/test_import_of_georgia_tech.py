"""Georgia Tech 2023: lunges cut from joint angles and force plates, other activities from the flags."""

import numpy as np
import pytest
from georgia_tech_files import G, write_kind, write_lunges, write_sensors, write_walk
from heeldrive_lab.importers.registry import import_data_set
from heeldrive_lab.sessions.annotations import read_annotations

# start, bottom, rise, end, the leg in front, the leg that steps
REPS = [
    (4.0, 5.0, 5.4, 6.4, "l", "r"),
    (8.0, 9.0, 9.4, 10.4, "r", "l"),
    (12.0, 13.0, 13.4, 14.4, "l", "l"),
]
T_S = np.arange(18 * 200) / 200


@pytest.fixture
def person(tmp_path):
    return tmp_path / "in" / "ProcessedData" / "AB01"


@pytest.fixture
def six(motion):
    """The thigh of the other importers in m/s^2 and deg/s."""
    values = motion(len(T_S), 200)
    return values * [1, 1, 1, *np.degrees([1, 1, 1])]


def reps_of(tmp_path, leg, trial="lunges_1"):
    return read_annotations(tmp_path / "out" / "lunges" / f"AB01_{trial}_{leg}.truth.csv").rows


def test_lunges_of_both_legs_have_the_leg_the_kind_and_the_phase_times(tmp_path, person, six, imported):
    write_sensors(person / "lunges_1", T_S, six, -six)
    write_lunges(person / "lunges_1", T_S, REPS)
    sessions = imported("georgia-tech")
    assert list(sessions) == ["lunges/AB01_lunges_1_left", "lunges/AB01_lunges_1_right"]
    left = sessions["lunges/AB01_lunges_1_left"]
    assert (left.header.thigh, left.header.rate_hz) == ("left", 200)
    assert np.abs(left.values - six * [1, 1, 1, *np.radians([1, 1, 1])]).max() < 0.002
    kinds = [(row.kind, row.sensor_leg, row.activity) for row in reps_of(tmp_path, "left")]
    assert kinds == [
        ("rep", "front", "backward_lunge"),
        ("rep", "back", "backward_lunge"),
        ("rep", "front", "forward_lunge"),
    ]
    assert [row.sensor_leg for row in reps_of(tmp_path, "right")] == ["back", "front", "back"]
    first = reps_of(tmp_path, "left")[0]
    # 10 % of 80 deg on the way down and up; within 5 of 80 deg at the bottom.
    assert first.start_ms == pytest.approx(4100, abs=10)
    assert first.bottom_ms == pytest.approx(5000 - 1000 * 5 / 80, abs=10)
    assert first.rise_ms == pytest.approx(5400 + 1000 * 5 / 80, abs=10)
    assert first.end_ms == pytest.approx(6300, abs=10)
    assert first.depth_deg == pytest.approx(80, abs=0.2)
    # A knee of 98 and an ankle of 18 deg are a level thigh and a shank that leans; both straighten to 8 deg.
    height_m = [0.41 * np.cos(np.radians((8 + 10 * deep, 80 * deep))).sum() for deep in (75 / 80, 0.1)]
    seconds = (first.end_ms - first.rise_ms) / 1000
    assert first.rise_mm_s == pytest.approx(1000 * (height_m[1] - height_m[0]) / seconds, rel=0.01)
    behind = reps_of(tmp_path, "right")[0]
    assert first.start_ms < behind.start_ms < behind.bottom_ms <= first.bottom_ms + 40
    assert behind.depth_deg is None
    assert behind.rise_mm_s is None
    assert reps_of(tmp_path, "left")[2].rise_mm_s is None, "a forward lunge's foot leaves the floor"


def test_the_kind_of_lunge_is_known_from_one_plate_and_not_without_any(tmp_path, person, six, imported):
    for trial, plates in (("lunges_1", "l"), ("lunges_3", "r"), ("lunges_4", "")):
        write_sensors(person / trial, T_S, six, six)
        write_lunges(person / trial, T_S, REPS, known_plates=plates)
    imported("georgia-tech")
    known = ["backward_lunge", "backward_lunge", "forward_lunge"]
    assert [row.activity for row in reps_of(tmp_path, "left")] == known
    assert [row.activity for row in reps_of(tmp_path, "left", "lunges_3")] == known
    rows = reps_of(tmp_path, "left", "lunges_4")
    assert [row.activity for row in rows] == ["lunge"] * 3
    assert [row.sensor_leg for row in rows] == ["front", "back", "front"]


def test_the_share_of_the_rise_behind_mid_foot_is_measured_with_the_foot_of_the_walking(
    tmp_path, person, six, imported
):
    write_sensors(person / "lunges_1", T_S, six, six)
    write_lunges(person / "lunges_1", T_S, REPS, behind=(0.75, 0.25, 0.5))
    imported("georgia-tech")
    assert all(row.behind_midfoot_percent is None for row in reps_of(tmp_path, "left"))
    write_walk(person / "normal_walk_1_1-2")
    imported_again = imported("georgia-tech")
    assert "normal_walk/AB01_normal_walk_1_1-2_left" in imported_again
    # The front foot is the left, the right and the left one, whichever thigh has the sensor.
    for leg in ("left", "right"):
        first, second, third = reps_of(tmp_path, leg)
        assert first.behind_midfoot_percent > 65
        assert second.behind_midfoot_percent < 35
        assert first.cop_percent < second.cop_percent
        # The front foot of a forward lunge leaves the ground before the rep ends: half of the loaded rise.
        assert leg == "right" or 60 < third.behind_midfoot_percent < 75


def test_an_axis_from_the_toes_to_the_heel_makes_no_difference(tmp_path, person, six, imported):
    write_sensors(person / "lunges_1", T_S, six, six)
    write_lunges(person / "lunges_1", T_S, REPS, behind=(0.75, 0.25, 0.5))
    path = person / "lunges_1" / "AB01_lunges_1_insole_sim.csv"
    table = np.genfromtxt(path, delimiter=",", names=True)
    names = table.dtype.names
    write_kind(path.parent, "insole_sim", {n: -table[n] if "COP" in n else table[n] for n in names})
    write_walk(person / "normal_walk_1_1-2", forwards=-1.0)
    imported("georgia-tech")
    assert reps_of(tmp_path, "left")[0].behind_midfoot_percent > 65


def test_squats_are_single_cycles_and_other_trials_flagged_time(person, six, imported):
    write_sensors(person / "squats_1_25lbs", T_S, six, six)
    squat = np.interp(T_S, [4, 5, 6, 8, 9, 10], [5, 95, 5, 5, 95, 5])
    angles = {f"{joint}_{leg}": squat * sign for joint, sign in
              (("hip_flexion", 1), ("knee_angle", -1), ("ankle_angle", 0.2)) for leg in "lr"}  # fmt: skip
    write_kind(person / "squats_1_25lbs", "angle", {"time": T_S, **angles})
    write_walk(person / "normal_walk_1_1-2")
    write_sensors(person / "lunges_2_left", T_S, six, six)
    sessions = imported("georgia-tech")
    squats = sessions["squats/AB01_squats_1_25lbs_left"].truth
    assert [row[4:] for row in squats] == [(1, "squats_25lbs")] * 2
    assert [row[1] for row in squats] == pytest.approx([4225, 8225], abs=10)
    walk = sessions["normal_walk/AB01_normal_walk_1_1-2_right"].truth
    assert walk == [("other", 2000, 9995, "", None, "normal_walk_1-2")]
    assert sessions["lunges/AB01_lunges_2_left_left"].truth == [
        ("other", 0, 17995, "", None, "side_lunge_left")
    ]


def test_a_sensor_without_samples_is_named_and_lost_samples_are_left_out(tmp_path, person, six, imported):
    six[400:420, 2] = np.nan
    write_sensors(person / "lunges_1", T_S + 3, six, None)
    write_lunges(person / "lunges_1", T_S + 3, [(*(t + 3 for t in rep[:4]), *rep[4:]) for rep in REPS])
    (written,) = import_data_set("georgia-tech", tmp_path / "in", tmp_path / "out")
    assert any("the sensor on the right thigh has no sample" in note for note in written.notes)
    assert any("samples left out because they are empty or out of order: 20" in n for n in written.notes)
    first = reps_of(tmp_path, "left")[0]
    assert first.start_ms == pytest.approx(4100, abs=10)


def test_short_losses_of_markers_are_bridged_and_long_ones_leave_the_phases_out(
    tmp_path, person, six, imported
):
    write_sensors(person / "lunges_1", T_S, six, six)
    write_lunges(person / "lunges_1", T_S, REPS)
    path = person / "lunges_1" / "AB01_lunges_1_angle.csv"
    lines = path.read_text().splitlines()
    for first, last in ((921, 941), (1761, 1841)):  # 0.1 s in the first lunge, 0.4 s in the second
        for number in range(first, last):
            lines[number] = lines[number].split(",")[0] + "," * 6
    path.write_text("\n".join(lines) + "\n")
    imported("georgia-tech")
    first, *rest = reps_of(tmp_path, "left")
    assert first.depth_deg == pytest.approx(80, abs=0.2)
    assert len(rest) >= 1
    assert reps_of(tmp_path, "right")[-1].activity == "forward_lunge"


@pytest.mark.parametrize(
    ("kind", "change", "says"),
    [
        ("imu_real", ("LAThigh_ACCX", "LPThigh_ACCX"), "there is no column lathigh_accx"),
        ("angle", ("knee_angle_l", "knee_l"), "there is no column knee_angle_l"),
        ("grf", ("LForceY_Vertical", "LFz"), "there is no column lforcey_vertical"),
        ("angle", (",-", ","), "knee_angle reaches 103 deg; flexion is negative in this set"),
        ("imu_real", ("0.005,", "0.005,what,"), "columns: 20 instead of 19"),
    ],
)
def test_what_is_wrong_is_named(person, six, refusal, kind, change, says):
    write_sensors(person / "lunges_1", T_S, six, six)
    write_lunges(person / "lunges_1", T_S, REPS)
    path = person / "lunges_1" / f"AB01_lunges_1_{kind}.csv"
    text = path.read_text()
    assert change[0] in text
    path.write_text(text.replace(change[0], change[1], -1 if kind == "angle" else 1))
    assert says in refusal("georgia-tech")


def test_other_units_are_refused(person, six, refusal):
    write_walk(person / "normal_walk_1_1-2")
    in_g = six / [G, G, G, 1, 1, 1]
    write_sensors(person / "normal_walk_1_1-2", T_S, in_g, in_g)
    assert "|a| at rest is 0.102 g when read in m/s2" in refusal("georgia-tech")
    write_sensors(person / "normal_walk_1_1-2", T_S * 1000, six, six)
    assert "0.2 samples per second according to its times in seconds" in refusal("georgia-tech")
    write_sensors(person / "normal_walk_1_1-2", T_S - 1, six, six)
    assert "the time of sample 1 is -1" in refusal("georgia-tech")


def test_a_lunge_trial_without_angles_and_a_folder_of_something_else_are_refused(
    tmp_path, person, six, refusal
):
    path = write_sensors(person / "lunges_1", T_S, six, six)
    assert "AB01_lunges_1_angle.csv: there is no such file; what is true of a lunge" in refusal(
        "georgia-tech"
    )
    path.rename(path.with_name("other_imu_real.csv"))
    assert "keep the owners' folders" in refusal("georgia-tech")
    path.with_name("other_imu_real.csv").unlink()
    assert "there is no AB01/TRIAL/AB01_TRIAL_imu_real.csv in this folder" in refusal("georgia-tech")


def test_a_trial_in_which_nothing_is_found_says_so(tmp_path, person, six):
    write_sensors(person / "lunges_1", T_S, six, six)
    write_lunges(person / "lunges_1", T_S + 100, [(*(t + 100 for t in rep[:4]), *rep[4:]) for rep in REPS])
    written = list(import_data_set("georgia-tech", tmp_path / "in", tmp_path / "out"))
    assert len(written) == 2
    assert all("nothing is annotated in it" in note for session in written for note in session.notes[-1:])
