# SPDX-License-Identifier: Apache-2.0
"""'entente discover' on files of the real model: every number that can be recomputed is."""

import csv
import itertools
import os
import unittest

import h5py
import numpy
import xarray

from program import CONFIGS, InFolder

GRID = """\
title = "Two levers and the world"
model = "alliance"
theatres = ["island.toml"]
horizon = 3

[parameters]
recovery = { from = 0.02, to = 0.4, points = 7 }
mirror = [0, 0.5, 1]
pivot = [0, 0.01]
"island.threat_growth" = { from = -0.01, to = 0.07, points = 40 }
"island.integration" = [0, 0.5, 1]
"""

SAMPLE = """\
title = "A sample"
model = "alliance"
theatres = ["{0}/europe_2019.toml"]
horizon = 3

[parameters]
"*" = "plausible"

[design]
kind = "sobol"
scenarios = 4096
seed = 7

[output]
variables = ["europe.stability", "europe.tension", "europe.yearly_stability", "europe.member_final"]
parameters = "float64"
precision = "float64"
"""


class Discover(InFolder):
    def setUp(self):
        super().setUp()
        (self.folder / "levers.toml").write_text(GRID, encoding="utf-8")
        text = SAMPLE.format(CONFIGS / "theatres")
        (self.folder / "draws.toml").write_text(text, encoding="utf-8")

    def made(self, name):
        """Runs a study; returns its inputs and outputs as flat columns."""
        self.succeed("run", f"{name}.toml", "--quiet", "--force")
        with xarray.open_dataset(self.folder / f"{name}.h5", engine="h5netcdf") as data:
            data.load()
        axes = {n: data[n].values for n in data["status"].dims if n in data.coords}
        points = numpy.array(list(itertools.product(*axes.values()))) if axes else None
        columns = {n: points[:, i] for i, n in enumerate(axes)} if axes else {}
        rows = data["status"].size
        for variable in data.data_vars:
            if variable in ("study",) or data[variable].dtype.kind not in "fiu":
                continue
            if data[variable].size >= rows:
                columns[variable] = data[variable].values.reshape(rows, -1).squeeze()
        return columns

    def found(self, *words):
        """What 'discover ... --csv' tells: quantity -> list of (place, value)."""
        rows = csv.DictReader(self.succeed("discover", *words, "--csv").splitlines())
        result = {}
        for row in rows:
            value = float(row.pop("value"))
            quantity = row.pop("quantity")
            place = {key: text for key, text in row.items() if text}
            result.setdefault(quantity, []).append((place, value))
        return result

    def inside(self, found, prefix, along, which, columns):
        """The scenarios within the limits of a box."""
        rows = numpy.ones(len(columns["status"]), dtype=bool)
        for name, beyond in (("low", numpy.less), ("high", numpy.greater)):
            for place, limit in found.get(f"{prefix}_{name}", []):
                if float(place[along]) == which:
                    rows &= ~beyond(columns[place["factor"]], limit)
        return rows

    def check_boxes(self, found, columns, wanted):
        """Every box and leaf has the density, coverage and mass that its limits say."""
        for prefix, limits, along in (
            ("prim", "prim", "step"),
            ("prim_box", "prim_box", "box"),
            ("cart", "cart", "leaf"),
        ):
            self.assertIn(f"{prefix}_density", found)
            left = numpy.ones(len(wanted), dtype=bool)
            for place, density in found[f"{prefix}_density"]:
                which = float(place[along])
                rows = self.inside(found, limits, along, which, columns) & left
                told = {
                    name: next(v for p, v in found[f"{prefix}_{name}"] if p == place)
                    for name in ("coverage", "mass")
                }
                self.assertAlmostEqual(density, wanted[rows].mean(), 12, (prefix, which))
                self.assertAlmostEqual(told["coverage"], wanted[rows].sum() / wanted.sum(), 12)
                self.assertAlmostEqual(told["mass"], rows.mean(), 12)
                if along == "box":
                    left &= ~rows

    def test_boxes_and_leaves_of_a_grid_are_what_they_say(self):
        columns = self.made("levers")
        threshold = float(numpy.quantile(columns["island.stability"], 0.2))
        found = self.found("levers.h5", "--target", f"island.stability < {threshold:.9g}")
        wanted = columns["island.stability"] < float(f"{threshold:.9g}")
        self.check_boxes(found, columns, wanted)
        best = max(v for p, v in found["prim_box_density"])
        self.assertGreater(best, 2 * wanted.mean())

    def test_boxes_of_a_sample_are_what_they_say(self):
        columns = self.made("draws")
        with h5py.File(self.folder / "draws.h5") as file:
            member = [m.decode() for m in file["europe_member"][...]].index("TUR")
        low = float(f"{numpy.quantile(columns['europe.member_final'][:, member], 0.3):.9g}")
        target = f"europe.member_final[TUR] < {low} and not europe.yearly_stability[2] > 2"
        found = self.found("draws.h5", "--target", target, "--boxes", "3")
        self.check_boxes(found, columns, columns["europe.member_final"][:, member] < low)
        scores = {p["factor"]: v for p, v in found["feature_score"]}
        self.assertLessEqual(max(scores.values()), 1)
        self.assertIn("europe.belief", scores)

    def test_where_selects(self):
        columns = self.made("levers")
        rows = (columns["mirror"] == 0.5) & (columns["recovery"] > 0.1)
        chosen = {name: values[rows] for name, values in columns.items()}
        middle = float(f"{numpy.median(chosen['island.tension']):.9g}")
        where = "mirror == 0.5 and recovery > 0.1"
        words = ("levers.h5", "--where", where, "--target", f"island.tension >= {middle}")
        found = self.found(*words)
        self.check_boxes(found, chosen, chosen["island.tension"] >= middle)
        self.assertNotIn("mirror", {p["factor"] for p, _ in found["factor_low"]})
        text = self.succeed("discover", *words)
        self.assertIn(f"where   {where}: {rows.sum():,} scenarios\n", text)

    def test_finds_where_scenarios_fail_and_leaves_them_out_else(self):
        self.succeed("run", CONFIGS / "studies" / "free_riding.toml", "-o", "f.h5", "--quiet")
        with h5py.File(self.folder / "f.h5") as file:
            failed = int((file["status"][...] != 0).sum())
            known = ~numpy.isnan(file["provision"][...])
            low = int((file["provision"][...] < 0.2).sum())
        self.assertGreater(failed, 0)
        text = self.succeed("discover", "f.h5", "--target", "not status == ok")
        self.assertIn(f"not status == ok: {failed:,} of {known.size:,} (", text)
        text = self.succeed("discover", "f.h5", "--target", "provision < 0.2")
        self.assertIn(f"provision < 0.2: {low:,} of {known.sum():,} (", text)
        missing = known.size - known.sum()
        self.assertRegex(text, rf"left out +{missing:,} scenarios in which .*; status: not_converged {missing:,}\n")

    def robustness(self, found):
        """(metric, policy) -> value."""
        return {(p["metric"], p["policy"]): v for p, v in found["robustness"]}

    def test_metrics_of_policies_are_numpys(self):
        columns = self.made("levers")
        levers = ("--levers", "pivot,island.integration")
        for sign, objective in ((1, "island.stability"), (-1, "-island.tension")):
            words = ("--objective", objective, "--threshold", "0.25")
            told = self.robustness(self.found("levers.h5", *levers, *words))
            table = columns[objective.lstrip("-")].astype(float).reshape(7, 3, 2, 40, 3)
            table = table.transpose(2, 4, 0, 1, 3).reshape(6, -1)
            regret = (sign * table).max(axis=0) - sign * table
            names = [
                f"pivot = {p}, island.integration = {i}" for p in ("0", "0.01") for i in ("0", "0.5", "1")
            ]
            for row, behind, policy in zip(table, regret, names, strict=True):
                best, worst = sign * (sign * row).max(), sign * (sign * row).min()
                noise = row.std()
                for metric, value in (
                    ("maximin", worst),
                    ("maximax", best),
                    ("hurwicz", (best + worst) / 2),
                    ("mean", row.mean()),
                    ("percentile_10", numpy.quantile(row, 0.1 if sign > 0 else 0.9)),
                    ("minimax_regret", behind.max()),
                    ("regret_90", numpy.quantile(behind, 0.9)),
                    ("signal_to_noise", row.mean() / noise if sign > 0 else row.mean() * noise),
                    ("satisficing", (sign * row >= sign * 0.25).mean()),
                ):
                    self.assertAlmostEqual(told[metric, policy], value, 10, (metric, policy))

    def test_takes_the_levers_that_the_file_names(self):
        self.made("levers")
        with h5py.File(self.folder / "levers.h5", "r+") as file:
            file["mirror"].attrs["role"] = "lever"
        text = self.succeed("discover", "levers.h5", "--objective", "island.stability")
        self.assertIn("\n3 policies of mirror, each in 1,680 scenarios\n", text)
        self.assertIn("Every policy meets the same 1,680 states of the world.", text)

    def test_a_sample_is_of_the_size_that_is_asked_for(self):
        self.made("levers")
        words = ("discover", "levers.h5", "--target", "island.stability < 0.9972", "--most", "1000")
        first = self.succeed(*words)
        self.assertIn("sample  1,000 of them, at random", first)
        self.assertEqual(first, self.succeed(*words))
        self.assertNotEqual(first, self.succeed(*words, "--seed", "2"))
        # Of a grid with levers, states: each with every policy.
        levers = ("--levers", "pivot,island.integration", "--objective", "island.stability")
        text = self.succeed("discover", "levers.h5", *levers, "--most", "1000")
        self.assertIn("6 policies of pivot, island.integration, each in 166 scenarios", text)
        self.assertIn("the same 166 states", text)

    def test_is_the_same_on_one_processor(self):
        self.made("draws")
        words = ("discover", "draws.h5", "--target", "europe.stability < 0.99", "--csv")
        every = self.succeed(*words)
        cpus = os.sched_getaffinity(0)
        try:
            os.sched_setaffinity(0, {min(cpus)})
            self.assertEqual(self.succeed(*words), every)
        finally:
            os.sched_setaffinity(0, cpus)

    def test_writes_what_it_finds_for_figures(self):
        self.made("levers")
        target = ("--target", "island.stability < 0.9972")
        words = ("levers.h5", *target, "--levers", "mirror", "--objective", "island.stability")
        found = self.found(*words)
        self.succeed("discover", *words, "-o", "found.h5")
        with xarray.open_dataset(self.folder / "found.h5", engine="h5netcdf") as data:
            self.assertEqual(data.attrs["format"], "entente-analysis")
            self.assertEqual(data.attrs["target"], "island.stability < 0.9972")
            self.assertEqual(data.attrs["model"], "alliance")
            for name in ("prim_density", "prim_low", "cart_mass", "stacking_density", "robustness"):
                values = data[name].values.ravel()
                told = [value for _, value in found[name]]
                numpy.testing.assert_array_equal(values[~numpy.isnan(values)], told, name)
        again = self.call("discover", *words, "-o", "found.h5")
        self.assertEqual(again.returncode, 2)
        self.assertEqual(again.stderr, "found.h5: exists already (--force replaces it)\n")
        self.succeed("discover", *words, "-o", "found.h5", "--force")
        self.succeed("run", "grid.toml", "--quiet")
        other = self.call("discover", *words, "-o", "grid.h5", "--force")
        self.assertEqual(other.stderr, "grid.h5: exists and is no analysis, so it is not replaced\n")

    def test_refuses_in_one_line(self):
        self.made("levers")
        self.succeed("run", "sample.toml", "--quiet", "--set", "design.scenarios=1000")
        valid = "recovery, mirror, pivot, island.threat_growth, island.integration"
        target = ("--target", "island.stability < 0.9972")
        for words, line in (
            (("gone.h5", *target), "gone.h5: no such file"),
            (("levers.toml", *target), "levers.toml: not an HDF5 file"),
            (
                ("sample.h5", *target),
                "sample.h5: the parameters of its scenarios are not stored (run the study again "
                "with --set output.parameters=float32)",
            ),
            (
                ("levers.h5", "--target", "island.stabilty < 1"),
                "--target:1:1: unknown output 'island.stabilty' (did you mean 'island.stability'?)",
            ),
            (
                ("levers.h5", *target, "--where", "miror == 1"),
                "--where:1:1: unknown input or output 'miror' (did you mean 'mirror'?)",
            ),
            (
                ("levers.h5", *target, "--where", "mirror == 7"),
                "--where: holds in none of the 5,040 scenarios",
            ),
            (
                ("levers.h5", *target, "--factors", "x"),
                f"--factors: unknown input 'x' (valid: {valid})",
            ),
            (
                ("levers.h5", *target, "--step", "1000"),
                r"--step: 1000 is out of range \(valid: 0 to \d+\)",
            ),
            (("levers.h5", *target, "--alpha", "x"), "--alpha: 'x' is not a number"),
            (("levers.h5", *target, "--boxes", "0"), "--boxes: 0 is out of range (valid: 1 to 100)"),
        ):
            result = self.call("discover", *words)
            self.assertEqual((result.returncode, result.stdout), (2, ""), words)
            if "\\" in line:
                self.assertRegex(result.stderr, f"^{line}\n$")
            else:
                self.assertEqual(result.stderr, line + "\n")
        result = self.call("discover", "levers.h5", "--target", "island.stability < 0")
        self.assertRegex(
            result.stderr,
            r"^--target: holds in none of the 5,040 scenarios: island\.stability is 0\.\d+ to 0\.\d+\n$",
        )
        result = self.call("discover", "levers.h5", "--objective", "island.stability")
        self.assertEqual(result.returncode, 2)
        self.assertIn("--levers: name the inputs that are decisions", result.stderr)

    def test_damage_is_told_in_one_line(self):
        self.succeed("run", "grid.toml", "--quiet")
        whole = (self.folder / "grid.h5").read_bytes()
        refused = 0
        for at in range(8, len(whole), len(whole) // 40):
            damaged = whole[:at] + b"\xff\xfe\0\0" + whole[at + 4 :]
            (self.folder / "damaged.h5").write_bytes(damaged)
            words = ("discover", "damaged.h5", "--target", "island.stability < 0.9972")
            result = self.call(*words, "--levers", "mirror", "--objective", "island.stability")
            if result.returncode == 0:
                continue
            refused += 1
            self.assertEqual((result.returncode, result.stdout), (2, ""), (at, result.stderr))
            self.assertRegex(result.stderr, r"^(damaged\.h5|--\w+)[^\n]+\n$")
        self.assertGreater(refused, 3)


if __name__ == "__main__":
    unittest.main()
