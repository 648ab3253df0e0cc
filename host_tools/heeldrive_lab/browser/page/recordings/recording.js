// Makes a session of a phone's recording, as `heeldrive import` does without options.

import { Fault } from "../faults.js";
import { SESSION } from "../words.js";
import { checkSampling, gapsIn, refuseWithoutRest, rotationProblem, rotationRatio } from "./checks.js";
import { checkIncreasing, join, only } from "./joined.js";
import { largestOf, mean, median, rounded, steps, where } from "./numbers.js";
import { UDPS_PER_RAD, scaled } from "./scale.js";
import { fill, refuse } from "./sentences.js";
import { LIMITS, SAY, UNITS } from "./tables.js";
import { fit, turning } from "./turning.js";

/** The session of some streams: its header and rows, and words about what was understood. */
export function sessionOf(name, streams) {
  const joined = join(streams);
  const { rate_hz, t_ms, notes } = timed(joined);
  const units = scaled(joined, rate_hz);
  notes.push(...units.notes);
  const data = averaged(t_ms, units, rate_hz, notes);
  const isKnown = units.gyro_unit in UNITS.gyro;
  const { accel_ug, gyro_udps } = units;
  if (!units.rest_ug.length) refuseWithoutRest(accel_ug, gyro_udps, rate_hz, isKnown ? units.gyro_unit : "deg/s");
  const problem = isKnown && rotationProblem(rotationRatio(accel_ug, gyro_udps, rate_hz), units.gyro_unit);
  if (problem) notes.push(problem);
  if (joined.leftOut) notes.push(fill(SAY.NOTE_LEFT_OUT, { samples: joined.leftOut }));
  if (joined.also.length) notes.push(fill(SAY.NOTE_ALSO, { names: joined.also.join("; ").slice(0, 120) }));
  const { accel, gyro, gravity } = joined;
  const total = gravity ? fill(SAY.PLUS_GRAVITY, { accel: accel.name, gravity }) : accel.name;
  const sensors = fill(SAY.SENSORS, { accel: total, gyro: gyro.name, ...units });
  const session = quantised(name, data);
  return { ...session, sensors, notes: [...session.notes, ...notes] };
}

/** Rate and whole milliseconds of the samples; repeated stamps are taken out of `joined`. */
function timed(joined) {
  const { values, times } = joined.accel;
  const notes = [];
  if (values[0].length < 2) refuse(SAY.ONE_ROW);
  if (!times) refuse(SAY.NO_TIME, { column: SAY.NO_TIME_COLUMN, about: rateThatFits(joined) });
  const all = steps(times);
  const isSame = (at) => at > 0 && all[at - 1] <= 0;
  const same = where(times.length, isSame);
  if (same.length && !all.some((step) => step < 0) && same.length <= LIMITS.SAME_STAMP_SHARE * times.length) {
    const kept = where(times.length, (at) => !isSame(at));
    joined.accel = only(joined.accel, kept);
    joined.gyro = only(joined.gyro, kept);
    notes.push(fill(SAY.NOTE_SAME_STAMP, { samples: same.length }));
  }
  checkIncreasing(joined.accel);
  const kept = steps(joined.accel.times);
  const longest = LIMITS.GAP_PERIODS * median(kept);
  const rate_hz = 1 / mean(kept.filter((step) => step <= longest));
  checkSampling(rate_hz);
  const whole = (time) => rounded(Math.min(Math.max(time * 1000, -LIMITS.TIME_FAR_MS), LIMITS.TIME_FAR_MS));
  return { rate_hz, t_ms: joined.accel.times.map(whole), notes };
}

/** End of a sentence: the rate that makes gravity turn as the rates say. */
function rateThatFits({ accel, gyro }) {
  const look = turning(accel.values, gyro.values, 100);
  const { agreement, slope } = look ? fit(look) : {};
  if (!gyro.unit || !(agreement >= 0.5 && slope > 0)) return "";
  return fill(SAY.NO_TIME_ABOUT, { rate_hz: 100 / ((slope * UDPS_PER_RAD) / UNITS.gyro[gyro.unit]) });
}

/** The samples, or means of neighbouring ones of a recording that is faster than the detector. */
function averaged(t_ms, { accel_ug, gyro_udps }, rate_hz, notes) {
  if (rate_hz <= LIMITS.RATE_KEPT_MAX_HZ) return { t_ms, accel_ug, gyro_udps, rate_hz };
  const count = Math.ceil(rate_hz / LIMITS.RATE_WANTED_HZ);
  const means = (axis) =>
    new Float64Array(Math.floor(t_ms.length / count)).map((_, at) => {
      let total = 0;
      for (let place = at * count; place < (at + 1) * count; place++) total += axis[place];
      return total / count;
    });
  notes.push(fill(SAY.NOTE_AVERAGED, { rate_hz, count }));
  const kept = new Float64Array(Math.floor(t_ms.length / count)).map((_, at) => t_ms[at * count]);
  return { t_ms: kept, accel_ug: accel_ug.map(means), gyro_udps: gyro_udps.map(means), rate_hz: rate_hz / count };
}

/** Raw counts as the board would have them, and what people should check. */
function quantised(name, { t_ms, accel_ug, gyro_udps, rate_hz }) {
  const shift_ms = t_ms[0] < 0 || t_ms.at(-1) >= SESSION.timeLimitMs ? -t_ms[0] : 0;
  const times = t_ms.map((time) => time + shift_ms);
  if (times.at(-1) >= SESSION.timeLimitMs) refuse(SAY.TOO_LONG, { days: times.at(-1) / 86_400_000 });
  const at = times.findIndex((time, sample) => time <= times[sample - 1]);
  if (at > 0) throw new Fault(`sample ${at}: t_ms is ${times[at]} after ${times[at - 1]}; time must increase and start at 0 or later`);
  const accel = scaleOf(accel_ug, UNITS.accelScales, UNITS.boardAccelScale);
  const gyro = scaleOf(gyro_udps, UNITS.gyroScales, UNITS.boardGyroScale);
  const rows = new Int32Array(7 * times.length);
  let clipped = 0;
  times.forEach((time, at) => {
    const counts = [...accel_ug.map((axis) => rounded(axis[at] / accel)), ...gyro_udps.map((axis) => rounded(axis[at] / gyro))];
    if (counts.some((count) => Math.abs(count) > LIMITS.COUNT_LIMIT)) clipped++;
    rows[7 * at] = time;
    counts.forEach((count, axis) => {
      rows[7 * at + 1 + axis] = Math.min(Math.max(count, -LIMITS.COUNT_LIMIT), LIMITS.COUNT_LIMIT);
    });
  });
  const header = {
    sensor: "unknown", accel_ug_per_count: accel, gyro_udps_per_count: gyro, rate_hz: rounded(rate_hz),
    thigh: "unknown", origin: "imported", imported_from: name, ...(shift_ms && { time_shift_ms: String(shift_ms) }),
  };
  return { header, rows, notes: notesOn(times, rate_hz, shift_ms, clipped) };
}

/** The smallest full scale, from the board's own up, that does not clip, or the largest; its counts. */
function scaleOf(axes, scales, board) {
  const largest = largestOf(axes.map((axis) => largestOf(axis.map(Math.abs))));
  const usable = scales.filter(([scale]) => scale >= board);
  return (usable.find(([, size]) => largest <= size * LIMITS.COUNT_LIMIT) ?? usable.at(-1))[1];
}

function notesOn(t_ms, rate_hz, shift_ms, clipped) {
  const gaps = gapsIn(t_ms, rate_hz);
  const isUsual = rate_hz >= LIMITS.DETECTOR_RATE_MIN_HZ && rate_hz <= LIMITS.DETECTOR_RATE_MAX_HZ;
  return [
    shift_ms && fill(SAY.NOTE_SHIFTED, { shift_ms }),
    !isUsual && fill(SAY.NOTE_RATE_RANGE, { rate_hz }),
    gaps.length && fill(SAY.NOTE_GAPS, { gaps: gaps.length, longest_ms: largestOf(gaps) }),
    clipped && fill(SAY.NOTE_CLIPPED, { samples: clipped }),
  ].filter(Boolean);
}
