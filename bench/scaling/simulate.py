#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""At which scale does what give out first, and what helps? Simulates a cluster (dispatcher.py) of 1
to 10,000 ranks of 8 threads with the times that measure.py has measured on one machine, and what is
assumed of a network and a file system (below). Every figure is what a long run sees: two runs are
simulated, one of twice as many tiles, and their difference is taken, so that the beginning and the
end count for nothing; what the end costs stands in a table of its own. Takes three minutes of a
processor."""

import argparse
import concurrent.futures
import dataclasses
import json
import math
import pathlib
import statistics

import numpy as np
from dispatcher import Chunk, Cluster, Work, guided, one_by_one, simulate, static, stretched

HERE = pathlib.Path(__file__).resolve().parent
MEASURED = json.loads((HERE / "measured.json").read_text(encoding="utf-8"))

# Assumed, of a cluster: nothing here could measure them.
RANKS = (1, 4, 16, 64, 256, 1024, 4096, 10_000)
THREADS = 8
ATOMICS = {"latency": 3e-6, "service": 0.3e-6}  # of a claim, by the network card
# Measured by messages over TCP (the wait); what the leader does for a claim is assumed.
WITHOUT_ATOMICS = {"latency": MEASURED["claims by messages"]["wait"], "service": 2e-6}
RANK_BANDWIDTH, SHARED_BANDWIDTH = 1e9, 50e9  # of a parallel file system, bytes/s
LEADER_READ = LEADER_WRITE = 2e9  # of one process on it
MESSAGE_BANDWIDTH = 5e9  # between two nodes
DISPATCHER = 5e-6  # seconds of a process that answers a message: two messages, and looking it up


@dataclasses.dataclass(frozen=True)
class Case:
    """A curve: a study on clusters of all sizes, in one way of dividing and putting together."""

    study: str
    network: str = "atomics"
    tile: int = 1  # times as many scenarios
    jobs: int = 1  # of a job array, each with its leader and file
    copies: str = "meanwhile"  # or "at the end", or "not": files stay apart behind a virtual view
    division: str = "one by one"
    in_transit: bool = False
    lists: int = 1  # turns whose sums are one list in a message
    threads: int = THREADS


def scattered(ranks: int) -> float:
    """Seconds more to copy a chunk of so many segments, whose tiles lie between one another: each
    goes into another part of HDF5's index (bench/index_bench.cpp: 17, 61 and 257 segments)."""
    return float(np.interp(math.log2(ranks), (0, 4, 6, 8), (0, 3.2e-6, 10.1e-6, 15.2e-6)))


def work_of(case: Case, tiles: int, ranks: int) -> Work:
    study = MEASURED["studies"][case.study]
    size = statistics.mean(study["bytes"]) * case.tile
    times = stretched(study["compute"], tiles) * case.tile
    if case.in_transit:
        # A turn of global_sensitivity: 6,144 scenarios, and about as many bytes as measured.
        message = study["message"]
        turn = 6144 / 1089 * statistics.mean(study["compute"])
        return Work(
            np.full(tiles, turn * case.lists),
            bytes=message["bytes"],
            message=message["seconds"],
            leader_bandwidth=MESSAGE_BANDWIDTH,
        )
    per_chunk = 4e-6 * study["chunks"]  # of writing and copying, whatever its size
    write = per_chunk + (study["write"] - per_chunk) * case.tile
    copy = per_chunk + max(study["copy"] - per_chunk, 0) * case.tile
    copy += size / LEADER_READ + size / LEADER_WRITE
    if case.copies == "not":
        return Work(times, size, write)
    if case.copies == "at the end":
        # What is copied side by side comes in order: 128 segments at once (results/writer.cpp).
        copy += scattered(math.ceil(ranks / 128)) * study["chunks"]
    return Work(times, size, write, copy, case.copies == "meanwhile", study["finish"])


def cluster_of(case: Case, ranks: int) -> Cluster:
    network = ATOMICS if case.network == "atomics" else WITHOUT_ATOMICS
    if case.division == "dispatcher":
        network = {"latency": ATOMICS["latency"], "service": DISPATCHER}
    if case.division == "static":
        network = {}
    shared = SHARED_BANDWIDTH / case.jobs
    return Cluster(
        ranks, case.threads, rank_bandwidth=RANK_BANDWIDTH, shared_bandwidth=shared, **network
    )


def chunk_of(case: Case, tiles: int) -> Chunk:
    return {"static": static(tiles), "guided": guided}.get(case.division, one_by_one)


def point(case: Case, ranks: int) -> dict[str, float]:
    """Shares of the workers' time in a long run on `ranks` ranks, of which each job has its
    part."""
    ranks = max(ranks * THREADS // (case.jobs * case.threads), 1)
    outcomes = []
    workers = ranks * case.threads
    for each in (40, 80) if workers < 1000 else (4, 8):
        tiles = each * workers
        cluster = cluster_of(case, ranks)
        outcomes.append(simulate(cluster, work_of(case, tiles, ranks), chunk_of(case, tiles)))
    short, long = outcomes
    time = workers * (long.total - short.total)
    shares = {
        "computing": long.useful - short.useful,
        "claiming": long.claiming - short.claiming,
        "writing": long.writing + long.waiting - short.writing - short.waiting,
        "copying": workers * ((long.total - long.computed) - (short.total - short.computed)),
    }
    shares = {name: share / time for name, share in shares.items()}
    tiles_per_second = (long.tiles - short.tiles) / (long.total - short.total) * case.jobs
    return {**shares, "tiles per second": tiles_per_second}


def copying(case: Case, tile: float) -> float:
    """Workers for whom the leader copies as long as they compute, in the same time or after it."""
    ranks = next(
        n for n in range(1, 1_000_000) if work_of(case, 1, n).copy * n * case.threads > tile
    )
    return tile / work_of(case, 1, ranks).copy


def saturation(case: Case) -> dict[str, float]:
    """Workers at which each resource, alone, is used all the time. What is done at the end (the end
    of the file, or copying, if it is done then) has cost half of the time by then; of the others
    little is felt before."""
    work, cluster = work_of(case, 1000, 1), cluster_of(case, 1)
    tile = float(work.compute.mean())
    found = {
        "counter": tile / cluster.service if cluster.service else math.inf,
        "file system": tile * cluster.shared_bandwidth / work.bytes,
        "copying": copying(case, tile) if work.copy else math.inf,
        "end of the file": tile / work.finish if work.finish else math.inf,
        "threads of a rank": tile / cluster.latency if cluster.latency else math.inf,
    }
    if case.in_transit:
        found["messages"] = tile / max(work.message, work.bytes / work.leader_bandwidth)
        del found["file system"]
    return {
        name: workers * case.jobs if name != "threads of a rank" else workers
        for name, workers in found.items()
    }


CASES = {
    "architecture": Case("architecture"),
    "architecture, copied at the end": Case("architecture", copies="at the end"),
    "architecture, tiles × 8": Case("architecture", tile=8),
    "architecture, 32 jobs, each its file": Case("architecture", jobs=32),
    "architecture, 32 jobs, tiles × 8": Case("architecture", jobs=32, tile=8),
    "architecture, no copying": Case("architecture", copies="not"),
    "architecture, no copying, tiles × 8": Case("architecture", copies="not", tile=8),
    "architecture, no copying, network without atomics": Case(
        "architecture", copies="not", network="without"
    ),
    "the same, 64 threads a rank": Case(
        "architecture", copies="not", network="without", threads=64
    ),
    "the same, 64 threads a rank, tiles × 8": Case(
        "architecture", copies="not", network="without", threads=64, tile=8
    ),
    "architecture, no copying, one process gives out": Case(
        "architecture", copies="not", division="dispatcher"
    ),
    "drawn_into_war": Case("drawn_into_war"),
    "drawn_into_war, copied at the end": Case("drawn_into_war", copies="at the end"),
    "drawn_into_war, no copying": Case("drawn_into_war", copies="not"),
    "in transit": Case("architecture", in_transit=True),
    "in transit, sums of 8 turns in a list": Case("architecture", in_transit=True, lists=8),
}


def division_of(name: str, regions: np.ndarray, cluster: Cluster) -> list[str]:
    """How far the end is from an even division, and what was left when a worker found nothing."""
    chunk = {"static": static(len(regions)), "guided": guided}.get(name, one_by_one)
    outcome = simulate(cluster, Work(regions), chunk)
    even = regions.sum() / cluster.workers
    late = (outcome.total - even) / regions.max()
    return [name, f"{outcome.total / even:.3f}", f"{late:.2f}", str(outcome.most_left)]


def divisions() -> list[list[str]]:
    """One run of 100 ranks and 100 tiles per worker, as measured and with a dear fifth
    (assumed)."""
    cluster = Cluster(100, THREADS, **ATOMICS)
    tiles = 100 * cluster.workers
    alike = stretched(MEASURED["studies"]["aberration_or_structural"]["compute"], tiles)
    dear = alike * np.where(np.arange(tiles) * 5 // tiles == 3, 5.0, 1.0)
    rows = []
    for which, regions in (("as measured", alike), ("a fifth is 5 times as dear", dear)):
        for name in ("one by one", "guided", "static"):
            rows.append([which, *division_of(name, regions, cluster)])
    return rows


def table(head: list[str], rows: list[list[str]]) -> None:
    widths = [max(len(row[c]) for row in [head, *rows]) for c in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
    print()


def number(value: float) -> str:
    return "" if math.isinf(value) else f"{value:,.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=pathlib.Path, help="write all points, for figures.py")
    options = parser.parse_args()
    with concurrent.futures.ProcessPoolExecutor() as pool:
        jobs = {
            name: [pool.submit(point, case, ranks) for ranks in RANKS]
            for name, case in CASES.items()
        }
        curves = {name: [job.result() for job in found] for name, found in jobs.items()}

    print("Efficiency: the share of all workers' time in which they compute\n")
    rows = [[name, *(f"{p['computing']:.2f}" for p in points)] for name, points in curves.items()]
    table(["ranks", *(f"{ranks:,}" for ranks in RANKS)], rows)
    print("Workers (ranks × threads) at which one resource is busy all the time\n")
    resources = ("copying", "end of the file", "counter", "file system", "messages", "threads of a rank")
    rows = []
    for name, case in CASES.items():
        found = saturation(case)
        rows.append([name, *(number(found.get(resource, math.inf)) for resource in resources)])
    table(["", *resources], rows)
    print("One run of 100 ranks: its end against an even division\n")
    table(["tiles", "claims", "time", "late, in tiles", "tiles left"], divisions())
    if options.json:
        found = {
            "ranks": RANKS,
            "threads": THREADS,
            "curves": curves,
            "saturation": {name: saturation(case) for name, case in CASES.items()},
        }
        options.json.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
