# SPDX-License-Identifier: Apache-2.0
"""Sampled scenarios: a row for each output, with its rank correlations and its clouds of points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from .captions import glossary, provenance, slice_text, title_of
from .cloud_panels import MOST_BARS, draw_cloud, draw_ranks
from .heatmaps import bar_label
from .names import with_units, words
from .page import FAINT, HEADING, INK, LABEL, Page, Words, text_width
from .ranks import Correlations, chance_level
from .reading import ResultFile, Variable
from .sample_choices import SampleChoice
from .samples import Sample
from .scales import Scale, extent, number, sequential

MOST_CLOUDS = 3
HEIGHT = 1.75
BARS_WIDTH, CLOUD_WIDTH, GAP = 1.75, 2.1, 0.28
ROW = HEIGHT + 0.95


@dataclass(frozen=True)
class Drawn:
    """What is read of a file for a page of samples."""

    sample: Sample
    parameters: dict[str, np.ndarray]
    outputs: list[np.ndarray]
    rho: list[dict[str, float]]  # of each output
    shown: list[list[str]]  # parameters that each output is drawn against


@dataclass(frozen=True)
class Columns:
    """The widths of a row, inches; a part that the figure has not is 0."""

    labels: float  # names of the parameters
    bars: float
    clouds: int
    cloud: float

    @property
    def clouds_left(self) -> float:
        return self.labels + self.bars + 0.95 if self.bars else 0.65

    @property
    def width(self) -> float:
        clouds = self.clouds_left + self.clouds * (self.cloud + GAP) - GAP
        return clouds if self.clouds else self.labels + self.bars + 0.2


def draw_sample(file: ResultFile, choice: SampleChoice) -> Page:
    """The page of rank correlations and clouds that `choice` describes."""
    drawn = _read(file, choice)
    columns = _columns(choice, drawn)
    width = 2 * Page.EDGE + 0.1 + columns.width
    page = Page(_words(file, choice, drawn), width, ROW * len(drawn.outputs))
    strongest = max((abs(v) for rho in drawn.rho for v in rho.values()), default=0.0)
    for row, variable in enumerate(choice.variables):
        top = ROW * row + 0.42
        name = words(variable.name)
        page.text(Page.EDGE, top - 0.42, name, size=HEADING, weight="bold", color=INK)
        if columns.bars:
            bars = page.axes(Page.EDGE + columns.labels, top, columns.bars, HEIGHT)
            finite = int(np.isfinite(drawn.outputs[row]).sum())
            level = chance_level(finite, len(drawn.parameters))
            draw_ranks(bars, drawn.rho[row], level, 0.5 if strongest <= 0.5 else 1.0)
        if columns.clouds:
            _draw_clouds(page, file, choice, drawn, columns, row)
    return page


def _read(file: ResultFile, choice: SampleChoice) -> Drawn:
    sample = Sample(file.scenarios)
    wanted = file.parameters() if choice.x is None else [choice.x]
    parameters = {p.name: sample.read(file, p) for p in wanted}
    where = {name: point.index for name, point in choice.fixed.items()}
    outputs = [sample.read(file, v, **_own(v, where)) for v in choice.variables]
    correlations = Correlations(parameters)
    rho = [correlations.of(values) for values in outputs]
    one = [choice.x.name] if choice.x is not None else []
    return Drawn(sample, parameters, outputs, rho, [one or list(r)[:MOST_CLOUDS] for r in rho])


def _columns(choice: SampleChoice, drawn: Drawn) -> Columns:
    clouds = 0 if choice.kind == "ranks" else max(1, max(len(s) for s in drawn.shown))
    cloud = CLOUD_WIDTH if clouds > 1 else 1.6 * CLOUD_WIDTH
    if choice.kind not in ("overview", "ranks"):
        return Columns(0.0, 0.0, clouds, cloud)
    names = [name for rho in drawn.rho for name in list(rho)[:MOST_BARS]]
    labels = 0.15 + max((text_width(words(name), 7.5) for name in names), default=0.8)
    return Columns(labels, BARS_WIDTH if clouds else 2 * BARS_WIDTH, clouds, cloud)


def _draw_clouds(
    page: Page, file: ResultFile, choice: SampleChoice, drawn: Drawn, columns: Columns, row: int
) -> None:
    variable, left = choice.variables[row], Page.EDGE + columns.clouds_left
    scale = _value_scale(choice, drawn.outputs, row)
    for column, name in enumerate(drawn.shown[row]):
        at = left + column * (columns.cloud + GAP)
        panel = page.axes(at, ROW * row + 0.42, columns.cloud, HEIGHT)
        parameter, x = file.variables[name], drawn.parameters[name]
        draw_cloud(panel, parameter, x, drawn.outputs[row], scale, choice.points)
        _head_cloud(panel, drawn.rho[row].get(name))
        panel.set_xlabel(with_units(words(parameter.name), parameter.units), labelpad=2)
        if column == 0:
            panel.set_ylabel(bar_label(variable, HEIGHT), size=LABEL - 0.5)
        else:
            panel.tick_params(labelleft=False)


def _own(variable: Variable, where: Mapping[str, int]) -> dict[str, int]:
    return {name: index for name, index in where.items() if name in variable.dims}


def _value_scale(choice: SampleChoice, outputs: Sequence[np.ndarray], row: int) -> Scale:
    """One scale for a quantity in all theatres."""
    own = choice.variables[row]
    same = [
        values
        for variable, values in zip(choice.variables, outputs)
        if (variable.quantity, variable.units) == (own.quantity, own.units)
    ]
    return sequential(extent(same, own.units))


def _words(file: ResultFile, choice: SampleChoice, drawn: Drawn) -> Words:
    with_ranks = choice.kind in ("overview", "ranks")
    subtitle = []
    if with_ranks:
        subtitle.append("Which parameters each output follows (Spearman's rank correlation ρ)")
    if choice.fixed:
        subtitle.append(f"At {slice_text(choice.fixed.values())}")
    notes = drawn.sample.note()
    lost = sum(int((~np.isfinite(v)).sum()) for v in drawn.outputs)
    if lost:
        notes.append(f"Left out: {lost:,} values without a result.")
    if with_ranks:
        tests = len(drawn.parameters)
        size = min(int(np.isfinite(values).sum()) for values in drawn.outputs)
        notes.append(
            f"Grey band: |ρ| below {chance_level(size, tests):.2g} may be chance (N = {size:,}, "
            f"{tests} parameters, 5 % for the largest of them)."
        )
    if choice.kind != "ranks":
        cells = "Points: scenarios." if choice.points else "Darker: more scenarios (logarithmic)."
        notes.append(f"{cells} Line: median; dashes: 10th and 90th percentile.")
        names = list(dict.fromkeys(name for row in drawn.shown for name in row))
        explained = " ".join(glossary([file.variables[name] for name in names]))
        notes += [explained] if explained else []
    return Words(title_of(file), subtitle, [*notes, provenance(file)])


def _head_cloud(panel: Axes, rho: float | None) -> None:
    if rho is not None:
        text = f"ρ = {number(rho, 2)}"
        panel.set_title(text, loc="right", size=LABEL - 0.5, color=FAINT, pad=3)
