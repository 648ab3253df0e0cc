"""What is known of the sessions so far: read, counted and traced in a thread, told in the page's own."""

from collections.abc import Callable, Sequence
from functools import partial

from heeldrive import Settings

from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.workbench import counting
from heeldrive_lab.workbench.counting import Key, SessionCount, key_of
from heeldrive_lab.workbench.library import OpenedSession, SessionEntry, open_session
from heeldrive_lab.workbench.saving import Values
from heeldrive_lab.workbench.trace import Trace, trace_of
from heeldrive_lab.workbench.worker import Job, Worker

# Traces are large; those of the sessions looked at last are kept, and of each session the last counts.
TRACES_KEPT, COUNTS_KEPT = 3, 4
# Two tabs can look at two sessions.
SHOWN_KEPT = 2
SEEN, TRACED, REST = 0, 1, 2

Notify = Callable[[str, str], None]


class SessionCache:
    """Sessions, read and counted when their turn comes. Its methods belong to the page's thread.

    Args:
        entries: the sessions.
        post: runs a function in the page's thread.
        tell: told what has come to be known: `opened`, `count`, `trace`, `rest` or `fault`, and the id.

    Attributes:
        opened: the sessions read so far, by id.
        faults: why a session cannot be read, by id.
    """

    def __init__(
        self, entries: Sequence[SessionEntry], post: Callable[[Callable[[], None]], None], tell: Notify
    ) -> None:
        self.opened: dict[str, OpenedSession] = {}
        self.faults: dict[str, str] = {}
        self._entries = {entry.id: entry for entry in entries}
        self._post = post
        self._notify = tell
        self._counts: dict[str, dict[Key, SessionCount]] = {session: {} for session in self._entries}
        self._kept: Key = frozenset()
        self._in_force: Key = frozenset()
        self._traces: dict[str, tuple[Key, Trace]] = {}
        self._shown: list[str] = []
        self._worker = Worker(lambda error: post(partial(tell, "fault", f"{error!r}")))

    def start(self) -> None:
        """Begin to work on what is asked for."""
        self._worker.start()

    def stop(self) -> None:
        """Stop working."""
        self._worker.stop()

    @property
    def busy(self) -> bool:
        """Whether something is still to be done."""
        return self._worker.busy

    def keep(self, values: Values) -> None:
        """Keep the counts of these settings, whatever is counted after them."""
        self._kept = key_of(values)

    def show(self, session: str) -> None:
        """Somebody looks at this session: it goes first."""
        if session in self._shown:
            self._shown.remove(session)
        self._shown = [*self._shown, session][-SHOWN_KEPT:]

    def ask(self, values: Values, *, traced: bool = True) -> None:
        """Ask for all that is not known with these settings; for what the detector knew only if `traced`."""
        self._in_force = key_of(values)
        worker = self._worker
        worker.drop("rest ")
        for session in self._entries:
            fresh = session in self.faults or self.counted(session, values) is not None
            if not fresh:
                seen = session in self._shown
                work = partial(self._count_seen if seen else self._count_rest, session, dict(values))
                job = Job(SEEN if seen else REST, work)
                worker.ask(f"{'count' if seen else 'rest'} {session}", job)
        worker.drop("trace ")
        for session in self._shown[-1:] if traced else ():
            if session not in self.faults and self.trace(session, values) is None:
                worker.ask(f"trace {session}", Job(TRACED, partial(self._trace, session, dict(values))))

    def counted(self, session: str, values: Values) -> SessionCount | None:
        """The count with these settings; None while it is not known."""
        return self._counts[session].get(key_of(values))

    def last(self, session: str) -> SessionCount | None:
        """The last count, of whatever settings were in force then."""
        return next(reversed(self._counts[session].values()), None)

    def trace(self, session: str, values: Values) -> Trace | None:
        """What the detector knew with these settings; None while that is not known."""
        key, trace = self._traces.get(session, (None, None))
        return trace if key == key_of(values) else None

    def last_trace(self, session: str) -> Trace | None:
        """What the detector knew with these settings or those before."""
        return self._traces[session][1] if session in self._traces else None

    # In the thread that counts

    def _open(self, session: str) -> OpenedSession | None:
        """The session, read if it was not."""
        known = self.opened.get(session)
        if known is not None:
            return known
        try:
            known = open_session(self._entries[session])
        except SessionError as error:
            self._post(partial(self._take_fault, session, str(error)))
            return None
        self._post(partial(self._take_opened, session, known))
        return known

    def _count_seen(self, session: str, values: Values, _: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            self._post(partial(self._take_count, session, counting.count(opened, values)))

    def _count_rest(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            self._post(partial(self._take_count, session, counting.count(opened, values, check)))

    def _trace(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            trace = trace_of(opened.loaded, Settings(values), check)
            self._post(partial(self._take_trace, session, key_of(values), trace))

    # In the page's thread

    def _take_opened(self, session: str, opened: OpenedSession) -> None:
        if session not in self.opened:
            self.opened[session] = opened
            self._notify("opened", session)

    def _take_fault(self, session: str, fault: str) -> None:
        self.faults[session] = fault
        self._notify("rest", session)

    def _take_count(self, session: str, counted: SessionCount) -> None:
        counts, key = self._counts[session], key_of(counted.values)
        counts.pop(key, None)
        counts[key] = counted
        # A count that was under way comes late: it must not push out the one that is in force by now.
        for old in [old for old in counts if old not in (self._kept, self._in_force)][:-COUNTS_KEPT]:
            del counts[old]
        self._notify("count" if session in self._shown else "rest", session)

    def _take_trace(self, session: str, key: Key, trace: Trace) -> None:
        self._traces.pop(session, None)
        self._traces[session] = (key, trace)
        while len(self._traces) > TRACES_KEPT:
            self._traces.pop(next(iter(self._traces)))
        self._notify("trace", session)
