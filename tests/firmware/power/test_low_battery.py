"""The battery runs empty: the log is closed in time, and the display shows why."""

import pytest
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.virtual_board.drive import VirtualDrive

FEATHER = {"chip": "LSM6DS33"}
XIAO = {"chip": "LSM6DS3TR-C", "board_id": "Seeed_XIAO_nRF52840_Sense"}
SAGS_MS = 15_000  # from then on the battery is nearly empty; the first measurement is at the start
STOPPED_MS = 95_000  # one measurement per minute, three in ten seconds once it seems empty


def sagging(ms):
    return 3200 if ms >= SAGS_MS else 3900


@pytest.fixture
def long_set(recorded):
    """Return the clean set, followed by standing."""
    rows = recorded("clean_set")
    end_ms = rows[-1][0]
    return rows + [(end_ms + 10 * n, *rows[n % 400][1:]) for n in range(1, 9000)]


@pytest.mark.parametrize("board", [FEATHER, XIAO])
def test_an_empty_battery_closes_the_log_says_so_and_darkens_all(wear, long_set, board):
    drive = VirtualDrive()
    workout = wear(rows=long_set, battery_mv=sagging, drive=drive, until_ms=STOPPED_MS, **board)
    stopped_ms = workout.when("fault battery_empty")
    assert 60_000 <= stopped_ms < 90_000
    assert "Lo b" in workout.readings(stopped_ms, stopped_ms + 3000)
    assert workout.readings(stopped_ms + 3500) == ["    "]
    assert workout.board.sensor.mode == "off"
    assert workout.board.pixel == (0, 0, 0)
    assert len(workout.reps()) == 10
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert log.notes[-1].text == "battery_empty"
    assert check_replay(log) == "replay gives the board's own 11 events"


@pytest.mark.parametrize("cell_mv", [3340, 3000])
def test_an_empty_cell_is_noticed_although_the_converters_reference_sinks_with_it(wear, long_set, cell_mv):
    workout = wear(rows=long_set, battery_mv=cell_mv, until_ms=STOPPED_MS, **FEATHER)
    assert workout.lines("fault")[0].startswith("fault battery_empty")


def test_a_moment_of_weakness_is_no_empty_battery(wear, long_set):
    def weak_once(ms):
        return 3200 if 59_000 <= ms < 66_000 else 3700

    workout = wear(rows=long_set, battery_mv=weak_once, until_ms=STOPPED_MS, **FEATHER)
    assert workout.lines("fault") == []


def test_a_computer_on_usb_feeds_the_board_whatever_the_battery_says(wear, long_set):
    workout = wear(rows=long_set, battery_mv=sagging, computer_from_ms=0, until_ms=STOPPED_MS, **FEATHER)
    assert "battery_empty" not in " ".join(workout.lines("fault"))


def test_no_battery_at_all_is_not_an_empty_one(wear, long_set):
    """Nor is a CircuitPython that always reads 0."""
    workout = wear(rows=long_set, battery_mv=0, until_ms=STOPPED_MS, **FEATHER)
    assert workout.lines("fault") == []
    assert "bAtt" not in workout.readings()


def test_charging_begins_a_new_session(wear, long_set):
    def charged_later(ms):
        return sagging(ms) if ms < STOPPED_MS - 5000 else 3650

    workout = wear(rows=long_set, battery_mv=charged_later, until_ms=STOPPED_MS, **FEATHER)
    _, again_ms = workout.board.starts
    assert 0 <= again_ms - (STOPPED_MS - 5000) < 1600


def test_a_battery_that_recovers_by_itself_does_not(wear, long_set):
    def recovers(ms):
        return sagging(ms) if ms < STOPPED_MS - 5000 else 3500

    workout = wear(rows=long_set, battery_mv=recovers, until_ms=STOPPED_MS, **FEATHER)
    assert workout.board.ended == "power cut"


def test_a_board_without_a_tap_on_its_battery_counts_on(wear, long_set):
    workout = wear(rows=long_set, battery_mv=sagging, until_ms=STOPPED_MS, chip="LSM6DSOX")
    assert workout.lines("fault") == []


def test_without_memory_to_wait_for_the_charger_it_starts_again_with_all_of_the_heap(
    wear, long_set, drive_without_room_for
):
    drive = drive_without_room_for("power/sleeper")
    workout = wear(rows=long_set, battery_mv=sagging, until_ms=STOPPED_MS, program=drive, **FEATHER)
    assert workout.lines("sleep")[0].startswith("sleep off: There is not enough memory")
    _, again_ms = workout.board.starts
    assert 0 <= again_ms - workout.when("sleep off") < 1600
