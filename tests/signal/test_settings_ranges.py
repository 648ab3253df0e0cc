"""Settings: the defaults are valid, and the error for a bad value has its name and its range."""

import pytest
from heeldrive import RepCounter, Settings, SettingsError, declared
from heeldrive.setting_meanings import MEANINGS

NUMBERS = [setting for setting in declared() if not setting.choices]
WORDS = [setting for setting in declared() if setting.choices]


def by_name(setting):
    return setting.name


@pytest.mark.parametrize("setting", declared(), ids=by_name)
def test_a_default_is_among_what_is_allowed_and_has_a_meaning(setting):
    assert setting.check(setting.default) == setting.default
    assert getattr(Settings(), setting.name) == setting.default
    assert MEANINGS[setting.name]


@pytest.mark.parametrize("setting", NUMBERS, ids=by_name)
def test_a_number_is_taken_to_the_ends_of_its_range_and_no_further(setting):
    for value in (setting.smallest, setting.largest):
        assert getattr(Settings({setting.name: value}), setting.name) == value
    for value in (setting.smallest - 1, setting.largest + 1):
        with pytest.raises(SettingsError) as caught:
            Settings({setting.name: value})
        for part in (setting.name, str(value), str(setting.smallest), str(setting.largest)):
            assert part in str(caught.value)


@pytest.mark.parametrize("value", ["48", 48.0, None, True, [48]])
def test_what_is_no_whole_number_is_refused_with_the_range(value):
    with pytest.raises(SettingsError, match=r"depth_min_deg.*whole number.*20 to 100"):
        Settings({"depth_min_deg": value})


@pytest.mark.parametrize("setting", WORDS, ids=by_name)
def test_a_word_is_one_of_those_known(setting):
    for word in setting.choices:
        assert getattr(Settings({setting.name: word}), setting.name) == word
    with pytest.raises(SettingsError, match=f"{setting.name}.*sideways.*{setting.choices[0]}"):
        Settings({setting.name: "sideways"})


def test_a_name_that_is_no_setting_is_refused_with_those_that_are():
    with pytest.raises(SettingsError, match=r"depth_minimum.*depth_min_deg"):
        Settings({"depth_minimum": 48})


def test_a_settings_error_can_be_caught_as_a_value_error():
    assert issubclass(SettingsError, ValueError)


def test_names_are_unique_and_carry_their_unit():
    names = [setting.name for setting in declared()]
    assert len(set(names)) == len(names)
    units = (
        "_deg",
        "_ms",
        "_s",
        "_dps",
        "_mg",
        "_mm",
        "_min",
        "_percent",
        "_target",
        "_level",
    )  # a target is a number of reps or sets, and a level has no unit
    assert [setting.name for setting in NUMBERS if not setting.name.endswith(units)] == []


@pytest.mark.parametrize(("ug", "udps"), [(0, 17500), (1 << 20, 17500), (244, 0), (244, 1 << 20), (-1, 1)])
def test_a_sensitivity_no_sensor_has_is_refused_with_its_range(ug, udps):
    with pytest.raises(ValueError, match=r"(ug|udps)_per_count.* 1 to \d+"):
        RepCounter(Settings(), ug, udps)
