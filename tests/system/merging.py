# SPDX-License-Identifier: Apache-2.0
"""Studies in shards, and everything that is in a result file."""

import itertools

import h5py
import numpy

from program import InFolder

# What FORMAT.md says of merged files: all else is the same.
MAY_DIFFER = {
    *("start_time", "end_time", "seconds", "history", "command_line"),
    *("times_crc32", "description_crc32"),
}
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


def contents(file):
    """Everything in a result file, by name; chunks as they are stored."""
    found = {}

    def add_attributes(name, item):
        found[f"{name} attributes"] = list(item.attrs)
        for key, value in item.attrs.items():
            if key not in ("DIMENSION_LIST", "REFERENCE_LIST"):  # told as "scales"
                array = numpy.asarray(value)
                found[f"{name}@{key}"] = (str(array.dtype), array.shape, repr(array.tolist()))

    def add(name, item):
        add_attributes(name, item)
        if isinstance(item, h5py.Group):
            found[f"{name} links"] = list(item)
            return
        found[f"{name} scales"] = [[scale.name for scale in dim.values()] for dim in item.dims]
        plist = item.id.get_create_plist()
        filters = [plist.get_filter(i)[:3] for i in range(plist.get_nfilters())]
        fill = None if item.dtype.kind == "O" else item.fillvalue  # of text, h5py crashes
        found[f"{name} layout"] = repr((item.dtype, item.shape, item.chunks, filters, fill))
        if item.chunks is None:
            found[name] = repr(item[()]) if item.dtype.kind == "O" else item[()].tobytes()
            return
        for i in range(item.id.get_num_chunks()):
            place = item.id.get_chunk_info(i).chunk_offset
            found[f"{name} {place}"] = item.id.read_direct_chunk(place)

    with h5py.File(file) as opened:
        add_attributes("", opened)
        found["links"] = list(opened)
        opened.visititems(add)
    return found


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
        found, expected = contents(self.folder / file), contents(self.folder / reference)
        self.assertEqual(found.keys(), expected.keys())
        for name, value in expected.items():
            if name.partition("@")[2] not in MAY_DIFFER | may_differ:
                self.assertEqual(found[name], value, name)

    def refuse(self, line, *words, status=2):
        result = self.call("merge", *words)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stderr, line + "\n")
        self.assertEqual(result.stdout, "")
