# SPDX-License-Identifier: Apache-2.0
"""'entente run': what it prints, which file it writes, and what the file says of its options."""

import os
import pty
import re
import signal
import subprocess
import unittest

import h5py
import numpy

from program import PROGRAM, InFolder

BAR = rb"\r\x1b\[K\[[#.]{24}\] +\d+ %  [\d,.]+ scenarios/s  [^\r]+ left\r"
COUNTS = ("scenarios", "scenarios_wanted", "scenarios_computed")
PROGRESS = r"^ *\d+ %  [\d,]+ of 1,000,000,000 scenarios  [\d,.]+ scenarios/s  .+ left$"


class Summary(InFolder):
    def rows(self, text):
        """The table of a summary: output -> unit, min, mean, max, not finite."""
        lines = text[: text.index("\n\n")].splitlines()
        self.assertEqual(lines[0].split(), "output unit min mean max not finite".split())
        return {line.split()[0]: line.split()[1:] for line in lines[1:]}

    def test_has_the_statistics_of_the_file(self):
        text = self.succeed("run", "grid.toml", "--set", "output.precision=float64")
        rows = self.rows(text)
        with h5py.File(self.folder / "grid.h5") as file:
            described = [name for name in file if "long_name" in file[name].attrs]
            self.assertCountEqual(rows, [name for name in described if file[name].ndim == 2])
            for name, (unit, least, mean, most, not_finite) in rows.items():
                values = file[name][...]
                self.assertEqual(unit, file[name].attrs["units"])
                self.assertEqual(least, f"{values.min():.6g}", name)
                self.assertEqual(most, f"{values.max():.6g}", name)
                self.assertEqual(int(not_finite), 0)
                if values.dtype.kind == "f":
                    numpy.testing.assert_allclose(float(mean), values.mean(), 1e-5, 0, err_msg=name)
                else:
                    self.assertEqual(mean, "-", name)

    def test_names_the_best_and_the_worst_corner_of_a_grid(self):
        text = self.succeed("run", "grid.toml", "--set", "output.precision=float64")
        with h5py.File(self.folder / "grid.h5") as file:
            values = file["island.stability"][...]
            axes = {name: file[name][...] for name in ("recovery", "mirror")}
        for word, place in (("highest", values.argmax()), ("lowest ", values.argmin())):
            corner = zip(axes, numpy.unravel_index(place, values.shape))
            where = ", ".join(f"{name} = {axes[name][i]:g}" for name, i in corner)
            self.assertIn(f"{word} island.stability: {values.flat[place]:.6g} at {where}\n", text)

    def test_says_where_the_file_is_and_how_long_it_took(self):
        text = self.succeed("run", "grid.toml", "-o", "x.h5", "--limit", "20")
        self.assertRegex(text, r"\n20 scenarios in [\d.]+ s, [\d,.]+ scenarios/s\n")
        self.assertRegex(text, r"\nx\.h5, [\d.]+ kB\n$")
        self.assertIn("20 of the study's 33 scenarios; the others are not in the file\n", text)

    def test_quiet_is_silent(self):
        result = self.call("run", "grid.toml", "--quiet")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        self.assertEqual(self.files(), ["grid.h5"])

    def test_a_crew_is_announced(self):
        words = "--threads 2 --backend openmp --isa scalar --tile 5".split()
        result = self.call("run", "grid.toml", *words)
        self.assertEqual(result.stderr, "33 scenarios in 11 tiles on 2 threads (openmp, scalar)\n")


class Progress(InFolder):
    def test_is_a_line_now_and_then_in_a_log(self):
        run = self.begin("run", "long.toml", "-o", "x.h5")
        self.addCleanup(run.kill)
        self.assertRegex(run.stderr.readline(), r"^1,000,000,000 scenarios in [\d,]+ tiles on ")
        self.assertRegex(run.stderr.readline(), PROGRESS)
        run.send_signal(signal.SIGINT)
        rest = run.communicate(timeout=400)[1]
        others = [line for line in rest.splitlines() if not re.search(PROGRESS, line)]
        self.assertLessEqual(len(others), 2)

    def test_is_a_bar_on_a_terminal(self):
        ours, theirs = pty.openpty()
        words = [PROGRAM, "run", "long.toml", "-o", "x.h5"]
        environment = {**os.environ, "TERM": "xterm"}
        run = subprocess.Popen(words, cwd=self.folder, stderr=theirs, env=environment)
        for clean in (run.wait, run.kill, lambda: os.close(ours)):  # the last comes first
            self.addCleanup(clean)
        os.close(theirs)
        text = b""
        while not re.search(BAR, text):
            text += os.read(ours, 1000)
            self.assertLess(len(text), 30_000, text)
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(timeout=400), 130)


class Options(InFolder):
    def attributes(self, *words, file="x.h5"):
        """The root attributes of a run's file."""
        self.succeed("run", "grid.toml", "-o", "x.h5", "--force", "--quiet", *words)
        with h5py.File(self.folder / file) as opened:
            return dict(opened.attrs)

    def test_leave_their_traces_in_the_file(self):
        words = "--isa scalar --backend openmp --threads 3 --tile 7"
        a = self.attributes(*words.split())
        self.assertEqual((a["isa"], a["backend"], a["threads"]), ("scalar", "openmp", 3))
        # A tile has whole points of the first axis.
        self.assertEqual((a["scenarios_per_tile"], a["tiles"]), (6, 6))
        self.assertEqual([a[name] for name in COUNTS], [33, 33, 33])
        command = f"entente run grid.toml -o x.h5 --force --quiet {words}"
        self.assertEqual(a["command_line"], command)
        for name in ("title", "model_version", "program_version", "program_commit", "compiler"):
            self.assertTrue(str(a[name]), name)
        for name in ("start_time", "end_time"):
            self.assertRegex(a[name], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_set_replaces_what_the_study_says(self):
        a = self.attributes("--set", "horizon=2", "--set", "recovery=0.4", "--set", "deeds=[0, 1]")
        self.assertEqual(a["horizon"], 2)
        fixed = dict(zip(a["fixed_parameters"], a["fixed_values"]))
        self.assertEqual(fixed["recovery"], 0.4)
        with h5py.File(self.folder / "x.h5") as file:
            self.assertEqual(file["island.stability"].shape, (3, 2))
            numpy.testing.assert_array_equal(file["deeds"], [0, 1])
            text = file["study"].asstr()[()]
        told = "# --set horizon=2\n# --set recovery=0.4\n# --set deeds=[0, 1]\n"
        self.assertTrue(text.endswith(told))

    def test_limit_computes_the_first_scenarios(self):
        a = self.attributes("--limit", "10", "--tile", "4")
        self.assertEqual([a[name] for name in COUNTS], [33, 10, 10])
        with h5py.File(self.folder / "x.h5") as file:
            finite = numpy.isfinite(file["island.stability"][...]).ravel()
        numpy.testing.assert_array_equal(finite, numpy.arange(33) < 10)

    def test_shards_together_are_the_whole(self):
        self.succeed("run", "grid.toml", "--quiet")
        with h5py.File(self.folder / "grid.h5") as file:
            whole = file["island.stability"][...]
        joined = numpy.full_like(whole, numpy.nan)
        tiles = []
        for shard in ("1/4", "2/4", "3/4", "4/4"):
            self.succeed("run", "grid.toml", "--quiet", "--tile", "3", "--shard", shard)
            name = f"grid.shard-{shard.replace('/', '-of-')}.h5"
            with h5py.File(self.folder / name) as file:
                values = file["island.stability"][...]
                a = dict(file.attrs)
            self.assertTrue(numpy.isnan(joined[numpy.isfinite(values)]).all(), "computed twice")
            joined = numpy.where(numpy.isfinite(values), values, joined)
            self.assertEqual(f"{a['shard_index']}/{a['shard_count']}", shard)
            tiles += range(a["first_tile"], a["end_tile"])
        numpy.testing.assert_array_equal(joined, whole)
        self.assertEqual(tiles, list(range(11)))

    def test_the_study_names_the_file_and_the_option_wins(self):
        below = self.folder / "below"
        below.mkdir()
        words = ("grid.toml", "--quiet", "--set", 'output.file="below/y.h5"')
        self.succeed("run", *words)
        self.succeed("run", *words, "-o", "x.h5")
        self.assertEqual([path.name for path in below.iterdir()], ["y.h5"])
        self.assertEqual(self.files(), ["below", "x.h5"])

    def test_the_folder_of_the_unfinished_file_may_be_there_already(self):
        # With a layout of its own, on a parallel file system.
        (self.folder / "grid.h5.partial").mkdir()
        self.succeed("run", "grid.toml", "--quiet")
        self.assertEqual(self.files(), ["grid.h5"])


if __name__ == "__main__":
    unittest.main()
