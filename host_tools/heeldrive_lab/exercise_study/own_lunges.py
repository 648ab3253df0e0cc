"""Cycles relative to the wearer's own first lunges."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from heeldrive_lab.exercise_study.cycles import LUNGE, ExerciseCycle
from heeldrive_lab.exercise_study.features import angle_deg

OWN_LUNGES = 3


def relative_to_own(cycles: Sequence[ExerciseCycle]) -> Iterator[ExerciseCycle]:
    """Subtract the mean of each person's first three lunges from the features of the person's other cycles.

    People with three lunges or fewer are left out. `abduction` is added: the angle between the lean at the
    bottom and the mean of that in the first lunges.
    """
    for person in dict.fromkeys(cycle.person for cycle in cycles):
        mine = [cycle for cycle in cycles if cycle.person == person]
        lunges = [cycle for cycle in mine if cycle.exercise == LUNGE]
        if len(lunges) <= OWN_LUNGES:
            continue
        first = lunges[:OWN_LUNGES]
        direction = np.mean([cycle.direction for cycle in first], axis=0)
        direction /= np.linalg.norm(direction)
        known = {
            name: [cycle.values[name] for cycle in first if name in cycle.values]
            for name in lunges[-1].values
        }
        baseline = {name: float(np.mean(values)) for name, values in known.items() if values}
        for cycle in mine:
            if cycle in first:
                continue
            values = {
                name: value - baseline[name] for name, value in cycle.values.items() if name in baseline
            }
            values["abduction"] = angle_deg(cycle.direction, direction)
            yield replace(cycle, values=values)
