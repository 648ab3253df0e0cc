"""Compiles the detector with Numba, once per computer, and loads it from its folder."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pickle import UnpicklingError
from types import ModuleType
from typing import Any

from heeldrive_lab.detection.compiled import module_text
from heeldrive_lab.detection.compiled.layout import Layout
from heeldrive_lab.detection.compiled.module_text import READY, layout
from heeldrive_lab.detection.compiled.transpiler import TranspilerError
from heeldrive_lab.util.files import replacing

KEPT = 3  # compiled detectors in the cache; older ones are deleted
MODULE = "detector.py"
_BUSY = "busy"


class Backend:
    """The compiled detector.

    Attributes:
        layout: memory layout of a counter.
        run, finish, teach: the compiled loops; see `heeldrive_lab.detection.compiled.module_text`.
    """

    def __init__(self, module: ModuleType) -> None:
        self.layout: Layout = layout()
        self.run: Any = module.run
        self.finish: Any = module.finish
        self.teach: Any = module.teach


def compile_in(place: Path, *, wait: bool) -> Backend | None:
    """Compile in a folder, and load; if another process is compiling, wait for it, or return None."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - optional

    # The operating system releases the lock if the process is killed.
    lock = FileLock(place / _BUSY)
    try:
        place.mkdir(parents=True, exist_ok=True)
        acquired = lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        return None
    except OSError as error:
        notify(f"{error.filename} cannot be written: the detector is compiled at each start (10 s)")
        return _in_memory()
    with acquired:
        if not (place / READY).exists():
            notify("compiling the detector for this computer, once: about 10 s")
            with replacing(place / MODULE) as file:
                file.write(module_text.module_text(cached=True))
            backend = load(place)
            (place / READY).touch()
            _clear(place)
            return backend
    return load(place)


def load(place: Path) -> Backend:
    """Import the module from its folder; Numba compiles functions that it does not have in its cache there.

    Raises:
        TranspilerError: Numba cannot compile it.
        OSError: the cache cannot be read.
    """
    spec = spec_from_file_location(f"heeldrive_compiled_{place.name}", place / MODULE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module  # Numba looks there for its cache
    try:
        with _numba_errors():
            spec.loader.exec_module(module)
    except (EOFError, UnpicklingError) as error:
        shutil.rmtree(place, ignore_errors=True)
        raise OSError(
            f"{place} was damaged ({error}) and has been deleted; it is compiled again at the next start"
        ) from error
    return Backend(module)


def _in_memory() -> Backend:
    """Compile in memory, without a cache."""
    module = ModuleType("heeldrive_compiled")
    text = compile(module_text.module_text(cached=False), module.__name__, "exec")
    with _numba_errors():
        exec(text, vars(module))
    return Backend(module)


@contextmanager
def _numba_errors() -> Iterator[None]:
    """Turn Numba's errors into TranspilerError."""
    from numba.core.errors import NumbaError  # noqa: PLC0415 - optional, and slow

    try:
        yield
    except NumbaError as error:
        raise TranspilerError(f"Numba: {str(error).splitlines()[0]}") from error


def _clear(place: Path) -> None:
    """Delete all but the newest: each change of the detector leaves one behind."""
    others = sorted(place.parent.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in others[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def notify(text: str) -> None:
    """Print one line to stderr, so that stdout contains the command's output only."""
    print(f"heeldrive: {text}", file=sys.stderr, flush=True)
