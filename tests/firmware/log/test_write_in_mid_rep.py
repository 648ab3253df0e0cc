"""The flash is written slowly in the middle of reps: nothing is lost, and the log is complete."""

import pytest
from heeldrive import EVENT_REP, EVENT_SLIP, LEGS
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.board.pull import pull
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.virtual_board import CHIPS
from heeldrive_lab.virtual_board.drive import VirtualDrive
from lying import lying
from rounding import alike, first_alike

MOTION_START_MS = 1000
SLOW_US = 400_000  # the longest erase in the data sheets of the flash chips
FROM_ROW = 300  # by then the sampler has learnt the rate


class SlowDrive(VirtualDrive):
    """A drive on the slowest flash; it records when it blocked the board, in virtual ms."""

    def __init__(self):
        super().__init__()
        self.writes = []

    def power_on(self, clock):
        super().power_on(clock)
        if clock:
            self.device.sync = lambda: self._sync(clock)

    def _sync(self, clock):
        start_ms = clock.now_us // 1000
        type(self.device).sync(self.device)
        clock.advance(SLOW_US)
        self.writes.append((start_ms, clock.now_us // 1000))


@pytest.mark.parametrize("chip", CHIPS)
def test_slow_writes_in_mid_rep_lose_no_sample_and_the_pulled_log_replays_to_the_same(
    wear, recorded, clean, chip, tmp_path
):
    rows = recorded("clean_set")[::2]
    drive = SlowDrive()
    workout = wear(rows=rows, chip=chip, drive=drive, samples_as_recorded=True)
    for number in clean.start:
        assert any(clean.start[number] < start_ms < clean.end[number] for start_ms, _ in drive.writes)
    assert all(end_ms - start_ms >= 400 for start_ms, end_ms in drive.writes)

    rows = rows[:-60]  # the power fails just after the last row, during a write
    moved = rows[FROM_ROW:]
    taken = workout.board.delivered
    first = first_alike(taken, moved)
    assert alike(taken[first : first + len(moved)]) == alike(moved)
    assert workout.lines("fault") == []
    assert [rep["index"] for rep in workout.reps()] == list(range(1, 11))

    drive.power_on(None)
    (tmp_path / "heeldrive.log").write_bytes(drive.read("heeldrive.log"))
    (pulled,) = pull(tmp_path, tmp_path / "sessions")
    assert pulled.sentence.endswith("0 gaps; replay gives the board's own 10 events")
    assert pulled.log.rows == workout.board.delivered[: len(pulled.log.rows)]
    reported = replay(pulled.session, load_settings(pulled.session.with_suffix(".settings.toml")))
    assert [event["shown_ms"] for event in reported if event["kind"] == "rep"] == [
        rep["shown_ms"] for rep in workout.reps()
    ]
    with SessionReader(pulled.session) as session:
        assert session.header.rate_hz == 52


@pytest.mark.parametrize("rest_ms", range(40_500, 45_500, 1000))
def test_what_moves_is_in_the_flash_after_two_seconds_at_most(wear, recorded, clean, rest_ms):
    """However much of the rest before it waits, and whatever is full meanwhile, a frame or a block."""
    moving = recorded("clean_set")[::2]
    still = lying(moving[0][1:], 0, rest_ms)
    drive = SlowDrive()
    wear(rows=[*still, *((rest_ms + t_ms, *counts) for t_ms, *counts in moving)], drive=drive)
    moves_ms = clean.start[1] + rest_ms
    starts_ms = [moves_ms, *(start_ms for start_ms, _ in drive.writes if start_ms > moves_ms)]
    ends_ms = [end_ms for start_ms, end_ms in drive.writes if start_ms > moves_ms]
    assert max(end_ms - start_ms for start_ms, end_ms in zip(starts_ms, ends_ms, strict=False)) <= 2000


@pytest.mark.parametrize("chip", CHIPS)
def test_reps_of_both_legs_are_in_the_log_with_all_that_was_measured_of_them(wear, chip):
    drive = VirtualDrive()
    workout = wear("alternating_set", chip=chip, drive=drive, settings_text='mode = "both_legs"\n')
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    reps = [reported for reported in log.events if reported.kind == EVENT_REP]
    assert [rep.index for rep in reps] == [rep["index"] for rep in workout.reps()]
    assert {LEGS[rep.sensor_leg] for rep in reps} == set(LEGS)
    assert all(rep.fall_mm > 100 for rep in reps if LEGS[rep.sensor_leg] == "back")
    assert all(rep.lever_mm > 60 for rep in reps if LEGS[rep.sensor_leg] == "front")
    assert check_replay(log) == f"replay gives the board's own {len(log.events)} events"


def test_a_strap_that_slips_is_in_the_log(wear, recorded):
    turned_ms = 112_000  # between the sets, by a quarter, as the wearer stands
    rows = [
        row if row[0] < turned_ms else (row[0], row[2], -row[1], row[3], row[5], -row[4], row[6])
        for row in recorded("two_sets_walk_and_sit")
    ]
    drive = VirtualDrive()
    workout = wear(rows=rows, drive=drive)
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    (slip,) = [reported for reported in log.events if reported.kind == EVENT_SLIP]
    assert workout.lines("slip") == [f"slip at_ms={slip.start_ms} moved_cdeg={slip.depth_cdeg}"]
    assert check_replay(log) == f"replay gives the board's own {len(log.events)} events"
