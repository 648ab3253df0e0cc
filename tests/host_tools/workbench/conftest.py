"""A folder of recorded sessions, and a workbench that shows them."""

import shutil
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue

import pytest
from heeldrive_lab.sessions.annotations import annotations_path
from heeldrive_lab.sessions.session import SessionReader, write_session
from heeldrive_lab.util.chromium import browser
from heeldrive_lab.workbench.drafts import Drafts
from heeldrive_lab.workbench.folder_watch import FolderWatch
from heeldrive_lab.workbench.library import find_entries
from heeldrive_lab.workbench.model import Workbench
from waiting import Deadline

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"


@pytest.fixture
def folder(tmp_path):
    """Three sessions: half reps in a set, a short set, and stairs that must not count."""
    made = tmp_path / "sessions"
    for name in ("half_reps_in_a_set", "quick_reps", "must_not_count/stairs"):
        path = SESSIONS / f"{name}.csv"
        target = made / f"{name}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
        shutil.copy(annotations_path(path), annotations_path(target))
    return made


@pytest.fixture(scope="session")
def put_sessions():
    """Puts annotated sessions into a folder.

    The board's own 52 samples a second are counted in half the time.
    """

    def put(folder, *names):
        for name in names:
            path = SESSIONS / f"{name}.csv"
            with SessionReader(path) as reader:
                rows = list(reader)
            write_session(folder / path.name, reader.header, rows[:: reader.header.rate_hz // 52])
            shutil.copy(annotations_path(path), folder)

    return put


@pytest.fixture(scope="module")
def chrome():
    with browser() as running:
        yield running


class Desk:
    """A workbench without a browser; `settle` handles the notifications of its worker thread."""

    def __init__(self, *paths, settings, drafts, values=None):
        self.posted = Queue()
        self.bench = Workbench(find_entries(paths), settings, values or {}, self.posted.put, Drafts(drafts))
        self.watch = FolderWatch(paths, settings, self.bench.others.look)
        self.ids = {place.name.split(".")[0]: place.id for place in self.bench.entries.values()}
        self.heard = []
        self.bench.subscribe(lambda topic, about: self.heard.append((topic, about)))
        self.bench.start()

    def look(self):
        """See what others have changed in the files."""
        self.bench.others.look(self.watch.look())
        self.settle()

    def settle(self):
        """Handle all notifications until everything is counted."""
        for handle in self._until_idle():
            handle()

    def put_off(self):
        """Wait until everything is counted; the returned function handles the notifications."""
        return list(self._until_idle())

    def _until_idle(self):
        """Notifications of the worker thread while it is busy."""
        deadline = Deadline("everything is counted")
        while self.bench.cache.busy or not self.posted.empty():
            deadline.check(self.heard[-3:])
            with suppress(Empty):
                yield self.posted.get(timeout=0.05)

    def status(self, name):
        found = self.bench.status(self.ids[name])
        return found.counted, found.true, found.words


@pytest.fixture
def desk(tmp_path):
    made = []

    def sit_down(*paths, **more):
        folders = {"settings": tmp_path / "settings.toml", "drafts": tmp_path / "drafts"}
        one = Desk(*paths, **folders, **more)
        made.append(one)
        one.settle()
        return one

    yield sit_down
    for one in made:
        one.bench.stop()
