"""The workbench without a browser: sessions, what is changed, what is counted, what is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from heeldrive.settings import find

from heeldrive_lab.evaluation.annotation_checks import check_annotations
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.workbench import counting
from heeldrive_lab.workbench.counting import SessionCount, Totals
from heeldrive_lab.workbench.history import UndoHistory, WorkbenchState
from heeldrive_lab.workbench.labels import Rows
from heeldrive_lab.workbench.library import SessionEntry
from heeldrive_lab.workbench.saving import Values, save_annotations, save_settings
from heeldrive_lab.workbench.session_cache import SessionCache
from heeldrive_lab.workbench.trace import Trace

SCORES_KEPT = 1000

Listener = Callable[[str, str], None]


@dataclass(frozen=True)
class SessionStatus:
    """Where one session stands, for the list.

    Attributes:
        entry: which.
        counted: reps counted; None while that is not known.
        true: reps done; None where no truth is known.
        verdict: `right`, `wrong`, `no truth`, `counting` or `unreadable`.
        words: the same with what is wrong.
        fresh: whether it is counted with the settings in force.
        unsaved: whether its labels were changed and not saved.
    """

    entry: SessionEntry
    counted: int | None
    true: int | None
    verdict: str
    words: str
    fresh: bool
    unsaved: bool


class Workbench:
    """Everything that the page shows and changes. Its methods belong to one thread, the page's.

    Args:
        entries: the sessions.
        settings_path: where settings are saved.
        values: the settings at the start, those that differ from the defaults.
        post: runs a function in the page's thread; the thread that counts tells through it.

    Attributes:
        history: the settings and labels in force, and the way back.
        known: what was read and counted so far.
    """

    def __init__(
        self,
        entries: Sequence[SessionEntry],
        settings_path: Path,
        values: Values,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self.settings_path = settings_path
        self.history = UndoHistory(WorkbenchState(dict(values)))
        self._saved_values: Values = dict(values)
        self._written: dict[str, tuple[Annotations | None, bytes | None]] = {}
        self._scores: dict[tuple[int, int], tuple[SessionCount, Annotations, SessionScore]] = {}
        self._listeners: list[Listener] = []
        self._moving = False
        self.cache = SessionCache(entries, post, self._notify)
        self.cache.keep(values)

    # What is told, and to whom

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell somebody what changes: `state`, `opened`, `count`, `trace`, `rest` or `fault`, and the id.

        Returns:
            What ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _notify(self, topic: str, about: str = "") -> None:
        for listener in list(self._listeners):
            listener(topic, about)

    def start(self) -> None:
        """Begin to count."""
        self.cache.start()
        self.cache.ask(self.values)

    def stop(self) -> None:
        """Stop counting."""
        self.cache.stop()

    def show(self, session: str) -> None:
        """Somebody looks at this session: it is counted first."""
        self.cache.show(session)
        self.cache.ask(self.values)

    # What is known

    @property
    def values(self) -> Values:
        """The settings in force, those that differ from the defaults."""
        return self.history.state.settings

    def annotations(self, session: str) -> Annotations | None:
        """The truth of a session as labelled now; None where none is known."""
        labelled = self.history.state.annotations.get(session)
        if labelled is not None:
            return labelled
        opened = self.cache.opened.get(session)
        return opened.annotations if opened else None

    def counted(self, session: str) -> SessionCount | None:
        """The count of a session; that of settings in force a moment ago while the new one is not known."""
        return self.cache.counted(session, self.values) or self.cache.last(session)

    def trace(self, session: str) -> Trace | None:
        """What the detector knew of a session with the settings in force; None while it is not known."""
        return self.cache.trace(session, self.values)

    def is_fresh(self, session: str) -> bool:
        """Whether a session was counted with the settings in force."""
        return self.cache.counted(session, self.values) is not None

    def score(self, session: str) -> SessionScore | None:
        """The last count against the truth; None where one of them is not known."""
        return self._score(self.counted(session), session)

    def _score(self, known: SessionCount | None, session: str) -> SessionScore | None:
        annotations = self.annotations(session)
        if known is None or annotations is None:
            return None
        key = (id(known), id(annotations))  # what is kept keeps both alive: their ids stay theirs
        kept = self._scores.get(key)
        if kept is None:
            while len(self._scores) > SCORES_KEPT:
                self._scores.pop(next(iter(self._scores)))
            kept = self._scores[key] = (known, annotations, counting.score(known, annotations, session))
        return kept[2]

    def status(self, session: str) -> SessionStatus:
        """Where a session stands."""
        entry, known, found = self.entries[session], self.counted(session), self.score(session)
        unsaved = self.annotations_are_unsaved(session)
        fresh = self.is_fresh(session)
        if session in self.cache.faults:
            return SessionStatus(entry, None, None, "unreadable", self.cache.faults[session], True, unsaved)
        if known is None:
            return SessionStatus(entry, None, None, "counting", "counting", False, unsaved)
        if found is None:
            fault = self.cache.opened[session].annotations_fault
            words = f"no truth: {fault}" if fault else "no truth yet"
            return SessionStatus(entry, known.reps, None, "no truth", words, fresh, unsaved)
        words = counting.verdict(found)
        short = "right" if words == "right" else "wrong"
        return SessionStatus(entry, known.reps, found.true, short, words, fresh, unsaved)

    def totals(self) -> Totals:
        """All sessions with truth together, now and as it was with the settings last saved."""
        now = [found for session in self.entries if (found := self.score(session))]
        before = ((session, self.cache.counted(session, self._saved_values)) for session in self.entries)
        saved = [found for session, known in before if (found := self._score(known, session))]
        fresh = sum(self.is_fresh(session) for session in self.entries)
        return counting.totals(now, saved, fresh, len(self.entries) - len(self.cache.faults))

    @property
    def settings_are_unsaved(self) -> bool:
        """Whether the settings in force differ from those last saved."""
        return self.values != self._saved_values

    def annotations_are_unsaved(self, session: str) -> bool:
        """Whether a session's labels differ from its truth file."""
        return self.annotations(session) != self._on_disk(session)[0]

    def _on_disk(self, session: str) -> tuple[Annotations | None, bytes | None]:
        """The truth file as it was last read or written."""
        if session in self._written:
            return self._written[session]
        opened = self.cache.opened.get(session)
        return (opened.annotations, opened.annotations_bytes) if opened else (None, None)

    def unsaved(self) -> list[str]:
        """The names of what would be lost: sessions, and the settings file."""
        names = [
            entry.name for session, entry in self.entries.items() if self.annotations_are_unsaved(session)
        ]
        return [*names, *([self.settings_path.name] if self.settings_are_unsaved else [])]

    # What changes it

    def set(self, name: str, value: int | str, *, moving: bool = False) -> None:
        """Change a setting.

        Args:
            name: which.
            value: its new value.
            moving: whether it is being dragged: then what only matters once it rests waits for `release`.

        Raises:
            SettingsError: there is none of that name, or it does not take the value.
        """
        setting = find(name)
        state = self.history.state.with_setting(name, setting.check(value), setting.default)
        self._moving = moving
        self._do(f"{name} = {value}", state, f"set {name}")

    def reset(self) -> None:
        """Change all settings back to their defaults."""
        state = WorkbenchState({}, self.history.state.annotations)
        self._do("all settings to their defaults", state)

    def label(self, session: str, words: str, change: Callable[[Rows], Rows], key: str = "") -> None:
        """Change the labels of a session.

        Args:
            session: its id.
            words: what is done, for the button that undoes it.
            change: makes new rows of the old.
            key: what is being moved, as in `UndoHistory.do`.

        Raises:
            SessionError: the labels would contradict each other or the session; they stay as they were.
        """
        opened, before = self.cache.opened[session], self.annotations(session)
        rows = change(before.rows if before else ())
        annotations = Annotations(before.session if before else opened.entry.path.name, rows)
        check_annotations(annotations, opened.loaded.first_ms, opened.loaded.last_ms)
        self._do(words, self.history.state.with_annotations(session, annotations), key)

    def release(self) -> None:
        """What was dragged has been let go."""
        self.history.close()
        self._moving = False
        self._changed("let go")

    def undo(self) -> str:
        """Take the last change back; returns its words, empty when there is none."""
        self._moving = False
        return self._changed(self.history.undo())

    def redo(self) -> str:
        """Do again what was taken back; returns its words, empty when there is nothing."""
        self._moving = False
        return self._changed(self.history.redo())

    def _do(self, words: str, state: WorkbenchState, key: str = "") -> None:
        if self.history.do(words, state, key):
            self._changed(words)

    def _changed(self, words: str) -> str:
        if words:
            self.cache.ask(self.values, traced=not self._moving)
            self._notify("state")
        return words

    # What is kept

    def save_settings(self) -> str:
        """Write the settings; returns what was done, in a sentence.

        Raises:
            SettingsError: they cannot be written.
        """
        kept = save_settings(self.settings_path, self.values)
        self._saved_values = dict(self.values)
        self.cache.keep(self.values)
        self._notify("state")
        return f"settings saved to {self.settings_path}" + (f"; before: {kept.name}" if kept else "")

    def save_annotations(self, session: str) -> str:
        """Write the truth of a session; returns what was done, in a sentence.

        Raises:
            SessionError: there is none, or it cannot be written.
        """
        annotations, entry = self.annotations(session), self.entries[session]
        if annotations is None:
            raise SessionError(f"{entry.name}: nothing is labelled, so there is nothing to save")
        held = save_annotations(entry.path, annotations, self._on_disk(session)[1])
        self._written[session] = (annotations, held)
        self._notify("state")
        return f"truth of {entry.name} saved, {len(annotations.rows)} rows"
