"""Watches the sessions' folders: a thread lists again and again what is there, for the page's thread."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

from heeldrive_lab.sessions.annotations import annotations_path
from heeldrive_lab.workbench.library import SessionEntry, Stamp, list_entries, stamp_of
from heeldrive_lab.workbench.saving import read_only

# Between two looks. A large folder on a slow drive is looked at less often: a tenth of the time is spent.
PAUSE_S = 1.0
PAUSE_SHARE = 9


@dataclass(frozen=True)
class Listing:
    """The files at one time.

    Attributes:
        entries: the sessions.
        stamps: stamps of the sessions, their truth files and the settings file, by path.
        read_only: the folders among theirs that cannot be written.
    """

    entries: tuple[SessionEntry, ...]
    stamps: dict[Path, Stamp]
    read_only: frozenset[Path]


class FolderWatch:
    """A thread that lists the files about once a second.

    Args:
        paths: sessions and folders of sessions.
        settings_path: the settings file.
        tell: called with each listing.
    """

    def __init__(self, paths: Sequence[Path], settings_path: Path, tell: Callable[[Listing], None]) -> None:
        self._paths = paths
        self._settings_path = settings_path
        self._tell = tell
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self._thread.join()

    def look(self) -> Listing:
        """List the files."""
        entries = tuple(list_entries(self._paths))
        sessions = [entry.path for entry in entries]
        files = [*sessions, *map(annotations_path, sessions), self._settings_path]
        folders = {file.parent.resolve() for file in files}
        return Listing(
            entries, {file: stamp_of(file) for file in files}, frozenset(filter(read_only, folders))
        )

    def _run(self) -> None:
        pause_s = 0.0
        while not self._stopped.wait(pause_s):
            begun = perf_counter()
            with suppress(OSError):  # a folder went away while it was listed: look again
                self._tell(self.look())
            pause_s = max(PAUSE_S, PAUSE_SHARE * (perf_counter() - begun))
