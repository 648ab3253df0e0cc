"""Draws one session in the axes: curves, reps, refusals, labels, states, thresholds."""

from math import isnan

import numpy as np

from heeldrive_lab.evaluation.modes import legs_of, mode_of
from heeldrive_lab.sessions.format import gap_ms
from heeldrive_lab.workbench import columns, state_columns
from heeldrive_lab.workbench.axes import CURVES, Axes
from heeldrive_lab.workbench.columns import Columns
from heeldrive_lab.workbench.comparison import compared_columns
from heeldrive_lab.workbench.controls import axis_words
from heeldrive_lab.workbench.counting import SessionCount
from heeldrive_lab.workbench.curve import Curve
from heeldrive_lab.workbench.library import OpenedSession
from heeldrive_lab.workbench.look import Look
from heeldrive_lab.workbench.model import Workbench
from heeldrive_lab.workbench.saving import Values

UNITS = {"inclination": "deg", "rate": "deg/s", "force": "g"}
DECIMALS = {"inclination": 1, "rate": 0, "force": 2}
# Of the points of cycles that are closer than this in both directions, one is drawn.
CELL_PX = 4
# Curves extend this far beyond the view, so that slight panning shows no edge.
MARGIN_SHARE = 0.5


class View:
    """One session in the axes.

    Args:
        bench: the workbench.
        axes: the axes to draw in.

    Attributes:
        session: id of the session shown; empty before the first.
        measure: setting shown in the lowest axis.
        compared: the settings A that those in force are compared with; None if they are not.
    """

    def __init__(self, bench: Workbench, axes: Axes) -> None:
        self.bench = bench
        self.axes = axes
        self.session = ""
        self.measure = axes.measure_line.setting
        self.compared: Values | None = None
        self._curves: dict[str, Curve] = {}
        self._measured = columns.columns(*axes.measured.data)
        self._gap_s = 1.0
        self._drawn: tuple[Columns, Columns, Columns] = (
            columns.columns("x", "y", "text", "colour"),
            columns.columns(*axes.refused.data),
            columns.columns(*axes.annotations.data),
        )

    def open(self, session: str) -> None:
        """Show another session; results that are not available yet are drawn later."""
        self.session = session
        self._curves = {}
        opened = self.bench.cache.opened.get(session)
        if opened:
            self.load(opened)
        self.draw_all()

    def load(self, opened: OpenedSession) -> None:
        """Load the curves of a session that has been read."""
        header, table = opened.loaded.header, opened.loaded.table
        t_s = table[:, 0] / 1000
        rate = np.linalg.norm(table[:, 4:7], axis=1) * header.gyro_udps_per_count / 1e6
        force = np.linalg.norm(table[:, 1:4], axis=1) * header.accel_ug_per_count / 1e6
        self._gap_s = max(gap_ms(header) / 1000, 0.25)
        self._curves = {name: Curve(t_s, y, self._gap_s) for name, y in (("rate", rate), ("force", force))}
        low, high = self._curves["force"].ends
        self.axes.figures["force"].y_range.update(start=min(low, 0.8) - 0.05, end=max(high, 1.2) + 0.05)
        self.show_all()

    @property
    def ends_s(self) -> tuple[float, float]:
        """Start and end of the session, with some margin."""
        opened = self.bench.cache.opened.get(self.session)
        if opened is None:
            return 0.0, 1.0
        first, last = opened.loaded.first_ms / 1000, opened.loaded.last_ms / 1000
        room = 0.01 * (last - first)
        return first - room, last + room

    def show_all(self) -> None:
        """Show the whole session."""
        first_s, last_s = self.ends_s
        self.axes.x.bounds = (first_s, last_s)
        self.show_range(first_s, last_s)

    def show_range(self, start_s: float, end_s: float) -> None:
        """Show a time range, limited to the session."""
        first, last = self.ends_s
        length = min(max(end_s - start_s, 1.0), last - first)
        start_s = min(max(start_s, first), last - length)
        self.axes.x.update(start=start_s, end=start_s + length)

    def zoom(self, factor: float) -> None:
        """Zoom around the middle by a factor: below 1 in, above 1 out."""
        start_s, end_s = self.axes.x.start, self.axes.x.end
        middle, half = (start_s + end_s) / 2, (end_s - start_s) / 2 * factor
        self.show_range(middle - half, middle + half)

    def pan(self, share: float) -> None:
        """Move the view by a share of its width."""
        by_s = share * (self.axes.x.end - self.axes.x.start)
        self.show_range(self.axes.x.start + by_s, self.axes.x.end + by_s)

    # Drawing

    def draw_all(self) -> None:
        """Draw everything."""
        self.draw_trace()
        self.draw_events()
        self.draw_thresholds("")

    def draw_curves(self) -> None:
        """Draw the curves and states in the view."""
        start_s, end_s = self._drawn_range_s()
        for name in CURVES:
            self.axes.draw_curve(name, self._curves.get(name), start_s, end_s)
        trace = self.bench.cache.last_trace(self.session)
        if trace:
            lanes = state_columns.lane_columns(trace, start_s * 1000, end_s * 1000, 1000 * self._pixel_s)
        else:
            lanes = columns.columns(*self.axes.lanes.data)
        self.axes.fill(self.axes.lanes, lanes)
        cell = CELL_PX * self._pixel_s, CELL_PX * self.axes.per_pixel("measure")
        self.axes.fill(self.axes.measured, columns.points_in(self._measured, start_s, end_s, cell))

    def draw_overview(self) -> None:
        """Draw the whole session: inclination once it is known, until then the rate."""
        curve = self._curves.get("inclination") or self._curves.get("rate")
        self.axes.overview.draw(curve, self.ends_s, self.axes.width_px)

    def _drawn_range_s(self) -> tuple[float, float]:
        """Start and end of what is drawn: the view and a margin."""
        start_s, end_s = self.axes.x.start, self.axes.x.end
        margin_s = MARGIN_SHARE * (end_s - start_s)
        return start_s - margin_s, end_s + margin_s

    @property
    def _pixel_s(self) -> float:
        """Width of a pixel, s."""
        return 1 / self.axes.room_for(1.0)

    def draw_trace(self) -> None:
        """Draw what the trace contains: inclination, states, gates of each cycle."""
        found, known = self.bench.cache.inclination(self.session), self._curves.get("inclination")
        # The trace repeats what was known before it, and most settings do not change the inclination.
        if found and not (known and np.array_equal(found[1], known.y)):
            self._curves["inclination"] = Curve(*found, self._gap_s)
        self.draw_overview()
        trace = self.bench.cache.last_trace(self.session)
        cycles = trace.cycles if trace else ()
        value = vars(self.bench.settings(self.session))[self.measure]
        self._measured = state_columns.measure_columns(cycles, self.measure, value)
        self.axes.figures["measure"].yaxis[0].axis_label = axis_words(self.measure)
        self.draw_curves()

    def draw_events(self) -> None:
        """Draw reps, refusals and labels."""
        bench, session = self.bench, self.session
        counted, found, annotations = bench.counted(session), bench.score(session), bench.annotations(session)
        trace = bench.trace(session)
        reasons = trace.reasons if trace else {}
        counted_reps = counted.of_kind("rep") if counted else []
        quads, numbers = columns.rep_columns(counted_reps, found, reasons)
        self.axes.fill(self.axes.reps, quads)
        refused = columns.refused_columns(counted.of_kind("refused") if counted else [], reasons)
        legs = legs_of(mode_of(bench.settings(session)))
        labels = columns.annotation_columns(annotations, found, legs)
        self.axes.fill(self.axes.overview.marks, columns.mark_columns(counted_reps, found))
        self.axes.fill(self.axes.refused, refused)
        self.axes.fill(self.axes.annotations, labels)
        self._drawn = numbers, refused, labels
        self.draw_words()
        self.draw_comparison()

    def compare(self, values: Values | None) -> None:
        """Compare the settings in force with others, A; None ends it."""
        self.compared = values
        self.axes.compare(values is not None)
        self.draw_comparison()

    def counts_compared(self) -> tuple[SessionCount | None, SessionCount | None]:
        """The counts with A and with the settings in force, as far as they are available."""
        cache, session = self.bench.cache, self.session
        if self.compared is None:
            return None, None
        cache.compare(session, self.compared)
        return cache.counted(session, self.compared), cache.counted(session, self.bench.values)

    def draw_comparison(self) -> None:
        """Draw the reps that count with A and with the settings in force."""
        if self.compared is not None or self.axes.compared.data["left"]:
            self.axes.fill(self.axes.compared, compared_columns(*self.counts_compared()))

    def draw_words(self) -> None:
        """Draw numbers, reasons and labels where there is space for them."""
        numbers, refused, labels = self._drawn
        view = (*self._drawn_range_s(), self._pixel_s)
        taken: list[tuple[float, float]] = []
        self.axes.fill(self.axes.numbers, columns.texts_in(numbers, *view, taken))
        self.axes.fill(self.axes.reasons, columns.texts_in(refused, *view, taken))
        self.axes.fill(self.axes.words, columns.bars_with_texts(labels, self._pixel_s))

    def draw_thresholds(self, dragged: str) -> None:
        """Draw the threshold lines, except the one being dragged, which the browser moves."""
        settings = vars(self.bench.settings(self.session))
        for line in self.axes.thresholds:
            if line.setting != dragged:
                self._make_room(line.axis.name, settings[line.setting])
                line.place(settings[line.setting])

    def _make_room(self, axis: str, value: float) -> None:
        """Extend the axis to contain its curve and its line."""
        if axis == "rate":
            peak = self._curves["rate"].ends[1] if "rate" in self._curves else 0.0
            self.axes.figures[axis].y_range.update(start=0, end=max(peak, 1.2 * value, 100))
        elif axis == "measure":
            data = self._measured
            measured = [y for y in (*data["y"], *data["limit"], value) if not isnan(y)]
            low, high = min(0, *measured), max(measured)
            room = 0.18 * (high - low or 1)
            self.axes.figures[axis].y_range.update(start=low - room * bool(low), end=high + room)

    def values_at(self, t_s: float) -> dict[str, str]:
        """What each axis shows at a time, by the axis' name; nothing for an axis that is empty there."""
        values = {}
        for name, curve in self._curves.items():
            value = curve.at(t_s)
            if value is not None:
                values[name] = f"{value:.{DECIMALS[name]}f} {UNITS[name]}"
        trace = self.bench.cache.last_trace(self.session)
        if trace:
            values["states"] = state_columns.state_words(trace, t_s)
        for axis, bars in (("truth", self._drawn[2]), ("measure", self._measured)):
            found = columns.at(bars, "title", t_s)
            if found:
                values[axis] = found
        return values

    def wear(self, look: Look) -> None:
        """Take other colours."""
        self.axes.wear(look)
        self.draw_all()

    def choose_measure(self, setting: str) -> None:
        """Show another setting in the lowest axis."""
        self.measure = setting
        self.axes.measure_line.set_setting(setting)
        self.draw_trace()
        self.draw_thresholds("")
