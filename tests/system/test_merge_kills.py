# SPDX-License-Identifier: Apache-2.0
"""A merge may be killed at any moment: another one, or a run, goes on with it."""

import contextlib
import signal
import time
import unittest

from merging import LARGE, MAY_DIFFER, Merge
from program import SANITIZED


class MergesThatWereKilled(Merge):
    def setUp(self):
        super().setUp()
        self.write("large", LARGE)
        self.succeed("run", "large.toml", "--quiet", "--tile", 30, "-o", "one.h5")
        self.files = self.shards("large", 3, "--tile", 30)

    def kill(self, bytes_more, *words, how=signal.SIGKILL):
        """Ends a command once its journal has grown; true if it had not finished the file by then."""
        before = self.journal_bytes("all.h5")
        command = self.begin(*words)
        self.addCleanup(command.kill)
        while command.poll() is None and self.journal_bytes("all.h5") < before + bytes_more:
            time.sleep(0.0005)
        command.send_signal(how)
        self.errors = command.communicate(timeout=400)[1]
        was_ended = command.returncode == (-how if how == signal.SIGKILL else 130)
        return was_ended and not (self.folder / "all.h5").exists()

    def kill_surely(self, *words, how=signal.SIGKILL):
        """The same, as often as it takes: on a busy machine the command may be faster than its end."""
        for _ in range(100):
            if self.kill(20000, *words, how=how):
                return
            (self.folder / "all.h5").unlink(missing_ok=True)
        self.fail(self.errors)

    def test_are_gone_on_with(self):
        killed, part, wanted = 0, 0, 2 if SANITIZED else 6
        while killed < wanted:
            part += 1
            self.assertLess(part, 200, "the merge is always faster")
            killed += self.kill(3000 * (part % 12), "merge", "all.h5", *self.files, "--resume")
            with contextlib.suppress(FileNotFoundError):
                (self.folder / "all.h5").unlink()
        self.succeed("merge", "all.h5", *self.files, "--resume")
        self.expect_same("all.h5", "one.h5")
        self.succeed("verify", "all.h5", "--quiet")

    def test_are_gone_on_with_by_a_run_and_a_run_by_a_merge(self):
        self.kill_surely("merge", "all.h5", *self.files)
        text = self.succeed("run", "large.toml", "--tile", 30, "-o", "all.h5", "--resume")
        self.assertIn("some tiles are of a merge; 'entente show all.h5' tells the ranges\n", text)
        self.expect_same("all.h5", "one.h5")
        (self.folder / "all.h5").unlink()
        command = ("run", "large.toml", "--tile", 30, "-o", "all.h5")
        if self.kill(20000, *command):
            self.assertRegex(
                self.succeed("merge", "all.h5", *self.files, "--resume"),
                "tiles are of an earlier merge",
            )
            self.expect_same("all.h5", "one.h5", MAY_DIFFER)

    def test_an_interrupted_one_says_so(self):
        for how in (signal.SIGINT, signal.SIGTERM):
            self.kill_surely("merge", "all.h5", *self.files, "--force", how=how)
            self.assertRegex(
                self.errors,
                r"^interrupted: [\d,]+ of 1,600 tiles are in all.h5.partial; --resume goes on with it\n$",
            )
        self.succeed("merge", "all.h5", *self.files, "--resume")
        self.expect_same("all.h5", "one.h5")

    def test_what_was_damaged_meanwhile_is_copied_again(self):
        self.kill_surely("merge", "all.h5", *self.files)
        data = self.folder / "all.h5.partial" / "1.h5"
        size = data.stat().st_size
        with open(data, "r+b") as file:
            for place in range(size // 4, size, size // 9):
                file.seek(place)
                file.write(b"\xa5" * 64)
        self.succeed("merge", "all.h5", *self.files, "--resume")
        self.expect_same("all.h5", "one.h5")

    def test_of_other_shards_are_not_gone_on_with(self):
        self.kill_surely("merge", "all.h5", *self.files)
        others = self.shards("large", 2, "--tile", 30, "--set", "horizon=4")
        self.refuse(
            "all.h5.partial: not of this run, so --resume cannot go on with it: study, line 14: nothing "
            "then, '# --set horizon=4' now (--force begins anew)",
            *("all.h5", *others, "--resume"),
        )
        self.succeed("merge", "all.h5", *others, "--force")


if __name__ == "__main__":
    unittest.main()
