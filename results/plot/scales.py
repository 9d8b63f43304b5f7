# SPDX-License-Identifier: Apache-2.0
"""Colour scales and axis limits that do not make small effects look large.

A colour map stretched over the values of a panel turns a range of 0.98 to 0.99 into the same
picture as one of 0 to 1. Here a scale belongs to a quantity, not to a panel, and has a least span.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Iterable

import numpy as np

from .reading import Variable

# A scale contains a natural end of what it shows: zero, or one for a share that stays above a half.
# So colours and heights are in proportion to amounts (or to what is missing from one). The scale of
# a share has a least span as well: 0.98 to 0.99 is a twentieth of the colours, 0.001 to 0.002 a
# tenth.
LEAST_BELOW_ONE = 0.2
LEAST_ABOVE_ZERO = 0.01
# Differences: zero to full colour is at least this part of the scale of what was subtracted.
LEAST_REACH = 0.1
# A panel has no contour lines closer than this part of its scale: they would be noise or rounding.
LEAST_CONTOUR_STEP = 0.0025

SEQUENTIAL = "viridis"
DIVERGING = "PuOr"


@dataclass(frozen=True)
class Scale:
    """The range that a colour map or an axis covers, and where its ticks are."""

    low: float
    high: float
    step: float
    colours: str

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


def _honest(values: Extent) -> tuple[float, float]:
    """The range to show: that of the values and their natural end."""
    low, high = values.low, values.high
    if values.share:
        if low >= 0.5:
            return min(low, 1 - LEAST_BELOW_ONE), 1.0
        if high <= 0.75:
            return 0.0, max(high, LEAST_ABOVE_ZERO)
        return 0.0, 1.0
    if low == high == 0:
        return 0.0, 1.0
    return min(low, 0.0), max(high, 0.0)


def sequential(values: Extent, colours: str = SEQUENTIAL) -> Scale:
    """A scale for values as they are, ending on ticks or half-way between two."""
    low, high = _honest(values)
    step = nice_step(high - low, 4)
    low = math.floor(low / step * 2 + 1e-6) * step / 2
    high = math.ceil(high / step * 2 - 1e-6) * step / 2
    if values.share:
        low, high = max(low, 0.0), min(high, 1.0)
    return Scale(low, high, step, colours)


def diverging(values: Extent, whole: Scale) -> Scale:
    """A scale for differences, centred at zero. `whole` is the scale of what was subtracted: a
    difference is small or large beside that, not beside the largest difference."""
    reach = max(abs(values.low), abs(values.high), LEAST_REACH * whole.span)
    step = nice_step(reach, 2)
    reach = math.ceil(reach / step * 2 - 1e-6) * step / 2
    return Scale(-reach, reach, step, DIVERGING)


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


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(value: float, digits: int = 4) -> str:
    """A number as a figure writes it: 0.4, −33, 2×10⁻⁶."""
    mantissa, power, exponent = f"{value:.{digits}g}".partition("e")
    text = mantissa.replace("-", "−")
    if not power:
        return text
    raised = f"10{str(int(exponent)).translate(RAISED)}"
    return raised if text == "1" else f"{text}×{raised}"


def digits_of(points: np.ndarray) -> int:
    """Digits that tell neighbouring points of an axis apart, 4 at least."""
    steps = np.abs(np.diff(np.sort(points)))
    steps = steps[steps > 0]
    if steps.size == 0:
        return 4
    apart = float(np.abs(points).max()) / float(steps.min())
    return int(min(15, max(4, math.ceil(math.log10(apart)) + 1)))


def range_text(low: float, high: float, scale: Scale) -> str:
    """ "0.981 to 0.990": the range of a panel, with the decimals that its scale deserves."""
    places = decimals(nice_step(scale.span, 100))
    first, last = number(low, places), number(high, places)
    if first == last and high > low:
        # Flat beside its scale, yet not constant: say so rather than print the same number twice.
        return f"≈ {first}"
    return first if first == last else f"{first} to {last}"


def span_text(values: np.ndarray, scale: Scale) -> str:
    """Between which numbers the values of a panel lie."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return "no result"
    return range_text(float(finite.min()), float(finite.max()), scale)


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
