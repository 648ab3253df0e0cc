"""`heeldrive pull` over the serial link."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID

from heeldrive_lab.board.link.fetch import Fetcher, LogName
from heeldrive_lab.board.link.ports import BoardLinkError
from heeldrive_lab.board.pull import Pulled, is_safe, pull_data


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
        BoardLinkError: the port cannot be used, or the board went away for good.
        BoardLogError: the folder cannot be written.
    """
    bar = _Bar()
    with bar.progress, closing(Fetcher(port, bar.move)) as fetcher:
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
            raise BoardLinkError(f"{port}: there is no log on the board: nothing has been recorded yet")


def _deleted(fetcher: Fetcher, name: LogName, pulled: Pulled) -> str:
    if not is_safe(pulled):
        return "; kept on the board: it is not whole here"
    try:
        fetcher.delete(name)
    except BoardLinkError as error:
        return f"; kept on the board ({error})"
    return "; deleted on the board"


class _Bar:
    """A bar on stderr for each log, with the time left; nothing where that is no terminal."""

    def __init__(self) -> None:
        screen = Console(stderr=True)
        self.progress = Progress(console=screen, transient=True, disable=not screen.is_terminal)
        self._task = TaskID(0)
        self._name: LogName | None = None

    def move(self, name: LogName, block: int) -> None:
        """A block of a log has come."""
        if name != self._name:
            self._name = name
            self._task = self.progress.add_task(f"log {name.log_id}", total=name.blocks)
        self.progress.update(self._task, completed=block + 1)
