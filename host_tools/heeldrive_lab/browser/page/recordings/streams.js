// Finds the sensors in a table, and the time of its rows, as heeldrive_lab.importers.streams does.
//
// A stream is the samples of one sensor: its `kind`, `name`, `unit` if told, `values` (three columns), `times` in
// seconds if told, the `rows` of the `table` that it comes from, and words about its `clock`.

import { strip } from "../faults.js";
import { kindOf, timeUnit, triples } from "./column_names.js";
import { mean, median, steps, taken, where } from "./numbers.js";
import { OtherLayout } from "./other_layout.js";
import { anywhere } from "./patterns.js";
import { fill } from "./sentences.js";
import { LIMITS, TEXTS, UNITS } from "./tables.js";
import { hasLetter } from "./text_table.js";
import { appended, clockSeconds, cutBefore, guessUnit, restarts, spread, unwrapped } from "./time_stamps.js";

/** The sensors of a table. */
export function streamsOf(table) {
  leaveRowsBySensor(table);
  const found = triples(table.names, table.units, table.label);
  if (!found.length) return [];
  const numbers = new Map(found.flatMap(({ columns }) => columns).map((index) => [index, table.column(index)]));
  const clock = clockOf(table, numbers);
  return found.filter(({ kind }) => kind !== "other").map((triple) => streamOf(table, triple, numbers, clock)).filter(Boolean);
}

function streamOf(table, { kind, unit, columns }, numbers, clock) {
  const axes = columns.map((index) => numbers.get(index));
  const isWhole = (row) => axes.every((axis) => Number.isFinite(axis[row]));
  const count = table.rows.length;
  const bad = where(count, (row) => !isWhole(row));
  const isBlank = (row) => columns.some((index) => TEXTS.blanks.includes(strip(table.rows[row][index]).toLowerCase()));
  if (["accel", "gyro", ""].includes(kind) && !(bad.length > LIMITS.SPARSE_SHARE * count && bad.every(isBlank))) {
    columns.forEach((index) => table.check(index, numbers.get(index)));
  }
  const rows = where(count, isWhole);
  return rows.length && {
    kind,
    name: columns.map((index) => table.names[index]).join(","),
    unit,
    values: axes.map((axis) => taken(axis, rows)),
    times: clock && spread(taken(clock.seconds, rows)),
    rows,
    clock: clock?.words ?? "",
    table,
  };
}

/** Mean samples per second; 0 without times. */
export function rateOf({ times }) {
  if (!times || times.length < 2) return 0;
  const all = steps(times);
  const middle = median(all);
  const usual = mean(all.filter((step) => step <= 3 * middle));
  return usual > 0 ? 1 / usual : 0;
}

/** Rows of several sensors or devices, told apart by a column, are another layout. */
function leaveRowsBySensor(table) {
  table.names.forEach((name, index) => {
    const cells = table.cells(index);
    // Most columns are told by their first rows.
    if (new Set(cells.slice(0, 500).map(strip)).size > LIMITS.DEVICES_MAX) return;
    const distinct = [...new Set(cells.map(strip))];
    if (distinct.length < 2 || distinct.length > LIMITS.DEVICES_MAX) return;
    const isTyped = anywhere.TYPED.test(name) && distinct.every((cell) => TEXTS.androidTypes.includes(cell));
    if (!isTyped && (!distinct.every(hasLetter) || clockSeconds([cells[0]]))) return;
    const kinds = distinct.map((cell) => kindOf(cell));
    const isBoth = kinds.includes("gyro") && (kinds.includes("accel") || kinds.includes("linear"));
    if (isTyped || isBoth || anywhere.DEVICE.test(name)) throw new OtherLayout();
  });
}

/** The best time column, or counted samples if the rate is told; undefined if there is neither. */
function clockOf(table, numbers) {
  let best;
  table.names.forEach((name, index) => {
    const found = !numbers.has(index) && anywhere.TIME.test(name) && secondsOf(table, index);
    if (!found) return;
    const all = steps(found.seconds);
    const forward = all.filter((step) => step > 0).length;
    const merit = [Number(all.some((step) => step < 0)), Number(forward / all.length < 0.9), found.rank];
    if (!best || merit.join() < best.merit.join()) best = { merit, ...found };
  });
  return best ?? counted(table, numbers);
}

/** Times of a column, and its rank: 0 epoch, 1 another counter, 2 a clock, 3 since the file's start. */
function secondsOf(table, index) {
  const name = table.names[index];
  const stamps = table.column(index);
  const isNumeric = stamps.every(Number.isFinite);
  const timed = isNumeric ? countedSeconds(table, index, stamps) : clockTimes(table, index);
  if (!timed) return undefined;
  const parts = timed.parts.flatMap(restarts);
  const words = `${name}${timed.words}${parts.length > 1 ? `, ${parts.length} recordings` : ""}`;
  return { seconds: appended(parts), words, rank: timed.rank };
}

function countedSeconds(table, index, stamps) {
  const name = table.names[index];
  const longest = longestOf(cutBefore(stamps, table.breaks));
  if (stamps.length < 2 || !isTime(longest)) return undefined;
  const guessed = guessUnit(longest);
  let unit = timeUnit(name, table.units[index]);
  const rate = unit && meanRate(stamps, unit);
  if (guessed && !(rate >= 1 && rate <= 5000)) unit = guessed;
  if (!unit) return undefined;
  const size = UNITS.seconds[unit];
  // The board's micros(), written in another unit, wraps at 2**32 microseconds still.
  const moduli = [...LIMITS.WRAPS, (2 ** 32 * UNITS.seconds.us) / size];
  const parts = cutBefore(stamps, table.breaks).map((part) => unwrapped(part, moduli).map((stamp) => stamp * size));
  const rank = anywhere.ELAPSED.test(name) ? 3 : Math.abs(stamps[0]) > 1e9 ? 0 : 1;
  return { parts, words: ` in ${unit}`, rank };
}

function clockTimes(table, index) {
  const seconds = clockSeconds(table.cells(index));
  if (!seconds) return undefined;
  const parts = cutBefore(seconds, table.breaks).map((part) => unwrapped(part, [43200, 86400]));
  const isRunning = parts.some((part) => part.some((time) => time !== part[0]));
  return isRunning ? { parts, words: ", a clock", rank: 2 } : undefined;
}

function meanRate(stamps, unit) {
  const usual = mean(steps(stamps).map(Math.abs)) * UNITS.seconds[unit];
  return usual > 0 ? 1 / usual : 0;
}

function longestOf(parts) {
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest));
}

/** Whether numbers only increase, but for wraps and restarts. */
function isTime(values) {
  const all = steps(values);
  const share = (has) => all.filter(has).length / all.length;
  return all.length > 2 && share((step) => step >= 0) > 0.98 && share((step) => step > 0) > 0.01;
}

/** Samples counted at a told rate; a counter in the file shows those that were lost. */
function counted(table, numbers) {
  const rate_hz = toldRate(table);
  if (rate_hz === undefined) return undefined;
  for (const [index, name] of table.names.entries()) {
    if (numbers.has(index) || !anywhere.COUNTER.test(name)) continue;
    const counter = table.column(index);
    const usual = median(steps(counter));
    if (!counter.every(Number.isFinite) || !(usual > 0)) continue;
    const packets = unwrapped(counter, [4, 8, 12, 15, 16, 24, 32].map((bits) => 2 ** bits)).map((count) => count / usual);
    if (!steps(packets).every((step) => step > 0)) continue;
    return { seconds: packets.map((count) => (count - packets[0]) / rate_hz), words: fill(`${name} at {rate_hz:.6g} Hz`, { rate_hz }) };
  }
  return { seconds: Float64Array.from(table.rows, (_, row) => row / rate_hz), words: fill("counted at {rate_hz:.6g} Hz", { rate_hz }) };
}

/** Samples per second told in a line above the data, or in a column. */
function toldRate(table) {
  const isRate = (rate) => rate > 1 && rate < 10_000;
  for (const line of table.preamble) {
    const found = anywhere.RATE.exec(line);
    const rate_hz = found && Number(found[1] || found[2]);
    if (isRate(rate_hz)) return rate_hz;
  }
  const columns = table.names.flatMap((name, index) => (anywhere.RATE_NAME.test(name) ? [index] : []));
  return columns.map((index) => median(table.column(index).filter((rate) => !Number.isNaN(rate)))).find(isRate);
}
