// Counts a job with the detector's module, in node and in a browser alike.

/** Returns the events, the sample that reported each, and a sum over the live state after every sample. */
export function count(detector, { values, units, columns, teach }) {
  const settings = Object.fromEntries(detector.SETTINGS.map(({ name, initial }) => [name, initial]));
  const counter = new detector.RepCounter({ ...settings, ...values }, ...units);
  const events = [];
  const samples = columns[0].length;
  let live = 0;
  for (let row = 0; row < samples; row++) {
    if (teach && teach.at === row) counter.teach(teach.reps);
    if (counter.step(...columns.map((column) => column[row]))) events.push([row, ...counter.event]);
    live = fold(fold(fold(live, counter.inclination_cdeg), counter.phase), counter.waits_for);
    live = fold(fold(fold(live, counter.reps), counter.set_index), counter.set_reps);
  }
  while (counter.finish()) events.push([samples, ...counter.event]);
  return { events, live };
}

function fold(sum, value) {
  return (Math.imul(sum, 31) + value) & 0xfffffff;
}

/** Answers jobs, one JSON line each, until the input ends. */
async function main([path]) {
  const { createInterface } = await import("node:readline");
  const detector = await import(path);
  for await (const line of createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = count(detector, JSON.parse(line));
    } catch (error) {
      answer = { error: error.message };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
}

if (globalThis.process) await main(process.argv.slice(2));
