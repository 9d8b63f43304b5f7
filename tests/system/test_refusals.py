# SPDX-License-Identifier: Apache-2.0
"""Wrong input: one clear line, exit status 2, nothing written."""

import os
import subprocess
import unittest

from program import PROGRAM, InFolder

MOST_TILE = "1 to 16777216"
HELP = "('entente {} --help' explains)"

# words of the command -> the line on standard error
REFUSALS = {
    "": "which command? ('entente --help' lists them)",
    "rum grid.toml": "there is no command 'rum' (did you mean 'run'?)",
    "run": "STUDY is required " + HELP.format("run"),
    "run grid.toml extra": "The following argument was not expected: extra " + HELP.format("run"),
    "run grid.toml --resumed": "The following argument was not expected: --resumed " + HELP.format("run"),
    "run grid.toml --resume --force": "--force and --resume: one begins anew, the other goes on (choose one)",
    "run grid.toml --take-over": "--take-over: of what? (goes with --resume or --force)",
    "run grid.toml --sync soon": "--sync: 'soon' is not a whole number (valid: 0 to 86400)",
    "verify": "FILE is required " + HELP.format("verify"),
    "verify missing.h5": "missing.h5: no such file",
    "run missing.toml": "cannot read 'missing.toml': there is no such file",
    "run grid.toml --backend mpi": "--backend: 'mpi' is not a back end (valid: serial, openmp, tbb)",
    "run grid.toml --threads 0": "--threads: 0 is out of range (valid: 1 to 4096)",
    "run grid.toml --threads -1": "--threads: '-1' is not a whole number (valid: 1 to 4096)",
    "run grid.toml --threads two": "--threads: 'two' is not a whole number (valid: 1 to 4096)",
    "run grid.toml --backend serial --threads 2": "--threads: the serial back end has one thread",
    "run grid.toml --tile 0": f"--tile: 0 is out of range (valid: {MOST_TILE})",
    "run grid.toml --tile 1e9": f"--tile: 1e9 is out of range (valid: {MOST_TILE})",
    "run grid.toml --tile 1.5": f"--tile: '1.5' is not a whole number (valid: {MOST_TILE})",
    "run grid.toml --limit 0": "--limit: 0 is out of range (valid: 1 to 9223372036854775807)",
    "run grid.toml --limit 1__0": "--limit: '1__0' is not a whole number (valid: 1 to 9223372036854775807)",
    "run grid.toml --shard 3": "--shard: '3' is not of the form I/N, as in 3/16",
    "run grid.toml --shard 0/4": "--shard: 0/4 is out of range (valid: 1/4 to 4/4)",
    "run grid.toml --shard 5/4": "--shard: 5/4 is out of range (valid: 1/4 to 4/4)",
    "run grid.toml --set mirror": "--set: 'mirror' is not of the form NAME=VALUE",
    "run grid.toml --set =1": "--set: '=1' is not of the form NAME=VALUE",
    "run grid.toml --set recovery=2": "--set recovery=2: parameter 'recovery': 2 is out of range (valid: 0 to 1)",
    "run grid.toml -o .": ".: this is a folder (give the name of a file)",
    "run grid.toml -o no/x.h5": "no/x.h5: there is no folder no",
    "run grid.toml -o grid.toml/x.h5": "grid.toml/x.h5: grid.toml is not a folder",
    "run grid.toml -o grid.toml": "grid.toml: this is the study itself",
    "run grid.toml -o grid.toml --force": "grid.toml: this is the study itself",
    "run grid.toml -o island.toml": "island.toml: exists already (--force replaces it)",
    "run grid.toml -o island.toml --force": "island.toml: exists and is not a result file, so it is not replaced",
    "run grid.toml -o /dev/null --force": "/dev/null: this is not a regular file",
    "plan grid.toml -o no/x.h5": "no/x.h5: there is no folder no",
    "plan grid.toml --force": "The following argument was not expected: --force " + HELP.format("plan"),
    "new": "MODEL is required " + HELP.format("new"),
    "trace grid.toml": "--scenario is required " + HELP.format("trace"),
    "trace grid.toml --scenario 33": "--scenario: 33 is out of range (valid: 0 to 32)",
    "trace grid.toml --scenario first": "--scenario: 'first' is not a whole number (valid: 0 to 32)",
    "show missing.h5": "missing.h5: no such file",
    "show .": ".: this is not a regular file",
    "benchmark now": "The following argument was not expected: now " + HELP.format("benchmark"),
}


class Refusals(InFolder):
    def refuse(self, words):
        """The refusal of a command, which must be one line."""
        result = self.call(*words.split())
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertTrue(result.stderr.endswith("\n"))
        return result.stderr[:-1]

    def test_each_has_its_line(self):
        before = {path: path.read_bytes() for path in self.folder.iterdir()}
        for words, line in REFUSALS.items():
            with self.subTest(words):
                self.assertEqual(self.refuse(words), line)
        self.assertEqual({path: path.read_bytes() for path in self.folder.iterdir()}, before)

    def test_an_unknown_model_is_told_those_that_are(self):
        rows = self.succeed("models").split("\n\n")[0].splitlines()[1:]
        names = ", ".join(row.split()[0] for row in rows)
        for command in ("models", "new", "validate"):
            line = f"unknown model 'nato' (valid: {names})"
            self.assertEqual(self.refuse(f"{command} nato"), line)

    def test_an_instruction_set_that_is_none_is_told_those_that_are(self):
        line = self.refuse("run grid.toml --isa mmx")
        self.assertRegex(line, r"--isa: 'mmx' is not an instruction set \(valid here: scalar.*\)")

    def test_a_result_is_replaced_only_by_force(self):
        self.succeed("run", "grid.toml", "--quiet")
        self.assertEqual(self.files(), ["grid.h5"])
        self.assertEqual(self.refuse("run grid.toml"), "grid.h5: exists already (--force replaces it)")
        self.succeed("run", "grid.toml", "--quiet", "--force")

    def test_a_table_is_not_overwritten_by_its_results(self):
        self.succeed("run", "grid.toml", "-o", "table.h5", "--quiet")
        (self.folder / "table.csv").write_text("mirror\n0.5\n", encoding="utf-8")
        study = 'model = "alliance"\ntheatres = ["island.toml"]\n[design]\nkind = "table"\nfile = "table.csv"\n'
        (self.folder / "by_table.toml").write_text(study, encoding="utf-8")
        line = self.refuse("run by_table.toml -o table.csv --force")
        self.assertEqual(line, "table.csv: this is the study's table")

    def test_what_is_not_a_result_file_is_not_shown(self):
        (self.folder / "x.h5").write_text("not HDF5", encoding="utf-8")
        self.assertIn("x.h5", self.refuse("show x.h5"))

    def test_the_rest_of_a_run_is_pointed_at(self):
        (self.folder / "x.h5.partial").write_text("", encoding="utf-8")
        line = self.refuse("show x.h5")
        self.assertEqual(line, "x.h5: no such file (there is x.h5.partial, of a run that is not finished)")

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_folder_that_may_not_be_written_to_is_refused(self):
        locked = self.folder / "locked"
        locked.mkdir(mode=0o555)
        line = self.refuse("run grid.toml -o locked/x.h5")
        self.assertEqual(line, "locked/x.h5: no permission to write to the folder locked")

    def test_more_memory_than_there_is_is_refused(self):
        # A hundred years of every yearly output, for millions of scenarios, five thousand times over.
        many = 'horizon=100 output.variables=["*.yearly_*"] design.scenarios=1_000_000_000_000'
        words = " ".join(f"--set {setting}" for setting in many.split())
        line = self.refuse(f"run long.toml {words} --tile 4_000_000 --threads 4096")
        self.assertRegex(
            line, r"4,096 threads with tiles of 4,000,000 scenarios need [\d.]+ TB of memory, more than there is"
        )
        self.assertEqual(self.files(), [])

    def test_output_that_nobody_can_read_is_a_failure(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run([PROGRAM, "models"], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"standard output", result.stderr)


if __name__ == "__main__":
    unittest.main()
