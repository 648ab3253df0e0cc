"""The state of the workbench, without a browser: sessions, changes, counts, saving."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from heeldrive import Settings
from heeldrive.settings import Setting, find

from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.sessions.annotation_checks import check_annotations
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.sessions.training_notes import NO_NOTES, TrainingNotes, parsed_notes
from heeldrive_lab.util.terminal_tables import how_many
from heeldrive_lab.workbench import counting
from heeldrive_lab.workbench.counting import SessionCount, Totals
from heeldrive_lab.workbench.drafts import Drafts
from heeldrive_lab.workbench.edits import SETTINGS, Edits
from heeldrive_lab.workbench.history import UndoHistory, WorkbenchState
from heeldrive_lab.workbench.labels import Rows
from heeldrive_lab.workbench.library import OpenedSession, SessionEntry
from heeldrive_lab.workbench.others_changes import OthersChanges
from heeldrive_lab.workbench.saving import Values, save_annotations, save_settings
from heeldrive_lab.workbench.score_cache import ScoreCache
from heeldrive_lab.workbench.session_cache import SessionCache
from heeldrive_lab.workbench.session_status import SessionStatus
from heeldrive_lab.workbench.trace import Trace

Listener = Callable[[str, str], None]


class Workbench:
    """Everything that the page shows and changes. Call its methods from the page's thread only.

    Args:
        entries: the sessions.
        settings_path: file that settings are saved to.
        values: initial settings, as differences from the defaults.
        post: runs a function in the page's thread; the worker thread uses it.
        drafts: where unsaved changes are kept; those that an ended workbench has left are restored.

    Attributes:
        entries: the sessions, by id.
        edits: the files that are edited, and the drafts.
        history: the settings and labels in force, with undo and redo.
        cache: sessions, counts and traces.
        others: what others have changed in the files, and the decisions on it.
    """

    def __init__(
        self,
        entries: Sequence[SessionEntry],
        settings_path: Path,
        values: Values,
        post: Callable[[Callable[[], None]], None],
        drafts: Drafts,
    ) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self.settings_path = settings_path
        self.edits = Edits(settings_path, values, drafts)
        restored = self.edits.restore_settings()
        self.history = UndoHistory(WorkbenchState(dict(values) if restored is None else restored))
        self._tabs: dict[object, str] = {}
        self._scores = ScoreCache()
        self._listeners: list[Listener] = []
        self.cache = SessionCache(entries, post, self._heard)
        self.cache.keep(values)
        self.others = OthersChanges(self)

    # Notifications

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call a listener on changes, with a topic and what it is about.

        The topics `state`, `opened`, `curve`, `count`, `trace` and `rest` are about a session's id or, empty,
        all of them; `fault` and `told` are about a sentence for the user.

        Returns:
            A function that ends the subscription.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def notify(self, topic: str, about: str = "") -> None:
        """Tell the listeners."""
        for listener in list(self._listeners):
            listener(topic, about)

    def _heard(self, topic: str, about: str) -> None:
        """A notification of the cache."""
        if topic == "opened":
            self.others.opened(self.cache.opened[about])
        self.notify(topic, about)

    def start(self) -> None:
        """Start counting."""
        self.cache.start()
        self.cache.request(self.values)

    def stop(self) -> None:
        """Stop counting; unsaved changes are left to the next workbench."""
        self.cache.stop()
        self.edits.drafts.close()

    def show(self, session: str, tab: object = None) -> None:
        """Show a session in a tab; sessions shown are counted first, this one before the others."""
        self._tabs.pop(tab, None)
        self._tabs[tab] = session
        self.cache.show(self.shown)
        self.cache.request(self.values)

    def leave(self, tab: object) -> None:
        """A tab has been closed."""
        self._tabs.pop(tab, None)
        self.cache.show(self.shown)

    @property
    def shown(self) -> tuple[str, ...]:
        """The sessions shown in tabs, the last one shown last."""
        return tuple(self._tabs.values())

    # Results

    @property
    def values(self) -> Values:
        """The settings in force: those that the user or the settings file has set."""
        return self.history.state.settings

    def settings(self, session: str) -> Settings:
        """The settings that a session is counted with: those in force, then its own, then the defaults."""
        return counting.settings_of(self.cache.opened.get(session), self.values)

    def annotations(self, session: str) -> Annotations | None:
        """The annotations of a session with the user's changes; None if there are none."""
        truth, labelled = self.edits.truths.get(session), self.history.state.annotations
        return labelled.get(session, truth.base.value if truth else None)

    def counted(self, session: str) -> SessionCount | None:
        """The count of a session; until it is available, the count with the previous settings."""
        return self.cache.counted(session, self.values) or self.cache.last(session)

    def trace(self, session: str) -> Trace | None:
        """The trace of a session with the settings in force; None until it is available."""
        return self.cache.trace(session, self.values)

    def is_fresh(self, session: str) -> bool:
        """Whether a session was counted with the settings in force."""
        return self.cache.counted(session, self.values) is not None

    def score(self, session: str) -> SessionScore | None:
        """The score of the last count against the annotations; None if either is missing."""
        return self.score_of(self.counted(session), session)

    def score_of(self, count: SessionCount | None, session: str) -> SessionScore | None:
        """The score of any count of a session against the annotations; None if either is missing."""
        return self._scores.score(count, self.annotations(session), session)

    def status(self, session: str) -> SessionStatus:
        """The status of a session."""
        entry, count, found = self.entries[session], self.counted(session), self.score(session)
        unsaved = self.annotations_are_unsaved(session)
        fresh = self.is_fresh(session)
        if session in self.others.gone:
            words = "the file is no longer there"
            return SessionStatus(entry, None, None, "unreadable", words, True, unsaved)
        if session in self.cache.faults:
            return SessionStatus(entry, None, None, "unreadable", self.cache.faults[session], True, unsaved)
        if count is None:
            return SessionStatus(entry, None, None, "counting", "counting", False, unsaved)
        if found is None:
            fault = self.edits.truths[session].base.fault
            words = f"no truth: {fault}" if fault else "no truth yet"
            return SessionStatus(entry, count.reps, None, "no truth", words, fresh, unsaved)
        words = counting.verdict(found)
        short = "right" if words == "right" else "wrong"
        return SessionStatus(entry, count.reps, found.true, short, words, fresh, unsaved)

    def totals(self) -> Totals:
        """Totals over all annotated sessions, with the settings in force and with the saved ones."""
        now = [found for session in self.entries if (found := self.score(session))]
        before = (
            (session, self.cache.counted(session, self.edits.settings.base.value)) for session in self.entries
        )
        saved = [found for session, count in before if (found := self.score_of(count, session))]
        fresh = sum(self.is_fresh(session) for session in self.entries)
        return counting.totals(now, saved, fresh, len(self.entries) - len(self.cache.faults))

    @property
    def settings_are_unsaved(self) -> bool:
        """Whether the settings differ from the saved ones."""
        return self.values != self.edits.settings.base.value

    def annotations_are_unsaved(self, session: str) -> bool:
        """Whether a session's labels differ from its annotation file."""
        truth = self.edits.truths.get(session)
        return truth is not None and self.annotations(session) != truth.base.value

    def unsaved(self) -> list[str]:
        """Names of the sessions and the settings file with unsaved changes."""
        names = [
            entry.name for session, entry in self.entries.items() if self.annotations_are_unsaved(session)
        ]
        return [*names, *([self.settings_path.name] if self.settings_are_unsaved else [])]

    # Changes

    def set(self, name: str, value: int | str, *, moving: bool = False) -> None:
        """Change a setting.

        Args:
            name: name of the setting.
            value: its new value.
            moving: whether it is being dragged; then sessions are traced only after `release`.

        Raises:
            SettingsError: the setting does not exist or the value is out of range.
        """
        setting = find(name)
        state = self.history.state.with_setting(name, setting.check(value), self._unset(setting))
        self.change(f"{name} = {value}", state, SETTINGS, f"set {name}", moving=moving)

    def set_all(self, values: Values, words: str) -> None:
        """Change several settings in one step, which `words` describes.

        Raises:
            SettingsError: a setting does not exist or its value is out of range; none is changed.
        """
        state = self.history.state
        for name, value in values.items():
            setting = find(name)
            state = state.with_setting(name, setting.check(value), self._unset(setting))
        self.change(words, state)

    def _unset(self, setting: Setting) -> int | str | None:
        """The value that need not be kept: the default, unless a session has its own."""
        owned = any(setting.name in opened.loaded.own.values for opened in self.cache.opened.values())
        return None if owned else setting.default

    def reset(self) -> None:
        """Reset all settings to those of each session, or else to their defaults."""
        self.take({}, "all settings to their defaults")

    def take(self, values: Values, words: str) -> None:
        """Replace all settings in one step, which `words` describes."""
        self.change(words, WorkbenchState(dict(values), self.history.state.annotations))

    def label(self, session: str, words: str, change: Callable[[Rows], Rows]) -> None:
        """Change the labels of a session.

        Args:
            session: id of the session.
            words: description of the change, for the undo button.
            change: returns the new rows for the old ones.

        Raises:
            SessionError: the new labels are inconsistent; the labels are not changed.
        """
        opened, before = self.cache.opened[session], self._annotated(session)
        annotations = replace(before, rows=change(before.rows))
        check_annotations(annotations, opened.loaded.first_ms, opened.loaded.last_ms)
        self.change(words, self.history.state.with_annotations(session, annotations), session)

    def _annotated(self, session: str) -> Annotations:
        """The annotations of a session that has been read; empty ones if there are none."""
        return self.annotations(session) or Annotations(self.cache.opened[session].entry.path.name)

    def notes(self, session: str) -> TrainingNotes:
        """Load and effort of a session: those of its annotations, then those in its header."""
        annotations, opened = self.annotations(session), self.cache.opened.get(session)
        in_header = _notes_in_header(opened) if opened else NO_NOTES
        return annotations.notes.over(in_header) if annotations else in_header

    def note(self, session: str, key: str, value: float | None) -> None:
        """Change load or effort of a session; None for what is not known.

        Raises:
            SessionError: the value is out of range, or it is in the session's header and cannot be removed.
        """
        in_header = getattr(_notes_in_header(self.cache.opened[session]), key)
        if value is None and in_header is not None:
            raise SessionError(
                f"the header of {self.entries[session].name} says {key}: {in_header:g}: give another value,"
                " or delete the line there"
            )
        before = self._annotated(session)
        annotations = replace(before, notes=replace(before.notes, **{key: value}))
        words = f"{key} = {value:g}" if value is not None else f"no {key}"
        self.change(words, self.history.state.with_annotations(session, annotations), session)

    def release(self) -> None:
        """End a drag."""
        self.history.close()
        self._changed("release")

    def undo(self, session: str = "") -> str:
        """Undo the last change of the settings or of this session; returns its description, or nothing."""
        return self._changed(self.history.undo(session))

    def redo(self, session: str = "") -> str:
        """Redo the last such change that was undone; returns its description, empty if there is none."""
        return self._changed(self.history.redo(session))

    def change(
        self,
        words: str,
        state: WorkbenchState,
        subject: str = SETTINGS,
        key: str = "",
        *,
        moving: bool = False,
    ) -> None:
        """Change the state in a step that can be undone.

        Args:
            words, state, subject, key: those of `UndoHistory.do`.
            moving: that of `set`.
        """
        if subject and subject not in self.history.state.annotations:
            # The file may say something else by the time the step is undone.
            before = self.annotations(subject)
            self.history.state = self.history.state.with_annotations(subject, before)
        if self.history.do(words, state, subject, key):
            self._changed(words, moving=moving)

    def _changed(self, words: str, *, moving: bool = False) -> str:
        if words:
            if not moving:
                self.edits.keep(self.history.state)
            self.cache.request(self.values, traced=not moving)
            self.notify("state")
        return words

    # Saving

    def save_settings(self) -> str:
        """Save the settings; returns a message.

        Raises:
            SettingsError: the file cannot be written.
        """
        had, file = self.settings_path.exists(), self.edits.settings
        file.saved(save_settings(self.settings_path, self.values, file.base.digest), dict(self.values))
        self.keep()
        self.cache.keep(self.values)
        backup = f"; backup: {self.settings_path.name}.bak" if had else ""
        return f"settings saved to {self.settings_path}{backup}"

    def save_annotations(self, session: str) -> str:
        """Save the annotations of a session; returns a message.

        Raises:
            SessionError: there are none, the session has gone, or the file cannot be written.
        """
        annotations, entry = self.annotations(session), self.entries[session]
        if annotations is None:
            raise SessionError(f"{entry.name}: there are no labels to save")
        if not entry.path.exists():
            raise SessionError(f"{entry.name} is no longer there: put it back, then save the truth beside it")
        truth = self.edits.truths[session]
        truth.saved(save_annotations(entry.path, annotations, truth.base.digest), annotations)
        self.keep()
        return f"truth of {entry.name} saved, {how_many(len(annotations.rows), 'row')}"

    def keep(self) -> None:
        """Write and delete drafts after a save or a decision."""
        self.edits.keep(self.history.state)
        self.notify("state")


def _notes_in_header(opened: OpenedSession) -> TrainingNotes:
    """The notes in a session's header; none if they are invalid, as `heeldrive report` says."""
    with suppress(SessionError):
        return parsed_notes(opened.loaded.header.extra)
    return NO_NOTES
