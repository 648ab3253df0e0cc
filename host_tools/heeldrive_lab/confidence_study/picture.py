"""Reliability curves of the study."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from heeldrive_lab.confidence_study.fit import ROWS
from heeldrive_lab.confidence_study.reliability import FEW, Reliability
from heeldrive_lab.evaluation.plots import svg

_COLOURS = ("#4c78a8", "#f58518", "#c0392b", "#3b8f5a")


def reliability_picture(found: Sequence[Reliability]) -> str:
    """One panel for each kind of decision, a curve for each group of sessions; as SVG."""
    figure = Figure(figsize=(10, 3.4), layout="constrained")
    groups = list(dict.fromkeys(one.group for one in found))
    for row, axes in enumerate(figure.subplots(1, len(ROWS), sharey=True)):
        axes.plot([0, 100], [0, 100], color="#cccccc", lw=0.8)
        for one in found:
            if one.row == row:
                shown = [each for each in one.bins if each.n >= FEW]
                told, right = [each.told for each in shown], [each.right for each in shown]
                colour = _COLOURS[groups.index(one.group)]
                axes.plot(told, right, "o-", color=colour, label=one.group, lw=1.4, ms=4)
        axes.set_title(ROWS[row], fontsize=9)
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
    figure.legend(handles=list(curves.values()), loc="outside lower center", ncols=len(groups), fontsize=8)
    return svg(figure)
