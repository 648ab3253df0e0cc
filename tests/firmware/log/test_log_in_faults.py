"""After any fault during a set the count goes on; the log has the fault and replays to the same events."""

import pytest
from heeldrive import EVENT_REP
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.virtual_board import CHIPS, FaultKind, InjectedFault
from heeldrive_lab.virtual_board.drive import VirtualDrive


@pytest.fixture(params=CHIPS)
def chip(request):
    return request.param


@pytest.mark.parametrize(
    ("kind", "for_ms", "noted"),
    [
        (FaultKind.SDA_LOW, 1500, "bus_error"),
        (FaultKind.BUS_ERROR, 1500, "bus_error"),
        (FaultKind.SENSOR_ABSENT, 1500, "bus_error"),
        (FaultKind.SENSOR_RESET, None, "chip_reset"),
        (FaultKind.SENSOR_FROZEN, 1500, "sensor_frozen"),
        (FaultKind.FIFO_SLIP, None, "samples_lost"),
        (FaultKind.DISPLAY_ABSENT, 3000, "display_missing"),
    ],
)
def test_a_fault_in_mid_set_leaves_count_and_log_whole(wear, clean, chip, kind, for_ms, noted):
    start_ms = clean.in_descent(4)
    if (
        for_ms is None
    ):  # a fault without duration is injected twice: the FIFO may be empty when a word is to be lost
        faults = [InjectedFault(kind, start_ms), InjectedFault(kind, start_ms + 25)]
    else:
        faults = [InjectedFault(kind, start_ms, start_ms + for_ms)]
    drive = VirtualDrive()
    # The power goes between two writes.
    workout = wear("clean_set", chip=chip, drive=drive, faults=faults, until_ms=clean.after(10) + 2500)
    numbers = [rep["index"] for rep in workout.reps()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 9  # the rep during the fault may be lost, but no other
    assert workout.board.display.digits == f"{numbers[-1]:4}"
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert {noted, f"{noted} cleared"} <= {note.text for note in log.notes}
    assert log.rows == workout.board.delivered[: len(log.rows)]
    assert check_replay(log) == f"replay gives the board's own {len(log.events)} events"
    assert [reported.index for reported in log.events if reported.kind == EVENT_REP] == numbers


def test_an_overrun_is_noted_in_the_log_and_leaves_the_rest_of_it_whole(wear, clean):
    busy_ms = clean.after(4)
    kept = InjectedFault(FaultKind.BOARD_BUSY, busy_ms, busy_ms + 6000)  # the LSM6DSOX holds 4.9 s
    drive = VirtualDrive()
    workout = wear("clean_set", drive=drive, faults=[kept])
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert [note.text for note in log.notes] == ["samples_lost", "samples_lost cleared"]
    assert log.gaps == 1
    assert check_replay(log) == f"replay gives the board's own {len(log.events)} events"
    assert len(workout.reps()) >= 8
