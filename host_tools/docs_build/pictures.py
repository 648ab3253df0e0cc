"""Makes the pictures in docs/pictures from recorded sessions: `python -m docs_build.pictures FOLDER`."""

import sys
from itertools import pairwise
from pathlib import Path

from heeldrive import EVENT_NONE, EVENT_REP, PHASES, RepCounter, Settings
from heeldrive_lab.evaluation.plots import svg
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.util.phase_colours import PHASE_COLOURS
from matplotlib.figure import Figure

from docs_build.cue_picture import cue_picture
from docs_build.decision_diagram import draw
from docs_build.demo_film import animated, film
from docs_build.log_picture import log_picture

# True reps shown in the picture of phases, counted from 0, with some standing on either side.
SHOWN_REPS, MARGIN_MS = slice(2, 6), 2000


def phases_picture(session: Path, target: Path, from_ms: int, to_ms: int) -> None:
    """Draw the detector's inclination in a part of a session, with coloured phases and numbered reps."""
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
    target.write_text(svg(figure), "utf-8")


def main() -> None:
    """Make every picture in the folder given as the first argument."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    clean, workout = (RECORDED_SESSIONS / f"{name}.csv" for name in ("clean_set", "two_sets_walk_and_sit"))
    shown = read_annotations(annotations_path(clean)).reps[SHOWN_REPS]
    from_ms, to_ms = shown[0].start_ms - MARGIN_MS, shown[-1].end_ms + MARGIN_MS
    phases_picture(clean, folder / "phases.svg", from_ms, to_ms)
    log_picture(folder / "board_log.svg")
    cue_picture(folder / "cues.svg")
    (folder / "demo.svg").write_text(animated(film(workout)), "utf-8")
    draw(folder / "how_it_decides.svg")


if __name__ == "__main__":
    main()
