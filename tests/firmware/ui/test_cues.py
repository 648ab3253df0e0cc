"""Cues as they come from the pin: what the wearer hears or feels, and that it changes no count."""

import itertools
import shutil
from typing import NamedTuple

import numpy as np
import pytest
from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, RepCounter, Settings
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.simulator.curves import FINE_HZ, low_pass
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.virtual_board import FaultKind, InjectedFault
from rounding import rounded

from ui import cue_kinds
from ui.cues import Cues

KINDS = {name: value for name, value in vars(cue_kinds).items() if name.isupper()}
SOUND, BUZZ = 'cue = "sound"\n', 'cue = "buzz"\n'
FEATHER_SENSE = {"chip": "LSM6DS33"}  # it measures its battery
CLUE = {"board_id": "clue_nrf52840_express", "chip": "LSM6DS33"}
APART_MS = 300  # pulses further apart than this belong to two cues
LATE_MS = 3  # of an edge: the board's times are whole ms


class Pulse(NamedTuple):
    """One pulse: when it began and how long it was, ms, and its frequency."""

    at_ms: float
    length_ms: float
    hz: int


def pulses_of(waves):
    """The pulses of a pin from its changes."""
    return [
        Pulse(on.at_us / 1000, (off.at_us - on.at_us) / 1000, on.hz)
        for on, off in itertools.pairwise(waves)
        if on.duty
    ]


def cues_of(waves):
    """The pulses, one list for each cue."""
    cues = []
    for pulse in pulses_of(waves):
        if cues and pulse.at_ms - cues[-1][-1].at_ms - cues[-1][-1].length_ms < APART_MS:
            cues[-1].append(pulse)
        else:
            cues.append([pulse])
    return cues


class Pin:
    """A ``pwmio.PWMOut`` that only remembers."""

    duty_cycle = 0
    frequency = 0


def pattern(kind):
    """The pulses of a kind, played alone."""
    pin, pulses = Pin(), []
    cues = Cues(pin, True, 1)
    cues.play(kind)
    for now_ms in range(3000):
        before = pin.duty_cycle
        cues.step(now_ms)
        if pin.duty_cycle > before:
            pulses.append([now_ms, 0, pin.frequency])
        elif pin.duty_cycle < before:
            pulses[-1][1] = now_ms - pulses[-1][0]
    return [Pulse(*pulse) for pulse in pulses]


def kind_of(cue):
    """The name of the kind that a cue of the board is, by its rhythm and its pitches."""
    for name, kind in KINDS.items():
        wanted = pattern(kind)
        starts = [pulse.at_ms - wanted[0].at_ms for pulse in wanted]
        if [pulse.hz for pulse in cue] == [pulse.hz for pulse in wanted] and all(
            abs(pulse.at_ms - cue[0].at_ms - start) < LATE_MS * len(wanted)
            and abs(pulse.length_ms - known.length_ms) < LATE_MS
            for pulse, known, start in zip(cue, wanted, starts, strict=True)
        ):
            return name
    return f"unknown {cue}"


def told(workout):
    """What the wearer is told without a look: (ms, kind)."""
    return [(cue[0].at_ms, kind_of(cue)) for cue in cues_of(workout.board.waves)]


def rhythm(kind):
    return [pulse.length_ms for pulse in pattern(kind)]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(KINDS, 2)))
def test_any_two_cues_differ_in_the_number_of_pulses_or_one_is_twice_as_long(first, second):
    """Without pitch, as a motor plays them."""
    one, other = rhythm(KINDS[first]), rhythm(KINDS[second])
    assert len(one) != len(other) or any(max(a, b) >= 2 * min(a, b) for a, b in zip(one, other, strict=True))


def test_every_cue_is_over_within_two_seconds_and_no_pulse_is_too_short_to_feel():
    for kind in KINDS.values():
        pulses = pattern(kind)
        assert pulses[-1].at_ms + pulses[-1].length_ms < 2000
        assert min(rhythm(kind)) >= 40


def test_a_cue_that_is_stopped_leaves_the_pin_low_and_no_rest_of_itself():
    pin = Pin()
    cues = Cues(pin, True, 1)
    cues.play(KINDS["FAULT"])
    cues.step(0)
    cues.step(100)
    assert pin.duty_cycle
    cues.stop()
    assert not pin.duty_cycle
    for now_ms in range(101, 3000):
        cues.step(now_ms)
        assert not pin.duty_cycle
    cues.play(KINDS["REP"])  # a less important one
    cues.step(3000)
    assert pin.duty_cycle


def test_a_workout_is_told_rep_by_rep_to_the_end_of_the_rest(wear, clean):
    text = SOUND + "reps_target = 3\nrest_target_s = 13\n"
    workout = wear("clean_set", settings_text=text, until_ms=clean.end[3] + 13_500)
    (_, first), (_, second), (last_ms, last), *_ = told(workout)
    assert [first, second, last] == ["REP", "REP", "LAST"]
    digits_ms = [ms for ms, reading in workout.digits if reading in ("   2", "   1", "donE")]
    for (at_ms, _), shown_ms in zip(told(workout), digits_ms, strict=False):
        assert abs(at_ms - shown_ms) < LATE_MS  # with the number
    assert last_ms - clean.end[3] < 400


def test_in_a_rest_ten_seconds_are_left_and_then_it_is_over(wear):
    text = SOUND + "reps_target = 8\nrest_target_s = 20\n"
    workout = wear("two_sets_walk_and_sit", settings_text=text, end_ms=90_000)
    kinds = [kind for _, kind in told(workout) if kind != "REFUSED"]
    assert kinds[:10] == ["REP"] * 7 + ["LAST", "REST_SOON", "REST_END"]
    (soon_ms,) = [ms for ms, kind in told(workout) if kind == "REST_SOON"]
    (over_ms,) = [ms for ms, kind in told(workout) if kind == "REST_END"]
    assert abs(over_ms - soon_ms - 10_000) < 100
    (go_ms,) = [ms for ms, reading in workout.digits if reading == "Go  "]
    assert 0 <= over_ms - go_ms < 100


def test_a_rest_shorter_than_that_is_told_at_its_end_only(wear):
    text = SOUND + "reps_target = 8\nrest_target_s = 9\n"
    workout = wear("two_sets_walk_and_sit", settings_text=text, end_ms=75_000)
    kinds = [kind for _, kind in told(workout)]
    assert "REST_SOON" not in kinds
    assert kinds[7:9] == ["LAST", "REST_END"]


def test_a_set_that_ends_by_itself_is_told(wear):
    workout = wear("two_sets_walk_and_sit", settings_text=SOUND, end_ms=90_000)
    (ended_ms,) = [ms for ms, kind in told(workout) if kind == "SET_END"]
    assert abs(ended_ms - workout.when("set ")) < 200


@pytest.mark.parametrize(("presses", "ended"), [(0, ["SET_END"]), (2, [])])
def test_a_set_of_which_the_wearer_left_nothing_ends_in_silence(wear, clean, one_rep, presses, ended):
    ms = clean.after(1)
    double = [(ms, ms + 90), (ms + 220, ms + 310)][:presses]
    workout = wear(rows=one_rep, settings_text=SOUND + "rest_min_s = 3\n", presses_ms=double)
    assert workout.lines("set")
    assert [kind for _, kind in told(workout)] == ["REP", *ended]


def test_a_rep_after_which_the_count_blinks_sounds_like_the_last_one(wear):
    workout = wear("tired_by_the_end", settings_text=SOUND + "loss_stop_percent = 20\n")
    last_ms = [ms for ms, kind in told(workout) if kind == "LAST"]
    blank_ms = [ms for ms, reading in workout.digits if reading == "    " and ms > 5000]
    assert last_ms[0] <= blank_ms[0] < last_ms[0] + 1200
    assert [kind for _, kind in told(workout)].count("REP") == len(workout.reps()) - len(last_ms)


def test_a_rep_in_doubt_sounds_like_a_question(wear, clean):
    text = SOUND + "ask_below_percent = 94\n"  # the first rep has 93
    workout = wear("clean_set", settings_text=text, until_ms=clean.after(3))
    assert [kind for _, kind in told(workout)] == ["QUESTION", "REP", "REP"]


def test_a_rep_that_does_not_count_sounds_otherwise(wear):
    workout = wear("half_reps_in_a_set", settings_text=SOUND)
    kinds = [kind for _, kind in told(workout)]
    assert (kinds.count("REP"), kinds.count("REFUSED")) == (10, 3)
    assert len(kinds) == 13


def test_reps_that_were_in_doubt_and_arrive_together_are_one_cue(wear):
    workout = wear("quick_reps", settings_text=SOUND)
    shown_ms = [rep["shown_ms"] for rep in workout.reps()]
    together = [b - a < APART_MS for a, b in itertools.pairwise(shown_ms)]
    assert any(together)
    assert [kind for _, kind in told(workout)] == ["REP"] * (len(shown_ms) - sum(together))


def test_a_low_battery_is_told_once(wear, recorded):
    still = recorded("clean_set", 5000)
    rows = [(t_ms + 5000 * turn, *row) for turn in range(40) for t_ms, *row in still]
    workout = wear(rows=rows, settings_text=SOUND, battery_mv=3560, **FEATHER_SENSE)
    words = [reading for _, reading in workout.digits if reading == "bAtt"]
    assert len(words) > 1
    assert [kind for _, kind in told(workout)] == ["BATTERY_LOW"]


def test_a_fault_is_told_and_an_empty_battery_leaves_no_tone_behind(wear, recorded):
    still = recorded("clean_set", 5000)
    rows = [(t_ms + 5000 * turn, *row) for turn in range(20) for t_ms, *row in still]
    workout = wear(rows=rows, settings_text=SOUND, battery_mv=3200, **FEATHER_SENSE)
    assert [kind for _, kind in told(workout)] == ["BATTERY_LOW", "FAULT"]
    assert workout.board.waves[-1].duty == 0


def test_a_fault_that_no_digits_can_show_is_heard(wear, clean):
    no_display = InjectedFault(FaultKind.DISPLAY_ABSENT)
    workout = wear("clean_set", settings_text=SOUND, faults=[no_display], until_ms=clean.after(1))
    assert [kind for _, kind in told(workout)] == ["FAULT", "REP"]


def test_a_flash_write_makes_a_pulse_longer_and_loses_none(wear, clean):
    begun_ms = pulses_of(wear("clean_set", settings_text=SOUND, until_ms=clean.after(2)).board.waves)[0].at_ms
    busy = InjectedFault(FaultKind.BOARD_BUSY, round(begun_ms) + 40, round(begun_ms) + 440)
    workout = wear("clean_set", settings_text=SOUND, faults=[busy], until_ms=clean.after(2))
    first, second = pulses_of(workout.board.waves)
    assert 440 <= first.length_ms < 450
    assert second.length_ms == pytest.approx(80, abs=LATE_MS)


def test_ctrl_c_in_mid_cue_leaves_the_pin_low(wear, clean):
    begun_ms = pulses_of(wear("clean_set", settings_text=SOUND, until_ms=clean.after(1)).board.waves)[0].at_ms
    workout = wear("clean_set", settings_text=SOUND, ctrl_c_ms=[begun_ms + 20], until_ms=clean.after(1))
    assert [wave.duty > 0 for wave in workout.board.waves] == [True, False]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_level_is_the_duty_cycle(wear, clean, level):
    def duty(text):
        text += f"cue_level = {level}\n"
        workout = wear("clean_set", settings_text=text, until_ms=clean.after(1))
        return {wave.duty for wave in workout.board.waves} - {0}

    assert duty(SOUND) == {65536 // 2 // 4 ** (3 - level)}
    assert duty(BUZZ) == {65535 * (level + 1) // 4}


def test_a_motor_has_no_pitch_and_the_same_rhythm(wear):
    motor, piezo = (
        pulses_of(wear("half_reps_in_a_set", settings_text=text).board.waves) for text in (BUZZ, SOUND)
    )
    assert {pulse.hz for pulse in motor} == {20_000}
    assert [pulse.length_ms for pulse in motor] == [pulse.length_ms for pulse in piezo]


@pytest.mark.parametrize(("text", "pin"), [(SOUND, "SPEAKER"), (BUZZ, "P0")])
def test_a_clue_has_its_own_speaker(wear, clean, text, pin):
    workout = wear("clean_set", settings_text=text, until_ms=clean.after(1), **CLUE)
    assert {wave.pin for wave in workout.board.waves} == {pin}


def test_without_cues_no_pin_is_taken_and_nothing_loaded(wear, clean, firmware, tmp_path):
    program = shutil.copytree(firmware, tmp_path / "firmware")
    for module in ("cues", "cue_maker"):
        (program / "ui" / f"{module}.py").unlink()
    workout = wear("clean_set", until_ms=clean.after(2), program=program)
    assert len(workout.reps()) == 2
    assert workout.board.waves == []


def test_with_cues_the_same_reps_are_counted_and_no_sample_is_lost(wear):
    without, sounding = (wear("half_reps_in_a_set", settings_text=text) for text in ("", BUZZ))
    assert len(sounding.board.delivered) == len(without.board.delivered)
    assert [rep["index"] for rep in sounding.reps()] == [rep["index"] for rep in without.reps()]
    assert sounding.lines("fault") == []


# What cannot be


@pytest.mark.parametrize("named", ['"D99"', "None"])
def test_without_a_pin_for_it_the_key_is_named_and_counting_goes_on(wear, clean, firmware, tmp_path, named):
    workout = with_pin(wear, clean, firmware, tmp_path, named)
    assert any('cue = "sound"' in line for line in workout.lines("fault"))
    assert {"ConF", "CUE "} <= set(workout.readings(0, 9000))


@pytest.mark.parametrize("named", ['"SDA"', '"NEOPIXEL"', '"BUTTON"'])
def test_a_pin_that_the_board_uses_already_is_answered_with_the_key(wear, clean, firmware, tmp_path, named):
    workout = with_pin(wear, clean, firmware, tmp_path, named)
    (line,) = workout.lines("fault")
    assert line.startswith('fault settings_bad: settings.toml: cue = "sound" ')
    assert f"{named[1:-1]} in use" in line


def with_pin(wear, clean, firmware, tmp_path, named):
    """A board whose file names this pin for the piezo; it counts all the same."""
    program = shutil.copytree(firmware, tmp_path / "firmware")
    path = program / "wearable/boards/feather_rp2040_sox.py"
    path.write_text(path.read_text("utf-8").replace('PIEZO = "D10"', f"PIEZO = {named}"))
    workout = wear("clean_set", settings_text=SOUND, until_ms=clean.after(2), program=program)
    assert workout.board.display.digits == "   2"
    assert workout.board.waves == []
    return workout


def test_a_level_out_of_range_is_answered_and_the_default_used(wear, clean):
    workout = wear("clean_set", settings_text=BUZZ + "cue_level = 9\n", until_ms=clean.after(1))
    (line,) = workout.lines("fault")
    assert "cue_level = 9 is out of range: use 1 to 3" in line
    assert {wave.duty for wave in workout.board.waves} == {0, 65535 * 3 // 4}


# What the motor does to the sensor. It moves the board back and forth: 0.2 g, 203 times a second.

MOTOR_HZ, BUZZ_G = 203, 0.2
LIBRARY = sorted(path for path in RECORDED_SESSIONS.rglob("*.csv") if not path.name.endswith(".truth.csv"))


def buzzed(rows, header, mode, shake_g=None):
    """The reps of a session, (number, leg), and when its motor runs; `shake_g` is added at ``FINE_HZ``."""
    counter = RepCounter(Settings({"mode": mode}), header.accel_ug_per_count, header.gyro_udps_per_count)
    pin, reps, running = Pin(), [], []
    cues = Cues(pin, False, 1)
    kinds = {
        EVENT_REP: cue_kinds.LAST,  # the longest cue of a rep
        EVENT_REFUSED: cue_kinds.REFUSED,
        EVENT_SET: cue_kinds.SET_END,
    }
    for t_ms, *counts in rows:
        cues.step(t_ms)
        if pin.duty_cycle:
            running.append(t_ms)
        if shake_g is not None:
            extra = round(shake_g[t_ms * FINE_HZ // 1000] * 1e6 / header.accel_ug_per_count)
            counts[:3] = [count + extra for count in counts[:3]]
        if counter.step(*rounded((t_ms, *counts))):
            event = counter.event
            cues.play(kinds.get(event.kind, 0))
            if event.kind == EVENT_REP:
                reps.append((event.index, event.sensor_leg))
    return reps, running


@pytest.mark.parametrize("mode", ["sensor_leg", "both_legs"])
def test_a_buzz_changes_no_count_of_any_recorded_session(mode):
    """On every axis at once, through the filter of the simulated chip, at half its rate of 52 Hz."""
    for path in LIBRARY:
        with SessionReader(path) as session:
            header, rows = session.header, list(session)
        rows = rows[:: 2 if header.rate_hz > 60 else 1]
        still, running_ms = buzzed(rows, header, mode)
        fine_s = np.arange(0, rows[-1][0] / 1000 + 1, 1 / FINE_HZ)
        runs = np.isin(np.round(fine_s * 50), np.round(np.array(running_ms) / 20))
        buzz_g = BUZZ_G * np.sin(2 * np.pi * MOTOR_HZ * fine_s) * runs
        passed_g = low_pass(buzz_g[:, None], 52 / 2)[:, 0]
        assert buzzed(rows, header, mode, passed_g)[0] == still, path.name
