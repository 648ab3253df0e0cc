# ruff: noqa: SLF001 - which rests are kept
"""Pose to pose: a drop too slow for the velocity is measured between two rests in one pose."""

import pytest
from heeldrive.displacement import VerticalDisplacement
from heeldrive.pose_to_pose import PoseToPose

STEP_MS = 20
LEAST_MM = 120
MOVING_SQ = 10_000  # (25 deg/s)**2
SLOW = 13  # 6 mg down for two seconds, then up: a drop of a quarter of a metre in four
UPRIGHT, TILTED = (0, 0, 16384), (4000, 0, 15888)  # up directions, 14 deg apart
NEARLY_UPRIGHT, LEANING = (1700, 0, 16296), (2600, 0, 16176)  # 6 and 9 deg from upright


class Body:
    """A body that moves up and down and rests; the drops found in it, and when."""

    def __init__(self, offset=0, drop=None, step_ms=STEP_MS):
        self.drop = drop or VerticalDisplacement(24_000)
        self.step_ms = step_ms
        self.stage = PoseToPose(self.drop)
        self.t_ms = self.ready_ms = 1000
        self.offset = offset
        self.found = []

    def moves(self, ms, acc=0, up=TILTED, rate_sq=MOVING_SQ):
        until_ms = self.t_ms + ms
        while self.t_ms < until_ms:
            self.t_ms += self.step_ms
            if self.stage.step(self.step_ms, acc + self.offset, rate_sq):
                cosine = up[2]
                if self.stage.add(self.t_ms, self.ready_ms, cosine, *up, LEAST_MM):
                    self.found.append((self.t_ms, self.drop.start_ms, self.drop.end_ms, self.drop.drop_mm))

    def rests(self, ms, up=UPRIGHT):
        self.moves(ms, up=up, rate_sq=0)

    def turns(self, towards, ms=300):
        """Turn the thigh at the same height: the up direction passes from one to the other."""
        self.moves(ms // 3, up=UPRIGHT)
        self.moves(ms // 3, up=NEARLY_UPRIGHT)
        self.moves(ms // 3, up=towards)

    def lunges(self, acc=SLOW, half_ms=2000, hold_ms=600, end=UPRIGHT, second=None):
        """Down, a hold, and up again, perhaps with another acceleration."""
        self.moves(half_ms, -acc)
        self.moves(half_ms, acc)
        self.moves(hold_ms)
        self.moves(half_ms, second or acc)
        self.moves(half_ms, -(second or acc))
        self.rests(1000, up=end)


@pytest.mark.parametrize("offset", [0, 20, -20])
def test_a_slow_lunge_is_measured_with_an_offset_of_10_mg_too(offset):
    body = Body(offset)
    body.rests(1000)
    body.lunges()
    assert len(body.found) == 1
    found_ms, start_ms, end_ms, drop_mm = body.found[0]
    assert abs(drop_mm - 250) < 25
    assert 2000 <= start_ms < body.drop.bottom_ms <= 6100
    assert 6500 <= body.drop.rise_ms < end_ms < 10_600
    assert 10_600 < found_ms <= 11_000
    assert 1900 <= body.drop.ready_ms <= 2000


def test_a_rest_on_the_way_does_not_hide_the_lunge():
    """Half-way down the body moves evenly, without turning: as it does at rest."""
    body = Body()
    body.rests(1000)
    body.moves(2000, -SLOW)
    body.moves(600, rate_sq=0)
    body.moves(2000, SLOW)
    body.moves(2000, SLOW)
    body.moves(600, rate_sq=0)
    body.moves(2000, -SLOW)
    body.rests(1000)
    assert len(body.found) == 1
    assert body.found[0][3] > 250


def test_from_half_way_up_to_half_way_down_is_no_drop():
    """The body rises, stands, and goes down, each evenly half-way: what it gained is all in one direction."""
    body = Body()
    body.rests(800, up=TILTED)
    body.moves(2000, -SLOW, up=UPRIGHT)
    body.moves(300, up=UPRIGHT)
    body.moves(2000, -SLOW, up=UPRIGHT)
    body.rests(800, up=TILTED)
    assert body.found == []


@pytest.mark.parametrize(("end", "found"), [(NEARLY_UPRIGHT, 1), (LEANING, 0)])
def test_it_ends_in_the_pose_in_which_it_began(end, found):
    body = Body()
    body.rests(1000)
    body.lunges(end=end)
    assert len(body.found) == found


@pytest.mark.parametrize(
    "lunge",
    [{"hold_ms": 7000}, {"acc": 45}, {"acc": -SLOW}, {"acc": 4}],
    ids=["longer than 14 s", "a lift: by more than a leg", "up and down", "less than the least drop"],
)
def test_what_is_no_lunge_between_two_rests(lunge):
    body = Body()
    body.rests(1000)
    body.lunges(**lunge)
    assert body.found == []


def test_the_best_rest_before_is_the_top_even_if_there_were_others_since():
    """A still hold at the bottom is a rest, too, and the cycle goes on."""
    body = Body()
    body.rests(1000)
    body.moves(2000, -SLOW)
    body.moves(2000, SLOW)
    body.rests(1500, up=TILTED)
    body.moves(2000, SLOW)
    body.moves(2000, -SLOW)
    body.rests(1000)
    assert len(body.found) == 1
    assert abs(body.found[0][3] - 250) < 25


def test_a_still_hold_in_the_pose_of_standing_is_not_the_end_of_the_lunge():
    body = Body()
    body.rests(1000)
    body.moves(800, -80)
    body.moves(800, 80)
    body.rests(3000)
    assert body.found == []
    body.moves(800, 80)
    body.moves(800, -80)
    body.rests(1000)
    assert len(body.found) == 1
    assert abs(body.found[0][3] - 250) < 25
    assert body.drop.rise_ms - body.drop.bottom_ms > 2500


def test_two_lunges_are_two_and_not_one():
    body = Body()
    body.rests(1000)
    body.lunges(half_ms=1000, acc=4 * SLOW)
    body.lunges(half_ms=1000, acc=4 * SLOW)
    assert len(body.found) == 2
    assert body.found[0][2] < body.found[1][1]


def test_what_is_forgotten_is_no_top():
    for ms, found in ((3000, 1), (0, 0)):
        body = Body()
        body.rests(1000)
        body.stage.forget(ms)
        body.moves(100)
        body.lunges()
        assert len(body.found) == found


def test_after_a_restart_a_cycle_begins_at_the_next_rest():
    body = Body()
    body.rests(1000)
    body.moves(4000)
    body.stage.restart()
    body.moves(4000)
    body.lunges()
    assert body.found == []
    body.lunges()
    assert len(body.found) == 1


def test_tilt_jolts_and_rate_are_those_of_the_cycle():
    body = Body()
    body.rests(1000)
    body.lunges()
    assert abs(body.drop.chord_sq / 8192**2 - (4000**2 + 496**2) / 16384**2) < 0.01
    assert abs(body.drop.cosine_range - (16384 - 15888)) <= 32
    assert abs(body.drop.vertical_acc_mg - 6) <= 5
    assert body.drop.rate_sq_max == 96**2  # a step of 2 deg/s below 25
    assert body.drop.error_mm <= 1


def test_the_error_is_what_a_constant_one_does_not_explain():
    body = Body(offset=20)
    body.rests(1000)
    body.lunges()
    assert body.drop.error_mm <= 20  # of 5 m that an offset of 10 mg adds in 10 s
    body = Body()
    body.rests(1000)
    body.lunges(second=2 * SLOW)
    assert 230 < body.drop.error_mm < 270  # it ends a quarter of a metre higher


@pytest.mark.parametrize("acc", [32_767, -32_768])
def test_more_than_any_body_does_is_no_drop(acc):
    body = Body()
    for _ in range(3):
        body.rests(1000)
        body.moves(3000, acc)
        body.moves(3000, -acc)
    body.rests(1000)
    assert all(LEAST_MM <= drop_mm <= 800 for *_, drop_mm in body.found)


class Recorder:
    """Stands for the stage that measures a cycle: keeps what it is given."""

    start_ms = end_ms = drop_mm = 0

    def __init__(self, is_drop=True):
        self.is_drop = is_drop
        self.given = []

    def begin(self):
        self.given.append([])

    def append(self, gained):
        self.given[-1].append(gained)

    def complete(self, top_ms, least_mm):
        self.top_ms = top_ms
        self.least_mm = least_mm
        return self.is_drop


def test_a_cycle_goes_from_the_middle_of_the_last_rest_to_that_of_the_next():
    body = Body(drop=Recorder())
    body.rests(1000)
    body.lunges()
    (gains,) = body.drop.given
    assert gains == [0] + [-1300] * 20 + [1300] * 20 + [0] * 6 + [1300] * 20 + [-1300] * 20 + [0] * 3
    assert body.drop.top_ms == 1900
    assert body.drop.least_mm == LEAST_MM
    assert body.found[0][0] == 11_000


@pytest.mark.parametrize("step_ms", [15, 19, 38, 60])
def test_blocks_are_of_100_ms_on_average_and_times_exact_whatever_the_rate(step_ms):
    body = Body(drop=Recorder(), step_ms=step_ms)
    body.rests(2000)
    body.lunges()
    assert (body.t_ms - 1000) // 100 == body.stage._n - 150
    assert len(body.drop.given) == 1
    assert (body.drop.top_ms - 1000) % 100 == 0
    assert 2700 <= body.drop.top_ms <= 3000


def test_what_is_no_drop_after_all_leaves_the_rests():
    body = Body(drop=Recorder(is_drop=False))
    body.rests(1000)
    body.lunges()
    assert body.found == []
    assert len(body.drop.given) == 1
    assert body.stage._count == 3  # before, in the hold, and after


@pytest.mark.parametrize(("speed", "cycles"), [((-1, 2, -1), 0), ((-1, 1, 1, -1), 1)])
def test_a_cycle_takes_at_least_8_blocks_with_those_of_its_rests(speed, cycles):
    body = Body(drop=Recorder())
    body.rests(1000)
    for factor in speed:
        body.moves(100, 8000 * factor)
    body.rests(1000)
    assert [len(given) for given in body.drop.given] == [8] * cycles


@pytest.mark.parametrize(("acc", "found"), [(61, 1), (-61, 1), (62, 0), (-62, 0)])
def test_at_rest_the_mean_acceleration_of_three_blocks_is_below_30_mg(acc, found):
    body = Body()
    body.moves(1000, acc, up=UPRIGHT)
    body.lunges()
    assert len(body.found) == found


@pytest.mark.parametrize(("ms", "found"), [(300, 0), (400, 1)])
def test_the_first_rest_after_a_restart_has_no_block_from_before(ms, found):
    body = Body()
    body.rests(1000)
    body.stage.restart()
    body.rests(ms)
    body.lunges()
    assert len(body.found) == found


def test_a_rest_that_goes_on_after_it_was_forgotten_is_a_top():
    body = Body()
    body.rests(1000)
    body.stage.forget(0)
    body.rests(1000)
    body.lunges()
    assert len(body.found) == 1


def test_a_body_that_ends_much_higher_than_a_constant_error_explains_was_not_at_its_top():
    body = Body(drop=Recorder())
    body.rests(1000)
    body.moves(2000, -SLOW)
    body.moves(2000, SLOW)
    body.moves(600)
    body.moves(2000, 3 * SLOW)
    body.moves(2000, -3 * SLOW)
    body.rests(1000)
    assert body.drop.given == []


def test_a_longer_cycle_has_to_be_a_quarter_better():
    """The lunge before was deeper, so that the mean drop of both is larger than that of the last."""
    body = Body(drop=Recorder(is_drop=False))
    body.rests(1000)
    body.lunges(half_ms=1000, acc=72)
    body.lunges(half_ms=1000, acc=52)
    assert [len(given) for given in body.drop.given] == [50, 50]


def test_after_a_drop_only_its_end_is_kept():
    body = Body()
    body.rests(1000)
    body.lunges()
    assert len(body.found) == 1
    assert body.stage._count == 1


def test_a_restless_hold_that_ends_in_a_still_moment_in_the_pose_of_standing_is_not_the_end():
    """The body is 290 mm lower than before, where 80 + 67 mm are allowed after four seconds."""
    body = Body(drop=Recorder())
    body.rests(1000)
    body.moves(800, -95)
    body.moves(800, 95)
    for _ in range(10):
        body.moves(100, up=TILTED)
        body.moves(100, up=LEANING)
    body.rests(1000)
    assert body.drop.given == []


def test_the_allowed_height_error_grows_with_the_time():
    """125 mm too low after nine seconds, where 80 + 330 mm are allowed."""
    body = Body()
    body.rests(1000)
    body.moves(2000, -2 * SLOW)
    body.moves(2000, 2 * SLOW)
    body.moves(600)
    body.moves(2000, SLOW + SLOW // 2)
    body.moves(2000, -SLOW - SLOW // 2)
    body.rests(1000)
    assert len(body.found) == 1


def test_only_the_newest_20_rests_are_kept_each_with_its_own_time():
    stage = PoseToPose(VerticalDisplacement(24_000))
    for k in range(25):
        stage._keep(200 + k, k)
    assert stage._count == 20
    assert stage._moments == list(range(205, 225))
    assert stage._ready == list(range(5, 25))
    stage._n = 226
    stage.forget(399)  # those before block 223, and this one
    assert stage._count == 1
    assert (stage._moments[0], stage._ready[0]) == (224, 24)


def test_ready_means_before_the_rest_in_which_the_cycle_began():
    body = Body()
    body.rests(1000)
    body.moves(3000)
    body.rests(1000)
    body.lunges()
    assert body.found[-1][1] > 5900
    assert 5900 <= body.drop.ready_ms <= 6100


def test_a_rest_of_three_blocks_does_not_make_ready():
    body = Body()
    body.rests(400)
    body.lunges()
    assert body.drop.ready_ms == body.ready_ms


def test_what_came_before_the_top_has_no_part_in_the_jolts_and_the_rate():
    body = Body()
    body.moves(1000, 3000, rate_sq=4_000_000)
    body.moves(1000, -3000, rate_sq=4_000_000)
    body.rests(1000)
    body.lunges()
    assert len(body.found) == 1
    assert body.drop.rate_sq_max == 96**2
    assert body.drop.vertical_acc_mg <= 11


def test_inclination_and_range_are_those_of_the_cosine():
    body = Body()
    body.rests(1000, up=(5600, 0, 15397))  # 20 deg
    body.moves(2000, -SLOW, up=(8192, 0, 14189))
    body.moves(2000, SLOW, up=(8192, 0, 14189))  # 30 deg
    body.moves(600, up=(8192, 0, 14189))
    body.moves(2000, SLOW, up=(8192, 0, 14189))
    body.moves(2000, -SLOW, up=(8192, 0, 14189))
    body.rests(1000, up=(5600, 0, 15397))
    assert len(body.found) == 1
    assert abs(body.drop.cosine_range - (15397 - 14189)) <= 32
    assert abs(body.drop.inclination / 128 - 30) < 1


def given_in_blocks(gains, least_mm=LEAST_MM, top_ms=5000):
    """Return the stage after a cycle given in blocks, and whether it was a drop."""
    drop = VerticalDisplacement(24_000)
    drop.left_mm = drop.rose = 1
    drop.begin()
    for gained in gains:
        drop.append(gained)
    return drop, drop.complete(top_ms, least_mm)


def test_blocks_give_the_height_of_their_velocity():
    """0.1 g (205) for half a second, four times: a quarter of a metre."""
    gains = [-20_500] * 5 + [20_500] * 10 + [-20_500] * 5
    drop, is_drop = given_in_blocks(gains)
    assert is_drop
    assert abs(drop.drop_mm - 245) <= 2
    assert drop.error_mm <= 1
    assert drop.left_mm == 0
    assert drop.rose == 130_000_000
    assert abs((drop.start_ms - 5000) - (5000 + 2000 - drop.end_ms)) <= 10  # it is symmetric
    assert abs((drop.start_ms - 5000) - 224) <= 12


@pytest.mark.parametrize(("up", "is_drop"), [(0, True), (6000, True), (9000, False)])
def test_a_body_that_rises_above_its_top_by_a_third_of_its_drop_does_not_lunge(up, is_drop):
    gains = [up] * 5 + [-up] * 10 + [up] * 5 + [-20_500] * 5 + [20_500] * 10 + [-20_500] * 5
    assert given_in_blocks(gains)[1] is is_drop


@pytest.mark.parametrize(("off_mm", "is_drop"), [(0, True), (1, False)])
def test_a_drop_is_at_least_the_least_one(off_mm, is_drop):
    gains = [-20_500] * 5 + [20_500] * 10 + [-20_500] * 5
    drop, _ = given_in_blocks(gains)
    assert given_in_blocks(gains, least_mm=drop.drop_mm + off_mm)[1] is is_drop
