// What is wrong with a file or a setting, in the laptop's words.

/** A file that cannot be used, or a setting that is not allowed; the message says why. */
export class Fault extends Error {}

const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
export const BLANKS = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const AROUND = new RegExp(`^${BLANKS}|${BLANKS}$`, "g");
const ESCAPED = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The text with U+FFFD in place of each control character; line ends and tabs are kept. */
export function printable(text) {
  return text.replace(CONTROLS, "\ufffd");
}

/** The text without the blanks around it, as Python's `strip`. */
export function strip(text) {
  return text.replace(AROUND, "");
}

/** A text in quotes, as Python's `repr`. */
export function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text.replace(/[\\\n\r\t]|(?! )[\p{C}\p{Z}]|'/gu, (sign) => {
    if (sign === "'") return quote === "'" ? "\\'" : "'";
    if (ESCAPED[sign]) return ESCAPED[sign];
    const code = sign.codePointAt(0);
    const [letter, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
    return `\\${letter}${code.toString(16).padStart(digits, "0")}`;
  });
  return quote + inside + quote;
}

/** Text in quotes, shortened to fit in a message. */
export function short(text) {
  const signs = [...text];
  return quoted(signs.length <= 40 ? text : `${signs.slice(0, 37).join("")}...`);
}

/** `1 block`, `2 blocks`. */
export function howMany(count, what) {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** A number with some decimals, rounded as Python does: an exact half to the even digit. */
export function fixed(value, decimals) {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (size >= 1e21) return `${sign}${BigInt(size)}${decimals ? `.${"0".repeat(decimals)}` : ""}`;
  if ((size * 2 ** (decimals + 1)) % 2 !== 1) return sign + size.toFixed(decimals);
  const down = Math.floor(size * 10 ** decimals);
  return sign + ((down + (down % 2)) / 10 ** decimals).toFixed(decimals);
}
