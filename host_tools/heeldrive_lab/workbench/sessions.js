// The list of sessions: what each counts, search, filter, and the next wrong one.
"use strict";
window.heeldriveSessions = (() => {
  const byId = (id) => document.getElementById(id);
  const sign = (verdict) => ({right: "✓ ", wrong: "✗ ", unreadable: "✗ "}[verdict] ?? "");
  const rows = new Map(); // by the session's id: its item, its button, and what they show
  let lines = [], listed = "", current = "", act = null;

  const chosen = {
    all: () => true,
    wrong: ({verdict}) => verdict === "wrong",
    unlabelled: ({verdict}) => verdict === "no truth",
    unsaved: ({unsaved}) => unsaved,
    unreadable: ({verdict}) => verdict === "unreadable",
  };

  function show(all) {
    lines = all;
    const ids = JSON.stringify(lines.map(({id, folder}) => [id, folder]));
    if (ids !== listed) build();
    listed = ids;
    for (const line of lines) {
      const row = rows.get(line.id), now = JSON.stringify(line);
      if (row.now === now) continue;
      row.now = now;
      const [name, number, words] = row.button.children;
      row.item.className = line.fresh ? "" : "old";
      row.button.className = line.verdict.replace(" ", "-");
      row.button.title = line.words;
      name.textContent = line.name + (line.unsaved ? " ●" : "");
      number.textContent = line.counted === null ? "…" : line.true === null ? line.counted : `${line.counted} / ${line.true}`;
      words.textContent = sign(line.verdict) + line.words + (line.unsaved ? ", labels not saved" : "");
    }
    filter();
  }

  function build() {
    let folder = "";
    const items = [];
    rows.clear();
    for (const line of lines) {
      if (line.folder !== folder) {
        folder = line.folder;
        const head = document.createElement("h3"), item = document.createElement("li");
        head.textContent = item.dataset.folder = folder;
        item.append(head);
        items.push(item);
      }
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.innerHTML = '<span class="name"></span><span class="number"></span><span class="words"></span>';
      button.onclick = () => act("open", line.id);
      item.append(button);
      items.push(item);
      rows.set(line.id, {item, button, now: ""});
    }
    byId("sessions").replaceChildren(...items);
    mark(current);
  }

  // Every word that is searched for stands in the name, the folder or the verdict.
  function found() {
    const wanted = byId("search").value.toLowerCase().split(/\s+/), choose = chosen[byId("filter").value];
    return lines.filter((line) => {
      const about = `${line.folder} ${line.name} ${line.words}`.toLowerCase();
      return choose(line) && wanted.every((word) => about.includes(word));
    });
  }

  function filter() {
    const kept = found(), ids = new Set(kept.map(({id}) => id)), folders = new Set(kept.map((line) => line.folder));
    for (const [id, {item}] of rows) item.hidden = !ids.has(id);
    for (const item of byId("sessions").querySelectorAll("[data-folder]")) item.hidden = !folders.has(item.dataset.folder);
    byId("session-sum").textContent = kept.length < lines.length ? `(${kept.length} of ${lines.length})` : `(${lines.length})`;
    const wrong = kept.filter(chosen.wrong).length;
    byId("next-wrong").disabled = !wrong;
    byId("next-wrong").textContent = `Next wrong one (${wrong})`;
  }

  // Mark the session that is shown.
  function mark(id) {
    current = id;
    for (const [one, {button}] of rows) {
      if (one === id && button.getAttribute("aria-current") !== "true") button.scrollIntoView({block: "nearest"});
      button.setAttribute("aria-current", one === id);
    }
  }

  // Open the next or previous session of those in the list, or the next wrong one.
  function go(by, wanted = chosen.all) {
    const kept = found(), at = lines.findIndex(({id}) => id === current), turn = (place) => (place + lines.length) % lines.length;
    for (let place = turn(at + by), left = lines.length; left > 0; place = turn(place + by), left -= 1)
      if (kept.includes(lines[place]) && wanted(lines[place])) return act("open", lines[place].id);
  }
  const nextWrong = () => go(1, chosen.wrong);

  function start(send) {
    act = send;
    byId("search").addEventListener("input", filter);
    byId("filter").addEventListener("change", filter);
    byId("next-wrong").addEventListener("click", nextWrong);
  }

  return {start, show, mark, go, nextWrong, sign};
})();
