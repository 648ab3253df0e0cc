"""Tells where the lines and names of a shrunk program come from, for those who read a board's traceback."""

import gzip
import json
import re
import zlib
from collections.abc import Mapping
from typing import NamedTuple

FILE_NAME = "names.json.gz"
"""The file of a release with its ``Origins``, compressed: so 2 MB have room for one more slot of the log."""

_PLACE = re.compile(r"(?:[\w-]*/)?\b(h\d\d\w?)(?:\.m?py)?:(\d+)")  # in the last words of a crash
_FRAME = re.compile(r'File "(?:[^"]*/)?([^"/]+?)(?:\.m?py)?", line (\d+)(?:, in (\w+))?')

_NAME = re.compile(r"(?<= B free: )\w+|(?<=')\w+(?=')")  # the error, and what is wrong: no attribute 'x'


class Origins(NamedTuple):
    """Where the lines and names of a shrunk program come from.

    Attributes:
        modules: of each module of the board, the first line in it of each of ours, and its path.
        names: of each of our paths, our name for each name on the board that was exchanged; joined with "or"
            where there are several.
    """

    modules: Mapping[str, list[tuple[int, str]]]
    names: Mapping[str, Mapping[str, str]]

    def to_bytes(self) -> bytes:
        """As compressed JSON, to be kept in the release; the same bytes at any time."""
        text = json.dumps(self._asdict(), separators=(",", ":"), sort_keys=True)
        return gzip.compress(text.encode(), mtime=0)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Origins":
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: it is something else, or the table of a release from before names were shared.
        """
        try:
            origins = cls(**json.loads(gzip.decompress(data)))
            return origins._replace(names={path: {**names} for path, names in origins.names.items()})
        except (AttributeError, TypeError, UnicodeDecodeError, OSError, EOFError, zlib.error) as error:
            raise ValueError("not a table of names") from error

    def translated(self, text: str) -> str:
        """A board's traceback or last words with the files, lines and names of this repository."""
        places = [*_FRAME.finditer(text), *_PLACE.finditer(text)]
        where = self._origin(places[-1])[0] if places else ""
        text = _PLACE.sub(self._place, _FRAME.sub(self._frame, text))
        return _NAME.sub(lambda found: self._name(found[0], where), text)

    def _place(self, found: re.Match[str]) -> str:
        path, line = self._origin(found)
        return f"{path}:{line}" if path else found[0]

    def _frame(self, found: re.Match[str]) -> str:
        path, line = self._origin(found)
        if not path:
            return found[0]
        function = found[3]
        where = f'File "{path}", line {line}'
        return f"{where}, in {self._name(function, path)}" if function else where

    def _origin(self, found: re.Match[str]) -> tuple[str, int]:
        """Our file, and the line in it; an empty path for a module of others."""
        line = int(found[2])
        starts = [start for start in self.modules.get(found[1], []) if start[0] <= line]
        if not starts:
            return "", line
        first, path = starts[-1]
        return path, line - first + 1

    def _name(self, name: str, path: str) -> str:
        """What a name on the board means in a file of ours, or anywhere if it means one thing."""
        ours = {names[name] for where, names in self.names.items() if where == path and name in names}
        ours = ours or {names[name] for names in self.names.values() if name in names}
        return ours.pop() if len(ours) == 1 else name
