"""Which cycles are of one kind: the same leg, and similar depth, tempo, hold and lever arm."""

import pytest
from heeldrive.events import Event
from heeldrive.likeness import CLOSE, ROUGH, alike, keep, within
from hypothesis import given, settings
from hypothesis import strategies as st


def cycle(
    depth_deg=85.0,
    down_s=1.0,
    hold_s=0.4,
    up_s=1.0,
    lever_mm=200,
    leg=0,
    fall_mm=0,
    start_ms=10_000,
    top_deg=0.0,
    back_deg=0.0,
):
    """Return the event of a cycle: its bottom begins when the way down ends."""
    event = Event()
    event.sensor_leg = leg
    event.depth_cdeg = round(depth_deg * 100)
    event.top_cdeg = round(top_deg * 100)
    event.back_cdeg = round(back_deg * 100)
    event.lever_mm = lever_mm
    event.fall_mm = fall_mm
    event.start_ms = start_ms
    event.bottom_ms = start_ms + round(down_s * 1000)
    event.rise_ms = event.bottom_ms + round(hold_s * 1000)
    event.end_ms = event.rise_ms + round(up_s * 1000)
    return event


REP = cycle()


@pytest.mark.parametrize("closeness", [CLOSE, ROUGH])
@pytest.mark.parametrize(
    "other",
    [
        cycle(start_ms=90_000),
        cycle(depth_deg=70),
        cycle(down_s=1.4, hold_s=0.9, up_s=1.3),
        cycle(up_s=0.65),
        cycle(lever_mm=20),
    ],
    ids=["the same, later", "less deep", "slower", "a quicker rise", "another lever arm"],
)
def test_reps_that_differ_as_those_of_one_set_do_are_alike(other, closeness):
    assert alike(REP, other, closeness)


@pytest.mark.parametrize("closeness", [CLOSE, ROUGH])
@pytest.mark.parametrize(
    "other",
    [
        cycle(leg=1),
        cycle(depth_deg=42),
        cycle(up_s=0.4),
        cycle(down_s=4.0, up_s=2.0),
        cycle(lever_mm=-150),
    ],
    ids=["the other leg", "half a rep", "a jump up", "far slower", "a raised leg"],
)
def test_what_is_no_rep_of_the_same_kind_is_not_alike(other, closeness):
    assert not alike(REP, other, closeness)


def test_a_long_hold_is_alike_only_between_others_of_its_kind():
    held = cycle(hold_s=3.0)
    longer = cycle(down_s=1.5, hold_s=3.0, up_s=1.5)
    assert not alike(cycle(down_s=1.5, up_s=1.5), longer, CLOSE)
    assert alike(cycle(down_s=1.5, up_s=1.5), longer, ROUGH)
    assert alike(held, cycle(hold_s=2.0), CLOSE)


def test_what_rests_as_only_a_support_lets_it_is_not_like_a_held_lunge():
    sat, lunge = cycle(hold_s=2.0), cycle(hold_s=2.0)
    sat.still_ms = 1800
    for closeness in (CLOSE, ROUGH):
        assert not alike(sat, lunge, closeness)
        assert alike(sat, sat, closeness)


def test_longer_cycles_may_differ_more_in_how_long_the_leg_was_still():
    for down_s, most_ms in ((3.0, 640), (0.6, 160)):  # a tenth of the length
        moving, still = cycle(down_s=down_s, up_s=down_s), cycle(down_s=down_s, up_s=down_s)
        for still.still_ms in (most_ms, most_ms + 1):
            assert alike(moving, still, CLOSE) == (still.still_ms == most_ms)


def test_a_rise_that_the_step_back_cuts_short_is_alike_if_it_is_as_quick_per_angle():
    whole = cycle(depth_deg=70, up_s=0.42)
    cut = {"depth_deg": 66, "up_s": 0.22, "back_deg": 22}
    assert alike(whole, cycle(**cut), CLOSE)
    assert not alike(whole, cycle(**{**cut, "back_deg": 2}), CLOSE)  # a jump up
    assert not alike(whole, cycle(**{**cut, "back_deg": 40}), CLOSE)  # a bounce
    assert not alike(cycle(depth_deg=70, up_s=0.42, top_deg=25), cycle(**cut, top_deg=25), CLOSE)


def test_short_holds_are_no_different():
    assert alike(cycle(hold_s=0.0), cycle(hold_s=0.7), CLOSE)


def test_the_lever_arms_of_long_cycles_may_differ_more_than_those_of_short_ones():
    slow = {"down_s": 4.0, "up_s": 4.0}
    assert not alike(cycle(lever_mm=-120), cycle(lever_mm=200), CLOSE)
    assert alike(cycle(**slow, lever_mm=-120), cycle(**slow, lever_mm=200), CLOSE)


def test_of_the_back_leg_the_drop_of_the_body_counts_and_not_the_tilt_of_the_thigh():
    back = {"leg": 1, "fall_mm": 300}
    assert alike(cycle(**back, depth_deg=20, lever_mm=0), cycle(**back, depth_deg=38, lever_mm=900), CLOSE)
    assert not alike(cycle(leg=1, fall_mm=300), cycle(leg=1, fall_mm=150), CLOSE)


def cycles():
    """Draw cycles of any kind, of either leg."""
    seconds = st.floats(0.1, 10)
    return st.builds(
        cycle,
        depth_deg=st.floats(45, 120),
        down_s=seconds,
        hold_s=seconds,
        up_s=seconds,
        lever_mm=st.integers(-400, 500),
        leg=st.integers(0, 1),
        fall_mm=st.integers(50, 600),
        top_deg=st.floats(0, 20),
        back_deg=st.floats(0, 40),
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(cycles(), cycles(), st.sampled_from((CLOSE, ROUGH)))
def test_likeness_is_mutual(a, b, closeness):
    assert alike(a, a, closeness)
    # The lever arm's tolerance follows the length of the first.
    if a.end_ms == b.end_ms:
        assert alike(a, b, closeness) == alike(b, a, closeness)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(cycles(), cycles())
def test_what_is_close_is_also_roughly_alike(a, b):
    assert alike(a, b, ROUGH) or not alike(a, b, CLOSE)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(cycles(), cycles())
def test_what_is_kept_of_a_rep_is_all_that_likeness_compares(a, b):
    kept = Event()
    keep(a, kept)
    for closeness in (CLOSE, ROUGH):
        assert alike(kept, b, closeness) == alike(a, b, closeness)
        assert alike(b, kept, closeness) == alike(b, a, closeness)


@pytest.mark.parametrize(
    ("a", "b", "is_within"), [(75, 100, True), (100, 75, True), (74, 100, False), (0, 0, True), (0, 1, False)]
)
def test_the_smaller_value_has_to_be_a_part_of_the_larger(a, b, is_within):
    assert within(a, b, 75) is is_within
