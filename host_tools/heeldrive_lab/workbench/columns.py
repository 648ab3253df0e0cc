"""The data of the axes as columns of numbers and texts, without Bokeh."""

from bisect import bisect
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from heeldrive import PHASES

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.evaluation.true_sets import should_count
from heeldrive_lab.sessions.annotations import Annotation, Annotations
from heeldrive_lab.util.phase_colours import PHASE_COLOURS
from heeldrive_lab.util.terminal_tables import clock
from heeldrive_lab.workbench.reasons import Key, Reason, reason_of

Columns = dict[str, list[Any]]
RIGHT, WRONG, PLAIN, OTHER = "#1a7f5a", "#c2255c", "#2c3e50", "#d9822b"
# Width of a letter in the axes, in pixels.
LETTER_PX = 6.5


def columns(*names: str) -> Columns:
    """Empty columns of these names."""
    return {name: [] for name in names}


def rep_columns(
    reps: Sequence[Event], found: SessionScore | None, reasons: dict[Key, Reason]
) -> tuple[Columns, Columns]:
    """Bars of the phases of counted reps, and their numbers."""
    quads = columns("left", "right", "top", "colour", "title", "why", "setting", "move")
    texts = columns("x", "y", "text", "colour")
    false = {event["index"] for event in found.false_reps} if found else set()
    for rep in reps:
        is_false = rep["index"] in false
        title = f"rep {rep['index']}, {rep['depth_deg']:.0f}° at {clock(rep['start_ms'])}" + (
            ": false" if is_false else ": true" if found else ""
        )
        reason = reason_of(rep, reasons)
        edges = [rep[name] / 1000 for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms")]
        for (left, right), phase in zip(pairwise(edges), PHASES[2:], strict=True):
            quads["left"].append(left)
            quads["right"].append(right)
            quads["top"].append(max(rep["depth_deg"], 4.0))
            quads["colour"].append(PHASE_COLOURS[phase])
            quads["title"].append(title)
            _append_reason(quads, reason)
        texts["x"].append((edges[0] + edges[3]) / 2)
        texts["y"].append(rep["depth_deg"] + 2)
        texts["text"].append(f"✗{rep['index']}" if is_false else str(rep["index"]))
        texts["colour"].append(WRONG if is_false else PLAIN)
    return quads, texts


def _append_reason(quads: Columns, reason: Reason) -> None:
    quads["why"].append(reason.words)
    quads["setting"].append(reason.setting)
    quads["move"].append(reason.move)


def refused_columns(refused: Sequence[Event], reasons: dict[Key, Reason]) -> Columns:
    """Bars of refused cycles, with their reasons."""
    quads = columns("left", "right", "x", "top", "text", "title", "why", "setting", "move")
    for event in refused:
        left, right = event["start_ms"] / 1000, max(event["end_ms"], event["start_ms"] + 100) / 1000
        quads["left"].append(left)
        quads["right"].append(right)
        quads["x"].append((left + right) / 2)
        quads["top"].append(max(event["depth_deg"], 4.0))
        quads["text"].append(event["reason"])
        quads["title"].append(
            f"refused: {event['reason']}, {event['depth_deg']:.0f}° at {clock(event['start_ms'])}"
        )
        _append_reason(quads, reason_of(event, reasons))
    return quads


def mark_columns(reps: Sequence[Event], found: SessionScore | None) -> Columns:
    """Marks of the counted reps; the false and the missed ones come last, above the others."""
    false = {event["index"] for event in found.false_reps} if found else set()
    usual = RIGHT if found else PLAIN
    right = [(rep["start_ms"], rep["end_ms"], usual) for rep in reps if rep["index"] not in false]
    wrong = [(rep["start_ms"], rep["end_ms"], WRONG) for rep in reps if rep["index"] in false]
    missed = [(row.start_ms, row.end_ms, WRONG) for row in (found.missed_reps if found else ())]
    marks = [*right, *wrong, *missed]
    return {
        "left": [start_ms / 1000 for start_ms, _, _ in marks],
        "right": [end_ms / 1000 for _, end_ms, _ in marks],
        "colour": [colour for _, _, colour in marks],
    }


def annotation_columns(
    annotations: Annotations | None, found: SessionScore | None, legs: Sequence[str]
) -> Columns:
    """Bars of the labels: reps above, sets and times without reps below."""
    bars = columns("left", "right", "bottom", "top", "colour", "alpha", "text", "title", "index")
    missed = {(row.start_ms, row.end_ms) for row in found.missed_reps} if found else set()
    for index, row in enumerate(annotations.rows if annotations else ()):
        is_missed = (row.start_ms, row.end_ms) in missed
        colour, words = _label(row, is_missed, should_count(row, legs))
        bottom, top = (1.08, 1.92) if row.kind == "rep" else (0.08, 0.92)
        bars["left"].append(row.start_ms / 1000)
        bars["right"].append(row.end_ms / 1000)
        bars["bottom"].append(bottom)
        bars["top"].append(top)
        bars["colour"].append(colour)
        bars["alpha"].append(0.75 if row.kind == "rep" else 0.35)
        bars["text"].append(_short(row, is_missed))
        bars["title"].append(f"{words}, {clock(row.start_ms)} to {clock(row.end_ms)}")
        bars["index"].append(index)
    return bars


def _label(row: Annotation, is_missed: bool, wanted: bool) -> tuple[str, str]:
    what = row.activity.replace("_", " ")
    if row.kind == "rep":
        leg = f" ({row.sensor_leg})" if row.sensor_leg else ""
        if not wanted:
            return "#9aa5b1", f"true rep{leg}: does not count in this mode"
        return (WRONG, f"true rep{leg}: missed") if is_missed else (RIGHT, f"true rep{leg}: counted")
    if row.kind == "set":
        return "#4c6ef5", f"set{'' if row.reps is None else f' of {row.reps}'}{f' ({what})' if what else ''}"
    return OTHER, f"must not count{f': {what}' if what else ''}"


def _short(row: Annotation, is_missed: bool) -> str:
    if row.kind == "rep":
        return "missed" if is_missed else ""
    if row.kind == "set":
        return "set" if row.reps is None else f"set of {row.reps}"
    return row.activity.replace("_", " ")


def texts_in(
    data: Columns,
    start_s: float,
    end_s: float,
    seconds_a_pixel: float,
    taken: list[tuple[float, float]],
) -> Columns:
    """The texts of a time range that do not overlap others.

    Args:
        data: columns with the centre `x`, s, the `text`, and more.
        start_s, end_s: the time range.
        seconds_a_pixel: scale of the view.
        taken: start and end of the texts already placed, s, in order of time; new ones are added.
    """
    shown = []
    for row, (at_s, words) in enumerate(zip(data["x"], data["text"], strict=True)):
        half = (len(words) * LETTER_PX / 2 + 2) * seconds_a_pixel
        place = bisect(taken, (at_s, at_s))
        after_last = place == 0 or taken[place - 1][1] <= at_s - half
        fits = after_last and (place == len(taken) or at_s + half <= taken[place][0])
        if fits and start_s <= at_s <= end_s:
            taken.insert(place, (at_s - half, at_s + half))
            shown.append(row)
    return rows_of(data, shown)


def bars_with_texts(bars: Columns, seconds_a_pixel: float) -> Columns:
    """The bars that their texts fit into."""
    ends = zip(bars["left"], bars["right"], bars["text"], strict=True)
    shown = [
        row
        for row, (left, right, words) in enumerate(ends)
        if words and right - left >= (len(words) * LETTER_PX + 4) * seconds_a_pixel
    ]
    return rows_of(bars, shown)


def at(bars: Columns, name: str, t_s: float) -> str:
    """Texts of the bars at a time; empty if there are none."""
    ends = zip(bars["left"], bars["right"], bars[name], strict=True)
    return "; ".join(text for left, right, text in ends if left <= t_s < right)


def points_in(points: Columns, start_s: float, end_s: float, cell: tuple[float, float]) -> Columns:
    """The points of a time range, one in each cell of a grid: an hour has thousands.

    Args:
        points: columns with `x`, s, and `y`; the first point of each `colour` in a cell is drawn.
        start_s, end_s: the time range.
        cell: width, s, and height of a cell.
    """
    shown: dict[tuple[int, int, str], int] = {}
    for row, (x, y, colour) in enumerate(zip(points["x"], points["y"], points["colour"], strict=True)):
        if start_s <= x <= end_s:
            shown.setdefault((int(x // cell[0]), int(y // cell[1]), colour), row)
    return rows_of(points, list(shown.values()))


def rows_of(data: Columns, rows: Sequence[int]) -> Columns:
    """Some rows of columns."""
    return {name: [column[row] for row in rows] for name, column in data.items()}
