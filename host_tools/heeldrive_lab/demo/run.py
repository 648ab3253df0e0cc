"""`heeldrive demo`: runs a recorded workout on the virtual board and shows its digits and events."""

import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from heeldrive import PHASES
from rich.console import Console
from rich.live import Live

from heeldrive_lab.board.console_protocol import parse_event, parse_phase
from heeldrive_lab.cues.tone import Tone, write_wav
from heeldrive_lab.demo.summary import summary
from heeldrive_lab.demo.view import DemoView
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.sessions.session import Row, SessionHeader, SessionReader
from heeldrive_lab.settings.of_session import chosen_file, settings_of
from heeldrive_lab.settings.save import changed_text
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.util.terminal_tables import clock, how_many
from heeldrive_lab.virtual_board import (
    ConsoleLine,
    Ht16k33,
    PwmChange,
    SensorSpec,
    StorageSpec,
    VirtualBoard,
    WearerSpec,
)

MOTION_START_MS = 1000
READY = "stood still: ready to count"
# What the board says of its own parts when it starts; the virtual board has no drive to log to.
NOT_SHOWN = ("sensor who_am_i=", "log ")


def demo(
    session: Path,
    settings: Path | None,
    speed: float | None,
    console: Console,
    sound: bool = False,
    wav: Path | None = None,
) -> None:
    """Run a session on the virtual board and show what the wearer would see.

    Args:
        session: a session file; its annotations are used if there are any.
        settings: the board's settings.toml, or None; the session's own settings fill what it does not name.
        speed: multiple of real speed; None for as fast as possible.
        console: the output; plain lines are printed if it is not a terminal.
        sound: whether to play the board's cues.
        wav: a file for the sound of its cues, or None.

    Raises:
        MissingExtraError: a package for sound is missing.
        SessionError: the session or its annotations are wrong.
        SettingsError: the settings are wrong.
        SoundError: nothing can be played, or the file not be written.
    """
    chosen = chosen_file(settings)
    tone = Tone()
    with SessionReader(session) as reader:
        header = reader.header
        rows = list(reader)
    used = settings_of(session, header, chosen)
    if used.own.source or chosen:
        console.print(used.sentence(session))
    named = chosen.values if chosen else {}
    unnamed = {name: value for name, value in used.own.values.items() if name not in named}
    settings_text = changed_text("", unnamed) + (chosen.text if chosen else "")
    if sound or wav:
        settings_text = changed_text(settings_text, {"cue": "sound"})
    annotations = read_annotations(annotations_path(session)) if annotations_path(session).exists() else None
    scene = DemoView(session.name, rows[-1][0] - rows[0][0])
    plain = None if console.is_terminal else console
    with _loudspeaker(tone) if sound else nullcontext():
        if plain:
            plain.print(f"{session.name} on the virtual board. Time, digits, console of the board:")
        with nullcontext() if plain else Live(scene, console=console, refresh_per_second=12, screen=False):
            board = play(header, rows, settings_text or None, speed, scene, plain, tone)
    if wav:
        write_wav(wav, [(wave.at_us, wave.hz, wave.duty) for wave in board.waves], board.clock.now_us)
    for line in summary(board, header, rows, annotations, used.settings):
        console.print(line)


def _loudspeaker(tone: Tone) -> AbstractContextManager[None]:
    """Plays the tone; without sound no package for it is needed."""
    from heeldrive_lab.cues.speaker import playing  # noqa: PLC0415

    return playing(tone)


def play(
    header: SessionHeader,
    rows: list[Row],
    settings_text: str | None,
    speed: float | None,
    scene: DemoView,
    plain: Console | None,
    tone: Tone | None = None,
) -> VirtualBoard:
    """Run the firmware on the samples.

    Args:
        header: the session's header.
        rows: the session's samples.
        settings_text: text of the board's settings.toml, or None for the defaults.
        speed: multiple of real speed; None for as fast as possible.
        scene: kept up to date while the firmware runs.
        plain: console for plain lines; None if the scene is drawn.
        tone: does what the pin for cues does, when it does; None for nothing.

    Returns:
        the board after the run.
    """
    started = time.monotonic()

    def wait_for(board_ms: int) -> None:
        scene.now_ms = max(0, board_ms - MOTION_START_MS)
        if speed is not None:
            ahead_s = scene.now_ms / 1000 / speed - (time.monotonic() - started)
            time.sleep(max(0.0, ahead_s))

    def on_display(display: Ht16k33) -> None:
        scene.digits, scene.drawing = display.digits, display.drawing()

    def on_console(line: ConsoleLine) -> None:
        wait_for(line.ms)
        phase = parse_phase(line.text)
        if phase is not None:
            ready = scene.phase == PHASES[0] != phase
            scene.phase = phase
            if not ready:
                return
        event = parse_event(line.text)
        words = READY if phase else _words(event) or line.text
        if words.startswith(NOT_SHOWN):
            return
        scene.log.append(f"{clock(scene.now_ms):>8}  {words}")
        if plain is not None:
            plain.print(f"{clock(scene.now_ms):>8}  [{scene.digits:>5}]  {words}")

    def on_pwm(change: PwmChange) -> None:
        if tone is not None:
            wait_for(change.at_us // 1000)
            tone.frequency, tone.duty_cycle = change.hz, change.duty

    board = VirtualBoard(
        WearerSpec(
            rows,
            accel_ug_per_count=header.accel_ug_per_count,
            gyro_udps_per_count=header.gyro_udps_per_count,
            motion_start_ms=MOTION_START_MS,
        ),
        sensor=SensorSpec(samples_as_recorded=True),
        storage=StorageSpec(settings_text=settings_text),
        on_display=on_display,
        on_console=on_console,
        on_pwm=on_pwm,
    )
    board.run(FIRMWARE)
    return board


def _words(event: Event | None) -> str:
    """An event as a line for people."""
    if event is None:
        return ""
    if event["kind"] == "set":
        return f"set {event['index']} ends: {how_many(event['reps'], 'rep')}"
    if event["kind"] == "slip":
        return f"the strap slipped by {event['moved_deg']:.0f} deg"
    if event["kind"] == "taught":
        return f"the wearer's lunge is taught: {event['depth_deg']:.0f} deg"
    length_s = (event["end_ms"] - event["start_ms"]) / 1000
    what = f"rep {event['index']}" if event["kind"] == "rep" else f"refused: {event['reason']}"
    return f"{what:<20} {event['depth_deg']:3.0f} deg in {length_s:.1f} s"
