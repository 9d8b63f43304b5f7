# SPDX-License-Identifier: Apache-2.0
"""Analysis files as Entente writes them, made with h5py; the numbers are invented."""

from __future__ import annotations

import pathlib
from typing import Sequence

import h5py
import numpy as np
import result_files

FACTORS = (
    "recovery mirror belief europe.threat_growth asia.threat_growth pivot integration "
    "differentiation learning_rate burden_norm europe.deterrence asia.deterrence resolve "
    "supply_lag audience_cost discount pooling warning_time"
).split()
YEARS = (1, 2, 3, 5, 10, 15, 20, 25, 30)
OUTPUTS = [
    *(f"{t}.{q}" for t in ("europe", "asia") for q in ("stability", "tension", "abandonment")),
    "europe.yearly_stability",
    *(f"europe.yearly_stability[{y}]" for y in YEARS),
    *(f"europe.member_final[{m}]" for m in ("DEU", "FRA", "TUR")),
]
POINTS = tuple(2.0**k for k in range(6, 15))


def create(path: pathlib.Path, title: str, **attributes: object) -> h5py.File:
    file = result_files.create(path, title, level=0.95, design="saltelli", seed=1, **attributes)
    file.attrs["format"] = "entente-analysis"
    return file


def add_array(
    file: h5py.File, name: str, dims: Sequence[str], values: np.ndarray, long_name: str = ""
) -> None:
    data = file.create_dataset(name, data=np.asarray(values, np.float64))
    for dimension, scale in zip(data.dims, dims):
        dimension.attach_scale(file[scale])
    data.attrs["long_name"] = long_name or name.replace("_", " ")
    data.attrs["units"] = "1"
    data.attrs["_FillValue"] = np.nan


def add_estimates(
    file: h5py.File,
    name: str,
    dims: Sequence[str],
    values: np.ndarray,
    width: np.ndarray | float,
    long_name: str = "",
) -> None:
    add_array(file, name, dims, values, long_name)
    add_array(file, f"{name}_low", dims, values - width)
    add_array(file, f"{name}_high", dims, values + width)


def _indices(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First-order, second-order and total indices that belong together."""
    n, d = len(OUTPUTS), len(FACTORS)
    weights = random.gamma(0.35, size=(n, d)) + 1e-4
    first = 0.78 * weights / weights.sum(axis=1, keepdims=True)
    pairs = random.gamma(0.12, size=(n, d, d)) * first[:, :, None] * first[:, None, :]
    pairs = pairs + pairs.transpose(0, 2, 1)
    for p in pairs:
        np.fill_diagonal(p, 0)
    pairs *= (0.22 / (pairs.sum(axis=(1, 2)) / 2 + 1e-12))[:, None, None]
    return first, pairs, first + pairs.sum(axis=2)


def write_sobol(path: pathlib.Path) -> pathlib.Path:
    """Sobol' indices with their intervals, noise and traces; one output does not vary."""
    random = np.random.default_rng(3)
    first, second, total = _indices(random)
    for i, output in enumerate(OUTPUTS):  # of the years, from one cause to another
        if output.startswith("europe.yearly_stability["):
            part = (YEARS.index(int(output[24:-1])) + 1) / len(YEARS)
            first[i] = first[0] * (1 - part) + first[3] * part
            total[i] = total[0] * (1 - part) + total[3] * part
    # Nothing has happened in the first year.
    first[OUTPUTS.index("europe.yearly_stability[1]")] = np.nan
    total[OUTPUTS.index("europe.yearly_stability[1]")] = np.nan
    for s in second:
        np.fill_diagonal(s, np.nan)
    n, d = first.shape
    attributes = {
        "intervals": "replicates",
        "replicates": 32,
        "scenarios": 2**14 * (2 * d + 2),
        "factor_long_names": [f"what {name} means" for name in FACTORS],
        "factor_units": ["year-1"] * d,
    }
    title = "What decides whether the alliances hold?"
    with create(path, title, **attributes) as file:
        result_files.add_axis(file, "output", OUTPUTS)
        result_files.add_axis(file, "factor", FACTORS)
        result_files.add_axis(file, "factor_2", FACTORS)
        result_files.add_axis(file, "points", POINTS)
        over = ("output", "factor")
        add_array(file, "mean", ["output"], random.random(n))
        add_array(file, "variance", ["output"], random.random(n))
        for name, values, width in (("first", first, 0.012), ("total", total, 0.018)):
            noisy = values + 0.3 * width * random.standard_normal(values.shape)
            add_estimates(file, f"sobol_{name}", over, noisy, width)
            add_array(file, f"sobol_{name}_noise", ["output"], np.full(n, width))
            shrink = np.sqrt(POINTS[-1] / np.array(POINTS))[:, None, None]
            wander = 0.4 * width * shrink * random.standard_normal((len(POINTS), n, d))
            wander[-1] = noisy - values
            dims = ("points", *over)
            add_estimates(file, f"sobol_{name}_trace", dims, values + wander, width * shrink)
        second_dims = ("output", "factor", "factor_2")
        add_estimates(file, "sobol_second", second_dims, second, 0.01)
    return path


def write_morris(path: pathlib.Path) -> pathlib.Path:
    """Elementary effects, and bounds by derivatives."""
    random = np.random.default_rng(5)
    outputs = OUTPUTS[:2]
    size = random.gamma(0.5, size=(2, len(FACTORS)))
    tilt = random.choice([1.0, 1.0, -1.0, 0.3], size=size.shape)
    sigma = size * random.choice([0.05, 0.3, 0.8, 1.4], size=size.shape)
    attributes = {"intervals": "bootstrap", "bootstrap": 1000, "scenarios": 19_000}
    with create(path, "Which parameters can be left out?", **attributes) as file:
        result_files.add_axis(file, "output", outputs)
        result_files.add_axis(file, "factor", FACTORS)
        over = ("output", "factor")
        add_estimates(file, "morris_mu_star", over, size, 0.04)
        add_estimates(file, "morris_mu", over, size * tilt, 0.04)
        add_estimates(file, "morris_sigma", over, sigma, 0.05)
    return path


def write_measures(path: pathlib.Path) -> pathlib.Path:
    """Measures from given data of very different size; the last factors do nothing."""
    random = np.random.default_rng(7)
    outputs, d = OUTPUTS[:2], len(FACTORS)
    share = np.sort(random.gamma(0.4, size=(2, d)), axis=1)[:, ::-1]
    share = share / share.sum(axis=1, keepdims=True)
    attributes = {"intervals": "bootstrap", "bootstrap": 100, "scenarios": 100_000}
    with create(path, "What does the sample say?", **attributes) as file:
        result_files.add_axis(file, "output", outputs)
        result_files.add_axis(file, "factor", FACTORS)
        over = ("output", "factor")
        signs = random.choice([-1.0, 1.0], size=share.shape)
        for name, values, meaning in (
            ("pawn", 0.9 * share**0.5, "median distance of conditional distributions"),
            ("borgonovo_delta", 0.6 * share, "shift of the density"),
            ("hsic", 0.7 * share**0.8, "dependence by kernels, normalised"),
            ("prcc", signs * share**0.5, "partial correlation of ranks"),
        ):
            add_estimates(file, name, over, values, 0.01, meaning)
            add_array(file, f"{name}_noise", ["output"], np.array([0.05, 0.04]))
        p_value = np.where(share > 0.02, 0.001, 0.6)
        add_array(file, "hsic_p_value", over, p_value)
    return path


def _add_boxes(
    file: h5py.File,
    boxes: int,
    low: np.ndarray,
    high: np.ndarray,
    quasi: np.ndarray,
    again: np.ndarray,
) -> None:
    """Boxes and leaves with the limits of steps of the trajectory."""
    steps = [33, 10, 20][:boxes]
    result_files.add_axis(file, "box", [float(b + 1) for b in range(boxes)])
    result_files.add_axis(file, "leaf", [float(b + 1) for b in range(boxes)])
    add_array(file, "prim_box_step", ["box"], np.array(steps, float))
    for prefix, along in (("prim_box", "box"), ("cart", "leaf")):
        for name in ("coverage", "density", "mass"):
            add_array(file, f"{prefix}_{name}", [along], np.linspace(0.6, 0.2, boxes))
        add_array(file, f"{prefix}_low", [along, "factor"], low[steps])
        add_array(file, f"{prefix}_high", [along, "factor"], high[steps])
    add_array(file, "prim_box_quasi_p", ["box", "factor"], quasi[steps])
    add_array(file, "prim_box_reproducibility", ["box", "factor"], np.tile(again, (boxes, 1)))


def write_discovery(path: pathlib.Path, ranges: bool = True, boxes: int = 1) -> pathlib.Path:
    """PRIM, a stacking of three factors, and robustness of four policies."""
    random = np.random.default_rng(11)
    steps, d = 42, len(FACTORS)
    mass = 0.95 ** np.arange(steps)
    coverage = np.clip(1 - 0.9 * (1 - mass) ** 2.6, 0, 1)
    density = np.clip(0.12 * coverage / mass, 0, 1)
    low, high = np.full((steps, d), np.nan), np.full((steps, d), np.nan)
    for factor, since, lows in ((0, 1, False), (2, 8, True), (5, 18, True), (3, 30, False)):
        part = np.linspace(0.05, 0.6, steps - since)
        (low if lows else high)[since:, factor] = part if lows else 1 - part
    low[24:, 3] = 0.15
    quasi = np.where(np.isfinite(low) | np.isfinite(high), 0.0004, np.nan)
    quasi[:, 3] = np.where(np.isfinite(quasi[:, 3]), 0.083, np.nan)
    policies = ["hub_and_spoke", "nato_like", "mixed", "self_reliance"]
    metrics = ["maximin", "minimax_regret", "hurwicz", "satisficing", "percentile_10"]
    attributes = {"scenarios": 100_000, "target": "europe.stability < 0.85"}
    with create(path, "When does Europe's alliance fail?", **attributes) as file:
        result_files.add_axis(file, "output", OUTPUTS[:2])
        result_files.add_axis(file, "factor", FACTORS)
        result_files.add_axis(file, "step", [float(i) for i in range(steps)])
        result_files.add_axis(file, "policy", policies)
        result_files.add_axis(file, "metric", metrics)
        middles = [0.1, 0.3, 0.5, 0.7, 0.9]
        for axis, factor in zip(("stack_x", "stack_y", "stack_z"), FACTORS):
            result_files.add_axis(file, axis, [0.0, 1.0, 2.0, 3.0, 4.0])
            file[axis].attrs["long_name"] = factor
            for end, off in (("low", -0.1), ("high", 0.1)):
                add_array(file, f"{axis}_{end}", [axis], np.array(middles) + off)
        restricted = (np.isfinite(low) | np.isfinite(high)).sum(axis=1)
        for name, values in (
            ("mass", mass),
            ("density", density),
            ("coverage", coverage),
            ("restricted", restricted),
        ):
            add_array(file, f"prim_{name}", ["step"], values)
        for name, values in (("low", low), ("high", high), ("quasi_p", quasi)):
            add_array(file, f"prim_{name}", ["step", "factor"], values)
        again = np.where(np.isfinite(quasi[-1]), 0.9, 0.1)
        add_array(file, "prim_reproducibility", ["factor"], again)
        if boxes:
            _add_boxes(file, boxes, low, high, quasi, again)
        if ranges:
            add_array(file, "factor_low", ["factor"], np.zeros(d))
            add_array(file, "factor_high", ["factor"], np.ones(d))
        a, b, c = np.meshgrid(middles, middles, middles, indexing="ij")
        cells = 1 / (1 + np.exp(8 * (a - 0.6 * b - 0.4 * c)))
        cells[4, 0, 4] = np.nan
        add_array(file, "stacking_density", ["stack_x", "stack_y", "stack_z"], cells)
        table = 0.7 + 0.2 * random.random((len(metrics), 2, len(policies)))
        table[1] = 0.2 * random.random((2, len(policies)))
        add_array(file, "robustness", ["metric", "output", "policy"], table)
        p = np.linspace(0, 1, 4)[:, None, None]
        x, y = np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 5))
        regret = 0.2 * np.abs(x - p) * (0.3 + y) + 0.0 * y
        both = np.stack([regret, 2 * regret])
        add_array(file, "regret", ["output", "policy", "stack_x", "stack_y"], both)
    return path
