#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Entente beside OpenTURNS, SALib and NumPy: the indices of Sobol's g-function of ten parameters
from the same number of points with as many bootstrap replicates, in one interleaved run.

Prints tables in Markdown. Every answer is checked against the indices in closed form before any
time is told; exit status 1 if one is wrong. A peer that is not installed is named and left out."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from g_function import errors
from report import SKIPPED

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "release"
STAGES = ("sampling", "evaluating", "analysing")
PEERS = ("openturns_sobol_g.py", "salib_sobol_g.py", "numpy_sobol_g.py")
# With independent points the standard error of the first-order index of x1 is 1.22/sqrt(N), that of
# its total index 1.37/sqrt(N), and those of the others are less (32 samples of 2^14 points): an
# answer that is farther off than five of them is wrong, whatever the points.
STANDARD_ERRORS, UNIT_ERROR = 5, 1.4


@dataclass
class Run:
    """One run of a program: the whole process as the system saw it, and what it found."""

    program: str
    wall: float  # seconds
    memory: float  # most resident, MB
    stages: dict[str, float]  # seconds, of the work without the start of the program
    first_error: float
    total_error: float


def watched(command: list[str], folder: Path) -> tuple[str, float, float, int]:
    """Output, seconds, most resident MB and exit status of a process."""
    output = folder / "output"
    with output.open("w") as file:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    return output.read_text(), wall, usage.ru_maxrss / 1000, process.returncode


def entente(
    options: argparse.Namespace,
    threads: int,
    folder: Path,
    seed: int = 1,
    scrambling: str = "owen",
) -> Run:
    """`entente run`; its indices are those in the file that it writes."""
    file = folder / "sobol_g.h5"
    command = [str(options.entente), "run", str(HERE / "sobol_g.toml"), "-o", str(file), "--force"]
    command += ["--quiet", "--threads", str(threads)]
    changed = {"points": options.points, "seed": seed, "scrambling": scrambling}
    command += [f"--set=design.{name}={value}" for name, value in changed.items()]
    command += [f"--set=sensitivity.bootstrap={options.bootstrap}"]
    said, wall, memory, status = watched(command, folder)
    if status != 0:
        sys.exit(f"{' '.join(command)}: exit status {status}\n{said}")
    with h5py.File(file) as analysis:
        found = [analysis[f"sobol_{which}"][0] for which in ("first", "total")]
    name = f"Entente, {threads} thread{'s' if threads > 1 else ''}"
    return Run(name, wall, memory, {}, *errors(*found))


def peer(options: argparse.Namespace, script: str, folder: Path) -> Run | None:
    command = [sys.executable, "-B", str(HERE / script), f"--points={options.points}"]
    command += [f"--bootstrap={options.bootstrap}"]
    said, wall, memory, status = watched(command, folder)
    if status == SKIPPED:
        print(f"{script} {said.strip()}", file=sys.stderr)
        return None
    if status != 0:
        sys.exit(f"{script}: exit status {status}\n{said}")
    told = json.loads(said.splitlines()[-1])
    found = (told["first_error"], told["total_error"])
    return Run(told["program"], wall, memory, told["seconds"], *found)


def check(run: Run, points: int) -> None:
    """Ends the comparison if an answer is wrong."""
    allowed = STANDARD_ERRORS * UNIT_ERROR / np.sqrt(points)
    for which, error in (("first-order", run.first_error), ("total", run.total_error)):
        if not error <= allowed:
            sys.exit(
                f"{run.program}: a {which} index is off by {error:.2g}, more than {allowed:.2g}"
            )


def interleaved(options: argparse.Namespace, folder: Path) -> dict[str, list[Run]]:
    """All programs in turns, as often as asked."""
    runs: dict[str, list[Run]] = {}
    scripts = list(PEERS)
    for _ in range(options.rounds):
        found = [entente(options, threads, folder) for threads in (1, options.threads)]
        for script in list(scripts):
            one = peer(options, script, folder)
            if one is None:
                scripts.remove(script)
            else:
                found.append(one)
        for one in found:
            check(one, options.points)
            runs.setdefault(one.program, []).append(one)
    return runs


def table(head: list[str], rows: list[list[str]]) -> None:
    """A table in Markdown, the columns as wide as they need."""
    widths = [max(len(row[c]) for row in [head, *rows]) for c in range(len(head))]
    for row in (head, ["-" * width for width in widths], *rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
    print()


def tell_speed(runs: dict[str, list[Run]], options: argparse.Namespace) -> None:
    median = {
        name: (
            statistics.median(run.wall for run in list_),
            statistics.median(run.memory for run in list_),
        )
        for name, list_ in runs.items()
    }
    own_wall, own_memory = median[f"Entente, {options.threads} threads"]
    print(
        f"N = {options.points:,}, D = 10, {options.bootstrap} bootstrap replicates; whole processes,"
    )
    print(f"medians of {options.rounds}.\n")
    rows = []
    for name, list_ in runs.items():
        wall, memory = median[name]
        stages = [
            f"{statistics.median(r.stages[s] for r in list_):.3g}" if list_[0].stages else ""
            for s in STAGES
        ]
        worst = [f"{list_[0].first_error:.1e}", f"{list_[0].total_error:.1e}"]
        times = [f"{wall:.3g}", f"{wall / own_wall:.3g}"]
        sizes = [f"{memory:.0f}", f"{memory / own_memory:.3g}"]
        rows.append([name, *times, *stages, *sizes, *worst])
    head = ["program", "seconds", "× Entente", *STAGES, "MB", "× Entente"]
    table([*head, "error, first", "error, total"], rows)


def tell_accuracy(options: argparse.Namespace, folder: Path) -> None:
    """The largest error of an index over seeds. Its root mean square as well as its median: nested
    and linear scrambling have the same variance, but of the latter a few seeds are far off and
    most are near (Pan and Owen, "Super-polynomial accuracy of one dimensional randomized nets
    using the median of means", 2023), so that the median alone favours it."""
    try:
        from numpy_estimators import estimate, evaluate, scrambled_points, standardised
    except ImportError:
        print("accuracy skipped: SciPy is not installed", file=sys.stderr)
        return
    names = ("Entente, owen", "Entente, linear", "SALib's method in NumPy")
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for seed in range(1, options.seeds + 1):
        for name, scrambling in zip(names, ("owen", "linear")):
            run = entente(options, options.threads, folder, seed, scrambling)
            check(run, options.points)
            found[name].append((run.first_error, run.total_error))
        values = standardised(evaluate(scrambled_points(options.points, seed)))
        found[names[-1]].append(errors(*estimate(values)))
    print(f"Largest error of an index, N = {options.points:,}, {options.seeds} seeds.\n")
    rows = []
    for name in names:
        first, total = np.array(found[name]).T
        summary = [np.median(first), np.sqrt(np.mean(first**2))]
        summary += [np.median(total), np.sqrt(np.mean(total**2))]
        rows.append([name, *(f"{error:.2e}" for error in summary)])
    table(["program", "first: median", "RMS", "total: median", "RMS"], rows)


def tell_points(options: argparse.Namespace) -> None:
    """Points of a Sobol' sequence per second, and those of Entente if its program is built."""
    command = [sys.executable, "-B", str(HERE / "point_speeds.py"), f"--points={options.points}"]
    speeds = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    bench = BUILD / "bench" / "sampling_bench"
    if bench.is_file():
        command = [str(bench), "--benchmark_format=json"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for run in json.loads(said)["benchmarks"]:
            if "items_per_second" in run:
                speeds[f"Entente: {run['name']}"] = run["items_per_second"]
    else:
        print(f"{bench} is not built: Entente's own points are not timed", file=sys.stderr)
    print("Points of a Sobol' sequence of 20 dimensions, in one thread.\n")
    table(
        ["program", "million points/s"],
        [[name, f"{speed / 1e6:.3g}"] for name, speed in speeds.items() if speed is not None],
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--entente", type=Path, default=BUILD / "driver" / "entente")
    add("--points", type=int, default=2**18, help="N, a power of two (default: %(default)s)")
    add("--bootstrap", type=int, default=100, help="replicates (default: %(default)s)")
    add("--threads", type=int, default=2, help="of Entente's second row (default: %(default)s)")
    add("--rounds", type=int, default=5, help="runs of each program (default: %(default)s)")
    add("--seeds", type=int, default=20, help="of the accuracy (default: %(default)s; 0: none)")
    options = parser.parse_args()
    if not options.entente.is_file():
        sys.exit(f"{options.entente}: no such program; build the target 'entente', or --entente")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tell_speed(interleaved(options, folder), options)
        if options.seeds:
            tell_accuracy(options, folder)
    tell_points(options)


if __name__ == "__main__":
    main()
