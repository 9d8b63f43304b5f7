# SPDX-License-Identifier: Apache-2.0
"""The numbers that a figure of a grid shows: only these are read."""

from __future__ import annotations

from typing import Mapping, Sequence

import numpy as np

from .choices import GridChoice
from .reading import Axis, ResultFile, Variable

MOST_ALONG_A_SIDE = 800  # points along a side of a figure: more than it can resolve


def step_of(axis: Axis) -> int:
    """Every how many points an axis is drawn."""
    return -(-axis.size // MOST_ALONG_A_SIDE)


def _order(axis: Axis) -> np.ndarray:
    """Numbers rise along a figure, whatever their order in the study."""
    return np.argsort(axis.points[:: step_of(axis)], kind="stable")


def drawn_points(axis: Axis) -> np.ndarray:
    """The points of an axis that a figure shows, rising."""
    return axis.points[:: step_of(axis)][_order(axis)]


def read_over(
    file: ResultFile, variable: Variable, axes: Sequence[Axis], fixed: Mapping[str, int]
) -> np.ndarray:
    """The values of `variable` at the drawn points of `axes` (first axis first) where the others
    are `fixed`."""
    names = [axis.name for axis in axes]
    where: dict[str, int | slice] = {n: i for n, i in fixed.items() if n not in names}
    where.update({axis.name: slice(None, None, step_of(axis)) for axis in axes})
    part = file.read(variable, where)
    kept = [name for name in variable.dims if name in names]
    part = part.transpose([kept.index(name) for name in names])
    for i, axis in enumerate(axes):
        part = part.take(_order(axis), axis=i)
    return part


def read_slice(
    file: ResultFile, variable: Variable, axes: Sequence[Axis], choice: GridChoice
) -> np.ndarray:
    """The values of a panel, or the difference of two slices."""
    fixed = choice.indices()
    if choice.difference is None:
        return read_over(file, variable, axes, fixed)
    d = choice.difference
    first = read_over(file, variable, axes, {**fixed, d.axis.name: d.first.index})
    second = read_over(file, variable, axes, {**fixed, d.axis.name: d.second.index})
    return second - first


def read_both(
    file: ResultFile, variable: Variable, axes: Sequence[Axis], choice: GridChoice
) -> list[np.ndarray]:
    """What a difference was taken of: both slices, for the scale that the difference is beside."""
    assert choice.difference is not None
    d, fixed = choice.difference, choice.indices()
    ends = (d.first.index, d.second.index)
    return [read_over(file, variable, axes, {**fixed, d.axis.name: i}) for i in ends]


def thinning_note(axes: Sequence[Axis | None]) -> list[str]:
    thinned = [axis for axis in axes if axis is not None and step_of(axis) > 1]
    return [f"{a.name}: every {step_of(a)}th of {a.size:,} points is drawn." for a in thinned]
