"""How far long work is, and how long it still takes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Item = TypeVar("Item")


def tracked(items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
    """The items one by one, with a bar on stderr that goes again; nothing where that is no terminal.

    Args:
        items: each taken is one step done.
        what: the work, as `scoring`.
        total: how many there are; None where nobody knows.
    """
    screen = Console(stderr=True)
    yield from track(items, what, total, console=screen, transient=True, disable=not screen.is_terminal)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """A sign of life on stderr during work whose end nobody can tell; nothing where that is no terminal."""
    screen = Console(stderr=True)
    if not screen.is_terminal:
        yield
        return
    with screen.status(what):
        yield
