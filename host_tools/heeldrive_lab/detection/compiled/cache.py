"""Whether the compiled detector is used: it is loaded, or made, when that pays.

Compiling takes some fifteen seconds, loading about one, and either saves twenty microseconds a sample. So a
process counts on the interpreter until it has spent about as long as loading, or compiling, would take;
whoever knows that much work is to come asks for it at once (`prepare`).
"""

import sys
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

import heeldrive

from heeldrive_lab.detection.compiled import layout, module_text, transpiler
from heeldrive_lab.detection.compiled.backend import Machine, compile_at, load, say
from heeldrive_lab.detection.compiled.layout import LayoutError
from heeldrive_lab.detection.compiled.module_text import READY
from heeldrive_lab.detection.compiled.transpiler import TranslationError

LOAD_SAMPLES = 50_000  # on the interpreter they take about as long as to load what is compiled
COMPILE_SAMPLES = 750_000  # and these as long as to compile
_TRANSLATORS = [Path(module.__file__ or "") for module in (layout, module_text, transpiler)]
_ERRORS = (ImportError, OSError, LayoutError, TranslationError)


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
                self._machine = load(self.place)
            elif self._samples >= COMPILE_SAMPLES:
                self._machine = compile_at(self.place, wait=False)
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
                        self._machine = load(self.place) if ready else compile_at(self.place, wait=True)
                except _ERRORS as error:
                    self._give_up(error)
            return self._machine is not None

    @cached_property
    def place(self) -> Path | None:
        """Where the machine made of these sources lies, or will; None where the extra `fast` is missing."""
        folder = self._folder or _user_folder()
        if folder is None or not (find_spec("numba") and find_spec("filelock")):
            return None
        digest = sha256(f"{sys.version} {version('numba')}".encode())
        for source in (*sorted(Path(heeldrive.__file__).parent.glob("*.py")), *_TRANSLATORS):
            digest.update(source.read_bytes())
        return folder / digest.hexdigest()[:16]

    def _give_up(self, error: Exception) -> None:
        self._given_up = True
        say(f"the detector is not compiled, and counts on the interpreter: {error}")


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
