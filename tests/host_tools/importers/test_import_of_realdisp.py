"""RealDISP: logs of 120 columns; both thighs, activities as runs of the label."""

import numpy as np
import pytest


@pytest.fixture
def log(tmp_path, motion):
    def write(samples=600, name="subject1_ideal.log", change=None):
        (tmp_path / "in").mkdir(exist_ok=True)
        table = np.full((samples, 120), 0.25)
        microseconds = 1_400_000_000_500_000 + np.arange(samples) * 20_000
        table[:, 0], table[:, 1] = microseconds // 1_000_000, microseconds % 1_000_000
        table[:, 80:86] = motion(samples, 50)
        table[:, 93:99] = -motion(samples, 50)
        table[:, 119] = 0
        table[100:200, 119] = 1
        table[200:400, 119] = 29
        if change is not None:
            change(table)
        np.savetxt(tmp_path / "in" / name, table, ["%d"] * 2 + ["%.6g"] * 117 + ["%d"], "\t")
        return table

    return write


def test_both_thighs_and_the_runs_of_labels(log, imported):
    table = log()
    log(name="subject1_self.log")
    sessions = imported("realdisp")
    assert list(sessions) == ["subject1_right", "subject1_left"]
    for leg, first in (("right", 80), ("left", 93)):
        seen = sessions[f"subject1_{leg}"]
        assert (seen.header.thigh, seen.header.rate_hz) == (leg, 50)
        assert seen.header.extra["time_shift_ms"] == "-1400000000500"
        assert seen.t_ms == list(range(0, 12000, 20))
        assert np.abs(seen.values - table[:, first : first + 6]).max() < 0.002
        assert seen.truth == [
            ("other", 2000, 3980, "", None, "walking"),
            ("other", 4000, 7980, "", None, "knees_alternately_bend_forward"),
        ]


def test_samples_whose_time_does_not_increase_are_left_out_and_reported(tmp_path, log, imported):
    def stand_still(table):
        table[301:304, :2] = table[300, :2]

    log(change=stand_still)
    seen = imported("realdisp")["subject1_right"]
    assert len(seen.t_ms) == 597
    assert seen.t_ms[300:302] == [6000, 6080]


@pytest.mark.parametrize(
    ("where", "value", "says"),
    [
        ((slice(None), 119), 34, "the label 34 is not one of 0 to 33"),
        ((7, 82), np.nan, "line 8: column 83 is 'nan', which is not a finite number"),
        ((slice(None), slice(80, 83)), [0, 0, 1], "|a| at rest is 0.102 g when read in m/s2"),
    ],
)
def test_what_is_wrong_is_named(log, refusal, where, value, says):
    def change(table):
        table[where] = value
        table[:, 83:86] = 0

    log(change=change)
    sentence = refusal("realdisp")
    assert "subject1_ideal.log" in sentence
    assert says in sentence


def test_time_in_another_unit_is_refused(log, refusal):
    def nanoseconds(table):
        table[:, 0] = 0
        table[:, 1] = np.arange(len(table)) * 20_000_000

    log(change=nanoseconds)
    assert (
        "0.05 samples per second according to its times in seconds and microseconds, instead of 50"
        in refusal("realdisp")
    )


def test_a_log_of_another_set_is_refused(tmp_path, refusal):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "subject1_ideal.log").write_text("\t".join(["1"] * 24) + "\n")
    assert "line 1: columns: 24 instead of 120" in refusal("realdisp")
    (tmp_path / "in" / "subject1_ideal.log").unlink()
    assert "there is no subjectN_ideal.log in this folder" in refusal("realdisp")
