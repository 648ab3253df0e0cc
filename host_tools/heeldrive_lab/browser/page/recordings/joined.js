// Joins acceleration and angular rate, measured at times of their own, as heeldrive_lab.importers.joined does.

import { firstWhere, interpolated, lengths, median, percentile, steps, taken, where } from "./numbers.js";
import { OtherLayout } from "./other_layout.js";
import { refuse } from "./sentences.js";
import { rateOf } from "./streams.js";
import { LIMITS, SAY, UNITS } from "./tables.js";

/** Whether there is an acceleration and an angular rate among some streams. */
export function areWhole(streams) {
  return ofKind(streams, "gyro").length > 0 && accelsOf(streams).length > 0;
}

/**
 * Acceleration and rates at the same times, with gravity put back if it was taken out: `accel`, `gyro`, the name
 * of the `gravity`, and the rows and sensors that were not taken.
 */
export function join(streams) {
  const kinds = streams.map(({ kind }) => kind);
  // Which is which is found from the turn of gravity.
  if (kinds.includes("") && !(kinds.includes("accel") && kinds.includes("gyro"))) throw new OtherLayout();
  const gyros = ofKind(streams, "gyro");
  const accels = accelsOf(streams);
  if (!gyros.length || !accels.length) refuse(missing(accels, gyros), { columns: namesOf(streams).slice(0, 50) });
  const [gyro] = gyros;
  const [gravity] = ofKind(streams, "gravity");
  for (const accel of accels) {
    const found = atSameTimes(accel, gyro);
    // ROS calls the specific force linear acceleration.
    const isOut = (accel.kind === "linear" && gravity) || gravityIsOut(found);
    if (isOut && !gravity) continue;
    if (isOut) found.accel = plusGravity(found.accel, gravity);
    const others = [...accels, ...gyros].filter((each) => each !== accel && each !== gyro && each.kind !== "linear");
    return { ...found, gravity: isOut ? gravity.name : "", also: others.map(({ name }) => name) };
  }
  return refuse(SAY.GRAVITY_OUT, { name: accels.at(-1).name.slice(0, 50) });
}

function accelsOf(streams) {
  return [...ofKind(streams, "accel"), ...ofKind(streams, "linear")];
}

/** Streams of a kind: the total before others, uncalibrated ones last. */
function ofKind(streams, kind) {
  const rank = ({ name, table }) => {
    const words = `${name} ${table.label}`.toLowerCase();
    return 2 * !words.includes("total") + words.includes("uncal");
  };
  return streams.filter((each) => each.kind === kind).sort((one, other) => rank(one) - rank(other));
}

function namesOf(streams) {
  return streams.map(({ name }) => name).join(", ") || "no x, y, z";
}

function missing(accels, gyros) {
  return accels.length ? SAY.NO_GYRO : gyros.length ? SAY.NO_ACCEL : SAY.NO_SENSORS;
}

/** Both at the times of the faster one, where they overlap. */
function atSameTimes(accel, gyro) {
  if (areSameRows(accel, gyro)) return { accel, gyro, leftOut: 0 };
  if (!accel.times || !gyro.times) refuse(SAY.ROWS_APART);
  const byGyro = rateOf(gyro) > LIMITS.FASTER * rateOf(accel);
  const [base, other] = byGyro ? [gyro, accel] : [accel, gyro];
  [base, other].forEach(checkIncreasing);
  const at = covered(other, base);
  if (at.length < 2) {
    refuse(SAY.NO_COMMON_TIME, { accel: accel.clock, accel_s: accel.times[0], gyro: gyro.clock, gyro_s: gyro.times[0] });
  }
  const kept = only(base, at);
  const moved = { ...kept, ...namedAs(other), values: valuesAt(other, kept.times) };
  const [one, two] = byGyro ? [moved, kept] : [kept, moved];
  return { accel: one, gyro: two, leftOut: base.rows.length - at.length };
}

function namedAs({ kind, name, unit, clock, table }) {
  return { kind, name, unit, clock, table };
}

function areSameRows(one, other) {
  const isSame = (row, at) => row === other.rows[at];
  return one.table === other.table && one.rows.length === other.rows.length && one.rows.every(isSame);
}

/** A stream at some of its samples only. */
export function only(stream, at) {
  return {
    ...stream,
    values: stream.values.map((axis) => taken(axis, at)),
    times: stream.times && taken(stream.times, at),
    rows: at.map((each) => stream.rows[each]),
  };
}

/** The samples of `base` that `other` covers. */
function covered(other, base) {
  const have = timesOf(other);
  const want = timesOf(base);
  const period = median(steps(have));
  return where(want.length, (at) => {
    const time = want[at];
    const after = Math.min(Math.max(firstWhere(have.length, (each) => have[each] >= time), 1), have.length - 1);
    // Sensors of one device start within a period of each other.
    const isInside = time >= have[0] - period && time <= have.at(-1) + period;
    return isInside && have[after] - have[after - 1] <= LIMITS.HOLE_PERIODS * period;
  });
}

function timesOf({ times, name }) {
  return times ?? refuse(SAY.NO_TIMES, { name });
}

function valuesAt(stream, times) {
  return stream.values.map((axis) => interpolated(times, stream.times, axis));
}

/** Refuse time that does not increase; the sentence names the line. */
export function checkIncreasing(stream) {
  const times = timesOf(stream);
  const back = where(times.length - 1, (at) => times[at + 1] - times[at] <= 0);
  if (!back.length) return;
  const [at] = back;
  const line = stream.table.lines[stream.rows[at + 1]];
  refuse(SAY.BACKWARDS, { line, now_s: times[at + 1], before_s: times[at], places: back.length });
}

/** Whether the acceleration is about 0 where the sensor turns least. */
function gravityIsOut({ accel, gyro }) {
  const norm = lengths(accel.values);
  const rate = lengths(gyro.values);
  const slow = percentile(rate, 20);
  const quiet = norm.filter((_, at) => rate[at] <= slow);
  const [low, middle, high] = [25, 50, 75].map((percent) => percentile(quiet, percent));
  // Noise about 0 spreads by half its size; the norm about 1 g of a runner hardly does.
  return middle < LIMITS.GRAVITY_OUT_SHARE * percentile(norm, 99) && high - low > LIMITS.GRAVITY_OUT_SPREAD * middle;
}

function plusGravity(accel, told) {
  const isConverted = accel.unit && told.unit;
  const inUnit = (axis) => axis.map((value) => (value * UNITS.accel[told.unit]) / UNITS.accel[accel.unit]);
  const gravity = isConverted ? { ...told, values: told.values.map(inUnit) } : told;
  const plus = (values) => ({ ...accel, values: accel.values.map((axis, at) => axis.map((value, row) => value + values[at][row])) });
  if (areSameRows(gravity, accel)) return plus(gravity.values);
  const fewest = accel.rows.length - (2 / Math.max(rateOf(gravity), 1e-9)) * rateOf(accel) - 2;
  if (covered(gravity, accel).length < fewest) refuse(SAY.GRAVITY_SHORT);
  return plus(valuesAt(gravity, timesOf(accel)));
}
