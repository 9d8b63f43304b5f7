# SPDX-License-Identifier: Apache-2.0
"""A virtual view has the values of its shards, for any reader; where one is missing or another, our readers
refuse, while HDF5 gives fill values, silently."""

import os
import random
import resource
import shutil
import unittest

import h5py
import numpy

from merging import GRID, SAMPLE, Merge


class View(Merge):
    def setUp(self):
        super().setUp()
        self.write("g", GRID)
        self.files = self.shards("g", 5, "--tile", 40)
        self.succeed("merge", "all.h5", *self.files, "--quiet")

    def variables(self, opened):
        return [
            name
            for name, item in opened.items()
            if isinstance(item, h5py.Dataset) and item.ndim > 1
        ]

    def expect_values(self, view, reference, tiles=None):
        """Those of the reference, and fill values outside of the scenarios of `tiles`."""
        with h5py.File(self.folder / view) as found, h5py.File(self.folder / reference) as expected:
            self.assertEqual([name for name in found if name != "view"], list(expected))
            for name in self.variables(expected):
                values, wanted = found[name][()], expected[name][()]
                if tiles is not None:
                    inside = numpy.zeros(wanted.shape[:3], bool).reshape(-1)
                    for first, end in tiles:
                        inside[first:end] = True
                    wanted = wanted.copy()
                    wanted[~inside.reshape(wanted.shape[:3])] = expected[name].fillvalue
                self.assertEqual(values.tobytes(), wanted.tobytes(), name)

    def test_has_the_values_of_the_merged_file(self):
        random.Random(2).shuffle(self.files)
        told = self.succeed("merge", "--virtual", "look.h5", *self.files)
        self.assertEqual(told, "look.h5: a virtual view of 5 of 5 shards\n")
        self.expect_values("look.h5", "all.h5")
        self.assertEqual(*(self.succeed("show", f, "--csv") for f in ("look.h5", "all.h5")))
        self.assertRegex(
            self.succeed("verify", "look.h5"),
            "^look.h5: a virtual view of 5 of 5 shards, sound: 14 tiles, ",
        )
        self.assertIn("complete, 14 tiles", self.succeed("show", "look.h5"))
        self.assertLess((self.folder / "look.h5").stat().st_size, 60000)
        with h5py.File(self.folder / "look.h5") as look:
            self.assertTrue(look["island.stability"].is_virtual)
            self.assertEqual(look.attrs["virtual_view"], 5)
            self.assertEqual(look.attrs["shard_count"], 5)
            self.assertEqual(list(look["view"].attrs["file"]), sorted(self.files))
            self.assertEqual(look["entry/outputs/island.stability"], look["island.stability"])

    def test_xarray_and_netcdf_read_it(self):
        import xarray

        self.succeed("merge", "--virtual", "look.h5", *self.files)
        for engine in ("h5netcdf", "netcdf4"):
            with xarray.open_dataset(self.folder / "look.h5", engine=engine) as look:
                with xarray.open_dataset(self.folder / "all.h5", engine=engine) as merged:
                    self.assertTrue(look.equals(merged), engine)

    def test_any_shards_may_be_missing(self):
        some = [self.files[i] for i in (3, 1)]
        told = self.succeed("merge", "--virtual", "look.h5", *some)
        self.assertEqual(
            told, "look.h5: a virtual view of 2 of 5 shards\nmissing: shards 1, 3 and 5\n"
        )
        tiles = []
        for file in some:
            with h5py.File(self.folder / file) as shard:
                first, end = shard.attrs["first_tile"], shard.attrs["end_tile"]
            # Of 11 points of the last axis and 5 of the next, a tile has 33, and then 22.
            start = [t // 2 * 55 + t % 2 * 33 for t in (first, end)]
            tiles.append(start)
        self.expect_values("look.h5", "all.h5", tiles)
        self.assertRegex(
            self.succeed("verify", "look.h5"), "a virtual view of 2 of 5 shards, sound: 6 tiles"
        )
        self.assertIn(
            "6 of 14 tiles (42.9 %); the others are missing", self.succeed("show", "look.h5")
        )
        rows = self.succeed("show", "look.h5", "--csv").splitlines()
        self.assertEqual(len(rows), 386)
        wanted = self.succeed("show", "all.h5", "--csv").splitlines()
        for i, (row, other) in enumerate(zip(rows[1:], wanted[1:])):
            if any(first <= i < end for first, end in tiles):
                self.assertEqual(row, other)
            else:
                self.assertNotEqual(row, other)

    def test_of_samples_and_tables_analyses_and_percent_signs(self):
        study = SAMPLE.replace(
            'kind = "sobol"\nscenarios = 500', 'kind = "saltelli"\npoints = 64\nreplicates = 1'
        )
        (self.folder / "100%b").mkdir()
        self.write("s", study)
        files = []
        for i in (1, 2, 3):
            files.append(f"100%b/s%d.shard-{i}-of-3.h5")
            self.succeed(
                "run", "s.toml", "--quiet", "--tile", 50, "--shard", f"{i}/3", "-o", files[-1]
            )
        self.succeed("merge", "whole.h5", *files)
        self.succeed("merge", "--virtual", "look.h5", *files)
        with h5py.File(self.folder / "look.h5") as look, h5py.File(
            self.folder / "whole.h5"
        ) as whole:
            for name in whole:
                if isinstance(whole[name], h5py.Dataset) and whole[name].chunks:
                    self.assertEqual(look[name][()].tobytes(), whole[name][()].tobytes(), name)
        for name in ("look", "whole"):
            self.succeed("analyze", f"{name}.h5", "--quiet")
        with h5py.File(self.folder / "look.sensitivity.h5") as look:
            with h5py.File(self.folder / "whole.sensitivity.h5") as whole:
                self.assertEqual(
                    look["sobol_first"][()].tobytes(), whole["sobol_first"][()].tobytes()
                )
        question = ("--target", "island.stability < 0.99")
        found = [self.call("discover", f"{n}.h5", *question) for n in ("look", "whole")]
        self.assertEqual([result.returncode for result in found], [0, 0], found[0].stderr)
        self.assertEqual(found[0].stdout.replace("look", "whole"), found[1].stdout)

    def test_moves_with_its_shards(self):
        (self.folder / "a").mkdir()
        (self.folder / "a" / "parts").mkdir()
        for file in self.files:
            (self.folder / file).rename(self.folder / "a" / "parts" / file)
        self.succeed("merge", "--virtual", "a/look.h5", *(f"a/parts/{file}" for file in self.files))
        (self.folder / "a").rename(self.folder / "b")
        self.expect_values("b/look.h5", "all.h5")
        self.succeed("verify", "b/look.h5")

    def refuse_everywhere(self, why, view="look.h5"):
        line = f"{view}: {why}\n"
        for words in (("show", view), ("show", view, "--csv"), ("verify", view)):
            result = self.call(*words)
            self.assertEqual(
                (result.returncode, result.stderr, result.stdout), (2, line, ""), words
            )
        for words in (("analyze", view), ("discover", view, "--target", "island.stability < 1")):
            result = self.call(*words)
            self.assertIn(result.returncode, (1, 2), words)
            self.assertIn(why, result.stderr)

    def test_a_shard_that_is_missing_later_is_noticed(self):
        self.succeed("merge", "--virtual", "look.h5", *self.files)
        (self.folder / self.files[2]).unlink()
        with h5py.File(self.folder / "look.h5") as look:  # the trap
            self.assertTrue(numpy.isnan(look["island.stability"][()]).any())
        self.refuse_everywhere(f"{self.files[2]}: this file of the view is missing")

    def test_a_shard_that_is_another_later_is_noticed(self):
        self.succeed("merge", "--virtual", "look.h5", *self.files)
        shutil.copy(self.folder / self.files[1], self.folder / self.files[2])
        why = "not the file any more that the view was made of"
        self.refuse_everywhere(f"{self.files[2]}: {why}")
        (self.folder / self.files[2]).write_text("no file", encoding="utf-8")
        self.refuse_everywhere(f"{self.files[2]}: not an HDF5 file")
        (self.folder / self.files[2]).unlink()
        (self.folder / self.files[2]).symlink_to("/dev/null")
        self.refuse_everywhere(f"{self.files[2]}: this is not a regular file")

    def test_damage_in_a_shard_is_found(self):
        self.succeed("merge", "--virtual", "look.h5", *self.files)
        path = self.folder / self.files[2]
        with h5py.File(path) as shard:
            place = shard["island.stability"].id.get_chunk_info(0).byte_offset
        data = bytearray(path.read_bytes())
        data[place] ^= 4
        path.write_bytes(data)
        result = self.call("verify", "look.h5")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(
            result.stdout,
            r"^damaged: tile 5 \(scenarios 143 to 164\): island.stability\n"
            "look.h5: 13 of 14 tiles are sound; mend the shards, then 'entente merge --virtual' them again\n$",
        )

    def test_few_open_files(self):
        """Our readers open one file at a time; HDF5 has all open, and where it may not, says nothing."""

        def few(most):
            return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

        result = self.call("merge", "--virtual", "look.h5", *self.files, preexec_fn=few(68))
        self.assertEqual(
            (result.returncode, result.stderr),
            (
                2,
                "look.h5: a view of 5 files: who reads it has them all open, and a process may have 68 (ulimit "
                "-n); readers that may not get fill values, silently (merge without --virtual)\n",
            ),
        )
        self.assertFalse((self.folder / "look.h5").exists())
        self.succeed("merge", "--virtual", "look.h5", *self.files, preexec_fn=few(69))
        csv = self.succeed("show", "look.h5", "--csv", preexec_fn=few(12))
        self.assertEqual(csv, self.succeed("show", "all.h5", "--csv"))
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with h5py.File(self.folder / "look.h5") as look:  # the trap
            free = os.open("/dev/null", os.O_RDONLY)
            os.close(free)
            resource.setrlimit(resource.RLIMIT_NOFILE, (free + 2, hard))
            try:
                self.assertTrue(numpy.isnan(look["island.stability"][()]).any())
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    def test_is_no_result_file(self):
        self.succeed("merge", "--virtual", "look.h5", *self.files)
        view = "look.h5: a virtual view"
        for words, line in (
            (("merge", "x.h5", "look.h5"), f"{view} of shards: merge these themselves"),
            (("merge", "look.h5", *self.files), "look.h5: exists already (--force replaces it)"),
            (("merge", "look.h5", *self.files, "--resume"), f"{view} (--force replaces it)"),
            (
                ("merge", "--virtual", "look.h5", *self.files, "--resume"),
                "--resume: a virtual view is written at once (--force replaces one)",
            ),
            (
                ("run", "g.toml", "--tile", 40, "-o", "look.h5", "--resume"),
                f"{view}, so --resume cannot go on with it (--force begins anew)",
            ),
        ):
            result = self.call(*words)
            self.assertEqual((result.returncode, result.stderr), (2, line + "\n"))
        self.succeed("merge", "--virtual", "look.h5", *self.files, "--force")
        self.succeed("merge", "look.h5", *self.files, "--force")
        self.expect_same("look.h5", "all.h5")
        self.assertFalse((self.folder / "look.h5.partial").exists())

    def test_unfinished_shards_are_not_shown(self):
        partial = self.folder / "g.shard-3-of-5.h5.partial"
        partial.mkdir()
        for name in ("1.h5", "1.journal"):
            (partial / name).touch()
        (self.folder / self.files[2]).unlink()
        self.refuse(
            "g.shard-3-of-5.h5: unfinished: 'entente run STUDY --shard 3/5 -o g.shard-3-of-5.h5 --resume' goes "
            "on with it",
            *("--virtual", "look.h5", *self.files),
        )


if __name__ == "__main__":
    unittest.main()
