"""Plots of reps: tempo, depth and knee travel."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from heeldrive_lab.knee_travel.verdict import MIDDLE_M
from heeldrive_lab.report.drawing import ACCENT, INK, LINE, MUTED, PHASES, REFUSED, pictures
from heeldrive_lab.report.workout import Workout

MAX_LABELS = 40
"""Number of rep labels that fit on a wide axis; half as many fit on a narrow one."""


def tempo(workout: Workout, number: int) -> str:
    """Descent, hold and rise of each rep as a stacked bar, grouped by set."""
    places, labels = _places(workout)

    def draw(axes: Axes, narrow: bool) -> None:
        base = np.zeros(len(places))
        for (name, colour), part in zip(PHASES, ("descent_ms", "hold_ms", "rise_ms"), strict=True):
            seconds = np.array([getattr(rep.times, part) for rep in workout.reps]) / 1000
            axes.bar(places, seconds, bottom=base, color=colour, label=name, width=0.8)
            base += seconds
        _rep_axis(axes, places, labels, narrow)
        axes.set_ylabel("seconds")
        axes.set_ylim(0, float(base.max()) * 1.02)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)

    lengths_s = [rep.times.length_ms / 1000 for rep in workout.reps]
    about = (
        f"Duration of descent, hold and rise in each rep; whole reps take {min(lengths_s):.1f} to"
        f" {max(lengths_s):.1f} s."
    )
    return pictures(number, about, 2.9, draw)


def depth(workout: Workout, number: int) -> str:
    """Depth of each rep with the sensor leg in front."""
    places, labels = _places(workout)
    front = [
        (place, rep) for place, rep in zip(places, workout.reps, strict=True) if rep.sensor_leg == "front"
    ]
    if not front:
        return ""
    depths = [rep.depth_deg for _, rep in front]

    def draw(axes: Axes, narrow: bool) -> None:
        for index in sorted({rep.set_index for _, rep in front}):
            of_set = [(place, rep.depth_deg) for place, rep in front if rep.set_index == index]
            axes.plot(*zip(*of_set, strict=True), color=ACCENT, marker="o", linewidth=1.2, markersize=5)
        _rep_axis(axes, places, labels, narrow)
        axes.set_ylabel("degrees")
        axes.set_ylim(min(*depths, 60) - 5, max(*depths, 90) + 5)

    about = (
        f"Largest inclination of the thigh in each rep, from {min(depths):.0f} to {max(depths):.0f} degrees."
    )
    return pictures(number, about, 2.4, draw)


def knee(workout: Workout, number: int) -> str:
    """Knee travel of each rep relative to the first reps, with standard deviation; empty if unknown."""
    places, labels = _places(workout)
    place_of = {rep.index: place for place, rep in zip(places, workout.reps, strict=True)}
    known = [rep for rep in workout.heel.reps if rep.travel]
    if not known:
        return ""
    at = [place_of[rep.index] for rep in known]
    change_cm = [100 * rep.travel.change_m for rep in known if rep.travel]
    sd_cm = [100 * rep.travel.change_sd_m for rep in known if rep.travel]
    withheld = [place_of[rep.index] for rep in workout.heel.reps if not rep.travel]

    def draw(axes: Axes, narrow: bool) -> None:
        axes.axhline(0, color=INK, linewidth=0.9)
        axes.axhline(100 * MIDDLE_M, color=MUTED, linewidth=0.9, linestyle="--")
        axes.errorbar(
            at, change_cm, yerr=sd_cm, fmt="o", color=ACCENT, ecolor=ACCENT, elinewidth=1.6, capsize=3
        )
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, -5), max(high, 10))
        if withheld:
            axes.plot(withheld, [axes.get_ylim()[0]] * len(withheld), "x", color=REFUSED, clip_on=False)
        _rep_axis(axes, places, labels, narrow)
        axes.set_ylabel("cm forward")
        axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))

    about = (
        f"Forward position of the knee relative to the first reps: {min(change_cm):.1f} to"
        f" {max(change_cm):.1f} cm, with one standard deviation; {len(withheld)} reps withheld."
    )
    return pictures(number, about, 2.8, draw)


def _places(workout: Workout) -> tuple[list[float], list[str]]:
    """Position of each rep on an axis with gaps between sets, and its label."""
    places = [number + rep.set_index for number, rep in enumerate(workout.reps)]
    return [float(place) for place in places], [str(rep.index) for rep in workout.reps]


def _rep_axis(axes: Axes, places: Sequence[float], labels: Sequence[str], narrow: bool) -> None:
    shown = slice(None, None, 1 + len(places) // (MAX_LABELS // (2 if narrow else 1)))
    axes.set_xticks(places[shown], labels[shown])
    axes.set_xlim(places[0] - 0.8, places[-1] + 0.8)
    axes.set_xlabel("rep")
    axes.tick_params(axis="x", length=0)
    for left, right in _gaps(places):
        axes.axvline((left + right) / 2, color=LINE, linewidth=0.9)


def _gaps(places: Sequence[float]) -> Iterator[tuple[float, float]]:
    return ((left, right) for left, right in pairwise(places) if right - left > 1)
