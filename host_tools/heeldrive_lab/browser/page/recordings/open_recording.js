// Opens a phone's recording: a table of numbers with names, or a zip archive of such tables.

import { Fault } from "../faults.js";
import { mistaken } from "./decode.js";
import { areWhole } from "./joined.js";
import { NoTable, OtherLayout } from "./other_layout.js";
import { sessionOf } from "./recording.js";
import { refuse } from "./sentences.js";
import { streamsOf } from "./streams.js";
import { LIMITS, SAY, TEXTS } from "./tables.js";
import { readTable } from "./text_table.js";
import { contentsOf, isZip, listed } from "./zip.js";

const KINDS = ["accel", "gyro", "gravity", "linear"];

/** Whether a file may be a recording, or what people take for one: an archive or a table, but no JSON and no board's log. */
export function mayBeRecording(name, bytes) {
  const isJson = bytes[0] === 0x5b || bytes[0] === 0x7b;
  return isZip(bytes) || Boolean(mistaken(bytes)) || (!isJson && TEXTS.endings.includes(endingOf(name)) && !/\.log$/i.test(name));
}

/** The ending of a path, with its dot; empty if there is none. */
function endingOf(path) {
  return /[^/](\.[^./]*)$/.exec(path)?.[1].toLowerCase() ?? "";
}

/**
 * What is in a file: the `session` of a whole recording, or the `part` of one whose other sensor is in another
 * file; undefined if `heeldrive import` only reads the layout. Throws a Fault if it is damaged.
 */
export async function readRecording(name, bytes) {
  try {
    const tables = isZip(bytes) ? await tablesIn(bytes) : [readTable(name, bytes)];
    const part = { name, streams: tables.flatMap(streamsOf) };
    if (areWhole(part.streams)) return { session: sessionIn([part]) };
    if (part.streams.some(({ kind }) => KINDS.includes(kind))) return { part };
  } catch (error) {
    if (!(error instanceof OtherLayout)) throw withRemedy(error);
  }
  return undefined;
}

/** A sentence that speaks of an option or of another file, with what to do about it on the page. */
function withRemedy(error) {
  if (!(error instanceof Fault)) return error;
  const remedies = [[" --", "heeldrive import takes the option"], ["ACCEL GYRO OUT", "drop both files together"]];
  const [, remedy] = remedies.find(([sign]) => error.message.includes(sign)) ?? [];
  return remedy ? new Fault(`${error.message} (${remedy})`) : error;
}

async function tablesIn(bytes) {
  const files = listed(bytes);
  if (files.some(({ path }) => /^(xl|word)\//.test(path))) refuse(SAY.WORKBOOK);
  // meta/ is phyphox's own, __MACOSX/ the Finder's.
  const isTable = ({ path }) => TEXTS.endings.includes(endingOf(path)) && !/(^|\/)(meta|__MACOSX)\//.test(path);
  const members = files.filter(isTable);
  const tables = [];
  const problems = [];
  (await contentsOf(bytes, members)).forEach((content, at) => {
    const label = members[at].path.split("/").at(-1);
    try {
      tables.push(readTable(label, content));
    } catch (error) {
      if (!(error instanceof Fault) || (error instanceof OtherLayout && !(error instanceof NoTable))) throw error;
      problems.push(error instanceof NoTable ? error : new Fault(`${label}: ${error.message}`));
    }
    if (tables.length > LIMITS.MEMBERS_MAX) refuse(SAY.TABLES_MANY, { most: LIMITS.MEMBERS_MAX });
  });
  if (!tables.length) throw problems[0] ?? new Fault(SAY.TABLES_NONE);
  return tables;
}

/** The session in the parts of a recording, whose first names it. */
export function sessionOfParts(parts) {
  try {
    return sessionIn(parts);
  } catch (error) {
    throw withRemedy(error);
  }
}

function sessionIn(parts) {
  const { name } = parts[0];
  const { sensors, notes, ...session } = sessionOf(name, parts.flatMap(({ streams }) => streams));
  const base = name.replace(/\.gz$/i, "").replace(/\.[^.]*$/, "");
  return { ...session, name: `${base}.session.csv`, understood: [sensors, ...notes].join("; "), markers: [], own: {} };
}
