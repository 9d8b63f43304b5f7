# SPDX-License-Identifier: Apache-2.0
"""Result files as axes and variables, read a part at a time.

h5py alone: a figure needs a few thousand numbers of a file that may hold a billion, so every read
is a part of one variable.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping

import h5py
import numpy as np

from .errors import PlotError
from .opening import open_to_read
from .views import check_view

# Holds a few chunks, so that neighbouring reads inflate each of them once.
CHUNK_CACHE_BYTES = 64 * 2**20
FORMAT, MAJOR = "entente-results", 1  # of FORMAT.md
MISSING = {"int32": -1, "uint8": 255}
MISSING_FLAG = "not_computed"
BARE_DIMENSION = "This is a netCDF dimension but not a netCDF variable"


@dataclass(frozen=True, eq=False)
class Axis:
    """A dimension of the file: numbers, labels, or (with neither) a bare index."""

    name: str
    size: int
    long_name: str
    units: str
    values: np.ndarray | None
    labels: tuple[str, ...] | None
    initial: float | None = None  # the model's default, where the file says it

    @property
    def points(self) -> np.ndarray:
        """Where the points lie on a figure: their values, or 0, 1, ..."""
        return self.values if self.values is not None else np.arange(self.size, dtype=float)


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
    parameter: bool = False  # sampled, not computed
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
        return self.long_name.removeprefix(prefix)


def _unfinished(path: Path) -> str:
    partial = path.with_name(path.name + ".partial")
    return f" (there is {partial}, of a run that is not finished)" if partial.exists() else ""


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


def _in_order(file: h5py.File) -> list[str]:
    """The names at the root as they were created, where the file keeps that, so that the outputs
    stand in the order of the study."""
    names: list[bytes] = []
    try:
        file.id.links.iterate(names.append, idx_type=h5py.h5.INDEX_CRT_ORDER)
    except RuntimeError:  # not kept
        names.clear()
        file.id.links.iterate(names.append, idx_type=h5py.h5.INDEX_NAME)
    return [name.decode("utf-8", "replace") for name in names]


class ResultFile:
    """A result file opened for reading. Raises PlotError, with a line for the user."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise PlotError(f"{self.path}: no such file{_unfinished(self.path)}")
        if self.path.suffix == ".partial":
            raise PlotError(f"{self.path}: of a run that is not finished ('entente show' reads it)")
        if self.path.is_dir() or not h5py.is_hdf5(str(self.path)):
            raise PlotError(f"{self.path}: not a result file (not HDF5)")
        try:
            self._file = open_to_read(self.path, rdcc_nbytes=CHUNK_CACHE_BYTES)
        except OSError as error:
            if "truncated file" in str(error):
                raise PlotError(f"{self.path}: the file is truncated: its end is missing") from None
            reason = str(error).splitlines()[0]
            raise PlotError(f"{self.path}: cannot be opened ({reason})") from None
        self.attributes = _attributes(self._file)
        self._check_format()
        check_view(self.path, self._file)
        self.axes: dict[str, Axis] = {}
        self.variables: dict[str, Variable] = {}
        items = [(name, self._file[name]) for name in _in_order(self._file)]
        for name, item in items:
            if isinstance(item, h5py.Dataset) and h5py.h5ds.is_scale(item.id):
                self.axes[name] = self._axis(name, item)
        for name, item in items:
            variable = self._variable(name, item)
            if variable is not None:
                self.variables[name] = variable
        if not self.variables:
            raise PlotError(f"{self.path}: not a result file (no variable has named dimensions)")

    def _check_format(self) -> None:
        """Refuses later formats. Files of other programs have none, and are read if they can be."""
        version = str(self.attributes.get("format_version", ""))
        major = version.partition(".")[0]
        if self.attributes.get("format") == FORMAT and major.isdigit() and int(major) > MAJOR:
            raise PlotError(
                f"{self.path}: a result file of format {version}; "
                f"this program reads formats up to {MAJOR}.x"
            )

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
        """Whether the scenarios are a list of points, not the product of axes. A study of one
        scenario is a grid without axes."""
        return "scenario" in self.axes and (
            self.axes["scenario"].size > 1 or bool(self.parameters())
        )

    @property
    def scenarios(self) -> int:
        """Scenarios in the file: the points of its design."""
        if "scenario" in self.axes:
            return self.axes["scenario"].size
        return max(
            int(np.prod([self.axes[d].size for d in design_dims(v)], dtype=object))
            for v in self.variables.values()
        )

    def outputs(self) -> list[Variable]:
        return [v for v in self.variables.values() if not v.parameter]

    def parameters(self) -> list[Variable]:
        return [v for v in self.variables.values() if v.parameter]

    def read(self, variable: Variable, where: Mapping[str, int | slice]) -> np.ndarray:
        """The part of `variable` at `where` (an index or a slice for each dimension, all if none)
        as float64, missing values NaN."""
        selection = tuple(where.get(name, slice(None)) for name in variable.dims)
        try:
            part = np.asarray(self._file[variable.name][selection])
        except OSError as error:
            reason = str(error).splitlines()[0]
            raise PlotError(f"{self.path}: {variable.name} cannot be read ({reason})") from None
        values = part.astype(np.float64)
        missing = variable.attributes.get("_FillValue")
        if self.attributes.get("format") == FORMAT:
            missing = MISSING.get(part.dtype.name)
        if variable.whole and isinstance(missing, (int, float)):
            values[part == missing] = np.nan
        return values

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
        flags = flags.split() if isinstance(flags, str) else flags
        return Variable(
            name=name,
            dims=tuple(dims),
            shape=tuple(int(n) for n in item.shape),
            long_name=str(attributes.get("long_name", name)),
            units=str(attributes.get("units", "1")),
            whole=item.dtype.kind in "iu",
            flags=tuple(flag for flag in flags if flag != MISSING_FLAG),
            # A sampled parameter says which parameters of the model it moves.
            parameter="parameters" in attributes or attributes.get("role") == "parameter",
            attributes=attributes,
        )


def is_member(dimension: str) -> bool:
    """Whether a dimension lists the members of a theatre."""
    return dimension.endswith("_member")


def design_dims(variable: Variable) -> tuple[str, ...]:
    """The dimensions of a variable that tell its scenarios apart."""
    return tuple(d for d in variable.dims if d != "year" and not is_member(d))
