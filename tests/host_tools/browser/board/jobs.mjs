// Jobs for the page's modules that speak to a board, in node and in a browser alike.

import { work } from "./drive_jobs.mjs";
import { FakePort } from "./fake_port.mjs";

const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const PATIENT = { answer_ms: 3e5, block_ms: 3e5, blocks: 4096 };
const textOf = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** The messages in some bytes, and what a state makes of them. */
async function read({ lines, live }, { chunks }) {
  const reader = new lines.LineReader();
  const messages = chunks.flatMap((chunk) => reader.feed(bytesOf(chunk)));
  const state = new live.LiveState();
  const events = messages.map((message) => state.take(message)).filter((event) => event);
  return {
    garbled: reader.garbled,
    messages: messages.map((each) => [each.number, each.text, Object.fromEntries(each.cells)]),
    numbers: messages.map((each) => [...each.cells.keys()].map((key) => each.integer(key, -1))),
    events,
    recent: state.recent,
    state: [state.t_ms, state.phase, state.inclination_deg, state.reps, state.set, state.set_reps, state.lost],
    whyNot: state.whyNot,
  };
}

async function merge({ settings_toml }, { text, old, name }) {
  const merged = settings_toml.merged(text, old, name);
  return { ...merged, sentences: settings_toml.mergeSentences(merged, name) };
}

async function why({ availability }, { scope }) {
  return [availability.whyNoDrive(scope), availability.whyNoLink(scope)];
}

/** Every log of a board that is not being recorded; after an interruption it connects again. */
async function fetchAll({ serial_link }, port, { cancels }) {
  const told = [];
  const fetched = [];
  for (let link; ; ) {
    try {
      link ??= await serial_link.SerialLink.open(port, { limits: PATIENT });
    } catch (error) {
      if (!/unplugged/.test(error.message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
      continue; // it is not back yet
    }
    try {
      const logs = await link.logs();
      if (cancels) {
        const cancel = new AbortController();
        const begun = link.fetchLog(logs[0], { onBlock: () => cancel.abort(), signal: cancel.signal });
        told.push(await begun.catch((error) => error.name));
        cancels = false;
      }
      for (const log of logs.slice(fetched.length).filter((each) => !each.recording)) {
        const { bytes, lost } = await link.fetchLog(log);
        fetched.push([log.id, log.nonce, textOf(bytes), lost]);
      }
      await link.close();
      return { told, fetched };
    } catch (error) {
      if (!(error instanceof serial_link.LinkLost)) throw error;
      told.push(error.message);
      link = null;
    }
  }
}

/** Follow a board until it has reported so many reps. */
async function count({ live }, port, { reps }) {
  const state = new live.LiveState();
  const events = [];
  const link = await new Promise((resolve, reject) => {
    let opened;
    const hear = (event) => {
      events.push(event);
      if (state.set_reps >= reps) opened.then(resolve);
    };
    opened = live.follow(port, state, hear, PATIENT);
    opened.catch(reject);
  });
  await link.close();
  return { events, depth_min_deg: state.depth_min_deg, set_reps: state.set_reps, hello: Object.fromEntries(state.hello) };
}

/** Connect to a scripted board, fetch its first log, close, and do it again; what was told each time. */
async function converse({ serial_link }, { answers, limits, times = 1 }) {
  const forEver = (bytes) => () => (function* () { for (;;) yield bytes; })();
  const scripted = Object.entries(answers).map(([command, { parts, endless }]) => {
    const bytes = parts.map((part) => (part.startsWith("!") ? part.slice(1) : bytesOf(part)));
    return [command, endless ? forEver(bytes[0]) : bytes];
  });
  const port = new FakePort(Object.fromEntries(scripted));
  const clock = virtualClock();
  port.onSilence = clock.pass;
  const told = [];
  for (let time = 0; time < times; time++) {
    let link;
    try {
      const onLost = (why) => told.push(`lost: ${why}`);
      link = await serial_link.SerialLink.open(port, { onLost, limits });
      const [log] = await link.logs();
      const { bytes, lost } = await link.fetchLog(log);
      told.push(textOf(bytes), lost);
      await link.close();
    } catch (error) {
      told.push(error.message);
    }
    told.push(port.isFree);
    await link?.close();
  }
  clock.stop();
  return { told, commands: port.commands, signals: port.signals };
}

/** Timers that run down only when the script says so. */
function virtualClock() {
  const { setTimeout, clearTimeout } = globalThis;
  const timers = new Set();
  globalThis.setTimeout = (act) => {
    const timer = { act };
    timers.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => timers.delete(timer);
  return {
    pass: () => timers.forEach(({ act }) => act()),
    stop: () => Object.assign(globalThis, { setTimeout, clearTimeout }),
  };
}

const JOBS = { read, merge, why, converse, onDrive: (modules, { about }) => work(modules, about) };
const ON_A_PORT = { fetchAll, count };
const MODULES = ["availability", "drive", "lines", "live", "serial_link", "settings_toml"];

/** The modules, by name, from the folder of the page. */
export async function load(folder) {
  const found = MODULES.map(async (name) => [name, await import(`${folder}/board/${name}.js`)]);
  return Object.fromEntries(await Promise.all(found));
}

/** Do a job; its fault is part of the answer. */
export async function run(modules, { job, port, ...about }, openPort) {
  try {
    return await (port ? ON_A_PORT[job](modules, openPort(port), about) : JOBS[job](modules, about));
  } catch (error) {
    return { error: error.message };
  }
}

/** Answers jobs, one JSON line each, until the input ends. */
async function main([folder]) {
  const { createInterface } = await import("node:readline");
  const { TerminalPort } = await import("./terminal_port.mjs");
  const modules = await load(folder);
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await run(modules, JSON.parse(line), (path) => new TerminalPort(path));
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
}

if (globalThis.process) await main(process.argv.slice(2));
