"""Gestures of the button: short, long and double presses, from edges and their times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.gestures import DOUBLE, LONG, NONE, SHORT, Gestures


def heard(edges, until_ms=5000, looks_every_ms=40):
    """Return the gestures for presses and releases at these times: (when reported, gesture, when begun)."""
    presses = Gestures()
    reported = []
    down = True
    times = [(edge_ms, True) for edge_ms in edges]
    times += [(look_ms, False) for look_ms in range(0, until_ms, looks_every_ms)]
    for at_ms, is_edge in sorted(times):
        while gesture := presses.step(at_ms):
            reported.append((at_ms, gesture, presses.begun_ms))
        if is_edge:
            presses.edge(down, at_ms)
            down = not down
    return reported


def gestures(edges):
    return [gesture for _, gesture, _ in heard(edges)]


def test_a_short_press_is_told_when_no_second_can_follow():
    ((told_ms, gesture, begun_ms),) = heard([1000, 1100])
    assert (gesture, begun_ms) == (SHORT, 1000)
    assert 1450 < told_ms <= 1500


def test_a_long_press_is_told_while_it_is_still_held_and_only_once():
    ((told_ms, gesture, begun_ms),) = heard([1000, 3000])
    assert (gesture, begun_ms) == (LONG, 1000)
    assert 1700 <= told_ms < 1750


def test_a_double_press_is_told_as_its_second_begins_with_the_time_of_the_first():
    ((told_ms, gesture, begun_ms),) = heard([1000, 1100, 1300, 1400])
    assert (gesture, begun_ms) == (DOUBLE, 1000)
    assert 1300 <= told_ms <= 1340


@pytest.mark.parametrize(
    ("edges", "reported"),
    [
        ([1000, 1100, 1600, 1700], [SHORT, SHORT]),  # too slow for a double press
        ([1000, 1100, 1200, 1300, 1400, 1500], [DOUBLE, SHORT]),
        ([1000, 1100, 1200, 1300, 1400, 1500, 1600, 1700], [DOUBLE, DOUBLE]),
        ([1000, 1100, 1300, 2900], [DOUBLE]),  # the second press is held: still one gesture
        ([1000, 2000, 2100, 2200], [LONG, SHORT]),
    ],
)
def test_presses_in_a_row(edges, reported):
    assert gestures(edges) == reported


def test_letting_go_of_a_button_held_since_before_the_start_means_nothing():
    presses = Gestures()
    presses.edge(False, 100)
    assert presses.step(2000) == NONE


@given(st.lists(st.integers(1, 1500), max_size=20))
def test_every_press_is_part_of_one_gesture_whatever_the_rhythm(gaps):
    times = [sum(gaps[: index + 1]) for index in range(len(gaps))]
    presses = (len(times) + 1) // 2
    reported = [gesture for _, gesture, _ in heard(times, until_ms=40_000)]
    counted = sum(2 if gesture == DOUBLE else 1 for gesture in reported)
    assert counted == presses
