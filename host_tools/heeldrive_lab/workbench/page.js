// The page's HTML: shows the data that Python writes into the bridge, and sends the user's actions.
"use strict";
window.heeldrive = (() => {
  const byId = (id) => document.getElementById(id);
  const controls = new Map(window.heeldriveControls.map((control) => [control.name, control]));
  const charts = window.heeldriveCharts, sessions = window.heeldriveSessions;
  const delays = []; // time from each dragged value to its count, ms; read by the benchmark
  const {act} = window.heeldriveConnection;
  let bridge, x, cursors, held = null, dragged = [];
  let timeline = [], notes = {}, playing = null, cursorAt = null;

  // At most one action per frame, the latest: a mouse reports more moves than the page can show.
  const waiting = new Map();
  function actSoon(name, key, argument) {
    if (waiting.size === 0) requestAnimationFrame(flush);
    waiting.set(key, [name, argument]);
  }
  function flush() {
    for (const [one, what] of waiting.values()) act(one, what);
    waiting.clear();
  }

  function text(id, words) {
    const element = byId(id);
    if (element.textContent !== words) element.textContent = words;
  }

  // Data from Python

  const show = {
    sessions: sessions.show,
    readout(data) {
      text("count", data.counted === null ? "–" : String(data.counted));
      text("of", data.true === null ? "counted" : `of ${data.true} done`);
      byId("count").parentElement.classList.toggle("old", !data.fresh);
      text("name", data.name);
      text("about", data.about);
      text("refused", data.refused);
      const verdict = byId("verdict");
      verdict.className = `chip ${data.verdict.replace(" ", "-")}`;
      text("verdict", sessions.sign(data.verdict) + data.words);
      text("fresh", data.fresh ? (data.took && `counted in ${data.took}`) : "counting…");
      const sets = byId("sets");
      sets.replaceChildren(...data.sets.map((set) => rangeButton(set.words, [set.start, set.end])));
      sessions.mark(data.id);
      if (!data.values) return;
      const of = ({name, value}) => value === (data.values[name] ?? controls.get(name).default);
      const place = dragged.findLastIndex(of);
      if (place >= 0) delays.push(performance.now() - dragged[place].at);
      dragged = dragged.slice(place + 1);
    },
    totals(data) {
      const {now, saved} = data;
      if (!now) return;
      const busy = data.counted < data.sessions ? ` · counting, ${data.counted} of ${data.sessions}…` : "";
      const was = (part, before) => saved && before !== part ? ` <span class="quiet">(saved: ${before})</span>` : "";
      const change = data.change ? ` · <span class="${data.better ? "better" : "worse"}">${data.better ? "▲" : "▼"} ${data.change}</span>` : "";
      byId("totals").innerHTML = data.labelled === 0 ? `no session has truth yet${busy}`
        : `<b>${now.right}</b> of ${data.labelled} sessions right${was(now.right, saved?.right)} ·
           <b>${now.found}</b> of ${now.true} reps found${was(now.found, saved?.found)} ·
           <b>${now.missed}</b> missed · <b>${now.false}</b> false${was(now.false, saved?.false)}${change}${busy}`;
    },
    values(data) {
      for (const [name, control] of controls) showControl(name, control, data.changed[name] ?? control.default);
      text("lunge", data.lunge || "not taught");
      byId("forget").hidden = !data.lunge;
      const {undo, redo} = data;
      byId("undo").disabled = !undo;
      byId("undo").title = undo ? `undo: ${undo} (z)` : "nothing to undo";
      byId("redo").disabled = !redo;
      byId("redo").title = redo ? `redo: ${redo} (y)` : "nothing to redo";
      byId("save-settings").classList.toggle("unsaved", data.settings_unsaved);
      byId("save-settings").title = `${data.settings_unsaved ? "not saved yet: " : ""}to ${data.path} (s)`;
      byId("save-truth").classList.toggle("unsaved", data.truth_unsaved);
      byId("save-truth").title = `${data.truth_unsaved ? "not saved yet: " : ""}the truth of the session shown (w)`;
      ({notes} = data);
      showNotes();
      text("path", data.path);
      byId("measure").value = data.measure;
    },
    label(data) {
      const has = data.index !== undefined;
      text("label", data.words);
      byId("label").classList.toggle("selected", has);
      byId("remove").disabled = !has;
    },
    moment(data) {
      cursorAt = data.t ?? null;
      byId("moment").innerHTML = "";
      if (cursorAt !== null) {
        const [state, why] = [document.createElement("b"), document.createElement("div")];
        state.textContent = data.words;
        why.textContent = data.why;
        byId("moment").append(state);
        if (data.setting) byId("moment").append(button(data.move, () => jumpTo(data.setting)));
        byId("moment").append(why);
      }
      charts.moment(data);
      showDigits();
    },
    hover: charts.hover,
    compared(data) {
      const on = data.words !== undefined;
      byId("compared").hidden = !on;
      byId("compare").setAttribute("aria-pressed", on);
      if (!on) return;
      text("compared-words", data.words.join(" · "));
      byId("compared-only").replaceChildren(...data.only.map(({words, s}) => rangeButton(words, s)));
    },
    timeline(changes) {
      timeline = changes;
      showDigits();
    },
    notices(all) {
      byId("notices").replaceChildren(...all.map(({words, fault, buttons}) => {
        const line = document.createElement("p");
        line.className = fault ? "fault" : "";
        line.append(words, " ");
        for (const [title, name, argument] of buttons) line.append(button(title, () => act(name, argument)));
        return line;
      }));
    },
    message(data) {
      const line = byId("message");
      line.hidden = !data.words;
      line.className = data.fault ? "fault" : "";
      line.setAttribute("role", data.fault ? "alert" : "status");
      text("message", data.words ?? "");
    },
  };

  function button(words, onclick) {
    return Object.assign(document.createElement("button"), {type: "button", textContent: words, onclick});
  }

  // A button that shows a part of the session.
  function rangeButton(words, ends) {
    return Object.assign(button(words, () => act("show_range", ends)), {title: "show it"});
  }

  function showControl(name, control, value) {
    const row = document.querySelector(`[data-control="${name}"]`);
    const changed = value !== control.default;
    row.classList.toggle("changed", changed);
    row.querySelector(".reset").hidden = !changed;
    for (const input of row.querySelectorAll("input, select")) {
      // A tempo may be another one than the choices.
      if (input.options && ![...input.options].some((option) => option.value === String(value))) input.add(new Option(value));
      if (input !== held && !(input === document.activeElement && input.type === "number")) input.value = value;
    }
  }

  // Show the control of a setting, and its line in the lowest axis if it belongs there.
  function jumpTo(name) {
    const row = document.querySelector(`[data-control="${name}"]`), measure = byId("measure");
    row.closest("details")?.setAttribute("open", "");
    row.scrollIntoView({block: "center"});
    row.querySelector(".slider, select").focus({preventScroll: true});
    row.animate({backgroundColor: ["var(--own)", "transparent"]}, 1500);
    if ([...measure.options].some((option) => option.value === name)) act("measure", name);
  }

  function showNotes() {
    for (const [key, value] of Object.entries(notes)) if (byId(key) !== held) byId(key).value = value ?? "";
  }

  function showDigits() {
    const at = playing?.at ?? cursorAt;
    let digits = timeline.length ? timeline[timeline.length - 1][1] : "0";
    if (at !== null) for (const [when, what] of timeline) if (when <= at) digits = what; else break;
    if (at === null && timeline.length < 2) digits = "0";
    text("digits", digits);
  }

  // Lines and labels that are dragged

  function watchThreshold({line, band, label}) {
    band.pan.connect(([phase]) => {
      const [name, smallest, largest] = band.tags;
      if (phase === "pan") {
        const value = Math.min(Math.max(Math.round((band.top + band.bottom) / 2), smallest), largest);
        if (value === line.location) return;
        const control = controls.get(name);
        line.setv({location: value}, {sync: false});
        label.setv({y: value, text: `${control.title} ${value} ${control.unit}`.trim()}, {sync: false});
        dragged.push({name, value, at: performance.now()});
        actSoon("drag", name, [name, value]);
      } else if (phase === "pan:end") {
        flush();
        act("release");
      }
    });
  }

  function watchLabel(box) {
    box.pan.connect(([phase]) => {
      if (phase === "pan:end") act("label_moved", [box.left, box.right]);
    });
  }

  // Playing

  function play() {
    if (playing) return pause();
    const start = cursorAt !== null && cursorAt < x.end ? Math.max(cursorAt, x.start) : x.start;
    playing = {at: start, last: performance.now()};
    text("play", "⏸ Pause");
    requestAnimationFrame(tick);
  }
  function pause() {
    const at = playing.at;
    playing = null;
    text("play", "▶ Play");
    act("moment", at);
  }
  function tick(now) {
    if (!playing) return;
    playing.at += (now - playing.last) / 1000 * Number(byId("speed").value);
    playing.last = now;
    if (playing.at >= x.bounds[1]) { playing.at = x.bounds[1]; return pause(); }
    for (const cursor of cursors) cursor.setv({location: playing.at, visible: true}, {sync: false});
    if (playing.at > x.end) {
      const width = x.end - x.start, start = Math.min(playing.at - 0.05 * width, x.bounds[1] - width);
      x.setv({start, end: start + width});
    }
    showDigits();
    requestAnimationFrame(tick);
  }

  // Keys

  const keys = {
    n: () => sessions.go(1), p: () => sessions.go(-1), x: sessions.nextWrong, "/": () => byId("search").focus(), " ": play,
    "+": () => act("zoom", 0.5), "=": () => act("zoom", 0.5), "-": () => act("zoom", 2), 0: () => act("show_all"),
    ArrowLeft: () => act("pan", -0.25), ArrowRight: () => act("pan", 0.25),
    "[": () => act("select", -1), "]": () => act("select", 1),
    a: () => act("add_rep"), t: () => act("take_counted"), m: () => act("teach"), b: charts.toggleBoxZoom, c: () => act("compare"),
    ",": () => act("nudge", [-100, -100]), ".": () => act("nudge", [100, 100]),
    "<": () => act("nudge", [0, -100]), ">": () => act("nudge", [0, 100]),
    Delete: () => act("remove"), Backspace: () => act("remove"),
    z: () => act("undo"), y: () => act("redo"), s: () => act("save_settings"), w: () => act("save_annotations"),
    "?": () => byId("help").showModal(),
  };
  function onKey(event) {
    if (byId("help").open || event.altKey || document.querySelector("[inert]")) return;
    const command = event.ctrlKey || event.metaKey, on = event.composedPath()[0];
    if (command && !"zys".includes(event.key.toLowerCase())) return;
    const typing = on.matches?.("input, select, textarea");
    // For a moment after the help closes, its hidden button still has the focus.
    const ownSpace = event.key === " " && on.matches?.(":is(button, summary, a):not(dialog *)");
    if ((typing && !command && !(on.type === "range" && !event.key.startsWith("Arrow"))) || ownSpace) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const done = command && event.shiftKey && key === "z" ? keys.y : keys[key];
    if (!done) return;
    event.preventDefault();
    done();
  }

  function wire() {
    for (const button of document.querySelectorAll("[data-do]"))
      button.addEventListener("click", () => act(button.dataset.do, button.dataset.with === undefined ? null : JSON.parse(button.dataset.with)));
    for (const [name, control] of controls) {
      const row = document.querySelector(`[data-control="${name}"]`);
      row.querySelector(".reset").addEventListener("click", () => act("reset", name));
      for (const input of row.querySelectorAll("input, select")) {
        const value = () => typeof control.default === "number" ? Number(input.value) : input.value;
        if (input.type === "range") {
          input.addEventListener("input", () => { held = input; actSoon("slide", name, [name, value()]); });
        }
        input.addEventListener("change", () => {
          held = null;
          flush();
          if (input.type !== "range" && input.value !== "") act("set", [name, value()]);
          act("release");
        });
      }
    }
    byId("measure").addEventListener("change", (event) => act("measure", event.target.value));
    byId("set-total").addEventListener("click", () => act("set_total", Math.max(0, Math.round(Number(byId("total").value)))));
    for (const input of document.querySelectorAll(".note")) {
      input.addEventListener("input", () => { held = input; });
      input.addEventListener("change", () => {
        held = null;
        act("note", [input.id, input.validity.badInput ? "?" : input.value]);
        showNotes(); // what is refused does not stay
      });
    }
    document.addEventListener("focusout", () => { held = null; }); // typed back to what it was: no change
    byId("play").addEventListener("click", play);
    byId("help-button").addEventListener("click", () => byId("help").showModal());
    document.addEventListener("keydown", onKey);
    if (window.matchMedia("(max-width: 760px)").matches) document.querySelector(".sessions details").open = false;
  }

  function start(parts) {
    ({bridge, x, cursors} = parts);
    window.heeldriveConnection.start(parts);
    sessions.start(act);
    for (const name of Object.keys(show)) {
      const update = () => show[name](JSON.parse(bridge[name]));
      bridge.properties[name].change.connect(update);
      update();
    }
    parts.thresholds.forEach(watchThreshold);
    watchLabel(parts.selected);
    charts.start(parts, act, actSoon);
    wire();
    document.documentElement.dataset.ready = "yes";
  }

  return {start, delays};
})();
