"""The picture of the study: estimated against true mean rise velocity."""

from matplotlib.figure import Figure

from heeldrive_lab.evaluation.plots import svg
from heeldrive_lab.velocity_study.methods import METHODS
from heeldrive_lab.velocity_study.study import VelocityStudy
from heeldrive_lab.velocity_study.true_heights import CAPTURED, JOINTS, KINEMATIC, MUJOCO

COLOURS = {KINEMATIC: "#f58518", MUJOCO: "#4c78a8", CAPTURED: "#3b8f5a", JOINTS: "#c0392b"}
LARGEST_MPS = 1.5


def velocity_picture(found: VelocityStudy) -> str:
    """One panel for each leg, as SVG."""
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    panels = dict(zip(("front", "back"), figure.subplots(1, 2, sharex=True, sharey=True), strict=True))
    for kind, leg, reps in found.groups():
        method = next(iter(METHODS[leg]))
        panels[leg].plot(
            [rep.true_mps for rep in reps],
            [rep.mean_mps[method] for rep in reps],
            ".",
            color=COLOURS[kind],
            ms=4,
            alpha=0.6,
            label=kind,
        )
    for leg, axes in panels.items():
        axes.plot([0, LARGEST_MPS], [0, LARGEST_MPS], color="#999999", lw=0.8)
        axes.set_title(f"sensor leg in {leg}" + (" (withheld)" if leg == "back" else ""))
        axes.set_xlabel("true mean rise velocity, m/s")
        axes.set_xlim(0, LARGEST_MPS)
        axes.set_ylim(0, LARGEST_MPS)
        axes.set_aspect("equal")
        axes.grid(alpha=0.3)
    panels["front"].set_ylabel("estimated, m/s")
    panels["front"].legend(fontsize=8)
    return svg(figure)
