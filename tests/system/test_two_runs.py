# SPDX-License-Identifier: Apache-2.0
"""Two runs that want to write the same file: one does, and the other is told who."""

import os
import re
import signal
import socket
import time
import unittest

from program import InFolder

# A second of work.
STUDY = """\
title = "Wanted twice"
model = "alliance"
theatres = ["island.toml"]
horizon = 40

[parameters]
"*" = "plausible"

[design]
kind = "random"
scenarios = 40_000
seed = 1
"""

LATE = "x.h5: another run has written this file meanwhile (--force replaces it)\n"


class TwoRuns(InFolder):
    def setUp(self):
        super().setUp()
        (self.folder / "wanted.toml").write_text(STUDY, encoding="utf-8")
        self.partial = self.folder / "x.h5.partial"

    def words(self, *more):
        crew = ("--isa", "scalar", "--threads", "1")
        return ("run", "wanted.toml", "-o", "x.h5", "--tile", "250", "--quiet", *crew, *more)

    def begin_first(self, which, **options):
        """A run that has written some tiles, and was given a signal before it had all."""
        return self.begin_and_signal(which, lambda: self.journal_bytes() >= 20_000, *self.words(), **options)

    def leave_a_killed_run(self):
        self.begin_first(signal.SIGKILL).communicate()

    def test_the_second_is_refused_at_once_and_the_first_is_not_disturbed(self):
        first = self.begin_first(signal.SIGSTOP)  # so that it does not end before all is tried
        try:
            for how in ((), ("--force",), ("--resume",), ("--resume", "--take-over"), ("--force", "--take-over")):
                with self.subTest(how):
                    start = time.monotonic()
                    second = self.call(*self.words(*how))
                    self.assertEqual(second.returncode, 1)
                    self.assertEqual(
                        second.stderr,
                        f"x.h5.partial: another run is writing this file: process {first.pid} on "
                        f"{socket.gethostname()} (wait for it, end it, or write to another file: -o)\n",
                    )
                    self.assertLess(time.monotonic() - start, 30)
            planned = self.succeed("plan", "wanted.toml", "-o", "x.h5")
            self.assertIn(f"(process {first.pid} on {socket.gethostname()} is writing it)", planned)
            shown = self.succeed("show", "x.h5.partial")
            self.assertIn(f"process {first.pid} on {socket.gethostname()} is writing it", shown)
            self.assertEqual(sorted(os.listdir(self.partial)), ["1.h5", "1.journal", "lock"])
        finally:
            first.send_signal(signal.SIGCONT)
        _, messages = first.communicate(timeout=400)
        self.assertEqual((first.returncode, messages), (0, ""))
        self.succeed("verify", "x.h5")
        self.assertEqual(self.files(), ["x.h5"])

    def test_a_killed_run_on_this_machine_is_no_hindrance(self):
        for how in ("--resume", "--force"):
            self.leave_a_killed_run()
            self.assertTrue((self.partial / "lock").exists())
            refused = self.call(*self.words())
            self.assertEqual(refused.returncode, 2)
            self.assertIn("left by an unfinished run (--resume goes on with it, --force begins anew)", refused.stderr)
            second = self.call(*self.words(how))
            self.assertEqual((second.returncode, second.stderr), (0, ""))
            self.assertEqual(self.files(), ["x.h5"])
            (self.folder / "x.h5").unlink()

    def test_a_run_on_another_machine_is_waited_for(self):
        self.leave_a_killed_run()
        lock = self.partial / "lock"
        lock.write_text("elsewhere 4711\n", encoding="utf-8")
        for how in ("--resume", "--force"):
            refused = self.call(*self.words(how))
            self.assertEqual(refused.returncode, 1)
            self.assertRegex(
                refused.stderr,
                r"^x\.h5\.partial: another run may be writing this file: process 4711 on elsewhere \(last seen "
                r"\d+ s ago, and whether it lives cannot be seen from here: it is taken for dead after 60 s of "
                r"silence; if you know that it has ended, add --take-over to --resume or --force\)\n$",
            )
        self.assertEqual(lock.read_text(encoding="utf-8"), "elsewhere 4711\n")
        os.utime(lock, (time.time() - 61, time.time() - 61))
        silent = self.call(*self.words("--resume"))
        self.assertEqual((silent.returncode, silent.stderr), (0, ""))
        self.assertEqual(self.files(), ["x.h5"])

    def test_a_run_on_another_machine_is_taken_over_on_demand(self):
        self.leave_a_killed_run()
        (self.partial / "lock").write_text("elsewhere 4711\n", encoding="utf-8")
        second = self.call(*self.words("--resume", "--take-over"))
        self.assertEqual((second.returncode, second.stderr), (0, ""))
        self.succeed("verify", "x.h5")

    def test_a_run_that_was_taken_over_ends(self):
        # As one does that slept, with its machine, for longer than the others had patience.
        first = self.begin("run", "long.toml", "-o", "x.h5", "--quiet")
        self.addCleanup(first.kill)
        self.wait_until((self.partial / "1.journal").exists, first)
        (self.partial / "lock").write_text("elsewhere 4711\n", encoding="utf-8")
        _, messages = first.communicate(timeout=400)
        self.assertEqual(first.returncode, 1)
        self.assertEqual(
            messages.splitlines()[-1],
            "x.h5.partial: taken over by another run: process 4711 on elsewhere; this one ends",
        )
        self.assertEqual((self.partial / "lock").read_text(encoding="utf-8"), "elsewhere 4711\n")

    def test_without_the_locks_of_hdf5(self):
        environment = {**os.environ, "HDF5_USE_FILE_LOCKING": "FALSE"}
        first = self.begin_first(signal.SIGINT, env=environment)
        _, messages = first.communicate(timeout=400)
        self.assertEqual(first.returncode, 130, messages)
        self.succeed(*self.words("--resume"), env=environment)
        self.succeed("verify", "x.h5", env=environment)

    def test_of_many_that_begin_at_once_one_writes_the_file(self):
        runs = [self.begin(*self.words()) for _ in range(6)]
        told = [run.communicate(timeout=400)[1] for run in runs]
        statuses = sorted(run.returncode for run in runs)
        # Whoever comes when the first has ended finds its file.
        self.assertEqual(statuses.count(0), 1, told)
        for run, words in zip(runs, told):
            if run.returncode == 1:
                self.assertTrue(re.match(r"x\.h5\.partial: another run is writing this file", words), words)
            elif run.returncode == 2:
                self.assertIn(words, ("x.h5: exists already (--force replaces it)\n", LATE))
        self.succeed("verify", "x.h5")
        self.assertEqual(self.files(), ["x.h5"])


if __name__ == "__main__":
    unittest.main()
