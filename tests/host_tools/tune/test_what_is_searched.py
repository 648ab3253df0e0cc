"""The search covers the detector's thresholds around their defaults, and nothing else."""

from heeldrive import Settings, declared
from heeldrive.settings import find
from heeldrive_lab.tune.space import default_values, search_space, with_values

NO_THRESHOLD = {"mode", "rest_min_s", "reps_target", "sets_target", "rest_target_s", "log_when_full"}
NO_THRESHOLD |= {"display_rotation_deg", "neopixel", "legs_rest_s", "cue", "cue_level", "ask_below_percent"}
OTHER_LEG = {"fall_min_mm", "fall_share_percent"}


def names(mode):
    return {one.name for one in search_space(mode)}


def test_thresholds_are_searched_and_targets_display_and_log_are_not():
    everything = {setting.name for setting in declared()}
    assert names("both_legs") <= everything - NO_THRESHOLD
    assert {"depth_min_deg", "lever_min_mm", "seat_max_ms", "ready_max_ms"} < names("sensor_leg")


def test_those_of_the_other_leg_are_searched_only_where_it_counts():
    assert names("both_legs") - names("sensor_leg") == OTHER_LEG


def test_each_is_searched_from_half_to_twice_its_default_in_steps_worth_taking():
    for one in search_space("both_legs"):
        setting = find(one.name)
        assert setting.smallest <= one.low < one.default < one.high <= setting.largest
        assert one.default / 2 <= one.low
        assert one.high <= one.default * 2
        assert (one.default - one.low) % one.step == (one.high - one.default) % one.step == 0
        assert one.step <= max(1, one.default / 50)
        for value in (one.low, one.high):
            assert vars(with_values(Settings(), {one.name: value}))[one.name] == value


def test_the_defaults_are_a_place_in_the_space():
    space = search_space("sensor_leg")
    assert vars(with_values(Settings(), default_values(space))) == vars(Settings())
    assert [one.name for one in search_space("sensor_leg", ["lever_min_mm"])] == ["lever_min_mm"]
