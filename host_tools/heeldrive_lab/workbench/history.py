"""Undo history: the user's changes, each of the settings or of the labels of one session."""

from dataclasses import dataclass, field, replace

from heeldrive_lab.sessions.annotations import Annotations

# Number of steps that can be undone.
STEPS_KEPT = 200


@dataclass(frozen=True)
class WorkbenchState:
    """Everything that a user can change.

    Attributes:
        settings: settings that differ from their defaults, by name.
        annotations: annotations of the sessions that the user has labelled, by the session's id; None for a
            session without any.
    """

    settings: dict[str, int | str] = field(default_factory=dict)
    annotations: dict[str, Annotations | None] = field(default_factory=dict)

    def with_setting(self, name: str, value: int | str, default: int | str | None) -> "WorkbenchState":
        """A copy with one setting changed; a value equal to the default is left out."""
        settings = {key: kept for key, kept in self.settings.items() if key != name}
        return replace(self, settings=settings if value == default else settings | {name: value})

    def with_annotations(self, session: str, annotations: Annotations | None) -> "WorkbenchState":
        """A copy with the annotations of one session changed."""
        return replace(self, annotations=self.annotations | {session: annotations})

    def with_part_of(self, other: "WorkbenchState", subject: str) -> "WorkbenchState":
        """A copy with what a step changed, its `subject`, as it is in another state."""
        if not subject:
            return replace(self, settings=other.settings)
        return self.with_annotations(subject, other.annotations[subject])


@dataclass(frozen=True)
class _Step:
    words: str
    subject: str  # id of the session whose labels it changed; empty for the settings
    before: WorkbenchState  # only the part of the subject counts


class UndoHistory:
    """A sequence of changes with undo and redo.

    Two tabs can show two sessions: undo and redo change the settings, which all tabs share, and the labels of
    the session they are given, never those of another. Changes of different subjects do not depend on each
    other, so that their order does not matter.

    Consecutive steps with the same `key` form one step until `close`, so that one undo reverts a whole drag.

    Attributes:
        state: the current state.
    """

    def __init__(self, state: WorkbenchState) -> None:
        self.state = state
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._open_key = ""

    def undo_words(self, session: str = "") -> str:
        """Description of the step that `undo` reverts; empty if there is none."""
        return _words(self._undo, session)

    def redo_words(self, session: str = "") -> str:
        """Description of the step that `redo` repeats; empty if there is none."""
        return _words(self._redo, session)

    def do(self, words: str, state: WorkbenchState, subject: str = "", key: str = "") -> bool:
        """Set a new state; returns whether it differs from the current one.

        Args:
            words: description of the step, for the undo button.
            state: the new state.
            subject: id of the session whose labels differ; the current state has some for it. Empty if the
                settings differ.
            key: identifies a drag; empty for a single step.
        """
        if state == self.state:
            return False
        if key and key == self._open_key and self._undo:
            self._undo[-1] = replace(self._undo[-1], words=words)
        else:
            self._undo.append(_Step(words, subject, self.state))
            del self._undo[:-STEPS_KEPT]
        self._open_key = key
        self._redo = [step for step in self._redo if step.subject != subject]
        self.state = state
        return True

    def close(self) -> None:
        """End a drag: the next step is separate; a drag that changed nothing is removed."""
        dragged, self._open_key = self._open_key, ""
        if dragged and self._undo:
            last = self._undo[-1]
            if self.state.with_part_of(last.before, last.subject) == self.state:
                self._undo.pop()

    def undo(self, session: str = "") -> str:
        """Revert the last step on the settings or this session; returns its description, empty if none."""
        return self._go(self._undo, self._redo, session)

    def redo(self, session: str = "") -> str:
        """Repeat the last such step that was reverted; returns its description, empty if there is none."""
        return self._go(self._redo, self._undo, session)

    def _go(self, source: list[_Step], target: list[_Step], session: str) -> str:
        self._open_key = ""
        place = _last(source, session)
        if place < 0:
            return ""
        step = source.pop(place)
        target.append(replace(step, before=self.state))
        self.state = self.state.with_part_of(step.before, step.subject)
        return step.words


def _last(steps: list[_Step], session: str) -> int:
    """Place of the last step on the settings or on this session's labels; -1 if there is none."""
    return max((place for place, step in enumerate(steps) if step.subject in ("", session)), default=-1)


def _words(steps: list[_Step], session: str) -> str:
    place = _last(steps, session)
    return steps[place].words if place >= 0 else ""
