// Why a cycle counted or not, and which setting to move for another answer, in the workbench's words.

import { fixed } from "./faults.js";
import { REASONS } from "./heeldrive.js";
import { ALONE, CONTROLS, DECIMALS, GATES, REASON_WORDS, WAITS_WORDS } from "./words.js";

const degrees = (radians) => (180 / Math.PI) * radians;
const chord = (squared) => degrees(2 * Math.asin(Math.min(1, Math.sqrt(squared) / 16384)));
const each = (convert) => (value, limit) => [convert(value), convert(limit)];

/** From the detector's units to those shown, by the names in heeldrive.window.gate_meanings. */
const SHOWN = {
  _as_is: each((value) => value),
  _deg: each((value) => value / 128),
  _fifths_deg: each((value) => value / 640),
  _dps: each((value) => Math.sqrt(value) / 4),
  _chord_deg: each(chord),
  _area_mm: each((value) => value / GATES.areaPerMm),
  _off_forward_deg: (along, limit) => {
    const cosine = limit > 1 ? along / (2 * (limit - 1)) : 1;
    return [degrees(Math.acos(Math.max(-1, Math.min(1, cosine)))), 60];
  },
};
const CONTROL_OF = new Map(CONTROLS.map((control) => [control.name, control]));

/** A gate in the units in which it is shown. */
export function shownGate({ number, value, limit, reason, atLeast, doubt }) {
  const { words, setting, unit, shown, turnsRound } = GATES.meanings[number];
  const [shownValue, shownLimit] = SHOWN[shown](value, limit).map((one) => Number(fixed(one, 2)));
  return {
    number,
    words,
    setting,
    unit,
    doubt,
    reason: REASONS[reason],
    atLeast: atLeast !== turnsRound,
    value: shownValue,
    limit: shownLimit,
    passed: atLeast ? value >= limit : value <= limit,
  };
}

/**
 * The reason of a rep or a refusal: `words`, the `setting` behind it, and which to `move` and by how much.
 *
 * @param event the event. @param cycle `gates`, the `doubt` by itself, and what the detector `waitsFor`.
 */
export function reasonOf(event, cycle, settings) {
  if (!cycle) return { words: event.kind === "refused" ? REASON_WORDS[event.reason] : "Counted." };
  const gate = decidingGate(event, cycle);
  const words = why(event, cycle, gate);
  const sentence = words[0].toUpperCase() + words.slice(1);
  if (!gate?.setting) return { words: sentence };
  return { words: sentence, setting: gate.setting, move: moveOf(gate, settings[gate.setting]) };
}

function decidingGate({ kind, reason }, { gates, doubt }) {
  if (kind === "rep" && !doubt) {
    const shares = gates.filter((gate) => gate.passed && gate.limit).map((gate) => [shareOf(gate), gate]);
    return shares.reduce((least, one) => (least && least[0] <= one[0] ? least : one), undefined)?.[1];
  }
  return gates.find((gate) => !gate.passed && gate.reason === (doubt || reason));
}

function shareOf({ atLeast, value, limit }) {
  const margin = Number(fixed(atLeast ? value - limit : limit - value, 2));
  return Number(fixed(margin / Math.abs(limit), 3));
}

function why({ kind, reason }, { doubt, waitsFor }, gate) {
  let by = gate ? ` (${sentenceOf(gate)})` : "";
  if (doubt) by = by.replace(ALONE, "");
  if (kind === "rep") {
    if (doubt) return `Doubtful by itself${by}. It counts because of the reps beside it.`;
    return gate ? `closest gate: ${sentenceOf(gate)}` : "counted";
  }
  if (reason === "not_ready" && waitsFor) return `The detector waited for ${WAITS_WORDS[waitsFor]}.`;
  const words = REASON_WORDS[reason].replace(/\.$/, "");
  const alone = doubt && !words.includes("similar reps") ? ", and no neighbouring rep is alike" : "";
  return `${words}${by}${alone}.`;
}

function sentenceOf(gate) {
  const { words, unit, atLeast, passed } = gate;
  if (!unit) return words;
  const side = atLeast ? "at least" : "at most";
  const verdict = passed ? "to spare" : atLeast ? "short" : "too much";
  const [value, limit] = valueAndLimit(gate);
  if (value === limit && !passed) return `${words} ${value}: ${side} ${limit}, just ${verdict}`;
  const decimals = value.split(" ")[0].split(".")[1]?.length ?? 0;
  const margin = Math.abs(parseFloat(value) - parseFloat(limit)).toFixed(decimals);
  return `${words} ${value}: ${side} ${limit}, ${margin} ${value.split(" ")[1]} ${verdict}`;
}

function valueAndLimit({ value, limit, unit }) {
  for (let more = 0; more < 3; more++) {
    const both = [numberWords(value, unit, more), numberWords(limit, unit, more)];
    if (both[0] !== both[1]) return both;
  }
  return [numberWords(value, unit, 0), numberWords(limit, unit, 0)];
}

/** `47.2 deg`, `1.25 s`. */
function numberWords(value, unit, more) {
  if (unit === "ms") return `${fixed(value / 1000, DECIMALS.s + more)} s`;
  return `${fixed(value, DECIMALS[unit] + more)} ${unit}`;
}

function moveOf({ setting, value, limit, atLeast, passed }, now) {
  const { title, unit, smallest, largest } = CONTROL_OF.get(setting);
  if (passed) return `Closest setting: ${title}`;
  const to = atLeast ? Math.floor(value) : Math.ceil(value);
  if (limit !== now || to < smallest || to > largest) return `Setting to move: ${title}`;
  return `Setting to move: ${title}, from ${now} to ${to} ${unit}`.trimEnd();
}
