"""Undo history: complete states, the current one among them."""

from dataclasses import dataclass, field, replace

from heeldrive_lab.sessions.annotations import Annotations

# Number of steps that can be undone.
STEPS_KEPT = 200


@dataclass(frozen=True)
class WorkbenchState:
    """Everything that a user can change.

    Attributes:
        settings: settings that differ from their defaults, by name.
        annotations: annotations of the sessions that the user has labelled, by the session's id.
    """

    settings: dict[str, int | str] = field(default_factory=dict)
    annotations: dict[str, Annotations] = field(default_factory=dict)

    def with_setting(self, name: str, value: int | str, default: int | str | None) -> "WorkbenchState":
        """A copy with one setting changed; a value equal to the default is left out."""
        settings = {key: kept for key, kept in self.settings.items() if key != name}
        return replace(self, settings=settings if value == default else settings | {name: value})

    def with_annotations(self, session: str, annotations: Annotations) -> "WorkbenchState":
        """A copy with the annotations of one session changed."""
        return replace(self, annotations=self.annotations | {session: annotations})


@dataclass(frozen=True)
class _Step:
    words: str
    key: str
    before: WorkbenchState


class UndoHistory:
    """A sequence of states with undo and redo.

    Consecutive steps with the same `key` form one step until `close`, so that one undo reverts a whole drag.

    Attributes:
        state: the current state.
    """

    def __init__(self, state: WorkbenchState) -> None:
        self.state = state
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._open_key = ""

    @property
    def undo_words(self) -> str:
        """Description of the step that `undo` reverts; empty if there is none."""
        return self._undo[-1].words if self._undo else ""

    @property
    def redo_words(self) -> str:
        """Description of the step that `redo` repeats; empty if there is none."""
        return self._redo[-1].words if self._redo else ""

    def do(self, words: str, state: WorkbenchState, key: str = "") -> bool:
        """Set a new state; returns whether it differs from the current one.

        Args:
            words: description of the step, for the undo button.
            state: the new state.
            key: identifies a drag; empty for a single step.
        """
        if state == self.state:
            return False
        if key and key == self._open_key and self._undo:
            self._undo[-1] = replace(self._undo[-1], words=words)
        else:
            self._undo.append(_Step(words, key, self.state))
            del self._undo[:-STEPS_KEPT]
        self._open_key = key
        self._redo.clear()
        self.state = state
        return True

    def close(self) -> None:
        """End a drag: the next step is separate; a drag that changed nothing is removed."""
        self._open_key = ""
        if self._undo and not self._redo and self._undo[-1].before == self.state:
            self._undo.pop()

    def undo(self) -> str:
        """Revert the last step; returns its description, empty if there is none."""
        return self._go(self._undo, self._redo)

    def redo(self) -> str:
        """Repeat the last reverted step; returns its description, empty if there is none."""
        return self._go(self._redo, self._undo)

    def _go(self, source: list[_Step], target: list[_Step]) -> str:
        self._open_key = ""
        if not source:
            return ""
        step = source.pop()
        target.append(replace(step, before=self.state))
        self.state = step.before
        return step.words
