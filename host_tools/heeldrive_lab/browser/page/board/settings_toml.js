// Merges settings into the text of a board's settings.toml, as `heeldrive deploy --settings` does.

import { Fault, printable } from "../faults.js";
import { checked, DECLARED, DEFAULTS } from "../settings.js";
import { DRIVE, MY_LUNGE, SEARCHED, THRESHOLDS } from "./tables.js";

// What a board reads of TOML: a key and a whole number or a text in double quotes, one a line.
const BLANK = /^[ \t]*(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?$/;
const LINE =
  /^[ \t]*([A-Za-z0-9_-]+)[ \t]*=[ \t]*([+-]?(?:0|[1-9][0-9]{0,14})|"(?:[^"\\\x00-\x1f\x7f]|\\[btnfr"\\])*")[ \t]*(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?$/;

/**
 * The settings that the text of a settings.toml names, by name. Keys in capitals are CircuitPython's.
 *
 * @param where names the file in messages.
 * @throws Fault a line, a key or a value is wrong.
 */
export function settingsIn(text, where = DRIVE.settings) {
  const found = new Map();
  text.split(/\r?\n/).forEach((line, at) => {
    if (BLANK.test(line)) return;
    const [, key, value] = LINE.exec(line) ?? [];
    if (!key) {
      throw new Fault(`${where}: line ${at + 1} is not understood: write  NAME = 12  or  NAME = "text"  there`);
    }
    if (found.has(key)) throw new Fault(`${where}: line ${at + 1} names ${key} again: remove one of the lines`);
    found.set(key, value.startsWith('"') ? JSON.parse(value) : Number(value));
  });
  const ours = [...found].filter(([key]) => key !== key.toUpperCase());
  for (const [key, value] of ours) {
    if (!DECLARED.has(key)) throw new Fault(`${where}: there is no setting ${key}: correct it, or remove its line`);
    try {
      checked(key, value);
    } catch (error) {
      throw new Fault(printable(`${where}: ${error.message}`));
    }
  }
  return Object.fromEntries(ours);
}

/**
 * Merge settings into the text of the file on a drive: all else in it stays.
 *
 * Of a file that `heeldrive tune` wrote goes what it searched. Of another goes every threshold and a taught
 * lunge; mode, targets, rotation and the like only if the drive names none.
 *
 * @param text the new settings, as the text of a settings.toml.
 * @param old the text on the drive; blank if there are no settings.
 * @returns `{ text, changed, kept }`: the new text; old and new value of each setting that changes; value on
 *   the drive of each for which the new settings have another that does not count.
 * @throws Fault one of the texts is wrong.
 */
export function merged(text, old, name = "the page") {
  const values = settingsIn(text, name);
  const there = /\S/.test(old) ? settingsIn(old) : {};
  const before = { ...DEFAULTS, ...there };
  if (!/\S/.test(old)) return { text, changed: differences(before, values), kept: {} };
  const searched = searchedIn(text);
  const goes = (key) => (searched.length ? searched.includes(key) : THRESHOLDS.includes(key) || !(key in there));
  let taken = Object.entries(values).filter(([key]) => goes(key));
  if (searched.length || !taken.some(([key, value]) => MY_LUNGE.includes(key) && value)) {
    taken = taken.filter(([key]) => !MY_LUNGE.includes(key));
  }
  taken = Object.fromEntries(taken);
  const changed = differences(before, taken);
  const left = Object.entries(values).filter(([key, value]) => !(key in taken) && before[key] !== value);
  return {
    text: changedText(old, changed),
    changed,
    kept: Object.fromEntries(left.map(([key]) => [key, before[key]])),
  };
}

/** What a merge changes and what it keeps, for people, without the final period. */
export function mergeSentences({ changed, kept }, name = "the page") {
  const changes = Object.entries(changed).map(([key, [from, to]]) => `${key} ${from} -> ${to}`);
  const stays = Object.entries(kept).map(([key, value]) => `${key} ${value}`);
  const told = [`${name} changes in ${DRIVE.settings}: ${changes.join(", ") || "nothing"}`];
  if (stays.length) told.push(`kept as on the board, though ${name} has another value: ${stays.join(", ")}`);
  return told;
}

function differences(before, values) {
  const other = Object.entries(values).filter(([key, value]) => before[key] !== value);
  return Object.fromEntries(other.map(([key, value]) => [key, [before[key], value]]));
}

function searchedIn(text) {
  const line = text.split(/\r?\n/).find((each) => each.startsWith(SEARCHED));
  return line ? line.slice(SEARCHED.length).split(/[\s,]+/).filter((each) => each) : [];
}

/** The line of a setting is changed, a commented-out line is activated, or a line is added at the end. */
function changedText(text, changed) {
  for (const [name, [, value]] of Object.entries(changed)) {
    const line = `${name} = ${JSON.stringify(value)}`;
    const active = new RegExp(`(?<![^\\n])[ \\t]*${name}[ \\t]*=[^#\\n]*?(?=[ \\t]*(?:#[^\\n]*)?\\r?(?![^\\n]))`);
    const commented = new RegExp(`(?<![^\\n])[ \\t]*#[ \\t]*${name}[ \\t]*=[^\\n]*?(?=\\r?(?![^\\n]))`);
    const place = [active, commented].find((each) => each.test(text));
    const end = text.includes("\r\n") ? "\r\n" : "\n";
    if (place) text = text.replace(place, () => line);
    else text += `${!text || text.endsWith("\n") ? "" : end}${line}${end}`;
  }
  return text;
}
