// What was really done in a session: NAME.truth.csv, as heeldrive_lab reads, writes and scores it.

import { Fault, fixed, printable, quoted, strip } from "./faults.js";
import { TRUTH } from "./words.js";

const WHOLE_COLUMNS = ["start_ms", "end_ms", "bottom_ms", "rise_ms", "reps"];
const TEXT_COLUMNS = ["kind", "sensor_leg", "activity"];

/** Whether the bytes of a file begin like an annotation file. */
export function isTruth(bytes) {
  const start = new TextDecoder().decode(bytes.subarray(0, 100));
  return start.replaceAll(" ", "").startsWith(`#${TRUTH.versionKey}:`);
}

/** An annotation file: `session`, the name that it is for, its `notes` as lines, and `rows`. */
export function readTruth(text) {
  const lines = text.split(/\r\n|\n|\r/);
  const fail = (line, what) => {
    throw new Fault(`line ${line}: ${what}`);
  };
  const version = strip(lines[0].slice(lines[0].indexOf(":") + 1));
  if (version !== String(TRUTH.version)) {
    fail(1, `format version ${quoted(version)}; this heeldrive reads version ${TRUTH.version}: update it`);
  }
  const [, key, session] = /^([^:]*):?(.*)$/.exec(lines[1] ?? "");
  if (key.replaceAll(" ", "") !== "#session" || !strip(session)) {
    fail(2, "this must be '# session: NAME.csv', naming the annotated session");
  }
  let head = 2;
  const notes = [];
  for (; lines[head]?.startsWith("#"); head++) {
    const [, name, note] = /^#([^:]*):?(.*)$/.exec(lines[head]);
    if (!TRUTH.notes.includes(strip(name)) || notes.some((each) => each.startsWith(`# ${strip(name)}:`))) {
      fail(head + 1, `'# key: value' may be ${TRUTH.notes.join(" or ")}, each once: fix or delete it`);
    }
    notes.push(`# ${strip(name)}: ${strip(note)}`);
  }
  const names = (lines[head] ?? "").replaceAll(" ", "");
  const columns = TRUTH.columnSets.find((each) => each.join() === names);
  if (!columns) fail(head + 1, `the columns must be ${TRUTH.columnsWords}`);
  const rows = [];
  for (let at = head + 1; at < lines.length; at++) {
    if (!strip(lines[at])) continue;
    const cells = cellsOf(lines[at]).map(strip);
    try {
      if (cells.length !== columns.length) {
        throw new Fault(`columns: ${cells.length} instead of ${columns.length}`);
      }
      rows.push(checked(Object.fromEntries(columns.map((name, column) => [name, valueOf(name, cells[column])]))));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fail(at + 1, `${error.message}: fix or delete the line`);
    }
  }
  return { session: printable(strip(session)), notes, rows };
}

/** The cells of a line of CSV, in quotes or not. */
function cellsOf(line) {
  const cells = [];
  for (const [, , inQuotes, plain] of line.matchAll(/(^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(inQuotes === undefined ? plain : inQuotes.replaceAll('""', '"'));
  }
  return cells;
}

function valueOf(name, cell) {
  if (TEXT_COLUMNS.includes(name)) return cell;
  if (!cell) return null;
  const whole = WHOLE_COLUMNS.includes(name);
  if (!(whole ? /^[+-]?[0-9]+$/ : /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i).test(cell)) {
    throw new Fault(`${name} is ${quoted(cell)}, which is not a ${whole ? "whole " : ""}number`);
  }
  return Number(cell);
}

function checked(row) {
  const { kind, start_ms, end_ms, bottom_ms, rise_ms, sensor_leg, reps } = row;
  if (start_ms === null || end_ms === null) throw new Fault("start_ms and end_ms must be given");
  if (!TRUTH.kinds.includes(kind)) {
    throw new Fault(`kind is ${quoted(kind)}; it must be one of ${TRUTH.kinds.join(", ")}`);
  }
  if (!TRUTH.legs.includes(sensor_leg)) {
    throw new Fault(`sensor_leg is ${quoted(sensor_leg)}; it must be front, back or empty`);
  }
  const times = [start_ms, bottom_ms, rise_ms, end_ms].filter((time) => time !== null);
  if (times.some((time, at) => at && time < times[at - 1]) || start_ms >= end_ms || start_ms < 0) {
    throw new Fault(`the times [${times.join(", ")}] ms are not in the order start, bottom, rise, end`);
  }
  if (reps !== null && reps < 0) throw new Fault(`reps is ${reps}; it cannot be negative`);
  return row;
}

/** The text of NAME.truth.csv. */
export function truthText({ session, notes, rows }) {
  const columns = TRUTH.columnSets.find((each) =>
    rows.every((row) => Object.keys(row).every((name) => row[name] === null || each.includes(name))),
  );
  const lines = [
    `# ${TRUTH.versionKey}: ${TRUTH.version}`,
    `# session: ${session}`,
    ...notes,
    columns.join(),
    ...rows.map((row) => columns.map((name) => cellOf(name, row[name])).join()),
  ];
  return `${lines.join("\n")}\n`;
}

function cellOf(name, value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  return WHOLE_COLUMNS.includes(name) || !Number.isInteger(value) ? String(value) : `${value}.0`;
}

/** The rows once the counted reps of a set are what was really done. */
export function accept(rows, set, events) {
  const reps = events
    .filter(({ kind, start_ms }) => kind === "rep" && set.start_ms <= start_ms && start_ms < set.end_ms)
    .map((event) => ({
      kind: "rep",
      ...{ start_ms: event.start_ms, end_ms: event.end_ms, bottom_ms: event.bottom_ms, rise_ms: event.rise_ms },
      depth_deg: Number(fixed(event.depth_cdeg / 100, 1)),
      ...{ sensor_leg: event.sensor_leg, reps: null, activity: TRUTH.activity },
    }));
  const spans = ["front", "back"].flatMap((leg) => {
    const ofLeg = reps.filter((rep) => rep.sensor_leg === leg);
    return ofLeg.length ? [span(ofLeg[0].start_ms, ofLeg.at(-1).end_ms, leg, ofLeg.length)] : [];
  });
  return ordered([...unsaid(rows, set), ...spans, ...reps]);
}

/** The rows once a set had a number of reps: it takes in as many refused cycles as are missing, the nearest ones. */
export function total(rows, set, reps, events, rest_min_s) {
  const leg = !set.back ? (set.reps ? "front" : "") : set.back < set.reps ? "" : "back";
  const missing = Math.max(reps - set.reps, 0);
  const all = [set, ...refusedBeside(rows, set, events, 1000 * rest_min_s).slice(0, missing)];
  const start_ms = Math.min(...all.map((each) => each.start_ms));
  const end_ms = Math.max(...all.map((each) => each.end_ms));
  return ordered([...unsaid(rows, { start_ms, end_ms }), span(start_ms, end_ms, leg, reps)]);
}

/** The refused cycles no longer rest away from a set, in no other set and no time of which people have told, nearest first. */
function refusedBeside(rows, set, events, rest_ms) {
  let [from_ms, to_ms] = [set.start_ms - rest_ms, set.end_ms + rest_ms];
  for (const other of events.filter(({ kind }) => kind === "set")) {
    if (other.end_ms <= set.start_ms) from_ms = Math.max(from_ms, Math.floor((other.end_ms + set.start_ms) / 2));
    else if (other.start_ms >= set.end_ms) to_ms = Math.min(to_ms, Math.floor((set.end_ms + other.start_ms) / 2));
  }
  for (const row of rows.filter(({ kind }) => kind !== "rep")) {
    if (row.end_ms <= set.start_ms) from_ms = Math.max(from_ms, row.end_ms);
    else if (row.start_ms >= set.end_ms) to_ms = Math.min(to_ms, row.start_ms);
  }
  const distance_ms = ({ start_ms, end_ms }) => Math.max(set.start_ms - end_ms, start_ms - set.end_ms, 0);
  return events
    .filter(({ kind, start_ms, end_ms }) => kind === "refused" && from_ms <= start_ms && end_ms <= to_ms)
    .sort((one, other) => distance_ms(one) - distance_ms(other));
}

/** The rows once nothing is known of a span. */
export function unsaid(rows, set) {
  return rows.filter((row) => row.kind === "other" || !overlaps(row, set));
}

/** Whether two spans have time in common. */
export function overlaps(one, other) {
  return one.start_ms < other.end_ms && other.start_ms < one.end_ms;
}

function span(start_ms, end_ms, sensor_leg, reps) {
  const unknown = { bottom_ms: null, rise_ms: null, depth_deg: null };
  return { kind: "set", start_ms, end_ms, ...unknown, sensor_leg, reps, activity: TRUTH.activity };
}

function ordered(rows) {
  return rows.sort(
    (one, other) =>
      one.start_ms - other.start_ms || (one.kind !== "set") - (other.kind !== "set") || one.end_ms - other.end_ms,
  );
}

/** How many reps were really done, and how many of them were missed and counted falsely. */
export function score(events, rows, mode) {
  const legs = mode === "both_legs" ? ["", "front", "back"] : ["", "front"];
  const done = rows.filter((row) => row.kind === "rep");
  const wanted = done.filter((row) => legs.includes(row.sensor_leg));
  const weak = rows.filter((row) => row.kind === "set" && legs.includes(row.sensor_leg) && !done.some(isIn(row)));
  let rest = events.filter(({ kind }) => kind === "rep");
  const pairs = matched(rest, wanted);
  rest = rest.filter((event) => !pairs.has(event));
  let [really, found, falsely] = [wanted.length, pairs.size, 0];
  for (const set of weak) {
    const alone = !weak.some((other) => other !== set && overlap_ms(set, other) > 0);
    const inside = rest.filter((event) => {
      const middle_ms = Math.floor((event.start_ms + event.end_ms) / 2);
      return set.start_ms <= middle_ms && middle_ms < set.end_ms && (alone || event.sensor_leg === set.sensor_leg);
    });
    rest = rest.filter((event) => !inside.includes(event));
    really += set.reps ?? 0;
    found += Math.min(set.reps ?? 0, inside.length);
    falsely += Math.max(0, inside.length - (set.reps ?? 0));
  }
  return { really, missed: really - found, falsely: falsely + rest.length };
}

function isIn({ start_ms, end_ms, sensor_leg }) {
  return (rep) =>
    start_ms <= rep.start_ms && rep.start_ms < end_ms && (!sensor_leg || ["", sensor_leg].includes(rep.sensor_leg));
}

/** The events that match a true rep, one to one. */
function matched(events, wanted) {
  const free = [...wanted].sort((one, other) => one.start_ms - other.start_ms);
  const found = new Set();
  for (const event of [...events].sort((one, other) => one.start_ms - other.start_ms)) {
    const at = free.findIndex((rep) => {
      const shorter = Math.min(event.end_ms - event.start_ms, rep.end_ms - rep.start_ms);
      return overlap_ms(event, rep) >= Math.max(1, TRUTH.matchShare * shorter);
    });
    if (at < 0) continue;
    free.splice(at, 1);
    found.add(event);
  }
  return found;
}

function overlap_ms(one, other) {
  return Math.min(one.end_ms, other.end_ms) - Math.max(one.start_ms, other.start_ms);
}
