"""Reliability curves of the study."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from heeldrive_lab.confidence_study.reliability import BOTH_LEGS, FEW, Reliability
from heeldrive_lab.evaluation.plots import svg

_COLOURS = ("#4c78a8", "#72b7b2", "#54a24b", "#f58518", "#b279a2", "#c0392b", "#9d9d9d")


def reliability_picture(found: Sequence[Reliability]) -> str:
    """One panel for reps and one for refusals, a curve for each group of sessions; as SVG."""
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    groups = list(dict.fromkeys(one.group for one in found))
    for kind, axes in zip(BOTH_LEGS, figure.subplots(1, len(BOTH_LEGS), sharey=True), strict=True):
        axes.plot([0, 100], [0, 100], color="#cccccc", lw=0.8)
        for one in found:
            if one.kind == kind:
                shown = [each for each in one.bins if each.n >= FEW]
                told, right = [each.told for each in shown], [each.right for each in shown]
                colour = _COLOURS[groups.index(one.group)]
                axes.plot(told, right, "o-", color=colour, label=one.group, lw=1.4, ms=4)
        axes.set_title(kind, fontsize=9)
        axes.set_xlabel("stated confidence, %")
        axes.set_xlim(0, 101)
        axes.set_ylim(0, 101)
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel("right, %")
    curves = {
        str(curve.get_label()): curve
        for axes in figure.axes
        for curve in axes.lines
        if curve.get_marker() == "o"
    }
    figure.legend(handles=list(curves.values()), loc="outside lower center", ncols=3, fontsize=8)
    return svg(figure)
