# SPDX-License-Identifier: Apache-2.0
"""'entente plan': true figures of a run that does not take place."""

import os
import re
import time
import unittest

from program import InFolder

UNITS = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15}


def byte_count(text):
    """Bytes of the first size in a text: of "about 12.3 MB, ...", 12300000."""
    words = text.replace(",", "").split()
    at = next(i for i, word in enumerate(words) if word in UNITS)
    return float(words[at - 1]) * UNITS[words[at]]


class Plan(InFolder):
    def plan(self, *words):
        """The plan's lines by their label; each line must fit a terminal."""
        rows = {}
        for line in self.succeed("plan", *words).splitlines():
            self.assertLessEqual(len(line), 100)
            label, text = line[:11].strip(), line[11:]
            if not label:  # the line before goes on
                label = list(rows)[-1]
                text = rows[label] + " " + text
            rows[label] = text
        return rows

    def test_tells_what_would_run(self):
        crew = "--threads 2 --backend openmp --isa scalar".split()
        rows = self.plan("grid.toml", *crew, "--tile", "9")
        self.assertEqual(rows["study"], "A small grid")
        self.assertEqual(rows["model"].split(",")[0], "alliance")
        self.assertEqual(rows["design"], "grid: recovery 11 × mirror 3")
        self.assertEqual(rows["scenarios"], "33")
        self.assertEqual(rows["tiles"], "4 of up to 9 scenarios")
        self.assertRegex(rows["outputs"], r"^16 variables: island\.stability, island\.cohesion,")
        self.assertEqual(rows["file"], "grid.h5")
        self.assertEqual(rows["crew"], "2 threads (openmp, scalar)")
        self.assertRegex(rows["time"], r"^about [\d.]+ s at [\d,.]+ scenarios/s, measured now$")

    def test_writes_nothing(self):
        before = {path: path.read_bytes() for path in self.folder.iterdir()}
        self.plan("grid.toml")
        self.plan("sample.toml")
        self.assertEqual({path: path.read_bytes() for path in self.folder.iterdir()}, before)

    def crew(self, *words, **variables):
        """The line of the crew where the environment has these variables of OpenMP and no others."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "GOMP_", "KMP_"))}
        text = self.succeed("plan", "grid.toml", *words, env=kept | variables)
        return re.search(r"(?m)^crew +(.*)$", text).group(1)

    def test_openmp_has_as_many_threads_as_its_environment_lets_it(self):
        openmp = ("--backend", "openmp")
        free = self.crew(*openmp)
        for name in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT"):
            with self.subTest(name):
                one = self.crew(*openmp, **{name: "1"})
                self.assertRegex(one, rf"^1 thread \(openmp, \w+\)(, limited by {name})?$")
                if not free.startswith("1 "):
                    self.assertTrue(one.endswith(f", limited by {name}"), one)
                self.assertEqual(self.crew(*openmp, **{name: "1000"}), free)
                self.assertEqual(self.crew(**{name: "1"}), self.crew())  # TBB's
        two = (*openmp, "--threads", "2")
        self.assertRegex(self.crew(*two, OMP_NUM_THREADS="1"), r"^2 threads \(openmp, \w+\)$")
        done = self.call("plan", "grid.toml", *two, env=os.environ | {"OMP_THREAD_LIMIT": "1"})
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr, "--threads: 2 are more than OpenMP may have (OMP_THREAD_LIMIT is 1)\n")

    def test_limit_and_shard_count(self):
        self.assertEqual(self.plan("grid.toml", "--limit", "10")["scenarios"], "10 of 33")
        rows = self.plan("grid.toml", "--tile", "3", "--shard", "2/3")
        self.assertEqual(rows["scenarios"], "12 of 33, shard 2 of 3")
        self.assertEqual(rows["file"], "grid.shard-2-of-3.h5")

    def test_knows_that_the_file_exists(self):
        self.succeed("run", "grid.toml", "--quiet")
        file = self.plan("grid.toml")["file"]
        self.assertEqual(file, "grid.h5 (exists: a run would need --force)")

    def test_the_size_is_that_of_the_file(self):
        sample = ("sample.toml", "--limit", "200_000", "--set", 'output.variables=["*"]')
        for words in (
            ("grid.toml",),
            ("grid.toml", "--set", "output.compression=none", "--tile", "1"),
            sample,
            (*sample, "--set", "output.compression=none"),
            (*sample, "--set", "output.parameters=float64", "--set", "output.significant_bits=10"),
        ):
            with self.subTest(words):
                size = self.plan(*words)["size"]
                promised = byte_count(size)
                self.succeed("run", *words, "-o", "x.h5", "--quiet", "--force")
                true = (self.folder / "x.h5").stat().st_size
                message = f"{promised} planned, {true} written"
                if "no tile was finished in the trial" in size:  # on a slow machine
                    self.assertGreater(promised, 0.8 * true, message)
                else:
                    self.assertLess(abs(promised / true - 1), 0.2, message)

    def test_a_million_million_scenarios_plan_at_once(self):
        start = time.monotonic()
        rows = self.plan("sample.toml", "--set", "design.scenarios=1_000_000_000_000")
        self.assertEqual(rows["scenarios"], "1,000,000,000,000")
        self.assertLess(byte_count(rows["memory"]), 300e6)
        self.assertLess(time.monotonic() - start, 50)


if __name__ == "__main__":
    unittest.main()
