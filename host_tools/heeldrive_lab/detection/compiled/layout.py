"""The detector's objects laid out in one array of integers: an object is the place where it begins.

Every attribute of the detector is an integer, another object, or a list of either, and all are there from the
start. So a counter fits in an array of 64-bit cells. An object that two others share is one place that both
point to, and events that change places change numbers: what Python does with references happens here too.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NOTHING = 0  # the place of None: no object begins there


@dataclass(frozen=True)
class Whole:
    """A whole number, or a truth."""


@dataclass(frozen=True)
class Of:
    """An object of a class of the detector."""

    owner: type


@dataclass(frozen=True)
class Items:
    """A list whose items are all of one kind; the cell before the first holds how many."""

    item: "Kind"


@dataclass(frozen=True)
class Unknown:
    """A word, or None wherever it was seen: nothing that compiled code may touch."""


Kind = Whole | Of | Items | Unknown


class LayoutError(TypeError):
    """The detector holds something that does not fit; the text says where."""


class Layout:
    """Where each attribute of each class lies, found by walking along the attributes of some objects.

    Args:
        roots: objects that between them show every attribute with a value that is not None.

    Attributes:
        places: by class and attribute, the distance from the object's begin.
        kinds: by class and attribute, what is there.

    Raises:
        LayoutError: an attribute is of two kinds.
    """

    def __init__(self, *roots: Any) -> None:
        self.places: dict[type, dict[str, int]] = {}
        self.kinds: dict[type, dict[str, Kind]] = {}
        for root in roots:
            for each in _objects(root):
                if not _is_list(each):
                    self._look(each)

    def _look(self, seen: Any) -> None:
        places = self.places.setdefault(type(seen), {})
        kinds = self.kinds.setdefault(type(seen), {})
        for name, value in vars(seen).items():
            places.setdefault(name, len(places))
            kind, before = kind_of(value), kinds.get(name, Unknown())
            if isinstance(kind, Unknown):
                kind = before
            if not isinstance(before, Unknown) and kind != before:
                raise LayoutError(
                    f"{type(seen).__name__}.{name} is {before} and {kind}: it has to be one kind"
                )
            kinds[name] = kind

    def laid_out(self, root: Any) -> tuple[NDArray[np.int64], dict[int, int]]:
        """Return the cells of an object and of all it holds, and where each begins, by its `id`."""
        places: dict[int, int] = {}
        objects = list(_objects(root))
        end = NOTHING + 1
        for each in objects:
            if _is_list(each):
                places[id(each)] = end + 1
                end += 1 + len(each)
            else:
                places[id(each)] = end
                end += len(self.places[type(each)])
        cells = np.zeros(end, np.int64)
        for each in objects:
            place = places[id(each)]
            if _is_list(each):
                cells[place - 1] = len(each)
                cells[place : place + len(each)] = [_cell(item, places) for item in each]
            else:
                for name, offset in self.places[type(each)].items():
                    cells[place + offset] = _cell(getattr(each, name), places)
        return cells, places


def kind_of(value: Any) -> Kind:
    """What a value is."""
    if isinstance(value, int):
        return Whole()
    if value is None or isinstance(value, str):
        return Unknown()
    if _is_list(value):
        kinds = {kind_of(item) for item in value}
        if len(kinds) != 1:
            raise LayoutError(f"a list of {kinds or 'nothing'}: all items have to be of one kind")
        return Items(kinds.pop())
    return Of(type(value))


def _objects(root: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """The object, and every other and every list it leads to, each once."""
    seen = set() if seen is None else seen
    if isinstance(root, int | str) or root is None or id(root) in seen:
        return
    seen.add(id(root))
    yield root
    for value in root if _is_list(root) else vars(root).values():
        yield from _objects(value, seen)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | array)


def _cell(value: Any, places: dict[int, int]) -> int:
    if isinstance(value, int):
        return int(value)
    return places.get(id(value), NOTHING)
