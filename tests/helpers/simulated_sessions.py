"""Simulated sessions that tests share: each is made once and kept on disk, for all workers and the next run.

What is kept is known by what was asked for and by all that makes it: the simulator's sources, those of the
modules that they import, and the versions of NumPy, MuJoCo and Python. It lies in pytest's own cache, which
`make clean` removes.
"""

import ast
import os
import pickle
import platform
import shutil
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import heeldrive_lab

if TYPE_CHECKING:  # the simulator and the lock come with extras; many tests do without
    from heeldrive_lab.simulator import SimulatedSession

PACKAGES = Path(heeldrive_lab.__file__).parents[1]

VERSIONS_KEPT = 3
"""Whoever goes to and fro between two states of the simulator finds both kept."""

LOCKS = 64
"""Two sessions that happen to share a lock only wait for each other."""


class Shelf:
    """Sessions in a folder.

    Args:
        folder: the cache's folder; it is shared by processes, and what is outdated in it is removed.
        stamp: what stands for all that makes a session, its sources and versions.
    """

    def __init__(self, folder: Path, stamp: str) -> None:
        self._locks = folder / "locks"
        self._sessions = folder / f"made-{stamp}"
        self._locks.mkdir(parents=True, exist_ok=True)
        self._sessions.mkdir(exist_ok=True)
        os.utime(self._sessions)
        others = set(folder.glob("made-*")) - {self._sessions}
        for outdated in sorted(others, key=_modified_ns, reverse=True)[VERSIONS_KEPT - 1 :]:
            shutil.rmtree(outdated, ignore_errors=True)  # another process may be at it as well

    def get(self, key: str, make: Callable[[], "SimulatedSession"]) -> "SimulatedSession":
        """The session of a key, made if there is none yet."""
        from filelock import FileLock

        name = sha256(key.encode()).hexdigest()[:24]
        with FileLock(self._locks / f"{int(name, 16) % LOCKS}.lock"):
            path = self._sessions / f"{name}.pickle"
            if path.exists():
                return pickle.loads(path.read_bytes())
            session = make()
            # Another run may have found this version outdated meanwhile.
            self._sessions.mkdir(exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(pickle.dumps(session))
            part.replace(path)
            return session


def _modified_ns(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except FileNotFoundError:  # another process has just removed it
        return 0


_folder: Path | None = None


def keep_in(folder: Path) -> None:
    """From now on keep sessions in a folder; before that they are kept in memory only."""
    global _folder  # noqa: PLW0603 - pytest says once where its cache is
    _folder = folder


def named_session(name: str, **how: object) -> "SimulatedSession":
    """What `make_session` makes of a name and these options."""
    from heeldrive_lab.simulator import make_session

    return _kept(f"{name} {sorted(how.items())!r}", lambda: make_session(name, **how))


def session_of(spec: str) -> "SimulatedSession":
    """What `simulate` makes of a spec, written as an inline table of TOML."""
    from heeldrive_lab.simulator import simulate
    from heeldrive_lab.simulator.spec import spec_from

    return _kept(spec, lambda: simulate(spec_from(spec)))


_in_memory: dict[str, "SimulatedSession"] = {}


def _kept(key: str, make: Callable[[], "SimulatedSession"]) -> "SimulatedSession":
    assert " at 0x" not in key, "an object that does not say what it holds is no part of a key"
    if key not in _in_memory:
        shelf = _shelf()
        _in_memory[key] = shelf.get(key, make) if shelf else make()
    return _in_memory[key]


@cache
def _shelf() -> Shelf | None:
    return Shelf(_folder, stamp()) if _folder else None


def stamp() -> str:
    """Changes with anything that could change a simulated session."""
    versions = [version("numpy"), version("mujoco"), platform.python_version(), platform.machine()]
    digest = sha256(repr(versions).encode())
    for path in simulator_sources():
        digest.update(path.relative_to(PACKAGES).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def simulator_sources() -> list[Path]:
    """The files of the simulator, and of all modules of ours that it imports, in order."""
    folder = PACKAGES / "heeldrive_lab" / "simulator"
    found = {path for path in folder.iterdir() if path.is_file()}
    unread = [path for path in found if path.suffix == ".py"]
    while unread:
        new = set(_imported_by(unread.pop())) - found
        found |= new
        unread += new
    return sorted(found)


def _imported_by(path: Path) -> list[Path]:
    names = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    places = [PACKAGES.joinpath(*name.split(".")) for name in names]
    files = [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]
    return [file for file in files if file.is_file()]
