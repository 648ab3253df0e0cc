"""The report of people against the simulation: a table for the terminal, a page and a picture for docs/."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich.table import Table

from heeldrive_lab.sim_validation.compare import Distance, distances
from heeldrive_lab.sim_validation.measures import Measured
from heeldrive_lab.sim_validation.movements import MOVEMENTS
from heeldrive_lab.util.files import replacing
from heeldrive_lab.util.terminal_tables import plain_table

PEOPLE_COLOUR, SIMULATED_COLOUR = "#555555", "#d1495b"
COLUMNS = 4  # curves of a movement at most

_HEAD = """\
# The simulator against people

Written by the command below, but for its last section, which is kept. `DATASETS_DIR` holds recordings of
people that are not ours to hand on.

    heeldrive people DATASETS_DIR --write docs/simulator.md

Recorded and simulated sessions go through the same measures: inclination is the detector's own, rate and
specific force |a| are magnitudes, read so that the stillest second has no rate and one g. Where no folder
of sessions is named, the simulated ones are a crowd: 16 people for each activity, each with body, habits,
mounting and chip of their own (`sim_validation/crowd.py`). A leg in back hardly tilts: its cycles are cut
where the body, by the twice integrated vertical force, has a tenth of its fall behind and left. Recordings
from optical capture hold nothing faster than 4 Hz (Kinect: the forward lunge's front leg) or 6 Hz (Vicon: the
split squats); there the simulation's rate and |a| are held against them no faster than that.

Each entry is the 5th, 50th and 95th percentile over cycles, or over pieces of 10 s of what goes on. *Apart*
is the Kolmogorov-Smirnov distance: 0 where the two are alike, 1 where they do not overlap. A curve's gap is
the root mean square between the two medians. **Bold**: the simulation's median lies outside what 90 % of the
people did.

![people and simulation](pictures/people.png)
"""

_KEPT = "## What stays different, and why"


def terminal_tables(people: dict[str, Measured], simulated: dict[str, Measured]) -> Iterator[Table]:
    """A table for each movement."""
    for movement, found in _compared(people, simulated):
        table = plain_table(
            f"{movement}: {_how_many(people[movement])} recorded, {_how_many(simulated[movement])} simulated",
            "",
            "people 5/50/95 %",
            "simulated",
            "gap",
            "apart",
            "",
        )
        for distance in found:
            table.add_row(*_cells(distance), "outside" if distance.outside else "")
        yield table


def write_page(path: Path, people: dict[str, Measured], simulated: dict[str, Measured]) -> None:
    """Write the page, its last section kept, and its picture in `pictures/` beside it.

    Args:
        path: the Markdown page.
        people: what `measure` found in recordings.
        simulated: the same in simulated sessions.
    """
    kept = path.read_text("utf-8").partition(_KEPT)[2] if path.exists() else "\n\nNothing was written yet.\n"
    lines = [_HEAD]
    for movement, found in _compared(people, simulated):
        lines.append(
            f"## {movement[0].upper()}{movement[1:]}\n\n{_how_many(people[movement])} recorded, "
            f"{_how_many(simulated[movement])} simulated.\n\n"
            "| | people 5/50/95 % | simulated 5/50/95 % | gap | apart |\n|---|---:|---:|---:|---:|"
        )
        for distance in found:
            cells = _cells(distance)
            if distance.outside:
                cells = (*cells[:2], f"**{cells[2]}**", *cells[3:])
            lines.append(f"| {' | '.join(cells).replace('|a|', 'a')} |")
        lines.append("")
    with replacing(path) as file:
        file.write("\n".join(lines) + "\n" + _KEPT + kept)
    (path.parent / "pictures").mkdir(exist_ok=True)
    picture(people, simulated).savefig(path.parent / "pictures" / "people.png", dpi=80)


def picture(people: dict[str, Measured], simulated: dict[str, Measured]) -> Figure:
    """Median and 5 to 95 % band of each curve, people in grey, simulation in red."""
    rows = [name for name in _names() if people[name].curves and simulated[name].curves]
    with mpl.rc_context({"font.size": 9}):
        figure = Figure(figsize=(13, 2.2 * max(1, len(rows))), layout="constrained")
        panels = figure.subplots(max(1, len(rows)), COLUMNS, squeeze=False, sharex=True)
        for row, name in zip(panels, rows, strict=False):
            for axes in row[len(people[name].curves) :]:
                axes.set_axis_off()
            for axes, quantity in zip(row, people[name].curves, strict=False):
                _band(axes, people[name].curves[quantity], PEOPLE_COLOUR, "people")
                _band(axes, simulated[name].curves[quantity], SIMULATED_COLOUR, "simulated")
                axes.set_title(f"{name}: {quantity}", fontsize=9)
                axes.grid(alpha=0.3)
        if rows:
            panels[0][0].legend(fontsize=8)
        for axes in panels[-1]:
            axes.set_xlabel("share of the cycle, %")
    return figure


def _band(axes: Axes, curves: Iterable[np.ndarray], colour: str, label: str) -> None:
    low, middle, high = np.percentile(np.array(list(curves)), (5, 50, 95), axis=0)
    share = np.linspace(0, 100, len(middle))
    axes.fill_between(share, low, high, color=colour, alpha=0.2, lw=0)
    axes.plot(share, middle, color=colour, label=label)


def _names() -> list[str]:
    return [movement.name for movement in MOVEMENTS]


def _compared(
    people: dict[str, Measured], simulated: dict[str, Measured]
) -> Iterator[tuple[str, list[Distance]]]:
    for name in _names():
        found = list(distances(people[name], simulated[name]))
        if found:
            yield name, found


def _how_many(measured: Measured) -> int:
    return max((len(values) for values in measured.values.values()), default=0)


def _cells(distance: Distance) -> tuple[str, str, str, str, str]:
    return (
        distance.quantity,
        " / ".join(f"{value:.1f}" for value in distance.people),
        " / ".join(f"{value:.1f}" for value in distance.simulated),
        f"{distance.gap:+.1f}" if distance.people else f"{distance.gap:.1f}",
        "" if distance.apart is None else f"{distance.apart:.2f}",
    )
