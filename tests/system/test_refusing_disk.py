# SPDX-License-Identifier: Apache-2.0
"""Disks that refuse with any error of the system: quotas, broken disks, servers that are gone, and file
systems that do not lock."""

import errno
import os
import shutil
import signal
import time
import unittest

import h5py

import disks
import refusing_disk
from refusing_disk import CREATE, FSYNC, RENAME, SETLK, SETLKW, WRITE

STUDY = """\
title = "Noise"
model = "deterrence"

[parameters]
"*" = "plausible"

[design]
kind = "random"
scenarios = 6_000
seed = 1

[output]
compression = "none"
"""

TABLE = """\
title = "Scenarios out of a table"
model = "deterrence"

[design]
kind = "table"
file = "disk/columns.h5"
"""

KEPT = "; what has been computed is kept: --resume goes on with it"


def setUpModule():
    disks.enter_own_mounts()


class RefusingDisk(disks.OnDisks):
    def setUp(self):
        super().setUp()
        (self.folder / "noise.toml").write_text(STUDY, encoding="utf-8")
        self.disk = self.folder / "disk"

    def words(self, *more, file="disk/x.h5"):
        return ("run", "noise.toml", "--tile", 250, "-o", file, "--quiet", *more)

    def refusing(self, refusals):
        self.disk.mkdir(exist_ok=True)
        server = refusing_disk.mount(self.disk, refusals)
        self.addCleanup(os.waitpid, server, 0)
        self.addCleanup(self.unmount, "disk")
        return server

    def expect_resumed(self):
        self.succeed(*self.words("--resume"))
        self.succeed("verify", "disk/x.h5")
        self.assertFalse((self.disk / "x.h5.partial").exists())
        self.succeed(*self.words("--force", file="reference.h5"))
        with h5py.File(self.folder / "reference.h5") as expected, h5py.File(self.disk / "x.h5") as found:
            for name, item in expected.items():
                if isinstance(item, h5py.Dataset) and item.dtype.kind in "fiu":
                    self.assertEqual(item[()].tobytes(), found[name][()].tobytes(), name)

    def test_any_refusal_is_one_line_and_costs_no_tile(self):
        for what, error, allowed, said in (
            ((WRITE, "1.h5"), errno.EDQUOT, 100, r"cannot write '[\w.]+' \(Disk quota exceeded\)"),
            ((WRITE, "1.h5"), errno.EIO, 100, r"cannot write '[\w.]+' \(Input/output error\)"),
            ((WRITE, "1.h5"), errno.ESTALE, 100, r"cannot write '[\w.]+' \(Stale file handle\)"),
            ((WRITE, ".journal"), errno.ENOSPC, 7, r"cannot write the journal \(No space left on device\)"),
            ((WRITE, ".journal"), errno.EDQUOT, 1, r"cannot write the journal \(Disk quota exceeded\)"),
            ((FSYNC, "1.h5"), errno.EIO, 0, r"cannot write the file to the disk \(Input/output error\)"),
            ((RENAME, ""), errno.EDQUOT, 1, r"cannot rename the file to x\.h5 \(Disk quota exceeded\)"),
        ):
            with self.subTest(what=what, error=error):
                self.refusing({what: (error, allowed)})
                result = self.call(*self.words())
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertRegex(result.stderr, rf"^disk/x\.h5\.partial: {said}{KEPT}\n$")
                self.assertEqual(os.listdir(self.disk), ["x.h5.partial"])
                self.assertEqual(sorted(os.listdir(self.disk / "x.h5.partial")), ["1.h5", "1.journal"])
                (self.disk / "mended").mkdir()
                self.expect_resumed()
                self.unmount("disk")

    def test_a_refusal_at_the_beginning_leaves_nothing(self):
        for what, error, said in (
            ((CREATE, "lock"), errno.EDQUOT, "cannot create the lock (Disk quota exceeded)"),
            ((WRITE, "lock"), errno.ENOSPC, "cannot write the lock (No space left on device)"),
            ((CREATE, "1.h5"), errno.EDQUOT, "cannot create the file (Disk quota exceeded)"),
            ((CREATE, ".new"), errno.EDQUOT, "cannot create the journal (Disk quota exceeded)"),
            ((WRITE, ".new"), errno.EIO, "cannot write the journal (Input/output error)"),
        ):
            with self.subTest(what=what):
                self.refusing({what: (error, 0)})
                result = self.call(*self.words())
                self.assertEqual((result.returncode, result.stderr), (1, f"disk/x.h5.partial: {said}\n"))
                self.assertEqual(os.listdir(self.disk), [])
                self.unmount("disk")

    def test_a_disk_whose_server_dies(self):
        server = self.refusing({})
        run = self.begin("run", "long.toml", "-o", "disk/x.h5", "--quiet")
        self.addCleanup(run.kill)
        self.wait_until((self.disk / "x.h5.partial" / "1.journal").exists, run)
        os.kill(server, signal.SIGKILL)
        start = time.monotonic()
        _, messages = run.communicate(timeout=400)
        self.assertEqual(run.returncode, 1, messages)
        self.assertRegex(messages.splitlines()[-1], r"^disk/x\.h5\.partial: .*Transport endpoint is not connected")
        self.assertLess(time.monotonic() - start, 50)

    def test_a_disk_without_locks(self):
        for error in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
            with self.subTest(error):
                self.refusing({(SETLK, ""): (error, 0), (SETLKW, ""): (error, 0)})
                first = self.begin("run", "long.toml", "-o", "disk/x.h5", "--quiet")
                self.addCleanup(first.kill)
                self.wait_until((self.disk / "x.h5.partial" / "1.journal").exists, first)
                second = self.call(*self.words("--force"))
                self.assertEqual(second.returncode, 1)
                self.assertRegex(
                    second.stderr,
                    rf"^disk/x\.h5\.partial: another run may be writing this file: process {first.pid} on .* \(it "
                    r"runs on this machine, if it is no other program; .* --take-over",
                )
                first.kill()
                first.communicate()
                self.succeed(*self.words("--force"))
                self.assertEqual(os.listdir(self.disk), ["x.h5"])
                self.succeed("verify", "disk/x.h5")
                self.unmount("disk")

    def work_on_it(self, **options):
        """What a user does with a file: it is killed, looked at, gone on with, checked and analysed."""
        words = ("run", "long.toml", "--limit", 400_000, "--tile", 2000, "-o", "disk/x.h5", "--quiet")
        first = self.begin_and_signal(
            signal.SIGKILL, lambda: self.journal_bytes(words[7]) >= 4096, *words, file=words[7], **options
        )
        first.communicate()
        with h5py.File(self.folder / "columns.h5", "w") as table:
            table["noise"] = [0.5, 1.0, 2.0]
        shutil.copyfile(self.folder / "columns.h5", self.disk / "columns.h5")
        self.assertIn("unfinished", self.succeed("show", "disk/x.h5.partial", **options))
        self.succeed(*words, "--resume", **options)
        for more in (
            ("verify", "disk/x.h5"),
            ("show", "disk/x.h5"),
            ("run", "noise.toml", "-o", "disk/noise.h5", "--quiet"),
            ("analyze", "disk/noise.h5", "--methods", "pawn", "-o", "disk/measures.h5"),
            ("discover", "disk/noise.h5", "--target", "p_war > 0.3", "-o", "disk/found.h5"),
            ("run", "table.toml", "-o", "disk/table.h5", "--quiet"),
        ):
            self.succeed(*more, **options)
        self.succeed("run", "long.toml", *words[2:6], "-o", "reference.h5", "--quiet", "--force")
        with h5py.File(self.folder / "reference.h5") as expected, open(self.disk / "x.h5", "rb") as file:
            found = h5py.File(file)
            stability = expected["island.stability"][:400_000]
            self.assertEqual(stability.tobytes(), found["island.stability"][:400_000].tobytes())
        self.assertEqual(
            sorted(os.listdir(self.disk)), ["columns.h5", "found.h5", "measures.h5", "noise.h5", "table.h5", "x.h5"]
        )

    def test_all_that_is_done_with_a_file_goes_without_locks(self):
        (self.folder / "table.toml").write_text(TABLE, encoding="utf-8")
        told = {**os.environ, "HDF5_USE_FILE_LOCKING": "FALSE"}
        for error, options in (
            (errno.ENOLCK, {}),
            (errno.EOPNOTSUPP, {}),
            (errno.ENOSYS, {}),
            (errno.ENOLCK, {"env": told}),
            (None, {"env": told}),
        ):
            with self.subTest(error=error, told=bool(options)):
                self.refusing({} if error is None else {(SETLK, ""): (error, 0), (SETLKW, ""): (error, 0)})
                self.work_on_it(**options)
                self.unmount("disk")

    def test_who_insists_on_locks_is_told_that_there_are_none(self):
        self.refusing({(SETLK, ""): (errno.ENOLCK, 0), (SETLKW, ""): (errno.ENOLCK, 0)})
        self.succeed(*self.words())
        read = self.call("verify", "disk/x.h5", env={**os.environ, "HDF5_USE_FILE_LOCKING": "TRUE"})
        self.assertEqual(read.returncode, 2)
        self.assertRegex(read.stderr, r"^disk/x\.h5: .*the file system does not lock files.*\n$")


if __name__ == "__main__":
    unittest.main()
