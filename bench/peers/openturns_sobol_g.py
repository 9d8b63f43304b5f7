#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""OpenTURNS: points of the Sobol' sequence (which it does not scramble), the function in NumPy on
the whole sample, Saltelli's estimators with bootstrap intervals. All of OpenTURNS' own threads."""

from g_function import DIMENSIONS, g_function
from report import Watch, options, peer

arguments = options(__doc__)
ot = peer("openturns")
import numpy as np  # noqa: E402

ot.RandomGenerator.SetSeed(arguments.seed)
ot.ResourceMap.SetAsUnsignedInteger(
    "SobolIndicesAlgorithm-DefaultBootstrapSize", arguments.bootstrap
)
ot.ResourceMap.SetAsBool("SobolIndicesAlgorithm-DefaultUseAsymptoticDistribution", False)
watch = Watch()


def sample() -> object:
    both = ot.ComposedDistribution([ot.Uniform(0, 1)] * DIMENSIONS)
    ot.ResourceMap.SetAsString("SobolIndicesExperiment-SamplingMethod", "QMC")
    return ot.SobolIndicesExperiment(both, arguments.points, False).generate()


def analyse() -> tuple[np.ndarray, np.ndarray]:
    algorithm = ot.SaltelliSensitivityAlgorithm(points, values, arguments.points)
    found = algorithm.getFirstOrderIndices(), algorithm.getTotalOrderIndices()
    algorithm.getFirstOrderIndicesInterval(), algorithm.getTotalOrderIndicesInterval()
    return tuple(np.array(indices) for indices in found)


points = watch.time("sampling", sample)
values = watch.time("evaluating", lambda: ot.Sample(g_function(np.asarray(points))[:, None]))
first, total = watch.time("analysing", analyse)
watch.tell(f"OpenTURNS {ot.__version__}", first, total)
