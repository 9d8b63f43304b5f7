# SPDX-License-Identifier: Apache-2.0
"""A run that is stopped, or that fails, leaves what it has done and says so."""

import os
import pathlib
import resource
import shutil
import signal
import time
import unittest

import h5py
import numpy

from program import InFolder


# Of processor time, for the clock counts what other programs do, too. Without the signal the run would
# take some ten minutes, and so would the large tile.
MOST_SECONDS = 5
TICK = os.sysconf("SC_CLK_TCK")


def seconds_of(process):
    """Processor time of a process that runs."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def seconds_of_ended():
    """Processor time of all processes that this one has waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Stopping(InFolder):
    def begin_writing(self, *words, least_bytes=300_000, **options):
        """Starts a long run into x.h5 and waits until its data have so many bytes: tiles, if many."""
        data = self.folder / "x.h5.partial" / "1.h5"
        shutil.rmtree(data.parent, ignore_errors=True)
        run = self.begin("run", "long.toml", "-o", "x.h5", *words, **options)
        self.addCleanup(run.kill)  # whatever fails, it does not outlive the test
        self.wait_until(lambda: data.exists() and data.stat().st_size >= least_bytes, run)
        return run

    def stop(self, run, which):
        """Sends a signal, which must stop the run before long; returns the run's messages."""
        before, began = seconds_of_ended() + seconds_of(run), time.monotonic()
        run.send_signal(which)
        _, messages = run.communicate(timeout=400)
        self.waits.append(time.monotonic() - began)
        self.assertEqual(run.returncode, 130, messages)
        self.assertLess(seconds_of_ended() - before, MOST_SECONDS)
        return messages

    def stopped_by(self, which):
        """The messages of a long run that is stopped by a signal."""
        return self.stop(self.begin_writing("--threads", "2"), which)

    def setUp(self):
        super().setUp()
        self.waits = []

    def test_signals_leave_a_readable_partial_file_within_seconds(self):
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
            with self.subTest(which):
                messages = self.stopped_by(which)
                self.assertRegex(messages, r"interrupted: [\d,]+ of 1,000,000,000 scenarios are in x.h5.partial")
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
        self.assertLess(min(self.waits), 5)  # by the clock, if the machine was not busy each time

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
        self.assertIn("interrupted: 0 of ", self.stop(run, signal.SIGINT))

    def test_signals_that_come_together_are_one(self):
        # As from a batch system that sends them to a script and a program, and the script passes its on.
        def send(first):
            """Returns the run, and how long it took to send them."""
            run = self.begin_writing()
            start = time.monotonic()
            for which in (first, signal.SIGTERM, signal.SIGUSR1, signal.SIGCONT, signal.SIGTERM, signal.SIGUSR2):
                run.send_signal(which)
                time.sleep(0.01)
            return run, time.monotonic() - start

        for first in (signal.SIGTERM, signal.SIGUSR1):
            with self.subTest(first):
                run, seconds = send(first)
                while seconds > 0.5:  # on a busy machine, they do not come together
                    run.kill()
                    run.communicate()
                    run, seconds = send(first)
                _, messages = run.communicate(timeout=400)
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
