"""UTD-MHAD: MATLAB files, one action each; lunges with the left foot in front, seen from the right thigh."""

import sys

import numpy as np
import pytest
from heeldrive_lab.importers.registry import import_data_set
from heeldrive_lab.util.optional_dependencies import MissingExtraError
from scipy.io import savemat

G = 9.80665


@pytest.fixture
def trial(tmp_path, motion):
    def write(name, samples=180, **contents):
        folder = tmp_path / "in" / "Inertial"
        folder.mkdir(parents=True, exist_ok=True)
        values = motion(samples, 50)
        matrix = np.hstack((values[:, :3] / G, np.degrees(values[:, 3:])))
        savemat(folder / name, contents or {"d_iner": matrix})
        return values

    return write


def test_a_lunge_is_a_rep_of_the_back_leg_and_a_squat_is_not(trial, imported):
    values = [
        trial("a22_s3_t4_inertial.mat", 150),
        trial("a26_s3_t1_inertial.mat"),
        trial("a27_s3_t2_inertial.mat"),
    ]
    (name,) = sessions = imported("utd-mhad")
    seen = sessions[name]
    assert name == "s3"
    assert seen.t_ms == [*range(0, 3000, 20), *range(13000, 16600, 20), *range(26600, 30200, 20)]
    assert np.abs(seen.values - np.concatenate(values))[:, :3].max() < 0.002
    assert np.abs(seen.values - np.concatenate(values))[:, 3:].max() < 0.0003
    assert (seen.header.thigh, seen.header.origin, seen.header.rate_hz) == ("right", "imported", 50)
    assert seen.header.extra == {"data_set": "utd-mhad", "imported_from": "a*_s3_t*_inertial.mat"}
    assert seen.truth == [
        ("other", 0, 2980, "", None, "jogging_in_place"),
        ("rep", 13000, 16580, "back", None, "forward_lunge"),
        ("other", 26600, 30180, "", 1, "squat"),
    ]


def test_people_are_sessions_of_their_own_and_wrist_actions_are_passed_over(trial, imported, refusal):
    trial("a21_s1_t1_inertial.mat")
    assert "no file of the actions 22 to 27" in refusal("utd-mhad")
    trial("a26_s1_t1_inertial.mat")
    trial("a26_s2_t1_inertial.mat")
    sessions = imported("utd-mhad")
    assert list(sessions) == ["s1", "s2"]
    assert all([row[-1] for row in seen.truth] == ["forward_lunge"] for seen in sessions.values())


@pytest.mark.parametrize(
    ("matrix", "says"),
    [
        (np.zeros((90, 5)), "d_iner is an array of 90 x 5 float64; it must be rows of 6 numbers"),
        (np.zeros(6), "it must be rows of 6 numbers"),
        (np.full((90, 6), np.nan), "row 1 contains a number that is not finite"),
        (np.tile([0, 0, G, 0, 0, 0], (90, 1)), "|a| at rest is 9.81 g when read in g"),
        (np.tile([0, 0, 1, 0, 0, 5000], (90, 1)), "the rates reach 5000 deg/s"),
    ],
)
def test_what_is_no_trial_is_named(trial, refusal, matrix, says):
    trial("a26_s1_t1_inertial.mat", d_iner=matrix)
    sentence = refusal("utd-mhad")
    assert "_inertial.mat: " in sentence
    assert says in sentence


def test_another_matlab_file_and_a_damaged_one_are_named(tmp_path, trial, refusal):
    trial("a26_s1_t1_inertial.mat", d_skel=np.zeros((20, 3)))
    assert "it contains no d_iner" in refusal("utd-mhad")
    (tmp_path / "in" / "Inertial" / "a26_s1_t1_inertial.mat").write_bytes(b"no MATLAB" * 40)
    assert "not a valid MATLAB 5 file" in refusal("utd-mhad")


def test_without_scipy_the_command_that_installs_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setattr("heeldrive_lab.util.optional_dependencies.find_spec", lambda package: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'heeldrive\[score\]'"):
        list(import_data_set("utd-mhad", tmp_path, tmp_path / "out"))
