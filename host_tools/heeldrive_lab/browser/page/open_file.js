// Opens what people drop: board logs, sessions, truth and settings, each known by its content.

import { sessionsOf } from "./board_log.js";
import { Fault } from "./faults.js";
import { isSession, readSession } from "./session_file.js";
import { accepted, readToml } from "./settings.js";
import { isTruth, readTruth } from "./truth.js";

/** A board's log has 8 MB at most, an hour as text 20 MB. */
export const MOST_BYTES = 100_000_000;
const LARGER = `larger than ${MOST_BYTES / 1e6} MB: count it on a laptop, with heeldrive replay`;

/**
 * What is in a file, by its content: `sessions` to count, `truth` of one, `settings` and their `owner` if
 * they are those of one session, and sentences of `faults`.
 *
 * @param file a File of the browser, or anything with its name, size and arrayBuffer().
 */
export async function open(file) {
  const nothing = { sessions: [], faults: [] };
  try {
    return { ...nothing, ...(await contentsOf(file)) };
  } catch (error) {
    // Anything else, such as too little memory, must not keep the page from the next file.
    const words = error instanceof Fault ? error.message : `the page cannot read it (${error.message})`;
    return { ...nothing, faults: [words] };
  }
}

async function contentsOf(file) {
  if (file.size > MOST_BYTES) throw new Fault(LARGER);
  const bytes = await unpacked(await bytesOf(file));
  const name = file.name.replace(/\.gz$/i, "");
  if (/\.toml$/i.test(name)) {
    const owner = /\.settings\.toml$/i.test(name) ? name.replace(/\.settings\.toml$/i, ".csv") : "";
    return { settings: readToml(textOf(bytes), bytes.length), owner };
  }
  if (isTruth(bytes) || /\.truth\.csv$/i.test(name)) return { truth: truthOf(bytes) };
  if (isSession(bytes) || /\.(csv|txt|json)$/i.test(name) || !bytes.length) {
    return { sessions: [withOwn(readSession(file.name, bytes))] };
  }
  const { sessions, faults } = sessionsOf(bytes);
  return { sessions: sessions.map(withOwn), faults };
}

async function bytesOf(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new Fault(`cannot be read (${error.message}): a folder, or a file that has changed, is not read`);
  }
}

/** The bytes of a file, decompressed if they are gzip's. */
export async function unpacked(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const parts = [];
  let size = 0;
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
    for (let part; !(part = await reader.read()).done; ) {
      size += part.value.length;
      if (size > MOST_BYTES) throw new Fault(LARGER);
      parts.push(part.value);
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const isCut = /trunc|unexpected end/i.test(`${error.message} ${error.cause?.message}`);
    throw new Fault(
      isCut
        ? "the gzip data ends early: the file is truncated, copy it again"
        : "the gzip data is damaged: copy the file again",
    );
  }
  const whole = new Uint8Array(size);
  parts.reduce((place, part) => (whole.set(part, place), place + part.length), 0);
  return whole;
}

function truthOf(bytes) {
  if (!isTruth(bytes)) throw new Fault("this is not an annotation file: its first line is not '# heeldrive-truth: 1'");
  return readTruth(textOf(bytes));
}

function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Fault("this is not UTF-8 text: save the file as UTF-8");
  }
}

/** A session with the settings that it brings along, and the names of those that are not known. */
function withOwn(session) {
  const { values, leftOut } = accepted(session.own);
  return { ...session, own: values, leftOut };
}
