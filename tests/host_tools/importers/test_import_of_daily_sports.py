"""Daily and Sports Activities: segments of 125 lines of 45 numbers become one session per person and leg."""

import numpy as np
import pytest

LINES = 125


@pytest.fixture
def segments(tmp_path, motion):
    def write(activity, person=1, count=3):
        folder = tmp_path / "in" / "data" / f"a{activity:02}" / f"p{person}"
        folder.mkdir(parents=True)
        numbers = np.full((count * LINES, 45), 0.5)
        numbers[:, 27:33] = motion(count * LINES, 25)
        numbers[:, 36:42] = -motion(count * LINES, 25)
        for n in range(count):
            np.savetxt(folder / f"s{n + 1:02}.txt", numbers[n * LINES : (n + 1) * LINES], "%.6g", ",")
        return numbers

    return write


def test_the_activities_of_a_person_are_one_session_for_each_leg(segments, imported):
    """Segments are contiguous; between activities there is a gap, because the time in between is unknown."""
    numbers = np.concatenate((segments(2), segments(9)))
    sessions = imported("daily-sports")
    assert list(sessions) == ["p1_right", "p1_left"]
    for leg, first in (("right", 27), ("left", 36)):
        seen = sessions[f"p1_{leg}"]
        assert (seen.header.thigh, seen.header.rate_hz) == (leg, 25)
        assert seen.t_ms == [*range(0, 15000, 40), *range(25000, 40000, 40)]
        assert np.abs(seen.values - numbers[:, first : first + 6]).max() < 0.002
        assert seen.truth == [
            ("other", 0, 14960, "", None, "standing"),
            ("other", 25000, 39960, "", None, "walking_in_parking_lot"),
        ]


def test_segments_on_the_stairs_are_set_apart(segments, imported):
    """They were climbed flight by flight, so consecutive segments are not contiguous."""
    segments(5)
    seen = imported("daily-sports")["p1_right"]
    assert seen.t_ms == [*range(0, 5000, 40), *range(6000, 11000, 40), *range(12000, 17000, 40)]
    assert seen.truth == [
        ("other", start, start + 4960, "", None, "ascending_stairs") for start in (0, 6000, 12000)
    ]


def test_people_are_sessions_of_their_own(segments, imported):
    segments(1, 3, 1)
    segments(1, 8, 1)
    assert list(imported("daily-sports")) == ["p3_right", "p3_left", "p8_right", "p8_left"]


def test_a_missing_segment_is_named(tmp_path, segments, refusal):
    segments(1, 1)
    (tmp_path / "in" / "data" / "a01" / "p1" / "s02.txt").unlink()
    assert "s02.txt is missing" in refusal("daily-sports")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (",".join(["1"] * 44), "line 3: columns: 44 instead of 45"),
        (",".join(["1"] * 44 + ["nan"]), "line 3: column 45 is 'nan', which is not a finite number"),
        (",".join(["much"] + ["1"] * 44), "line 3: column 1 is 'much', which is not a finite number"),
        ("", "lines: 124 instead of 125"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, segments, refusal, line, says):
    segments(1, 1)
    path = tmp_path / "in" / "data" / "a01" / "p1" / "s02.txt"
    lines = path.read_text().splitlines()
    lines[2] = line
    path.write_text("\n".join(lines) + "\n")
    sentence = refusal("daily-sports")
    assert sentence.startswith(str(path))
    assert says in sentence


def test_units_that_make_no_sense_are_refused(tmp_path, segments, refusal):
    segments(2, 1, 1)
    path = tmp_path / "in" / "data" / "a02" / "p1" / "s01.txt"
    np.savetxt(path, np.tile(([0, 0, 1] + [0] * 6) * 5, (LINES, 1)), "%g", ",")
    assert "|a| at rest is 0.102 g when read in m/s2, the unit of daily-sports" in refusal("daily-sports")


def test_a_folder_without_the_set_is_named(tmp_path, refusal):
    assert "there is no such folder" in refusal("daily-sports")
    (tmp_path / "in").mkdir()
    assert "there is no aAA/pP/sSS.txt in this folder" in refusal("daily-sports")
    (tmp_path / "in" / "a77" / "p1").mkdir(parents=True)
    (tmp_path / "in" / "a77" / "p1" / "s01.txt").write_text("1\n")
    assert "it contains no activity from a01 to a19" in refusal("daily-sports")
