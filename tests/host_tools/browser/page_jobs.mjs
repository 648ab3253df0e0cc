// Calls the page's modules under node: one JSON line a call, one JSON line an answer.

import { createInterface } from "node:readline";

const [folder] = process.argv.slice(2);

for await (const line of createInterface({ input: process.stdin })) {
  const { module, call, arguments: given } = JSON.parse(line);
  let answer;
  try {
    const found = await import(new URL(`${module}.js`, folder));
    const done = await found[call](...given.map(valueOf));
    answer = { done };
  } catch (error) {
    answer = { fault: error.message, kind: error.constructor.name };
  }
  process.stdout.write(JSON.stringify(answer, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value)) + "\n");
}

function valueOf(given) {
  if (given?.bytes) return new Uint8Array(Buffer.from(given.bytes, "hex"));
  return given?.floats ? Float64Array.from(given.floats) : given;
}
