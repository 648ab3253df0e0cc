"""Plots of the evaluation."""

import io
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from heeldrive_lab.evaluation.run import OURS, Result, by_method
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.evaluation.timing import PHASE_EDGES, phase_errors_ms, summarise_errors

FOUND, MISSED, FALSE, QUIET = "#3b8f5a", "#c9c9c9", "#c0392b", "#6b7785"
METHOD_COLOURS = ("#111111", "#4c78a8", "#f58518", "#72b7b2", "#b279a2", "#9d755d")
METHOD_MARKERS = "Dosv^P"
# A rate per hour from less time than this is misleading.
RATE_MIN_MS = 60_000
ACTIVITIES_SHOWN = 16
PHASE_RANGE_MS = 300


def svg(figure: Figure) -> str:
    """A figure as SVG text, reproducible to the byte."""
    with mpl.rc_context({"svg.hashsalt": "heeldrive"}):
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


def methods_figure(results: Sequence[Result]) -> Figure:
    """Found, missed and false reps of every method; false reps on a symmetric logarithmic scale."""
    scores = by_method(results)
    figure = Figure(figsize=(9, 0.9 + 0.42 * len(scores)), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    names = list(scores)
    found, missed, false = (
        np.array([getattr(score, part) for score in scores.values()])
        for part in ("matched", "missed", "false")
    )
    left.barh(names, false, color=FALSE, label="false")
    left.set_xscale("symlog", linthresh=10)
    left.set_xlim(6 * max(2, int(false.max())), 0)
    left.set_xticks([tick for tick in (0, 10, 100, 1000, 10_000) if tick <= max(10, false.max())])
    left.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
    left.set_xlabel("false reps")
    right.barh(names, found, color=FOUND, label="found")
    right.barh(names, missed, left=found, color=MISSED, label="missed")
    right.set_xlim(0, max(1, int((found + missed).max())) * 1.3)
    right.set_xlabel("true reps")
    for row, score in enumerate(scores.values()):
        left.annotate(
            str(score.false), (false[row], row), (-4, 0), textcoords="offset points", va="center", ha="right"
        )
        text = f"{score.matched} of {score.true}"
        right.annotate(text, (found[row] + missed[row], row), (4, 0), textcoords="offset points", va="center")
    left.invert_yaxis()
    figure.legend(loc="outside upper center", fontsize=8, ncols=3)
    return figure


def phase_errors_figure(score: SessionScore) -> Figure:
    """Histograms of the errors of the detector's phase times."""
    figure = Figure(figsize=(9, 2.6), layout="constrained")
    rows = figure.subplots(1, len(PHASE_EDGES), sharey=True)
    bins = np.linspace(-PHASE_RANGE_MS, PHASE_RANGE_MS, 61).tolist()
    for axes, (edge, errors) in zip(rows, phase_errors_ms(score).items(), strict=True):
        summary = summarise_errors(errors)
        axes.hist(np.clip(errors, -PHASE_RANGE_MS, PHASE_RANGE_MS), bins=bins, color="#4c78a8")
        axes.axvline(0, color="black", linewidth=0.8)
        text = (
            f"mean {summary.mean:+.0f}, 95 % within {summary.p95_abs:.0f} ms" if summary else "not annotated"
        )
        axes.set_title(f"{PHASE_EDGES[edge]}\n{text}", fontsize=9)
        axes.set_xlabel("error, ms", fontsize=8)
    rows[0].set_ylabel("reps")
    return figure


def false_rates_figure(results: Sequence[Result]) -> Figure | None:
    """False reps per hour by activity and method; None if no method has any.

    Activities with a known number of cycles are left out: there, false reps are compared with the cycles.
    """
    scores = by_method(results)
    rates = {
        label: [score.activities[label].false_per_hour for score in scores.values()]
        for label, activity in scores[OURS].activities.items()
        if activity.ms >= RATE_MIN_MS and not activity.true and not activity.others
    }
    shown = sorted(
        ((label, values) for label, values in rates.items() if max(values) > 0),
        key=lambda item: (-max(item[1]), item[0]),
    )[:ACTIVITIES_SHOWN]
    if not shown:
        return None
    figure = Figure(figsize=(9, 1.4 + 0.3 * len(shown)), layout="constrained")
    axes = figure.add_subplot()
    for index, method in enumerate(scores):
        axes.scatter(
            [values[index] for _, values in shown],
            [label for label, _ in shown],
            s=55 if method == OURS else 28,
            marker=METHOD_MARKERS[index % len(METHOD_MARKERS)],
            color=METHOD_COLOURS[index % len(METHOD_COLOURS)],
            label=method,
            zorder=3 if method == OURS else 2,
            clip_on=False,
        )
    axes.set_xscale("symlog", linthresh=1)
    axes.set_xlim(left=0)
    axes.set_xticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1000"])
    axes.grid(axis="x", linewidth=0.4)
    axes.grid(axis="y", linewidth=0.2)
    axes.invert_yaxis()
    axes.set_xlabel("false reps per hour")
    figure.legend(loc="outside upper center", ncols=3, fontsize=8)
    return figure
