// The connection to the workbench: numbers the user's actions, notices at once when they are not heard, says so and
// disables the page, and reloads it when the workbench answers again. The page's address has its session and view.
"use strict";
window.heeldriveConnection = (() => {
  const LOOK_MS = 250; // between two looks at what is unheard
  const BEAT_MS = 500; // between two empty actions, which only ask for an answer
  const SILENT_MS = 2000; // an action is answered in a few ms; a busy computer may take a second
  const PROBE_MS = 1000; // between two requests to a workbench that does not answer
  const ADDRESS_MS = 250; // browsers refuse more than about 7 changes of the address a second
  const UNASKED = ["beat", "hover", "wear"]; // actions that the user does not notice
  // Actions that change nothing but the view.
  const VIEW = [...UNASKED, "measure", "moment", "open", "pan", "release", "select", "show all", "show range", "zoom"];
  const NOTE = "heeldrive-lost"; // what a reloaded page has to say
  const byId = (id) => document.getElementById(id);
  const unheard = new Map(); // number of each action that was sent and not heard: its name, and when
  let bridge, x, sent = 0, lost = null, looked = performance.now(), beaten = 0, pressed = false, onLost = () => {};

  function act(name, argument = null) {
    if (!UNASKED.includes(name)) byId("back").hidden = true;
    unheard.set(++sent, {name, at: performance.now()});
    // On a connection that is only silent, what is sent still arrives when it answers again.
    if (!lost?.closed) bridge.action = JSON.stringify([name, argument, sent, JSON.parse(bridge.readout).id]);
  }

  function heard() {
    for (const number of unheard.keys()) if (number <= Number(bridge.heard)) unheard.delete(number);
    if (lost && !lost.closed && unheard.size === 0) found();
  }

  function lose(closed) {
    if (!lost) {
      lost = {since: new Date(), closed, answers: 0};
      onLost();
      if (!pressed) disable();
      document.documentElement.classList.add("lost");
      byId("lost").hidden = false;
      byId("since").textContent = lost.since.toLocaleTimeString();
      document.title = `No connection: ${document.title}`;
      probe();
    }
    lost.closed ||= closed;
  }

  // What is in `main` rather than `main`, which a screen reader looks for, and which the keys still scroll.
  function disable() {
    for (const part of document.querySelectorAll(".sessions, main > *, .settings, .top .buttons, #notices")) part.inert = true;
    byId("main").tabIndex = 0;
  }

  // What is being dragged is followed to its end; it is sent when the connection answers again.
  function press(down) {
    pressed = down;
    if (lost && !down) setTimeout(() => { if (lost) disable(); });
  }

  // The same connection answers again: nothing was lost.
  function found() {
    lost = null;
    for (const part of document.querySelectorAll("[inert]")) part.inert = false;
    byId("main").tabIndex = -1;
    document.documentElement.classList.remove("lost");
    byId("lost").hidden = true;
    document.title = document.title.replace("No connection: ", "");
  }

  async function probe() {
    while (lost) {
      const begun = performance.now();
      try {
        const answer = await fetch("alive", {cache: "no-store", signal: AbortSignal.timeout(2 * PROBE_MS)});
        if (answer.ok && lost) lost.answers++;
      } catch { /* no answer yet */ }
      // Two answers to others while this connection stays silent: it is dead, though nobody has closed it.
      if (lost && lost.answers > (lost.closed ? 0 : 1)) return reload();
      await new Promise((done) => setTimeout(done, Math.max(0, PROBE_MS - (performance.now() - begun))));
    }
  }

  function reload() {
    const doubtful = [...unheard.values()].map(({name}) => name.replaceAll("_", " ")).filter((name) => !VIEW.includes(name));
    const seconds = Math.round((Date.now() - lost.since) / 1000);
    sessionStorage.setItem(NOTE, `The connection was lost for ${seconds} s and is back. ` + (doubtful.length
      ? `Look whether this has arrived, and do it again if not: ${[...new Set(doubtful)].join(", ")}.` : "All you did has arrived."));
    location.reload();
  }

  function look() {
    const now = performance.now();
    // The page was asleep, on a locked phone for instance: wait again before saying that nothing is heard.
    if (now - looked > SILENT_MS) for (const action of unheard.values()) action.at = now;
    looked = now;
    const [first] = unheard.values();
    if (first && now - first.at > SILENT_MS) lose(false);
    else if (now - beaten > BEAT_MS && ![...unheard.values()].some(({name}) => name === "beat")) {
      beaten = now;
      act("beat");
    }
  }

  function writeAddress() {
    if (lost || !x.bounds) return;
    const {id} = JSON.parse(bridge.readout), {t} = JSON.parse(bridge.moment), {measure} = JSON.parse(bridge.values);
    const whole = x.start === x.bounds[0] && x.end === x.bounds[1];
    const parts = {session: id, axis: measure, ...(t === undefined ? {} : {at: t.toFixed(2)}),
      ...(whole ? {} : {from: x.start.toFixed(3), to: x.end.toFixed(3)})};
    const address = `?${new URLSearchParams(parts).toString().replaceAll("%2F", "/")}`;
    if (address !== location.search) history.replaceState(null, "", address);
  }

  function start(parts, pause) {
    ({bridge, x} = parts);
    onLost = pause;
    bridge.properties.heard.change.connect(heard);
    bridge.document.on_event("connection_lost", () => lose(true));
    for (const event of ["pointerdown", "pointerup", "pointercancel"])
      window.addEventListener(event, () => press(event === "pointerdown"), true);
    window.addEventListener("offline", () => lose(false));
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
