# SPDX-License-Identifier: Apache-2.0
"""Contour lines of a heat map, and where their labels stand."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.contour import QuadContourSet

from .page import text_width
from .panels import colours_of
from .reading import Axis
from .scales import Scale, contour_levels, decimals, logarithmic, number, short
from .slices import drawn_points

SIZE = 6.5
PARTS = 8  # of an interval of a logarithmic axis
MARKER_ROOM = (0.95, 0.38)  # inches from a marker: its own label stands there
MOST_PIECES = 12  # of a contour line, on average: where they are more, nobody can follow them


def draw_contours(
    panel: Axes,
    x: Axis,
    y: Axis,
    values: np.ndarray,
    scale: Scale,
    markers: Sequence[tuple[float, float]] = (),
) -> None:
    """Contour lines, white on dark cells and black on light ones. Each has a label where there is
    room for it: away from the edges, the other labels and the `markers`. Values that ripple from
    cell to cell have none."""
    finite = values[np.isfinite(values)]
    if min(values.shape) < 5 or finite.size < 4:
        return
    levels = contour_levels(float(finite.min()), float(finite.max()), scale)
    if levels.size == 0:
        return
    cells = colours_of(scale.colours)(Normalize(scale.low, scale.high)(levels))
    light = cells[:, :3] @ np.array([0.299, 0.587, 0.114]) > 0.5
    at_x, values = _refined(drawn_points(x), values)
    at_y, turned = _refined(drawn_points(y), values.T)
    before = list(panel.collections)
    lines = panel.contour(
        at_x,
        at_y,
        np.ma.masked_invalid(turned.T),
        levels=levels,
        colors=["#000000" if is_light else "#ffffff" for is_light in light],
        linewidths=0.6,
        linestyles="solid",
        alpha=0.85,
    )
    if sum(len(pieces) for pieces in lines.allsegs) > MOST_PIECES * levels.size:
        for artist in set(panel.collections) - set(before):
            artist.remove()
        return
    _label(panel, lines, [_in_panel(panel, np.array([m]))[0] for m in markers])


def _refined(points: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`values` (other, points) with more points between on a logarithmic axis: matplotlib would
    draw a line between two points as if the axis were linear."""
    if not logarithmic(points):
        return points, values
    coarse = np.log(points)
    fine = np.linspace(coarse[0], coarse[-1], (points.size - 1) * PARTS + 1)
    return np.exp(fine), np.array([np.interp(fine, coarse, row) for row in values])


def _label(panel: Axes, lines: QuadContourSet, markers: Sequence[np.ndarray]) -> None:
    levels = np.asarray(lines.levels)
    places = decimals(float(levels[1] - levels[0])) if levels.size > 1 else None
    texts = {v: short(v) if places is None else number(float(v), places) for v in levels}
    size = panel.get_position().size * panel.figure.get_size_inches()
    room = (max(text_width(text, SIZE) for text in texts.values()) + 0.04) / size[0]
    marker_room = np.array(MARKER_ROOM) / size
    taken: list[np.ndarray] = []
    for level, pieces in zip(levels, lines.allsegs):
        long = [np.asarray(piece) for piece in pieces if len(piece) > 1]
        long = [p for p in long if _length(_in_panel(panel, p)) > 1.5 * room]
        if not long:
            continue
        points = np.concatenate(long)
        at = _in_panel(panel, points)
        free = _freedom(at, room, taken, [np.abs(at - m) / marker_room for m in markers])
        best = int(np.argmax(free))
        if free[best] <= 0:
            continue
        taken.append(at[best])
        where = [tuple(points[best])]
        panel.clabel(lines, [level], fmt=texts, fontsize=SIZE, manual=where, inline_spacing=2)


def _freedom(
    at: np.ndarray, room: float, taken: Sequence[np.ndarray], from_markers: Sequence[np.ndarray]
) -> np.ndarray:
    """How far a label at each of the points stays from all that it must not touch; at most 0 where
    it would touch something. Beyond some distance it is the middle that counts. `from_markers` is
    the distance of each point from a marker, across and up, in parts of the marker's room."""
    edge = np.minimum(at, 1 - at).min(axis=1) - 0.6 * room
    away = [np.hypot(*(at - other).T) - 1.1 * room for other in taken]
    away += [np.max(distance, axis=1) - 1 for distance in from_markers]
    nearest = np.min([edge, *away], axis=0)
    centre = 0.02 * (1 - np.hypot(*(at - 0.5).T))
    return np.where(nearest > 0, np.minimum(nearest, 0.12) + centre, nearest)


def _length(line: np.ndarray) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _in_panel(panel: Axes, points: np.ndarray) -> np.ndarray:
    """Where points lie in their panel, from (0, 0) to (1, 1)."""
    return panel.transAxes.inverted().transform(panel.transData.transform(points))
