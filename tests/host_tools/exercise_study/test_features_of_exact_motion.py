"""Features of an exact motion are what was moved, however the sensor is mounted."""

import pytest
from heeldrive_lab.exercise_study.cycles import labelled
from heeldrive_lab.exercise_study.features import angle_deg, measure_cycle
from heeldrive_lab.exercise_study.front_end import run_front_end
from heeldrive_lab.exercise_study.sensor_errors import CASES, InjectedErrors, with_errors
from heeldrive_lab.sessions.annotations import Annotation
from planted_thigh import LEVER_M, MOVE_S, Bend, edges_ms, session


def measured(bends, errors=CASES[0]):
    track, cycles = run_front_end(with_errors(session(bends), errors, "anna"))
    return [measure_cycle(track, cycle) for cycle in cycles]


def test_each_rep_is_one_cycle_with_its_depth_and_times():
    bends = [Bend(depth_deg=80.0), Bend(depth_deg=60.0, hold_s=1.0)]
    _, cycles = run_front_end(session(bends))
    assert [round(cycle.depth_deg) for cycle in cycles] == pytest.approx([80, 60], abs=2)
    for cycle, (start_ms, end_ms) in zip(cycles, edges_ms(bends), strict=True):
        assert start_ms / 1000 < cycle.start_s < cycle.bottom_s < cycle.rise_s < cycle.end_s
        assert cycle.end_s < end_ms / 1000
        assert cycle.end_s - cycle.start_s > MOVE_S


def test_the_lever_is_the_distance_from_a_knee_that_stays_in_place():
    (found,) = measured([Bend()])
    assert found.values["lever"] == pytest.approx(1000 * LEVER_M, rel=0.1)
    assert abs(found.values["knee travel"]) < 25


def test_a_knee_that_moves_forward_is_seen_as_knee_travel():
    still, forward = measured([Bend(), Bend(travel_m=0.12)])
    assert 80 < forward.values["knee travel"] - still.values["knee travel"] < 160
    assert forward.values["lever"] == pytest.approx(still.values["lever"], abs=20)


def test_yaw_is_the_turn_about_the_vertical_and_is_no_sway_of_a_plane_that_does_not_turn():
    plain, turned = measured([Bend(), Bend(yaw_deg=20.0)])
    assert plain.values["yaw"] < 2
    assert turned.values["yaw"] == pytest.approx(20, abs=2)
    assert turned.values["sway"] < 3  # gravity does not see a turn about the vertical


def test_the_direction_of_the_lean_is_that_of_the_bend():
    forward, sideways = measured([Bend(), Bend(direction_deg=35.0)])
    assert angle_deg(forward.direction, sideways.direction) == pytest.approx(35, abs=2)


def test_a_longer_hold_is_more_of_the_cycle_below_half_the_range():
    short, long = measured([Bend(), Bend(hold_s=2.0)])
    assert long.values["fullness"] > short.values["fullness"] + 0.1
    assert long.values["time low"] > short.values["time low"] + 1.2


@pytest.mark.parametrize("errors", CASES[1:], ids=lambda errors: errors.name)
def test_mounting_offset_and_bias_change_no_feature_much(errors):
    bends = [Bend(yaw_deg=10.0, direction_deg=10.0, travel_m=0.06)]
    (clean,), (falsified,) = measured(bends), measured(bends, errors)
    within = {
        "yaw": 4,
        "yaw low": 2,
        "twist": 4,
        "sway": 4,
        "bend": 4,
        "lever": 60,
        "motion": 3,
        "length": 0.1,
    }
    for name, most in within.items():
        assert falsified.values[name] == pytest.approx(clean.values[name], abs=most), name


def test_a_person_has_one_sensor_in_all_recordings():
    errors = InjectedErrors("tilted", turned=True)
    one, again, other = (
        with_errors(session([Bend()]), errors, person).table for person in ("anna", "anna", "bert")
    )
    assert (one == again).all()
    assert (one[:, 1:] != other[:, 1:]).any()


def rows(edges):
    return [Annotation("other", start, end, activity="squat", reps=1) for start, end in edges]


def test_a_cycle_counts_as_whole_only_if_it_was_captured_as_a_whole():
    bends = [Bend(), Bend()]
    track, cycles = run_front_end(session(bends))
    (first_ms, end_ms), second = edges_ms(bends)
    cropped = rows([(first_ms + 800, end_ms - 800), second])
    found = list(labelled(cropped, cycles, track))
    assert [whole for *_, whole in found] == [False, True]


def test_a_cycle_whose_bottom_was_not_captured_is_left_out():
    track, cycles = run_front_end(session([Bend()]))
    (start_ms, _) = edges_ms([Bend()])[0]
    assert list(labelled(rows([(start_ms, start_ms + 900)]), cycles, track)) == []
