# SPDX-License-Identifier: Apache-2.0
"""check_netcdf4.py FOLDER: the netCDF-4 library finds named dimensions and the values."""
import pathlib
import sys

import netCDF4
import numpy as np

import expected_samples as expected


def check_values(file: netCDF4.Dataset, values: dict[str, np.ndarray]) -> None:
    """Every value, as stored. What is missing is masked, but not in int32."""
    for name, wanted in values.items():
        found = file.variables[name][...]
        assert found.dtype == wanted.dtype, name
        missing = wanted == 255 if wanted.dtype == np.uint8 else np.isnan(wanted)
        np.testing.assert_array_equal(np.ma.getmaskarray(found), missing)
        np.testing.assert_array_equal(np.ma.getdata(found), wanted)


def main() -> None:
    """Checks every sample."""
    folder = pathlib.Path(sys.argv[1])
    for name in ("grid.h5", "plain.h5"):
        with netCDF4.Dataset(folder / name) as file:
            assert list(file.dimensions) == [*expected.GRID_AXES, "year", "europe_member"]
            assert not any(d.isunlimited() for d in file.dimensions.values())
            assert list(file.variables["europe_member"][:]) == expected.MEMBERS
            assert file.variables["study"][...] == expected.GRID_STUDY
            check_values(file, expected.grid())
    with netCDF4.Dataset(folder / "part.h5") as file:
        check_values(file, expected.part())
    with netCDF4.Dataset(folder / "samples.h5") as file:
        assert {d: len(s) for d, s in file.dimensions.items()} == {"scenario": 1000}
        assert "scenario" not in file.variables
        check_values(file, expected.samples())


if __name__ == "__main__":
    main()
