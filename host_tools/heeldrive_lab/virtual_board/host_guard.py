"""Errors of the host's own code: they end a run instead of looking like faults of the board.

The firmware survives exceptions. So whatever the host lends to a run (a source of samples, an observer) is
wrapped: its exception becomes a ``HostError``, which the firmware cannot catch.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from heeldrive_lab.virtual_board.clock import HostError

_Item = TypeVar("_Item")


def guarded_source(items: Iterable[_Item]) -> Iterator[_Item]:
    """Yields the items; an exception of their source is raised as ``HostError``."""
    try:
        yield from items
    except Exception as error:
        raise HostError from error


def guarded_observer(observer: Callable[[_Item], None] | None) -> Callable[[_Item], None] | None:
    """The observer with its exceptions raised as ``HostError``; None for None."""
    if observer is None:
        return None

    def observe(item: _Item) -> None:
        try:
            observer(item)
        except Exception as error:
            raise HostError from error

    return observe
