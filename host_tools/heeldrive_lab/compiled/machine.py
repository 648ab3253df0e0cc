"""The compiled detector of this computer: compiled once, kept in the user's cache, loaded when it pays.

Compiling takes some fifteen seconds, loading about one, and either saves twenty microseconds a sample. So a
process counts on the interpreter until it has spent about as long as loading, or compiling, would take;
whoever knows that much work is to come asks for it at once (`prepare`).
"""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from pickle import UnpicklingError
from threading import Lock
from types import ModuleType
from typing import Any

import heeldrive

from heeldrive_lab.compiled import memory, module_text, translate
from heeldrive_lab.compiled.memory import Layout, LayoutError
from heeldrive_lab.compiled.module_text import READY, layout
from heeldrive_lab.compiled.translate import TranslationError
from heeldrive_lab.files import replacing

LOAD_SAMPLES = 50_000  # on the interpreter they take about as long as to load what is compiled
COMPILE_SAMPLES = 750_000  # and these as long as to compile
KEPT = 3  # compiled detectors in the cache; older ones go
_STALE_S = 300  # whoever has been compiling for so long has been ended in the middle
_BUSY = "busy"
MODULE = "detector.py"
_TRANSLATORS = [Path(module.__file__ or "") for module in (memory, module_text, translate)]
_ERRORS = (ImportError, OSError, LayoutError, TranslationError)


class Machine:
    """The compiled detector.

    Attributes:
        layout: where a counter's attributes lie.
        run, finish: the compiled loops, see `heeldrive_lab.compiled.module_text`.
    """

    def __init__(self, module: ModuleType) -> None:
        self.layout: Layout = layout()
        self.run: Any = module.run
        self.finish: Any = module.finish


class Shelf:
    """Where the machine is kept and how it gets there.

    Args:
        folder: the cache; None for the user's own.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._machine: Machine | None = None
        self._given_up = False
        self._samples = 0
        self._lock = Lock()

    def machine(self, samples: int) -> Machine | None:
        """The machine, if it is there, or if it pays by now to get it; None for the interpreter.

        Args:
            samples: how many are about to be counted.
        """
        if self._machine or not self._lock.acquire(blocking=False):  # another thread is at it
            return self._machine
        try:
            self._samples += samples
            if self._given_up or self._samples < LOAD_SAMPLES:
                return None
            if self.place is None:
                self._given_up = True
            elif (self.place / READY).exists():
                self._machine = _load(self.place)
            elif self._samples >= COMPILE_SAMPLES:
                self._machine = _compile(self.place, wait=False)
        except _ERRORS as error:
            self._give_up(error)
        finally:
            self._lock.release()
        return self._machine

    def prepare(self) -> bool:
        """Load the machine now, or compile it; whether there is one.

        Another process that compiles it is waited for.
        """
        with self._lock:
            if not self._machine and not self._given_up:
                try:
                    if self.place is not None:
                        ready = (self.place / READY).exists()
                        self._machine = _load(self.place) if ready else _compile(self.place, wait=True)
                except _ERRORS as error:
                    self._give_up(error)
            return self._machine is not None

    @cached_property
    def place(self) -> Path | None:
        """Where the machine made of these sources lies, or will; None where the extra `fast` is missing."""
        folder = self._folder or _user_folder()
        if folder is None or find_spec("numba") is None:
            return None
        digest = sha256(f"{sys.version} {version('numba')}".encode())
        for source in (*sorted(Path(heeldrive.__file__).parent.glob("*.py")), *_TRANSLATORS):
            digest.update(source.read_bytes())
        return folder / digest.hexdigest()[:16]

    def _give_up(self, error: Exception) -> None:
        self._given_up = True
        _say(f"the detector is not compiled, and counts on the interpreter: {error}")


class Empty(Shelf):
    """A shelf that stays empty: what counts is the interpreter."""

    def machine(self, samples: int) -> None:
        """There is none."""

    def prepare(self) -> bool:
        """There never is."""
        return False


def _user_folder() -> Path | None:
    """Where this user's programs keep what they can make again."""
    if find_spec("platformdirs") is None:
        return None
    from platformdirs import user_cache_path  # noqa: PLC0415 - an extra

    return user_cache_path("heeldrive") / "compiled"


def _compile(place: Path, *, wait: bool) -> Machine | None:
    """Compile, unless another process is doing it; that is waited for, or None returned."""
    try:
        while not _begin(place):
            if not wait:
                return None
            time.sleep(0.2)
    except OSError as error:
        _say(f"{error.filename} cannot be written: the detector is compiled anew at each start, some 15 s")
        return _in_memory()
    try:
        if not (place / READY).exists():
            _say("compiling the detector for this computer, once: some 15 s")
            with replacing(place / MODULE) as file:
                file.write(module_text.module_text(cached=True))
            machine = _load(place)
            (place / READY).touch()
            _clear(place)
            return machine
    finally:
        (place / _BUSY).unlink(missing_ok=True)
    return _load(place)


def _begin(place: Path) -> bool:
    """Whether it is for this process to compile.

    Raises:
        OSError: the folder cannot be written.
    """
    place.mkdir(parents=True, exist_ok=True)
    busy = place / _BUSY
    try:
        busy.touch(exist_ok=False)
    except FileExistsError:
        try:
            if time.time() - busy.stat().st_mtime > _STALE_S:
                busy.unlink()
        except FileNotFoundError:
            pass  # just done
        return False
    return True


def _load(place: Path) -> Machine:
    """Import the module; what is not compiled yet is compiled, and kept beside it.

    Raises:
        TranslationError: Numba cannot compile it.
        OSError: what was kept cannot be read.
    """
    spec = spec_from_file_location(f"heeldrive_compiled_{place.name}", place / MODULE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module  # Numba looks there for what it has kept
    try:
        with _numba_errors():
            spec.loader.exec_module(module)
    except (EOFError, UnpicklingError) as error:
        shutil.rmtree(place, ignore_errors=True)
        raise OSError(f"{place} was damaged ({error}); it is removed, and made anew next time") from error
    return Machine(module)


def _in_memory() -> Machine:
    """Compile without keeping anything."""
    module = ModuleType("heeldrive_compiled")
    text = compile(module_text.module_text(cached=False), module.__name__, "exec")
    with _numba_errors():
        exec(text, vars(module))
    return Machine(module)


@contextmanager
def _numba_errors() -> Iterator[None]:
    """Let what Numba cannot compile be what cannot be translated."""
    from numba.core.errors import NumbaError  # noqa: PLC0415 - an extra, and slow

    try:
        yield
    except NumbaError as error:
        raise TranslationError(f"Numba: {str(error).splitlines()[0]}") from error


def _clear(place: Path) -> None:
    """Drop all but the newest: each change of the detector leaves one."""
    others = sorted(place.parent.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in others[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def _say(text: str) -> None:
    print(f"heeldrive: {text}", file=sys.stderr, flush=True)
