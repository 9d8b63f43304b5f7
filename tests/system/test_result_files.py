# SPDX-License-Identifier: Apache-2.0
"""What results/FORMAT.md promises, held against files that the program writes."""

import csv
import pathlib
import re
import unittest

import h5py
import numpy

from program import CONFIGS, GRID, SAMPLE, THEATRE, InFolder

FORMAT = (CONFIGS.parent / "results" / "FORMAT.md").read_text(encoding="utf-8")
OF_HDF5 = {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST"}

# Two theatres with an axis that moves both alike, one that moves them apart, and every kind of output.
LINKED = """\
title = "A linked grid"
model = "alliance"
theatres = ["island.toml", "coast.toml"]
horizon = 3

[parameters]
recovery = { from = 0.1, to = 1, points = 4 }

[[linked]]
axis = "belief"
parameters = ["island.belief", "coast.belief"]
from = 0.3
to = 0.9
points = 3

[[linked]]
axis = "rhetoric"
parameters = ["island.rhetoric", "coast.rhetoric"]
values = [[-1, 0], [0, 1]]

[[linked]]
axis = "patience"
parameters = ["reputation", "loss_weight"]
from = 0.1
to = 0.5
points = 2

[output]
variables = ["*"]
significant_bits = 12
"""


def named_in(section: str) -> set[str]:
    """The names in the first column of the table under a heading of FORMAT.md."""
    text = FORMAT.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


PAIR = 'parameters = ["recovery", "relapse"]'

# Of every kind of design, with what can go along.
DESIGNS = (
    'kind = "saltelli"\npoints = 3\nreplicates = 1',
    f'kind = "saltelli"\npoints = 3\nreplicates = 1\n[[group]]\nname = "patron"\n{PAIR}',
    'kind = "morris"\npoints = 6\nlevels = 4\noptimised = 3',
    'kind = "fast"\npoints = 65\nreplicates = 1',
    'kind = "derivatives"\npoints = 3\nreplicates = 1',
    'kind = "latin_hypercube"\nscenarios = 20\ncriterion = "maximin"',
    f'kind = "random"\nscenarios = 20\n[[correlation]]\n{PAIR}\nvalue = 0.5',
)

ALL = '[parameters]\n"*" = "plausible"\n'


def designed(design: str) -> str:
    """A sample with another [design]; its columns are stored."""
    head = SAMPLE.split("[design]\n", 1)[0]
    return f'{head}[design]\n{design}\n[output]\nvariables = ["island.stability"]\n'


class Written(InFolder):
    def write(self, study: str, *words: object) -> h5py.File:
        """Runs `study`; returns its result, open."""
        (self.folder / "coast.toml").write_text(
            THEATRE.replace("island", "coast"), encoding="utf-8"
        )
        (self.folder / "study.toml").write_text(study, encoding="utf-8")
        self.succeed("run", "study.toml", "-o", "x.h5", "--force", "--quiet", *words)
        file = h5py.File(self.folder / "x.h5")
        self.addCleanup(file.close)
        return file

    def test_every_root_attribute_is_documented_and_every_documented_one_is_written(self):
        sobol = SAMPLE.replace('"random"', '"sobol"').replace("10_000_000", "100")
        written = set()
        for study, words in ((GRID, ("--shard", "1/2", "--tile", 11)), (sobol, ())):
            written |= set(self.write(study, *words).attrs)
        for design in DESIGNS:
            written |= set(self.write(designed(design)).attrs)
        (self.folder / "points.csv").write_text("mirror\n0\n1\n", encoding="utf-8")
        written |= set(
            self.write(designed('kind = "table"\nfile = "points.csv"').replace(ALL, "")).attrs
        )
        self.write(GRID, "--shard", "1/2", "--tile", 11)
        self.succeed("merge", "--virtual", "view.h5", "x.h5")
        with h5py.File(self.folder / "view.h5") as view:
            written |= set(view.attrs)
        written.add("ranks")  # of runs by MPI, which are tested elsewhere
        self.assertEqual(written, named_in("Root attributes"))

    def test_every_attribute_of_datasets_is_documented(self):
        sample = SAMPLE.replace("10_000_000", "100").replace('parameters = "none"', "")
        written = set()
        lever = designed('kind = "random"\nscenarios = 100').replace(
            '"*" = "plausible"', '"*" = "plausible"\nmirror = { min = 0, max = 1, role = "lever" }'
        )
        for study in (LINKED, sample, lever):
            file = self.write(study)
            for name, dataset in file.items():
                if isinstance(dataset, h5py.Dataset):
                    written |= set(dataset.attrs)
        moved = {"island.rhetoric", "coast.rhetoric"}  # attributes that are called as parameters
        self.assertEqual(written - OF_HDF5 - moved, named_in("Dimensions") | named_in("Variables"))

    def test_the_version_is_that_of_the_document(self):
        version = re.search(r"format ([0-9]+\.[0-9]+)", FORMAT).group(1)
        self.assertEqual(self.write(GRID).attrs["format_version"], version)

    def test_axes_that_move_several_parameters_say_what_they_are(self):
        file = self.write(LINKED)
        self.assertEqual(
            list(file["belief"].attrs["parameters"]), ["island.belief", "coast.belief"]
        )
        self.assertEqual(
            file["belief"].attrs["long_name"],
            "initial probability that allies give to the patron being committed",
        )
        self.assertEqual(
            file["patience"].attrs["long_name"], "moves reputation, loss_weight together"
        )
        # Where the parameters have values of their own, the coordinate only counts.
        rhetoric = file["rhetoric"]
        self.assertEqual(
            rhetoric.attrs["long_name"], "moves island.rhetoric, coast.rhetoric together"
        )
        numpy.testing.assert_array_equal(rhetoric[...], [0, 1])
        numpy.testing.assert_array_equal(rhetoric.attrs["island.rhetoric"], [-1, 0])
        numpy.testing.assert_array_equal(rhetoric.attrs["coast.rhetoric"], [0, 1])

    def test_coordinates_are_the_numbers_that_a_person_selects(self):
        axes = """\
mirror = { from = 0.35, to = 0.95, points = 5 }
pivot = { from = -0.03, to = 0.03, points = 7 }
recovery = { from = 0.01, to = 1, points = 5, scale = "log" }
norm_weight = { from = 0, to = 0.004, points = 4 }
"""
        file = self.write(GRID[: GRID.index("recovery")] + axes)
        for name, values in (
            ("mirror", [0.35, 0.5, 0.65, 0.8, 0.95]),
            ("pivot", [-0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03]),
            ("recovery", [0.01, 10**-1.5, 0.1, 10**-0.5, 1]),
            ("norm_weight", [0, 0.004 / 3, 0.008 / 3, 0.004]),
        ):
            exact = [value for value in values if value == float(f"{value:.12g}")]
            self.assertTrue(set(exact) <= set(file[name][...]), (name, file[name][...]))
            numpy.testing.assert_allclose(file[name][...], values, rtol=1e-15, atol=0)

    def test_missing_tiles_read_as_documented(self):
        file = self.write(LINKED, "--shard", "2/2", "--tile", 12)
        present = numpy.isfinite(file["island.stability"][...])
        self.assertEqual(int(present.sum()), present.size // 2)
        self.assertFalse(present.ravel()[: present.size // 2].any())
        numpy.testing.assert_array_equal(file["status"][...][~present], 255)
        numpy.testing.assert_array_equal(file["status"][...][present], 0)
        numpy.testing.assert_array_equal(file["island.weakest_member"][...][~present], -1)
        flags = file["status"].attrs
        self.assertEqual(flags["flag_meanings"], "ok no_equilibrium not_finite not_computed")
        self.assertEqual(list(flags["flag_values"]), [0, 1, 2, 255])
        chunks = file["status"].id.get_num_chunks()
        self.assertEqual(chunks, file.attrs["end_tile"] - file.attrs["first_tile"])

    def test_missing_scenarios_are_shown_as_missing(self):
        for words in (("--shard", "2/2", "--tile", 12), ("--limit", 25, "--tile", 12)):
            file = self.write(LINKED, *words)
            computed = numpy.isfinite(file["island.stability"][...]).ravel()
            lines = self.succeed("show", "x.h5").splitlines()
            for name in ("status", "island.weakest_member"):
                row = next(line.split() for line in lines if line.split()[:1] == [name])
                self.assertEqual(row[-4:], ["0", "-", "0", "0"])  # min, mean, max, not finite
            rows = list(csv.DictReader(self.succeed("show", "x.h5", "--csv").splitlines()))
            for name in ("status", "island.weakest_member", "island.stability"):
                self.assertEqual([row[name] != "nan" for row in rows], computed.tolist())

    def test_the_rounding_keeps_its_bound(self):
        rounded = self.write(LINKED)
        (self.folder / "x.h5").rename(self.folder / "rounded.h5")
        exact = self.write(LINKED.replace("significant_bits = 12", 'precision = "float64"'))
        for name in ("island.stability", "coast.tension", "island.member_final"):
            numbers = exact[name][...]
            bound = rounded[name].attrs["relative_error_bound"]
            self.assertEqual(bound, 2.0**-13)
            error = numpy.abs(rounded[name][...].astype(float) - numbers)
            self.assertTrue(numpy.all(error <= bound * numpy.abs(numbers)))
            bits = rounded[name][...].view(numpy.uint32)
            numpy.testing.assert_array_equal(bits & (2**11 - 1), 0)


if __name__ == "__main__":
    unittest.main()
