# SPDX-License-Identifier: Apache-2.0
"""check_h5py.py FOLDER: stock HDF5 reads every chunk, and the layout is the documented one."""
import pathlib
import sys

import h5py
import numpy as np

import expected_samples as expected

STORED = {"float32": "<f4", "float64": "<f8", "int32": "<i4", "uint8": "|u1"}


def check_values(file: h5py.File, values: dict[str, np.ndarray], compressed: bool) -> None:
    """Values, types, filters and fill values of the variables."""
    for name, wanted in values.items():
        variable = file[name]
        np.testing.assert_array_equal(variable[...], wanted)
        assert variable.dtype.str == STORED[wanted.dtype.name], name
        assert variable.maxshape == variable.shape
        assert (variable.compression == "gzip") == compressed
        assert variable.shuffle == (compressed and wanted.dtype.itemsize > 1)
        np.testing.assert_equal(variable.fillvalue, expected.MISSING[wanted.dtype.kind])
        if wanted.dtype.kind == "f":
            assert np.isnan(variable.attrs["_FillValue"])
            assert variable.attrs["_FillValue"].dtype == wanted.dtype
        else:
            assert "_FillValue" not in variable.attrs


def check_scales(variable: h5py.Dataset, names: list[str]) -> None:
    """Exactly one dimension scale for each dimension, the one in the root."""
    assert len(variable.dims) == len(names)
    for dimension, name in zip(variable.dims, names, strict=True):
        assert len(dimension) == 1, variable.name
        assert dimension[0] == variable.file[name]


def in_order_of_creation(file: h5py.File) -> list[str]:
    """What is in the root; h5py itself goes by name."""
    names: list[str] = []
    file.id.links.iterate(lambda name: names.append(name.decode()),
                          idx_type=h5py.h5.INDEX_CRT_ORDER)
    return names


def main() -> None:
    """Checks every sample."""
    folder = pathlib.Path(sys.argv[1])
    for name in ("grid.h5", "plain.h5"):
        with h5py.File(folder / name) as file:
            axes = list(expected.GRID_AXES)
            assert in_order_of_creation(file) == [
                *axes, "year", "europe_member", *expected.GRID_VARIABLES, "study", "entry", "integrity",
            ]
            check_values(file, expected.grid(), compressed=name == "grid.h5")
            for variable in expected.GRID_VARIABLES:
                check_scales(file[variable], axes + expected.further_dimension(variable))
            # One variable is a chunk per tile: 2 points of the second axis, all of the third.
            assert file["europe.stability"].chunks == (1, 2, 4)
            assert file["belief"].chunks == (1, 2, 4, 6)
            assert file.attrs["format"] == "entente-results"
            assert file.attrs["format_version"] == "1.1"
            assert list(file.attrs["design_dimensions"]) == axes
            assert file["study"].asstr()[()] == expected.GRID_STUDY
            assert h5py.check_string_dtype(file["europe_member"].dtype).encoding == "utf-8"
    with h5py.File(folder / "part.h5") as file:
        check_values(file, expected.part(), compressed=True)
        assert file["status"].attrs["flag_values"].dtype == np.uint8
    with h5py.File(folder / "samples.h5") as file:
        check_values(file, expected.samples(), compressed=True)
        check_scales(file["recovery"], ["scenario"])
        assert file["scenario"].id.get_storage_size() == 0


if __name__ == "__main__":
    main()
