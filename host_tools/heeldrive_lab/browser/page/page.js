// The page: takes files, shows the count and why, and saves settings and what was really done.

import { showBoard } from "./board/panel.js";
import { Charts } from "./charts.js";
import { Controls } from "./controls.js";
import { showReason, showRefusals } from "./decisions.js";
import { listenForDrops } from "./drop.js";
import { byId, download, element } from "./elements.js";
import { howMany } from "./faults.js";
import { History } from "./history.js";
import { workOffline } from "./offline.js";
import { showReallyDone } from "./really_done.js";
import { kindOf, showSessions, totalWords } from "./session_list.js";
import { DEFAULTS, checked, tomlText } from "./settings.js";
import { accept, score, total, truthText, unsaid } from "./truth.js";
import { CONTROLS, MEASURES, PHASE_COLOURS } from "./words.js";
import { clock, setWords, verdict } from "./words_for_people.js";

const EXAMPLE = ["half_reps_in_a_set.csv", "half_reps_in_a_set.truth.csv"];

const NOTHING = byId("totals").textContent;
const INVITATION = byId("moment").textContent;
const sessions = new Map(); // by id: what the worker tells of each, and its newest count
const companions = []; // truth and settings of sessions that are still being read
const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
let [shown, run, waiting, drawn] = [0, 0, 0, 0];
let [isAsked, isBusy] = [false, false];

// `changes`: settings that people have changed. `truths`: what they say was really done, by session.
const history = new History({ changes: {}, truths: {} }, recount);
const saved = new WeakSet(); // of these
const controls = new Controls(byId("controls"), byId("others"), { onInput: set, onEnd: () => history.close(), onBack: putBack });
const charts = new Charts(
  { inclination: byId("inclination"), values: byId("values") },
  { onDrag: set, onEnd: () => history.close(), onPick: pick, onCursor: showDigits },
);

// Files

/** Take files in; those that cannot be used are named, and the others still count. */
function take(files) {
  if (!files.length) return;
  waiting += files.length;
  worker.postMessage({ ask: "open", files });
  byId("totals").textContent = `reading ${howMany(waiting, "file")}…`;
}

function opened({ names, sessions: found, truth, settings, owner, faults }) {
  const place = names.join(", ");
  waiting -= names.length;
  faults.forEach((words) => fault(`${place}: ${words}`));
  if (truth) companions.push({ place, owner: truth.session, give: (id) => giveTruth(id, truth, place) });
  else if (owner) companions.push({ place, owner, give: (id) => giveOwn(id, settings) });
  else if (settings) history.change({ ...history.now, changes: { ...history.now.changes, ...settings } });
  for (const session of found) {
    if (session.twin) {
      fault(`${place}: ${sessions.get(session.twin).name} is already here`);
      continue;
    }
    sessions.set(session.id, { ...session, name: freeName(session.name) });
    shown ||= session.id;
  }
  if (waiting) return;
  for (const { place: from, owner: name, give } of companions.splice(0)) {
    const session = [...sessions.values()].find((each) => plain(each.name) === plain(name));
    if (session) give(session.id);
    else fault(`${from}: it belongs to ${plain(name)}, which is not here: drop both together`);
  }
  recount();
}

function giveTruth(id, { rows, notes }, place) {
  const { first_ms, last_ms, name } = sessions.get(id);
  if (rows.some((row) => row.end_ms > last_ms + 1000 || row.start_ms < first_ms - 1000)) {
    fault(`${place}: a row lies outside ${name}: it belongs to another session, or the session is truncated`);
    return;
  }
  Object.assign(sessions.get(id), { truth: rows, notes });
  const { [id]: said, ...truths } = history.now.truths;
  if (said) history.change({ ...history.now, truths });
}

/** Settings beside a session are its own, unless its header has some. */
function giveOwn(id, own) {
  const session = sessions.get(id);
  if (session.header.settings !== undefined || session.contents) return;
  session.own = own;
  worker.postMessage({ ask: "own", id, own });
}

function plain(name) {
  return name.replace(/\.gz$/, "");
}

/** The name of a session, or with a number if there is one of that name. */
function freeName(name) {
  const names = [...sessions.values()].map((each) => plain(each.name));
  let free = plain(name);
  for (let number = 2; names.includes(free); number++) free = plain(name).replace(/\.csv$/, `-${number}.csv`);
  return free === plain(name) ? name : free;
}

function fault(words) {
  const gone = element("button", { type: "button", textContent: "OK" });
  const line = element("p", { textContent: words }, [gone]);
  gone.addEventListener("click", () => line.remove());
  byId("faults").append(line);
}

// Counting

function effective(id = shown) {
  return { ...DEFAULTS, ...sessions.get(id)?.own, ...history.now.changes };
}

function set(name, value) {
  try {
    checked(name, value);
  } catch (error) {
    fault(error.message);
    controls.show(effective(), history.now.changes);
    return;
  }
  history.change({ ...history.now, changes: { ...history.now.changes, [name]: value } }, name);
}

function putBack(name) {
  const { [name]: _, ...changes } = history.now.changes;
  history.change({ ...history.now, changes });
}

function recount() {
  byId("undo").disabled = !history.past.length;
  byId("redo").disabled = !history.future.length;
  controls.show(effective(), history.now.changes);
  if (!shown) {
    showTotals();
    return;
  }
  charts.setSettings(effective());
  document.body.classList.add("full");
  byId("work").hidden = false;
  for (const session of sessions.values()) session.isOld = true;
  isAsked = true;
  ask();
}

/** Ask for the newest count, once the worker has answered: a fast drag must not queue up. */
function ask() {
  if (isBusy || !isAsked) return;
  [isBusy, isAsked] = [true, false];
  worker.postMessage({ ask: "count", run: ++run, shown, changes: history.now.changes });
}

worker.onmessage = ({ data }) => {
  if (data.is === "opened") opened(data);
  if (data.run !== run) return;
  if (data.isFirst) isBusy = false;
  if (data.is === "failed") failed(data);
  if (data.is === "counted") {
    Object.assign(sessions.get(data.id), data, { isOld: false });
    if (data.id === shown) showCount();
  }
  showSessions([...sessions.values()], { shown, scoreOf, show });
  showTotals();
  ask();
};
worker.onerror = (error) => fault(`The page cannot count (${error.message}): reload it, or use another browser.`);

function failed({ id, words }) {
  const session = sessions.get(id);
  if (session.words !== words) fault(`${session.name}: the page cannot count it (${words})`);
  Object.assign(session, { words, isOld: false });
}

/** What was really done in a session: what people said, or what came with it. */
function truthOf(id) {
  const { truths } = history.now;
  return Object.hasOwn(truths, id) ? truths[id] : sessions.get(id).truth;
}

function scoreOf({ id, events, mode }) {
  const rows = truthOf(id);
  return rows && events && score(events, rows, mode);
}

// What is shown

function show(id) {
  shown = id;
  history.close();
  recount();
}

function showCount() {
  const session = sessions.get(shown);
  const { events, reps, name, header, contents, understood, leftOut, own, first_ms, last_ms, curve } = session;
  const found = scoreOf(session);
  byId("reps").textContent = reps;
  byId("of").textContent = found ? `counted of ${found.really}` : "counted";
  byId("verdict").textContent = found ? verdict(found) : "";
  byId("verdict").className = `chip ${found ? kindOf(found) : ""}`;
  byId("name").textContent = name;
  const settings = Object.keys(own).length ? ", counted with its own settings where nothing else is set" : "";
  const without = leftOut.length ? ` (without ${leftOut.join(", ")}: unknown to this heeldrive)` : "";
  const thigh = header.thigh === "unknown" ? "" : `, ${header.thigh} thigh`;
  const about = contents || understood ? `; ${contents ?? understood}` : "";
  byId("about").textContent = `${clock(last_ms - first_ms)}, ${header.rate_hz} samples/s${thigh}${about}${settings}${without}`;
  byId("sets").replaceChildren(
    ...setsOf(session).map((each) => element("li", { textContent: setWords(each) })),
  );
  charts.setCount(events, curve, effective(), drawn !== shown);
  if (drawn !== shown) byId("moment").textContent = INVITATION;
  drawn = shown;
  showDigits(Infinity);
  showRefusals(events, { pick, find });
  showTruth(session);
}

function setsOf({ events }) {
  return events.filter(({ kind }) => kind === "set");
}

/** The number on the board's display at a time: reps in the set. */
function showDigits(t_ms) {
  const { events = [] } = sessions.get(shown) ?? {};
  const reps = events.filter(({ kind, shown_ms }) => kind === "rep" && shown_ms <= t_ms);
  const ends = events.filter(({ kind }) => kind === "set").map(({ end_ms }) => end_ms);
  const setOf = ({ end_ms }) => ends.filter((end) => end < end_ms).length;
  byId("digits").textContent = reps.filter((rep) => setOf(rep) === setOf(reps.at(-1))).length;
}

function pick(event) {
  charts.setPicked(event);
  showReason(event, find);
}

/** Show a setting, and its curve if it has one. */
function find(setting) {
  if (MEASURES.includes(setting)) {
    byId("measure").value = setting;
    charts.setMeasure(setting);
  }
  controls.find(setting);
}

function showTruth(session) {
  showReallyDone(session, setsOf(session), truthOf(session.id), (span, number) => say(session, span, number));
}

function say(session, span, { value, validity, min, max }) {
  if (!validity.valid) {
    fault(`What was really done: write a whole number of reps, ${min} to ${max}.`);
    showTruth(session);
    return;
  }
  const { id, events } = session;
  const rows = truthOf(id) ?? [];
  const reps = Number(value);
  if (!value) giveRows(id, unsaid(rows, span));
  else if (reps && reps === span.reps) giveRows(id, accept(rows, span, events));
  else giveRows(id, total(rows, span, reps, events, effective(id).rest_min_s));
}

function giveRows(id, rows) {
  history.change({ ...history.now, truths: { ...history.now.truths, [id]: rows?.length ? rows : undefined } });
}

function showTotals() {
  if (!waiting) byId("totals").textContent = totalWords([...sessions.values()], scoreOf) ?? NOTHING;
}

// Buttons and keys

function on(id, act) {
  byId(id).addEventListener("click", act);
}

on("undo", () => history.undo());
on("redo", () => history.redo());
on("reset", () => history.change({ ...history.now, changes: {} }));
on("earlier", () => charts.move(1, -0.5));
on("later", () => charts.move(1, 0.5));
on("closer", () => charts.move(0.5, 0));
on("wider", () => charts.move(2, 0));
on("whole", () => charts.show(...charts.whole));
on("save-settings", () => {
  download("settings.toml", tomlText(effective()));
  saved.add(history.now.changes);
});
on("right", () => {
  const session = sessions.get(shown);
  giveRows(shown, setsOf(session).reduce((rows, each) => accept(rows, each, session.events), truthOf(shown) ?? []));
});
on("forget", () => giveRows(shown));
on("save-truth", () => {
  const { name, notes = [] } = sessions.get(shown);
  download(plain(name).replace(/\.csv$/, ".truth.csv"), truthText({ session: name, notes, rows: truthOf(shown) }));
  saved.add(truthOf(shown));
});
on("example", async () => {
  const files = EXAMPLE.map(async (name) => new File([await (await fetch(`example/${name}`)).blob()], name));
  take(await Promise.all(files));
});
byId("files").addEventListener("change", ({ target }) => {
  take([...target.files]);
  target.value = "";
});
byId("measure").append(...MEASURES.map((value) => {
  const { title, unit } = CONTROLS.find(({ name }) => name === value);
  return element("option", { value, textContent: `${title}, ${unit}` });
}));
byId("measure").addEventListener("change", ({ target }) => charts.setMeasure(target.value));
byId("legend").append(
  ...Object.entries(PHASE_COLOURS).map(([phase, colour]) => {
    const spot = element("i");
    spot.style.background = colour;
    return element("span", {}, [spot, phase]);
  }),
  element("span", { textContent: "1, 2… reps" }),
  element("span", { textContent: "✕ not counted" }),
);

listenForDrops({ take, fault });
addEventListener("keydown", (event) => {
  const isTyping = /^(number|text)$/.test(event.target.type) || event.altKey;
  const key = event.key.toLowerCase();
  if (isTyping && !event.ctrlKey && !event.metaKey) return;
  if (key === "z") (event.shiftKey ? history.redo() : history.undo());
  else if (key === "y") history.redo();
  else return;
  event.preventDefault();
});
addEventListener("beforeunload", (event) => {
  const { changes, truths } = history.now;
  const isUnsaved = (one) => one && Object.keys(one).length && !saved.has(one);
  if ([changes, ...Object.values(truths)].some(isUnsaved)) event.preventDefault();
});

showBoard(byId("board"), {
  take,
  settingsText: () => tomlText(effective(), Object.keys(history.now.changes)),
});
controls.show(DEFAULTS, {});
workOffline({
  isIdle: () => !sessions.size && !waiting,
  onKept: () => (byId("offline").textContent = "This page now works without a network."),
});
document.documentElement.dataset.ready = "yes";
