"""The wearer's own depth: a half rep is one that is half of theirs."""

import pytest
from heeldrive.own_measure import OwnMeasure

DEG = 128
WIDEST = 36 * DEG


def measure_of(*depths_deg):
    """Return the measure of a wearer with these counted reps."""
    own = OwnMeasure()
    for deg in depths_deg:
        own.learn(deg * DEG)
    return own


def least_deg(own):
    return own.depth_min(WIDEST, True) / DEG


def test_the_first_three_reps_of_a_session_have_only_the_wide_bound():
    assert [least_deg(measure_of(*[85] * n)) for n in range(3)] == [36, 36, 36]
    assert least_deg(measure_of(85, 85, 85)) > 50


def test_who_lunges_deep_has_to_lunge_deep():
    own = measure_of(85, 84, 86, 85)
    assert 42 < least_deg(own) < 60


def test_an_honest_lunge_of_42_degrees_counts():
    own = measure_of(42, 41, 43, 42)
    assert least_deg(own) == 36


def test_a_tired_wearer_is_followed():
    own = measure_of(85, 85, 85, 85)
    for deg in (75, 68, 62, 58, 54, 52):
        assert deg > least_deg(own)
        own.learn(deg * DEG)
    assert least_deg(own) < 42


def test_one_deep_rep_does_not_make_the_next_shallow():
    own = measure_of(60, 60, 60, 60, 110)
    assert least_deg(own) < 50


def test_a_setting_beyond_the_wearers_own_measure_stands():
    assert measure_of(85, 85, 85).depth_min(70 * DEG, True) == 70 * DEG


def test_between_sets_less_depth_is_enough():
    own = measure_of(105, 105, 105)
    assert own.depth_min(WIDEST, False) / DEG < 55
    assert own.depth_min(WIDEST, True) / DEG > 60


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_began_deep_may_go_on_with_less_after_a_rest(seed, worn, count):
    """Three deep lunges, or a warm-up with squats, do not refuse the rest of the session."""

    def doings(wearer):
        for _ in range(3):
            wearer.lunge(depth_deg=105.0)
        wearer.stand(60.0)
        for _ in range(8):
            wearer.lunge(depth_deg=60.0)

    assert len(count(worn(doings, seed=seed)).reps) == 11
