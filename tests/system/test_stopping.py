# SPDX-License-Identifier: Apache-2.0
"""A run that is stopped, or that fails, leaves what it has done and says so."""

import resource
import shutil
import signal
import time
import unittest

import h5py
import numpy

from program import InFolder


class Stopping(InFolder):
    def begin_writing(self, *words, least_bytes=300_000, **options):
        """Starts a long run into x.h5 and waits until its data have so many bytes: tiles, if many."""
        data = self.folder / "x.h5.partial" / "1.h5"
        shutil.rmtree(data.parent, ignore_errors=True)
        run = self.begin("run", "long.toml", "-o", "x.h5", *words, **options)
        self.addCleanup(run.kill)  # whatever fails, it does not outlive the test
        end = time.monotonic() + 60
        while not data.exists() or data.stat().st_size < least_bytes:
            self.assertLess(time.monotonic(), end, "nothing was written")
            self.assertIsNone(run.poll(), "the run has ended")
            time.sleep(0.02)
        return run

    def stopped_by(self, which):
        """Stops a long run by a signal; returns its messages and how long it took to stop."""
        run = self.begin_writing("--threads", "2")
        start = time.monotonic()
        run.send_signal(which)
        _, messages = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130, messages)
        return messages, time.monotonic() - start

    def test_signals_leave_a_readable_partial_file_within_seconds(self):
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
            with self.subTest(which):
                messages, seconds = self.stopped_by(which)
                self.assertRegex(messages, r"interrupted: [\d,]+ of 1,000,000,000 scenarios are in x.h5.partial")
                self.assertLess(seconds, 5)  # one, and some patience with a busy machine
                self.assertEqual(self.files(), ["x.h5.partial"])
                with h5py.File(self.folder / "x.h5.partial" / "1.h5") as file:
                    computed = int(file.attrs["scenarios_computed"])
                    tile = int(file.attrs["scenarios_per_tile"])
                    values = file["island.stability"][: 2 * tile]
                    self.assertIn("end_time", file.attrs)
                self.assertGreater(computed, 0)
                self.assertGreater(numpy.isfinite(values).sum(), 0)
                shown = self.succeed("show", "x.h5.partial")
                tiles = -(-1_000_000_000 // tile)
                self.assertRegex(shown, rf"[\d,]+ of {tiles:,} tiles")

    def test_a_run_that_has_tried_how_large_the_file_will_be_hears_signals(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000_000, 100_000_000))

        for backend in ("tbb", "openmp"):
            with self.subTest(backend):
                run = self.begin_writing("--backend", backend, "--threads", "2", preexec_fn=small_files)
                run.send_signal(signal.SIGINT)
                _, messages = run.communicate(timeout=60)
                self.assertEqual(run.returncode, 130, messages)
                self.assertIn("a file may have 100 MB at most (ulimit -f)", messages)

    def test_a_tile_is_no_reason_to_wait(self):
        big = ("--tile", "16777216", "--isa", "scalar", "--threads", "1")
        run = self.begin_writing(*big, least_bytes=0)
        start = time.monotonic()
        run.send_signal(signal.SIGINT)
        _, messages = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130)
        self.assertIn("interrupted: 0 of ", messages)
        self.assertLess(time.monotonic() - start, 5)

    def test_signals_that_come_together_are_one(self):
        # As from a batch system that sends them to a script and a program, and the script passes its on.
        for first in (signal.SIGTERM, signal.SIGUSR1):
            with self.subTest(first):
                run = self.begin_writing()
                for which in (first, signal.SIGTERM, signal.SIGUSR1, signal.SIGCONT, signal.SIGTERM, signal.SIGUSR2):
                    run.send_signal(which)
                    time.sleep(0.01)
                _, messages = run.communicate(timeout=60)
                self.assertEqual(run.returncode, 130, messages)
                self.assertIn("interrupted: ", messages)

    def test_a_full_disk_is_one_clear_line(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

        result = self.call("run", "sample.toml", "-o", "x.h5", "--quiet", preexec_fn=small_files)
        self.assertEqual(result.returncode, 1)
        warning, error = result.stderr.splitlines()
        self.assertTrue(warning.startswith("warning: x.h5: will take about "), warning)
        self.assertEqual(
            error,
            "x.h5.partial: cannot write 'island.stability' (File too large); what has been computed is kept: "
            "--resume goes on with it",
        )
        self.assertNotIn("x.h5", self.files())

    def test_a_run_that_begins_anew_removes_what_an_earlier_one_has_left(self):
        self.stopped_by(signal.SIGINT)
        self.succeed("run", "grid.toml", "-o", "x.h5", "--quiet", "--force")
        self.assertEqual(self.files(), ["x.h5"])


if __name__ == "__main__":
    unittest.main()
