"""What `heeldrive replay --facts` prints."""

import json
from pathlib import Path

import typer
from heeldrive import Settings
from rich.console import Group, RenderableType

from heeldrive_lab.detection.cycle import closest
from heeldrive_lab.detection.explain.words import gate_sentence
from heeldrive_lab.detection.rep_metrics import RepFacts, rep_facts
from heeldrive_lab.util.terminal_tables import clock, how_many, plain_table

NOTE = (
    "Drift: beside the mean of the set's first three reps of the same leg. Smooth: spectral arc length of the"
    " angular rate down and up; nearer to 0 is smoother. Facts, not verdicts."
)


def tell_facts(session: Path, settings: Settings, *, as_json: bool) -> None:
    """Print the facts of every rep of a session.

    Raises:
        SessionError: the file is wrong.
    """
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    facts = rep_facts(session, settings)
    if as_json:
        for fact in facts:
            typer.echo(json.dumps(fact.as_dict()))
    else:
        console().print(facts_table(facts, session.name))


def facts_table(facts: list[RepFacts], name: str) -> RenderableType:
    """Two tables: what each rep was, and its closest gate."""
    table = plain_table(
        name, "", "start", "leg", "depth", "down", "hold", "up", "pause", "dps down/up", "sway", "shake",
        "lever/fall", "drift depth", "length", "smooth",
    )  # fmt: skip
    gates = plain_table("the gate each rep passed most narrowly", "", "set", "")
    gates.columns[2].justify = "left"
    for fact in facts:
        table.add_row(f"rep {fact.index}", *_cells(fact))
        nearest = closest([gate for gate in fact.gates if gate.passed])
        gates.add_row(
            f"rep {fact.index}", str(fact.set_index), gate_sentence(nearest) if nearest else "every gate"
        )
    sets = len({fact.set_index for fact in facts})
    return Group(table, "", gates, "", f"{how_many(len(facts), 'rep')} in {how_many(sets, 'set')}. {NOTE}")


def _cells(fact: RepFacts) -> tuple[str, ...]:
    times, measured, drift = fact.times, fact.measured, fact.drift
    front = fact.sensor_leg == "front"
    return (
        clock(fact.start_ms),
        fact.sensor_leg,
        f"{fact.depth_deg:.0f}°",
        _seconds(times.descent_ms),
        _seconds(times.hold_ms),
        _seconds(times.rise_ms),
        _seconds(times.pause_ms),
        f"{measured['down_dps']:.0f}/{measured['up_dps']:.0f}",
        f"{measured['wobble_deg']:.0f}°" if front else "",
        f"{measured['shake_mg']:.0f} mg",
        f"{measured['lever_mm' if front else 'fall_mm']:.0f} mm",
        "" if drift is None else f"{drift.depth_deg:+.0f}°" if front else f"{drift.fall_mm:+d} mm",
        f"{drift.length_percent:+.0f} %" if drift else "",
        f"{_smooth(fact.smooth_down)}/{_smooth(fact.smooth_up)}",
    )


def _seconds(length_ms: int | None) -> str:
    return "" if length_ms is None else f"{length_ms / 1000:.2f}"


def _smooth(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
