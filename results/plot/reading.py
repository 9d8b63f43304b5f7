# SPDX-License-Identifier: Apache-2.0
"""Result files as axes and variables, read a part at a time.

h5py alone: a figure needs a few thousand numbers of a file that may hold a billion, so every read
is a part of one variable, and no read is larger than MOST_VALUES.
"""

from __future__ import annotations

import itertools
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator, Mapping, Sequence

import h5py
import numpy as np

from .errors import PlotError

# 32 MB of float32 in a read; with the float64 copies of a reduction a figure stays below 300 MB.
MOST_VALUES = 8_000_000
# Holds a few chunks, so that neighbouring reads inflate each of them once.
CHUNK_CACHE_BYTES = 32 * 2**20
BARE_DIMENSION = "This is a netCDF dimension but not a netCDF variable"


@dataclass(frozen=True)
class Axis:
    """A dimension of the file: numbers, labels, or (with neither) a bare index."""

    name: str
    size: int
    long_name: str
    units: str
    values: np.ndarray | None
    labels: tuple[str, ...] | None
    initial: float | None = None  # the model's default, where the file says it


@dataclass(frozen=True)
class Variable:
    """A parameter or an output: one number for each point of its dimensions."""

    name: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    long_name: str
    units: str
    whole: bool  # an index or a code: no mean, no shades
    flags: tuple[str, ...] = ()
    role: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def theatre(self) -> str:
        """The part of the name before the dot: "europe" of "europe.stability"."""
        return self.name.rpartition(".")[0]

    @property
    def quantity(self) -> str:
        """The part of the name after the dot: what is comparable between theatres."""
        return self.name.rpartition(".")[2]

    @property
    def meaning(self) -> str:
        """The long name without the theatre in front of it."""
        prefix = f"{self.theatre}: "
        return self.long_name[len(prefix) :] if self.long_name.startswith(prefix) else self.long_name


def _plain(value: Any) -> Any:
    """An attribute as h5py gives it, as Python would write it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value.tolist()]
    if isinstance(value, np.generic):
        return value.item()
    return value


def _attributes(thing: Any) -> dict[str, Any]:
    found = {}
    for key in thing.attrs:
        if key in ("DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME"):
            continue
        try:
            found[key] = _plain(thing.attrs[key])
        except (OSError, TypeError):  # a type that h5py does not know says nothing to a figure
            continue
    return found


class ResultFile:
    """A result file opened for reading. Raises PlotError, with a line for the user."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise PlotError(f"{self.path}: no such file")
        if self.path.is_dir() or not h5py.is_hdf5(str(self.path)):
            raise PlotError(f"{self.path}: not a result file (not HDF5)")
        try:
            self._file = h5py.File(self.path, "r", rdcc_nbytes=CHUNK_CACHE_BYTES)
        except OSError as error:
            reason = str(error).splitlines()[0]
            raise PlotError(f"{self.path}: cannot be opened ({reason})") from None
        self.attributes = _attributes(self._file)
        self.axes: dict[str, Axis] = {}
        self.variables: dict[str, Variable] = {}
        for name, item in self._file.items():
            if isinstance(item, h5py.Dataset) and h5py.h5ds.is_scale(item.id):
                self.axes[name] = self._axis(name, item)
        for name, item in self._file.items():
            variable = self._variable(name, item)
            if variable is not None:
                self.variables[name] = variable
        if not self.variables:
            raise PlotError(f"{self.path}: not a result file (no variable has named dimensions)")

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "ResultFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def title(self) -> str:
        return str(self.attributes.get("title", "")).strip()

    @property
    def sampled(self) -> bool:
        """Whether the scenarios are a list of points, not the product of axes."""
        return "scenario" in self.axes

    @property
    def scenarios(self) -> int:
        """Scenarios in the file: the points of its largest variable's design."""
        if self.sampled:
            return self.axes["scenario"].size
        return max(
            int(np.prod([self.axes[d].size for d in self.design_of(v)], dtype=np.int64))
            for v in self.variables.values()
        )

    def design_of(self, variable: Variable) -> tuple[str, ...]:
        """The dimensions of a variable that tell its scenarios apart."""
        further = {"year"} | {name for name in variable.dims if name.endswith("_member")}
        return tuple(name for name in variable.dims if name not in further)

    def outputs(self) -> list[Variable]:
        return [v for v in self.variables.values() if v.role != "parameter"]

    def parameters(self) -> list[Variable]:
        return [v for v in self.variables.values() if v.role == "parameter"]

    def shown_first(self) -> list[str]:
        """The variables that the file's own NeXus default plot shows, if it has one."""
        group: Any = self._file
        for _ in range(4):
            name = _plain(group.attrs.get("default", ""))
            if not name or name not in group:
                break
            group = group[name]
        names = [_plain(group.attrs.get("signal", ""))]
        names += list(_plain(group.attrs.get("auxiliary_signals", [])))
        return [name for name in names if name in self.variables]

    def read(self, variable: Variable, where: Mapping[str, Any]) -> np.ndarray:
        """The part of `variable` at `where`: an index or a slice for each dimension, all if none."""
        selection = tuple(where.get(name, slice(None)) for name in variable.dims)
        try:
            return self._file[variable.name][selection]
        except OSError as error:
            reason = str(error).splitlines()[0]
            raise PlotError(f"{self.path}: {variable.name} cannot be read ({reason})") from None

    def blocks(
        self,
        variable: Variable,
        keep: Sequence[str],
        fixed: Mapping[str, int],
        most: int = MOST_VALUES,
    ) -> Iterator[np.ndarray]:
        """All planes of `variable` over the dimensions `keep`, some at a time: arrays of
        (planes, *keep). The dimensions in `fixed` stay at their index, the others run."""
        running = [name for name in variable.dims if name not in keep and name not in fixed]
        sizes = dict(zip(variable.dims, variable.shape))
        # The trailing dimensions that fit into one read stay whole; the leading ones are looped over.
        plane = int(np.prod([sizes[name] for name in keep], dtype=np.int64))
        whole: list[str] = []
        while running and plane * sizes[running[-1]] <= most:
            plane *= sizes[running[-1]]
            whole.insert(0, running.pop())
        cut = running.pop() if running else None
        step = max(1, most // plane)
        starts = range(0, sizes[cut], step) if cut else [0]
        for point in itertools.product(*(range(sizes[name]) for name in running)):
            for start in starts:
                where: dict[str, Any] = dict(fixed)
                where.update(zip(running, point))
                if cut:
                    where[cut] = slice(start, min(start + step, sizes[cut]))
                part = np.asarray(self.read(variable, where))
                names = [d for d in variable.dims if d in keep or d == cut or d in whole]
                order = [names.index(d) for d in names if d not in keep]
                order += [names.index(d) for d in keep]
                part = part.transpose(order)
                yield part.reshape(-1, *part.shape[part.ndim - len(keep) :])

    def _axis(self, name: str, item: h5py.Dataset) -> Axis:
        attributes = _attributes(item)
        values: np.ndarray | None = None
        labels: tuple[str, ...] | None = None
        note = _plain(item.attrs.get("NAME", ""))
        bare = isinstance(note, str) and note.startswith(BARE_DIMENSION)
        if not bare and name != "scenario" and item.ndim == 1:
            if h5py.check_string_dtype(item.dtype) is not None:
                labels = tuple(str(_plain(label)) for label in item[...])
            else:
                values = np.asarray(item[...], dtype=float)
        initial = attributes.get("default")
        return Axis(
            name=name,
            size=int(item.shape[0]) if item.ndim else 1,
            long_name=str(attributes.get("long_name", name)),
            units=str(attributes.get("units", "1")),
            values=values,
            labels=labels,
            initial=float(initial) if isinstance(initial, (int, float)) else None,
        )

    def _variable(self, name: str, item: Any) -> Variable | None:
        if not isinstance(item, h5py.Dataset) or name in self.axes or item.ndim == 0:
            return None
        if item.dtype.kind not in "fiu":
            return None
        dims = []
        for dimension in item.dims:
            if len(dimension) == 0:
                return None
            dims.append(dimension[0].name.rsplit("/", 1)[-1])
        if any(dim not in self.axes for dim in dims):
            return None
        attributes = _attributes(item)
        flags = attributes.get("flag_meanings", "")
        return Variable(
            name=name,
            dims=tuple(dims),
            shape=tuple(int(n) for n in item.shape),
            long_name=str(attributes.get("long_name", name)),
            units=str(attributes.get("units", "1")),
            whole=item.dtype.kind in "iu",
            flags=tuple(flags.split()) if isinstance(flags, str) else tuple(flags),
            role=str(attributes.get("role", "")),
            attributes=attributes,
        )


def pretty_units(units: str) -> str:
    """UDUNITS as a figure writes them: "year-1" with a raised -1, and nothing for "1"."""
    if units in ("1", ""):
        return ""
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return re.sub(r"(?<=[A-Za-z])(-?\d+)", lambda m: m.group(1).translate(raised), units)


def with_units(text: str, units: str) -> str:
    unit = pretty_units(units)
    return f"{text} ({unit})" if unit else text
