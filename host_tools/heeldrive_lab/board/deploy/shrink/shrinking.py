"""Makes a program small in a board's memory: it does the same, with other names and in fewer modules."""

import json
import re
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from heeldrive_lab.board.deploy.shrink.bundles import bundle
from heeldrive_lab.board.deploy.shrink.constants import with_private_constants
from heeldrive_lab.board.deploy.shrink.exports import without_unused_exports
from heeldrive_lab.board.deploy.shrink.f_strings import without_f_strings
from heeldrive_lab.board.deploy.shrink.groups import groups
from heeldrive_lab.board.deploy.shrink.limits import refuse_what_would_change
from heeldrive_lab.board.deploy.shrink.modules import flat_modules, flattened, module_of
from heeldrive_lab.board.deploy.shrink.names import renamed, short_names
from heeldrive_lab.board.deploy.shrink.rom import API_NAMES, ROM_NAMES

ENTRIES = ("run_boot", "run_code")
"""Modules that the launchers import."""

_PLACE = re.compile(r"(?:[\w-]*/)?\b(h\d\d\w?)(?:\.m?py)?:(\d+)")  # in the last words of a crash
_FRAME = re.compile(r'File "(?:[^"]*/)?([^"/]+?)(?:\.m?py)?", line (\d+)(?:, in (\w+))?')

_NAME = re.compile(r"(?<= B free: )\w+|(?<=')\w+(?=')")  # the error, and what is wrong: no attribute 'x'


class Shrunk(NamedTuple):
    """A shrunk program.

    Attributes:
        sources: the text of each module, by path in the release folder.
        origins: what a traceback needs: see ``Origins``.
    """

    sources: Mapping[str, str]
    origins: "Origins"


class Origins(NamedTuple):
    """Where the lines and names of a shrunk program come from.

    Attributes:
        modules: of each module of the board, the first line in it of each of ours, and its path.
        names: our name for each name on the board that was exchanged.
    """

    modules: Mapping[str, list[tuple[int, str]]]
    names: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """As JSON, to be kept in the release."""
        return json.dumps(self._asdict(), separators=(",", ":"), sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Origins":
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: it is something else.
        """
        try:
            return cls(**json.loads(data))
        except (TypeError, UnicodeDecodeError) as error:
            raise ValueError("not a table of names") from error

    def translated(self, text: str) -> str:
        """A board's traceback or last words with the files, lines and names of this repository."""
        text = _PLACE.sub(self._place, _FRAME.sub(self._frame, text))
        return _NAME.sub(lambda found: self.names.get(found[0], found[0]), text)

    def _place(self, found: re.Match[str]) -> str:
        path, line = self._origin(found[1], int(found[2]))
        return f"{path}:{line}" if path else found[0]

    def _frame(self, found: re.Match[str]) -> str:
        path, line = self._origin(found[1], int(found[2]))
        if not path:
            return found[0]
        function = found[3]
        where = f'File "{path}", line {line}'
        return f"{where}, in {self.names.get(function, function)}" if function else where

    def _origin(self, module: str, line: int) -> tuple[str, int]:
        """Our file, and the line in it; an empty path for a module of others."""
        starts = [start for start in self.modules.get(module, []) if start[0] <= line]
        if not starts:
            return "", line
        first, path = starts[-1]
        return path, line - first + 1


def shrink(
    sources: Mapping[str, str],
    entries: Sequence[str] = ENTRIES,
    kept: Set[str] = frozenset(),
    packages: tuple[str, ...] = ("heeldrive", "adafruit_lsm6ds"),
) -> Shrunk:
    """Shrink a program.

    Args:
        sources: the text of each module, by path in the release folder.
        entries: the modules that others import, under their own names.
        kept: names in them that others use.
        packages: packages to join, each with the modules that it imports.

    Raises:
        DeployError: the program does something that would be changed.
    """
    refuse_what_would_change(sources)
    program = {path: without_f_strings(source) for path, source in sources.items()}
    program = without_unused_exports(with_private_constants(program), packages)
    starts = {path: [(1, path)] for path in program}
    homes = {}
    for group in groups(program, packages):
        # A package keeps its name, which begins those of its other modules.
        home = next((path for path in group if module_of(path) in packages), group[-1])
        joined = bundle(group, program)
        for path in group:
            homes[module_of(path)] = module_of(home)
            del program[path], starts[path]
        program[home], starts[home] = joined
    modules = flat_modules(list(program), entries)
    modules |= {module: modules[home] for module, home in homes.items()}
    flat = {modules[module_of(path)]: flattened(path, source, modules) for path, source in program.items()}
    segments = {part for module in (*modules, *modules.values()) for part in module.split(".")}
    names = short_names(flat.values(), ROM_NAMES, API_NAMES | segments | kept, flat)
    return Shrunk(
        {f"{module}.py": renamed(source, names) for module, source in sorted(flat.items())},
        Origins(
            {modules[module_of(path)]: where for path, where in starts.items()},
            {new: name for name, new in names.items()},
        ),
    )
