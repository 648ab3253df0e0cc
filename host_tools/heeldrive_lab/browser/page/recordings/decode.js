// Decodes the text of a file, as heeldrive_lab.importers.csv_table does.

import { where } from "./numbers.js";
import { NoTable, OtherLayout } from "./other_layout.js";
import { anywhere } from "./patterns.js";
import { refuse } from "./sentences.js";
import { LIMITS, SAY, TEXTS } from "./tables.js";

const MARKS = [["\xef\xbb\xbf", "utf-8"], ["\xff\xfe\0\0"], ["\0\0\xfe\xff"], ["\xff\xfe", "utf-16le"], ["\xfe\xff", "utf-16be"]];

/** What people take for a recording, such as `a picture`, by its first bytes; undefined if it is none of these. */
export function mistaken(bytes) {
  const begins = headOf(bytes).replace(/^[\t-\r ]+/, "");
  return TEXTS.notText.find(([magic]) => begins.startsWith(magic))?.[1];
}

function headOf(bytes) {
  return String.fromCharCode(...bytes.subarray(0, 4096));
}

/** The text of a file; throws a Fault or NoTable if it is none, OtherLayout for UTF-32. */
export function textOf(bytes) {
  const what = mistaken(bytes);
  if (what) refuse(SAY.NOT_TEXT, { what });
  const head = headOf(bytes);
  let [mark, encoding] = MARKS.find(([each]) => head.startsWith(each)) ?? [];
  if (mark && !encoding) throw new OtherLayout();
  if (!mark && head.length > 8) {
    // UTF-16 without a mark: every other byte of plain letters and digits is 0.
    const zeros = [1, 0].map((start) => where(head.length, (at) => at % 2 === start && head[at] === "\0").length);
    const [odd, even] = zeros.map((count) => count > 0.9 * (head.length >> 1));
    if (odd !== even) encoding = odd ? "utf-16le" : "utf-16be";
  }
  const text = encoding ? new TextDecoder(encoding).decode(bytes) : plainText(bytes);
  if ((text.match(new RegExp(anywhere.CONTROLS, "gu")) ?? []).length > LIMITS.CONTROL_SHARE * text.length) throw new NoTable();
  return text;
}

function plainText(bytes) {
  // A recorder whose supply was cut leaves zeros or erased flash at the end.
  let end = bytes.length;
  while (end && (bytes[end - 1] === 0 || bytes[end - 1] === 0xff)) end--;
  const kept = bytes.subarray(0, end);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(kept);
  } catch {
    return new TextDecoder("windows-1252").decode(kept).replace(/[\x81\x8d\x8f\x90\x9d]/g, "\ufffd");
  }
}
