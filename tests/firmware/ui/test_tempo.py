"""The tempo: a flash and a cue when the time of each phase is over."""

from itertools import pairwise

import pytest
from heeldrive import PHASES

from ui.light import TEMPO_COLOUR
from ui.tempo import Metronome

WAITING, STANDING, DESCENT, BOTTOM, RISE = range(5)
WHITE = tuple(TEMPO_COLOUR >> shift & 0xFF for shift in (16, 8, 0))


def ends_ms(tempo, until_ms, *phases):
    """Return when phases' times are over, for phases of the detector as (time, phase)."""
    found = []
    changes = dict(phases)
    for now_ms in range(0, until_ms, 10):
        if now_ms in changes:
            tempo.phase(changes[now_ms], now_ms)
        while now_ms >= tempo.due_ms:
            found.append(now_ms)
            tempo.end(now_ms)
    return found


def test_the_phases_are_the_detectors():
    assert PHASES[STANDING] == "standing"
    assert PHASES[DESCENT] == "descent"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3-1-2-0", [4000, 5000, 7000]),
        ("3-0-2-1", [4000, 6000, 7000]),  # a phase of no time ends with the one before
        ("2-2-2-2", [3000, 5000, 7000, 9000]),
        ("0-0-0-0", []),
    ],
)
def test_each_phase_of_a_rep_that_is_in_time_has_its_end(text, expected):
    rep = (1000, DESCENT), (3900, BOTTOM), (4950, RISE), (7050, STANDING)
    assert ends_ms(Metronome(text), 20_000, *rep) == expected


def test_the_next_descent_starts_the_clock_anew_and_a_stop_on_the_way_down_does_not():
    reps = (1000, DESCENT), (2000, BOTTOM), (2500, DESCENT), (5000, RISE), (7100, STANDING), (9000, DESCENT)
    assert ends_ms(Metronome("3-1-2-0"), 12_500, *reps) == [4000, 5000, 7000, 12_000]


def test_who_is_up_early_or_only_bends_a_little_hears_no_more():
    assert ends_ms(Metronome("3-1-2-1"), 20_000, (1000, DESCENT), (4500, RISE), (5500, STANDING)) == [
        4000,
        5000,
    ]
    strides = [(1000 * n, DESCENT if n % 2 else STANDING) for n in range(1, 21)]
    assert ends_ms(Metronome("3-1-2-1"), 40_000, *strides) == []
    assert ends_ms(Metronome("3-1-2-1"), 20_000, (1000, DESCENT), (2000, WAITING)) == []


SOUND = 'tempo = "1-1-1-0"\ncue = "sound"\n'
SESSION = "held_at_the_bottom"


@pytest.fixture
def ticks_ms(wear):
    """When the piezo sounds in the first rep, virtual ms, until the rep's own cue."""
    workout = wear(SESSION, end_ms=20_000, settings_text=SOUND)
    rep_ms = workout.when("rep ")
    return [
        wave.at_us // 1000 for wave in workout.board.waves if wave.duty and wave.at_us // 1000 < rep_ms - 50
    ]


def test_the_clock_starts_when_the_descent_is_noticed_and_ticks_in_time(wear, ticks_ms):
    workout = wear(SESSION, end_ms=20_000, settings_text=SOUND)
    descent = next(line for line in workout.lines("phase") if "name=descent" in line)
    late_ms = int(descent.split("t_ms=")[1]) - workout.reps()[0]["start_ms"]
    assert 0 <= late_ms < 150
    told_ms = workout.when("phase name=descent")  # up to a batch of samples after the one that showed it
    assert [round(tick_ms - told_ms, -3) for tick_ms in ticks_ms] == [1000, 2000, 3000]
    assert all(told_ms - 100 < tick_ms - 1000 * n <= told_ms for n, tick_ms in enumerate(ticks_ms, 1))
    gaps_ms = [later - earlier for earlier, later in pairwise(ticks_ms)]
    assert all(abs(gap_ms - 1000) <= 20 for gap_ms in gaps_ms)  # it does not wait for the next batch


@pytest.mark.parametrize("settings_text", [SOUND, 'tempo = "1-1-1-0"\n'])
def test_the_neopixel_flashes_with_each_tick_and_without_cues_too(wear, ticks_ms, settings_text):
    for tick_ms in ticks_ms:
        lit, after = (
            wear(SESSION, until_ms=tick_ms + later_ms, settings_text=settings_text).board.pixel
            for later_ms in (120, 450)
        )
        assert (lit, after) == (WHITE, (0, 0, 0))


def test_a_tempo_changes_no_count_and_as_shipped_there_is_none(wear, ticks_ms):
    plain, paced = (wear(SESSION, settings_text=text) for text in ("", SOUND))
    assert plain.board.waves == []
    assert [rep["index"] for rep in plain.reps()] == [rep["index"] for rep in paced.reps()]
    assert wear(SESSION, until_ms=ticks_ms[0] + 120).board.pixel == (0, 0, 0)


def test_a_tempo_that_cannot_be_read_is_named_and_counting_goes_on_without(wear, ticks_ms):
    workout = wear(SESSION, end_ms=20_000, settings_text='tempo = "3-1-x"\n')
    (fault,) = [line for line in workout.lines("fault") if "settings" in line]
    assert 'tempo = "3-1-x" is not known: use one of off, 3-1-2-0, or other digits up to 9-9-9-9' in fault
    readings = workout.readings()
    assert readings[readings.index("ConF") + 1 :][:2] == ["tEnP", "o   "]
    assert workout.reps()
