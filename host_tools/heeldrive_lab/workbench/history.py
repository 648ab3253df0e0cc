"""What was changed, so that it can be undone and done again: whole states, the last one in force."""

from dataclasses import dataclass, field, replace

from heeldrive_lab.sessions.annotations import Annotations

# As many steps back as anybody remembers what they did.
LONGEST = 200


@dataclass(frozen=True)
class WorkbenchState:
    """All that a user can change.

    Attributes:
        settings: the values that differ from the defaults, by name.
        annotations: the truth of the sessions whose labels were touched, by the session's id.
    """

    settings: dict[str, int | str] = field(default_factory=dict)
    annotations: dict[str, Annotations] = field(default_factory=dict)

    def with_setting(self, name: str, value: int | str, default: int | str) -> "WorkbenchState":
        """The same with one setting changed; one at its default is not kept."""
        settings = {key: kept for key, kept in self.settings.items() if key != name}
        return replace(self, settings=settings if value == default else settings | {name: value})

    def with_annotations(self, session: str, annotations: Annotations) -> "WorkbenchState":
        """The same with the truth of one session changed."""
        return replace(self, annotations=self.annotations | {session: annotations})


@dataclass(frozen=True)
class _Step:
    words: str
    key: str
    before: WorkbenchState


class UndoHistory:
    """States in order, with a place among them.

    Steps with one `key` that follow each other are one step until `close`: a threshold that is dragged is
    undone at once, not pixel by pixel.

    Attributes:
        state: the one in force.
    """

    def __init__(self, state: WorkbenchState) -> None:
        self.state = state
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._open_key = ""

    @property
    def undo_words(self) -> str:
        """What `undo` would take back; empty when there is nothing."""
        return self._undo[-1].words if self._undo else ""

    @property
    def redo_words(self) -> str:
        """What `redo` would do again; empty when there is nothing."""
        return self._redo[-1].words if self._redo else ""

    def do(self, words: str, state: WorkbenchState, key: str = "") -> bool:
        """Put a state in force; returns whether it differs from the one before.

        Args:
            words: what is done, for the button that undoes it.
            state: the new state.
            key: what is being moved; empty for a step of its own.
        """
        if state == self.state:
            return False
        if key and key == self._open_key and self._undo:
            self._undo[-1] = replace(self._undo[-1], words=words)
        else:
            self._undo.append(_Step(words, key, self.state))
            del self._undo[:-LONGEST]
        self._open_key = key
        self._redo.clear()
        self.state = state
        return True

    def close(self) -> None:
        """What was moved has been let go: the next step is one of its own, or none if nothing came of it."""
        self._open_key = ""
        if self._undo and not self._redo and self._undo[-1].before == self.state:
            self._undo.pop()

    def undo(self) -> str:
        """Take the last step back; returns its words, empty when there is none."""
        return self._go(self._undo, self._redo)

    def redo(self) -> str:
        """Do again what was taken back; returns its words, empty when there is nothing."""
        return self._go(self._redo, self._undo)

    def _go(self, taken: list[_Step], given: list[_Step]) -> str:
        self._open_key = ""
        if not taken:
            return ""
        step = taken.pop()
        given.append(replace(step, before=self.state))
        self.state = step.before
        return step.words
