# SPDX-License-Identifier: Apache-2.0
"""The comparison with other programs: its closed form, its estimators, and that it refuses."""

import argparse
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import compare
import numpy as np
from g_function import COEFFICIENTS, DIMENSIONS, errors, exact_indices, g_function

HAS_SCIPY = importlib.util.find_spec("scipy") is not None
PEERS = pathlib.Path(compare.__file__).parent


class Function(unittest.TestCase):
    def test_the_indices_in_closed_form_are_those_of_exact_quadrature(self) -> None:
        # The function is a product: of each factor the mean is 1 and the variance, by Simpson's
        # rule on both halves (a square of a straight line: exact), 1/(3 (1 + a)^2).
        nodes, weights = np.array([0, 0.25, 0.5, 0.75, 1]), np.array([1, 4, 2, 4, 1]) / 12
        first, total = exact_indices()
        parts = []
        for i in range(DIMENSIONS):
            points = np.full((5, DIMENSIONS), 0.25)  # where the other factors are 1
            points[:, i] = nodes
            values = g_function(points)
            self.assertAlmostEqual(float(weights @ values), 1, delta=1e-14)
            parts.append(float(weights @ values**2) - 1)
        whole = np.prod(1 + np.array(parts)) - 1
        np.testing.assert_allclose(first, np.array(parts) / whole, rtol=1e-11)
        rest = [np.prod(np.delete(1 + np.array(parts), i)) - 1 for i in range(DIMENSIONS)]
        np.testing.assert_allclose(total, 1 - np.array(rest) / whole, rtol=1e-6, atol=1e-12)
        self.assertEqual(len(COEFFICIENTS), DIMENSIONS)

    @unittest.skipUnless(HAS_SCIPY, "SciPy is not installed")
    def test_the_estimators_are_within_five_standard_errors(self) -> None:
        import numpy_estimators as estimators

        count = 2**12
        values = estimators.evaluate(estimators.scrambled_points(count, 1))
        self.assertEqual(values.shape, (count, DIMENSIONS + 2))
        found = estimators.estimate(estimators.standardised(values))
        allowed = compare.STANDARD_ERRORS * compare.UNIT_ERROR / np.sqrt(count)
        self.assertLess(max(errors(*found)), allowed)


class Comparison(unittest.TestCase):
    def test_a_wrong_answer_ends_it(self) -> None:
        points = 2**18
        compare.check(compare.Run("right", 1, 1, {}, 0.013, 0.013), points)
        for wrong in ((0.014, 0), (0, 0.014), (np.nan, 0)):
            with self.assertRaisesRegex(SystemExit, "wrong: a .* index is off by"):
                compare.check(compare.Run("wrong", 1, 1, {}, *wrong), points)

    def test_a_peer_that_is_not_installed_is_named(self) -> None:
        script = "from report import peer; peer('no_such_module_anywhere')"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        self.assertEqual(done.returncode, compare.SKIPPED)
        self.assertIn("skipped: no_such_module_anywhere is not installed", done.stdout)

    @unittest.skipUnless("ENTENTE" in os.environ, "ctest says where the program is")
    def test_the_study_runs_and_its_indices_are_right(self) -> None:
        options = argparse.Namespace(entente=os.environ["ENTENTE"], points=2**12, bootstrap=10)
        with tempfile.TemporaryDirectory() as name:
            for scrambling in ("owen", "linear"):
                run = compare.entente(options, 1, pathlib.Path(name), 1, scrambling)
                compare.check(run, options.points)
                self.assertGreater(run.memory, 1)


if __name__ == "__main__":
    unittest.main()
