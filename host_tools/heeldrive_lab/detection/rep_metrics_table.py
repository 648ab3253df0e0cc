"""Output of `heeldrive replay --facts`."""

import json

import typer
from heeldrive import Settings
from rich.console import Group, RenderableType

from heeldrive_lab.detection.cycle import closest
from heeldrive_lab.detection.explain.words import gate_sentence
from heeldrive_lab.detection.rep_metrics import RepMetrics, metrics_of_session
from heeldrive_lab.detection.rise_velocity import MEAN_SD_SHARE, PEAK_SD_SHARE
from heeldrive_lab.sessions.recording import Recording, StoredSession
from heeldrive_lab.util.terminal_tables import clock, how_many, plain_table

NOTE = (
    "Rise: mean and peak velocity of the hip, estimated from the thigh in front, with a standard deviation of"
    f" {100 * MEAN_SD_SHARE:.0f} and {100 * PEAK_SD_SHARE:.0f} %. Loss: below the set's fastest."
    " "
    "Drift: relative to the mean of the set's first three reps of the same leg. Smooth: spectral arc length"
    " of the angular rate down and up; closer to 0 is smoother. These are measurements, not judgements."
)


def print_rep_metrics(session: StoredSession | Recording, settings: Settings, *, as_json: bool) -> None:
    """Print the metrics of every rep of a session."""
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    metrics = metrics_of_session(session, settings)
    if as_json:
        for rep in metrics:
            typer.echo(json.dumps(rep.as_dict()))
    else:
        console().print(rep_metrics_table(metrics, session.path.name))


def rep_metrics_table(metrics: list[RepMetrics], name: str) -> RenderableType:
    """Two tables: the metrics of each rep, and the gate that it passed by the smallest margin."""
    table = plain_table(
        name, "", "start", "leg", "depth", "down", "hold", "up", "pause", "dps down/up", "sway", "shake",
        "lever/fall", "rise m/s", "loss", "drift depth", "length", "smooth",
    )  # fmt: skip
    gates = plain_table("gate passed by the smallest margin", "", "set", "")
    gates.columns[2].justify = "left"
    for rep in metrics:
        table.add_row(f"rep {rep.index}", *_cells(rep))
        narrowest = closest([gate for gate in rep.gates if gate.passed])
        gates.add_row(
            f"rep {rep.index}", str(rep.set_index), gate_sentence(narrowest) if narrowest else "every gate"
        )
    sets = len({rep.set_index for rep in metrics})
    return Group(table, "", gates, "", f"{how_many(len(metrics), 'rep')} in {how_many(sets, 'set')}. {NOTE}")


def _cells(rep: RepMetrics) -> tuple[str, ...]:
    times, measured, drift, rise = rep.times, rep.measured, rep.drift, rep.hip_rise
    front = rep.sensor_leg == "front"
    return (
        clock(rep.start_ms),
        rep.sensor_leg,
        f"{rep.depth_deg:.0f}°",
        _seconds(times.descent_ms),
        _seconds(times.hold_ms),
        _seconds(times.rise_ms),
        _seconds(times.pause_ms),
        f"{measured['down_dps']:.0f}/{measured['up_dps']:.0f}",
        f"{measured['wobble_deg']:.0f}°" if front else "",
        f"{measured['shake_mg']:.0f} mg",
        f"{measured['lever_mm' if front else 'fall_mm']:.0f} mm",
        f"{rise.mean_mps:.2f}/{rise.peak_mps:.2f}" if rise else "",
        f"{rise.loss_percent} %" if rise else "",
        "" if drift is None else f"{drift.depth_deg:+z.0f}°" if front else f"{drift.fall_mm:+d} mm",
        f"{drift.length_percent:+z.0f} %" if drift else "",
        f"{_smooth(rep.smooth_down)}/{_smooth(rep.smooth_up)}",
    )


def _seconds(length_ms: int | None) -> str:
    return "" if length_ms is None else f"{length_ms / 1000:.2f}"


def _smooth(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
