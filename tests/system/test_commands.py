# SPDX-License-Identifier: Apache-2.0
"""Help, and the commands that need no study: models, new, benchmark."""

import json
import re
import unittest

import h5py
import numpy

from program import InFolder

COMMANDS = ("run", "plan", "models", "new", "trace", "show", "analyze",
            "verify", "merge", "discover", "benchmark", "validate")


class Help(InFolder):
    def test_is_a_page_that_fits(self):
        for command in ("", *COMMANDS):
            with self.subTest(command):
                text = self.succeed(*command.split(), "--help")
                self.assertIn("Usage: entente", text)
                self.assertLessEqual(max(len(line) for line in text.splitlines()), 100)

    def test_lists_the_commands(self):
        text = self.succeed("--help")
        for command in COMMANDS:
            self.assertRegex(text, rf"(?m)^  {command} +\w")

    def test_begins_with_examples_of_each_command(self):
        for command in COMMANDS:
            if command != "benchmark":
                self.assertIn(f"  entente {command}", self.succeed(command, "--help"))

    def test_run_and_merge_explain_the_same_option_in_the_same_words(self):
        def options(command):
            text = self.succeed(command, "--help").split("\nOptions:\n")[1].split("\n\n")[0]
            return dict(re.findall(r"(?m)^  (--[-a-z]+)((?:.*\n? {10,})*.*)$", text.replace(command, "ATTEMPT")))

        run, merge = options("run"), options("merge")
        shared = set(run) & set(merge)
        self.assertEqual(shared, {"--force", "--resume", "--take-over", "--sync", "--quiet"})
        for name in shared:
            self.assertEqual(run[name], merge[name], name)

    def test_the_version_is_one_line(self):
        self.assertRegex(self.succeed("--version"), r"^entente \d+\.\d+\.\d+ \(.+\)\n$")


class Models(InFolder):
    def table(self, first):
        """A table of 'models alliance', by the first word of its header: name -> line."""
        text = self.succeed("models", "alliance")
        block = next(b for b in text.split("\n\n") if b.startswith(first + " "))
        return {line.split()[0]: line for line in block.splitlines()[1:]}

    def test_are_listed(self):
        self.assertRegex(self.succeed("models"), r"(?m)^alliance +\d+ +burden sharing, ")

    def test_have_every_parameter_with_default_ranges_unit_and_meaning(self):
        rows = self.table("parameter")
        for name, line in (
            ("recovery", r"^recovery +0\.15 +0 to 1 +0\.02 to 0\.5 +year-1 +probability "),
            ("reach_km", r"^reach_km +2500 +above 0 to 20000 +1000 to 6000 +km +loss-of-"),
            ("THEATRE.belief", r" theatre file +above 0, below 1 +0\.3 to 0\.95 +1 +THEATRE: "),
        ):
            self.assertRegex(rows[name], line)
        self.succeed("run", "grid.toml", "--quiet")
        with h5py.File(self.folder / "grid.h5") as file:
            fixed = dict(zip(file.attrs["fixed_parameters"], file.attrs["fixed_values"]))
        names = {name.replace("island.", "THEATRE.") for name in (*fixed, "recovery", "mirror")}
        self.assertEqual(set(rows), names)
        for name, value in fixed.items():
            if name in rows:
                self.assertEqual(rows[name].split()[1], f"{value:.6g}", name)

    def test_have_every_output(self):
        rows = self.table("output")
        self.succeed("run", "grid.toml", "--quiet", "--set", 'output.variables=["*"]')
        with h5py.File(self.folder / "grid.h5") as file:
            meanings = {
                name.replace("island.", "THEATRE."): item.attrs["long_name"]
                for name, item in file.items()
                if "long_name" in item.attrs and item.ndim >= 2
            }
        self.assertEqual(set(rows), set(meanings))
        for name, meaning in meanings.items():
            self.assertIn(meaning.replace("island:", "THEATRE:"), rows[name])
        flags = "0: ok, 1: no_equilibrium, 2: not_finite"
        self.assertRegex(rows["status"], rf" code +1 +whether .*; {flags}$")


class New(InFolder):
    def test_gives_a_study_that_runs_unchanged(self):
        (self.folder / "study.toml").write_text(self.succeed("new", "alliance"), encoding="utf-8")
        self.succeed("plan", "study.toml")
        self.succeed("run", "study.toml", "--quiet")
        self.assertEqual(self.files(), ["alliance.h5"])
        with h5py.File(self.folder / "alliance.h5") as file:
            self.assertEqual(file["europe.stability"].shape, (21, 21))
            self.assertTrue(numpy.isfinite(file["europe.stability"][...]).all())

    def test_gives_the_defaults_as_comments(self):
        text = self.succeed("new", "alliance")
        self.assertRegex(text, r'(?m)^# "recovery" += 0\.15 +# 0 to 1: probability ')
        (self.folder / "plain.toml").write_text(text, encoding="utf-8")
        # What each comment says is what holds without it.
        given = re.sub(r'(?m)^# (")', r"\1", text)
        self.assertNotEqual(given, text)
        (self.folder / "given.toml").write_text(given, encoding="utf-8")
        values = []
        for name in ("plain", "given"):
            self.succeed("run", f"{name}.toml", "-o", f"{name}.h5", "--quiet")
            with h5py.File(self.folder / f"{name}.h5") as file:
                values.append(file["asia.stability"][...])
        numpy.testing.assert_array_equal(*values)


class Benchmark(InFolder):
    def test_is_valid_and_has_every_instruction_set(self):
        figures = json.loads(self.succeed("benchmark", "--json"))
        self.assertIs(figures["valid"], True)
        refusal = self.call("run", "grid.toml", "--isa", "mmx").stderr
        isas = re.search(r"valid here: (.*)\)", refusal).group(1).split(", ")
        self.assertEqual([kernel["isa"] for kernel in figures["kernel"]], isas)
        for kernel in figures["kernel"]:
            self.assertTrue(kernel["agrees"])
            self.assertLessEqual(kernel["largest_difference"], figures["tolerance"])
        rates = [*figures["kernel"], *figures["engine"], figures["file"]]
        self.assertGreater(min(rate["scenarios_per_second"] for rate in rates), 0)
        self.assertEqual({engine["backend"] for engine in figures["engine"]}, {"tbb", "openmp"})
        self.assertEqual(max(e["threads"] for e in figures["engine"]), figures["machine"]["cpus"])
        self.assertEqual(self.files(), [])


if __name__ == "__main__":
    unittest.main()
