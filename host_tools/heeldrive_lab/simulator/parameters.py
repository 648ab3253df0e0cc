"""Parameters of a spec, declared once: name, range, default, meaning; and the sentence when one is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heeldrive_lab.sessions.session import SessionError

# What a parameter becomes: a number, two numbers between which one is drawn, a word, or None for a habit.
Value = float | tuple[float, float] | str | None


class SpecError(SessionError):
    """A spec that cannot be simulated; the text says where, what, and what would do."""


@dataclass(frozen=True)
class Number:
    """A number in a spec.

    Attributes:
        name: with its unit.
        smallest: allowed.
        largest: allowed.
        default: when it is left out; two numbers are drawn between, None is the wearer's habit or drawn.
        meaning: for messages and pages.
        whole: whether it must be a whole number.
        ranges: whether `[low, high]` may stand for it, drawn between anew each time.
    """

    name: str
    smallest: float
    largest: float
    default: Value
    meaning: str
    whole: bool = False
    ranges: bool = True

    def check(self, where: str, value: object) -> Value:
        """`value` when it is allowed.

        Raises:
            SpecError: it is not.
        """
        if isinstance(value, list) and self.ranges:
            if len(value) != 2:
                raise SpecError(
                    f"{where}: {self.name} has {len(value)} numbers; it must be one, or two to draw between"
                )
            low, high = (self._one(where, each) for each in value)
            if low > high:
                raise SpecError(f"{where}: {self.name} goes from {low:g} down to {high:g}; swap them")
            return low, high
        return self._one(where, value)

    def _one(self, where: str, value: object) -> float:
        kinds = "a whole number" if self.whole else "a number"
        if isinstance(value, bool) or not isinstance(value, int if self.whole else (int, float)):
            raise SpecError(
                f"{where}: {self.name} is {value!r}; it must be {kinds}"
                f" from {self.smallest:g} to {self.largest:.10g}"
            )
        if not self.smallest <= value <= self.largest:
            raise SpecError(
                f"{where}: {self.name} is {value:.10g}; it must be from {self.smallest:g} to"
                f" {self.largest:.10g} ({self.meaning})"
            )
        return value if self.whole else float(value)


@dataclass(frozen=True)
class Word:
    """One of a few words in a spec; `default` when it is left out, None when it is then drawn."""

    name: str
    choices: tuple[str, ...]
    default: str | None
    meaning: str

    def check(self, where: str, value: object) -> Value:
        """`value` when it is one of the choices.

        Raises:
            SpecError: it is not.
        """
        if value not in self.choices or not isinstance(value, str):
            raise SpecError(f"{where}: {self.name} is {value!r}; it must be one of {', '.join(self.choices)}")
        return value


Parameter = Number | Word


def checked(where: str, given: object, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """What a table of a spec gives for `parameters`, each checked; those left out are not in it.

    Raises:
        SpecError: `given` is no table, a name is unknown, or a value is not allowed.
    """
    if not isinstance(given, Mapping):
        raise SpecError(
            f"{where} is {given!r}; it must be a table of {', '.join(p.name for p in parameters)}"
        )
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            raise SpecError(f"{where}: there is no {name!r}; there are {', '.join(known)}")
    return {name: known[name].check(where, value) for name, value in given.items()}
