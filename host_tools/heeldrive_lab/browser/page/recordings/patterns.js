// The importer's patterns as regular expressions.

import { PATTERNS } from "./tables.js";

/** A pattern that may match anywhere, from the start on, or the whole text. */
export const anywhere = made((source) => source);
export const fromStart = made((source) => `^(?:${source})`);
export const whole = made((source) => `^(?:${source})$`);

function made(change) {
  return Object.fromEntries(
    Object.entries(PATTERNS).map(([name, [source, flags]]) => [name, new RegExp(change(source), flags)]),
  );
}
