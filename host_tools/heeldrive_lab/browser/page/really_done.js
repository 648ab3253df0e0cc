// A number for each counted set, or for the whole session: how many reps were really done.

import { byId, element } from "./elements.js";
import { overlaps } from "./truth.js";
import { setWords } from "./words_for_people.js";

/** @param rows what is known of the session; undefined if nothing is. @param say called with a span and the input of its number. */
export function showReallyDone({ first_ms, last_ms }, sets, rows, say) {
  const spans = sets.length ? sets : [{ start_ms: first_ms, end_ms: last_ms, reps: 0 }];
  byId("really").replaceChildren(
    ...spans.map((span) => {
      const id = `really-${span.start_ms}`;
      const words = sets.length ? `${setWords(span)}, really` : "In the whole session";
      const said = rows?.filter((row) => row.kind === "set" && overlaps(row, span));
      const value = said?.length ? said.reduce((sum, row) => sum + (row.reps ?? 0), 0) : "";
      const number = element("input", { id, type: "number", min: 0, max: 999, value, placeholder: span.reps });
      number.addEventListener("change", () => say(span, number));
      return element("li", {}, [element("label", { htmlFor: id, textContent: words }), number]);
    }),
  );
  byId("right").disabled = !sets.length;
  byId("forget").disabled = byId("save-truth").disabled = !rows;
}
