"""A busy board, transient bus errors, a FIFO overrun: the samples that still reach the detector."""

import itertools
import shutil
from collections import Counter

import pytest
from heeldrive_lab.virtual_board import CHIPS, FaultKind, InjectedFault
from rounding import alike, first_alike

MOTION_START_MS = 1000  # the chip's first row, in virtual ms
FROM_ROW = 300  # by then the sampler has learnt the rate
HALF_SECOND = 500
NOT_VALID = 32767  # the output of a gyroscope before it has started


@pytest.fixture(params=CHIPS)
def chip(request):
    return request.param


def reported(workout):
    return [line.split()[1].rstrip(":") for line in workout.lines("fault")]


def fewest_holes(taken, given):
    """In how many places at least samples are missing from those given; they repeat while the wearer stands.

    Both begin with the same sample, and what was taken after the last one given does not matter.
    """
    holes_at = {-1: 0}  # by the place of the sample before
    for counts in taken:
        fewest, after = len(given), {}
        for place in range(min(holes_at) + 1, min(max(holes_at) + 12, len(given))):
            fewest = min(fewest, holes_at.get(place - 2, len(given)) + 1)
            if given[place] == counts:
                after[place] = min(holes_at.get(place - 1, len(given)), fewest)
        if not after:
            break
        holes_at = after
    assert max(holes_at) > len(given) - 12
    return min(holes_at.values())


def taken_rows(workout, rows):
    """Return the samples that the detector processed, from the first of these rows on."""
    taken = workout.board.delivered
    return taken[first_alike(taken, rows) :][: len(rows)]


def busy(*starts_ms, for_ms=HALF_SECOND):
    return [InjectedFault(FaultKind.BOARD_BUSY, start_ms, start_ms + for_ms) for start_ms in starts_ms]


@pytest.mark.parametrize("offset_ms", [0, 13, 31])
def test_a_flash_write_of_half_a_second_loses_no_sample(wear, recorded, chip, offset_ms):
    rows = recorded("clean_set", 20_000)[::2]
    writes = busy(8000 + offset_ms, 12_000 + offset_ms, 12_700 + offset_ms)
    workout = wear(rows=rows, chip=chip, faults=writes, samples_as_recorded=True)
    taken = taken_rows(workout, rows[FROM_ROW:])
    assert alike(taken) == alike(rows[FROM_ROW:])
    late_ms = [row[0] - was[0] - MOTION_START_MS for row, was in zip(taken, rows[FROM_ROW:], strict=True)]
    assert max(late_ms) - min(late_ms) <= 4  # nor does it distort time; the rows' own times are in whole ms
    assert reported(workout) == []


def test_a_second_in_which_the_program_is_loaded_loses_no_sample(
    board_of, recorded, firmware, tmp_path, chip
):
    folder = tmp_path / "drive"
    shutil.copytree(firmware, folder)
    with (folder / "log" / "frame.py").open("a") as module:  # the sensor is set up before it is loaded
        module.write("\nimport time\ntime.sleep(1)\n")
    rows = recorded("clean_set", 8000)[::2]
    taken = []
    for drive in (firmware, folder):
        board = board_of(rows, chip=chip, samples_as_recorded=True)
        board.run(drive)
        taken.append([row[1:] for row in board.delivered[:300]])
    quick, slow = taken
    assert slow == quick
    assert len(slow) == 300


def test_two_seconds_are_survived_too(wear, recorded, chip):
    rows = recorded("clean_set", 20_000)[::2]
    workout = wear(rows=rows, chip=chip, faults=busy(9000, for_ms=2200), samples_as_recorded=True)
    assert alike(taken_rows(workout, rows[FROM_ROW:])) == alike(rows[FROM_ROW:])
    assert reported(workout) == []


def test_the_board_busy_at_every_turn_counts_every_rep(wear, chip):
    workout = wear("clean_set", chip=chip, faults=busy(*range(2000, 50_000, 1500)))
    assert [rep["index"] for rep in workout.reps()] == list(range(1, 11))
    assert reported(workout) == []


def test_a_cable_that_fails_for_a_second_loses_no_sample(wear, recorded, chip):
    rows = recorded("clean_set", 20_000)[::2]
    fault = InjectedFault(FaultKind.BUS_ERROR, 10_000, 11_000)
    workout = wear(rows=rows, chip=chip, faults=[fault], samples_as_recorded=True)
    assert "bus_error" in reported(workout)
    assert "samples_lost" not in reported(workout)
    assert alike(taken_rows(workout, rows[FROM_ROW:])) == alike(rows[FROM_ROW:])


# The LSM6DS33 stores 13 s: the watchdog resets a board that is blocked for so long.
@pytest.mark.parametrize(("chip", "for_ms"), [("LSM6DSOX", 6000), ("LSM6DS3TR-C", 7450)])
def test_a_fifo_that_ran_over_is_told_and_the_newest_samples_count(wear, recorded, chip, for_ms):
    rows = recorded("clean_set", 30_000)[::2]
    start_ms = 11_000
    workout = wear(rows=rows, chip=chip, faults=busy(start_ms, for_ms=for_ms), samples_as_recorded=True)
    (line,) = workout.lines("fault")
    assert line.startswith("fault samples_lost: About ")
    assert len(workout.lines("fault_cleared")) == 1
    # Only the samples that the FIFO could not store are lost; later samples have the right times.
    taken = workout.board.delivered
    gap = max(range(1, len(taken)), key=lambda i: taken[i][0] - taken[i - 1][0])
    lost_ms = taken[gap][0] - taken[gap - 1][0]
    assert start_ms - 60 < taken[gap - 1][0] < start_ms + 10
    assert 800 < lost_ms < 1400
    samples_told = int(line.split()[3])
    assert abs(samples_told - lost_ms / 19.2) < 3
    often = Counter(alike(rows[:-1]))  # the last is held at the end
    of_row = {counts: row[0] for counts, row in zip(alike(rows), rows, strict=True) if often[counts] == 1}
    late_ms = [
        row[0] - of_row[counts] - MOTION_START_MS
        for counts, row in zip(alike(taken[gap:]), taken[gap:], strict=True)
        if counts in of_row
    ]
    assert len(late_ms) > 100
    # One period either way, until the next polls correct it, plus the phase between chip and recording.
    assert -27 < min(late_ms) <= max(late_ms) < 27


def test_a_word_lost_in_the_fifo_is_told_and_axes_are_never_exchanged(wear, recorded, chip):
    rows = recorded("clean_set", 16_000)[::2]
    moments_ms = (8000, 9021, 10_035, 12_000)
    # Each twice, more than one sample apart: the FIFO may be empty once, and then nothing can be lost.
    slips = [InjectedFault(FaultKind.FIFO_SLIP, ms + later_ms) for ms in moments_ms for later_ms in (0, 25)]
    workout = wear(rows=rows, chip=chip, faults=slips, samples_as_recorded=True)
    assert set(reported(workout)) == {"samples_lost"}
    assert len(moments_ms) <= len(reported(workout)) == len(workout.lines("fault_cleared")) <= len(slips)
    taken = set(alike(row for row in workout.board.delivered if row[0] > 7000))
    assert taken <= set(alike(rows))
    given = set(alike(row for row in rows if row[0] > 6100))
    assert len(given) - 14 <= len(taken & given) < len(given)


def test_a_transfer_that_breaks_off_in_mid_burst_costs_that_batch_and_is_told(wear, recorded, chip):
    rows = recorded("clean_set")[::2]
    sparks = [
        InjectedFault(FaultKind.BUS_ERROR, start_ms, start_ms + 1) for start_ms in range(8000, 40_000, 53)
    ]
    workout = wear(rows=rows, chip=chip, faults=sparks, samples_as_recorded=True)
    broken = reported(workout).count("samples_lost")
    assert set(reported(workout)) <= {"samples_lost", "display_missing"}
    assert 3 < broken < 40  # most transients are between two bursts
    taken = alike(workout.board.delivered)
    values = alike(rows)
    assert set(taken) <= set(values)
    missing = len(set(values[FROM_ROW:]) - set(taken))
    assert 0 < missing <= 6 * broken
    start = first_alike(workout.board.delivered, rows[FROM_ROW:])
    holes = fewest_holes(taken[start:], values[FROM_ROW:])
    # A transfer that breaks off between two samples leaves the pattern whole. Then only the time tells, and a
    # single sample may go unnoticed.
    assert holes <= broken + 2, "a hole that nobody was reported of"
    assert workout.board.display.digits == "  10"


def test_nothing_is_taken_from_a_gyroscope_that_has_not_started(wear, chip):
    workout = wear(
        "clean_set", chip=chip, faults=[InjectedFault(FaultKind.SENSOR_RESET, 22_500)], end_ms=24_000
    )
    assert reported(workout) == ["chip_reset"]
    assert not any(NOT_VALID in row[4:] for row in workout.board.delivered)


def test_times_always_rise_whatever_happens(wear, chip):
    faults = [
        *busy(3000, 6000, 15_100),
        *busy(17_000, for_ms=7000),
        InjectedFault(FaultKind.BUS_ERROR, 4000, 4700),
        InjectedFault(FaultKind.FIFO_SLIP, 5000),
        InjectedFault(FaultKind.SENSOR_RESET, 9000),
        InjectedFault(FaultKind.SENSOR_FROZEN, 11_000, 12_000),
    ]
    workout = wear("clean_set", chip=chip, faults=faults, end_ms=30_000)
    times = [row[0] for row in workout.board.delivered]
    assert all(earlier < later for earlier, later in itertools.pairwise(times))
    assert times[-1] > 30_900
    cleared = [line.split()[1] for line in workout.lines("fault_cleared")]
    assert sorted(reported(workout)) == sorted(cleared)
