# SPDX-License-Identifier: Apache-2.0
"""Extrapolation from shards, and the programs of bench/scaling on small runs."""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

import shards

SCALING = pathlib.Path(shards.__file__).parent
ENTENTE = os.environ.get("ENTENTE", "")
HAS_RANKS = pathlib.Path(ENTENTE + "-mpi").exists() and shutil.which("mpirun") is not None


def output(script: str, *words: object) -> str:
    command = [sys.executable, SCALING / script, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


class Shards(unittest.TestCase):
    def test_are_spread_over_the_whole(self) -> None:
        self.assertEqual(shards.spread(1, 1), [1])
        self.assertEqual(shards.spread(4, 8), [2, 4, 6, 8])
        for many, count in ((3, 3), (9, 175), (20, 1000)):
            chosen = shards.spread(many, count)
            self.assertEqual(len(set(chosen)), many)
            self.assertTrue(all(1 <= shard <= count for shard in chosen))
            gaps = [b - a for a, b in zip(chosen, chosen[1:])]
            self.assertLessEqual(max(gaps) - min(gaps), 1)

    def test_intervals_hold_as_often_as_they_say(self) -> None:
        rng, rounds = random.Random(5), 2000
        held = {"whole": 0, "next": 0}
        for _ in range(rounds):
            seen = [rng.gauss(2, 0.1) for _ in range(8)]
            held["whole"] += 2000 in shards.extrapolate(seen, 1000)
            held["next"] += 100 * rng.gauss(2, 0.1) in shards.predict(seen, 100)
        for name, count in held.items():
            self.assertAlmostEqual(count / rounds, 0.95, delta=0.02, msg=name)


@unittest.skipUnless(ENTENTE, "ctest says where the program is")
class Programs(unittest.TestCase):
    def test_a_thousand_million_scenarios_are_extrapolated(self) -> None:
        told = output("billion.py", "--entente", ENTENTE, "--seconds", 0.3, "--shards", 3)
        self.assertIn("1,000,000,000 scenarios; shards ", told)
        rows = {
            line.split("|")[1].strip(): line for line in told.splitlines() if line.startswith("|")
        }
        size = float(rows["bytes"].split("|")[2].split()[0])
        # 8.2 GB, and of files so small what every file takes.
        self.assertTrue(7.5 < size < 11, size)

    @unittest.skipUnless(
        HAS_RANKS, "no ranks here: entente-mpi was not built, or there is no mpirun"
    )
    def test_crews_write_the_same_file(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            file = pathlib.Path(name) / "strong.json"
            words = ("--entente", ENTENTE, "--limit", 3000, "--repetitions", 2, "--json", file)
            told = output("strong.py", *words)
            self.assertIn("| 4 × 1 |", told)
            self.assertEqual([len(crew["runs"]) for crew in json.loads(file.read_text())], [2] * 5)


if __name__ == "__main__":
    unittest.main()
