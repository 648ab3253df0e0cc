"""The search space, derived from the declared settings and the detector.

The search covers the settings that the detector reads in the given mode. So it includes every threshold, but
no target, display or log setting. Settings with choices, and those in `USER_CHOICES`, stay as the wearer
chose. The declared ranges extend to ten times the default and more, and most of their width contains no rep.
So each setting is searched from half to twice its default, within the declared range, in steps of about 2 %
of the default.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from math import log2
from typing import NamedTuple

from heeldrive import Settings, declared
from heeldrive.settings import Setting
from heeldrive.window import settings_read

from heeldrive_lab.tune.errors import TuneError

# The detector reads it, but it does not affect reps: the wearer decides which rest ends a set.
USER_CHOICES = ("rest_min_s",)
STEPS = 50  # a step is the default divided by this, rounded down to a round number

Values = dict[str, int]


class Range(NamedTuple):
    """Search range of a setting: integers from `low` to `high` in steps of `step`, with the default."""

    name: str
    low: int
    high: int
    step: int
    default: int

    def octaves(self, value: int) -> float:
        """Base-2 logarithm of a value's ratio to the default: 1 for twice the default, -1 for half."""
        return log2(value / self.default)


def search_space(mode: str, only: Sequence[str] = ()) -> tuple[Range, ...]:
    """The ranges to search, in the order of the table.

    Args:
        mode: the detector's mode; thresholds of the back leg are searched in `both_legs` only.
        only: names of the settings to search; empty for all.

    Raises:
        TuneError: a name in `only` is not in the search space.
    """
    asked = settings_read(mode)
    ranges = {
        setting.name: _range(setting)
        for setting in declared()
        # Half and twice need a positive default.
        if setting.name in asked
        and setting.name not in USER_CHOICES
        and not setting.choices
        and setting.default > 0
    }
    for name in only:
        if name not in ranges:
            near = get_close_matches(name, ranges, n=1, cutoff=0.0)[0]
            raise TuneError(
                f"--only {name}: not a threshold of the detector in mode {mode}; the closest name is"
                f" {near}; all names: {', '.join(ranges)}"
            )
    return tuple(found for name, found in ranges.items() if not only or name in only)


def default_values(space: Sequence[Range]) -> Values:
    """The default of every setting in the space."""
    return {one.name: one.default for one in space}


def with_values(settings: Settings, values: Mapping[str, int]) -> Settings:
    """Settings with some values replaced."""
    return Settings(vars(settings) | dict(values))


def _range(setting: Setting) -> Range:
    step = _round_number(setting.default / STEPS)
    below = (setting.default - max(setting.smallest, setting.default / 2)) // step
    above = (min(setting.largest, setting.default * 2) - setting.default) // step
    return Range(
        setting.name,
        setting.default - int(below) * step,
        setting.default + int(above) * step,
        step,
        setting.default,
    )


def _round_number(number: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50, ... that is not above `number`; at least 1."""
    found = power = 1
    while power <= number:
        found = max(power * times for times in (1, 2, 5) if power * times <= number)
        power *= 10
    return found
