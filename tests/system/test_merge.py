# SPDX-License-Identifier: Apache-2.0
"""The files of all shards of a run are put together: the file is the one that a single run writes."""

import random
import unittest

import h5py
import numpy

from merging import CREW, GRID, SAMPLE, TABLE, Merge


class IsTheFileOfASingleRun(Merge):
    def test_of_any_study_in_any_number_of_shards(self):
        chance = random.Random(5)
        studies = {"grid_a": GRID, "sample_a": SAMPLE, "table_a": TABLE}
        for name, text in studies.items():
            for compression in ("none", "deflate"):
                self.write(name, text, compression)
                tile = 40  # 10, 13 and 8 tiles
                self.succeed(
                    "run", f"{name}.toml", "--quiet", "--tile", tile, "-o", "one.h5", "--force"
                )
                for count in (1, 2, 3, 7, 16):
                    with self.subTest(name, compression=compression, shards=count):
                        files = self.shards(name, count, "--tile", tile, "--force", crews=True)
                        chance.shuffle(files)
                        told = self.succeed("merge", "all.h5", *files, "--force")
                        self.assertRegex(told, rf"^{count} files?, \d+ tiles, ")
                        self.expect_same("all.h5", "one.h5", CREW)
                        self.succeed("verify", "all.h5", "--quiet")
                        self.assertFalse((self.folder / "all.h5.partial").exists())

    def test_the_crew_is_that_of_the_first_shard(self):
        self.write("grid_a", GRID)
        self.succeed("run", "grid_a.toml", "--quiet", "--tile", 40, "-o", "one.h5", "--threads", 1)
        self.succeed(
            "run", "grid_a.toml", "--quiet", "--tile", 40, "--shard", "1/2", "--threads", 1
        )
        self.succeed(
            "run", "grid_a.toml", "--quiet", "--tile", 40, "--shard", "2/2", "--threads", 2
        )
        self.succeed("merge", "all.h5", "grid_a.shard-2-of-2.h5", "grid_a.shard-1-of-2.h5")
        self.expect_same("all.h5", "one.h5")

    def test_what_is_said_of_times(self):
        self.write("grid_a", GRID)
        files = self.shards("grid_a", 3, "--tile", 40)
        self.succeed("merge", "all.h5", *files)
        with h5py.File(self.folder / "all.h5") as merged:
            whole = dict(merged.attrs)
        seconds, lines, starts = 0, [], []
        for file in files:
            with h5py.File(self.folder / file) as shard:
                seconds += shard.attrs["seconds"]
                lines += shard.attrs["history"].split("\n")
                starts.append(shard.attrs["start_time"])
        self.assertAlmostEqual(whole["seconds"], seconds)
        self.assertEqual(whole["start_time"], min(starts))
        history = whole["history"].split("\n")
        self.assertEqual(history[:-1], lines)
        self.assertRegex(history[-1], rf"Z: entente merge all.h5 {' '.join(files)} on ")
        self.assertNotIn("shard_index", whole)
        self.assertEqual(whole["tiles_wanted"], whole["tiles"])

    def test_of_a_trial_run(self):
        self.write("sample_a", SAMPLE)
        self.succeed(
            "run", "sample_a.toml", "--quiet", "--tile", 40, "--limit", 250, "-o", "one.h5"
        )
        files = self.shards("sample_a", 3, "--tile", 40, "--limit", 250)
        self.succeed("merge", "all.h5", *files)
        self.expect_same("all.h5", "one.h5")

    def test_overrides_and_groups_of_axes(self):
        self.write("grid_a", GRID)
        words = ("--tile", 40, "--set", "horizon=3", "--set", "design.kind=grid")
        self.succeed("run", "grid_a.toml", "--quiet", *words, "-o", "one.h5")
        self.succeed("merge", "all.h5", *self.shards("grid_a", 2, *words))
        self.expect_same("all.h5", "one.h5")

    def test_netcdf_and_xarray_read_it(self):
        import xarray

        self.write("grid_a", GRID)
        self.succeed("run", "grid_a.toml", "--quiet", "--tile", 40, "-o", "one.h5")
        self.succeed("merge", "all.h5", *self.shards("grid_a", 3, "--tile", 40))
        for engine in ("h5netcdf", "netcdf4"):
            with xarray.open_dataset(self.folder / "all.h5", engine=engine) as merged:
                with xarray.open_dataset(self.folder / "one.h5", engine=engine) as one:
                    self.assertTrue(merged.equals(one), engine)

    def test_a_sensitivity_study_that_stores_is_analysed_as_a_whole(self):
        study = SAMPLE.replace(
            'kind = "sobol"\nscenarios = 500', 'kind = "saltelli"\npoints = 64\nreplicates = 1'
        )
        self.write("sample_a", study + "\n[sensitivity]\nstore = true\n")
        self.succeed(
            "run", "sample_a.toml", "--quiet", "--tile", 40, "-o", "one.h5", "--threads", 1
        )
        files = []
        for i in (1, 2, 3):
            # Of its own part alone a shard could tell nothing: the whole is analysed.
            self.call(
                "run", "sample_a.toml", "--quiet", "--tile", 40, "--shard", f"{i}/3", "--threads", 1
            )
            files.append(f"sample_a.shard-{i}-of-3.h5")
        self.succeed("merge", "all.h5", *files)
        self.succeed("analyze", "all.h5", "--quiet")
        self.succeed("analyze", "one.h5", "--quiet", "--force")
        with h5py.File(self.folder / "all.sensitivity.h5") as merged:
            with h5py.File(self.folder / "one.sensitivity.h5") as one:
                self.assertEqual(list(merged), list(one))
                self.assertEqual(
                    merged["sobol_first"][()].tobytes(), one["sobol_first"][()].tobytes()
                )
                self.assertTrue(numpy.isfinite(merged["sobol_first"][()]).any())


if __name__ == "__main__":
    unittest.main()
