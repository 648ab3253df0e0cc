"""docs/circuitpython.md has every call that the board's program makes of CircuitPython, as in its stubs."""

import re

import pytest
from circuitpython_calls import SITE, calls_of, calls_of_the_program, has_stubs, stub
from heeldrive import declared
from heeldrive_lab.util.paths import FIRMWARE

PAGE = FIRMWARE.parent / "docs" / "circuitpython.md"
ROW = re.compile(r"^\| `([\w.]+)(?:\(([^)]*)\))?` \|(.*)\|(.*)\| (.*) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def calls():
    """What firmware and drivers use of CircuitPython."""
    return calls_of_the_program()


@pytest.fixture(scope="module")
def rows():
    """The parameters of each row, None for an attribute."""
    return {
        name: list(filter(None, arguments.split(", "))) if called is not None else None
        for name, called, arguments in (
            (found[1], found[2], found[2] or "") for found in ROW.finditer(PAGE.read_text("utf-8"))
        )
    }


def named(name, arguments):
    """Return names for a call's arguments, from the stubs."""
    parameters = stub(name)
    return {parameters[each].strip("*") if isinstance(each, int) else each for each in arguments}


def test_every_call_has_a_row_and_every_row_is_a_call(calls, rows):
    assert set(calls.used) == set(rows)


def test_every_row_says_where_it_is_known_from():
    for row in ROW.finditer(PAGE.read_text("utf-8")):
        assert re.fullmatch(r"([SDCM]|#\d+)(, ([SDCM]|#\d+))*", row[5]), row[0]


def test_a_row_has_the_arguments_of_the_calls_and_the_stubs_take_them(calls, rows):
    for name, arguments in calls.used.items():
        if not has_stubs(name.partition(".")[0]):
            assert (rows[name] is not None) == (name in calls.called), name
            assert len(arguments) == len(rows[name] or ()), name
        elif stub(name) is None:
            assert rows[name] is None, name
        else:
            by_place = sum(isinstance(each, int) for each in arguments)
            places = sum(not each.startswith("*") for each in stub(name))
            assert by_place <= places or stub(name) == ["*alarms"], name
            assert named(name, arguments) == set(rows[name]), name
            assert set(rows[name]) <= {each.strip("*") for each in stub(name)}, name


def test_every_module_is_in_the_build_of_every_board(calls):
    """The stub of a board names its modules. `alarm`, which an RP2350 lacks, is imported where it is used."""
    from wearable.boards import pins_of

    for board_id in re.findall(
        r'board_id == "(\w+)"', (FIRMWARE / "wearable/boards/__init__.py").read_text()
    ):
        text = (SITE / "board_definitions" / board_id / "__init__.pyi").read_text("utf-8")
        there = set(re.search(r"Included modules: (.*)", text)[1].split(", "))
        needed = {name.partition(".")[0] for name in calls.used}
        missing = needed - there - {"gc", "micropython", "watchdog"}
        allowed = set() if pins_of(board_id).SENSOR_INTERRUPT else {"alarm"}
        assert missing <= allowed, board_id


def test_nothing_in_the_firmware_has_an_unknown_type(calls):
    """Else a call could hide. The settings come from a table."""
    settings = {setting.name for setting in declared()}
    own = {module: names for module, names in calls.unresolved.items() if not module.startswith("adafruit_")}
    assert {name for names in own.values() for name in names} <= settings


def test_a_new_call_is_noticed(tmp_path):
    path = tmp_path / "new.py"
    path.write_text(
        "import busio\nimport supervisor\nfrom analogio import AnalogOut as Out\n\n\n"
        "def f(pin):\n"
        "    i2c = busio.I2C(pin, pin, timeout=3)\n    i2c.scan()\n    Out(pin).value = 1\n"
        "    runtime = supervisor.runtime\n    return runtime.autoreload\n"
    )
    found = calls_of({"new": path})
    assert dict(found.used) == {
        "busio.I2C": {0, 1, "timeout"},
        "busio.I2C.scan": set(),
        "analogio.AnalogOut": {0},
        "analogio.AnalogOut.value": set(),
        "supervisor.runtime": set(),
        "supervisor.Runtime.autoreload": set(),
    }
    assert found.called == {"busio.I2C", "busio.I2C.scan", "analogio.AnalogOut"}
    with pytest.raises(KeyError):
        stub("busio.I2C.write_everything")
