# SPDX-License-Identifier: Apache-2.0
"""check_xarray.py FOLDER ENGINE: xarray opens the samples without help and finds what is in them."""
import pathlib
import sys

import numpy as np
import xarray

import expected_samples as expected


def check_grid(path: pathlib.Path, engine: str, variables: dict[str, np.ndarray]) -> None:
    """A grid has coordinates; outputs over years and members have these as well."""
    with xarray.open_dataset(path, engine=engine) as file:
        assert [str(n) for n in file.data_vars] == [*expected.GRID_VARIABLES, "study"], file
        for axis, values in expected.GRID_AXES.items():
            np.testing.assert_array_equal(file.coords[axis], values)
        np.testing.assert_array_equal(file.coords["year"], expected.YEARS)
        assert list(file.coords["europe_member"].values) == expected.MEMBERS
        for name, values in variables.items():
            variable = file[name]
            assert variable.dims == (*expected.GRID_AXES, *expected.further_dimension(name))
            assert variable.dtype == values.dtype, (name, variable.dtype)
            np.testing.assert_array_equal(variable, values)
            assert variable.attrs["long_name"] == f"meaning of {name}"
        assert file["welfare"].attrs["units"] == "bn USD"
        assert file["status"].attrs["flag_meanings"] == expected.FLAGS
        assert list(file["status"].attrs["flag_values"]) == [0, 1, 2, 255]
        assert file["pivot"].attrs["note"] == "une année où l’alliance pivote"
        assert int(file["europe.stability"].attrs["significant_bits"]) == 16
        assert float(file["europe.stability"].attrs["relative_error_bound"]) == 2.0**-17
        assert str(file["study"].values) == expected.GRID_STUDY
        assert file.attrs["Conventions"] == "CF-1.10"
        assert file.attrs["title"] == "Where does bilateralised collective security hold?"
        assert file.attrs["end_time"] == "2026-01-01T00:00:00Z"
        assert list(file.attrs["fixed_values"]) == [0.15, 0.7]
        corner = file["belief"].sel(differentiation=1, commitment=0.95, year=5)
        assert corner.shape == (7,)


def check_samples(path: pathlib.Path, engine: str) -> None:
    """Samples have a dimension without coordinates."""
    with xarray.open_dataset(path, engine=engine) as file:
        assert [str(n) for n in file.data_vars] == [*expected.SAMPLE_VARIABLES, "study"], file
        assert dict(file.sizes) == {"scenario": 1000}
        assert not file.coords
        for name, values in expected.samples().items():
            np.testing.assert_array_equal(file[name], values)


def main() -> None:
    """Checks every sample."""
    folder, engine = pathlib.Path(sys.argv[1]), sys.argv[2]
    check_grid(folder / "grid.h5", engine, expected.grid())
    check_grid(folder / "plain.h5", engine, expected.grid())
    check_grid(folder / "part.h5", engine, expected.part())
    check_samples(folder / "samples.h5", engine)


if __name__ == "__main__":
    main()
