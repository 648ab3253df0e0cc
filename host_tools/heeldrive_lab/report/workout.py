"""Gathers everything a report shows about one workout, in memory that does not depend on its length."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from heeldrive import Settings

from heeldrive_lab.detection.discarded_sets import DiscardedSet, without_discarded
from heeldrive_lab.detection.explain.words import deciding_gate, gate_sentence
from heeldrive_lab.detection.rep_metrics import RepMetrics, metrics_of_events, metrics_of_reps
from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.detection.tempo import OffTempo, mean_off_tempo, off_tempo
from heeldrive_lab.detection.traced_reps import InclinationTrace, trace_reps
from heeldrive_lab.knee_travel import HeelReport, RepTravel, heel_report
from heeldrive_lab.report.confidence import answers_of, confidence_sentence
from heeldrive_lab.report.sets import LegMetrics, SetMetrics, legs_of, sets_of_workout
from heeldrive_lab.sessions.annotations import notes_of
from heeldrive_lab.sessions.file_names import session_name
from heeldrive_lab.sessions.format import WEARER_KEY, Row
from heeldrive_lab.sessions.recording import Recording, StoredSession
from heeldrive_lab.sessions.sample_times import SampleTimes
from heeldrive_lab.sessions.samples import Table
from heeldrive_lab.sessions.session import SessionHeader
from heeldrive_lab.sessions.start_time import start_time_of
from heeldrive_lab.sessions.training_notes import TrainingNotes
from heeldrive_lab.settings.render import REASON_WORDS


@dataclass(frozen=True)
class Refusal:
    """A cycle that looked like a rep but was refused.

    Attributes:
        start_ms, end_ms: its start and end, session time, ms.
        reason: the detector's reason.
        words: the reason explained for the wearer.
        measured: the deciding value and its limit, for people; empty if there is none.
        set_index: the set it happened in; None outside of sets.
    """

    start_ms: int
    end_ms: int
    reason: str
    words: str
    measured: str
    set_index: int | None


@dataclass(frozen=True)
class Workout:
    """One session as a workout.

    Attributes:
        name: name of the session file, without folder and suffix.
        path: the session file.
        header: header of the session.
        started: date and time of the start; None if the header has none.
        training: load and effort.
        settings: the settings that it was counted with.
        first_ms, last_ms: times of the first and last sample, ms.
        gaps: number of gaps in the samples.
        events: the detector's events, without the reps of discarded sets.
        reps: metrics of every rep that is left.
        sets: metrics of every set.
        discarded: sets that the wearer has discarded; they count nowhere.
        refusals: refused cycles; without measured values in a workout gathered for a history.
        heel: knee travel.
        slips: session time in ms of each slip of the strap, and its angle in deg.
        markers: markers of the wearer and notes of the board.
        trace: inclination; None in a workout gathered for a history.
    """

    name: str
    path: Path
    header: SessionHeader
    started: datetime | None
    training: TrainingNotes
    settings: Settings = field(repr=False)
    first_ms: int
    last_ms: int
    gaps: int
    events: tuple[Event, ...]
    reps: tuple[RepMetrics, ...]
    sets: tuple[SetMetrics, ...]
    discarded: tuple[DiscardedSet, ...]
    refusals: tuple[Refusal, ...]
    heel: HeelReport
    slips: tuple[tuple[int, float], ...]
    markers: tuple[tuple[int, str], ...]
    trace: InclinationTrace | None = field(default=None, repr=False)

    @property
    def wearer(self) -> str:
        """Name of the wearer from the header; empty if it has none."""
        return self.header.extra.get(WEARER_KEY, "")

    @property
    def length_ms(self) -> int:
        """Recorded time, ms."""
        return self.last_ms - self.first_ms

    @property
    def legs(self) -> tuple[LegMetrics, ...]:
        """Metrics of each leg, over all sets."""
        return legs_of(self.reps, self.header.thigh)

    @property
    def off_tempo(self) -> dict[int, OffTempo]:
        """How far each rep is from the tempo, by its number; empty if none is set."""
        found = ((rep.index, off_tempo(rep.times, self.settings)) for rep in self.reps)
        return {index: off for index, off in found if off}

    @property
    def mean_off_tempo(self) -> OffTempo | None:
        """The mean of `off_tempo`; None without a tempo or a rep."""
        found = self.off_tempo
        return mean_off_tempo(list(found.values())) if found else None

    @property
    def answers(self) -> dict[int, str]:
        """The answers, `yes` or `no`, by the number of the rep that the board asked about."""
        return answers_of(self.reps, self.markers)

    @property
    def confidence(self) -> str:
        """Confidence and answers in a sentence or two; empty without a rep."""
        return confidence_sentence(self.reps, self.answers)

    @property
    def refused(self) -> Counter[str]:
        """Number of refused cycles by reason."""
        return Counter(refusal.reason for refusal in self.refusals)

    @property
    def knee(self) -> dict[int, RepTravel]:
        """Knee travel by rep number."""
        return {rep.index: rep for rep in self.heel.reps}

    @property
    def notes(self) -> tuple[tuple[int, str], ...]:
        """The wearer's markers, without the notes of the board."""
        return tuple(marker for marker in self.markers if not marker[1].startswith("board:"))


def gather(session: StoredSession | Recording, settings: Settings) -> Workout:
    """Gather everything about one session.

    Raises:
        SessionError: the date, load or effort in the header is invalid.
    """
    traced = trace_reps(session, settings)
    events, discarded = without_discarded(traced.events, session.markers)
    traced = replace(traced, events=events)
    measured = []
    for event in traced.events:
        if event["kind"] == "refused":
            gate = deciding_gate(traced.cycle_of(event))
            measured.append(gate_sentence(gate) if gate else "")
    metrics = metrics_of_reps(session, traced)
    return _workout(session, settings, events, discarded, traced.times, metrics, measured, traced.inclination)


def gather_briefly(session: StoredSession | Recording, settings: Settings) -> tuple[Workout, str]:
    """Gather what a history needs about one session: no smoothness, gates and trace, so much faster.

    Returns:
        the workout, and a digest that identifies its samples, whatever its header says.

    Raises:
        SessionError: the date, load or effort in the header is invalid.
    """
    seen = _SeenSamples(session)
    counted = [event for event in replay(seen, settings) if event["kind"] != "summary"]
    events, discarded = without_discarded(counted, session.markers)
    return (
        _workout(session, settings, events, discarded, seen.times, metrics_of_events(events), None, None),
        seen.digest.hexdigest(),
    )


class _SeenSamples:
    """A session whose samples are looked at while it is counted."""

    def __init__(self, session: StoredSession | Recording) -> None:
        self.header, self.markers = session.header, session.markers
        self.times, self.digest = SampleTimes(session.header), sha256()
        self._session = session

    def __iter__(self) -> Iterator[Row]:
        return (row for table in self.tables() for row in map(tuple, table.tolist()))

    def tables(self) -> Iterator[Table]:
        for table in self._session.tables():
            self.times.add_table(table)
            self.digest.update(table.tobytes())
            yield table


def _workout(
    session: StoredSession | Recording,
    settings: Settings,
    events: tuple[Event, ...],
    discarded: tuple[DiscardedSet, ...],
    times: SampleTimes,
    metrics: Sequence[RepMetrics],
    measured: Sequence[str] | None,
    trace: InclinationTrace | None,
) -> Workout:
    header = session.header
    started = start_time_of(session.path, header)
    sets = sets_of_workout(events, metrics, header.thigh)
    refused = [event for event in events if event["kind"] == "refused"]
    return Workout(
        session_name(session.path),
        session.path,
        header,
        started,
        notes_of(session.path, header),
        settings,
        times.first_ms or 0,
        times.last_ms or 0,
        times.gaps,
        events,
        tuple(metrics),
        sets,
        discarded,
        tuple(map(_refusal, refused, measured or [""] * len(refused), [sets] * len(refused))),
        heel_report(session, events),
        tuple((event["at_ms"], event["moved_deg"]) for event in events if event["kind"] == "slip"),
        tuple(session.markers),
        trace,
    )


def _refusal(event: dict[str, Any], measured: str, sets: Sequence[SetMetrics]) -> Refusal:
    inside = (one.index for one in sets if one.start_ms <= event["start_ms"] < one.end_ms)
    return Refusal(
        event["start_ms"],
        event["end_ms"],
        event["reason"],
        REASON_WORDS[event["reason"]],
        measured,
        next(inside, None),
    )
