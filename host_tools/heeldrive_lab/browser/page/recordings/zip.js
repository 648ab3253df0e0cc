// The files in a zip archive.

import { crc32 } from "../crc32.js";
import { LARGER, MOST_BYTES, decompressed, whole } from "../decompress.js";
import { Fault, quoted } from "../faults.js";
import { fill, refuse } from "./sentences.js";
import { SAY } from "./tables.js";

const [END, ENTRY, FILE] = [0x06054b50, 0x02014b50, 0x04034b50];
const [END_BYTES, ENTRY_BYTES, FILE_BYTES] = [22, 46, 30];
const MOST_COMMENT = 65_535;
const [STORED, DEFLATED, ENCRYPTED] = [0, 8, 1];

export function isZip(bytes) {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0, true) === FILE;
}

function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The archive's list of files: the `path` of each, its `size`, and where its contents are. */
export function listed(bytes) {
  try {
    return [...entries(bytes)];
  } catch (error) {
    if (error instanceof RangeError) throw damaged("File is not a zip file");
    throw error;
  }
}

function damaged(why) {
  return new Fault(fill(SAY.ARCHIVE_DAMAGED, { why }));
}

function* entries(bytes) {
  const view = viewOf(bytes);
  const least = Math.max(0, bytes.length - END_BYTES - MOST_COMMENT);
  let end = bytes.length - END_BYTES;
  while (end > least && view.getUint32(end, true) !== END) end--;
  if (view.getUint32(end, true) !== END) throw damaged("File is not a zip file");
  let place = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(place, true) !== ENTRY) throw damaged("Bad magic number for central directory");
    const [name, extra, comment] = [28, 30, 32].map((at) => view.getUint16(place + at, true));
    const [crc, packed, size] = [16, 20, 24].map((at) => view.getUint32(place + at, true));
    yield {
      path: new TextDecoder().decode(bytes.subarray(place + ENTRY_BYTES, place + ENTRY_BYTES + name)),
      isEncrypted: view.getUint16(place + 8, true) & ENCRYPTED,
      method: view.getUint16(place + 10, true),
      crc, packed, size,
      start: view.getUint32(place + 42, true),
    };
    place += ENTRY_BYTES + name + extra + comment;
  }
}

/** The contents of some files of an archive; throws a Fault if they are too large together, or damaged. */
export async function contentsOf(bytes, files) {
  if (files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) throw new Fault(LARGER);
  const contents = [];
  for (const file of files) contents.push(await contentOf(bytes, file));
  return contents;
}

async function contentOf(bytes, { path, isEncrypted, method, crc, packed, size, start }) {
  const view = viewOf(bytes);
  if (isEncrypted) refuse(SAY.ARCHIVE_LOCKED);
  if (start + FILE_BYTES > bytes.length || view.getUint32(start, true) !== FILE) throw damaged("Bad magic number for file header");
  const from = start + FILE_BYTES + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const content = bytes.subarray(from, from + packed);
  if (method !== STORED && method !== DEFLATED) throw damaged("That compression method is not supported");
  const found = method === STORED ? content : whole(await inflated(content));
  if (found.length !== size || crc32(found) !== crc) throw damaged(`Bad CRC-32 for file ${quoted(path)}`.slice(0, 60));
  return found;
}

async function inflated(content) {
  try {
    return await decompressed(content, "deflate-raw");
  } catch (error) {
    throw error instanceof Fault ? error : damaged("its data are damaged");
  }
}
