"""Progress of long work, on stderr."""

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from multiprocessing import parent_process
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

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
    total = len(items) if total is None and isinstance(items, Sized) else total
    with bar(what, total) as update:
        for number, item in enumerate(items, 1):
            yield item
            update(number)


@contextmanager
def bar(what: str, total: float | None = 1.0) -> Iterator[Callable[[float], None]]:
    """Show a progress bar on stderr, only in a terminal; yield a function that is called with what is done.

    Args:
        what: the work.
        total: of what is done, at the end; None if unknown.
    """
    with _screen(what) as screen:
        if screen is None:
            yield lambda done: None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        # The command's own output goes on as it is.
        with Progress(
            *columns, console=screen, transient=True, redirect_stdout=False, redirect_stderr=False
        ) as progress:
            task = progress.add_task(what, total=total)
            yield lambda done: progress.update(task, completed=done)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show a spinner on stderr during short work of unknown length; only in a terminal."""
    with _screen(what) as screen:
        if screen is None:
            yield
            return
        with screen.status(what):
            yield
