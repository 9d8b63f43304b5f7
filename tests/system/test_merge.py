# SPDX-License-Identifier: Apache-2.0
"""The files of all shards of a run are put together: the file is the one that a single run writes."""

import contextlib
import itertools
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy

from program import PROGRAM, SANITIZED, InFolder

# What FORMAT.md says of merged files: all else is the same.
MAY_DIFFER = {
    *("start_time", "end_time", "seconds", "history", "command_line"),
    *("times_crc32", "description_crc32"),
}
CREW = {"backend", "threads", "isa"}

GRID = """\
title = "A grid in shards"
model = "alliance"
theatres = ["island.toml"]
horizon = 5

[parameters]
recovery = {{ from = 0, to = 1, points = 7 }}
mirror = {{ from = 0, to = 1, points = 5 }}
"island.belief" = {{ from = 0.1, to = 0.9, points = 11 }}

[output]
variables = ["island.stability", "island.yearly_credence", "island.weakest_member", "status"]
compression = "{compression}"
"""

SAMPLE = """\
title = "A sample in shards"
model = "alliance"
theatres = ["island.toml"]
horizon = 4

[parameters]
"*" = "plausible"

[design]
kind = "sobol"
scenarios = 500
seed = 3

[output]
compression = "{compression}"
significant_bits = 14
"""

TABLE = """\
title = "A table in shards"
model = "alliance"
theatres = ["island.toml"]
horizon = 2

[design]
kind = "table"
file = "points.csv"

[output]
compression = "{compression}"
precision = "float64"
"""

LARGE = GRID.replace("points = 7", "points = 40").replace("points = 5", "points = 40").replace(
    "points = 11", "points = 30"
)


def contents(file):
    """Everything in a result file, by name; chunks as they are stored."""
    found = {}

    def add_attributes(name, item):
        found[f"{name} attributes"] = list(item.attrs)
        for key, value in item.attrs.items():
            if key not in ("DIMENSION_LIST", "REFERENCE_LIST"):  # told as "scales"
                array = numpy.asarray(value)
                found[f"{name}@{key}"] = (str(array.dtype), array.shape, repr(array.tolist()))

    def add(name, item):
        add_attributes(name, item)
        if isinstance(item, h5py.Group):
            found[f"{name} links"] = list(item)
            return
        found[f"{name} scales"] = [[scale.name for scale in dim.values()] for dim in item.dims]
        plist = item.id.get_create_plist()
        filters = [plist.get_filter(i)[:3] for i in range(plist.get_nfilters())]
        fill = None if item.dtype.kind == "O" else item.fillvalue  # of text, h5py crashes
        found[f"{name} layout"] = repr((item.dtype, item.shape, item.chunks, filters, fill))
        if item.chunks is None:
            found[name] = repr(item[()]) if item.dtype.kind == "O" else item[()].tobytes()
            return
        for i in range(item.id.get_num_chunks()):
            place = item.id.get_chunk_info(i).chunk_offset
            found[f"{name} {place}"] = item.id.read_direct_chunk(place)

    with h5py.File(file) as opened:
        add_attributes("", opened)
        found["links"] = list(opened)
        opened.visititems(add)
    return found


def peak_memory(words, folder):
    """The most memory that any process of a command had, in bytes; the command must succeed."""
    command = subprocess.Popen([PROGRAM, *words], cwd=folder, stdout=subprocess.DEVNULL)
    most = 0
    while command.poll() is None:
        with contextlib.suppress(OSError, ValueError):
            pids = [command.pid]
            children = pathlib.Path(f"/proc/{command.pid}/task/{command.pid}/children")
            pids += map(int, children.read_text().split())
            for pid in pids:
                status = pathlib.Path(f"/proc/{pid}/status").read_text()
                if peak := re.search(r"VmHWM:\s+(\d+)", status):  # of a zombie, nothing
                    most = max(most, int(peak[1]) * 1024)
        time.sleep(0.001)
    assert command.returncode == 0
    return most


class Merge(InFolder):
    def write(self, name, text, compression="deflate"):
        (self.folder / f"{name}.toml").write_text(
            text.format(compression=compression), encoding="utf-8"
        )

    def setUp(self):
        super().setUp()
        rows = [f"{0.001 * i},{1 - 0.002 * i},{0.5 + 0.0005 * i}" for i in range(300)]
        (self.folder / "points.csv").write_text(
            "\n".join(["recovery,mirror,island.belief", *rows]) + "\n", encoding="utf-8"
        )

    def shards(self, study, count, *words, crews=False):
        """Runs every shard; returns the names of their files."""
        crew = itertools.cycle(
            [("--backend", "tbb"), ("--backend", "serial"), ("--backend", "openmp", "--threads", 3)]
            if crews
            else [()]
        )
        names = []
        for i in range(1, count + 1):
            words_now = ("--shard", f"{i}/{count}", *next(crew), *words)
            if count == 1:
                words_now += ("-o", f"{study}.only.h5")
            self.succeed("run", f"{study}.toml", "--quiet", *words_now)
            names.append(f"{study}.shard-{i}-of-{count}.h5" if count > 1 else f"{study}.only.h5")
        return names

    def expect_same(self, file, reference, may_differ=frozenset()):
        found, expected = contents(self.folder / file), contents(self.folder / reference)
        self.assertEqual(found.keys(), expected.keys())
        for name, value in expected.items():
            if name.partition("@")[2] not in MAY_DIFFER | may_differ:
                self.assertEqual(found[name], value, name)

    def refuse(self, line, *words, status=2):
        result = self.call("merge", *words)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stderr, line + "\n")
        self.assertEqual(result.stdout, "")


class IsTheFileOfASingleRun(Merge):
    def test_of_any_study_in_any_number_of_shards(self):
        chance = random.Random(5)
        studies = {"grid_a": GRID, "sample_a": SAMPLE, "table_a": TABLE}
        for name, text in studies.items():
            for compression in ("none", "deflate"):
                self.write(name, text, compression)
                tile = 40  # 10, 13 and 8 tiles
                self.succeed("run", f"{name}.toml", "--quiet", "--tile", tile, "-o", "one.h5", "--force")
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
        self.succeed("run", "grid_a.toml", "--quiet", "--tile", 40, "--shard", "1/2", "--threads", 1)
        self.succeed("run", "grid_a.toml", "--quiet", "--tile", 40, "--shard", "2/2", "--threads", 2)
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
        self.succeed("run", "sample_a.toml", "--quiet", "--tile", 40, "--limit", 250, "-o", "one.h5")
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
        study = SAMPLE.replace('kind = "sobol"\nscenarios = 500', 'kind = "saltelli"\npoints = 64\nreplicates = 1')
        self.write("sample_a", study + "\n[sensitivity]\nstore = true\n")
        self.succeed("run", "sample_a.toml", "--quiet", "--tile", 40, "-o", "one.h5", "--threads", 1)
        files = []
        for i in (1, 2, 3):
            # Of its own part alone a shard could tell nothing: the whole is analysed.
            self.call("run", "sample_a.toml", "--quiet", "--tile", 40, "--shard", f"{i}/3", "--threads", 1)
            files.append(f"sample_a.shard-{i}-of-3.h5")
        self.succeed("merge", "all.h5", *files)
        self.succeed("analyze", "all.h5", "--quiet")
        self.succeed("analyze", "one.h5", "--quiet", "--force")
        with h5py.File(self.folder / "all.sensitivity.h5") as merged:
            with h5py.File(self.folder / "one.sensitivity.h5") as one:
                self.assertEqual(list(merged), list(one))
                self.assertEqual(merged["sobol_first"][()].tobytes(), one["sobol_first"][()].tobytes())
                self.assertTrue(numpy.isfinite(merged["sobol_first"][()]).any())


class MergesThatWereKilled(Merge):
    def setUp(self):
        super().setUp()
        self.write("large", LARGE)
        self.succeed("run", "large.toml", "--quiet", "--tile", 30, "-o", "one.h5")
        self.files = self.shards("large", 3, "--tile", 30)

    def kill(self, bytes_more, *words, how=signal.SIGKILL):
        """Ends a command once its journal has grown; true if it had not ended by itself."""
        partial = self.folder / "all.h5.partial"

        def size():
            with contextlib.suppress(OSError):
                return sum(p.stat().st_size for p in partial.glob("*.journal"))
            return 0

        before = size()
        command = self.begin(*words)
        self.addCleanup(command.kill)
        while command.poll() is None and size() < before + bytes_more:
            time.sleep(0.0005)
        command.send_signal(how)
        self.errors = command.communicate(timeout=60)[1]
        return command.returncode == (-how if how == signal.SIGKILL else 130)

    def end(self, *words):
        """The command goes on as soon as the one that was killed is gone."""
        for _ in range(100):
            result = self.call(*words)
            if result.returncode != 1 or "is writing this" not in result.stderr:
                break
            time.sleep(0.05)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_are_gone_on_with(self):
        killed = 0
        for part in range(1, 5 if SANITIZED else 12):
            killed += self.kill(3000 * part, "merge", "all.h5", *self.files, "--resume")
            with contextlib.suppress(FileNotFoundError):
                (self.folder / "all.h5").unlink()
            time.sleep(0.05)
        self.assertGreater(killed, 2)
        self.end("merge", "all.h5", *self.files, "--resume")
        self.expect_same("all.h5", "one.h5")
        self.succeed("verify", "all.h5", "--quiet")

    def test_are_gone_on_with_by_a_run_and_a_run_by_a_merge(self):
        self.assertTrue(self.kill(20000, "merge", "all.h5", *self.files))
        text = self.end("run", "large.toml", "--tile", 30, "-o", "all.h5", "--resume")
        self.assertIn("some tiles are of a merge; 'entente show all.h5' tells the ranges\n", text)
        self.expect_same("all.h5", "one.h5")
        (self.folder / "all.h5").unlink()
        command = ("run", "large.toml", "--tile", 30, "-o", "all.h5")
        if self.kill(20000, *command):
            self.assertRegex(
                self.end("merge", "all.h5", *self.files, "--resume"), "tiles are of an earlier merge"
            )
            self.expect_same("all.h5", "one.h5", MAY_DIFFER)

    def test_an_interrupted_one_says_so(self):
        for how in (signal.SIGINT, signal.SIGTERM):
            self.assertTrue(self.kill(20000, "merge", "all.h5", *self.files, "--force", how=how))
            self.assertRegex(
                self.errors,
                r"^interrupted: [\d,]+ of 1,600 tiles are in all.h5.partial; --resume goes on with it\n$",
            )
        self.end("merge", "all.h5", *self.files, "--resume")
        self.expect_same("all.h5", "one.h5")

    def test_what_was_damaged_meanwhile_is_copied_again(self):
        self.assertTrue(self.kill(20000, "merge", "all.h5", *self.files))
        data = self.folder / "all.h5.partial" / "1.h5"
        size = data.stat().st_size
        with open(data, "r+b") as file:
            for place in range(size // 4, size, size // 9):
                file.seek(place)
                file.write(b"\xa5" * 64)
        time.sleep(0.1)
        self.end("merge", "all.h5", *self.files, "--resume")
        self.expect_same("all.h5", "one.h5")

    def test_of_other_shards_are_not_gone_on_with(self):
        self.assertTrue(self.kill(20000, "merge", "all.h5", *self.files))
        time.sleep(0.1)
        others = self.shards("large", 2, "--tile", 30, "--set", "horizon=4")
        self.refuse(
            "all.h5.partial: not of this run, so --resume cannot go on with it: study, line 14: nothing "
            "then, '# --set horizon=4' now (--force begins anew)",
            *("all.h5", *others, "--resume"),
        )
        self.end("merge", "all.h5", *others, "--force")


class Refusals(Merge):
    def setUp(self):
        super().setUp()
        self.write("g", GRID)
        self.files = self.shards("g", 4, "--tile", 40)
        self.before = self.files_now()

    def files_now(self):
        return {p.name: p.read_bytes() for p in self.folder.glob("*.h5")}

    def tearDown(self):
        self.assertFalse((self.folder / "all.h5").exists())
        super().tearDown()

    def shard(self, i):
        return f"g.shard-{i}-of-4.h5"

    def test_missing(self):
        self.refuse("shard 3 of 4 is missing: g.shard-3-of-4.h5", "all.h5", *map(self.shard, (1, 2, 4)))
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
            (("--isa", "scalar"), "instruction set: 'with fused multiply-add (avx2, avx512)' in {0}, 'scalar' in x.h5"),
            (("--limit", "100"), "scenarios: '385' in {0}, '100' in x.h5"),
        ):
            self.succeed("run", "g.toml", "--quiet", "--tile", 40, "--shard", "2/4", "-o", "x.h5", *words, "--force")
            self.refuse(
                f"{one} and x.h5 are not of one run: {why.format(one)}", "all.h5", one, "x.h5"
            )
        self.succeed("run", "g.toml", "--quiet", "--tile", 11, "--shard", "2/4", "-o", "x.h5", "--force")
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
        self.refuse("other.h5: an HDF5 file, but not a result file of this program", "all.h5", "other.h5")
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
        self.refuse("--take-over: of what? (goes with --resume or --force)", "x.h5", *self.files, "--take-over")
        self.refuse("--sync: '1.5' is not a whole number (valid: 0 to 86400)", "x.h5", *self.files, "--sync", "1.5")
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
        self.assertIn("of an earlier merge", self.succeed("merge", "all.h5", *self.files, "--resume"))
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
            f"g.shard-3-of-4.h5: damaged: names, attributes, coordinates or texts; {how}", "all.h5", *self.files
        )

    def test_another_merge_that_is_at_it(self):
        self.write("large", LARGE)
        files = self.shards("large", 2, "--tile", 30)
        first = self.begin("merge", "x.h5", *files)
        self.addCleanup(first.kill)
        while first.poll() is None and not list((self.folder).glob("x.h5.partial/*.journal")):
            time.sleep(0.0005)
        second = self.call("merge", "x.h5", *files, "--resume")
        if first.poll() is None or second.returncode == 1:
            self.assertEqual(second.returncode, 1)
            self.assertRegex(second.stderr, r"^x.h5.partial: another run is writing this file: process \d+ ")
        first.communicate(timeout=60)
        self.assertEqual(first.returncode, 0)


class Scale(Merge):
    def test_a_thousand_shards(self):
        count = 60 if SANITIZED else 1000
        self.write("g", GRID.replace("points = 11", "points = 30"))
        self.succeed("run", "g.toml", "--quiet", "--tile", 1, "-o", "one.h5", "--threads", 1)
        files = self.shards("g", count, "--tile", 1, "--threads", 1, "--backend", "serial")
        random.Random(3).shuffle(files)
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
        self.succeed("merge", "all.h5", *files, preexec_fn=limit)
        self.expect_same("all.h5", "one.h5", CREW)
        with h5py.File(self.folder / "all.h5") as merged:
            history = merged.attrs["history"].split("\n")
        self.assertEqual(len(history), count + 1)
        self.assertIn(f" ... ({count} files) ", history[-1])

    @unittest.skipIf(SANITIZED, "a sanitizer takes memory of its own")
    def test_memory_does_not_grow_with_the_file(self):
        most = {}
        for name, points in (("small", 30), ("large", 1500)):
            text = GRID.replace("points = 7", f"points = {points}").replace("points = 5", "points = 50")
            self.write(name, text.replace("points = 11", "points = 100"), "none")
            files = self.shards(name, 2, "--tile", 5000)
            most[name] = peak_memory(("merge", f"{name}_all.h5", *files), self.folder)
        size = (self.folder / "large_all.h5").stat().st_size
        self.assertGreater(size, 200e6)
        self.assertLess(most["large"], most["small"] + 12e6)


if __name__ == "__main__":
    unittest.main()
