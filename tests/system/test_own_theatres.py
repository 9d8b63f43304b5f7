# SPDX-License-Identifier: Apache-2.0
"""A user's own theatres: any name, any members, in a table of the file or in a CSV beside it."""

import unittest

import h5py
import numpy
import xarray

from program import THEATRE, InFolder

STUDY = """\
model = "alliance"
theatres = [{theatres}]
horizon = 4
[parameters]
mirror = [0, 1]
{sweep} = {{ from = 0, to = 1, points = 5 }}
[output]
variables = ["*"]
"""

COLUMNS = ("id", "name", "gdp_bn_usd", "burden", "distance_km", "hns_share", "wavering")


def members(count, prefix):
    """Invented members: rows of COLUMNS."""
    rows = []
    for i in range(count):
        numbers = (20 + 37 * i, 0.01 + 0.0003 * i, 500 + 60 * i, 0.0001, int(i == 0))
        rows.append((f"{prefix}{i}", f"Member {i}", *numbers))
    return rows


def toml_rows(rows):
    """Members as an inline array."""
    tables = []
    for row in rows:
        values = (f'"{v}"' if isinstance(v, str) else str(v) for v in row)
        tables.append("{ " + ", ".join(f"{k} = {v}" for k, v in zip(COLUMNS, values)) + " }")
    return "[\n  " + ",\n  ".join(tables) + ",\n]"


class OwnTheatres(InFolder):
    def write_theatre(self, name, rows, as_csv):
        """A theatre file with these members."""
        head = THEATRE[: THEATRE.index("members")].replace('"island"', f'"{name}"')
        listed = toml_rows(rows)
        if as_csv:
            lines = [",".join(map(str, line)) for line in (COLUMNS, *rows)]
            (self.folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
            listed = f'"{name}.csv"'
        text = f'{head}members = {listed}\nsources = ["invented"]\n'
        (self.folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def sweep(self, *names):
        """Runs a small grid over the theatres; returns the data set."""
        theatres = ", ".join(f'"{name}.toml"' for name in names)
        text = STUDY.format(theatres=theatres, sweep=f"{names[0]}.integration")
        (self.folder / "study.toml").write_text(text, encoding="utf-8")
        self.succeed("run", "study.toml", "--quiet", "--force")
        with xarray.open_dataset(self.folder / "study.h5", engine="h5netcdf") as file:
            return file.load()

    def check(self, file, name, ids):
        """The theatre's variables carry its name, those of members the ids; all are numbers."""
        self.assertEqual(list(file.coords[f"{name}_member"].values), ids)
        design = tuple(file.attrs["design_dimensions"])
        self.assertEqual(file[f"{name}.member_final"].dims, (*design, f"{name}_member"))
        self.assertEqual(file[f"{name}.yearly_cohesion"].dims[-1], "year")
        own = [v for v in file.data_vars if v.startswith(f"{name}.") and file[v].ndim > 1]
        self.assertGreater(len(own), 20)
        for variable in own:
            self.assertTrue(numpy.isfinite(file[variable].values).all(), variable)
        weakest = file[f"{name}.weakest_member"].values
        self.assertTrue(((weakest >= 0) & (weakest < len(ids))).all())
        self.assertFalse(file["status"].values.any())

    def test_one_theatre_of_one_ally(self):
        self.write_theatre("atoll", members(1, "ONLY"), as_csv=False)
        file = self.sweep("atoll")
        self.check(file, "atoll", ["ONLY0"])
        numpy.testing.assert_array_equal(file["atoll.weakest_member"], 0)
        # There is nobody whose wars it could be drawn into.
        numpy.testing.assert_allclose(file["atoll.entrapment"], 0, atol=1e-15)

    def test_sixty_four_allies(self):
        self.write_theatre("crowd", members(64, "M"), as_csv=True)
        self.check(self.sweep("crowd"), "crowd", [f"M{i}" for i in range(64)])

    def test_one_more_is_refused(self):
        self.write_theatre("crowd", members(65, "M"), as_csv=True)
        study = 'model = "alliance"\ntheatres = ["crowd.toml"]\n'
        (self.folder / "s.toml").write_text(study, encoding="utf-8")
        result = self.call("run", "s.toml")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr, "crowd.csv:66:1: a theatre has at most 64 members\n")

    def test_two_theatres_of_any_name(self):
        self.write_theatre("gulf", members(3, "G"), as_csv=True)
        self.write_theatre("pacific", members(5, "P-"), as_csv=False)
        file = self.sweep("gulf", "pacific")
        self.check(file, "gulf", ["G0", "G1", "G2"])
        self.check(file, "pacific", [f"P-{i}" for i in range(5)])
        self.assertEqual(list(file.attrs["design_dimensions"]), ["mirror", "gulf.integration"])
        for name in file.variables:
            self.assertNotRegex(name, "europe|asia")

    def test_members_in_a_csv_or_in_the_file_are_the_same(self):
        rows = members(6, "A")
        found = []
        for as_csv in (True, False):
            self.write_theatre("gulf", rows, as_csv)
            found.append(self.sweep("gulf"))
        outputs = [name for name in found[0].data_vars if found[0][name].ndim > 1]
        xarray.testing.assert_equal(found[0][outputs], found[1][outputs])

    def test_the_file_holds_the_data_it_was_made_from(self):
        self.write_theatre("gulf", members(3, "G"), as_csv=True)
        self.sweep("gulf")
        with h5py.File(self.folder / "study.h5") as file:
            for name, source in (
                ("study", "study.toml"),
                ("gulf.theatre", "gulf.toml"),
                ("gulf.members", "gulf.csv"),
            ):
                text = (self.folder / source).read_text(encoding="utf-8")
                self.assertEqual(file[name].asstr()[()], text, name)


if __name__ == "__main__":
    unittest.main()
