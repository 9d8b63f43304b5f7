# SPDX-License-Identifier: Apache-2.0
"""Which figures an analysis file has, and how each is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Sequence

from ..choices import Request
from ..errors import PlotError
from ..names import listing
from ..page import Page
from ..reading import ResultFile
from .findings import Findings, Output
from .indices import draw_indices, method_of
from .interactions import draw_chords, draw_matrix
from .measures import draw_measures, measures_of
from .morris import draw_morris
from .overview import draw_overview, measure_of
from .peeling import draw_leaves, draw_peeling
from .robustness import draw_regret, draw_robustness
from .stacking import draw_stacking
from .traces import draw_convergence, draw_years, lists_of

MOST_LISTS = 3


@dataclass(frozen=True)
class Kind:
    """A figure: whether a file has what it shows, and the page of the outputs that are asked."""

    fits: Callable[[Findings], bool]
    draw: Callable[[Findings, Request], Page]
    outputs: bool = True  # whether it is of outputs, which --output chooses


def _of_outputs(
    draw: Callable[[Findings, Sequence[Output]], Page]
) -> Callable[[Findings, Request], Page]:
    def drawn(findings: Findings, request: Request) -> Page:
        return draw(findings, findings.find_outputs(request.outputs, findings.outputs))

    return drawn


def _overview(findings: Findings, request: Request) -> Page:
    named = bool(request.outputs)
    outputs = findings.outputs
    if named:
        outputs = findings.find_outputs(request.outputs, outputs)
    return draw_overview(findings, outputs, named)


def _years(findings: Findings, request: Request) -> Page:
    lists = lists_of(findings.outputs)
    if request.outputs:
        asked = findings.find_outputs(request.outputs, [o for group in lists for o in group])
        bases = list(dict.fromkeys(o.base for o in asked))
        lists = [group for group in lists if group[0].base in bases]
    return draw_years(findings, lists[:MOST_LISTS])


KINDS = {
    "overview": Kind(lambda f: measure_of(f) is not None and len(f.outputs) > 1, _overview),
    "indices": Kind(lambda f: method_of(f) != "", _of_outputs(draw_indices)),
    "interactions": Kind(lambda f: f.has("sobol_second"), _of_outputs(draw_matrix)),
    "chords": Kind(lambda f: f.has("sobol_second"), _of_outputs(draw_chords)),
    "morris": Kind(lambda f: f.has("morris_mu_star", "morris_sigma"), _of_outputs(draw_morris)),
    "measures": Kind(lambda f: bool(measures_of(f)), _of_outputs(draw_measures)),
    "years": Kind(lambda f: method_of(f) != "" and bool(lists_of(f.outputs)), _years),
    "convergence": Kind(
        lambda f: f.has("sobol_first_trace", "sobol_total_trace"), _of_outputs(draw_convergence)
    ),
    "peeling": Kind(
        lambda f: f.has("prim_mass", "prim_density", "prim_coverage", "prim_low", "prim_high"),
        lambda f, _: draw_peeling(f),
        outputs=False,
    ),
    "leaves": Kind(
        lambda f: f.has("cart_low", "cart_high"), lambda f, _: draw_leaves(f), outputs=False
    ),
    "stacking": Kind(
        lambda f: f.has("stacking_density"), lambda f, _: draw_stacking(f), outputs=False
    ),
    "robustness": Kind(lambda f: f.has("robustness"), _of_outputs(draw_robustness)),
    "regret": Kind(lambda f: f.has("regret"), _of_outputs(draw_regret)),
}


def draw_analysis(request: Request, file: ResultFile) -> dict[str, Page]:
    """The figures by name: the one that `request` asks for, or all that the file has. Raises
    PlotError."""
    findings = Findings(file)
    fitting = [name for name, kind in KINDS.items() if kind.fits(findings)]
    if not fitting:
        raise PlotError(f"{file.path}: the analysis holds nothing that there is a figure of")
    for option, given in (
        ("--x", request.x),
        ("--y", request.y),
        ("--at", request.at),
        ("--difference", request.difference),
    ):
        if given:
            raise PlotError(f"{option} is for results; this file is an analysis: use --output")
    if request.kind is not None and request.kind not in fitting:
        raise PlotError(
            f"--kind {request.kind}: the file holds no such analysis; valid: {listing(fitting)}"
        )
    if request.outputs and request.kind and not KINDS[request.kind].outputs:
        raise PlotError(f"--output: the figure '{request.kind}' is not of outputs; leave it out")
    chosen = [request.kind] if request.kind else fitting
    return {name: KINDS[name].draw(findings, request) for name in chosen}
