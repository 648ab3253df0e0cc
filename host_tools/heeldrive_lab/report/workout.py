"""Gathers everything a report shows about one workout in one pass over the session."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from heeldrive import Settings
from numpy.typing import NDArray

from heeldrive_lab.detection.explain.words import deciding_gate, gate_sentence
from heeldrive_lab.detection.rep_metrics import RepMetrics, metrics_of_events, metrics_of_run
from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.knee_travel import HeelReport, RepTravel, heel_report
from heeldrive_lab.report.sets import LegMetrics, SetMetrics, legs_of, sets_of_workout
from heeldrive_lab.sessions.format import WEARER_KEY, gap_ms
from heeldrive_lab.sessions.recording import Recording
from heeldrive_lab.sessions.session import SessionError, SessionHeader
from heeldrive_lab.sessions.start_time import read_start_time
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
class InclinationTrace:
    """Inclination of the thigh over a workout.

    Attributes:
        t_ms: (n,) session time, ms.
        inclination_deg: (n,) inclination from standing, deg.
    """

    t_ms: NDArray[np.int64]
    inclination_deg: NDArray[np.float64]


@dataclass(frozen=True)
class Workout:
    """One session as a workout.

    Attributes:
        name: name of the session file, without folder and suffix.
        path: the session file.
        header: header of the session.
        started: date and time of the start; None if the header has none.
        first_ms, last_ms: times of the first and last sample, ms.
        gaps: number of gaps in the samples.
        events: the detector's events.
        reps: metrics of every rep.
        sets: metrics of every set.
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
    first_ms: int
    last_ms: int
    gaps: int
    events: tuple[Event, ...]
    reps: tuple[RepMetrics, ...]
    sets: tuple[SetMetrics, ...]
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


def name_of(path: Path) -> str:
    """The name of a session: its file name without the suffix."""
    return path.name.removesuffix(".gz").removesuffix(".csv")


def gather(recording: Recording, settings: Settings) -> Workout:
    """Gather everything about one session.

    Raises:
        SessionError: the date in the header is invalid.
    """
    run = trace(recording, settings)
    refused = [event for event in run.events if event["kind"] == "refused"]
    measured = []
    for event in refused:
        gate = deciding_gate(run.cycle_of(event))
        measured.append(gate_sentence(gate) if gate else "")
    inclination = InclinationTrace(recording.table[:, 0], run.inclination_deg)
    metrics = metrics_of_run(run)
    return _workout(recording, run.events, metrics, measured, inclination)


def gather_briefly(recording: Recording, settings: Settings) -> Workout:
    """Gather what a history needs about one session: no smoothness, gates and trace, so much faster.

    Raises:
        SessionError: the date in the header is invalid.
    """
    events = tuple(event for event in replay(recording, settings) if event["kind"] != "summary")
    return _workout(recording, events, metrics_of_events(events), None, None)


def _workout(
    recording: Recording,
    events: tuple[Event, ...],
    metrics: Sequence[RepMetrics],
    measured: Sequence[str] | None,
    trace: InclinationTrace | None,
) -> Workout:
    header = recording.header
    try:
        started = read_start_time(header)
    except SessionError as error:
        raise SessionError(f"{recording.path}: {error}") from None
    sets = sets_of_workout(events, metrics, header.thigh)
    refused = [event for event in events if event["kind"] == "refused"]
    return Workout(
        name_of(recording.path),
        recording.path,
        header,
        started,
        recording.first_ms,
        recording.last_ms,
        int((np.diff(recording.table[:, 0]) > gap_ms(header)).sum()),
        events,
        tuple(metrics),
        sets,
        tuple(map(_refusal, refused, measured or [""] * len(refused), [sets] * len(refused))),
        heel_report(recording, events),
        tuple((event["at_ms"], event["moved_deg"]) for event in events if event["kind"] == "slip"),
        recording.markers,
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
