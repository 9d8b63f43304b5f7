# SPDX-License-Identifier: Apache-2.0
"""A disk that is full, too small, read-only or taken away ends a run with one clear line, and costs no
tile that was written: --resume goes on once the disk is there."""

import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import h5py

import disks
from program import SANITIZED

# 22 columns, no two alike: of 4 MB, in 96 tiles.
NOISE = """\
title = "Noise"
model = "deterrence"

[parameters]
"*" = "plausible"

[design]
kind = "random"
scenarios = 24_000
seed = 1

[output]
precision = "float64"
compression = "{compression}"
significant_bits = {bits}
"""

# Half a second on one thread, in as many tiles.
SLOW = """\
title = "Slow"
model = "alliance"
theatres = ["island.toml"]
horizon = 40

[parameters]
"*" = "plausible"

[design]
kind = "random"
scenarios = 24_000
seed = 1

[output]
compression = "none"
"""
ONE_BY_ONE = ("--isa", "scalar", "--threads", "1")

TILE = 250
TILES = 24_000 // TILE

FULL = "No space left on device"
KEPT = "; what has been computed is kept: --resume goes on with it"


def setUpModule():
    disks.enter_own_mounts()


class FullDisk(disks.OnDisks):
    def setUp(self):
        super().setUp()
        for compression, bits in (("none", 52), ("deflate", 16)):
            study = self.folder / f"{compression}.toml"
            study.write_text(NOISE.format(compression=compression, bits=bits), encoding="utf-8")
        (self.folder / "slow.toml").write_text(SLOW, encoding="utf-8")

    def words(self, file, *more, study="none"):
        return ("run", f"{study}.toml", "--tile", TILE, "-o", file, "--quiet", *more)

    @classmethod
    def setUpClass(cls):
        kept = tempfile.TemporaryDirectory(prefix="entente-test-")
        cls.addClassCleanup(kept.cleanup)
        cls.undisturbed = pathlib.Path(kept.name)

    def reference(self, study="none", *more):
        """The size of the file of an undisturbed run, which is reference.h5."""
        file = self.undisturbed / f"{study}.h5"
        if not file.exists():
            self.succeed(*self.words(file, *more, study=study))
        shutil.copyfile(file, self.folder / "reference.h5")
        return file.stat().st_size

    def expect_failure(self, result, pattern, file="disk/x.h5"):
        """One line that says what failed, and nothing that should not be there; returns the line."""
        self.assertEqual(result.returncode, 1, result.stderr)
        lines = [line for line in result.stderr.splitlines() if not line.startswith("warning: ")]
        self.assertEqual(len(lines), 1, result.stderr)
        self.assertRegex(lines[0], pattern)
        self.assertTrue(lines[0].startswith(file), lines[0])
        self.assertFalse((self.folder / file).exists())
        partial = self.folder / f"{file}.partial"
        left = sorted(p.name for p in partial.iterdir()) if partial.exists() else []
        data = [name for name in left if re.fullmatch(r"[1-9]\d*\.h5", name)]
        self.assertEqual(left, sorted(data + [name.replace(".h5", ".journal") for name in data]))
        self.assertEqual(lines[0].endswith(KEPT), bool(data), (lines[0], left))
        self.assertEqual(list(self.folder.glob("**/core*")), [])
        return lines[0]

    def expect_resumed(self, file="disk/x.h5", *more, study="none"):
        """--resume finishes the file, which is that of the undisturbed run."""
        self.succeed(*self.words(file, "--resume", *more, study=study))
        self.expect_finished(file)

    def expect_finished(self, file):
        self.succeed("verify", file)
        self.assertFalse((self.folder / f"{file}.partial").exists())
        with h5py.File(self.folder / "reference.h5") as expected, h5py.File(self.folder / file) as found:
            self.assertEqual(sorted(expected), sorted(found))
            for name, item in expected.items():
                if isinstance(item, h5py.Dataset) and item.dtype.kind in "fiu":
                    self.assertEqual(item[()].tobytes(), found[name][()].tobytes(), name)

    def begin_and_stop(self, file, *more, **options):
        """Starts a slow run, of which reference.h5 is the undisturbed one, and stops it (as Control-Z
        does) once its journal has some records."""
        self.reference("slow", *ONE_BY_ONE)
        words = self.words(file, *ONE_BY_ONE, *more, study="slow")
        return self.begin_and_signal(
            signal.SIGSTOP, lambda: self.journal_bytes(file) >= 20_000, *words, file=file, **options
        )

    def go_on(self, run):
        """Lets a stopped run go on to its end; as call() returns it."""
        run.send_signal(signal.SIGCONT)
        output, messages = run.communicate(timeout=400)
        return subprocess.CompletedProcess(run.args, run.returncode, output, messages)

    def resume_slow(self, file="disk/x.h5"):
        self.expect_resumed(file, *ONE_BY_ONE, study="slow")

    def test_a_disk_that_fills_up(self):
        for study, backend in (("none", "tbb"), ("deflate", "openmp"), ("none", "serial")):
            with self.subTest(study=study, backend=backend):
                size = self.reference(study)
                self.tmpfs("disk", size // 3)
                result = self.call(*self.words("disk/x.h5", "--backend", backend, study=study))
                line = self.expect_failure(result, rf"^disk/x\.h5\.partial: cannot write '[\w.]+' \({FULL}\); ")
                self.assertTrue(line.endswith(KEPT))
                self.resize("disk", 3 * size)
                self.expect_resumed(study=study)
                self.unmount("disk")

    def test_a_disk_with_a_little_more_room_each_time(self):
        # Wherever the end of the disk is: in the lock, the journal, the texts, a tile, the index, the
        # attributes. And the attempts themselves leave no more than tiles.
        size = self.reference()
        self.tmpfs("disk", disks.PAGE)
        reasons, room = set(), disks.PAGE
        ballast = self.folder / "disk" / "ballast"
        ballast.write_bytes(bytes(disks.PAGE))
        for attempt in range(400):
            result = self.call(*self.words("disk/x.h5", "--resume"))
            if result.returncode == 0:
                break
            line = self.expect_failure(result, rf"\({FULL}\)(; |$)")
            reasons.add(re.search(r": cannot ([\w ]+)", line)[1].strip())
            ballast.unlink(missing_ok=True)
            room += disks.PAGE * (1 if attempt < 40 else 96)
            self.resize("disk", room)
        self.expect_finished("disk/x.h5")
        self.assertLess(room, 2.5 * size)
        self.assertGreater(attempt, 44)
        self.assertEqual(reasons, {"write the lock", "write the journal", "write the file", "write"})

    def test_a_disk_that_is_full_at_the_very_end(self):
        size = self.reference()
        pages = -(-size // disks.PAGE)
        at_the_end = 0
        self.tmpfs("disk", size)
        for short in (-6, -3, 0, 3):
            # What the journal and the folder need is found out by failing.
            self.resize("disk", (pages + 36 - short) * disks.PAGE)
            result = self.call(*self.words("disk/x.h5"))
            if result.returncode == 0:
                (self.folder / "disk/x.h5").unlink()
                continue
            line = self.expect_failure(result, FULL)
            at_the_end += "cannot write the file" in line
            self.resize("disk", 3 * size)
            self.expect_resumed()
            (self.folder / "disk/x.h5").unlink()
        self.assertGreater(at_the_end, 0)

    def test_a_file_that_may_not_grow(self):
        def limit(size):
            return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        size = self.reference()
        for most in (0, 100, 50_000, size // 2, size - 20_000, size - 3000):
            with self.subTest(most):
                result = self.call(*self.words("x.h5"), preexec_fn=limit(most))
                self.expect_failure(result, r"\(File too large\)", "x.h5")
                self.assertIn("warning: x.h5: will take about", result.stderr)
                self.assertIn("(ulimit -f)", result.stderr)
                self.expect_resumed("x.h5")
                (self.folder / "x.h5").unlink()

    def test_a_journal_that_may_not_grow(self):
        # Tiles so small that their records are longer than they are.
        words = ("run", "none.toml", "--tile", 1, "--set", "design.scenarios=1000", "-o", "x.h5", "--quiet")
        self.succeed(*words)
        (self.folder / "x.h5").rename(self.folder / "reference.h5")
        most = 1_000_000
        result = self.call(*words, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
        line = self.expect_failure(result, "journal", "x.h5")
        self.assertEqual(line, "x.h5.partial: cannot write the journal (File too large)" + KEPT)
        self.succeed(*words, "--resume")
        self.expect_finished("x.h5")

    def test_a_folder_that_may_not_be_written_to(self):
        folder = self.folder / "closed"
        folder.mkdir(mode=0o555)
        result = self.call(*self.words("closed/x.h5"), preexec_fn=disks.as_anyone)
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr, "closed/x.h5: no permission to write to the folder closed\n")

    def test_a_folder_that_is_closed_meanwhile(self):
        folder = self.folder / "disk"
        folder.mkdir()
        run = self.begin_and_stop("disk/x.h5", preexec_fn=disks.as_anyone)
        folder.chmod(0o555)
        line = self.expect_failure(self.go_on(run), "cannot rename")
        self.assertEqual(line, "disk/x.h5.partial: cannot rename the file to x.h5 (Permission denied)" + KEPT)
        folder.chmod(0o755)
        self.resume_slow()

    def test_a_disk_that_becomes_read_only(self):
        self.ext4("disk", 20)
        run = self.begin_and_stop("disk/x.h5")
        self.break_ext4("disk")
        result = self.go_on(run)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(
            result.stderr, r"^disk/x\.h5\.partial: cannot [\w' .]+ \(Read-only file system\)" + re.escape(KEPT) + "\n$"
        )
        self.assertRegex(self.call(*self.words("disk/x.h5", "--resume")).stderr, r"\(Read-only file system\)")
        self.unmount("disk")
        self.mount_ext4("disk")
        self.resume_slow()

    def test_a_power_cut(self):
        # What the disk has, it has: after each tile with --sync 0, and nothing is promised without.
        self.ext4("disk", 20)
        run = self.begin_and_stop("disk/x.h5", "--sync", "0")
        told = self.tiles("disk/x.h5.partial")
        self.assertGreater(told, 2)
        self.cut_power("disk")
        result = self.go_on(run)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stderr, r"^disk/x\.h5\.partial: .* \(Input/output error\)")
        self.assertEqual(result.stderr.count("\n"), 1)
        self.unmount("disk")
        self.mount_ext4("disk")
        self.assertGreaterEqual(self.tiles("disk/x.h5.partial"), told - 1)  # stopped while it was waiting
        self.resume_slow()

    def tiles(self, folder):
        """How many tiles of an unfinished run are sound; none are damaged."""
        said = self.call("verify", folder).stdout
        found = re.search(r"not finished: (\d+) of 96 tiles \(.*\) are sound, 0 damaged", said)
        self.assertTrue(found, said)
        return int(found[1])

    def test_a_disk_that_is_taken_away(self):
        # Files that are open stay so; the run sees within seconds that nothing has their names any more.
        (self.folder / "removed").mkdir()
        self.ext4("disk", 300)  # more than a run writes in that time
        long = ("run", "long.toml", "--quiet", "-o")
        runs = {}
        for file in ("disk/x.h5", "removed/x.h5"):
            runs[file] = self.begin(*long, file, "--threads", "1")
            self.addCleanup(runs[file].kill)
        for file, run in runs.items():
            self.wait_until((self.folder / f"{file}.partial/1.journal").exists, run)
        self.unmount("disk")
        shutil.rmtree(self.folder / "removed/x.h5.partial", ignore_errors=True)
        start = time.monotonic()
        for file, run in runs.items():
            _, messages = run.communicate(timeout=400)
            self.assertEqual(run.returncode, 1, messages)
            self.assertEqual(
                messages.splitlines()[-1],
                f"{file}.partial: the lock has gone while the run was writing (removed, or its disk taken away)",
            )
            self.assertFalse((self.folder / file).exists())
        self.assertLess(time.monotonic() - start, 50)
        self.mount_ext4("disk")
        self.assertRegex(self.succeed("show", "disk/x.h5.partial"), r"an unfinished run; .*--resume")

    def test_that_there_is_not_enough_room_is_said_before(self):
        size = self.reference()
        deflated = self.reference("deflate")
        too_little = r"will take about [\d.]+ MB, but only [\d.]+ MB are free in disk; the run will stop there, and "
        for study, room, warned in (
            ("none", 0.9 * size, True),
            ("none", 1.1 * size, False),
            ("deflate", 0.9 * deflated, True),
            ("deflate", 1.08 * deflated, False),  # less than without compression
        ):
            with self.subTest(study=study, room=room):
                self.assertLess(1.08 * deflated, 0.99 * size)
                self.tmpfs("disk", int(room))
                plan = self.succeed("plan", f"{study}.toml", "--tile", TILE, "-o", "disk/x.h5")
                self.assertEqual("NOT ENOUGH ROOM: only" in plan.replace("\n           ", " "), warned, plan)
                result = self.call(*self.words("disk/x.h5", study=study))
                self.assertEqual(result.returncode, int(warned), result.stderr)
                said = re.match("warning: disk/x.h5: " + too_little, result.stderr)
                self.assertEqual(said is not None, warned, result.stderr)
                if warned:
                    self.resize("disk", int(2.2 * size))
                    resumed = self.call(*self.words("disk/x.h5", "--resume", study=study))
                    self.assertEqual((resumed.returncode, resumed.stderr), (0, ""))
                self.unmount("disk")

    def test_strangers_files_stay(self):
        size = self.reference()
        self.tmpfs("disk", size // 2)
        self.assertEqual(self.call(*self.words("disk/x.h5")).returncode, 1)
        partial = self.folder / "disk/x.h5.partial"
        self.resize("disk", 3 * size)
        for name in ("notes.txt", "lock.txt", "01.h5"):
            (partial / name).write_text("a stranger's", encoding="utf-8")
        self.succeed(*self.words("disk/x.h5", "--force"))
        self.assertEqual(sorted(os.listdir(partial)), ["01.h5", "lock.txt", "notes.txt"])
        self.succeed("verify", "disk/x.h5")
        self.succeed(*self.words("disk/x.h5", "--force"))
        shutil.rmtree(partial)
        partial.write_text("a file", encoding="utf-8")
        for how in ("--force", "--resume"):
            result = self.call(*self.words("disk/x.h5", how))
            self.assertEqual(result.returncode, 2)
            self.assertEqual(
                result.stderr, "disk/x.h5.partial: in the way: the run would have its folder here (remove it)\n"
            )
        self.assertEqual(partial.read_text(encoding="utf-8"), "a file")


if __name__ == "__main__":
    unittest.main()
