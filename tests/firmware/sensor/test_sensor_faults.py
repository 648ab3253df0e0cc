"""A sensor fault: the display shows it, the count is kept, and counting resumes by itself."""

import itertools
import random

import pytest
from heeldrive_lab.virtual_board import FaultKind, InjectedFault
from heeldrive_lab.virtual_board.bus import Wires

from wearable.faults import BUS_ERROR

SENSOR_ADDRESSES = (0x6A, 0x6B)


@pytest.fixture
def standing(clean):
    """The wearer of the clean set stands between rep 3 and rep 4."""
    return clean.after(3)


@pytest.fixture
def in_rep_4(clean):
    """The wearer is in the descent."""
    return clean.in_descent(4)


def wear_with(wear, kind, start_ms, over_ms=None, **options):
    return wear("clean_set", faults=[InjectedFault(kind, start_ms, over_ms)], **options)


def said(workout):
    """Return the faults on the serial line by name, begun and cleared."""
    begun = [line.split()[1].rstrip(":") for line in workout.lines("fault")]
    cleared = [line.split()[1] for line in workout.lines("fault_cleared")]
    return begun, cleared


def test_cable_pulled_for_two_seconds_in_mid_set(wear, standing):
    workout = wear_with(wear, FaultKind.SENSOR_ABSENT, standing, standing + 2000)
    begun, cleared = said(workout)
    assert begun == cleared == ["bus_error"]
    assert workout.readings(standing, standing + 2000) == ["   3", "CAbL"]
    # The count is kept; only the rep that began without a sensor is lost; the wearer does nothing.
    # Rep 4, whose beginning is missing, is refused: at once or, if it waits for its neighbours, as the next
    # rep counts. Which of the two depends on the millisecond at which samples come again.
    readings = workout.readings(standing + 2000)
    assert readings[0] == "CAbL"
    assert [line.split()[1] for line in workout.lines("refused")] == ["reason=gap"]
    numbers = [reading for reading in readings[1:] if reading.strip().isnumeric()]
    assert list(dict.fromkeys(numbers)) == [f"{reps:4d}" for reps in range(3, 10)]


def test_sensor_is_back_at_work_within_half_a_second(wear, standing):
    workout = wear_with(wear, FaultKind.SENSOR_ABSENT, standing, standing + 1000)
    assert workout.when("fault_cleared") - (standing + 1000) < 500


@pytest.mark.parametrize("later_ms", [0, 20, 40])  # one of them meets a poll, which comes every 58 ms
def test_a_spark_on_the_cable_is_no_fault(wear, in_rep_4, later_ms):
    start_ms = in_rep_4 + later_ms
    workout = wear_with(wear, FaultKind.BUS_ERROR, start_ms, start_ms + 30)
    assert said(workout) == ([], [])
    assert len(workout.reps()) == 10


def test_between_two_tries_of_a_failing_transfer_the_board_sleeps(wear, in_rep_4, monkeypatch):
    tries_us = []
    acknowledged = Wires.device_at

    def device_at(wires, address, byte_us):
        now_us = wires.clock.now_us
        try:
            return acknowledged(wires, address, byte_us)
        except OSError:
            if address in SENSOR_ADDRESSES:
                tries_us.append(now_us)
            raise

    monkeypatch.setattr(Wires, "device_at", device_at)
    wear_with(wear, FaultKind.BUS_ERROR, in_rep_4, in_rep_4 + 200, until_ms=in_rep_4 + 400)
    before_the_fault_us = [us for us in tries_us if us - tries_us[0] < 40_000]
    assert len(before_the_fault_us) > 5
    assert min(after - before for before, after in itertools.pairwise(before_the_fault_us)) > 1000


def test_bus_error_in_mid_rep_costs_no_rep_because_the_sensor_remembers(wear, clean, in_rep_4):
    workout = wear_with(wear, FaultKind.BUS_ERROR, in_rep_4, in_rep_4 + 1500, until_ms=clean.after(6))
    begun, cleared = said(workout)
    assert begun[0] == "bus_error"
    assert sorted(begun) == sorted(cleared)  # the display failed too
    # The display is on the same bus: it shows the fault as soon as it responds.
    assert "CAbL" in workout.readings(in_rep_4 + 1500, in_rep_4 + 3000)
    assert workout.board.display.digits == "   6"


def test_while_the_whole_bus_fails_the_neopixel_says_so(wear, in_rep_4):
    workout = wear_with(wear, FaultKind.BUS_ERROR, in_rep_4, until_ms=in_rep_4 + 1000)
    assert workout.board.pixel == tuple(BUS_ERROR.colour.to_bytes(3))


def test_data_line_held_low_is_told_and_survived(wear, clean, standing):
    workout = wear_with(wear, FaultKind.SDA_LOW, standing, clean.rise[4], until_ms=clean.after(6))
    begun, cleared = said(workout)
    assert "bus_error" in begun
    assert sorted(begun) == sorted(cleared)
    assert workout.reps()[-1]["index"] == 6


def test_no_sensor_at_start_is_said_until_one_is_plugged_in(wear):
    workout = wear_with(wear, FaultKind.SENSOR_ABSENT, 0, 5000, motion_start_ms=5500)
    assert workout.readings(0, 5000) == ["LoAd", "----", "5En5"]
    assert "0x6A or 0x6B" in workout.lines("fault")[0]
    assert workout.board.display.digits == "  10"


def test_no_sensor_at_all_ends_in_waiting_not_in_a_crash(wear):
    workout = wear_with(wear, FaultKind.SENSOR_ABSENT, 0, end_ms=10_000)
    assert workout.board.ended == "power cut"
    assert workout.board.display.digits == "5En5"
    assert said(workout) == (["sensor_missing"], [])


def test_wrong_chip_is_named(wear):
    workout = wear("clean_set", end_ms=10_000, identity=0x6B)
    assert workout.board.display.digits == "CHIP"
    (line,) = workout.lines("fault")
    assert line.startswith("fault wrong_chip: ")
    assert "0x6B" in line
    assert workout.lines("rep") == []


def test_chip_that_lost_its_settings_in_mid_rep_gets_them_back_and_the_rep_counts(wear, clean, in_rep_4):
    workout = wear_with(wear, FaultKind.SENSOR_RESET, in_rep_4, until_ms=clean.after(6))
    assert said(workout) == (["chip_reset"], ["chip_reset"])
    # The gyroscope needs time to start: 100 ms of samples are discarded, and no more.
    assert 100 <= workout.when("fault_cleared") - workout.when("sensor ", in_rep_4) < 140
    assert workout.when("fault_cleared") - in_rep_4 < 250
    assert [rep["index"] for rep in workout.reps()] == [1, 2, 3, 4, 5, 6]
    # The word is shown long enough to be read although the fault is over.
    first = next(ms for ms, reading in workout.digits if reading == "r5Et")
    after = next(ms for ms, reading in workout.digits if ms > first)
    assert after - first > 1500


def test_frozen_sensor_is_noticed_reset_and_counts_again(wear, clean, standing):
    thawn_ms = clean.rise[4]
    workout = wear_with(wear, FaultKind.SENSOR_FROZEN, standing, thawn_ms, until_ms=clean.after(6))
    assert said(workout) == (["sensor_frozen"], ["sensor_frozen"])
    assert 500 <= workout.when("fault sensor_frozen") - standing < 600
    assert workout.readings(standing, thawn_ms) == ["   3", "Fro5"]
    assert workout.when("fault_cleared") - thawn_ms < 1500
    assert workout.board.display.digits == "   5"
    # Samples of a frozen sensor do not reach the detector.
    taken = {row[0] for row in workout.board.delivered}
    assert not any(standing + 600 < ms < thawn_ms for ms in taken)


def test_sensor_that_reads_double_is_told_of_and_counting_goes_on(wear, recorded):
    doubled = [
        (t_ms, *(max(-32768, min(32767, 2 * value)) for value in row), gx, gy, gz)
        for t_ms, *row, gx, gy, gz in recorded("clean_set", 16_000)
    ]
    workout = wear(rows=doubled)
    (line,) = workout.lines("fault")
    assert line.startswith("fault gravity_off: ")
    assert "19." in line or "20." in line
    assert "GrAU" in workout.readings()
    assert workout.board.display.digits != "GrAU"
    assert workout.board.delivered[-1][0] > 16_000


def test_gravity_that_is_right_again_is_told_too_and_asked_again_of_the_next_sensor(wear, recorded):
    standing = recorded("clean_set", 5000)

    def stand(seconds, factor):
        return [
            (t_ms + 1000 * seconds, *(factor * value for value in row), gx, gy, gz)
            for t_ms, *row, gx, gy, gz in standing
        ]

    rows = stand(0, 2) + stand(5, 1) + stand(10, 2)
    workout = wear(rows=rows, faults=[InjectedFault(FaultKind.SENSOR_ABSENT, 10_500, 11_200)])
    reported = [line.split(" t_ms")[0].split(":")[0] for line in workout.lines("fault", "fault_cleared")]
    assert reported == [
        "fault gravity_off",
        "fault_cleared gravity_off",
        "fault bus_error",
        "fault_cleared bus_error",
        "fault gravity_off",
    ]


@pytest.mark.parametrize("chip", ["LSM6DSOX", "LSM6DS3TR-C"])
def test_count_outlives_fault_after_fault(wear, clean, chip):
    first, second, third, fourth = (clean.after(number) for number in clean.longest_pauses(4))
    faults = [
        InjectedFault(FaultKind.SENSOR_RESET, first),
        InjectedFault(FaultKind.SENSOR_ABSENT, second, second + 400),
        InjectedFault(FaultKind.BUS_ERROR, third, third + 400),
        InjectedFault(FaultKind.DISPLAY_ABSENT, fourth, fourth + 3400),
    ]
    workout = wear("clean_set", faults=faults, chip=chip)
    assert workout.board.display.digits == "  10"
    assert sorted(workout.lines("fault_cleared"))
    begun, cleared = said(workout)
    assert sorted(begun) == sorted(cleared)


def held_level(rows, offset_mg):
    """Rows of standing, then of a thigh that is held level, with an offset along the axis that was level."""
    standing = [row for row in rows if row[0] < 4000]
    axis = min(range(3), key=lambda axis: abs(standing[0][1 + axis]))
    lying = [0] * 6
    lying[axis] = 4098 + round(offset_mg / 0.244)
    noise = random.Random(1)
    end_ms = standing[-1][0]
    return standing + [
        (end_ms + 10 * n, *(value + noise.randint(-3, 3) for value in lying)) for n in range(1, 1000)
    ]


@pytest.mark.parametrize(("offset_mg", "expected"), [(40, []), (160, ["offset"])])
def test_an_offset_is_told_in_the_pose_that_shows_it_and_counting_goes_on(
    wear, recorded, offset_mg, expected
):
    workout = wear(rows=held_level(recorded("clean_set"), offset_mg), until_ms=13_000)
    assert [line.split(", so its ")[1].split()[0] for line in workout.lines("fault")] == expected
    assert ("GrAU" in workout.readings()) == bool(expected)
    assert workout.lines("fault_cleared") == []


@pytest.mark.parametrize("axis", [1, 5, 6])
def test_an_axis_at_the_end_of_its_range_is_left_out_and_told_and_counting_goes_on(wear, recorded, axis):
    stuck = [(*row[:axis], 32767, *row[axis + 1 :]) for row in recorded("clean_set")]
    workout = wear(rows=stuck)
    (line,) = workout.lines("fault")
    assert line.startswith(f"fault saturated: Axis {['t', 'ax', 'ay', 'az', 'gx', 'gy', 'gz'][axis]} ")
    assert "5AtU" in workout.readings()
    assert workout.lines("fault_cleared") == []
    assert len(workout.reps()) == 10
