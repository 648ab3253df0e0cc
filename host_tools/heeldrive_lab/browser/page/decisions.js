// Why a rep counted or a cycle did not, in words, and the setting that decided.

import { byId, element } from "./elements.js";
import { clock } from "./words_for_people.js";

/** List what was refused. @param pick called with an event to look at. @param find called with a setting to look at. */
export function showRefusals(events, { pick, find }) {
  const refused = events.filter(({ kind }) => kind === "refused");
  byId("refusals").hidden = !refused.length;
  byId("refusals").querySelector("h2").textContent = `Not counted: ${refused.length}`;
  byId("refusals").querySelector("ol").replaceChildren(
    ...refused.map((event) => {
      const time = element("button", { type: "button", textContent: clock(event.start_ms) });
      time.setAttribute("aria-label", `Show the cycle at ${clock(event.start_ms)}`);
      time.addEventListener("click", () => pick(event));
      return element("li", {}, [time, " ", settingButton(event, find), element("span", { className: "words", textContent: event.why.words })]);
    }),
  );
}

/** Say of one event why. */
export function showReason(event, find) {
  const what = event.kind === "rep" ? `Rep ${event.index}` : "Not counted";
  byId("moment").replaceChildren(`${clock(event.start_ms)} ${what}: ${event.why.words} `, settingButton(event, find));
}

/** A button that leads to the setting behind a decision; an empty text if there is none. */
function settingButton({ why }, find) {
  if (!why.setting) return "";
  const button = element("button", { type: "button", textContent: why.move });
  button.addEventListener("click", () => find(why.setting));
  return button;
}
