# SPDX-License-Identifier: Apache-2.0
"""What does not belong together is not merged: one line says which file, and what to do."""

import random
import shutil
import time
import unittest

import h5py

from merging import GRID, LARGE, Merge
from program import SANITIZED


class Refusals(Merge):
    def setUp(self):
        super().setUp()
        self.write("g", GRID)
        self.files = self.shards("g", 4, "--tile", 40)

    def tearDown(self):
        # What is refused is refused before anything is written.
        self.assertFalse((self.folder / "all.h5").exists())
        super().tearDown()

    def shard(self, i):
        return f"g.shard-{i}-of-4.h5"

    def test_missing(self):
        self.refuse(
            "shard 3 of 4 is missing: g.shard-3-of-4.h5", "all.h5", *map(self.shard, (1, 2, 4))
        )
        self.refuse(
            "shards 2 and 4 of 4 are missing: g.shard-2-of-4.h5, g.shard-4-of-4.h5",
            *("all.h5", self.shard(3), self.shard(1)),
        )
        self.succeed("run", "g.toml", "--quiet", "--tile", 40, "--shard", "4/10")
        self.refuse(
            "shards 1 to 3 and 5 to 10 of 10 are missing: g.shard-1-of-10.h5, g.shard-2-of-10.h5, "
            "g.shard-3-of-10.h5, g.shard-5-of-10.h5, ...",
            *("all.h5", "g.shard-4-of-10.h5"),
        )
        (self.folder / self.shard(1)).rename(self.folder / "a.h5")
        self.refuse("shards 2 to 4 of 4 are missing", "all.h5", "a.h5")

    def test_unfinished(self):
        partial = self.folder / "g.shard-3-of-4.h5.partial"
        partial.mkdir()
        for name in ("1.h5", "1.journal"):
            (partial / name).touch()
        self.refuse(
            "g.shard-3-of-4.h5: being written anew, or mended: there is g.shard-3-of-4.h5.partial beside it",
            *("all.h5", *self.files),
        )
        (self.folder / self.shard(3)).unlink()
        how = "'entente run STUDY --shard 3/4 -o g.shard-3-of-4.h5 --resume' goes on with it"
        self.refuse(f"g.shard-3-of-4.h5: unfinished: {how}", "all.h5", *self.files)
        self.refuse(f"g.shard-3-of-4.h5: unfinished: {how}", "all.h5", partial.name, self.shard(1))
        self.refuse(
            f"shard 3 of 4 is missing: g.shard-3-of-4.h5 (unfinished: {how})",
            *("all.h5", *map(self.shard, (1, 2, 4))),
        )

    def test_twice(self):
        shutil.copy(self.folder / self.shard(2), self.folder / "copy.h5")
        self.refuse(
            "g.shard-2-of-4.h5 and copy.h5 are both shard 2 of 4: give each shard once",
            *("all.h5", *self.files, "copy.h5"),
        )

    def test_of_other_runs(self):
        one = self.shard(1)
        for words, why in (
            (("--set", "horizon=3"), "study, line 14: nothing in {0}, '# --set horizon=3' in x.h5"),
            (
                ("--isa", "scalar"),
                "instruction set: 'with fused multiply-add (avx2, avx512)' in {0}, 'scalar' in x.h5",
            ),
            (("--limit", "100"), "scenarios: '385' in {0}, '100' in x.h5"),
        ):
            self.succeed(
                "run",
                "g.toml",
                "--quiet",
                "--tile",
                40,
                "--shard",
                "2/4",
                "-o",
                "x.h5",
                *words,
                "--force",
            )
            self.refuse(
                f"{one} and x.h5 are not of one run: {why.format(one)}", "all.h5", one, "x.h5"
            )
        self.succeed(
            "run", "g.toml", "--quiet", "--tile", 11, "--shard", "2/4", "-o", "x.h5", "--force"
        )
        self.refuse(
            f"{one} and x.h5 are not of one run: scenarios per tile: '33' in {one}, '11' in x.h5",
            *("all.h5", one, "x.h5"),
        )
        self.succeed("run", "g.toml", "--quiet", "--tile", 40, "--shard", "2/3")
        self.refuse(
            f"{one} is shard 1 of 4, g.shard-2-of-3.h5 is shard 2 of 3: shards of one division go together",
            *("all.h5", one, "g.shard-2-of-3.h5"),
        )
        self.succeed("run", "g.toml", "--quiet", "--tile", 40)
        self.refuse(
            f"g.h5 is the whole run, {one} is shard 1 of 4: shards of one division go together",
            *("all.h5", "g.h5", one),
        )

    def test_other_files(self):
        self.refuse("no.h5: no such file", "all.h5", *self.files, "no.h5")
        self.refuse("g.toml: not an HDF5 file", "all.h5", "g.toml")
        with h5py.File(self.folder / "other.h5", "w") as other:
            other["x"] = 1
        self.refuse(
            "other.h5: an HDF5 file, but not a result file of this program", "all.h5", "other.h5"
        )
        self.refuse("..: this is not a regular file", "all.h5", "..")
        self.refuse("/dev/null: this is not a regular file", "all.h5", "/dev/null")

    def test_the_result(self):
        one = self.shard(1)
        inputs = "this is one of the files to merge (the result comes first: entente merge OUT.h5 SHARD...)"
        self.refuse(f"{one}: {inputs}", one, *self.files)
        self.refuse(f"{one}: {inputs}", one, *self.files, "--force")
        (self.folder / "link.h5").symlink_to(one)
        self.refuse(f"link.h5: {inputs}", "link.h5", *self.files, "--force")
        self.succeed("merge", "done.h5", *self.files)
        self.refuse("done.h5: exists already (--force replaces it)", "done.h5", *self.files)
        self.refuse("no/x.h5: there is no folder no", "no/x.h5", *self.files)
        self.refuse(
            "--force and --resume: one begins anew, the other goes on (choose one)",
            *("done.h5", *self.files, "--force", "--resume"),
        )
        self.refuse(
            "--take-over: of what? (goes with --resume or --force)",
            "x.h5",
            *self.files,
            "--take-over",
        )
        self.refuse(
            "--sync: '1.5' is not a whole number (valid: 0 to 86400)",
            "x.h5",
            *self.files,
            "--sync",
            "1.5",
        )
        result = self.call("merge", "done.h5", *self.files, "--resume")
        self.assertEqual(result.stderr, "done.h5: complete and sound, nothing to do\n")
        self.assertEqual(result.returncode, 0)
        self.succeed("run", "g.toml", "--quiet", "--tile", 40, "--set", "horizon=2")
        self.refuse(
            "g.h5: complete, but not of these shards, so --resume cannot go on with it: another study "
            "('title = \"A grid in shards\"' now) (--force begins anew)",
            *("g.h5", *self.files, "--resume"),
        )

    def test_damage(self):
        """A tile, and a description; a damaged result is merged anew."""
        third = self.folder / self.shard(3)
        sound = third.read_bytes()
        with h5py.File(third) as file:
            info = file["island.stability"].id.get_chunk_info(0)
            word = sound.index(b"A grid in shards")
        damaged = bytearray(sound)
        damaged[info.byte_offset + 5] ^= 0x10
        third.write_bytes(damaged)
        how = "'entente run STUDY --shard 3/4 -o g.shard-3-of-4.h5 --resume' mends it"
        self.refuse(
            f"g.shard-3-of-4.h5: damaged: tile 7 (scenarios 198 to 219): island.stability; {how}, then merge "
            "with --resume",
            *("all.h5", *self.files),
        )
        self.assertTrue((self.folder / "all.h5.partial" / "1.h5").exists())
        self.succeed("run", "g.toml", "--quiet", "--tile", 40, "--shard", "3/4", "--resume")
        self.assertIn(
            "of an earlier merge", self.succeed("merge", "all.h5", *self.files, "--resume")
        )
        self.succeed("verify", "all.h5")
        self.succeed("run", "g.toml", "--quiet", "--tile", 40, "-o", "one.h5")
        self.expect_same("all.h5", "one.h5")
        damaged = bytearray((self.folder / "all.h5").read_bytes())
        damaged[h5py.File(self.folder / "all.h5")["status"].id.get_chunk_info(0).byte_offset] ^= 1
        (self.folder / "all.h5").write_bytes(damaged)
        result = self.call("merge", "all.h5", *self.files, "--resume")
        self.assertEqual((result.returncode, result.stderr), (0, "all.h5: damaged; merged anew\n"))
        self.expect_same("all.h5", "one.h5")
        (self.folder / "all.h5").unlink()
        damaged = bytearray(sound)
        damaged[word] ^= 1
        third.write_bytes(damaged)
        self.refuse(
            f"g.shard-3-of-4.h5: damaged: names, attributes, coordinates or texts; {how}",
            "all.h5",
            *self.files,
        )

    def test_any_damage_is_one_line_that_names_the_shard(self):
        """Bytes of a shard are changed at random: HDF5 may crash or hang on it, in a process of its own."""
        third = self.folder / self.shard(3)
        sound = third.read_bytes()
        chance = random.Random(8)
        refused = 0
        for _ in range(10 if SANITIZED else 60):
            damaged = bytearray(sound)
            for _ in range(chance.choice((1, 4, 64))):
                damaged[chance.randrange(len(sound))] = chance.randrange(256)
            third.write_bytes(damaged)
            result = self.call("merge", "x.h5", *self.files, "--force", "--quiet")
            if result.returncode == 0:
                continue
            refused += 1
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertRegex(result.stderr, r"^g\.shard-3-of-4\.h5: [^\n]+\n$")
        self.assertGreater(refused, 5)

    def test_another_merge_that_is_at_it(self):
        self.write("large", LARGE)
        files = self.shards("large", 2, "--tile", 30)
        first = self.begin("merge", "x.h5", *files)
        self.addCleanup(first.kill)
        while first.poll() is None and self.journal_bytes() == 0:
            time.sleep(0.0005)
        second = self.call("merge", "x.h5", *files, "--resume")
        if first.poll() is None or second.returncode == 1:
            self.assertEqual(second.returncode, 1)
            self.assertRegex(
                second.stderr, r"^x.h5.partial: another run is writing this file: process \d+ "
            )
        first.communicate(timeout=400)
        self.assertEqual(first.returncode, 0)


if __name__ == "__main__":
    unittest.main()
