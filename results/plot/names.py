# SPDX-License-Identifier: Apache-2.0
"""Names and values that the user typed, found in the file; and how a figure writes them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Iterable, Sequence

import numpy as np

from .errors import PlotError
from .reading import Axis, Variable, is_member
from .scales import RAISED, digits_of, logarithmic, short

MOST_LISTED = 40  # names in a message
MOST_VALUES = 12  # of an axis in a message


@dataclass(frozen=True)
class Point:
    """A value of an axis."""

    axis: Axis
    index: int
    asked: str = ""  # what the user typed, when the axis has no such value and this is the nearest

    @property
    def text(self) -> str:
        return point_text(self.axis, self.index)


def listing(names: Iterable[str], most: int = MOST_LISTED) -> str:
    found = list(names)
    if len(found) > most:
        found = found[: most // 2] + ["..."] + found[-most // 2 :]
    return ", ".join(found)


def _suggestion(name: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1)
    return f"did you mean '{close[0]}'? " if close else ""


def find_name(name: str, names: Sequence[str], what: str) -> str:
    """The one of `names` that is `name`, or that alone ends in it: "rhetoric" for
    "europe.rhetoric"."""
    if name in names:
        return name
    ends = [candidate for candidate in names if candidate.endswith("." + name)]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise PlotError(f"{what} '{name}' is ambiguous: {listing(ends)}")
    if not names:
        raise PlotError(f"no {what} '{name}'; there is none")
    raise PlotError(f"no {what} '{name}'; {_suggestion(name, names)}valid: {listing(names)}")


def find_variables(names: Sequence[str], available: Sequence[Variable]) -> list[Variable]:
    """The variables called `names`; a quantity without a theatre means those of all theatres."""
    by_name = {variable.name: variable for variable in available}
    found: list[Variable] = []
    for name in names:
        if name in by_name:
            chosen = [by_name[name]]
        else:
            chosen = [v for v in available if v.theatre and v.quantity == name]
        if not chosen:
            hint = _suggestion(name, [*dict.fromkeys(v.quantity for v in available), *by_name])
            raise PlotError(f"no output '{name}'; {hint}valid: {listing(by_name)}")
        found += [v for v in chosen if v not in found]
    return found


def typed(axis: Axis, index: int) -> str:
    """A value of an axis as a user types it."""
    if axis.labels is not None:
        return axis.labels[index]
    return f"{float(axis.points[index]):.{_digits(axis)}g}"


def value_listing(axis: Axis) -> str:
    """The values of an axis in a message."""
    return listing((typed(axis, i) for i in range(axis.size)), MOST_VALUES)


def _digits(axis: Axis) -> int:
    # A logarithmic axis would need all digits to tell its first points apart in its last unit.
    return 4 if logarithmic(axis.points) else digits_of(axis.points)


def find_point(axis: Axis, text: str) -> Point:
    """The point of `axis` that has the label `text`, or whose value is nearest to it."""
    text = text.strip()
    if axis.labels is not None:
        if text in axis.labels:
            return Point(axis, axis.labels.index(text))
        raise PlotError(f"'{axis.name}' has no '{text}'; valid: {listing(axis.labels)}")
    try:
        value = float(text.replace("−", "-"))
    except ValueError:
        raise PlotError(
            f"{axis.name}={text}: not a number; the values are {value_listing(axis)}"
        ) from None
    points = axis.points
    low, high = float(points.min()), float(points.max())
    slack = 1e-6 * max(abs(low), abs(high))
    if not low - slack <= value <= high + slack:
        raise PlotError(
            f"{axis.name}={text} is outside the axis; the values are {value_listing(axis)}"
        )
    index = int(np.argmin(np.abs(points - value)))
    exact = abs(float(points[index]) - value) <= 1e-6 * max(abs(value), abs(low), abs(high))
    return Point(axis, index, "" if exact else text)


def point_text(axis: Axis, index: int) -> str:
    """The value of `axis` at `index` as a figure writes it."""
    if axis.labels is not None:
        return axis.labels[index]
    return short(float(axis.points[index]), _digits(axis))


def words(name: str) -> str:
    """A name as a figure writes it: "europe.threat_growth" as "Europe: threat growth", and "p_war"
    as "P(war)"."""
    theatre, _, quantity = name.rpartition(".")
    probability = re.fullmatch(r"(log_)?p_(.+)", quantity)
    text = _spaced(quantity)
    if probability:
        text = f"{'log ' if probability[1] else ''}P({_spaced(probability[2])})"
    return f"{theatre_name(theatre)}: {text}" if theatre else text


def _spaced(name: str) -> str:
    """A letter by itself is a capital: "plan_b" as "plan B"."""
    return re.sub(r"(?<= )[a-z]\b", lambda m: m.group().upper(), name.replace("_", " "))


def axis_words(axis: Axis) -> str:
    """The same for an axis; "europe_member" is "Europe: member"."""
    if is_member(axis.name):
        return words(axis.name.removesuffix("_member") + ".member")
    return words(axis.name)


def theatre_name(theatre: str) -> str:
    """Of a theatre, or of what else groups parameters: "plan_b" as "Plan B"."""
    text = _spaced(theatre).replace(".", ", ")
    return text[:1].upper() + text[1:]


def pretty_units(units: str) -> str:
    """UDUNITS as a figure writes them: "year-1" with a raised -1, and nothing for "1"."""
    if units in ("1", ""):
        return ""
    return re.sub(r"(?<=[A-Za-z])(-?\d+)", lambda m: m.group(1).translate(RAISED), units)


def with_units(text: str, units: str) -> str:
    unit = pretty_units(units)
    return f"{text} ({unit})" if unit else text


def with_axis_units(point: Point) -> str:
    """ "0.4 year⁻¹"."""
    unit = "" if point.axis.units == point.axis.name else pretty_units(point.axis.units)
    return f"{point.text} {unit}".rstrip()


def axis_label(axis: Axis) -> str:
    name = axis_words(axis)
    return name if axis.units == axis.name else with_units(name, axis.units)
