"""Python as on the board: its own modules, ``print`` and ``open``, and nothing of the host.

Code of the board (the firmware and Adafruit's drivers) gets its own built-ins, whose ``__import__`` answers
with the board's modules. So nothing of the host is replaced while the firmware runs: host code that is called
during a run (a source of samples, an observer of the display) keeps the real ``time`` and ``print``.
"""

import __future__

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

# CircuitPython modules that behave the same on the host. As on the board, no others can be imported.
_SAME_ON_HOST = frozenset(
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
# Run by the board, never imported. Python's own library has a `code` as well.
_STARTED_BY_THE_BOARD = ("code", "boot", "safemode")
_PATH = ("", "/", ".frozen", "/lib")
"""Where CircuitPython looks for modules; a program may change it."""


class BoardPython:
    """Runs one program as the board would.

    Args:
        folder: the drive's program files (``code.py``, packages).
        modules: the board's modules by name; they take precedence.
        built_ins: replacements for built-in functions of the same names (``print``, ``open``).
        wrapped: functions by module name. Each gets the module that was imported and returns the one the
            board sees.
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
        self._sys = ModuleType("sys")  # the host's, with a path of its own
        self._sys.__dict__.update(vars(sys))
        self._modules["sys"] = self._sys
        self._hidden: dict[str, ModuleType] = {}
        self._known: frozenset[str] = frozenset()  # names of the board's own modules so far
        self._found: dict[tuple[str, ...], frozenset[str]] = {}
        self._built_ins = {**vars(builtins), **built_ins, "__import__": self._import}

    def run(self, program: str) -> None:
        """Runs ``program`` (a file of the folder) as ``__main__``; the board's modules are imported again.

        Raises:
            FileNotFoundError: there is no such program.
            BaseException: whatever the program raises.
        """
        self._sys.__dict__["path"] = list(_PATH)
        path = self._folder / program
        code = _compiled(path)
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
            if top not in _SAME_ON_HOST and not self._is_board_code(top):
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
        """The folders on the host for the board's path."""
        entries = [entry.strip("/") for entry in self._sys.path if not entry.startswith(".")]
        return [str(self._folder / entry) for entry in dict.fromkeys(entries)]

    @contextmanager
    def _fresh_modules(self) -> Iterator[None]:
        """Hides board modules in ``sys.modules`` and restores them afterwards.

        So it does with the detector's modules: board and host share them, and the board unloads some.
        """
        detector = {name: module for name, module in sys.modules.items() if name.startswith("heeldrive.")}
        finder = _BoardFinder(self._places, self._is_board_code, self._built_ins)
        self._hidden = self._hide()
        self._known = self._own()
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)
            self._hide()
            sys.modules.update(self._hidden)
            for name, module in detector.items():
                if sys.modules.get(name) is not module:
                    sys.modules[name] = module
                    package, _, member = name.rpartition(".")
                    setattr(sys.modules[package], member, module)

    def _follow_path(self) -> None:
        """Hides host modules whose names have just come onto the program's path."""
        new = self._own() - self._known
        if new:
            self._known |= new
            names = [name for name in list(sys.modules) if name.partition(".")[0] in new]
            self._hidden.update({name: sys.modules.pop(name) for name in names})

    def _hide(self) -> dict[str, ModuleType]:
        names = [name for name in list(sys.modules) if self._is_board_code(name.partition(".")[0])]
        return {name: sys.modules.pop(name) for name in names}


class _BoardFinder(MetaPathFinder):
    """Finds modules on the board's path, and drivers that are not on it among the host's packages."""

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
    """Executes a module of the board with the board's built-ins."""

    def __init__(self, built_ins: dict[str, Any]) -> None:
        self._built_ins = built_ins

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        path = Path(str(module.__file__))
        module.__dict__["__builtins__"] = self._built_ins
        exec(_compiled(path), module.__dict__)


def _modules_in(places: Sequence[str]) -> frozenset[str]:
    """The names of modules and packages in these folders."""
    found = (path for place in places if Path(place).is_dir() for path in Path(place).iterdir())
    return frozenset(path.stem for path in found if path.suffix == ".py" or path.is_dir()).difference(
        _STARTED_BY_THE_BOARD
    )


_codes: dict[str, CodeType] = {}  # by the text of the file: boards run copies of one program


def _compiled(path: Path) -> CodeType:
    """The file's code.

    Annotations are not evaluated, as on CircuitPython: the drivers annotate with names it does not have.
    """
    text = path.read_text("utf-8")
    if text not in _codes:
        flags = __future__.annotations.compiler_flag
        _codes[text] = compile(text, str(path), "exec", flags=flags, dont_inherit=True)
    return _placed(_codes[text], str(path))


def _placed(code: CodeType, name: str) -> CodeType:
    """The same code in the file of this name, which stands in tracebacks."""
    if code.co_filename == name:
        return code
    inner = (_placed(one, name) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_filename=name, co_consts=tuple(inner))
