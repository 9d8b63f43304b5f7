# SPDX-License-Identifier: Apache-2.0
"""First-order and total indices in plain NumPy, as SALib estimates them: outputs are standardised,
the first order is Saltelli's of 2010, the total one Jansen's, and the variance is that of A and B
together. What it stands for is the method, not SALib's speed."""

from __future__ import annotations

import numpy as np
from scipy.stats import qmc

from g_function import DIMENSIONS, g_function

Indices = tuple[np.ndarray, np.ndarray]


def scrambled_points(count: int, seed: int) -> np.ndarray:
    """(count, 2 x 10): SciPy's Sobol' points with linear matrix scrambling and a digital shift."""
    engine = qmc.Sobol(2 * DIMENSIONS, scramble=True, seed=seed)
    return engine.random_base2(int(np.log2(count)))


def evaluate(points: np.ndarray) -> np.ndarray:
    """(count, 12): the function at A, at A with column i from B, and at B."""
    a, b = points[:, :DIMENSIONS], points[:, DIMENSIONS:]
    values = [g_function(a)]
    mixed = a.copy()
    for i in range(DIMENSIONS):
        mixed[:, i] = b[:, i]
        values.append(g_function(mixed))
        mixed[:, i] = a[:, i]
    return np.column_stack([*values, g_function(b)])


def estimate(values: np.ndarray) -> Indices:
    """`values` as evaluate() has them, standardised or not."""
    at_a, mixed, at_b = values[:, :1], values[:, 1:-1], values[:, -1:]
    variance = np.var(values[:, [0, -1]])
    first = np.mean(at_b * (mixed - at_a), axis=0) / variance
    return first, 0.5 * np.mean((at_a - mixed) ** 2, axis=0) / variance


def standardised(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()


def bootstrap(values: np.ndarray, resamples: int, seed: int) -> list[Indices]:
    """The estimates of as many samples of the rows, with replacement."""
    random = np.random.default_rng(seed)
    rows = (random.integers(len(values), size=len(values)) for _ in range(resamples))
    return [estimate(values[chosen]) for chosen in rows]
