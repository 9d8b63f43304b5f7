#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""SALib: its Sobol' sampler (SciPy's scrambled points), the function in NumPy, its estimators with
bootstrap intervals."""

from g_function import DIMENSIONS, g_function
from report import Watch, options, peer

arguments = options(__doc__)
salib = peer("SALib")
sampler, analyser = peer("SALib.sample.sobol"), peer("SALib.analyze.sobol")
problem = {
    "num_vars": DIMENSIONS,
    "names": [f"x{i + 1}" for i in range(DIMENSIONS)],
    "bounds": [[0, 1]] * DIMENSIONS,
}
watch = Watch()
points = watch.time(
    "sampling",
    lambda: sampler.sample(problem, arguments.points, calc_second_order=False, seed=arguments.seed),
)
values = watch.time("evaluating", lambda: g_function(points))
indices = watch.time(
    "analysing",
    lambda: analyser.analyze(
        problem,
        values,
        calc_second_order=False,
        num_resamples=arguments.bootstrap,
        seed=arguments.seed,
    ),
)
watch.tell(f"SALib {salib.__version__}", indices["S1"], indices["ST"])
