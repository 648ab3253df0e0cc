"""Progress bar of a search."""

from typing import Self

from rich import progress
from rich.console import Console


class Progress:
    """A progress bar on stderr, so that stdout holds tables or JSON only; hidden without a terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeRemainingColumn(),
            progress.TextColumn("{task.fields[least]}"),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task: progress.TaskID | None = None
        self._what = ""

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._bar.stop()

    def update(self, what: str, done: int, of: int, least: float | None) -> None:
        """Update the bar; arguments as in `heeldrive_lab.tune.run.tune_on`."""
        shown = "" if least is None else f"lowest cost {least:.3f}, Ctrl-C keeps it"
        if what != self._what or self._task is None:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._what = what
            self._task = self._bar.add_task(what, total=of, completed=done, least=shown)
        self._bar.update(self._task, completed=done, least=shown)
