"""The state of a new counter as JavaScript, for any settings and sensitivities.

The detector's own constructors run on symbols instead of numbers. A cell of the new counter then holds either
an integer or the expression that computes it. Where a constructor branches on a symbol, both branches are
followed, and the JavaScript has an `if` there; an error that is raised is thrown.
"""

import json
from collections.abc import Callable
from typing import Any

from heeldrive import RepCounter, Settings, declared

from heeldrive_lab.detection.compiled.layout import Layout
from heeldrive_lab.detection.compiled.transpiler import TranspilerError

Decisions = dict[str, bool]


class _UndecidedError(Exception):
    """A constructor branches on a condition that is not decided yet."""


class Symbol(int):
    """A number or a word that is not known yet, as a JavaScript expression; arithmetic gives another."""

    text: str
    decisions: Decisions

    def __new__(cls, text: str, decisions: Decisions) -> "Symbol":
        """Make a symbol of an expression; `decisions` says which conditions hold."""
        self = super().__new__(cls, 0)
        self.text = text
        self.decisions = decisions
        return self

    def __bool__(self) -> bool:
        if self.text not in self.decisions:
            raise _UndecidedError(self.text)
        return self.decisions[self.text]

    def __format__(self, _: str) -> str:
        return f"${{{self.text}}}"  # in a template literal

    __hash__ = int.__hash__


def _operation(template: str) -> Callable[[Symbol, Any], Symbol]:
    def operation(self: Symbol, other: Any) -> Symbol:
        right = other.text if isinstance(other, Symbol) else json.dumps(other)
        return Symbol(template.format(self.text, right), self.decisions)

    return operation


_OPERATIONS = {
    "add": "({} + {})", "radd": "({1} + {0})", "sub": "({} - {})", "rsub": "({1} - {0})",
    "mul": "({} * {})", "rmul": "({1} * {0})", "floordiv": "floorDivide({}, {})",
    "lt": "({} < {})", "le": "({} <= {})", "gt": "({} > {})", "ge": "({} >= {})",
    "eq": "({} === {})", "ne": "({} !== {})",
}  # fmt: skip


def _unsupported(self: Symbol, *_: object) -> Symbol:
    raise TranspilerError(f"a constructor computes with {self.text} in a way that has no translation")


for _name in (
    "neg", "pos", "abs", "invert", "int", "index", "float", "truediv", "mod", "divmod", "pow",
    "lshift", "rshift", "and", "or", "xor", "rtruediv", "rfloordiv", "rmod", "rdivmod", "rpow",
    "rlshift", "rrshift", "rand", "ror", "rxor",
):  # fmt: skip
    setattr(Symbol, f"__{_name}__", _unsupported)
for _name, _template in _OPERATIONS.items():
    setattr(Symbol, f"__{_name}__", _operation(_template))


def constructor_text(layout: Layout) -> str:
    """A function `newCells(settings, ugPerCount, udpsPerCount)` that returns the cells of a new counter."""
    body = "\n".join(_branches(layout, {}))
    return f"function newCells(settings, ugPerCount, udpsPerCount) {{\n{body}\n}}"


def _branches(layout: Layout, decisions: Decisions) -> list[str]:
    settings = Settings()
    for setting in declared():
        setattr(settings, setting.name, Symbol(f"settings.{setting.name}", decisions))
    try:
        counter = RepCounter(settings, Symbol("ugPerCount", decisions), Symbol("udpsPerCount", decisions))
        if counter.teaching is None:
            counter.teach(0)  # loads the stage; no count depends on it
        cells, _ = layout.lay_out(counter)
    except _UndecidedError as condition:
        yes = _branches(layout, {**decisions, str(condition): True})
        no = _branches(layout, {**decisions, str(condition): False})
        return [f"if ({condition}) {{", *yes, "} else {", *no, "}"]
    except ValueError as error:
        return [f"throw new RangeError(`{error}`);"]
    texts = [cell.text if isinstance(cell, Symbol) else str(int(cell)) for cell in cells]
    return [f"return Int32Array.of({','.join(texts)});"]
