# SPDX-License-Identifier: Apache-2.0
"""Which figure a file gets, and what its axes are cut at."""

import pathlib
import tempfile
import unittest

import h5py
import numpy as np
import result_files

from plot.choices import GridChoice, Request, choose_grid
from plot.errors import PlotError
from plot.reading import ResultFile
from plot.sample_choices import SampleChoice, choose_sample

LONG = np.linspace(0, 1, 9)
AXES = {"recovery": [0.4, 0.15, 0.02], "belief": [0.2, 0.5, 0.8], "pivot": LONG, "mirror": LONG}


class Choices(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "result.h5"

    def grid(self, request: Request) -> GridChoice:
        with ResultFile(self.path) as file:
            return choose_grid(request, file)

    def sample(self, request: Request) -> SampleChoice:
        with ResultFile(self.path) as file:
            return choose_sample(request, file)

    def refusal(self, request: Request) -> str:
        with ResultFile(self.path) as file, self.assertRaises(PlotError) as caught:
            (choose_sample if file.sampled else choose_grid)(request, file)
        self.assertNotIn("\n", str(caught.exception))
        return str(caught.exception)


class OfGrids(Choices):
    def setUp(self) -> None:
        super().setUp()
        result_files.write_grid(self.path, AXES, defaults={"recovery": 0.15})

    def test_heat_maps_lie_over_the_two_longest_axes(self) -> None:
        choice = self.grid(Request())
        self.assertEqual(choice.kind, "heatmap")
        self.assertEqual((choice.x.name, choice.y.name), ("pivot", "mirror"))

    def test_of_equal_axes_the_last_are_chosen(self) -> None:
        result_files.write_grid(self.path, {name: LONG for name in "abcd"})
        choice = self.grid(Request())
        self.assertEqual((choice.x.name, choice.y.name), ("c", "d"))

    def test_other_axes_are_cut_at_their_default_or_middle(self) -> None:
        choice = self.grid(Request())
        texts = {name: point.text for name, point in choice.fixed.items()}
        self.assertEqual(texts, {"recovery": "0.15", "belief": "0.5"})

    def test_named_cuts_take_the_nearest_value_and_say_so(self) -> None:
        point = self.grid(Request(at=(("recovery", "0.3"),))).fixed["recovery"]
        self.assertEqual((point.text, point.index, point.asked), ("0.4", 0, "0.3"))
        point = self.grid(Request(at=(("recovery", "0.02"),))).fixed["recovery"]
        self.assertEqual((point.text, point.index, point.asked), ("0.02", 2, ""))

    def test_values_in_messages_can_be_typed_again(self) -> None:
        result_files.write_grid(self.path, {"a": [-2e-6, -1e-6, 3e6], "b": LONG})
        message = self.refusal(Request(at=(("a", "x"),)))
        self.assertIn("-2e-06, -1e-06, 3000000", message)
        for text in ("-1e-06", "−1e-06"):
            self.assertEqual(self.grid(Request(at=(("a", text),))).fixed["a"].index, 1)

    def test_x_and_y_are_as_asked(self) -> None:
        choice = self.grid(Request(x="mirror", y="belief"))
        self.assertEqual(choice.kind, "heatmap")
        self.assertEqual((choice.x.name, choice.y.name), ("mirror", "belief"))

    def test_lines_over_the_longest_axis_with_a_short_one_as_family(self) -> None:
        choice = self.grid(Request(kind="lines"))
        self.assertEqual((choice.kind, choice.x.name, choice.y.size), ("lines", "mirror", 3))

    def test_a_second_axis_that_is_short_gives_lines(self) -> None:
        result_files.write_grid(self.path, {"recovery": [0.4, 0.15, 0.02], "mirror": LONG})
        choice = self.grid(Request())
        self.assertEqual(choice.kind, "lines")
        self.assertEqual((choice.x.name, choice.y.name), ("mirror", "recovery"))

    def test_one_axis_gives_lines_of_all_theatres(self) -> None:
        result_files.write_grid(self.path, {"mirror": LONG})
        choice = self.grid(Request())
        self.assertEqual((choice.kind, choice.x.name, choice.y), ("lines", "mirror", None))
        self.assertEqual({v.theatre for v in choice.variables}, {"europe", "asia"})

    def test_a_difference_is_the_second_minus_the_first(self) -> None:
        choice = self.grid(Request(difference=("recovery", "0.4", "0.02")))
        self.assertEqual(choice.kind, "difference")
        ends = (choice.difference.first.text, choice.difference.second.text)
        self.assertEqual(ends, ("0.4", "0.02"))
        self.assertNotIn("recovery", choice.fixed)

    def test_a_quantity_means_that_of_all_theatres(self) -> None:
        names = [v.name for v in self.grid(Request(outputs=("tension",))).variables]
        self.assertEqual(names, ["europe.tension", "asia.tension"])

    def test_amounts_are_drawn_first_and_four_at_most(self) -> None:
        result_files.write_grid(self.path, {"a": LONG, "b": LONG}, quantities=list("pqrstu"))
        choice = self.grid(Request())
        self.assertEqual({v.quantity for v in choice.variables}, set("pqrs"))
        self.assertEqual(choice.hidden, 2)

    def test_mistakes_name_what_is_valid(self) -> None:
        for request, words in (
            (Request(outputs=("stabilty",)), ("did you mean 'stability'", "europe.stability")),
            (Request(x="pivo"), ("did you mean 'pivot'", "recovery")),
            (Request(x="pivot", y="pivot"), ("twice",)),
            (Request(at=(("recovery", "7"),)), ("outside", "0.4, 0.15, 0.02")),
            (Request(at=(("recovery", "high"),)), ("not a number", "0.4, 0.15, 0.02")),
            (Request(at=(("belief", "0.2"), ("belief", "0.5"))), ("twice",)),
            (Request(difference=("recovery", "0.4", "0.39")), ("both are recovery=0.4",)),
            (Request(kind="difference"), ("--difference AXIS=A,B", "recovery")),
            (Request(kind="hexbin"), ("heatmap, difference, lines",)),
            (Request(outputs=("status",), difference=("recovery", "0.4", "0.02")), ("label",)),
        ):
            message = self.refusal(request)
            for word in words:
                self.assertIn(word, message)


class OfMembersAndYears(Choices):
    def setUp(self) -> None:
        super().setUp()
        result_files.write_members(self.path)

    def test_scalar_outputs_come_first(self) -> None:
        choice = self.grid(Request())
        self.assertEqual([v.quantity for v in choice.variables], ["cohesion"] * 2)

    def test_yearly_outputs_are_lines_over_years(self) -> None:
        choice = self.grid(Request(outputs=("yearly_cohesion",)))
        self.assertEqual((choice.kind, choice.x.name, choice.y.name), ("lines", "year", "drift"))

    def test_scalar_and_yearly_outputs_share_a_figure_at_the_last_year(self) -> None:
        choice = self.grid(Request(outputs=("cohesion", "yearly_cohesion")))
        self.assertEqual((choice.x.name, choice.fixed["year"].text), ("drift", "6"))

    def test_member_outputs_are_bars(self) -> None:
        choice = self.grid(Request(outputs=("member_final",)))
        self.assertEqual((choice.kind, choice.x), ("bars", None))
        self.assertEqual(list(choice.fixed), ["drift"])

    def test_a_member_is_cut_by_its_label(self) -> None:
        request = Request(outputs=("europe.member_final",), at=(("europe_member", "TUR"),))
        choice = self.grid(request)
        self.assertEqual((choice.kind, choice.x.name), ("lines", "drift"))
        self.assertEqual(choice.fixed["europe_member"].index, 2)

    def test_mistakes_name_what_is_valid(self) -> None:
        at = (("europe_member", "USA"),)
        message = self.refusal(Request(outputs=("europe.member_final",), at=at))
        self.assertIn("DEU, FRA, TUR, ITA", message)
        message = self.refusal(Request(outputs=("member_final", "cohesion")))
        self.assertIn("by themselves", message)
        message = self.refusal(Request(outputs=("cohesion",), x="year"))
        self.assertIn("drift", message)


class OfSamples(Choices):
    def test_many_scenarios_are_hexagons_and_few_are_points(self) -> None:
        result_files.write_sample(self.path, 6000)
        choice = self.sample(Request())
        self.assertEqual((choice.kind, choice.points), ("overview", False))
        result_files.write_sample(self.path, 300)
        self.assertTrue(self.sample(Request()).points)

    def test_a_parameter_along_x_is_as_asked(self) -> None:
        result_files.write_sample(self.path, 300)
        choice = self.sample(Request(x="mirror"))
        self.assertEqual((choice.kind, choice.x.name), ("scatter", "mirror"))

    def test_parameters_are_no_outputs(self) -> None:
        result_files.write_sample(self.path, 300)
        names = [v.name for v in self.sample(Request()).variables]
        self.assertEqual(names, ["europe.stability", "asia.stability"])

    def test_mistakes_name_what_is_valid(self) -> None:
        result_files.write_sample(self.path, 300)
        with h5py.File(self.path, "a") as file:
            status = np.zeros(300, np.uint8)
            result_files.add_variable(file, "status", ["scenario"], status)
        for request, words in (
            (Request(kind="heatmap"), "scatter, hexbin, ranks"),
            (Request(outputs=("status",)), "'status' is a label, not an amount"),
            (Request(x="miror"), "did you mean 'mirror'"),
            (Request(x="mirror", kind="ranks"), "--x"),
            (Request(y="mirror"), "--output"),
            (Request(difference=("mirror", "0", "1")), "--difference is for grids"),
            (Request(at=(("mirror", "0"),)), "there is none"),
        ):
            self.assertIn(words, self.refusal(request))


if __name__ == "__main__":
    unittest.main()
