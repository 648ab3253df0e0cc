"""Decides when the compiled detector is loaded or compiled.

Compiling takes about ten seconds and loading about half a second; the compiled detector saves about 2.5
microseconds a sample. So a process counts on the interpreter until it has counted so many samples that many
more can be expected. A caller that expects much work calls `prepare` first.
"""

import subprocess
import sys
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

import heeldrive

from heeldrive_lab.detection.compiled import layout, module_text, syntax, transpiler
from heeldrive_lab.detection.compiled.backend import Backend, backend_in, notify
from heeldrive_lab.detection.compiled.module_text import READY

# At 2.5 us a sample the interpreter takes a quarter of the loading time for the first, and a fifth of the
# compiling time for the second. A process that has counted that many usually counts many times more, and what
# is compiled serves later processes too.
LOAD_SAMPLES = 50_000
COMPILE_SAMPLES = 750_000
_TRANSPILER_SOURCES = [Path(module.__file__ or "") for module in (layout, module_text, syntax, transpiler)]


class DetectorCache:
    """The compiled detectors of a user, in a folder.

    Args:
        folder: the folder; None for the user's cache folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._backend: Backend | None = None
        self._failed = False
        self._samples = 0
        self._lock = Lock()

    def backend(self, samples: int) -> Backend | None:
        """The backend if it is loaded or has become worthwhile to load; None for the interpreter.

        Args:
            samples: number of samples about to be counted.
        """
        if self._backend or not self._lock.acquire(blocking=False):  # another thread is loading it
            return self._backend
        try:
            self._samples += samples
            if self._failed or self._samples < LOAD_SAMPLES:
                return None
            if self.place is None:
                self._failed = True
            elif self._samples >= COMPILE_SAMPLES or (self.place / READY).exists():
                self._backend = backend_in(self.place, wait=False)
        except Exception as error:
            self._fail(error)
        finally:
            self._lock.release()
        return self._backend

    def prepare(self) -> bool:
        """Load or compile the backend now, waiting for another process that compiles it.

        Returns:
            Whether the backend is available.
        """
        with self._lock:
            if not self._backend and not self._failed:
                try:
                    if self.place is not None:
                        self._backend = backend_in(self.place, wait=True)
                except Exception as error:
                    self._fail(error)
            return self._backend is not None

    def compile_apart(self) -> None:
        """Compile the backend in another process if it has not been compiled; it is not loaded.

        Compiling in this process would leave its other threads half of the time or less.
        """
        if self.place is None or (self.place / READY).exists():
            return
        code = (
            f"import sys; from pathlib import Path; from {__name__} import DetectorCache;"
            "DetectorCache(Path(sys.argv[1])).prepare()"
        )
        subprocess.run([sys.executable, "-c", code, str(self.place.parent)], check=False)

    @cached_property
    def place(self) -> Path | None:
        """The folder for the current sources, existing or not; None without the extra `fast`."""
        folder = self._folder or _user_folder()
        if folder is None or not (find_spec("numba") and find_spec("filelock")):
            return None
        digest = sha256(f"{sys.version} {version('numba')}".encode())
        for source in (*sorted(Path(heeldrive.__file__).parent.glob("*.py")), *_TRANSPILER_SOURCES):
            digest.update(source.read_bytes())
        return folder / digest.hexdigest()[:16]

    def _fail(self, error: Exception) -> None:
        self._failed = True
        why = str(error).partition("\n")[0] or type(error).__name__
        notify(f"the detector cannot be compiled; counting uses the interpreter, which is slower: {why}")


class InterpreterOnly(DetectorCache):
    """A cache without a backend: counting uses the interpreter."""

    @cached_property
    def place(self) -> None:
        """None: nothing is compiled or loaded."""


CACHE = DetectorCache()
"""The user's."""


def _user_folder() -> Path | None:
    """The user's cache folder; None without platformdirs."""
    if find_spec("platformdirs") is None:
        return None
    from platformdirs import user_cache_path  # noqa: PLC0415 - optional

    return user_cache_path("heeldrive") / "compiled"
