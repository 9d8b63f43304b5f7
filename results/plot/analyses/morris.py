# SPDX-License-Identifier: Apache-2.0
"""The plane of Morris: how strongly an output follows each factor, and how unevenly."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..page import FAINT, Blocks, Page, Words
from ..scales import decimals, number
from .findings import Estimates, Findings, Output, ranked
from .indices import legend_height, place_legend
from .panels import FIRST, WHISKER, amounts, empty, factor_words, head, label_points

SIDE = 3.1
MOST_NAMES, SURE_NAMES = 12, 4
# sigma/mu*: up to these a factor's effect is called almost linear, monotonic, almost monotonic
# (Garcia Sanchez, Lacarriere, Musy and Bourges 2014).
LINES = ((0.1, "σ/μ* = 0.1"), (0.5, "0.5"), (1.0, "1"))
ONE_WAY = 0.9  # |mu|/mu* from which nearly all effects have one sign


def draw_morris(findings: Findings, outputs: Sequence[Output]) -> Page:
    """A panel for each output, a point for each factor."""
    mu_star, sigma = findings.estimates("morris_mu_star"), findings.estimates("morris_sigma")
    mu = findings.optional("morris_mu", mu_star.value)
    layout = Blocks(
        [1] * len(outputs), SIDE, SIDE, left=0.62, gap=0.95, over=0.32, under=0.5, most_columns=2
    )
    width = max(layout.page_width + 0.4, Page.LEAST)
    strip = legend_height(_handles(), width)
    page = Page(_words(findings), width, layout.body + strip)
    place_legend(page, _handles())
    for place in layout.places():
        output = outputs[place.block]
        panel = page.axes(place.left, place.top + strip, SIDE, SIDE)
        _draw_panel(panel, findings, output, mu_star, sigma, mu[output.index])
        panel.set_xlabel("μ*: mean size of the elementary effects", labelpad=2)
        if place.first_column:
            panel.set_ylabel("σ: their standard deviation", labelpad=3)
        head(panel, output.words)
    return page


def _handles() -> list[Line2D]:
    def mark(marker: str, label: str) -> Line2D:
        return Line2D([], [], marker=marker, color=FIRST, ls="none", ms=5, label=label)

    return [
        mark("^", "effects nearly all upwards"),
        mark("v", "nearly all downwards"),
        mark("o", "both ways"),
    ]


def _draw_panel(
    panel: Axes,
    findings: Findings,
    output: Output,
    mu_star: Estimates,
    sigma: Estimates,
    mu: np.ndarray,
) -> None:
    x, y = mu_star[output.index], sigma[output.index]
    known = np.isfinite(x.value) & np.isfinite(y.value)
    if not known.any():
        empty(panel)
        return
    right, top = amounts(0, x.reach * 1.08), amounts(0, max(y.reach * 1.08, x.reach * 0.15))
    panel.set_xlim(0, right.high)
    panel.set_ylim(0, top.high)
    for axis, scale in ((panel.xaxis, right), (panel.yaxis, top)):
        places = decimals(scale.step)
        axis.set_ticks(scale.ticks, labels=[number(float(t), places) for t in scale.ticks])
    _draw_lines(panel, right.high, top.high)
    panel.errorbar(
        x.value[known],
        y.value[known],
        xerr=x.arms()[:, known],
        yerr=y.arms()[:, known],
        fmt="none",
        ecolor=WHISKER,
        elinewidth=0.6,
        alpha=0.7,
        zorder=2,
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        one_way = mu / x.value
    order = ranked(x.value)
    named = order[: MOST_NAMES if known.sum() > MOST_NAMES else len(order)]
    for factor in order[known[order]]:
        tilt = one_way[factor]
        marker = "^" if tilt > ONE_WAY else "v" if tilt < -ONE_WAY else "o"
        panel.plot(x.value[factor], y.value[factor], marker, color=FIRST, ms=4.5, zorder=3)
    named = named[known[named]]
    names = factor_words([findings.factors[f] for f in named])
    label_points(panel, x.value[named], y.value[named], names, SURE_NAMES)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)


def _draw_lines(panel: Axes, right: float, top: float) -> None:
    for slope, text in LINES:
        x = min(right, top / slope)
        panel.plot([0, x], [0, slope * x], color="#b0b0b0", lw=0.8, ls=(0, (4, 3)), zorder=1)
        beyond = slope * right > top
        panel.annotate(
            text,
            (x, slope * x),
            xytext=(0, 2) if beyond else (3, 0),
            textcoords="offset points",
            ha="center" if beyond else "left",
            va="bottom" if beyond else "center",
            size=6.5,
            color=FAINT,
            annotation_clip=False,
        )


def _words(findings: Findings) -> Words:
    subtitle = ["Which parameters matter, and whether by themselves (elementary effects, Morris)"]
    notes = [
        "Below σ/μ* = 0.1 a parameter acts almost linearly, below 0.5 in one direction, below 1 "
        "nearly so; above, its effect turns or depends on the others."
    ]
    if len(findings.factors) > SURE_NAMES:
        notes.append("Factors that have no room for their names go without.")
    if findings.has("morris_mu_star_low"):
        notes += findings.interval_note("Crosses")
    return findings.words(subtitle, [" ".join(notes)])
