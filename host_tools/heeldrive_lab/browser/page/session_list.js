// The sessions that people have given, each with its count, and the totals over all of them.

import { byId, element } from "./elements.js";
import { howMany } from "./faults.js";
import { verdict } from "./words_for_people.js";

/** List the sessions, if there are several. @param scoreOf the score of a session that has truth. @param show called with the id of one. */
export function showSessions(sessions, { shown, scoreOf, show }) {
  const list = byId("sessions");
  list.hidden = sessions.length < 2;
  list.firstElementChild.replaceChildren(
    ...sessions.map((session) => {
      const found = scoreOf(session);
      const button = element("button", { type: "button", className: found ? kindOf(found) : "" }, [
        element("span", { className: "name", textContent: session.name }),
        element("span", { className: `number ${session.isOld ? "old" : ""}`, textContent: session.reps ?? "…" }),
        ...(found ? [element("span", { className: "quiet", textContent: verdict(found) })] : []),
      ]);
      button.setAttribute("aria-current", String(session.id === shown));
      button.addEventListener("click", () => show(session.id));
      return element("li", {}, [button]);
    }),
  );
}

/** Reps and errors over the sessions that are counted; undefined if none is. */
export function totalWords(sessions, scoreOf) {
  const counted = sessions.filter(({ reps }) => reps !== undefined);
  if (!counted.length) return undefined;
  const scores = counted.map(scoreOf).filter(Boolean);
  let words = `${howMany(sum(counted.map(({ reps }) => reps)), "rep")} in ${howMany(counted.length, "session")}`;
  if (scores.length) {
    const right = scores.filter((each) => kindOf(each) === "right").length;
    const [missed, falsely] = ["missed", "falsely"].map((what) => sum(scores.map((each) => each[what])));
    words += `; ${right} of ${scores.length} with truth right: ${missed} missed, ${falsely} false`;
  }
  return words + (counted.some(({ isOld }) => isOld) ? " counting…" : "");
}

/** `right` or `wrong`, the class of what shows a score. */
export function kindOf({ missed, falsely }) {
  return missed || falsely ? "wrong" : "right";
}

function sum(numbers) {
  return numbers.reduce((one, other) => one + other, 0);
}
