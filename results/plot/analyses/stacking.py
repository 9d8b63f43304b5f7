# SPDX-License-Identifier: Apache-2.0
"""Dimensional stacking: the share of cases of interest over two to four binned factors at once."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize

from ..names import words
from ..page import FAINT, INK, LABEL, MISSING, Page, Words
from ..panels import colours_of, draw_upright_bar
from ..reading import Axis
from ..scales import Scale, number, short
from .findings import Findings

CELL, LEAST, MOST = 0.34, 2.4, 6.0  # inches of a cell; of a side


def draw_stacking(findings: Findings) -> Page:
    """The first factor along x, the second along y, the third within each column, the fourth within
    each row."""
    dims = findings.dims("stacking_density")
    axes = [findings.axis(d) for d in dims]
    density = findings.array("stacking_density")
    along_x, along_y = axes[0::2], axes[1::2]
    grid = _flattened(density)
    rows, columns = grid.shape
    width, height = (min(MOST, max(LEAST, CELL * n)) for n in (columns, rows))
    left, under = 0.75 * len(along_y) + 0.2, 0.31 * len(along_x) + 0.1
    page = Page(_words(findings, axes), Page.EDGE * 2 + left + width + 0.95, height + under + 0.12)
    panel = page.axes(Page.EDGE + left, 0.05, width, height)
    scale = Scale(0.0, 1.0, 0.2, "viridis")
    norm = Normalize(0, 1)
    panel.pcolormesh(np.ma.masked_invalid(grid), cmap=colours_of(scale.colours), norm=norm)
    panel.set_facecolor(MISSING)
    _separate(panel, along_x, along_y)
    if width / columns >= 0.26 and height / rows >= 0.2:
        for r, c in np.argwhere(np.isfinite(grid)):
            ink = "white" if grid[r, c] < 0.6 else INK
            text = number(float(grid[r, c]), 2).replace("0.", ".")
            panel.text(c + 0.5, r + 0.5, text, ha="center", va="center", size=6, color=ink)
    panel.set_xlim(0, columns)
    panel.set_ylim(0, rows)
    panel.set_xticks([])
    panel.set_yticks([])
    _label_x(page, findings, along_x, width, height, left)
    _label_y(panel, findings, along_y, width, height)
    bar = page.axes(Page.EDGE + left + width + 0.15, 0.05, 0.1, min(height, 1.8))
    draw_upright_bar(bar, scale)
    bar.set_ylabel("share of interest", size=LABEL - 0.5)
    return page


def _flattened(density: np.ndarray) -> np.ndarray:
    """Rows (second, fourth factor) by columns (first, third)."""
    axes = list(range(density.ndim))
    order = axes[1::2] + axes[0::2]
    rows = int(np.prod([density.shape[a] for a in axes[1::2]], initial=1))
    return density.transpose(order).reshape(rows, -1)


def _separate(panel: Axes, along_x: list[Axis], along_y: list[Axis]) -> None:
    """White lines between cells, wide ones between the bins of the outer factors."""
    for axes, line in ((along_x, panel.axvline), (along_y, panel.axhline)):
        total = int(np.prod([a.size for a in axes], initial=1))
        inner = total // axes[0].size if axes else 1
        for at in range(total + 1):
            outer = at % inner == 0
            line(at, color="white", lw=2.6 if outer and inner > 1 else 0.7, zorder=2)
    for spine in panel.spines.values():
        spine.set_visible(False)


def _name(axis: Axis) -> str:
    """A dimension says which factor it bins."""
    return words(axis.long_name)


def _bins(findings: Findings, axis: Axis) -> list[str]:
    """The middle of each bin, or its number where the file does not say between what it lies."""
    ends = (f"{axis.name}_low", f"{axis.name}_high")
    if findings.has(*ends):
        low, high = (findings.array(end) for end in ends)
        return [short(float(middle), 3) for middle in (low + high) / 2]
    return [
        axis.labels[i] if axis.labels else short(float(v), 3) for i, v in enumerate(axis.points)
    ]


def _label_x(
    page: Page, findings: Findings, axes: list[Axis], width: float, height: float, left: float
) -> None:
    """Below the map, the innermost factor first: its bins, then its name."""
    below = height + 0.1
    for level in range(len(axes) - 1, -1, -1):
        axis = axes[level]
        outer = int(np.prod([a.size for a in axes[:level]], initial=1))
        bins = _bins(findings, axis)
        step = width / (outer * axis.size)
        few = step < 0.3  # no room for all: the first and the last of each
        for group in range(outer):
            for b, text in enumerate(bins):
                if few and b not in (0, axis.size - 1):
                    continue
                at = Page.EDGE + left + (group * axis.size + b + 0.5) * step
                page.text(at, below, text, ha="center", size=6, color=FAINT)
        name = _name(axis)
        page.text(Page.EDGE + left + width / 2, below + 0.13, name, ha="center", size=LABEL - 0.5)
        below += 0.31


def _label_y(
    panel: Axes, findings: Findings, axes: list[Axis], width: float, height: float
) -> None:
    offset = -0.08
    for level in range(len(axes) - 1, -1, -1):
        axis = axes[level]
        outer = int(np.prod([a.size for a in axes[:level]], initial=1))
        step = 1 / (outer * axis.size)
        few = step * height < 0.12
        for group in range(outer):
            for b, text in enumerate(_bins(findings, axis)):
                if few and b not in (0, axis.size - 1):
                    continue
                at = (group * axis.size + b + 0.5) * step
                panel.text(
                    offset / width,
                    at,
                    text,
                    transform=panel.transAxes,
                    ha="right",
                    va="center",
                    size=6,
                    color=FAINT,
                )
        panel.text(
            (offset - 0.36) / width,
            0.5,
            _name(axis),
            transform=panel.transAxes,
            ha="center",
            va="center",
            rotation=90,
            size=LABEL - 0.5,
        )
        offset -= 0.75


def _words(findings: Findings, axes: list[Axis]) -> Words:
    target = str(findings.attributes.get("target", "")).strip()
    subtitle = [
        "Where the cases of interest are: their share over the factors that tell most",
        *([f"Of interest: {target}"] if target else []),
    ]
    notes = ["At the sides: the middle of each bin. Grey: no scenario."]
    return findings.words(subtitle, notes)
