"""Everything a report tells of one workout, gathered in one pass over the session."""

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
from heeldrive_lab.report.sets import LegFacts, SetFacts, legs_of, sets_of_workout
from heeldrive_lab.sessions.format import WEARER_KEY, gap_ms
from heeldrive_lab.sessions.recording import Recording, read_recording
from heeldrive_lab.sessions.session import SessionError, SessionHeader
from heeldrive_lab.sessions.start_time import read_start_time
from heeldrive_lab.settings.render import REASON_WORDS


@dataclass(frozen=True)
class Refusal:
    """A cycle that looked like a rep and did not count.

    Attributes:
        start_ms, end_ms: from when to when.
        reason: the detector's word.
        words: the reason in the wearer's words.
        measured: the value that decided with its limit, in words; empty where none did.
        set_index: the set it fell into; None outside of sets.
    """

    start_ms: int
    end_ms: int
    reason: str
    words: str
    measured: str
    set_index: int | None


@dataclass(frozen=True)
class InclinationTrace:
    """Inclination over a workout: (n,) session time in ms, and degrees."""

    t_ms: NDArray[np.int64]
    inclination_deg: NDArray[np.float64]


@dataclass(frozen=True)
class Workout:
    """One session as a workout.

    Attributes:
        name: of the session file, without folder and ending.
        header: of the session.
        started: date and time; None where the header has none.
        first_ms, last_ms: of the samples.
        gaps: how often samples are missing.
        events: what the detector told.
        reps: facts of every rep.
        sets: the sets.
        refusals: what did not count; without measured values in a workout gathered for a history.
        heel: knee travel.
        slips: session times at which the strap slipped, and by how many degrees.
        markers: what the wearer or the board noted.
        trace: inclination; None in a workout gathered for a history.
    """

    name: str
    header: SessionHeader
    started: datetime | None
    first_ms: int
    last_ms: int
    gaps: int
    events: tuple[Event, ...]
    reps: tuple[RepMetrics, ...]
    sets: tuple[SetFacts, ...]
    refusals: tuple[Refusal, ...]
    heel: HeelReport
    slips: tuple[tuple[int, float], ...]
    markers: tuple[tuple[int, str], ...]
    trace: InclinationTrace | None = field(default=None, repr=False)

    @property
    def wearer(self) -> str:
        """Who wore it, from the header; empty where it does not say."""
        return self.header.extra.get(WEARER_KEY, "")

    @property
    def length_ms(self) -> int:
        """How long it was."""
        return self.last_ms - self.first_ms

    @property
    def legs(self) -> tuple[LegFacts, ...]:
        """The reps of each leg, over all sets."""
        return legs_of(self.reps, self.header.thigh)

    @property
    def refused(self) -> Counter[str]:
        """How many cycles were refused, by reason."""
        return Counter(refusal.reason for refusal in self.refusals)

    @property
    def knee(self) -> dict[int, RepTravel]:
        """Knee travel by the rep's number."""
        return {rep.index: rep for rep in self.heel.reps}

    @property
    def notes(self) -> tuple[tuple[int, str], ...]:
        """The wearer's own markers, without what the board noted by itself."""
        return tuple(marker for marker in self.markers if not marker[1].startswith("board:"))


def name_of(path: Path) -> str:
    """A session's name: the file's, without its ending."""
    return path.name.removesuffix(".gz").removesuffix(".csv")


def gather(path: Path, settings: Settings) -> Workout:
    """Everything about one session.

    Raises:
        SessionError: the file is wrong.
    """
    recording = read_recording(path)
    run = trace(recording, settings)
    refused = [event for event in run.events if event["kind"] == "refused"]
    measured = []
    for event in refused:
        gate = deciding_gate(run.cycle_of(event))
        measured.append(gate_sentence(gate) if gate else "")
    inclination = InclinationTrace(recording.table[:, 0], run.inclination_deg)
    facts = metrics_of_run(run)
    return _workout(recording, run.events, facts, measured, inclination)


def gather_briefly(recording: Recording, settings: Settings) -> Workout:
    """What a history needs of one session; without smoothness, gates and trace, and so several times faster.

    Raises:
        SessionError: the header's date is no date.
    """
    events = tuple(event for event in replay(recording, settings) if event["kind"] != "summary")
    return _workout(recording, events, metrics_of_events(events), None, None)


def _workout(
    recording: Recording,
    events: tuple[Event, ...],
    facts: Sequence[RepMetrics],
    measured: Sequence[str] | None,
    trace: InclinationTrace | None,
) -> Workout:
    header = recording.header
    try:
        started = read_start_time(header)
    except SessionError as error:
        raise SessionError(f"{recording.path}: {error}") from None
    sets = sets_of_workout(events, facts, header.thigh)
    refused = [event for event in events if event["kind"] == "refused"]
    return Workout(
        name_of(recording.path),
        header,
        started,
        recording.first_ms,
        recording.last_ms,
        int((np.diff(recording.table[:, 0]) > gap_ms(header)).sum()),
        events,
        tuple(facts),
        sets,
        tuple(map(_refusal, refused, measured or [""] * len(refused), [sets] * len(refused))),
        heel_report(recording, events),
        tuple((event["at_ms"], event["moved_deg"]) for event in events if event["kind"] == "slip"),
        recording.markers,
        trace,
    )


def _refusal(event: dict[str, Any], measured: str, sets: Sequence[SetFacts]) -> Refusal:
    inside = (one.index for one in sets if one.start_ms <= event["start_ms"] < one.end_ms)
    return Refusal(
        event["start_ms"],
        event["end_ms"],
        event["reason"],
        REASON_WORDS[event["reason"]],
        measured,
        next(inside, None),
    )
