# SPDX-License-Identifier: Apache-2.0
"""Result files as Entente writes them, made with h5py: dimension scales, creation order."""

from __future__ import annotations

import pathlib
from typing import Mapping, Sequence

import h5py
import numpy as np

THEATRES = ("europe", "asia")
FORMAT = {"format": "entente-results", "format_version": "1.0"}
BARE = "This is a netCDF dimension but not a netCDF variable"


def create(
    path: pathlib.Path, title: str = "What is tested here?", **attributes: object
) -> h5py.File:
    file = h5py.File(path, "w", track_order=True)
    file.attrs.update(FORMAT)
    file.attrs.update({"title": title, "model": "alliance", "model_version": 1, **attributes})
    return file


def add_axis(
    file: h5py.File,
    name: str,
    values: Sequence[float] | Sequence[str],
    units: str = "1",
    default: float | None = None,
) -> None:
    if isinstance(values[0], str):
        data = file.create_dataset(name, data=np.array(values, object), dtype=h5py.string_dtype())
    else:
        data = file.create_dataset(name, data=np.asarray(values, float))
    data.make_scale(name)
    data.attrs["long_name"] = f"meaning of {name}"
    data.attrs["units"] = units
    if default is not None:
        data.attrs["default"] = default


def add_variable(
    file: h5py.File, name: str, dims: Sequence[str], values: np.ndarray, units: str = "1"
) -> h5py.Dataset:
    """Floats are stored as float32 with NaN as their fill value, other types as they are."""
    real = values.dtype.kind == "f"
    data = file.create_dataset(name, data=values.astype(np.float32) if real else values)
    for dimension, scale in zip(data.dims, dims):
        dimension.attach_scale(file[scale])
    theatre, _, quantity = name.rpartition(".")
    meaning = f"meaning of {quantity}"
    data.attrs["long_name"] = f"{theatre}: {meaning}" if theatre else meaning
    data.attrs["units"] = units
    if real:
        data.attrs["_FillValue"] = np.float32(np.nan)
    return data


def write_grid(
    path: pathlib.Path,
    axes: Mapping[str, Sequence[float]],
    quantities: Sequence[str] = ("stability", "tension"),
    defaults: Mapping[str, float] = {},
) -> pathlib.Path:
    """Every output is 0.5 + 0.4 sin(weighted sum of coordinates), shifted by quantity, theatre."""
    with create(path) as file:
        for name, values in axes.items():
            add_axis(file, name, values, default=defaults.get(name))
        mesh = np.meshgrid(*axes.values(), indexing="ij")
        phase = sum((i + 1) * m for i, m in enumerate(mesh))
        for t, theatre in enumerate(THEATRES):
            for q, quantity in enumerate(quantities):
                values = 0.5 + 0.4 * np.sin(phase + q + 2 * t)
                add_variable(file, f"{theatre}.{quantity}", list(axes), values)
        status = np.zeros([len(v) for v in axes.values()], np.uint8)
        flags = add_variable(file, "status", list(axes), status)
        flags.attrs["flag_values"] = np.array([0, 1, 255], np.uint8)
        flags.attrs["flag_meanings"] = "ok no_equilibrium not_computed"
    return path


def write_sample(path: pathlib.Path, scenarios: int, seed: int = 3) -> pathlib.Path:
    """Stability follows recovery strongly, mirror weakly and inversely, and idle not at all."""
    random = np.random.default_rng(seed)
    columns = {name: random.random(scenarios) for name in ("recovery", "mirror", "idle")}
    with create(path, design="latin_hypercube") as file:
        scale = file.create_dataset("scenario", shape=(scenarios,), dtype="f4")
        scale.make_scale(f"{BARE}{scenarios:10d}")
        noise = 0.05 * random.random(scenarios)
        value = 0.2 + 0.6 * columns["recovery"] - 0.15 * columns["mirror"] + noise
        for theatre in THEATRES:
            add_variable(file, f"{theatre}.stability", ["scenario"], value)
        for name, column in columns.items():
            stored = add_variable(file, name, ["scenario"], column)
            stored.attrs["parameters"] = [name]
    return path


def write_members(path: pathlib.Path) -> pathlib.Path:
    """A grid over drift with yearly and member outputs."""
    with create(path, title="When does a member leave?") as file:
        add_axis(file, "drift", [0.0, 0.005, 0.01], units="year-1", default=0.005)
        add_axis(file, "year", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], units="year")
        members = {"europe": ["DEU", "FRA", "TUR", "ITA"], "asia": ["JPN", "KOR"]}
        for theatre, names in members.items():
            add_axis(file, f"{theatre}_member", names)
        years = np.linspace(1, 0.4, 6)
        for theatre, names in members.items():
            add_variable(file, f"{theatre}.cohesion", ["drift"], np.array([0.9, 0.8, 0.7]))
            weakest = np.array([0, 1, 1], np.int32)
            add_variable(file, f"{theatre}.weakest_member", ["drift"], weakest)
            yearly = np.outer([1, 0.9, 0.8], years)
            add_variable(file, f"{theatre}.yearly_cohesion", ["drift", "year"], yearly)
            final = np.outer([1, 0.9, 0.8], np.linspace(0.9, 0.3, len(names)))
            add_variable(
                file, f"{theatre}.member_final", ["drift", f"{theatre}_member"], final
            )
    return path


def write_architecture(path: pathlib.Path, points: int = 9) -> pathlib.Path:
    """A small study of architectures in which the hub loses where recovery is low."""
    side = np.linspace(0, 1, points)
    axes = {
        "recovery": np.array([0.4, 0.15, 0.02]),
        "mirror": np.array([0.0, 0.25, 1.0]),
        "belief": np.array([0.35, 0.65, 0.95]),
        "integration": side,
        "differentiation": side,
    }
    r, m, b, i, d = np.meshgrid(*axes.values(), indexing="ij")
    with create(path, title="Which architecture holds?") as file:
        for name, values in axes.items():
            add_axis(file, name, values, default=0.25 if name == "mirror" else None)
        for t, theatre in enumerate(THEATRES):
            stability = 0.97 - 0.03 * (1 - i) * (0.5 - r) + 0.01 * d * (b - 0.5) - 0.01 * m * t
            for quantity, values in (
                ("stability", stability),
                ("tension", 0.1 + 0.2 * i * (1 - d) + 0.05 * t),
                ("abandonment", 0.01 + 0.1 * (0.5 - r) * (1 - i)),
                ("entrapment", 0.01 * i + 0 * r),
            ):
                add_variable(file, f"{theatre}.{quantity}", list(axes), values)
    return path
