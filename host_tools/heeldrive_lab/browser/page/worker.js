// Opens files and counts sessions beside the page, so that a dragged line never waits.
//
// The page asks `open` for a file and `count` with the settings that people have changed. Each session is
// counted with its own settings and these. The one shown comes first and has its curve; before each of the others
// the worker looks whether the page has asked again meanwhile.

import { count, countWithCurve } from "./counting.js";
import { open } from "./open_file.js";
import { DEFAULTS } from "./settings.js";

const sessions = new Map();
let newest = 0;
let opening = Promise.resolve();

onmessage = ({ data }) => {
  if (data.ask === "open") opening = opening.then(() => openFile(data));
  if (data.ask === "count") {
    newest = data.run;
    countAll(data).catch((error) => postMessage({ is: "failed", run: data.run, isFirst: true, words: error.message }));
  }
};

async function openFile({ file, place }) {
  const found = await open(file);
  const told = found.sessions.map((session) => {
    const { name, header, own, leftOut, contents, rows } = session;
    const twin = [...sessions].find(([, other]) => isSame(other, session));
    if (twin) return { twin: twin[0] };
    const id = sessions.size + 1;
    sessions.set(id, session);
    return { id, name, header, own, leftOut, contents, first_ms: rows[0], last_ms: rows.at(-7) };
  });
  postMessage({ is: "opened", place, ...found, sessions: told });
}

function isSame(one, other) {
  return one.rows.length === other.rows.length && one.rows.every((number, at) => number === other.rows[at]);
}

async function countAll({ run, shown, changes }) {
  for (const id of [shown, ...[...sessions.keys()].filter((each) => each !== shown)]) {
    if (run !== newest) return;
    const session = sessions.get(id);
    if (!session) continue;
    const settings = { ...DEFAULTS, ...session.own, ...changes };
    const done = id === shown ? countWithCurve(session, settings) : count(session, settings);
    if (!done.curve) done.events.forEach((event) => delete event.measures);
    const columns = done.curve ?? [];
    const isFirst = id === shown;
    postMessage({ is: "counted", run, id, isFirst, mode: settings.mode, ...done }, columns.map((column) => column.buffer));
    await new Promise((next) => setTimeout(next));
  }
  if (run === newest) postMessage({ is: "done", run });
}
