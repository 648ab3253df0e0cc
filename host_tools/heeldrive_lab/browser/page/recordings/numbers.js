// Arithmetic on columns in numpy's order of operations, so that the page's numbers are the laptop's to the bit.
//
// A column is a Float64Array, a table of three axes an array of three columns.

import { whole } from "./patterns.js";

/** The number in a cell, with a decimal point or comma; NaN if it is none. */
export function number(cell) {
  const text = cell.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text[0] === "-" ? -Infinity : Infinity;
  if (text.includes(",")) return whole.DECIMAL_COMMA.test(text) ? Number(text.replace(",", ".")) : NaN;
  return /\d_\d/.test(text) ? number(text.replace(/(?<=\d)_(?=\d)/g, "")) : NaN;
}

/** The sum of `count` numbers from `start` on: pairwise, in eight lanes. */
export function sum(values, start = 0, count = values.length - start) {
  if (count < 8) {
    let total = 0;
    for (let at = start; at < start + count; at++) total += values[at];
    return total;
  }
  if (count > 128) {
    const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
    return sum(values, start, half) + sum(values, start + half, count - half);
  }
  const lanes = Array.from(values.subarray(start, start + 8));
  let at = 8;
  for (; at < count - (count % 8); at += 8) for (let lane = 0; lane < 8; lane++) lanes[lane] += values[start + at + lane];
  let total = lanes[0] + lanes[1] + (lanes[2] + lanes[3]) + (lanes[4] + lanes[5] + (lanes[6] + lanes[7]));
  for (; at < count; at++) total += values[start + at];
  return total;
}

export function mean(values, start = 0, count = values.length - start) {
  return sum(values, start, count) / count;
}

/** The standard deviation of `count` numbers from `start` on. */
export function deviation(values, start, count) {
  const middle = mean(values, start, count);
  const squares = values.subarray(start, start + count).map((value) => (value - middle) * (value - middle));
  return Math.sqrt(mean(squares));
}

export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The value below which a share of `percent` lies. */
export function percentile(values, percent) {
  const sorted = Float64Array.from(values).sort();
  const place = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  const share = place - below;
  return share >= 0.5 ? high - (high - low) * (1 - share) : low + (high - low) * share;
}

/** The steps from each value to the next. */
export function steps(values) {
  return new Float64Array(Math.max(0, values.length - 1)).map((_, at) => values[at + 1] - values[at]);
}

/** The whole number next to a value; a half goes to the even one. */
export function rounded(value) {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2) ? down + 1 : down;
}

/** The indices at which `has` holds. */
export function where(length, has) {
  const found = [];
  for (let at = 0; at < length; at++) if (has(at)) found.push(at);
  return found;
}

/** The values at some indices. */
export function taken(values, indices) {
  return new Float64Array(indices.length).map((_, at) => values[indices[at]]);
}

/** The first index from 0 to `length` from which on `holds` holds. */
export function firstWhere(length, holds) {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The values of `ys`, measured at increasing `xs`, at other places; beyond the ends those of the ends. */
export function interpolated(wanted, xs, ys) {
  const last = xs.length - 1;
  return wanted.map((x) => {
    const below = firstWhere(xs.length, (at) => xs[at] > x) - 1;
    if (below < 0) return ys[0];
    if (below === last || xs[below] === x) return ys[below];
    const slope = (ys[below + 1] - ys[below]) / (xs[below + 1] - xs[below]);
    return slope * (x - xs[below]) + ys[below];
  });
}

/** The lengths of vectors. */
export function lengths([x, y, z]) {
  return x.map((_, at) => Math.sqrt(x[at] * x[at] + y[at] * y[at] + z[at] * z[at]));
}

export function scaledBy(axes, factor) {
  return axes.map((axis) => axis.map((value) => value * factor));
}

export function largestOf(values) {
  return values.reduce((largest, value) => Math.max(largest, value), -Infinity);
}
