"""Compiles the detector with Numba, once per computer, and loads it from its folder."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from heeldrive_lab.detection.compiled import module_text
from heeldrive_lab.detection.compiled.layout import Layout
from heeldrive_lab.detection.compiled.module_text import READY, layout
from heeldrive_lab.detection.compiled.transpiler import TranspilerError
from heeldrive_lab.util.files import replacing
from heeldrive_lab.util.progress import bar

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


def backend_in(place: Path, *, wait: bool) -> Backend | None:
    """Load what was compiled in a folder, or compile it there.

    Args:
        place: the folder.
        wait: if another process is compiling, wait for it; otherwise return None.

    Raises:
        TranspilerError: Numba cannot compile it.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - optional

    if backend := _compiled(place):
        return backend
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
        if backend := _compiled(place):  # by a process that was waited for
            return backend
        notify("compiling the detector for this computer, once: about 10 s")
        shutil.rmtree(
            place / "__pycache__", ignore_errors=True
        )  # what a killed process left, or a damaged one
        text = module_text.module_text(cached=True)
        with replacing(place / MODULE) as file:
            file.write(text)
        with _compile_bar(place, text):
            backend = _load(place)
        with replacing(place / READY) as file:
            file.write(_digest(place))
        _clear(place)
        return backend


def _compiled(place: Path) -> Backend | None:
    """What was compiled in a folder; None if nothing was, or it is damaged, which is thrown away."""
    ready = place / READY
    if not ready.exists():
        return None
    try:
        if ready.read_text("utf-8") == _digest(place):
            return _load(place)
        why = "its files have changed"
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
    notify(f"the compiled detector in {place} is damaged and is made anew ({why})")
    with suppress(OSError):
        ready.unlink()
    return None


def _digest(place: Path) -> str:
    """SHA-256 of the module and of its machine code: damaged machine code would crash Python."""
    digest = sha256()
    for file in [place / MODULE, *sorted(place.rglob("*.nbc"))]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _load(place: Path) -> Backend:
    """Import the module from its folder; Numba compiles functions that it does not have in its cache there.

    Raises:
        TranspilerError: Numba cannot compile it.
    """
    spec = spec_from_file_location(_module_name(place), place / MODULE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module  # Numba looks there for its cache
    with _numba_errors():
        spec.loader.exec_module(module)
    return Backend(module)


@contextmanager
def _compile_bar(place: Path, text: str) -> Iterator[None]:
    """Show how many of the functions in the module's text are compiled."""
    from numba.core import event  # noqa: PLC0415 - optional, and slow

    compiled: set[str] = set()
    with bar("compiling the detector", text.count("\n@function(") + text.count("\n@njit(")) as update:

        class Listener(event.Listener):
            def on_start(self, event: Any) -> None:
                """Required."""

            def on_end(self, event: Any) -> None:
                function = event.data["dispatcher"].py_func
                if function.__module__ == _module_name(place):
                    compiled.add(function.__name__)
                    update(len(compiled))

        with event.install_listener("numba:compile", Listener()):
            yield


def _module_name(place: Path) -> str:
    return f"heeldrive_compiled_{place.name}"


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
