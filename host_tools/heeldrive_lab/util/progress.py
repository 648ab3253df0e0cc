"""Progress of long work, on stderr."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Item = TypeVar("Item")


def tracked(items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
    """Yield the items behind a progress bar on stderr, shown only in a terminal and removed at the end.

    Args:
        items: the items; each one yielded is one step.
        what: the work, such as `scoring`.
        total: number of items; None if unknown.
    """
    screen = Console(stderr=True)
    yield from track(items, what, total, console=screen, transient=True, disable=not screen.is_terminal)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show a spinner on stderr during work of unknown length; only in a terminal."""
    screen = Console(stderr=True)
    if not screen.is_terminal:
        yield
        return
    with screen.status(what):
        yield
