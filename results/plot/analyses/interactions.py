# SPDX-License-Identifier: Apache-2.0
"""Second-order indices: which factors act together, as a matrix or as chords of a circle."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from ..page import FAINT, INK, LABEL, Blocks, Page, Words
from ..panels import colours_of, draw_colour_bar
from ..scales import Extent, Scale, number, sequential
from .findings import Estimates, Findings, Output, ranked
from .panels import FIRST, PALE, TOTAL, empty, factor_words, head, room_for

MOST_FACTORS = 12
CELL = 0.3
CIRCLE = 2.7
COLOURS = "YlOrBr"


def leading(findings: Findings, output: Output) -> np.ndarray:
    """The factors to show, by their total indices or, without these, by their interactions."""
    second = findings.array("sobol_second")[output.index]
    by = np.nansum(np.abs(second), axis=1)
    if findings.has("sobol_total"):
        by = findings.array("sobol_total")[output.index]
    return ranked(by)[:MOST_FACTORS]


def certain(second: Estimates) -> np.ndarray:
    """Which indices are above zero: by their interval or, where there is none, by a hundredth."""
    ends = np.where(np.isfinite(second.low), second.low, second.value - 0.01)
    return np.nan_to_num(ends, nan=-1.0) > 0


def _scale(findings: Findings, outputs: Sequence[Output]) -> Scale:
    values = findings.array("sobol_second")[[o.index for o in outputs]]
    high = float(np.nanmax(values, initial=0.02))
    scale = sequential(Extent(0.0, min(high, 1.0), True))
    return Scale(scale.low, scale.high, scale.step, COLOURS)


def draw_matrix(findings: Findings, outputs: Sequence[Output]) -> Page:
    """A panel for each output: below the diagonal the interactions, on it the first-order index."""
    second = findings.estimates("sobol_second")
    chosen = [leading(findings, o) for o in outputs]
    size = max(len(c) for c in chosen) * CELL
    names = factor_words(findings.factors)
    labels = room_for([names[f] for c in chosen for f in c])
    layout = Blocks(
        [1] * len(outputs),
        size,
        size,
        left=labels,
        gap=labels + 0.3,
        over=0.32,
        under=labels + 0.3,
        most_columns=2,
    )
    scale = _scale(findings, outputs)
    foot = 0.35
    page = Page(_words(findings, chosen, "matrix"), layout.page_width, layout.body + foot)
    for place in layout.places():
        output, factors = outputs[place.block], chosen[place.block]
        panel = page.axes(place.left, place.top, size, size)
        own = second[output.index]
        _draw_cells(panel, findings, output, own[np.ix_(factors, factors)], factors, scale)
        ticks = np.arange(len(factors)) + 0.5
        panel.set_yticks(ticks, labels=[names[f] for f in factors])
        panel.set_xticks(ticks, labels=[names[f] for f in factors], rotation=90)
        panel.tick_params(length=0)
        head(panel, output.words)
    bar = page.axes(Page.EDGE + labels, layout.body - 0.1, min(size, 3.0), 0.09)
    draw_colour_bar(bar, scale, "second-order index")
    return page


def _draw_cells(
    panel: Axes,
    findings: Findings,
    output: Output,
    second: Estimates,
    factors: np.ndarray,
    scale: Scale,
) -> None:
    n = len(factors)
    clear = certain(second)
    below = np.tril(np.ones((n, n), bool), -1)
    shown = np.ma.masked_where(~(below & clear), second.value)
    colours = colours_of(scale.colours)
    colours.set_bad("white")
    norm = Normalize(scale.low, scale.high, clip=True)
    panel.pcolormesh(shown, cmap=colours, norm=norm, edgecolors="white", linewidth=0.8)
    for r in range(n):
        for c in range(r):
            value = second.value[r, c]
            if not np.isfinite(value):
                continue
            text = number(float(value), 2).lstrip("0") if clear[r, c] else "·"
            ink = INK if clear[r, c] and norm(value) < 0.6 else "white"
            panel.text(
                c + 0.5,
                r + 0.5,
                text,
                ha="center",
                va="center",
                size=6.3,
                color=ink if clear[r, c] else FAINT,
            )
    if findings.has("sobol_first"):
        first = findings.array("sobol_first")[output.index]
        for d, factor in enumerate(factors):
            cell = panel.add_patch(_square(d))
            cell.set_zorder(1.5)
            text = number(float(first[factor]), 2).replace("0.", ".")
            panel.text(d + 0.5, d + 0.5, text, ha="center", va="center", size=6.3, color=FAINT)
    panel.set_xlim(0, n)
    panel.set_ylim(n, 0)
    for spine in panel.spines.values():
        spine.set_visible(False)


def _square(d: int) -> PathPatch:
    corners = [(d, d), (d + 1, d), (d + 1, d + 1), (d, d + 1), (d, d)]
    return PathPatch(Path(corners), fc="#efefef", ec="white", lw=0.8)


def draw_chords(findings: Findings, outputs: Sequence[Output]) -> Page:
    """A circle for each output: discs are first-order indices, rings total ones, and a chord is an
    interaction, as wide as it is large."""
    second = findings.estimates("sobol_second")
    names = factor_words(findings.factors)
    chosen = [leading(findings, o) for o in outputs]
    labels = room_for([names[f] for c in chosen for f in c]) + 0.1
    layout = Blocks(
        [1] * len(outputs),
        CIRCLE,
        CIRCLE,
        left=labels,
        gap=2 * labels - 0.2,
        over=0.56,
        under=0.36,
        most_columns=2,
    )
    page = Page(_words(findings, chosen, "chords"), layout.page_width + labels - 0.1, layout.body)
    scale = _scale(findings, outputs)
    for place in layout.places():
        output, factors = outputs[place.block], chosen[place.block]
        panel = page.axes(place.left, place.top, CIRCLE, CIRCLE)
        panel.set_axis_off()
        panel.set_xlim(-1.06, 1.06)
        panel.set_ylim(-1.06, 1.06)
        page.text(
            place.left - labels, place.top - 0.5, output.words, size=LABEL, weight="bold", color=INK
        )
        own = second[output.index][np.ix_(factors, factors)]
        angles = np.pi / 2 - 2 * np.pi * (np.arange(len(factors)) + 0.5) / len(factors)
        at = np.column_stack([np.cos(angles), np.sin(angles)])
        _draw_ribbons(panel, own, at, scale)
        _draw_nodes(panel, findings, output, factors, at)
        for (x, y), factor in zip(at, factors):
            panel.text(
                1.14 * x,
                1.14 * y,
                names[factor],
                ha="left" if x > 0.2 else "right" if x < -0.2 else "center",
                va="bottom" if y > 0.85 else "top" if y < -0.85 else "center",
                size=7.5,
            )
    return page


def _draw_ribbons(panel: Axes, second: Estimates, at: np.ndarray, scale: Scale) -> None:
    clear = certain(second)
    norm = Normalize(scale.low, scale.high, clip=True)
    pairs = [(r, c) for r in range(len(at)) for c in range(r) if clear[r, c]]
    if not pairs:
        empty(panel, "no interaction of two factors is beyond its noise")
    for r, c in sorted(pairs, key=lambda pair: float(second.value[pair])):
        value = float(second.value[r, c])
        path = Path([at[r], 0.12 * (at[r] + at[c]), at[c]], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        width = 0.6 + 9 * value / max(scale.high, 1e-9)
        colour = colours_of(scale.colours)(0.3 + 0.6 * norm(value))
        patch = PathPatch(path, fc="none", ec=colour, lw=width, capstyle="butt", zorder=1)
        panel.add_patch(patch)
        middle = 0.25 * at[r] + 0.06 * (at[r] + at[c]) + 0.25 * at[c]
        if norm(value) > 0.2:
            panel.text(
                *middle,
                number(value, 2),
                size=6.5,
                ha="center",
                va="center",
                zorder=5,
                bbox={"pad": 0.8, "fc": "white", "ec": "none", "alpha": 0.85},
            )


def _draw_nodes(
    panel: Axes, findings: Findings, output: Output, factors: np.ndarray, at: np.ndarray
) -> None:
    """Areas in proportion to the indices."""
    largest = 900.0  # square points of an index of 1
    first = _of(findings, "sobol_first", output, factors)
    total = _of(findings, "sobol_total", output, factors)
    for values, colour, order in ((total, TOTAL, 3), (first, FIRST, 4)):
        sizes = largest * np.clip(np.nan_to_num(values), 0, 1)
        panel.scatter(at[:, 0], at[:, 1], s=sizes, color=colour, lw=0, zorder=order, clip_on=False)
    panel.scatter(at[:, 0], at[:, 1], s=2, color=PALE, zorder=2)


def _of(findings: Findings, name: str, output: Output, factors: np.ndarray) -> np.ndarray:
    if not findings.has(name):
        return np.zeros(len(factors))
    return np.asarray(findings.array(name)[output.index][factors])


def _words(findings: Findings, chosen: Sequence[np.ndarray], how: str) -> Words:
    subtitle = ["Which factors act together (second-order Sobol' indices)"]
    notes = []
    if how == "matrix":
        notes.append(
            "Cells: the share of the variance that two factors make together, beyond what each "
            "makes alone (grey: first order)."
        )
        notes.append("Dots: the interval contains zero.")
    else:
        notes.append(
            "Dark disc: first-order index; light ring: total index; band: the share of the "
            "variance that two factors make together. Bands whose interval contains zero are left "
            "out."
        )
    if max(len(c) for c in chosen) < len(findings.factors):
        notes.append(f"{MOST_FACTORS} of {len(findings.factors)} factors.")
    return findings.words(subtitle, [" ".join(notes)])
