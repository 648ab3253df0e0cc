"""settings.toml on the board: valid values are used, invalid ones reported, and counting always works."""

import pytest
from heeldrive import Settings

BOTH_GETENVS = pytest.mark.parametrize("getenv", ["typed", "text"])  # CircuitPython up to 10.1, and since


@BOTH_GETENVS
def test_a_value_out_of_range_is_answered_with_key_and_range_and_the_default_is_used(wear, clean, getenv):
    workout = wear("clean_set", until_ms=clean.after(2), settings_text="depth_min_deg = 900\n", getenv=getenv)
    (line,) = workout.lines("fault")
    assert line.startswith("fault settings_bad: settings.toml: depth_min_deg = 900 ")
    assert "20 to 100" in line
    assert f"The default {Settings().depth_min_deg} is used" in line
    assert "ConF" in workout.readings(0, 3000)
    assert workout.board.display.digits == "   2"


@BOTH_GETENVS
def test_a_good_value_is_used(wear, clean, event_lines, getenv):
    workout = wear(
        "clean_set", until_ms=clean.after(2), settings_text="depth_min_deg = 98  # deep\n", getenv=getenv
    )
    assert workout.lines("fault") == []
    assert [line.split()[1] for line in workout.lines("refused")] == ["reason=shallow"] * 2
    assert workout.board.display.digits == "H  0"  # too high: shallower than the file requires
    assert workout.lines("refused") == event_lines(workout.board.delivered, Settings({"depth_min_deg": 98}))


@BOTH_GETENVS
def test_one_bad_value_does_not_take_the_good_ones_along(wear, clean, getenv):
    text = "rest_min_s = fifteen\ndepth_min_deg = 98\n"
    workout = wear("clean_set", until_ms=clean.after(1), settings_text=text, getenv=getenv)
    (line,) = workout.lines("fault")
    assert "rest_min_s" in line
    assert "reason=shallow" in workout.lines("refused")[0]


@BOTH_GETENVS
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('depth_min_deg = "50\n', "depth_min_deg"),  # no closing quote
        ("dept_min_deg = 50\n", "line 1: there is no setting dept_min_deg"),
        ("# mine\ndepth_min_deg 50\n", "line 2: 'depth_min_deg 50' is not of the form name = value"),
        ("[heeldrive]\ndepth_min_deg = 50\n", "line 1: CircuitPython reads nothing from a [table] on"),
    ],
)
def test_a_broken_file_is_answered_and_counting_starts_all_the_same(wear, clean, text, named, getenv):
    workout = wear("clean_set", until_ms=clean.after(1), settings_text=text, getenv=getenv)
    assert any(named in line for line in workout.lines("fault"))
    assert "ConF" in workout.readings(0, 3000)
    assert workout.board.display.digits == "   1"


def test_a_file_in_another_encoding_is_answered(monkeypatch):
    from wearable import settings_file

    def open_latin_1(path):
        raise UnicodeDecodeError("utf-8", b"\xfc", 0, 1, "invalid start byte")

    monkeypatch.setattr(settings_file, "open", open_latin_1, raising=False)
    _, complaints, keys = settings_file.read_settings()
    assert complaints == ["settings.toml is not UTF-8 text: save it as UTF-8."]
    assert keys == []


@BOTH_GETENVS
@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("rest_min_s = fifteen\n", ["rEst", "-nIn", "-S  "]),
        ("lunge_depth_deg = 50\n", ["LUnG", "E-dE", "Pth-", "dEG "]),  # from an older firmware, for example
    ],
)
def test_the_digits_spell_the_name_of_the_key_that_is_wrong(wear, text, spelt, getenv):
    workout = wear("clean_set", end_ms=11_000, settings_text=text, getenv=getenv)
    readings = [reading.upper().replace("5", "S") for reading in workout.readings(0, 9000)]
    start = readings.index("CONF") + 1
    assert readings[start : start + len(spelt)] == [word.upper() for word in spelt]
    assert workout.board.display.digits == "   1"


@BOTH_GETENVS
def test_a_file_for_older_firmware_is_used_as_far_as_it_goes(wear, getenv):
    text = "depth_min_deg = 98\nlunge_depth_deg = 50\n"
    workout = wear("clean_set", end_ms=11_000, settings_text=text, getenv=getenv)
    (line,) = workout.lines("fault")
    assert "line 2: there is no setting lunge_depth_deg" in line
    assert "reason=shallow" in workout.lines("refused")[0]


def test_a_name_that_no_digits_can_draw_is_drawn_all_the_same(wear):
    workout = wear("clean_set", end_ms=11_000, settings_text="\u00fc%$ = 1\n")
    assert "---" in "".join(workout.readings(0, 9000))


@BOTH_GETENVS
def test_the_file_as_shipped_and_circuitpythons_own_keys_are_no_fault(wear, firmware, getenv):
    text = (firmware / "settings.toml").read_text("utf-8") + '\nCIRCUITPY_BLE_NAME = "thigh"\n'
    assert wear("clean_set", end_ms=5000, settings_text=text, getenv=getenv).lines("fault") == []
