"""Work beside the page, in one thread: what somebody waits for first, and of each thing the latest request.

One thread, because a second one would only take turns with it, and the page needs its turn too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Condition, Thread

from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sessions.session import Row

# Some 50 ms of counting on the interpreter.
CHECK_ROWS = 4096


class Superseded(Exception):  # noqa: N818 - nothing went wrong
    """Somebody waits for something more urgent, or this is no longer wanted."""


@dataclass(frozen=True)
class Job:
    """What is to be done.

    Attributes:
        urgency: 0 for what somebody waits for while dragging; more is less urgent.
        work: does it; calls the function it is given now and then, which raises `Superseded` to end it.
    """

    urgency: int
    work: Callable[[Callable[[], None]], None]


class Worker:
    """A thread that does the most urgent job first.

    A job under way ends early when a more urgent one comes, and is begun again after it. One that is asked
    for again under the same key while it runs is finished first: while a threshold is dragged, every count
    that was begun is seen.

    Args:
        failed: told of what a job raised.
    """

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        self._failed = failed
        self._wanted: dict[str, Job] = {}
        self._running: tuple[str, Job] | None = None
        self._dropped = False
        self._stopped = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="recount", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, giving up what is under way."""
        with self._changed:
            self._stopped = True
            self._wanted.clear()
            self._changed.notify_all()
        self._thread.join()

    def ask(self, key: str, job: Job) -> None:
        """Do a job when its turn comes; one of the same key that has not begun is forgotten."""
        with self._changed:
            self._wanted.pop(key, None)
            self._wanted[key] = job
            self._changed.notify_all()

    def drop(self, prefix: str) -> None:
        """Forget all jobs whose key begins so; end the one under way."""
        with self._changed:
            for key in [key for key in self._wanted if key.startswith(prefix)]:
                del self._wanted[key]
            if self._running is not None and self._running[0].startswith(prefix):
                self._dropped = True
            self._changed.notify_all()

    def wait_idle(self, timeout_s: float) -> bool:
        """Wait until nothing is to be done; returns whether that came about."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._wanted and self._running is None, timeout_s)

    @property
    def busy(self) -> bool:
        """Whether anything is to be done."""
        with self._changed:
            return bool(self._wanted) or self._running is not None

    def _check(self) -> None:
        """Raise `Superseded` when the job under way has to make room."""
        running = self._running
        if self._stopped or self._dropped:
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
                self._running, self._dropped = (key, job), False
            try:
                job.work(self._check)
            except Superseded:
                with self._changed:
                    if not self._dropped and not self._stopped:
                        self._wanted.setdefault(key, job)
            except Exception as error:
                self._failed(error)


class Interruptible:
    """A session whose rows are handed out as long as nothing more urgent is waited for.

    Args:
        loaded: the session.
        check: called every few thousand rows.
    """

    def __init__(self, loaded: Loaded, check: Callable[[], None]) -> None:
        self.header = loaded.header
        self._loaded = loaded
        self._check = check

    def __iter__(self) -> Iterator[Row]:
        """The rows."""
        for index, row in enumerate(self._loaded):
            if index % CHECK_ROWS == 0:
                self._check()
            yield row
