// Times of samples from what recorders write, as heeldrive_lab.importers.time_stamps does.

import { strip } from "../faults.js";
import { interpolated, mean, median, steps, taken, where } from "./numbers.js";
import { anywhere } from "./patterns.js";
import { LIMITS, UNITS } from "./tables.js";

/** Seconds of the day from texts such as `10:11:12.345`; undefined if they are none. */
export function clockSeconds(cells) {
  const found = cells.map((cell) => anywhere.CLOCK.exec(strip(cell)));
  return found.every(Boolean) ? Float64Array.from(found, ofDay) : undefined;
}

function ofDay([, hour, minutes, seconds, fraction, half]) {
  const hours = half ? (hour % 12) + 12 * /^p/i.test(half) : Number(hour);
  return hours * 3600 + minutes * 60 + Number(seconds) + Number(`0.${fraction ?? 0}`);
}

/** Unit of numeric stamps from their mean step; undefined if no unit gives a plausible rate. */
export function guessUnit(stamps) {
  const all = steps(stamps);
  // Samples of one packet may share a stamp.
  const middle = median(all);
  const usual = mean(all.filter((step) => step >= 0 && (middle <= 0 || step <= 50 * middle)));
  const fits = ([, size]) => 1 / (usual * size) >= LIMITS.GUESS_MIN_HZ && 1 / (usual * size) <= LIMITS.GUESS_MAX_HZ;
  return usual > 0 ? Object.entries(UNITS.seconds).find(fits)?.[0] : undefined;
}

/** Stamps of a counter that begins anew at one of `moduli`, made to increase. */
export function unwrapped(stamps, moduli) {
  const all = steps(stamps);
  const forward = all.filter((step) => step > 0);
  if (!forward.length || forward.length === all.length) return stamps;
  const usual = 10 * median(forward);
  // Before the wrap it was almost there, after it just begun.
  const wraps = (at) => (modulus) => all[at] + modulus >= 0 && all[at] + modulus <= usual && stamps[at] < modulus;
  let added = 0;
  return stamps.map((stamp, at) => {
    if (at && all[at - 1] < 0) added += moduli.find(wraps(at - 1)) ?? 0;
    return stamp + added;
  });
}

/** Values, cut before some indices. */
export function cutBefore(values, indices) {
  return [0, ...indices].map((start, part) => values.slice(start, indices[part]));
}

/** Parts of stamps that begin anew, as when a board restarts and appends: few and long ones. */
export function restarts(stamps) {
  const parts = cutBefore(stamps, where(stamps.length, (at) => at && stamps[at] < stamps[at - 1]));
  const isRestarted = parts.length <= LIMITS.RESTARTS_MAX && parts.every((part) => part.length >= LIMITS.RESTART_ROWS_MIN);
  return isRestarted ? parts : [stamps];
}

/** Spread samples that share the stamp of their packet evenly until the next packet. */
export function spread(times) {
  const count = times.length;
  const all = steps(times);
  if (count < 4 || times.at(-1) <= times[0] || all.some((step) => step < 0)) return times;
  const usual = (times.at(-1) - times[0]) / (count - 1);
  const starts = [0, ...where(all.length, (at) => all[at] > LIMITS.PACKET_SHARE * usual).map((at) => at + 1)];
  if (starts.length > 0.95 * count || starts.length < 3) return times;
  // The first packet may be a part of one: its samples are placed backwards from the second.
  const anchors = starts.slice(1);
  const [first, last] = [anchors[0], anchors.at(-1)];
  const step = (times[last] - times[first]) / Math.max(last - first, 1);
  const between = interpolated(times.map((_, at) => at), anchors, taken(times, anchors));
  return between.map((time, at) => {
    if (at < first) return times[first] - (first - at) * step;
    return at > last ? times[last] + (at - last) * step : time;
  });
}

/** Recordings that follow each other; one that does not begin later is placed a rest later. */
export function appended(parts) {
  const placed = [];
  for (const part of parts.filter(({ length }) => length)) {
    const before = placed.at(-1)?.at(-1);
    placed.push(part[0] <= before ? part.map((time) => time - part[0] + before + LIMITS.RESTART_GAP_S) : part);
  }
  return joinedColumns(placed);
}

function joinedColumns(parts) {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((place, part) => (whole.set(part, place), place + part.length), 0);
  return whole;
}
