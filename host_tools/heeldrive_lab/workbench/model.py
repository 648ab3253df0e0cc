"""The workbench without a browser: sessions, what is changed, what is counted, what is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from heeldrive import Settings
from heeldrive.settings import find

from heeldrive_lab.scoreboard.scores import SessionScore
from heeldrive_lab.scoreboard.truth_check import check_truth
from heeldrive_lab.session import SessionError
from heeldrive_lab.truth import Truth
from heeldrive_lab.workbench import counting
from heeldrive_lab.workbench.counting import Count, Totals, key_of
from heeldrive_lab.workbench.history import History, State
from heeldrive_lab.workbench.labels import Rows
from heeldrive_lab.workbench.library import Opened, Place, open_place
from heeldrive_lab.workbench.recount import Interruptible, Job, Worker
from heeldrive_lab.workbench.saving import Values, save_settings, save_truth
from heeldrive_lab.workbench.trace import Trace, trace_of

# Traces are large; those of the sessions looked at last are kept.
TRACES_KEPT = 3
SCORES_KEPT = 4000
SEEN, TRACED, REST = 0, 1, 2

Listener = Callable[[str, str], None]


@dataclass(frozen=True)
class Standing:
    """Where one session stands, for the list.

    Attributes:
        place: which.
        counted: reps counted; None while that is not known.
        true: reps done; None where no truth is known.
        verdict: `right`, `wrong`, `no truth`, `counting` or `unreadable`.
        words: the same with what is wrong.
        fresh: whether it is counted with the settings in force.
        unsaved: whether its labels were changed and not saved.
    """

    place: Place
    counted: int | None
    true: int | None
    verdict: str
    words: str
    fresh: bool
    unsaved: bool


class Workbench:
    """Everything that the page shows and changes. Its methods belong to one thread, the page's.

    Args:
        places: the sessions.
        settings_path: where settings are saved.
        values: the settings at the start, those that differ from the defaults.
        post: runs a function in the page's thread; the thread that counts tells through it.

    Attributes:
        history: the settings and labels in force, and the way back.
        opened: the sessions read so far, by id.
        faults: why a session cannot be read, by id.
    """

    def __init__(
        self,
        places: Sequence[Place],
        settings_path: Path,
        values: Values,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self.places = {place.id: place for place in places}
        self.settings_path = settings_path
        self.history = History(State(dict(values)))
        self.opened: dict[str, Opened] = {}
        self.faults: dict[str, str] = {}
        self._post = post
        self._saved_values: Values = dict(values)
        self._on_disk: dict[str, tuple[Truth | None, bytes | None]] = {}
        self._counts: dict[str, Count] = {}
        self._saved_counts: dict[str, Count] = {}
        self._traces: dict[str, tuple[Values, Trace]] = {}
        self._shown: list[str] = []
        self._scores: dict[tuple[int, int], tuple[Count, Truth, SessionScore]] = {}
        self._listeners: list[Listener] = []
        self._worker = Worker(lambda error: post(partial(self._tell, "fault", f"{error!r}")))

    # What is told, and to whom

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell somebody what changes: `state`, `opened`, `count`, `trace`, `rest` or `fault`, and the session's id.

        Returns:
            What ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self, topic: str, about: str = "") -> None:
        for listener in list(self._listeners):
            listener(topic, about)

    # Counting

    def start(self) -> None:
        """Begin to count."""
        self._worker.start()
        self._ask()

    def stop(self) -> None:
        """Stop counting."""
        self._worker.stop()

    def wait_idle(self, timeout_s: float) -> bool:
        """Wait until everything is counted; returns whether it is."""
        return self._worker.wait_idle(timeout_s)

    @property
    def busy(self) -> bool:
        """Whether something is still to be counted."""
        return self._worker.busy

    def show(self, session: str) -> None:
        """Somebody looks at this session: it is counted first."""
        if session in self._shown:
            self._shown.remove(session)
        self._shown = [*self._shown[-1:], session]
        self._ask()

    def _ask(self) -> None:
        """Ask for every count that the settings in force need."""
        self._worker.drop("rest ")
        for session in self.places:
            if session in self.faults:
                continue
            if session in self._shown:
                if not self.is_fresh(session):
                    self._worker.ask(
                        f"count {session}", Job(SEEN, partial(self._count, session, self.values))
                    )
                if session == self._shown[-1] and self.trace(session) is None:
                    self._worker.ask(
                        f"trace {session}", Job(TRACED, partial(self._trace, session, self.values))
                    )
            elif not self.is_fresh(session):
                self._worker.ask(f"rest {session}", Job(REST, partial(self._count, session, self.values)))

    def _open(self, session: str) -> Opened | None:
        """In the thread that counts: the session, read if it was not."""
        known = self.opened.get(session)
        if known is not None:
            return known
        try:
            known = open_place(self.places[session])
        except SessionError as error:
            self._post(partial(self._take_fault, session, str(error)))
            return None
        self._post(partial(self._take_opened, session, known))
        return known

    def _count(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            counted = counting.count(opened, values, check)
            self._post(partial(self._take_count, session, counted))

    def _trace(self, session: str, values: Values, check: Callable[[], None]) -> None:
        opened = self._open(session)
        if opened is not None:
            trace = trace_of(Interruptible.of(opened.loaded, check), Settings(values), check)
            self._post(partial(self._take_trace, session, values, trace))

    def _take_opened(self, session: str, opened: Opened) -> None:
        if session not in self.opened:
            self.opened[session] = opened
            self._on_disk[session] = (opened.truth, opened.truth_bytes)
            self._tell("opened", session)

    def _take_fault(self, session: str, fault: str) -> None:
        self.faults[session] = fault
        self._tell("rest", session)

    def _take_count(self, session: str, counted: Count) -> None:
        self._counts[session] = counted
        if key_of(counted.values) == key_of(self._saved_values):
            self._saved_counts[session] = counted
        self._tell("count" if session in self._shown else "rest", session)

    def _take_trace(self, session: str, values: Values, trace: Trace) -> None:
        self._traces.pop(session, None)
        self._traces[session] = (values, trace)
        while len(self._traces) > TRACES_KEPT:
            self._traces.pop(next(iter(self._traces)))
        self._tell("trace", session)

    # What is known

    @property
    def values(self) -> Values:
        """The settings in force, those that differ from the defaults."""
        return self.history.state.settings

    def truth(self, session: str) -> Truth | None:
        """The truth of a session as labelled now; None where none is known."""
        labelled = self.history.state.truths.get(session)
        if labelled is not None:
            return labelled
        opened = self.opened.get(session)
        return opened.truth if opened else None

    def counted(self, session: str) -> Count | None:
        """The last count of a session, perhaps of settings that were in force a moment ago."""
        return self._counts.get(session)

    def trace(self, session: str) -> Trace | None:
        """What the detector knew of a session with the settings in force; None while it is not known."""
        values, trace = self._traces.get(session, (None, None))
        return trace if values is not None and key_of(values) == key_of(self.values) else None

    def last_trace(self, session: str) -> Trace | None:
        """What the detector knew with these settings or those before."""
        return self._traces[session][1] if session in self._traces else None

    def is_fresh(self, session: str) -> bool:
        """Whether a session was counted with the settings in force."""
        known = self._counts.get(session)
        return known is not None and key_of(known.values) == key_of(self.values)

    def score(self, session: str) -> SessionScore | None:
        """The last count against the truth; None where one of them is not known."""
        return self._score(self._counts, session)

    def _score(self, counts: dict[str, Count], session: str) -> SessionScore | None:
        known, truth = counts.get(session), self.truth(session)
        if known is None or truth is None:
            return None
        key = (id(known), id(truth))
        kept = self._scores.get(key)
        if kept is None or kept[0] is not known or kept[1] is not truth:
            while len(self._scores) > SCORES_KEPT:
                self._scores.pop(next(iter(self._scores)))
            kept = self._scores[key] = (known, truth, counting.score(known, truth, session))
        return kept[2]

    def standing(self, session: str) -> Standing:
        """Where a session stands."""
        place, known, found = self.places[session], self._counts.get(session), self.score(session)
        unsaved = self.truth_is_unsaved(session)
        fresh = self.is_fresh(session)
        if session in self.faults:
            return Standing(place, None, None, "unreadable", self.faults[session], True, unsaved)
        if known is None:
            return Standing(place, None, None, "counting", "counting", False, unsaved)
        if found is None:
            fault = self.opened[session].truth_fault
            words = f"no truth: {fault}" if fault else "no truth yet"
            return Standing(place, known.reps, None, "no truth", words, fresh, unsaved)
        words = counting.verdict(found)
        short = "right" if words == "right" else "wrong"
        return Standing(place, known.reps, found.true, short, words, fresh, unsaved)

    def totals(self) -> Totals:
        """All sessions with truth together, now and as it was with the settings last saved."""
        now = [found for session in self.places if (found := self.score(session))]
        saved = [found for session in self.places if (found := self._score(self._saved_counts, session))]
        fresh = sum(self.is_fresh(session) for session in self.places)
        return counting.totals(now, saved, fresh, len(self.places) - len(self.faults))

    @property
    def settings_are_unsaved(self) -> bool:
        """Whether the settings in force differ from those last saved."""
        return self.values != self._saved_values

    def truth_is_unsaved(self, session: str) -> bool:
        """Whether a session's labels differ from its truth file."""
        return session in self._on_disk and self.truth(session) != self._on_disk[session][0]

    def unsaved(self) -> list[str]:
        """The names of what would be lost: sessions, and the settings file."""
        names = [place.name for session, place in self.places.items() if self.truth_is_unsaved(session)]
        return [*names, *([self.settings_path.name] if self.settings_are_unsaved else [])]

    # What changes it

    def set(self, name: str, value: int | str) -> None:
        """Change a setting.

        Raises:
            SettingsError: there is none of that name, or it does not take the value.
        """
        setting = find(name)
        state = self.history.state.with_setting(name, setting.check(value), setting.default)
        self._do(f"{name} = {value}", state, f"set {name}")

    def reset(self) -> None:
        """Change all settings back to their defaults."""
        state = State({}, self.history.state.truths)
        self._do("all settings to their defaults", state)

    def label(self, session: str, words: str, change: Callable[[Rows], Rows], key: str = "") -> None:
        """Change the labels of a session.

        Args:
            session: its id.
            words: what is done, for the button that undoes it.
            change: makes new rows of the old.
            key: what is being moved, as in `History.do`.

        Raises:
            SessionError: the labels would contradict each other or the session; they stay as they were.
        """
        opened, before = self.opened[session], self.truth(session)
        rows = change(before.rows if before else ())
        truth = Truth(before.session if before else opened.place.path.name, rows)
        check_truth(truth, opened.loaded.first_ms, opened.loaded.last_ms)
        self._do(words, self.history.state.with_truth(session, truth), key)

    def let_go(self) -> None:
        """What was dragged has been let go."""
        self.history.close()
        self._tell("state")

    def undo(self) -> str:
        """Take the last change back; returns its words, empty when there is none."""
        return self._changed(self.history.undo())

    def redo(self) -> str:
        """Do again what was taken back; returns its words, empty when there is nothing."""
        return self._changed(self.history.redo())

    def _do(self, words: str, state: State, key: str = "") -> None:
        if self.history.do(words, state, key):
            self._changed(words)

    def _changed(self, words: str) -> str:
        if words:
            self._ask()
            self._tell("state")
        return words

    # What is kept

    def save_settings(self) -> str:
        """Write the settings; returns what was done, in a sentence.

        Raises:
            SettingsError: they cannot be written.
        """
        kept = save_settings(self.settings_path, self.values)
        self._saved_values = dict(self.values)
        self._saved_counts = {
            session: known for session, known in self._counts.items() if self.is_fresh(session)
        }
        self._tell("state")
        return f"settings saved to {self.settings_path}" + (f"; before: {kept.name}" if kept else "")

    def save_truth(self, session: str) -> str:
        """Write the truth of a session; returns what was done, in a sentence.

        Raises:
            SessionError: there is none, or it cannot be written.
        """
        truth, place = self.truth(session), self.places[session]
        if truth is None:
            raise SessionError(f"{place.name}: nothing is labelled, so there is nothing to save")
        held = save_truth(place.path, truth, self._on_disk[session][1])
        self._on_disk[session] = (truth, held)
        self._tell("state")
        return f"truth of {place.name} saved, {len(truth.rows)} rows"
