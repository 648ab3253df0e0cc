// Settings: their ranges, those that a file brings along, and the text of a settings.toml.

import { DRIVE } from "./board/tables.js";
import { Fault } from "./faults.js";
import { SETTINGS } from "./heeldrive.js";
import { TOML } from "./words.js";

export const DEFAULTS = Object.fromEntries(SETTINGS.map(({ name, initial }) => [name, initial]));

export const DECLARED = new Map(SETTINGS.map((setting) => [setting.name, setting]));

/** The value of a setting, if it is allowed; a Fault says what is. */
export function checked(name, value) {
  const { choices, smallest, largest } = DECLARED.get(name);
  if (choices.length) {
    if (choices.includes(value) || (largest && typeof value === "string" && reaches(value, largest))) return value;
    const others = largest ? `, or other digits up to ${largest}` : "";
    throw new Fault(`${name} = "${value}" is not known: use one of ${choices.join(", ")}${others}`);
  }
  if (!Number.isInteger(value)) {
    throw new Fault(`${name} = "${value}" is not a whole number: use ${smallest} to ${largest}`);
  }
  if (value < smallest || value > largest) {
    throw new Fault(`${name} = ${value} is out of range: use ${smallest} to ${largest}`);
  }
  return value;
}

/** Whether a text has digits up to those of the limit, and otherwise its characters. */
function reaches(text, limit) {
  const least = (sign) => (sign < "0" ? sign : "0");
  return text.length === limit.length && [...limit].every((sign, at) => least(sign) <= text[at] && text[at] <= sign);
}

/** The settings of a session from their texts, and the names of those that this version does not accept. */
export function accepted(own) {
  const values = {};
  const leftOut = [];
  for (const [name, text] of Object.entries(own)) {
    try {
      if (!DECLARED.has(name)) throw new Fault(name);
      const isNumber = /^-?[0-9]{1,18}$/.test(text) && !DECLARED.get(name).choices.includes(text);
      values[name] = checked(name, isNumber ? Number(text) : text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      leftOut.push(name);
    }
  }
  return { values, leftOut };
}

/** The settings that a settings.toml names. Keys in capitals are CircuitPython's. */
export function readToml(text, bytes) {
  const most = DRIVE.mostSettingsBytes;
  if (bytes > most) throw new Fault(`cannot be read (it is larger than ${most / 1000} kB)`);
  const values = {};
  text.split(/\r?\n/).forEach((line, at) => {
    if (/^\s*(#.*)?$/.test(line)) return;
    const section = /^\s*\[+([^\]]*)\]/.exec(line);
    if (section) {
      throw new Fault(`the board does not read [sections]: move the keys under [${section[1]}] to the top`);
    }
    const [, name, value] = /^\s*([\w-]+)\s*=\s*("[^"\\]*"|'[^']*'|[^#"'\s]+)\s*(?:#.*)?$/.exec(line) ?? [];
    if (!name) throw new Fault(`this is not TOML: line ${at + 1} is not 'name = value'`);
    if (name === name.toUpperCase()) return;
    if (!DECLARED.has(name)) throw new Fault(`there is no setting ${name}`);
    if (Object.hasOwn(values, name)) throw new Fault(`this is not TOML: line ${at + 1} sets ${name} again`);
    const isText = /^["']/.test(value);
    const isNumber = /^[+-]?[0-9]{1,15}$/.test(value);
    values[name] = checked(name, isText ? value.slice(1, -1) : isNumber ? Number(value) : value);
  });
  return values;
}

/**
 * The text of a settings.toml with these values: the file that heeldrive writes, byte for byte.
 *
 * @param named settings to name although they have their default value.
 */
export function tomlText(settings, named = []) {
  let text = TOML;
  for (const { name, initial } of SETTINGS) {
    if (settings[name] !== initial || named.includes(name)) {
      text = text.replace(new RegExp(`^# ${name} = .*$`, "m"), () => `${name} = ${JSON.stringify(settings[name])}`);
    }
  }
  return text;
}
