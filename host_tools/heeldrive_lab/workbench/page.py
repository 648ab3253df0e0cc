"""One browser tab: what the model tells goes to axes and HTML, what the user does to the model."""

import json
from functools import partial
from typing import Any

from bokeh.document import Document
from bokeh.events import DoubleTap, Tap
from bokeh.models import CustomJS
from heeldrive import SettingsError

from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.workbench import columns, readout
from heeldrive_lab.workbench.actions import Actions
from heeldrive_lab.workbench.axes import Axes
from heeldrive_lab.workbench.bridge import Bridge
from heeldrive_lab.workbench.model import Workbench
from heeldrive_lab.workbench.view import View

# The view's curves are thinned anew so long after it began to move.
THIN_AFTER_MS = 40


class Page:
    """One tab.

    Args:
        document: Bokeh's.
        bench: what all tabs share.

    Attributes:
        view: the session that is looked at.
        chosen: the index of the chosen label among the rows of truth; None for none.
    """

    def __init__(self, document: Document, bench: Workbench) -> None:
        self.document = document
        self.bench = bench
        self.axes = Axes()
        self.view = View(bench, self.axes)
        self.bridge = Bridge(name="bridge")
        self.chosen: int | None = None
        self.dragged = ""
        self.at_s: float | None = None
        self._actions = Actions(self)
        self._told: set[tuple[str, str]] = set()
        self._thinning = False
        self.bridge.on_change("action", lambda _attr, _old, text: self._act(text))
        self.axes.x.on_change("start", self._moved)
        self.axes.x.on_change("end", self._moved)
        self.axes.figures["truth"].on_change("inner_width", self._sized)
        for name, axis in self.axes.figures.items():
            axis.on_event(Tap, partial(self._tapped, name))
        self.axes.figures["truth"].on_event(DoubleTap, lambda event: self._actions.do("add_rep", event.x))
        # After their events are asked for: Bokeh subscribes models as they come into the document.
        document.add_root(self.axes.root)
        document.add_root(self.bridge)
        document.js_on_event(
            "document_ready",
            CustomJS(
                args={
                    "bridge": self.bridge,
                    "x": self.axes.x,
                    "thresholds": [line.models() for line in self.axes.thresholds],
                    "chosen": self.axes.chosen,
                    "cursors": self.axes.cursors,
                    "figures": list(self.axes.figures.values()),
                },
                code="window.heeldrive.start({bridge, x, thresholds, chosen, cursors, figures})",
            ),
        )
        stop_listening = bench.subscribe(self._hear)
        document.on_session_destroyed(lambda _: stop_listening())
        self.open(next(iter(bench.entries)))
        self.say("")

    # What the model tells

    def _hear(self, topic: str, about: str) -> None:
        """Remember what was told; it is shown once the document may be touched."""
        if not self._told:
            self.document.add_next_tick_callback(self._show_told)
        self._told.add((topic, about))

    def _show_told(self) -> None:
        told, self._told = self._told, set()
        topics = {topic for topic, about in told if topic == "state" or about == self.view.session}
        if "state" in topics:
            self.show_state()
        if told == {("state", "")} and self.dragged and not self.bench.is_fresh(self.view.session):
            return  # the count that is on its way shows the rest
        opened = self.bench.cache.opened.get(self.view.session)
        if "opened" in topics and opened:
            self.view.load(opened)
        if topics & {"trace", "opened"}:
            self.view.draw_trace()
            self.view.draw_thresholds(self.dragged)
        if topics & {"count", "trace", "state"}:
            self.view.draw_events()
            self.show_label()
            self._send("readout", readout.readout(self.bench, self.view.session))
        if topics & {"count", "trace"}:
            self.show_moment()
            known = self.bench.counted(self.view.session)
            self._send("timeline", readout.timeline(known) if known else [])
        for topic, about in told:
            if topic == "fault":
                self.say(about, fault=True)
        self._send("sessions", readout.session_list(self.bench))
        self._send("totals", readout.totals(self.bench))

    def _send(self, name: str, facts: Any) -> None:
        setattr(self.bridge, name, json.dumps(facts))

    def say(self, sentence: str, *, fault: bool = False) -> None:
        """Show one sentence."""
        self._send("message", {"words": sentence, "fault": fault})

    # What is shown

    def open(self, session: str) -> None:
        """Look at another session."""
        self.chosen = None
        self.at_s = None
        self.bench.show(session)
        self.view.open(session)
        self.show_state()
        self.show_label()
        self.show_moment()
        known = self.bench.counted(session)
        self._send("timeline", readout.timeline(known) if known else [])
        self._send("readout", readout.readout(self.bench, session))
        self._send("sessions", readout.session_list(self.bench))
        self._send("totals", readout.totals(self.bench))
        if session in self.bench.cache.faults:
            self.say(self.bench.cache.faults[session], fault=True)

    def show_state(self) -> None:
        """Settings, what can be undone, what is unsaved."""
        self.view.draw_thresholds(self.dragged)
        self._send("values", readout.values(self.bench) | {"measure": self.view.measure})

    def show_label(self) -> None:
        """The chosen label, with a box to move it."""
        annotations = self.bench.annotations(self.view.session)
        rows = annotations.rows if annotations else ()
        if self.chosen is not None and self.chosen >= len(rows):
            self.chosen = None
        box = self.axes.chosen
        if self.chosen is None:
            box.visible = False
            self._send("label", {"labels": len(rows)})
            return
        row = rows[self.chosen]
        lower, upper = (1.02, 1.98) if row.kind == "rep" else (0.02, 0.98)
        box.update(left=row.start_ms / 1000, right=row.end_ms / 1000, bottom=lower, top=upper, visible=True)
        bars = columns.annotation_columns(annotations, self.bench.score(self.view.session), ("front", "back"))
        self._send("label", {"labels": len(rows), "index": self.chosen, "words": bars["title"][self.chosen]})

    def show_moment(self) -> None:
        """The cursor, and what the detector knew there."""
        for cursor in self.axes.cursors:
            cursor.update(location=self.at_s, visible=self.at_s is not None)
        if self.at_s is None:
            self._send("moment", {})
            return
        trace = self.bench.cache.last_trace(self.view.session)
        self._send("moment", readout.moment(trace, self.at_s, self._why(self.at_s)))

    def _why(self, t_s: float) -> str:
        """Of the rep or refusal at a moment, why it is one."""
        for source in (self.axes.reps.data, self.axes.refused.data):
            for left, right, title, why in zip(
                source["left"], source["right"], source["title"], source["why"], strict=True
            ):
                if left <= t_s < right:
                    return f"{title}. {why}"
        return ""

    # What the user does

    def _act(self, text: str) -> None:
        name, argument, _ = json.loads(text)
        self._actions.do(name, argument)

    def try_to(self, change: Any) -> None:
        """Do what may be refused; the refusal is shown in its sentence."""
        try:
            said = change()
        except (SessionError, SettingsError) as error:
            self.show_label()
            self.say(f"{error}", fault=True)
        else:
            self.say(said or "")

    def _moved(self, _attr: str, _old: Any, _new: Any) -> None:
        """The view moves: thin the curves anew, not at every step."""
        if not self._thinning:
            self._thinning = True
            self.document.add_timeout_callback(self._thin, THIN_AFTER_MS)

    def _sized(self, _attr: str, _old: Any, width_px: int) -> None:
        """The browser's window was drawn, or has another size."""
        self.axes.width_px = max(width_px, 1)
        self._moved("", None, None)

    def _thin(self) -> None:
        self._thinning = False
        self.view.draw_curves()
        self.view.draw_words()

    def _tapped(self, axis: str, event: Tap) -> None:
        if axis == "truth":
            self._actions.choose_at(event.x, event.y)
        else:
            self.at_s = event.x
            self.show_moment()
