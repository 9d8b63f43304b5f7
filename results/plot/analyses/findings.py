# SPDX-License-Identifier: Apache-2.0
"""What an analysis file holds: arrays over outputs and factors, with their intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Callable, Sequence

import numpy as np

from ..errors import PlotError
from ..names import listing, with_units, words
from ..page import Words
from ..reading import Axis, ResultFile

FORMAT = "entente-analysis"
MOST_EXPLAINED = 8  # factors whose meaning is told
MOST_OUTPUTS = 4  # that are shown when none are named


def is_analysis(file: ResultFile) -> bool:
    return file.attributes.get("format") == FORMAT


@dataclass(frozen=True)
class Output:
    """An entry of the dimension `output`: "europe.yearly_stability[7]" is entry 7 of a list, and
    "europe.yearly_stability" is that list as a whole."""

    index: int
    label: str

    @property
    def base(self) -> str:
        return self.label.partition("[")[0]

    @property
    def entry(self) -> str:
        return self.label.partition("[")[2].rstrip("]")

    @property
    def number(self) -> float:
        """The entry as a number, NaN if it is none."""
        try:
            return float(self.entry)
        except ValueError:
            return math.nan

    @property
    def words(self) -> str:
        text = words(self.base)
        text = text[:1].upper() + text[1:] if len(text) > 1 else text  # a symbol stays as it is
        return f"{text}, {self.entry}" if self.entry else text


@dataclass(frozen=True)
class Estimates:
    """Values with the ends of their intervals, NaN where there are none."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def __getitem__(self, where: Any) -> "Estimates":
        return Estimates(self.value[where], self.low[where], self.high[where])

    @property
    def reach(self) -> float:
        """The largest finite number among values and ends, and 0."""
        return _finite_end(self, max)

    @property
    def depth(self) -> float:
        """The smallest, and 0."""
        return _finite_end(self, min)

    def arms(self) -> np.ndarray:
        """Lengths of error bars, (2, ...): 0 where there is no interval."""
        arms = np.array([self.value - self.low, self.high - self.value])
        return np.where(np.isfinite(arms), np.maximum(arms, 0), 0)


def _finite_end(estimates: Estimates, end: Callable[[list[float]], float]) -> float:
    parts = (estimates.value, estimates.low, estimates.high)
    together = np.concatenate([np.ravel(part) for part in parts])
    return end([*together[np.isfinite(together)].tolist(), 0.0])


class Findings:
    """An analysis file, read as it is asked for."""

    def __init__(self, file: ResultFile) -> None:
        self.file = file
        labels = _labels(file, "output")
        self.outputs = [Output(i, label) for i, label in enumerate(labels)]
        self.factors = list(_labels(file, "factor"))
        self.attributes = file.attributes

    def has(self, *names: str) -> bool:
        return all(name in self.file.variables for name in names)

    def dims(self, name: str) -> tuple[str, ...]:
        return self.file.variables[name].dims

    def axis(self, name: str) -> Axis:
        return self.file.axes[name]

    def array(self, name: str) -> np.ndarray:
        if not self.has(name):
            raise PlotError(f"{self.file.path}: the analysis has no '{name}'")
        return self.file.read(self.file.variables[name], {})

    def optional(self, name: str, like: np.ndarray) -> np.ndarray:
        """The array, or NaN as often as `like` has numbers."""
        return self.array(name) if self.has(name) else np.full(like.shape, np.nan)

    def estimates(self, name: str) -> Estimates:
        value = self.array(name)
        ends = (self.optional(f"{name}_{end}", value) for end in ("low", "high"))
        return Estimates(value, *ends)

    def long_name(self, name: str) -> str:
        return self.file.variables[name].long_name

    def glossary(self, factors: Sequence[int]) -> list[str]:
        """What factors mean, where the file says it: "pivot: forces that move (year-1)."."""
        meanings = self.attributes.get("factor_long_names")
        units = self.attributes.get("factor_units")
        if not isinstance(meanings, list) or len(meanings) != len(self.factors):
            return []
        if not isinstance(units, list) or len(units) != len(self.factors):
            units = ["1"] * len(self.factors)
        chosen = list(dict.fromkeys(factors))[:MOST_EXPLAINED]
        return [
            " ".join(
                f"{words(self.factors[f])}: {with_units(str(meanings[f]), str(units[f]))}."
                for f in chosen
            )
        ]

    @property
    def level(self) -> float:
        level = self.attributes.get("level", 0.95)
        return float(level) if isinstance(level, (int, float)) else 0.95

    def find_outputs(self, names: Sequence[str], available: Sequence[Output]) -> list[Output]:
        """The outputs called `names`: labels, lists with all their entries, or quantities of all
        theatres. Without names, the first that are whole."""
        if not names:
            return default_outputs(available)[:MOST_OUTPUTS]
        found: list[Output] = []
        for name in names:
            chosen = [o for o in available if name in (o.label, o.base)]
            chosen = [o for o in chosen if o.label == name] or chosen
            chosen = chosen or [o for o in available if o.base.endswith("." + name)]
            if not chosen:
                valid = listing(o.label for o in available)
                raise PlotError(f"no output '{name}'; valid: {valid}")
            found += [o for o in chosen if o not in found]
        return found

    def words(self, subtitle: Sequence[str], notes: Sequence[str]) -> Words:
        title = self.file.title or self.file.path.name
        return Words(title, subtitle, [*notes, provenance(self)])

    def interval_note(self, what: str = "Bars") -> list[str]:
        """ "Whiskers: 95 % intervals (32 replicates)."."""
        how = {
            "replicates": "from independent replicates",
            "bootstrap": "by bootstrap",
            "asymptotic": "by the central limit theorem",
        }.get(str(self.attributes.get("intervals", "")), "")
        return [f"{what}: {100 * self.level:g} % intervals{' ' + how if how else ''}."]


def default_outputs(available: Sequence[Output]) -> list[Output]:
    """Numbers before lists as a whole, and these before entries of lists."""
    lists = {o.base for o in available if o.entry}
    plain = [o for o in available if not o.entry and o.base not in lists]
    whole = [o for o in available if not o.entry and o.base in lists]
    return [*plain, *whole] or list(available)


def provenance(findings: Findings) -> str:
    known = findings.attributes
    parts = []
    if known.get("model"):
        version = str(known.get("model_version", "")).strip()
        parts.append(f"Model {known['model']}" + (f", version {version}" if version else ""))
    if known.get("design"):
        parts.append(f"design {str(known['design']).replace('_', ' ')}")
    scenarios = known.get("scenarios")
    if isinstance(scenarios, (int, float)):
        parts.append(f"N = {int(scenarios):,} scenarios")
    for name in ("replicates", "bootstrap"):
        count = known.get(name)
        if isinstance(count, (int, float)) and count > 1:
            parts.append(f"{int(count)} {'replicates' if name == 'replicates' else 'resamples'}")
    parts.append(f"file {findings.file.path.name}")
    program = str(known.get("program", "")).strip() or "entente"
    version = str(known.get("program_version", "")).strip()
    commit = str(known.get("program_commit", "")).strip()
    if version:
        parts.append(f"{program} {version}" + (f" ({commit[:12]})" if commit else ""))
    return "; ".join(parts)


def _labels(file: ResultFile, dimension: str) -> tuple[str, ...]:
    axis = file.axes.get(dimension)
    if axis is None:
        return ()
    return axis.labels or tuple(f"{v:g}" for v in axis.points)


def ranked(values: np.ndarray) -> np.ndarray:
    """Positions by falling value, NaN last; equal ones in their order."""
    return np.argsort(-np.where(np.isfinite(values), values, -np.inf), kind="stable")
