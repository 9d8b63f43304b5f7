# SPDX-License-Identifier: Apache-2.0
"""Rank correlations against their definition, computed pair by pair."""

import math
import unittest

import numpy as np

from plot.ranks import Correlations, chance_level, ranks, spearman


def slow_ranks(values: list[float]) -> list[float]:
    """Number of smaller values plus half the number of other equal ones."""
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) - 1) / 2
        for value in values
    ]


def slow_spearman(first: list[float], second: list[float]) -> float:
    pairs = [(a, b) for a, b in zip(first, second) if math.isfinite(a) and math.isfinite(b)]
    a, b = slow_ranks([p[0] for p in pairs]), slow_ranks([p[1] for p in pairs])
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    above = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b))
    below = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return above / math.sqrt(below)


class Ranks(unittest.TestCase):
    def test_equal_values_share_the_mean_rank(self) -> None:
        np.testing.assert_array_equal(ranks(np.array([3.0, 1, 3, 2, 3])), [3, 0, 3, 1, 3])

    def test_they_are_those_of_the_definition(self) -> None:
        random = np.random.default_rng(5)
        for ties in (3, 1000):
            values = random.integers(0, ties, 80).astype(float)
            np.testing.assert_array_equal(ranks(values), slow_ranks(list(values)))


class Spearman(unittest.TestCase):
    # Sums of 100 products, each rounded: far below 100 * 100 * 2^-53.
    TOLERANCE = 1e-12

    def test_it_is_that_of_the_definition(self) -> None:
        random = np.random.default_rng(6)
        for ties in (4, 10_000):
            a = random.integers(0, ties, 100).astype(float)
            b = a + random.integers(0, ties, 100)
            self.assertAlmostEqual(spearman(a, b), slow_spearman(a, b), delta=self.TOLERANCE)

    def test_pairs_with_a_missing_value_are_left_out(self) -> None:
        random = np.random.default_rng(7)
        a, b = random.random(100), random.random(100)
        a[::7], b[::11] = np.nan, np.inf
        self.assertAlmostEqual(spearman(a, b), slow_spearman(a, b), delta=self.TOLERANCE)

    def test_monotone_relations_are_one(self) -> None:
        a = np.linspace(-2, 2, 50)
        self.assertAlmostEqual(spearman(a, np.exp(5 * a)), 1, delta=self.TOLERANCE)
        self.assertAlmostEqual(spearman(a, -(a**3)), -1, delta=self.TOLERANCE)

    def test_constants_have_none(self) -> None:
        self.assertTrue(math.isnan(spearman(np.ones(5), np.arange(5.0))))
        self.assertTrue(math.isnan(spearman(np.full(5, np.nan), np.arange(5.0))))


class OfOutputs(unittest.TestCase):
    def setUp(self) -> None:
        random = np.random.default_rng(8)
        self.parameters = {name: random.random(200) for name in "abc"} | {"flat": np.ones(200)}
        self.output = self.parameters["b"] - 0.5 * self.parameters["a"]

    def test_the_strongest_comes_first_and_constants_are_left_out(self) -> None:
        found = Correlations(self.parameters).of(self.output)
        self.assertEqual(list(found), ["b", "a", "c"])
        for name, rho in found.items():
            expected = spearman(self.parameters[name], self.output)
            self.assertAlmostEqual(rho, expected, delta=1e-12)

    def test_missing_outputs_do_not_shift_the_ranks(self) -> None:
        output = self.output.copy()
        output[::3] = np.nan
        found = Correlations(self.parameters).of(output)
        expected = slow_spearman(list(self.parameters["b"]), list(output))
        self.assertAlmostEqual(found["b"], expected, delta=1e-12)

    def test_an_output_without_results_follows_nothing(self) -> None:
        self.assertEqual(Correlations(self.parameters).of(np.full(200, np.nan)), {})


class Chance(unittest.TestCase):
    def test_independent_parameters_rarely_exceed_the_level(self) -> None:
        # 400 trials of 10 tests at 5 %: 20 expected, standard deviation 4.4.
        random = np.random.default_rng(9)
        level, exceeded = chance_level(300, 10), 0
        for _ in range(400):
            parameters = {str(i): random.random(300) for i in range(10)}
            found = Correlations(parameters).of(random.random(300))
            exceeded += max(abs(rho) for rho in found.values()) > level
        self.assertTrue(20 - 4 * 4.4 <= exceeded <= 20 + 4 * 4.4, exceeded)

    def test_a_few_points_prove_nothing(self) -> None:
        self.assertEqual(chance_level(3, 5), 1.0)


if __name__ == "__main__":
    unittest.main()
