"""Edits the annotations of a session: every step can be undone, and only `save` writes."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.label.hints import Hint, hints_of
from heeldrive_lab.label.rows import LUNGE, ordered, overlaps, row_of_cycle, rows_of_set, updated_sets
from heeldrive_lab.sessions.annotation_checks import check_annotations
from heeldrive_lab.sessions.annotations import (
    Annotation,
    Annotations,
    annotations_path,
    find_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.sessions.training_notes import notes_beside
from heeldrive_lab.settings.of_session import ChosenFile, settings_of
from heeldrive_lab.util.files import unfinished
from heeldrive_lab.util.terminal_tables import clock, how_many

if TYPE_CHECKING:
    from heeldrive_lab.sessions.recording import Recording


class Labels:
    """The annotations of one session, and the detector's events to compare them with.

    Args:
        session: the session file.
        chosen: settings that go before the session's own.
        recording: what the file holds, if it has been read already.

    Attributes:
        session: the session file.
        settings: the settings it is counted with, the board's own: so a set has the number and place that
            the board gave it.
        events: the detector's events.
        cycles: every cycle the detector found, counted or not.
        hints: the wearer's markers.
        rows: the current annotations, in order of time.

    Raises:
        SessionError: session or annotations cannot be read, or the annotations belong to another session.
    """

    def __init__(
        self, session: Path, chosen: ChosenFile | None = None, recording: "Recording | None" = None
    ) -> None:
        self.session = session
        annotations = find_annotations(session)
        self._notes = notes_beside(annotations_path(session))
        self._found = self._bytes()
        if recording:
            self._count(recording, chosen)
        else:
            with SessionReader(session) as reader:
                self._count(reader, chosen)
        self.rows: tuple[Annotation, ...] = ()
        self._before: list[tuple[Annotation, ...]] = []
        if annotations is not None:
            self._check(annotations)
            self.rows = ordered(annotations.rows)

    @property
    def changed(self) -> bool:
        """Whether there are unsaved changes."""
        return bool(self._before)

    @property
    def reps(self) -> int:
        """Number of annotated reps: single ones, and those of sets known by their total."""
        weak = [row.reps or 0 for row in self.rows if row.kind == "set" and not self._singles(row)]
        return sum(row.kind == "rep" for row in self.rows) + sum(weak)

    @property
    def sets(self) -> list[Event]:
        """The detector's sets, whose numbers identify sets."""
        return [event for event in self.events if event["kind"] == "set"]

    def accept(self, set_index: int | None = None) -> str:
        """Accept the detector's reps as annotations.

        Existing reps and sets there are replaced; annotations of other activities are kept.

        Args:
            set_index: number of the detector's set; None for all sets.

        Returns:
            what was done.
        """
        sets = self.sets if set_index is None else [self._set(set_index)]
        if not sets:
            raise SessionError(f"{self.session}: the detector counted no reps: there is nothing to accept")
        kept = [
            row
            for row in self.rows
            if row.kind == "other"
            or (set_index is not None and not overlaps(row, sets[0]["start_ms"], sets[0]["end_ms"]))
        ]
        new = [row for one in sets for row in rows_of_set(one, self.events)]
        self._take([*kept, *new])
        reps = sum(row.kind == "rep" for row in new)
        return f"accepted {how_many(reps, 'rep')} in {how_many(len(sets), 'set')}"

    def total(self, set_index: int, reps: int) -> str:
        """Set how many reps one of the detector's sets had; returns what was done.

        If the detector counted fewer, the set takes in the nearest refused cycles, as many as are missing.
        """
        one = self._set(set_index)
        leg = "front" if not one["back"] else "back" if not one["front"] else ""
        spans = [(one["start_ms"], one["end_ms"])]
        if reps > one["reps"]:
            spans += self._uncounted_beside(one)[: reps - one["reps"]]
        return self.total_between(min(spans)[0], max(end_ms for _, end_ms in spans), reps, leg)

    def total_between(self, from_ms: int, to_ms: int, reps: int, leg: str = "") -> str:
        """Set how many reps there were in a span; replaces single reps there. Returns what was done.

        Args:
            from_ms, to_ms: the span, session time, ms.
            reps: number of reps.
            leg: position of the sensor leg, ``front`` or ``back``; empty if it varies or is unknown.
        """
        replaced = [row for row in self.rows if row.kind != "other" and overlaps(row, from_ms, to_ms)]
        kept = [row for row in self.rows if row not in replaced]
        self._take([*kept, Annotation("set", from_ms, to_ms, sensor_leg=leg, reps=reps, activity=LUNGE)])
        singles = sum(row.kind == "rep" for row in replaced)
        removed = f"; {how_many(singles, 'single label')} replaced" if singles else ""
        return f"{clock(from_ms)} to {clock(to_ms)}: {how_many(reps, 'rep')}{removed}"

    def add(self, from_ms: int, to_ms: int | None = None) -> str:
        """Add a rep; returns what was done.

        Args:
            from_ms: its start; without ``to_ms``, any time within a cycle of the detector.
            to_ms: its end.
        """
        row = (
            row_of_cycle(self._cycle_at(from_ms))
            if to_ms is None
            else Annotation("rep", from_ms, to_ms, activity=LUNGE)
        )
        for known in self.rows:
            if (
                known.kind == "set"
                and overlaps(row, known.start_ms, known.end_ms)
                and not self._singles(known)
            ):
                raise SessionError(
                    f"the set from {clock(known.start_ms)} to {clock(known.end_ms)} has only a total of"
                    f" {known.reps}: change the total, or accept its reps first"
                )
        self._take([*self.rows, row])
        return f"added a rep from {clock(row.start_ms)} to {clock(row.end_ms)}"

    def remove(self, at_ms: int) -> str:
        """Remove the rep at a time; returns what was done."""
        rep = self._rep_at(at_ms)
        self._take([row for row in self.rows if row is not rep])
        return f"removed the rep from {clock(rep.start_ms)} to {clock(rep.end_ms)}"

    def move(self, at_ms: int, from_ms: int, to_ms: int | None = None) -> str:
        """Move the rep at a time; returns what was done.

        Args:
            at_ms: any time within the rep.
            from_ms: its new start.
            to_ms: its new end; None to keep its length. With a new length its phase times become unknown.
        """
        rep = self._rep_at(at_ms)
        if to_ms is None:
            by_ms = from_ms - rep.start_ms
            inner = [None if t is None else t + by_ms for t in (rep.bottom_ms, rep.rise_ms)]
            moved = replace(
                rep, start_ms=from_ms, end_ms=rep.end_ms + by_ms, bottom_ms=inner[0], rise_ms=inner[1]
            )
        else:
            moved = replace(rep, start_ms=from_ms, end_ms=to_ms, bottom_ms=None, rise_ms=None)
        self._take([moved if row is rep else row for row in self.rows])
        return f"moved the rep at {clock(rep.start_ms)} to {clock(moved.start_ms)} - {clock(moved.end_ms)}"

    def take_hints(self) -> list[str]:
        """Apply the wearer's markers where their rep is known; returns a sentence for each."""
        done = []
        for hint in self.hints:
            if hint.remove is not None:
                labelled = self._rep_over((hint.remove["start_ms"] + hint.remove["end_ms"]) // 2)
                done.append(self.remove(labelled.start_ms) if labelled else f"{hint.meaning}: not labelled")
            elif hint.add is not None and self._rep_over((hint.add.start_ms + hint.add.end_ms) // 2) is None:
                done.append(self.add((hint.add.start_ms + hint.add.end_ms) // 2))
            else:
                done.append(f"{clock(hint.t_ms)}: {hint.meaning}: ignored")
        return done

    def undo(self) -> str:
        """Undo the last step; returns what was done."""
        if not self._before:
            return "there is nothing to undo"
        self.rows = self._before.pop()
        return "undone"

    def save(self) -> Path:
        """Write the annotations next to the session; the old file is kept as `NAME.truth.csv.bak`.

        Raises:
            SessionError: the file cannot be written, or another program changed it meanwhile.
        """
        path = annotations_path(self.session)
        if self._bytes() != self._found:
            raise SessionError(f"{path}: changed by another program meanwhile: start again")
        try:
            if self._found is not None:
                with unfinished(path.with_name(path.name + ".bak")) as part:
                    shutil.copy2(path, part)
        except OSError as error:
            raise SessionError(f"{path}.bak: cannot be written ({error.strerror or error})") from error
        write_annotations(path, Annotations(self.session.name, self.rows, self._notes))
        self._found, self._before = self._bytes(), []
        return path

    def _bytes(self) -> bytes | None:
        path = annotations_path(self.session)
        return path.read_bytes() if path.exists() else None

    def _take(self, rows: Iterable[Annotation]) -> None:
        """Replace the annotations if the new ones are valid."""
        new = ordered(updated_sets(list(rows), self.rows))
        self._check(Annotations(self.session.name, new))
        self._before.append(self.rows)
        self.rows = new

    def _check(self, annotations: Annotations) -> None:
        try:
            check_annotations(annotations, self._first_ms, self._last_ms)
        except SessionError as error:
            raise SessionError(f"{annotations_path(self.session)}: {error}") from error

    def _set(self, index: int) -> Event:
        for one in self.sets:
            if one["index"] == index:
                return one
        raise SessionError(
            f"there is no set {index}: the detector found {how_many(len(self.sets), 'set')}; give start and"
            " end of a set that it did not find"
        )

    def _count(self, session: "SessionReader | Recording", chosen: ChosenFile | None) -> None:
        self.settings = settings_of(self.session, session.header, chosen)
        run = trace(session, self.settings.settings)
        self._first_ms, self._last_ms = run.first_ms, run.last_ms
        self.events: Sequence[Event] = run.events
        self.cycles: Sequence[Cycle] = run.cycles
        self.hints: tuple[Hint, ...] = hints_of(session.markers, self.events, self.cycles)

    def _uncounted_beside(self, one: Event) -> list[tuple[int, int]]:
        """Start and end of each refused cycle that belongs to no other set, the nearest to this one first.

        What is a rest away, or is annotated as another set or activity, stays out.
        """
        rest_ms = self.settings.settings.rest_min_s * 1000
        from_ms, to_ms = one["start_ms"] - rest_ms, one["end_ms"] + rest_ms
        for other in self.sets:
            if other["end_ms"] <= one["start_ms"]:
                from_ms = max(from_ms, (other["end_ms"] + one["start_ms"]) // 2)
            elif other["start_ms"] >= one["end_ms"]:
                to_ms = min(to_ms, (one["end_ms"] + other["start_ms"]) // 2)
        for row in self.rows:
            if row.kind != "rep" and row.end_ms <= one["start_ms"]:
                from_ms = max(from_ms, row.end_ms)
            elif row.kind != "rep" and row.start_ms >= one["end_ms"]:
                to_ms = min(to_ms, row.start_ms)
        found = [
            (event["start_ms"], event["end_ms"])
            for event in self.events
            if event["kind"] == "refused" and from_ms <= event["start_ms"] and event["end_ms"] <= to_ms
        ]
        return sorted(found, key=lambda span: max(one["start_ms"] - span[1], span[0] - one["end_ms"], 0))

    def _cycle_at(self, at_ms: int) -> Cycle:
        found = [cycle for cycle in self.cycles if _is_at(cycle, at_ms)]
        if not found:
            raise SessionError(f"the detector found no cycle at {clock(at_ms)}: give start and end, FROM-TO")
        likely = ("rep", "refused", "waits", "joined", "untold")
        return min(found, key=lambda cycle: likely.index(cycle.outcome))

    def _rep_over(self, at_ms: int) -> Annotation | None:
        found = [row for row in self.rows if row.kind == "rep" and _is_at(row, at_ms)]
        return max(found, key=lambda row: row.start_ms, default=None)

    def _rep_at(self, at_ms: int) -> Annotation:
        rep = self._rep_over(at_ms)
        if rep is None:
            raise SessionError(f"no rep is annotated at {clock(at_ms)}")
        return rep

    def _singles(self, known: Annotation) -> list[Annotation]:
        return Annotations(self.session.name, self.rows).reps_in(known)


def _is_at(span: Cycle | Annotation, at_ms: int) -> bool:
    """Whether a time is in a span, or is its start as it is printed, which may round to before it."""
    return span.start_ms <= at_ms < span.end_ms or clock(span.start_ms) == clock(at_ms)
