"""Carries out the steps of `heeldrive label`, given as options or typed in the terminal."""

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
accept [SET]              accept the detector's reps of one set or of all
total SET N               the set had N reps
total FROM-TO N           there were N reps between two times
add TIME | add FROM-TO    add a rep: the movement at a time, or the span
remove TIME               remove the rep at this time
move TIME TO | FROM-TO    move the rep at a time to a new start or span
hints                     apply the wearer's corrections by button
show · undo · save · quit
Times: 1:23.4, seconds, or 83400ms."""


def span_of(text: str) -> tuple[int, int]:
    """Parse a span such as `1:20-1:23.4` into two session times, ms.

    Raises:
        SessionError: the text is not a span, or ends before it starts.
    """
    start, dash, end = text.partition("-")
    if not dash:
        raise SessionError(f"{text!r} is not FROM-TO, such as 1:20.5-1:23.4")
    from_ms, to_ms = time_of(start), time_of(end)
    if to_ms <= from_ms:
        raise SessionError(f"{text!r} ends before it starts: give the earlier time first")
    return from_ms, to_ms


def time_of(text: str) -> int:
    """Parse a session time, ms.

    Raises:
        SessionError: the text is not a time.
    """
    try:
        return parse_at(text.strip())
    except ValueError as error:
        raise SessionError(str(error)) from None


def time_or_span(text: str) -> tuple[int, int | None]:
    """Parse a time, or a span; the second value is None for a single time.

    Raises:
        SessionError: the text is neither.
    """
    return span_of(text) if "-" in text else (time_of(text), None)


def apply_step(labels: Labels, words: Sequence[str]) -> list[str]:
    """Carry out one step.

    Args:
        labels: the annotations to change.
        words: the step, as in `HELP`.

    Returns:
        a sentence for each change.

    Raises:
        SessionError: the step is impossible or unknown.
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
            return labels.take_hints() or ["the wearer did not use the button"]
        case ["undo"]:
            return [labels.undo()]
        case _:
            raise SessionError(f"{' '.join(words)!r} is not one of these:\n{HELP}")


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise SessionError(f"{text!r} is not a whole number")
    return int(text)


def run_prompt(labels: Labels, screen: Console) -> None:
    """Prompt for steps until the user quits; asks before discarding unsaved changes."""
    screen.print(labels_table(labels), "")
    _print(screen, HELP, "")
    while True:
        try:
            words = shlex.split(screen.input("label> "))
        except (EOFError, KeyboardInterrupt):
            _print(screen, "\nquit without saving" if labels.changed else "")
            return
        except ValueError as error:
            _print(screen, str(error))
            continue
        if not words:
            continue
        if words == ["quit"]:
            if not labels.changed or _confirms_quit(screen):
                return
        elif words == ["show"]:
            screen.print(labels_table(labels))
        elif words == ["help"]:
            _print(screen, HELP)
        else:
            _try(labels, words, screen)


def _try(labels: Labels, words: Sequence[str], screen: Console) -> None:
    try:
        if list(words) == ["save"]:
            _print(screen, f"{labels.save()}: written")
        else:
            _print(screen, *apply_step(labels, words))
    except SessionError as error:
        _print(screen, str(error))


def _print(screen: Console, *sentences: str) -> None:
    """Print lines without markup, since file names may contain brackets."""
    screen.print(*sentences, sep="\n", markup=False)


def _confirms_quit(screen: Console) -> bool:
    try:
        return screen.input("not saved: quit anyway? [y/N] ", markup=False).strip().lower() in (
            "y",
            "yes",
        )
    except (EOFError, KeyboardInterrupt):
        return True


def labels_table(labels: Labels) -> RenderableType:
    """A table of annotations, detector events and the wearer's hints, in order of time."""
    table = plain_table(labels.session.name, "annotation", "from", "to", "reps", "leg")
    table.add_column("detector")
    for _, cells in sorted(_lines(labels), key=lambda line: line[0]):
        table.add_row(*cells, style="" if cells[0] else "dim")
    counted = sum(event["kind"] == "rep" for event in labels.events)
    annotated = f"{how_many(labels.reps, 'rep')} annotated" if labels.rows else "no annotations yet"
    return Group(table, "", f"{annotated}, {counted} counted by the detector.")


def _lines(labels: Labels) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    detected = [event for event in labels.events if event["kind"] in ("rep", "refused")]
    matched = []
    for row in labels.rows:
        matching = [event for event in detected if row.kind == "rep" and _is_same(row, event)]
        matched += matching
        words = "; ".join(_outcome(event) for event in matching)
        if row.kind == "rep" and not matching:
            words = "not detected"
        name = {"rep": "rep", "set": "set", "other": row.activity or "other"}[row.kind]
        reps = "" if row.reps is None else str(row.reps)
        order = (row.start_ms, row.kind != "set")
        yield order, (name, clock(row.start_ms), clock(row.end_ms), reps, row.sensor_leg, words)
    for event in detected:
        if event not in matched:
            times = clock(event["start_ms"]), clock(event["end_ms"])
            yield (
                (event["start_ms"], 2),
                ("", *times, "", event["sensor_leg"], f"{_outcome(event)}, not labelled"),
            )
    for one in labels.sets:
        times = clock(one["start_ms"]), clock(one["end_ms"])
        yield (one["start_ms"], -1), ("", *times, str(one["reps"]), "", f"set {one['index']}")
    for hint in labels.hints:
        yield (hint.t_ms, 3), ("", clock(hint.t_ms), "", "", "", f"the wearer marked: {hint.meaning}")


def _is_same(row: Annotation, event: dict[str, Any]) -> bool:
    common_ms = min(row.end_ms, event["end_ms"]) - max(row.start_ms, event["start_ms"])
    return bool(2 * common_ms >= min(row.end_ms - row.start_ms, event["end_ms"] - event["start_ms"]))


def _outcome(event: dict[str, Any]) -> str:
    return f"rep {event['index']}" if event["kind"] == "rep" else f"refused: {event['reason']}"


def labels_json(labels: Labels) -> dict[str, Any]:
    """The current annotations and the hints, as JSON."""
    return {
        "session": labels.session.name,
        "rows": [asdict(row) for row in labels.rows],
        "hints": [{"t_ms": hint.t_ms, "text": hint.text, "told": hint.meaning} for hint in labels.hints],
    }
