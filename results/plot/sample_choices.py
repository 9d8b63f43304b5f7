# SPDX-License-Identifier: Apache-2.0
"""What the user asked of sampled scenarios, joined to what the file holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from .choices import GRID_KINDS, SAMPLE_KINDS, Request, chosen_variables, default_point
from .errors import PlotError
from .names import Point, find_name, find_point, listing
from .reading import ResultFile, Variable, is_member

MOST_QUANTITIES = 2  # that are shown when none are named: each output is a row
FEW_SCENARIOS = 5_000  # fewer are drawn as points


@dataclass(frozen=True)
class SampleChoice:
    """A figure of sampled scenarios, all resolved."""

    kind: str  # scatter, hexbin, ranks or overview (ranks beside clouds)
    points: bool  # clouds are points, not hexagons
    variables: tuple[Variable, ...]
    x: Variable | None  # the parameter along x, or the most influential ones
    fixed: dict[str, Point] = field(default_factory=dict)
    hidden: int = 0


def choose_sample(request: Request, file: ResultFile) -> SampleChoice:
    """Resolves `request` for sampled scenarios. Raises PlotError."""
    if request.kind in GRID_KINDS:
        raise PlotError(
            f"--kind {request.kind} is for grids; this file holds sampled scenarios: "
            f"valid: {listing(SAMPLE_KINDS)}"
        )
    if request.y is not None:
        raise PlotError("--y is for grids; for sampled scenarios choose what is on y by --output")
    if request.difference is not None:
        raise PlotError("--difference is for grids; this file holds sampled scenarios")
    parameters = file.parameters()
    if not parameters:
        raise PlotError("the file holds no parameters of its scenarios to draw the outputs against")
    variables, hidden = chosen_variables(request, file.outputs(), MOST_QUANTITIES)
    for variable in variables:
        if variable.whole:
            raise PlotError(f"'{variable.name}' is a label, not an amount: it has no ranks")
    fixed = _fixed(request, file, variables)
    x = None
    if request.x is not None:
        if request.kind == "ranks":
            raise PlotError("--x does not go with --kind ranks, which shows every parameter")
        names = [p.name for p in parameters]
        x = file.variables[find_name(request.x, names, "parameter")]
    few = file.scenarios <= FEW_SCENARIOS
    kind = request.kind or ("overview" if x is None else "scatter" if few else "hexbin")
    points = kind == "scatter" or (kind == "overview" and few)
    return SampleChoice(kind, points, tuple(variables), x, fixed, hidden)


def _fixed(request: Request, file: ResultFile, variables: list[Variable]) -> dict[str, Point]:
    """The year or member of outputs that have them."""
    further = list(dict.fromkeys(d for v in variables for d in v.dims if d != "scenario"))
    fixed: dict[str, Point] = {}
    for name, text in request.at:
        axis = file.axes[find_name(name, further, "axis for --at")]
        if axis.name in fixed:
            raise PlotError(f"--at {axis.name} is given twice")
        fixed[axis.name] = find_point(axis, text)
    for name in further:
        if name in fixed:
            continue
        if is_member(name):
            labels = file.axes[name].labels or ()
            raise PlotError(f"choose a member by --at {name}=...; valid: {listing(labels)}")
        fixed[name] = default_point(file.axes[name])
    return fixed
