# SPDX-License-Identifier: Apache-2.0
"""Scales do not make small effects look large."""

import math
import unittest

import numpy as np

from plot.scales import (
    LEAST_ABOVE_ZERO,
    LEAST_BELOW_ONE,
    Extent,
    contour_levels,
    digits_of,
    diverging,
    edges,
    extent,
    logarithmic,
    nice_step,
    number,
    range_text,
    sequential,
    short,
)


class Sequential(unittest.TestCase):
    def test_a_range_of_098_to_099_is_a_twentieth_of_the_colours(self) -> None:
        scale = sequential(Extent(0.98, 0.99, share=True))
        self.assertEqual(scale.high, 1.0)
        self.assertGreaterEqual(scale.span, LEAST_BELOW_ONE - 1e-12)
        self.assertLessEqual(0.01 / scale.span, 0.05 + 1e-12)

    def test_shares_beyond_the_least_span_are_shown_whole(self) -> None:
        for low, high in ((0.55, 0.9), (0.3, 0.95), (0.01, 0.02), (0.0, 1.0)):
            scale = sequential(Extent(low, high, share=True))
            self.assertLessEqual(scale.low, low)
            self.assertGreaterEqual(scale.high, high)
            self.assertTrue(scale.low == 0 or scale.high == 1, (low, high))

    def test_tiny_shares_have_a_least_span(self) -> None:
        scale = sequential(Extent(1e-9, 2e-9, share=True))
        self.assertEqual((scale.low, scale.high), (0.0, LEAST_ABOVE_ZERO))

    def test_amounts_start_at_zero(self) -> None:
        self.assertEqual(sequential(Extent(24.0, 27.0, share=False)).low, 0)
        self.assertEqual(sequential(Extent(-27.0, -24.0, share=False)).high, 0)

    def test_constant_data_have_a_scale(self) -> None:
        for value in (0.0, 1.0, -3.0, 1e-30, 1e30, 0.5):
            scale = sequential(extent([np.full(4, value)], "km"))
            self.assertGreater(scale.span, 0)
            slack = 1e-12 * scale.span  # ends are rounded products
            self.assertTrue(scale.low - slack <= value <= scale.high + slack, value)

    def test_ticks_lie_within_the_scale(self) -> None:
        random = np.random.default_rng(1)
        for _ in range(300):
            low, high = np.sort(random.normal(size=2) * 10.0 ** random.integers(-8, 8))
            scale = sequential(Extent(low, high, share=False))
            slack = 1e-6 * scale.step
            self.assertTrue(scale.low <= low + slack and high - slack <= scale.high)
            self.assertTrue(np.all(scale.ticks >= scale.low - slack))
            self.assertTrue(np.all(scale.ticks <= scale.high + slack))
            self.assertTrue(2 <= scale.ticks.size <= 12, scale)


class Extents(unittest.TestCase):
    def test_missing_values_do_not_count(self) -> None:
        found = extent([np.array([np.nan, 0.2]), np.array([np.inf, 0.7])], "1")
        self.assertEqual((found.low, found.high, found.share), (0.2, 0.7, True))

    def test_all_missing_is_zero(self) -> None:
        found = extent([np.full(3, np.nan)], "1")
        self.assertEqual((found.low, found.high), (0.0, 0.0))

    def test_only_numbers_from_zero_to_one_without_unit_are_shares(self) -> None:
        self.assertFalse(extent([np.array([0.1, 1.2])], "1").share)
        self.assertFalse(extent([np.array([-0.1, 0.2])], "1").share)
        self.assertFalse(extent([np.array([0.1, 0.2])], "year-1").share)


class Diverging(unittest.TestCase):
    def test_zero_is_in_the_middle(self) -> None:
        whole = sequential(Extent(0.0, 1.0, share=True))
        for low, high in ((-0.3, 0.1), (0.2, 0.4), (-0.5, -0.4)):
            scale = diverging(Extent(low, high, share=False), whole)
            self.assertEqual(scale.low, -scale.high)
            self.assertTrue(scale.low <= low and high <= scale.high)

    def test_a_difference_is_small_beside_what_was_subtracted(self) -> None:
        whole = sequential(Extent(0.0, 1.0, share=True))
        scale = diverging(Extent(-1e-5, 1e-5, share=False), whole)
        self.assertGreaterEqual(scale.high, 0.1)


class Contours(unittest.TestCase):
    def test_levels_lie_between_the_extremes(self) -> None:
        scale = sequential(Extent(0.0, 1.0, share=True))
        levels = contour_levels(0.21, 0.83, scale)
        self.assertGreater(levels.size, 2)
        self.assertTrue(np.all((levels > 0.21) & (levels < 0.83)))

    def test_flat_panels_have_none(self) -> None:
        scale = sequential(Extent(0.0, 1.0, share=True))
        self.assertEqual(contour_levels(0.5, 0.5, scale).size, 0)
        self.assertEqual(contour_levels(0.5, 0.5001, scale).size, 0)


class Numbers(unittest.TestCase):
    def test_steps_are_1_2_or_5(self) -> None:
        for span in 10 ** np.linspace(-6, 6, 100):
            step = nice_step(span, 4)
            digit = step / 10 ** math.floor(math.log10(step * (1 + 1e-12)))
            self.assertIn(round(digit, 6), (1, 2, 5))
            self.assertTrue(span / 4 / 2.5 < step <= span / 4 * (1 + 1e-9))

    def test_there_is_no_negative_zero(self) -> None:
        self.assertEqual(number(-0.0001, 2), "0.00")
        self.assertEqual(number(-0.25, 2), "−0.25")

    def test_short_numbers(self) -> None:
        for value, text in ((0.4, "0.4"), (-33.0, "−33"), (1e6, "10⁶"), (2.5e-7, "2.5×10⁻⁷")):
            self.assertEqual(short(value), text)
        points = np.array([1e6, 1e6 + 0.25, 1e6 + 0.5])
        texts = {short(float(v), digits_of(points)) for v in points}
        self.assertEqual(len(texts), 3)

    def test_a_range_says_when_it_is_flat_but_not_constant(self) -> None:
        scale = sequential(Extent(0.0, 1.0, share=True))
        self.assertEqual(range_text(0.5, 0.5, scale), "0.50")
        self.assertEqual(range_text(0.5, 0.50001, scale), "≈ 0.50")
        self.assertEqual(range_text(0.25, 0.5, scale), "0.25 to 0.50")


class Cells(unittest.TestCase):
    def test_borders_lie_half_way(self) -> None:
        np.testing.assert_allclose(edges(np.array([0.0, 1, 3]), False), [-0.5, 0.5, 2, 4])
        np.testing.assert_allclose(edges(np.array([1.0, 100]), True), [0.1, 10, 1000])
        np.testing.assert_allclose(edges(np.array([2.0]), False), [1.5, 2.5])

    def test_logarithmic_axes_are_recognised(self) -> None:
        self.assertTrue(logarithmic(np.geomspace(0.005, 0.8, 121)))
        self.assertFalse(logarithmic(np.linspace(0, 1, 11)))
        self.assertFalse(logarithmic(np.linspace(1, 20, 11)))


if __name__ == "__main__":
    unittest.main()
