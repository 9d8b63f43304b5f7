# SPDX-License-Identifier: Apache-2.0
"""The table of outputs and factors: what matters for what, at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize

from ..page import FAINT, INK, LABEL, MISSING, Page, Words
from ..panels import colours_of, draw_upright_bar
from ..scales import Extent, Scale, number, sequential
from .findings import Findings, Output, default_outputs, ranked
from .panels import amounts, factor_words, room_for

MOST_FACTORS, MOST_ROWS = 20, 40
CELL, ROW = 0.36, 0.24
COLOURS = "GnBu"
RANKED_BY = {
    "sobol_total": ("total Sobol' index", "sobol_total_noise"),
    "fast_total": ("total FAST index", ""),
    "dgsm_bound": ("upper bound of the total index (derivatives)", ""),
    "morris_mu_star": ("Morris' μ*, as a share of the largest of its row", ""),
}


@dataclass(frozen=True)
class Heat:
    """The rows and columns of the table, and what is in them."""

    name: str
    meaning: str
    values: np.ndarray  # (outputs, factors) of the file
    noise: np.ndarray  # of each output, NaN if there is none


def measure_of(findings: Findings) -> Heat | None:
    """The measure that the overview shows: the first of RANKED_BY, or any other over outputs and
    factors."""
    known = [name for name in RANKED_BY if findings.has(name)]
    over = ("output", "factor")
    known += [
        v.name
        for v in findings.file.variables.values()
        if v.dims == over and not v.name.endswith(("_low", "_high"))
    ]
    if not known:
        return None
    name = known[0]
    meaning, noise = RANKED_BY.get(name, (findings.long_name(name), f"{name}_noise"))
    values = findings.array(name)
    if name == "morris_mu_star":
        with np.errstate(invalid="ignore", divide="ignore"):
            values = values / np.nanmax(values, axis=1, keepdims=True)
    return Heat(name, meaning, values, findings.optional(noise, values[:, 0]))


def rows_of(findings: Findings, outputs: Sequence[Output], named: bool) -> list[Output]:
    return list(outputs if named else default_outputs(outputs))[:MOST_ROWS]


def draw_overview(findings: Findings, outputs: Sequence[Output], named: bool = False) -> Page:
    """One row for each output, one column for each leading factor."""
    heat = measure_of(findings)
    assert heat is not None
    rows = rows_of(findings, outputs, named)
    table = np.abs(heat.values[[o.index for o in rows]])
    leading = np.array([np.nanmax(c) if np.isfinite(c).any() else -1 for c in table.T])
    columns = ranked(leading)[:MOST_FACTORS]
    table = table[:, columns]
    names = factor_words([findings.factors[f] for f in columns])
    labels = [o.words for o in rows]
    left, top = Page.EDGE + room_for(labels), room_for(names) * 0.74 + 0.05
    width, height = CELL * len(columns), ROW * len(rows)
    slant = room_for([names[-1]]) * 0.74  # the last name leans to the right
    sums = findings.has("sobol_first")
    right = left + width + max(0.62 if sums else 0.12, slant)
    page = Page(
        _words(findings, heat, len(columns), len(rows), len(outputs) if not named else 0),
        right + 0.75 + Page.EDGE,
        top + height + 0.12,
    )
    panel = page.axes(left, top, width, height)
    high = float(np.nanmax(table, initial=0.0))
    scale = sequential_of(high, heat.name)
    _draw_table(panel, table, heat.noise[[o.index for o in rows]], scale)
    panel.set_xticks(np.arange(len(columns)) + 0.5, labels=names)
    panel.tick_params(axis="x", top=True, labeltop=True, bottom=False, labelbottom=False, length=2)
    for text in panel.get_xticklabels():
        text.set(rotation=45, ha="left", va="bottom", rotation_mode="anchor")
    panel.set_yticks(np.arange(len(rows)) + 0.5, labels=labels)
    panel.tick_params(axis="y", length=0)
    if sums:
        _draw_sums(panel, findings.array("sobol_first")[[o.index for o in rows]])
    bar_height = min(height, 1.6)
    draw_upright_bar(page.axes(right, top, 0.09, bar_height), scale)
    return page


def sequential_of(high: float, name: str) -> Scale:
    scale = amounts(0, high)
    if "total" in name or "first" in name or "mu_star" in name:  # shares: never beyond 1 by much
        scale = sequential_share(high)
    return Scale(scale.low, scale.high, scale.step, COLOURS)


def sequential_share(high: float) -> Scale:
    return sequential(Extent(0.0, min(max(high, 0.05), 1.0), True))


def _draw_table(panel: Axes, table: np.ndarray, noise: np.ndarray, scale: Scale) -> None:
    norm = Normalize(scale.low, scale.high, clip=True)
    panel.pcolormesh(
        np.ma.masked_invalid(table),
        cmap=colours_of(scale.colours),
        norm=norm,
        edgecolors="white",
        linewidth=0.8,
    )
    panel.set_facecolor(MISSING)
    for r, row in enumerate(table):
        for c, value in enumerate(row):
            if not np.isfinite(value):
                continue
            faint = np.isfinite(noise[r]) and value <= noise[r]
            share = norm(value)
            text = "·" if faint and value < 0.05 else _two_digits(float(value))
            colour = "#8c8c8c" if faint else "white" if share > 0.62 else INK
            panel.text(c + 0.5, r + 0.48, text, ha="center", va="center", size=6.3, color=colour)
    panel.set_xlim(0, table.shape[1])
    panel.set_ylim(table.shape[0], 0)
    for spine in panel.spines.values():
        spine.set_visible(False)


def _two_digits(value: float) -> str:
    """ "0.31" as ".31": a table of shares has no room for zeros."""
    if value < 0.005:
        return "0"
    text = number(value, 2)
    return text[1:] if text.startswith("0.") else text if value < 10 else number(value, 0)


def _draw_sums(panel: Axes, first: np.ndarray) -> None:
    """Σ of the first-order indices at the right of each row: 1 where nothing interacts."""
    columns = panel.get_xlim()[1]
    panel.text(
        columns + 0.85, -0.12, "Σ first", ha="center", va="bottom", size=LABEL - 1, color=FAINT
    )
    for r, row in enumerate(first):
        if np.isfinite(row).any():
            text = number(float(np.nansum(row)), 2)
            panel.text(
                columns + 0.85, r + 0.48, text, ha="center", va="center", size=6.5, color=FAINT
            )


def _words(findings: Findings, heat: Heat, columns: int, rows: int, outputs: int) -> Words:
    notes = []
    if columns < len(findings.factors):
        notes.append(f"{columns} of {len(findings.factors)} factors: those with the largest index.")
    if np.isfinite(heat.noise).any():
        notes.append(
            "Dots and grey numbers: not beyond what a parameter without influence would get."
        )
    if findings.has("sobol_first"):
        notes.append("Σ first: the share of the variance without interactions.")
    if not np.isfinite(heat.values).all():
        notes.append("Grey: no result (an output that does not vary).")
    subtitle = [f"What matters for what: {heat.meaning}"]
    return findings.words(subtitle, [" ".join(notes)] if notes else [])
