# SPDX-License-Identifier: Apache-2.0
"""A run may be killed at any moment, any number of times: it is gone on with, and the finished file is
the one that an undisturbed run writes."""

import random
import re
import shutil
import signal
import struct
import time
import unittest
import zlib

import h5py

from file_contents import differences
from program import SANITIZED, InFolder

TILES = 120

GRID = """\
title = "A grid to be killed over"
model = "alliance"
theatres = ["island.toml"]
horizon = 15

[parameters]
recovery = {{ from = 0, to = 1, points = 30 }}
mirror = {{ from = 0, to = 1, points = 40 }}
"island.belief" = {{ from = 0.1, to = 0.9, points = 50 }}

[output]
variables = ["island.stability", "island.yearly_credence", "island.weakest_member", "status"]
compression = "{compression}"
"""

SAMPLE = """\
title = "A sample to be killed over"
model = "alliance"
theatres = ["island.toml"]
horizon = 12

[parameters]
"*" = "plausible"

[design]
kind = "sobol"
scenarios = 60_000
seed = 3

[output]
compression = "{compression}"
significant_bits = 14
"""


def records(journal):
    """Tiles of the whole records of a journal, read as FORMAT.md describes it."""
    data = journal.read_bytes()
    mark = b"entente journal 1\n"
    assert data.startswith(mark)
    place, tiles = len(mark), []
    while place + 12 <= len(data):
        size, checksum = struct.unpack_from("<QI", data, place)
        body = data[place + 12 : place + 12 + size]
        if len(body) < size or zlib.crc32(body) != checksum:
            break
        tiles.append(struct.unpack_from("<Q", body)[0])
        place += 12 + size
    return tiles[1:]  # the first record says how the run started


class Resume(InFolder):
    kills_each = 3 if SANITIZED else 14  # over four kinds of study

    def setUp(self):
        super().setUp()
        for name, text in (("killed_grid", GRID), ("killed_sample", SAMPLE)):
            for compression in ("none", "deflate"):
                study = self.folder / f"{name}_{compression}.toml"
                study.write_text(text.format(compression=compression), encoding="utf-8")

    def expect_same(self, file, reference):
        self.assertEqual(differences(self.folder / reference, self.folder / file, set()), [])

    def kept(self):
        """Tiles that the unfinished run has."""
        folder = self.folder / "x.h5.partial"
        try:
            return set().union(*map(records, folder.glob("*.journal")))
        except FileNotFoundError:  # a run has removed one of them, or all, meanwhile
            return self.kept()

    def kill(self, more_bytes, seconds, *words):
        """Kills a run some time after it has written so much more into its journal; true if it had
        not ended by itself."""
        before = self.journal_bytes()
        run = self.begin("run", *words)
        self.addCleanup(run.kill)
        while run.poll() is None and self.journal_bytes() < before + more_bytes:
            time.sleep(0.001)
        time.sleep(seconds)
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=400)
        return run.returncode == -signal.SIGKILL

    def test_a_run_that_is_killed_again_and_again_writes_the_same_file(self):
        chance = random.Random(11)
        kills = between = resumes = 0
        for kind in ("grid", "sample"):
            for compression in ("none", "deflate"):
                words = (f"killed_{kind}_{compression}.toml", "--tile", "500", "-o", "x.h5", "--resume")
                self.succeed("run", *words, "--quiet")
                (self.folder / "x.h5").rename(self.folder / "reference.h5")
                here = amid = 0
                # Most of them with tiles done and tiles to do, however late this test is to kill.
                while here < self.kills_each or amid < 0.72 * self.kills_each:
                    self.assertLess(here, 100, "they always come too late, or too early")
                    before = len(self.kept())
                    # Anywhere in the work that is left, and now and then anywhere at all.
                    record = 1400 if kind == "sample" else 300
                    more = chance.uniform(0, TILES - before) * record * (here % 5 != 4)
                    here += self.kill(more, chance.uniform(0, 0.02), *words, "--quiet")
                    if (self.folder / "x.h5").exists():
                        self.expect_same("x.h5", "reference.h5")
                        self.succeed("run", *words)  # which removes what a kill at the very end leaves
                        self.assertEqual(self.files(), ["reference.h5", "x.h5"])
                        (self.folder / "x.h5").unlink()
                        continue
                    after = len(self.kept())
                    self.assertGreaterEqual(after, before)
                    amid += 0 < after < TILES
                    if here % 3 == 2:
                        crew = chance.choice((("--backend", "serial"), ("--threads", "3"), ("--backend", "openmp")))
                        summary = self.succeed("run", *words, *crew)
                        computed = int(re.search(r"^([\d,]+) scenarios? in ", summary, re.M)[1].replace(",", ""))
                        self.assertEqual(computed, (TILES - after) * 500)
                        resumes += 1
                        self.expect_finished()
                kills, between = kills + here, between + amid
                if (self.folder / "x.h5.partial").exists():
                    self.succeed("run", *words)
                    self.expect_finished()
        print(f"{kills} kills, {between} of them with tiles done and tiles to do; {resumes} resumes")

    def expect_finished(self):
        """x.h5 is as the reference, but for what its first run said of itself; removes it."""
        self.assertEqual(self.files(), ["reference.h5", "x.h5"])
        self.succeed("verify", "x.h5")
        self.expect_same_values("x.h5", "reference.h5")
        (self.folder / "x.h5").unlink()

    def expect_same_values(self, file, reference):
        """As expect_same, where the first run may have had another command line or crew."""
        self.assertEqual(differences(self.folder / reference, self.folder / file), [])

    def test_a_stopped_run_goes_on_and_keeps_what_its_file_says_of_it(self):
        words = ("killed_grid_deflate.toml", "--tile", "500", "-o", "x.h5", "--resume", "--quiet")
        self.succeed("run", *words)
        (self.folder / "x.h5").rename(self.folder / "reference.h5")
        for which in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
            run = self.begin_and_signal(which, lambda: len(self.kept()) >= 5, "run", *words)
            run.communicate()
            self.assertIn(run.returncode, (130, -signal.SIGKILL))
            kept = len(self.kept())
            self.assertGreaterEqual(kept, 5)
            self.succeed("run", *words, "--threads", "1")
            self.expect_same("x.h5", "reference.h5")
            with h5py.File(self.folder / "x.h5") as file:
                history = file.attrs["history"].splitlines()
            self.assertEqual(len(history), 2)
            self.assertIn("with 1 thread (tbb, ", history[1])
            (self.folder / "x.h5").unlink()

    def test_resume_begins_where_there_is_nothing_and_ends_where_all_is_done(self):
        self.succeed("run", "grid.toml", "-o", "x.h5", "--resume", "--quiet")
        again = self.call("run", "grid.toml", "-o", "x.h5", "--resume")
        self.assertEqual((again.returncode, again.stdout), (0, ""))
        self.assertEqual(again.stderr, "x.h5: complete and sound, nothing to do\n")

    def unfinished(self, *words):
        """Leaves an unfinished run of grid.toml, in x.h5.partial."""
        words = ("run", "killed_sample_none.toml", "--tile", "500", "-o", "x.h5", *words)
        run = self.begin_and_signal(signal.SIGTERM, lambda: len(self.kept()) >= 3, *words)
        run.communicate()
        self.assertEqual(run.returncode, 130)

    def left(self):
        """Names and sizes of what the unfinished run has left, but for its lock."""
        files = (self.folder / "x.h5.partial").iterdir()
        return sorted((p.name, p.stat().st_size) for p in files if p.name != "lock")

    def refusal(self, *words):
        before = self.left()
        result = self.call("run", *words)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(before, self.left())
        return result.stderr.splitlines()[-1]

    def test_an_unfinished_run_is_not_thrown_away_by_accident(self):
        self.unfinished()
        words = ("killed_sample_none.toml", "--tile", "500", "-o", "x.h5")
        self.assertEqual(
            self.refusal(*words),
            "x.h5.partial: left by an unfinished run (--resume goes on with it, --force begins anew)",
        )
        self.assertIn("choose one", self.refusal(*words, "--force", "--resume"))
        shown = self.succeed("show", "x.h5.partial")
        self.assertRegex(shown, r"\d+ of 120 tiles \([\d.]+ %\) done")
        self.assertIn("island.stability", shown)
        verified = self.call("verify", "x.h5.partial")
        self.assertEqual(verified.returncode, 1)
        self.assertIn("are sound, 0 damaged", verified.stdout)
        self.succeed("run", *words, "--force", "--quiet")
        self.succeed("verify", "x.h5")
        self.assertEqual(self.files(), ["x.h5"])

    def test_the_wrong_thing_is_not_gone_on_with(self):
        self.unfinished("--isa", "scalar")
        study, island = self.folder / "killed_sample_none.toml", self.folder / "island.toml"
        words = (study.name, "--tile", "500", "-o", "x.h5", "--resume", "--isa", "scalar")
        original = study.read_text(encoding="utf-8")
        begin = "x.h5.partial: not of this run, so --resume cannot go on with it: "
        end = " (--force begins anew)"
        study.write_text(original.replace("horizon = 12", "horizon = 5"), encoding="utf-8")
        self.assertEqual(
            self.refusal(*words), f"{begin}study, line 4: 'horizon = 12' then, 'horizon = 5' now{end}"
        )
        study.write_text(original, encoding="utf-8")
        self.assertEqual(
            self.refusal(*words, "--set", "mirror=0.5"),
            f"{begin}study, line 17: nothing then, '# --set mirror=0.5' now{end}",
        )
        self.assertEqual(
            self.refusal(*words[:2], "400", *words[3:]), f"{begin}scenarios per tile: '500' then, '400' now{end}"
        )
        self.assertEqual(
            self.refusal(*words, "--limit", "5000"), f"{begin}scenarios: '60000' then, '5000' now{end}"
        )
        theatre = island.read_text(encoding="utf-8")
        island.write_text(theatre.replace("163.0", "164.0"), encoding="utf-8")
        self.assertIn("island.theatre, line 2: 'adversary", self.refusal(*words))
        island.write_text(theatre, encoding="utf-8")
        self.assertEqual(
            self.refusal(*words[:-1], "sse4"), f"{begin}instruction set: 'scalar' then, 'sse4' now{end}"
        )
        # A program of another version: its name stands in the journal.
        journal = next((self.folder / "x.h5.partial").glob("*.journal"))
        data = journal.read_bytes()
        mark = len(b"entente journal 1\n")
        size, _ = struct.unpack_from("<QI", data, mark)
        head = data[mark + 12 : mark + 12 + size].replace(b"entente 0.", b"entente 9.")
        journal.write_bytes(data[:mark] + struct.pack("<QI", size, zlib.crc32(head)) + head + data[mark + 12 + size :])
        self.assertRegex(self.refusal(*words), r"program: 'entente 9\..* then, 'entente 0\..* now")
        for damaged, what in ((data[:40], "truncated"), (b"something else", "foreign"), (b"", "empty")):
            with self.subTest(what):
                journal.write_bytes(damaged)
                line = self.refusal(*words)
                self.assertIn("not a journal of this program, or damaged", line)
                self.assertIn("1.journal", line)
        journal.write_bytes(data)
        self.succeed("run", *words, "--quiet")

    def test_a_table_that_has_changed_is_noticed(self):
        rows = "".join(f"{i / 3000},0.5\n" for i in range(3000))
        table = self.folder / "table.csv"
        table.write_text("recovery,mirror\n" + rows, encoding="utf-8")
        study = GRID.format(compression="none").split("[parameters]")[0]
        study += '[design]\nkind = "table"\nfile = "table.csv"\n'
        (self.folder / "table.toml").write_text(study, encoding="utf-8")
        words = ("table.toml", "--tile", "10", "-o", "x.h5", "--resume", "--quiet", "--threads", "1", "--isa", "scalar")
        self.begin_and_signal(signal.SIGKILL, self.kept, "run", *words).communicate()
        table.write_text("recovery,mirror\n" + rows.replace("0.5", "0.6"), encoding="utf-8")
        self.assertIn("table: 'a file with checksum ", self.refusal(*words))


class Repair(InFolder):
    def flip(self, place):
        with open(self.folder / "x.h5", "r+b") as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 4]))

    def test_a_damaged_file_is_named_and_mended(self):
        words = ("grid.toml", "--tile", "3", "-o", "x.h5")
        self.succeed("run", *words, "--quiet")
        self.assertEqual(self.succeed("verify", "x.h5").split(":")[0], "x.h5")
        shutil.copy(self.folder / "x.h5", self.folder / "sound.h5")
        with h5py.File(self.folder / "x.h5") as file:
            places = [
                file["island.stability"].id.get_chunk_info(2).byte_offset + 5,
                file["island.stability"].id.get_chunk_info(7).byte_offset + 1,
                file["island.tension"].id.get_chunk_info(7).byte_offset,
            ]
        for place in places:
            self.flip(place)
        verified = self.call("verify", "x.h5")
        self.assertEqual(verified.returncode, 1)
        self.assertEqual(
            verified.stdout.splitlines(),
            [
                "damaged: tile 2 (scenarios 6 to 8): island.stability",
                "damaged: tile 7 (scenarios 21 to 23): island.stability, island.tension",
                "x.h5: 9 of 11 tiles are sound; 'entente run STUDY -o x.h5 --resume' mends it",
            ],
        )
        wrong = self.call("run", *words, "--resume", "--set", "horizon=4")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("x.h5: complete, but not of this run, so --resume cannot go on with it: another study", wrong.stderr)
        mended = self.call("run", *words, "--resume")
        self.assertEqual(mended.returncode, 0, mended.stderr)
        self.assertIn("x.h5: damaged; what is sound is kept, the rest is computed again", mended.stderr)
        self.assertIn("6 scenarios in ", mended.stdout)
        self.assertIn("27 scenarios are of earlier runs", mended.stdout)
        self.succeed("verify", "x.h5")
        self.assertEqual(differences(self.folder / "sound.h5", self.folder / "x.h5", set()), [])
        self.assertEqual(self.files(), ["sound.h5", "x.h5"])

    def test_a_damaged_description_is_found_and_mended(self):
        self.succeed("run", "grid.toml", "-o", "x.h5", "--quiet")
        data = (self.folder / "x.h5").read_bytes()
        for text in (b"A small grid", b"horizon = 3"):
            self.flip(data.index(text) + 2)
            verified = self.call("verify", "x.h5")
            self.assertEqual(verified.returncode, 1, text)
            self.assertIn("damaged: names, attributes, coordinates or texts", verified.stdout)
        self.succeed("run", "grid.toml", "-o", "x.h5", "--quiet", "--resume")
        self.assertEqual((self.folder / "x.h5").read_bytes().count(b"A small grid"), data.count(b"A small grid"))
        self.succeed("verify", "x.h5")

    def test_shards_and_trial_runs_are_complete_when_they_have_what_was_asked_for(self):
        for words in (("--shard", "2/3"), ("--limit", "10"), ("--shard", "1/2", "--limit", "20")):
            self.succeed("run", "grid.toml", "--tile", "3", "-o", "x.h5", "--quiet", "--force", *words)
            self.assertIn("complete and sound", self.succeed("verify", "x.h5"))

    def test_what_is_not_a_result_file_is_said_to_be_none(self):
        (self.folder / "x.txt").write_text("nothing", encoding="utf-8")
        with h5py.File(self.folder / "other.h5", "w") as file:
            file["a"] = 1
        for name in ("x.txt", "other.h5", "nowhere.h5"):
            result = self.call("verify", name)
            self.assertEqual(result.returncode, 2, name)
            self.assertEqual(result.stderr.count("\n"), 1)
            self.assertTrue(result.stderr.startswith(f"{name}: "), result.stderr)


if __name__ == "__main__":
    unittest.main()
