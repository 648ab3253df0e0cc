// Reads session files: raw sensor counts as text (docs/file-format.md), as heeldrive_lab.sessions does.

import { Fault, printable, quoted, short, strip } from "./faults.js";
import { SESSION } from "./words.js";

const WHOLE = /^\s*-?[0-9]{1,18}\s*$/;
const KEY = /^[A-Za-z0-9_-]+$/;
const LONGEST_LINE = 4096;
const [NEW_LINE, RETURN, COMMA, MINUS, ZERO] = [10, 13, 44, 45, 48];
const COLUMNS = SESSION.columns.split(",");
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** Whether the bytes of a file begin like a session. */
export function isSession(bytes) {
  return versionOf(bytes.subarray(0, LONGEST_LINE)) !== undefined;
}

/** The version in a first line, as text; undefined if it is not that of a session. */
function versionOf(line) {
  const text = lenient.decode(line).split("\n")[0].replace(/^\ufeff/, "").replace(/^#/, "");
  const colon = text.indexOf(":");
  const version = strip(text.slice(colon + 1));
  return strip(text.slice(0, colon)) === SESSION.versionKey && WHOLE.test(version) ? version : undefined;
}

/**
 * A session to count: its name, header, `rows` (t_ms and six counts for each sample), markers, and the
 * texts of its own settings.
 *
 * Throws a Fault that says where and what is wrong.
 */
export function readSession(name, bytes) {
  const lines = new Lines(bytes);
  const header = readHeader(lines);
  const { rows, markers } = readRows(lines, bytes);
  const { settings } = header;
  const own = Object.fromEntries(
    (settings ?? "").split(/\s+/).filter(Boolean).map((cell) => /^([^=]*)=?([^]*)$/.exec(cell).slice(1)),
  );
  return { name, header, rows, markers, own };
}

/** The lines of a file, one after the other. */
class Lines {
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
    this.number = 0;
  }

  /** The next line with its end; empty after the last. */
  next() {
    const end = this.bytes.indexOf(NEW_LINE, this.place) + 1 || this.bytes.length;
    const line = this.bytes.subarray(this.place, end);
    this.place = end;
    this.number += 1;
    return line;
  }

  fail(what) {
    throw new Fault(`line ${this.number}: ${what}`);
  }
}

function readHeader(lines) {
  readVersion(lines);
  const found = {};
  for (;;) {
    const line = headerLine(lines);
    if (!line.startsWith("#")) {
      if (line.replaceAll(" ", "") !== SESSION.columns) {
        lines.fail(`the columns are ${short(line)}; they must be ${SESSION.columns} (see heeldrive import)`);
      }
      return checkedHeader(found);
    }
    const colon = line.indexOf(":");
    if (colon < 0) lines.fail(`${short(line)} is not '# key: value': fix or delete the line`);
    const key = strip(line.slice(1, colon));
    if (Object.hasOwn(found, key) || key === SESSION.versionKey) {
      lines.fail(`the key ${key} appears twice: delete one`);
    }
    found[key] = printable(strip(line.slice(colon + 1)));
  }
}

function readVersion(lines) {
  const line = lines.next();
  if (!line.length) throw new Fault("the file is empty: nothing was recorded, or the copy is incomplete");
  const version = versionOf(line);
  if (version === undefined) {
    throw new Fault(
      `this is not a session file: its first line is not '# ${SESSION.versionKey}: ${SESSION.version}'` +
        " (heeldrive pull converts a board's log, heeldrive import other recordings)",
    );
  }
  if (Number(version) !== SESSION.version) {
    lines.fail(`format version ${version}; this heeldrive reads version ${SESSION.version}: update heeldrive`);
  }
}

function headerLine(lines) {
  const line = lines.next();
  if (line.length > LONGEST_LINE) {
    lines.fail(`this line is longer than ${LONGEST_LINE} bytes: copy the file again`);
  }
  if (!line.length) lines.fail(`the file ends before the column names (${SESSION.columns}): copy it again`);
  try {
    return strip(strict.decode(line));
  } catch {
    return lines.fail("this is not UTF-8 text: save the file as UTF-8");
  }
}

function checkedHeader(found) {
  const missing = SESSION.required.filter((key) => !Object.hasOwn(found, key));
  const fail = (what) => {
    throw new Fault(`in the header, ${what}`);
  };
  if (missing.length) {
    fail(`${missing.join(", ")} missing: add '# ${missing[0]}: ...' (docs/file-format.md)`);
  }
  const header = { ...found };
  const whole = ([, smallest, largest]) => `it must be a whole number from ${smallest} to ${largest}`;
  for (const range of SESSION.numbers) {
    const text = found[range[0]];
    if (!WHOLE.test(text)) fail(`${range[0]} is ${short(text)}; ${whole(range)}`);
  }
  for (const range of SESSION.numbers) {
    const [key, smallest, largest] = range;
    header[key] = Number(found[key]);
    if (header[key] < smallest || header[key] > largest) fail(`${key} is ${BigInt(found[key])}; ${whole(range)}`);
  }
  for (const [key, choices] of Object.entries(SESSION.choices)) {
    if (!choices.includes(found[key])) {
      fail(`${key} is ${quoted(found[key])}; it must be one of ${choices.join(", ")}`);
    }
  }
  if (!found.sensor) fail("sensor is empty; it must name the chip, such as LSM6DSOX");
  for (const key of Object.keys(found)) {
    if (!KEY.test(key)) {
      fail(`${quoted(key)} cannot be a further key; use a new name of letters, digits, - and _`);
    }
  }
  return header;
}

function readRows(lines, bytes) {
  // A row has at least 14 bytes.
  const rows = new Int32Array(7 * Math.ceil((bytes.length - lines.place) / 14));
  const markers = [];
  let end = 0;
  let before_ms = -1;
  while (lines.place < bytes.length) {
    const next = plainRow(bytes, lines.place, rows, end);
    if (next && rows[end] > before_ms && rows[end] < SESSION.timeLimitMs) {
      lines.place = next;
      lines.number += 1;
    } else if (!readUnusual(lines, before_ms, rows, end, markers)) {
      continue;
    }
    before_ms = rows[end];
    end += 7;
  }
  if (!end) throw new Fault("no samples follow the column names: nothing was recorded");
  return { rows: rows.slice(0, end), markers };
}

/** Read a row of seven numbers without blanks; returns the place after it, 0 if it is no such row. */
function plainRow(bytes, place, rows, end) {
  for (let column = 0; column < 7; column++) {
    const negative = bytes[place] === MINUS;
    if (negative) place++;
    const first = place;
    let number = 0;
    for (; bytes[place] >= ZERO && bytes[place] < ZERO + 10; place++) number = 10 * number + bytes[place] - ZERO;
    if (place === first || place - first > 10) return 0;
    if (column === 6 && bytes[place] === RETURN) place++;
    if (bytes[place++] !== (column < 6 ? COMMA : NEW_LINE)) return 0;
    if (negative) number = -number;
    if (column ? number < SESSION.smallest || number > SESSION.largest : number > SESSION.timeLimitMs) return 0;
    rows[end + column] = number;
  }
  return place;
}

/** Read a line with a marker, blanks or a fault; whether it was a row. */
function readUnusual(lines, before_ms, rows, end, markers) {
  const line = lines.next();
  const text = lenient.decode(line);
  const cells = text.split(",");
  if (/^[\t-\r ]*$/.test(text)) return false;
  if (line.at(-1) !== NEW_LINE) {
    lines.fail("the file ends in the middle of this line: copy the file again, or delete the unfinished line");
  }
  if (cells[0].trim() === "marker") {
    markers.push(markerOf(lines, text));
    return false;
  }
  if (cells.length !== 7 || !cells.every((cell) => WHOLE.test(cell))) failOnText(lines, strip(text).split(","));
  const row = cells.map((cell) => BigInt(cell.trim()));
  if (row[0] <= before_ms) {
    lines.fail(
      `t_ms is ${row[0]} after ${before_ms}; time must increase and start at 0 or later: fix or delete the line`,
    );
  }
  if (row[0] >= SESSION.timeLimitMs) {
    lines.fail(`t_ms is ${row[0]}; it must be below ${SESSION.timeLimitMs} (12.4 days): fix or delete the line`);
  }
  row.forEach((number, column) => {
    if (column && (number < SESSION.smallest || number > SESSION.largest)) {
      lines.fail(
        `${COLUMNS[column]} is ${number}; raw counts go from ${SESSION.smallest} to ${SESSION.largest}:` +
          " fix or delete the line",
      );
    }
    rows[end + column] = Number(number);
  });
  return true;
}

function markerOf(lines, line) {
  const [, time, text] = /^([^,]*),?([^]*)$/.exec(line.replace(/^marker,/, ""));
  if (!WHOLE.test(time) || time < 0 || time >= SESSION.timeLimitMs) {
    lines.fail("a marker row is 'marker,TIME_MS,TEXT': fix or delete it");
  }
  return [Number(time), printable(strip(text))];
}

function failOnText(lines, cells) {
  if (cells.length !== 7) {
    lines.fail(`columns: ${cells.length} instead of the 7 of ${SESSION.columns}: fix or delete the line`);
  }
  const wrong = cells.flatMap((cell, column) =>
    WHOLE.test(cell) ? [] : [`${COLUMNS[column]} is ${short(cell)}`],
  );
  lines.fail(`${wrong.join(", ") || "a cell"}, which is not a whole number: fix or delete the line`);
}
