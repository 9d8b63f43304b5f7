# SPDX-License-Identifier: Apache-2.0
"""Studies in shards."""

import itertools

from file_contents import differences
from program import InFolder

# What FORMAT.md says of merged files, beside times: all else is the same.
MAY_DIFFER = {"command_line", "description_crc32"}
CREW = {"backend", "threads", "isa"}

GRID = """\
title = "A grid in shards"
model = "alliance"
theatres = ["island.toml"]
horizon = 5

[parameters]
recovery = {{ from = 0, to = 1, points = 7 }}
mirror = {{ from = 0, to = 1, points = 5 }}
"island.belief" = {{ from = 0.1, to = 0.9, points = 11 }}

[output]
variables = ["island.stability", "island.yearly_credence", "island.weakest_member", "status"]
compression = "{compression}"
"""

SAMPLE = """\
title = "A sample in shards"
model = "alliance"
theatres = ["island.toml"]
horizon = 4

[parameters]
"*" = "plausible"

[design]
kind = "sobol"
scenarios = 500
seed = 3

[output]
compression = "{compression}"
significant_bits = 14
"""

TABLE = """\
title = "A table in shards"
model = "alliance"
theatres = ["island.toml"]
horizon = 2

[design]
kind = "table"
file = "points.csv"

[output]
compression = "{compression}"
precision = "float64"
"""

LARGE = (
    GRID.replace("points = 7", "points = 40")
    .replace("points = 5", "points = 40")
    .replace("points = 11", "points = 30")
)


class Merge(InFolder):
    def write(self, name, text, compression="deflate"):
        (self.folder / f"{name}.toml").write_text(
            text.format(compression=compression), encoding="utf-8"
        )

    def setUp(self):
        super().setUp()
        rows = [f"{0.001 * i},{1 - 0.002 * i},{0.5 + 0.0005 * i}" for i in range(300)]
        (self.folder / "points.csv").write_text(
            "\n".join(["recovery,mirror,island.belief", *rows]) + "\n", encoding="utf-8"
        )

    def shards(self, study, count, *words, crews=False):
        """Runs every shard; returns the names of their files."""
        crew = itertools.cycle(
            [("--backend", "tbb"), ("--backend", "serial"), ("--backend", "openmp", "--threads", 3)]
            if crews
            else [()]
        )
        names = []
        for i in range(1, count + 1):
            words_now = ("--shard", f"{i}/{count}", *next(crew), *words)
            if count == 1:
                words_now += ("-o", f"{study}.only.h5")
            self.succeed("run", f"{study}.toml", "--quiet", *words_now)
            names.append(f"{study}.shard-{i}-of-{count}.h5" if count > 1 else f"{study}.only.h5")
        return names

    def expect_same(self, file, reference, may_differ=frozenset()):
        but = MAY_DIFFER | may_differ
        self.assertEqual(differences(self.folder / reference, self.folder / file, but), [])

    def refuse(self, line, *words, status=2):
        result = self.call("merge", *words)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stderr, line + "\n")
        self.assertEqual(result.stdout, "")
