"""`heeldrive demo`: a recorded workout through the virtual board, its digits and events as they happen."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from heeldrive import Settings
from rich.align import Align
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from heeldrive_lab.board.console_protocol import parse_event, parse_phase
from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.evaluation import score_session
from heeldrive_lab.sessions.annotations import Annotations, annotations_path, read_annotations
from heeldrive_lab.sessions.session import Row, SessionHeader, SessionReader
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.util.terminal_tables import clock, how_many, in_brackets
from heeldrive_lab.virtual_board import (
    ConsoleLine,
    Ht16k33,
    SensorSpec,
    StorageSpec,
    VirtualBoard,
    WearerSpec,
)

EVENTS_SHOWN = 8
# The firmware sets the chip to these whatever the session was recorded at.
BOARD_ACCEL_UG, BOARD_GYRO_UDPS = 244, 17500
MOTION_START_MS = 1000


@dataclass(frozen=True)
class _Log:
    """What the board's detector took, as a session for `replay`."""

    header: SessionHeader
    rows: list[Row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


@dataclass
class DemoView:
    """What the watcher sees: the digits, where the leg is, and what has happened."""

    title: str
    length_ms: int
    digits: str = ""
    drawing: tuple[str, str, str] = ("", "", "")
    phase: str = "waiting"
    now_ms: int = 0
    happened: list[str] = field(default_factory=list)

    def __rich__(self) -> RenderableType:
        led = Text("\n".join(self.drawing), style="bold red")
        state = Text.assemble(
            (f"{clock(self.now_ms)} / {clock(self.length_ms)}", "bold"), "   ", (self.phase, "cyan")
        )
        events = Text("\n".join(self.happened[-EVENTS_SHOWN:]))
        return Panel(Group(Align.center(led), Align.center(state), "", events), title=self.title, width=72)


def demo(session: Path, settings: Path | None, speed: float | None, console: Console) -> None:
    """Play a session through the virtual board and tell what the wearer would see.

    Args:
        session: a session file; truth beside it is used if there is any.
        settings: the board's settings.toml, or None for the defaults.
        speed: how many times faster than real; None for as fast as it goes.
        console: where to draw; plain lines where it is no terminal.

    Raises:
        SessionError: the session or its truth is wrong.
        SettingsError: the settings are wrong.
    """
    chosen = load_settings(settings)
    settings_text = settings.read_text("utf-8") if settings else None
    with SessionReader(session) as reader:
        header = reader.header
        rows = list(reader)
    truth = read_annotations(annotations_path(session)) if annotations_path(session).exists() else None
    scene = DemoView(session.name, rows[-1][0] - rows[0][0])
    if console.is_terminal:
        with Live(scene, console=console, refresh_per_second=12, screen=False):
            board = play(header, rows, settings_text, speed, scene, None)
    else:
        console.print(f"{session.name} through the virtual board. Time, digits, what the board says:")
        board = play(header, rows, settings_text, speed, scene, console)
    for line in _summary(board, header, rows, truth, chosen):
        console.print(line)


def play(
    header: SessionHeader,
    rows: list[Row],
    settings_text: str | None,
    speed: float | None,
    scene: DemoView,
    plain: Console | None,
) -> VirtualBoard:
    """Run the firmware on the rows, keeping the scene up to date and its time in step with the watch."""
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
            scene.phase = phase
            return
        event = parse_event(line.text)
        scene.happened.append(f"{clock(scene.now_ms):>8}  {_words(event) if event else line.text}")
        if plain is not None:
            plain.print(f"{clock(scene.now_ms):>8}  [{scene.digits:>5}]  {_words(event) or line.text}")

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
    length_s = (event["end_ms"] - event["start_ms"]) / 1000
    what = f"rep {event['index']}" if event["kind"] == "rep" else f"refused: {event['reason']}"
    return f"{what:<20} {event['depth_deg']:3.0f} deg in {length_s:.1f} s"


def _summary(
    board: VirtualBoard, header: SessionHeader, rows: list[Row], truth: Annotations | None, settings: Settings
) -> Iterator[str]:
    """What the board counted, what was done, and what the laptop makes of the board's own log."""
    told = [event for line in board.console if (event := parse_event(line.text))]
    reps = [event for event in told if event["kind"] == "rep"]
    refused = Counter(event["reason"] for event in told if event["kind"] == "refused")
    yield ""
    yield f"The digits end at [{board.display.digits}]. The board counted {how_many(len(reps), 'rep')}" + (
        f" and refused{in_brackets(refused)}." if refused else "."
    )
    if truth is not None and board.delivered:
        late_ms = board.delivered[0][0] - rows[0][0]  # the board's time starts earlier than the session's
        in_session = [_earlier(event, late_ms) for event in told]
        summary = {"kind": "summary", "start_ms": rows[0][0], "end_ms": rows[-1][0]}
        score = score_session(iter([*in_session, summary]), truth, truth.session)
        yield (
            f"The truth is {how_many(score.true, 'rep')}: {score.matched} found, {score.missed} missed, "
            f"{score.false} counted that were none."
        )
    log = _Log(
        replace(header, accel_ug_per_count=BOARD_ACCEL_UG, gyro_udps_per_count=BOARD_GYRO_UDPS),
        board.delivered,
    )
    again = [_said(event) for event in replay(log, settings) if event["kind"] == "rep"]
    same = again == reps
    yield f"The laptop replays the board's {how_many(len(log.rows), 'sample')} to " + (
        "the same reps, to the millisecond." if same else f"{how_many(len(again), 'rep')}: they DIFFER."
    )


def _said(event: Event) -> Event:
    """What the board's console says of an event: all but the facts."""
    return {name: value for name, value in event.items() if name != "facts"}


def _earlier(event: Event, late_ms: int) -> Event:
    """The event with its times moved from the board's to the session's."""
    return {name: value - late_ms if name.endswith("_ms") else value for name, value in event.items()}
