# SPDX-License-Identifier: Apache-2.0
"""Rank correlations: which parameters an output follows."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Mapping

import numpy as np


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 0; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts + 1) / 2)[inverse]


def _centred(values: np.ndarray) -> np.ndarray | None:
    """Ranks of length 1 about their mean, or None where all are equal."""
    r = ranks(values)
    r = r - r.mean()
    norm = float(np.sqrt(r @ r))
    return r / norm if norm > 0 else None


def spearman(first: np.ndarray, second: np.ndarray) -> float:
    """Spearman's rank correlation of the pairs that are both finite; NaN where there is none."""
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < 2:
        return math.nan
    a, b = _centred(first[both]), _centred(second[both])
    return math.nan if a is None or b is None else float(a @ b)


class Correlations:
    """Spearman's correlations of outputs with the same parameters; a parameter is ranked once for
    all outputs that have no missing value."""

    def __init__(self, parameters: Mapping[str, np.ndarray]) -> None:
        self._parameters = parameters
        self._ranked: dict[str, np.ndarray | None] = {}

    def of(self, output: np.ndarray) -> dict[str, float]:
        """By parameter, the strongest first; parameters that do not vary are left out."""
        finite = np.isfinite(output)
        found = {}
        if finite.all() and output.size > 1:
            centred = _centred(output)
            for name, values in self._parameters.items():
                mine = self._centred_parameter(name, values)
                if centred is not None and mine is not None:
                    found[name] = float(centred @ mine)
        else:
            for name, values in self._parameters.items():
                found[name] = spearman(values[finite], output[finite])
        known = {name: rho for name, rho in found.items() if not math.isnan(rho)}
        return dict(sorted(known.items(), key=lambda item: -abs(item[1])))

    def _centred_parameter(self, name: str, values: np.ndarray) -> np.ndarray | None:
        if name not in self._ranked:
            self._ranked[name] = _centred(values) if np.isfinite(values).all() else None
        return self._ranked[name]


def chance_level(points: int, tests: int) -> float:
    """|rho| that, with `points` independent points and no correlation, the largest of `tests`
    correlations exceeds with a probability of 5 % (normal approximation, Bonferroni)."""
    if points < 4 or tests < 1:
        return 1.0
    z = NormalDist().inv_cdf(1 - 0.025 / tests)
    return min(1.0, z / math.sqrt(points - 1))
