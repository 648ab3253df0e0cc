"""What is known of each session under the settings in force: its events and its score."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from heeldrive import Settings
from heeldrive.window import settings_read

from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.evaluation.modes import legs_of, mode_of
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.session_score import score_session
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.workbench.library import OpenedSession
from heeldrive_lab.workbench.saving import Values
from heeldrive_lab.workbench.worker import Interruptible

DETECTOR = settings_read()
Key = frozenset[tuple[str, int | str]]


def key_of(values: Values) -> Key:
    """What of the settings can change a count."""
    return frozenset((name, value) for name, value in values.items() if name in DETECTOR)


@dataclass(frozen=True)
class SessionCount:
    """What the detector told of a session.

    Attributes:
        values: the settings it was counted with, those that differ from the defaults.
        events: reps, refusals, sets, slips, and the summary.
        took_ms: how long counting took.
    """

    values: Values
    events: tuple[Event, ...]
    took_ms: float

    def of_kind(self, kind: str) -> list[Event]:
        """The events of one kind."""
        return [event for event in self.events if event["kind"] == kind]

    @property
    def reps(self) -> int:
        """How many reps were counted."""
        return len(self.of_kind("rep"))


def count(opened: OpenedSession, values: Values, check: Callable[[], None] | None = None) -> SessionCount:
    """Count a session; `check` is called now and then and may raise to end it. Without one it is quicker."""
    began = perf_counter()
    session = Interruptible(opened.loaded, check) if check else opened.loaded
    events = tuple(replay(session, Settings(values)))
    return SessionCount(values, events, (perf_counter() - began) * 1000)


def score(counted: SessionCount, annotations: Annotations, name: str) -> SessionScore:
    """What was counted against what was done."""
    return score_session(counted.events, annotations, name, legs_of(mode_of(Settings(counted.values))))


@dataclass(frozen=True)
class Totals:
    """All sessions together that have truth.

    Attributes:
        now: with the settings in force.
        saved: with those that were last saved, the same sessions; None while they differ in what is known.
        counted: how many sessions have been counted with the settings in force.
        sessions: how many there are in all.
    """

    now: SessionScore
    saved: SessionScore | None
    counted: int
    sessions: int


def totals(now: Sequence[SessionScore], saved: Sequence[SessionScore], counted: int, sessions: int) -> Totals:
    """Sum up scores; those of the saved settings only when they are of the same sessions."""
    same = [one.name for one in now] == [one.name for one in saved]
    return Totals(merge(now, "all"), merge(saved, "all") if same and saved else None, counted, sessions)


def verdict(found: SessionScore) -> str:
    """`right`, or what is wrong, in a few words."""
    if not found.errors:
        return "right"
    parts = [f"{found.missed} missed" if found.missed else "", f"{found.false} false" if found.false else ""]
    return ", ".join(part for part in parts if part)
