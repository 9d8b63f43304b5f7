#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How fast are shards merged, beside `cp` of the file that they make?

Prints a table in Markdown. The merged file is verified first, and the checksum of each of its chunks is
compared with that of a single run. Both commands end when the disk has the file (`cp` is followed by
`sync FILE`), and they take turns. Exit status 1 if an answer is wrong."""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import h5py
import numpy

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = HERE.parent / "build" / "release" / "driver" / "entente"
STUDY = HERE / "cheap.toml"


def run(*words: object) -> float:
    """Runs a command, which must succeed; returns the seconds that it took."""
    start = time.perf_counter()
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def raw_bytes(path: pathlib.Path) -> int:
    with h5py.File(path) as file:
        items = (item for item in file.values() if isinstance(item, h5py.Dataset))
        return sum(item.size * item.dtype.itemsize for item in items if item.chunks)


def check(merged: pathlib.Path, single: pathlib.Path) -> None:
    run(PROGRAM, "verify", merged)
    with h5py.File(merged) as one, h5py.File(single) as other:
        table = "integrity/checksums"
        if not numpy.array_equal(one[table][()], other[table][()]):
            sys.exit("the merged file has other chunks than that of a single run")
        if list(one) != list(other):
            sys.exit("the merged file has other datasets than that of a single run")


def measure(folder: pathlib.Path, compression: str, options: argparse.Namespace) -> list[str]:
    words = ("--quiet", "--set", f"design.scenarios={options.scenarios}")
    words += ("--set", f"output.compression={compression}", "--set", "output.parameters=float64")
    single, merged, copied = (folder / f"{name}.h5" for name in ("single", "merged", "copied"))
    run(PROGRAM, "run", STUDY, "-o", single, *words)
    shards = [folder / f"{i}.h5" for i in range(1, options.shards + 1)]
    for i, shard in enumerate(shards, 1):
        run(PROGRAM, "run", STUDY, "-o", shard, "--shard", f"{i}/{options.shards}", *words)
    run(PROGRAM, "merge", "--quiet", merged, *shards)
    check(merged, single)
    single.unlink()
    merging, copying = [], []
    for _ in range(options.repetitions):
        merged.unlink()
        merging.append(run(PROGRAM, "merge", "--quiet", merged, *shards))
        copying.append(run("cp", merged, copied) + run("sync", copied))
        copied.unlink()
    size, raw = merged.stat().st_size, raw_bytes(merged)
    for path in (merged, *shards):
        path.unlink()
    merge, copy = statistics.median(merging), statistics.median(copying)
    return [
        compression,
        f"{size / 1e9:.2f}",
        f"{merge:.2f}",
        f"{size / merge / 1e6:,.0f}",
        f"{raw / merge / 1e9:.2f}",
        f"{size / copy / 1e6:,.0f}",
        f"{merge / copy:.2f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scenarios", type=int, default=40_000_000)
    parser.add_argument("--shards", type=int, default=16)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--folder", help="where the files go, some 10 GB (default: TMPDIR)")
    options = parser.parse_args()
    head = ["compression", "file, GB", "merge, s", "MB/s", "values, GB/s", "cp, MB/s", "merge / cp"]
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for compression in ("none", "deflate"):
            row = measure(pathlib.Path(folder), compression, options)
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
