// What a column holds, from its name and unit, as heeldrive_lab.importers.column_names does.

import { strip } from "../faults.js";
import { fromStart, whole } from "./patterns.js";
import { KINDS, UNIT_NAMES } from "./tables.js";

const AXES = ["x", "y", "z"];
const KIND_PATTERNS = KINDS.map(([kind, [source, flags]]) => [kind, new RegExp(source, flags)]);

/**
 * The triples among column names: columns that differ only in their axis. Each has `columns` (x y z), a `kind`
 * (`accel`, `gyro`, `gravity`, `linear`, `other`, or empty if the name does not say), and a `unit` if told.
 *
 * @param label the file's name; it speaks where columns are only called x, y and z.
 */
export function triples(names, units, label) {
  const shapes = new Map();
  names.forEach((name, index) => {
    const low = [...name.toLowerCase()];
    low.forEach((letter, at) => {
      if (!AXES.includes(letter)) return;
      const shape = [...low.slice(0, at), "*", ...low.slice(at + 1)].join("");
      if (!shapes.has(shape)) shapes.set(shape, {});
      shapes.get(shape)[letter] ??= index;
    });
  });
  const found = [];
  const used = new Set();
  for (const [shape, places] of shapes) {
    const columns = AXES.map((axis) => places[axis]);
    if (columns.some((column) => column === undefined || used.has(column))) continue;
    columns.forEach((column) => used.add(column));
    const bare = shape.replace(/[[(][^[(]*[\])]+/g, "").replaceAll("*", "").replace(/^[ _.-]+|[ _.-]+$/g, "");
    const [accel, gyro] = [accelUnit, gyroUnit].map((unit) => unit(units[columns[0]], bare));
    const isNamed = /[^ *_.-]/.test(shape) && bare;
    const kind = kindOf(bare, accel, gyro) || (isNamed ? "" : kindOf(label)) || (accel ? "accel" : gyro ? "gyro" : kindOf(label));
    found.push({ columns, kind, unit: kind === "gyro" ? gyro : accel });
  }
  return found;
}

/** Kind of sensor that words and the units speak of; empty if they do not say. */
export function kindOf(words, accel, gyro) {
  const low = strip(words.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase());
  const kind = KIND_PATTERNS.find(([, pattern]) => pattern.test(low))?.[0];
  // A unit is surer than a word: `g (m/s2)` is no gyroscope.
  if (kind === "gyro" && accel && !gyro) return "accel";
  if ((kind === "accel" || kind === "linear") && gyro && !accel) return "gyro";
  return kind ?? (gyro ? "gyro" : accel ? "accel" : "");
}

/** Key of a unit as written, or of the last word of a name; undefined if it is none. */
function unitIn(unit, stem, keyOf, names) {
  for (const text of [unit, ...stem.split(/[ _.]/).slice(1)]) {
    const low = strip(text.toLowerCase());
    const key = keyOf(low) ?? names[low.replace(/[^\p{L}\p{N}_]/gu, "")];
    if (key) return key;
  }
  return undefined;
}

function accelUnit(unit, stem) {
  const isMetric = (low) => (low.length > 3 && whole.METRES.test(low)) || ["ms2", "mps2", "ms²"].includes(low);
  return unitIn(unit, stem, (low) => (isMetric(low) ? "m/s2" : undefined), UNIT_NAMES.accel);
}

function gyroUnit(unit, stem) {
  const key = (low) => (fromStart.RADIANS.test(low) ? "rad/s" : fromStart.DEGREES.test(low) ? "deg/s" : undefined);
  return unitIn(unit, stem, key, UNIT_NAMES.gyro);
}

/** Key of the unit that a time column's name or unit tells; undefined if neither does. */
export function timeUnit(name, unit) {
  const words = [unit, ...name.toLowerCase().split(/[^a-zµμ]+/)];
  return words.map((word) => UNIT_NAMES.time[strip(word.toLowerCase())]).find(Boolean);
}
