# SPDX-License-Identifier: Apache-2.0
"""Every study that comes with the program says what it is for, plans, and runs shortened."""

import unittest

import numpy
import xarray

from program import CONFIGS, InFolder

STUDIES = sorted((CONFIGS / "studies").glob("*.toml"))


def comment(study):
    """The comment that a study begins with, as lines."""
    lines = []
    for line in study.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line)
    return lines


def shortened(study):
    """Options for a run that takes no time."""
    years = "\nhorizon = " in study.read_text(encoding="utf-8")
    return ["--limit", "300", *(["--set", "horizon=6"] if years else [])]


def beginning(file, name, design):
    """The first 300 scenarios of a variable, a row each: not all of them fit into memory."""
    if len(design) == 1:
        return file[name][:300].values.reshape(300, -1)
    return file[name].values.reshape(file.attrs["scenarios"], -1)[:300]


class Studies(InFolder):
    def test_are_all_here(self):
        self.assertGreaterEqual(len(STUDIES), 6)

    def test_begin_with_a_question_what_to_look_at_and_the_cost(self):
        for study in STUDIES:
            with self.subTest(study.name):
                lines = comment(study)
                look = next(i for i, line in enumerate(lines) if line.startswith("# Look at "))
                self.assertIn("?", " ".join(lines[:look]))
                cost = r"\n# Cost +[\d,]+ scenarios: about [\d.]+ seconds on one core"
                self.assertRegex("\n".join(lines[look:]), cost)

    def test_plan_with_the_scenarios_that_they_promise(self):
        for study in STUDIES:
            with self.subTest(study.name):
                lines = self.succeed("plan", study, "-o", "x.h5").splitlines()
                scenarios = next(line for line in lines if line.startswith("scenarios")).split()[1]
                self.assertIn(f" {scenarios} scenarios: ", "\n".join(comment(study)))
        self.assertEqual(self.files(), [])

    def check(self, engine):
        """The values of x.h5 as a reader sees them: of what was computed, nothing is missing."""
        with xarray.open_dataset(self.folder / "x.h5", engine=engine) as file:
            design = tuple(numpy.atleast_1d(file.attrs["design_dimensions"]))
            self.assertEqual(int(file.attrs["scenarios_computed"]), 300)
            found = [name for name, v in file.data_vars.items() if v.dims[: len(design)] == design]
            self.assertGreaterEqual(len(found), 5)
            for name in found:
                self.assertTrue(numpy.isfinite(beginning(file, name, design)).all(), name)
            self.assertFalse(beginning(file, "status", design).any())

    def check_analysis(self, engine):
        """The findings in x.h5 as a reader sees them; with so few blocks nothing is known well."""
        with xarray.open_dataset(self.folder / "x.h5", engine=engine) as file:
            self.assertEqual(file.attrs["format"], "entente-analysis")
            self.assertGreaterEqual(file.sizes["factor"], 3)
            self.assertTrue(numpy.isfinite(file["mean"].values).all())
            self.assertTrue((file["effective"].values > 0).all())

    def test_run_shortened_and_open_in_xarray(self):
        for study in STUDIES:
            self.succeed("run", study, *shortened(study), "-o", "x.h5", "--quiet", "--force")
            for engine in ("h5netcdf", "netcdf4"):
                with self.subTest(study=study.name, engine=engine):
                    if "\n[sensitivity]" in study.read_text(encoding="utf-8"):
                        self.check_analysis(engine)
                    else:
                        self.check(engine)


if __name__ == "__main__":
    unittest.main()
