"""Sources of sessions to score: annotated session files and simulated sessions.

A source is small and can be sent to another process, where `load` reads or simulates the samples.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from heeldrive_lab.label.weak_labels import has_answers, weak_annotations
from heeldrive_lab.sessions.annotation_checks import checked_annotations
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
    """A session file with its annotation file.

    Attributes:
        path: the file.
        weak: whether it has none, and the wearer's answers to the board are taken instead.
    """

    path: Path
    weak: bool = False

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
        annotations = (
            weak_annotations(self.path, recording) if self.weak else checked_annotations(self.path, recording)
        )
        if annotations is None:
            raise _without_annotations(self.path)
        own = own_settings(self.path, recording.header)
        return Loaded(recording.header, recording.table, annotations, markers=recording.markers, own=own)


def find_sessions(paths: list[Path], answers: bool = False) -> list[SessionFile]:
    """Find annotated session files.

    Args:
        paths: session files, and folders that are searched at any depth.
        answers: whether a session without annotations is taken too if the wearer answered the board.

    Raises:
        SessionError: a session does not exist or has no annotation file, or a folder contains no annotated
            session.
    """
    found: list[SessionFile] = []
    for path in paths:
        if path.is_dir():
            files = [file for file in sorted(path.rglob("*")) if may_be_session(file)]
            inside = [SessionFile(file) for file in files if has_annotations(file)]
            if answers:
                inside += [SessionFile(file, True) for file in files if _is_answered(file)]
            if not inside:
                raise SessionError(
                    f"{path}: this folder contains no session with a NAME.truth.csv next to it"
                )
            found += inside
        elif not path.exists():
            raise SessionError(f"{path}: there is no such file: check the name")
        elif has_annotations(path):
            found.append(SessionFile(path))
        elif answers and has_answers(path):
            found.append(SessionFile(path, True))
        else:
            with SessionReader(path):  # another file than a session lacks more than annotations
                raise _without_annotations(path)
    return list(dict.fromkeys(found))


def weak_words(files: list[SessionFile]) -> str:
    """Which of the sessions are scored against the wearer's answers, in a clause; empty if none is."""
    names = [file.name for file in files if file.weak]
    if not names:
        return ""
    first = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
    return (
        f"without annotations, but the wearer answered the board: {first}: each rep that was not denied is"
        " taken for one"
    )


def _is_answered(file: Path) -> bool:
    try:
        return not has_annotations(file) and has_answers(file)
    except SessionError:
        return False  # not a session


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
