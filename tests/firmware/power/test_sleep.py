"""After minutes without motion the board sleeps; motion or a press wakes it, and the count is kept."""

import pytest
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.virtual_board import FaultKind, InjectedFault
from heeldrive_lab.virtual_board.drive import VirtualDrive
from lying import lying

MOTION_START_MS = 1000

BOARDS = [
    ("LSM6DS33", "feather_bluefruit_sense"),
    ("LSM6DSOX", "adafruit_feather_rp2040"),
    ("LSM6DS3TR-C", "Seeed_XIAO_nRF52840_Sense"),
]
ONE_MINUTE = "sleep_after_min = 1\nrest_min_s = 3\n"
STILL_MS = 85_000
HOP_MS = 1000


class TwoSets:
    """Return three reps, a minute and a half at rest, a jolt, and three reps again."""

    def __init__(self, rows):
        end_ms = rows[-1][0]
        again_ms = end_ms + STILL_MS
        self.rows = [
            *rows,
            *lying(rows[0][1:], end_ms + 10, again_ms - HOP_MS),
            *(
                (again_ms - HOP_MS + 10 * n, 0, 3000 + 2000 * (n // 10 % 2), *[0] * 4)
                for n in range(HOP_MS // 10)
            ),
            *((t_ms + again_ms, *row) for t_ms, *row in rows),
        ]
        # On the board's clock:
        self.moves_ms = again_ms - HOP_MS + MOTION_START_MS
        self.asleep_ms = self.moves_ms - 10_000


@pytest.fixture
def two_sets(recorded, clean):
    return TwoSets(recorded("clean_set", clean.after(3) - MOTION_START_MS))


def sleeping(workout):
    """Return when the board slept, from and to, in virtual ms."""
    begin = workout.when("asleep")
    return begin, workout.when("sensor", begin)


@pytest.mark.parametrize(("chip", "board_id"), BOARDS)
def test_the_board_sleeps_on_the_bench_and_counts_on_with_the_first_move(wear, two_sets, chip, board_id):
    drive = VirtualDrive()
    workout = wear(rows=two_sets.rows, chip=chip, board_id=board_id, settings_text=ONE_MINUTE, drive=drive)
    begin, end = sleeping(workout)
    assert 60_000 <= begin - workout.when("set ") < 62_000
    assert -20 < end - two_sets.moves_ms < 1500
    assert workout.readings(begin + 100, end - 10) == ["    "]
    assert not [row for row in workout.board.delivered if begin + 500 < row[0] < end - 500]
    assert workout.board.ended == "power cut"  # and not by the watchdog, which was fed
    # Both sets are counted, and the log has every sample.
    assert [rep["index"] for rep in workout.reps()] == [1, 2, 3, 4, 5, 6]
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert check_replay(log).startswith("replay gives the board's own")
    assert [note.text for note in log.notes if note.text in ("asleep", "awake")] == ["asleep", "awake"]


def test_who_wants_no_sleep_gets_none(wear, two_sets):
    workout = wear(rows=two_sets.rows, settings_text="sleep_after_min = 0\n")
    assert workout.lines("asleep") == []
    assert "    " not in workout.readings(2000)


@pytest.mark.parametrize(("chip", "board_id"), BOARDS[:2])
def test_a_press_wakes_it_and_means_nothing_else(wear, two_sets, chip, board_id):
    workout = wear(
        rows=two_sets.rows,
        chip=chip,
        board_id=board_id,
        settings_text=ONE_MINUTE,
        presses_ms=[(two_sets.asleep_ms, two_sets.asleep_ms + 200)],
        until_ms=two_sets.asleep_ms + 5000,
    )
    _, end = sleeping(workout)
    assert 0 <= end - two_sets.asleep_ms < 1500
    assert workout.readings(end + 100) == ["   3"]


def test_the_sensors_wire_wakes_it_at_once_and_looking_within_a_second(wear, recorded):
    rows = lying(recorded("clean_set")[0][1:], 0, 90_000)
    knock = [(90_000 + 10 * n, 0, 4098 + 3000 * (n % 2), 0, 0, 0, 0) for n in range(20)]
    rest = lying(knock[-1][1:], 90_200, 93_000)
    woke = {}
    for chip in ("LSM6DS3TR-C", "LSM6DSOX"):
        workout = wear(rows=rows + knock + rest, chip=chip, settings_text=ONE_MINUTE)
        woke[chip] = sleeping(workout)[1] - 91_000
    assert 0 < woke["LSM6DS3TR-C"] < 300  # one sample of 80 ms; the display is turned on first
    assert 0 < woke["LSM6DSOX"] < 1400


@pytest.mark.parametrize(("chip", "board_id"), BOARDS[:2])
@pytest.mark.parametrize("stands_ms", [100, 300, 600, 900])
def test_a_rep_that_wakes_the_board_counts(wear, recorded, clean, chip, board_id, stands_ms):
    rows = recorded("clean_set", clean.after(3) - MOTION_START_MS)
    first_ms = clean.start[1] - MOTION_START_MS - stands_ms
    again = [row for row in rows if row[0] >= first_ms]
    later_ms = rows[-1][0] + STILL_MS - first_ms
    still = lying(rows[0][1:], rows[-1][0] + 10, first_ms + later_ms)
    rows = [*rows, *still, *((t_ms + later_ms, *row) for t_ms, *row in again)]
    workout = wear(rows=rows, chip=chip, board_id=board_id, settings_text=ONE_MINUTE)
    assert sleeping(workout)[1] > first_ms + later_ms + MOTION_START_MS
    assert [rep["index"] for rep in workout.reps()] == [1, 2, 3, 4, 5, 6]


def test_a_computer_that_comes_wakes_it(wear, two_sets):
    comes_ms = two_sets.asleep_ms
    workout = wear(
        rows=two_sets.rows,
        chip="LSM6DS33",
        settings_text=ONE_MINUTE,
        computer_from_ms=comes_ms,
        until_ms=comes_ms + 5000,
    )
    assert 0 <= sleeping(workout)[1] - comes_ms < 1500


def test_it_does_not_sleep_while_a_computer_is_there(wear, two_sets):
    assert wear(rows=two_sets.rows, settings_text=ONE_MINUTE, computer_from_ms=0).lines("asleep") == []


def test_it_does_not_sleep_through_a_rest_that_is_counted_down(wear, two_sets):
    text = ONE_MINUTE + "reps_target = 3\nrest_target_s = 70\n"
    workout = wear(rows=two_sets.rows, settings_text=text)
    begin, _ = sleeping(workout)
    assert begin > workout.reps()[2]["end_ms"] + 70_000


def test_it_sleeps_through_a_rest_that_the_wearer_has_stopped_and_wakes_with_it(wear, two_sets):
    text = ONE_MINUTE + "reps_target = 3\nrest_target_s = 599\n"
    assert wear(rows=two_sets.rows, settings_text=text, until_ms=two_sets.moves_ms).lines("asleep") == []
    ms = two_sets.moves_ms - 70_000
    presses = [(ms, ms + 800), (ms + 1600, ms + 2400)]  # the menu, and its first item
    workout = wear(rows=two_sets.rows, settings_text=text, presses_ms=presses)
    begin, _ = sleeping(workout)
    assert begin < two_sets.moves_ms
    assert "HoLd" in workout.readings(two_sets.moves_ms)
    assert "donE" in workout.readings(two_sets.moves_ms)  # the next three reps end the stop


def test_a_sensor_that_loses_its_power_in_its_sleep_wakes_the_board(wear, two_sets):
    lost_ms = two_sets.asleep_ms
    fault = InjectedFault(FaultKind.SENSOR_RESET, lost_ms)
    workout = wear(rows=two_sets.rows, settings_text=ONE_MINUTE, faults=[fault], until_ms=lost_ms + 5000)
    assert 0 <= sleeping(workout)[1] - lost_ms < 2500


def test_a_cable_pulled_in_its_sleep_is_told(wear, two_sets):
    pulled_ms = two_sets.asleep_ms
    back_ms = pulled_ms + 5000
    fault = InjectedFault(FaultKind.SENSOR_ABSENT, pulled_ms, back_ms)
    workout = wear(rows=two_sets.rows, settings_text=ONE_MINUTE, faults=[fault], until_ms=back_ms + 4000)
    assert workout.when("fault ", pulled_ms) < pulled_ms + 2000
    assert "5En5" in workout.readings(pulled_ms, back_ms)
    assert workout.board.display.digits == "   3"


def test_a_board_without_memory_to_sleep_says_so_stays_awake_and_counts(
    wear, two_sets, drive_without_room_for
):
    drive = drive_without_room_for("power/sleeper")
    workout = wear(rows=two_sets.rows, settings_text=ONE_MINUTE, program=drive)
    begin, end = sleeping(workout)
    assert end - begin < 500
    assert len(workout.lines("sleep")) == 1, "it does not try again at once"
    assert workout.lines("sleep")[0].startswith("sleep off: There is not enough memory")
    assert [rep["index"] for rep in workout.reps()] == [1, 2, 3, 4, 5, 6]
