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

    def __init__(self, offset=0):
        self.drop = VerticalDisplacement(24_000)
        self.stage = PoseToPose(self.drop)
        self.t_ms = self.ready_ms = 1000
        self.offset = offset
        self.found = []

    def moves(self, ms, acc=0, up=TILTED, rate_sq=MOVING_SQ):
        until_ms = self.t_ms + ms
        while self.t_ms < until_ms:
            self.t_ms += STEP_MS
            if self.stage.step(STEP_MS, acc + self.offset, rate_sq):
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

    def lunges(self, acc=SLOW, half_ms=2000, hold_ms=600, end=UPRIGHT):
        """Down, a hold, and up again."""
        self.moves(half_ms, -acc)
        self.moves(half_ms, acc)
        self.moves(hold_ms)
        self.moves(half_ms, acc)
        self.moves(half_ms, -acc)
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


@pytest.mark.parametrize("acc", [32_767, -32_768])
def test_more_than_any_body_does_is_no_drop(acc):
    body = Body()
    for _ in range(3):
        body.rests(1000)
        body.moves(3000, acc)
        body.moves(3000, -acc)
    body.rests(1000)
    assert all(LEAST_MM <= drop_mm <= 800 for *_, drop_mm in body.found)
