"""Each session has the same events as in its golden file: every field of every event."""

from functools import cache
from pathlib import Path

import pytest
from heeldrive_lab.sessions.session import SessionReader

from .changes import Change
from .conftest import FOLDER
from .edges import EDGES
from .runs import Recorded

SESSIONS = Path(__file__).parents[2] / "recorded_sessions"
LIBRARY = sorted(
    path.relative_to(SESSIONS).with_suffix("").as_posix()
    for path in SESSIONS.rglob("*.csv")
    if not path.name.endswith(".truth.csv")
)


@cache
def recorded(name):
    """Read a recorded session, once."""
    with SessionReader(SESSIONS / f"{name}.csv") as session:
        header = session.header
        return Recorded(list(session), header.accel_ug_per_count, header.gyro_udps_per_count)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_recorded_session_gives_the_same_events(name, golden):
    golden.check(name, recorded(name))


@pytest.mark.parametrize("name", EDGES)
def test_a_session_at_an_edge_gives_the_same_events(name, golden):
    golden.check(f"edges/{name}", EDGES[name](recorded))


def test_no_golden_file_is_left_of_a_session_that_is_gone(golden):
    known = set(LIBRARY) | {f"edges/{name}" for name in EDGES}
    for path in sorted(FOLDER.rglob("*.txt")):
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        if name not in known:
            golden.differ([Change("gone", f"{name}: the session is gone")])
            path.unlink()
