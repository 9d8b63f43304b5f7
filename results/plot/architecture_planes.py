# SPDX-License-Identifier: Apache-2.0
"""The plane of integration and differentiation: a row for each quantity and, for each theatre, an
aberration beside a structural shift."""

from __future__ import annotations

from typing import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from .captions import glossary, heading, missing_note, provenance, slice_text, title_of
from .contours import draw_contours
from .heatmaps import Marker, blocks_of
from .names import Point, theatre_name, with_units
from .page import FAINT, HEADING, INK, LABEL, Page, Words, text_width
from .panels import draw_cells, draw_marker, draw_upright_bar, label_outer
from .reading import Axis, ResultFile, Variable
from .scales import Scale, quantity_key, span_text
from .slices import read_over

WIDTH, HEIGHT = 1.65, 1.3
LEFT, PAIR_GAP, THEATRE_GAP, BAR_GAP, BAR_ROOM = 0.62, 0.12, 0.32, 0.14, 0.6
HEAD, OVER, UNDER = 0.42, 0.38, 0.14
FOOT = 0.45

Scales = Mapping[tuple[str, str], Scale]


def draw_planes(
    file: ResultFile,
    variables: Sequence[Variable],
    plane: tuple[Axis, Axis],
    regimes: Sequence[tuple[str, Point]],
    fixed: Mapping[str, Point],
    scales: Scales,
    markers: Sequence[Marker],
) -> Page:
    """`plane` is integration and differentiation; `regimes` are named points of one axis, and the
    columns of each theatre."""
    x, y = plane
    groups = blocks_of(variables)
    theatres = list(dict.fromkeys(v.theatre for v in variables))
    data = {}
    for variable in variables:
        for name, point in regimes:
            at = {axis: p.index for axis, p in fixed.items()} | {point.axis.name: point.index}
            data[variable.name, name] = read_over(file, variable, (y, x), at)
    lefts = _lefts(theatres, regimes)
    right = max(lefts.values()) + WIDTH
    row_height = OVER + HEIGHT + UNDER
    words = _words(file, plane, regimes, fixed, list(data.values()), markers)
    page = Page(words, right + BAR_GAP + BAR_ROOM, HEAD + row_height * len(groups) + FOOT)
    _head_columns(page, theatres, regimes, lefts)
    labelled = [(m.x, m.y) for m in markers]
    for row, group in enumerate(groups):
        top = HEAD + row * row_height + OVER
        _head_row(page, group[0], top - OVER + 0.04)
        scale = scales[quantity_key(group[0])]
        for variable in group:
            for name, _ in regimes:
                left = lefts[variable.theatre, name]
                panel = page.axes(left, top, WIDTH, HEIGHT)
                values = data[variable.name, name]
                draw_cells(panel, x, y, values, scale)
                draw_contours(panel, x, y, values, scale, labelled if row == 0 else ())
                panel.set_title(
                    span_text(values, scale), loc="right", size=LABEL - 1, color=FAINT, pad=2.5
                )
                for marker in markers:
                    own = marker.theatre == variable.theatre
                    draw_marker(panel, marker.x, marker.y, marker.label if row == 0 else "", own)
                label_outer(panel, x, y, left == min(lefts.values()), row == len(groups) - 1)
        draw_upright_bar(page.axes(right + BAR_GAP, top, 0.09, HEIGHT), scale)
    return page


def _lefts(
    theatres: Sequence[str], regimes: Sequence[tuple[str, Point]]
) -> dict[tuple[str, str], float]:
    """The left of each column of panels, by theatre and regime."""
    lefts = {}
    left = Page.EDGE + LEFT
    for theatre in theatres:
        for name, _ in regimes:
            lefts[theatre, name] = left
            left += WIDTH + PAIR_GAP
        left += THEATRE_GAP - PAIR_GAP
    return lefts


def _head_columns(
    page: Page,
    theatres: Sequence[str],
    regimes: Sequence[tuple[str, Point]],
    lefts: Mapping[tuple[str, str], float],
) -> None:
    for theatre in theatres:
        left = lefts[theatre, regimes[0][0]]
        page.text(left, 0, theatre_name(theatre), size=HEADING, weight="bold", color=INK)
        for name, point in regimes:
            text = f"{name} ({point.axis.name} {point.text})"
            page.text(lefts[theatre, name], 0.19, text, size=LABEL - 0.5, color=INK)


def _head_row(page: Page, variable: Variable, top: float) -> None:
    left = Page.EDGE + LEFT
    name = heading(variable.quantity)
    page.text(left, top, name, size=HEADING, weight="bold", color=INK)
    meaning = with_units(variable.meaning, variable.units)
    after = left + text_width(name, HEADING, bold=True) + 0.1
    page.text(after, top + 0.02, meaning, size=LABEL - 0.5, color=FAINT)


def _words(
    file: ResultFile,
    plane: Sequence[Axis],
    regimes: Sequence[tuple[str, Point]],
    fixed: Mapping[str, Point],
    data: Sequence[np.ndarray],
    markers: Sequence[Marker],
) -> Words:
    subtitle = [
        "Integration and differentiation, where the patron's conduct is an aberration and where it "
        "is a structural shift"
    ]
    if fixed:
        subtitle.append(f"At {slice_text(fixed.values())}")
    notes = [Marker.NOTE] if markers else []
    notes += missing_note(
        sum(int((~np.isfinite(v)).sum()) for v in data), sum(v.size for v in data)
    )
    notes.append(" ".join(glossary([*plane, regimes[0][1].axis])))
    return Words(title_of(file), subtitle, [*filter(None, notes), provenance(file)])
