"""`heeldrive live`: the count of a board in real time."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from heeldrive_lab.board.link.follow import Connected, Disconnected, Idle, follow
from heeldrive_lab.board.link.lines import Message
from heeldrive_lab.board.link.live_state import LiveState
from heeldrive_lab.board.link.recording import LiveRecording
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.util.terminal_tables import clock, how_many

_BAR = 45  # characters for 0 to 90 degrees
_COLOUR = {"standing": "green", "descent": "cyan", "bottom": "magenta", "rise": "blue"}


def live(port: str | None, record: Path | None, thigh: str, as_json: bool, screen: Console) -> None:
    """Show a board's count until Ctrl-C.

    Args:
        port: the board's data port; None for the only board plugged in.
        record: session file for raw samples; None for no recording.
        thigh: the leg that wears the sensor, for that file.
        as_json: whether to print one JSON object per line instead.
        screen: the output; plain lines are printed if it is not a terminal.

    Raises:
        BoardLinkError: there is no board, its port is busy, or the file cannot be written.
    """
    state = LiveState()
    recording = LiveRecording(record, thigh) if record else None
    try:
        with _show(as_json, screen, state, recording) as show:
            for update in follow(port, raw=recording is not None):
                if recording:
                    recording.update(update)
                show(update, state.update(update))
    except KeyboardInterrupt:
        pass
    finally:
        if recording:
            recording.close()
            for path in recording.written:
                typer.echo(f"{path}: written, {how_many(recording.samples, 'sample')} in total", err=True)


_Show = Callable[[object, Event | None], None]


def _show(
    as_json: bool, screen: Console, state: LiveState, recording: LiveRecording | None
) -> AbstractContextManager[_Show]:
    if as_json:
        return nullcontext(_json_line)
    if not screen.is_terminal:
        return nullcontext(lambda update, event: _plain_line(update, state))
    return _Screen(screen, state, recording)


def _json_line(update: object, event: Event | None) -> None:
    del update
    if event is not None:
        typer.echo(json.dumps(event))


def _plain_line(update: object, state: LiveState) -> None:
    """Print events and phases, one line each; the continuous inclination is shown in a terminal only."""
    if isinstance(update, Connected):
        typer.echo(f"{update.port}: {board_words(state)}")
    elif isinstance(update, Disconnected):
        typer.echo(f"{update.why}; waiting for it")
    elif isinstance(update, Message):
        if update.number is not None or update.word == "lost":
            typer.echo(state.recent[-1])
        elif update.word == "phase":
            typer.echo(f"{clock(update.integer('t_ms'))}  {state.phase}")
        elif update.word == "dropped":
            typer.echo(
                f"{how_many(update.integer('raw'), 'raw sample')} dropped: the computer did not keep up"
            )


class _Screen:
    """Draws the terminal, ten times a second."""

    def __init__(self, screen: Console, state: LiveState, recording: LiveRecording | None) -> None:
        self._state = state
        self._recording = recording
        self._live = Live(console=screen, auto_refresh=False, transient=False)

    def __enter__(self) -> _Show:
        self._live.start()
        return self._refresh

    def __exit__(self, *reason: object) -> None:
        self._live.stop()

    def _refresh(self, update: object, event: Event | None) -> None:
        del event
        if isinstance(update, Idle) or (isinstance(update, Message) and update.word == "raw"):
            return
        self._live.update(drawing(self._state, self._recording), refresh=True)


def board_words(state: LiveState) -> str:
    """Board and firmware, for people."""
    hello = state.hello
    return f"{hello.get('board', '?')}, firmware {hello.get('firmware', '?')}"


def drawing(state: LiveState, recording: LiveRecording | None) -> RenderableType:
    """The content of the terminal."""
    colour = _COLOUR.get(state.phase, "yellow")
    count = Text.assemble(
        ("set ", "dim"), f"{state.set_index}   ", (f"{state.set_reps}", f"bold {colour}"), (" reps", "dim"),
        ("   total ", "dim"), f"{state.reps}   ", (clock(state.t_ms), "dim"),
    )  # fmt: skip
    filled = max(0, min(_BAR, round(state.inclination_deg * _BAR / 90)))
    bar = Text.assemble(
        (f"{state.phase:<9}", colour), ("\u2588" * filled, colour), ("\u2500" * (_BAR - filled), "dim"),
        f" {state.inclination_deg:4.0f}\u00b0",
    )  # fmt: skip
    lines: list[RenderableType] = [count, bar, Text("")]
    lines += [Text(line, overflow="ellipsis", no_wrap=True) for line in state.recent]
    if recording:
        lines.append(Text(f"recording: {recording.samples} samples, {state.dropped} dropped", "dim"))
    if state.trouble:
        lines.append(Text(f"{state.trouble}; waiting for it", "bold red"))
    title = f"{state.port}: {board_words(state)}" if state.port else "heeldrive"
    return Panel(Group(*lines), title=title, title_align="left", width=76, subtitle="Ctrl-C ends")
