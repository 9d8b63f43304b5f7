# SPDX-License-Identifier: Apache-2.0
"""Lines over an axis, and bars over the members of a theatre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from .captions import grid_words, panel_name
from .choices import MOST_LINES, GridChoice, evenly
from .heatmaps import bar_label, blocks_of, head_block, head_panel
from .names import axis_label, point_text, theatre_name, words
from .page import FAINT, INK, LABEL, SERIES, Blocks, Page, text_width
from .panels import dress_axis
from .reading import Axis, ResultFile, Variable, is_member
from .scales import Scale, decimals, diverging, extent, logarithmic, number, sequential
from .slices import drawn_points, read_both, read_over, read_slice, thinning_note

WIDTH, HEIGHT = 2.9, 2.1
SLOT = 0.21  # inches of a bar and the space beside it


@dataclass(frozen=True)
class Series:
    """A line of a panel."""

    label: str
    values: np.ndarray
    colour: str


@dataclass(frozen=True)
class Legend:
    """The lines by name, in rows above the panels."""

    title: str
    lines: Sequence[Series]

    @property
    def _left(self) -> float:
        return Page.EDGE + (text_width(self.title, LABEL, bold=True) + 0.2 if self.title else 0)

    def _columns(self, page_width: float) -> int:
        widest = max((text_width(s.label, LABEL) for s in self.lines), default=0.0) + 0.42
        return max(1, min(len(self.lines), int((page_width - self._left - Page.EDGE) / widest)))

    def height(self, page_width: float) -> float:
        """Inches that the legend needs."""
        rows = -(-len(self.lines) // self._columns(page_width))
        return 0.14 + 0.16 * rows if self.lines else 0.0

    def draw(self, page: Page) -> None:
        if not self.lines:
            return
        page.text(Page.EDGE, 0.02, self.title, size=LABEL, color=INK, weight="bold")
        handles = [Line2D([], [], color=s.colour, lw=2, label=s.label) for s in self.lines]
        columns = self._columns(page.width)
        # matplotlib fills columns; this reads along rows.
        in_rows = [handle for c in range(columns) for handle in handles[c::columns]]
        page.figure.legend(
            handles=in_rows,
            loc="upper left",
            bbox_to_anchor=(self._left / page.width, 1 - (page.body_top + 0.015) / page.height),
            ncol=columns,
            frameon=False,
            fontsize=LABEL,
            borderpad=0,
            borderaxespad=0,
            handlelength=1.6,
            columnspacing=1.0,
            handletextpad=0.5,
            labelspacing=0.35,
        )


def draw_lines(file: ResultFile, choice: GridChoice) -> Page:
    """One panel for each quantity with a line for each theatre; or, where a second axis gives the
    lines, one panel for each variable with a line for each of its values."""
    assert choice.x is not None
    groups = blocks_of(choice.variables)
    family = choice.y is not None
    panels = [[[v] for v in group] if family else [group] for group in groups]
    spacing = {"left": 0.85, "gap": 0.95, "over": 0.5, "under": 0.5}
    columns = 4 if family else 2
    layout = Blocks([len(p) for p in panels], WIDTH, HEIGHT, most_columns=columns, **spacing)
    data = [[_series(file, choice, variables) for variables in block] for block in panels]
    flat = [line.values for block in data for panel in block for line in panel]
    lost = sum(int((~np.isfinite(v)).sum()) for v in flat)
    notes = [f"Gaps: no result ({lost:,} of {sum(v.size for v in flat):,} points)."] if lost else []
    notes += thinning_note([choice.x])
    if choice.y is not None and choice.y.size > MOST_LINES:
        notes.append(f"{MOST_LINES} of {choice.y.size} values of {choice.y.name} are drawn.")
    legend = Legend(_legend_title(choice), data[0][0] if family else _all_lines(data))
    strip = legend.height(layout.page_width)
    page = Page(grid_words(file, choice, notes), layout.page_width, layout.body + strip)
    legend.draw(page)
    for place in layout.places():
        group, lines = groups[place.block], data[place.block][place.panel]
        panel = page.axes(place.left, place.top + strip, WIDTH, HEIGHT)
        scale = _scale(file, choice, group, [s.values for p in data[place.block] for s in p])
        _draw_panel(panel, choice.x, lines, scale)
        alone = panel_name(group, group[place.panel]) if family else ""
        head_panel(panel, alone, np.concatenate([s.values for s in lines]), scale)
        label = bar_label(group[0], HEIGHT, choice.difference is not None)
        panel.set_ylabel(label, size=LABEL - 0.5)
        if place.last_in_block:
            panel.set_xlabel(axis_label(choice.x), labelpad=2)
        else:
            panel.tick_params(labelbottom=False)
        if place.panel == 0:
            head_block(page, place.left, place.top + strip, group)
    return page


def _series(file: ResultFile, choice: GridChoice, variables: Sequence[Variable]) -> list[Series]:
    assert choice.x is not None
    if choice.y is None:
        theatres = list(dict.fromkeys(v.theatre for v in choice.variables))
        return [
            Series(
                theatre_name(v.theatre),
                read_slice(file, v, (choice.x,), choice),
                SERIES[theatres.index(v.theatre) % len(SERIES)],
            )
            for v in variables
        ]
    indices = evenly(choice.y.size, MOST_LINES)
    colours = family_colours(len(indices), choice.y.labels is None)
    lines = []
    for index, colour in zip(indices, colours):
        fixed = {**choice.indices(), choice.y.name: index}
        if choice.difference is None:
            values = read_over(file, variables[0], (choice.x,), fixed)
        else:
            d = choice.difference
            ends = [{**fixed, d.axis.name: p.index} for p in (d.first, d.second)]
            first, second = (read_over(file, variables[0], (choice.x,), at) for at in ends)
            values = second - first
        lines.append(Series(point_text(choice.y, index), values, colour))
    return lines


def family_colours(count: int, ordered: bool) -> list[str]:
    """Colours of lines: dark to light for values in an order, far apart for labels."""
    if not ordered and count <= len(SERIES):
        return list(SERIES[:count])
    shades = matplotlib.colormaps["viridis"](np.linspace(0.0, 0.82, max(count, 2)))
    return [matplotlib.colors.to_hex(shade) for shade in shades[:count]]


def _all_lines(data: Sequence[Sequence[Sequence[Series]]]) -> list[Series]:
    named = {line.label: line for block in data for panel in block for line in panel}
    return [line for label, line in named.items() if label]


def _legend_title(choice: GridChoice) -> str:
    return axis_label(choice.y) if choice.y is not None else ""


def _scale(
    file: ResultFile, choice: GridChoice, group: Sequence[Variable], data: Sequence[np.ndarray]
) -> Scale:
    if choice.difference is None:
        return sequential(extent(data, group[0].units))
    assert choice.x is not None
    axes = (choice.x,) if choice.y is None else (choice.y, choice.x)
    whole = [part for v in group for part in read_both(file, v, axes, choice)]
    base = sequential(extent(whole, group[0].units))
    return diverging(extent(data, group[0].units), base)


def _draw_panel(panel: Axes, x: Axis, lines: Sequence[Series], scale: Scale) -> None:
    points = drawn_points(x)
    few = points.size <= 12
    for line in lines:
        panel.plot(points, line.values, color=line.colour, marker="o" if few else "", ms=3)
    dress_axis(panel, "x", x, points, logarithmic(points))
    if points.size > 1:
        room = 0 if logarithmic(points) else 0.02 * float(np.ptp(points))
        panel.set_xlim(float(points.min()) - room, float(points.max()) + room)
    dress_values(panel, scale)


def dress_values(panel: Axes, scale: Scale) -> None:
    """The value axis: the scale and a little room, with faint lines to read along."""
    room = 0.03 * scale.span
    panel.set_ylim(scale.low - room, scale.high + room)
    places = decimals(scale.step)
    panel.set_yticks(scale.ticks)
    panel.yaxis.set_major_formatter(FuncFormatter(lambda v, _: number(v, places)))
    panel.grid(axis="y", color="#e4e4e4", lw=0.5)
    panel.set_axisbelow(True)
    if scale.low < 0 < scale.high:
        panel.axhline(0, color="#8c8c8c", lw=0.7, zorder=1)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)


def draw_bars(file: ResultFile, choice: GridChoice) -> Page:
    """A panel for each variable, with a bar for each member of its theatre, the largest first."""
    variables = list(choice.variables)
    members = [_members(file, variable, choice) for variable in variables]
    width = max(2.4, SLOT * max(axis.size for axis in members))
    layout = Blocks([1] * len(variables), width, 1.9, 0.85, over=0.3, under=0.35, most_columns=1)
    data = [read_over(file, v, (m,), choice.indices()) for v, m in zip(variables, members)]
    lost = sum(int((~np.isfinite(v)).sum()) for v in data)
    notes = [f"No bar: no result ({lost} of {sum(v.size for v in data)} members)."] if lost else []
    page = Page(grid_words(file, choice, notes), layout.page_width, layout.body)
    for place in layout.places():
        variable, values = variables[place.block], data[place.block]
        own_width = max(2.4, SLOT * members[place.block].size)
        panel = page.axes(place.left, place.top, own_width, 1.9)
        together = [d for v, d in zip(variables, data) if v.quantity == variable.quantity]
        scale = _bar_scale(together, variable.units)
        _draw_bar_panel(panel, members[place.block], values, scale)
        head_panel(panel, words(variable.name), values, scale)
        panel.set_ylabel(bar_label(variable, 1.9), size=LABEL - 0.5)
    return page


def _members(file: ResultFile, variable: Variable, choice: GridChoice) -> Axis:
    free = [d for d in variable.dims if is_member(d) and d not in choice.fixed]
    return file.axes[free[0]]


def _bar_scale(data: Sequence[np.ndarray], units: str) -> Scale:
    """A bar starts at zero, so its scale contains zero."""
    return sequential(extent([*data, np.zeros(1)], units))


def _draw_bar_panel(panel: Axes, members: Axis, values: np.ndarray, scale: Scale) -> None:
    order = np.argsort(-np.where(np.isfinite(values), values, -np.inf), kind="stable")
    panel.bar(np.arange(values.size), np.nan_to_num(values[order]), width=0.72, color=SERIES[0])
    names = [point_text(members, int(i)) for i in order]
    panel.set_xticks(np.arange(values.size), labels=names)
    longest = max(text_width(name, 7) for name in names)
    room = panel.get_position().width * panel.figure.get_figwidth() / values.size
    panel.tick_params(axis="x", labelsize=7, length=0, rotation=90 if longest > room - 0.05 else 0)
    panel.set_xlim(-0.6, values.size - 0.4)
    dress_values(panel, scale)
    panel.tick_params(axis="x", colors=FAINT, labelcolor=INK)
