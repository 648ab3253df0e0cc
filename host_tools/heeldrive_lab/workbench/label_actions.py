"""The user's actions on labels, by the names that page.js sends."""

from collections.abc import Callable
from typing import Any, Protocol

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.training_notes import parsed_notes
from heeldrive_lab.util.terminal_tables import clock, how_many
from heeldrive_lab.workbench import labels
from heeldrive_lab.workbench.axes import Axes
from heeldrive_lab.workbench.labels import Rows
from heeldrive_lab.workbench.model import Workbench
from heeldrive_lab.workbench.view import View

# Initial length of a rep added by hand; reps take 1.6 to 4 s.
NEW_REP_MS = 2500


class ActionTarget(Protocol):
    """The part of the page that the actions use; `Page` documents the members."""

    bench: Workbench
    axes: Axes
    view: View
    selected: Annotation | None
    dragged: str
    at_s: float | None

    def open(self, session: str) -> None:
        """Show a session."""

    def counted_in_view(self) -> list[Event]:
        """The counted reps of which a part is in view, in order."""

    def show_values(self, t_s: float) -> None:
        """Show the values of all axes at a time."""

    def show_moment(self) -> None:
        """Show the detector's state at the cursor."""

    def show_state(self) -> None:
        """Show the settings."""

    def show_comparison(self) -> None:
        """Show what differs between settings A and those in force."""

    def show_label(self) -> None:
        """Show the selected label."""

    def try_to(self, do: Callable[[], Any]) -> None:
        """Call a function; if it refuses, show the reason."""


class LabelActions:
    """Actions on the labels of the session shown.

    Args:
        page: the page to act on.
    """

    def __init__(self, page: ActionTarget) -> None:
        self.page = page
        self.bench = page.bench

    def _label(self, words: str, change: Callable[[Rows], Rows]) -> None:
        self.bench.label(self.page.view.session, words, change)

    def _rows(self) -> Rows:
        annotations = self.bench.annotations(self.page.view.session)
        return annotations.rows if annotations else ()

    def _select(self, kind: str, start_ms: int) -> None:
        """Select the label with this start."""
        found = [i for i, row in enumerate(self._rows()) if (row.kind, row.start_ms) == (kind, start_ms)]
        self.page.selected = self._rows()[found[0]] if found else None
        self.page.show_label()

    def _selected(self) -> int | None:
        """Place of the selected label in the rows; None if another tab has removed or changed it."""
        rows, selected = self._rows(), self.page.selected
        return rows.index(selected) if selected in rows else None

    def select_at(self, t_s: float, height: float) -> None:
        """Select the label at a point in the axis of truth, or none."""
        t_ms = t_s * 1000
        here = [
            row
            for row in self._rows()
            if row.start_ms <= t_ms < row.end_ms and (row.kind == "rep") == (height >= 1)
        ]
        # The shortest of overlapping labels: a longer one can be tapped elsewhere.
        self.page.selected = min(here, key=lambda row: row.end_ms - row.start_ms, default=None)
        self.page.show_label()

    def select(self, by: int) -> None:
        """Select the next or the previous label, and scroll to it."""
        rows = self._rows()
        if not rows:
            return
        now = self._selected()
        row = rows[(0 if by > 0 else len(rows) - 1) if now is None else (now + by) % len(rows)]
        self.page.selected = row
        self.page.show_label()
        x = self.page.axes.x
        if not x.start <= row.start_ms / 1000 <= x.end:
            half = (x.end - x.start) / 2
            self.page.view.show_range(row.start_ms / 1000 - half, row.start_ms / 1000 + half)

    def add_rep(self, t_s: float | None) -> str:
        """Add a true rep at a time; by default at the cursor or the middle of the view."""
        page, x = self.page, self.page.axes.x
        if t_s is None:
            t_s = page.at_s if page.at_s is not None else (x.start + x.end) / 2
        first_ms, last_ms = (round(1000 * end) for end in page.view.ends_s)
        start_ms = min(max(round(t_s * 1000) - NEW_REP_MS // 2, first_ms, 0), last_ms - NEW_REP_MS)
        self._label(
            f"a true rep added at {clock(start_ms)}",
            lambda rows: labels.add_rep(rows, start_ms, start_ms + NEW_REP_MS),
        )
        self._select("rep", start_ms)
        return f"true rep added at {clock(start_ms)}: drag it or its ends, then save the truth"

    def take_counted(self, _: Any) -> str:
        """Annotate the counted reps in view as true reps."""
        in_view = self.page.counted_in_view()
        before = len(self._rows())
        self._label("counted reps taken as true", lambda rows: labels.add_counted(rows, in_view))
        return f"{how_many(len(self._rows()) - before, 'counted rep')} taken as true"

    def label_moved(self, ends_s: list[float]) -> None:
        """Move the selected label to where its box was dragged."""
        selected = self._selected()
        if selected is None:
            return
        start_ms, end_ms = (max(round(1000 * end), 0) for end in sorted(ends_s))
        kind = self._rows()[selected].kind
        self._label("a label moved", lambda rows: labels.move(rows, selected, start_ms, end_ms))
        self._select(kind, start_ms)

    def nudge(self, by_ms: list[int]) -> None:
        """Move the start and end of the selected label, each by its own amount."""
        row = self.page.selected
        if row is not None:
            self.label_moved([(row.start_ms + by_ms[0]) / 1000, (row.end_ms + by_ms[1]) / 1000])

    def remove(self, _: Any) -> str:
        """Remove the selected label."""
        selected = self._selected()
        if selected is None:
            return "no label is selected: tap one in the axis of truth first"
        self._label("a label removed", lambda rows: labels.remove(rows, selected))
        self.page.selected = None
        self.page.show_label()
        return "label removed"

    def set_total(self, total: int) -> str:
        """Annotate the view as one set with this total."""
        start_ms, end_ms = self._view_ms()
        self._label(f"a set of {total}", lambda rows: labels.set_total(rows, start_ms, end_ms, total))
        self._select("set", start_ms)
        return f"{clock(start_ms)} to {clock(end_ms)} was a set of {how_many(total, 'rep')}"

    def nothing_counts(self, _: Any) -> str:
        """Annotate the view as a time without reps."""
        start_ms, end_ms = self._view_ms()
        self._label("a time without reps", lambda rows: labels.nothing_counts(rows, start_ms, end_ms))
        self._select("other", start_ms)
        return f"{clock(start_ms)} to {clock(end_ms)}: no reps"

    def note(self, change: list[Any]) -> str:
        """Change load or effort, given as key and text; an empty text removes it."""
        key, text = change
        value = getattr(parsed_notes({key: text}), key)
        self.bench.note(self.page.view.session, key, value)
        return f"{key}: {text} noted: save the truth to keep it" if text else f"{key} removed"

    def _view_ms(self) -> tuple[int, int]:
        """The part of the view that has samples, ms."""
        loaded, x = self.bench.cache.opened[self.page.view.session].loaded, self.page.axes.x
        return max(round(x.start * 1000), loaded.first_ms), min(round(x.end * 1000), loaded.last_ms)
