"""Single stages at their limits, where no recorded session lies close enough."""

from math import cos, radians, sin

import pytest
from heeldrive.alignment import Alignment
from heeldrive.gates import Gates
from heeldrive.pending import alike

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


@pytest.mark.parametrize(("a_ms", "b_ms"), [(1000, 1000), (751, 1000), (1000, 751), (901, 1200)])
def test_times_are_alike_if_the_shorter_is_more_than_three_quarters_of_the_longer(a_ms, b_ms):
    assert alike(a_ms, b_ms)


@pytest.mark.parametrize(("a_ms", "b_ms"), [(750, 1000), (1000, 750), (0, 1), (3, 4), (4, 3)])
def test_times_are_not_alike_from_three_quarters_down(a_ms, b_ms):
    assert not alike(a_ms, b_ms)
