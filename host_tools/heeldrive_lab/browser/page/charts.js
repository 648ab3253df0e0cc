// The curves: inclination with phases, reps and refusals; below it the measure that a setting limits.

import { element } from "./elements.js";
import uPlot from "./uplot.js";
import { CONTROLS, LOOKS, PHASE_COLOURS } from "./words.js";
import { clock } from "./words_for_people.js";

const ANGLES = ["depth_min_deg", "top_max_deg"];
const DARK = matchMedia("(prefers-color-scheme: dark)");
const LEFT_PX = 46;
const NEAR_PX = 12;
const STILL_PX = 4;
const [SMALLEST_DEG, LARGEST_DEG] = [-30, 110];

function look() {
  return LOOKS[DARK.matches ? "dark" : "light"];
}

/**
 * Both curves, with one view of time.
 *
 * @param places the elements for the curves.
 * @param calls `onDrag(setting, value)`, `onEnd()`, `onPick(event)`, `onCursor(t_ms)`.
 */
export class Charts {
  constructor(places, calls) {
    this.places = places;
    this.calls = calls;
    this.events = [];
    this.curve = [[], []];
    this.measure = "shake_max_mg";
    this.settings = {};
    this.held = "";
    this.build();
    DARK.addEventListener("change", () => this.build());
    new ResizeObserver(() => this.resize()).observe(places.inclination);
  }

  build() {
    const view = this.plots && this.view;
    this.plots?.forEach((plot) => plot.destroy());
    const sync = uPlot.sync("heeldrive");
    this.plots = ["inclination", "values"].map((name) => this.plot(name, sync));
    this.lines = new Map([
      ...ANGLES.map((setting) => [setting, this.line(this.plots[0], setting)]),
      ["measure", this.line(this.plots[1], this.measure)],
    ]);
    this.fill();
    if (view) this.show(...view);
  }

  plot(name, sync) {
    const colours = look();
    const place = this.places[name];
    const axis = { stroke: colours.text, grid: { stroke: colours.grid, width: 1 }, ticks: { stroke: colours.axis, width: 1 } };
    const isCurve = name === "inclination";
    const series = isCurve
      ? [{}, { stroke: colours.curve, width: 1.4, points: { show: false } }]
      : [{}, { stroke: null, paths: () => null, points: { show: false } }];
    const plot = new uPlot(
      {
        width: place.clientWidth || 600,
        height: place.clientHeight || 200,
        legend: { show: false },
        padding: [8, 8, 0, 0],
        cursor: { y: false, points: { show: false }, sync: { key: sync.key, setSeries: false }, drag: { x: true, y: false, dist: 8 } },
        scales: { x: { time: false }, y: { range: () => this.range(name) } },
        axes: [
          { ...axis, size: 30, values: (_, times) => times.map((time) => clock(time * 1000).replace(/\.0$/, "")), space: 70 },
          { ...axis, size: LEFT_PX, label: isCurve ? "deg" : unitOf(this.measure), labelSize: 16 },
        ],
        series,
        hooks: {
          drawClear: [(each) => isCurve && this.drawPhases(each)],
          draw: [(each) => (isCurve ? this.drawMarks(each) : this.drawValues(each)), () => this.placeLines()],
          setScale: [(each, scale) => scale === "x" && this.follow(each)],
          setCursor: [(each) => each.cursor.left >= 0 && this.calls.onCursor(each.posToVal(each.cursor.left, "x") * 1000)],
        },
      },
      [[0, 1], [null, null]],
      place,
    );
    plot.over.addEventListener("click", ({ offsetX }) => this.pick(plot, offsetX));
    return plot;
  }

  range(name) {
    if (name === "inclination") {
      const { max, min } = this.extremes ?? { max: 0, min: 0 };
      return [Math.min(SMALLEST_DEG, min - 5), Math.max(LARGEST_DEG, max + 12)];
    }
    if (this.held) return this.heldRange; // the line stays under the finger
    const values = this.measured().map(({ value }) => value);
    const all = [...values, this.settings[this.measure] ?? 1, 0];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const edge = 0.12 * (high - low || 1);
    this.heldRange = [low < 0 ? low - edge : 0, high + edge];
    return this.heldRange;
  }

  measured() {
    return this.events.flatMap((event) =>
      (event.measures ?? [])
        .filter(({ setting }) => setting === this.measure)
        .map((measure) => ({ ...measure, event })),
    );
  }

  /** Show the count of a session. */
  setCount(events, curve, settings, isOther) {
    const view = isOther || !this.curve[0].length ? undefined : this.view;
    this.events = events;
    this.curve = curve;
    this.settings = settings;
    this.extremes = { max: -180, min: 180 };
    for (const angle of curve[1]) {
      if (angle > this.extremes.max) this.extremes.max = angle;
      if (angle < this.extremes.min) this.extremes.min = angle;
    }
    this.fill();
    if (view) this.show(...view);
  }

  /** Show settings before they are counted. */
  setSettings(settings) {
    this.settings = settings;
    this.placeLines();
  }

  setMeasure(name) {
    this.measure = name;
    this.plots[1].axes[1].label = unitOf(name);
    this.fill(false);
  }

  fill(isWhole = true) {
    const { view, whole } = this;
    this.plots[0].setData(this.curve, true);
    this.plots[1].setData([whole, [null, null]], true);
    if (!isWhole) this.show(...view);
    else if (this.curve[0].length) this.show(...whole);
  }

  get view() {
    const { min, max } = this.plots[0].scales.x;
    return [min, max];
  }

  get whole() {
    const [times] = this.curve;
    return times.length ? [times[0], times.at(-1)] : [0, 1];
  }

  show(from_s, to_s) {
    this.plots.forEach((plot) => plot.setScale("x", { min: from_s, max: to_s }));
  }

  follow(plot) {
    const { min, max } = plot.scales.x;
    for (const other of this.plots ?? []) {
      if (other !== plot && (other.scales.x.min !== min || other.scales.x.max !== max)) other.setScale("x", { min, max });
    }
  }

  /** Zoom by a factor, and move by a share of the view. */
  move(factor, share) {
    const [from, to] = this.view;
    const [first, last] = this.whole;
    const length = Math.min(last - first, Math.max(2, (to - from) * factor));
    const middle = (from + to) / 2 + share * (to - from);
    const start = Math.max(first, Math.min(last - length, middle - length / 2));
    this.show(start, start + length);
  }

  resize() {
    for (const [at, name] of ["inclination", "values"].entries()) {
      const { clientWidth: width, clientHeight: height } = this.places[name];
      if (width) this.plots[at].setSize({ width, height });
    }
  }

  drawPhases(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    clip(plot);
    for (const event of this.events) {
      if (event.kind !== "rep") continue;
      const edges = [event.start_ms, event.bottom_ms, event.rise_ms, event.end_ms].map((t_ms) => x(plot, t_ms));
      Object.values(PHASE_COLOURS).forEach((colour, phase) => {
        ctx.fillStyle = `${colour}59`;
        ctx.fillRect(edges[phase], bbox.top, edges[phase + 1] - edges[phase], bbox.height);
      });
    }
    ctx.restore();
  }

  drawMarks(plot) {
    const { ctx, bbox } = plot;
    const colours = look();
    const ratio = devicePixelRatio;
    let free = bbox.left;
    ctx.save();
    clip(plot);
    ctx.font = `600 ${12 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = "center";
    for (const event of this.events) {
      if (event.kind !== "rep" && event.kind !== "refused") continue;
      const [left, right] = [x(plot, event.start_ms), x(plot, event.end_ms)];
      const middle = (left + right) / 2;
      const isRep = event.kind === "rep";
      const top = plot.valToPos(event.depth_cdeg / 100, "y", true) - 5 * ratio;
      if (!isRep || event === this.picked) {
        ctx.strokeStyle = isRep ? colours.curve : colours.wrong;
        ctx.lineWidth = (event === this.picked ? 3 : 1.5) * ratio;
        ctx.strokeRect(left, bbox.top + ratio, right - left, bbox.height - 2 * ratio);
      }
      if (middle - 8 * ratio < free) continue;
      ctx.fillStyle = isRep ? colours.curve : colours.wrong;
      ctx.fillText(isRep ? event.index : "✕", middle, Math.max(top, bbox.top + 14 * ratio));
      free = middle + 8 * ratio;
    }
    ctx.restore();
  }

  drawValues(plot) {
    const { ctx } = plot;
    const colours = look();
    const ratio = devicePixelRatio;
    const [from, to] = this.view;
    ctx.save();
    for (const { value, passed, event } of this.measured()) {
      const t_s = (event.start_ms + event.end_ms) / 2000;
      if (t_s < from || t_s > to) continue;
      ctx.fillStyle = passed ? colours.right : colours.wrong;
      ctx.beginPath();
      ctx.arc(x(plot, 1000 * t_s), plot.valToPos(value, "y", true), (event.kind === "rep" ? 4 : 3) * ratio, 0, 7);
      ctx.fill();
    }
    ctx.restore();
  }

  /** A setting as a dashed line that can be dragged, or moved by the arrow keys. */
  line(plot, setting) {
    const label = element("span");
    const line = element("div", { className: "threshold", tabIndex: 0 }, [label]);
    line.setAttribute("role", "slider");
    line.setAttribute("aria-orientation", "vertical");
    let hasMoved = false; // a press that does not move means the rep behind the line
    let pressed; // where, and how far from the line
    const name = () => line.dataset.setting;
    const control = () => CONTROLS.find((each) => each.name === name());
    const move = (value) => {
      const { smallest, largest } = control();
      const allowed = Math.max(smallest, Math.min(largest, Math.round(value)));
      if (allowed !== this.settings[name()]) this.calls.onDrag(name(), allowed);
    };
    line.dataset.setting = setting;
    line.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      line.setPointerCapture(event.pointerId);
      line.focus({ preventScroll: true });
      line.classList.add("held");
      this.held = name();
      hasMoved = false;
      const { top, height } = line.getBoundingClientRect();
      pressed = { at: event.clientY, off: event.clientY - top - height / 2 };
      event.preventDefault();
      event.stopPropagation();
    });
    for (const type of ["mousedown", "click", "dblclick"]) line.addEventListener(type, (event) => event.stopPropagation());
    line.addEventListener("pointermove", ({ clientY }) => {
      if (!this.held) return;
      hasMoved ||= Math.abs(clientY - pressed.at) > STILL_PX;
      if (hasMoved) move(plot.posToVal(clientY - pressed.off - plot.over.getBoundingClientRect().top, "y"));
    });
    const end = ({ type, clientX }) => {
      if (!this.held) return;
      if (!hasMoved && type === "pointerup") this.pick(plot, clientX - plot.over.getBoundingClientRect().left);
      line.classList.remove("held");
      this.held = "";
      this.calls.onEnd();
    };
    line.addEventListener("pointerup", end);
    line.addEventListener("pointercancel", end);
    line.addEventListener("keydown", (event) => {
      const steps = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 };
      if (!steps[event.key]) return;
      move(this.settings[name()] + steps[event.key]);
      this.calls.onEnd();
      event.preventDefault();
    });
    plot.over.append(line);
    return { plot, line, label, control };
  }

  placeLines() {
    for (const [key, { plot, line, label, control }] of this.lines ?? []) {
      if (key === "measure") line.dataset.setting = this.measure;
      const { name, title, unit, smallest, largest } = control();
      const value = this.settings[name];
      if (value === undefined) continue;
      line.style.top = `${plot.valToPos(value, "y")}px`;
      label.textContent = `${title} ${value} ${unit}`.trim();
      line.setAttribute("aria-label", `${title}, ${unit}`);
      line.setAttribute("aria-valuenow", value);
      line.setAttribute("aria-valuemin", smallest);
      line.setAttribute("aria-valuemax", largest);
    }
  }

  pick(plot, left) {
    const [t_ms, reach_ms] = [plot.posToVal(left, "x"), plot.posToVal(left + NEAR_PX, "x")].map((t_s) => 1000 * t_s);
    const away = ({ start_ms, end_ms }) => Math.max(start_ms - t_ms, t_ms - end_ms, 0);
    const near = this.events
      .filter((event) => event.why && away(event) <= reach_ms - t_ms)
      .sort((one, other) => away(one) - away(other));
    if (near.length) this.calls.onPick(near[0]);
  }

  /** Mark an event, and bring it into view. */
  setPicked(event) {
    this.picked = event;
    const [from, to] = this.view;
    const [first_s, last_s] = [event.start_ms / 1000, event.end_ms / 1000];
    if (first_s < from || last_s > to) this.move(1, ((first_s + last_s) / 2 - (from + to) / 2) / (to - from));
    this.plots[0].redraw(false);
  }
}

function unitOf(setting) {
  return CONTROLS.find(({ name }) => name === setting).unit;
}

/** Let nothing be drawn outside the axes until the context is restored. */
function clip({ ctx, bbox }) {
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}

function x(plot, t_ms) {
  return plot.valToPos(t_ms / 1000, "x", true);
}
