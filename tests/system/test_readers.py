# SPDX-License-Identifier: Apache-2.0
"""The program's own files open without help in everything that people open them with."""

import re
import subprocess
import unittest

import h5py
import netCDF4
import numpy
import xarray

from program import InFolder

ALL = ("--set", 'output.variables=["*"]')
STORED = ("--set", "output.parameters=float64")
KINDS = {
    "grid": ("grid.toml", *ALL),
    "sample": ("sample.toml", *ALL, *STORED, "--set", "design.scenarios=500"),
}


class Readers(InFolder):
    def setUp(self):
        super().setUp()
        for kind, words in KINDS.items():
            self.succeed("run", *words, "-o", f"{kind}.h5", "--quiet")

    def variables(self, kind):
        """The outputs and stored parameters of a file: name -> values."""
        with h5py.File(self.folder / f"{kind}.h5") as file:
            first = file[file.attrs["design_dimensions"][0]]
            found = {}
            for name, item in file.items():
                if isinstance(item, h5py.Dataset) and "DIMENSION_LIST" in item.attrs:
                    self.assertEqual(item.dims[0][0], first)
                    found[name] = item[...]
            return found

    def test_h5py_finds_units_names_and_one_scale_for_each_dimension(self):
        for kind in KINDS:
            values = self.variables(kind)
            self.assertGreater(len(values), 25)
            with h5py.File(self.folder / f"{kind}.h5") as file:
                self.assertEqual(file.attrs["Conventions"], "CF-1.10")
                for name in values:
                    variable = file[name]
                    self.assertTrue(variable.attrs["long_name"], name)
                    self.assertTrue(variable.attrs["units"], name)
                    self.assertTrue(all(len(scales) == 1 for scales in variable.dims), name)
                    if variable.dtype.kind == "f":
                        self.assertTrue(numpy.isnan(variable.attrs["_FillValue"]), name)
                    else:
                        self.assertNotIn("_FillValue", variable.attrs)
                self.assertEqual(file["status"].dtype, "uint8")
                self.assertEqual(file["island.weakest_member"].dtype, "int32")

    def test_xarray_finds_the_coordinates_and_the_same_values(self):
        for kind in KINDS:
            for engine in ("h5netcdf", "netcdf4"):
                path = self.folder / f"{kind}.h5"
                with (
                    self.subTest(kind=kind, engine=engine),
                    xarray.open_dataset(path, engine=engine) as file,
                ):
                    for name, values in self.variables(kind).items():
                        numpy.testing.assert_array_equal(file[name], values, err_msg=name)
                    years = [1, 2, 3] if kind == "grid" else [1]
                    numpy.testing.assert_array_equal(file.coords["year"], years)
                    self.assertEqual(list(file.coords["island_member"].values), ["ONE"])
                    flags = file["status"].attrs["flag_meanings"]
                    self.assertEqual(flags, "ok no_equilibrium not_finite not_computed")

    def test_xarray_selects_by_the_values_of_the_axes(self):
        with xarray.open_dataset(self.folder / "grid.h5", engine="h5netcdf") as file:
            numpy.testing.assert_array_equal(file.coords["mirror"], [0, 0.25, 1])
            self.assertEqual(file.coords["recovery"].attrs["units"], "year-1")
            stability = file["island.stability"]
            there = stability.sel(mirror=0.25, recovery=0.5, method="nearest")
            self.assertEqual(float(there), float(stability[5, 1]))

    def test_netcdf_names_every_dimension(self):
        for kind in KINDS:
            with netCDF4.Dataset(self.folder / f"{kind}.h5") as file:
                for name, values in self.variables(kind).items():
                    numpy.testing.assert_array_equal(numpy.ma.getdata(file[name][...]), values)
                self.assertFalse([d for d in file.dimensions if d.startswith("phony")])

    def dump(self, *words):
        """What a command line tool prints; it must not complain."""
        result = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(result.stderr, "")
        return result.stdout

    def test_ncdump_prints_the_header(self):
        header = self.dump("ncdump", "-h", "grid.h5")
        for line in (
            "recovery = 11 ;",
            "double recovery(recovery) ;",
            "float island.stability(recovery, mirror) ;",
            "float island.yearly_stability(recovery, mirror, year) ;",
            "float island.member_final(recovery, mirror, island_member) ;",
            "island.stability:_FillValue = NaNf ;",
            'string island.tension:units = "1" ;',
            "int island.weakest_member(recovery, mirror) ;",
            "ubyte status(recovery, mirror) ;",
        ):
            self.assertIn(line, header)
        header = self.dump("ncdump", "-h", "sample.h5")
        for line in (
            "scenario = 500 ;",
            "double reach_km(scenario) ;",
            'string reach_km:units = "km" ;',
        ):
            self.assertIn(line, header)

    def test_h5dump_prints_the_header(self):
        for kind in KINDS:
            header = self.dump("h5dump", "-H", f"{kind}.h5")
            for name in self.variables(kind):
                self.assertRegex(header, rf'DATASET "{re.escape(name)}"')


if __name__ == "__main__":
    unittest.main()
