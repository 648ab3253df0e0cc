"""Sessions whose robustness is measured: recorded sessions, recordings of people, simulated workouts."""

from collections.abc import Sequence
from pathlib import Path

from heeldrive_lab.evaluation.fresh_workouts import kinematic_workouts, mujoco_workouts
from heeldrive_lab.evaluation.recordings import find_recordings
from heeldrive_lab.evaluation.sources import Source, find_sessions
from heeldrive_lab.sessions.session import SessionError

SESSIONS, RECORDINGS, KINEMATIC, MUJOCO = "sessions", "recordings", "kinematic", "MuJoCo"


def find_pools(
    paths: Sequence[Path], kinematic: int, mujoco: int, first_seed: int
) -> dict[str, list[Source]]:
    """Sessions by pool; a pool without sessions is left out.

    Args:
        paths: annotated sessions, folders of them, and folders of data sets with a `labels.csv` each.
        kinematic: hard workouts of the second simulator for each leg position.
        mujoco: hard MuJoCo workouts for each leg position.
        first_seed: seed of the first workout of each simulator.

    Raises:
        SessionError: there is nothing to count, or a session or its labels are invalid.
    """
    pools: dict[str, list[Source]] = {SESSIONS: [], RECORDINGS: []}
    for path in paths:
        if path.is_dir() and any(path.glob("*/labels.csv")):
            pools[RECORDINGS] += find_recordings(path)
        else:
            pools[SESSIONS] += find_sessions([path])
    pools[KINEMATIC] = list(kinematic_workouts(kinematic, first_seed))
    pools[MUJOCO] = list(mujoco_workouts(mujoco, first_seed))
    found = {name: sources for name, sources in pools.items() if sources}
    if not found:
        raise SessionError("nothing to count: name sessions or folders, or give --hard or --kinematic N")
    return found
