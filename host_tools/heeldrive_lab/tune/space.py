"""Which settings are searched, and between what: made from the table of settings and the detector itself.

Searched is what the detector reads in the mode asked for, so that no threshold is forgotten
and no target, display or log setting is turned; words are choices of the wearer and stay, and so does what
`WISHES` names. The declared range is what the board takes, up to ten times the default and more; a search in
it would spend its trials where no rep is. So each is searched from half to twice its default, within what is
declared, in steps of about 2 % of it.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from math import log2
from typing import NamedTuple

from heeldrive import Settings, declared
from heeldrive.settings import Setting
from heeldrive.window import settings_read

from heeldrive_lab.tune.errors import TuneError

# Read by the detector, but no evidence about a rep: when a rest ends a set is for the wearer to say, and no
# count of reps can tell whether it was said well.
WISHES = ("rest_min_s",)
STEPS = 50  # a step is the default over this, or the next round number below

Values = dict[str, int]


class Range(NamedTuple):
    """Where one setting is searched: whole numbers from `low` to `high` by `step`, the default among them."""

    name: str
    low: int
    high: int
    step: int
    default: int

    def octaves(self, value: int) -> float:
        """How far a value is from the default: 1 for twice as much, -1 for half."""
        return log2(value / self.default)


def search_space(mode: str, only: Sequence[str] = ()) -> tuple[Range, ...]:
    """The ranges to search, in the order of the table.

    Args:
        mode: whose reps count; the thresholds of the other leg are read only where both legs count.
        only: names to search, the others left as they are; all of them when empty.

    Raises:
        TuneError: a name in `only` is none that is searched.
    """
    asked = settings_read(mode)
    ranges = {
        setting.name: _range(setting)
        for setting in declared()
        # Half and twice mean nothing for a default of 0 or below.
        if setting.name in asked
        and setting.name not in WISHES
        and not setting.choices
        and setting.default > 0
    }
    for name in only:
        if name not in ranges:
            near = get_close_matches(name, ranges, n=1, cutoff=0.0)[0]
            raise TuneError(
                f"--only {name}: that is no threshold of the detector where mode is {mode}; the nearest is"
                f" {near}, all are {', '.join(ranges)}"
            )
    return tuple(found for name, found in ranges.items() if not only or name in only)


def default_values(space: Sequence[Range]) -> Values:
    """Every setting of the space at its default."""
    return {one.name: one.default for one in space}


def with_values(settings: Settings, values: Mapping[str, int]) -> Settings:
    """The settings with some of them changed."""
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
    """The largest of 1, 2, 5, 10, 20, 50, ... that is not above `number`; 1 below that."""
    found = power = 1
    while power <= number:
        found = max(power * times for times in (1, 2, 5) if power * times <= number)
        power *= 10
    return found
