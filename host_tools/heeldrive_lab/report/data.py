"""Reports for programs: one or many workouts as JSON, and every rep as a line of CSV."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, astuple
from typing import Any

from heeldrive_lab.knee_travel.command import heel_json
from heeldrive_lab.report.confidence import confidence_percent
from heeldrive_lab.report.history import WorkoutHistory
from heeldrive_lab.report.workout import Workout

REP_COLUMNS = (
    "session", "started", "wearer", "load_kg", "rpe", "set", "rep", "sensor_leg", "start_ms", "depth_deg",
    "fall_mm", "descent_ms", "hold_ms", "rise_ms", "length_ms", "pause_ms", "drift_depth_deg",
    "drift_fall_mm", "drift_length_percent", "smooth_down", "smooth_up", "knee_ahead_m", "knee_ahead_sd_m",
    "knee_change_m", "knee_change_sd_m", "knee_withheld", "off_tempo_down_s", "off_tempo_bottom_s",
    "off_tempo_up_s", "off_tempo_top_s", "rise_mps", "rise_sd_mps", "rise_peak_mps", "rise_peak_sd_mps",
    "rise_loss_percent", "confidence_percent", "answer",
)  # fmt: skip


def workout_json(workout: Workout) -> dict[str, Any]:
    """The complete data of one workout, except its plots; names end in units."""
    header, off, answers = workout.header, workout.off_tempo, workout.answers
    return {
        "name": workout.name,
        "started": workout.started.isoformat() if workout.started else None,
        "wearer": workout.wearer,
        **asdict(workout.training),
        "thigh": header.thigh,
        "origin": header.origin,
        "first_ms": workout.first_ms,
        "last_ms": workout.last_ms,
        "gaps": workout.gaps,
        "sets": [asdict(one) for one in workout.sets],
        "discarded": [one._asdict() for one in workout.discarded],
        "legs": [asdict(leg) for leg in workout.legs],
        "tempo": workout.settings.tempo,
        "reps": [
            rep.as_dict()
            | ({"off_tempo": asdict(off[rep.index])} if off else {})
            | ({"answer": answers[rep.index]} if rep.index in answers else {})
            for rep in workout.reps
        ],
        "refused": [asdict(refusal) for refusal in workout.refusals],
        "heel": heel_json(workout.heel),
        "slips": [{"at_ms": at_ms, "moved_deg": moved_deg} for at_ms, moved_deg in workout.slips],
        "markers": [{"t_ms": t_ms, "text": text} for t_ms, text in workout.markers],
    }


def history_json(history: WorkoutHistory) -> dict[str, Any]:
    """The data of many workouts, and each wearer's weeks."""
    return {
        "people": [
            {
                "wearer": person.name,
                "overview": asdict(overview) | {"last": overview.last.isoformat() if overview.last else None},
                "weeks": [asdict(week) | {"monday": week.monday.isoformat()} for week in person.weeks],
                "workouts": [workout_json(workout) for workout in person.workouts],
            }
            for person in history.people
            for overview in [person.overview]
        ],
        "unread": [asdict(one) for one in history.unread],
        "twice": [{"name": name, "same_as": same} for name, same in history.duplicates],
    }


def reps_csv(workouts: Iterable[Workout]) -> str:
    """A CSV line for each rep of each workout; unknown values are empty."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(REP_COLUMNS)
    for workout in workouts:
        table.writerows(_rows(workout))
    return text.getvalue()


def _rows(workout: Workout) -> Iterable[tuple[Any, ...]]:
    started = workout.started.isoformat() if workout.started else None
    knees, off, answers = workout.knee, workout.off_tempo, workout.answers
    for rep in workout.reps:
        front, times, drift = rep.sensor_leg == "front", rep.times, rep.drift
        knee = knees.get(rep.index)
        travel = knee.travel if knee else None
        yield (
            workout.name, started, workout.wearer, *astuple(workout.training), rep.set_index, rep.index,
            rep.sensor_leg, rep.start_ms,
            rep.depth_deg if front else None, None if front else rep.measured["fall_mm"],
            times.descent_ms, times.hold_ms, times.rise_ms, times.length_ms, times.pause_ms,
            drift.depth_deg if drift and front else None, drift.fall_mm if drift and not front else None,
            drift.length_percent if drift else None, rep.smooth_down, rep.smooth_up,
            *(_metres(travel, name) for name in ("ahead_m", "ahead_sd_m", "change_m", "change_sd_m")),
            knee.reason if knee else None,
            *(astuple(off[rep.index]) if off else [None] * 4),
            *(astuple(rep.hip_rise) if rep.hip_rise else [None] * 5), confidence_percent(rep),
            answers.get(rep.index),
        )  # fmt: skip


def _metres(travel: object | None, name: str) -> float | None:
    return None if travel is None else round(getattr(travel, name), 4)
