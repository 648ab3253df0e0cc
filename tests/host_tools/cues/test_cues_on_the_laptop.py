"""The board's cues on a laptop: in a sound file, on the loudspeaker, and for a board that is followed."""

import sys
import wave
from types import SimpleNamespace

import numpy as np
import pytest
from heeldrive_lab.board.link.follow import Connected, Idle
from heeldrive_lab.board.link.lines import parse_message
from heeldrive_lab.board.link.live_state import LiveState
from heeldrive_lab.commands.app import app
from heeldrive_lab.cues.of_board import CuesOfBoard, played_here
from heeldrive_lab.cues.patterns import KINDS, pattern
from heeldrive_lab.cues.tone import RATE_HZ, Tone
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from typer.testing import CliRunner

HALF_REPS = str(RECORDED_SESSIONS / "half_reps_in_a_set.csv")
NAMES = {kind: name for name, kind in KINDS.items()}


def heard(path):
    """The tones in a sound file: (start s, length s, Hz)."""
    with wave.open(str(path)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(float)
    window = RATE_HZ // 100
    loud = np.array([abs(part).max() > 3000 for part in np.array_split(samples, len(samples) // window)])
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud, [0]))))
    tones = []
    for start, end in edges.reshape(-1, 2):
        part = samples[start * window : end * window]
        spectrum = abs(np.fft.rfft(part * np.hanning(len(part)), RATE_HZ))
        tones.append((start / 100, (end - start) / 100, int(spectrum.argmax())))
    return tones


@pytest.fixture
def loudspeaker(monkeypatch):
    """A package sounddevice whose stream plays what a test asks for."""

    class Stream:
        made = None
        running = False

        def __init__(self, *, samplerate, blocksize, channels, dtype, callback):
            assert (samplerate, channels, dtype) == (RATE_HZ, 1, "int16")
            self.blocksize, self.callback = blocksize, callback
            Stream.made = self

        def start(self):
            self.running = True

        def stop(self):
            self.running = False

        def close(self):
            assert not self.running

        def play(self, blocks):
            parts = [bytearray(2 * self.blocksize) for _ in range(blocks)]
            for part in parts:
                self.callback(part, self.blocksize, None, None)
            return np.frombuffer(b"".join(parts), "int16")

    package = SimpleNamespace(RawOutputStream=Stream, PortAudioError=type("PortAudioError", (Exception,), {}))
    monkeypatch.setitem(sys.modules, "sounddevice", package)
    monkeypatch.setattr("heeldrive_lab.cues.speaker.require", lambda *_: None)
    return package


def test_the_demos_sound_file_has_each_rep_and_each_refusal_when_the_board_told_it(tmp_path):
    path = tmp_path / "cues.wav"
    done = CliRunner().invoke(app, ["demo", HALF_REPS, "--wav", str(path)])
    assert done.exit_code == 0, done.output
    tones = heard(path)
    assert len(tones) == 10 + 2 * 3
    assert [round(hz, -1) for _, _, hz in tones].count(1320) == 3  # the second tone of a refusal is lower
    assert all(0.06 < length_s < 0.11 for _, length_s, _ in tones)
    assert tones[0][0] == pytest.approx(9.66, abs=0.05)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sound", "--speed", "3"], "plays at real speed"),
        (["--wav", "nowhere/cues.wav"], "nowhere/cues.wav: cannot be written"),
        (["--wav", HALF_REPS], "is a session or its annotations"),
    ],
)
def test_what_cannot_be_played_or_written_is_said_in_a_sentence(arguments, said):
    done = CliRunner().invoke(app, ["demo", HALF_REPS, *arguments])
    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("\u2502", " ").split())


def test_without_the_package_the_extra_is_named(monkeypatch):
    monkeypatch.setattr("heeldrive_lab.util.optional_dependencies.find_spec", lambda package: None)
    done = CliRunner().invoke(app, ["live", "--sound"])
    assert done.exit_code == 2
    assert "pip install 'heeldrive[sound]'" in done.output


def test_a_tone_goes_on_from_block_to_block_without_a_click():
    whole, parts = Tone(), Tone()
    for tone in (whole, parts):
        tone.frequency, tone.duty_cycle = 2345, 1 << 15
    blocks = [sample for count in (0, 100, 1, 479) for sample in parts.samples(count)]
    assert np.array(blocks) == pytest.approx(np.array(whole.samples(580)), abs=1)


def test_without_a_loudspeaker_it_says_so(loudspeaker):
    def none(**_):
        raise loudspeaker.PortAudioError("Error querying device -1")

    loudspeaker.RawOutputStream = none
    done = CliRunner().invoke(app, ["live", "--sound"])
    assert done.exit_code == 2
    assert done.output == (
        "heeldrive: no sound can be played here (Error querying device -1): connect a loudspeaker\n"
    )


def test_a_piezo_is_loudest_at_a_half_and_silent_at_no_duty_cycle():
    loudness = []
    for duty in (0, 1 << 11, 1 << 13, 1 << 15):
        tone = Tone()
        tone.frequency, tone.duty_cycle = 1760, duty
        loudness.append(max(map(abs, tone.samples(RATE_HZ // 10))))
    assert loudness[0] == 0
    assert loudness == sorted(loudness)
    assert loudness[1] / loudness[3] == pytest.approx(0.098, abs=0.005)  # -20 dB


def test_a_cue_is_played_by_the_firmwares_own_player(loudspeaker):
    with played_here(True) as play:
        stream = loudspeaker.RawOutputStream.made
        assert not stream.play(50).any()
        play(KINDS["LAST"])
        sound = stream.play(100)
    assert not stream.running
    loud = [abs(block).max() > 1000 for block in sound.reshape(100, -1)]
    for pulse in pattern(KINDS["LAST"]):
        assert loud[pulse.at_ms // 10 + 1 : (pulse.at_ms + pulse.length_ms) // 10 - 1] == [True] * 6
    assert not any(loud[45:])


def connected(settings, again=False):
    said = [parse_message(text) for text in ("heeldrive board=b firmware=1", "ok status set=1", "sensor")]
    return Connected("/dev/ttyACM1", *said, again=again, settings=settings)


def cues_for(*lines, settings):
    """The names of the cues for what a board says, a line or another item."""
    state, cues = LiveState(), CuesOfBoard()
    updates = [connected(settings), Idle()]
    played = []
    for update in updates + [parse_message(line) if isinstance(line, str) else line for line in lines]:
        event = state.update(update)
        played.append(cues.update(update, event, state.t_ms))
    return [NAMES[kind] for kind in played if kind]


def rep(number, at_ms):
    return (
        f"#{number} rep index={number} set=1 leg=front start_ms={at_ms - 3000} bottom_ms={at_ms - 2000} "
        f"rise_ms={at_ms - 1500} end_ms={at_ms} shown_ms={at_ms} depth_cdeg=8000"
    )


def state_at(t_ms):
    return f"state t_ms={t_ms} phase=standing inclination_cdeg=0 reps=0 set=1 set_reps=0"


def test_a_followed_board_sounds_as_the_board_itself():
    settings = {"reps_target": "2", "sets_target": "0", "rest_target_s": "30", "cue": "off"}
    lines = (
        *(state_at(5000), rep(1, 5000), state_at(7000)),
        "#2 refused reason=shallow leg=front start_ms=6000 end_ms=7000 shown_ms=7000 depth_cdeg=3000",
        *(state_at(10_000), rep(3, 10_000), state_at(29_000), state_at(30_100), state_at(40_100)),
        "#4 fault bus_error: The sensor stopped answering",
    )
    assert cues_for(*lines, settings=settings) == ["REP", "REFUSED", "LAST", "REST_SOON", "REST_END", "FAULT"]


def test_a_rest_that_begins_with_less_than_ten_seconds_is_told_at_its_end_only():
    lines = (rep(1, 5000), state_at(5100), state_at(5200), state_at(13_100))
    assert cues_for(*lines, settings={"reps_target": "1", "rest_target_s": "8"}) == ["LAST", "REST_END"]


def test_a_correction_at_the_button_counts_here_too():
    settings = {"reps_target": "2"}
    lines = (rep(1, 5000), "#2 marker t_ms=6000 wrong rep", rep(3, 10_000), rep(4, 15_000))
    assert cues_for(*lines, settings=settings) == ["REP", "REP", "LAST"]


def test_a_question_sounds_as_on_the_board():
    lines = ("#1 question start_ms=2000 t_ms=5000", rep(2, 5000), rep(3, 10_000))
    assert cues_for(*lines, settings={}) == ["QUESTION", "REP", "REP"]  # the first goes before the second


def test_no_to_a_rep_takes_its_own_leg_so_that_the_rest_after_the_set_is_the_boards():
    settings = {"mode": "both_legs", "legs_rest_s": "20", "rest_target_s": "90"}
    lines = (
        *(rep(1, 5000), "#2 question start_ms=7000 t_ms=10000"),
        *(rep(3, 10_000).replace("leg=front", "leg=back"), rep(4, 15_000)),
        "#5 marker t_ms=15200 not a rep from 7000 ms",
        "#6 set index=1 reps=3 back=1 start_ms=2000 end_ms=15000 shown_ms=30000",
        *(state_at(30_000), state_at(34_000), state_at(35_100)),
    )
    # Two reps in front are left: the shorter rest. One in front and one in back would be a mixed set.
    assert cues_for(*lines, settings=settings)[-2:] == ["SET_END", "REST_END"]


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("missed rep", ["REP", "REP", "LAST"]),
        ("set discarded from 2000 ms", ["REP", "REP", "REP", "REP"]),
        ("new set", ["REP", "REP", "REP", "REP"]),
        ("not a rep from 1 ms", ["REP", "REP", "REP", "LAST"]),  # no rep of this set
    ],
)
def test_what_the_wearer_does_by_the_button_changes_which_rep_is_the_last(said, kinds):
    lines = (rep(1, 5000), rep(2, 10_000), f"#3 marker t_ms=10500 {said}", rep(4, 15_000), rep(5, 20_000))
    assert cues_for(*lines[: 2 + len(kinds) - 1], settings={"reps_target": "4"}) == kinds


@pytest.mark.parametrize(("said", "left"), [("wrong rep", 1), ("missed rep", 3)])
def test_a_no_after_a_correction_takes_the_rep_that_was_asked_about(said, left):
    """With the leg of the rep after it, the set would be one of both legs, with the longer rest."""
    settings = {"mode": "both_legs", "legs_rest_s": "20", "rest_target_s": "90", "reps_target": str(left + 1)}
    lines = (
        *(rep(1, 5000), f"#2 marker t_ms=6000 {said}", "#3 question start_ms=7000 t_ms=10000"),
        *(rep(4, 10_000).replace("leg=front", "leg=back"), rep(5, 15_000)),
        "#6 marker t_ms=15200 not a rep from 7000 ms",
        *(rep(7, 20_000), state_at(30_000), state_at(39_900), state_at(40_100)),
    )
    assert cues_for(*lines, settings=settings)[-3:] == ["LAST", "REST_SOON", "REST_END"]


def test_a_new_set_by_the_button_begins_the_rest():
    lines = (rep(1, 5000), "#2 marker t_ms=6000 new set", state_at(15_900), state_at(16_100))
    assert cues_for(*lines, settings={"rest_target_s": "10"})[-1] == "REST_END"


@pytest.mark.parametrize(("again", "kind"), [(True, "LAST"), (False, "REP")])
def test_after_a_cable_was_pulled_the_count_goes_on_and_after_a_restart_it_begins_anew(again, kind):
    settings = {"reps_target": "2"}
    assert cues_for(rep(1, 5000), connected(settings, again), rep(2, 10_000), settings=settings)[-1] == kind


def test_events_that_were_missed_are_counted_in_silence():
    lines = (state_at(60_000), rep(1, 5000), rep(2, 10_000), rep(3, 60_000))
    assert cues_for(*lines, settings={"reps_target": "3"}) == ["LAST"]


def test_a_set_that_ends_by_itself_is_told():
    ended = "#2 set index=1 reps=1 back=0 start_ms=2000 end_ms=5000 shown_ms=20000"
    assert cues_for(rep(1, 5000), state_at(20_000), ended, settings={}) == ["REP", "SET_END"]
