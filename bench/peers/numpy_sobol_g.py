#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""NumPy and SciPy: scrambled Sobol' points, the function and the estimators in NumPy, bootstrap by
resampling rows."""

from report import Watch, options, peer

arguments = options(__doc__)
scipy, numpy = peer("scipy"), peer("numpy")
from numpy_estimators import (  # noqa: E402
    bootstrap,
    estimate,
    evaluate,
    scrambled_points,
    standardised,
)

watch = Watch()
points = watch.time("sampling", lambda: scrambled_points(arguments.points, arguments.seed))
values = watch.time("evaluating", lambda: evaluate(points))


def analyse() -> object:
    ready = standardised(values)
    bootstrap(ready, arguments.bootstrap, arguments.seed)
    return estimate(ready)


first, total = watch.time("analysing", analyse)
watch.tell(f"NumPy {numpy.__version__}, SciPy {scipy.__version__}", first, total)
