"""The detector as one ES module, made from its source: the fourth runtime.

The alternative is the source as it stands on MicroPython's WebAssembly (npm package
`@micropython/micropython-webassembly-pyscript` 1.27). Both were measured under Node.js 20 on a shared x86-64
core on 30 November 2026, with five minutes at 52 samples a second; both counted the same 61 reps.

===================  =========================  ===============================  ============
method               first count [ms]           later counts [ms]                size [KB]
===================  =========================  ===============================  ============
this module          74                         54 and 14, then 3 to 6           139
MicroPython          133 to load, 600           677 to 751                       542
===================  =========================  ===============================  ============

A threshold that is dragged has to be followed within 60 ms, so we translate. The transpiler has the hard half
already: `compiled.transpiler` resolves attributes, methods and constants.
"""

import json
from typing import Any

from heeldrive import KNEES, LEGS, PHASES, REASONS, WAITS, RepCounter, declared
from heeldrive.displacement import VerticalDisplacement
from heeldrive.events import KINDS, TABLE, Event
from heeldrive.gates import Gates
from heeldrive.rear_leg import RearLeg
from heeldrive.segmentation import Segmentation
from heeldrive.teaching import Teaching

from heeldrive_lab.browser.construction import constructor_text
from heeldrive_lab.browser.javascript import HELPERS, function_text
from heeldrive_lab.detection.compiled.module_text import PROPERTIES, layout
from heeldrive_lab.detection.compiled.transpiler import Transpiler

# The counter is the first object in its cells.
_COUNTER = 1

_JUDGED = """
// The cycles that were judged in the last step, with the gates that each was asked.
let judged = [];
let doubting = false;

function note(number, value, limit, reason, atLeast) {
  const cycle = judged.at(-1);
  cycle.gates.push({ number, value, limit, reason, atLeast, doubt: doubting });
  const kind = doubting ? "doubt" : "reason";
  if (atLeast ? value < limit : value > limit) cycle[kind] ||= reason;
}
"""
# What the functions of the gates note before they decide.
_NOTES = {
    "gates__Gates__begin": "judged.push({ gates: [], reason: 0, doubt: 0 }); doubting = false;\n",
    "gates__Gates__begin_doubts": "doubting = true;\n",
    "gates__Gates__end_doubts": "doubting = false;\n",
    "gates__Gates__at_most": "note(gate, value, limit, reason, false);\n",
    "gates__Gates__at_least": "note(gate, value, limit, reason, true);\n",
}

_CLASS = """
/** Counts lunges: one sample in, at most one event out, as heeldrive.RepCounter in Python. */
export class RepCounter {
  /** @param settings a value for every setting; @throws RangeError a sensitivity is out of its range. */
  constructor(settings, ugPerCount, udpsPerCount) {
    this.cells = newCells(settings, ugPerCount, udpsPerCount);
  }

  /** Process one sample; return the kind of the event, 0 for none. */
  step(t_ms, ax, ay, az, gx, gy, gz) {
    if (judged.length) judged = [];
    return {step}(this.cells, {counter}, t_ms, ax, ay, az, gx, gy, gz);
  }

  /** End the session; return the kind of the next pending event. Call it until it returns 0. */
  finish() {
    judged = [];
    return {finish}(this.cells, {counter});
  }

  /** Learn the wearer's own lunge from their next reps that are alike; 0 cancels. */
  teach(reps) {
    {teach}(this.cells, {teaching}(this.cells, {counter}), reps);
  }

  /** The last event: its fields in the order of FIELDS. */
  get event() {
    const address = this.cells[{counter} + {event}];
    return Array.from(this.cells.subarray(address, address + FIELDS.length));
  }

  /** Whether the last step judged a cycle. */
  get hasJudged() {
    return judged.length > 0;
  }

  /**
   * The cycles that the last step judged, as heeldrive.window.Watch has them: `gates` in the detector's
   * units, `reason` and `doubt` as indices into REASONS, and the end of a cycle of either leg.
   */
  get judged() {
    const cells = this.cells;
    const rear = cells[{counter} + {rear_leg}];
    // The detector may have changed the result of the last cycle after its gates.
    if (judged.length) judged.at(-1).reason = cells[cells[{counter} + {gates}] + {gates_reason}];
    return judged.map((cycle) => ({
      ...cycle,
      waitsFor: this.waits_for,
      front_end_ms: cells[cells[{counter} + {phases}] + {phases_end}],
      rear_end_ms: cells[cells[cells[rear + {displacements}] + cells[rear + {ended}]] + {displacement_end}],
    }));
  }

  /** Reps counted since the start. */
  get reps() {
    return this.cells[{counter} + {reps}];
  }
{properties}}
"""

_PROPERTY = """
  get {}() {{
    return {}(this.cells, {});
  }}
"""


def detector_module() -> str:
    """The text of the module.

    Raises:
        LayoutError, TranspilerError: the detector uses something that cannot be translated.
    """
    transpiler = Transpiler(layout())
    counter = RepCounter
    offsets = transpiler.layout.offsets
    names = {
        "step": transpiler.method(counter, "step", 7),
        "finish": transpiler.method(counter, "finish"),
        "teach": transpiler.method(Teaching, "begin", 1),
        "teaching": transpiler.method(counter, "teaching"),
        "counter": str(_COUNTER),
        "event": str(offsets[counter]["event"]),
        "reps": str(offsets[counter]["reps"]),
        "gates": str(offsets[counter]["gates"]),
        "gates_reason": str(offsets[Gates]["reason"]),
        "phases": str(offsets[counter]["phases"]),
        "phases_end": str(offsets[Segmentation]["end_ms"]),
        "rear_leg": str(offsets[counter]["_rear_leg"]),
        "displacements": str(offsets[RearLeg]["displacements"]),
        "ended": str(offsets[RearLeg]["ended"]),
        "displacement_end": str(offsets[VerticalDisplacement]["end_ms"]),
        "properties": "".join(
            _PROPERTY.format(name, transpiler.method(counter, name), _COUNTER)
            for name in PROPERTIES
            if name != "teaching"
        ),
    }
    text = _CLASS
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    assert list(offsets[Event]) == list(TABLE[::2])
    tables = transpiler.tables.items()
    return "\n".join(
        [
            "// Generated from heeldrive's source by heeldrive_lab.browser. Do not edit.",
            *(f"export const {name} = {json.dumps(value)};" for name, value in _words().items()),
            HELPERS,
            *(f"const {name} = Int32Array.of({str(items)[1:-1]});" for name, items in tables),
            _JUDGED,
            *map(_noting, transpiler.functions, map(function_text, transpiler.functions.values())),
            constructor_text(transpiler.layout),
            text,
        ]
    )


def _noting(name: str, text: str) -> str:
    """The text of a function; those of the gates note what they are asked."""
    head, brace, body = text.partition("{\n")
    return head + brace + _NOTES.get(name, "") + body


def _words() -> dict[str, Any]:
    return {
        "FIELDS": TABLE[::2], "KINDS": KINDS, "LEGS": LEGS, "REASONS": REASONS, "PHASES": PHASES,
        "WAITS": WAITS, "KNEES": KNEES,
        "SETTINGS": [
            {"name": each.name, "initial": each.default, "smallest": each.smallest, "largest": each.largest,
             "choices": each.choices}
            for each in declared()
        ],
    }  # fmt: skip
