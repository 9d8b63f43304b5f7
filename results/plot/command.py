# SPDX-License-Identifier: Apache-2.0
"""The command line: `python3 -m plot FILE.h5`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn, Sequence

import matplotlib

from .analyses.catalogue import KINDS as ANALYSIS_KINDS
from .analyses.catalogue import draw_analysis
from .analyses.findings import is_analysis
from .choices import GRID_KINDS, SAMPLE_KINDS, Request, choose_grid
from .clouds import draw_sample
from .curves import draw_bars, draw_lines
from .errors import PlotError
from .heatmaps import draw_heatmaps
from .names import Point, typed, value_listing
from .page import LOOK, Page
from .reading import ResultFile
from .sample_choices import choose_sample

FORMATS = ("png", "pdf", "svg")
DESCRIPTION = """Draws a result file of Entente; the figure fits what the file holds.

A grid becomes heat maps over its two longest axes, one panel for each output and theatre; all
other axes are cut at the model's default or their middle. A grid with one axis becomes lines,
outputs over members become bars, and sampled scenarios become rank correlations beside the
scenarios themselves.

Of an analysis all its figures are drawn, each under the name of the file and its own, such as
ishigami_indices.png; --kind draws one of them."""
EXAMPLES = """examples:
  entente-plot architecture.h5 --output stability tension --at recovery=0.02
  entente-plot architecture.h5 --difference recovery=0.4,0.02 --format pdf
  entente-plot pivot.h5 --x pivot --y asia.threat_growth -o figures/
  entente-plot uncertainty.h5 --output europe.stability --x recovery --kind hexbin
  entente-plot ishigami_analysis.h5 -o figures/
  entente-plot sobol.h5 --kind indices --output europe.stability asia.stability
  entente-plot architecture architecture.h5 -o figures/     the figures of that study"""


class _Parser(argparse.ArgumentParser):
    """One line for a mistake, as everywhere in Entente."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see --help)\n")


def pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name.strip() or not value.strip():
        raise argparse.ArgumentTypeError(f"'{text}' is not AXIS=VALUE")
    return name.strip(), value.strip()


def triple(text: str) -> tuple[str, str, str]:
    name, _, values = text.partition("=")
    ends = [value.strip() for value in values.split(",")]
    if not name.strip() or len(ends) != 2 or not all(ends):
        raise argparse.ArgumentTypeError(f"'{text}' is not AXIS=A,B")
    return name.strip(), ends[0], ends[1]


def resolution(text: str) -> int:
    if not text.isdigit() or not 20 <= int(text) <= 2400:
        raise argparse.ArgumentTypeError(f"'{text}' is not a resolution (valid: 20 to 2400)")
    return int(text)


def make_parser(program: str, description: str, epilog: str) -> argparse.ArgumentParser:
    """A parser without options; `program` is what the user typed."""
    return _Parser(
        prog=program,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def parser(program: str) -> argparse.ArgumentParser:
    """The options of the command."""
    made = make_parser(program, DESCRIPTION, EXAMPLES)
    add = made.add_argument
    add("file", metavar="FILE.h5", help="a result file")
    add(
        "-o",
        dest="to",
        metavar="OUT",
        help="the figure, or a folder for it (default: beside the result file, under its name)",
    )
    add(
        "--output",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="outputs to draw: europe.stability, or stability for all theatres",
    )
    add("--x", metavar="AXIS", help="axis along x; for sampled scenarios, the parameter")
    add("--y", metavar="AXIS", help="axis along y; with --kind lines, one line for each value")
    add(
        "--at",
        type=pair,
        action="append",
        default=[],
        metavar="AXIS=VALUE",
        help="cut an axis at the value that is nearest; may be given for several axes",
    )
    add(
        "--difference",
        type=triple,
        metavar="AXIS=A,B",
        help="the values at B minus those at A",
    )
    kinds = GRID_KINDS + SAMPLE_KINDS + tuple(ANALYSIS_KINDS)
    add("--kind", choices=kinds, help="draw this instead of what fits best")
    add("--format", choices=FORMATS, help="format of the figure (default: that of OUT, or png)")
    add("--dpi", type=resolution, default=200, help="dots per inch (default: %(default)s)")
    return made


def target(to: str | None, format_name: str | None, file: Path, name: str) -> Path:
    """Where the figure called `name` goes."""
    suffix = f".{format_name or 'png'}"
    if to is None:
        return file.with_name(name + suffix)
    path = Path(to)
    if path.is_dir() or to.endswith("/"):
        if not path.is_dir():
            raise PlotError(f"{to}: no such folder")
        return path / (name + suffix)
    if not path.parent.is_dir():
        raise PlotError(f"{path}: there is no folder {path.parent}")
    if path.suffix == "":
        return path.with_name(path.name + suffix)
    if path.suffix.lower()[1:] not in FORMATS:
        raise PlotError(f"{path}: the format is none of {', '.join(FORMATS)}")
    if format_name is not None and path.suffix.lower() != suffix:
        raise PlotError(f"{path}: does not end in {suffix}, as --format {format_name} asks")
    return path


def _draw(request: Request, file: ResultFile) -> tuple[Page, dict[str, Point], int]:
    if file.sampled:
        sample = choose_sample(request, file)
        return draw_sample(file, sample), sample.fixed, sample.hidden
    choice = choose_grid(request, file)
    points = dict(choice.fixed)
    if choice.difference is not None:
        points["first"], points["second"] = choice.difference.first, choice.difference.second
    draw = {"lines": draw_lines, "bars": draw_bars}.get(choice.kind, draw_heatmaps)
    return draw(file, choice), points, choice.hidden


def _report(program: str, points: dict[str, Point], hidden: int) -> None:
    """Tells what the figure does not show as it was asked, or not at all."""
    for point in points.values():
        if point.asked:
            print(
                f"{program}: {point.axis.name}={point.asked} is not on the grid; drawn at "
                f"{typed(point.axis, point.index)}; the values are {value_listing(point.axis)}",
                file=sys.stderr,
            )
    if hidden:
        print(f"{program}: {hidden} more outputs; choose with --output", file=sys.stderr)


def draw(arguments: argparse.Namespace, program: str) -> list[Path]:
    """Draws what the command line asks for and returns where. Raises PlotError."""
    request = Request(
        outputs=tuple(arguments.output),
        x=arguments.x,
        y=arguments.y,
        at=tuple(arguments.at),
        difference=arguments.difference,
        kind=arguments.kind,
    )
    with ResultFile(arguments.file) as file, matplotlib.rc_context(LOOK):
        if is_analysis(file):
            return _draw_all(arguments, request, file)
        if request.kind in ANALYSIS_KINDS:
            valid = ", ".join(GRID_KINDS + SAMPLE_KINDS)
            raise PlotError(f"--kind {request.kind} is for analyses; of results, valid: {valid}")
        path = target(arguments.to, arguments.format, file.path, file.path.stem)
        page, points, hidden = _draw(request, file)
        _report(program, points, hidden)
        page.save(path, arguments.dpi)
    return [path]


def _draw_all(arguments: argparse.Namespace, request: Request, file: ResultFile) -> list[Path]:
    """The figures of an analysis. Several go to a folder; one may be given a name of its own."""
    pages = draw_analysis(request, file)
    paths = {
        name: target(arguments.to, arguments.format, file.path, f"{file.path.stem}_{name}")
        for name in pages
    }
    if len(set(paths.values())) < len(paths):
        raise PlotError(
            f"{arguments.to}: one name for {len(pages)} figures; give a folder, or choose by "
            f"--kind: {', '.join(pages)}"
        )
    for name, page in pages.items():
        page.save(paths[name], arguments.dpi)
    return list(paths.values())


def main(arguments: Sequence[str] | None = None, program: str = "entente-plot") -> int:
    """Runs the command; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["architecture"] and not Path(words[0]).is_file():
        from .architecture import main as draw_architecture

        return draw_architecture(words[1:], f"{program} architecture")
    parsed = parser(program).parse_args(words)
    try:
        for path in draw(parsed, program):
            print(path)
    except PlotError as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2
    return 0
