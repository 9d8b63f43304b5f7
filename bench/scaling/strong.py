#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How does one study scale over ranks and threads? Runs it with each crew, first once with one
thread, whose file all others must equal bit by bit; then in turns, so that what else the machine
does meets all of them. Medians, with the quartiles. Processor time beside the clock: what more
ranks and threads cost shows in it even where cores are shared. Beside it what the simulation
expects of as many workers as there are cores (dispatcher.py, measured.json). Exit status 1 if a
file differs."""

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
from dispatcher import Cluster, Work, simulate, stretched

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CREWS = ((1, 1), (1, 2), (2, 1), (2, 2), (4, 1))  # ranks, threads of each
AS_ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def run(options: argparse.Namespace, crew: tuple[int, int], file: pathlib.Path) -> dict[str, float]:
    """Seconds by the clock and of processors; of several ranks those of mpirun are in it."""
    ranks, threads = crew
    command = [
        options.entente,
        "run",
        str(options.study),
        "-o",
        str(file),
        "--force",
        "--quiet",
        "--threads",
        str(threads),
        "--limit",
        str(options.limit),
    ]
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks), *command]
    start = time.monotonic()
    child = subprocess.Popen(command, env=os.environ | AS_ROOT)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{ranks} ranks of {threads} threads ended with status {child.returncode}")
    return {"seconds": time.monotonic() - start, "processor": usage.ru_utime + usage.ru_stime}


def difference(one: pathlib.Path, other: pathlib.Path) -> str | None:
    """The first array of numbers that is not the same in both, or nothing."""
    with h5py.File(one) as a, h5py.File(other) as b:
        for name, item in a.items():
            if isinstance(item, h5py.Dataset) and item.dtype.kind in "fiu":
                if item[()].tobytes() != b[name][()].tobytes():
                    return name
    return None


def expected(options: argparse.Namespace, crew: tuple[int, int]) -> float | None:
    """Times one thread, by the simulation; nothing where cores are shared."""
    measured = json.loads((HERE / "measured.json").read_text(encoding="utf-8"))["studies"]
    study = measured.get(options.study.stem)
    if study is None or crew[0] * crew[1] > len(os.sched_getaffinity(0)):
        return None
    tiles = min(study["tiles"], options.tiles)
    work = Work(stretched(study["compute"], tiles), write=study["write"], copy=study["copy"])
    one, several = (simulate(Cluster(*shape), work).total for shape in ((1, 1), crew))
    return one / several


def quartiles(values: list[float]) -> str:
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--study", type=pathlib.Path, default=ROOT / "configs" / "studies" / "architecture.toml"
    )
    parser.add_argument("--entente", default=str(ROOT / "build" / "release" / "driver" / "entente"))
    parser.add_argument("--limit", type=int, default=200_000, help="scenarios (default 200,000)")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path, help="write all times, for figures.py")
    options = parser.parse_args()
    if options.repetitions < 2:
        parser.error("--repetitions: 2 or more")

    with tempfile.TemporaryDirectory() as name:
        reference, file = pathlib.Path(name) / "reference.h5", pathlib.Path(name) / "run.h5"
        run(options, (1, 1), reference)
        with h5py.File(reference) as found:
            options.tiles = int(found.attrs["tiles_wanted"])
        times = {crew: [] for crew in CREWS}
        for crew in CREWS:
            run(options, crew, file)
            if wrong := difference(reference, file):
                sys.exit(f"wrong: {wrong} of {crew[0]} ranks of {crew[1]} threads differs")
        for _ in range(options.repetitions):
            for crew in CREWS:
                times[crew].append(run(options, crew, file))

    print("| ranks × threads | s | × one thread | the simulation's | processor s | × one thread |")
    print("| - | - | - | - | - | - |")
    for (ranks, threads), runs in times.items():
        speed = [one["seconds"] / run["seconds"] for one, run in zip(times[1, 1], runs)]
        cost = [run["processor"] / one["processor"] for one, run in zip(times[1, 1], runs)]
        told = expected(options, (ranks, threads))
        print(
            f"| {ranks} × {threads} | {statistics.median(r['seconds'] for r in runs):.2f}"
            f" | {quartiles(speed)} | {'' if told is None else f'{told:.2f}'}"
            f" | {statistics.median(r['processor'] for r in runs):.2f} | {quartiles(cost)} |"
        )
    if options.json:
        found = [{"ranks": r, "threads": t, "runs": runs} for (r, t), runs in times.items()]
        options.json.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
