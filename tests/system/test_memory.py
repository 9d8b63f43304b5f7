# SPDX-License-Identifier: Apache-2.0
"""Memory is bounded by tiles in flight, whatever the number of scenarios."""

import os
import subprocess
import unittest

from program import PROGRAM, SANITIZED, InFolder

MOST = 300e6  # bytes
NOISE = 8e6  # caches of the file, allocator


class Memory(InFolder):
    def peak(self, scenarios):
        """Peak resident memory of a run, bytes."""
        command = [PROGRAM, "run", "sample.toml", "-o", "x.h5", "--force", "--quiet"]
        child = subprocess.Popen([*command, "--limit", str(scenarios)], cwd=self.folder)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(child.returncode, 0)
        return usage.ru_maxrss * 1024

    @unittest.skipIf(SANITIZED, "a sanitizer keeps what is freed")
    def test_a_hundred_times_the_scenarios_take_the_same_memory(self):
        few, many = self.peak(100_000), self.peak(10_000_000)
        self.assertLess(many, MOST)
        self.assertLess(many - few, NOISE)


if __name__ == "__main__":
    unittest.main()
