"""`heeldrive live`: the count of a board in real time."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import typer
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from heeldrive_lab.board.link.big_number import big_number
from heeldrive_lab.board.link.follow import Connected, Disconnected, Idle, follow
from heeldrive_lab.board.link.lines import Message
from heeldrive_lab.board.link.live_state import QUESTION, LiveState
from heeldrive_lab.board.link.recording import LiveRecording
from heeldrive_lab.cues.of_board import CuesOfBoard, played_here
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.util.terminal_tables import clock, how_many

_BAR_DEG = 100  # of the whole bar
_BLOCKS = ("\u2588", "\u2500", "\u2503")  # of the bar: full, empty, the least of a rep
_ASCII = ("#", "-", "|")
_TO_ASCII = {0xB0: " deg", 0x2026: "..."}
_COLOUR = {"standing": "green", "descent": "cyan", "bottom": "magenta", "rise": "blue"}


def live(
    port: str | None, record: Path | None, thigh: str, as_json: bool, screen: Console, sound: bool = False
) -> None:
    """Show a board's count until Ctrl-C.

    Args:
        port: the board's data port; None for the only board plugged in.
        record: session file for raw samples; None for no recording.
        thigh: the leg that wears the sensor, for that file.
        as_json: whether to print one JSON object per line instead.
        screen: the output; plain lines are printed if it is not a terminal.
        sound: whether to play the board's cues on this computer.

    Raises:
        BoardLinkError: there is no board, its port is busy, or the file cannot be written.
        MissingExtraError: a package for sound is missing.
        SoundError: nothing can be played.
    """
    state = LiveState()
    cues = CuesOfBoard()
    recording = LiveRecording(record, thigh) if record else None
    try:
        with played_here(sound) as play, _show(as_json, screen, state, recording) as show:
            for update in follow(port, raw=recording is not None):
                if recording:
                    recording.update(update)
                event = state.update(update)
                show(update, event)
                play(cues.update(update, event, state.t_ms))
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
    """Draws the terminal, ten times a second, and leaves a line of what there was when it is closed."""

    def __init__(self, screen: Console, state: LiveState, recording: LiveRecording | None) -> None:
        self._console = screen
        self._state = state
        self._drawing = Drawing(state, recording)
        self._live = Live(console=screen, auto_refresh=False, screen=True)

    def __enter__(self) -> _Show:
        self._live.start()
        return self._refresh

    def __exit__(self, *reason: object) -> None:
        self._live.stop()
        state = self._state
        if state.port:
            self._console.print(f"set {state.set_index}: {state.set_reps} reps, {state.reps} in all")

    def _refresh(self, update: object, event: Event | None) -> None:
        del event
        if isinstance(update, Idle) or (isinstance(update, Message) and update.word == "raw"):
            return
        self._live.update(self._drawing, refresh=True)


def board_words(state: LiveState) -> str:
    """Board and firmware, for people."""
    hello = state.hello
    return f"{hello.get('board', '?')}, firmware {hello.get('firmware', '?')}"


class Drawing:
    """The content of the terminal, as large as it is: the count can be read from two metres.

    Args:
        state: what is shown.
        recording: told of as well, if there is one.
    """

    def __init__(self, state: LiveState, recording: LiveRecording | None) -> None:
        self._state = state
        self._recording = recording

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._lines(options.max_width, options.height or console.size.height, options.ascii_only):
            if options.ascii_only:
                line.plain = line.plain.translate(_TO_ASCII)
            line.truncate(options.max_width, overflow="crop" if options.ascii_only else "ellipsis")
            yield line

    def _lines(self, width: int, height: int, ascii_only: bool) -> Iterator[Text]:
        # Of what is left below the three lines at the top, the number has two thirds at least.
        below = self._below()[-max(1, (height - 3) // 3) :]
        full, empty, mark = _ASCII if ascii_only else _BLOCKS
        number = big_number(self._state.set_reps, width - 2, height - 4 - len(below), full)
        colour = _COLOUR.get(self._state.phase, "yellow")
        yield self._top()
        yield self._bar(width, colour, full, empty, mark)
        yield Text("")
        for line in number:
            yield Text(line.center(width - 1).rstrip(), f"bold {colour}", no_wrap=True)
        yield Text("")
        yield from below

    def _top(self) -> Text:
        state = self._state
        where = f"{state.port}: {board_words(state)}" if state.port else "heeldrive"
        count = f"set {state.set_index}   {state.set_reps} reps   {state.reps} in all   {clock(state.t_ms)}"
        return Text.assemble((count, "bold"), "   ", (where, "dim"), no_wrap=True)

    def _bar(self, width: int, colour: str, full: str, empty: str, mark: str) -> Text:
        """The inclination of the thigh, and the least that a rep needs."""
        state = self._state
        length = max(width - 18, 10)
        filled = max(0, min(length, round(state.inclination_deg * length / _BAR_DEG)))
        bar = full * filled + empty * (length - filled)
        line = Text.assemble((f"{state.phase:<9}", colour), (bar[:filled], colour), (bar[filled:], "dim"))
        if state.depth_min_deg is not None:
            place = 9 + state.depth_min_deg * length // _BAR_DEG
            line = Text.assemble(line[:place], (mark, "bold"), line[place + 1 :])
        return line.append(f" {state.inclination_deg:z4.0f}\u00b0")

    def _below(self) -> list[Text]:
        state = self._state
        lines = [Text(line, no_wrap=True) for line in state.recent]
        if state.why_not:
            lines.append(Text(f"did not count: {state.why_not}", "bold yellow", no_wrap=True))
        if state.t_ms < state.asked_until_ms:
            lines.append(Text(QUESTION, "bold yellow", no_wrap=True))
        if self._recording:
            samples = f"recording: {self._recording.samples} samples, {state.dropped} dropped"
            lines.append(Text(samples, "dim", no_wrap=True))
        if state.trouble:
            lines.append(Text(f"{state.trouble}; waiting for it", "bold red", no_wrap=True))
        return lines
