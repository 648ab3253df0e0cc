"""ROC curves of the study."""

from matplotlib.figure import Figure

from heeldrive_lab.evaluation.plots import svg
from heeldrive_lab.exercise_study.cycles import OTHERS
from heeldrive_lab.exercise_study.outcomes import Study
from heeldrive_lab.exercise_study.roc import COST, curve
from heeldrive_lab.exercise_study.sheets import EVERY
from heeldrive_lab.exercise_study.study import COMBINATIONS, LOW, SHAPE, UNLIKE

# Feature or combination, whether against own lunges, and colour.
CURVES = (
    ("yaw low", False, "#4c78a8"),
    ("sway low", False, "#72b7b2"),
    ("knee travel", False, "#9d755d"),
    ("fullness", False, "#f58518"),
    (LOW, False, "#b279a2"),
    (SHAPE, False, "#888888"),
    ("abduction", True, "#3b8f5a"),
    (f"{UNLIKE}, low", True, "#c0392b"),
)
GOAL = 0.8


def roc_picture(found: Study) -> str:
    """One panel for each exercise, all data sets; combinations with people held out; as SVG."""
    figure = Figure(figsize=(11, 4.3), layout="constrained")
    for axes, exercise in zip(figure.subplots(1, len(OTHERS), sharey=True), OTHERS, strict=True):
        for name, own, colour in CURVES:
            result = found.find(EVERY, exercise, name, own=own)
            if result is None or result.area is None:
                continue
            lunges, others = result.values
            if result.area < 0.5 and name not in COMBINATIONS:
                lunges, others = -lunges, -others
            lost, refused = curve(lunges, others)
            label = f"{name}, own" if own else name
            style = "--" if own else "-"
            axes.plot([0, *100 * lost], [0, *100 * refused], style, color=colour, label=label, lw=1.6)
        axes.plot([0, 100], [0, 100], color="#cccccc", lw=0.8)
        axes.plot([100 * COST], [100 * GOAL], "*", color="black", ms=11, label="goal", clip_on=False)
        axes.set_title(exercise)
        axes.set_xlabel("lunges lost, %")
        axes.set_xlim(0, 100)
        axes.set_ylim(0, 100)
        axes.grid(alpha=0.3)
        axes.label_outer()
    figure.axes[0].set_ylabel("refused, %")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=5, fontsize=8)
    return svg(figure)
