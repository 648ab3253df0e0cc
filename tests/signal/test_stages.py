"""Single stages at their limits, where no recorded session lies close enough."""

from math import cos, radians, sin

import pytest
from heeldrive.alignment import Alignment
from heeldrive.gates import Gates

ONE = 16384


def up_at(inclination_deg, azimuth_deg):
    """The up direction of a thigh that leans this far, in this direction round the leg."""
    lean = sin(radians(inclination_deg))
    return (
        round(ONE * lean * cos(radians(azimuth_deg))),
        round(ONE * lean * sin(radians(azimuth_deg))),
        round(ONE * cos(radians(inclination_deg))),
    )


@pytest.fixture
def alignment():
    """Standing is learnt, and two reps have shown that the thigh goes forward at 0 deg."""
    alignment = Alignment()
    alignment.step(20, 0, 0, ONE, 1000)
    for _ in range(2):
        alignment.mark_bottom(*up_at(80, 0))
        alignment.ask_direction(Gates())
        alignment.learn_forward()
    return alignment


def bottom_at(alignment, azimuth_deg):
    """One more cycle with its bottom in this direction; how far the strap has turned, 1/128 deg."""
    alignment.mark_bottom(*up_at(80, azimuth_deg))
    alignment.ask_direction(Gates())
    return alignment.detect_turn()


@pytest.mark.parametrize("apart_deg", [0, 20, 39, -39])
def test_two_bottoms_that_lie_on_one_side_show_that_the_strap_has_turned(alignment, apart_deg):
    assert bottom_at(alignment, 90) == 0
    assert bottom_at(alignment, 90 + apart_deg) / 128 == pytest.approx(90 + apart_deg, abs=1)


@pytest.mark.parametrize("apart_deg", [43, 55, 90, -43])
def test_two_bottoms_further_apart_show_nothing(alignment, apart_deg):
    assert bottom_at(alignment, 90) == 0
    assert bottom_at(alignment, 90 + apart_deg) == 0


def test_the_side_of_the_second_bottom_is_forward_from_then_on(alignment):
    bottom_at(alignment, 120)
    bottom_at(alignment, 100)
    assert alignment.forward_known == 1
    assert alignment.lateral(*up_at(80, 100)) == pytest.approx(0, abs=20)


# A new standing direction: the strap has slipped, or the leg was only in another pose.


def restored(alignment, inclination_deg, azimuth_deg):
    return alignment.restore_standing(*up_at(inclination_deg, azimuth_deg))


def test_a_leg_that_comes_back_to_the_direction_before_had_only_been_in_another_pose(alignment):
    alignment.set_standing(*up_at(90, 0))
    assert alignment.forward_known == 0
    assert restored(alignment, 12, 200)
    assert alignment.forward_known == 2
    assert alignment.step(20, *up_at(0, 0), 0) == 0
    assert alignment.step(20, *up_at(80, 0), 0) / 128 == pytest.approx(80, abs=0.5)
    alignment.mark_bottom(*up_at(80, 180))
    gates = Gates()
    alignment.ask_direction(gates)
    assert gates.reason, "forward is again where the first two reps have shown it"


@pytest.mark.parametrize(("inclination_deg", "is_back"), [(0, True), (19, True), (21, False), (90, False)])
def test_back_means_within_20_degrees(alignment, inclination_deg, is_back):
    alignment.set_standing(*up_at(90, 0))
    assert restored(alignment, inclination_deg, 130) is is_back


def test_a_leg_that_does_not_come_back_keeps_the_new_direction(alignment):
    alignment.set_standing(*up_at(90, 0))
    assert not restored(alignment, 85, 0)
    assert alignment.step(20, *up_at(90, 0), 0) == 0
    assert alignment.forward_known == 0


def test_of_two_changes_only_the_last_can_be_taken_back(alignment):
    alignment.set_standing(*up_at(60, 0))
    alignment.set_standing(*up_at(120, 0))
    assert not restored(alignment, 0, 0)
    assert restored(alignment, 60, 0)


def test_if_the_first_two_reps_disagree_the_third_decides():
    alignment = Alignment()
    alignment.step(20, 0, 0, ONE, 1000)
    for azimuth_deg in (90, 0, 0):
        alignment.mark_bottom(*up_at(80, azimuth_deg))
        alignment.ask_direction(Gates())
        alignment.learn_forward()
    assert alignment.forward_known == 2
    assert alignment.lateral(*up_at(80, 0)) == pytest.approx(0, abs=20)
