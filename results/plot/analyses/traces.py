# SPDX-License-Identifier: Apache-2.0
"""Indices along something: the number of points (has the analysis converged?) and the years."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from ..curves import dress_values
from ..page import SERIES, Blocks, Page
from ..scales import Scale
from .findings import Estimates, Findings, Output, ranked
from .panels import amounts, empty, factor_words, head, label_ends, room_for

MOST_LINES = 6
WIDTH, HEIGHT = 2.5, 2.0
OTHERS, TOGETHER = "#bdbdbd", "#ececec"
COLOURS = SERIES[:6]


def _leading(findings: Findings, values: np.ndarray) -> np.ndarray:
    """The factors with the largest value anywhere along `values` (along, factors)."""
    peaks = [np.nanmax(c) if np.isfinite(c).any() else -np.inf for c in values.T]
    return ranked(np.array(peaks))[:MOST_LINES]


def _layout(outputs: int, names: Sequence[str]) -> Blocks:
    room = room_for(names, 7) + 0.3
    return Blocks(
        [2] * outputs,
        WIDTH,
        HEIGHT,
        left=0.55,
        gap=room + 0.3,
        over=0.36,
        under=0.5,
        most_columns=1,
        across=2,
    )


def _draw_lines(
    panel: Axes, x: np.ndarray, lines: Estimates, names: Sequence[str], scale: Scale
) -> None:
    """A line with its band for each column of `lines`, named at its right end."""
    dress_values(panel, scale)
    ends = []
    for i, colour in zip(range(lines.value.shape[1]), COLOURS):
        one = lines[:, i]
        panel.fill_between(x, one.low, one.high, color=colour, alpha=0.16, lw=0, zorder=2)
        panel.plot(x, one.value, color=colour, lw=1.4, zorder=3, marker="o", ms=2)
        finite = np.flatnonzero(np.isfinite(one.value))
        last = finite[-1] if finite.size else 0
        ends.append((float(x[last]), float(np.nan_to_num(one.value[last]))))
    label_ends(panel, ends, names, COLOURS)


def draw_convergence(findings: Findings, outputs: Sequence[Output]) -> Page:
    """A row for each output: total and first-order indices against the points used."""
    points = findings.axis("points").points
    traces = {w: findings.estimates(f"sobol_{w}_trace") for w in ("total", "first")}
    chosen = [ranked(traces["total"].value[-1, o.index])[:MOST_LINES] for o in outputs]
    names = factor_words(findings.factors)
    layout = _layout(len(outputs), [names[f] for c in chosen for f in c])
    subtitle = ["Whether the indices have converged: estimates against the points of the design"]
    notes = findings.interval_note("Bands")
    if len(findings.factors) > MOST_LINES:
        notes.append(f"The leading {MOST_LINES} of {len(findings.factors)} factors.")
    words = findings.words(subtitle, [" ".join(notes)])
    page = Page(words, layout.page_width + layout.gap - 0.3, layout.body)
    for place in layout.places():
        output, factors = outputs[place.block], chosen[place.block]
        which = ("total", "first")[place.panel]
        lines = traces[which][:, output.index][:, factors]
        scale = _clipped(lines)
        panel = page.axes(place.left, place.top, WIDTH, HEIGHT)
        panel.set_xscale("log", base=2)
        panel.set_xlim(points.min(), points.max() * 1.02)
        panel.xaxis.set_major_locator(FixedLocator(_powers(points)))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{int(round(v)):,}"))
        _draw_lines(panel, points, lines, [names[f] for f in factors], scale)
        panel.set_xlabel("points", labelpad=2)
        panel.set_ylabel("total index" if which == "total" else "first-order index")
        head(panel, output.words if place.panel == 0 else "")
    return page


def _clipped(lines: Estimates) -> Scale:
    """What the values need, and of the bands what is within 0.2 of them: wide bands of the first
    few points would make all else flat."""
    low = float(np.nanmin(lines.value, initial=0.0))
    high = float(np.nanmax(lines.value, initial=0.0))
    return amounts(max(lines.depth, low - 0.05), min(lines.reach, high + 0.15))


def _powers(points: np.ndarray) -> list[float]:
    most = 5
    every = max(1, -(-len(points) // most))
    return [float(p) for p in points[::-1][::every][::-1]]


def lists_of(outputs: Sequence[Output]) -> list[list[Output]]:
    """Outputs that are entries of one list and have a number, in the order of these."""
    groups: dict[str, list[Output]] = {}
    for output in outputs:
        if np.isfinite(output.number):
            groups.setdefault(output.base, []).append(output)
    return [sorted(g, key=lambda o: o.number) for g in groups.values() if len(g) > 1]


def draw_years(findings: Findings, lists: Sequence[Sequence[Output]]) -> Page:
    """A row for each list: first-order indices stacked, and total indices as lines."""
    method = "sobol" if findings.has("sobol_first", "sobol_total") else "fast"
    first = findings.array(f"{method}_first")
    total = findings.estimates(f"{method}_total")
    rows = [[o.index for o in outputs] for outputs in lists]
    chosen = [_leading(findings, total.value[r]) for r in rows]
    names = factor_words(findings.factors)
    labels = [names[f] for c in chosen for f in c] + ["interactions"]
    layout = _layout(len(lists), labels)
    notes = ["Interactions: what the first-order indices leave of the variance."]
    if findings.has(f"{method}_total_low"):
        notes += findings.interval_note("Bands")
    subtitle = ["How what matters changes over the years"]
    page = Page(
        findings.words(subtitle, [" ".join(notes)]),
        layout.page_width + layout.gap - 0.3,
        layout.body,
    )
    for place in layout.places():
        outputs, factors = lists[place.block], chosen[place.block]
        x = np.array([o.number for o in outputs])
        panel = page.axes(place.left, place.top, WIDTH, HEIGHT)
        panel.set_xlim(x.min(), x.max())
        panel.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        shown = [names[f] for f in factors]
        if place.panel == 0:
            _draw_stack(panel, x, first[rows[place.block]], factors, shown)
            panel.set_ylabel("share of the variance")
            head(panel, outputs[0].words.partition(",")[0], "first order")
        else:
            lines = total[rows[place.block]][:, factors]
            _draw_lines(panel, x, lines, shown, _clipped(lines))
            panel.set_ylabel("total index")
            head(panel, "", "total")
        panel.set_xlabel("year", labelpad=2)
    return page


def _draw_stack(
    panel: Axes, x: np.ndarray, first: np.ndarray, factors: np.ndarray, names: Sequence[str]
) -> None:
    known = np.isfinite(first).any(axis=1)
    if not known.any():
        empty(panel)
        return
    own = np.clip(np.nan_to_num(first[:, factors]), 0, None)
    rest = np.setdiff1d(np.arange(first.shape[1]), factors)
    others = np.clip(np.nan_to_num(first[:, rest]), 0, None).sum(axis=1)
    layers = [*own.T, others] if rest.size else [*own.T]
    sums = np.sum(layers, axis=0)
    # Estimates may add up to a little over 1: then there is nothing left for interactions.
    layers.append(np.clip(1 - sums, 0, None))
    colours = [*COLOURS[: len(factors)], *([OTHERS] if rest.size else []), TOGETHER]
    labels = [*names, *(["others"] if rest.size else []), "interactions"]
    layers = [np.where(known, layer, np.nan) for layer in layers]
    panel.stackplot(x, layers, colors=colours, lw=0)
    panel.set_ylim(0, max(1.0, float(np.nanmax(sums))))
    panel.set_yticks([0, 0.25, 0.5, 0.75, 1], labels=["0", "0.25", "0.5", "0.75", "1"])
    last = int(np.flatnonzero(known)[-1])
    heights = np.array([layer[last] for layer in layers])
    middles = np.cumsum(heights) - heights / 2
    shown = [i for i, height in enumerate(heights) if height > 0.005]
    ink = [c if c not in (OTHERS, TOGETHER) else "#5f5f5f" for c in colours]
    label_ends(
        panel,
        [(float(x[last]), float(middles[i])) for i in shown],
        [labels[i] for i in shown],
        [ink[i] for i in shown],
    )
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
