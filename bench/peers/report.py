# SPDX-License-Identifier: Apache-2.0
"""What a script for one peer measures, and how it tells compare.py: one line of JSON."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from types import ModuleType
from typing import Callable, TypeVar

import numpy as np
from g_function import errors

Result = TypeVar("Result")
SKIPPED = 77  # exit status of a script whose peer is not installed


def peer(name: str) -> ModuleType:
    """The module `name`; says so and ends the script if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"skipped: {name} is not installed for {sys.executable}")
        sys.exit(SKIPPED)


def options(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--points", type=int, default=2**18, help="N, a power of two")
    parser.add_argument("--bootstrap", type=int, default=100, help="replicates")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Watch:
    """Seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, stage: str, work: Callable[[], Result]) -> Result:
        start = time.perf_counter()
        result = work()
        self.seconds[stage] = time.perf_counter() - start
        return result

    def tell(self, program: str, first: np.ndarray, total: np.ndarray) -> None:
        worst_first, worst_total = errors(first, total)
        told = {"program": program, "seconds": self.seconds}
        told |= {"first_error": worst_first, "total_error": worst_total}
        print(json.dumps(told))
