"""What a user can do on the page, by the name that page.js sends."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from heeldrive.settings import find

from heeldrive_lab.util.terminal_tables import clock, how_many
from heeldrive_lab.workbench import labels
from heeldrive_lab.workbench.axes import Axes
from heeldrive_lab.workbench.controls import clamp
from heeldrive_lab.workbench.labels import Rows
from heeldrive_lab.workbench.model import Workbench
from heeldrive_lab.workbench.view import View

# A rep added by hand is so long until its ends are dragged; reps take 1.6 to 4 s.
NEW_REP_MS = 2500


class ActionTarget(Protocol):
    """The page as the actions see it; the meaning of each member is in ``Page``."""

    bench: Workbench
    axes: Axes
    view: View
    chosen: int | None
    dragged: str
    at_s: float | None

    def open(self, session: str) -> None:
        """Show a session."""

    def show_moment(self) -> None:
        """Show the moment under the cursor."""

    def show_state(self) -> None:
        """Show the settings."""

    def show_label(self) -> None:
        """Show the chosen label."""

    def try_to(self, do: Callable[[], Any]) -> None:
        """Do something; show why it was refused."""


class Actions:
    """The methods are what page.js names.

    Args:
        page: the page they act on.
    """

    def __init__(self, page: ActionTarget) -> None:
        self.page = page
        self.bench = page.bench

    def do(self, name: str, argument: Any) -> None:
        """Do one of them; what is refused is told on the page."""
        if name in NAMES:
            self.page.try_to(partial(getattr(self, name), argument))

    # Looking

    def open(self, session: str) -> None:
        """Look at a session."""
        self.page.open(session)

    def step(self, by: int) -> None:
        """Look at a session further on in the list, or back."""
        ids = list(self.bench.entries)
        self.page.open(ids[(ids.index(self.page.view.session) + by) % len(ids)])

    def whole(self, _: Any) -> None:
        """See all of the session."""
        self.page.view.show_all()

    def look(self, ends_s: list[float]) -> None:
        """See a stretch, with a little on either side."""
        self.page.view.show_range(ends_s[0] - 1.5, ends_s[1] + 1.5)

    def zoom(self, factor: float) -> None:
        """See less or more."""
        self.page.view.zoom(factor)

    def pan(self, share: float) -> None:
        """Go along."""
        self.page.view.pan(share)

    def moment(self, t_s: float | None) -> None:
        """Look at a moment, or at none."""
        self.page.at_s = t_s
        self.page.show_moment()

    def measure(self, setting: str) -> None:
        """Let the lowest axis be about a setting."""
        self.page.view.choose_measure(setting)
        self.page.show_state()

    # Settings

    def set(self, change: list[Any]) -> None:
        """Change a setting, by its name and value."""
        self._set(change, moving=False)

    def slide(self, change: list[Any]) -> None:
        """Change a setting by its slider, until that is let go."""
        self._set(change, moving=True)

    def drag(self, change: list[Any]) -> None:
        """Change a setting by its line, which the page itself moves until it is let go."""
        self.page.dragged = change[0]
        self._set(change, moving=True)

    def _set(self, change: list[Any], *, moving: bool) -> None:
        name, value = change
        setting = find(name)
        self.bench.set(name, value if setting.choices else clamp(setting, value), moving=moving)

    def release(self, _: Any) -> None:
        """A line or a slider has been let go."""
        self.page.dragged = ""
        self.bench.release()
        self.page.view.draw_thresholds("")

    def reset(self, name: str) -> str:
        """Change a setting back to its default; all of them where none is named."""
        if name:
            self.bench.set(name, find(name).default)
            self.bench.release()
            return f"{name} is back at its default"
        self.bench.reset()
        return "all settings are back at their defaults"

    def undo(self, _: Any) -> str:
        """Take the last change back."""
        words = self.bench.undo()
        return f"undone: {words}" if words else "there is nothing to undo"

    def redo(self, _: Any) -> str:
        """Do it again."""
        words = self.bench.redo()
        return f"done again: {words}" if words else "there is nothing to do again"

    def save_settings(self, _: Any) -> str:
        """Write the settings."""
        return self.bench.save_settings()

    def save_annotations(self, _: Any) -> str:
        """Write the truth of every session whose labels were changed; of this one where none was."""
        changed = [session for session in self.bench.entries if self.bench.annotations_are_unsaved(session)]
        return "; ".join(
            self.bench.save_annotations(session) for session in changed or [self.page.view.session]
        )

    # Labels

    def _label(self, words: str, change: Any, key: str = "") -> None:
        self.bench.label(self.page.view.session, words, change, key)

    def _rows(self) -> Rows:
        annotations = self.bench.annotations(self.page.view.session)
        return annotations.rows if annotations else ()

    def _choose(self, kind: str, start_ms: int) -> None:
        """Choose the label that begins there."""
        found = [i for i, row in enumerate(self._rows()) if (row.kind, row.start_ms) == (kind, start_ms)]
        self.page.chosen = found[0] if found else None
        self.page.show_label()

    def choose_at(self, t_s: float, height: float) -> None:
        """Choose the label that was tapped; none where there is none."""
        rows, t_ms = self._rows(), t_s * 1000
        here = [
            index
            for index, row in enumerate(rows)
            if row.start_ms <= t_ms < row.end_ms and (row.kind == "rep") == (height >= 1)
        ]
        # The shortest of those that lie over each other: it could not be reached otherwise.
        self.page.chosen = min(here, key=lambda i: rows[i].end_ms - rows[i].start_ms, default=None)
        self.page.show_label()

    def choose(self, by: int) -> None:
        """Choose the next label or the one before, and bring it into view."""
        rows = self._rows()
        if not rows:
            return
        now = self.page.chosen
        self.page.chosen = (0 if by > 0 else len(rows) - 1) if now is None else (now + by) % len(rows)
        self.page.show_label()
        row, x = rows[self.page.chosen], self.page.axes.x
        if not x.start <= row.start_ms / 1000 <= x.end:
            half = (x.end - x.start) / 2
            self.page.view.show_range(row.start_ms / 1000 - half, row.start_ms / 1000 + half)

    def add_rep(self, t_s: float | None) -> str:
        """Add a true rep around a moment; without one, around the cursor or the middle of the view."""
        page, x = self.page, self.page.axes.x
        if t_s is None:
            t_s = page.at_s if page.at_s is not None else (x.start + x.end) / 2
        first_ms, last_ms = (round(1000 * end) for end in page.view.ends_s)
        start_ms = min(max(round(t_s * 1000) - NEW_REP_MS // 2, first_ms, 0), last_ms - NEW_REP_MS)
        self._label(
            f"a true rep added at {clock(start_ms)}",
            lambda rows: labels.add_rep(rows, start_ms, start_ms + NEW_REP_MS),
        )
        self._choose("rep", start_ms)
        return f"true rep added at {clock(start_ms)}: drag it or its ends, and save the truth"

    def take_counted(self, _: Any) -> str:
        """Take the counted reps in view as true."""
        known, x = self.bench.counted(self.page.view.session), self.page.axes.x
        seen = [
            rep
            for rep in (known.of_kind("rep") if known else [])
            if rep["end_ms"] / 1000 > x.start and rep["start_ms"] / 1000 < x.end
        ]
        before = len(self._rows())
        self._label("counted reps taken as true", lambda rows: labels.add_counted(rows, seen))
        return f"{how_many(len(self._rows()) - before, 'counted rep')} taken as true"

    def label_moved(self, ends_s: list[float]) -> None:
        """The chosen label's box was let go."""
        chosen = self.page.chosen
        if chosen is None:
            return
        start_ms, end_ms = (max(round(1000 * end), 0) for end in sorted(ends_s))
        kind = self._rows()[chosen].kind
        self._label("a label moved", lambda rows: labels.move(rows, chosen, start_ms, end_ms))
        self._choose(kind, start_ms)

    def nudge(self, by_ms: list[int]) -> None:
        """Move begin and end of the chosen label by so much each."""
        if self.page.chosen is not None:
            row = self._rows()[self.page.chosen]
            self.label_moved([(row.start_ms + by_ms[0]) / 1000, (row.end_ms + by_ms[1]) / 1000])

    def remove(self, _: Any) -> str:
        """Remove the chosen label."""
        chosen = self.page.chosen
        if chosen is None:
            return "no label is chosen: tap one in the axis of truth first"
        self._label("a label removed", lambda rows: labels.remove(rows, chosen))
        self.page.chosen = None
        self.page.show_label()
        return "label removed"

    def set_total(self, total: int) -> str:
        """What is in view was one set of so many reps."""
        start_ms, end_ms = self._seen_ms()
        self._label(f"a set of {total}", lambda rows: labels.set_total(rows, start_ms, end_ms, total))
        self._choose("set", start_ms)
        return f"{clock(start_ms)} to {clock(end_ms)} was a set of {how_many(total, 'rep')}"

    def nothing_counts(self, _: Any) -> str:
        """Nothing in view is a rep."""
        start_ms, end_ms = self._seen_ms()
        self._label("a stretch without reps", lambda rows: labels.nothing_counts(rows, start_ms, end_ms))
        self._choose("other", start_ms)
        return f"{clock(start_ms)} to {clock(end_ms)}: nothing counts"

    def _seen_ms(self) -> tuple[int, int]:
        """The stretch in view, as far as there are samples."""
        loaded, x = self.bench.cache.opened[self.page.view.session].loaded, self.page.axes.x
        return max(round(x.start * 1000), loaded.first_ms), min(round(x.end * 1000), loaded.last_ms)


NAMES = frozenset(name for name in vars(Actions) if not name.startswith("_") and name != "do")
