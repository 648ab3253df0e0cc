// Units and axes of a recording, as told and as gravity and its turn allow; see heeldrive_lab.importers.scale.

import { checkGravity, checkRates, isGravity, isWithin, restMagnitudes, rotationRatio } from "./checks.js";
import { lengths, median, percentile, scaledBy } from "./numbers.js";
import { fill, refuse } from "./sentences.js";
import { LIMITS, SAY, UNITS } from "./tables.js";
import { areReversed, axesWords, bestAxes, fit, turning } from "./turning.js";

/** Micro-deg/s. */
export const UDPS_PER_RAD = 1e6 * (180 / Math.PI);

/** Acceleration in micro-g, rates in micro-deg/s, |a| at rest, the names of the units, and notes. */
export function scaled(joined, rate_hz) {
  const notes = [];
  const accel = joined.accel.values;
  let gyro = joined.gyro.values;
  let look = turning(accel, gyro, rate_hz);
  let turn = look && fit(look);
  if (turn?.agreement < LIMITS.AGREES_MIN && areMirrored(look, turn, joined.gyro.name)) {
    notes.push(fill(SAY.NOTE_MIRRORED, { now: turn.agreement }));
    gyro = scaledBy(gyro, -1);
    look = turning(accel, gyro, rate_hz);
    turn = look && fit(look);
  }
  // A slope below 0 in spite of the correlation, of rates that stick, tells no size.
  const slope = turn?.agreement >= LIMITS.AGREES_MIN && turn.slope > 0 ? turn.slope : undefined;
  const rates = gyroSize(joined, gyro, rate_hz, slope);
  const gyro_udps = scaledBy(gyro, rates.size);
  const force = accelSize(joined, gyro_udps, rate_hz);
  const accel_ug = scaledBy(accel, force.size);
  notes.push(...rates.notes, ...force.notes);
  const rest_ug = restMagnitudes(accel_ug, gyro_udps, rate_hz);
  checkGravity(accel_ug, rest_ug, UNITS.accel[force.unit] ? force.unit : "g");
  checkRates(gyro_udps, UNITS.gyro[rates.unit] ? rates.unit : "deg/s");
  if (slope !== undefined) {
    const sure = slope * (UDPS_PER_RAD / rates.size);
    const isOff = !isWithin(sure, 1 / LIMITS.RATE_FACTOR, LIMITS.RATE_FACTOR) && isNear(sure);
    if (isOff && turn.agreement >= LIMITS.RATE_AGREES_MIN) {
      notes.push(fill(SAY.NOTE_RATE, { slope: sure, rate_hz, fits_hz: rate_hz / sure }));
    }
  }
  return { accel_ug, gyro_udps, rest_ug, accel_unit: force.unit, gyro_unit: rates.unit, notes };
}

function isNear(ratio) {
  return isWithin(ratio, LIMITS.SLOPE_MIN, LIMITS.SLOPE_MAX);
}

/** Whether reversed rates explain gravity; another order or sign that does is refused: people must say so. */
function areMirrored(look, turn, names) {
  const { axes, agreement } = bestAxes(look);
  if (agreement < LIMITS.EXPLAINS_MIN) return false;
  if (areReversed(axes)) return true;
  return refuse(SAY.OTHER_AXES, { now: turn.agreement, axes: axesWords(axes, names), fit: agreement });
}

function isWhole(axes) {
  return axes.every((axis) => axis.every(Number.isInteger));
}

/** The entry of sizes by name whose size is nearest to another, as a ratio. */
function nearest(sizes, wanted) {
  const distances = sizes.map(([, size]) => Math.abs(Math.log(size / wanted)));
  return sizes[distances.indexOf(Math.min(...distances))];
}

/** Unit of the rates, its size in micro-deg/s, and notes. */
function gyroSize({ accel, gyro: { unit: told } }, gyro, rate_hz, slope) {
  // A slope of 1 for rad/s. Speed of turn divided by the rates tells the size of their unit.
  let found = slope === undefined ? undefined : slope * UDPS_PER_RAD;
  if (found === undefined) {
    const ratio = rotationRatio(scaledBy(accel.values, 1e6), scaledBy(gyro, 1e6), rate_hz);
    if (ratio) found = 1e6 / ratio;
  }
  if (told && (found === undefined || isNear(found / UNITS.gyro[told]))) return { unit: told, size: UNITS.gyro[told], notes: [] };
  if (found === undefined) {
    // Nobody's thigh turns at 12 rad/s, and everybody's at 12 deg/s.
    const unit = percentile(gyro.flatMap((axis) => Array.from(axis, Math.abs)), 99.5) < 12 ? "rad/s" : "deg/s";
    return { unit, size: UNITS.gyro[unit], notes: [] };
  }
  const counts = LIMITS.GYRO_COUNTS_UDPS.map((size) => [fill(SAY.GYRO_COUNTS, { size }), size]);
  const [unit, size] = nearest([...Object.entries(UNITS.gyro), ...(isWhole(gyro) ? counts : [])], found);
  const notes = told ? [fill(SAY.NOTE_GYRO_UNIT, { told, unit })] : [];
  if (!isNear(found / size)) notes.push(fill(SAY.NOTE_GYRO_FACTOR, { factor: size / found, unit }));
  return { unit, size, notes };
}

/** Unit of the acceleration, its size in micro-g, and notes. */
function accelSize({ accel: { values, unit: told } }, gyro_udps, rate_hz) {
  const still = restMagnitudes(values, gyro_udps, rate_hz);
  const rest = median(still.length ? still : lengths(values));
  if (told && isGravity(rest * UNITS.accel[told])) return { unit: told, size: UNITS.accel[told], notes: [] };
  let found = Object.entries(UNITS.accel).find(([, size]) => isGravity(rest * size));
  if (!found && isWhole(values)) {
    const [, size] = nearest(LIMITS.ACCEL_COUNTS_UG.map((each) => ["", each]), 1e6 / rest);
    if (isGravity(rest * size)) found = [fill(SAY.ACCEL_COUNTS, { size }), size];
  }
  if (!found) return { unit: told ?? "m/s2", size: UNITS.accel[told ?? "m/s2"], notes: [] };
  const [unit, size] = found;
  return { unit, size, notes: told ? [fill(SAY.NOTE_ACCEL_UNIT, { told, unit })] : [] };
}
