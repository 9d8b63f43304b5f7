# SPDX-License-Identifier: Apache-2.0
"""Scenario discovery by PRIM: the peeling trajectory, and the box that was chosen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap

import matplotlib

from ..page import FAINT, HEADING, INK, Page, Words
from ..scales import short
from .findings import Findings
from .panels import FIRST, TOTAL, factor_words, room_for

SIDE, WIDE, ROW = 2.7, 3.0, 0.34
MOST_BOXES = 4


@dataclass(frozen=True)
class Trajectory:
    """Boxes on the way of peeling, and the step that was chosen."""

    mass: np.ndarray
    density: np.ndarray
    coverage: np.ndarray
    restricted: np.ndarray
    chosen: int


@dataclass(frozen=True)
class Box:
    """A box by its limits, NaN where a factor is free, and what speaks for them, NaN if unknown."""

    name: str
    low: np.ndarray  # of each factor
    high: np.ndarray
    quasi_p: np.ndarray
    again: np.ndarray  # share of the resamples that restrict the factor

    @property
    def limits(self) -> list[int]:
        """The factors that it restricts."""
        return [int(f) for f in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))]


def trajectory_of(findings: Findings) -> Trajectory:
    parts = [
        findings.array(f"prim_{name}") for name in ("mass", "density", "coverage", "restricted")
    ]
    if findings.has("prim_box_step"):
        return Trajectory(*parts, int(findings.array("prim_box_step")[0]))
    mass, density = parts[:2]
    with np.errstate(invalid="ignore", divide="ignore"):  # of being in the box and of interest
        phi = mass * (density - density[0]) / np.sqrt(mass * (1 - mass))
    return Trajectory(*parts, int(np.nanargmax(np.where(np.isfinite(phi), phi, -1))))


def boxes_of(findings: Findings, trajectory: Trajectory) -> list[Box]:
    """The boxes that were found or, where the file has none, that of the chosen step."""
    if not findings.has("prim_box_low", "prim_box_high"):
        low, high = findings.array("prim_low"), findings.array("prim_high")
        quasi = findings.optional("prim_quasi_p", low)
        again = findings.optional("prim_reproducibility", low[0])
        at = trajectory.chosen
        return [Box("The chosen box", low[at], high[at], quasi[at], again)]
    low, high = findings.array("prim_box_low"), findings.array("prim_box_high")
    quasi = findings.optional("prim_box_quasi_p", low)
    again = findings.optional("prim_box_reproducibility", low)
    names = [
        f"Box {b + 1}: {text}" for b, text in enumerate(_counts(findings, "prim_box", len(low)))
    ]
    return [Box(*parts) for parts in zip(names, low, high, quasi, again)][:MOST_BOXES]


def leaves_of(findings: Findings) -> list[Box]:
    """The densest leaves of the tree."""
    low, high = findings.array("cart_low"), findings.array("cart_high")
    unknown = np.full(low.shape[1], np.nan)
    names = [f"Leaf {n + 1}: {t}" for n, t in enumerate(_counts(findings, "cart", len(low)))]
    leaves = [Box(name, *ends, unknown, unknown) for name, *ends in zip(names, low, high)]
    return leaves[:MOST_BOXES]


def _counts(findings: Findings, prefix: str, count: int) -> list[str]:
    """ "coverage 0.62, density 0.91, mass 0.08" of each box."""
    none = np.full(count, np.nan)
    named = {n: findings.optional(f"{prefix}_{n}", none) for n in ("coverage", "density", "mass")}
    return [
        ", ".join(f"{name} {values[b]:.2g}" for name, values in named.items()) for b in range(count)
    ]


def _stacked(boxes: list[Box]) -> float:
    """Inches of boxes one below another, with their headings."""
    return sum(max(1, len(b.limits)) * ROW + 0.1 + 0.52 for b in boxes) - 0.2


def draw_peeling(findings: Findings) -> Page:
    """Coverage and density on the way, and beside it the limits of the boxes that were found."""
    trajectory = trajectory_of(findings)
    boxes = boxes_of(findings, trajectory)
    names = factor_words(findings.factors)
    labels = room_for([names[f] for b in boxes for f in b.limits])
    left = Page.EDGE + 0.6
    second = left + SIDE + 0.95 + labels
    body = max(SIDE + 0.8, _stacked(boxes) + 0.32)
    page = Page(_words(findings, boxes), second + WIDE + 1.4 + Page.EDGE, body)
    title = "Peeling trajectory" + (" of the first box" if len(boxes) > 1 else "")
    page.text(left, 0.02, title, size=HEADING, weight="bold", color=INK)
    panel = page.axes(left, 0.32, SIDE, SIDE)
    _draw_trajectory(panel, page.axes(left + SIDE + 0.1, 0.32, 0.09, SIDE), trajectory)
    _draw_boxes(page, findings, boxes, second, labels)
    return page


def draw_leaves(findings: Findings) -> Page:
    """The leaves of the tree as boxes, one below another."""
    boxes = leaves_of(findings)
    names = factor_words(findings.factors)
    labels = room_for([names[f] for b in boxes for f in b.limits])
    left = Page.EDGE + labels
    page = Page(_leaf_words(findings, boxes), left + WIDE + 0.6, _stacked(boxes) + 0.32)
    _draw_boxes(page, findings, boxes, left, labels)
    return page


def _draw_boxes(
    page: Page, findings: Findings, boxes: list[Box], left: float, labels: float
) -> None:
    top = 0.02
    names = factor_words(findings.factors)
    for box in boxes:
        page.text(left - labels, top, box.name, size=HEADING, weight="bold", color=INK)
        height = max(1, len(box.limits)) * ROW + 0.1
        _draw_box(page.axes(left, top + 0.3, WIDE, height), findings, box, names)
        top += height + 0.52


def _draw_trajectory(panel: Axes, bar: Axes, peels: Trajectory) -> None:
    most = int(np.nanmax(peels.restricted, initial=1))
    colours = ListedColormap(matplotlib.colormaps["viridis_r"](np.linspace(0.05, 1, most + 1)))
    norm = BoundaryNorm(np.arange(most + 2) - 0.5, most + 1)
    panel.plot(peels.coverage, peels.density, color="#bdbdbd", lw=0.8, zorder=1)
    panel.scatter(
        peels.coverage,
        peels.density,
        c=peels.restricted,
        cmap=colours,
        norm=norm,
        s=16,
        lw=0,
        zorder=2,
        clip_on=False,
    )
    c = peels.chosen
    x, y = float(peels.coverage[c]), float(peels.density[c])
    panel.plot([x], [y], "o", ms=9, mfc="none", mec=INK, mew=1.3, zorder=3)
    left = x > 0.3  # a trajectory rises to the left: below it, and above it, there is room
    panel.annotate(
        f"coverage {x:.2f}\ndensity {y:.2f}\nmass {float(peels.mass[c]):.3f}",
        (x, y),
        xytext=(-8, -7) if left else (8, 7),
        textcoords="offset points",
        ha="right" if left else "left",
        va="top" if left else "bottom",
        size=7,
        linespacing=1.25,
    )
    panel.set_xlim(0, 1.02)
    panel.set_ylim(0, 1.02)
    panel.set_xlabel("coverage: share of the cases of interest", labelpad=2)
    panel.set_ylabel("density: share of the box that is of interest", labelpad=3)
    panel.grid(color="#e8e8e8", lw=0.5)
    panel.set_axisbelow(True)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    drawn = bar.figure.colorbar(ScalarMappable(norm, colours), cax=bar)
    every = max(1, -(-(most + 1) // 8))
    drawn.set_ticks(range(0, most + 1, every), labels=[str(i) for i in range(0, most + 1, every)])
    drawn.outline.set_linewidth(0.5)
    bar.tick_params(labelsize=7, length=0)
    bar.set_title("restricted", loc="left", size=6.5, color=FAINT, pad=3)


def ranges(findings: Findings) -> tuple[np.ndarray, np.ndarray]:
    """Between what each factor lies: as the file has it, or else as far as any limit goes."""
    if findings.has("factor_low", "factor_high"):
        return findings.array("factor_low"), findings.array("factor_high")
    limits = [f"{p}_{end}" for p in ("prim", "prim_box", "cart") for end in ("low", "high")]
    both = np.concatenate([findings.array(name) for name in limits if findings.has(name)])
    known = np.isfinite(both)
    low = np.min(np.where(known, both, np.inf), axis=0)
    high = np.max(np.where(known, both, -np.inf), axis=0)
    room = 0.05 * (high - low)
    return low - room, high + room


def _draw_box(panel: Axes, findings: Findings, box: Box, names: list[str]) -> None:
    whole_low, whole_high = ranges(findings)
    for row, factor in enumerate(box.limits):
        least, most = float(whole_low[factor]), float(whole_high[factor])
        span = most - least or 1.0
        low, high = float(box.low[factor]), float(box.high[factor])
        start = (low - least) / span if np.isfinite(low) else 0.0
        end = (high - least) / span if np.isfinite(high) else 1.0
        panel.barh(row, 1, height=0.34, color="#e4e4e4", zorder=1)
        weak = box.quasi_p[factor] > 1 - findings.level
        colour = TOTAL if weak else FIRST
        panel.barh(row, end - start, left=start, height=0.34, color=colour, zorder=2)
        for at, value, side in ((start, low, "right"), (end, high, "left")):
            if np.isfinite(value):
                own = "left" if side == "right" and at < 0.12 else side
                own = "right" if side == "left" and at > 0.88 else own
                panel.text(at, row - 0.22, short(value, 3), ha=own, va="bottom", size=6.8)
        for at, value, side in ((0, least, "left"), (1, most, "right")):
            text = short(value if abs(value) > 1e-3 * span else 0.0, 3)
            panel.text(at, row + 0.21, text, ha=side, va="top", size=6, color=FAINT)
        panel.text(1.03, row, _support(box, factor), va="center", size=7, color=INK)
    panel.set_yticks(range(len(box.limits)), labels=[names[f] for f in box.limits])
    panel.set_ylim(max(len(box.limits), 1) - 0.5, -0.5)
    panel.set_xlim(0, 1)
    panel.set_xticks([])
    panel.tick_params(length=0)
    for spine in panel.spines.values():
        spine.set_visible(False)
    if not box.limits:
        panel.text(0.5, 0, "it restricts nothing", ha="center", va="center", color=FAINT)


def _support(box: Box, factor: int) -> str:
    """What speaks for a limit: its quasi-p-value, and how often resamples restrict the factor."""
    parts = []
    p, again = float(box.quasi_p[factor]), float(box.again[factor])
    if np.isfinite(p):
        parts.append("p < 0.001" if p < 0.001 else f"p = {p:.3f}")
    if np.isfinite(again):
        parts.append(f"in {100 * again:.0f} % of resamples")
    return "\n".join(parts)


def _words(findings: Findings, boxes: list[Box]) -> Words:
    subtitle = ["Which few conditions tell the cases of interest from the others (PRIM)"]
    notes = [
        "Each point is a box of the trajectory, coloured by how many factors it restricts; the "
        "circle is the chosen one. Blue: the limits of a box within the range of each factor "
        "(grey)."
    ]
    more = []
    if any(np.isfinite(b.quasi_p).any() for b in boxes):
        more.append(
            "p: quasi-p-value, the chance of so dense a box if the limit meant nothing (light: "
            f"above {1 - findings.level:.2g})."
        )
    if any(np.isfinite(b.again).any() for b in boxes):
        more.append("In ... of resamples: whose box restricts the factor as well.")
    return _told(findings, boxes, subtitle, [*notes, *([" ".join(more)] if more else [])])


def _leaf_words(findings: Findings, boxes: list[Box]) -> Words:
    subtitle = ["Where the cases of interest are: the densest leaves of a classification tree"]
    notes = ["Blue: the limits of a leaf within the range of each factor (grey)."]
    return _told(findings, boxes, subtitle, notes)


def _told(findings: Findings, boxes: list[Box], subtitle: list[str], notes: list[str]) -> Words:
    target = str(findings.attributes.get("target", "")).strip()
    told = [f"Of interest: {target}"] if target else []
    if not findings.has("factor_low", "factor_high"):
        notes = [*notes, "Grey: as far as the limits of any box go."]
    limits = [f for box in boxes for f in box.limits]
    return findings.words([*subtitle, *told], [*notes, *findings.glossary(limits)])
