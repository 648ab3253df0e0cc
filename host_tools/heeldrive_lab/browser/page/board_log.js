// Reads a board's log file: blocks, records and frames (docs/file-format.md), as heeldrive_lab.board does.

import { crc32 } from "./crc32.js";
import { FIELDS, KINDS } from "./heeldrive.js";
import { Fault, fixed, howMany, printable, strip } from "./faults.js";
import { DamagedBlock, framesOf } from "./log_frames.js";
import { LOG, SESSION } from "./words.js";

const BLOCK_BYTES = 1024;
const STEP_BYTES = 512;
const HEAD_BYTES = 32;
const CRC_AT = BLOCK_BYTES - 4;
const EVENT = 1, MARKER = 2, NOTE = 3, HEADER = 4, TIME = 5, MORE_FIELDS = 0x40, FRAME = 0x80;
const LONGEST_SHIFT = 63;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function* blocksIn(data) {
  let end = 0;
  for (let start = 0; start < data.length; start += STEP_BYTES) {
    const block = data.subarray(start, start + BLOCK_BYTES);
    if (start < end || block[0] !== 0x48 || block[1] !== 0x44 || block.length < HEAD_BYTES) continue;
    end = start + BLOCK_BYTES;
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    const [version, flags, used] = [block[2], block[3], view.getUint16(12, true)];
    const found = { id: view.getUint32(4, true), nonce: view.getUint16(14, true), version: 0 };
    if (block.length < BLOCK_BYTES || crc32(block.subarray(0, CRC_AT)) !== view.getUint32(CRC_AT, true)) {
      yield found;
    } else if (!LOG.versions.includes(version) || used > CRC_AT - HEAD_BYTES) {
      yield { ...found, version };
    } else {
      const base = [view.getUint32(16, true)];
      for (let axis = 0; axis < 6; axis++) base.push(view.getInt16(20 + 2 * axis, true));
      const records = block.subarray(HEAD_BYTES, HEAD_BYTES + used);
      const sequence = view.getUint32(8, true);
      yield { ...found, version, sequence, marked: flags & 1, wrapped: flags & 2, base, records };
    }
  }
}

function recordsOf(block) {
  const data = block.records;
  const frames = framesOf(block);
  const records = { rows: [], events: [], notes: [], headers: [] };
  let at = 0;

  function take(count) {
    if (at + count > data.length) throw new DamagedBlock();
    return data.subarray(at, (at += count));
  }
  const numberOf = (count) => take(count).reduceRight((number, byte) => number * 256 + byte, 0);
  const text = (count) => printable(utf8.decode(take(count)));
  function varint() {
    let number = 0;
    for (let shift = 0; shift <= LONGEST_SHIFT; shift += 7) {
      const [byte] = take(1);
      number += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return number % 2 ? -(number + 1) / 2 : number / 2;
    }
    throw new DamagedBlock();
  }
  function event(count) {
    const numbers = Array.from({ length: count }, varint);
    const kind = numbers[0];
    const known = kind > 0 && kind < KINDS.length;
    return FIELDS.map((_, field) => (!known || LOG.carriedBy[field].includes(kind) ? (numbers[field] ?? 0) : 0));
  }

  while (at < data.length) {
    const kind = data[at++];
    if (kind & FRAME) {
      let rows;
      [rows, at] = frames.decode(data, at, kind - FRAME + 1);
      if (rows.some((row) => row.slice(1).some((count) => count < -32768 || count > 32767))) {
        throw new DamagedBlock();
      }
      records.rows.push(...rows);
    } else if (kind === EVENT || kind > MORE_FIELDS) {
      records.events.push(event(LOG.firstFields + (kind === EVENT ? 0 : kind - MORE_FIELDS)));
    } else if (kind === MARKER || kind === NOTE) {
      const t_ms = numberOf(4);
      records.notes.push({ t_ms, text: text(numberOf(1)), byWearer: kind === MARKER });
    } else if (kind === HEADER) {
      const pairs = text(numberOf(2)).split("\n").map((line) => /^([^=]*)=?([^]*)$/.exec(line).slice(1));
      records.headers.push(Object.fromEntries(pairs));
    } else if (kind === TIME) {
      frames.t_ms = numberOf(4);
    } else {
      throw new DamagedBlock();
    }
  }
  return [records, frames.end()];
}

function logOf(id, blocks, damaged) {
  const log = {
    id, header: null, rows: [], events: [], notes: [], missing: 0, overwritten: 0, damaged, late_ms: 0, leftOut: 0,
    newerVersion: 0,
  };
  if (blocks[0].sequence === 0) log.late_ms = blocks[0].base[0];
  let wholeFrom = 0;
  if (blocks.some((block) => block.wrapped)) {
    wholeFrom = (Math.floor(blocks[0].sequence / LOG.homeBlocks) + 1) * LOG.homeBlocks;
  }
  let expected = 0;
  let end = [0, 0, 0, 0, 0, 0, 0];
  blocks.forEach((block, number) => {
    let missing = block.sequence - expected;
    if (!missing && number && end && String(block.base) !== String(end)) missing = 1;
    if (block.sequence <= wholeFrom) log.overwritten += missing;
    else log.missing += missing;
    expected = block.sequence + 1;
    let records;
    try {
      [records, end] = recordsOf(block);
    } catch (error) {
      if (!(error instanceof DamagedBlock)) throw error;
      log.missing += 1;
      end = null;
      return;
    }
    for (const event of records.events) {
      if (event.every((value) => Math.abs(value) < SESSION.timeLimitMs)) log.events.push(event);
      else log.leftOut += 1;
    }
    for (const note of records.notes) {
      if (note.t_ms < SESSION.timeLimitMs) log.notes.push(note);
      else log.leftOut += 1;
    }
    for (const header of records.headers) log.header ??= header;
    for (const row of records.rows) {
      if (row[0] < SESSION.timeLimitMs && (!log.rows.length || row[0] > log.rows.at(-1)[0])) log.rows.push(row);
    }
  });
  return log;
}

function newerWords(versions) {
  const listed = [...new Set(versions)].sort((one, other) => one - other).join(", ");
  return (
    `the blocks have format version ${listed}; this heeldrive reads up to version ${LOG.versions.at(-1)}:` +
    " update heeldrive"
  );
}

/** Every log in the bytes of a log file, the oldest first; damaged parts are skipped. */
export function readLogs(data) {
  const logs = new Map();
  for (const found of blocksIn(data)) {
    const key = `${found.id} ${found.nonce}`;
    const log = logs.get(key) ?? { id: found.id, nonce: found.nonce, blocks: new Map(), damaged: 0, newer: 0 };
    logs.set(key, log);
    if (found.records) {
      const kept = log.blocks.get(found.sequence);
      const newer = !kept || found.records.length > kept.records.length || found.marked > kept.marked;
      if (newer) log.blocks.set(found.sequence, found);
    } else if (found.version) {
      log.newer = found.version;
    } else {
      log.damaged += 1;
    }
  }
  const all = [...logs.values()].sort(inOrder);
  const newer = all.filter((log) => log.newer).map((log) => log.newer);
  if (newer.length && !all.some((log) => log.blocks.size)) throw new Fault(newerWords(newer));
  return all
    .filter((log) => log.blocks.size || log.newer)
    .map((log) => {
      if (!log.blocks.size) return { id: log.id, newerVersion: log.newer };
      const blocks = [...log.blocks.values()].sort((one, other) => one.sequence - other.sequence);
      const made = logOf(log.id, blocks, log.damaged);
      made.missing += log.newer ? 1 : 0;
      return made;
    })
    .filter((log) => log.newerVersion || log.rows.length || log.header || log.missing);
}

/** The oldest first; of logs with one ID those that cannot be read. */
function inOrder(one, other) {
  return one.id - other.id || Boolean(one.blocks.size) - Boolean(other.blocks.size) || one.nonce - other.nonce;
}

/** The logs as sessions to count, and what is wrong with the others, one sentence each. */
export function sessionsOf(data) {
  const logs = readLogs(data);
  if (!logs.length) {
    throw new Fault(
      "contains no log: nothing has been recorded yet (a board records on battery, not while a computer holds" +
        " its drive), or this is another file",
    );
  }
  const sessions = [];
  const faults = [];
  for (const log of logs) {
    if (log.newerVersion) {
      faults.push(`log ${log.id}: no session: ${newerWords([log.newerVersion])}`);
    } else if (!log.rows.length) {
      faults.push(`log ${log.id}: no session: ${contents(log)}`);
    } else if (!names(log.header)) {
      faults.push(
        `no session: log ${log.id}: the block that names the sensor is lost, so the units of the counts are unknown` +
          ` (${contents(log)})`,
      );
    } else {
      sessions.push(sessionOf(log));
    }
  }
  return { sessions, faults };
}

/** Whether the header of a log names the sensor and its units. */
function names(header) {
  const inRange = ([key, smallest, largest]) =>
    /^\s*-?[0-9]{1,18}\s*$/.test(header[key] ?? "") && header[key] >= smallest && header[key] <= largest;
  return header?.sensor && header.sensor === strip(header.sensor) && SESSION.numbers.every(inRange);
}

function sessionOf(log) {
  const numbers = SESSION.numbers.map(([key]) => [key, Number(log.header[key])]);
  const own = Object.entries(log.header)
    .map(([key, text]) => [/^(?:s|settings)\.([^]*)$/.exec(key)?.[1] ?? "", text])
    .filter((pair) => pair.every((text) => /^[A-Za-z0-9_-]{1,39}$/.test(text) && /[A-Za-z0-9]/.test(text)));
  return {
    name: `log_${String(log.id).padStart(4, "0")}.csv`,
    header: { ...Object.fromEntries(numbers), sensor: log.header.sensor, thigh: "unknown", origin: "recorded" },
    rows: Int32Array.from(log.rows.flat()),
    markers: log.notes.map(markerOf),
    own: Object.fromEntries(own),
    contents: contents(log),
  };
}

function markerOf({ t_ms, text, byWearer }) {
  const words = text.split(/\s+/).filter(Boolean).join(" ");
  return [t_ms, byWearer ? words : `board: ${words}`];
}

/** For instance `12 034 samples, 0 gaps, last block cut`. */
function contents(log) {
  const { rows, damaged, missing, overwritten, late_ms, leftOut } = log;
  const gaps = rows.filter((row, at) => at && row[0] - rows[at - 1][0] > LOG.restStepMs).length;
  const unknown = log.events.filter(([kind]) => !(kind > 0 && kind < KINDS.length)).length;
  const markers = log.notes.filter((note) => note.byWearer).length;
  const parts = [`${String(rows.length).replace(/\B(?=(\d{3})+$)/g, " ")} samples`, howMany(gaps, "gap")];
  const crash = log.notes.find((note) => !note.byWearer && note.text.startsWith("crash: "));
  if (late_ms) parts.push(`begins ${fixed(late_ms / 1000, 1)} s into its session`);
  if (overwritten) {
    parts.push(
      `the log filled its file and overwrote its beginning, up to minute ${fixed(rows[0][0] / 60_000, 1)}`,
    );
  }
  if (missing) parts.push(`${howMany(missing, "block")} missing`);
  if (damaged) parts.push(damaged === 1 ? "last block cut" : `${damaged} blocks damaged`);
  if (unknown) parts.push(`${howMany(unknown, "event")} of an unknown kind left out: update heeldrive`);
  if (leftOut) parts.push(`events and markers left out, as no board writes their numbers: ${leftOut}`);
  if (markers) parts.push(howMany(markers, "marker"));
  if (crash) parts.push(`after a crash (${crash.text.slice("crash: ".length)})`);
  return parts.join(", ");
}
