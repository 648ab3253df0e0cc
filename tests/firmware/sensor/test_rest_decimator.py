"""Minutes of rest take little space in the log, and the reps after them count as usual."""

import itertools
import random

import pytest
from heeldrive import EVENT_REP, RepCounter, Settings
from heeldrive_lab.board.log_blocks import Block, blocks_in
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.virtual_board.drive import VirtualDrive
from rounding import coarse, rounded

from sensor.rest_decimator import RestDecimator

STILL_MS = 180_000
UG, UDPS = 244, 17500


def lying(seconds, start_ms=0, seed=1, **offsets):
    """Return samples of a board at rest: noise of two to three counts on each axis."""
    noise = random.Random(seed)
    middle = {"ax": 40, "ay": 4090, "az": -300, "gx": 60, "gy": -200, "gz": 15, **offsets}
    return [
        (start_ms + t_ms, *(round(noise.gauss(count, 2.5)) for count in middle.values()))
        for t_ms in range(0, 1000 * seconds, 10)
    ]


LIES = (40, 4090, -300, 60, -200, 15)
AXES = pytest.mark.parametrize("axis", range(6))
BOTH_WAYS = pytest.mark.parametrize("sign", [1, -1])


def shifted(place, axis, by):
    """A place, so many counts further on one axis."""
    return tuple(count + by * (number == axis) for number, count in enumerate(place))


@pytest.fixture
def handed():
    """Process samples with the stage; return the samples for the detector, and the stage."""

    def hand(rows):
        taken = []
        stage = RestDecimator(lambda *row: taken.append(row), UG, UDPS)
        for row in rows:
            stage.step(*row)
        return taken, stage

    return hand


def test_in_motion_every_sample_is_handed_on_rounded_to_the_middle_of_its_step(handed, as_recorded):
    rows = as_recorded("clean_set")
    taken, _ = handed(rows)
    assert all(row in (rounded(was), coarse(was)) for row, was in zip(taken, rows, strict=True))


BEGUN = (-300, *LIES)  # a sample before the test's first, which else would be a jolt


@pytest.mark.parametrize("axis", range(3))
@BOTH_WAYS
def test_for_a_tenth_of_a_second_after_a_jolt_of_60_mg_steps_are_coarse(handed, axis, sign):
    for jump, jolts in ((2 * (30_000 // UG) - 1, False), (2 * (30_000 // UG), True)):
        rows = [(10 * n, *(LIES if n < 20 else shifted(LIES, axis, sign * jump))) for n in range(50)]
        taken, _ = handed([BEGUN, *rows])
        assert [row for row in taken[1:] if row[1] & 8 == 0] == [coarse(row) for row in rows[20:30] if jolts]
        assert [row for row in taken[1:] if row[1] & 8] == [
            rounded(row) for n, row in enumerate(rows) if not (jolts and 20 <= n < 30)
        ]


@pytest.mark.parametrize("axis", range(3, 6))
def test_a_turn_is_no_jolt(handed, axis):
    rows = [(10 * n, *shifted(LIES, axis, 400 * n)) for n in range(50)]
    assert handed([BEGUN, *rows])[0][1:] == [rounded(row) for row in rows]


def test_the_largest_counts_are_rounded_within_16_bits(handed):
    rows = [(0, *[32767] * 6), (19, *[-32768] * 6), (119, *[-32768] * 6)]
    assert handed(rows)[0] == [
        (0, *[32736] * 6),
        (19, *[-32736] * 6),
        (119, *[-32760] * 3, *[-32752] * 3),
    ]


def test_a_short_rest_is_handed_on_sample_by_sample(handed):
    rows = lying(19)
    assert handed([BEGUN, *rows])[0][1:] == [rounded(row) for row in rows]


def test_in_a_long_rest_six_means_a_second_come_and_most_are_the_same(handed):
    taken, stage = handed(lying(90))
    assert stage.resting
    means = [row for row in taken if row[0] > 20_500]
    steps = {after[0] - before[0] for before, after in itertools.pairwise(means)}
    assert steps == {150}
    same = sum(after[1:] == before[1:] for before, after in itertools.pairwise(means))
    assert same > 0.9 * len(means)


def resting(there, then):
    """A minute in one place without any noise, and half a second in another."""
    rows = [(t_ms, *there) for t_ms in range(0, 61_000, 10)]
    return rows + [(t_ms, *then) for t_ms in range(61_000, 61_500, 10)]


@AXES
@BOTH_WAYS
def test_a_mean_that_is_two_counts_off_is_noise_and_one_of_three_is_handed_on(handed, axis, sign):
    step = 16 if axis < 3 else 32
    edge = LIES[axis] // step * step  # two counts from here lead into another step, either way
    there = shifted(LIES, axis, edge - LIES[axis] + (step - 2 if sign > 0 else 1))
    for by, expected in ((2, there), (3, shifted(there, axis, 3 * sign))):
        taken, _ = handed(resting(there, shifted(there, axis, by * sign)))
        assert taken[-1] == rounded((taken[-1][0], *expected))


@AXES
@BOTH_WAYS
def test_rest_ends_at_30_mg_and_at_3_degrees_a_second(handed, axis, sign):
    limit = 30_000 // UG if axis < 3 else 3_000_000 // UDPS
    for counts, rests in ((limit - 1, True), (limit, False)):
        there = shifted(LIES, axis, counts * sign)
        taken, stage = handed([*resting(LIES, LIES)[:-50], (61_000, *there)])
        assert stage.resting == rests
        assert (taken[-1] == rounded((61_000, *there))) == (not rests)


def test_the_first_movement_after_a_rest_is_handed_on_sample_by_sample_with_what_came_before_it(handed):
    rest = lying(70, gx=48)  # the middle of a step, so that what rounding does to a rate is left out
    moving = [(70_000 + 10 * n, 40, 4090, -300 + 60 * n, 48 + 250 * n, -200, 15) for n in range(50)]
    taken, stage = handed(rest + moving)
    assert not stage.resting
    moved = [rounded(row) for row in moving]
    start = next(n for n, row in enumerate(taken) if row in moved)
    assert taken[start:] == moved[moved.index(taken[start]) :]
    assert taken[start][0] - 70_000 <= 50  # at the latest at 0.1 g or 9 deg/s
    # No rate is lost: their sum over time is the angle.
    turned = sum(row[4] * 10 for row in rest + moving)
    reported = sum((after[0] - before[0]) * after[4] for before, after in itertools.pairwise(taken))
    assert reported == pytest.approx(turned, abs=3 * 10_000)  # three counts, 0.05 deg/s, over 10 s


def test_no_step_in_a_rest_is_long_enough_to_be_a_hole_for_the_detector(handed):
    rows = [row for row in lying(90) if not 80_000 < row[0] < 80_200]
    taken, _ = handed(rows)
    assert max(after[0] - before[0] for before, after in itertools.pairwise(taken)) <= 210


class Told:
    """Return the detector's reps for rows with the stage, or without it."""

    def __init__(self, rows, through_stage):
        self.reps = []
        self.counter = RepCounter(Settings(), UG, UDPS)
        forward = RestDecimator(self.step, UG, UDPS).step if through_stage else self.step
        for row in rows:
            forward(*row)

    def step(self, *row):
        if self.counter.step(*row) == EVENT_REP:
            self.reps.append(vars(self.counter.event).copy())


@pytest.fixture
def after_a_rest(recorded):
    """Return a set that begins with three minutes of standing still."""
    pose = dict(zip(("ax", "ay", "az", "gx", "gy", "gz"), recorded("clean_set")[0][1:], strict=True))
    return lying(STILL_MS // 1000, **pose) + [(t_ms + STILL_MS, *row) for t_ms, *row in recorded("clean_set")]


def test_reps_after_a_long_rest_are_counted_as_without_it_from_the_first_one_on(after_a_rest):
    reps, same = (Told(after_a_rest, through_stage).reps for through_stage in (True, False))
    assert len(reps) == len(same) == 10
    for rep, other in zip(reps, same, strict=True):
        assert rep["depth_cdeg"] == pytest.approx(other["depth_cdeg"], abs=50)
        for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms", "shown_ms"):
            assert rep[name] == pytest.approx(other[name], abs=25)


def test_a_minute_of_rest_is_small_in_the_log_and_the_replay_exact(after_a_rest, wear):
    drive = VirtualDrive()
    wear(rows=after_a_rest, drive=drive)
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert check_replay(log) == "replay gives the board's own 10 events"
    blocks = {
        block.sequence: block for block in blocks_in(drive.read("heeldrive.log")) if isinstance(block, Block)
    }
    resting = [block for block in blocks.values() if 65_000 < block.base[0] < STILL_MS]
    assert len(resting) * 1024 < 2500 * (STILL_MS - 65_000) / 60_000
