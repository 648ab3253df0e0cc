"""Lunges of both legs from one sensor: those with the sensor leg in back count in mode `both_legs`."""

import pytest
from heeldrive_lab.simulator.activities import PlannedActivity

BOTH = {"mode": "both_legs"}


def legs(counted):
    return [rep.leg for rep in counted.reps]


def true_legs(session):
    return [rep.sensor_leg for rep in session.truth.reps]


@pytest.mark.parametrize(
    "name", ["back_leg_set", "forward_lunges_back_leg", "split_squats_back_leg", "alternating_set"]
)
def test_each_lunge_counts_once_and_for_its_own_leg(name, simulated, count):
    session = simulated(name)
    counted = count(session, **BOTH)
    assert legs(counted) == true_legs(session)
    for rep, true in zip(counted.reps, session.truth.reps, strict=True):
        assert min(rep.end_ms, true.end_ms) - max(rep.start_ms, true.start_ms) > 0.5 * (
            true.end_ms - true.start_ms
        )
        assert rep.index == counted.reps.index(rep) + 1


def test_alternating_reps_are_one_set_with_a_split_per_leg(simulated, count):
    session = simulated("alternating_set")
    counted = count(session, **BOTH)
    (the_set,) = [event for event in counted.events if event.kind == "set"]
    assert the_set.reps == len(true_legs(session))
    assert the_set.back == true_legs(session).count("back") > 0


@pytest.mark.parametrize("name", ["back_leg_set", "forward_lunges_back_leg", "split_squats_back_leg"])
def test_without_the_mode_the_other_legs_lunges_are_silent(name, simulated, count):
    counted = count(simulated(name))
    assert counted.reps == []
    assert counted.sets == []


@pytest.mark.parametrize("seed", [71, 72, 73, 74])
def test_the_phases_of_a_back_rep_follow_the_bodys_fall_and_rise(seed, simulated, count):
    session = simulated("back_leg_set", seed=seed)
    counted = count(session, **BOTH)
    assert len(counted.reps) == len(session.truth.reps)
    for rep, true in zip(counted.reps, session.truth.reps, strict=True):
        for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms"):
            assert getattr(rep, name) == pytest.approx(getattr(true, name), abs=350), name
        assert rep.start_ms < rep.bottom_ms <= rep.rise_ms < rep.end_ms <= rep.shown_ms
        assert rep.shown_ms - true.end_ms < 700


@pytest.mark.parametrize("seed", [82, 83])
def test_half_reps_of_the_other_leg_are_shallow_beside_whole_ones(seed, worn, count):
    def doings(wearer):
        for activity, reps in (("backward_lunge", 4), ("half_lunge", 1), ("backward_lunge", 2)):
            PlannedActivity(activity, {"reps": reps, "leg": "back"}).perform(wearer)

    session = worn(doings, seed=seed)
    assert true_legs(session) == ["back"] * 6
    counted = count(session, **BOTH)
    assert legs(counted) == ["back"] * 6
    assert counted.reasons == ["shallow"]


@pytest.mark.parametrize(
    "name",
    [
        "walk_only",
        "stairs",
        "jogging",
        "marching",
        "jumping",
        "cycling",
        "stepper",
        "fidgeting",
        "at_a_desk",
        "raised_knees",
        "raised_legs",
        "tying_shoes",
        "strapping",
    ],
)
def test_counting_both_legs_stays_silent_where_nobody_lunges(name, simulated, count):
    assert count(simulated(f"must_not_count/{name}"), **BOTH).reps == []


def test_a_set_of_the_sensor_leg_counts_the_same_in_both_modes(simulated, count):
    session = simulated("clean_set")
    one, both = count(session), count(session, **BOTH)
    assert [(rep.leg, rep.start_ms, rep.end_ms) for rep in both.reps] == [
        (rep.leg, rep.start_ms, rep.end_ms) for rep in one.reps
    ]


def test_a_fall_that_is_asked_to_be_half_a_metre_makes_back_reps_shallow(simulated, count):
    counted = count(simulated("back_leg_set"), fall_min_mm=500, **BOTH)
    assert counted.reps == []
    assert set(counted.reasons) == {"shallow"}
