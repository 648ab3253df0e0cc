// Runs the firmware, compiled, on a MicroPython for 32 bits: node small_board.mjs PLAN.json
// Prints one JSON object: the heap in use, in bytes, at four moments, and how many names were on it.
import fs from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const {loadMicroPython} = await import(pathToFileURL(path.join(plan.micropython, "micropython.mjs")));
let printed = [];
const python = await loadMicroPython({heapsize: 1 << 20, stdout: (line) => printed.push(line.trim())});

// Its garbage collector works only between two programs.
function run(program) {
  printed = [];
  try {
    python.runPython(program);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  return printed;
}
function inUse() {
  run("gc.collect()");
  return Number(run("print(gc.mem_alloc())")[0]);
}
const names = () => Number(/n_qstr=(\d+)/.exec(run("micropython.qstr_info()").join())[1]);

function put(folder, to) {
  if (!python.FS.analyzePath(to).exists) python.FS.mkdir(to);
  for (const name of fs.readdirSync(folder)) {
    const [from, there] = [path.join(folder, name), `${to}/${name}`];
    if (fs.statSync(from).isDirectory()) put(from, there);
    else python.FS.writeFile(there, fs.readFileSync(from));
  }
}
put(plan.drive, "/drive");
run("import gc, micropython, sys\nsys.path.insert(0, '/drive')");
// What the board has in its ROM takes none of its heap.
for (let i = 0; i < plan.rom.length; i += 50)
  run(`lambda it: (${plan.rom.slice(i, i + 50).map((name) => `it.${name}`).join(", ")})`);
// A table for 1280 names more comes at one blow: it has to be there before, since this one is not the board's.
for (let i = 0; names() <= plan.table; i += 50)
  run(`lambda it: (${Array.from({length: 50}, (_, j) => `it.filler_${i + j}`).join(", ")})`);
run("import measured_board as board");
run("board.read_motion('/drive/motion.bin')");
const [before, namesBefore] = [inUse(), names()];
const heap = () => inUse() - before;
run(`board.start(${JSON.stringify(plan.settings)})`);
const started = heap();
run("board.open_link()");
const linked = heap();
let most = linked;
for (let minute = 0; minute < plan.minutes; minute++) {
  run("board.minute()");
  most = Math.max(most, heap());
}
console.log(JSON.stringify({started, linked, most, after: heap(), names: names() - namesBefore, seen: run("board.told()")}));
