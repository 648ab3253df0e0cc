"""Writes a simulated workout with its annotations next to it."""

from pathlib import Path

from heeldrive_lab.kinematic_simulator.workouts import KinematicSession, workout
from heeldrive_lab.sessions.annotations import Annotations, annotations_path, write_annotations
from heeldrive_lab.sessions.session import write_session


def write_workout(path: str | Path, seed: int, leg: str = "front", hard: bool = True) -> KinematicSession:
    """Simulate a workout and write it.

    Args:
        path: the file, `.csv` or `.csv.gz`.
        seed: as in `workout`.
        leg: as in `workout`.
        hard: as in `workout`.

    Raises:
        SessionError: session or annotations cannot be written.
        ValueError: an unknown leg.
    """
    path = Path(path)
    session = workout(seed, leg, hard)
    name = path.name.removesuffix(".gz")
    write_session(path, session.header, map(tuple, session.table.tolist()))
    write_annotations(annotations_path(path), Annotations(name, session.annotations.rows))
    return session
