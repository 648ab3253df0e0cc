"""Confidence: 1 to 99 percent, with the wearer's usual size, for each leg, for reps and refusals."""

import re
from pathlib import Path

import pytest
from heeldrive.confidence import confidence as confidence_of
from heeldrive.events import REASONS, SHALLOW, Event
from hypothesis import given
from hypothesis import strategies as st

EVENTS = Path(__file__).parents[1] / "golden" / "events"
TOLD = re.compile(r"^rep .* confidence_percent=(\d+)", re.MULTILINE)


@pytest.mark.parametrize("mode", ["sensor_leg", "both_legs"])
def test_below_70_it_asks_at_most_once_in_ten_reps_of_the_library(mode):
    texts = [path.read_text("utf-8") for path in EVENTS.glob("*.txt")]
    of_mode = [re.split(r"^\[(\w+)\]$", text, flags=re.MULTILINE) for text in texts]
    told = [int(one) for parts in of_mode for one in TOLD.findall(parts[parts.index(mode) + 1])]
    assert len(told) > 180
    assert 1 <= sum(percent < 70 for percent in told) <= len(told) // 10


def cycle(**fields):
    """Return an event with these fields: a brisk rep of 3 s, 80 deg deep, unless they say otherwise."""
    event = Event()
    usual = {"start_ms": 1000, "rise_ms": 3300, "end_ms": 4000, "depth_cdeg": 8000, "down_dps": 80}
    for name, value in (usual | fields).items():
        setattr(event, name, value)
    return event


class Usual:
    """Own measure and rear leg with the same usual size, in the units of the leg's size."""

    def __init__(self, usual):
        self.depth = -(-usual * 32 // 25)
        self.usual_mm = usual


def confidence(event, usual):
    return confidence_of(event, Usual(usual), Usual(usual))


def test_an_even_rep_is_surer_than_one_that_is_unlike_the_wearers_own():
    assert confidence(cycle(), 8000) > 90
    for depth_cdeg in (5600, 7000, 9000, 11000):
        assert confidence(cycle(depth_cdeg=depth_cdeg), 8000) < 80


def test_more_than_an_eighth_unlike_is_no_less_sure():
    eighth = confidence(cycle(depth_cdeg=7000), 8000)
    assert confidence(cycle(depth_cdeg=7100), 8000) > eighth == confidence(cycle(depth_cdeg=5600), 8000)


def test_a_quick_rise_is_less_sure():
    assert confidence(cycle(end_ms=3700), 8000) < confidence(cycle(), 8000)


def test_a_rep_from_a_split_stance_is_surer_than_one_that_ends_upright_as_a_squat_does():
    assert confidence(cycle(back_cdeg=2500), 8000) > confidence(cycle(), 8000)


def test_a_small_drop_of_the_body_is_less_sure():
    back = {"sensor_leg": 1, "depth_cdeg": 2000}
    assert confidence(cycle(**back, fall_mm=150), 300) < confidence(cycle(**back, fall_mm=300), 300)


def test_a_refusal_of_a_cycle_like_the_wearers_own_is_less_sure():
    like = cycle(reason=SHALLOW, depth_cdeg=8000)
    assert confidence(like, 8000) < confidence(cycle(reason=SHALLOW, depth_cdeg=4000), 8000)


def test_before_the_first_rep_a_cycle_is_taken_for_a_tenth_unlike():
    assert confidence(cycle(depth_cdeg=7190), 8000) == confidence(cycle(), 0) < confidence(cycle(), 8000)


LARGEST = {"end_ms": 8300, "down_dps": 400, "back_cdeg": 5000}


@pytest.mark.parametrize("name", LARGEST)
def test_each_measure_has_a_largest_value(name):
    for reason in (0, SHALLOW):
        largest = cycle(reason=reason, **{name: LARGEST[name]})
        assert confidence(largest, 6000) == confidence(
            cycle(reason=reason, **{name: 20 * LARGEST[name]}), 6000
        )


@given(
    length_ms=st.integers(300, 60000),
    depth_cdeg=st.integers(1, 18000),
    rise_ms=st.integers(0, 60000),
    rate_dps=st.integers(0, 3000),
    back_cdeg=st.integers(0, 18000),
    fall_mm=st.integers(-9999, 9999),
    leg=st.integers(0, 1),
    reason=st.integers(0, len(REASONS) - 1),
    usual=st.integers(0, 18000),
)
def test_it_is_always_a_percentage(
    length_ms, depth_cdeg, rise_ms, rate_dps, back_cdeg, fall_mm, leg, reason, usual
):
    event = cycle(
        end_ms=1000 + length_ms,
        depth_cdeg=depth_cdeg,
        rise_ms=1000 + rise_ms,
        down_dps=rate_dps,
        back_cdeg=back_cdeg,
        fall_mm=fall_mm,
        sensor_leg=leg,
        reason=reason,
    )
    assert 1 <= confidence(event, usual) <= 99
