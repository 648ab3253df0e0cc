"""HuGaDB: raw counts of both thighs, activities as runs of the label."""

import numpy as np
import pytest

SENSORS = [f"{kind}_{place}_{axis}" for place in ("rf", "rs", "rt", "lf", "ls", "lt")
           for kind in ("acc", "gyro") for axis in "xyz"]  # fmt: skip
HEAD = "#Activity\twalking standing \n#ActivityID\t1 8 \n#Date\t09-12-12-33\n"


@pytest.fixture
def recording(tmp_path, motion):
    def write(name="HuGaDB_v2_various_03_01.txt", samples=400, change=None):
        (tmp_path / "in" / "Data").mkdir(parents=True, exist_ok=True)
        table = np.full((samples, 39), 7.0)
        to_counts = np.array([32768 / (2 * 9.80665)] * 3 + [np.degrees(32768 / 2000)] * 3)
        counts = np.rint(motion(samples, 56.35) * to_counts)
        table[:, 12:18], table[:, 30:36] = counts, -counts
        table[:, 38] = 8
        table[100:200, 38] = 1
        if change is not None:
            change(table)
        path = tmp_path / "in" / "Data" / name
        np.savetxt(
            path, table, "%g", "\t", header="\t".join([*SENSORS, "EMG_r", "EMG_l", "act"]), comments=""
        )
        path.write_text(HEAD + path.read_text())
        return path

    return write


def test_both_thighs_in_units_and_the_runs_of_labels(recording, imported, motion):
    recording()
    sessions = imported("hugadb")
    name = "p03/HuGaDB_v2_various_03_01"
    assert list(sessions) == [f"{name}_right", f"{name}_left"]
    for leg, sign in (("right", 1), ("left", -1)):
        seen = sessions[f"{name}_{leg}"]
        assert (seen.header.thigh, seen.header.rate_hz) == (leg, 56)
        assert np.abs(seen.values - sign * motion(400, 56.35)).max() < 0.003
        assert seen.t_ms[:4] == [0, 18, 35, 53]
        assert [row[5] for row in seen.truth] == ["standing", "walking", "standing"]
        assert all(row[0] == "other" for row in seen.truth)
    assert seen.truth[1][1:3] == (1775, 3531)


@pytest.mark.parametrize(
    ("where", "value", "says"),
    [
        ((slice(None), 38), 13, "the activity 13 is not one of 1 to 12"),
        ((7, 13), 40000, "its values reach 40000 and must be whole counts of 16 bits"),
    ],
)
def test_what_is_wrong_is_named(recording, refusal, where, value, says):
    def change(table):
        table[where] = value

    recording(change=change)
    sentence = refusal("hugadb")
    assert "HuGaDB_v2_various_03_01.txt" in sentence
    assert says in sentence


def test_other_units_a_missing_column_and_another_folder_are_refused(recording, refusal):
    def in_g(table):
        table[:, 12:36] /= 16384

    def eighth(table):
        table[:, 12:36] //= 8

    recording(change=in_g)
    assert "must be whole counts of 16 bits" in refusal("hugadb")
    recording(change=eighth)
    assert "|a| at rest is 0.12" in refusal("hugadb")
    path = recording()
    lines = path.read_text().splitlines()
    lines[10] = lines[10].rpartition("\t")[0]
    path.write_text("\n".join(lines) + "\n")
    assert "line 11: columns: 38 instead of 39" in refusal("hugadb")
    path.unlink()
    assert "there is no HuGaDB_vV_ACTIVITY_PP_CC.txt in this folder" in refusal("hugadb")
