"""`heeldrive pull` over the serial link."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID

from heeldrive_lab.board.link.fetch import Fetcher, LogInfo
from heeldrive_lab.board.link.ports import BoardLinkError
from heeldrive_lab.board.log_reader import NOBODY, WornBy
from heeldrive_lab.board.pull import NoLogError, Pulled, is_safe, pull_data


def pull_port(
    port: str, folder: Path, worn_by: WornBy = NOBODY, delete: bool = False
) -> Iterator[tuple[Pulled | None, str]]:
    """Fetch every log over the link and write each as a session; see ``pull``.

    Args:
        port: the board's data port.
        folder: output folder.
        worn_by: what the board does not know, for the headers of new sessions.
        delete: whether to delete each log on the board once its session has been read back.

    Yields:
        the result of each log, None for one that was not fetched, and a sentence about it.

    Raises:
        BoardLinkError: the port cannot be used, or the board did not come back.
        BoardLogError: the folder cannot be written.
    """
    bar = _Bar()
    with bar.progress, closing(Fetcher(port, bar.move)) as fetcher:
        found = False
        for name, data, lost in fetcher.logs():
            found = True
            if name.recording:
                yield None, f"log {name.log_id}: still being recorded: stop the recording to pull it"
                continue
            try:
                for pulled in pull_data(data, f"{port}, log {name.log_id}", folder, worn_by):
                    ending = f"; {lost}" if lost else ""
                    ending += _deleted(fetcher, name, pulled, not lost) if delete else ""
                    yield pulled, pulled.sentence + ending
            except NoLogError as error:
                yield None, f"{error}{f'; {lost}' if lost else ''}"
        if not found:
            why = fetcher.why_no_log() or "Nothing has been recorded yet."
            raise BoardLinkError(f"{port}: no log on the board; it says: {why}")


def _deleted(fetcher: Fetcher, name: LogInfo, pulled: Pulled, whole: bool) -> str:
    if not whole or not is_safe(pulled):
        return "; kept on the board: the session is incomplete"
    try:
        fetcher.delete(name)
    except BoardLinkError as error:
        return f"; kept on the board ({error})"
    return "; deleted on the board"


class _Bar:
    """A progress bar on stderr for each log; hidden if stderr is not a terminal."""

    def __init__(self) -> None:
        screen = Console(stderr=True)
        self.progress = Progress(console=screen, transient=True, disable=not screen.is_terminal)
        self._task = TaskID(0)
        self._name: LogInfo | None = None

    def move(self, name: LogInfo, block: int) -> None:
        """Advance the bar: a block was received."""
        if name != self._name:
            self._name = name
            self._task = self.progress.add_task(f"log {name.log_id}", total=name.blocks)
        self.progress.update(self._task, completed=block + 1)
