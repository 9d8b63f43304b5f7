# SPDX-License-Identifier: Apache-2.0
"""Sampled scenarios, as many as a figure can use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .reading import ResultFile, Variable

MOST_SCENARIOS = 200_000
RUN = 250  # neighbouring scenarios that are read together


@dataclass(frozen=True)
class Sample:
    """Which scenarios are read: all, or evenly spaced runs of neighbours.

    Runs, not single scenarios at a stride: a stride can keep step with a design that repeats, and
    then sees one of its levels only; and each run touches one chunk of the file.
    """

    total: int
    most: int = MOST_SCENARIOS

    @property
    def slices(self) -> list[slice]:
        if self.total <= self.most:
            return [slice(0, self.total)]
        runs = max(1, self.most // RUN)
        starts = [i * self.total // runs for i in range(runs)]
        return [slice(start, min(start + RUN, self.total)) for start in starts]

    @property
    def size(self) -> int:
        return sum(part.stop - part.start for part in self.slices)

    def read(self, file: ResultFile, variable: Variable, **where: int) -> np.ndarray:
        parts = [file.read(variable, {**where, "scenario": part}) for part in self.slices]
        return np.concatenate(parts)

    def note(self) -> list[str]:
        if self.size == self.total:
            return []
        runs = len(self.slices)
        return [
            f"Drawn from {self.size:,} of {self.total:,} scenarios: "
            f"{runs:,} evenly spaced runs of {RUN}."
        ]
