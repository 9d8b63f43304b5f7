# SPDX-License-Identifier: Apache-2.0
"""Measures of sensitivity side by side: those of given data, and bounds by derivatives."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from matplotlib.axes import Axes

from ..page import FAINT, HEADING, INK, SERIES, Page, Words
from ..scales import Scale, number
from .findings import Estimates, Findings, Output, ranked
from .panels import (
    BAND,
    FIRST,
    PALE,
    amounts,
    dress_amounts,
    dress_rows,
    empty,
    factor_words,
    head,
    room_for,
    whiskers,
)

MOST_FACTORS, MOST_MEASURES = 12, 6
WIDTH, ROW, GAP = 1.45, 0.2, 0.25
OWN_FIGURES = ("sobol_", "fast_", "morris_")
ENDS = ("_low", "_high", "_p_value", "_noise", "_trace")
PREFERRED = ("pawn", "borgonovo_delta", "hsic", "shapley", "prcc", "src")
SHORT = {
    "pawn": "PAWN",
    "pawn_mean": "PAWN, mean",
    "pawn_max": "PAWN, maximum",
    "borgonovo_delta": "Borgonovo's δ",
    "hsic": "HSIC",
    "pcc": "partial correlation",
    "prcc": "partial rank correlation",
    "spearman": "rank correlation",
    "src": "standardised regression",
    "srrc": "rank regression",
    "shapley": "Shapley effect",
    "dgsm": "DGSM",
    "dgsm_bound": "bound of total index",
}


def measures_of(findings: Findings) -> list[str]:
    """Those that say most first; further ones in the order of the file."""
    found = [
        v.name
        for v in findings.file.variables.values()
        if v.dims == ("output", "factor")
        and not v.name.startswith(OWN_FIGURES)
        and not v.name.endswith(ENDS)
    ]
    known = [name for name in PREFERRED if name in found]
    return [*known, *(name for name in found if name not in known)]


def short_name(name: str) -> str:
    return SHORT.get(name, name.replace("_", " "))


def draw_measures(findings: Findings, outputs: Sequence[Output]) -> Page:
    """A row for each output, a column for each measure; the factors stand in one order in a row,
    that of their mean rank."""
    names = measures_of(findings)[:MOST_MEASURES]
    measured = {name: findings.estimates(name) for name in names}
    chosen = [_order(measured, o)[:MOST_FACTORS] for o in outputs]
    rows = max(len(c) for c in chosen)
    labels = factor_words(findings.factors)
    left = Page.EDGE + room_for([labels[f] for c in chosen for f in c])
    height = rows * ROW
    block = height + 0.95
    width = left + len(names) * (WIDTH + GAP) - GAP + Page.EDGE
    page = Page(_words(findings, names, rows), width, block * len(outputs))
    for r, (output, factors) in enumerate(zip(outputs, chosen)):
        page.text(Page.EDGE, r * block, output.words, size=HEADING, weight="bold", color=INK)
        for c, name in enumerate(names):
            panel = page.axes(left + c * (WIDTH + GAP), r * block + 0.42, WIDTH, height)
            both = [measured[name][o.index] for o in outputs]
            scale = amounts(
                min(float(np.nanmin(e.value, initial=0.0)) for e in both),
                max(e.reach for e in both),
            )
            noise = findings.optional(f"{name}_noise", measured[name].value[:, 0])[output.index]
            p_value = findings.optional(f"{name}_p_value", measured[name].value)[output.index]
            sure = ~(p_value[factors] > 1 - findings.level)
            _draw_bars(panel, measured[name][output.index][factors], float(noise), sure, scale)
            dress_rows(panel, [labels[f] for f in factors], rows)
            if c > 0:
                panel.tick_params(labelleft=False)
            dress_amounts(panel, scale, parts=2, room=0.24)
            head(panel, short_name(name))
    return page


def _order(measured: dict[str, Estimates], output: Output) -> np.ndarray:
    """By the mean of the ranks that the measures give."""
    places = []
    for estimates in measured.values():
        place = np.empty(estimates.value.shape[1])
        place[ranked(np.abs(estimates.value[output.index]))] = np.arange(place.size)
        places.append(place)
    return np.argsort(np.mean(places, axis=0), kind="stable")


def _draw_bars(
    panel: Axes, values: Estimates, noise: float, sure: np.ndarray, scale: Scale
) -> None:
    if not np.isfinite(values.value).any():
        empty(panel)
        return
    if np.isfinite(noise):
        panel.axvspan(max(scale.low, -noise), noise, color=BAND, lw=0, zorder=0)
        sure = sure & (np.abs(values.value) > noise)
    rows = np.arange(values.value.size)
    colours = [
        PALE if not s else FIRST if v >= 0 else SERIES[1] for s, v in zip(sure, values.value)
    ]
    panel.barh(rows, np.nan_to_num(values.value), height=0.66, color=colours, zorder=2)
    whiskers(panel, values, rows)
    ends = np.where(values.value < 0, values.low, values.high)
    ends = np.where(np.isfinite(ends), ends, values.value)
    for row, (end, value) in enumerate(zip(ends, values.value)):
        if np.isfinite(value):
            panel.text(
                float(end) + (0.015 if value >= 0 else -0.015) * scale.span,
                row,
                number(float(value), 2) if abs(value) < 100 else number(float(value), 0),
                ha="left" if value >= 0 else "right",
                va="center",
                size=6.3,
                color=FAINT,
            )


def _words(findings: Findings, names: Sequence[str], rows: int) -> Words:
    subtitle = ["Which parameters each output follows, by several measures"]
    meanings = "; ".join(f"{short_name(n)}: {findings.long_name(n)}" for n in names)
    notes = [f"{meanings}."]
    more = []
    if any(findings.has(f"{n}_low") for n in names):
        more += findings.interval_note("Whiskers")
    if any(findings.has(f"{n}_noise") or findings.has(f"{n}_p_value") for n in names):
        percent = f"{100 * (1 - findings.level):g}"
        more.append(
            "Grey: not beyond what a parameter without influence would get by chance "
            f"({percent} %)."
        )
    if rows < len(findings.factors):
        more.append(f"The leading {rows} of {len(findings.factors)} factors.")
    hidden = len(measures_of(findings)) - len(names)
    if hidden:
        more.append(f"{hidden} more measures are in the file.")
    return findings.words(subtitle, [*notes, " ".join(more)] if more else notes)
