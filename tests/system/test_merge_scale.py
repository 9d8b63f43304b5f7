# SPDX-License-Identifier: Apache-2.0
"""A thousand shards, with few files open, and memory that does not grow with the file."""

import contextlib
import pathlib
import random
import re
import resource
import subprocess
import time
import unittest

import h5py

from merging import CREW, GRID, Merge
from program import PROGRAM, SANITIZED


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


class Scale(Merge):
    def test_a_thousand_shards(self):
        count = 60 if SANITIZED else 1000
        self.write("g", GRID.replace("points = 11", "points = 30"))
        self.succeed("run", "g.toml", "--quiet", "--tile", 1, "-o", "one.h5", "--threads", 1)
        files = self.shards("g", count, "--tile", 1, "--threads", 1, "--backend", "serial")
        random.Random(3).shuffle(files)
        few = (40, 40)
        self.succeed(
            *("merge", "all.h5", *files),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, few),
        )
        self.expect_same("all.h5", "one.h5", CREW)
        with h5py.File(self.folder / "all.h5") as merged:
            history = merged.attrs["history"].split("\n")
        self.assertEqual(len(history), count + 1)
        self.assertIn(f" ... ({count} files) ", history[-1])

    @unittest.skipIf(SANITIZED, "a sanitizer takes memory of its own")
    def test_memory_does_not_grow_with_the_file(self):
        most = {}
        for name, points in (("small", 30), ("large", 1500)):
            text = GRID.replace("points = 7", f"points = {points}").replace(
                "points = 5", "points = 50"
            )
            self.write(name, text.replace("points = 11", "points = 100"), "none")
            files = self.shards(name, 2, "--tile", 5000)
            most[name] = peak_memory(("merge", f"{name}_all.h5", *files), self.folder)
        size = (self.folder / "large_all.h5").stat().st_size
        self.assertGreater(size, 200e6)
        self.assertLess(most["large"], most["small"] + 12e6)


if __name__ == "__main__":
    unittest.main()
