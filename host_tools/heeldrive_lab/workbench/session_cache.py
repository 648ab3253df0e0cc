"""Reads, counts and traces sessions in a worker thread, and caches the results in the page's thread."""

from collections.abc import Callable, Sequence
from functools import partial

from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.workbench import counting
from heeldrive_lab.workbench.counting import Key, SessionCount, key_of
from heeldrive_lab.workbench.library import OpenedSession, SessionEntry, open_session
from heeldrive_lab.workbench.saving import Values
from heeldrive_lab.workbench.trace import Floats, Trace, inclination_of, trace_of
from heeldrive_lab.workbench.worker import Job, Worker

# Traces are large: only those of the last sessions shown are kept. Counts are kept for each session.
TRACES_KEPT, COUNTS_KEPT = 3, 4
# Two tabs can show two sessions.
SHOWN_KEPT = 2
CURVE, SHOWN, TRACED, REST = range(4)

Notify = Callable[[str, str], None]


class SessionCache:
    """Sessions with their counts and traces. Call its methods from the page's thread only.

    Args:
        entries: the sessions.
        post: runs a function in the page's thread.
        notify: called with `opened`, `curve`, `count`, `trace`, `rest` or `fault`, and an id.

    Attributes:
        opened: sessions read so far, by id.
        faults: errors of sessions that cannot be read, by id.
    """

    def __init__(
        self, entries: Sequence[SessionEntry], post: Callable[[Callable[[], None]], None], notify: Notify
    ) -> None:
        self.opened: dict[str, OpenedSession] = {}
        self.faults: dict[str, str] = {}
        self._entries = {entry.id: entry for entry in entries}
        self._post = post
        self._notify = notify
        self._counts: dict[str, dict[Key, SessionCount]] = {session: {} for session in self._entries}
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

    def show(self, session: str) -> None:
        """Give priority to a session that is shown."""
        if session in self._shown:
            self._shown.remove(session)
        self._shown = [*self._shown, session][-SHOWN_KEPT:]

    def request(self, values: Values, *, traced: bool = True) -> None:
        """Request all missing counts with these settings, and the trace of the session shown if `traced`."""
        self._in_force = key_of(values)
        worker = self._worker
        worker.cancel("rest ")
        for session in self._entries:
            fresh = session in self.faults or self.counted(session, values) is not None
            if not fresh:
                shown = session in self._shown
                work = partial(self._count_shown if shown else self._count_rest, session, dict(values))
                job = Job(SHOWN if shown else REST, work)
                worker.request(f"{'count' if shown else 'rest'} {session}", job)
        worker.cancel("trace ")
        for session in self._shown[-1:] if traced else ():
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
        return self._counts[session].get(key_of(values))

    def last(self, session: str) -> SessionCount | None:
        """The last count, with any settings."""
        return next(reversed(self._counts[session].values()), None)

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
        opened = self.opened.get(session)
        if opened is not None:
            return opened
        try:
            opened = open_session(self._entries[session])
        except SessionError as error:
            self._post(partial(self._store_fault, session, str(error)))
            return None
        self._post(partial(self._store_opened, session, opened))
        return opened

    def _count_shown(self, session: str, values: Values, _: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            self._post(partial(self._store_count, session, counting.count(opened, values)))

    def _count_rest(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            self._post(partial(self._store_count, session, counting.count(opened, values, check)))

    def _find_inclination(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            settings = counting.settings_of(opened, values)
            for inclination_deg in inclination_of(opened.loaded, settings, check):
                t_s = opened.loaded.table[: len(inclination_deg), 0] / 1000
                self._post(partial(self._store_inclination, session, (t_s, inclination_deg)))

    def _trace(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            trace = trace_of(opened.loaded, counting.settings_of(opened, values), check)
            self._post(partial(self._store_trace, session, key_of(values), trace))

    # In the page's thread

    def _store_opened(self, session: str, opened: OpenedSession) -> None:
        if session not in self.opened:
            self.opened[session] = opened
            self._notify("opened", session)

    def _store_fault(self, session: str, fault: str) -> None:
        self.faults[session] = fault
        self._notify("rest", session)

    def _store_count(self, session: str, counted: SessionCount) -> None:
        counts, key = self._counts[session], key_of(counted.values)
        counts.pop(key, None)
        counts[key] = counted
        # A late count with older settings must not evict the one with the settings in force.
        for old in [old for old in counts if old not in (self._kept, self._in_force, self._compared)][
            :-COUNTS_KEPT
        ]:
            del counts[old]
        self._notify("count" if session in self._shown else "rest", session)

    def _store_inclination(self, session: str, found: tuple[Floats, Floats]) -> None:
        self._inclinations[session] = found
        self._notify("curve", session)

    def _store_trace(self, session: str, key: Key, trace: Trace) -> None:
        self._traces.pop(session, None)
        self._traces[session] = (key, trace)
        self._inclinations.pop(session, None)
        while len(self._traces) > TRACES_KEPT:
            self._traces.pop(next(iter(self._traces)))
        self._notify("trace", session)
