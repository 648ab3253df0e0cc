"""What is copied to the board: its pins exist, its files say what is true."""

import importlib.metadata
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
from heeldrive import Settings, declared
from wearable.boards import pins_of

FIRMWARE = Path(__file__).parents[2] / "firmware"
BOARD_IDS = ("feather_bluefruit_sense", "adafruit_feather_rp2040", "Seeed_XIAO_nRF52840_Sense")


def pins_circuitpython_has(board_id):
    """The pin names of a board, read from the stub CircuitPython publishes for it."""
    stub = importlib.util.find_spec("board_definitions").submodule_search_locations[0]
    text = (Path(stub) / board_id / "__init__.pyi").read_text("utf-8")
    return set(re.findall(r"^(\w+): microcontroller\.Pin", text, re.MULTILINE))


@pytest.mark.parametrize("board_id", BOARD_IDS)
def test_every_pin_named_for_a_board_is_there(board_id):
    pins = pins_of(board_id)
    named = {*pins.SENSOR_BUS, *pins.DISPLAY_BUS, pins.SENSOR_POWER, pins.NEOPIXEL} - {None}
    assert named <= pins_circuitpython_has(board_id)


def test_a_neopixel_that_is_there_is_named():
    for board_id in BOARD_IDS:
        assert (pins_of(board_id).NEOPIXEL is not None) == ("NEOPIXEL" in pins_circuitpython_has(board_id))


def test_boards_are_told_apart_and_a_stranger_gets_the_usual_pins():
    files = {pins_of(board_id).__name__ for board_id in BOARD_IDS}
    assert len(files) == len(BOARD_IDS)
    assert pins_of("somebody_elses_board").SENSOR_BUS == ("SCL", "SDA")


def test_libraries_are_pinned_to_the_versions_tested_here():
    pinned = dict(
        line.split("==")
        for line in (FIRMWARE / "requirements.txt").read_text("utf-8").split()
        if "==" in line
    )
    assert set(pinned) >= {"adafruit-circuitpython-lsm6ds", "adafruit-circuitpython-ht16k33"}
    for name, version in pinned.items():
        assert importlib.metadata.version(name) == version


def test_settings_file_as_shipped_changes_nothing():
    text = (FIRMWARE / "settings.toml").read_text("utf-8")
    assert tomllib.loads(text) == {}
    uncommented = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE))
    assert set(uncommented) == {setting.name for setting in declared()}
    assert vars(Settings(uncommented)) == vars(Settings())
