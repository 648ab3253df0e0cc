// Opens what people drop: board logs, sessions, phone recordings, truth and settings, each known by its content.

import { sessionsOf } from "./board_log.js";
import { LARGER, MOST_BYTES, unpacked } from "./decompress.js";
import { Fault } from "./faults.js";
import { mayBeRecording, readRecording, sessionOfParts } from "./recordings/open_recording.js";
import { isSession, readSession } from "./session_file.js";
import { accepted, readToml } from "./settings.js";
import { isTruth, readTruth } from "./truth.js";

const NOTHING = { sessions: [], faults: [] };

/**
 * What is in files that came together, each known by its content: `names` of files with `sessions` to count, `truth`
 * of one, `settings` and their `owner` if they are those of one session, and sentences of `faults`. Files with one
 * sensor each become one session, after the others.
 *
 * @param files Files of the browser, or anything with name, size and arrayBuffer().
 */
export async function* opened(files) {
  const parts = [];
  for (const file of files) {
    const { part, ...found } = await open(file);
    if (part) parts.push(part);
    else yield { names: [file.name], ...NOTHING, ...found };
  }
  if (parts.length) yield { names: parts.map(({ name }) => name), ...NOTHING, ...joined(parts) };
}

async function open(file) {
  try {
    return await contentsOf(file);
  } catch (error) {
    return refused(error);
  }
}

/** The session of a recording in several files. */
function joined(parts) {
  try {
    return { sessions: [withOwn(sessionOfParts(parts))] };
  } catch (error) {
    return refused(error);
  }
}

function refused(error) {
  // Anything else, such as too little memory, must not keep the page from the next file.
  return { faults: [error instanceof Fault ? error.message : `the page cannot read it (${error.message})`] };
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
  const isRecording = !isSession(bytes) && mayBeRecording(name, bytes);
  const recording = isRecording && (await readRecording(file.name, bytes));
  if (recording) return recording.part ? recording : { sessions: [withOwn(recording.session)] };
  if (isSession(bytes) || isRecording || /\.json$/i.test(name) || !bytes.length) {
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
