"""The status of a session in the list."""

from dataclasses import dataclass

from heeldrive_lab.workbench.library import SessionEntry


@dataclass(frozen=True)
class SessionStatus:
    """Status of a session, for the list.

    Attributes:
        entry: the session.
        counted: number of counted reps; None until it is counted.
        true: number of true reps; None without annotations.
        verdict: `right`, `wrong`, `no truth`, `counting` or `unreadable`.
        words: the verdict with details.
        fresh: whether it is counted with the settings in force.
        unsaved: whether its labels have unsaved changes.
    """

    entry: SessionEntry
    counted: int | None
    true: int | None
    verdict: str
    words: str
    fresh: bool
    unsaved: bool
