# SPDX-License-Identifier: Apache-2.0
"""'entente trace' tells the scenario that 'entente run' computes."""

import csv
import unittest

import h5py
import numpy

from program import CONFIGS, InFolder

GRID = """\
title = "Two theatres"
model = "alliance"
theatres = ["{0}/europe_2019.toml", "{0}/asia_2019.toml"]
horizon = 5
[parameters]
mirror = [0, 0.5, 1]
recovery = [0.05, 0.4]
[output]
variables = ["*"]
precision = "float64"
"""


class Trace(InFolder):
    def setUp(self):
        super().setUp()
        (self.folder / "two.toml").write_text(GRID.format(CONFIGS / "theatres"), encoding="utf-8")

    def table(self, scenario):
        """The rows of a trace as CSV."""
        text = self.succeed("trace", "two.toml", "--scenario", scenario, "--csv")
        return list(csv.DictReader(text.splitlines()))

    def column(self, rows, name, theatre, members):
        """A column of one theatre: years by members."""
        values = [float(row[name]) for row in rows if row["theatre"] == theatre]
        return numpy.array(values).reshape(-1, members)

    def test_csv_has_a_row_for_each_year_and_member(self):
        rows = self.table(0)
        members = {}
        for theatre in ("europe", "asia"):
            with (CONFIGS / "theatres" / f"{theatre}_2019.csv").open(encoding="utf-8") as file:
                members[theatre] = [row["id"] for row in csv.DictReader(file)]
        wanted = [
            (str(year), theatre, member)
            for year in range(1, 6)
            for theatre in ("europe", "asia")
            for member in members[theatre]
        ]
        self.assertEqual([(row["year"], row["theatre"], row["member"]) for row in rows], wanted)

    def test_means_over_years_are_the_outputs_of_the_run(self):
        self.succeed("run", "two.toml", "--quiet")
        with h5py.File(self.folder / "two.h5") as file:
            for scenario, place in ((0, (0, 0)), (3, (1, 1)), (4, (2, 0))):
                rows = self.table(scenario)
                for theatre in ("europe", "asia"):
                    margins = file[f"{theatre}.member_margin"][place]
                    told = self.column(rows, "margin", theatre, len(margins)).mean(axis=0)
                    numpy.testing.assert_allclose(told, margins, rtol=1e-9, atol=1e-9)

    def test_membership_weighted_by_gdp_is_the_cohesion_of_each_year(self):
        self.succeed("run", "two.toml", "--quiet")
        rows = self.table(2)
        with h5py.File(self.folder / "two.h5") as file:
            for theatre in ("europe", "asia"):
                with (CONFIGS / "theatres" / f"{theatre}_2019.csv").open(encoding="utf-8") as text:
                    gdp = numpy.array([float(row["gdp_bn_usd"]) for row in csv.DictReader(text)])
                membership = self.column(rows, "membership", theatre, len(gdp))
                credence = self.column(rows, "credence", theatre, len(gdp))
                share = membership * gdp / gdp.sum()
                numpy.testing.assert_allclose(
                    share.sum(axis=1), file[f"{theatre}.yearly_cohesion"][1, 0], rtol=1e-9
                )
                mean = ((share * credence).sum(axis=1) / share.sum(axis=1)).mean()
                numpy.testing.assert_allclose(mean, file[f"{theatre}.credence"][1, 0], rtol=1e-9)

    def test_text_names_the_scenario_its_parameters_and_outputs(self):
        text = self.succeed("trace", "two.toml", "--scenario", "3")
        head = "Two theatres\nscenario 3 of 6: mirror = 0.5, recovery = 0.4\n\n"
        self.assertTrue(text.startswith(head))
        blocks = text.split("\n\n")
        self.assertRegex(blocks[1], r"(?m)^mirror +0\.5 +varied +1 +weight of ")
        self.assertRegex(blocks[1], r"(?m)^recovery +0\.4 +varied +year-1 ")
        self.assertRegex(blocks[1], r"(?m)^deeds +0\.5 +1 +how far ")
        self.succeed("run", "two.toml", "--quiet")
        with h5py.File(self.folder / "two.h5") as file:
            for name in ("europe.stability", "asia.tension", "europe.weakest_member"):
                value = f"{file[name][1, 1]:.6g}".replace(".", r"\.")
                self.assertRegex(blocks[2], rf"(?m)^{name} +{value} ")
        self.assertRegex(blocks[3], r"(?m)^margin +1 +margin of membership over self-reliance$")
        self.assertEqual(len(blocks), 4 + 5, "a block for each year")


class WithoutYears(InFolder):
    def test_tells_parameters_and_outputs(self):
        study = self.folder / "deterrence.toml"
        study.write_text('model = "deterrence"\n[parameters]\nnoise = [1, 2]\n', encoding="utf-8")
        text = self.succeed("trace", study, "--scenario", 1)
        self.assertRegex(text, r"(?m)^noise +2 +varied ")
        self.assertRegex(text, r"(?m)^status +0 \(ok\) ")
        result = self.call("trace", study, "--scenario", 1, "--csv")
        self.assertEqual(result.returncode, 2)
        self.assertIn("the model deterrence has no years or allies", result.stderr)


if __name__ == "__main__":
    unittest.main()
