# SPDX-License-Identifier: Apache-2.0
"""The likelihood of observed plays of the deterrence game: a table of utilities goes in, a row for each
play, and the logarithm of what happened is read from the file and summed."""

import csv
import math
import unittest

import xarray

from program import InFolder

UTILITIES = (
    "attacker.status_quo",
    "attacker.concession",
    "attacker.abandoned",
    "attacker.supported",
    "protege.concession",
    "protege.abandoned",
    "protege.supported",
    "patron.supported",
)
OUTCOMES = ("status_quo", "concession", "abandonment", "support")
PLAYS = 400

STUDY = """\
title = "How likely are the plays?"
model = "deterrence"
errors = "{errors}"
link = "{link}"

[design]
kind = "table"
file = "plays.csv"

[output]
file = "{errors}_{link}.h5"
precision = "float64"
"""

# Of the plays below, by link and size of the utilities: computed from the game's equations with sixty
# digits (mpmath). Among the large ones, some plays have a probability of less than 1e-300.
KNOWN = {
    ("agent", "probit", 1): -618.7803711714444668,
    ("agent", "logit", 1): -605.8765813402016259,
    ("private", "probit", 1): -626.9013520156753149,
    ("private", "logit", 1): -606.9136203361624944,
    ("agent", "probit", 32): -85343.76733867864791,
    ("agent", "logit", 32): -7314.059746326665738,
    ("private", "probit", 32): -86278.2748067353029,
    ("private", "logit", 32): -7406.203883475556435,
}


def plays(size):
    """The utilities of each play, which two regressors and their coefficients make, and its outcome."""
    for i in range(PLAYS):
        power = size * ((37 * i) % 101 - 50) / 32
        interest = size * ((53 * i) % 89 - 44) / 32
        yield (
            (0, size + power / 4, power / 2, power / 2 - size, -size / 2, -power / 2 - size)
            + (interest / 4 - power / 4, interest / 2 + size / 8)
        ), (i * i + i // 7) % 4


class Likelihood(InFolder):
    def test_is_that_of_the_equations(self):
        for (errors, link, size), known in KNOWN.items():
            with self.subTest(errors=errors, link=link, size=size):
                with open(self.folder / "plays.csv", "w", newline="", encoding="utf-8") as file:
                    table = csv.writer(file)
                    table.writerow(UTILITIES)
                    table.writerows(utilities for utilities, _ in plays(size))
                study = STUDY.format(errors=errors, link=link)
                (self.folder / "study.toml").write_text(study, encoding="utf-8")
                self.succeed("run", "study.toml", "-o", "plays.h5", "--quiet", "--force")
                with xarray.open_dataset(self.folder / "plays.h5", engine="h5netcdf") as data:
                    logs = [data[f"log_p_{outcome}"].values for outcome in OUTCOMES]
                self.assertEqual(logs[0].shape, (PLAYS,))
                happened = [logs[outcome][i] for i, (_, outcome) in enumerate(plays(size))]
                found = math.fsum(happened)
                self.assertLessEqual(abs(found - known), 1e-12 * abs(known), found)


if __name__ == "__main__":
    unittest.main()
