"""Parameters of a spec: name, range, default, meaning, and the message for a wrong value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heeldrive_lab.sessions.session import SessionError

# A number, two numbers to draw between, a word, or None for the wearer's habit.
Value = float | tuple[float, float] | str | None


class SpecError(SessionError):
    """A spec that cannot be simulated; the text says where, what, and what would be accepted."""


@dataclass(frozen=True)
class Number:
    """A number in a spec.

    Attributes:
        name: with its unit.
        smallest: smallest allowed value.
        largest: largest allowed value.
        default: value if it is left out. Two numbers are drawn between; None is the wearer's habit, or drawn.
        meaning: for messages and pages.
        whole: whether it must be a whole number.
        ranges: whether it may be `[low, high]`, of which a value is drawn each time.
    """

    name: str
    smallest: float
    largest: float
    default: Value
    meaning: str
    whole: bool = False
    ranges: bool = True

    def check(self, where: str, value: object) -> Value:
        """Check a value.

        Args:
            where: the place in the spec, for messages.
            value: as TOML gives it.

        Returns:
            The value, or both ends of its range.

        Raises:
            SpecError: it is not allowed.
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
class Choice:
    """One of a few words in a spec; `default` applies if it is left out, None means that it is drawn."""

    name: str
    choices: tuple[str, ...]
    default: str | None
    meaning: str

    def check(self, where: str, value: object) -> Value:
        """Check a value; `where` is its place in the spec, for messages.

        Raises:
            SpecError: it is none of the choices.
        """
        if value not in self.choices or not isinstance(value, str):
            raise SpecError(f"{where}: {self.name} is {value!r}; it must be one of {', '.join(self.choices)}")
        return value


Parameter = Number | Choice


def checked(where: str, given: object, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """Check a table of a spec; parameters that are left out are not in the result.

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
            raise SpecError(f"{where}: unknown parameter {name!r}; the parameters are {', '.join(known)}")
    return {name: known[name].check(where, value) for name, value in given.items()}
