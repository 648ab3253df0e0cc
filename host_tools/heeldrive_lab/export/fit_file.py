"""FIT, for Garmin Connect, Strava and the like: a strength training with its sets.

https://developer.garmin.com/fit, "Activity File" and "Encoding Activity Files": every message of an activity
has its time in UTC; sessions and laps cover it without gaps; the activity is the last message. FIT has no
message for a rep: a set has their number.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from fit_tool.fit_file_builder import FitFileBuilder
from fit_tool.profile.messages.activity_message import ActivityMessage
from fit_tool.profile.messages.event_message import EventMessage
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.lap_message import LapMessage
from fit_tool.profile.messages.session_message import SessionMessage
from fit_tool.profile.messages.set_message import SetMessage
from fit_tool.profile.profile_type import (
    Activity,
    ExerciseCategory,
    FileType,
    FitBaseUnit,
    Intensity,
    LapTrigger,
    Manufacturer,
    SessionTrigger,
    SetType,
    Sport,
    SubSport,
)
from fit_tool.profile.profile_type import Event as FitEvent
from fit_tool.profile.profile_type import EventType as FitEventType
from heeldrive import Settings

from heeldrive_lab.detection.discarded_sets import without_discarded
from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.sessions.annotations import notes_of
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.recording import Recording, StoredSession
from heeldrive_lab.sessions.start_time import START_TIME_KEY, start_time_of
from heeldrive_lab.sessions.training_notes import TrainingNotes
from heeldrive_lab.util.files import unfinished, write_errors_as
from heeldrive_lab.util.terminal_tables import how_many

# 1989-12-31 in Unix time: the time that FIT counts from. It has no dates before 1998 and after 2106.
EPOCH_S = 631_065_600
YEARS = range(1999, 2106)


class TrainingPart(NamedTuple):
    """A set or a rest: start and end in Unix time, ms, and its reps; 0 for a rest."""

    start_ms: int
    end_ms: int
    reps: int


def write_fit(path: Path, session: StoredSession | Recording, settings: Settings) -> str:
    """Write a session as an activity; an existing file is replaced once the new one is complete.

    Without `started` in the header, the session is taken to have ended when its file was last changed.

    Args:
        path: the FIT file.
        session: the session.
        settings: settings of the detector.

    Returns:
        a summary for people.

    Raises:
        SessionError: the session, or date, load or effort in its header, is invalid, or the file cannot be
            written.
    """
    events, _ = without_discarded(replay(session, settings), session.markers)
    summary = events[-1]
    started = start_time_of(session.path, session.header)
    notes = notes_of(session.path, session.header)
    source = "its header"
    if started is None:
        changed = datetime.fromtimestamp(session.path.stat().st_mtime, UTC)
        started = changed - timedelta(milliseconds=summary["end_ms"])
        source = "the date of the file, as the header has none"
    if started.year not in YEARS:
        raise SessionError(
            f"{session.path}: the year {started.year}, from {source}, cannot be written to a FIT file:"
            f" write a line such as '# {START_TIME_KEY}: 2026-11-21T18:30' into the header"
        )
    # A date without a time zone is that of this computer.
    began_ms = round(started.timestamp() * 1000)
    spans = list(_spans(events, began_ms))
    with write_errors_as(SessionError, path), unfinished(path) as part:
        part.write_bytes(_activity(spans, started, notes))
    reps = sum(span.reps for span in spans)
    sets = sum(span.reps > 0 for span in spans)
    return f"{how_many(reps, 'rep')} in {how_many(sets, 'set')}; time from {source}"


def _spans(events: Sequence[Event], began_ms: int) -> Iterator[TrainingPart]:
    """The sets and the time between them, from the first sample to the last."""
    summary = events[-1]
    at_ms, end_ms = began_ms + summary["start_ms"], began_ms + summary["end_ms"]
    for event in events:
        if event["kind"] == "set":
            first_ms = max(at_ms, began_ms + event["start_ms"])
            last_ms = max(first_ms, began_ms + event["end_ms"])
            if at_ms < first_ms:
                yield TrainingPart(at_ms, first_ms, 0)
            yield TrainingPart(first_ms, last_ms, event["reps"])
            at_ms = last_ms
    if at_ms < end_ms or not summary["sets"]:
        yield TrainingPart(at_ms, end_ms, 0)


def _activity(spans: Sequence[TrainingPart], started: datetime, notes: TrainingNotes) -> bytes:
    first_ms, last_ms = spans[0].start_ms, spans[-1].end_ms
    duration_s = (last_ms - first_ms) / 1000
    builder = FitFileBuilder(auto_define=True)

    about = FileIdMessage()
    about.type = FileType.ACTIVITY
    about.manufacturer = Manufacturer.DEVELOPMENT.value
    about.product = 0
    about.serial_number = 1
    about.time_created = first_ms
    builder.add(about)
    builder.add(_timer(first_ms, FitEventType.START))
    for number, span in enumerate(spans):
        builder.add(_set(number, span, notes))
        builder.add(_lap(number, span))
    builder.add(_timer(last_ms, FitEventType.STOP_ALL))

    session = SessionMessage()
    session.message_index = 0
    session.start_time, session.timestamp = first_ms, last_ms
    session.total_elapsed_time = session.total_timer_time = duration_s
    session.sport, session.sub_sport = Sport.TRAINING, SubSport.STRENGTH_TRAINING
    session.first_lap_index, session.num_laps = 0, len(spans)
    session.event, session.event_type = FitEvent.SESSION, FitEventType.STOP
    session.trigger = SessionTrigger.ACTIVITY_END
    if notes.rpe is not None:
        session.workout_rpe = round(10 * notes.rpe)
    builder.add(session)

    activity = ActivityMessage()
    activity.timestamp = last_ms
    offset = started.astimezone().utcoffset() or timedelta()
    activity.local_timestamp = last_ms // 1000 - EPOCH_S + round(offset.total_seconds())
    activity.total_timer_time = duration_s
    activity.num_sessions = 1
    activity.type = Activity.MANUAL
    activity.event, activity.event_type = FitEvent.ACTIVITY, FitEventType.STOP
    builder.add(activity)
    return bytes(builder.build().to_bytes())


def _timer(at_ms: int, kind: FitEventType) -> EventMessage:
    message = EventMessage()
    message.timestamp = at_ms
    message.event, message.event_type = FitEvent.TIMER, kind
    return message


def _set(number: int, span: TrainingPart, notes: TrainingNotes) -> SetMessage:
    message = SetMessage()
    message.message_index = number
    message.start_time, message.timestamp = span.start_ms, span.end_ms
    message.duration = (span.end_ms - span.start_ms) / 1000
    message.set_type = (SetType.ACTIVE if span.reps else SetType.REST).value
    if span.reps:
        message.repetitions = span.reps
        message.category = [ExerciseCategory.LUNGE.value]
        if notes.load_kg is not None:
            message.weight = notes.load_kg
            message.weight_display_unit = FitBaseUnit.KILOGRAM.value
    return message


def _lap(number: int, span: TrainingPart) -> LapMessage:
    message = LapMessage()
    message.message_index = number
    message.start_time, message.timestamp = span.start_ms, span.end_ms
    message.total_elapsed_time = message.total_timer_time = (span.end_ms - span.start_ms) / 1000
    message.sport, message.sub_sport = Sport.TRAINING, SubSport.STRENGTH_TRAINING
    message.intensity = Intensity.ACTIVE if span.reps else Intensity.REST
    message.lap_trigger = LapTrigger.MANUAL
    message.event, message.event_type = FitEvent.LAP, FitEventType.STOP
    return message
