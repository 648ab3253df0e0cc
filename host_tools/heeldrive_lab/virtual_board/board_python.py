"""Python as the board has it: its own modules, ``print`` and ``open``, and nothing of the host's.

Code of the board (the firmware and Adafruit's drivers) gets its own built-ins, whose ``__import__`` answers
with the board's modules. So nothing of the host is replaced while the firmware runs: code of the host that is
called in between (a source of samples, an observer of the display) keeps its real ``time`` and ``print``.
"""

import __future__

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

# CircuitPython's own modules that behave alike on the host. No others can be imported, as on the board.
_ALIKE = frozenset(
    (
        "__future__",
        "array",
        "binascii",
        "collections",
        "errno",
        "heeldrive",
        "io",
        "json",
        "math",
        "micropython",
        "random",
        "re",
        "struct",
        "sys",
    )
)
# Never imported; `code` is also a module of the host's Python.
_STARTED_BY_THE_BOARD = ("code", "boot", "safemode")
_PATH = ("", "/", ".frozen", "/lib")
"""Where CircuitPython looks for modules; a program may change it."""


class BoardPython:
    """Runs one program as the board would.

    Args:
        folder: the drive's program files (``code.py``, packages).
        modules: the board's modules by name; they come before any other.
        built_ins: what replaces built-in functions of the same name (``print``, ``open``).
        wrapped: modules of the host that the board gets through a function, by name: it is given the module
            and returns another.
    """

    def __init__(
        self,
        folder: Path,
        modules: Mapping[str, ModuleType],
        built_ins: Mapping[str, Callable[..., Any]],
        wrapped: Mapping[str, Callable[[ModuleType], ModuleType]],
    ) -> None:
        self._folder = folder
        self._modules = dict(modules)
        self._wrapped = wrapped
        self._sys = ModuleType("sys")  # the host's, but for the path
        self._sys.__dict__.update(vars(sys))
        self._modules["sys"] = self._sys
        self._set_aside: dict[str, ModuleType] = {}
        self._known: frozenset[str] = frozenset()  # names of the board's own modules, so far
        self._found: dict[tuple[str, ...], frozenset[str]] = {}
        self._built_ins = {**vars(builtins), **built_ins, "__import__": self._import}

    def run(self, program: str) -> None:
        """Runs ``program`` (a file of the folder) as ``__main__``; the board's code is imported afresh.

        Raises:
            FileNotFoundError: there is no such program.
            BaseException: whatever the program raises.
        """
        self._sys.__dict__["path"] = list(_PATH)
        path = self._folder / program
        code = _compiled(path, path.stat().st_mtime_ns)
        with self._fresh_modules():
            exec(code, {"__name__": "__main__", "__file__": program, "__builtins__": self._built_ins})

    def _import(
        self,
        name: str,
        global_names: Mapping[str, object] | None = None,
        local_names: Mapping[str, object] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> ModuleType:
        if level == 0:
            self._follow_path()
            if name in self._modules:
                return self._modules[name]
            top = name.partition(".")[0]
            if top not in _ALIKE and not self._is_board_code(top):
                raise ImportError(f"no module named '{name}'")
        found = builtins.__import__(name, global_names, local_names, fromlist, level)
        if level == 0 and name in self._wrapped:
            found = self._modules[name] = self._wrapped[name](found)
        return found

    def _is_board_code(self, top: str) -> bool:
        return top in self._own() or top.startswith("adafruit_")

    def _own(self) -> frozenset[str]:
        """The names of modules and packages on the board's path."""
        path = tuple(self._sys.path)
        if path not in self._found:
            self._found[path] = _modules_in(self._places())
        return self._found[path]

    def _places(self) -> list[str]:
        """The folders of the board's path, where the host has them."""
        entries = [entry.strip("/") for entry in self._sys.path if not entry.startswith(".")]
        return [str(self._folder / entry) for entry in dict.fromkeys(entries)]

    @contextmanager
    def _fresh_modules(self) -> Iterator[None]:
        """Sets the board's code in ``sys.modules`` aside, and whatever the run imports away again."""
        finder = _BoardFinder(self._places, self._is_board_code, self._built_ins)
        self._set_aside = self._taken_out()
        self._known = self._own()
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)
            self._taken_out()
            sys.modules.update(self._set_aside)

    def _follow_path(self) -> None:
        """Sets the host's modules aside whose names the program has just put on its path."""
        new = self._own() - self._known
        if new:
            self._known |= new
            names = [name for name in list(sys.modules) if name.partition(".")[0] in new]
            self._set_aside.update({name: sys.modules.pop(name) for name in names})

    def _taken_out(self) -> dict[str, ModuleType]:
        names = [name for name in list(sys.modules) if self._is_board_code(name.partition(".")[0])]
        return {name: sys.modules.pop(name) for name in names}


class _BoardFinder(MetaPathFinder):
    """Finds what lies on the board's path there, and drivers that do not where the host has them."""

    def __init__(
        self,
        places: Callable[[], list[str]],
        is_board_code: Callable[[str], bool],
        built_ins: dict[str, Any],
    ) -> None:
        self._places = places
        self._is_board_code = is_board_code
        self._loader = _BoardLoader(built_ins)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        top = fullname.partition(".")[0]
        if not self._is_board_code(top):
            return None
        found = PathFinder.find_spec(fullname, self._places() if path is None else path)
        if found is None and path is None and top.startswith("adafruit_"):
            found = PathFinder.find_spec(fullname)
        if found is None or found.origin is None or not found.origin.endswith(".py"):
            return found
        return spec_from_file_location(
            fullname,
            found.origin,
            loader=self._loader,
            submodule_search_locations=found.submodule_search_locations,
        )


class _BoardLoader(Loader):
    """Runs a module of the board with the board's built-ins."""

    def __init__(self, built_ins: dict[str, Any]) -> None:
        self._built_ins = built_ins

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        path = Path(str(module.__file__))
        module.__dict__["__builtins__"] = self._built_ins
        exec(_compiled(path, path.stat().st_mtime_ns), module.__dict__)


def _modules_in(places: Sequence[str]) -> frozenset[str]:
    """The names of modules and packages that lie in these folders."""
    found = (path for place in places if Path(place).is_dir() for path in Path(place).iterdir())
    return frozenset(path.stem for path in found if path.suffix == ".py" or path.is_dir()).difference(
        _STARTED_BY_THE_BOARD
    )


@lru_cache(maxsize=256)
def _compiled(path: Path, modified_ns: int) -> CodeType:
    """The file's code.

    Annotations are not evaluated, as on CircuitPython: the drivers annotate with names it does not have.
    """
    del modified_ns  # a key for the cache: an edited file is compiled anew
    flags = __future__.annotations.compiler_flag
    code: CodeType = compile(path.read_text("utf-8"), str(path), "exec", flags=flags, dont_inherit=True)
    return code
