"""A worker thread that runs the most urgent job first and keeps the latest request for each key.

There is one thread only: the GIL lets one thread run at a time, and the page needs time too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Condition, Thread

from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sessions.session import Row

# About 50 ms of counting on the interpreter.
CHECK_ROWS = 4096


class Superseded(Exception):  # noqa: N818 - nothing went wrong
    """A more urgent job is waiting, or the job was cancelled."""


@dataclass(frozen=True)
class Job:
    """A job for the worker.

    Attributes:
        urgency: 0 for results that the user is waiting for; larger is less urgent.
        work: the function to run; it regularly calls its argument, which raises `Superseded` to stop it.
    """

    urgency: int
    work: Callable[[Callable[[], None]], None]


class Worker:
    """A thread that runs the most urgent job first.

    A running job stops when a more urgent one arrives, and is restarted after it. A job that is requested
    again under the same key while it runs is finished first, so that every count started during a drag is
    shown.

    Args:
        failed: called with the exception that a job raised.
    """

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        self._failed = failed
        self._wanted: dict[str, Job] = {}
        self._running: tuple[str, Job] | None = None
        self._cancelled = False
        self._stopped = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Cancel all jobs and end the thread."""
        with self._changed:
            self._stopped = True
            self._wanted.clear()
            self._changed.notify_all()
        self._thread.join()

    def request(self, key: str, job: Job) -> None:
        """Queue a job; it replaces a waiting job with the same key."""
        with self._changed:
            self._wanted.pop(key, None)
            self._wanted[key] = job
            self._changed.notify_all()

    def cancel(self, prefix: str) -> None:
        """Cancel all jobs whose key starts with a prefix, including the running one."""
        with self._changed:
            for key in [key for key in self._wanted if key.startswith(prefix)]:
                del self._wanted[key]
            if self._running is not None and self._running[0].startswith(prefix):
                self._cancelled = True
            self._changed.notify_all()

    def wait_idle(self, timeout_s: float) -> bool:
        """Wait until there are no jobs; returns False on timeout."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._wanted and self._running is None, timeout_s)

    @property
    def busy(self) -> bool:
        """Whether a job is waiting or running."""
        with self._changed:
            return bool(self._wanted) or self._running is not None

    def _check(self) -> None:
        """Raise `Superseded` if the running job has to stop."""
        running = self._running
        if self._stopped or self._cancelled:
            raise Superseded
        if running and any(job.urgency < running[1].urgency for job in list(self._wanted.values())):
            raise Superseded

    def _run(self) -> None:
        while True:
            with self._changed:
                self._running = None
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._wanted or self._stopped)
                if self._stopped:
                    return
                key = min(self._wanted, key=lambda key: self._wanted[key].urgency)
                job = self._wanted.pop(key)
                self._running, self._cancelled = (key, job), False
            try:
                job.work(self._check)
            except Superseded:
                with self._changed:
                    if not self._cancelled and not self._stopped:
                        self._wanted.setdefault(key, job)
            except Exception as error:
                self._failed(error)


class Interruptible:
    """A session whose iteration can be cancelled.

    Args:
        loaded: the session.
        check: called every few thousand rows; may raise an exception.
    """

    def __init__(self, loaded: Loaded, check: Callable[[], None]) -> None:
        self.header = loaded.header
        self.markers = loaded.markers
        self._loaded = loaded
        self._check = check

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        for index, row in enumerate(self._loaded):
            if index % CHECK_ROWS == 0:
                self._check()
            yield row
