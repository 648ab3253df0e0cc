"""Counts and scores of sessions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from heeldrive import Settings
from heeldrive.window import settings_read

from heeldrive_lab.detection.compiled.counting import is_compiled
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
    """The settings that affect the count, as a key."""
    return frozenset((name, value) for name, value in values.items() if name in DETECTOR)


@dataclass(frozen=True)
class SessionCount:
    """The events of a session.

    Attributes:
        values: the settings that the user has set; all others are the session's own, or the defaults.
        mode: the mode it was counted in.
        events: reps, refusals, sets, slips, and the summary.
        took_ms: time that counting took.
    """

    values: Values
    mode: str
    events: tuple[Event, ...]
    took_ms: float

    def of_kind(self, kind: str) -> list[Event]:
        """The events of one kind, such as `rep`."""
        return [event for event in self.events if event["kind"] == kind]

    @property
    def reps(self) -> int:
        """Number of counted reps."""
        return len(self.of_kind("rep"))


def settings_of(opened: OpenedSession | None, values: Values) -> Settings:
    """The settings of a session: what the user has set goes before its own."""
    return Settings((opened.loaded.own.values if opened else {}) | values)


def count(opened: OpenedSession, values: Values, check: Callable[[], None] | None = None) -> SessionCount:
    """Count a session; on the interpreter, `check` is called regularly and may raise to cancel.

    The compiled detector counts an hour in 30 ms: there is nothing to cancel.
    """
    start = perf_counter()
    session = opened.loaded if check is None or is_compiled() else Interruptible(opened.loaded, check)
    settings = settings_of(opened, values)
    events = tuple(replay(session, settings))
    return SessionCount(values, mode_of(settings), events, (perf_counter() - start) * 1000)


def score(counted: SessionCount, annotations: Annotations, name: str) -> SessionScore:
    """Score a count against annotations."""
    return score_session(counted.events, annotations, name, legs_of(counted.mode))


@dataclass(frozen=True)
class Totals:
    """Totals over all annotated sessions.

    Attributes:
        now: score with the settings in force.
        saved: score of the same sessions with the saved settings; None until all of them are counted.
        counted: number of sessions counted with the settings in force.
        sessions: number of all readable sessions.
    """

    now: SessionScore
    saved: SessionScore | None
    counted: int
    sessions: int


def totals(now: Sequence[SessionScore], saved: Sequence[SessionScore], counted: int, sessions: int) -> Totals:
    """Total the scores; `saved` is used only if it covers the same sessions."""
    same = [one.name for one in now] == [one.name for one in saved]
    return Totals(merge(now, "all"), merge(saved, "all") if same and saved else None, counted, sessions)


def verdict(found: SessionScore) -> str:
    """`right`, or the numbers of missed and false reps."""
    if not found.errors:
        return "right"
    parts = [f"{found.missed} missed" if found.missed else "", f"{found.false} false" if found.false else ""]
    return ", ".join(part for part in parts if part)
