# SPDX-License-Identifier: Apache-2.0
"""What write_samples.cpp puts into its files, computed once more."""
import numpy as np

GRID_SHAPE = (7, 5, 4)
GRID_AXES = {
    "europe.integration": [0, 0.125, 0.25, 0.5, 0.75, 0.875, 1],
    "differentiation": [0, 0.25, 0.5, 0.75, 1],
    "commitment": [0.3, 0.5, 0.7, 0.95],
}
YEARS = [0, 1, 2, 3, 4, 5]
MEMBERS = ["DEU", "ESP", "Åland"]
GRID_STUDY = 'title = "Où tient-elle ?"\nmodel = "alliance"\n'
FLAGS = "ok no_equilibrium not_finite not_computed"
MISSING = {"f": np.nan, "i": -1, "u": 255}

# name -> (type, length of its further dimension), in the order of the file
GRID_VARIABLES = {
    "europe.stability": ("float32", 1),
    "asia.stability": ("float32", 1),
    "welfare": ("float64", 1),
    "belief": ("float64", 6),
    "contribution": ("float32", 3),
    "pivot": ("int32", 1),
    "status": ("uint8", 1),
}
SAMPLE_VARIABLES = {
    "europe.stability": ("float32", 1),
    "asia.stability": ("float32", 1),
    "status": ("uint8", 1),
    "recovery": ("float64", 1),
    "europe.belief": ("float64", 1),
}


def _values(number: int, kind: str, shape: tuple[int, ...], further: int) -> np.ndarray:
    scenario = np.arange(np.prod(shape))[:, None]
    column = np.arange(further)[None, :]
    if kind == "int32":
        values = 1000 * scenario + 0 * column
    elif kind == "uint8":
        values = scenario % 3 + 0 * column
    else:
        values = (scenario * 37 + number * 11 + column * 5) % 1000 / 8
        if number == 1:
            values[scenario[:, 0] % 13 == 5] = np.nan
    return values.astype(kind).reshape(shape if further == 1 else (*shape, further))


def grid() -> dict[str, np.ndarray]:
    """The variables of grid.h5 and plain.h5."""
    return {
        name: _values(number, kind, GRID_SHAPE, further)
        for number, (name, (kind, further)) in enumerate(GRID_VARIABLES.items())
    }


def part() -> dict[str, np.ndarray]:
    """The variables of part.h5, which holds two tiles of the grid."""
    missing = np.ones(GRID_SHAPE, bool)
    missing[:2, :2] = False
    variables = grid()
    for values in variables.values():
        values[missing] = MISSING[values.dtype.kind]
    return variables


def samples() -> dict[str, np.ndarray]:
    """The variables of samples.h5."""
    return {
        name: _values(number, kind, (1000,), further)
        for number, (name, (kind, further)) in enumerate(SAMPLE_VARIABLES.items())
    }


def further_dimension(name: str) -> list[str]:
    """The dimension that a variable of the grid has beside the axes."""
    return {"belief": ["year"], "contribution": ["europe_member"]}.get(name, [])
