"""The watchdogs of both ports, as CircuitPython's sources and the processors' data sheets have them."""

import pytest

RP2040 = "adafruit_feather_rp2040"
SENSE = "feather_bluefruit_sense"

ARM = """
import microcontroller, supervisor, time
from watchdog import WatchDogMode
dog = microcontroller.watchdog
why = str(microcontroller.cpu.reset_reason)
print(str(supervisor.runtime.run_reason).split(".")[1] + " " + why.split(".")[1])
if dog.mode is None and why.endswith("POWER_ON"):
    dog.timeout = 2
    dog.mode = WatchDogMode.RESET
"""
BITES = ["STARTUP POWER_ON", "STARTUP WATCHDOG"]


def attempt(line):
    return f"try:\n    {line}\nexcept Exception as error:\n    print(type(error).__name__, error)\n"


@pytest.mark.parametrize("board_id", [RP2040, SENSE])
def test_a_bite_on_battery_is_a_plain_reset(run_program, board_id):
    board = run_program(ARM + "time.sleep(5)", board_id=board_id)
    assert (board.said, board.ended) == (BITES, "returned")


def test_a_bite_on_usb_leads_to_safe_mode_on_an_nrf52840_only(run_program):
    assert run_program(ARM + "time.sleep(5)", board_id=RP2040, computer_from_ms=0).ended == "returned"
    assert run_program(ARM + "time.sleep(5)", board_id=SENSE, computer_from_ms=0).ended == "safe mode"


def test_the_end_of_a_program_stops_it_on_an_rp2040(run_program):
    assert run_program(ARM, board_id=RP2040).said == BITES[:1]


def test_on_an_nrf52840_it_bites_after_the_end_of_the_program(run_program):
    assert run_program(ARM, board_id=SENSE).said == BITES


@pytest.mark.parametrize(("board_id", "on"), [(RP2040, None), (SENSE, "WatchDogMode.RESET")])
def test_a_reload_stops_it_on_an_rp2040_only(run_program, board_id, on):
    board = run_program(
        "print(str(__import__('microcontroller').watchdog.mode))\n" + ARM + "supervisor.reload()",
        board_id=board_id,
        until_ms=150,
    )
    assert board.said == [None, "STARTUP POWER_ON", on, "SUPERVISOR_RELOAD POWER_ON"]


def test_an_nrf52840_takes_no_second_timeout_no_second_mode_and_no_end(run_program):
    tries = "".join(map(attempt, ("dog.timeout = 3", "dog.mode = None", "dog.mode = WatchDogMode.RESET")))
    assert run_program(ARM + tries, board_id=SENSE, until_ms=1000).said[1:] == [
        "RuntimeError timeout cannot be changed once mode is set to RESET",
        "RuntimeError WatchDogTimer cannot be deinitialized once mode is set to RESET",
        "PermissionError [Errno 1] Operation not permitted",
    ]


def test_an_rp2040_takes_all_three_and_eight_seconds_at_most(run_program):
    tries = "".join(
        map(attempt, ("dog.timeout = 3", "dog.mode = None", "dog.timeout = 9", "dog.timeout = 0"))
    )
    assert run_program(ARM + tries, board_id=RP2040, until_ms=1000).said[1:] == [
        "ValueError timeout must be <= 8",
        "ValueError timeout must be greater than 0",
    ]


def test_an_nrf52840s_goes_on_through_a_soft_reset_and_is_fed_only_after_its_mode_is_set(run_program):
    program = ARM + "if why.endswith('POWER_ON'): microcontroller.reset()\n"
    unfed = "while True:\n    time.sleep(0.1)\n    dog.feed()\n"
    assert run_program(program + unfed, board_id=SENSE).said == [
        "STARTUP POWER_ON",
        "STARTUP SOFTWARE",
        "STARTUP WATCHDOG",
    ]
    fed = "dog.timeout = 8\ndog.mode = WatchDogMode.RESET\n" + unfed
    assert run_program(program + fed, board_id=SENSE).said == ["STARTUP POWER_ON", "STARTUP SOFTWARE"]


@pytest.mark.parametrize(("board_id", "starts"), [(RP2040, 1), (SENSE, 2)])
def test_ctrl_c_ends_the_program_but_not_an_nrf52840s_watchdog(run_program, board_id, starts):
    program = ARM + "while why.endswith('POWER_ON'):\n    time.sleep(0.1)\n    dog.feed()\n"
    board = run_program(program, board_id=board_id, computer_from_ms=None, ctrl_c_ms=[3000])
    assert board.said == BITES[:starts]
