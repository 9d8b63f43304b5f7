# SPDX-License-Identifier: Apache-2.0
"""Robustness: which policy does well by which metric, and where each is regretted."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from ..names import words
from ..page import HEADING, INK, LABEL, MISSING, Page, Words
from ..panels import colours_of, draw_cells, draw_colour_bar
from ..scales import Extent, decimals, nice_step, number, sequential
from .findings import Findings, Output
from .panels import head, room_for

CELL, ROW = 0.78, 0.27
MOST_POLICIES = 20
MAP = 1.7
MOST_MAPS = 6
LOWER_IS_BETTER = ("regret", "cost", "deviation")


def draw_robustness(findings: Findings, outputs: Sequence[Output]) -> Page:
    """A table for each output: policies by metrics, darker where a policy ranks higher."""
    table = findings.array("robustness")  # (metric, output, policy)
    ranks = ranks_of(findings, table)
    policies = list(findings.axis("policy").labels or ())
    shown = _best_of(ranks[:, [o.index for o in outputs]])
    metrics = list(findings.axis("metric").labels or ())
    told = [m for m in range(len(metrics)) if np.isfinite(table[m]).any()]  # without a threshold,
    metrics, table, ranks = [metrics[m] for m in told], table[told], ranks[told]  # one is not
    names = [_policy(policies[p]) for p in shown]
    left = Page.EDGE + room_for(names)
    heads = [f"{metric.replace('_', ' ')} ↑" for metric in metrics]
    over = 0.3 + room_for(heads, LABEL - 0.5) * 0.55
    width, height = CELL * len(metrics), ROW * len(shown)
    slant = room_for(heads[-1:], LABEL - 0.5) * 0.85
    block = over + height + 0.3
    page = Page(
        _words(findings, len(policies)),
        left + width + max(0.1, slant - CELL / 2) + Page.EDGE,
        block * len(outputs),
    )
    for r, output in enumerate(outputs):
        page.text(Page.EDGE, r * block, output.words, size=HEADING, weight="bold", color=INK)
        panel = page.axes(left, r * block + over, width, height)
        own, own_ranks = (part[:, output.index][:, shown].T for part in (table, ranks))
        best = np.nanmin(ranks[:, output.index], axis=1)
        _draw_table(panel, own, own_ranks, len(policies), best)
        arrows = map(_arrow, table[:, output.index], ranks[:, output.index])
        heads = [m.replace("_", " ") + arrow for m, arrow in zip(metrics, arrows)]
        panel.set_xticks(np.arange(len(metrics)) + 0.5, labels=heads)
        panel.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
        for text in panel.get_xticklabels():
            text.set(rotation=30, ha="left", va="bottom", rotation_mode="anchor")
        panel.set_yticks(np.arange(len(shown)) + 0.5, labels=names)
    return page


def _best_of(ranks: np.ndarray) -> list[int]:
    """The policies to show, in their order: if there are too many, those with the lowest ranks."""
    mean = np.nanmean(ranks, axis=(0, 1))
    return sorted(int(p) for p in np.argsort(mean, kind="stable")[:MOST_POLICIES])


def _policy(label: str) -> str:
    return label.replace("_", " ")


def ranks_of(findings: Findings, table: np.ndarray) -> np.ndarray:
    """1 for the best policy by a metric of an output: as the file has it, or by the metric's name.
    `table` is (metric, output, policy), and so are the ranks."""
    if findings.has("robustness_rank"):
        return findings.array("robustness_rank")
    metrics = findings.axis("metric").labels or ()
    ranks = np.full(table.shape, np.nan)
    for m, metric in enumerate(metrics):
        less = any(word in metric for word in LOWER_IS_BETTER)
        merit = -table[m] if less else table[m]
        for o, own in enumerate(merit):
            known = np.isfinite(own)
            better = (own[known][np.newaxis] > own[known][:, np.newaxis]).sum(axis=1)
            ranks[m, o, known] = 1 + better
    return ranks


def _arrow(values: np.ndarray, ranks: np.ndarray) -> str:
    """Whether more of a metric is better, by the first and the last of the ranks; nothing where all
    are alike."""
    known = np.isfinite(values) & np.isfinite(ranks)
    if not known.any() or np.ptp(values[known]) == 0:
        return ""
    first = values[known][np.argmin(ranks[known])]
    last = values[known][np.argmax(ranks[known])]
    return " ↑" if first > last else " ↓"


def _draw_table(
    panel: Axes, table: np.ndarray, ranks: np.ndarray, count: int, first: np.ndarray
) -> None:
    """Both (policy, metric), of `count` policies in all; `first` are the ranks of the best."""
    policies, metrics = table.shape
    with np.errstate(invalid="ignore"):
        share = 1 - (ranks - 1) / max(1, count - 1)  # 1: the best of all
    panel.pcolormesh(
        np.ma.masked_invalid(0.05 + 0.75 * share),
        cmap=colours_of("GnBu"),
        norm=Normalize(0, 1),
        edgecolors="white",
        linewidth=1.0,
    )
    panel.set_facecolor(MISSING)
    for m in range(metrics):
        finite = table[:, m][np.isfinite(table[:, m])]
        span = float(np.ptp(finite)) if finite.size else 0.0
        size = float(np.max(np.abs(finite))) if finite.size else 1.0
        places = decimals(nice_step(max(span, 1e-3 * size), 40))
        for p in range(policies):
            if not np.isfinite(table[p, m]):
                continue
            best = ranks[p, m] <= first[m]
            panel.text(
                m + 0.5,
                p + 0.5,
                number(float(table[p, m]), places),
                ha="center",
                va="center",
                size=7,
                weight="bold" if best else "normal",
                color="white" if share[p, m] > 0.85 else INK,
            )
            if best:
                box = Rectangle(
                    (m + 0.03, p + 0.06), 0.94, 0.88, fc="none", ec=INK, lw=1.1, zorder=4
                )
                panel.add_patch(box)
    panel.set_xlim(0, metrics)
    panel.set_ylim(policies, 0)
    panel.tick_params(axis="y", length=0)
    for spine in panel.spines.values():
        spine.set_visible(False)


def _words(findings: Findings, policies: int) -> Words:
    subtitle = ["Which policy is robust, and by whose measure"]
    notes = [
        "Numbers: the metric, in the unit of the output (a share, if it counts cases). Darker: "
        "better than more of the other policies by this metric (↑ more is better, ↓ less); "
        "framed: the best."
    ]
    if policies > MOST_POLICIES:
        notes.append(f"{MOST_POLICIES} of {policies} policies: those with the lowest mean rank.")
    return findings.words(subtitle, notes)


def draw_regret(findings: Findings, outputs: Sequence[Output]) -> Page:
    """A row for each output, a map for each policy: the mean regret over two binned uncertainties,
    all maps of a row on one scale."""
    regret = findings.array("regret")
    dims = findings.dims("regret")
    across, upright = findings.axis(dims[3]), findings.axis(dims[2])
    policies = list(findings.axis("policy").labels or ())[:MOST_MAPS]
    gap, left = 0.2, Page.EDGE + 0.7
    block = MAP + 1.5
    width = left + len(policies) * (MAP + gap) + Page.EDGE
    page = Page(_regret_words(findings), width, block * len(outputs))
    for r, output in enumerate(outputs):
        page.text(Page.EDGE, r * block, output.words, size=HEADING, weight="bold", color=INK)
        own = regret[output.index, : len(policies)]
        high = float(np.nanmax(own, initial=0.0)) or 1.0
        scale = sequential(Extent(0.0, high, False), "YlOrBr")
        for p, policy in enumerate(policies):
            panel = page.axes(left + p * (MAP + gap), r * block + 0.42, MAP, MAP)
            draw_cells(panel, across, upright, own[p], scale)
            mean = float(np.nanmean(own[p])) if np.isfinite(own[p]).any() else np.nan
            places = decimals(nice_step(scale.span, 40))
            head(panel, _policy(policy), f"mean {number(mean, places)}")
            panel.set_xlabel(words(across.long_name), labelpad=2)
            if p == 0:
                panel.set_ylabel(words(upright.long_name), labelpad=3)
            else:
                panel.tick_params(labelleft=False)
        bar = page.axes(left, r * block + 0.42 + MAP + 0.45, 2 * MAP + gap, 0.08)
        draw_colour_bar(bar, scale, "regret: what the best policy there would gain")
    return page


def _regret_words(findings: Findings) -> Words:
    subtitle = ["Where each policy is regretted"]
    notes = ["Regret: the output under the best policy of a scenario less that under this one."]
    return findings.words(subtitle, notes)
