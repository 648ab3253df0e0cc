// Opens files and counts sessions beside the page, so that a dragged line never waits.
//
// The page asks `open` for files and `count` with the settings that people have changed. Each session is
// counted with its own settings and these. The one shown comes first and has its curve; before each of the others
// the worker looks whether the page has asked again meanwhile.

import { count, countWithCurve } from "./counting.js";
import { opened } from "./open_file.js";
import { DEFAULTS } from "./settings.js";

const sessions = new Map();
let newest = 0;
let opening = Promise.resolve();

onmessage = ({ data }) => {
  if (data.ask === "open") opening = opening.then(() => openFiles(data.files));
  if (data.ask === "own") sessions.get(data.id).own = data.own;
  if (data.ask === "count") {
    newest = data.run;
    countAll(data);
  }
};

async function openFiles(files) {
  for await (const found of opened(files)) tell(found);
}

function tell(found) {
  const told = found.sessions.map((session) => {
    const { name, header, own, leftOut, contents, understood, rows, markers } = session;
    session.brought = JSON.stringify([header.accel_ug_per_count, header.gyro_udps_per_count, markers, Object.entries(own).sort()]);
    const twin = [...sessions].find(([, other]) => isSame(other, session));
    if (twin) return { twin: twin[0] };
    const id = sessions.size + 1;
    sessions.set(id, session);
    return { id, name, header, own, leftOut, contents, understood, first_ms: rows[0], last_ms: rows.at(-7) };
  });
  postMessage({ is: "opened", ...found, sessions: told });
}

function isSame(one, other) {
  return one.brought === other.brought && one.rows.length === other.rows.length && one.rows.every((number, at) => number === other.rows[at]);
}

async function countAll({ run, shown, changes }) {
  for (const id of [shown, ...[...sessions.keys()].filter((each) => each !== shown)]) {
    if (run !== newest) return;
    const session = sessions.get(id);
    if (!session) continue;
    const settings = { ...DEFAULTS, ...session.own, ...changes };
    const about = { run, id, isFirst: id === shown, mode: settings.mode };
    try {
      const done = id === shown ? countWithCurve(session, settings) : count(session, settings);
      if (!done.curve) done.events.forEach((event) => delete event.measures);
      const columns = done.curve ?? [];
      postMessage({ is: "counted", ...about, ...done }, columns.map((column) => column.buffer));
    } catch (error) {
      postMessage({ is: "failed", ...about, words: error.message });
    }
    await new Promise((next) => setTimeout(next));
  }
  if (run === newest) postMessage({ is: "done", run });
}
