"""The compiled detector: made by Numba once for a computer, kept in a folder, loaded from there."""

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
from heeldrive_lab.detection.compiled.transpiler import TranslationError
from heeldrive_lab.util.files import replacing

KEPT = 3  # compiled detectors in the cache; older ones go
MODULE = "detector.py"
_BUSY = "busy"


class Machine:
    """The compiled detector.

    Attributes:
        layout: where a counter's attributes lie.
        run, finish: the compiled loops, see `heeldrive_lab.detection.compiled.module_text`.
    """

    def __init__(self, module: ModuleType) -> None:
        self.layout: Layout = layout()
        self.run: Any = module.run
        self.finish: Any = module.finish


def compile_at(place: Path, *, wait: bool) -> Machine | None:
    """Compile, unless another process is doing it; that is waited for, or None returned."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - an extra

    # The system lets go of it when a process is ended in the middle.
    lock = FileLock(place / _BUSY)
    try:
        place.mkdir(parents=True, exist_ok=True)
        held = lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        return None
    except OSError as error:
        say(f"{error.filename} cannot be written: the detector is compiled anew at each start, some 15 s")
        return _in_memory()
    with held:
        if not (place / READY).exists():
            say("compiling the detector for this computer, once: some 15 s")
            with replacing(place / MODULE) as file:
                file.write(module_text.module_text(cached=True))
            machine = load(place)
            (place / READY).touch()
            _clear(place)
            return machine
    return load(place)


def load(place: Path) -> Machine:
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


def say(text: str) -> None:
    """Tell the user in one line, beside what the command prints."""
    print(f"heeldrive: {text}", file=sys.stderr, flush=True)
