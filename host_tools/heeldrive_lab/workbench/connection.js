// The connection to the workbench: numbers the user's actions, says at once when they are not answered, and reloads the page
// when the connection is gone. A busy workbench is not gone: it carries out what was done meanwhile as soon as it answers.
// The page's address has its session and view.
"use strict";
window.heeldriveConnection = (() => {
  const LOOK_MS = 250; // between two looks at what is unheard
  const BEAT_MS = 500; // between two empty actions, which only ask for an answer
  const SILENT_MS = 2000; // an action is answered in a few ms; a busy computer may take a second
  const ASK_MS = 1000; // between an answer of the workbench's `alive`, and the next question
  // So many answers the page waits for. A workbench whose connection is open turns to actions as often as to questions: after
  // three it has come to what it got before. One that is still writing to the page may only have a slow network.
  const ANSWERS = {open: 3, busy: 30};
  const ADDRESS_MS = 250; // browsers refuse more than about 7 changes of the address a second
  const UNASKED = ["beat", "hover", "wear"]; // actions that the user does not notice
  // Actions that change nothing but the view.
  const VIEW = [...UNASKED, "measure", "moment", "open", "pan", "release", "select", "show all", "show range", "zoom"];
  const NOTE = "heeldrive-lost"; // what a reloaded page has to say
  const byId = (id) => document.getElementById(id);
  const unheard = new Map(); // number of each action that was sent and not heard: its name
  let bridge, x, session, sent = 0, lost = null, quietSince = 0, looked = performance.now(), beaten = 0;

  function act(name, argument = null) {
    if (!UNASKED.includes(name)) byId("back").hidden = true;
    if (unheard.size === 0) quietSince = performance.now();
    unheard.set(++sent, name);
    if (!lost?.closed) bridge.action = JSON.stringify([name, argument, sent, JSON.parse(bridge.readout).id]);
  }

  // It answers, if late: nothing was lost.
  function heard() {
    for (const number of unheard.keys()) if (number <= Number(bridge.heard)) unheard.delete(number);
    quietSince = performance.now();
    if (!lost || lost.closed) return;
    lost = null;
    byId("lost").hidden = true;
    document.title = document.title.replace("No answer: ", "");
  }

  // On a connection that is only silent, what is sent still arrives; on one that is closed, nothing does.
  function lose(closed) {
    const first = !lost;
    lost ??= {since: new Date()};
    lost.closed = closed;
    const since = lost.since.toLocaleTimeString();
    byId("lost").textContent = closed
      ? `No connection to the workbench since ${since}. Nothing can be changed; what you see is as it was then. `
        + "The page comes back by itself. If the workbench was ended, start it again."
      : `No answer from the workbench since ${since}: it is busy, or out of reach. What you do is carried out when it answers; `
        + "if it does not arrive, the page will say so.";
    byId("lost").hidden = false;
    if (closed) disable();
    if (!first) return;
    document.title = `No answer: ${document.title}`;
    ask();
  }

  // What is in `main` rather than `main`, which a screen reader looks for, and which the keys still scroll.
  function disable() {
    for (const part of document.querySelectorAll(".sessions, main > *, .settings, .top .buttons, #notices")) part.inert = true;
    byId("main").tabIndex = 0;
  }

  // Ask by another connection whether this one is open at the workbench's end. If it is and stays silent, it is dead, though
  // nobody has closed it.
  async function ask() {
    const asked = lost, left = {...ANSWERS};
    while (lost === asked) {
      try {
        const how = {cache: "no-store", signal: AbortSignal.timeout(2 * ASK_MS)};
        const answer = await fetch(`alive?session=${session}`, how), state = await answer.text();
        // What is not ok comes from something between, while the workbench is away.
        if (lost === asked && answer.ok && (lost.closed || state === "gone" || --left[state] === 0)) return reload();
      } catch { /* no answer yet */ }
      await new Promise((done) => setTimeout(done, ASK_MS));
    }
  }

  function reload() {
    const doubtful = [...unheard.values()].map((name) => name.replaceAll("_", " ")).filter((name) => !VIEW.includes(name));
    const seconds = Math.round((Date.now() - lost.since) / 1000);
    sessionStorage.setItem(NOTE, `The connection was lost for ${seconds} s and is back. ` + (doubtful.length
      ? `Look whether this has arrived, and do it again if not: ${[...new Set(doubtful)].join(", ")}.` : "All you did has arrived."));
    location.reload();
  }

  function look() {
    const now = performance.now();
    // The page was asleep, on a locked phone for instance: wait again before saying that nothing is heard.
    if (now - looked > SILENT_MS) quietSince = now;
    looked = now;
    if (unheard.size > 0 && now - quietSince > SILENT_MS) { if (!lost) lose(false); }
    else if (now - beaten > BEAT_MS && ![...unheard.values()].includes("beat")) {
      beaten = now;
      act("beat");
    }
  }

  function writeAddress() {
    if (!x.bounds) return;
    const {id} = JSON.parse(bridge.readout), {t} = JSON.parse(bridge.moment), {measure} = JSON.parse(bridge.values);
    const whole = x.start === x.bounds[0] && x.end === x.bounds[1];
    const parts = {session: id, axis: measure, ...(t === undefined ? {} : {at: t.toFixed(2)}),
      ...(whole ? {} : {from: x.start.toFixed(3), to: x.end.toFixed(3)})};
    const address = `?${new URLSearchParams(parts).toString().replaceAll("%2F", "/")}`;
    if (address !== location.search) history.replaceState(null, "", address);
  }

  function start(parts) {
    ({bridge, x, session} = parts);
    bridge.properties.heard.change.connect(heard);
    bridge.document.on_event("connection_lost", () => lose(true));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
    setInterval(look, LOOK_MS);
    setInterval(writeAddress, ADDRESS_MS);
    const said = sessionStorage.getItem(NOTE);
    if (said) {
      sessionStorage.removeItem(NOTE);
      byId("back").textContent = said;
      byId("back").hidden = false;
    }
  }

  return {act, start};
})();
