"""Memory layout: the detector's objects in one array of integers, each identified by its address.

Every attribute of the detector is an integer, another object, or a list of either, and all exist after
`__init__`. So a counter fits in an array of 64-bit cells. A reference is the address of an object: two
attributes can refer to the same object, and assigning an object copies its address, as in Python.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NULL = 0  # the address of None


@dataclass(frozen=True)
class Integer:
    """An integer or a Boolean."""


@dataclass(frozen=True)
class ObjectOf:
    """An object of one of the detector's classes."""

    owner: type


@dataclass(frozen=True)
class ListOf:
    """A list of items of one kind; the cell before the first item holds its length."""

    item: "Kind"


@dataclass(frozen=True)
class Unknown:
    """A string, or an attribute that has only been None: compiled code cannot use it."""


Kind = Integer | ObjectOf | ListOf | Unknown


class LayoutError(TypeError):
    """The detector has an attribute with no layout; the message names it."""


class Layout:
    """The offset and kind of each attribute of each class, found by walking the attributes of sample objects.

    Args:
        roots: objects that together have a value other than None for every attribute.

    Attributes:
        offsets: distance from the object's address in cells, by class and attribute.
        kinds: kind of value, by class and attribute.

    Raises:
        LayoutError: an attribute has two kinds of value.
    """

    def __init__(self, *roots: Any) -> None:
        self.offsets: dict[type, dict[str, int]] = {}
        self.kinds: dict[type, dict[str, Kind]] = {}
        for root in roots:
            for each in _objects(root):
                if not _is_list(each):
                    self._inspect(each)

    def _inspect(self, example: Any) -> None:
        offsets = self.offsets.setdefault(type(example), {})
        kinds = self.kinds.setdefault(type(example), {})
        for name, value in vars(example).items():
            offsets.setdefault(name, len(offsets))
            kind, before = kind_of(value), kinds.get(name, Unknown())
            if isinstance(kind, Unknown):
                kind = before
            if not isinstance(before, Unknown) and kind != before:
                raise LayoutError(
                    f"{type(example).__name__}.{name} is {before} and {kind}: it must have one kind"
                )
            kinds[name] = kind

    def lay_out(self, root: Any) -> tuple[list[int], dict[int, int]]:
        """Lay out an object and all objects that it refers to, the object itself first.

        Returns:
            The cells, and the address of each object by its `id`.
        """
        addresses: dict[int, int] = {}
        objects = list(_objects(root))
        end = NULL + 1
        for each in objects:
            if _is_list(each):
                addresses[id(each)] = end + 1
                end += 1 + len(each)
            else:
                addresses[id(each)] = end
                end += len(self.offsets[type(each)])
        cells = [NULL] * end
        for each in objects:
            address = addresses[id(each)]
            if _is_list(each):
                cells[address - 1] = len(each)
                cells[address : address + len(each)] = [_cell(item, addresses) for item in each]
            else:
                for name, offset in self.offsets[type(each)].items():
                    cells[address + offset] = _cell(getattr(each, name), addresses)
        return cells, addresses


def kind_of(value: Any) -> Kind:
    """The kind of a value."""
    if isinstance(value, int):
        return Integer()
    if value is None or isinstance(value, str):
        return Unknown()
    if _is_list(value):
        kinds = {kind_of(item) for item in value}
        if len(kinds) != 1:
            raise LayoutError(f"a list of {kinds or 'nothing'}: all items must have one kind")
        return ListOf(kinds.pop())
    return ObjectOf(type(value))


def _objects(root: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Yield an object and all objects and lists that it refers to, each once."""
    seen = set() if seen is None else seen
    if isinstance(root, int | str) or root is None or id(root) in seen:
        return
    seen.add(id(root))
    yield root
    for value in root if _is_list(root) else vars(root).values():
        yield from _objects(value, seen)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | array | bytearray)


def _cell(value: Any, addresses: dict[int, int]) -> int:
    if isinstance(value, int):
        return value
    return addresses.get(id(value), NULL)
