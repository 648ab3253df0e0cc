// A slider or a choice for each setting, made from the table of settings.

import { element } from "./elements.js";
import { CONTROLS } from "./words.js";

export class Controls {
  /** @param onInput called with a setting and its new value. @param onEnd called when a slider is let go. @param onBack called with a setting to put back. */
  constructor(detector, others, { onInput, onEnd, onBack }) {
    this.rows = new Map();
    for (const control of CONTROLS) {
      const row = rowOf(control, { onInput, onEnd, onBack });
      this.rows.set(control.name, row);
      (control.detector ? detector : others).append(row.whole);
    }
  }

  /** Show the values in force, and which of them people have changed. */
  show(values, changes) {
    for (const [name, { whole, inputs, back }] of this.rows) {
      for (const input of inputs) if (input !== document.activeElement || input.type === "range") input.value = values[name];
      const changed = Object.hasOwn(changes, name);
      whole.classList.toggle("changed", changed);
      back.hidden = !changed;
    }
  }

  /** Bring a setting into view and give it the keys. */
  find(name) {
    const { whole, inputs } = this.rows.get(name);
    for (const { whole: other } of this.rows.values()) other.classList.toggle("found", other === whole);
    whole.closest("details")?.setAttribute("open", "");
    whole.scrollIntoView({ block: "center" });
    inputs.at(-1).focus({ preventScroll: true });
  }
}

function rowOf({ name, title, unit, smallest, largest, choices, meaning, default: initial }, { onInput, onEnd, onBack }) {
  const id = `control-${name}`;
  const about = `about-${name}`;
  const back = element("button", { type: "button", className: "back", hidden: true, textContent: "↺" });
  back.setAttribute("aria-label", `${title} as it was`);
  back.addEventListener("click", () => onBack(name));
  const inputs = choices.length ? [choiceOf(id, choices, largest)] : numbersOf(id, title, unit, smallest, largest);
  inputs.forEach((input) => input.setAttribute("aria-describedby", about));
  for (const input of inputs) {
    input.addEventListener(input.tagName === "SELECT" || input.type === "text" ? "change" : "input", () => {
      const value = valueOf(input, choices);
      if (value !== undefined) onInput(name, value);
    });
    input.addEventListener("change", onEnd);
  }
  const label = element("label", { htmlFor: id, textContent: title });
  if (unit) label.append(element("span", { className: "unit", textContent: ` ${unit}` }));
  const range = choices.length ? "" : `${smallest} to ${largest}${unit ? ` ${unit}` : ""}, `;
  const words = element("p", { id: about, textContent: `${meaning} (${range}default ${initial})` });
  const whole = element("div", { className: "control" }, [label, back, ...inputs, words]);
  whole.dataset.control = name;
  return { whole, inputs, back };
}

function choiceOf(id, choices, largest) {
  if (largest) {
    return element("input", { id, type: "text", className: "text", size: largest.length, maxLength: largest.length });
  }
  const options = choices.map((choice) =>
    element("option", { value: choice, textContent: String(choice).replaceAll("_", " ") }),
  );
  return element("select", { id }, options);
}

function numbersOf(id, title, unit, smallest, largest) {
  const range = { min: smallest, max: largest, step: 1 };
  const number = element("input", { type: "number", className: "number", ...range });
  number.setAttribute("aria-label", `${title} as a number, ${smallest} to ${largest}${unit ? ` ${unit}` : ""}`);
  return [number, element("input", { id, type: "range", className: "slider", ...range })];
}

/** The value of an input; undefined while it is not allowed. */
function valueOf(input, choices) {
  if (choices.length) return choices.find((choice) => String(choice) === input.value) ?? (input.type === "text" ? input.value : undefined);
  const number = Number(input.value);
  return input.value && Number.isInteger(number) && number >= input.min && number <= input.max ? number : undefined;
}
