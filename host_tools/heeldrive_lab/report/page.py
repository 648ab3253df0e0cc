"""Renders one or many workouts as HTML or Markdown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heeldrive import Settings, declared
from jinja2 import Environment, PackageLoader, StrictUndefined

from heeldrive_lab.evaluation.modes import mode_of
from heeldrive_lab.report import words
from heeldrive_lab.report.history import WorkoutHistory
from heeldrive_lab.report.history_plots import depth_by_date, reps_by_week, tempo_by_date
from heeldrive_lab.report.rep_plots import depth, knee, tempo
from heeldrive_lab.report.trace_plots import overview, set_trace
from heeldrive_lab.report.workout import Workout
from heeldrive_lab.settings.of_session import ChosenFile, SessionSettings
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.util.terminal_tables import how_many


def environment(*, html: bool) -> Environment:
    """The template environment with its filters.

    Args:
        html: whether to escape for HTML.
    """
    found = Environment(
        loader=PackageLoader("heeldrive_lab.report"),
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    found.filters |= {
        "clock": words.clock,
        "seconds": words.seconds,
        "number": words.number,
        "plain": words.plain,
        "signed": words.signed,
        "long_date": words.long_date,
        "short_date": words.short_date,
        "how_many": how_many,
    }
    found.globals |= {"cm": words.centimetres, "reason_words": REASON_WORDS, "unknown": words.UNKNOWN}
    return found


def workout_html(workout: Workout, counted: SessionSettings) -> str:
    """Render one workout as a self-contained page."""
    return environment(html=True).get_template("workout.html.jinja").render(
        **_common(workout, counted), plots=_plots(workout)
    )  # fmt: skip


def workout_markdown(workout: Workout, counted: SessionSettings) -> str:
    """Render one workout as Markdown, without plots."""
    return environment(html=False).get_template("workout.md.jinja").render(**_common(workout, counted))


def history_html(
    history: WorkoutHistory, folder: Path, settings: ChosenFile | None, links: Mapping[str, str] | None = None
) -> str:
    """Render many workouts as a self-contained page; `links` are addresses of their own pages, by name."""
    drawn = [
        {
            "reps": reps_by_week(person, 10 * place + 1),
            "depth": depth_by_date(person, 10 * place + 2),
            "tempo": tempo_by_date(person, 10 * place + 3),
        }
        if person.dated
        else {}
        for place, person in enumerate(history.people)
    ]
    page = environment(html=True).get_template("history.html.jinja")
    return page.render(**_history_values(history, folder, settings), drawn=drawn, links=links or {})


def history_markdown(history: WorkoutHistory, folder: Path, settings: ChosenFile | None) -> str:
    """Render many workouts as Markdown, without plots."""
    page = environment(html=False).get_template("history.md.jinja")
    return page.render(**_history_values(history, folder, settings))


def _history_values(history: WorkoutHistory, folder: Path, settings: ChosenFile | None) -> Mapping[str, Any]:
    workouts = history.workouts
    dates = sorted(workout.started.replace(tzinfo=None) for workout in workouts if workout.started)
    return {
        "history": history,
        "folder": folder.resolve().name,
        "settings": settings.name if settings else "",
        "first": dates[0] if dates else None,
        "last": dates[-1] if dates else None,
        "total": {
            "reps": sum(len(workout.reps) for workout in workouts),
            "sets": sum(len(workout.sets) for workout in workouts),
            "ms": sum(workout.length_ms for workout in workouts),
        },
    }


def changed_settings(settings: Settings) -> dict[str, Any]:
    """The settings that differ from their defaults."""
    return {
        setting.name: getattr(settings, setting.name)
        for setting in declared()
        if getattr(settings, setting.name) != setting.default
    }


def _common(workout: Workout, counted: SessionSettings) -> Mapping[str, Any]:
    settings = counted.settings
    return {
        "workout": workout,
        "source": counted.source,
        "changed": changed_settings(settings),
        "mode": mode_of(settings),
    }


def _plots(workout: Workout) -> Mapping[str, Any]:
    """The plots by name; those of the sets by set number."""
    has_reps = bool(workout.reps)
    return {
        "overview": overview(workout, 1),
        "tempo": tempo(workout, 2) if has_reps else "",
        "depth": depth(workout, 3) if has_reps else "",
        "knee": knee(workout, 4) if has_reps else "",
        "sets": {one.index: set_trace(workout, one, 4 + one.index) for one in workout.sets},
    }
