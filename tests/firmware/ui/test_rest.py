"""The rest between sets by the button, the shorter rest between two legs, and a set that is discarded."""

import pytest
from heeldrive import Settings
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.board.pull import pull
from heeldrive_lab.detection.discarded_sets import without_discarded
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.virtual_board.drive import VirtualDrive

SHORT_MS, LONG_MS = 120, 800
TARGET = "reps_target = 3\nrest_target_s = 40\n"
TO_SPOIL = 5  # short presses from the first item of the menu


def shorts(*times_ms):
    return [(ms, ms + SHORT_MS) for ms in times_ms]


def longs(*times_ms):
    return [(ms, ms + LONG_MS) for ms in times_ms]


@pytest.fixture
def resting(wear, clean, recorded):
    """Wears the board for three reps, which are the target, and then stands still in the rest."""
    rep_ends_ms = clean.end[3] - 1000
    rows = recorded("clean_set", rep_ends_ms + 900)
    still = recorded("clean_set", 5000)
    begins_ms = rows[-1][0] + 20
    rows += [(begins_ms + 5000 * turn + t_ms, *row) for turn in range(12) for t_ms, *row in still]

    def run(presses_ms=(), settings=TARGET, **options):
        return wear(rows=rows, presses_ms=list(presses_ms), settings_text=settings, **options)

    return run


def left_s(reading):
    return 60 * int(reading[:2].strip() or 0) + int(reading[3:])


def is_rest(reading):
    return len(reading) == 5 and reading[2] == ":"


def test_each_short_press_in_a_rest_makes_it_ten_seconds_longer(resting, clean):
    ms = clean.end[3] + 8000
    until_ms = ms + 4000
    alone = resting(until_ms=until_ms)
    longer = resting(shorts(ms, ms + 1000), until_ms=until_ms)
    assert is_rest(alone.board.display.digits)
    assert left_s(longer.board.display.digits) == left_s(alone.board.display.digits) + 20
    assert not [reading for reading in longer.readings(ms) if "5Et" in reading]
    assert longer.lines("marker") == []


def test_a_stopped_rest_stands_still_and_a_short_press_goes_on_with_it(resting, clean):
    ms = clean.end[3] + 8000
    stop = longs(ms, ms + 1600)
    stopped = resting(stop, until_ms=ms + 45_000)
    assert stopped.readings(ms, ms + 3000)[-1] == "HoLd"
    assert stopped.board.display.digits == "HoLd"  # 37 s later: the rest would have been over
    before = left_s([reading for reading in stopped.readings(0, ms) if is_rest(reading)][-1])
    resumed = resting([*stop, *shorts(ms + 20_000)], until_ms=ms + 22_000)
    assert before - 7 < left_s(resumed.board.display.digits) < before
    over = resting([*stop, *shorts(ms + 10_000)], until_ms=ms + 50_000)
    assert "Go  " in over.readings(ms + 30_000)
    assert "Go  " not in stopped.readings()


def test_a_rest_stopped_near_its_end_is_not_told_to_end_soon_again_and_again(resting, clean):
    ms = clean.end[3] + 4000
    settings = 'reps_target = 3\nrest_target_s = 14\ncue = "sound"\n'
    going = resting(settings=settings, until_ms=ms + 4000)
    stopped = resting(longs(ms, ms + 1600), settings=settings, until_ms=ms + 40_000)
    assert stopped.board.display.digits == "HoLd"
    assert len(stopped.board.waves) == len(going.board.waves) > 0


@pytest.mark.parametrize(("rest_s", "pulses"), [(8, 0), (14, 2)])
def test_ten_seconds_of_rest_are_told_only_where_there_are_ten(resting, clean, rest_s, pulses):
    """The wearer begins a new set by the menu, with no other cue that would drown it."""
    ms = clean.end[3] + 3000
    settings = f'rest_target_s = {rest_s}\ncue = "sound"\n'
    presses_ms = [*longs(ms), *shorts(ms + 1200), *longs(ms + 2000)]
    workout = resting(presses_ms, settings=settings, until_ms=ms + 10_000)
    assert any(is_rest(text) for _, text in workout.digits)
    assert len([wave for wave in workout.board.waves if wave.duty and wave.at_us > ms * 1000]) == pulses


def test_outside_a_rest_a_short_press_turns_the_page_and_the_menu_has_nothing_to_stop(wear, clean):
    ms = clean.after(2)
    workout = wear("clean_set", presses_ms=[*shorts(ms), *longs(ms + 700)], until_ms=ms + 1800)
    count, velocity, menu = workout.readings(ms)
    assert (count, menu) == ("   2", "Add1")
    assert velocity.strip().startswith("0.")


def test_the_rest_ends_while_the_menu_offers_to_stop_it(resting, clean):
    ends_ms = clean.end[3] + 3000
    workout = resting(
        longs(ends_ms - 1500, ends_ms + 1500),
        settings="reps_target = 3\nrest_target_s = 3\n",
        until_ms=ends_ms + 8000,
    )
    assert "HoLd" in workout.readings(ends_ms - 1500, ends_ms + 1500)
    assert workout.board.display.digits == "   3"  # left of the next set, not a rest without end


def test_a_discarded_set_begins_anew_under_its_number_and_the_log_says_from_when(wear, clean):
    ms = clean.after(3)
    presses = [*longs(ms), *shorts(*[ms + 1000 + 500 * n for n in range(TO_SPOIL)]), *longs(ms + 3700)]
    drive = VirtualDrive()
    workout = wear("clean_set", presses_ms=[*presses], drive=drive)
    assert "5PoL" in workout.readings(ms, ms + 5000)
    counted = len(workout.reps())
    assert counted == 10  # the detector's count stays as it is
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    (marker,) = [note for note in log.notes if note.by_wearer]
    first = log.events[0]
    assert marker.text == f"set discarded from {first.start_ms} ms"
    gone = [event for event in log.events if event.shown_ms <= marker.t_ms]
    assert workout.board.display.digits == f"{counted - len(gone):4d}"
    assert check_replay(log).startswith("replay gives")


def test_a_rep_that_counts_while_the_press_discards_the_set_is_discarded_everywhere(wear, clean, tmp_path):
    shown_ms = wear("clean_set", until_ms=clean.after(4)).when("rep index=4")
    ms = shown_ms - 400  # the press is known to be long after 700 ms
    menu = [*longs(ms - 4300), *shorts(*[ms - 3300 + 500 * n for n in range(TO_SPOIL)])]
    drive = VirtualDrive()
    workout = wear("clean_set", presses_ms=[*menu, *longs(ms)], drive=drive)
    assert workout.board.display.digits == "   6"
    drive.power_on(None)
    (tmp_path / "heeldrive.log").write_bytes(drive.read("heeldrive.log"))
    (pulled,) = pull(tmp_path, tmp_path / "sessions")
    recording = read_recording(pulled.session)
    left, (discarded,) = without_discarded(replay(recording, Settings()), recording.markers)
    assert (discarded.reps, sum(event["kind"] == "rep" for event in left)) == (4, 6)


def test_discarding_twice_discards_one_set_and_the_rest_goes_on(resting, clean):
    def spoil(ms):  # in a rest the menu begins with HoLd
        return [*longs(ms), *shorts(*[ms + 1000 + 500 * n for n in range(TO_SPOIL + 1)]), *longs(ms + 4200)]

    ms = clean.end[3] + 4000
    workout = resting([*spoil(ms), *spoil(ms + 7000)], until_ms=ms + 60_000)
    (marker,) = workout.lines("marker")
    assert "set discarded from" in marker
    assert "Go  " in workout.readings(ms + 14_000)
    assert workout.board.display.digits == "   3"  # the target again: no rep counts
    after = resting([*spoil(ms), *shorts(ms + 50_000)], until_ms=ms + 51_000)
    assert after.board.display.digits == "5Et1"
