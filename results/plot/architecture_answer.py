# SPDX-License-Identifier: Apache-2.0
"""Which architecture holds where: the four corners of the plane, compared over recovery and belief
and over all cases of the other axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import Patch

from .captions import provenance, slice_text, title_of
from .choices import evenly
from .errors import PlotError
from .names import Point, listing, theatre_name, value_listing, words
from .page import FAINT, HEADING, INK, LABEL, MISSING, SERIES, Page, Words
from .panels import colours_of, draw_colour_bar, label_outer
from .reading import Axis, ResultFile, Variable
from .scales import Scale, decimals, diverging, extent, nice_step, number, sequential, short
from .slices import drawn_points, read_over

MOST_CASES = 4_000_000
MOST_ROWS, MOST_COLUMNS = 8, 7
CELL_WIDTH, CELL_HEIGHT = 0.64, 0.46
LEFT, GAP, SHARES_LEFT, SHARES_WIDTH = 1.75, 0.3, 0.55, 2.5


@dataclass(frozen=True)
class Corner:
    """An architecture at a corner of the plane."""

    name: str
    integration: float
    differentiation: float
    colour: str
    today: str = ""


MULTILATERAL = Corner("multilateral", 1, 0, SERIES[0], ": NATO today")
HUB = Corner("hub and spoke", 0, 1, SERIES[1], ": Asia today")
BILATERALISED = Corner("bilateralised collective", 1, 1, SERIES[2])
COLLECTIVE = Corner("collective terms only", 0, 0, "#8f8f8f")
CORNERS = (MULTILATERAL, BILATERALISED, HUB, COLLECTIVE)


@dataclass(frozen=True)
class Cases:
    """Stability of a theatre at each corner: arrays of (recovery, belief, all other cases), both
    rising."""

    theatre: str
    at: Mapping[str, np.ndarray]

    def lead(self, corner: Corner) -> np.ndarray:
        """By how much `corner` is more stable than the multilateral architecture."""
        return self.at[corner.name] - self.at[MULTILATERAL.name]


def draw_answer(
    file: ResultFile,
    stability: Sequence[Variable],
    axes: tuple[Axis, Axis, Axis, Axis],
    fixed: Mapping[str, Point],
) -> Page:
    """`axes` are integration, differentiation, recovery and belief; the other axes that are not in
    `fixed` make the cases."""
    _, _, recovery, belief = axes
    cases = [_read(file, variable, axes, fixed) for variable in stability]
    rows = evenly(drawn_points(recovery).size, MOST_ROWS)[::-1]  # the highest on top
    columns = evenly(drawn_points(belief).size, MOST_COLUMNS)
    width, height = CELL_WIDTH * len(columns), CELL_HEIGHT * len(rows)
    page_width = Page.EDGE + LEFT + 2 * width + GAP + SHARES_LEFT + SHARES_WIDTH + Page.EDGE
    row_height = height + 0.4
    body = 0.5 + row_height * len(cases) + 0.95
    page = Page(_words(file, axes, fixed, cases, stability[0]), page_width, body)
    scale = _scale(cases)
    lefts = [Page.EDGE + LEFT + i * (width + GAP) for i in range(2)]
    shares_left = lefts[1] + width + SHARES_LEFT
    for left, corner in zip(lefts, (HUB, BILATERALISED)):
        _head(page, left, corner.name.capitalize(), "minus multilateral, median")
    _head(page, shares_left, "Most stable corner", "share of cases, all beliefs")
    for i, case in enumerate(cases):
        top = 0.5 + i * row_height
        last = i == len(cases) - 1
        name = theatre_name(case.theatre)
        page.text(Page.EDGE, top + height / 2, name, size=HEADING, weight="bold", va="center")
        for left, corner in zip(lefts, (HUB, BILATERALISED)):
            panel = page.axes(left, top, width, height)
            lead = case.lead(corner)[np.ix_(rows, columns)]
            draw_lead(panel, lead, scale)
            _dress(panel, recovery, belief, rows, columns, left == lefts[0], last)
        shares = page.axes(shares_left, top, SHARES_WIDTH, height)
        draw_shares(shares, case, rows, last)
    bar_top = 0.5 + len(cases) * row_height + 0.28
    bar = page.axes(lefts[0], bar_top, 2 * width + GAP, 0.09)
    draw_colour_bar(bar, scale, "difference in stability, share of theatre GDP")
    _draw_legend(page, shares_left, bar_top)
    return page


def _head(page: Page, left: float, heading: str, below: str) -> None:
    page.text(left, 0, heading, size=HEADING, weight="bold", color=INK)
    page.text(left, 0.17, below, size=LABEL, color=FAINT)


def corner_index(axis: Axis, value: float) -> int:
    index = int(np.argmin(np.abs(axis.points - value)))
    if abs(float(axis.points[index]) - value) > 1e-6:
        raise PlotError(
            f"the figures compare the corners of the plane: {axis.name} needs 0 and 1; "
            f"its values: {value_listing(axis)}"
        )
    return index


def _read(
    file: ResultFile,
    variable: Variable,
    axes: tuple[Axis, Axis, Axis, Axis],
    fixed: Mapping[str, Point],
) -> Cases:
    integration, differentiation, recovery, belief = axes
    plane = (integration.name, differentiation.name)
    first = (recovery.name, belief.name)
    rest = [d for d in variable.dims if d not in plane and d not in first and d not in fixed]
    kept = [recovery, belief, *(file.axes[name] for name in rest)]
    count = int(np.prod([axis.size for axis in kept], dtype=object))
    if count > MOST_CASES:
        raise PlotError(f"{count:,} cases are too many; cut an axis by --at: {listing(rest)}")
    at = {}
    for corner in CORNERS:
        where = {name: point.index for name, point in fixed.items()}
        where[integration.name] = corner_index(integration, corner.integration)
        where[differentiation.name] = corner_index(differentiation, corner.differentiation)
        part = read_over(file, variable, kept, where)
        at[corner.name] = part.reshape(part.shape[0], part.shape[1], -1)
    return Cases(variable.theatre, at)


def _median(values: np.ndarray) -> np.ndarray:
    """Over the last axis, of what is finite; NaN where nothing is."""
    masked = np.ma.masked_invalid(values)
    return np.asarray(np.ma.median(masked, axis=-1).filled(np.nan))


def _scale(cases: Sequence[Cases]) -> Scale:
    leads = [_median(case.lead(corner)) for case in cases for corner in (HUB, BILATERALISED)]
    whole = [values for case in cases for values in case.at.values()]
    return diverging(extent(leads, "1"), sequential(extent(whole, "1")))


def draw_lead(panel: Axes, lead: np.ndarray, scale: Scale) -> None:
    """Cells with the median lead and in how many cases there is one; `lead` is (row, column,
    case)."""
    median = _median(lead)
    colours = colours_of(scale.colours)
    norm = Normalize(scale.low, scale.high)
    panel.imshow(median, cmap=colours, norm=norm, aspect="auto")
    places = decimals(nice_step(scale.span, 200))
    for (row, column), value in np.ndenumerate(median):
        if not np.isfinite(value):
            continue
        of = lead[row, column][np.isfinite(lead[row, column])]
        ahead = round(100 * float((of > 0).mean()))
        dark = np.array(colours(norm(value))[:3]) @ np.array([0.299, 0.587, 0.114]) < 0.5
        ink = "white" if dark else INK
        text = number(float(value), places)
        panel.text(column, row - 0.14, text, ha="center", va="center", size=7.5, color=ink)
        panel.text(column, row + 0.24, f"{ahead} %", ha="center", va="center", size=6, color=ink)
    panel.set_facecolor(MISSING)
    panel.set_xticks(np.arange(median.shape[1] + 1) - 0.5, minor=True)
    panel.set_yticks(np.arange(median.shape[0] + 1) - 0.5, minor=True)
    panel.grid(which="minor", color="white", lw=1)
    panel.tick_params(which="both", length=0)


def _dress(
    panel: Axes,
    recovery: Axis,
    belief: Axis,
    rows: Sequence[int],
    columns: Sequence[int],
    first: bool,
    last: bool,
) -> None:
    panel.set_xticks(range(len(columns)), labels=[short(drawn_points(belief)[i]) for i in columns])
    names = [short(drawn_points(recovery)[i]) for i in rows]
    if len(rows) > 1:
        names[0] += "\naberration"
        names[-1] += "\nstructural shift"
    panel.set_yticks(range(len(rows)), labels=names, size=7, linespacing=1.1)
    label_outer(panel, belief, recovery, first, last)


def best_shares(case: Cases, row: int) -> np.ndarray:
    """Share of the cases of a recovery in which each corner is the most stable."""
    at = np.stack([case.at[corner.name][row].ravel() for corner in CORNERS])
    at = at[:, np.isfinite(at).all(axis=0)]
    if at.shape[1] == 0:
        return np.zeros(len(CORNERS))
    best = np.bincount(np.argmax(at, axis=0), minlength=len(CORNERS))
    return best / at.shape[1]


def draw_shares(panel: Axes, case: Cases, rows: Sequence[int], last: bool) -> None:
    """Stacked bars, one for each recovery, level with the rows of cells."""
    for line, row in enumerate(rows):
        left = 0.0
        for corner, share in zip(CORNERS, best_shares(case, row)):
            panel.barh(line, share, left=left, height=0.62, color=corner.colour, lw=0)
            if share >= 0.1:
                text = f"{100 * share:.0f} %"
                panel.text(
                    left + share / 2, line, text, ha="center", va="center", size=7, color="white"
                )
            left += share
    panel.set_ylim(len(rows) - 0.5, -0.5)
    panel.set_xlim(0, 1)
    panel.set_yticks([])
    panel.set_xticks([0, 0.5, 1], labels=["0 %", "50 %", "100 %"] if last else ["", "", ""])
    for side in ("top", "right", "left"):
        panel.spines[side].set_visible(False)


def _draw_legend(page: Page, left: float, top: float) -> None:
    handles = [
        Patch(fc=c.colour, label=f"{c.name} ({c.integration:g}, {c.differentiation:g}){c.today}")
        for c in CORNERS
    ]
    page.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(left / page.width, 1 - (page.body_top + top) / page.height),
        frameon=False,
        fontsize=7.5,
        borderpad=0,
        borderaxespad=0,
        handlelength=1,
        handleheight=0.9,
        labelspacing=0.35,
    )


def _words(
    file: ResultFile,
    axes: tuple[Axis, Axis, Axis, Axis],
    fixed: Mapping[str, Point],
    cases: Sequence[Cases],
    variable: Variable,
) -> Words:
    others = [d for d in variable.dims if d not in fixed and d not in [axis.name for axis in axes]]
    each = cases[0].lead(HUB).shape[2]
    subtitle = ["Which architecture holds where: stability at the corners of the plane"]
    if fixed:
        subtitle.append(f"At {slice_text(fixed.values())}")
    over = f" ({listing(words(name) for name in others)})" if others else ""
    notes = [
        f"Cells: median over {each:,} cases{over}; below it, in how many of them the lead is above "
        "zero. Corners: (integration, differentiation). Highest recovery: an aberration; lowest: a "
        "structural shift.",
    ]
    lost = sum(int((~np.isfinite(v)).sum()) for case in cases for v in case.at.values())
    if lost:
        notes.append(f"Left out: {lost:,} cases without a result.")
    return Words(title_of(file), subtitle, [*notes, provenance(file)])
