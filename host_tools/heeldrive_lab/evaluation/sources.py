"""What can be scored: session files with their truth, recordings with labels, simulated workouts.

A source is small and can be sent to another process; `load` reads or makes the samples there.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from heeldrive_lab.evaluation.annotation_checks import check_annotations
from heeldrive_lab.sessions.annotations import Annotations, annotations_path, find_annotations
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.samples import Samples
from heeldrive_lab.sessions.session import SessionError

if TYPE_CHECKING:  # it needs MuJoCo, which few have
    from heeldrive_lab.simulator import Session


@dataclass(frozen=True)
class Loaded(Samples):
    """A session in memory, and its truth.

    Attributes:
        truth: what was done, seen not to contradict the samples.
        still: whether it is known to hold half a second of stillness somewhere; True where nobody looked.
    """

    truth: Annotations
    still: bool = True

    @classmethod
    def simulated(cls, session: "Session") -> "Loaded":
        """A simulated session, as it is."""
        return cls(session.header, np.array(session.rows, np.int64), session.truth)


class Source(Protocol):
    """One session to score."""

    @property
    def group(self) -> str:
        """What it is summed up under: a folder's name."""

    @property
    def name(self) -> str:
        """Its own name, for tables."""

    @property
    def weight(self) -> int:
        """How long scoring it takes beside others, in any unit: the heaviest is begun first."""

    def load(self) -> Loaded:
        """Read or make it.

        Raises:
            SessionError: the session or its truth is wrong.
            RecordingError: the recording cannot be imported.
        """


@dataclass(frozen=True)
class SessionFile:
    """A session file with its truth beside it."""

    path: Path

    @property
    def group(self) -> str:
        """The folder it is in."""
        return self.path.resolve().parent.name

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def weight(self) -> int:
        """Bytes; packed text is about a quarter of plain text."""
        return self.path.stat().st_size * (4 if self.path.suffix == ".gz" else 1)

    def load(self) -> Loaded:
        """Read session and truth, and see that they belong together."""
        beside = annotations_path(self.path)
        truth = find_annotations(self.path)
        if truth is None:
            raise SessionError(f"{self.path}: there is no {beside.name} beside it to score it against")
        recording = read_recording(self.path)
        try:
            check_annotations(truth, recording.first_ms, recording.last_ms)
        except SessionError as error:
            raise SessionError(f"{beside}: {error}") from error
        return Loaded(recording.header, recording.table, truth)


def find_sessions(paths: list[Path]) -> list[SessionFile]:
    """The session files named, and those with truth beside them in the folders named, at any depth.

    Raises:
        SessionError: a session named is not there or has no truth beside it, or a folder holds no session
            with truth.
    """
    found: list[SessionFile] = []
    for path in paths:
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if _is_session(file)]
            if not inside:
                raise SessionError(
                    f"{path}: there is no session with a NAME.truth.csv beside it in this folder"
                )
            found += map(SessionFile, inside)
        elif not path.exists():
            raise SessionError(f"{path}: there is no such file: check the name")
        elif not annotations_path(path).exists():
            raise SessionError(
                f"{path}: there is no {annotations_path(path).name} beside it to score it against"
            )
        else:
            found.append(SessionFile(path))
    return list(dict.fromkeys(found))


def _is_session(file: Path) -> bool:
    return (
        file.name.endswith((".csv", ".csv.gz"))
        and not file.name.endswith(".truth.csv")
        and annotations_path(file).exists()
    )


@dataclass(frozen=True)
class Simulated:
    """A session of `heeldrive_lab.simulator`, made anew wherever it is scored.

    Attributes:
        seed: makes it again.
        kind: its name there; a random workout by default.
    """

    seed: int
    kind: str = "workout"

    @property
    def group(self) -> str:
        """All of them stand together."""
        return "simulated"

    @property
    def name(self) -> str:
        """By its seed."""
        return f"{self.kind}, seed {self.seed}"

    @property
    def weight(self) -> int:
        """They are much alike."""
        return 1

    def load(self) -> Loaded:
        """Simulate it."""
        from heeldrive_lab.simulator import make_session  # noqa: PLC0415 - needs MuJoCo, which few have

        return Loaded.simulated(make_session(self.kind, self.seed))
