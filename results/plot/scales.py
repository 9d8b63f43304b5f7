# SPDX-License-Identifier: Apache-2.0
"""Colour scales and axis limits that do not make small effects look large.

A colour map stretched over the values of a panel turns a range of 0.98 to 0.99 into the same picture
as one of 0 to 1. Here a scale belongs to a quantity, not to a panel, and has a least span.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Iterable

import numpy as np

from .reading import Variable

# A scale spans at least this part of [0, 1] for shares and probabilities ...
LEAST_SPAN_OF_SHARE = 0.05
# ... and at least this part of the largest magnitude for everything else.
LEAST_SPAN_OF_MAGNITUDE = 0.2
# A panel has no contour lines closer than this part of its scale: they would be noise or rounding.
LEAST_CONTOUR_STEP = 0.005

SEQUENTIAL = "viridis"
DIVERGING = "RdBu_r"


@dataclass(frozen=True)
class Scale:
    """The range that a colour map or an axis covers, and where its ticks are."""

    low: float
    high: float
    step: float
    colours: str
    widened: bool = False  # wider than its values, for honesty

    @property
    def span(self) -> float:
        return self.high - self.low

    @property
    def ticks(self) -> np.ndarray:
        first = math.ceil(self.low / self.step - 1e-6)
        last = math.floor(self.high / self.step + 1e-6)
        return np.arange(first, last + 1) * self.step


@dataclass(frozen=True)
class Extent:
    """What is known of the values that share a scale."""

    low: float
    high: float
    share: bool  # a share or a probability: its natural range is [0, 1]

    @property
    def least_span(self) -> float:
        if self.share:
            return LEAST_SPAN_OF_SHARE
        return LEAST_SPAN_OF_MAGNITUDE * max(abs(self.low), abs(self.high))


def extent(values: Iterable[np.ndarray], units: str) -> Extent:
    """The extent of `values`, of which some may be NaN. All NaN counts as 0."""
    lows, highs = [], []
    for part in values:
        finite = part[np.isfinite(part)]
        if finite.size:
            lows.append(float(finite.min()))
            highs.append(float(finite.max()))
    low, high = (min(lows), max(highs)) if lows else (0.0, 0.0)
    # A hair of rounding above 1 does not make a share something else.
    share = units == "1" and low >= -1e-6 and high <= 1 + 1e-6
    return Extent(low, high, share)


def nice_step(span: float, parts: int) -> float:
    """The largest of 1, 2, 5 x 10^n that cuts `span` into at least `parts` parts."""
    if not span > 0 or not math.isfinite(span):
        return 1.0
    rough = span / parts
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (5, 2, 1):
        if factor * power <= rough * (1 + 1e-9):
            return factor * power
    return power


def sequential(values: Extent, colours: str = SEQUENTIAL) -> Scale:
    """A scale for values as they are: at least the least span wide, ending on ticks."""
    low, high = values.low, values.high
    missing = values.least_span - (high - low)
    widened = missing > 0
    if widened:
        low, high = low - missing / 2, high + missing / 2
        if low < 0 <= values.low:
            low, high = 0.0, high - low
        if values.share and high > 1 >= values.high:
            low, high = max(0.0, low - (high - 1)), 1.0
    if high <= low:
        low, high = low - 0.5, high + 0.5
    step = nice_step(high - low, 4)
    low = math.floor(low / step * 2 + 1e-6) * step / 2
    high = math.ceil(high / step * 2 - 1e-6) * step / 2
    if values.share:
        low, high = max(low, 0.0), min(high, 1.0)
    return Scale(low, high, step, colours, widened)


def diverging(values: Extent, magnitude: Extent) -> Scale:
    """A scale for differences, centred at zero. `magnitude` is the extent of what was subtracted:
    a difference is small or large beside that, not beside the largest difference."""
    reach = max(abs(values.low), abs(values.high))
    least = magnitude.least_span / 2
    widened = reach < least
    reach = max(reach, least)
    if reach == 0:
        reach = 1.0
    step = nice_step(reach, 2)
    reach = math.ceil(reach / step * 2 - 1e-6) * step / 2
    return Scale(-reach, reach, step, DIVERGING, widened)


def contour_levels(low: float, high: float, scale: Scale) -> np.ndarray:
    """Levels for a panel whose values run from low to high: a few, and none when the panel is flat
    beside its scale."""
    span = high - low
    if not span > 0:
        return np.array([])
    step = nice_step(span, 4)
    if step < LEAST_CONTOUR_STEP * scale.span:
        return np.array([])
    first = math.floor(low / step) + 1
    last = math.ceil(high / step) - 1
    levels = np.arange(first, last + 1) * step
    margin = 0.02 * span  # a line along the extreme is a speck
    return levels[(levels > low + margin) & (levels < high - margin)]


def decimals(step: float) -> int:
    """Decimals that tell multiples of `step` apart."""
    if not step > 0 or not math.isfinite(step):
        return 0
    return max(0, -math.floor(math.log10(step) + 1e-9))


def number(value: float, places: int) -> str:
    """A number with a true minus and without a negative zero."""
    text = f"{value:.{places}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def short(value: float) -> str:
    """A number as a person writes it: 0.4, 33, 0.004."""
    return f"{value:.4g}".replace("-", "−")


def range_text(low: float, high: float, scale: Scale) -> str:
    """ "0.981 to 0.990": the range of a panel, with the decimals that its scale deserves."""
    places = decimals(nice_step(scale.span, 100))
    first, last = number(low, places), number(high, places)
    if first == last and high > low:
        # Flat beside its scale, yet not constant: say so rather than print the same number twice.
        return f"≈ {first}"
    return first if first == last else f"{first} to {last}"


def quantity_key(variable: Variable) -> tuple[str, str]:
    """Variables with the same key share a scale."""
    return (variable.quantity, variable.units)


def edges(values: np.ndarray, log: bool) -> np.ndarray:
    """Borders of the cells around `values`: midpoints, in the logarithm on a logarithmic axis."""
    v = np.log(values) if log else np.asarray(values, dtype=float)
    if v.size == 1:
        borders = np.array([v[0] - 0.5, v[0] + 0.5])
    else:
        middle = (v[1:] + v[:-1]) / 2
        borders = np.concatenate([[2 * v[0] - middle[0]], middle, [2 * v[-1] - middle[-1]]])
    return np.exp(borders) if log else borders


def logarithmic(values: np.ndarray | None) -> bool:
    """Whether the values are equally spaced in their logarithm, over a decade or more."""
    if values is None or values.size < 3 or not np.all(values > 0):
        return False
    steps = np.diff(np.log(values))
    if abs(steps.sum()) < math.log(10) * 0.999:
        return False
    return bool(np.allclose(steps, steps[0], rtol=1e-3, atol=0))
