"""One browser tab: shows the model in axes and HTML, and passes the user's actions to the model."""

import json
from functools import partial
from typing import Any

from bokeh.document import Document
from bokeh.events import DoubleTap, Tap
from bokeh.models import CustomJS
from heeldrive import SettingsError

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.util.terminal_tables import how_many
from heeldrive_lab.workbench import columns, readout
from heeldrive_lab.workbench.actions import Actions
from heeldrive_lab.workbench.axes import Axes
from heeldrive_lab.workbench.bridge import Bridge
from heeldrive_lab.workbench.comparison import comparison, differences
from heeldrive_lab.workbench.counting import settings_of
from heeldrive_lab.workbench.model import Workbench
from heeldrive_lab.workbench.notices import notices
from heeldrive_lab.workbench.place import Place
from heeldrive_lab.workbench.view import View

# Delay of decimating the curves again after the view starts to move.
DECIMATE_AFTER_MS = 40
# Delay of showing the counts of sessions that are not shown.
LIST_AFTER_MS = 200


class Page:
    """One tab.

    Args:
        document: the Bokeh document of the tab.
        bench: the workbench, shared by all tabs.
        place: what the page's address asks for.

    Attributes:
        view: the session shown.
        selected: the selected label; None if none is selected.
        dragged: name of the setting whose line is dragged; empty if none is.
        at_s: the cursor's time; None without a cursor.
    """

    def __init__(self, document: Document, bench: Workbench, place: Place) -> None:
        self.document = document
        self.bench = bench
        self.axes = Axes()
        self.view = View(bench, self.axes)
        self.bridge = Bridge(name="bridge")
        self.selected: Annotation | None = None
        self.dragged = ""
        self.at_s: float | None = None
        self._actions = Actions(self)
        self._pending: set[tuple[str, str]] = set()
        self._rest_pending = False
        self._decimating = False
        self._range_s: tuple[float, float] | None = None  # to be shown once the session is read
        self._loaded = False
        self.bridge.on_change("action", lambda _attr, _old, text: self._act(text))
        self.axes.x.on_change("start", self._moved)
        self.axes.x.on_change("end", self._moved)
        self.axes.figures["truth"].on_change("inner_width", self._resized)
        for name, axis in self.axes.figures.items():
            axis.on_event(Tap, partial(self._tapped, name))
        # By the page, which names it if it may not have arrived.
        self.axes.figures["truth"].js_on_event(
            DoubleTap, CustomJS(code="window.heeldriveConnection.act('add_rep', cb_obj.x)")
        )
        # Add roots after registering events: Bokeh subscribes models when they enter the document.
        document.add_root(self.axes.root)
        document.add_root(self.bridge)
        document.js_on_event(
            "document_ready",
            CustomJS(
                args={
                    "bridge": self.bridge,
                    "x": self.axes.x,
                    "thresholds": [line.models() for line in self.axes.thresholds],
                    "selected": self.axes.selected,
                    "cursors": self.axes.cursors,
                    "figures": list(self.axes.figures.values()),
                    "session": document.session_context.id,
                },
                code="window.heeldrive.start({bridge, x, thresholds, selected, cursors, figures, session})",
            ),
        )
        stop_listening = bench.subscribe(self._note)

        def left(_: object) -> None:
            stop_listening()
            bench.leave(self)

        document.on_session_destroyed(left)
        self._go_to(place)

    def _go_to(self, place: Place) -> None:
        """Show the session and the view that the address names."""
        known = place.session in self.bench.entries
        if place.measure:
            self.view.choose_measure(place.measure)
        self.open(place.session if known else next(iter(self.bench.entries)))
        if known:
            self._range_s, self.at_s = place.range_s, place.at_s
            if self._loaded and place.range_s:
                self.view.show_range(*place.range_s)
        elif place.session:
            self.show_message(f"{place.session} is not among these sessions", fault=True)
        self.show_moment()

    # Notifications of the model

    def _note(self, topic: str, about: str) -> None:
        """Store a notification; it is handled once the document can be changed.

        Sessions that are not shown may be counted by the hundred: the list follows them a few times a second.
        """
        if topic == "rest":
            if not self._rest_pending:
                self.document.add_timeout_callback(self._show_rest, LIST_AFTER_MS)
            self._rest_pending = True
            return
        if not self._pending:
            self.document.add_next_tick_callback(self._handle_notifications)
        self._pending.add((topic, about))

    def _show_rest(self) -> None:
        self._rest_pending = False
        self._show_sessions()

    def _show_sessions(self) -> None:
        """Show the list of sessions and the totals."""
        self._send("sessions", readout.session_list(self.bench))
        self._send("totals", readout.totals(self.bench))

    def _handle_notifications(self) -> None:
        pending, self._pending = self._pending, set()
        topics = {topic for topic, about in pending if topic == "state" or about == self.view.session}
        if topics & {"state", "opened"}:
            self.show_state()
        if pending == {("state", "")} and self.dragged and not self.bench.is_fresh(self.view.session):
            return  # the pending count updates the rest
        if "opened" in topics:
            self._load()
        if topics & {"curve", "trace", "opened"}:
            self.view.draw_trace()
            self.view.draw_thresholds(self.dragged)
        if topics & {"count", "trace", "state"}:
            # The count first: the browser shows it while the rest is made.
            self._send("readout", readout.readout(self.bench, self.view.session))
            self.view.draw_events()
            self.show_label()
            self.show_comparison()
        if topics & {"count", "trace"}:
            self.show_moment()
            counted = self.bench.counted(self.view.session)
            self._send("timeline", readout.timeline(counted) if counted else [])
        for topic, about in pending:
            if topic in ("fault", "told"):
                self.show_message(about, fault=topic == "fault")
        self._show_sessions()

    def _load(self) -> None:
        """Load the session once it is read; if it was read before, its view stays."""
        opened, x = self.bench.cache.opened.get(self.view.session), self.axes.x
        if opened is None:
            return
        if self._loaded:
            self._range_s = None if x.bounds == (x.start, x.end) else (x.start, x.end)
        self._loaded = True
        self.view.load(opened)
        if self._range_s is not None:
            self.view.show_range(*self._range_s)

    def _send(self, name: str, data: Any) -> None:
        setattr(self.bridge, name, json.dumps(data))

    def show_message(self, sentence: str, *, fault: bool = False) -> None:
        """Show a message."""
        self._send("message", {"words": sentence, "fault": fault})

    # Display

    def open(self, session: str) -> None:
        """Show another session."""
        self.selected = None
        self.at_s = self._range_s = None
        self._loaded = session in self.bench.cache.opened
        self.bench.show(session, self)
        self.view.open(session)
        self.show_state()
        self.show_label()
        self.show_comparison()
        self.show_moment()
        counted = self.bench.counted(session)
        self._send("timeline", readout.timeline(counted) if counted else [])
        self._send("readout", readout.readout(self.bench, session))
        self._show_sessions()
        if session in self.bench.cache.faults:
            self.show_message(self.bench.cache.faults[session], fault=True)

    def counted_in_view(self) -> list[Event]:
        """The counted reps of which a part is in view, in order."""
        counted, x = self.bench.counted(self.view.session), self.axes.x
        return [
            rep
            for rep in (counted.of_kind("rep") if counted else [])
            if rep["end_ms"] / 1000 > x.start and rep["start_ms"] / 1000 < x.end
        ]

    def show_state(self) -> None:
        """Show settings, undo and redo, and unsaved changes."""
        self.view.draw_thresholds(self.dragged)
        self._send("values", readout.values(self.bench, self.view.session) | {"measure": self.view.measure})
        self._send("notices", notices(self.bench, self.view.session))

    def show_comparison(self) -> None:
        """Show what differs between settings A and those in force."""
        view, bench = self.view, self.bench
        if view.compared is None:
            self._send("compared", {})
            return
        opened, session = bench.cache.opened.get(view.session), view.session
        a, b = view.counts_compared()
        found = {"A": bench.score_of(a, session), "B": bench.score_of(b, session)}
        differ = differences(vars(settings_of(opened, view.compared)), vars(bench.settings(session)))
        self._send("compared", comparison(a, b, found, differ))

    def show_label(self) -> None:
        """Show the selected label and its box."""
        annotations = self.bench.annotations(self.view.session)
        rows = annotations.rows if annotations else ()
        if self.selected not in rows:
            self.selected = None  # another tab has removed or changed it
        box = self.axes.selected
        if self.selected is None:
            box.visible = False
            self._send("label", {"words": how_many(len(rows), "label") if rows else "no labels"})
            return
        row, index = self.selected, rows.index(self.selected)
        lower, upper = (1.02, 1.98) if row.kind == "rep" else (0.02, 0.98)
        box.update(left=row.start_ms / 1000, right=row.end_ms / 1000, bottom=lower, top=upper, visible=True)
        bars = columns.annotation_columns(annotations, self.bench.score(self.view.session), ("front", "back"))
        self._send("label", {"index": index, "words": bars["title"][index]})

    def show_moment(self) -> None:
        """Show the cursor and the detector's state there."""
        for cursor in self.axes.cursors:
            cursor.update(location=self.at_s, visible=self.at_s is not None)
        if self.at_s is None:
            self._send("moment", {})
            return
        trace = self.bench.cache.last_trace(self.view.session)
        moment = readout.moment(trace, self.at_s) | self._why(self.at_s)
        self._send("moment", moment | {"values": self.view.values_at(self.at_s)})

    def show_values(self, t_s: float) -> None:
        """Show the values of all axes at a time."""
        self._send("hover", {"t": t_s, "values": self.view.values_at(t_s)})

    def _why(self, t_s: float) -> dict[str, str]:
        """Explanation of the rep or refusal at a time, and the setting to move."""
        for source in (self.axes.reps.data, self.axes.refused.data):
            for row, (left, right) in enumerate(zip(source["left"], source["right"], strict=True)):
                if left <= t_s < right:
                    found = {name: source[name][row] for name in ("title", "why", "setting", "move")}
                    return found | {"why": f"{found['title']}. {found['why']}"}
        return {"why": "", "setting": "", "move": ""}

    # Actions of the user

    def _act(self, text: str) -> None:
        name, argument, number, shown = json.loads(text)
        self._actions.do(name, argument, shown)
        self.bridge.heard = str(number)

    def try_to(self, change: Any) -> None:
        """Call a function; show what it says, or why it refuses, in place of what was said before."""
        self.show_message("")
        try:
            message = change()
        except (SessionError, SettingsError) as error:
            self.show_label()
            self.show_message(f"{error}", fault=True)
        else:
            if message:
                self.show_message(message)

    def _moved(self, _attr: str, _old: Any, _new: Any) -> None:
        """The view has moved: decimate the curves again, but not at every step."""
        if not self._decimating:
            self._decimating = True
            self.document.add_timeout_callback(self._decimate, DECIMATE_AFTER_MS)

    def _resized(self, _attr: str, _old: Any, width_px: int) -> None:
        """The axes were drawn or resized."""
        self.axes.width_px = max(width_px, 1)
        self._moved("", None, None)

    def _decimate(self) -> None:
        self._decimating = False
        self.view.draw_curves()
        self.view.draw_words()

    def _tapped(self, axis: str, event: Tap) -> None:
        if axis == "truth":
            self._actions.select_at(event.x, event.y)
        else:
            self.at_s = event.x
            self.show_moment()
