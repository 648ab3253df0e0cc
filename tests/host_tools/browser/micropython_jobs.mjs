// Counts jobs as count_jobs.mjs does, with the detector's source on MicroPython's WebAssembly.

import { readFileSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";

const PROGRAM = `
import json, sys
sys.path.insert(0, "/signal")
from heeldrive import RepCounter, Settings
from heeldrive.events import TABLE

names = [TABLE[at] for at in range(0, len(TABLE), 2)]

def count(job):
    counter = RepCounter(Settings(job["values"]), *job["units"])
    events = []
    live = at = 0
    def tell():
        events.append([at] + [int(getattr(counter.event, name)) for name in names])
    for sample in zip(*job["columns"]):
        if counter.step(*sample):
            tell()
        for value in (counter.inclination_cdeg, counter.phase, counter.waits_for,
                      counter.reps, counter.set_index, counter.set_reps):
            live = (live * 31 + value) & 0xFFFFFFF
        at += 1
    while counter.finish():
        tell()
    print(json.dumps({"events": events, "live": live}))
`;

const [micropython, source] = process.argv.slice(2);
const { loadMicroPython } = await import(new URL("micropython.mjs", micropython));
const python = await loadMicroPython({ heapsize: 64 << 20, stdout: (line) => process.stdout.write(`${line.trim()}\n`) });
python.FS.mkdir("/signal");
python.FS.mkdir("/signal/heeldrive");
for (const name of readdirSync(new URL("heeldrive/", source)).filter((each) => each.endsWith(".py"))) {
  python.FS.writeFile(`/signal/heeldrive/${name}`, readFileSync(new URL(`heeldrive/${name}`, source)));
}
python.runPython(PROGRAM);
for await (const line of createInterface({ input: process.stdin })) {
  python.FS.writeFile("/job.json", line);
  python.runPython("with open('/job.json') as file:\n    job = json.load(file)\ncount(job)");
}
