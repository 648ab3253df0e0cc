// Opens files that came together, as the page's worker does: one JSON line a drop, one JSON line an answer.

import { createInterface } from "node:readline";

const [folder] = process.argv.slice(2);
const { opened } = await import(new URL("open_file.js", folder));

for await (const line of createInterface({ input: process.stdin })) {
  const files = JSON.parse(line).map(({ name, hex }) => {
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    return { name, size: bytes.length, arrayBuffer: async () => bytes.buffer };
  });
  const found = [];
  for await (const each of opened(files)) found.push(each);
  process.stdout.write(JSON.stringify(found, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value)) + "\n");
}
