# SPDX-License-Identifier: Apache-2.0
"""One heat map: its cells, contour lines, markers and colour bar."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

import matplotlib
import numpy as np
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.patheffects import withStroke

from .names import axis_label
from .page import INK, LABEL, MISSING, SERIES, text_width
from .reading import Axis
from .scales import (
    Scale,
    decimals,
    digits_of,
    edges,
    logarithmic,
    nice_step,
    number,
    short,
)
from .slices import drawn_points, step_of


def colours_of(name: str) -> matplotlib.colors.Colormap:
    chosen = matplotlib.colormaps[name].copy()
    chosen.set_bad(MISSING)
    return chosen


def draw_cells(panel: Axes, x: Axis, y: Axis, values: np.ndarray, scale: Scale) -> None:
    """`values` (y, x) as cells around the points of the axes."""
    at_x, at_y = drawn_points(x), drawn_points(y)
    log_x, log_y = logarithmic(at_x), logarithmic(at_y)
    panel.pcolormesh(
        edges(at_x, log_x),
        edges(at_y, log_y),
        np.ma.masked_invalid(values),
        cmap=colours_of(scale.colours),
        norm=Normalize(scale.low, scale.high),
        rasterized=True,  # as vectors, cells show seams between them
        edgecolors="none",
        linewidth=0,
    )
    panel.set_facecolor(MISSING)
    for side, axis, points, log in (("x", x, at_x, log_x), ("y", y, at_y, log_y)):
        dress_axis(panel, side, axis, points, log)
    panel.set_xlim(*_ends(at_x, log_x))
    panel.set_ylim(*_ends(at_y, log_y))


def _ends(points: np.ndarray, log: bool) -> tuple[float, float]:
    borders = edges(points, log)
    return float(borders[0]), float(borders[-1])


def dress_axis(panel: Axes, side: str, axis: Axis, points: np.ndarray, log: bool) -> None:
    """Ticks of an axis: its labels, its few values, or round numbers between."""
    which = panel.xaxis if side == "x" else panel.yaxis
    digits = 4 if log else digits_of(points)
    if log:
        (panel.set_xscale if side == "x" else panel.set_yscale)("log")
        ticks = log_ticks(float(points.min()), float(points.max()))
        which.set_major_locator(ticker.FixedLocator(ticks))
        which.set_minor_formatter(ticker.NullFormatter())
    elif axis.labels is not None:
        which.set_major_locator(ticker.FixedLocator(list(points)))
        which.set_major_formatter(ticker.FixedFormatter(axis.labels[:: step_of(axis)]))
        return
    elif points.size <= 5 and _apart(points):
        which.set_major_locator(ticker.FixedLocator(list(points)))
    else:
        most = 5 if digits <= 6 else 2  # long numbers need room
        which.set_major_locator(ticker.MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    which.set_major_formatter(ticker.FuncFormatter(lambda v, _: short(v, digits)))


def _apart(points: np.ndarray) -> bool:
    """Whether tick labels at all points have room beside each other."""
    if points.size < 2:
        return True
    span = float(points.max() - points.min())
    return float(np.min(np.abs(np.diff(points)))) > 0.12 * span


MOST_LOG_TICKS = 7


def log_ticks(low: float, high: float) -> list[float]:
    """A few round numbers between `low` and `high`, and the ends if there are none."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    every = -(-len(powers) // MOST_LOG_TICKS)
    for factors in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        ticks = [f * 10.0**p for p in powers[::every] for f in factors]
        ticks = [t for t in ticks if low * 0.999 <= t <= high * 1.001]
        if len(ticks) <= MOST_LOG_TICKS:
            break
    return ticks or [low, high]


def draw_marker(panel: Axes, x: float, y: float, label: str, filled: bool) -> None:
    """A point and its label, which leans towards the middle of the panel."""
    low, high = panel.get_xlim()
    bottom, top = panel.get_ylim()
    right, upper = x > (low + high) / 2, y > (bottom + top) / 2
    inside, rim = ("black", "white") if filled else ("white", "black")
    panel.plot([x], [y], "o", ms=6.5, mfc=inside, mec=rim, mew=1.1, clip_on=False, zorder=6)
    panel.annotate(
        label,
        (x, y),
        xytext=(-7 if right else 7, -5 if upper else 5),
        textcoords="offset points",
        ha="right" if right else "left",
        va="top" if upper else "bottom",
        size=7,
        weight="bold",
        color=INK,
        zorder=7,
        path_effects=[withStroke(linewidth=2.2, foreground="white")],
    )


def bar_ticks(scale: Scale, width: float) -> tuple[np.ndarray, list[str]]:
    """As many round ticks as have room along a colour bar of `width` inches."""
    for parts in (4, 2, 1):
        step = nice_step(scale.span, parts)
        ticks = replace(scale, step=step).ticks
        labels = [number(float(v), decimals(step)) for v in ticks]
        if sum(text_width(label, 7) + 0.1 for label in labels) <= width:
            break
    return ticks, labels


def draw_colour_bar(bar: Axes, scale: Scale, label: str) -> None:
    """A horizontal colour bar that fills the axes `bar`."""
    mappable = ScalarMappable(Normalize(scale.low, scale.high), colours_of(scale.colours))
    drawn = bar.figure.colorbar(mappable, cax=bar, orientation="horizontal")
    ticks, labels = bar_ticks(scale, bar.get_position().width * bar.figure.get_figwidth())
    drawn.set_ticks(ticks, labels=labels)
    drawn.outline.set_linewidth(0.5)
    bar.tick_params(labelsize=7, length=2)
    bar.set_xlabel(label, size=LABEL - 0.5, labelpad=2, linespacing=1.2)


def draw_upright_bar(bar: Axes, scale: Scale) -> None:
    """A vertical colour bar that fills the axes `bar`, with its numbers on the right."""
    mappable = ScalarMappable(Normalize(scale.low, scale.high), colours_of(scale.colours))
    drawn = bar.figure.colorbar(mappable, cax=bar)
    labels = [number(float(v), decimals(scale.step)) for v in scale.ticks]
    drawn.set_ticks(scale.ticks, labels=labels)
    drawn.outline.set_linewidth(0.5)
    bar.tick_params(labelsize=7, length=2)


LABELS_SHOWN = 5  # codes of a panel that get a colour of their own
LABEL_COLOURS = (*SERIES[:6], "#F0E442", "#7a7a7a")


def draw_codes(
    panel: Axes,
    x: Axis,
    y: Axis,
    values: np.ndarray,
    codes: Sequence[int],
    colours: Sequence[str],
) -> None:
    """Labels as cells: each of `codes` in its colour, all others in a light grey."""
    places = np.full(values.shape, float(len(codes)))
    for place, code in enumerate(codes):
        places[values == code] = place
    places[~np.isfinite(values)] = np.nan
    scale = Scale(-0.5, len(codes) + 0.5, 1.0, "viridis")
    draw_cells(panel, x, y, places, scale)
    mesh = panel.collections[-1]
    own = ListedColormap([*colours, "#f2f2f2"])
    own.set_bad(MISSING)
    mesh.set_cmap(own)


def label_outer(panel: Axes, x: Axis, y: Axis, first: bool, last: bool) -> None:
    """Labels a panel of a table of panels: at the left of its row and the foot of its column."""
    if first:
        panel.set_ylabel(axis_label(y), labelpad=3)
    else:
        panel.tick_params(labelleft=False)
    if last:
        panel.set_xlabel(axis_label(x), labelpad=2)
    else:
        panel.tick_params(labelbottom=False)
