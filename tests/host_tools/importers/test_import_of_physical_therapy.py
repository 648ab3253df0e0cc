"""Physical Therapy Exercises: template and test sessions of each unit, executions from a file of times."""

import numpy as np
import pytest

HEAD = "time index;acc_x;acc_y;acc_z;gyr_x;gyr_y;gyr_z;mag_x;mag_y;mag_z"


@pytest.fixture
def unit(tmp_path, motion):
    def write(subject=1, exercise=4, unit=2, samples=400):
        exercise_folder = tmp_path / "in" / f"s{subject}" / f"e{exercise}"
        folder = exercise_folder / f"u{unit}"
        folder.mkdir(parents=True)
        values = motion(samples, 25)
        table = np.column_stack((np.arange(1, samples + 1), values, np.ones((samples, 3))))
        for name in ("template_session.txt", "test.txt"):
            np.savetxt(folder / name, table, ["%d"] + ["%.6g"] * 9, ";", header=HEAD, comments="")
        (exercise_folder / "template_times.txt").write_text(
            "execution type;start;end\n1;26;101\n2;126;151\n3;201;301\n"
        )
        return values

    return write


def test_each_unit_has_a_folder_with_template_and_test(unit, imported):
    values = unit()
    sessions = imported("physical-therapy")
    assert list(sessions) == ["u2/s1_e4_u2_template", "u2/s1_e4_u2_test"]
    template, test = sessions.values()
    assert template.t_ms == list(range(0, 16000, 40))
    assert np.abs(template.values - values).max() < 0.002
    assert (template.header.thigh, template.header.rate_hz) == ("unknown", 25)
    assert template.header.extra["imported_from"] == "template_session.txt"
    assert template.truth == [
        ("other", 1000, 4000, "", 1, "e4_correct"),
        ("other", 5000, 6000, "", 1, "e4_fast"),
        ("other", 8000, 12000, "", 1, "e4_low_amplitude"),
    ]
    assert test.truth == [("other", 0, 15960, "", 30, "e4")]


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("u2/template_session.txt", "gyr_x", "rate_x", "line 1: there is no column gyr_x"),
        ("u2/test.txt", "\n3;", "\n2;", "line 4: the time index is 2 after 2; it must increase"),
        ("u2/test.txt", "\n3;0", "\n3;", "line 4: column 2 is '', which is not a finite number"),
        ("u2/test.txt", "\n3;0", "\n3", "line 4: columns: 9 instead of 10"),
        ("template_times.txt", "3;201", "4;201", "execution type 4 from 201 to 301"),
        ("template_times.txt", "3;201;301", "3;201;3010", "from 201 to 3010 is not one of 1 to 3 within"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, unit, refusal, name, old, new, says):
    unit()
    path = tmp_path / "in" / "s1" / "e4" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    sentence = refusal("physical-therapy")
    assert sentence.startswith(str(path))
    assert says in sentence


@pytest.mark.parametrize("name", ["u2/test.txt", "template_times.txt"])
def test_a_missing_file_is_named(tmp_path, unit, refusal, name):
    unit()
    path = tmp_path / "in" / "s1" / "e4" / name
    path.unlink()
    assert refusal("physical-therapy") == f"{path}: there is no such file: check the name"


def test_an_empty_file_is_named(tmp_path, unit, refusal):
    unit()
    (tmp_path / "in" / "s1" / "e4" / "u2" / "test.txt").write_text(HEAD + "\n\n")
    assert "it contains no row of numbers" in refusal("physical-therapy")
