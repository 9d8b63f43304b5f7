# SPDX-License-Identifier: Apache-2.0
"""What a share of a run says of the whole: figures per scenario of some shards, and how sure they
are."""

import dataclasses
import math
import statistics

# Student's t, two-sided 95 %, for 1, 2, 3 ... degrees of freedom.
STUDENT = (
    12.71,
    4.30,
    3.18,
    2.78,
    2.57,
    2.45,
    2.36,
    2.31,
    2.26,
    2.23,
    2.20,
    2.18,
    2.16,
    2.14,
    2.13,
)


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A figure of the whole, from its shards: with the half of the interval in which the true
    figure lies in 95 of 100 cases, if shards differ by chance."""

    value: float
    half: float

    def __contains__(self, true: float) -> bool:
        return abs(true - self.value) <= self.half


def quantile(samples: int) -> float:
    return STUDENT[samples - 2] if samples - 2 < len(STUDENT) else 2.1


def extrapolate(per_scenario: list[float], scenarios: int) -> Estimate:
    """`scenarios` scenarios, of which many shards were not measured."""
    n = len(per_scenario)
    error = statistics.stdev(per_scenario) / math.sqrt(n)
    return Estimate(scenarios * statistics.mean(per_scenario), scenarios * quantile(n) * error)


def predict(per_scenario: list[float], scenarios: int) -> Estimate:
    """One more shard, of `scenarios` scenarios: its own chance is added to that of the mean."""
    n = len(per_scenario)
    error = statistics.stdev(per_scenario) * math.sqrt(1 + 1 / n)
    return Estimate(scenarios * statistics.mean(per_scenario), scenarios * quantile(n) * error)


def spread(shards: int, count: int) -> list[int]:
    """Numbers, from 1, of `shards` among `count` shards: the middles of as many equal parts."""
    return [1 + (2 * i + 1) * count // (2 * shards) for i in range(shards)]
