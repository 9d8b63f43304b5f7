#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What would it cost to write result files with parallel HDF5? All ranks open one file; what is
compressed they can write collectively only, chunk by chunk, each waiting for all. Writes tiles of a
real file in that way, compressed and not, in rounds of one tile per rank, and compares the values;
beside it stands what Entente takes to write a tile of the same study and to copy it
(measured.json), without the compression, which is part of a tile's computation there.

    parallel_hdf5.py FILE.h5        # a result file of the study `architecture`

Needs h5py with MPI (python3-h5py-mpi and python3-mpi4py of Debian)."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
AS_ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
ROUNDS, REPETITIONS = 20, 3
Slices = tuple[slice, ...]


def variables_of(file: h5py.File) -> list[h5py.Dataset]:
    """The variables of a result file: what lies in chunks over its whole design."""
    chunked = [d for d in file.values() if isinstance(d, h5py.Dataset) and d.chunks]
    whole = max(chunked, key=lambda d: d.size)
    return [d for d in chunked if d.shape[: whole.ndim - 1] == whole.shape[:-1]]


def write_as_rank(source: str, target: str, compressed: bool) -> None:
    """One of the ranks; the first prints seconds for each tile: how long its rank is at it, and of
    all processors."""
    from mpi4py import MPI

    world = MPI.COMM_WORLD
    tiles = range(world.rank, ROUNDS * world.size, world.size)
    with h5py.File(source, "r") as file:
        variables = variables_of(file)
        places = {d.name: list(d.iter_chunks())[: ROUNDS * world.size] for d in variables}
        values = [{d.name: d[places[d.name][tile]] for d in variables} for tile in tiles]
        created = {
            d.name: {"shape": d.shape, "dtype": d.dtype, "chunks": d.chunks}
            | ({"compression": "gzip", "compression_opts": d.compression_opts, "shuffle": d.shuffle}
               if compressed and d.compression else {})
            for d in variables
        }
    with h5py.File(target, "w", driver="mpio", comm=world) as file:
        datasets = {name: file.create_dataset(name, **how) for name, how in created.items()}
        world.Barrier()
        clock, processor = time.perf_counter(), time.process_time()
        for tile, columns in zip(tiles, values):
            for name, column in columns.items():
                with datasets[name].collective:
                    datasets[name][places[name][tile]] = column
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
    with h5py.File(target, "r") as file:
        for tile, columns in zip(tiles, values):
            for name, column in columns.items():
                np.testing.assert_array_equal(file[name][places[name][tile]], column)
    clock, processor = world.reduce(clock, MPI.MAX), world.reduce(processor, MPI.SUM)
    if world.rank == 0:
        tile = {"rank": clock / ROUNDS, "processor": processor / (ROUNDS * world.size)}
        print(json.dumps(tile))


def measured(source: str, ranks: int, compressed: bool) -> dict[str, float]:
    """Medians over repetitions."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        command = ["mpirun", "--oversubscribe", "-n", str(ranks), sys.executable, __file__, source]
        command += ["--target", f"{folder}/parallel.h5"] + ["--compressed"] * compressed
        for _ in range(REPETITIONS):
            run = subprocess.run(
                command, check=True, capture_output=True, text=True, env=os.environ | AS_ROOT
            )
            found.append(json.loads(run.stdout.splitlines()[-1]))
    return {key: statistics.median(run[key] for run in found) for key in ("rank", "processor")}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", help="a result file")
    parser.add_argument("--target", help=argparse.SUPPRESS)
    parser.add_argument("--compressed", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.target:
        write_as_rank(options.file, options.target, options.compressed)
        return
    study = json.loads((HERE / "measured.json").read_text(encoding="utf-8"))["studies"]["architecture"]
    print("| a tile, in ms | its rank | processors |\n| - | - | - |")
    for compressed in (False, True):
        for ranks in (1, 2):
            found = measured(options.file, ranks, compressed)
            name = "parallel HDF5, " + ("compressed" if compressed else "not compressed")
            print(
                f"| {name}, {ranks} rank{'s' * (ranks > 1)} | {1e3 * found['rank']:.2f} "
                f"| {1e3 * found['processor']:.2f} |"
            )
    stored = study["write"] + study["copy"]
    print(f"| Entente: written, and copied | | {1e3 * stored:.2f} |")
    print(f"| computed, with compression | | {1e3 * statistics.mean(study['compute']):.2f} |")


if __name__ == "__main__":
    main()
