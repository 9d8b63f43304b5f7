# SPDX-License-Identifier: Apache-2.0
"""Panels of sampled scenarios: bars of rank correlations, clouds of points or hexagons."""

from __future__ import annotations

from typing import Mapping

import numpy as np
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm

from .curves import dress_values
from .names import words
from .page import FAINT, INK, LABEL, SERIES
from .panels import log_ticks
from .reading import Variable
from .scales import Scale, number, short

MOST_BARS = 10
CLOUD_COLOURS = "GnBu"


def draw_ranks(panel: Axes, rho: Mapping[str, float], level: float, reach: float) -> None:
    """Bars of the strongest correlations, the strongest on top, on an axis from -reach to reach."""
    names = list(rho)[:MOST_BARS]
    values = np.array([rho[name] for name in names])
    panel.axvspan(-level, level, color="#e6e6e6", lw=0, zorder=0)
    panel.axvline(0, color="#8c8c8c", lw=0.6)
    colours = [SERIES[0] if value > 0 else SERIES[1] for value in values]
    panel.barh(np.arange(len(names)), values, height=0.66, color=colours, zorder=2)
    panel.set_yticks(np.arange(len(names)), labels=[words(name) for name in names])
    panel.set_ylim(max(len(names), MOST_BARS) - 0.5, -0.5)
    panel.set_xlim(-reach * 1.36, reach * 1.36)
    panel.set_xticks([-reach, 0, reach], labels=[short(-reach), "0", short(reach)])
    for i, value in enumerate(values):
        panel.text(
            value + (0.03 if value >= 0 else -0.03) * reach,
            i,
            number(float(value), 2),
            va="center",
            ha="left" if value >= 0 else "right",
            size=6.5,
            color=FAINT,
        )
    panel.set_xlabel("rank correlation ρ", labelpad=2)
    panel.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        panel.spines[side].set_visible(False)
    if not names:
        panel.text(0, MOST_BARS / 2, "no correlation", ha="center", size=LABEL, color=FAINT)


def draw_cloud(
    panel: Axes,
    parameter: Variable,
    x: np.ndarray,
    y: np.ndarray,
    scale: Scale,
    points: bool,
) -> None:
    """Scenarios over a parameter, with the median and the 10th and 90th percentile along it."""
    both = np.isfinite(x) & np.isfinite(y)
    x, y = x[both], y[both]
    log = x.size > 0 and float(x.min()) > 0 and _drawn_log(parameter)
    dress_values(panel, scale)
    panel.grid(False)
    if x.size == 0:
        panel.text(0.5, 0.5, "no result", transform=panel.transAxes, ha="center", color=FAINT)
        panel.set_xticks([])
        return
    low, high = float(x.min()), float(x.max())
    if high <= low:
        low, high = low - 0.5, high + 0.5
    if points:
        size = 9 if x.size < 500 else 3
        alpha = float(np.clip(2000 / x.size, 0.05, 0.5))
        panel.scatter(x, y, s=size, c=SERIES[5], alpha=alpha, lw=0, rasterized=x.size > 2000)
    else:
        _draw_hexagons(panel, x, y, (low, high), scale, log)
    _dress_parameter(panel, low, high, log)  # last: hexagons set an axis of their own
    panel.set_xlim(low, high)
    _draw_percentiles(panel, x, y)


def _dress_parameter(panel: Axes, low: float, high: float, log: bool) -> None:
    locator: ticker.Locator = ticker.MaxNLocator(4, steps=[1, 2, 2.5, 5, 10])
    if log:
        panel.set_xscale("log")
        locator = ticker.FixedLocator(log_ticks(low, high))
        panel.xaxis.set_minor_formatter(ticker.NullFormatter())
    panel.xaxis.set_major_locator(locator)
    panel.xaxis.set_major_formatter(ticker.FuncFormatter(lambda v, _: short(v)))


def _drawn_log(parameter: Variable) -> bool:
    return str(parameter.attributes.get("distribution", "")).startswith("log")


def _draw_hexagons(
    panel: Axes,
    x: np.ndarray,
    y: np.ndarray,
    ends: tuple[float, float],
    scale: Scale,
    log: bool,
) -> None:
    low, high = (np.log10(ends[0]), np.log10(ends[1])) if log else ends
    panel.hexbin(
        x,
        y,
        gridsize=(34, 18),
        extent=(low, high, scale.low, scale.high),
        xscale="log" if log else "linear",
        mincnt=1,
        norm=LogNorm(),
        cmap=CLOUD_COLOURS,
        linewidths=0.1,
        edgecolors="face",
        rasterized=True,
    )


def _draw_percentiles(panel: Axes, x: np.ndarray, y: np.ndarray) -> None:
    """Of bins with the same number of scenarios."""
    bins = min(20, x.size // 25)
    if bins < 3:
        return
    order = np.argsort(x, kind="stable")
    parts = np.array_split(order, bins)
    at = [float(np.median(x[part])) for part in parts]
    for percent, style, width in ((50, "-", 1.6), (10, "--", 0.9), (90, "--", 0.9)):
        values = [float(np.percentile(y[part], percent)) for part in parts]
        panel.plot(at, values, style, color=INK, lw=width)
