#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Points of a Sobol' sequence of 20 dimensions per second: OpenTURNS' (not scrambled) and SciPy's
(linear matrix scrambling), one thread each. One line of JSON; a peer that is not installed is
null."""

import json
import time

from report import options

DIMENSIONS = 20
arguments = options(__doc__)


def speed(work) -> float:
    """Points per second: the best of three, the first of which warms up."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return arguments.points / min(seconds)


def scipy_speed(scramble: bool) -> float | None:
    try:
        from scipy.stats import qmc
    except ImportError:
        return None
    count = arguments.points.bit_length() - 1
    return speed(lambda: qmc.Sobol(DIMENSIONS, scramble=scramble, seed=1).random_base2(count))


def openturns_speed() -> float | None:
    try:
        import openturns as ot
    except ImportError:
        return None
    return speed(lambda: ot.SobolSequence(DIMENSIONS).generate(arguments.points))


print(
    json.dumps(
        {
            "OpenTURNS, not scrambled": openturns_speed(),
            "SciPy, not scrambled": scipy_speed(False),
            "SciPy, linear matrix scrambling": scipy_speed(True),
        }
    )
)
