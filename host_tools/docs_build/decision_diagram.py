"""Draws the state diagram of docs/how-it-decides.md.

Names are those of the detector; a test checks that every phase and every wait is drawn.
"""

from pathlib import Path
from typing import Any

from heeldrive import WAITS
from heeldrive_lab.evaluation.plots import svg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

STATE, DECISION, OUTCOME, CONDITION = "#dbeafe", "#fef3c7", "#dcfce7", "#f3f4f6"
REFUSAL = "#fee2e2"

# name: (centre x, centre y, width, height, text, colour); 0..100 across, 0..60 up
BOXES = {
    "waiting": (11, 53, 18, 7, "waiting\nstanding direction unknown", STATE),
    "standing": (36, 53, 17, 7, "standing\ntracks the wearer's own top", STATE),
    "descent": (60, 53, 15, 7, "descent\ntracks the maximum, D", STATE),
    "bottom": (80, 40, 16, 7, "bottom\nwithin 5° of D", STATE),
    "rise": (60, 27, 15, 7, "rise\ntracks the minimum since", STATE),
    "judge": (36, 27, 18, 8, "judge the cycle\nwide limits:\nrefusing, founding", DECISION),
    "falls": (36, 12, 18, 8, "body moves down, up\n(both_legs only)\njudge that too", DECISION),
    "sure": (11, 27, 16, 8, "no doubt? or:\nlike the set's last rep,\nthird of its kind", DECISION),
    "rep": (11, 40, 17, 5, "rep: the number changes", OUTCOME),
    "held": (11, 12, 17, 8, "pending\nat most three of a leg,\nat most rest_min_s", CONDITION),
    "refused": (60, 12, 15, 7, "refused\nwith one reason", REFUSAL),
    "untold": (81, 12, 15, 7, "ignored\ntoo unlike a rep", CONDITION),
}
# from, to, text, text's place (x, y), bend
ARROWS = (
    ("waiting", "standing", "still\n0.6 s", (23.7, 55.0), 0.0),
    ("standing", "descent", "10° past\nthe top", (48.5, 55.2), 0.0),
    ("descent", "bottom", "turns 3° or dwells", (80.5, 49.5), -0.25),
    ("bottom", "descent", "dwelt, then 15° deeper:\nit had only stopped", (61, 44.6), -0.15),
    ("bottom", "rise", "5° up from D", (78, 33), -0.25),
    ("rise", "bottom", "back within 5°:\na pulse", (63.2, 35.8), -0.15),
    ("rise", "judge", "above 3/7:\nstops, turns", (48.8, 29.8), 0.0),
    ("judge", "sure", "passed", (22.3, 28.2), 0.0),
    ("judge", "standing", "its end is\nthe next top", (41.3, 40), 0.0),
    ("judge", "refused", "failed", (51, 20.5), 0.0),
    ("sure", "rep", "yes", (13, 34.2), 0.0),
    ("sure", "held", "no", (13, 19.5), 0.0),
    ("held", "rep", "another\nlike it", (7.0, 33.6), -0.75),
    ("falls", "sure", "passed", (25.6, 20.8), 0.0),
    ("falls", "refused", "failed", (48.6, 13.1), 0.0),
    ("refused", "untold", "a stride,\nsway", (70.5, 14.2), 0.0),
)
SIDE = (
    "Aborted during a cycle:\nno_return  no top within rep_max_ms\ngap  no samples for 0.25 s",
    "Pending, and nothing like it follows:\nrefused with its first doubt;\nshallow or no_return alone: a rep",
)
WAIT_WORDS = {
    "": "reps can count",
    "stand_still": "waits for stand_still: no still pose yet",
    "walk": "waits for walk: the first still pose may be sitting; steps, then standing, rule that out",
}


def draw(target: Path) -> None:
    """Draw the diagram as SVG."""
    figure = Figure(figsize=(10.4, 6.4), layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlim=(0, 92), ylim=(2, 58))
    axes.axis("off")
    patches = {name: _box(axes, *box) for name, box in BOXES.items()}
    for start, end, text, place, bend in ARROWS:
        axes.annotate(
            "", xy=BOXES[end][:2], xytext=BOXES[start][:2],
            arrowprops={
                "arrowstyle": "-|>", "color": "#374151", "patchA": patches[start], "patchB": patches[end],
                "connectionstyle": f"arc3,rad={bend}", "shrinkA": 1, "shrinkB": 1,
            },
        )  # fmt: skip
        axes.text(
            place[0], place[1], text, fontsize=7.5, ha="center", va="center", color="#374151", style="italic"
        )
    for line, y in zip(SIDE, (26.5, 20.5), strict=True):
        axes.text(72, y, line, fontsize=7.5, va="center", color="#7f1d1d")
    waits = "   ·   ".join(WAIT_WORDS[word] for word in (*WAITS[1:], WAITS[0]))
    axes.text(46, 4.2, waits, fontsize=7.5, ha="center", va="center", color="#374151")
    target.write_text(svg(figure), "utf-8")


def _box(axes: Any, x: float, y: float, width: float, height: float, text: str, colour: str) -> Any:
    patch = FancyBboxPatch(
        (x - width / 2, y - height / 2), width, height, boxstyle="round,pad=0.2,rounding_size=1.2",
        facecolor=colour, edgecolor="#374151", linewidth=1,
    )  # fmt: skip
    axes.add_patch(patch)
    first, _, rest = text.partition("\n")
    if rest:
        lines = rest.count("\n")
        axes.text(x, y + 1.1 + 0.6 * lines, first, fontsize=9, fontweight="bold", ha="center", va="center")
        axes.text(x, y - 1.4, rest, fontsize=7.5, ha="center", va="center")
    else:
        axes.text(x, y, first, fontsize=8, fontweight="bold", ha="center", va="center")
    return patch
