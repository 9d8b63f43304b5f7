# SPDX-License-Identifier: Apache-2.0
"""What the user asked for, joined to what the file holds.

Every name is resolved here and every default chosen here, so that the drawing code meets no wishes,
only axes and indices.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Iterable, Sequence

import numpy as np

from .errors import PlotError
from .reading import Axis, ResultFile, Variable
from .scales import short

REDUCTIONS = ("mean", "min", "max", "range")
MOST_ROWS = 4  # variables that are shown when none are named
MOST_COLUMNS = 6
MOST_LINES = 8
FEW = 4  # an axis this short is shown side by side, not along a side of a heat map
MOST_ALONG_A_SIDE = 1000  # cells of a heat map along a side: more than a figure can resolve


@dataclass(frozen=True)
class Marker:
    """A point on the panels of a theatre ("" for all), with its label."""

    theatre: str
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Request:
    """The command line, parsed but not yet checked against a file."""

    variables: tuple[str, ...] = ()
    x: str | None = None
    y: str | None = None
    columns: str | None = None
    slices: tuple[tuple[str, str], ...] = ()
    over: tuple[tuple[str, str], ...] = ()
    difference: tuple[str, str, str] | None = None
    lines: bool = False
    markers: tuple[Marker, ...] = ()
    measure: str = "spearman"


@dataclass(frozen=True)
class Difference:
    """Two points of an axis: the values at the second minus those at the first."""

    axis: Axis
    first: int
    second: int


@dataclass(frozen=True)
class GridChoice:
    """A figure of a grid, all resolved."""

    variables: tuple[Variable, ...]
    x: Axis
    y: Axis | None  # heat maps: the other side; lines: one line per value
    columns: Axis | None
    column_indices: tuple[int, ...]
    line_indices: tuple[int, ...]
    fixed: dict[str, int] = field(default_factory=dict)
    over: dict[str, str] = field(default_factory=dict)  # in the order in which they apply
    difference: Difference | None = None
    lines: bool = False
    markers: tuple[Marker, ...] = ()


def listing(names: Iterable[str]) -> str:
    return ", ".join(names)


def _suggestion(name: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1)
    return f"did you mean '{close[0]}'? " if close else ""


def find_name(name: str, names: Sequence[str], what: str) -> str:
    """The one of `names` that is `name`, or that alone ends in it: "integration" for
    "europe.integration"."""
    if name in names:
        return name
    ends = [candidate for candidate in names if candidate.endswith("." + name)]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise PlotError(f"{what} '{name}' is ambiguous: {listing(ends)}")
    raise PlotError(f"no {what} '{name}'; {_suggestion(name, names)}there is {listing(names)}")


def find_variables(names: Sequence[str], available: Sequence[Variable]) -> list[Variable]:
    """The variables called `names`; a quantity without a theatre means those of all theatres."""
    by_name = {variable.name: variable for variable in available}
    found: list[Variable] = []
    for name in names:
        if name in by_name:
            chosen = [by_name[name]]
        else:
            chosen = [v for v in available if v.theatre and v.quantity == name]
        if not chosen:
            hint = _suggestion(name, list(by_name))
            raise PlotError(f"no variable '{name}'; {hint}there is {listing(by_name)}")
        found += [v for v in chosen if v not in found]
    return found


def find_value(axis: Axis, text: str) -> int:
    """Index of the point of `axis` that is nearest to `text`, or that has this label."""
    text = text.strip()
    if axis.labels is not None:
        if text in axis.labels:
            return axis.labels.index(text)
        raise PlotError(f"'{axis.name}' has no '{text}'; there is {listing(axis.labels)}")
    try:
        value = float(text)
    except ValueError:
        raise PlotError(f"{axis.name}={text}: not a number") from None
    values = axis.values if axis.values is not None else np.arange(axis.size, dtype=float)
    low, high = float(values.min()), float(values.max())
    slack = 1e-6 * max(abs(low), abs(high))
    if not low - slack <= value <= high + slack:
        raise PlotError(f"{axis.name}={text} is outside the axis ({short(low)} to {short(high)})")
    return int(np.argmin(np.abs(values - value)))


def point_text(axis: Axis, index: int) -> str:
    """The value of `axis` at `index`, as text."""
    if axis.labels is not None:
        return axis.labels[index]
    if axis.values is not None:
        return short(float(axis.values[index]))
    return str(index)


def _default_variables(file: ResultFile) -> list[Variable]:
    scalars = [v for v in file.outputs() if v.dims == file.design_of(v)]
    named = [file.variables[name] for name in file.shown_first()]
    real = [v for v in named if v in scalars] or [v for v in scalars if not v.whole] or scalars
    if not real:
        real = file.outputs()
    if not real:
        raise PlotError(f"{file.path}: holds no output")
    # Whole quantities: stability of both theatres before the cohesion of one.
    quantities = list(dict.fromkeys(v.quantity for v in real))
    chosen: list[Variable] = []
    for quantity in quantities:
        group = [v for v in real if v.quantity == quantity]
        if chosen and len(chosen) + len(group) > MOST_ROWS:
            break
        chosen += group
    return chosen


def chosen_variables(request: Request, file: ResultFile) -> list[Variable]:
    if request.variables:
        return find_variables(request.variables, file.outputs())
    return _default_variables(file)


def _dims_of(variables: Sequence[Variable], file: ResultFile) -> list[Axis]:
    """The axes that all the variables have; one that only some have cannot be drawn along."""
    names = [d for d in variables[0].dims if all(d in v.dims for v in variables)]
    return [file.axes[name] for name in names]


def _middle(axis: Axis) -> int:
    """The point nearest the model's default, or the middle."""
    if axis.initial is not None and axis.values is not None:
        return int(np.argmin(np.abs(axis.values - axis.initial)))
    return (axis.size - 1) // 2 if axis.name != "year" else axis.size - 1


def evenly(count: int, most: int) -> tuple[int, ...]:
    """Indices 0 .. count - 1, or `most` of them from end to end."""
    if count <= most:
        return tuple(range(count))
    return tuple(int(round(i)) for i in np.linspace(0, count - 1, most))


def choose_grid(request: Request, file: ResultFile) -> GridChoice:
    """Resolves `request` for a grid. Raises PlotError."""
    if request.measure != "spearman":
        raise PlotError("--measure is for sampled designs; this file is a grid")
    variables = chosen_variables(request, file)
    axes = _dims_of(variables, file)
    all_names = list(dict.fromkeys(d for v in variables for d in v.dims))
    common = [axis.name for axis in axes]

    used: dict[str, str] = {}

    def use(name: str, purpose: str) -> Axis:
        if name in used:
            raise PlotError(f"axis '{name}' is used twice: {used[name]} and {purpose}")
        used[name] = purpose
        return file.axes[name]

    fixed: dict[str, int] = {}
    for name, text in request.slices:
        axis = use(find_name(name, all_names, "axis"), "--slice")
        fixed[axis.name] = find_value(axis, text)
    over: dict[str, str] = {}
    for name, how in request.over:
        axis = use(find_name(name, all_names, "axis"), "--over")
        if how not in REDUCTIONS:
            raise PlotError(f"--over {name}={how}: valid are {listing(REDUCTIONS)}")
        over[axis.name] = how
    difference = None
    if request.difference is not None:
        name, first, second = request.difference
        axis = use(find_name(name, common, "axis"), "--difference")
        difference = Difference(axis, find_value(axis, first), find_value(axis, second))
        if difference.first == difference.second:
            raise PlotError(
                f"--difference {name}={first},{second}: both are "
                f"{axis.name} = {point_text(axis, difference.first)}"
            )
    if over or difference:
        for variable in variables:
            if variable.whole:
                what = "averaged" if over else "subtracted"
                raise PlotError(f"'{variable.name}' is a label, not an amount: it cannot be {what}")

    x = use(find_name(request.x, common, "axis"), "--x") if request.x else None
    y = use(find_name(request.y, common, "axis"), "--y") if request.y else None
    columns = None
    wants_columns = request.columns not in (None, "none")
    if wants_columns:
        columns = use(find_name(str(request.columns), common, "axis"), "--columns")

    free = [axis for axis in axes if axis.name not in used]
    # The longest first; of equals, the one that stands first in the file.
    by_length = sorted(free, key=lambda axis: -axis.size)
    # Years run along a side of their own: a heat map over them hides what a line shows.
    year = next((axis for axis in free if axis.name == "year"), None)
    if x is None and year is not None:
        x = use("year", "x")
    elif x is None:
        if not by_length:
            raise PlotError("no axis is left to draw along; give --x")
        x = use(by_length[0].name, "x")
    by_length = [axis for axis in by_length if axis.name not in used]
    lines = request.lines or x.name == "year" or x.labels is not None
    if y is None and by_length and not lines:
        candidate = by_length[0]
        if candidate.size > FEW and x.size > FEW:
            y = use(candidate.name, "y")
            if request.x is None and common.index(y.name) < common.index(x.name):
                x, y = y, x
        else:
            lines = True
    if y is None:
        lines = True
    if request.markers and lines:
        raise PlotError("--marker needs a heat map; this figure has lines")
    if lines and y is None and not wants_columns:
        family = next((a for a in axes if a.name not in used and 1 < a.size <= FEW), None)
        y = use(family.name, "lines") if family else None
    if columns is None and request.columns != "none":
        side_by_side = next((a for a in axes if a.name not in used and 1 < a.size <= FEW), None)
        columns = use(side_by_side.name, "columns") if side_by_side else None

    for name in all_names:
        if name not in used:
            fixed[name] = _middle(file.axes[name])
    return GridChoice(
        variables=tuple(variables),
        x=x,
        y=y,
        columns=columns,
        column_indices=evenly(columns.size, MOST_COLUMNS) if columns else (0,),
        line_indices=evenly(y.size, MOST_LINES) if y and lines else (),
        fixed=fixed,
        over=over,
        difference=difference,
        lines=lines,
        markers=request.markers,
    )
