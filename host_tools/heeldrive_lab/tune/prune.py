"""Puts thresholds back to their defaults one by one, as long as that costs nothing.

The best of some hundred trials has moved every threshold a little, most of them by chance. What is left moved
after this is what the data ask for, and a settings file with three lines says more than one with twelve.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from heeldrive_lab.tune.space import Range, Values
from heeldrive_lab.tune.study import Price


class Trimmed(NamedTuple):
    """Settings of which nothing can go back.

    Attributes:
        values: the settings.
        price: what they cost.
        worth: by setting that is still moved, by how much the miscounts cost more with it alone put back.
        interrupted: whether the user stopped it; then something may still be moved by chance, and `worth` may
            be incomplete.
    """

    values: Values
    price: Price
    worth: dict[str, float]
    interrupted: bool


def put_back(
    space: Sequence[Range],
    values: Values,
    price_of: Callable[[Mapping[str, int]], Price],
    told: Callable[[int, int], None],
) -> Trimmed:
    """Put back what can be, the threshold that is least away from its default first.

    Args:
        space: what was searched.
        values: found by the search.
        price_of: what settings cost.
        told: called with how many of the moved thresholds have been tried in this round, and of how many.
    """
    values, price = dict(values), price_of(values)
    worth: dict[str, float] = {}
    try:
        changed = True
        while changed:
            changed = False
            worth = {}
            moved = [one for one in space if values[one.name] != one.default]
            for number, one in enumerate(sorted(moved, key=lambda one: abs(one.octaves(values[one.name])))):
                told(number, len(moved))
                without = values | {one.name: one.default}
                other = price_of(without)
                if other.total <= price.total:
                    values, price, changed = without, other, True
                else:
                    worth[one.name] = round(other.miscounts - price.miscounts, 4)
    except KeyboardInterrupt:
        return Trimmed(values, price, worth, True)
    return Trimmed(values, price, worth, False)
