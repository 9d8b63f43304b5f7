# SPDX-License-Identifier: Apache-2.0
"""First-order and total indices as bars: which factors matter, alone and together with others."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ..page import FAINT, Blocks, Page, Words, text_width
from ..scales import Scale, number
from .findings import Estimates, Findings, Output, ranked
from .panels import (
    BAND,
    FIRST,
    TOTAL,
    amounts,
    dress_amounts,
    dress_rows,
    empty,
    factor_words,
    head,
    room_for,
    whiskers,
)

MOST_FACTORS = 15
WIDTH, ROW = 2.5, 0.235
METHODS = {"sobol": "Sobol'", "fast": "extended FAST"}


def method_of(findings: Findings) -> str:
    """The first method whose first-order and total indices the file holds, or ""."""
    return next((m for m in METHODS if findings.has(f"{m}_first", f"{m}_total")), "")


def draw_indices(findings: Findings, outputs: Sequence[Output]) -> Page:
    """A panel for each output, its leading factors from the top."""
    method = method_of(findings)
    first, total = (findings.estimates(f"{method}_{which}") for which in ("first", "total"))
    chosen = [ranked(total.value[o.index])[:MOST_FACTORS] for o in outputs]
    rows = max(len(c) for c in chosen)
    names = factor_words(findings.factors)
    labels = room_for([names[f] for c in chosen for f in c])
    layout = Blocks(
        [1] * len(outputs),
        WIDTH,
        rows * ROW,
        left=labels,
        gap=labels + 0.25,
        over=0.32,
        under=0.5,
        most_columns=2,
    )
    scale = amounts(
        min(e[o.index].depth for e in (first, total) for o in outputs),
        min(1.3, max(e[o.index].reach for e in (first, total) for o in outputs) * 1.12),
    )
    leading = [int(f) for c in chosen for f in c[:3]]
    handles = _handles(findings, method)
    width = max(layout.page_width, Page.LEAST)
    strip = legend_height(handles, width)
    page = Page(_words(findings, method, leading), width, layout.body + strip)
    place_legend(page, handles)
    for place in layout.places():
        output, factors = outputs[place.block], chosen[place.block]
        panel = page.axes(place.left, place.top + strip, WIDTH, rows * ROW)
        noise = [
            float(findings.optional(f"{method}_{w}_noise", total.value[:, 0])[output.index])
            for w in ("first", "total")
        ]
        _draw_panel(panel, first[output.index], total[output.index], factors, noise, scale)
        dress_rows(panel, [names[f] for f in factors], rows)
        dress_amounts(panel, scale, "share of the variance")
        additive = float(np.nansum(first.value[output.index]))
        head(panel, output.words, f"Σ first = {number(additive, 2)}")
    return page


def _draw_panel(
    panel: Axes,
    first: Estimates,
    total: Estimates,
    factors: np.ndarray,
    noise: Sequence[float],
    scale: Scale,
) -> None:
    first, total = first[factors], total[factors]
    if not np.isfinite(total.value).any():
        empty(panel)
        return
    if np.isfinite(noise[1]):
        panel.axvspan(max(scale.low, -noise[1]), noise[1], color=BAND, lw=0, zorder=0)
    if np.isfinite(noise[0]):
        panel.axvline(noise[0], color="#8c8c8c", lw=0.8, ls=(0, (3, 2)), zorder=1.5)
    rows = np.arange(len(factors))
    for values, shift, colour in ((total, -0.19, TOTAL), (first, 0.19, FIRST)):
        at = rows + shift
        panel.barh(at, np.nan_to_num(values.value), height=0.36, color=colour, zorder=2)
        whiskers(panel, values, at)
    ends = np.fmax(np.fmax(total.high, total.value), np.fmax(first.high, first.value))
    for row, (end, value) in enumerate(zip(ends, total.value)):
        if np.isfinite(end):
            x = min(float(end), scale.high) + 0.012 * scale.span
            text = number(float(value), 2 if abs(value) >= 0.01 else 3)
            panel.text(x, row - 0.02, text, va="center", size=6.5, color=FAINT)


def _handles(findings: Findings, method: str) -> list[Artist]:
    handles: list[Artist] = [
        Patch(fc=TOTAL, label="total: alone and together with others (number at the right)"),
        Patch(fc=FIRST, label="first order: alone"),
    ]
    if findings.has(f"{method}_total_noise"):
        handles.append(Patch(fc=BAND, label="noise of the total index"))
    if findings.has(f"{method}_first_noise"):
        handles.append(
            Line2D(
                [],
                [],
                color="#8c8c8c",
                lw=0.8,
                ls=(0, (3, 2)),
                label="noise of the first-order index",
            )
        )
    return handles


def _legend_columns(handles: Sequence[Artist], width: float) -> int:
    """All side by side where there is room, or else one below another."""
    needed = sum(text_width(str(h.get_label()), 7) + 0.4 for h in handles)
    return len(handles) if needed <= width - 2 * Page.EDGE else 1


def legend_height(handles: Sequence[Artist], width: float) -> float:
    """Inches that place_legend() needs on a page of that width."""
    return 0.09 + 0.155 * (len(handles) // _legend_columns(handles, width))


def place_legend(page: Page, handles: Sequence[Artist]) -> None:
    """The handles at the top of the body."""
    page.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=((Page.EDGE - 0.02) / page.width, 1 - page.body_top / page.height),
        ncol=_legend_columns(handles, page.width),
        labelspacing=0.3,
        frameon=False,
        fontsize=7,
        borderpad=0,
        borderaxespad=0,
        handlelength=1.3,
        handleheight=0.8,
        columnspacing=1.1,
        handletextpad=0.5,
    )


def _words(findings: Findings, method: str, leading: Sequence[int]) -> Words:
    subtitle = [f"Which parameters each output's variance comes from ({METHODS[method]} indices)"]
    notes = []
    if len(findings.factors) > MOST_FACTORS:
        notes.append(f"The leading {MOST_FACTORS} of {len(findings.factors)} factors.")
    if findings.has(f"{method}_total_low"):
        notes += findings.interval_note("Whiskers")
    if findings.has(f"{method}_total_noise") or findings.has(f"{method}_first_noise"):
        notes.append(
            "Noise: what a parameter without influence would get (a dummy parameter); what is not "
            "beyond it cannot be told from nothing."
        )
    told = [" ".join(notes)] if notes else []
    return findings.words(subtitle, [*told, *findings.glossary(leading)])
