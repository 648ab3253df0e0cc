"""`heeldrive pull` over the serial link."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from heeldrive_lab.link.fetch import Fetcher, LogName
from heeldrive_lab.link.ports import LinkError
from heeldrive_lab.pull import Pulled, is_safe, pull_data


def pull_port(
    port: str, folder: Path, thigh: str, delete: bool = False
) -> Iterator[tuple[Pulled | None, str]]:
    """Fetch every log over the link and write a session of each; see ``pull``.

    Args:
        port: the board's data port.
        folder: where to.
        thigh: which leg wore the sensor.
        delete: whether a log goes from the board once its session was read back.

    Yields:
        what became of each log, None for one that was not fetched, and the sentence that says it.

    Raises:
        LinkError: the port cannot be used, or the board went away for good.
        BoardLogError: the folder cannot be written.
    """
    with _progress() as progress, closing(Fetcher(port, _Bar(progress))) as fetcher:
        found = False
        for name, data in fetcher.logs():
            found = True
            if name.recording:
                yield None, f"log {name.log_id}: being recorded: stop the recording to pull it"
                continue
            for pulled in pull_data(data, f"{port}, log {name.log_id}", folder, thigh):
                ending = _deleted(fetcher, name, pulled) if delete else ""
                yield pulled, pulled.sentence + ending
        if not found:
            raise LinkError(f"{port}: there is no log on the board: nothing has been recorded yet")


def _deleted(fetcher: Fetcher, name: LogName, pulled: Pulled) -> str:
    if not is_safe(pulled):
        return "; kept on the board: it is not whole here"
    try:
        fetcher.delete(name)
    except LinkError as error:
        return f"; kept on the board ({error})"
    return "; deleted on the board"


def _progress() -> Progress:
    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} blocks"))
    return Progress(
        *columns, TimeElapsedColumn(), console=screen, disable=not screen.is_terminal, transient=True
    )


class _Bar:
    """Moves the bar of a log as its blocks come; how many there will be is not known before."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._log = 0
        self._task = TaskID(0)

    def __call__(self, log_id: int, block: int) -> None:
        if log_id != self._log:
            self._log = log_id
            self._task = self._progress.add_task(f"log {log_id}", total=None)
        self._progress.update(self._task, completed=block + 1)
