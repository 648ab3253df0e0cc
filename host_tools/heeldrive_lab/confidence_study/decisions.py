"""The detector's decisions in a session, each with its measures and whether it was right.

A counted rep is right if it is matched with a true one (`heeldrive_lab.evaluation.matching`); a refusal is
right if it does not overlap a true rep that was missed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heeldrive import EVENT_REFUSED, EVENT_REP, LEGS, Settings
from heeldrive.events import Event
from heeldrive.own_measure import OwnMeasure

from heeldrive_lab.confidence_study.early import Announcement, announcements
from heeldrive_lab.detection.count_parts import count_parts
from heeldrive_lab.detection.event_fields import as_event
from heeldrive_lab.evaluation.fresh_workouts import MODE_OF, FreshWorkout
from heeldrive_lab.evaluation.matching import match, nearest_row
from heeldrive_lab.evaluation.modes import MODES, in_mode, legs_of
from heeldrive_lab.evaluation.outcomes import label_of
from heeldrive_lab.evaluation.session_score import score_counted
from heeldrive_lab.evaluation.sources import Loaded, Source
from heeldrive_lab.util.parallel import process_pool
from heeldrive_lab.util.progress import tracked

MEASURES = 4
_UNLIKE_MAX, _STRANGER = 16, 13  # 1/128; the second as long as the wearer's usual size is not known


def measures_of(event: Event, usual: int) -> tuple[int, ...]:
    """The measures that `heeldrive.confidence` computes from an event: a test compares.

    Args:
        event: a rep or a refused cycle.
        usual: mean depth of the wearer's last reps, 1/100 deg, or drop with the sensor leg in back, mm; 0 if
            not known.

    Returns:
        how unlike the usual size, 1/128; length of the rise, 128 ms; largest rate on the way down, 8 deg/s;
        drop of the body, 16 mm, or in front the inclination at the top after the cycle, 10 deg.
    """
    size = event.fall_mm if event.sensor_leg else event.depth_cdeg
    return (
        min(128 - 128 * min(size, usual) // max(size, usual), _UNLIKE_MAX) if usual else _STRANGER,
        min(event.end_ms - event.rise_ms, 5000) >> 7,
        min(event.down_dps, 400) >> 3,
        min(size, 600) >> 4 if event.sensor_leg else min(event.back_cdeg, 5000) >> 10,
    )


@dataclass(frozen=True)
class Decision:
    """A counted rep or a refused cycle.

    Attributes:
        row: row of the weights: 0 rep in front, 1 rep in back, 2 refusal in front, 3 refusal in back.
        measures: `measures_of` it.
        percent: the confidence that the detector gave.
        right: whether the decision was right.
        activity: what the wearer did; empty if nothing is annotated there.
    """

    row: int
    measures: tuple[int, ...]
    percent: int
    right: bool
    activity: str

    @property
    def is_rep(self) -> bool:
        """Whether it was counted."""
        return self.row < len(LEGS)


@dataclass(frozen=True)
class StudiedSession:
    """A session's decisions and early announcements.

    Attributes:
        group: the group of its source.
        decisions: of a workout in the mode of its leg; of another session those in front in mode
            `sensor_leg`, then those in back in `both_legs`.
        announcements: in mode `sensor_leg`.
    """

    group: str
    decisions: tuple[Decision, ...]
    announcements: tuple[Announcement, ...]


def studied(sources: Sequence[Source], workers: int | None = None) -> list[StudiedSession]:
    """Count every session in both modes, with the default settings.

    Raises:
        RecordingError: a recording cannot be imported.
        SessionError: a session, its annotations or its labels are invalid.
    """
    if len(sources) <= 1 or workers == 1:
        return [_study(source) for source in sources]
    # Longest first; otherwise one core may still work on it when all others are done.
    ordered = sorted(sources, key=lambda source: -source.weight)
    with process_pool(workers) as pool:
        return list(tracked(pool.map(_study, ordered), "counting", len(ordered)))


def _study(source: Source) -> StudiedSession:
    session = source.load()
    decisions: list[Decision] = []
    early: tuple[Announcement, ...] = ()
    for mode in MODES:
        events: list[Event] = []
        t_ms, watched = [], []
        for table, counted in count_parts(session, in_mode(Settings(), mode), ("inclination_cdeg", "phase")):
            events += counted.events()
            t_ms.append(table[:, 0])
            watched.append(counted.watched)
        found = _decisions(session, mode, events)
        if isinstance(source, FreshWorkout):
            decisions += found if mode == MODE_OF[source.leg] else ()
        else:
            decisions += (one for one in found if mode == MODES[one.row % len(LEGS)])
        if mode == MODES[0]:
            early = tuple(announcements(t_ms, watched, events))
    return StudiedSession(source.group, tuple(decisions), early)


def _decisions(session: Loaded, mode: str, events: Sequence[Event]) -> Iterator[Decision]:
    annotations = session.annotations
    shown = {number: as_event(event) for number, event in enumerate(events)}
    reps = [one for one in shown.values() if one["kind"] == "rep"]
    score = score_counted(reps, annotations, session.last_ms - session.first_ms, legs=legs_of(mode))
    wrong = {id(one) for one in score.false_reps}
    refused = [one for one in shown.values() if one["kind"] == "refused"]
    wrong |= {id(one) for one, _ in match(refused, score.missed_reps)}
    rows = [row for row in annotations.rows if row.kind != "set"]
    usual = OwnMeasure(), OwnMeasure()
    for number, event in enumerate(events):
        if event.kind not in (EVENT_REP, EVENT_REFUSED):
            continue
        leg = event.sensor_leg
        own = usual[leg].depth if leg else usual[leg].depth * 25 >> 5
        nearest = nearest_row(shown[number], rows)
        yield Decision(
            leg if event.kind == EVENT_REP else leg + len(LEGS),
            measures_of(event, own),
            event.confidence_percent,
            id(shown[number]) not in wrong,
            label_of(nearest) if nearest else "",
        )
        if event.kind == EVENT_REP:
            usual[leg].learn(event.fall_mm if leg else event.depth_cdeg * 32 // 25)
