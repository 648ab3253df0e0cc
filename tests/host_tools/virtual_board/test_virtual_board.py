"""The board as a whole: small programs, then the firmware."""

import builtins
import sys
import time
from pathlib import Path

import pytest
from heeldrive_lab.virtual_board import ConsoleLine, FaultKind, InjectedFault
from rounding import rounded

FIRMWARE = Path(__file__).parents[3] / "firmware"


def test_a_program_prints_at_virtual_times(run_program):
    heard = []
    board = run_program(
        "import time\nprint('a', 1, sep='-')\ntime.sleep(1.5)\nprint('b', end='')\nprint('c\\nd')",
        on_console=heard.append,
    )
    assert board.console == [ConsoleLine(0, "a-1"), ConsoleLine(1500, "bc"), ConsoleLine(1500, "d")]
    assert heard == board.console
    assert board.ended == "returned"


def test_the_power_goes_shortly_after_the_last_row(run_program):
    board = run_program("import time\nwhile True:\n    time.sleep(0.001)", motion_start_ms=1000, tail_ms=30)
    assert board.ended == "power cut"
    assert board.clock.now_us // 1000 == 1000 + 9990 + 30


def test_the_power_goes_at_a_given_time(run_program):
    board = run_program("import time\nwhile True:\n    time.sleep(0.001)", until_ms=123)
    assert board.clock.now_us // 1000 == 123


def test_a_program_that_waits_busily_or_catches_everything_ends_with_the_power(run_program):
    board = run_program(
        "from supervisor import ticks_ms\n"
        "while True:\n    try:\n        ticks_ms()\n    except Exception:\n        pass",
        until_ms=50,
    )
    assert board.ended == "power cut"


def test_the_tick_crosses_its_wrap_within_every_workout(run_program):
    board = run_program(
        "import supervisor, time\nprint(supervisor.ticks_ms())\ntime.sleep(70)\nprint(supervisor.ticks_ms())",
        [(0, 0, 0, 0, 0, 0, 0), (100_000, 0, 0, 0, 0, 0, 0)],
    )
    first, second = board.said
    assert first > second
    assert (second - first) % 2**29 == pytest.approx(70_000, abs=2)


def test_monotonic_is_as_coarse_as_on_the_board(run_program):
    board = run_program(
        "import time\ntime.sleep(2e4)\na = time.monotonic()\ntime.sleep(0.002)\nprint(time.monotonic() - a)",
        [(0, 0, 0, 0, 0, 0, 0), (30_000_000, 0, 0, 0, 0, 0, 0)],
    )
    assert board.said[0] in (0.0, 0.0078125)


def test_a_crash_of_the_program_reaches_the_test(run_program):
    with pytest.raises(ZeroDivisionError):
        run_program("1 / 0")


def test_a_reload_runs_the_program_again_and_says_why(run_program):
    board = run_program(
        "import supervisor, time\n"
        "print(str(supervisor.runtime.run_reason))\n"
        "time.sleep(1)\n"
        "supervisor.reload()",
        until_ms=2000,
    )
    assert board.said == ["RunReason.STARTUP", "RunReason.SUPERVISOR_RELOAD"]
    assert board.starts == [0, 1100]


def test_a_board_runs_once(run_program, tmp_path):
    board = run_program("pass")
    with pytest.raises(RuntimeError, match="runs once"):
        board.run(tmp_path)


def test_an_unknown_chip_is_named(board_of):
    with pytest.raises(ValueError, match=r"'MPU6050'.*LSM6DSOX"):
        board_of([], chip="MPU6050")


@pytest.mark.parametrize("name", ["typing", "pathlib", "enum", "dataclasses", "numpy", "heeldrive_lab"])
def test_a_module_the_board_has_not_cannot_be_imported(run_program, name):
    with pytest.raises(ImportError, match=name):
        run_program(f"import {name}")


def test_names_the_board_has_not_are_missing(run_program):
    with pytest.raises(AttributeError):
        run_program("import board\nboard.D99")
    with pytest.raises(ImportError):
        run_program("from supervisor import status_bar")


def test_what_the_board_unloads_of_the_detector_stays_loaded_on_the_host(run_program):
    import heeldrive.teaching
    import heeldrive.window

    before = sys.modules["heeldrive.teaching"]
    named_like_its_module = heeldrive.window.snapshot
    run_program("import sys, heeldrive\ndel sys.modules['heeldrive.teaching'], heeldrive.teaching")
    assert sys.modules["heeldrive.teaching"] is heeldrive.teaching is before
    assert heeldrive.window.snapshot is named_like_its_module


def test_nothing_of_the_host_is_changed_by_a_run_even_by_one_that_fails(run_program, tmp_path):
    (tmp_path / "wearable").mkdir()
    (tmp_path / "wearable" / "__init__.py").write_text("import time\nassert not hasattr(time, 'strftime')")
    before = dict(sys.modules), list(sys.path), list(sys.meta_path), builtins.print, time.sleep
    program = (
        "import wearable, adafruit_lsm6ds, time\nprint(adafruit_lsm6ds.Rate.RATE_104_HZ)\nraise KeyError"
    )
    with pytest.raises(KeyError):
        run_program(program)
    after = dict(sys.modules), list(sys.path), list(sys.meta_path), builtins.print, time.sleep
    assert before[1:] == after[1:]
    assert not [
        name
        for name in after[0]
        if name.startswith(("wearable", "adafruit_lsm6ds")) and name not in before[0]
    ]


def test_the_firmwares_modules_and_the_drivers_state_are_new_each_run(run_program, tmp_path):
    (tmp_path / "wearable").mkdir()
    (tmp_path / "wearable" / "__init__.py").write_text("count = 0")
    program = (
        "import wearable\nfrom adafruit_lsm6ds import AccelRange\n"
        "wearable.count += 1\nprint(wearable.count, hasattr(AccelRange, 'string'))\nAccelRange.string = {}"
    )
    for _ in range(2):
        assert [line.text for line in run_program(program).console] == ["1 False"]


def test_a_file_of_the_firmware_does_not_hide_pythons_own_code_module(run_program):
    run_program("pass")
    import code

    assert hasattr(code, "InteractiveConsole")


def test_an_observer_sees_the_display_in_the_hosts_own_time(run_program):
    seen = []

    def observe(display):
        seen.append(display.digits)
        time.strftime("%H")  # the board's `time` has no such thing

    program = (
        "import board, busio\nfrom adafruit_ht16k33.segments import Seg7x4\n"
        "display = Seg7x4(busio.I2C(board.SCL, board.SDA), auto_write=False)\n"
        "for n in (7, 8):\n    display.print(n)\n    display.show()"
    )
    run_program(program, on_display=observe, upside_down=False)
    assert seen[-2:] == ["   7", "  78"]


BUSY_WITH_THE_DISPLAY = """
import board, busio
from adafruit_ht16k33.segments import Seg7x4
display = Seg7x4(busio.I2C(board.SCL, board.SDA))
while True:
    try:
        display.print("8")
        print("shown")
    except Exception:
        pass
"""


def failing_samples():
    yield (0, 0, 0, 0, 0, 0, 0)
    yield (10, 0, 0, 0, 0, 0, 0)
    raise OSError("the session file ends in mid-row")


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"samples": failing_samples()}, OSError, "mid-row"),
        ({"samples": [(0, *[0] * 6), (9, *[0] * 6), (9, *[0] * 6)]}, ValueError, "does not rise"),
        ({"on_display": lambda display: 1 / 0}, ZeroDivisionError, "division"),
        ({"on_console": lambda line: 1 / 0}, ZeroDivisionError, "division"),
    ],
)
def test_an_error_of_the_host_is_not_taken_for_a_fault_of_the_board(run_program, options, error, match):
    with pytest.raises(error, match=match):
        run_program(BUSY_WITH_THE_DISPLAY, **options)


def test_settings_toml_can_be_asked_and_read_but_not_written(run_program):
    program = (
        "import os\nprint(os.getenv('depth_min_deg'), os.getenv('rest', 9))\n"
        "with open('/settings.toml') as file:\n    print(len(file.read()))\n"
        "try:\n    open('/settings.toml', 'a')\nexcept OSError as error:\n    print(error.errno)\n"
        "try:\n    open('/log.csv')\nexcept OSError as error:\n    print(error.errno)"
    )
    board = run_program(program, settings_text="depth_min_deg = 50\n")
    assert [line.text for line in board.console] == ["50 9", "19", "30", "2"]
    assert run_program("import os\nprint(os.getenv('a') is None)").said == [True]
    board = run_program("import os\nprint(repr(os.getenv('a')))", settings_text="a = 5", getenv="text")
    assert board.said == ["5"]


def test_the_neopixel_shows_what_is_written_to_it(run_program):
    board = run_program(
        "import board, digitalio\nfrom neopixel_write import neopixel_write\n"
        "pin = digitalio.DigitalInOut(board.NEOPIXEL)\npin.direction = digitalio.Direction.OUTPUT\n"
        "neopixel_write(pin, bytes((1, 2, 3)))"
    )
    assert board.pixel == (2, 1, 3)


def test_on_a_xiao_the_sensor_answers_once_its_supply_is_switched_on(run_program):
    program = (
        "import board, busio, digitalio\nprint(board.board_id)\n"
        "try:\n    busio.I2C(board.IMU_SCL, board.IMU_SDA)\nexcept RuntimeError:\n    print('dark')\n"
        "digitalio.DigitalInOut(board.IMU_PWR).switch_to_output(True)\n"
        "for pins in ((board.IMU_SCL, board.IMU_SDA), (board.SCL, board.SDA)):\n"
        "    i2c = busio.I2C(*pins)\n    i2c.try_lock()\n    print(i2c.scan())\n"
        "busio.I2C(board.SCL, board.IMU_SDA)"
    )
    with pytest.raises(ValueError, match="Invalid pins"):
        run_program(
            program, chip="LSM6DS3TR-C", board_id="Seeed_XIAO_nRF52840_Sense", on_console=(heard := []).append
        )
    assert [line.text for line in heard] == ["Seeed_XIAO_nRF52840_Sense", "dark", "[106]", "[112]"]


def test_an_unplugged_display_goes_dark_at_once(run_program):
    seen = []
    run_program(
        "import board, busio, time\nfrom adafruit_ht16k33.segments import Seg7x4\n"
        "display = Seg7x4(busio.I2C(board.SCL, board.SDA))\ndisplay.print('8888')\ntime.sleep(2)",
        faults=[InjectedFault(FaultKind.DISPLAY_ABSENT, 500, 700)],
        on_display=lambda display: seen.append(display.digits),
    )
    assert seen[-2:] == ["8888", "    "]


def test_the_firmware_takes_every_row_of_a_session_as_it_stands(board_of):
    """The board's log is the session it was fed: same numbers, and soon the same intervals of time."""
    rows = [(i * 1000 // 104, i % 9, -(i % 7), 205, i % 5, i % 3, -i % 11) for i in range(104 * 20)]
    rows = [rounded((t_ms, *(20 * count for count in counts))) for t_ms, *counts in rows]
    board = board_of(rows, samples_as_recorded=True)
    board.run(FIRMWARE)
    values = [sample[1:] for sample in board.delivered]
    rows = rows[50:]  # the board takes a moment to start
    first = values.index(rows[0][1:])
    taken = board.delivered[first : first + len(rows)]
    assert [sample[1:] for sample in taken] == [row[1:] for row in rows]
    # The first pose came every 9 ms, as the first two rows do; the rows every 9.6 ms: 5 s to find that out.
    late_ms = [sample[0] - row[0] - 1000 for sample, row in zip(taken, rows, strict=True)][450:]
    assert max(late_ms) - min(late_ms) <= 3
    assert board.display.lit


def test_a_pin_belongs_to_one_object_until_that_releases_it(run_program):
    program = """
import analogio, board, busio, digitalio, keypad
def tried(*made):
    try:
        print(made[0](*made[1:]).__class__.__name__)
    except (ValueError, TypeError) as error:
        print(error)
pin = digitalio.DigitalInOut(board.NEOPIXEL)
tried(digitalio.DigitalInOut, board.NEOPIXEL)
pin.deinit()
tried(digitalio.DigitalInOut, board.NEOPIXEL)
tried(getattr, pin, "value")
tried(analogio.AnalogIn, board.SWITCH)
tried(analogio.AnalogIn, None)
battery = analogio.AnalogIn(board.VOLTAGE_MONITOR)
tried(digitalio.DigitalInOut, board.VOLTAGE_MONITOR)
i2c = busio.I2C(board.SCL, board.SDA)
tried(digitalio.DigitalInOut, board.SCL)
"""
    assert run_program(program, chip="LSM6DS33").said == [
        "NEOPIXEL in use",
        "DigitalInOut",
        "Object has been deinitialized and can no longer be used. Create a new object.",
        "Invalid pin",
        "pin must be of type Pin, not NoneType",
        "VOLTAGE_MONITOR in use",
        "SCL in use",
    ]
