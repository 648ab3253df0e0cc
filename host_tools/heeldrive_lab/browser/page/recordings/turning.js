// Compares the turn of gravity with the rates, as heeldrive_lab.importers.turning does: handedness, order and
// sign of axes, unit and time scale.

import { largestOf, lengths, median, rounded, sum, taken, where } from "./numbers.js";
import { LIMITS } from "./tables.js";

/** Axes of the rates as they are, or all reversed. */
const SAME = { order: [0, 1, 2], signs: [1, 1, 1] };
const REVERSED = { order: [0, 1, 2], signs: [-1, -1, -1] };

/** The comparison: `change` of the direction of gravity per second, `up`, and `rate`; undefined if it turns too little. */
export function turning(accel, gyro, rate_hz) {
  const span = Math.max(3, rounded(LIMITS.SMOOTH_S * rate_hz));
  if (accel[0].length < 4 * span) return undefined;
  const norm = lengths(accel);
  const usual = Math.max(median(norm), 1e-12);
  const force = accel.map((axis) => means(axis, span));
  const rate = gyro.map((axis) => means(axis, span));
  const size = means(norm, span);
  const squares = means(norm.map((value) => value * value), span);
  const force_size = lengths(force);
  const isCalm = (at) =>
    Math.abs(force_size[at] / usual - 1) < LIMITS.FORCE_OFF_MAX &&
    Math.sqrt(Math.max(squares[at] - size[at] * size[at], 0)) < LIMITS.FORCE_STD_MAX * usual;
  const up = force.map((axis) => axis.map((value, at) => value / Math.max(force_size[at], 1e-12)));
  const kept = where(up[0].length - span, (at) => isCalm(at) && isCalm(at + span));
  const change = up.map((axis) => Float64Array.from(kept, (at) => ((axis[at + span] - axis[at]) * rate_hz) / span));
  if (sum(lengths(change)) / rate_hz < LIMITS.TURNED_MIN_RAD) return undefined;
  const middle = span >> 1;
  return { change, up: up.map((axis) => taken(axis, kept.map((at) => at + middle))), rate: rate.map((axis) => taken(means(axis, span), kept)) };
}

/** Correlation and slope of the turn of gravity on up x rate, with the rates in other axes if given. */
export function fit({ change, up, rate }, { order, signs } = SAME) {
  const [wx, wy, wz] = order.map((axis, at) => rate[axis].map((value) => signs[at] * value));
  const [ux, uy, uz] = up;
  const expected = [
    ux.map((_, at) => uy[at] * wz[at] - uz[at] * wy[at]),
    ux.map((_, at) => uz[at] * wx[at] - ux[at] * wz[at]),
    ux.map((_, at) => ux[at] * wy[at] - uy[at] * wx[at]),
  ];
  const both = products(change, expected);
  const power = products(expected, expected);
  const scale = Math.sqrt(sum(interleavedSquares(change)) * sum(power));
  if (scale <= 0) return { agreement: 0, slope: 0 };
  // A median of the faster half: spikes of a gyroscope would draw a least-squares slope to 0.
  const middle = median(power.filter((value) => value > 0));
  const fast = where(power.length, (at) => power[at] >= middle);
  return { agreement: sum(both) / scale, slope: median(fast.map((at) => both[at] / power[at])) };
}

function products(one, other) {
  return one[0].map((_, at) => one[0][at] * other[0][at] + one[1][at] * other[1][at] + one[2][at] * other[2][at]);
}

function interleavedSquares(axes) {
  const values = new Float64Array(3 * axes[0].length).map((_, at) => axes[at % 3][Math.floor(at / 3)]);
  return values.map((value) => value * value);
}

/** The order and signs of the rates' axes that explain gravity best, fewest changes first, and how well. */
export function bestAxes(look) {
  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
  const both = [1, -1];
  const signs = both.flatMap((x) => both.flatMap((y) => both.map((z) => [x, y, z])));
  const kept = ({ order }) => order.filter((axis, at) => axis === at).length;
  const candidates = orders.flatMap((order) => signs.map((each) => ({ order, signs: each })));
  candidates.sort((a, b) => kept(b) - kept(a));
  const fits = candidates.map((axes) => fit(look, axes).agreement);
  const top = largestOf(fits);
  // All three reversed is one mistake, not three: it goes first.
  const reversed = fit(look, REVERSED).agreement;
  if (reversed > top - 0.03) return { axes: REVERSED, agreement: reversed };
  const best = fits.findIndex((agreement) => agreement > top - 0.03);
  return { axes: candidates[best], agreement: fits[best] };
}

export function areReversed(axes) {
  return String(axes.order) === String(REVERSED.order) && String(axes.signs) === String(REVERSED.signs);
}

/** Columns in the order and with the signs of some axes, as `--gyro-columns` takes them. */
export function axesWords({ order, signs }, names) {
  const cells = names.split(",");
  return order.map((axis, at) => (signs[at] < 0 ? "-" : "") + cells[axis]).join(",");
}

function means(values, length) {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, at) => (sums[at + 1] = sums[at] + value));
  return new Float64Array(sums.length - length).map((_, at) => (sums[at + length] - sums[at]) / length);
}
