"""The pictures of one workout."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.knee_travel.verdict import MIDDLE_M
from heeldrive_lab.report.drawing import ACCENT, DOWN, HOLD, INK, LINE, MUTED, REFUSED, UP, pictures
from heeldrive_lab.report.sets import SetFacts
from heeldrive_lab.report.workout import InclinationTrace, Workout

PHASES = (("down", DOWN), ("hold", HOLD), ("up", UP))
# A trace is drawn at about so many points a second, a whole workout in so many columns.
POINTS_S, COLUMNS = 15, 700
MARGIN_MS = 2500
MORE_THAN_FITS = 40


def time_axis(axes: Axes) -> None:
    """Session time as minutes and seconds."""
    axes.xaxis.set_major_formatter(FuncFormatter(lambda s, _: f"{int(s) // 60}:{int(s) % 60:02}"))
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 1.5, 3, 6, 10], integer=True))


def overview(workout: Workout, number: int) -> str:
    """Inclination over the whole session, sets shaded."""
    trace = workout.trace
    if trace is None:
        return ""
    edges = np.linspace(0, len(trace.t_ms), min(COLUMNS, len(trace.t_ms)) + 1).astype(int)[:-1]
    low, high = (np.asarray(f.reduceat(trace.inclination_deg, edges)) for f in (np.minimum, np.maximum))
    at_s = trace.t_ms[edges] / 1000
    top_deg = max(100.0, float(high.max()) + 5)

    def draw(axes: Axes, narrow: bool) -> None:
        axes.fill_between(at_s, low, high, color=ACCENT, linewidth=0.8, alpha=0.85)
        for one in workout.sets:
            axes.axvspan(one.start_ms / 1000, one.end_ms / 1000, color=UP, alpha=0.16, linewidth=0)
            told = f"{one.reps}" if narrow else f"set {one.index}: {one.reps}"
            middle_s = (one.start_ms + one.end_ms) / 2000
            axes.annotate(told, (middle_s, top_deg), ha="center", va="bottom", weight="bold", color=INK)
        for refusal in workout.refusals:
            middle_s = (refusal.start_ms + refusal.end_ms) / 2000
            axes.plot([middle_s], [3], marker="x", color=REFUSED, markersize=5, clip_on=False)
        for at_ms, _ in workout.notes:
            axes.axvline(at_ms / 1000, color=INK, linewidth=0.9, linestyle=":")
        # A log of one sample has no length.
        last_s = max(at_s[-1], at_s[0] + 1)
        axes.set(ylim=(0, top_deg), xlim=(at_s[0], last_s), xlabel="session time", ylabel="thigh, degrees")
        axes.set_yticks([0, 30, 60, 90])
        time_axis(axes)

    about = (
        f"Inclination of the thigh over the whole session of {workout.length_ms // 1000} s; "
        + "; ".join(f"set {one.index} with {one.reps} reps" for one in workout.sets)
        + f"; {len(workout.refusals)} movements not counted."
    )
    return pictures(number, about, 2.6, draw)


def set_trace(workout: Workout, one: SetFacts, number: int) -> str:
    """Inclination in one set: phases coloured, reps numbered, what did not count hatched."""
    trace = workout.trace
    if trace is None:
        return ""
    from_ms, to_ms = one.start_ms - MARGIN_MS, one.end_ms + MARGIN_MS
    inside = [event for event in workout.events if event["kind"] == "rep" and _within(event, one)]
    refused = [refusal for refusal in workout.refusals if refusal.set_index == one.index]
    at_s, deg = _thinned(trace, from_ms, to_ms)

    def draw(axes: Axes, narrow: bool) -> None:
        axes.plot(at_s, deg, color=INK, linewidth=1.2)
        for rep in inside:
            edges_s = [rep[key] / 1000 for key in ("start_ms", "bottom_ms", "rise_ms", "end_ms")]
            for (left, right), (_, colour) in zip(pairwise(edges_s), PHASES, strict=True):
                axes.axvspan(left, right, color=colour, alpha=0.35, linewidth=0)
            axes.annotate(
                str(rep["index"]), ((edges_s[0] + edges_s[3]) / 2, 1.0), (0, 2),
                xycoords=("data", "axes fraction"), textcoords="offset points", ha="center", weight="bold",
            )  # fmt: skip
        for refusal in refused:
            axes.axvspan(
                refusal.start_ms / 1000, refusal.end_ms / 1000, facecolor="none", edgecolor=REFUSED,
                hatch="////", alpha=0.5, linewidth=0,
            )  # fmt: skip
            if not narrow:
                axes.annotate(
                    refusal.reason, ((refusal.start_ms + refusal.end_ms) / 2000, 1.0), (0, 2),
                    xycoords=("data", "axes fraction"), textcoords="offset points", ha="center",
                    color=REFUSED, fontsize=10,
                )  # fmt: skip
        axes.set(xlim=(from_ms / 1000, to_ms / 1000), xlabel="session time", ylabel="thigh, degrees")
        axes.set_ylim(min(-5, float(deg.min()) - 3), max(95, float(deg.max()) + 5))
        axes.set_yticks([0, 30, 60, 90])
        time_axis(axes)

    about = (
        f"Inclination of the thigh in set {one.index}: {one.reps} reps, each with its way down, hold and"
        f" way up shaded; {len(refused)} movements in it not counted."
    )
    return pictures(number, about, 2.7, draw)


def _within(event: Event, one: SetFacts) -> bool:
    return one.start_ms <= event["start_ms"] < one.end_ms


def _thinned(trace: InclinationTrace, from_ms: int, to_ms: int) -> tuple[np.ndarray, np.ndarray]:
    first, last = np.searchsorted(trace.t_ms, (from_ms, to_ms))
    points = max(2, (to_ms - from_ms) * POINTS_S // 1000)
    step = max(1, (last - first) // points)
    return trace.t_ms[first:last:step] / 1000, trace.inclination_deg[first:last:step]


def tempo(workout: Workout, number: int) -> str:
    """Each rep's way down, hold and way up as a stacked bar, the sets apart."""
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
        f"Time of each rep's way down, hold and way up; whole reps take from {min(lengths_s):.1f} to"
        f" {max(lengths_s):.1f} s."
    )
    return pictures(number, about, 2.9, draw)


def depth(workout: Workout, number: int) -> str:
    """Largest thigh inclination of each rep with the sensor leg in front."""
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
    """Knee travel of each rep against the wearer's own first, with its deviation; empty if none is known."""
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
        f"How much further forward the knee was than in the first reps: from {min(change_cm):.1f} to"
        f" {max(change_cm):.1f} cm, each with one standard deviation; {len(withheld)} reps withheld."
    )
    return pictures(number, about, 2.8, draw)


def _places(workout: Workout) -> tuple[list[float], list[str]]:
    """Where each rep stands on an axis with a gap between sets, and its label."""
    places = [number + rep.set_index for number, rep in enumerate(workout.reps)]
    return [float(place) for place in places], [str(rep.index) for rep in workout.reps]


def _rep_axis(axes: Axes, places: Sequence[float], labels: Sequence[str], narrow: bool) -> None:
    shown = slice(None, None, 1 + len(places) // (MORE_THAN_FITS // (2 if narrow else 1)))
    axes.set_xticks(places[shown], labels[shown])
    axes.set_xlim(places[0] - 0.8, places[-1] + 0.8)
    axes.set_xlabel("rep")
    axes.tick_params(axis="x", length=0)
    for left, right in _gaps(places):
        axes.axvline((left + right) / 2, color=LINE, linewidth=0.9)


def _gaps(places: Sequence[float]) -> Iterator[tuple[float, float]]:
    return ((left, right) for left, right in pairwise(places) if right - left > 1)
