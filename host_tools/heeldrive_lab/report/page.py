"""Fills the templates: one workout, or many, as HTML or Markdown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heeldrive import Settings, declared
from jinja2 import Environment, PackageLoader, StrictUndefined

from heeldrive_lab.evaluation.modes import mode_of
from heeldrive_lab.report import words
from heeldrive_lab.report.history import WorkoutHistory
from heeldrive_lab.report.history_plots import depth_by_date, reps_by_week, tempo_by_date
from heeldrive_lab.report.plots import depth, knee, overview, set_trace, tempo
from heeldrive_lab.report.workout import Workout
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.util.terminal_tables import how_many


def environment(*, html: bool) -> Environment:
    """Where templates are found, with the filters they use."""
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
        "signed": words.signed,
        "long_date": words.long_date,
        "short_date": words.short_date,
        "how_many": how_many,
    }
    found.globals |= {"cm": words.centimetres, "reason_words": REASON_WORDS, "unknown": words.UNKNOWN}
    return found


def workout_html(workout: Workout, settings: Settings) -> str:
    """One workout as a page that needs nothing beside it."""
    return environment(html=True).get_template("workout.html.jinja").render(
        **_common(workout, settings), plots=_plots(workout)
    )  # fmt: skip


def workout_markdown(workout: Workout, settings: Settings) -> str:
    """One workout as Markdown, without the pictures."""
    return environment(html=False).get_template("workout.md.jinja").render(**_common(workout, settings))


def history_html(history: WorkoutHistory, folder: Path, settings: Path | None) -> str:
    """Many workouts as a page that needs nothing beside it."""
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
    return page.render(**_of_history(history, folder, settings), drawn=drawn)


def history_markdown(history: WorkoutHistory, folder: Path, settings: Path | None) -> str:
    """Many workouts as Markdown, without the pictures."""
    page = environment(html=False).get_template("history.md.jinja")
    return page.render(**_of_history(history, folder, settings))


def _of_history(history: WorkoutHistory, folder: Path, settings: Path | None) -> Mapping[str, Any]:
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
    """The settings that are not as they come."""
    return {
        setting.name: getattr(settings, setting.name)
        for setting in declared()
        if getattr(settings, setting.name) != setting.default
    }


def _common(workout: Workout, settings: Settings) -> Mapping[str, Any]:
    return {"workout": workout, "changed": changed_settings(settings), "mode": mode_of(settings)}


def _plots(workout: Workout) -> Mapping[str, Any]:
    """By name; those of the sets by their number."""
    some = bool(workout.reps)
    return {
        "overview": overview(workout, 1),
        "tempo": tempo(workout, 2) if some else "",
        "depth": depth(workout, 3) if some else "",
        "knee": knee(workout, 4) if some else "",
        "sets": {one.index: set_trace(workout, one, 4 + one.index) for one in workout.sets},
    }
