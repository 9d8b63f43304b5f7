# SPDX-License-Identifier: Apache-2.0
"""Parts that the figures of analyses share: value axes along x, rows of names, labels that give way
to each other."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter

from ..names import words
from ..page import FAINT, INK, LABEL, text_width
from ..scales import Extent, Scale, decimals, nice_step, number, sequential
from .findings import Estimates

FIRST, TOTAL = "#0072B2", "#9CC7E4"  # a dark and a light blue
BAND = "#e6e6e6"
PALE = "#c9c9c9"
WHISKER = "#3d3d3d"
NAME = 7.5  # size of a factor's name


def amounts(low: float, high: float) -> Scale:
    """A scale from zero, or from below it."""
    if high <= 0 and low >= 0:
        high = 1.0
    return sequential(Extent(min(low, 0.0), max(high, 0.0), False))


def whiskers(panel: Axes, values: Estimates, rows: np.ndarray) -> None:
    """The intervals of values along x, a row for each."""
    panel.errorbar(
        values.value,
        rows,
        xerr=values.arms(),
        fmt="none",
        ecolor=WHISKER,
        elinewidth=0.8,
        capsize=1.5,
        capthick=0.8,
        zorder=3,
    )


def room_for(names: Sequence[str], size: float = NAME) -> float:
    """Inches that the longest of the names needs."""
    return max((text_width(name, size) for name in names), default=0.5) + 0.12


def dress_rows(panel: Axes, names: Sequence[str], rows: int) -> None:
    """Names along y, the first on top; `rows` is how many have room."""
    panel.set_yticks(np.arange(len(names)), labels=list(names))
    panel.tick_params(axis="y", length=0, labelsize=NAME)
    panel.set_ylim(max(rows, len(names)) - 0.45, -0.55)
    for side in ("top", "right", "left"):
        panel.spines[side].set_visible(False)


def dress_amounts(
    panel: Axes, scale: Scale, label: str = "", parts: int = 4, room: float = 0.0
) -> None:
    """The scale along x, with faint lines to read along; `room` of it beyond its ends, for numbers
    beside bars."""
    step = max(scale.step, nice_step(scale.span, parts))
    places = decimals(step)
    first = np.ceil(scale.low / step - 1e-6)
    last = np.floor(scale.high / step + 1e-6)
    more = room * scale.span
    panel.set_xlim(scale.low - (more if scale.low < 0 else 0), scale.high + more)
    panel.set_xticks(np.arange(first, last + 1) * step)
    panel.xaxis.set_major_formatter(FuncFormatter(lambda v, _: number(v, places)))
    panel.grid(axis="x", color="#e4e4e4", lw=0.5)
    panel.set_axisbelow(True)
    if scale.low < 0:
        panel.axvline(0, color="#8c8c8c", lw=0.7, zorder=1)
    if label:
        panel.set_xlabel(label, labelpad=2)


def head(panel: Axes, left: str, right: str = "") -> None:
    panel.set_title(left, loc="left", size=LABEL, weight="bold", pad=4)
    if right:
        panel.set_title(right, loc="right", size=LABEL - 0.5, color=FAINT, pad=4)


def empty(panel: Axes, text: str = "no result") -> None:
    panel.text(0.5, 0.5, text, transform=panel.transAxes, ha="center", color=FAINT, size=LABEL)


def factor_words(names: Sequence[str]) -> list[str]:
    return [words(name) for name in names]


def spread(places: Sequence[float], gap: float, low: float, high: float) -> np.ndarray:
    """The places moved as little as may be so that they are `gap` apart, within low to high."""
    order = np.argsort(places, kind="stable")
    moved = np.asarray(places, dtype=float)[order]
    for _ in range(200):
        short = gap - np.diff(moved)
        if not (short > 1e-9).any():
            break
        push = np.maximum(short, 0) / 2
        moved[:-1] -= push
        moved[1:] += push
        moved = np.clip(moved, low, high)
    result = np.empty_like(moved)
    result[order] = moved
    return result


def label_ends(
    panel: Axes, ends: Sequence[tuple[float, float]], names: Sequence[str], colours: Sequence[str]
) -> None:
    """The name of each line at its right end; names that would overlap are moved apart."""
    low, high = panel.get_ylim()
    inches = panel.get_position().height * panel.figure.get_figheight()
    gap = (high - low) * 0.125 / inches
    at = spread([y for _, y in ends], gap, low, high)
    for (x, y), moved, name, colour in zip(ends, at, names, colours):
        panel.annotate(
            name,
            (x, y),
            xytext=(1.045, moved),
            textcoords=("axes fraction", "data"),
            ha="left",
            va="center",
            size=7,
            color=colour,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "lw": 0.5,
                "relpos": (0, 0.5),
                "shrinkA": 1,
                "shrinkB": 0,
            },
        )


OFFSETS = (
    (6, 0, "left", "center"),
    (5, 5, "left", "bottom"),
    (5, -5, "left", "top"),
    (0, 7, "center", "bottom"),
    (0, -7, "center", "top"),
    (-6, 0, "right", "center"),
    (-5, 5, "right", "bottom"),
    (-5, -5, "right", "top"),
    (14, 10, "left", "bottom"),
    (14, -10, "left", "top"),
    (-14, 10, "right", "bottom"),
    (-14, -10, "right", "top"),
)


def label_points(
    panel: Axes, x: np.ndarray, y: np.ndarray, names: Sequence[str], sure: int, size: float = 7
) -> int:
    """A name beside each point where it lies on no point and no other name, the most important
    point first; beyond the first `sure`, a point without such a place stays without its name.
    Returns how many do."""
    at = panel.transData.transform(np.column_stack([x, y])) / panel.figure.dpi * 72
    inside = panel.get_window_extent()
    frame = np.array([inside.x0, inside.y0, inside.x1, inside.y1]) / panel.figure.dpi * 72
    taken = [(px - 3, py - 3, px + 3, py + 3) for px, py in at]
    nameless = 0
    for i, ((px, py), own_x, own_y, name) in enumerate(zip(at, x, y, names)):
        width, height = text_width(name, size) * 72, size * 1.15
        best = None
        for dx, dy, ha, va in OFFSETS:
            left = px + dx - {"left": 0, "center": width / 2, "right": width}[ha]
            foot = py + dy - {"bottom": 0, "center": height / 2, "top": height}[va]
            box = (left, foot, left + width, foot + height)
            cost = sum(_common(box, other) for other in taken)
            cost += 20 * (width * height - _common(box, tuple(frame)))
            if best is None or cost < best[0] - 1e-9:
                best = (cost, box, dx, dy, ha, va)
        assert best is not None
        cost, box, dx, dy, ha, va = best
        if i >= sure and cost > 0.1 * width * height:
            nameless += 1
            continue
        taken.append(box)
        panel.annotate(
            name,
            (own_x, own_y),
            xytext=(dx, dy),
            textcoords="offset points",
            ha=ha,
            va=va,
            size=size,
            color=INK,
            zorder=6,
            path_effects=[withStroke(linewidth=1.8, foreground="white")],
        )
    return nameless


def _common(a: Sequence[float], b: Sequence[float]) -> float:
    """Area that two boxes have in common."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
