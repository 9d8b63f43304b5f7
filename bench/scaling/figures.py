#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what strong.py and simulate.py have found (--json), as docs/scaling_*.png.

    python3 bench/scaling/figures.py --strong strong.json --simulated simulated.json"""

import argparse
import json
import math
import pathlib
import statistics
import sys

import matplotlib
from matplotlib.ticker import NullFormatter

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "results"))

from plot.page import FAINT, INK, LABEL, LOOK, SERIES, Page, Words  # noqa: E402

TICKS = (1, 10, 100, 1000, 10_000)
SHARES = ("computing", "claiming", "writing", "copying")
SHARE_COLOURS = (SERIES[2], SERIES[0], SERIES[4], SERIES[1])
# Panels: the curve, what it is, and the resource whose saturation is marked.
SPLITS = (
    ("architecture", "one job, one file", "copying"),
    ("architecture, tiles × 8", "the same, tiles × 8", "copying"),
    ("architecture, 32 jobs, each its file", "32 jobs, each its own file", "copying"),
    ("the same, 64 threads a rank", "no copying, TCP, 64 threads a rank", "counter"),
    ("drawn_into_war, no copying", "drawn_into_war, no copying", "file system"),
    ("in transit", "sensitivity in transit", "messages"),
)


def plain(panel) -> None:
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(axis="y", color="#e4e4e4", lw=0.5)
    panel.set_axisbelow(True)


def strong(crews: list[dict], file: pathlib.Path) -> None:
    one = crews[0]["runs"]
    page = Page(
        Words(
            "How does one study scale over ranks and threads?",
            ["architecture, its first scenarios, on 2 cores; files equal bit by bit"],
            ["Boxes: median and quartiles, whiskers: all runs. Crews of 4 share 2 cores."],
        ),
        6.6,
        2.6,
    )
    panels = (
        ("speed, × one thread", lambda a, run: a["seconds"] / run["seconds"], (0, 2.4)),
        (
            "processor time, × one thread",
            lambda a, run: run["processor"] / a["processor"],
            (0, 2.4),
        ),
    )
    for at, (label, ratio, limits) in enumerate(panels):
        panel = page.axes(0.45 + 3.2 * at, 0.15, 2.45, 2.0)
        plain(panel)
        for place, crew in enumerate(crews):
            values = [ratio(a, run) for a, run in zip(one, crew["runs"])]
            low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
            panel.plot([place] * 2, [min(values), max(values)], color=FAINT, lw=0.8)
            panel.bar(place, high - low, bottom=low, width=0.5, color=SERIES[0], alpha=0.35)
            panel.plot([place - 0.25, place + 0.25], [middle] * 2, color=SERIES[0], lw=2)
            if at == 0:
                cores = min(crew["ranks"] * crew["threads"], 2)
                panel.plot(
                    [place - 0.35, place + 0.35], [cores] * 2, color=SERIES[1], lw=0.8, ls=":"
                )
        panel.set_xticks(range(len(crews)), [f"{c['ranks']} × {c['threads']}" for c in crews])
        panel.set_xlabel("ranks × threads")
        panel.set_ylabel(label)
        panel.set_ylim(limits)
        if at == 0:
            panel.text(0.1, 2.08, "dotted: cores in use", size=LABEL - 1, color=SERIES[1])
    page.save(file, 150)


def split(panel, ranks: list[int], points: list[dict]) -> None:
    below = [0.0] * len(points)
    for name, colour in zip(SHARES, SHARE_COLOURS):
        above = [b + max(p[name], 0) for b, p in zip(below, points)]
        panel.fill_between(ranks, below, [min(a, 1) for a in above], color=colour, lw=0)
        below = [min(a, 1) for a in above]


def simulated(found: dict, file: pathlib.Path) -> None:
    ranks, threads = found["ranks"], found["threads"]
    page = Page(
        Words(
            "What gives out first, and at which scale?",
            ["Shares of all workers' time in a long run of ranks of 8 threads, simulated"],
            [
                "Ranks of 64 threads are counted as 8. Dashed: ranks at which the resource named there is busy all the time. Tile times, writing and "
                "copying as measured on one machine (bench/scaling/measured.json); network and file system "
                "(50 GB/s for all, 1 GB/s a rank) assumed (bench/scaling/simulate.py). White: idle."
            ],
        ),
        8.6,
        4.6,
    )
    for at, (name, title, resource) in enumerate(SPLITS):
        left, top = 0.6 + 2.65 * (at % 3), 0.5 + 2.15 * (at // 3)
        panel = page.axes(left, top, 2.2, 1.5)
        split(panel, ranks, found["curves"][name])
        panel.set_xscale("log")
        panel.set_xlim(ranks[0], ranks[-1])
        panel.set_xticks(TICKS, [f"{tick:,}" for tick in TICKS])
        panel.xaxis.set_minor_formatter(NullFormatter())
        panel.set_ylim(0, 1)
        panel.set_title(title, loc="left", size=LABEL, color=INK, pad=4)
        place = found["saturation"][name][resource] / threads
        if math.isfinite(place) and ranks[0] < place < ranks[-1]:
            panel.axvline(place, color=INK, lw=0.9, ls="--")
            side = "left" if place < 300 else "right"
            panel.text(
                place * (1.12 if side == "left" else 0.89),
                0.06,
                f"{resource}\n{place:,.0f}",
                size=LABEL - 1,
                ha=side,
                color=INK,
            )
        if at % 3 == 0:
            panel.set_ylabel("share of time")
        if at >= 3:
            panel.set_xlabel(f"ranks of {threads} threads")
    for at, (name, colour) in enumerate(zip(SHARES, SHARE_COLOURS)):
        page.text(0.75 + 1.1 * at, 0.02, "■", color=colour, size=LABEL + 1)
        page.text(0.9 + 1.1 * at, 0.02, name, color=INK)
    page.save(file, 150)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--strong", type=pathlib.Path)
    parser.add_argument("--simulated", type=pathlib.Path)
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "docs")
    options = parser.parse_args()
    with matplotlib.rc_context(LOOK):
        if options.strong:
            crews = json.loads(options.strong.read_text(encoding="utf-8"))
            strong(crews, options.folder / "scaling_strong.png")
        if options.simulated:
            found = json.loads(options.simulated.read_text(encoding="utf-8"))
            simulated(found, options.folder / "scaling_simulated.png")


if __name__ == "__main__":
    main()
