# SPDX-License-Identifier: Apache-2.0
"""Heat maps: one block for each quantity, one panel for each theatre, one scale for a block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from .captions import block_heading, grid_words, missing_note, panel_name
from .choices import GridChoice
from .contours import draw_contours
from .names import axis_label, with_units, words
from .page import FAINT, HEADING, INK, LABEL, Blocks, Page, wrap
from .panels import (
    LABEL_COLOURS,
    LABELS_SHOWN,
    draw_cells,
    draw_codes,
    draw_colour_bar,
    draw_marker,
)
from .reading import ResultFile, Variable
from .scales import Scale, diverging, extent, quantity_key, sequential, span_text
from .slices import read_both, read_slice, thinning_note


def blocks_of(variables: Sequence[Variable]) -> list[list[Variable]]:
    """Variables that share a scale, together: a quantity of all theatres."""
    groups: dict[tuple[str, str], list[Variable]] = {}
    for variable in variables:
        groups.setdefault(quantity_key(variable), []).append(variable)
    return list(groups.values())


def panel_side(groups: Sequence[Sequence[Variable]]) -> float:
    """Width of a panel, inches: larger when there are few."""
    if len(groups) == 1:
        return 4.0 if len(groups[0]) == 1 else 3.0
    return 2.7 if len(groups) == 2 else 2.25


@dataclass(frozen=True)
class Marker:
    """A point of every panel, filled on the panels of one theatre."""

    NOTE = "Black dot: the theatre's own architecture today; white dot: that of the other."

    theatre: str
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Extras:
    """What a particular study adds to its heat maps."""

    lead: Sequence[str] = ()  # of the subtitle
    notes: Sequence[str] = ()
    markers: Sequence[Marker] = ()


def draw_heatmaps(file: ResultFile, choice: GridChoice, extras: Extras = Extras()) -> Page:
    """The page of heat maps or difference maps that `choice` describes."""
    assert choice.x is not None and choice.y is not None
    groups = blocks_of(choice.variables)
    data = [[_values(file, v, choice) for v in group] for group in groups]
    flat = [values for group in data for values in group]
    missing = sum(int((~np.isfinite(v)).sum()) for v in flat)
    notes = [*extras.notes] + missing_note(missing, sum(v.size for v in flat))
    notes += thinning_note([choice.x, choice.y])
    side = panel_side(groups)
    under = 0.6 if all(v.whole for v in choice.variables) else Blocks.under  # no colour bar
    across = 2 if len(groups) == 1 and len(groups[0]) > 2 else 1  # not a tower of panels
    layout = Blocks([len(group) for group in groups], side, side, under=under, across=across)
    page = Page(grid_words(file, choice, notes, extras.lead), layout.page_width, layout.body)
    for place in layout.places():
        block = groups[place.block]
        variable, values = block[place.panel], data[place.block][place.panel]
        name = panel_name(block, variable)
        panel = page.axes(place.left, place.top, side, side)
        if variable.whole:
            _draw_labels(panel, file, choice, variable, name, values, data[place.block])
        else:
            scale = _scale(file, choice, block, data[place.block])
            draw_cells(panel, choice.x, choice.y, values, scale)
            points = [(marker.x, marker.y) for marker in extras.markers]
            draw_contours(panel, choice.x, choice.y, values, scale, points)
            head_panel(panel, name, values, scale)
        for marker in extras.markers:
            own = marker.theatre == variable.theatre
            draw_marker(panel, marker.x, marker.y, marker.label, own)
        label_sides(panel, choice, place.first_column, place.lowest)
        if place.panel == 0:
            head_block(page, place.left, place.top, block)
        if place.last_in_block and not variable.whole:
            width = layout.block_width
            bar = page.axes(layout.origin(place.block)[0], place.top + side + 0.5, width, 0.09)
            draw_colour_bar(bar, scale, bar_label(variable, width, choice.difference is not None))
    return page


def _values(file: ResultFile, variable: Variable, choice: GridChoice) -> np.ndarray:
    assert choice.x is not None and choice.y is not None
    return read_slice(file, variable, (choice.y, choice.x), choice)


def _scale(
    file: ResultFile, choice: GridChoice, group: Sequence[Variable], data: Sequence[np.ndarray]
) -> Scale:
    units = group[0].units
    if choice.difference is None:
        return sequential(extent(data, units))
    assert choice.x is not None and choice.y is not None
    axes = (choice.y, choice.x)
    whole = [part for v in group for part in read_both(file, v, axes, choice)]
    return diverging(extent(data, units), sequential(extent(whole, units)))


def head_panel(panel: Axes, name: str, values: np.ndarray, scale: Scale) -> None:
    """Above a panel: what it is of, and between which numbers its values lie."""
    span = span_text(values, scale)
    panel.set_title(name, loc="left", size=LABEL, weight="bold", pad=3)
    panel.set_title(span, loc="right", size=LABEL - 0.5, color=FAINT, pad=3)


def head_block(page: Page, left: float, top: float, block: Sequence[Variable]) -> None:
    page.text(left, top - 0.42, block_heading(block), size=HEADING, weight="bold", color=INK)


def bar_label(variable: Variable, width: float, is_difference: bool = False) -> str:
    """The meaning and unit of a quantity, in two lines at most."""
    text = variable.meaning
    if text == variable.name:
        text = words(variable.quantity)
    if is_difference:
        text = f"difference in {text}"
    lines = wrap(with_units(text, variable.units), width + 0.25, LABEL - 0.5)
    return "\n".join(lines[:2]) + ("..." if len(lines) > 2 else "")


def label_sides(panel: Axes, choice: GridChoice, first_column: bool, last: bool) -> None:
    assert choice.x is not None and choice.y is not None
    if last:
        panel.set_xlabel(axis_label(choice.x), labelpad=2)
    else:
        panel.tick_params(labelbottom=False)
    if first_column:
        panel.set_ylabel(axis_label(choice.y), labelpad=3)
    else:
        panel.tick_params(labelleft=False)


def _draw_labels(
    panel: Axes,
    file: ResultFile,
    choice: GridChoice,
    variable: Variable,
    name: str,
    values: np.ndarray,
    block: Sequence[np.ndarray],
) -> None:
    """A panel of codes or positions, with a legend above it. A code has one colour in all panels of
    its block; a position stands for another member in each."""
    assert choice.x is not None and choice.y is not None
    found, counts = np.unique(values[np.isfinite(values)].astype(int), return_counts=True)
    common = found[np.argsort(-counts, kind="stable")][:LABELS_SHOWN]
    codes = sorted(int(code) for code in common)
    together = sorted({int(code) for v in block for code in np.unique(v[np.isfinite(v)])})
    shared = variable.flags and len(together) <= len(LABEL_COLOURS)
    colours = [LABEL_COLOURS[(together if shared else codes).index(code)] for code in codes]
    draw_codes(panel, choice.x, choice.y, values, codes, colours)
    names = [code_name(file, variable, code) for code in codes]
    handles = [Patch(fc=colour, label=name) for colour, name in zip(colours, names)]
    if len(found) > len(codes):
        handles.append(Patch(fc="#f2f2f2", ec="#bbbbbb", label="others"))
    panel.set_title(name, loc="left", size=LABEL, weight="bold", pad=3)
    if not handles:  # nothing but missing values
        return
    panel.legend(
        handles=handles,
        loc="lower right",
        bbox_to_anchor=(1.03, 0.985),
        ncol=len(handles),
        fontsize=6.5,
        frameon=False,
        handlelength=0.9,
        handleheight=0.9,
        handletextpad=0.3,
        columnspacing=0.7,
        borderpad=0.2,
    )


def code_name(file: ResultFile, variable: Variable, code: int) -> str:
    """What a code or a position stands for, where the file says it."""
    if variable.flags:
        return variable.flags[code].replace("_", " ") if code < len(variable.flags) else str(code)
    members = file.axes.get(f"{variable.theatre}_member")
    if variable.quantity.endswith("_member") and members is not None and members.labels:
        return members.labels[code] if 0 <= code < len(members.labels) else str(code)
    return str(code)
