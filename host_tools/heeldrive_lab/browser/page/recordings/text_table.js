// Reads a table of numbers with names from text as recorders write it, as heeldrive_lab.importers.csv_table does.

import { BLANKS, short, strip } from "../faults.js";
import { textOf } from "./decode.js";
import { number, where } from "./numbers.js";
import { NoTable, OtherLayout } from "./other_layout.js";
import { anywhere, fromStart, whole } from "./patterns.js";
import { refuse } from "./sentences.js";
import { LIMITS, SAY, TEXTS } from "./tables.js";

const WHITE = new RegExp(BLANKS);

/** Whether a text has a letter. */
export function hasLetter(text) {
  return /\p{L}/u.test(text);
}

/** A table as it stands in a file. */
class TextTable {
  /**
   * @param label name of the file, or of its member in an archive.
   * @param names one per column; @param units as written.
   */
  constructor(label, names, units, preamble) {
    Object.assign(this, { label, names, units, preamble });
    this.rows = [];
    this.lines = []; // the number of each row's line
    this.breaks = []; // rows before which the names stand once more: a further recording
  }

  cells(index) {
    return this.rows.map((row) => row[index]);
  }

  /** Numbers of a column; NaN where a cell is none. */
  column(index) {
    return new Float64Array(this.rows.length).map((_, row) => number(this.rows[row][index]));
  }

  /** Refuse values that are not finite and plausible; the sentence names the line. */
  check(index, values) {
    const bad = where(values.length, (at) => !(Math.abs(values[at]) <= LIMITS.LARGEST));
    if (!bad.length) return;
    const cell = strip(this.rows[bad[0]][index]);
    const place = { line: this.lines[bad[0]], name: this.names[index], cell: short(cell) };
    if (bad.length > values.length / 2) refuse(SAY.EVERY_LINE, { bad: bad.length, rows: values.length, ...place });
    if (cell.toLowerCase() === "nan") refuse(SAY.CELL_NAN, { ...place, cell });
    refuse(Number.isNaN(number(cell)) ? SAY.CELL_NO_NUMBER : SAY.CELL_TOO_LARGE, place);
  }
}

/** The table in the bytes of a file; throws OtherLayout if it is none with names, a Fault if it is damaged. */
export function readTable(label, bytes) {
  const lines = textOf(bytes).replace(/\r\n?/g, "\n").split("\n");
  refuseSerialLines(lines);
  const full = where(lines.length, (at) => strip(lines[at]));
  if (!full.length) throw new NoTable();
  const texts = full.map((at) => lines[at]);
  const { delimiter, width } = layoutOf(texts);
  const rows = texts.map((line) => split(line, delimiter));
  const first = rows.findIndex((cells) => cells.length === width && numbersIn(cells) >= LIMITS.NUMBERS_MIN);
  const preamble = texts.slice(0, first);
  if (preamble.some((line) => fromStart.GYROFLOW_SCALE.test(strip(line)))) throw new OtherLayout();
  const table = new TextTable(label, ...namesAbove(rows.slice(0, first), preamble, width), preamble);
  const above = new Set(preamble.map(strip));
  for (let at = first; at < rows.length; at++) {
    if (above.has(strip(texts[at]))) {
      if (table.rows.length && table.breaks.at(-1) !== table.rows.length) table.breaks.push(table.rows.length);
    } else if (!/^(#|\/\/)/.test(texts[at]) && /[\p{Nd}²³¹]/u.test(texts[at])) {
      // Others are comments, or words such as "button pressed".
      table.rows.push(rows[at]);
      table.lines.push(full[at] + 1);
    }
  }
  checkWidths(table, width);
  if (!table.rows.length) refuse(SAY.NO_ROWS);
  return table;
}

/** Lines of a serial monitor or plotter are another layout. */
function refuseSerialLines(lines) {
  const sample = sampleOf(lines);
  const isMost = (is) => sample.filter(is).length > sample.length / 2;
  const plotted = new RegExp(anywhere.PLOTTED, "gu");
  const values = (line) => line.slice(0, LIMITS.LINE_LOOK).match(plotted) ?? [];
  if (isMost((line) => fromStart.MONITOR.test(line)) || isMost((line) => values(line).length >= LIMITS.NUMBERS_MIN)) {
    throw new OtherLayout();
  }
}

function sampleOf(lines) {
  const step = Math.max(1, Math.floor(lines.length / LIMITS.SAMPLE_LINES));
  return lines.filter((_, at) => at % step === 0);
}

/** Cells of a line; without a delimiter white space separates them. */
function split(line, delimiter) {
  if (delimiter === null) return strip(line).split(WHITE);
  return line.includes('"') ? quotedCells(line, delimiter) : line.split(delimiter);
}

/** Cells of a line in which quotes hide the delimiter, as Python's csv module reads them. */
function quotedCells(line, delimiter) {
  const cells = [""];
  let [isQuoted, isNew] = [false, true];
  for (let at = 0; at < line.length; at++) {
    const sign = line[at];
    if (isQuoted && sign === '"' && line[at + 1] === '"') at++;
    else if (sign === '"' && (isQuoted || isNew)) {
      [isQuoted, isNew] = [!isQuoted, false];
      continue;
    }
    if (sign === delimiter && !isQuoted) {
      cells.push("");
      isNew = true;
    } else {
      cells[cells.length - 1] += sign;
      isNew = false;
    }
  }
  return cells;
}

function numbersIn(cells) {
  return cells.filter((cell) => !Number.isNaN(number(cell))).length;
}

/** Separator and number of columns that most numbers of a sample of the lines go by. */
function layoutOf(lines) {
  let best = { numbers: 0 };
  for (const delimiter of TEXTS.delimiters) {
    const widths = new Map();
    for (const line of sampleOf(lines)) {
      const cells = split(line, delimiter);
      const numbers = numbersIn(cells);
      if (numbers >= LIMITS.NUMBERS_MIN) widths.set(cells.length, (widths.get(cells.length) ?? 0) + numbers);
    }
    const most = Math.max(...widths.values());
    const [width, numbers] = [...widths].find((each) => each[1] === most) ?? [0, 0];
    if (numbers > best.numbers) best = { numbers, delimiter, width };
  }
  if (!best.numbers) throw new NoTable();
  return best;
}

/** Names and units found above the data. */
function namesAbove(rows, lines, width) {
  let units = [];
  for (let index = rows.length - 1; index >= 0; index--) {
    const cells = namesIn(lines[index], rows[index], width);
    const said = cells.filter(Boolean);
    if (said.length < LIMITS.NUMBERS_MIN || Math.abs(cells.length - width) > 1) continue;
    const isUnit = said.filter((cell) => whole.UNIT_CELL.test(cell)).length > 0.7 * said.length;
    if (!units.length && isUnit) {
      units = cells;
    } else if (said.filter(hasLetter).length > said.length / 2) {
      const names = Array.from({ length: width }, (_, at) => cells[at] ?? "");
      const told = names.map((name, at) => (units[at] ?? "").replace(/^[[\]() ]+|[[\]() ]+$/g, "") || (anywhere.BRACKETS.exec(name)?.[1] ?? ""));
      return [names, told];
    }
  }
  throw new OtherLayout();
}

/** Cells of a line that may be names; they may be separated in another way than the data. */
function namesIn(line, cells, width) {
  const others = TEXTS.delimiters.map((delimiter) => split(line.replace(/^[# ]+/, ""), delimiter));
  const found = cells.length === width ? cells : others.find((each) => each.length === width) ?? cells;
  return found.map((cell) => strip(strip(cell).replace(/^"+|"+$/g, "").replace(/^#+/, "")));
}

/** Drop a last row that was cut; refuse a file with others. */
function checkWidths(table, width) {
  const wrong = where(table.rows.length, (row) => table.rows[row].length !== width);
  if (wrong.length && wrong.at(-1) === table.rows.length - 1) {
    wrong.pop();
    table.rows.pop();
    table.lines.pop();
    table.breaks = table.breaks.filter((row) => row < table.rows.length);
  }
  if (!wrong.length) return;
  const every = wrong.length > 1 ? SAY.WRONG_WIDTH_EVERY : "";
  refuse(SAY.WRONG_WIDTH.replace("{every}", every), {
    line: table.lines[wrong[0]], found: table.rows[wrong[0]].length, width, wrong: wrong.length, rows: table.rows.length,
  });
}
