"""Reads, counts and traces sessions in a worker thread, and caches the results in the page's thread."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.workbench import counting
from heeldrive_lab.workbench.counting import Key, SessionCount, key_of
from heeldrive_lab.workbench.library import OpenedSession, SessionEntry, Stamp, open_session, stamp_of
from heeldrive_lab.workbench.saving import Values
from heeldrive_lab.workbench.trace import Floats, Trace, inclination_of, trace_of
from heeldrive_lab.workbench.worker import Job, Worker

# Traces are large: only those of the sessions shown and of the last ones are kept. Counts are kept for each.
TRACES_KEPT, COUNTS_KEPT = 3, 4
CURVE, SHOWN, TRACED, REST = range(4)

Notify = Callable[[str, str], None]


class SessionCache:
    """Sessions with their counts and traces. Call its methods from the page's thread only.

    Args:
        entries: the sessions.
        post: runs a function in the page's thread.
        notify: called with `opened`, `curve`, `count`, `trace`, `rest` or `fault`, and an id.

    Attributes:
        entries: the sessions, by id.
        opened: sessions read so far, by id.
        faults: errors of sessions that cannot be read, by id.
        stamps: stamps of the files when they were read, by the session's id.
    """

    def __init__(
        self, entries: Sequence[SessionEntry], post: Callable[[Callable[[], None]], None], notify: Notify
    ) -> None:
        self.opened: dict[str, OpenedSession] = {}
        self.faults: dict[str, str] = {}
        self.stamps: dict[str, Stamp] = {}
        self._read: dict[str, OpenedSession] = {}  # of the worker's thread
        self.entries = {entry.id: entry for entry in entries}
        self._post = post
        self._notify = notify
        self._counts: dict[str, dict[Key, SessionCount]] = {}
        self._kept: Key = frozenset()
        self._in_force: Key = frozenset()
        self._compared: Key = frozenset()
        self._traces: dict[str, tuple[Key, Trace]] = {}
        self._inclinations: dict[str, tuple[Floats, Floats]] = {}
        self._shown: list[str] = []
        self._worker = Worker(lambda error: post(partial(notify, "fault", f"{error!r}")))

    def start(self) -> None:
        """Start the worker."""
        self._worker.start()

    def stop(self) -> None:
        """Stop the worker."""
        self._worker.stop()

    @property
    def busy(self) -> bool:
        """Whether jobs are pending."""
        return self._worker.busy

    def keep(self, values: Values) -> None:
        """Never evict the counts with these settings."""
        self._kept = key_of(values)

    def show(self, sessions: Iterable[str]) -> None:
        """Give priority to the sessions that are shown, the last one first."""
        self._shown = list(dict.fromkeys(sessions))

    def forget(self, session: str) -> None:
        """Forget what was read of a session whose file has changed; it is read when it is requested again."""
        self._read.pop(session, None)
        self.stamps.pop(session, None)
        self.opened.pop(session, None)
        self.faults.pop(session, None)
        self._counts.pop(session, None)
        self._traces.pop(session, None)
        self._inclinations.pop(session, None)

    def request(self, values: Values, *, traced: bool = True) -> None:
        """Request all missing counts with these settings, and the traces of what is shown if `traced`."""
        self._in_force = key_of(values)
        worker = self._worker
        worker.cancel("rest ")
        for session in self.entries:
            fresh = session in self.faults or self.counted(session, values) is not None
            if not fresh:
                shown = session in self._shown
                work = partial(self._count_shown if shown else self._count_rest, session, dict(values))
                job = Job(SHOWN if shown else REST, work)
                worker.request(f"{'count' if shown else 'rest'} {session}", job)
        worker.cancel("trace ")
        for session in reversed(self._shown) if traced else ():
            if session not in self.faults and self.trace(session, values) is None:
                worker.request(f"trace {session}", Job(TRACED, partial(self._trace, session, dict(values))))

        for session in self._shown:
            known = session in self._traces or session in self._inclinations or session in self.faults
            if not known:
                job = Job(CURVE, partial(self._find_inclination, session, dict(values)))
                worker.request(f"curve {session}", job)

    def compare(self, session: str, values: Values) -> None:
        """Request a count with other settings; such counts are kept until others are compared."""
        self._compared = key_of(values)
        if session not in self.faults and self.counted(session, values) is None:
            self._worker.request(
                f"compare {session}", Job(SHOWN, partial(self._count_shown, session, values))
            )

    def counted(self, session: str, values: Values) -> SessionCount | None:
        """The count with these settings; None if it is not available yet."""
        return self._counts.get(session, {}).get(key_of(values))

    def last(self, session: str) -> SessionCount | None:
        """The last count, with any settings."""
        return next(reversed(self._counts.get(session, {}).values()), None)

    def trace(self, session: str, values: Values) -> Trace | None:
        """The trace with these settings; None if it is not available yet."""
        key, trace = self._traces.get(session, (None, None))
        return trace if key == key_of(values) else None

    def last_trace(self, session: str) -> Trace | None:
        """The last trace, with any settings."""
        return self._traces[session][1] if session in self._traces else None

    def inclination(self, session: str) -> tuple[Floats, Floats] | None:
        """Time and inclination of the last trace; before the first, of what is counted so far; s, deg."""
        trace = self.last_trace(session)
        return (trace.t_s, trace.inclination_deg) if trace else self._inclinations.get(session)

    # In the worker thread

    def _open(self, session: str) -> OpenedSession | None:
        """The session; it is read if necessary."""
        opened, entry = self._read.get(session), self.entries.get(session)
        if opened is not None or entry is None:
            return opened
        stamp = stamp_of(entry.path)  # before it is read: it may change meanwhile
        try:
            opened = self._read[session] = open_session(entry)
        except SessionError as error:
            self._post(partial(self._store_fault, session, stamp, str(error)))
            return None
        self._post(partial(self._store_opened, session, stamp, opened))
        return opened

    def _count_shown(self, session: str, values: Values, _: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            self._post(partial(self._store_count, opened, counting.count(opened, values)))

    def _count_rest(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            self._post(partial(self._store_count, opened, counting.count(opened, values, check)))

    def _find_inclination(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            settings = counting.settings_of(opened, values)
            for inclination_deg in inclination_of(opened.loaded, settings, check):
                t_s = opened.loaded.table[: len(inclination_deg), 0] / 1000
                self._post(partial(self._store_inclination, opened, (t_s, inclination_deg)))

    def _trace(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            trace = trace_of(opened.loaded, counting.settings_of(opened, values), check)
            self._post(partial(self._store_trace, opened, key_of(values), trace))

    # In the page's thread

    def _store_opened(self, session: str, stamp: Stamp, opened: OpenedSession) -> None:
        self.opened[session] = opened
        self.stamps[session] = stamp
        self._notify("opened", session)

    def _store_fault(self, session: str, stamp: Stamp, fault: str) -> None:
        self.faults[session] = fault
        self.stamps[session] = stamp
        self._notify("rest", session)

    def _store_count(self, opened: OpenedSession, counted: SessionCount) -> None:
        session = opened.entry.id
        if self.opened.get(session) is not opened:
            return  # the file has changed since
        counts, key = self._counts.setdefault(session, {}), key_of(counted.values)
        counts.pop(key, None)
        counts[key] = counted
        # A late count with older settings must not evict the one with the settings in force.
        for old in [old for old in counts if old not in (self._kept, self._in_force, self._compared)][
            :-COUNTS_KEPT
        ]:
            del counts[old]
        self._notify("count" if session in self._shown else "rest", session)

    def _store_inclination(self, opened: OpenedSession, found: tuple[Floats, Floats]) -> None:
        session = opened.entry.id
        if self.opened.get(session) is not opened:
            return
        self._inclinations[session] = found
        self._notify("curve", session)

    def _store_trace(self, opened: OpenedSession, key: Key, trace: Trace) -> None:
        session = opened.entry.id
        if self.opened.get(session) is not opened:
            return
        self._traces.pop(session, None)
        self._traces[session] = (key, trace)
        self._inclinations.pop(session, None)
        spare = [old for old in self._traces if old not in self._shown]
        for old in spare[: max(len(self._traces) - TRACES_KEPT, 0)]:
            del self._traces[old]
        self._notify("trace", session)
