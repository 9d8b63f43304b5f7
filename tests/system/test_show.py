# SPDX-License-Identifier: Apache-2.0
"""'entente show' tells what is in a file, and as CSV all of it."""

import csv
import itertools
import signal
import time
import unittest

import h5py
import numpy

from program import SANITIZED, InFolder


class Show(InFolder):
    def rows(self, text):
        """The table of variables: name -> the cells after it."""
        block = next(b for b in text.split("\n\n") if b.startswith("variable "))
        return {line.split()[0]: line.split()[1:] for line in block.splitlines()[1:]}

    def test_names_study_size_dimensions_and_provenance(self):
        self.succeed("run", "grid.toml", "--quiet", "--isa", "scalar")
        text = self.succeed("show", "grid.h5")
        head = r"^A small grid\ngrid\.h5, [\d.]+ kB, 33 scenarios\n\ncomplete, 1 tile\n"
        self.assertRegex(text, head)
        self.assertRegex(text, r"(?m)^recovery +11 +year-1 +0 0\.1 0\.2 0\.3 … 1$")
        self.assertRegex(text, r"(?m)^mirror +3 +1 +0 0\.25 1$")
        self.assertRegex(text, r"(?m)^isa +scalar$")
        self.assertRegex(text, r"(?m)^command_line +entente run grid\.toml --quiet --isa scalar$")
        for line in text.splitlines():
            self.assertLessEqual(len(line), 100)

    def test_has_the_range_of_every_variable(self):
        words = ("--set", 'output.variables=["*"]', "--set", "output.precision=float64")
        self.succeed("run", "grid.toml", "--quiet", *words)
        rows = self.rows(self.succeed("show", "grid.h5"))
        with h5py.File(self.folder / "grid.h5") as file:
            self.assertEqual(rows["island.yearly_stability"][:3], ["float64", "1", "year"])
            self.assertEqual(rows["island.member_final"][:3], ["float64", "1", "island_member"])
            for name, cells in rows.items():
                values = file[name][...]
                least, mean, most, not_finite = cells[-4:]
                self.assertEqual(cells[0], values.dtype.name)
                self.assertEqual(least, f"{values.min():.6g}", name)
                self.assertEqual(most, f"{values.max():.6g}", name)
                if values.dtype.kind == "f":
                    numpy.testing.assert_allclose(float(mean), values.mean(), 1e-5, 0, err_msg=name)
                self.assertEqual(not_finite, "0")

    def test_says_what_is_missing(self):
        self.succeed("run", "grid.toml", "--quiet", "--tile", "3", "--shard", "1/2")
        text = self.succeed("show", "grid.shard-1-of-2.h5")
        self.assertIn("\n5 of 11 tiles (45.5 %); the others are missing\n", text)
        self.assertEqual(self.rows(text)["island.stability"][-1], "0")
        self.succeed("run", "grid.toml", "--quiet", "--limit", "10")
        text = self.succeed("show", "grid.h5")
        self.assertIn("\ncomplete, 1 tile; limited to the first 10 scenarios\n", text)

    def table(self, file):
        """The rows of a file as CSV."""
        return list(csv.DictReader(self.succeed("show", file, "--csv").splitlines()))

    def check(self, rows, file, name, dtype):
        """A column of the table has the values of the file, to the last digit."""
        told = numpy.array([row[name] for row in rows]).astype(dtype)
        numpy.testing.assert_array_equal(told, file[name][...].ravel(), err_msg=name)

    def test_csv_of_a_grid_has_its_coordinates_and_all_values(self):
        self.succeed("run", "grid.toml", "--quiet", "--set", 'output.variables=["*"]')
        rows = self.table("grid.h5")
        with h5py.File(self.folder / "grid.h5") as file:
            points = itertools.product(file["recovery"][...], file["mirror"][...])
            for i, (row, point) in enumerate(zip(rows, points, strict=True)):
                self.assertEqual(int(row["scenario"]), i)
                self.assertEqual((float(row["recovery"]), float(row["mirror"])), point)
            for name in ("island.stability", "island.weakest_member", "status"):
                self.check(rows, file, name, file[name].dtype)
            for t in range(3):
                told = numpy.array([row[f"island.yearly_stability[{t + 1}]"] for row in rows])
                wanted = file["island.yearly_stability"][..., t].ravel()
                numpy.testing.assert_array_equal(told.astype("float32"), wanted)
            told = numpy.array([row["island.member_final[ONE]"] for row in rows]).astype("float32")
            numpy.testing.assert_array_equal(told, file["island.member_final"][..., 0].ravel())

    def test_csv_of_a_sample_has_its_parameters(self):
        words = ("--set", "output.parameters=float64", "--set", "design.scenarios=100")
        self.succeed("run", "sample.toml", "--quiet", *words)
        rows = self.table("sample.h5")
        self.assertEqual(len(rows), 100)
        with h5py.File(self.folder / "sample.h5") as file:
            for name in ("island.stability", "recovery", "reach_km", "island.rhetoric"):
                self.check(rows, file, name, file[name].dtype)

    def test_csv_has_nan_for_what_is_missing(self):
        self.succeed("run", "grid.toml", "--quiet", "--limit", "10", "--tile", "1")
        missing = [row["island.stability"] == "nan" for row in self.table("grid.h5")]
        self.assertEqual(missing, [i >= 10 for i in range(33)])

    def interrupt(self, kept, least, *words):
        """Interrupts a run once x.h5.partial has the file `kept` of so many bytes."""
        run = self.begin("run", *words, "-o", "x.h5", "--quiet")
        self.addCleanup(run.kill)
        end = time.monotonic() + 60
        while time.monotonic() < end and run.poll() is None:
            file = self.folder / "x.h5.partial" / kept
            if file.exists() and file.stat().st_size >= least:
                break
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        _, messages = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130, messages)

    def test_tables_and_discoveries_are_made_of_finished_files(self):
        self.interrupt("1.journal", 1500, "long.toml")
        self.assertIn(" of 15,259 tiles (", self.succeed("show", "x.h5.partial"))
        line = (
            "x.h5.partial: an unfinished run, which 'entente run ... --resume' goes on with, and {} takes a "
            "finished file ('entente show x.h5.partial' tells how far it is)\n"
        )
        for words, what in ((("show", "--csv"), "--csv"), (("discover", "--target", "status == ok"), "discover")):
            for name in ("x.h5.partial", "x.h5.partial/"):
                done = self.call(*words, name)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (2, "", line.format(what)))

    def test_a_folder_may_be_named_as_a_shell_completes_it(self):
        self.interrupt("1.journal", 1500, "long.toml")
        shown = self.succeed("show", "x.h5.partial")
        self.assertEqual(self.succeed("show", "x.h5.partial/"), shown)
        self.assertRegex(self.call("verify", "x.h5.partial/").stdout, r"^x\.h5\.partial: not finished: ")

    def test_of_an_unfinished_analysis_there_is_nothing_to_tell(self):
        study = (self.folder / "long.toml").read_text(encoding="utf-8").split("[design]")[0]
        design = '[design]\nkind = "saltelli"\npoints = 4194304\nseed = 1\n[sensitivity]\n'
        (self.folder / "sums.toml").write_text(study + design, encoding="utf-8")
        self.interrupt("lock", 0, "sums.toml")
        for command in ("show", "verify", "analyze"):
            done = self.call(command, "x.h5.partial/")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, r"^x\.h5\.partial: the sums of an unfinished analysis in transit, [^\n]+\n$")

    def test_ends_silently_when_its_reader_does(self):
        self.succeed("run", "sample.toml", "--quiet", "--set", "design.scenarios=100_000")
        with self.begin("show", "sample.h5", "--csv") as process:
            self.assertTrue(process.stdout.readline().startswith("scenario,"))
            process.stdout.close()
            self.assertEqual(process.stderr.read(), "")
        self.assertEqual(process.returncode, -signal.SIGPIPE)

    def test_describes_or_refuses_in_one_line_what_is_damaged(self):
        self.succeed("run", "grid.toml", "--quiet")
        whole = (self.folder / "grid.h5").read_bytes()
        refused = 0
        for at in range(8, len(whole), len(whole) // 60):
            damaged = whole[:at] + b"\xff\xfe\0\0" + whole[at + 4 :]
            (self.folder / "damaged.h5").write_bytes(damaged)
            result = self.call("show", "damaged.h5", errors="strict")
            if result.returncode == 0:
                self.assertEqual(result.stderr, "")
                continue
            refused += 1
            self.assertEqual((result.returncode, result.stdout), (2, ""), at)
            # A sanitizer has words of its own on what kills the process that reads.
            said = result.stderr.splitlines(keepends=True)[-1] if SANITIZED else result.stderr
            self.assertRegex(said, r"^damaged\.h5: [^\n]+\n$")
        self.assertGreater(refused, 3)


if __name__ == "__main__":
    unittest.main()
