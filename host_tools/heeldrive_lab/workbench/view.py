"""Puts one session into the axes: curves thinned to the view, reps, refusals, labels, states, thresholds."""

from math import isnan

import numpy as np
from heeldrive import Settings

from heeldrive_lab.evaluation.modes import legs_of, mode_of
from heeldrive_lab.sessions.format import gap_ms
from heeldrive_lab.workbench import columns
from heeldrive_lab.workbench.axes import Axes
from heeldrive_lab.workbench.columns import Columns
from heeldrive_lab.workbench.controls import axis_words
from heeldrive_lab.workbench.decimate import Floats, decimate
from heeldrive_lab.workbench.library import OpenedSession
from heeldrive_lab.workbench.model import Workbench

# Beyond the view on either side, so that a little panning shows no edge.
MARGIN_SHARE = 0.5
# What is narrower than this share of the view cannot be seen.
THINNEST_SHARE = 1 / 3000


class View:
    """One session in the axes.

    Args:
        bench: what is known.
        axes: where it is drawn.

    Attributes:
        session: its id; empty before the first.
        measure: the setting that the lowest axis is about.
    """

    def __init__(self, bench: Workbench, axes: Axes) -> None:
        self.bench = bench
        self.axes = axes
        self.session = ""
        self.measure = axes.measure_line.setting
        self._curves: dict[str, tuple[Floats, Floats]] = {}
        self._gap_s = 1.0
        self._drawn: tuple[Columns, Columns, Columns] = (
            columns.columns("x", "y", "text", "colour"),
            columns.columns(*axes.refused.data),
            columns.columns(*axes.annotations.data),
        )

    def open(self, session: str) -> None:
        """Show another session, all of it; what is not known yet is drawn when it is."""
        self.session = session
        self._curves = {}
        opened = self.bench.cache.opened.get(session)
        if opened:
            self.load(opened)
        self.draw_all()

    def load(self, opened: OpenedSession) -> None:
        """The session has been read."""
        header, table = opened.loaded.header, opened.loaded.table
        t_s = table[:, 0] / 1000
        rate = np.linalg.norm(table[:, 4:7], axis=1) * header.gyro_udps_per_count / 1e6
        force = np.linalg.norm(table[:, 1:4], axis=1) * header.accel_ug_per_count / 1e6
        self._curves = {"rate": (t_s, rate), "force": (t_s, force)}
        self._gap_s = max(gap_ms(header) / 1000, 0.25)
        low, high = float(force.min()), float(force.max())
        self.axes.figures["force"].y_range.update(start=min(low, 0.8) - 0.05, end=max(high, 1.2) + 0.05)
        self.show_all()

    @property
    def ends_s(self) -> tuple[float, float]:
        """Begin and end of the session, with a little room."""
        opened = self.bench.cache.opened.get(self.session)
        if opened is None:
            return 0.0, 1.0
        first, last = opened.loaded.first_ms / 1000, opened.loaded.last_ms / 1000
        room = 0.01 * (last - first)
        return first - room, last + room

    def show_all(self) -> None:
        """Show the session from begin to end."""
        first_s, last_s = self.ends_s
        self.axes.x.bounds = (first_s, last_s)
        self.show_range(first_s, last_s)

    def show_range(self, start_s: float, end_s: float) -> None:
        """Show a stretch, kept within the session."""
        first, last = self.ends_s
        length = min(max(end_s - start_s, 1.0), last - first)
        start_s = min(max(start_s, first), last - length)
        self.axes.x.update(start=start_s, end=start_s + length)

    def zoom(self, factor: float) -> None:
        """Show less (below 1) or more of it, around the middle."""
        start_s, end_s = self.axes.x.start, self.axes.x.end
        middle, half = (start_s + end_s) / 2, (end_s - start_s) / 2 * factor
        self.show_range(middle - half, middle + half)

    def pan(self, share: float) -> None:
        """Go along by a share of what is seen."""
        by_s = share * (self.axes.x.end - self.axes.x.start)
        self.show_range(self.axes.x.start + by_s, self.axes.x.end + by_s)

    # Drawing

    def draw_all(self) -> None:
        """Everything."""
        self.draw_trace()
        self.draw_events()
        self.draw_thresholds("")

    def draw_curves(self) -> None:
        """The curves and states of the view."""
        start_s, end_s = self.axes.x.start, self.axes.x.end
        margin_s = MARGIN_SHARE * (end_s - start_s)
        trace = self.bench.cache.last_trace(self.session)
        curves = self._curves | ({"inclination": (trace.t_s, trace.inclination_deg)} if trace else {})
        for name, source in self.axes.curves.items():
            if name in curves:
                x, y = decimate(*curves[name], start_s - margin_s, end_s + margin_s, self._gap_s)
                source.data = {"x": x, "y": y}
            else:
                source.data = {"x": [], "y": []}
        if trace:
            thinnest_ms = (end_s - start_s) * 1000 * THINNEST_SHARE
            self.axes.fill(
                self.axes.lanes,
                columns.lane_columns(
                    trace, (start_s - margin_s) * 1000, (end_s + margin_s) * 1000, thinnest_ms
                ),
            )
        else:
            self.axes.fill(self.axes.lanes, columns.columns(*self.axes.lanes.data))

    def draw_trace(self) -> None:
        """What the trace tells: inclination, states, what each cycle measured."""
        self.draw_curves()
        trace = self.bench.cache.last_trace(self.session)
        cycles = trace.cycles if trace else ()
        value = vars(Settings(self.bench.values))[self.measure]
        self.axes.fill(self.axes.measured, columns.measure_columns(cycles, self.measure, value))
        self.axes.figures["measure"].yaxis[0].axis_label = axis_words(self.measure)

    def draw_events(self) -> None:
        """Reps, refusals and labels."""
        bench, session = self.bench, self.session
        known, found, annotations = bench.counted(session), bench.score(session), bench.annotations(session)
        trace = bench.trace(session)
        words = columns.cycle_words(trace.cycles) if trace else {}
        quads, numbers = columns.rep_columns(known.of_kind("rep") if known else [], found, words)
        self.axes.fill(self.axes.reps, quads)
        refused = columns.refused_columns(known.of_kind("refused") if known else [], words)
        legs = legs_of(mode_of(Settings(bench.values)))
        self._drawn = numbers, refused, columns.annotation_columns(annotations, found, legs)
        self.draw_words()

    def draw_words(self) -> None:
        """Numbers, reasons and labels, with the words for which there is room."""
        numbers, refused, labels = self._drawn
        pixel_s = 1 / self.axes.room_for(1.0)
        taken: list[tuple[float, float]] = []
        self.axes.fill(self.axes.numbers, columns.thin_texts(numbers, "x", "text", pixel_s, taken))
        self.axes.fill(self.axes.refused, columns.thin_texts(refused, "middle", "reason", pixel_s, taken))
        self.axes.fill(self.axes.annotations, columns.fit_texts(labels, "text", pixel_s))

    def draw_thresholds(self, dragged: str) -> None:
        """The lines, but for the one that is being dragged: it is ahead of what is known here."""
        settings = vars(Settings(self.bench.values))
        for line in self.axes.thresholds:
            if line.setting != dragged:
                self._make_room(line.axis.name, settings[line.setting])
                line.place(settings[line.setting])

    def _make_room(self, axis: str, value: float) -> None:
        """Let the axis reach as far as its curve and its line do."""
        if axis == "rate":
            peak = float(self._curves["rate"][1].max()) if "rate" in self._curves else 0.0
            self.axes.figures[axis].y_range.update(start=0, end=max(peak, 1.2 * value, 100))
        elif axis == "measure":
            data = self.axes.measured.data
            measured = [seen for seen in (*data["y"], *data["limit"], value) if not isnan(seen)]
            low, high = min(0, *measured), max(measured)
            room = 0.18 * (high - low or 1)
            self.axes.figures[axis].y_range.update(start=low - room * bool(low), end=high + room)

    def choose_measure(self, setting: str) -> None:
        """Let the lowest axis be about another setting."""
        self.measure = setting
        self.axes.measure_line.set_setting(setting)
        self.draw_trace()
        self.draw_thresholds("")
