// The state of a board, built from its messages: what `heeldrive live` shows.

import { fixed, howMany } from "../faults.js";
import { REASON_WORDS } from "../words.js";
import { clock } from "../words_for_people.js";
import { halves, SPACES } from "./lines.js";
import { SerialLink } from "./serial_link.js";
import { EVENT_LINES, SENSORS } from "./tables.js";

const SHOWN = 12; // events
const DEGREE = "\u00b0";

/**
 * Connect to a board and keep a state up to date; after an interruption it continues where it was.
 *
 * @param onChange called with the object of each message, as `heeldrive live --json` prints it.
 * @returns the `SerialLink`.
 * @throws Fault as `SerialLink.open` and `ask`.
 */
export async function follow(port, state, onChange = () => {}, limits = undefined) {
  const tell = (event) => event && onChange(event);
  let connected = false;
  const link = await SerialLink.open(port, {
    onMessage: (message) => connected && tell(state.take(message)),
    onLost: (why) => tell(state.disconnected(why)),
    limits,
  });
  try {
    await link.ask("listen events state");
    const status = (await link.ask("status")).at(-1);
    const settings = await link.ask("settings");
    tell(state.connected(link.hello, status, settings));
    connected = true;
    // Of a new session, every event that the board still has.
    await link.reportEventsFrom(state.seen + 1);
  } catch (error) {
    await link.close();
    throw error;
  }
  return link;
}

/** The current state and the latest events. */
export class LiveState {
  /** The cells of the board's greeting: firmware, board and session. */
  hello = new Map();
  /** Session time, ms. */
  t_ms = 0;
  phase = "";
  /** Inclination of the thigh from standing, deg. */
  inclination_deg = 0;
  /** Reps since the session started; the current set and its reps. */
  reps = 0;
  set = 0;
  set_reps = 0;
  /** The least inclination of a rep by the board's settings, deg; null if it is not known. */
  depth_min_deg = null;
  /** Why the newest cycle did not count, in words; empty if it counted. */
  whyNot = "";
  /** The latest events as sentences, the newest last. */
  recent = [];
  /** Number of the newest event. */
  seen = 0;
  /** Number of events that were not read in time. */
  lost = 0;
  /** Why the board is waited for; empty while it is connected. */
  trouble = "";

  /** A board is there: its greeting, the end of its `status`, and its `setting` lines. */
  connected(hello, status, settings) {
    const again = hello.get("session") === this.hello.get("session");
    if (!again) Object.assign(this, { recent: [], lost: 0, seen: 0 });
    Object.assign(this, { hello, trouble: "", phase: status.cells.get("phase") ?? "" });
    const depth = settings.map((line) => line.cells.get("depth_min_deg")).find((text) => text !== undefined);
    this.depth_min_deg = /^[0-9]{1,9}$/.test(depth) ? Number(depth) : null;
    this.#count(status);
    const names = ["firmware", "circuitpython", "board"].map((key) => [key, hello.get(key) ?? ""]);
    return { kind: "link", connected: true, same_session: again, ...Object.fromEntries(names) };
  }

  /** The board is gone. */
  disconnected(why) {
    this.trouble = why;
    return { kind: "link", connected: false, why };
  }

  /** Process a message that is no part of an answer; returns its object, null if it has none or came before. */
  take(line) {
    if (line.number !== null) {
      if (line.number <= this.seen) return null;
      this.seen = line.number;
      return this.#event(line);
    }
    if (line.word === "state") {
      this.#count(line);
      this.phase = line.cells.get("phase") ?? this.phase;
      const cdeg = line.integer("inclination_cdeg");
      this.inclination_deg = cdeg / 100;
      const { t_ms, phase, reps, set, set_reps } = this;
      return { kind: "state", t_ms, phase, inclination_deg: tenths(cdeg), reps, set, set_reps };
    }
    if (line.word === "phase") {
      this.phase = line.cells.get("name") ?? this.phase;
      return { kind: "phase", name: this.phase, t_ms: line.integer("t_ms") };
    }
    if (line.word === "lost") {
      const missed = line.integer("to") - line.integer("from") + 1;
      this.lost += missed;
      this.#show(`${howMany(missed, "event")} missed: the board no longer has them`);
      return { kind: "lost", happenings: missed };
    }
    return null;
  }

  #count(line) {
    this.t_ms = line.integer("t_ms", this.t_ms);
    this.reps = line.integer("reps", this.reps);
    this.set = line.integer("set", this.set);
    this.set_reps = line.integer("set_reps", this.set_reps);
  }

  #show(sentence) {
    this.recent = [...this.recent, sentence].slice(-SHOWN);
  }

  #event(line) {
    const event = eventOf(line);
    if (!event) return this.#text(line);
    if (event.kind === "rep") this.reps = Math.max(this.reps, event.index);
    const refused = event.kind === "refused" ? event.reason : "";
    this.whyNot = Object.hasOwn(REASON_WORDS, refused) ? REASON_WORDS[refused] : refused;
    this.#show(sentence(event));
    return event;
  }

  /** A numbered line that is no event of the detector: a marker, a fault, start or end of a log. */
  #text(line) {
    const [head, text] = halves(line.rest);
    const t_ms = line.integer("t_ms");
    const sensor = SENSORS[line.integer("who_am_i")];
    if (line.word === "marker") {
      this.#show(`${clock(t_ms)}  the wearer says: ${text}`);
      return { kind: "marker", t_ms, text };
    }
    if (line.word === "fault") {
      this.#show(text);
      return { kind: "fault", name: head.replace(/:+$/, ""), text };
    }
    if (line.word === "sensor" && sensor) {
      this.#show(`${clock(t_ms)}  sensor ${sensor}`);
      return { kind: "sensor", t_ms, name: sensor };
    }
    this.#show(line.text);
    return { kind: line.word, text: line.rest };
  }
}

/** The event of a line as in `heeldrive replay --json`; null if it is none, or of another firmware. */
function eventOf({ word: kind, rest, cells }) {
  if (!Object.hasOwn(EVENT_LINES, kind)) return null;
  if (rest.split(SPACES).some((part) => part && !part.includes("="))) return null;
  const event = { kind };
  for (const { cell, key, form, needed, ofKnee } of EVENT_LINES[kind]) {
    const found = cells.get(cell);
    if ((ofKnee && !cells.has("knee")) || (found === undefined && !needed)) continue;
    if (found === undefined || (form !== "word" && !/^-?[0-9]{1,15}$/.test(found))) return null;
    event[key] = form === "word" ? found : form === "cdeg" ? tenths(Number(found)) : Number(found);
  }
  if (kind === "set") event.front = event.reps - event.back;
  return event;
}

/** Hundredths of a degree in degrees with one decimal. */
function tenths(cdeg) {
  return Number(fixed(cdeg / 100, 1));
}

/** An event for people, for instance `0:12.5  rep 2, front, 85°`. */
export function sentence(event) {
  const at = clock(event.shown_ms || event.at_ms || event.end_ms || 0);
  const depth = `${fixed(event.depth_deg ?? 0, 0)}${DEGREE}`;
  if (event.kind === "rep") return `${at}  rep ${event.index}, ${event.sensor_leg}, ${depth}`;
  if (event.kind === "refused") return `${at}  refused: ${event.reason}, ${depth}`;
  if (event.kind === "slip") return `${at}  the strap slipped by ${fixed(event.moved_deg, 0)}${DEGREE}`;
  if (event.kind === "taught") return `${at}  the wearer's lunge is taught: ${event.sensor_leg}, ${depth}`;
  const split = event.back ? ` (${event.front} + ${event.back})` : "";
  return `${at}  set ${event.index}: ${howMany(event.reps, "rep")}${split}`;
}
