"""The truth of one session in the making: every step can be undone, nothing is written before `save`."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from heeldrive import Settings

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.evaluation.annotation_checks import check_annotations
from heeldrive_lab.evaluation.true_sets import reps_in
from heeldrive_lab.label.hints import Hint, hints_of
from heeldrive_lab.sessions.annotations import (
    Annotation,
    Annotations,
    annotations_path,
    find_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.util.files import unfinished
from heeldrive_lab.util.terminal_tables import clock, how_many

LUNGE = "backward_lunge"


class Labels:
    """Truth in the making, beside what the detector counted.

    Attributes:
        session: the session file.
        events: what the detector told.
        cycles: every cycle it cut out, counted or not.
        hints: the wearer's own markers.
        rows: the truth as it stands now, in order of time.

    Raises:
        SessionError: the session or its truth cannot be read, or the truth is that of another session.
    """

    def __init__(self, session: Path, settings: Settings) -> None:
        self.session = session
        truth = find_annotations(session)
        self._found = self._bytes()
        self._recording = read_recording(session)
        run = trace(self._recording, settings)
        self.events: Sequence[Event] = run.events
        self.cycles: Sequence[Cycle] = run.cycles
        self.hints: tuple[Hint, ...] = hints_of(self._recording.markers, self.events, self.cycles)
        self.rows: tuple[Annotation, ...] = ()
        self._before: list[tuple[Annotation, ...]] = []
        if truth is not None:
            self._check(truth)
            self.rows = _ordered(truth.rows)

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return bool(self._before)

    @property
    def reps(self) -> int:
        """How many the truth has: single ones, and those of sets known by their total."""
        weak = [row.reps or 0 for row in self.rows if row.kind == "set" and not self._singles(row)]
        return sum(row.kind == "rep" for row in self.rows) + sum(weak)

    @property
    def sets(self) -> list[Event]:
        """The detector's sets, by whose numbers sets are called."""
        return [event for event in self.events if event["kind"] == "set"]

    def accept(self, set_index: int | None = None) -> str:
        """Take the detector's reps as the truth: of one set, or of all.

        What the truth had of reps and sets there goes; what must not count stays.
        """
        sets = self.sets if set_index is None else [self._set(set_index)]
        if not sets:
            raise SessionError(f"{self.session}: the detector counted no rep: there is nothing to accept")
        kept = [
            row
            for row in self.rows
            if row.kind == "other"
            or (set_index is not None and not _meet(row, sets[0]["start_ms"], sets[0]["end_ms"]))
        ]
        new = [row for one in sets for row in self._rows_of(one)]
        self._take([*kept, *new])
        reps = sum(row.kind == "rep" for row in new)
        return f"accepted {how_many(reps, 'rep')} in {how_many(len(sets), 'set')}"

    def total(self, set_index: int, reps: int) -> str:
        """Say how many reps one of the detector's sets had."""
        one = self._set(set_index)
        leg = "front" if not one["back"] else "back" if not one["front"] else ""
        return self.total_between(one["start_ms"], one["end_ms"], reps, leg)

    def total_between(self, from_ms: int, to_ms: int, reps: int, leg: str = "") -> str:
        """Say how many reps there were between two times; single reps there give way to the total."""
        gone = [row for row in self.rows if row.kind != "other" and _meet(row, from_ms, to_ms)]
        kept = [row for row in self.rows if row not in gone]
        self._take([*kept, Annotation("set", from_ms, to_ms, sensor_leg=leg, reps=reps, activity=LUNGE)])
        singles = sum(row.kind == "rep" for row in gone)
        dropped = f"; {how_many(singles, 'single label')} gave way" if singles else ""
        return f"{clock(from_ms)} to {clock(to_ms)}: {how_many(reps, 'rep')}{dropped}"

    def add(self, from_ms: int, to_ms: int | None = None) -> str:
        """Add a rep: from when to when, or the one cycle of the detector's that is under way at a time."""
        row = (
            self._row_of_cycle(self._cycle_at(from_ms))
            if to_ms is None
            else Annotation("rep", from_ms, to_ms, activity=LUNGE)
        )
        for known in self.rows:
            if known.kind == "set" and _meet(row, known.start_ms, known.end_ms) and not self._singles(known):
                raise SessionError(
                    f"the set from {clock(known.start_ms)} to {clock(known.end_ms)} is known by its total of"
                    f" {known.reps}: give another total, or accept its reps first"
                )
        self._take([*self.rows, row])
        return f"added a rep from {clock(row.start_ms)} to {clock(row.end_ms)}"

    def remove(self, at_ms: int) -> str:
        """Remove the rep at a time."""
        rep = self._rep_at(at_ms)
        self._take([row for row in self.rows if row is not rep])
        return f"removed the rep from {clock(rep.start_ms)} to {clock(rep.end_ms)}"

    def move(self, at_ms: int, from_ms: int, to_ms: int | None = None) -> str:
        """Move the rep at a time: to begin elsewhere, or to other ends; then its inner times are unknown."""
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
        return (
            f"the rep of {clock(rep.start_ms)} is now from {clock(moved.start_ms)} to {clock(moved.end_ms)}"
        )

    def take_hints(self) -> list[str]:
        """Do what the wearer's markers say, as far as they can be told; one sentence each."""
        done = []
        for hint in self.hints:
            if hint.remove is not None:
                labelled = self._rep_over((hint.remove["start_ms"] + hint.remove["end_ms"]) // 2)
                done.append(self.remove(labelled.start_ms) if labelled else f"{hint.told}: not labelled")
            elif hint.add is not None and self._rep_over((hint.add.start_ms + hint.add.end_ms) // 2) is None:
                done.append(self.add((hint.add.start_ms + hint.add.end_ms) // 2))
            else:
                done.append(f"{clock(hint.t_ms)}: {hint.told}: nothing done")
        return done

    def undo(self) -> str:
        """Take the last step back."""
        if not self._before:
            return "there is nothing to undo"
        self.rows = self._before.pop()
        return "undone"

    def save(self) -> Path:
        """Write the truth beside the session; what was there stays as `NAME.truth.csv.bak`.

        Raises:
            SessionError: it cannot be written, or somebody else has changed it meanwhile.
        """
        path = annotations_path(self.session)
        if self._bytes() != self._found:
            raise SessionError(f"{path}: it was changed by another program meanwhile: begin again")
        try:
            if self._found is not None:
                with unfinished(path.with_name(path.name + ".bak")) as part:
                    shutil.copy2(path, part)
        except OSError as error:
            raise SessionError(f"{path}.bak: cannot be written ({error.strerror or error})") from error
        write_annotations(path, Annotations(self.session.name, self.rows))
        self._found, self._before = self._bytes(), []
        return path

    def _bytes(self) -> bytes | None:
        path = annotations_path(self.session)
        return path.read_bytes() if path.exists() else None

    def _take(self, rows: Iterable[Annotation]) -> None:
        """Make these the truth, if they can be."""
        tidy = _ordered(_tidied(list(rows), self.rows))
        self._check(Annotations(self.session.name, tidy))
        self._before.append(self.rows)
        self.rows = tidy

    def _check(self, truth: Annotations) -> None:
        try:
            check_annotations(truth, self._recording.first_ms, self._recording.last_ms)
        except SessionError as error:
            raise SessionError(f"{annotations_path(self.session)}: {error}") from error

    def _set(self, index: int) -> Event:
        for one in self.sets:
            if one["index"] == index:
                return one
        raise SessionError(
            f"there is no set {index}: the detector found {how_many(len(self.sets), 'set')}; of one it did"
            " not find, give the times it lasted"
        )

    def _rows_of(self, one: Event) -> list[Annotation]:
        """The truth that a set of the detector's would be: its reps, and a span for each leg."""
        reps = [
            self._row_of_event(event)
            for event in self.events
            if event["kind"] == "rep" and one["start_ms"] <= event["start_ms"] < one["end_ms"]
        ]
        spans = []
        for leg in ("front", "back"):
            of_leg = [rep for rep in reps if rep.sensor_leg == leg]
            if of_leg:
                spans.append(
                    Annotation(
                        "set", of_leg[0].start_ms, of_leg[-1].end_ms, sensor_leg=leg, reps=len(of_leg),
                        activity=LUNGE,
                    )
                )  # fmt: skip
        return spans + reps

    def _row_of_event(self, event: Event) -> Annotation:
        return Annotation(
            "rep", event["start_ms"], event["end_ms"], event.get("bottom_ms"), event.get("rise_ms"),
            event["depth_deg"], event["sensor_leg"], activity=LUNGE,
        )  # fmt: skip

    def _row_of_cycle(self, cycle: Cycle) -> Annotation:
        bottom_ms, rise_ms = cycle.bottom_ms or None, cycle.rise_ms or None
        return Annotation(
            "rep", cycle.start_ms, cycle.end_ms, bottom_ms, rise_ms, sensor_leg=cycle.leg, activity=LUNGE
        )

    def _cycle_at(self, at_ms: int) -> Cycle:
        found = [cycle for cycle in self.cycles if cycle.start_ms <= at_ms < cycle.end_ms]
        if not found:
            raise SessionError(
                f"the detector saw no movement down and up at {clock(at_ms)}: give both ends, FROM-TO"
            )
        likely = ("rep", "refused", "waits", "untold")
        return min(found, key=lambda cycle: likely.index(cycle.outcome))

    def _rep_over(self, at_ms: int) -> Annotation | None:
        return next(
            (row for row in self.rows if row.kind == "rep" and row.start_ms <= at_ms < row.end_ms), None
        )

    def _rep_at(self, at_ms: int) -> Annotation:
        rep = self._rep_over(at_ms)
        if rep is None:
            raise SessionError(f"no rep of the truth is under way at {clock(at_ms)}")
        return rep

    def _singles(self, known: Annotation) -> list[Annotation]:
        return reps_in(known, Annotations(self.session.name, self.rows))


def _meet(row: Annotation, from_ms: int, to_ms: int) -> bool:
    return row.start_ms < to_ms and from_ms < row.end_ms


def _ordered(rows: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """In order of time, a set before its reps."""
    return tuple(sorted(rows, key=lambda row: (row.start_ms, row.kind != "set", row.end_ms)))


def _tidied(rows: list[Annotation], before: Sequence[Annotation]) -> list[Annotation]:
    """Sets that had single reps get the span and the number of those they have now, or go with the last."""
    then, now = (
        Annotations("before", tuple(before)),
        Annotations("now", tuple(row for row in rows if row.kind == "rep")),
    )
    tidy = []
    for row in rows:
        if row.kind != "set" or not any(row is known for known in before) or not reps_in(row, then):
            tidy.append(row)
            continue
        inside = [rep for rep in now.reps if _meet(rep, row.start_ms, row.end_ms)]
        inside = [rep for rep in inside if not row.sensor_leg or rep.sensor_leg in ("", row.sensor_leg)]
        if inside:
            first_ms, last_ms = min(rep.start_ms for rep in inside), max(rep.end_ms for rep in inside)
            total = None if row.reps is None else len(inside)
            tidy.append(replace(row, start_ms=first_ms, end_ms=last_ms, reps=total))
    return tidy
