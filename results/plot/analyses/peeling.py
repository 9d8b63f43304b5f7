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
class Peels:
    """A trajectory over steps, with the limits of every factor, NaN where it is free."""

    mass: np.ndarray
    density: np.ndarray
    coverage: np.ndarray
    restricted: np.ndarray
    low: np.ndarray  # (steps, factors)
    high: np.ndarray
    quasi_p: np.ndarray
    chosen: int

    @property
    def limits(self) -> list[int]:
        """The factors that the chosen box restricts."""
        bound = np.isfinite(self.low[self.chosen]) | np.isfinite(self.high[self.chosen])
        return [int(f) for f in np.flatnonzero(bound)]


def trajectories(findings: Findings) -> list[Peels]:
    """One for each box of the file."""

    def parts(name: str, like: np.ndarray | None = None) -> np.ndarray:
        values = findings.array(name) if like is None else findings.optional(name, like)
        boxed = findings.has(name) and findings.dims(name)[0] == "box"
        return values if boxed else values[np.newaxis]

    mass = parts("prim_mass")
    low = parts("prim_low")
    named = ("density", "coverage", "restricted")
    density, coverage, restricted = (parts(f"prim_{name}") for name in named)
    high = parts("prim_high")
    quasi = parts("prim_quasi_p", findings.array("prim_low"))
    quasi = np.broadcast_to(quasi, low.shape)
    found = []
    for b in range(min(len(mass), MOST_BOXES)):
        own = (mass[b], density[b], coverage[b], restricted[b], low[b], high[b], quasi[b])
        found.append(Peels(*own, _chosen(findings, b, mass[b], density[b])))
    return found


def _chosen(findings: Findings, box: int, mass: np.ndarray, density: np.ndarray) -> int:
    """The step of the file or, if it has none, the one most correlated with being of interest."""
    stated = findings.attributes.get("prim_chosen")
    if findings.has("prim_chosen"):
        stated = list(np.ravel(findings.array("prim_chosen")))
    if isinstance(stated, (int, float)):
        stated = [stated]
    if isinstance(stated, list) and box < len(stated):
        return int(stated[box])
    with np.errstate(invalid="ignore", divide="ignore"):
        phi = mass * (density - density[0]) / np.sqrt(mass * (1 - mass))
    return int(np.nanargmax(np.where(np.isfinite(phi), phi, -1)))


def draw_peeling(findings: Findings) -> Page:
    """A row for each box: coverage and density on the way, and the limits of the chosen box."""
    boxes = trajectories(findings)
    names = factor_words(findings.factors)
    labels = room_for([names[f] for b in boxes for f in b.limits])
    rows = max((len(b.limits) for b in boxes), default=1)
    height = max(SIDE, rows * ROW + 0.1)
    block = height + 0.95
    left = Page.EDGE + 0.6
    second = left + SIDE + 0.95 + labels
    page = Page(_words(findings, boxes), second + WIDE + 1.4 + Page.EDGE, block * len(boxes))
    for b, peels in enumerate(boxes):
        top = block * b + 0.32
        title = "Peeling trajectory" if len(boxes) == 1 else f"Box {b + 1}: peeling trajectory"
        page.text(left, top - 0.3, title, size=HEADING, weight="bold", color=INK)
        panel = page.axes(left, top, SIDE, SIDE)
        bar = page.axes(left + SIDE + 0.1, top, 0.09, SIDE)
        _draw_trajectory(panel, bar, peels)
        page.text(
            second - labels, top - 0.3, "The chosen box", size=HEADING, weight="bold", color=INK
        )
        limits = peels.limits
        own = page.axes(second, top, WIDE, max(1, len(limits)) * ROW + 0.1)
        _draw_box(own, findings, peels, [names[f] for f in limits])
    return page


def _draw_trajectory(panel: Axes, bar: Axes, peels: Peels) -> None:
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


def ranges(findings: Findings, peels: Peels) -> tuple[np.ndarray, np.ndarray]:
    """Between what each factor lies: as the file has it, or else as far as any limit goes."""
    if findings.has("factor_low", "factor_high"):
        return findings.array("factor_low"), findings.array("factor_high")
    both = np.concatenate([peels.low, peels.high])
    known = np.isfinite(both)
    low = np.min(np.where(known, both, np.inf), axis=0)
    high = np.max(np.where(known, both, -np.inf), axis=0)
    room = 0.05 * (high - low)
    return low - room, high + room


def _draw_box(panel: Axes, findings: Findings, peels: Peels, names: list[str]) -> None:
    whole_low, whole_high = ranges(findings, peels)
    for row, factor in enumerate(peels.limits):
        least, most = float(whole_low[factor]), float(whole_high[factor])
        span = most - least or 1.0
        low, high = (float(v[peels.chosen, factor]) for v in (peels.low, peels.high))
        start = (low - least) / span if np.isfinite(low) else 0.0
        end = (high - least) / span if np.isfinite(high) else 1.0
        panel.barh(row, 1, height=0.34, color="#e4e4e4", zorder=1)
        weak = peels.quasi_p[peels.chosen, factor] > 1 - findings.level
        colour = TOTAL if weak else FIRST
        panel.barh(row, end - start, left=start, height=0.34, color=colour, zorder=2)
        for at, value, side in ((start, low, "right"), (end, high, "left")):
            if np.isfinite(value):
                own = "left" if side == "right" and at < 0.12 else side
                own = "right" if side == "left" and at > 0.88 else own
                panel.text(at, row - 0.22, short(value, 3), ha=own, va="bottom", size=6.8)
        for at, value, side in ((0, least, "left"), (1, most, "right")):
            panel.text(at, row + 0.21, short(value, 3), ha=side, va="top", size=6, color=FAINT)
        panel.text(1.03, row, _support(findings, peels, factor), va="center", size=7, color=INK)
    panel.set_yticks(range(len(names)), labels=names)
    panel.set_ylim(max(len(names), 1) - 0.5, -0.5)
    panel.set_xlim(0, 1)
    panel.set_xticks([])
    panel.tick_params(length=0)
    for spine in panel.spines.values():
        spine.set_visible(False)
    if not names:
        panel.text(0.5, 0, "it restricts nothing", ha="center", va="center", color=FAINT)


def _support(findings: Findings, peels: Peels, factor: int) -> str:
    """What speaks for a limit: its quasi-p-value, and how often resamples restrict the factor."""
    parts = []
    p = float(peels.quasi_p[peels.chosen, factor])
    if np.isfinite(p):
        parts.append("p < 0.001" if p < 0.001 else f"p = {p:.3f}")
    if findings.has("prim_reproducibility"):
        again = np.ravel(findings.array("prim_reproducibility"))
        if factor < again.size and np.isfinite(again[factor]):
            parts.append(f"in {100 * again[factor]:.0f} % of resamples")
    return "\n".join(parts)


def _words(findings: Findings, boxes: list[Peels]) -> Words:
    target = str(findings.attributes.get("target", "")).strip()
    subtitle = [
        "Which few conditions tell the cases of interest from the others (PRIM)",
        *([f"Of interest: {target}"] if target else []),
    ]
    notes = [
        "Each point is a box of the trajectory, coloured by how many factors it restricts; the "
        "circle is the chosen one. Blue: its limits within the range of each factor (grey)."
    ]
    more = []
    if findings.has("prim_quasi_p"):
        more.append(
            "p: quasi-p-value, the chance of so dense a box if the limit meant nothing (light: "
            f"above {1 - findings.level:.2g})."
        )
    if findings.has("prim_reproducibility"):
        more.append("In ... of resamples: whose box restricts the factor as well.")
    if not findings.has("factor_low", "factor_high"):
        more.append("Grey: as far as the limits of any step go.")
    notes += [" ".join(more)] if more else []
    limits = [f for peels in boxes for f in peels.limits]
    return findings.words(subtitle, [*notes, *findings.glossary(limits)])
