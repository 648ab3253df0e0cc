"""Logistic regression with a ridge penalty."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RIDGE = 1.0
_NEWTON_STEPS = 40


def logistic_regression(
    values: Floats, positive: Floats | NDArray[np.bool_], importance: Floats | float = 1.0
) -> Floats:
    """Fit the weights by Newton's method.

    Args:
        values: (n, k) standardised features.
        positive: (n,) 1 or true for one class, 0 for the other.
        importance: (n,) how much each row counts, or one number for all.

    Returns:
        (k + 1,) the slope of each feature, then the constant, which has no penalty.
    """
    rows = np.column_stack((values, np.ones(len(values))))
    penalty = np.full(rows.shape[1], RIDGE)
    penalty[-1] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(_NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (importance * (chance - positive)) + penalty * weights
        curvature = (rows * (importance * chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        weights = weights - np.linalg.solve(curvature, slope)
    return weights
