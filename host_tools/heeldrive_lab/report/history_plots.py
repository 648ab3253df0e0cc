"""The plots of many workouts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

from heeldrive_lab.report.drawing import ACCENT, DOWN, HOLD, INK, UP, pictures
from heeldrive_lab.report.history import WearerHistory
from heeldrive_lab.report.workout import Workout

COLOURS, MARKERS = (ACCENT, HOLD, UP, DOWN), "osD^"


def reps_by_week(person: WearerHistory, number: int) -> str:
    """Counted reps by week."""
    weeks = person.weeks
    middles = [float(date2num(week.monday + timedelta(days=3))) for week in weeks]

    def draw(axes: Axes, narrow: bool) -> None:
        axes.bar(middles, [week.reps for week in weeks], width=5.4, color=ACCENT)
        for middle, week in zip(middles, weeks, strict=True):
            if len(weeks) <= (10 if narrow else 26):
                axes.annotate(
                    str(week.reps),
                    (middle, week.reps),
                    (0, 2),
                    textcoords="offset points",
                    ha="center",
                    color=INK,
                )
        axes.set_xlim(middles[0] - 5, middles[-1] + 5)
        axes.set_ylim(0, 1.15 * max(1, *(week.reps for week in weeks)))
        axes.set_ylabel("reps per week")
        _dates(axes, narrow)

    values = ", ".join(f"{week.reps} in the week of {week.monday}" for week in weeks)
    return pictures(number, f"Reps by week: {values}.", 2.6, draw)


def depth_by_date(person: WearerHistory, number: int) -> str:
    """Mean depth of each workout, for each leg with a depth."""
    return _by_date(person, "depth_deg", 1, "depth, degrees", number)


def tempo_by_date(person: WearerHistory, number: int) -> str:
    """Mean duration of a rep in each workout, for each leg."""
    return _by_date(person, "length_ms", 1000, "seconds per rep", number)


def _by_date(person: WearerHistory, name: str, divisor: float, label: str, number: int) -> str:
    sides = sorted({leg.side for workout in person.dated for leg in workout.legs})
    lines = [(side, _points(person.dated, side, name, divisor)) for side in sides]
    lines = [(side, points) for side, points in lines if points]
    if not lines:
        return ""

    def draw(axes: Axes, narrow: bool) -> None:
        for index, (side, points) in enumerate(lines):
            axes.plot(
                *zip(*points, strict=True), color=COLOURS[index % 4], marker=MARKERS[index % 4], markersize=5,
                linewidth=1.2, label=side,
            )  # fmt: skip
        low, high = axes.get_ylim()
        room = max(0.15 * (high - low), 0.02 * high)
        axes.set_ylim(low - room, high + room)
        axes.set_ylabel(label)
        if len(lines) > 1:
            axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(lines))
        _dates(axes, narrow)

    values = "; ".join(
        f"{side} in front from {points[0][1]:.1f} to {points[-1][1]:.1f}" for side, points in lines
    )
    return pictures(number, f"Mean {label} of each workout, first to last: {values}.", 2.4, draw)


def _points(workouts: Sequence[Workout], side: str, name: str, divisor: float) -> list[tuple[float, float]]:
    return [
        (float(date2num(_day(workout.started))), getattr(leg, name) / divisor)
        for workout in workouts
        for leg in workout.legs
        if workout.started and leg.side == side and getattr(leg, name) is not None
    ]


def _day(when: datetime) -> datetime:
    """Local time: with its zone, the point would be plotted in UTC."""
    return when.replace(tzinfo=None)


def _dates(axes: Axes, narrow: bool) -> None:
    locator = AutoDateLocator(minticks=2, maxticks=4 if narrow else 9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
