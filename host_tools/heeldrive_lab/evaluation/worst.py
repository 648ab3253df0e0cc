"""Plots of the sessions with the most errors: thigh inclination, true and counted reps."""

from collections.abc import Sequence

from heeldrive import RepCounter, Settings
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from heeldrive_lab.evaluation.matching import middle_ms
from heeldrive_lab.evaluation.plots import FALSE, FOUND, QUIET
from heeldrive_lab.evaluation.run import Result
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sessions.annotations import Annotation

HOW_MANY = 5
WINDOW_MS = 90_000
MARGIN_MS = 5_000
POINTS = 1500
BAR_DEG, TOP_DEG = -12, 130


def worst(results: Sequence[Result], how_many: int = HOW_MANY) -> list[Result]:
    """Select the sessions with the most missed reps, then those with the most false reps.

    Of sessions with errors in the same activity only the worst is selected, as long as there are others: five
    instances of one fault would hide four others.
    """
    wrong = sorted((result for result in results if result.ours.errors), key=_severity)
    first_of: dict[str, Result] = {}
    for result in wrong:
        first_of.setdefault(_main_error_activity(result.ours), result)
    chosen = list(first_of.values())[:how_many]
    chosen += [result for result in wrong if result not in chosen][: how_many - len(chosen)]
    return sorted(chosen, key=_severity)


def _severity(result: Result) -> tuple[int, int]:
    return -result.ours.missed, -result.ours.false


def _main_error_activity(score: SessionScore) -> str:
    """The activity with the most missed and false reps."""
    return max(
        score.activities,
        key=lambda label: (
            score.activities[label].false + score.activities[label].true - score.activities[label].matched
        ),
    )


def worst_figure(results: Sequence[Result], settings: Settings) -> Figure:
    """Draw one panel per session: the 90 s with the most errors, or the whole session if it is shorter.

    Args:
        results: from `worst`; at least one.
        settings: the settings of the evaluation.
    """
    figure = Figure(figsize=(11, 2.1 * len(results) + 0.3), layout="constrained")
    rows = figure.subplots(len(results), 1, squeeze=False)[:, 0]
    for axes, result in zip(rows, results, strict=True):
        _draw(axes, result, settings)
    rows[-1].set_xlabel("session time, s")
    handles, labels = [], []
    for axes in rows:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            if label not in labels:
                handles.append(handle)
                labels.append(label)
    figure.legend(handles, labels, loc="outside upper center", ncols=5, fontsize=8)
    return figure


def _draw(axes: Axes, result: Result, settings: Settings) -> None:
    session, score = result.source.load(), result.ours
    from_ms, to_ms = _window(session, score)
    times_s, angles_deg = _inclination(session, settings, from_ms, to_ms)
    axes.plot(times_s, angles_deg, color="black", linewidth=0.9)
    for _, rep in score.pairs:
        _shade(axes, rep, FOUND, "true rep, found")
    for rep in score.missed_reps:
        _shade(axes, rep, "#f0b429", "true rep, missed")
    for event, _ in score.pairs:
        _bar(axes, event["start_ms"], event["end_ms"], FOUND, "counted, right")
    for event in score.false_reps:
        _bar(axes, event["start_ms"], event["end_ms"], FALSE, "counted, false")
    _name_activities(axes, session, from_ms, to_ms)
    axes.set_xlim(from_ms / 1000, to_ms / 1000)
    axes.set_ylim(BAR_DEG - 8, TOP_DEG)
    axes.set_yticks([0, 45, 90])
    axes.set_ylabel("inclination, deg", fontsize=8)
    axes.set_title(
        f"{result.source.group}, {score.name}: {score.true} true, {score.missed} missed, {score.false} false",
        fontsize=9,
        loc="left",
    )


def _window(session: Loaded, score: SessionScore) -> tuple[int, int]:
    """Start and end, ms, of the window with the most errors."""
    if session.last_ms - session.first_ms <= WINDOW_MS:
        return session.first_ms, session.last_ms
    errors = sorted(
        [middle_ms(event) for event in score.false_reps]
        + [(rep.start_ms + rep.end_ms) // 2 for rep in score.missed_reps]
    )
    # In a weak set it is unknown which rep was missed: the session's start is shown.
    starts = [time - MARGIN_MS for time in errors] or [session.first_ms]
    most = max(
        starts, key=lambda start: sum(start <= time < start + WINDOW_MS - MARGIN_MS for time in errors)
    )
    start = max(session.first_ms, min(most, session.last_ms - WINDOW_MS))
    return start, start + WINDOW_MS


def _inclination(
    session: Loaded, settings: Settings, from_ms: int, to_ms: int
) -> tuple[list[float], list[float]]:
    """The detector's inclination in the window, decimated; the detector needs all samples before it too."""
    counter = RepCounter(settings, session.header.accel_ug_per_count, session.header.gyro_udps_per_count)
    inside = [
        (row[0] / 1000, counter.inclination_cdeg / 100)
        for row in session
        if row[0] <= to_ms and counter.step(*row) is not None and row[0] >= from_ms
    ]
    thinned = inside[:: max(1, len(inside) // POINTS)]
    return [time for time, _ in thinned], [angle for _, angle in thinned]


def _shade(axes: Axes, rep: Annotation, colour: str, label: str) -> None:
    # Each label once; otherwise matplotlib would list every span.
    known = axes.get_legend_handles_labels()[1]
    axes.axvspan(
        rep.start_ms / 1000,
        rep.end_ms / 1000,
        color=colour,
        alpha=0.3,
        lw=0,
        label=None if label in known else label,
    )


def _bar(axes: Axes, start_ms: int, end_ms: int, colour: str, label: str) -> None:
    known = axes.get_legend_handles_labels()[1]
    axes.plot(
        [start_ms / 1000, end_ms / 1000],
        [BAR_DEG, BAR_DEG],
        color=colour,
        linewidth=6,
        solid_capstyle="butt",
        label=None if label in known else label,
    )


def _name_activities(axes: Axes, session: Loaded, from_ms: int, to_ms: int) -> None:
    """Label the other activities above their intervals; adjacent intervals of one name share a label."""
    runs: list[tuple[str, int, int]] = []
    for row in sorted(session.annotations.rows, key=lambda row: row.start_ms):
        if row.kind != "other" or row.end_ms < from_ms or row.start_ms > to_ms:
            continue
        if runs and runs[-1][0] == row.activity and row.start_ms - runs[-1][2] < MARGIN_MS:
            runs[-1] = (row.activity, runs[-1][1], row.end_ms)
        else:
            runs.append((row.activity, row.start_ms, row.end_ms))
    for name, start_ms, end_ms in runs:
        start_s, end_s = max(start_ms, from_ms) / 1000, min(end_ms, to_ms) / 1000
        axes.plot([start_s, end_s], [TOP_DEG - 18] * 2, color=QUIET, linewidth=1.5)
        axes.text((start_s + end_s) / 2, TOP_DEG - 15, name, ha="center", fontsize=7, color=QUIET)
