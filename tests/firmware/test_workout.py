"""A workout as the wearer sees it, with the unmodified firmware."""

import itertools

import pytest
from heeldrive import Settings
from rounding import alike, first_alike

TICK_WRAP_MS = 65_536  # after power-on


def test_ten_good_reps_count_one_by_one(wear):
    workout = wear("clean_set")
    counts = [f"{reps:4d}" for reps in range(11)]
    assert workout.readings(100) == ["LoAd", "----", *counts]
    assert [rep["index"] for rep in workout.reps()] == list(range(1, 11))
    assert workout.lines("fault", "refused") == []


def test_number_changes_when_the_wearer_is_back_up_and_within_a_moment(wear, clean):
    workout = wear("clean_set", until_ms=clean.after(2))
    for rep, (seen_ms, _) in zip(workout.reps(), workout.digits[-2:], strict=True):
        assert rep["start_ms"] < rep["bottom_ms"] < rep["rise_ms"] < rep["end_ms"] <= rep["shown_ms"]
        # Display first, then the serial line; the session's clock starts with the firmware.
        assert 0 <= seen_ms - rep["shown_ms"] < 60  # a batch has three samples: 58 ms


def test_phases_are_told_as_they_come(wear, clean):
    workout = wear("clean_set", until_ms=clean.after(1))
    phases = [line.split()[1] for line in workout.lines("phase")]
    assert phases == ["name=standing", "name=descent", "name=bottom", "name=rise", "name=standing"]


def test_second_set_starts_again_at_one(wear):
    workout = wear("two_sets_walk_and_sit")
    readings = workout.readings()
    eights = [index for index, reading in enumerate(readings) if reading == "   8"]
    assert "   1" in readings[eights[0] : eights[-1]]
    assert workout.board.display.digits == "   8"
    assert workout.lines("set")[0].startswith("set index=1 reps=8 ")


def test_walking_leaves_the_count_alone(wear):
    workout = wear("must_not_count/walk_only", end_ms=40_000)
    assert set(workout.readings(100)) <= {"LoAd", "----", "   0"}
    assert workout.lines("rep") == []


def test_half_reps_are_refused_on_the_serial_line(wear):
    workout = wear("half_reps_in_a_set")
    assert len(workout.reps()) == 10
    assert [line.split()[1] for line in workout.lines("refused")] == ["reason=shallow"] * 3


@pytest.mark.parametrize("session", ["clean_set", "half_reps_in_a_set", "upside_down_mount"])
def test_replaying_what_the_detector_took_gives_the_very_lines_of_the_console(wear, event_lines, session):
    workout = wear(session)
    assert workout.lines("rep", "refused", "set") == event_lines(workout.board.delivered, Settings())


def test_every_sample_arrives_once_and_only_rounded(wear, recorded):
    rows = recorded("clean_set", 20_000)
    workout = wear("clean_set", end_ms=20_000, samples_as_recorded=True)
    taken = workout.board.delivered
    # A chip that replays a recording has no samples before the first row; the sampler has to learn the rate.
    first = first_alike(taken, rows[20:])
    assert alike(taken[first : first + len(rows) - 20]) == alike(rows[20:])


@pytest.mark.parametrize("rate_error_ppm", [-80_000, 0, 80_000])
def test_no_sample_is_lost_whatever_the_chips_true_rate(wear, rate_error_ppm):
    workout = wear("clean_set", end_ms=30_000, rate_error_ppm=rate_error_ppm)
    times = [row[0] for row in workout.board.delivered]
    period_ms = 1000 / 52 / (1 + rate_error_ppm / 1e6)
    steps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert max(steps) < 1.5 * period_ms
    assert (times[-1] - times[0]) / len(steps) == pytest.approx(period_ms, rel=0.01)


def test_tick_wraps_in_mid_set_and_no_rep_time_jumps(wear, recorded):
    early = wear("clean_set")
    standing = recorded("clean_set", 5000)
    rows = [(t_ms + 5000 * turn, *row) for turn in range(6) for t_ms, *row in standing]
    rows += [(t_ms + 30_000, *row) for t_ms, *row in recorded("clean_set")]
    late = wear(rows=rows)
    reps = late.reps()
    assert reps[0]["end_ms"] < TICK_WRAP_MS < reps[-1]["start_ms"]
    for rep, same in zip(reps, early.reps(), strict=True):
        for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms", "shown_ms"):
            assert rep[name] - same[name] == pytest.approx(30_000, abs=40)
    times = [row[0] for row in late.board.delivered]
    assert all(0 < later - earlier < 25 for earlier, later in itertools.pairwise(times))


@pytest.mark.parametrize(
    ("chip", "board_id"),
    [
        ("LSM6DSOX", "adafruit_feather_rp2040"),
        ("LSM6DS3TR-C", "feather_bluefruit_sense"),
        ("LSM6DS33", "feather_bluefruit_sense"),
        ("LSM6DS3TR-C", "Seeed_XIAO_nRF52840_Sense"),
        ("LSM6DSOX", "a_board_nobody_knows"),
    ],
)
def test_every_board_counts(wear, clean, chip, board_id):
    workout = wear("clean_set", until_ms=clean.after(2), chip=chip, board_id=board_id)
    assert workout.board.display.digits == "   2"
    assert workout.lines("fault") == []


def test_sensor_strapped_on_upside_down_counts_the_same(wear):
    assert wear("upside_down_mount").board.display.digits == "  10"
