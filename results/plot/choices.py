# SPDX-License-Identifier: Apache-2.0
"""What the user asked of a grid, joined to what the file holds.

Every name is resolved here and every default chosen here, so that the drawing code meets no wishes,
only axes and indices.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Sequence

import numpy as np

from .errors import PlotError
from .names import Point, find_name, find_point, find_variables, listing, typed
from .reading import Axis, ResultFile, Variable, is_member

GRID_KINDS = ("heatmap", "difference", "lines")
SAMPLE_KINDS = ("scatter", "hexbin", "ranks")
MOST_QUANTITIES = 4  # of a grid that are shown when none are named
MOST_PANELS = 40
MOST_LINES = 8
FEW = 4  # an axis this short is a family of lines, not a side of a heat map


@dataclass(frozen=True)
class Request:
    """The command line, parsed but not yet checked against a file."""

    outputs: tuple[str, ...] = ()
    x: str | None = None
    y: str | None = None
    at: tuple[tuple[str, str], ...] = ()
    difference: tuple[str, str, str] | None = None
    kind: str | None = None


@dataclass(frozen=True)
class Difference:
    """Two points of an axis: the values at the second minus those at the first."""

    axis: Axis
    first: Point
    second: Point


@dataclass(frozen=True)
class GridChoice:
    """A figure of a grid, all resolved. Without x there are bars over each variable's members."""

    kind: str  # heatmap, difference, lines or bars
    variables: tuple[Variable, ...]
    x: Axis | None
    y: Axis | None  # heat maps: the other side; lines: one line per value
    fixed: dict[str, Point] = field(default_factory=dict)
    difference: Difference | None = None
    hidden: int = 0  # quantities of the file that the figure leaves out for want of room

    def indices(self) -> dict[str, int]:
        return {name: point.index for name, point in self.fixed.items()}


def default_variables(available: Sequence[Variable], most: int) -> tuple[list[Variable], int]:
    """The first quantities, each of all theatres, and how many quantities were left out. Amounts
    come before labels and whole-horizon values before yearly or member ones."""
    ranked = [
        [v for v in available if not v.whole and not further_dim(v)],
        [v for v in available if not v.whole],
        list(available),
    ]
    real = next((group for group in ranked if group), [])
    same_kind = [v for v in real if further_dim(v) == further_dim(real[0])]
    quantities = list(dict.fromkeys(v.quantity for v in same_kind))
    shown = quantities[:most]
    return [v for v in same_kind if v.quantity in shown], len(quantities) - len(shown)


def chosen_variables(
    request: Request, available: Sequence[Variable], most: int
) -> tuple[list[Variable], int]:
    """The outputs to draw, of `most` quantities if none are named, and how many are left out."""
    if not available:
        raise PlotError("the file holds no output")
    if not request.outputs:
        return default_variables(available, most)
    found = find_variables(request.outputs, available)
    if len(found) > MOST_PANELS:
        raise PlotError(f"{len(found)} outputs are too many for a figure (at most {MOST_PANELS})")
    return found, 0


def further_dim(variable: Variable) -> str:
    """What a variable has beyond the design: "year", "member" or ""."""
    if "year" in variable.dims:
        return "year"
    return "member" if any(is_member(d) for d in variable.dims) else ""


def evenly(count: int, most: int) -> tuple[int, ...]:
    """Indices 0 .. count - 1, or `most` of them from end to end."""
    if count <= most:
        return tuple(range(count))
    return tuple(int(round(i)) for i in np.linspace(0, count - 1, most))


def default_point(axis: Axis) -> Point:
    """The point nearest the model's default, the last year, or the middle."""
    if axis.initial is not None and axis.values is not None:
        return Point(axis, int(np.argmin(np.abs(axis.values - axis.initial))))
    return Point(axis, axis.size - 1 if axis.name == "year" else (axis.size - 1) // 2)


class _Axes:
    """The axes of the chosen variables, each of which serves one purpose."""

    def __init__(self, file: ResultFile, variables: Sequence[Variable]) -> None:
        self.names = list(dict.fromkeys(d for v in variables for d in v.dims))
        self._variables = variables
        self._file = file
        self._used: dict[str, str] = {}

    def take(self, name: str, purpose: str) -> Axis:
        found = find_name(name, self.names, "axis")
        if found in self._used:
            raise PlotError(f"axis '{found}' is used twice: {self._used[found]} and {purpose}")
        self._used[found] = purpose
        return self._file.axes[found]

    def free(self) -> list[Axis]:
        return [self._file.axes[name] for name in self.names if name not in self._used]

    def common(self) -> list[Axis]:
        """The free axes that every variable has."""
        return [a for a in self.free() if all(a.name in v.dims for v in self._variables)]

    def shared(self, axis: Axis, purpose: str) -> Axis:
        """`axis`, which every variable must have to be drawn along it."""
        for variable in self._variables:
            if axis.name not in variable.dims:
                raise PlotError(
                    f"{purpose} {axis.name}: '{variable.name}' has no such axis; "
                    f"valid: {listing(variable.dims)}"
                )
        return axis


def _difference(request: Request, axes: _Axes) -> Difference | None:
    if request.difference is None:
        if request.kind == "difference":
            raise PlotError(
                "--kind difference needs --difference AXIS=A,B; "
                f"axes: {listing(a.name for a in axes.free())}"
            )
        return None
    name, first, second = request.difference
    axis = axes.shared(axes.take(name, "--difference"), "--difference")
    chosen = Difference(axis, find_point(axis, first), find_point(axis, second))
    if chosen.first.index == chosen.second.index:
        raise PlotError(
            f"--difference {name}={first},{second}: "
            f"both are {axis.name}={typed(axis, chosen.first.index)}"
        )
    return chosen


def _sides(request: Request, axes: _Axes, heat: bool | None) -> tuple[Axis, Axis | None, bool]:
    """x, y and whether to draw a heat map; `heat` None leaves that to the axes."""
    x = axes.shared(axes.take(request.x, "--x"), "--x") if request.x else None
    y = axes.shared(axes.take(request.y, "--y"), "--y") if request.y else None
    common = axes.common()
    free = [a for a in common if a.size > 1 and not is_member(a.name)] or common
    # The longest; of equals, the one that stands last in the file, where neighbours are.
    order = sorted(range(len(free)), key=lambda i: (-free[i].size, -i))
    longest = [free[i] for i in order]
    if x is None and y is None and heat is not False and len(longest) >= 2:
        two = longest[:2]
        year = next((a for a in longest if a.name == "year"), None)
        if heat or (year is None and min(a.size for a in two) > FEW):
            x, y = sorted(two, key=lambda axis: axes.names.index(axis.name))
            return axes.take(x.name, "x"), axes.take(y.name, "y"), True
    if x is None:
        if not longest:
            raise PlotError("no axis is left to draw along; leave out an --at, or give --x")
        year = next((a for a in longest if a.name == "year"), None)
        x = axes.take((year or longest[0]).name, "x")
        longest = [a for a in longest if a is not x]
    if y is None and heat is not False and longest:
        if heat or (min(x.size, longest[0].size) > FEW and x.name != "year"):
            y = axes.take(longest[0].name, "y")
            return x, y, True
    if y is not None and heat is None:
        heat = request.x is not None or min(x.size, y.size) > FEW
    if heat and y is None:
        raise PlotError(f"a heat map needs a second axis beside '{x.name}'; try --kind lines")
    if not heat and y is None:
        family = next((a for a in longest if 1 < a.size <= FEW), None)
        y = axes.take(family.name, "lines") if family else None
    return x, y, bool(heat)


def choose_grid(request: Request, file: ResultFile) -> GridChoice:
    """Resolves `request` for a grid. Raises PlotError."""
    if request.kind in SAMPLE_KINDS:
        raise PlotError(
            f"--kind {request.kind} is for sampled designs; this file is a grid: "
            f"valid: {listing(GRID_KINDS)}"
        )
    variables, hidden = chosen_variables(request, file.outputs(), MOST_QUANTITIES)
    axes = _Axes(file, variables)
    fixed: dict[str, Point] = {}
    for name, text in request.at:
        axis = axes.take(name, "--at")
        fixed[axis.name] = find_point(axis, text)
    difference = _difference(request, axes)
    for variable in variables:
        if difference and variable.whole:
            raise PlotError(f"'{variable.name}' is a label, not an amount: no difference")
    over_members = [any(is_member(d) and d not in fixed for d in v.dims) for v in variables]
    x: Axis | None
    if any(over_members) and request.x is None and request.y is None:
        if not all(over_members) or difference or request.kind:
            raise PlotError(
                "outputs over members are drawn as bars, by themselves; for another figure choose "
                "a member, such as --at europe_member=DEU"
            )
        kind, x, y = "bars", None, None
    else:
        heat = {"heatmap": True, "lines": False}.get(request.kind or "")
        x, y, is_heat = _sides(request, axes, heat)
        kind = ("difference" if difference else "heatmap") if is_heat else "lines"
    for axis in axes.free():
        if not (kind == "bars" and is_member(axis.name)):
            fixed[axis.name] = default_point(axis)
    return GridChoice(kind, tuple(variables), x, y, fixed, difference, hidden)
