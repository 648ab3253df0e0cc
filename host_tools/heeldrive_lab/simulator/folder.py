"""Writes the folder of simulated sessions that is kept with the project, and its index with small plots."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from heeldrive_lab.sessions.annotations import Annotations, annotations_path, write_annotations
from heeldrive_lab.sessions.file_names import session_name
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.simulator.curves import FINE_HZ
from heeldrive_lab.simulator.library import LIBRARY
from heeldrive_lab.simulator.sessions import SimulatedSession, make_session, perform, simulate
from heeldrive_lab.simulator.spec import Spec
from heeldrive_lab.util.files import replacing

INDEX = "README.md"
PLOTS = "plots"
INTRODUCTION = """\
# Recorded sessions

`NAME.csv` contains the sensor's raw counts, `NAME.truth.csv` the annotations: what really happened. The
sessions in `must_not_count/` contain no reps.

All of these are **simulated** (`heeldrive_lab.simulator`): a MuJoCo model of a person with an LSM6DS strapped
to one thigh. The header of every file has its spec and seed. This command regenerates all of them, byte for
byte with the same versions of numpy and mujoco:
`python -c "from heeldrive_lab.simulator import write_library; write_library('recorded_sessions')"`.

The plots show the true inclination of the thigh from 0 to 110 deg over the whole session: blue for a rep,
orange for what must not be counted, grey for standing.

| session | what happens | reps | seconds | samples/s | thigh | |
|---|---|---|---|---|---|---|
"""
PLOT_WIDTH, PLOT_HEIGHT, PLOT_TOP_DEG = 300, 48, 110.0
COLOURS = {"rep": "#1f6fb4", "other": "#d9822b", "": "#9a9a9a"}


def write_simulated(path: str | Path, spec: Spec, seed: int | None = None) -> SimulatedSession:
    """Simulate a session and write it, with its annotations next to it.

    Args:
        path: the file, `.csv` or `.csv.gz`.
        spec: what to simulate.
        seed: instead of the spec's.

    Raises:
        SessionError: session or annotations cannot be written.
    """
    path = Path(path)
    session = simulate(spec, name=session_name(path), seed=seed)
    write_session(path, session.header, session.rows)
    write_annotations(annotations_path(path), session.truth)
    return session


def write_library(folder: str | Path, names: Iterable[str] = LIBRARY) -> list[Path]:
    """Write sessions of `LIBRARY` with annotations, small plots and an index; the same bytes each time.

    Args:
        folder: where to; created if missing.
        names: which sessions; all by default. The index lists these.

    Returns:
        All files written.

    Raises:
        SessionError: a session or annotation file cannot be written.
        OSError: a folder, a plot or the index cannot be written.
    """
    folder = Path(folder)
    written, lines = [], []
    for name in names:
        session = make_session(name)
        path, plot = folder / f"{name}.csv", folder / PLOTS / f"{name.replace('/', '.')}.svg"
        for parent in (path.parent, plot.parent):
            parent.mkdir(parents=True, exist_ok=True)
        write_session(path, session.header, session.rows)
        write_annotations(annotations_path(path), session.truth)
        with replacing(plot) as file:
            file.write(_plot(name, session.truth))
        written += [path, annotations_path(path), plot]
        lines.append(_index_line(name, session))
    with replacing(folder / INDEX) as file:
        file.write(INTRODUCTION)
        file.writelines(lines)
    return [*written, folder / INDEX]


def _index_line(name: str, session: SimulatedSession) -> str:
    header, rows, truth = session
    cells = (
        f"[{name}]({name}.csv)",
        LIBRARY[name].about,
        len(truth.reps),
        round((rows[-1][0] - rows[0][0]) / 1000),
        header.rate_hz,
        header.thigh,
        f"![]({PLOTS}/{name.replace('/', '.')}.svg)",
    )
    return f"| {' | '.join(map(str, cells))} |\n"


def _plot(name: str, truth: Annotations) -> str:
    """The true inclination over the session as a small SVG, coloured by the annotations."""
    _, motion = perform(name, LIBRARY[name].seed)
    inclination = motion.inclination_deg()
    at = np.linspace(0, len(inclination) - 1, PLOT_WIDTH).astype(int)
    # The largest value of each interval: a short rep must not fall between two points.
    tops = np.maximum.reduceat(inclination, at)
    y = PLOT_HEIGHT - 2 - np.minimum(tops, PLOT_TOP_DEG) / PLOT_TOP_DEG * (PLOT_HEIGHT - 4)
    kinds = [_kind_at(truth, 1000 * index / FINE_HZ) for index in at]
    parts, first = [], 0
    for index in range(1, PLOT_WIDTH + 1):
        if index == PLOT_WIDTH or kinds[index] != kinds[first]:
            last = min(index + 1, PLOT_WIDTH)
            points = " ".join(f"{x},{y[x]:.1f}" for x in range(first, last))
            parts.append(f'<polyline points="{points}" stroke="{COLOURS[kinds[first]]}"/>')
            first = index
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{PLOT_WIDTH}" height="{PLOT_HEIGHT}" '
        f'fill="none" stroke-width="1.2">\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _kind_at(truth: Annotations, ms: float) -> str:
    kinds = {row.kind for row in truth.rows if row.kind != "set" and row.start_ms <= ms <= row.end_ms}
    return "rep" if "rep" in kinds else "other" if kinds else ""
