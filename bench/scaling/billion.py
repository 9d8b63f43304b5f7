#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long would a thousand million scenarios take, and how sure is that? Runs some shards of a
study, spread over all of it, for as long as is asked, and extrapolates time and size to the whole
with the spread between shards. One shard is held out: it is predicted from the others, and the
report says how far off that was. Beside it what 'entente plan' says in less than a second.

The files are verified and removed. Exit status 1 if one is not sound."""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from shards import extrapolate, predict, spread

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}


def size_of(text: str) -> float:
    number, unit = re.search(r"about ([\d.,]+) (\w+)", text).groups()
    return float(number.replace(",", "")) * UNITS[unit]


def planned(options: argparse.Namespace) -> dict[str, float]:
    """What 'entente plan' says of the whole study."""
    command = [options.entente, "plan", options.study, "--threads", str(options.threads)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = {line[:11].strip(): line[11:] for line in text.splitlines() if not line.startswith(" ")}
    speed = float(re.search(r"([\d,]+) scenarios/s", rows["time"]).group(1).replace(",", ""))
    scenarios = int(rows["scenarios"].split()[0].replace(",", ""))
    return {"scenarios": scenarios, "seconds": scenarios / speed, "bytes": size_of(rows["size"])}


def run(options: argparse.Namespace, folder: pathlib.Path, shard: int, count: int) -> dict:
    """Seconds by the clock and of processors, bytes and scenarios of one shard; it is verified."""
    file = folder / "shard.h5"
    command = [options.entente, "run", options.study, "--shard", f"{shard}/{count}", "-o", file]
    start = time.monotonic()
    child = subprocess.Popen(
        [*command, "--threads", str(options.threads)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    said = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"shard {shard} of {count} ended with status {child.returncode}")
    if subprocess.run([options.entente, "verify", file], capture_output=True).returncode != 0:
        sys.exit(f"wrong: the file of shard {shard} is not sound")
    scenarios = int(re.search(r"([\d,]+) scenarios in ", said).group(1).replace(",", ""))
    measured = {
        "scenarios": scenarios,
        "seconds": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "bytes": file.stat().st_size,
    }
    file.unlink()
    return measured


def report(plan: dict, runs: list[dict], held_out: dict) -> None:
    print(
        "| | whole, extrapolated | 95 % | plan says | held-out shard | predicted | 95 % | off by |"
    )
    print("| - | - | - | - | - | - | - | - |")
    for name, unit, scale in (("seconds", "s", 1), ("processor", "s", 1), ("bytes", "GB", 1e9)):
        per_scenario = [run[name] / run["scenarios"] for run in runs]
        whole = extrapolate(per_scenario, plan["scenarios"])
        one = predict(per_scenario, held_out["scenarios"])
        told = f"{plan[name] / scale:,.4g} {unit}" if name in plan else ""
        print(
            f"| {name} | {whole.value / scale:,.4g} {unit} | +-{100 * whole.half / whole.value:.1f} %"
            f" | {told} | {held_out[name] / scale:,.4g} {unit} | {one.value / scale:,.4g} {unit}"
            f" | +-{100 * one.half / one.value:.1f} %"
            f" | {100 * (held_out[name] / one.value - 1):+.1f} %"
            f"{'' if held_out[name] in one else ', outside'} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--study", type=pathlib.Path, default=ROOT / "configs" / "studies" / "drawn_into_war.toml"
    )
    parser.add_argument("--entente", default=str(ROOT / "build" / "release" / "driver" / "entente"))
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--shards", type=int, default=9, help="to run, one held out (default 9)")
    parser.add_argument("--seconds", type=float, default=60, help="in all, about (default 60)")
    options = parser.parse_args()
    if options.shards < 3:
        parser.error("--shards: 3 or more, of which one is held out")

    plan = planned(options)
    each = options.seconds / options.shards
    count = max(options.shards, round(plan["seconds"] / each))
    chosen = spread(options.shards, count)
    print(f"{plan['scenarios']:,} scenarios; shards {', '.join(map(str, chosen))} of {count}\n")
    with tempfile.TemporaryDirectory() as name:
        runs = [run(options, pathlib.Path(name), shard, count) for shard in chosen]
    held_out = runs.pop(len(runs) // 2)
    share = (sum(run["scenarios"] for run in runs) + held_out["scenarios"]) / plan["scenarios"]
    report(plan, runs, held_out)
    print(f"\n{100 * share:.1f} % of the scenarios were computed, on {options.threads} threads")


if __name__ == "__main__":
    main()
