// The importer's sentences: templates for Python's `str.format`, filled in as Python does.

import { Fault, fixed } from "../faults.js";

/** Throw a sentence. */
export function refuse(template, values) {
  throw new Fault(fill(template, values));
}

/** A template with its values, each written as its format says: `{rate_hz:.4g}`, `{days:.1f}`, `{fit:+.2f}`. */
export function fill(template, values = {}) {
  return template.replace(/{(\w+)(?::(\+?)\.(\d+)([fg]))?}/g, (_, name, plus, digits, form) => {
    const value = values[name];
    if (!form) return value;
    const text = form === "f" && Number.isFinite(value) ? fixed(value, Number(digits)) : general(value, Number(digits));
    return text.startsWith("-") ? text : plus + text;
  });
}

/** A number with some significant digits, as Python's format `g` writes it. */
function general(value, digits) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  let [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  if (exponent >= -4 && exponent < digits) return withoutZeros(fixed(value, digits - 1 - exponent));
  // An exact half goes to the even digit.
  const exact = value.toExponential(100).split("e")[0];
  const length = mantissa.length + (digits === 1 ? 1 : 0);
  if (/^50*$/.test(exact.slice(length)) && exact.slice(0, length).replace(/\.$/, "").at(-1) % 2 === 0) {
    [mantissa, exponent] = [exact.slice(0, mantissa.length), value.toExponential(100).split("e")[1]];
  }
  return `${withoutZeros(mantissa)}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function withoutZeros(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
