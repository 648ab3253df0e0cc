// Counts a session with the detector, and keeps the gates of each cycle.

import { FIELDS, KINDS, LEGS, REASONS, RepCounter, WAITS } from "./heeldrive.js";
import { reasonOf, shownGate } from "./reasons.js";
import { GATES } from "./words.js";

const TEACH = /^teach ([0-9]{1,2})$/; // the text of the marker (firmware/wearable/app.py)
const CURVE_STEP_MS = 40;
const CURVE_POINTS = 20_000;

/** The events of a session, each an object with its fields and words; reps and refusals have a reason. */
export function count(session, settings) {
  return counted(session, settings, () => {});
}

/** The same, and the thigh's inclination: times in s, and degrees. */
export function countWithCurve(session, settings) {
  const { rows } = session;
  const length_ms = rows.at(-7) - rows[0];
  const step_ms = Math.max(CURVE_STEP_MS, length_ms / CURVE_POINTS);
  const points = Math.min(rows.length / 7, Math.ceil(length_ms / step_ms) + 2);
  const curve = [new Float64Array(points), new Float64Array(points)];
  let [next_ms, n] = [0, 0];
  const done = counted(session, settings, (t_ms, counter) => {
    if (t_ms < next_ms) return;
    curve[0][n] = t_ms / 1000;
    curve[1][n++] = counter.inclination_cdeg / 100;
    next_ms = t_ms + step_ms;
  });
  return { ...done, curve: curve.map((column) => column.slice(0, n)) };
}

function counted({ rows, markers, header }, settings, onSample) {
  const counter = new RepCounter(settings, header.accel_ug_per_count, header.gyro_udps_per_count);
  const lessons = markers.map(([t_ms, text]) => [t_ms, TEACH.exec(text)]).filter(([, found]) => found);
  const events = [];
  const cycles = new Map();
  let lesson = 0;
  const note = (kind) => {
    for (const judged of counter.judged) keep(cycles, judged);
    if (kind) events.push(named(counter.event));
  };
  for (let at = 0; at < rows.length; at += 7) {
    const t_ms = rows[at];
    for (; lesson < lessons.length && lessons[lesson][0] < t_ms; lesson++) {
      counter.teach(Number(lessons[lesson][1][1]));
    }
    const kind = counter.step(
      t_ms, rows[at + 1], rows[at + 2], rows[at + 3], rows[at + 4], rows[at + 5], rows[at + 6],
    );
    if (kind || counter.hasJudged) note(kind);
    onSample(t_ms, counter);
  }
  for (let kind; (kind = counter.finish()); ) note(kind);
  for (const event of events) {
    if (event.kind !== "rep" && event.kind !== "refused") continue;
    const cycle = cycles.get(`${event.end_ms} ${event.sensor_leg}`);
    event.why = reasonOf(event, cycle, settings);
    event.measures = (cycle?.gates ?? []).filter(({ setting }) => setting).map(measureOf);
  }
  return { reps: counter.reps, events };
}

function measureOf({ setting, value, passed }) {
  return { setting, value, passed };
}

/** Keep a judged cycle by its end and leg; one that was abandoned before it was deep enough has no gates. */
function keep(cycles, { gates, reason, doubt, waitsFor, front_end_ms, rear_end_ms }) {
  const shown = gates.map(shownGate).filter((gate) => gate.unit || !gate.passed);
  if (!shown.length) return;
  const isRear = shown[0].number === GATES.firstOfRearLeg;
  const key = `${isRear ? rear_end_ms : front_end_ms} ${LEGS[isRear ? 1 : 0]}`;
  cycles.set(key, { gates: shown, doubt: reason ? "" : REASONS[doubt], waitsFor: WAITS[waitsFor] });
}

function named(values) {
  const event = Object.fromEntries(FIELDS.map((name, field) => [name, values[field]]));
  return { ...event, kind: KINDS[event.kind], sensor_leg: LEGS[event.sensor_leg], reason: REASONS[event.reason] };
}
