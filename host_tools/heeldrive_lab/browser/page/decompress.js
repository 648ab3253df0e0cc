// Decompresses what people drop, up to a size.

import { Fault } from "./faults.js";

/** A board's log has 8 MB at most, an hour as text 20 MB. */
export const MOST_BYTES = 100_000_000;
export const LARGER = `larger than ${MOST_BYTES / 1e6} MB: count it on a laptop, with heeldrive replay`;

/** The bytes of a file, decompressed if they are gzip's. */
export async function unpacked(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return whole(await gunzipped(bytes));
  } catch (error) {
    refuseIfLarger(error);
    const isCut = /trunc|unexpected end/i.test(`${error.message} ${error.cause?.message}`);
    throw new Fault(
      isCut
        ? "the gzip data ends early: the file is truncated, copy it again"
        : "the gzip data is damaged: copy the file again",
    );
  }
}

/** Parts of what gzip's members hold; browsers take a second member for damage. */
async function gunzipped(bytes, room = MOST_BYTES) {
  try {
    return await decompressed(bytes, "gzip", room);
  } catch (error) {
    refuseIfLarger(error);
    for (let at = bytes.indexOf(0x1f, 1); at > 0; at = bytes.indexOf(0x1f, at + 1)) {
      if (bytes[at + 1] !== 0x8b || bytes[at + 2] !== 8) continue;
      const first = await decompressed(bytes.subarray(0, at), "gzip", room).catch(refuseIfLarger);
      if (first) return [...first, ...(await gunzipped(bytes.subarray(at), room - sizeOf(first)))];
    }
    throw error;
  }
}

function refuseIfLarger(error) {
  if (error instanceof Fault) throw error;
}

/** Parts of the contents of compressed bytes; throws a Fault if they are more than the `room`. */
export async function decompressed(bytes, format, room = MOST_BYTES) {
  const parts = [];
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  for (let part; !(part = await reader.read()).done; ) {
    parts.push(part.value);
    if (sizeOf(parts) > room) throw new Fault(LARGER);
  }
  return parts;
}

function sizeOf(parts) {
  return parts.reduce((size, { length }) => size + length, 0);
}

/** The parts as one. */
export function whole(parts) {
  const bytes = new Uint8Array(sizeOf(parts));
  parts.reduce((place, part) => (bytes.set(part, place), place + part.length), 0);
  return bytes;
}
