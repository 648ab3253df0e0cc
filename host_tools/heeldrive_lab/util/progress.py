"""Progress of long work, on stderr."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Item = TypeVar("Item")
# Two displays at a time would overwrite each other's lines.
_shown: list[str] = []


@contextmanager
def _screen(what: str) -> Iterator[Console | None]:
    """The terminal on stderr; None if it is not one, shows other work already, or is another process's."""
    screen = Console(stderr=True)
    if not screen.is_terminal or _shown or parent_process() is not None:
        yield None
        return
    _shown.append(what)
    try:
        yield screen
    finally:
        _shown.remove(what)


def tracked(items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
    """Yield the items behind a progress bar on stderr, shown only in a terminal and removed at the end.

    Args:
        items: the items; each one yielded is one step.
        what: the work, such as `scoring`.
        total: number of items; None if unknown.
    """
    with _screen(what) as screen:
        yield from items if screen is None else track(items, what, total, console=screen, transient=True)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show a spinner on stderr during work of unknown length; only in a terminal."""
    with _screen(what) as screen:
        if screen is None:
            yield
            return
        with screen.status(what):
            yield
