"""Any orientation of the sensor and any pose at power-on: seats, beds and slipping straps."""

import pytest
from heeldrive import WAITS, RepCounter, Settings
from heeldrive_lab.simulator import Mounting


def seated_first(session):
    """Return the session from the moment when the wearer sits: power-on on a chair."""
    sit = next(row for row in session.truth.rows if row.activity == "sitting")
    middle_ms = (sit.start_ms + sit.end_ms) // 2
    return session._replace(rows=[row for row in session.rows if row[0] > middle_ms])


def waits(session):
    """Return what the detector waits for, at each change."""
    header = session.header
    counter = RepCounter(Settings(), header.accel_ug_per_count, header.gyro_udps_per_count)
    seen = []
    for row in session.rows:
        counter.step(*row)
        word = WAITS[counter.waits_for]
        if not seen or seen[-1] != word:
            seen.append(word)
    return seen


def sit_then(*doings):
    return lambda wearer: [wearer.sit(20.0), wearer.stand(3.0), *[do(wearer) for do in doings]]


def lunges(wearer):
    for _ in range(5):
        wearer.rep()


def walk(wearer):
    wearer.go("walking", 10.0)
    wearer.stand(3.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_powered_on_in_a_seat_it_counts_every_lunge_after_some_steps(seed, worn, count):
    session = seated_first(worn(sit_then(walk, lunges), seed=seed))
    assert count(session).sets == [5]
    assert waits(session) == ["stand_still", "", "walk", ""]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_powered_on_in_a_seat_without_a_step_it_counts_nothing_and_says_what_it_waits_for(seed, worn, count):
    session = seated_first(worn(sit_then(lunges), seed=seed))
    assert count(session).reps == []
    assert waits(session)[-1] == "walk"


@pytest.mark.parametrize("seed", [7, 18, 21])
def test_from_the_seat_straight_into_a_walk_no_stride_is_a_lunge(seed, worn, count):
    def up_and_away(wearer):
        wearer.sit(20.0)
        wearer.go("walking", 12.0)
        wearer.stand(3.0)
        lunges(wearer)

    assert count(seated_first(worn(up_and_away, seed=seed))).sets == [5]


def test_powered_on_standing_it_waits_for_nothing_but_half_a_second_of_standing_still(worn):
    assert waits(worn(lunges)) == ["stand_still", ""]


def test_a_seat_between_two_sets_changes_nothing(worn, count):
    session = worn(
        lambda wearer: [lunges(wearer), walk(wearer), wearer.sit(20.0), wearer.stand(2.0), lunges(wearer)]
    )
    assert count(session).sets == [5, 5]


def slipping(turn_deg, slide_m, at_s):
    return Mounting(slip_turn_deg=turn_deg, slip_slide_m=slide_m, slip_at_s=at_s)


@pytest.mark.parametrize("turn_deg", [-30, 30])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_strap_that_turns_by_30_degrees_in_mid_set_loses_no_rep(turn_deg, seed, worn, count):
    session = worn(
        lambda wearer: [lunges(wearer), lunges(wearer)], seed=seed, mounting=slipping(turn_deg, 0.02, 20.0)
    )
    counted = count(session)
    assert counted.sets == [10]
    assert not [event for event in counted.events if event.kind == "slip"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_strap_that_turns_by_a_right_angle_is_told_and_the_reps_count_on(seed, worn, count):
    session = worn(
        lambda wearer: [lunges(wearer), lunges(wearer)], seed=seed, mounting=slipping(100.0, 0.0, 20.0)
    )
    counted = count(session)
    assert counted.sets == [10]
    slips = [event for event in counted.events if event.kind == "slip"]
    assert len(slips) == 1
    assert slips[0].depth_deg == pytest.approx(100, abs=25)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_strap_that_turns_between_two_sets_costs_no_rep(seed, worn, count):
    session = worn(
        lambda wearer: [lunges(wearer), wearer.stand(22.0), lunges(wearer)],
        seed=seed,
        mounting=slipping(100.0, 0.0, 35.0),
    )
    counted = count(session)
    assert counted.sets == [5, 5]
    assert [event.kind for event in counted.events].count("slip") == 1


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_two_seats_between_sets_are_poses_and_no_slips(seed, worn, count):
    def between(wearer):
        walk(wearer)
        wearer.sit(25.0)
        wearer.stand(2.0)

    session = worn(
        lambda wearer: [lunges(wearer), between(wearer), lunges(wearer), between(wearer), lunges(wearer)],
        seed=seed,
    )
    counted = count(session)
    assert counted.sets == [5, 5, 5]
    assert "slip" not in [event.kind for event in counted.events]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_side_lunge_first_does_not_make_the_lunges_after_it_sideways(seed, worn, count):
    counted = count(worn(lambda wearer: [wearer.lean_aside(), lunges(wearer)], seed=seed))
    assert len(counted.reps) >= 5
    assert "sideways" not in counted.reasons
