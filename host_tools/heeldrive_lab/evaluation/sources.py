"""Sources of sessions to score: annotated session files and simulated sessions.

A source is small and can be sent to another process, where `load` reads or simulates the samples.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from heeldrive_lab.evaluation.annotation_checks import checked_annotations
from heeldrive_lab.sessions.annotations import Annotations, annotations_path, has_annotations
from heeldrive_lab.sessions.file_names import may_be_session
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.samples import SampleTable
from heeldrive_lab.sessions.session import SessionError, SessionReader
from heeldrive_lab.settings.of_session import NO_SETTINGS, OwnSettings, own_settings
from heeldrive_lab.util.plain_text import printable

if TYPE_CHECKING:  # needs MuJoCo, an optional dependency
    from heeldrive_lab.simulator import SimulatedSession


@dataclass(frozen=True)
class Loaded(SampleTable):
    """A session in memory with its annotations.

    Attributes:
        annotations: the ground truth, checked against the samples.
        still: whether the session contains half a second at rest; True if not checked.
        markers: the wearer's markers and the board's notes, `(t_ms, text)`.
        own: the settings that the session brings along.
    """

    annotations: Annotations
    still: bool = True
    markers: tuple[tuple[int, str], ...] = ()
    own: OwnSettings = NO_SETTINGS

    @classmethod
    def simulated(cls, session: "SimulatedSession") -> "Loaded":
        """Make it from a simulated session."""
        return cls(session.header, np.array(session.rows, np.int64), session.truth)


class Source(Protocol):
    """One session to score."""

    @property
    def group(self) -> str:
        """Name of its group in tables, such as a folder's name."""

    @property
    def name(self) -> str:
        """Name of the session in tables."""

    @property
    def weight(self) -> int:
        """Relative time to score it, in any unit; the heaviest source is started first."""

    def load(self) -> Loaded:
        """Read or simulate it.

        Raises:
            SessionError: the session or its annotations are invalid.
            RecordingError: the recording cannot be imported.
        """


@dataclass(frozen=True)
class SessionFile:
    """A session file with its annotation file."""

    path: Path

    @property
    def group(self) -> str:
        """The folder it is in."""
        return printable(self.path.resolve().parent.name)

    @property
    def name(self) -> str:
        """The file's name."""
        return printable(self.path.name)

    @property
    def weight(self) -> int:
        """Uncompressed size, bytes; gzip compresses text to about a quarter."""
        return self.path.stat().st_size * (4 if self.path.suffix == ".gz" else 1)

    def load(self) -> Loaded:
        """Read session and annotations, and check that they belong together."""
        recording = read_recording(self.path)
        annotations = checked_annotations(self.path, recording)
        if annotations is None:
            raise _without_annotations(self.path)
        own = own_settings(self.path, recording.header)
        return Loaded(recording.header, recording.table, annotations, markers=recording.markers, own=own)


def find_sessions(paths: list[Path]) -> list[SessionFile]:
    """Find annotated session files.

    Args:
        paths: session files, and folders that are searched at any depth.

    Raises:
        SessionError: a session does not exist or has no annotation file, or a folder contains no annotated
            session.
    """
    found: list[SessionFile] = []
    for path in paths:
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if _is_session(file)]
            if not inside:
                raise SessionError(
                    f"{path}: this folder contains no session with a NAME.truth.csv next to it"
                )
            found += map(SessionFile, inside)
        elif not path.exists():
            raise SessionError(f"{path}: there is no such file: check the name")
        elif not has_annotations(path):
            with SessionReader(path):  # another file than a session lacks more than annotations
                raise _without_annotations(path)
        else:
            found.append(SessionFile(path))
    return list(dict.fromkeys(found))


def _is_session(file: Path) -> bool:
    return may_be_session(file) and has_annotations(file)


def _without_annotations(path: Path) -> SessionError:
    beside = annotations_path(path).name
    return SessionError(f"{path}: there is no {beside} next to it, with a row, to score it against")


@dataclass(frozen=True)
class Simulated:
    """A session of `heeldrive_lab.simulator`, simulated where it is scored.

    Attributes:
        seed: seed of the simulation.
        kind: name of the kind of session; a random workout by default.
    """

    seed: int
    kind: str = "workout"

    @property
    def group(self) -> str:
        """All of them form one group."""
        return "simulated"

    @property
    def name(self) -> str:
        """Kind and seed."""
        return f"{self.kind}, seed {self.seed}"

    @property
    def weight(self) -> int:
        """Equal for all: they take about the same time."""
        return 1

    def load(self) -> Loaded:
        """Simulate it."""
        from heeldrive_lab.simulator import make_session  # noqa: PLC0415 - needs MuJoCo, optional

        return Loaded.simulated(make_session(self.kind, self.seed))
