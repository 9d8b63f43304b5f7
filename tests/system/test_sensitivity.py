# SPDX-License-Identifier: Apache-2.0
"""Studies with [sensitivity]: run, stopped, killed, resumed, refused, analysed from files."""

import re
import signal
import subprocess
import time
import unittest

import h5py
import numpy
import xarray

from program import PROGRAM, InFolder

STUDY = """\
title = "What matters"
model = "alliance"
theatres = ["island.toml"]
horizon = 3

[parameters]
"*" = "plausible"

[design]
kind = "saltelli"
points = 1_024
replicates = 16
seed = 1

[sensitivity]

[output]
precision = "float64"
"""


def same(a, b):
    """Whether two analyses have the same arrays, bit for bit."""
    with h5py.File(a) as first, h5py.File(b) as second:

        def arrays(file):
            return [n for n, d in file.items() if isinstance(d, h5py.Dataset) and d.dtype.kind == "f"]

        return arrays(first) == arrays(second) and all(
            numpy.array_equal(first[name][...], second[name][...], equal_nan=True)
            for name in arrays(first)
        )


class Sensitivity(InFolder):
    def setUp(self):
        super().setUp()
        (self.folder / "study.toml").write_text(STUDY, encoding="utf-8")

    def refuse(self, text, *expected, words=("run",)):
        (self.folder / "bad.toml").write_text(text, encoding="utf-8")
        done = self.call(*words, "bad.toml", "-o", "bad.h5")
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        for part in expected:
            self.assertIn(part, done.stderr)
        self.assertFalse((self.folder / "bad.h5").exists())

    def test_tells_what_matters_and_opens_everywhere(self):
        text = self.succeed("run", "study.toml", "-o", "a.h5")
        self.assertIn("island.stability   mean", text)
        self.assertIn("1,024 blocks of", text)
        for engine in ("h5netcdf", "netcdf4"):
            with xarray.open_dataset(self.folder / "a.h5", engine=engine) as file:
                total = file["sobol_total"].sel(output="island.stability")
                self.assertGreater(float(total.max()), 0.05)
                self.assertEqual(total.dims, ("factor",))
                self.assertEqual(file.attrs["intervals"], "replicates")
                self.assertEqual(float(file["effective"].min()), 1024)
        shown = self.succeed("show", "a.h5")
        self.assertIn("island.stability   mean", shown)
        self.assertIn("an analysis", shown)
        self.assertIn("sound", self.succeed("verify", "a.h5"))

    def test_finds_the_same_from_a_file(self):
        self.succeed("run", "study.toml", "-o", "a.h5", "--quiet")
        self.succeed("run", "study.toml", "-o", "b.h5", "--quiet", "--set", "sensitivity.store=true")
        self.assertTrue(same(self.folder / "a.h5", self.folder / "b.sensitivity.h5"))
        self.succeed("analyze", "b.h5", "-o", "c.h5", "--quiet")
        self.assertTrue(same(self.folder / "a.h5", self.folder / "c.h5"))
        for name in ("b.sensitivity.h5", "c.h5"):
            self.assertIn(f"{name}, an analysis", self.succeed("show", name))
            self.assertIn("an analysis, sound", self.succeed("verify", name))
        # As after a kill between the two files.
        (self.folder / "b.sensitivity.h5").unlink()
        words = ("run", "study.toml", "-o", "b.h5", "--resume", "--quiet", "--set", "sensitivity.store=true")
        self.succeed(*words)
        self.assertTrue(same(self.folder / "a.h5", self.folder / "b.sensitivity.h5"))
        before = (self.folder / "b.sensitivity.h5").stat()
        self.succeed(*words)
        self.assertEqual((self.folder / "b.sensitivity.h5").stat(), before)
        # Others of the same scenarios are left alone, those of another file that was here before are not.
        self.succeed("analyze", "b.h5", "--level", "0.9", "--force", "--quiet")
        before = (self.folder / "b.sensitivity.h5").stat()
        self.succeed(*words)
        self.assertEqual((self.folder / "b.sensitivity.h5").stat(), before)
        self.succeed("run", "study.toml", "-o", "other.h5", "--quiet", "--set", "sensitivity.store=true", "--set",
                     "design.seed=2")
        for other in ((self.folder / "other.sensitivity.h5").read_bytes(), b"old"):
            (self.folder / "b.sensitivity.h5").write_bytes(other)
            self.succeed(*words)
            self.assertTrue(same(self.folder / "a.h5", self.folder / "b.sensitivity.h5"))

    def test_of_a_part_is_provisional(self):
        self.succeed("run", "study.toml", "-o", "b.h5", "--quiet", "--set", "sensitivity.store=true",
                     "--limit", "20000")
        with h5py.File(self.folder / "b.sensitivity.h5") as file:
            effective = file["effective"][0]
            self.assertEqual(effective, 20000 // 43)
            self.assertTrue(numpy.isfinite(file["sobol_total"][0]).all())

    def end_half_way(self, which):
        """Begins a long run with much in its file, and ends it by a signal; returns its data and its status."""
        words = ("--set", "design.points=1048576", "--set", "sensitivity.store=true", "--set", 'output.compression="none"')
        run = self.begin("run", "study.toml", "-o", "b.h5", *words)
        self.addCleanup(run.kill)
        data = self.folder / "b.h5.partial" / "1.h5"
        self.wait_until(lambda: data.exists() and data.stat().st_size > 100_000_000, run)
        run.send_signal(which)
        run.communicate(timeout=100)
        return data, run.returncode

    def refuse_unfinished(self, what):
        analysed = self.call("analyze", "b.h5.partial", "-o", "d.h5")
        self.assertEqual(analysed.returncode, 2, analysed.stdout + analysed.stderr)
        self.assertEqual(
            analysed.stderr,
            f"b.h5.partial: 1.h5 is {what}: 'entente run ... --resume' puts together what is sound and computes the "
            "rest; analyse its file\n",
        )
        self.assertFalse((self.folder / "d.h5").exists())

    def test_of_a_run_without_a_tile_is_none(self):
        big = ("--tile", "4194304", "--isa", "scalar", "--threads", "1", "--set", "sensitivity.store=true")
        run = self.begin("run", "study.toml", "-o", "b.h5", *big, "--set", "design.points=1048576")
        self.addCleanup(run.kill)
        self.wait_until(lambda: self.journals("b.h5"), run)
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=100)
        analysed = self.call("analyze", "b.h5.partial", "-o", "d.h5")
        self.assertEqual(analysed.returncode, 2)
        self.assertEqual(analysed.stderr, "b.h5.partial: no tile is in it (a run that has just begun, or none)\n")

    def test_of_a_killed_run_is_none(self):
        # Its tiles are sound, but HDF5 would not find them.
        self.assertEqual(self.end_half_way(signal.SIGKILL)[1], -signal.SIGKILL)
        self.refuse_unfinished("as a run has left it that was killed, without its index")

    def test_of_an_unfinished_run_is_provisional_if_its_tiles_are_sound(self):
        data, status = self.end_half_way(signal.SIGINT)
        self.assertEqual(status, 130)
        # A design of so many blocks, of which there are some.
        self.assertIn("provisional: the run is not finished", self.succeed("analyze", "b.h5.partial", "-o", "c.h5"))
        # As what has been copied elsewhere leaves behind: zeros, which HDF5 would take for values.
        with open(data, "r+b") as file:
            file.seek(10_000_000)
            file.write(bytes(1_000_000))
        self.refuse_unfinished("not whole any more")

    def test_goes_on_after_a_kill(self):
        points = ["--set", "design.points=65536", "--threads", "2"]
        self.succeed("run", "study.toml", "-o", "plain.h5", "--quiet", *points)
        kept = self.folder / "a.h5.partial" / "sums"
        process = subprocess.Popen(
            [PROGRAM, "run", "study.toml", "-o", "a.h5", "--quiet", *points], cwd=self.folder
        )
        deadline = time.monotonic() + 100
        while process.poll() is None and not kept.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if kept.exists():
            done = self.call("run", "study.toml", "-o", "a.h5", *points)
            self.assertEqual(done.returncode, 2)
            self.assertIn("--resume", done.stderr)
        self.succeed("run", "study.toml", "-o", "a.h5", "--quiet", "--resume", *points)
        self.assertTrue(same(self.folder / "plain.h5", self.folder / "a.h5"))
        self.assertFalse((self.folder / "a.h5.partial").exists())

    def test_stops_when_it_knows_enough(self):
        self.succeed("run", "study.toml", "-o", "a.h5", "--quiet", "--until-ci", "0.5",
                     "--set", "design.points=65536", "--set",
                     'output.variables=["island.stability"]')
        with h5py.File(self.folder / "a.h5") as file:
            self.assertLess(file.attrs["blocks_used"], 65536)
            self.assertLessEqual(
                numpy.nanmax(file["sobol_total_high"][...] - file["sobol_total_low"][...]) / 2, 0.5
            )

    def test_a_finished_analysis_is_gone_on_with_if_it_is_of_this_run(self):
        words = ("run", "study.toml", "-o", "a.h5", "--quiet")
        self.succeed(*words)
        before = (self.folder / "a.h5").read_bytes()
        for more in ((), ("--until-ci", "1e-6"), ("--threads", "1", "--backend", "openmp")):
            done = self.call(*words, "--resume", *more)
            self.assertEqual((done.returncode, done.stderr), (0, "a.h5: complete and sound, nothing to do\n"))
        other = "a.h5: complete, but not of this run, so --resume cannot go on with it: "
        more_theatre = (self.folder / "island.toml").read_text(encoding="utf-8") + "# seen\n"
        for change, told in (
            (("--set", "horizon=4"), "study, line 19: nothing then, '# --set horizon=4' now"),
            (("--limit", "20000"), "scenarios: '44032' then, '20000' now"),
            (("--isa", "scalar"), "instruction set: 'with fused multiply-add (avx2, avx512)' then, 'scalar' now"),
            (more_theatre, "island.theatre, line 9: nothing then, '# seen' now"),
        ):
            with self.subTest(told):
                if isinstance(change, str):
                    (self.folder / "island.toml").write_text(change, encoding="utf-8")
                    change = ()
                done = self.call(*words, "--resume", *change)
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, "^" + re.escape(other + told) + r" \(--force begins anew\)\n$")
                self.assertEqual((self.folder / "a.h5").read_bytes(), before)

    def test_a_finished_file_that_is_no_whole_analysis_is_not_gone_on_with(self):
        self.succeed("run", "study.toml", "-o", "a.h5", "--quiet")
        whole = (self.folder / "a.h5").read_bytes()
        at = whole.rindex(b"island.stability")
        self.succeed("run", "grid.toml", "-o", "grid.h5", "--quiet")
        self.succeed("run", "study.toml", "-o", "s.h5", "--quiet", "--set", "sensitivity.store=true")
        for content, told in (
            (whole[:at] + b"x" + whole[at + 1 :], "damaged"),
            ((self.folder / "grid.h5").read_bytes(), "not an analysis by this program"),
            ((self.folder / "s.sensitivity.h5").read_bytes(), "not of this run"),
        ):
            with self.subTest(told):
                (self.folder / "b.h5").write_bytes(content)
                done = self.call("run", "study.toml", "-o", "b.h5", "--quiet", "--resume")
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, rf"^b\.h5: [^\n]*{told}[^\n]* \(--force begins anew\)\n$")
                self.assertEqual((self.folder / "b.h5").read_bytes(), content)

    def test_a_finished_analysis_that_stopped_early_must_be_as_narrow(self):
        more = ("--set", "design.points=65536", "--set", 'output.variables=["island.stability"]')
        words = ("run", "study.toml", "-o", "a.h5", "--quiet", *more)
        self.succeed(*words, "--until-ci", "0.5")
        for width in ("0.5", "0.6"):
            done = self.call(*words, "--resume", "--until-ci", width)
            self.assertEqual((done.returncode, done.stderr), (0, "a.h5: complete and sound, nothing to do\n"))
        for narrower in (("--until-ci", "0.4"), ()):
            done = self.call(*words, "--resume", *narrower)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, r"it stopped after [\d,]+ of 65,536 blocks, at --until-ci 0\.5 \(--force")

    def test_what_is_begun_goes_before_what_is_finished(self):
        self.succeed("run", "study.toml", "-o", "a.h5", "--quiet")
        words = ("run", "study.toml", "-o", "a.h5", "--quiet", "--force", "--set", "design.points=4194304")
        process = self.begin(*words)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + 60
        while not (self.folder / "a.h5.partial").exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, messages)
        done = self.call("run", "study.toml", "-o", "a.h5", "--quiet", "--resume")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^a\.h5\.partial: not of this run, so --resume cannot go on with it: study, line")

    def test_refuses_what_cannot_be(self):
        self.refuse(STUDY.replace("[sensitivity]", "[sensitivity]\nlevel = 2"),
                    "bad.toml:16:9: sensitivity.level: 2 is out of range")
        self.refuse(STUDY.replace("[sensitivity]", "[sensitivity]\nintervalls = 2"),
                    "bad.toml:16:1: [sensitivity]: unknown key 'intervalls'", "intervals")
        self.refuse(STUDY.replace("replicates = 16", "replicates = 1").replace(
            "[sensitivity]", '[sensitivity]\nintervals = "replicates"'),
            "bad.toml:16:13: sensitivity.intervals", "replicates = 2 or more")
        self.refuse("model = \"alliance\"\ntheatres = [\"island.toml\"]\n[sensitivity]\n",
                    "bad.toml:3:1: [sensitivity] needs parameters with distributions")
        self.refuse(STUDY, "shard", words=("run", "--shard", "1/2"))
        done = self.call("run", "sample.toml", "--until-ci", "0.1", "-o", "x.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--until-ci", done.stderr)
        self.succeed("run", "grid.toml", "-o", "g.h5", "--quiet")
        done = self.call("analyze", "g.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("grid", done.stderr)

    def test_scenarios_without_a_result(self):
        study = (
            'model = "commitment"\n[parameters]\n"*" = "plausible"\n[design]\nkind = "saltelli"\n'
            "points = 1024\nreplicates = 1\n[sensitivity]\nfailures = {}\n"
        )
        (self.folder / "fails.toml").write_text(study.format('"abort"'), encoding="utf-8")
        for resume in ([], ["--resume"]):  # it is no better when it goes on
            done = self.call("run", "fails.toml", "-o", "f.h5", "--quiet", *resume)
            self.assertEqual(done.returncode, 1)
            self.assertIn("no finite result", done.stderr)
            self.assertFalse((self.folder / "f.h5").exists())
        (self.folder / "fails.toml").write_text(study.format('"drop"'), encoding="utf-8")
        self.assertIn("not finite", self.succeed("run", "fails.toml", "-o", "f.h5", "--force"))
        with h5py.File(self.folder / "f.h5") as file:
            self.assertLess(file["effective"][...].min(), 1024)
            self.assertGreater(file["effective"][...].max(), 0)
        (self.folder / "fails.toml").write_text(study.format("{ impute = 0 }"), encoding="utf-8")
        self.succeed("run", "fails.toml", "-o", "f.h5", "--force", "--quiet")
        with h5py.File(self.folder / "f.h5") as file:
            self.assertTrue((file["effective"][...] == 1024).all())

    def test_an_analysis_ends_like_a_run_where_a_scenario_has_no_result(self):
        study = 'model = "commitment"\n[parameters]\n"*" = "plausible"\n[design]\nkind = "saltelli"\npoints = 1024\n'
        (self.folder / "fails.toml").write_text(study, encoding="utf-8")
        self.succeed("run", "fails.toml", "-o", "f.h5", "--quiet", "--set", 'output.parameters="float64"')
        done = self.call("analyze", "f.h5", "--failures", "abort")
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        self.assertRegex(done.stderr, r"^a value of scenarios [^\n]+\n$")

    def test_damage_is_told_in_one_line(self):
        self.succeed("run", "sample.toml", "-o", "s.h5", "--quiet", "--set", "design.scenarios=400",
                     "--set", "output.parameters=float64")
        whole = (self.folder / "s.h5").read_bytes()
        refused = 0
        for at in range(8, len(whole), len(whole) // 20):
            damaged = whole[:at] + b"\xff\xfe\0\0" + whole[at + 4 :]
            (self.folder / "damaged.h5").write_bytes(damaged)
            result = self.call("analyze", "damaged.h5", "-o", "a.h5", "--force")
            if result.returncode == 0:
                continue
            refused += 1
            self.assertEqual((result.returncode, result.stdout), (2, ""), (at, result.stderr))
            self.assertRegex(result.stderr, r"^damaged\.h5: [^\n]+\n$")
        self.assertGreater(refused, 3)
        (self.folder / "damaged.h5").write_bytes(whole[: len(whole) // 2])
        result = self.call("analyze", "damaged.h5")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr, "damaged.h5: the file is truncated: its end is missing\n")

    def test_measures_of_the_whole_sample(self):
        self.succeed("run", "sample.toml", "-o", "s.h5", "--quiet", "--limit", "4000",
                     "--set", "design.scenarios=4000", "--set", "output.parameters=float64")
        text = self.succeed("analyze", "s.h5", "--methods", "pawn,delta,rank,hsic,regression")
        self.assertIn("borgonovo_delta", text)
        with h5py.File(self.folder / "s.sensitivity.h5") as file:
            for name in ("pawn", "borgonovo_delta", "first_order_rank", "hsic", "prcc", "src"):
                self.assertTrue(numpy.isfinite(file[name][0]).any(), name)
        done = self.call("analyze", "s.h5", "--methods", "pwan", "-o", "t.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("pawn", done.stderr)


if __name__ == "__main__":
    unittest.main()
