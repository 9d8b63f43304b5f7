#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures what the simulation has to know (simulate.py) and writes it to measured.json beside this
file: seconds and bytes of tiles, of writing and of copying them (tile_bench), and seconds of a
claim (claim_bench), on the network of this machine and by messages over TCP, which wait until the
leader looks. Processor time, but for claims; the file lies in TMPDIR."""

import json
import os
import pathlib
import platform
import statistics
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BENCH = ROOT / "build" / "release" / "bench"
STUDIES = ("architecture", "uncertainty", "drawn_into_war", "aberration_or_structural")
TILES = 200
REPETITIONS = 5
# As Debian's Open MPI makes no window between machines without remote direct memory access.
BY_MESSAGES = "--mca osc ^sm,rdma,pt2pt,ucx --mca btl tcp,self".split()
AS_ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def output(*command: str) -> dict:
    text = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | AS_ROOT
    ).stdout
    return json.loads(text)


def claims(ranks: int, *options: str, count: int = 200_000, computing: bool = False) -> dict:
    """Medians over repetitions."""
    program = [str(BENCH / "claim_bench"), str(count), *(["computing"] if computing else [])]
    command = ["mpirun", "--oversubscribe", "-n", str(ranks), *options, *program]
    found = [output(*command) for _ in range(REPETITIONS)]
    return {name: statistics.median(run[name] for run in found) for name in ("claims", "wait")}


def processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def main() -> None:
    measured = {
        "machine": f"{processor()}, {os.cpu_count()} cores",
        "claims": {str(ranks): claims(ranks) for ranks in (1, 2, 4)},
        "claims by messages": claims(2, *BY_MESSAGES, count=1000, computing=True),
        "studies": {},
    }
    for study in STUDIES:
        path = ROOT / "configs" / "studies" / f"{study}.toml"
        measured["studies"][study] = output(str(BENCH / "tile_bench"), str(path), str(TILES))
    text = json.dumps(measured, indent=1)
    (HERE / "measured.json").write_text(text.replace(",\n    ", ", ") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
