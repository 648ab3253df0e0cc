// A board's drive, in a folder that the user chose: sends settings to it, and finds its log.
// It writes whole files or none: the browser writes beside the file and renames at the end.

import { Fault, printable } from "../faults.js";
import { merged, mergeSentences } from "./settings_toml.js";
import { DRIVE, VERSION } from "./tables.js";

const CHOOSE = "choose the folder of CIRCUITPY itself";
const ESCAPES = /\x1b\[[0-9;]*[A-Za-z]/g; // CircuitPython 9 writes some
const HEAD = /Adafruit CircuitPython ((\d+)\.\d+\.\d+\S*) on [^;\n]*; *([^\r\n]*)/;
const BOARD_ID = /^Board ID: *([A-Za-z0-9_.+-]+) *\r?$/m;
const RELEASE = /^heeldrive-\d{5}$/;
const MOST_TEXT_BYTES = 1_000_000;
const FAILURES = {
  NotFoundError: "it is gone: plug the board in again and choose its drive again",
  NotAllowedError: "the browser may not write there: allow it, or choose the drive again",
  NoModificationAllowedError:
    "it is read-only: another program has the file open, or the board was reset with its button held; press" +
    " reset without it",
  QuotaExceededError: "it is full: delete files of your own on it",
  TypeMismatchError: "a folder stands in place of a file: rename or delete it",
};

/** Let the user choose a drive; null if they choose none. */
export async function chooseDrive(scope = globalThis) {
  try {
    return await scope.showDirectoryPicker({ id: "circuitpy", mode: "readwrite" });
  } catch (error) {
    if (error.name === "AbortError") return null;
    throw new Fault(`the browser does not open that folder (${error.message}): ${CHOOSE}`);
  }
}

/**
 * Which board a drive belongs to: `{ board, circuitpython, heeldrive }`; heeldrive is empty if unknown.
 *
 * @param drive a `FileSystemDirectoryHandle`.
 * @throws Fault it is no drive of a board with Heeldrive.
 */
export function boardOf(drive) {
  return onDrive(drive, async () => {
    const text = (await textIn(drive, DRIVE.bootOut))?.replace(ESCAPES, "");
    if (text === undefined) {
      throw new Fault(`contains no ${DRIVE.bootOut}, so this is not a CircuitPython drive: ${CHOOSE}`);
    }
    const [, release, major, board] = HEAD.exec(text) ?? [];
    if (!release) throw new Fault(`${DRIVE.bootOut} was not written by CircuitPython: ${CHOOSE}`);
    if (Number(major) !== DRIVE.neededMajor) {
      const [, id] = BOARD_ID.exec(text) ?? [];
      const from = id ? `https://circuitpython.org/board/${id}` : "circuitpython.org";
      throw new Fault(
        `CircuitPython ${release} is on the board, Heeldrive needs ${DRIVE.neededMajor}.x: install it from ${from}`,
      );
    }
    if (!/heeldrive/i.test(await textIn(drive, "code.py"))) {
      throw new Fault("there is no Heeldrive on this board: run heeldrive deploy first");
    }
    return { board: board.trim(), circuitpython: release, heeldrive: await versionOn(drive) };
  });
}

/**
 * Merge settings into those on a drive. Whatever happens, a complete settings.toml is there.
 *
 * @param text the settings, as the text of a settings.toml.
 * @param name what the user calls them.
 * @returns a sentence per step, without the final period.
 * @throws Fault the drive or a setting is wrong; nothing was changed, but for a backup.
 */
export async function sendSettings(drive, text, name = "the page") {
  const board = await boardOf(drive);
  return onDrive(drive, async () => {
    const there = await settingsBytes(drive, DRIVE.settings);
    const old = there ?? (await newestBackup(drive)) ?? new Uint8Array();
    const oldText = textOf(old);
    const merge = merged(text, oldText, name);
    const told = mergeSentences(merge, name);
    if (board.heeldrive && board.heeldrive !== VERSION) {
      told.push(
        `the board has Heeldrive ${board.heeldrive}, this page is of ${VERSION}: if the board shows ConF, run` +
          " heeldrive deploy",
      );
    }
    const bytes = new TextEncoder().encode(merge.text);
    if (there && same(bytes, there)) return [...told, `${DRIVE.settings} contains these settings already`];
    const kept = /\S/.test(oldText) ? await keep(drive, old) : "";
    await write(drive, DRIVE.settings, bytes);
    return [
      ...told,
      `${DRIVE.settings} written${kept ? `; the old one is ${kept}` : ""}`,
      "eject the drive and press reset: until then the board counts with the old settings",
    ];
  });
}

/**
 * The log on a drive, as a `File`: read it as if it had been dropped on the page.
 *
 * @throws Fault there is none, or this is no board's drive.
 */
export async function logOn(drive) {
  await boardOf(drive);
  return onDrive(drive, async () => {
    const file = await fileIn(drive, DRIVE.log);
    if (file) return file;
    throw new Fault(`contains no ${DRIVE.log}: the board records nothing until heeldrive deploy has made it`);
  });
}

/** The version of Heeldrive in the newest release; empty if it is not known. */
async function versionOn(drive) {
  let newest = null;
  for await (const entry of drive.values()) {
    const release = entry.kind === "directory" && RELEASE.test(entry.name);
    if (release && (!newest || entry.name > newest.name)) newest = entry;
  }
  try {
    return printable(String(JSON.parse(await textIn(newest, DRIVE.manifest)).heeldrive ?? ""));
  } catch {
    return ""; // none, or damaged: heeldrive doctor tells
  }
}

/** The names of the backups, the oldest first; the last has no content, and is free. */
async function* backups(drive) {
  for (let number = 1; ; number++) {
    const name = `${DRIVE.backup}${number === 1 ? "" : number}`;
    const bytes = (await settingsBytes(drive, name)) ?? new Uint8Array(); // it is empty if a cable was pulled
    yield [name, bytes];
    if (!bytes.length) return;
  }
}

async function newestBackup(drive) {
  let newest;
  for await (const [, bytes] of backups(drive)) if (bytes.length) newest = bytes;
  return newest;
}

/** Make sure that a backup holds these bytes; returns its name. No backup is overwritten. */
async function keep(drive, old) {
  for await (const [name, bytes] of backups(drive)) {
    if (same(bytes, old)) return name;
    if (!bytes.length) return write(drive, name, old);
  }
}

async function fileIn(folder, name) {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    // Without the folder itself nothing is found either.
    if (error.name === "NotFoundError" && (await isThere(folder))) return null;
    throw error;
  }
}

async function isThere(folder) {
  for await (const _ of folder.keys()) break;
  return true;
}

async function textIn(folder, name) {
  return (await fileIn(folder, name))?.slice(0, MOST_TEXT_BYTES).text();
}

async function settingsBytes(drive, name) {
  const file = await fileIn(drive, name);
  if (file?.size > DRIVE.mostSettingsBytes) {
    throw new Fault(`${name} is larger than ${DRIVE.mostSettingsBytes / 1000} kB: rename or delete it`);
  }
  return file && new Uint8Array(await file.arrayBuffer());
}

/** Write a file whole, and read it back; returns its name. */
async function write(drive, name, bytes) {
  const isNew = !(await fileIn(drive, name));
  let stream;
  try {
    stream = await (await drive.getFileHandle(name, { create: true })).createWritable();
    await stream.write(bytes);
    await stream.close();
  } catch (error) {
    await stream?.abort().catch(() => {});
    // Creating it has left it empty.
    if (isNew) await drive.removeEntry(name).catch(() => {});
    throw error;
  }
  if (!same(bytes, await settingsBytes(drive, name))) {
    throw new Fault(`${name} is not on the drive as it was written: plug the board in again and send once more`);
  }
  return name;
}

function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** The text of the settings on the drive. */
function textOf(bytes) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch {
    let line = 1;
    for (let start = 0, end; (end = bytes.indexOf(10, start)) >= 0; start = end + 1, line++) {
      try {
        decoder.decode(bytes.subarray(start, end));
      } catch {
        break;
      }
    }
    throw new Fault(`${DRIVE.settings}: line ${line} is not UTF-8 text: save the file as UTF-8`);
  }
}

/** Run work on a drive; a failure of the drive becomes a sentence that names it. */
async function onDrive(drive, work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Fault || error instanceof DOMException)) throw error;
    const why = error instanceof Fault ? error.message : (FAILURES[error.name] ?? `the drive failed (${error.message})`);
    throw new Fault(printable(`${drive.name || "the folder"}: ${why}`));
  }
}
