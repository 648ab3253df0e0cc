"""The pictures in docs/pictures, made from recorded sessions: `python -m heeldrive_lab.pictures FOLDER`."""

import io
import sys
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
from heeldrive import EVENT_NONE, EVENT_REP, PHASES, RepCounter, Settings
from matplotlib.figure import Figure
from rich.console import Console

from heeldrive_lab.demo import Scene, play
from heeldrive_lab.paths import RECORDED_SESSIONS
from heeldrive_lab.session import SessionReader

PHASE_COLOURS = {"descent": "#4c9be8", "bottom": "#f2b134", "rise": "#5bb974"}
DEMO_FROM_START_MS = 140_000


def phases_picture(session: Path, target: Path, from_ms: int, to_ms: int) -> None:
    """Inclination as the detector sees it in a stretch of a session, phases coloured, reps numbered."""
    times, angles, marks = [], [], []
    with SessionReader(session) as reader:
        header = reader.header
        counter = RepCounter(Settings(), header.accel_ug_per_count, header.gyro_udps_per_count)
        for row in reader:
            code = counter.step(*row)
            if from_ms <= row[0] <= to_ms:
                times.append(row[0] / 1000)
                angles.append(counter.inclination_cdeg / 100)
            if code != EVENT_NONE and counter.event.kind == EVENT_REP:
                event = counter.event
                edges_ms = (event.start_ms, event.bottom_ms, event.rise_ms, event.end_ms, event.shown_ms)
                marks.append((event.index, event.depth_cdeg / 100, [edge / 1000 for edge in edges_ms]))
    figure = Figure(figsize=(9, 3), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(times, angles, color="black", linewidth=1.2)
    inside = [mark for mark in marks if from_ms <= mark[2][0] * 1000 and mark[2][4] * 1000 <= to_ms]
    for index, depth_deg, edges in inside:
        for (left, right), phase in zip(pairwise(edges[:4]), PHASES[2:], strict=True):
            first = index == inside[0][0]
            axes.axvspan(
                left, right, color=PHASE_COLOURS[phase], alpha=0.35, lw=0, label=phase if first else None
            )
        axes.annotate(str(index), (edges[1], depth_deg + 4), fontsize=12, fontweight="bold")
        axes.plot([edges[4]], [0], marker="^", color="crimson", label="number changes" if first else None)
    axes.set(xlabel="session time, s", ylabel="thigh inclination, deg", ylim=(-4, 125))
    axes.legend(loc="upper right", ncols=4, fontsize=8, framealpha=0.9)
    with mpl.rc_context({"svg.hashsalt": "heeldrive"}):
        figure.savefig(target, metadata={"Date": None})


def demo_picture(session: Path, target: Path) -> None:
    """What `heeldrive demo` shows in mid-workout."""
    with SessionReader(session) as reader:
        header = reader.header
        rows = [row for row in reader if row[0] < DEMO_FROM_START_MS]
    scene = Scene(session.name, rows[-1][0] - rows[0][0])
    play(header, rows, None, None, scene, None)
    console = Console(record=True, width=72, file=io.StringIO(), force_terminal=True)
    console.print(scene)
    target.write_text(console.export_svg(title="heeldrive demo", unique_id="heeldrive"), "utf-8")


def main() -> None:
    """Make every picture."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    phases_picture(RECORDED_SESSIONS / "clean_set.csv", folder / "phases.svg", 14_000, 34_000)
    demo_picture(RECORDED_SESSIONS / "two_sets_walk_and_sit.csv", folder / "demo.svg")


if __name__ == "__main__":
    main()
