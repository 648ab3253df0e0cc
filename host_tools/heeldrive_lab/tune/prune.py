"""Resets thresholds to their defaults one by one, as long as that does not increase the cost.

The best of a few hundred trials has changed every threshold a little, most of them by chance. The changes
that remain are supported by the data, and a settings file with three lines is clearer than one with twelve.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from heeldrive_lab.tune.space import Range, Values
from heeldrive_lab.tune.study import SettingsCost


class Pruned(NamedTuple):
    """Settings of which none can be reset without extra cost.

    Attributes:
        values: the settings.
        cost: their cost.
        worth: increase in miscount cost if one changed setting alone is reset, by setting.
        interrupted: whether the user stopped; then some settings may still be changed by chance, and `worth`
            may be incomplete.
    """

    values: Values
    cost: SettingsCost
    worth: dict[str, float]
    interrupted: bool


def prune(
    space: Sequence[Range],
    values: Values,
    evaluate: Callable[[Mapping[str, int]], SettingsCost],
    report_progress: Callable[[int, int], None],
) -> Pruned:
    """Reset the thresholds that can be reset, those closest to their defaults first.

    Args:
        space: the ranges that were searched.
        values: settings found by the search.
        evaluate: returns the cost of settings.
        report_progress: called with the number of changed thresholds tried in this round, and their number.
    """
    values, cost = dict(values), evaluate(values)
    worth: dict[str, float] = {}
    try:
        changed = True
        while changed:
            changed = False
            worth = {}
            moved = [one for one in space if values[one.name] != one.default]
            for number, one in enumerate(sorted(moved, key=lambda one: abs(one.octaves(values[one.name])))):
                report_progress(number, len(moved))
                without = values | {one.name: one.default}
                other = evaluate(without)
                if other.total <= cost.total:
                    values, cost, changed = without, other, True
                else:
                    worth[one.name] = round(other.miscounts - cost.miscounts, 4)
    except KeyboardInterrupt:
        return Pruned(values, cost, worth, True)
    return Pruned(values, cost, worth, False)
