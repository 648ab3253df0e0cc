"""Plots of inclination over time: a whole workout, and single sets."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.report.drawing import ACCENT, INK, PHASES, REFUSED, UP, pictures
from heeldrive_lab.report.sets import SetMetrics
from heeldrive_lab.report.workout import Workout

# Columns in the overview of a workout.
COLUMNS = 700
MARGIN_MS = 2500


def time_axis(axes: Axes) -> None:
    """Show session time as minutes and seconds on the x axis."""
    axes.xaxis.set_major_formatter(FuncFormatter(lambda s, _: f"{int(s) // 60}:{int(s) % 60:02}"))
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 1.5, 3, 6, 10], integer=True))


def overview(workout: Workout, number: int) -> str:
    """Inclination over the whole session, sets shaded."""
    trace = workout.trace
    if trace is None:
        return ""
    edges = np.linspace(0, len(trace.t_ms), min(COLUMNS, len(trace.t_ms)) + 1).astype(int)[:-1]
    low, high = (np.asarray(f.reduceat(trace.inclination_deg, edges)) for f in (np.minimum, np.maximum))
    at_s = trace.t_ms[edges] / 1000
    top_deg = max(100.0, float(high.max()) + 5)

    def draw(axes: Axes, narrow: bool) -> None:
        axes.fill_between(at_s, low, high, color=ACCENT, linewidth=0.8, alpha=0.85)
        for one in workout.sets:
            axes.axvspan(one.start_ms / 1000, one.end_ms / 1000, color=UP, alpha=0.16, linewidth=0)
            text = f"{one.reps}" if narrow else f"set {one.index}: {one.reps}"
            middle_s = (one.start_ms + one.end_ms) / 2000
            axes.annotate(text, (middle_s, top_deg), ha="center", va="bottom", weight="bold", color=INK)
        for refusal in workout.refusals:
            middle_s = (refusal.start_ms + refusal.end_ms) / 2000
            axes.plot([middle_s], [3], marker="x", color=REFUSED, markersize=5, clip_on=False)
        for at_ms, _ in workout.notes:
            axes.axvline(at_ms / 1000, color=INK, linewidth=0.9, linestyle=":")
        # A log with a single sample has no duration.
        last_s = max(at_s[-1], at_s[0] + 1)
        axes.set(ylim=(0, top_deg), xlim=(at_s[0], last_s), xlabel="session time", ylabel="thigh, degrees")
        axes.set_yticks([0, 30, 60, 90])
        time_axis(axes)

    about = (
        f"Inclination of the thigh over the whole session of {workout.length_ms // 1000} s; "
        + "; ".join(f"set {one.index} with {one.reps} reps" for one in workout.sets)
        + f"; {len(workout.refusals)} movements refused."
    )
    return pictures(number, about, 2.6, draw)


def set_trace(workout: Workout, one: SetMetrics, number: int) -> str:
    """Inclination in one set, with coloured phases, numbered reps and hatched refusals."""
    trace = workout.trace
    if trace is None:
        return ""
    from_ms, to_ms = one.start_ms - MARGIN_MS, one.end_ms + MARGIN_MS
    inside = [event for event in workout.events if event["kind"] == "rep" and _within(event, one)]
    refused = [refusal for refusal in workout.refusals if refusal.set_index == one.index]
    shown = slice(*np.searchsorted(trace.t_ms, (from_ms, to_ms)))
    at_s, deg = trace.t_ms[shown] / 1000, trace.inclination_deg[shown]

    def draw(axes: Axes, narrow: bool) -> None:
        axes.plot(at_s, deg, color=INK, linewidth=1.2)
        for rep in inside:
            edges_s = [rep[key] / 1000 for key in ("start_ms", "bottom_ms", "rise_ms", "end_ms")]
            for (left, right), (_, colour) in zip(pairwise(edges_s), PHASES, strict=True):
                axes.axvspan(left, right, color=colour, alpha=0.35, linewidth=0)
            axes.annotate(
                str(rep["index"]), ((edges_s[0] + edges_s[3]) / 2, 1.0), (0, 2),
                xycoords=("data", "axes fraction"), textcoords="offset points", ha="center", weight="bold",
            )  # fmt: skip
        for refusal in refused:
            axes.axvspan(
                refusal.start_ms / 1000, refusal.end_ms / 1000, facecolor="none", edgecolor=REFUSED,
                hatch="////", alpha=0.5, linewidth=0,
            )  # fmt: skip
            if not narrow:
                axes.annotate(
                    refusal.reason, ((refusal.start_ms + refusal.end_ms) / 2000, 1.0), (0, 2),
                    xycoords=("data", "axes fraction"), textcoords="offset points", ha="center",
                    color=REFUSED, fontsize=10,
                )  # fmt: skip
        axes.set(xlim=(from_ms / 1000, to_ms / 1000), xlabel="session time", ylabel="thigh, degrees")
        axes.set_ylim(min(-5, float(deg.min()) - 3), max(95, float(deg.max()) + 5))
        axes.set_yticks([0, 30, 60, 90])
        time_axis(axes)

    about = (
        f"Inclination of the thigh in set {one.index}: {one.reps} reps, each with descent, hold and rise"
        f" shaded; {len(refused)} movements refused."
    )
    return pictures(number, about, 2.7, draw)


def _within(event: Event, one: SetMetrics) -> bool:
    return bool(one.start_ms <= event["start_ms"] < one.end_ms)
