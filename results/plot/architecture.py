# SPDX-License-Identifier: Apache-2.0
"""The figures of the architecture study: `python3 -m plot.architecture FILE.h5 -o FOLDER`.

Three figures: the plane of integration and differentiation when the patron's conduct is an
aberration and when it is a structural shift, the difference of the two, and which architecture
holds where.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

import matplotlib
import numpy as np

from .architecture_answer import draw_answer
from .architecture_planes import draw_planes
from .choices import Difference, GridChoice, default_point
from .command import FORMATS, make_parser, pair, resolution, target
from .errors import PlotError
from .heatmaps import Extras, Marker, blocks_of, draw_heatmaps
from .names import Point, find_name, find_point, listing, typed, value_listing
from .page import LOOK, Page
from .reading import Axis, ResultFile, Variable
from .scales import Scale, extent, quantity_key, sequential
from .slices import read_over

QUANTITIES = ("stability", "tension", "abandonment", "entrapment")
NEEDED = ("integration", "differentiation", "recovery", "belief")
MARKERS = (
    Marker("europe", "NATO today", 1, 0),
    Marker("asia", "Asia today", 0, 1),
)


@dataclass(frozen=True)
class Study:
    """The parts of an architecture study that its figures need."""

    variables: tuple[Variable, ...]
    integration: Axis
    differentiation: Axis
    recovery: Axis
    belief: Axis
    fixed: dict[str, Point]  # all axes but the plane and recovery
    named: dict[str, Point]  # of these, what the user asked for


def find_study(file: ResultFile, at: Sequence[tuple[str, str]]) -> Study:
    """The study in `file`. Raises PlotError if it is another one."""
    variables = [v for q in QUANTITIES for v in file.outputs() if v.quantity == q]
    if file.sampled or not variables:
        raise PlotError(f"{file.path}: not an architecture study: no grid of {listing(QUANTITIES)}")
    dims = variables[0].dims
    missing = [name for name in NEEDED if name not in dims]
    if missing:
        raise PlotError(
            f"{file.path}: not an architecture study: no axis {listing(missing)}; "
            f"its axes: {listing(dims)}"
        )
    other = next((v for v in variables if v.dims != dims), None)
    if other is not None:
        raise PlotError(f"{file.path}: {variables[0].name} and {other.name} have other axes")
    named: dict[str, Point] = {}
    free = [d for d in dims if d not in ("integration", "differentiation", "recovery")]
    for name, text in at:
        found = find_name(name, free, "axis for --at")
        if found in named:
            raise PlotError(f"--at {found} is given twice")
        named[found] = find_point(file.axes[found], text)
    fixed = {name: named.get(name) or default_point(file.axes[name]) for name in free}
    axes = [file.axes[name] for name in NEEDED]
    return Study(tuple(variables), *axes, fixed, named)


def ends_of(recovery: Axis) -> tuple[Point, Point]:
    """Aberration, where the patron returns soonest, and structural shift, where it returns last."""
    if recovery.size < 2:
        raise PlotError("recovery has one value; the figures compare the highest and the lowest")
    points = recovery.points
    return Point(recovery, int(np.argmax(points))), Point(recovery, int(np.argmin(points)))


def shared_scales(
    file: ResultFile, study: Study, ends: Sequence[Point]
) -> dict[tuple[str, str], Scale]:
    """One scale for each output, over both theatres and both ends of recovery."""
    plane = (study.differentiation, study.integration)
    scales = {}
    for group in blocks_of(study.variables):
        parts = []
        for point in ends:
            at = {name: p.index for name, p in study.fixed.items()} | {"recovery": point.index}
            parts += [read_over(file, variable, plane, at) for variable in group]
        scales[quantity_key(group[0])] = sequential(extent(parts, group[0].units))
    return scales


def shown_markers(study: Study) -> list[Marker]:
    theatres = {v.theatre for v in study.variables}
    return [m for m in MARKERS if m.theatre in theatres and _inside(study, m)]


def _inside(study: Study, marker: Marker) -> bool:
    sides = ((study.integration, marker.x), (study.differentiation, marker.y))
    return all(axis.points.min() <= at <= axis.points.max() for axis, at in sides)


def draw_figures(file: ResultFile, study: Study) -> dict[str, Page]:
    """The figures by name."""
    aberration, shift = ends_of(study.recovery)
    plane = (study.integration, study.differentiation)
    regimes = (("Aberration", aberration), ("Structural shift", shift))
    markers = shown_markers(study)
    scales = shared_scales(file, study, (aberration, shift))
    pages = {
        "planes": draw_planes(file, study.variables, plane, regimes, study.fixed, scales, markers)
    }
    difference = Difference(study.recovery, aberration, shift)
    choice = GridChoice("difference", study.variables, *plane, study.fixed, difference)
    lead = "What a structural shift changes, compared with an aberration"
    extras = Extras([lead], [Marker.NOTE] if markers else [], markers)
    pages["difference"] = draw_heatmaps(file, choice, extras)
    stability = [v for v in study.variables if v.quantity == "stability"]
    if stability:
        axes = (study.integration, study.differentiation, study.recovery, study.belief)
        fixed = {k: p for k, p in study.named.items() if k != "belief"}
        pages["answer"] = draw_answer(file, stability, axes, fixed)
    return pages


def _parser(program: str) -> argparse.ArgumentParser:
    made = make_parser(program, (__doc__ or "").split("\n\n", 1)[1], "")
    add = made.add_argument
    add("file", metavar="FILE.h5", help="the result of configs/studies/architecture.toml")
    add("-o", dest="to", metavar="FOLDER", default=".", help="where the figures go (default: here)")
    add(
        "--at",
        type=pair,
        action="append",
        default=[],
        metavar="AXIS=VALUE",
        help="cut an axis there, not at the model's default",
    )
    add("--format", choices=FORMATS, default="png", help="format (default: %(default)s)")
    add("--dpi", type=resolution, default=200, help="dots per inch (default: %(default)s)")
    return made


def draw(arguments: argparse.Namespace, program: str) -> list[Path]:
    """Draws and saves the figures; returns where they are. Raises PlotError."""
    folder = Path(arguments.to)
    if not folder.is_dir():
        raise PlotError(f"{folder}: no such folder")
    with ResultFile(arguments.file) as file, matplotlib.rc_context(LOOK):
        study = find_study(file, arguments.at)
        for point in study.named.values():
            if point.asked:
                values = value_listing(point.axis)
                print(
                    f"{program}: {point.axis.name}={point.asked} is not on the grid; drawn at "
                    f"{typed(point.axis, point.index)}; the values are {values}",
                    file=sys.stderr,
                )
        paths = []
        for name, page in draw_figures(file, study).items():
            stem = f"{file.path.stem}_{name}"
            paths.append(target(arguments.to + "/", arguments.format, file.path, stem))
            page.save(paths[-1], arguments.dpi)
    return paths


def main(arguments: Sequence[str] | None = None, program: str = "plot.architecture") -> int:
    """Runs the command; returns the exit status."""
    parsed = _parser(program).parse_args(arguments)
    try:
        for path in draw(parsed, program):
            print(path)
    except PlotError as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(program="python3 -m plot.architecture"))
