# SPDX-License-Identifier: Apache-2.0
"""Nothing that the program computes, reads or prints depends on the locale, or on how a library has
set the floating-point unit."""

import os
import re
import shutil
import subprocess
import unittest

import program

PRELOADED = os.environ["ENTENTE_ODD_SURROUNDINGS"]

# What the register holds when subnormal numbers are taken for zeros, and when all is rounded up,
# down or towards zero.
ARITHMETIC = {"flushing": "9fc0", "upward": "5f80", "downward": "3f80", "toward_zero": "7f80"}

STUDY = """\
title = "Numbers of every kind"
model = "alliance"
theatres = ["island.toml"]
horizon = 3

[parameters]
recovery = { from = 0.1, to = 0.7, points = 7 }
mirror = [0.25, 1e-3, 1]
reach_km = { from = 1000.5, to = 1_2500.25, points = 3 }

[output]
variables = ["*"]
precision = "float64"
"""

TINY = """\
model = "arms_race"

[parameters]
first.initial = 3e-310
second.initial = { from = 1e-310, to = 2e-310, points = 7 }
first.grievance = 0
second.grievance = 0
first.reaction = { from = 0.1, to = 1.5, points = 13 }

[output]
precision = "float64"
"""

TABLE_STUDY = """\
model = "alliance"
theatres = ["island.toml"]
horizon = 2

[design]
kind = "table"
file = "table.csv"
"""

TABLE = "mirror,recovery,reach_km\n0.125,1e-3,1000.5\n0.5,0.25,2500\n"


def words(text):
    """Without what took another time: figures of seconds, and of what depends on them."""
    return [line for line in text.splitlines() if not re.search(r"\d s\b|/s\b|[Ss]peed|time", line)]


class Surroundings(program.InFolder):
    def setUp(self):
        super().setUp()
        for name, text in (
            ("study.toml", STUDY),
            ("tiny.toml", TINY),
            ("listed.toml", TABLE_STUDY),
            ("table.csv", TABLE),
        ):
            (self.folder / name).write_text(text, encoding="utf-8")

    def told(self, name, **oddity):
        """All that the program prints of its studies and their files, computed anew."""
        environment = os.environ | oddity
        if program.SANITIZED:
            # A library of HDF5's (p11-kit) asks for the locale when it is loaded, and glibc leaks it.
            environment["ASAN_OPTIONS"] = "detect_leaks=0"
        if oddity:
            environment["LD_PRELOAD"] = PRELOADED
        said = []
        for study in ("study", "tiny", "listed"):
            file = f"{name}_{study}.h5"
            self.succeed("run", f"{study}.toml", "-o", file, "--quiet", env=environment)
            plan = self.succeed("plan", f"{study}.toml", env=environment)
            said += ["\n".join(words(plan)).replace(name, "")]
            said += [self.succeed("show", file, "--csv", env=environment)]
            said += [self.succeed("trace", f"{study}.toml", "--scenario", "1", env=environment)]
        table = ["trace", "study.toml", "--scenario", "20", "--csv"]
        said += [self.succeed(*table, env=environment)]
        # One file, as it is shown in these surroundings.
        said += [self.succeed("show", "usual_study.h5", env=environment)]
        said += [self.succeed("models", "alliance", env=environment)]
        said += [self.succeed("new", "lateralism", env=environment)]
        said += [self.succeed("validate", "--markdown", env=environment)]
        wrong = self.call("run", "study.toml", "--set", "mirror=1.5", env=environment)
        self.assertEqual(wrong.returncode, 2)
        return said + [wrong.stderr]

    def test_arithmetic_of_others(self):
        usually = self.told("usual")
        for name, word in ARITHMETIC.items():
            with self.subTest(name):
                self.assertEqual(self.told(name, ODD_MXCSR=word), usually)

    def german(self):
        """Names the folder that holds the locale, made here if the machine lacks it."""
        localedef = shutil.which("localedef")
        if localedef is None:
            self.skipTest("localedef is missing (Debian package libc-bin)")
        folder = self.folder / "locales"
        folder.mkdir()
        made = subprocess.run(
            [localedef, "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            self.skipTest(f"no German locale (Debian package locales): {made.stderr.strip()}")
        return {"LOCPATH": str(folder), "LC_ALL": "de_DE.UTF-8"}

    def test_decimal_commas(self):
        locale = self.german()
        usually = self.told("usual")
        with self.subTest("in the environment"):
            self.assertEqual(self.told("german", **locale), usually)
        with self.subTest("set by a library"):
            german = locale | {"ODD_LOCALE": "de_DE.UTF-8"}
            self.assertEqual(self.told("set", **german), usually)


if __name__ == "__main__":
    unittest.main()
