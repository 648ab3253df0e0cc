"""Tempo training counts: long holds, slow and quick reps, stops half-way, pulses at the bottom."""

import pytest
from heeldrive_lab.simulator.planted import Tempo
from stopped_lunges import through

SEEDS = [1, 2, 3]
QUICK = Tempo(0.46, 0.33, -0.08, 0.33, 0.46)  # 1.2 s between 10 % of the way down and of the way up


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("hold_s", [2.0, 5.0, 10.0])
def test_a_series_of_long_holds_counts(hold_s, seed, worn, count):
    session = worn(lambda wearer: [wearer.rep(hold_s=(hold_s, hold_s)) for _ in range(4)], seed=seed)
    assert count(session).sets == [4]


@pytest.mark.parametrize("seed", SEEDS)
def test_three_seconds_down_three_held_three_up_counts(seed, worn, count):
    session = worn(lambda wearer: [wearer.lunge(Tempo(1.8, 1.2, 2.6, 1.3, 1.7)) for _ in range(5)], seed=seed)
    assert count(session).sets == [5]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("slower", [3.0, 5.5])
def test_reps_of_10_and_of_20_seconds_count(slower, seed, worn, count):
    session = worn(lambda wearer: [wearer.rep(slower) for _ in range(3)], seed=seed)
    counted = count(session, rest_min_s=60)
    assert counted.sets == [3]
    assert counted.reasons == []


@pytest.mark.parametrize("seed", SEEDS)
def test_reps_of_1_2_seconds_count(seed, worn, count):
    session = worn(lambda wearer: [wearer.lunge(QUICK) for _ in range(8)], seed=seed)
    assert count(session).sets == [8]


STOPS = {
    "on the way down": ([0.0, 0.45, 0.45, 1.0, 0.0], [1.1, 0.6, 1.5, 0.8, 1.0, 0.9]),
    "on the way up": ([0.0, 1.0, 0.55, 0.55, 0.0], [1.1, 0.9, 0.7, 1.5, 0.7, 0.9]),
    "on both ways": ([0.0, 0.5, 0.5, 1.0, 0.55, 0.55, 0.0], [1.1, 0.6, 1.2, 0.8, 0.7, 1.2, 0.7, 0.9]),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("where", STOPS)
def test_a_rep_that_stops_half_way_is_one_rep(where, seed, worn, count):
    shares, seconds = STOPS[where]
    session = worn(lambda wearer: [through(wearer, shares, seconds) for _ in range(4)], seed=seed)
    assert count(session).sets == [4]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("share", [0.75, 0.55])
@pytest.mark.parametrize("pulses", [1, 2, 3])
def test_pulses_at_the_bottom_are_one_rep(pulses, share, seed, worn, count):
    """Their way up is a quarter to nearly half of the way from the landing of the back foot to the bottom."""
    shares = [0.0, 1.0, *[share, 1.0] * pulses, 0.0]
    seconds = [1.1, 0.8, *[0.45, 0.45] * pulses, 0.8, 0.9]
    session = worn(lambda wearer: [through(wearer, shares, seconds) for _ in range(4)], seed=seed)
    assert count(session).sets == [4]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_rep_with_a_bounce_among_plain_ones_is_one_rep(seed, worn, count):
    def doings(wearer):
        for bounced in (False, False, True, False):
            if bounced:
                through(wearer, [0.0, 1.0, 0.5, 1.0, 0.0], [1.1, 0.8, 0.6, 0.6, 0.8, 0.9])
            else:
                wearer.rep()

    assert count(worn(doings, seed=seed)).sets == [4]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_set_that_gets_slower_from_rep_to_rep_counts(seed, worn, count):
    session = worn(lambda wearer: [wearer.rep(0.8 + 0.35 * index) for index in range(8)], seed=seed)
    assert count(session).sets == [8]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_held_rep_among_plain_ones_ends_as_a_rep_or_as_a_long_hold(seed, worn, count):
    """Nothing is silent: one hold of 5 s is no more than a doubt, and never loses its neighbours."""
    session = worn(
        lambda wearer: [wearer.rep(hold_s=(held, held)) for held in (0.0, 0.0, 5.0, 0.0, 0.0)], seed=seed
    )
    counted = count(session)
    assert len(counted.reps) + len(counted.reasons) == 5
    assert set(counted.reasons) <= {"long_hold"}


@pytest.mark.parametrize("seed", SEEDS)
def test_half_reps_are_half_of_the_wearers_own(seed, worn, count):
    """A dip of 45 deg is a half rep among lunges of 85 deg, and a rep for someone who goes no deeper."""
    deep = worn(
        lambda wearer: [wearer.lunge(depth_deg=deg) for deg in (85, 85, 85, 45, 85, 45, 85)], seed=seed
    )
    counted = count(deep)
    assert counted.reasons == ["shallow", "shallow"]
    assert counted.sets == [5]
    small = worn(lambda wearer: [wearer.lunge(depth_deg=44) for _ in range(6)], seed=seed)
    assert count(small).sets == [6]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_shallow_first_rep_counts_unless_deeper_ones_follow(seed, worn, count):
    alone = worn(lambda wearer: wearer.lunge(depth_deg=44), seed=seed)
    assert count(alone).sets == [1]
    before_deep = worn(lambda wearer: [wearer.lunge(depth_deg=deg) for deg in (42, 88, 88, 88)], seed=seed)
    counted = count(before_deep)
    assert counted.sets == [3]
    assert counted.reasons == ["shallow"]
