"""Settings A, kept when the user asked for it, against settings B, those in force."""

from collections.abc import Sequence
from typing import Any

from heeldrive import declared

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.util.terminal_tables import clock
from heeldrive_lab.workbench.columns import OTHER, Columns, columns
from heeldrive_lab.workbench.controls import title_of, unit_of
from heeldrive_lab.workbench.counting import SessionCount, verdict

BOTH = "#9aa5b1"
# Bottoms of the lanes above those of the truth.
LANES = {"B": 2, "A": 3}


def compared_columns(a: SessionCount | None, b: SessionCount | None) -> Columns:
    """Bars of the reps that count with A and with B; those of one alone stand out."""
    bars = columns("left", "right", "bottom", "top", "colour", "title")
    reps = {"A": _reps(a), "B": _reps(b)}
    for name, other in (("A", "B"), ("B", "A")):
        alone = only(reps[name], reps[other])
        for rep in reps[name]:
            bars["left"].append(rep["start_ms"] / 1000)
            bars["right"].append(rep["end_ms"] / 1000)
            bars["bottom"].append(LANES[name] + 0.1)
            bars["top"].append(LANES[name] + 0.9)
            bars["colour"].append(OTHER if rep in alone else BOTH)
            bars["title"].append(
                f"rep {rep['index']} with {name}, {rep['depth_deg']:.0f}°"
                + (f": not with {other}" if rep in alone else "")
            )
    return bars


def only(reps: Sequence[Event], others: Sequence[Event]) -> list[Event]:
    """The reps during which there is no rep of the others with the same leg in front; both are in order."""
    alone, place = [], 0
    for rep in reps:
        while place < len(others) and others[place]["end_ms"] <= rep["start_ms"]:
            place += 1
        overlapping = (other for other in others[place:] if other["start_ms"] < rep["end_ms"])
        if not any(other["sensor_leg"] == rep["sensor_leg"] for other in overlapping):
            alone.append(rep)
    return alone


def differences(a: dict[str, Any], b: dict[str, Any]) -> str:
    """The settings that differ: `depth min 36 | 48 deg`."""
    return ", ".join(
        f"{title_of(setting.name)} {a[setting.name]} | {b[setting.name]} {unit_of(setting.name)}".rstrip()
        for setting in declared()
        if a[setting.name] != b[setting.name]
    )


def comparison(
    a: SessionCount | None, b: SessionCount | None, found: dict[str, SessionScore | None], differ: str
) -> dict[str, Any]:
    """What the page says about A and B; `found` has the scores of both."""
    words = [f"A | B: {differ or 'no difference yet: change a setting'}"]
    if a and b:
        words += [f"{name} counts {_count_words(count, found[name])}" for name, count in (("A", a), ("B", b))]
    times = [
        {
            "words": f"only {name}: {clock(rep['start_ms'])}",
            "s": [rep["start_ms"] / 1000, rep["end_ms"] / 1000],
        }
        for name, reps, others in (("A", _reps(a), _reps(b)), ("B", _reps(b), _reps(a)))
        for rep in only(reps, others)
        if a and b
    ]
    return {"words": words, "only": times}


def _count_words(count: SessionCount, found: SessionScore | None) -> str:
    return f"{count.reps} ({verdict(found)})" if found else str(count.reps)


def _reps(count: SessionCount | None) -> list[Event]:
    return count.of_kind("rep") if count else []
