"""`heeldrive live`: what a board counts, as it happens."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from heeldrive_lab.board.link.follow import Connected, Lost, Quiet, follow
from heeldrive_lab.board.link.lines import Message
from heeldrive_lab.board.link.live_state import LiveState
from heeldrive_lab.board.link.recording import LiveRecording
from heeldrive_lab.util.terminal_tables import clock, how_many

_BAR = 45  # characters for 0 to 90 degrees
_COLOUR = {"standing": "green", "descent": "cyan", "bottom": "magenta", "rise": "blue"}


def live(port: str | None, record: Path | None, thigh: str, as_json: bool, screen: Console) -> None:
    """Shows a board's count until Ctrl-C.

    Args:
        port: the board's data port, None for the one board that is plugged in.
        record: the session file to write raw samples into, None for none.
        thigh: which leg wears the sensor, for that file.
        as_json: one JSON object a line instead.
        screen: where to; what is no terminal gets plain lines.

    Raises:
        BoardLinkError: there is no board, its port is busy, or the file cannot be written.
    """
    state = LiveState()
    recording = LiveRecording(record, thigh) if record else None
    try:
        with _show(as_json, screen, state, recording) as show:
            for told in follow(port, raw=recording is not None):
                if recording:
                    recording.take(told)
                show(told, state.take(told))
    except KeyboardInterrupt:
        pass
    finally:
        if recording:
            recording.close()
            for path in recording.written:
                typer.echo(f"{path}: written, {how_many(recording.samples, 'sample')} in all", err=True)


_Show = Callable[[object, dict | None], None]


def _show(
    as_json: bool, screen: Console, state: LiveState, recording: LiveRecording | None
) -> AbstractContextManager[_Show]:
    if as_json:
        return nullcontext(_json_line)
    if not screen.is_terminal:
        return nullcontext(lambda told, event: _plain_line(told, state))
    return _Screen(screen, state, recording)


def _json_line(told: object, event: dict | None) -> None:
    del told
    if event is not None:
        typer.echo(json.dumps(event))


def _plain_line(told: object, state: LiveState) -> None:
    """Events and phases, a line each; the inclination that changes all the time is left to the terminal."""
    if isinstance(told, Connected):
        typer.echo(f"{told.port}: {board_words(state)}")
    elif isinstance(told, Lost):
        typer.echo(f"{told.why}; waiting for it")
    elif isinstance(told, Message):
        if told.number is not None or told.word == "lost":
            typer.echo(state.happenings[-1])
        elif told.word == "phase":
            typer.echo(f"{clock(told.integer('t_ms'))}  {state.phase}")
        elif told.word == "dropped":
            typer.echo(f"{how_many(told.integer('raw'), 'raw sample')} dropped: the computer did not keep up")


class _Screen:
    """The terminal, drawn ten times a second."""

    def __init__(self, screen: Console, state: LiveState, recording: LiveRecording | None) -> None:
        self._state = state
        self._recording = recording
        self._live = Live(console=screen, auto_refresh=False, transient=False)

    def __enter__(self) -> _Show:
        self._live.start()
        return self._tell

    def __exit__(self, *reason: object) -> None:
        self._live.stop()

    def _tell(self, told: object, event: dict | None) -> None:
        del event
        if isinstance(told, Quiet) or (isinstance(told, Message) and told.word == "raw"):
            return
        self._live.update(drawing(self._state, self._recording), refresh=True)


def board_words(state: LiveState) -> str:
    """Which board it is."""
    hello = state.hello
    return f"{hello.get('board', '?')}, firmware {hello.get('firmware', '?')}"


def drawing(state: LiveState, recording: LiveRecording | None) -> RenderableType:
    """What the terminal shows."""
    colour = _COLOUR.get(state.phase, "yellow")
    count = Text.assemble(
        ("set ", "dim"), f"{state.set_index}   ", (f"{state.set_reps}", f"bold {colour}"), (" reps", "dim"),
        ("   in all ", "dim"), f"{state.reps}   ", (clock(state.t_ms), "dim"),
    )  # fmt: skip
    filled = max(0, min(_BAR, round(state.inclination_deg * _BAR / 90)))
    bar = Text.assemble(
        (f"{state.phase:<9}", colour), ("\u2588" * filled, colour), ("\u2500" * (_BAR - filled), "dim"),
        f" {state.inclination_deg:4.0f}\u00b0",
    )  # fmt: skip
    lines: list[RenderableType] = [count, bar, Text("")]
    lines += [Text(line, overflow="ellipsis", no_wrap=True) for line in state.happenings]
    if recording:
        lines.append(Text(f"recording: {recording.samples} samples, {state.dropped} dropped", "dim"))
    if state.trouble:
        lines.append(Text(f"{state.trouble}; waiting for it", "bold red"))
    title = f"{state.port}: {board_words(state)}" if state.port else "heeldrive"
    return Panel(Group(*lines), title=title, title_align="left", width=76, subtitle="Ctrl-C ends")
