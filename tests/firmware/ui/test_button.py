"""The button, with the unmodified firmware: it works during counting and loses no sample."""

import sys

import pytest
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.virtual_board import FaultKind, InjectedFault
from heeldrive_lab.virtual_board.drive import VirtualDrive
from rounding import alike, first_alike

SHORT_MS, LONG_MS = 120, 800


def shorts(*times_ms):
    return [(ms, ms + SHORT_MS) for ms in times_ms]


def double(ms):
    return [(ms, ms + 90), (ms + 220, ms + 310)]


def longs(*times_ms):
    return [(ms, ms + LONG_MS) for ms in times_ms]


def said(workout):
    """Return the wearer's button markers, in order."""
    return [line.split(" ", 2)[2] for line in workout.lines("marker")]


def test_a_double_press_takes_the_last_rep_off_and_leaves_a_marker(wear, clean):
    pressed_ms = clean.end[3] + 900
    workout = wear("clean_set", presses_ms=double(pressed_ms), until_ms=clean.after(4))
    assert workout.readings(pressed_ms, clean.after(4)) == ["   3", "Undo", "   2", "   3"]
    (line,) = workout.lines("marker")
    assert line.endswith(" wrong rep")
    begun_ms = int(line.split()[1].removeprefix("t_ms="))
    assert abs(begun_ms - pressed_ms) < 50
    # The detector's count does not change: a correction is not evidence.
    assert [rep["index"] for rep in workout.reps()] == [1, 2, 3, 4]


def test_pressing_in_mid_rep_costs_no_sample_and_no_count(wear, clean, recorded):
    presses = [press for rep in range(2, 9) for press in shorts(clean.in_descent(rep), clean.rise[rep] + 700)]
    rows = recorded("clean_set")[::2]  # one row for each sample of the chip
    pressed, left_alone = (
        wear(rows=rows, samples_as_recorded=True, presses_ms=presses_ms) for presses_ms in (presses, [])
    )
    assert [line.split()[1:3] for line in pressed.lines("rep")] == [
        line.split()[1:3] for line in left_alone.lines("rep")
    ]
    taken = pressed.board.delivered
    start = first_alike(taken, rows[40:])
    taken = taken[start : start + len(rows) - 40]
    assert alike(taken) == alike(rows[40 : 40 + len(taken)])
    assert len(taken) > len(rows) - 50
    assert "5Et1" in pressed.readings()
    assert pressed.board.display.digits == "  10"


def test_a_bouncing_contact_is_one_press(wear, clean):
    down_ms = clean.after(1)
    bounces = [(down_ms, down_ms + 1.3), (down_ms + 2, down_ms + 2.6), (down_ms + 3.1, down_ms + 120)]
    bounces += [(down_ms + 121, down_ms + 122.4), (down_ms + 123, down_ms + 124)]
    workout = wear("clean_set", presses_ms=bounces, until_ms=down_ms + 900)
    assert workout.board.display.digits == " 0.33"
    assert workout.lines("marker") == []


def test_a_spike_on_the_line_is_no_press(wear, clean):
    ms = clean.after(1)
    spikes = [(ms + 100 * n, ms + 100 * n + 9) for n in range(5)]
    workout = wear("clean_set", presses_ms=spikes, until_ms=ms + 1200)
    assert workout.board.display.digits == "   1"


def test_what_is_pressed_while_the_board_is_busy_is_done_afterwards_and_means_the_same(wear, clean):
    busy_ms = clean.after(2)
    stall = InjectedFault(FaultKind.BOARD_BUSY, busy_ms, busy_ms + 700)
    presses = double(busy_ms + 150)
    workout = wear("clean_set", presses_ms=presses, faults=[stall], until_ms=busy_ms + 1800)
    assert said(workout) == ["wrong rep"]
    assert workout.board.display.digits == "   1"


def test_pages_turn_one_by_one_and_the_count_comes_back_by_itself(wear, clean):
    settings = 'mode = "both_legs"\nreps_target = 10\nsets_target = 3\n'
    start_ms = clean.end[10] + 1000
    presses = shorts(*range(start_ms, start_ms + 3500, 700))
    rows_end = wear("clean_set", presses_ms=presses, settings_text=settings)
    seen = rows_end.readings(start_ms)
    assert seen[:6] == ["donE", " 0.35", "5L12", "1oF3", "10: 0", "oF10"]


def test_one_more_is_a_long_press_and_another(wear, clean):
    ms = clean.after(1)
    workout = wear("clean_set", presses_ms=longs(ms, ms + 1500), until_ms=ms + 2600)
    assert workout.readings(ms) == ["   1", "Add1", "   2"]
    assert said(workout) == ["missed rep"]


def test_the_menu_closes_by_itself_and_by_a_double_press(wear, clean):
    ms = clean.after(2)
    workout = wear("clean_set", presses_ms=longs(ms), until_ms=ms + 6500)
    assert workout.readings(ms, ms + 5500)[:2] == ["   2", "Add1"]
    assert "Add1" not in workout.readings(ms + 6000)
    workout = wear("clean_set", presses_ms=[*longs(ms), *double(ms + 1200)], until_ms=ms + 1700)
    assert workout.readings(ms) == ["   2", "Add1", "   2"]
    assert said(workout) == []


@pytest.mark.parametrize("module", ["ui/menu", "wearable/lesson"])
def test_without_memory_for_what_a_press_wants_the_wearer_is_told_and_counting_goes_on(
    wear, clean, drive_without_room_for, module
):
    ms = clean.after(2)
    presses = [*longs(ms), *shorts(ms + 1000, ms + 1600, ms + 2200, ms + 2800), *longs(ms + 3400)]
    workout = wear("clean_set", presses_ms=presses, program=drive_without_room_for(module))
    assert "FAIL" in workout.readings(ms, ms + 6500)
    assert workout.lines("button")[0].startswith("button off: There is not enough memory")
    assert len(workout.reps()) == 10
    assert workout.board.display.digits == "  10"


def test_a_new_set_begins_where_the_wearer_says_so(wear, clean):
    ms = clean.after(3)
    presses = [
        *longs(ms),
        *shorts(ms + 1000),
        *longs(ms + 1700),
        *shorts(*range(clean.end[5] + 600, clean.end[5] + 2100, 500)),
    ]
    workout = wear("clean_set", presses_ms=presses, until_ms=clean.end[5] + 2200)
    readings = workout.readings(ms)
    assert readings[:4] == ["   3", "Add1", "n5Et", "   0"]
    assert readings[-1] == "5Et2"
    assert said(workout) == ["new set"]


def test_brightness_is_chosen_while_looking_at_it(wear, clean):
    ms = clean.after(2)
    presses = [*longs(ms), *shorts(ms + 1000, ms + 1600), *longs(ms + 2300, ms + 3400)]
    levels = {
        until_ms: wear("clean_set", presses_ms=presses, until_ms=until_ms).board.display.brightness
        for until_ms in (ms, ms + 3200, ms + 4300)
    }
    assert [*levels.values()] == [16, 7, 2]


@pytest.fixture
def stopped(clean):
    """The presses that end the recording after rep 2 (the last menu item), and when they end."""
    ms = clean.after(2)
    return [*longs(ms), *shorts(ms + 1000, ms + 1600, ms + 2200), *longs(ms + 2800)], ms + 4000


def test_the_wearer_ends_the_recording_and_the_log_holds_what_they_said(wear, clean, stopped):
    presses, until_ms = stopped
    presses = [*double(clean.end[1] + 700), *presses]
    drive = VirtualDrive()
    workout = wear("clean_set", presses_ms=presses, drive=drive, until_ms=until_ms + 4000)
    assert workout.lines("log") == ["log id=1", "log off: The wearer ended the recording."]
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert [note.text for note in log.notes if note.by_wearer] == ["wrong rep", "recording ends"]
    assert log.marked
    assert check_replay(log).startswith("replay gives")
    assert len(workout.reps()) > len(log.events)  # counting continued


def test_a_new_recording_is_a_new_session(wear, stopped):
    presses, until_ms = stopped
    again_ms = until_ms + 500
    presses = [*presses, *longs(again_ms), *shorts(again_ms + 1000, again_ms + 1600, again_ms + 2200)]
    presses += longs(again_ms + 2800)
    workout = wear("clean_set", presses_ms=presses, drive=VirtualDrive(), until_ms=again_ms + 9000)
    assert "rEC " in workout.readings(until_ms)
    assert len(workout.board.starts) == 2
    assert [line.split()[1] for line in workout.lines("log")] == ["id=1", "off:", "id=2"]


def test_the_board_is_not_reset_while_the_button_is_held(wear, stopped):
    presses, until_ms = stopped
    again_ms = until_ms + 500
    presses = [*presses, *longs(again_ms), *shorts(again_ms + 1000, again_ms + 1600, again_ms + 2200)]
    released_ms = again_ms + 15_000  # longer than the watchdog waits
    presses += [(again_ms + 2800, released_ms)]
    workout = wear("clean_set", presses_ms=presses, drive=VirtualDrive(), until_ms=released_ms + 4000)
    assert workout.lines("log")[1].startswith("log off")
    _, started_ms = workout.board.starts
    assert released_ms < started_ms < released_ms + 2500
    assert workout.lines("fault") == []


def test_without_a_button_or_without_keypad_the_board_counts_all_the_same(monkeypatch):
    from ui.user_interface import _button

    assert _button(None, None) is None
    monkeypatch.setitem(sys.modules, "keypad", None)
    monkeypatch.delitem(sys.modules, "ui.button", raising=False)
    assert _button("a pin", None) is None


def test_the_battery_is_a_page_and_a_word_when_it_is_low(wear, clean):
    ms = clean.after(1)
    feather = {"chip": "LSM6DS3TR-C", "until_ms": ms + 2500}
    charged = wear(
        "clean_set", presses_ms=shorts(ms, ms + 500, ms + 1000, ms + 1500), **feather | {"battery_mv": 4000}
    )
    assert charged.readings(ms)[-2:] == ["5Et1", "bA79"]
    assert "bAtt" not in charged.readings()
    xiao = wear("clean_set", board_id="Seeed_XIAO_nRF52840_Sense", battery_mv=3500, **feather)
    assert "bAtt" in xiao.readings()
    assert xiao.board.display.digits == "   1"
    presses_ms = shorts(ms, ms + 500, ms + 1000, ms + 1500)
    unmeasured = wear("clean_set", presses_ms=presses_ms, battery_mv=3500, until_ms=ms + 2500)
    assert unmeasured.readings(ms)[-2:] == ["5Et1", "   1"]
