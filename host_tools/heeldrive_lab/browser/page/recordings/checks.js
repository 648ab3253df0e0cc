// Plausibility of units, rates, gravity and rest, as heeldrive_lab.importers.checks has it.

import { deviation, largestOf, lengths, mean, median, rounded, sum, where } from "./numbers.js";
import { fill, refuse } from "./sentences.js";
import { LIMITS, SAY, UNITS } from "./tables.js";

/** Whether a value is from least to most. */
export function isWithin(value, least, most) {
  return value >= least && value <= most;
}

/** Whether |a| at rest is gravity. */
export function isGravity(rest_ug) {
  return isWithin(rest_ug, LIMITS.REST_MIN_UG, LIMITS.REST_MAX_UG);
}

/** The mean |a| of each half second at rest; the half seconds overlap by half. */
export function restMagnitudes(accel, gyro, rate_hz) {
  const window = Math.max(2, rounded(LIMITS.STILL_S * rate_hz));
  const norm = lengths(accel);
  const [x, y, z] = gyro;
  const fastest = x.map((_, at) => Math.max(x[at] * x[at], y[at] * y[at], z[at] * z[at]));
  const found = [];
  for (let start = 0; start + window <= norm.length; start += window >> 1) {
    const force = mean(norm, start, window);
    const isStill = deviation(norm, start, window) < LIMITS.STILL_ACCEL_SHARE * force;
    if (isStill && Math.sqrt(mean(fastest, start, window)) < LIMITS.STILL_RATE_UDPS) found.push(force);
  }
  return found;
}

export function checkSampling(rate_hz) {
  const [least, most] = [LIMITS.RATE_MIN_HZ, LIMITS.RATE_MAX_HZ];
  if (!isWithin(rate_hz, least, most)) refuse(SAY.SAMPLING, { rate_hz, least, most, advice: SAY.SAMPLING_RATE });
}

export function checkRates(gyro_udps, unit) {
  const fastest = largestOf(gyro_udps.map((axis) => largestOf(axis.map(Math.abs))));
  if (fastest <= LIMITS.RATE_LIMIT_UDPS) return;
  const would_be = otherUnit(fastest, unit, UNITS.gyro, [0, LIMITS.RATE_LIMIT_UDPS]);
  refuse(SAY.RATES_FAST, { dps: fastest / 1e6, unit, would_be });
}

export function checkGravity(accel_ug, rest_ug, unit) {
  const rest = median(rest_ug.length ? rest_ug : lengths(accel_ug));
  if (isGravity(rest)) return;
  const would_be = otherUnit(rest, unit, UNITS.accel, [LIMITS.REST_MIN_UG, LIMITS.REST_MAX_UG]);
  refuse(SAY.REST_NOT_1_G, { rest_g: rest / 1e6, unit, would_be });
}

/** End of a message: the option that brings a value into a range, or that none does. */
function otherUnit(value, unit, units, range) {
  const [option, shown_in] = units === UNITS.accel ? ["--accel-unit", "g"] : ["--gyro-unit", "deg/s"];
  const fits = ([other, size]) => other !== unit && isWithin((value / units[unit]) * size, ...range);
  const found = Object.entries(units).find(fits);
  if (!found) return fill(SAY.WOULD_NOT_BE, { units: Object.keys(units).join(", ") });
  return fill(SAY.WOULD_BE, { option, unit: found[0], value: ((value / units[unit]) * found[1]) / 1e6, shown_in });
}

/** Rotation integrated from the rates, divided by that of gravity; undefined if it turns too little to judge. */
export function rotationRatio(accel_ug, gyro_udps, rate_hz) {
  const window = Math.max(2, rounded(LIMITS.STILL_S * rate_hz));
  const count = Math.floor(accel_ug[0].length / window);
  if (count < 2) return undefined;
  const windows = Array.from({ length: count }, (_, at) => at * window);
  // A median, because a knock or an outlier would turn a mean.
  const up = accel_ug.map((axis) => Float64Array.from(windows, (start) => median(axis.subarray(start, start + window))));
  const size = lengths(up).map((length) => Math.max(length, 1));
  const [x, y, z] = up.map((axis) => axis.map((value, at) => value / size[at]));
  const speed = lengths(gyro_udps);
  const speeds = windows.map((start) => mean(speed, start, window));
  const swings = [];
  const turns = [];
  for (let at = 0; at + 1 < count; at++) {
    const cosine = x[at + 1] * x[at] + y[at + 1] * y[at] + z[at + 1] * z[at];
    const swing = Math.acos(Math.min(Math.max(cosine, -1), 1));
    if (!(swing > LIMITS.SWING_MIN_RAD)) continue;
    swings.push(swing);
    turns.push((((speeds[at + 1] + speeds[at]) / 2 / 1e6) * window) / rate_hz * (Math.PI / 180));
  }
  const swing = sum(Float64Array.from(swings));
  return swing >= LIMITS.SWINGS_MIN_RAD ? sum(Float64Array.from(turns)) / swing : undefined;
}

function isSoundRatio(ratio) {
  return isWithin(ratio, LIMITS.ROTATION_RATIO_MIN, LIMITS.ROTATION_RATIO_MAX);
}

/** A sentence about rates that do not match the rotation of gravity; empty if they do. */
export function rotationProblem(ratio, unit) {
  if (ratio === undefined || isSoundRatio(ratio)) return "";
  const fits = Object.keys(UNITS.gyro).filter((other) => isSoundRatio((ratio / UNITS.gyro[unit]) * UNITS.gyro[other]));
  const advice = fits.length ? fill(SAY.NOTE_ROTATION_UNIT, { unit: fits.at(-1) }) : SAY.NOTE_ROTATION_COLUMNS;
  return fill(SAY.NOTE_ROTATION, { unit, ratio, advice });
}

/** Refuse a recording without half a second of rest, with the remedy. */
export function refuseWithoutRest(accel_ug, gyro_udps, rate_hz, unit) {
  // If the rotation of gravity confirms the unit, the wearer really never rested.
  const ratio = rotationRatio(accel_ug, gyro_udps, rate_hz);
  if (ratio === undefined || rotationProblem(ratio, unit)) {
    const read = (size) => gyro_udps.map((axis) => axis.map((value) => (value / UNITS.gyro[unit]) * size));
    for (const [other, size] of Object.entries(UNITS.gyro)) {
      if (restMagnitudes(accel_ug, read(size), rate_hz).length) refuse(SAY.NO_REST_UNIT, { unit: other });
    }
  }
  refuse(SAY.NO_REST);
}

/** The steps in time that are gaps. */
export function gapsIn(t_ms, rate_hz) {
  const longest_ms = (LIMITS.GAP_PERIODS * 1000) / rounded(rate_hz);
  return where(t_ms.length - 1, (at) => t_ms[at + 1] - t_ms[at] > longest_ms).map((at) => t_ms[at + 1] - t_ms[at]);
}
