"""The files for the board: their pins exist and their contents are up to date."""

import importlib.metadata
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
from heeldrive import Settings, declared
from heeldrive_lab.virtual_board.board_modules import BusioI2C

import wearable.bus
from sensor.chips import find_sensor
from wearable.boards import pins_of
from wearable.faults import SENSOR_MISSING, FaultError
from wearable.peripherals import Peripherals

FIRMWARE = Path(__file__).parents[2] / "firmware"
SINGLE_PINS = (
    *("SENSOR_POWER", "SENSOR_INTERRUPT", "NEOPIXEL", "BUTTON"),
    *("PIEZO", "MOTOR", "BATTERY", "BATTERY_SWITCH"),
)
BOARD_IDS = (
    "feather_bluefruit_sense",
    "adafruit_feather_rp2040",
    "adafruit_feather_rp2350",
    "clue_nrf52840_express",
    "Seeed_XIAO_nRF52840_Sense",
)


def pins_circuitpython_has(board_id):
    """Return the pin names of a board, from the stub that CircuitPython publishes for it."""
    stub = importlib.util.find_spec("board_definitions").submodule_search_locations[0]
    text = (Path(stub) / board_id / "__init__.pyi").read_text("utf-8")
    return set(re.findall(r"^(\w+): microcontroller\.Pin", text, re.MULTILINE))


@pytest.mark.parametrize("board_id", BOARD_IDS)
def test_every_pin_named_for_a_board_is_there(board_id):
    pins = pins_of(board_id)
    single = {getattr(pins, name) for name in SINGLE_PINS}
    assert {*pins.SENSOR_BUS, *pins.DISPLAY_BUS, *single} - {None} <= pins_circuitpython_has(board_id)
    assert (pins.BATTERY is None) == (pins.BATTERY_DIVIDER is None)


@pytest.mark.parametrize("board_id", BOARD_IDS)
def test_the_pins_for_cues_are_used_for_nothing_else(board_id):
    pins = pins_of(board_id)
    others = {getattr(pins, name) for name in SINGLE_PINS if name not in ("PIEZO", "MOTOR")}
    assert not {pins.PIEZO, pins.MOTOR} & {*pins.SENSOR_BUS, *pins.DISPLAY_BUS, *others}


@pytest.mark.parametrize("board_id", BOARD_IDS)
def test_what_is_there_is_named(board_id):
    there = pins_circuitpython_has(board_id)
    pins = pins_of(board_id)
    assert (pins.NEOPIXEL is not None) == ("NEOPIXEL" in there)
    assert (pins.BUTTON is not None) == bool({"BUTTON", "SWITCH", "BUTTON_A"} & there)
    assert (pins.SENSOR_INTERRUPT is not None) == any("INT1" in name or "GYRO_INT" in name for name in there)
    assert (pins.PIEZO == "SPEAKER") == ("SPEAKER" in there)
    assert (pins.SENSOR_POWER is not None) == ("IMU_PWR" in there)
    assert (pins.BATTERY is not None) == bool({"VOLTAGE_MONITOR", "VBATT"} & there)


@pytest.mark.parametrize("board_id", BOARD_IDS)
def test_every_file_names_the_same_things(board_id):
    def names(pins):
        return {name for name in vars(pins) if name.isupper()}

    assert names(pins_of(board_id)) == names(pins_of("somebody_elses_board"))


def test_a_board_without_the_pins_runs_and_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(wearable.bus.busio, "I2C", BusioI2C)

    class Bare:
        board_id = "somebody_elses_board"

    parts = Peripherals(Bare)
    assert parts.pixel is None
    with pytest.raises(FaultError, match="must be of type Pin") as reported:
        find_sensor(parts.sensor_bus)
    assert reported.value.fault is SENSOR_MISSING


@pytest.mark.parametrize("board_id", BOARD_IDS)
def test_the_virtual_board_has_the_pins_that_the_file_names_and_none_that_circuitpython_lacks(
    board_id, board_of
):
    board = board_of([(0,) * 7], board_id=board_id).modules(FIRMWARE)["board"]
    virtual = {name for name in vars(board) if not name.startswith("_")} - {"board_id", "I2C", "DISPLAY"}
    pins = pins_of(board_id)
    named = {*pins.SENSOR_BUS, *pins.DISPLAY_BUS, *(getattr(pins, name) for name in SINGLE_PINS)} - {None}
    assert named <= virtual <= pins_circuitpython_has(board_id)


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
    assert set(pinned) >= {"adafruit-circuitpython-lsm6ds", "adafruit-circuitpython-register"}
    for name, version in pinned.items():
        assert importlib.metadata.version(name) == version


def test_settings_file_as_shipped_changes_nothing():
    text = (FIRMWARE / "settings.toml").read_text("utf-8")
    assert tomllib.loads(text) == {}
    uncommented = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE))
    assert set(uncommented) == {setting.name for setting in declared()}
    assert vars(Settings(uncommented)) == vars(Settings())
