// The page's section of a board on a cable: its count while it is worn, its logs, and settings for it.

import { element } from "../elements.js";
import { Fault } from "../faults.js";
import { whyNoDrive, whyNoLink } from "./availability.js";
import { chooseDrive, logOn, sendSettings } from "./drive.js";
import { follow, LiveState } from "./live.js";
import { choosePort } from "./serial_link.js";
import { DRIVE } from "./tables.js";

/**
 * Fill the section.
 *
 * @param section an element.
 * @param take called with an array of Files: the logs of a board.
 * @param settingsText gives the settings to send, as the text of a settings.toml.
 */
export function showBoard(section, { take, settingsText }) {
  const state = new LiveState();
  let link = null;
  let cancel = null; // of a fetch

  const words = element("p", { className: "words" });
  words.setAttribute("role", "status");
  const digits = element("output", { className: "digits" });
  digits.setAttribute("aria-live", "off"); // ten times a second
  digits.setAttribute("aria-label", "Reps in the set, now");
  const now = element("p");
  const newest = element("p", { className: "quiet" });
  const live = element("div", { className: "live", hidden: true }, [digits, element("div", {}, [now, newest])]);
  const [connects, fetches, stops, reads, sends] = [
    ["Connect", connectOrClose],
    ["Fetch logs", fetchLogs],
    ["Stop", () => cancel.abort()],
    ["Read the drive's log", readLog],
    ["Send to board", send],
  ].map(([textContent, act]) => {
    const button = element("button", { type: "button", textContent });
    button.addEventListener("click", () => during(button, act));
    return button;
  });
  section.hidden = false;
  const lacks = [...new Set([whyNoLink(), whyNoDrive()])].filter((why) => why);
  const apologies = lacks.map((why) => element("p", { className: "quiet", textContent: sentence(why) }));
  if (whyNoLink() && whyNoDrive()) {
    const summary = element("summary", { textContent: "Board on a cable: not with this browser" });
    section.replaceChildren(element("details", {}, [summary, ...apologies]));
    return;
  }
  section.replaceChildren(
    element("h2", { textContent: "Board on a cable" }),
    element("div", { className: "buttons" }, [connects, fetches, stops, reads, sends]),
    live,
    words,
    ...apologies,
  );
  connects.hidden = Boolean(whyNoLink());
  reads.hidden = sends.hidden = Boolean(whyNoDrive());
  showLink();

  /** Do what a button says; it is off meanwhile, and what goes wrong is told. */
  async function during(button, act) {
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Fault || error.name === "AbortError")) throw error;
      tell(error.name === "AbortError" ? "stopped" : error.message);
    } finally {
      button.disabled = false;
      showLink();
    }
  }

  function tell(...sentences) {
    words.replaceChildren(...sentences.map((each) => element("span", { textContent: sentence(each) })));
  }

  function showLink() {
    connects.textContent = link ? "Disconnect" : "Connect";
    fetches.hidden = !link || Boolean(cancel);
    stops.hidden = !cancel;
    live.hidden = !link;
  }

  function showLive(event) {
    if (event.kind === "link" && !event.connected) {
      link = null;
      tell(event.why);
      showLink();
    }
    digits.textContent = state.set_reps;
    const angle = `${Math.round(state.inclination_deg)}\u00b0`;
    now.textContent = `set ${state.set}, ${state.reps} in all; ${state.phase} ${angle}`;
    newest.textContent = state.whyNot ? `did not count: ${state.whyNot}` : (state.recent.at(-1) ?? "");
  }

  async function connectOrClose() {
    if (link) {
      await link.close();
      link = null;
      tell("disconnected");
      return;
    }
    const port = await choosePort();
    if (!port) return;
    link = await follow(port, state, showLive);
    tell(`connected to ${state.hello.get("board") ?? "a board"}, firmware ${state.hello.get("firmware") ?? "?"}`);
  }

  async function fetchLogs() {
    cancel = new AbortController();
    showLink();
    try {
      const logs = await link.logs();
      const told = [];
      for (const log of logs) {
        if (log.recording) {
          told.push(`log ${log.id} is still being recorded: stop the recording to fetch it`);
          continue;
        }
        const onBlock = (number) => tell(`fetching log ${log.id}, block ${number + 1} of at most ${log.blocks}`);
        const { bytes, lost } = await link.fetchLog(log, { onBlock, signal: cancel.signal });
        if (bytes.length) take([new File([bytes], `log ${log.id} of the board`)]);
        told.push(`log ${log.id} ${bytes.length ? "fetched" : "is empty"}${lost ? `; ${lost}` : ""}`);
      }
      tell(...(logs.length ? told : [`no log on the board; it says: ${await whyNone()}`]));
    } finally {
      cancel = null;
    }
  }

  async function whyNone() {
    const line = (await link.ask("status")).find(({ word, rest }) => word === "log" && rest.startsWith("off: "));
    return line ? line.rest.slice("off: ".length).replace(/\.$/, "") : "nothing has been recorded yet";
  }

  async function readLog() {
    const drive = await chooseDrive();
    if (!drive) return;
    const file = await logOn(drive);
    take([file]);
    tell(`${DRIVE.log} is read from ${drive.name}`);
  }

  async function send() {
    const drive = await chooseDrive();
    if (drive) tell(...(await sendSettings(drive, settingsText())));
  }
}

/** A clause as a sentence; the name of a file stays as it is. */
function sentence(clause) {
  return `${/^[a-z]+(?![\w.])/.test(clause) ? clause[0].toUpperCase() + clause.slice(1) : clause}.`;
}
