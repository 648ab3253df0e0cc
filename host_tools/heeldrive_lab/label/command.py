"""What `heeldrive label` does: steps given as options, or asked for one by one on a terminal."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console, Group, RenderableType

from heeldrive_lab.detection.explain.run import parse_at
from heeldrive_lab.label.labels import Labels
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.util.terminal_tables import clock, how_many, plain_table

HELP = """\
accept [SET]              the detector's reps are the truth, of one set or of all
total SET N               the set had N reps
total FROM-TO N           there were N reps between two times
add TIME | add FROM-TO    a rep: the movement at a time, or from when to when
remove TIME               no rep there
move TIME TO | FROM-TO    the rep at a time begins elsewhere, or has other ends
hints                     do what the wearer's button presses say
show · undo · save · quit
Times: 1:23.4, seconds, or 83400ms."""


def span_of(text: str) -> tuple[int, int]:
    """Two session times in ms of `1:20-1:23.4`.

    Raises:
        SessionError: it is not that.
    """
    start, dash, end = text.partition("-")
    if not dash:
        raise SessionError(f"{text!r} is not FROM-TO, such as 1:20.5-1:23.4")
    return time_of(start), time_of(end)


def time_of(text: str) -> int:
    """A session time in ms.

    Raises:
        SessionError: it is none.
    """
    try:
        return parse_at(text.strip())
    except ValueError as error:
        raise SessionError(str(error)) from None


def time_or_span(text: str) -> tuple[int, int | None]:
    """A time, or two."""
    return span_of(text) if "-" in text else (time_of(text), None)


def do(labels: Labels, words: Sequence[str]) -> list[str]:
    """One step, in the words of `HELP`; returns what was done.

    Raises:
        SessionError: it cannot be done, or is none of the words.
    """
    match list(words):
        case ["accept"]:
            return [labels.accept()]
        case ["accept", number]:
            return [labels.accept(_whole(number))]
        case ["total", which, number] if "-" in which or ":" in which:
            return [labels.total_between(*span_of(which), _whole(number))]
        case ["total", which, number]:
            return [labels.total(_whole(which), _whole(number))]
        case ["add", when]:
            return [labels.add(*time_or_span(when))]
        case ["remove", when]:
            return [labels.remove(time_of(when))]
        case ["move", when, to]:
            return [labels.move(time_of(when), *time_or_span(to))]
        case ["hints"]:
            return labels.take_hints() or ["the wearer pressed nothing"]
        case ["undo"]:
            return [labels.undo()]
        case _:
            raise SessionError(f"{' '.join(words)!r} is none of these:\n{HELP}")


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise SessionError(f"{text!r} is no whole number")
    return int(text)


def converse(labels: Labels, screen: Console) -> None:
    """Ask for steps until the user leaves; unsaved steps are asked about."""
    screen.print(labels_table(labels), "")
    _say(screen, HELP, "")
    while True:
        try:
            words = shlex.split(screen.input("label> "))
        except (EOFError, KeyboardInterrupt):
            _say(screen, "\nleft without saving" if labels.changed else "")
            return
        except ValueError as error:
            _say(screen, str(error))
            continue
        if not words:
            continue
        if words == ["quit"]:
            if not labels.changed or _wants_out(screen):
                return
        elif words == ["show"]:
            screen.print(labels_table(labels))
        elif words == ["help"]:
            _say(screen, HELP)
        else:
            _try(labels, words, screen)


def _try(labels: Labels, words: Sequence[str], screen: Console) -> None:
    try:
        if list(words) == ["save"]:
            _say(screen, f"{labels.save()}: written")
        else:
            _say(screen, *do(labels, words))
    except SessionError as error:
        _say(screen, str(error))


def _say(screen: Console, *sentences: str) -> None:
    """As they are: a bracket in a file's name is no markup."""
    screen.print(*sentences, sep="\n", markup=False)


def _wants_out(screen: Console) -> bool:
    try:
        return screen.input("not saved: leave all the same? [y/N] ", markup=False).strip().lower() in (
            "y",
            "yes",
        )
    except (EOFError, KeyboardInterrupt):
        return True


def labels_table(labels: Labels) -> RenderableType:
    """The truth and what the detector told, in order of time, with the wearer's own hints."""
    table = plain_table(labels.session.name, "truth", "from", "to", "reps", "leg")
    table.add_column("the detector")
    for _, cells in sorted(_lines(labels), key=lambda line: line[0]):
        table.add_row(*cells, style="" if cells[0] else "dim")
    counted = sum(event["kind"] == "rep" for event in labels.events)
    truth = f"{how_many(labels.reps, 'rep')} in the truth" if labels.rows else "no truth yet"
    return Group(table, "", f"{truth}, {counted} counted by the detector.")


def _lines(labels: Labels) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    told = [event for event in labels.events if event["kind"] in ("rep", "refused")]
    taken = []
    for row in labels.rows:
        beside = [event for event in told if row.kind == "rep" and _same(row, event)]
        taken += beside
        words = "; ".join(_told(event) for event in beside)
        if row.kind == "rep" and not beside:
            words = "nothing told here"
        name = {"rep": "rep", "set": "set", "other": row.activity or "other"}[row.kind]
        reps = "" if row.reps is None else str(row.reps)
        order = (row.start_ms, row.kind != "set")
        yield order, (name, clock(row.start_ms), clock(row.end_ms), reps, row.sensor_leg, words)
    for event in told:
        if event not in taken:
            times = clock(event["start_ms"]), clock(event["end_ms"])
            yield (
                (event["start_ms"], 2),
                ("", *times, "", event["sensor_leg"], f"{_told(event)}, not labelled"),
            )
    for one in labels.sets:
        times = clock(one["start_ms"]), clock(one["end_ms"])
        yield (one["start_ms"], -1), ("", *times, str(one["reps"]), "", f"set {one['index']}")
    for hint in labels.hints:
        yield (hint.t_ms, 3), ("", clock(hint.t_ms), "", "", "", f"the wearer pressed: {hint.told}")


def _same(row: Annotation, event: dict[str, Any]) -> bool:
    common_ms = min(row.end_ms, event["end_ms"]) - max(row.start_ms, event["start_ms"])
    return 2 * common_ms >= min(row.end_ms - row.start_ms, event["end_ms"] - event["start_ms"])


def _told(event: dict[str, Any]) -> str:
    return f"rep {event['index']}" if event["kind"] == "rep" else f"refused: {event['reason']}"


def labels_json(labels: Labels) -> dict[str, Any]:
    """The truth as it stands, and the hints."""
    return {
        "session": labels.session.name,
        "rows": [asdict(row) for row in labels.rows],
        "hints": [{"t_ms": hint.t_ms, "text": hint.text, "told": hint.told} for hint in labels.hints],
    }
