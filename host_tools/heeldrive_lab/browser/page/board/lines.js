// The lines of a board's serial link, from any bytes: docs/link.md.

import { printable, strip } from "../faults.js";
import { LINK } from "./tables.js";

const [LINE_FEED, CARRIAGE_RETURN, STAR] = [10, 13, 42];
// Python's spaces: U+FEFF is none.
export const SPACES = /[^\S\ufeff]+/;

/** One line of the board: its event number or null, its first word, and the rest. */
export class Message {
  constructor(number, word, rest) {
    this.number = number;
    this.word = word;
    this.rest = rest;
  }

  /** The line without its event number. */
  get text() {
    return `${this.word} ${this.rest}`.replace(/[^\S\ufeff]+$/, "");
  }

  /** The `key=value` pairs; words without `=` are ignored. */
  get cells() {
    const pairs = this.rest.split(SPACES).filter((cell) => cell.includes("="));
    return new Map(pairs.map((cell) => /^([^=]*)=([^]*)$/.exec(cell).slice(1)));
  }

  /** The whole number of a key (0x for hexadecimal); the default if it is missing or no such number. */
  integer(key, otherwise = 0) {
    const text = this.cells.get(key) ?? "";
    return /^(-?[0-9]{1,18}|0x[0-9a-fA-F]{1,12})$/.test(text) ? Number(text) : otherwise;
  }
}

/** A message from the text of a line whose checksum was verified; any text gives one. */
function parsed(text) {
  const [word, rest] = halves(strip(text));
  if (!/^#[0-9]{1,10}$/.test(word)) return new Message(null, word, rest);
  return new Message(Number(word.slice(1)), ...halves(rest));
}

/** A text before and after its first space. */
export function halves(text) {
  const at = text.indexOf(" ");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** The text of a line without its line end; null if its checksum is missing or wrong. */
function verified(line) {
  const star = line.lastIndexOf(STAR);
  const total = String.fromCharCode(...line.subarray(star + 1));
  if (star < 0 || !/^[0-9a-fA-F]{2}$/.test(total)) return null;
  const text = line.subarray(0, star);
  if (text.reduce((sum, byte) => sum ^ byte, 0) !== parseInt(total, 16)) return null;
  return printable(new TextDecoder("utf-8", { ignoreBOM: true }).decode(text));
}

/** Splits the bytes from a port into messages; `garbled` lines were cut, damaged or not from a board. */
export class LineReader {
  garbled = 0;
  #line = new Uint8Array(LINK.longestLine);
  #length = 0;

  /** Add received bytes; returns the messages that they complete. */
  feed(data) {
    const found = [];
    let start = 0;
    for (let end; (end = data.indexOf(LINE_FEED, start)) >= 0; start = end + 1) {
      this.#add(data.subarray(start, end));
      const message = this.#ended();
      if (message) found.push(message);
    }
    this.#add(data.subarray(start));
    return found;
  }

  #add(bytes) {
    if (this.#length + bytes.length <= this.#line.length) this.#line.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #ended() {
    let length = this.#length;
    this.#length = 0;
    const tooLong = length > this.#line.length;
    while (!tooLong && this.#line[length - 1] === CARRIAGE_RETURN) length -= 1;
    if (!length) return null;
    const text = tooLong ? null : verified(this.#line.subarray(0, length));
    if (text === null) this.garbled += 1;
    return text === null ? null : parsed(text);
  }
}
