"""How the inclination of the thigh is divided into cycles: stops, pulses at the bottom, and split stances."""

import math

import pytest
from heeldrive.segmentation import Segmentation
from hypothesis import given, settings
from hypothesis import strategies as st

STEP_MS = 20


class Leg:
    """A thigh that is moved from one inclination to the next, without jolts at either end."""

    def __init__(self):
        self.phases = Segmentation()
        self.t_ms = 0
        self.at_deg = 0.0
        self.cycles = []  # top, depth and back in deg; start, bottom, rise and end in s
        self.rest(1.0)

    def rest(self, seconds):
        return self.move(self.at_deg, seconds)

    def move(self, to_deg, seconds):
        """Move to an inclination within a time; return the leg."""
        steps = max(1, round(seconds * 1000 / STEP_MS))
        from_deg = self.at_deg
        for step in range(1, steps + 1):
            share = (1 - math.cos(math.pi * step / steps)) / 2
            self.t_ms += STEP_MS
            self.at_deg = from_deg + share * (to_deg - from_deg)
            if self.phases.step(self.t_ms, STEP_MS, round(self.at_deg * 128)):
                cut = self.phases
                self.cycles.append(
                    [value / 128 for value in (cut.top, cut.depth, cut.back)]
                    + [value / 1000 for value in (cut.start_ms, cut.bottom_ms, cut.rise_ms, cut.end_ms)]
                )
        self.at_deg = float(to_deg)
        return self

    @property
    def depths(self):
        return [round(cycle[1]) for cycle in self.cycles]


@pytest.fixture
def leg():
    return Leg()


def test_a_rep_is_cut_at_the_levels_of_its_definition(leg):
    """Its way down begins at 10 % and its bottom 5 deg before the largest inclination, likewise upwards."""
    leg.move(80, 1.0).rest(0.5).move(0, 1.0).rest(1.0)
    ((top, depth, back, start_s, bottom_s, rise_s, end_s),) = leg.cycles
    assert (top, depth, back) == (
        pytest.approx(0, abs=0.1),
        pytest.approx(80, abs=0.1),
        pytest.approx(0, abs=3),
    )
    ten_percent_s = math.acos(1 - 2 * 0.1) / math.pi
    five_deg_s = math.acos(1 - 2 * (75 / 80)) / math.pi
    assert start_s == pytest.approx(1 + ten_percent_s, abs=0.03)
    assert bottom_s == pytest.approx(1 + five_deg_s, abs=0.03)
    assert rise_s == pytest.approx(2.5 + 1 - five_deg_s, abs=0.03)
    assert end_s == pytest.approx(2.5 + 1 - ten_percent_s, abs=0.06)


@pytest.mark.parametrize("stop_s", [0.3, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("stop_deg", [30, 45, 60])
def test_a_stop_on_the_way_down_is_part_of_the_rep(leg, stop_deg, stop_s):
    leg.move(stop_deg, 0.8).rest(stop_s).move(85, 0.8).move(0, 1.2).rest(1.0)
    ((top, depth, _, start_s, *_),) = leg.cycles
    assert (top, depth) == (pytest.approx(0, abs=0.1), pytest.approx(85, abs=0.2))
    assert start_s < 1.5


@pytest.mark.parametrize("stop_s", [0.3, 1.0, 2.0])
@pytest.mark.parametrize("stop_deg", [60, 70])
def test_a_stop_on_the_first_part_of_the_way_up_is_part_of_the_rep(leg, stop_deg, stop_s):
    leg.move(85, 1.0).move(stop_deg, 0.6).rest(stop_s).move(0, 0.9).rest(1.0)
    assert leg.depths == [85]
    ((*_, rise_s, end_s),) = leg.cycles
    assert rise_s < 2.6
    assert end_s > 2.6 + stop_s


@pytest.mark.parametrize("pulses", [1, 2, 3])
@pytest.mark.parametrize("up_deg", [10, 20, 30])
def test_pulses_at_the_bottom_are_one_rep(leg, up_deg, pulses):
    leg.move(85, 1.0)
    for _ in range(pulses):
        leg.move(85 - up_deg, 0.4).move(85, 0.4)
    leg.move(0, 1.0).rest(1.0)
    assert leg.depths == [85]


@pytest.mark.parametrize("pulses", [1, 2, 3])
def test_slow_pulses_of_a_deep_lunge_are_one_rep(leg, pulses):
    """Nobody's top is that deep."""
    leg.move(97, 1.0)
    for _ in range(pulses):
        leg.move(69, 0.9).move(97, 0.9)
    leg.move(0, 1.0).rest(1.0)
    assert leg.depths == [97]


def test_pulses_that_go_far_up_are_one_rep_however_high_their_top_lies(leg):
    leg.move(101, 1.4)
    for _ in range(3):
        leg.move(60, 0.55).move(101, 0.55)
    leg.move(0, 1.0).rest(1.0)
    assert leg.depths == [101]


@pytest.mark.parametrize("stance_deg", [0, 30])
def test_stops_at_the_same_inclination_on_the_way_down_and_up_are_part_of_the_rep(leg, stance_deg):
    leg.move(stance_deg, 1.0).rest(4.0)
    for _ in range(3):
        leg.move(58, 0.9).rest(1.5).move(85, 0.9).move(58, 0.9).rest(1.5).move(stance_deg, 0.9).rest(1.5)
    assert leg.depths == [85] * 3
    assert all(back == pytest.approx(stance_deg, abs=6) for _, _, back, *_ in leg.cycles)


@pytest.mark.parametrize("stop_s", [0.4, 1.0, 2.5])
def test_a_stop_on_the_way_up_to_a_split_stance_is_part_of_the_rep(leg, stop_s):
    leg.move(40, 1.0).rest(4.0)
    for _ in range(3):
        leg.move(72, 0.9).move(56, 0.6).rest(stop_s).move(40, 0.6).rest(0.6)
    leg.move(0, 1.0).rest(1.0)
    assert leg.depths == [72] * 3
    assert all(back == pytest.approx(40, abs=6) for _, _, back, *_ in leg.cycles)


def test_a_stop_of_4_s_far_from_the_top_is_the_end_of_a_rep(leg):
    """The wearer has moved to a new stance."""
    leg.move(85, 1.0).move(45, 1.0).rest(4.0).move(85, 1.0).move(45, 1.0).rest(4.0)
    assert leg.depths == [85, 85]


def test_quick_reps_from_standing_are_no_pulses(leg):
    for _ in range(5):
        leg.move(80, 0.6).move(0, 0.6)
    leg.rest(1.0)
    assert leg.depths == [80] * 5


@pytest.mark.parametrize("top_deg", [18, 25, 35, 45])
def test_reps_in_a_split_stance_are_cut_at_their_own_top(leg, top_deg):
    leg.move(top_deg, 1.0).rest(4.0)
    for _ in range(4):
        leg.move(88, 0.9).move(top_deg, 0.9).rest(0.4)
    leg.move(0, 1.0).rest(1.0)
    assert leg.depths == [88] * 4
    for top, _, back, *_ in leg.cycles:
        assert top == pytest.approx(top_deg, abs=6)
        assert back == pytest.approx(top_deg, abs=6)


def test_the_first_rep_in_a_split_stance_begins_there_although_the_next_descent_is_what_ends_it(leg):
    leg.move(45, 1.0).rest(1.5).move(75, 0.9).move(45, 0.9).move(75, 0.9).move(45, 0.9).rest(4.0)
    assert leg.depths == [75, 75]
    for top, *_, start_s, bottom_s, rise_s, end_s in leg.cycles:
        assert top == pytest.approx(45, abs=1)
        assert start_s < bottom_s <= rise_s < end_s < start_s + 1.8


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.floats(40, 110), st.floats(0.5, 8), st.floats(0, 10), st.floats(0.5, 8), st.floats(0.2, 6)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_reps_of_any_tempo_from_standing_to_standing_are_a_cycle_each(reps):
    """From 1 to 26 s, with holds of up to 10 s."""
    leg = Leg()
    for depth_deg, down_s, hold_s, up_s, rest_s in reps:
        leg.move(depth_deg, down_s).rest(hold_s).move(0, up_s).rest(rest_s)
    leg.rest(2.0)
    assert leg.depths == [pytest.approx(depth_deg, abs=1) for depth_deg, *_ in reps]
    before_s = 0.0
    for *_, start_s, bottom_s, rise_s, end_s in leg.cycles:
        assert before_s <= start_s < bottom_s <= rise_s < end_s
        before_s = end_s


def test_giving_up_makes_the_present_inclination_the_top(leg):
    leg.move(70, 1.0).rest(1.0)
    leg.phases.abandon(leg.t_ms, 70 * 128)
    assert (leg.phases.end_ms, leg.phases.bottom_ms) == (leg.t_ms, 0)
    leg.move(0, 1.0).rest(1.0).move(80, 1.0).move(0, 1.0).rest(1.0)
    assert leg.depths == [80]
