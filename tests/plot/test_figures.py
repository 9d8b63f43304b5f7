# SPDX-License-Identifier: Apache-2.0
"""Figures are drawn, show the numbers of the file, and say what they leave out."""

import pathlib
import tempfile
import unittest

import h5py
import matplotlib
import numpy as np
import result_files
from matplotlib.collections import QuadMesh
from matplotlib.image import imread

from plot.choices import Request, choose_grid
from plot.clouds import draw_sample
from plot.curves import draw_bars, draw_lines
from plot.heatmaps import draw_heatmaps
from plot.names import words
from plot.page import LOOK, Page, text_width, wrap
from plot.reading import ResultFile
from plot.sample_choices import choose_sample

SIDE = np.linspace(0, 1, 9)


def texts(page: Page) -> str:
    """Everything that a page says outside its panels."""
    return "\n".join(text.get_text() for text in page.figure.texts)


def titles(page: Page) -> list[tuple[str, str]]:
    """Left and right title of each panel."""
    return [(axes.get_title("left"), axes.get_title("right")) for axes in page.figure.axes]


class Figures(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "result.h5"

    def draw(self, request: Request = Request()) -> Page:
        with ResultFile(self.path) as file, matplotlib.rc_context(LOOK):
            if file.sampled:
                page = draw_sample(file, choose_sample(request, file))
            else:
                choice = choose_grid(request, file)
                draw = {"lines": draw_lines, "bars": draw_bars}.get(choice.kind, draw_heatmaps)
                page = draw(file, choice)
            page.save(self.folder / "figure.png", 60)
        pixels = imread(self.folder / "figure.png")
        self.assertGreater(float(np.std(pixels[..., :3])), 0.02, "the figure is blank")
        self.assertTrue(np.all(pixels[0, :, :3] == 1), "something touches the upper edge")
        self.assertTrue(np.all(pixels[-1, :, :3] == 1), "something touches the lower edge")
        self.assertTrue(np.all(pixels[:, 0, :3] == 1), "something touches the left edge")
        self.assertTrue(np.all(pixels[:, -1, :3] == 1), "something touches the right edge")
        return page

    def meshes(self, page: Page) -> list[np.ma.MaskedArray]:
        found = []
        for axes in page.figure.axes:
            mine = [c for c in axes.collections if isinstance(c, QuadMesh)]
            if mine and axes.get_title("right"):  # a colour bar has none
                found.append(mine[0].get_array())
        return found


class HeatMaps(Figures):
    def setUp(self) -> None:
        super().setUp()
        self.axes = {"recovery": [0.4, 0.15, 0.02], "pivot": SIDE, "mirror": SIDE}
        result_files.write_grid(self.path, self.axes)

    def test_the_cells_are_the_values_of_the_file(self) -> None:
        page = self.draw(Request(outputs=("asia.tension",), at=(("recovery", "0.02"),)))
        with h5py.File(self.path) as file:
            expected = file["asia.tension"][2].T
        np.testing.assert_array_equal(np.ravel(self.meshes(page)[0]), np.ravel(expected))

    def test_the_difference_is_the_second_slice_minus_the_first(self) -> None:
        request = Request(outputs=("asia.tension",), difference=("recovery", "0.4", "0.02"))
        page = self.draw(request)
        with h5py.File(self.path) as file:
            whole = file["asia.tension"][...].astype(float)
        expected = np.ravel((whole[2] - whole[0]).T)
        np.testing.assert_array_equal(np.ravel(self.meshes(page)[0]), expected)
        self.assertIn("recovery 0.02 minus 0.4", texts(page))
        bar = page.figure.axes[-1]
        self.assertEqual(bar.get_xlabel(), "difference in meaning of tension")
        self.assertAlmostEqual(sum(bar.get_xlim()), 0, delta=1e-12)

    def test_title_slices_and_source_are_on_the_page(self) -> None:
        said = texts(self.draw())
        for words in ("What is tested here?", "recovery = 0.15", "Model alliance", "result.h5"):
            self.assertIn(words, said)

    def test_both_theatres_share_the_scale_of_an_output(self) -> None:
        page = self.draw(Request(outputs=("stability",)))
        limits = [
            (c.norm.vmin, c.norm.vmax)
            for axes in page.figure.axes[:2]
            for c in axes.collections
            if isinstance(c, QuadMesh)
        ]
        self.assertEqual(len(limits), 2)
        self.assertEqual(limits[0], limits[1])

    def test_panels_say_their_range(self) -> None:
        page = self.draw(Request(outputs=("europe.stability",), at=(("recovery", "0.4"),)))
        with h5py.File(self.path) as file:
            values = file["europe.stability"][0]
        name, span = titles(page)[0]
        low, high = (float(text) for text in span.split(" to "))
        self.assertIn("Europe: stability", texts(page))
        self.assertEqual(name, "")
        self.assertAlmostEqual(low, values.min(), delta=0.005)
        self.assertAlmostEqual(high, values.max(), delta=0.005)

    def test_missing_tiles_are_counted(self) -> None:
        with h5py.File(self.path, "a") as file:
            file["europe.stability"][1, :4] = np.nan
        page = self.draw(Request(outputs=("stability",)))
        self.assertIn("no result (36 of 162 cells)", texts(page))

    def test_outputs_without_any_result_are_drawn_as_such(self) -> None:
        with h5py.File(self.path, "a") as file:
            file["europe.stability"][...] = np.nan
        page = self.draw(Request(outputs=("europe.stability",)))
        self.assertEqual(titles(page)[0], ("", "no result"))

    def test_labels_that_were_not_computed_are_no_label(self) -> None:
        for computed in (4, 0):
            with h5py.File(self.path, "a") as file:
                file["status"][...] = 255
                file["status"][1, :computed] = 0
            page = self.draw(Request(outputs=("status",)))
            legend = page.figure.axes[0].get_legend()
            names = [text.get_text() for text in legend.get_texts()] if legend else []
            self.assertEqual(names, ["ok"] if computed else [])
            self.assertIn("Grey: no result (", texts(page))

    def test_constant_outputs_are_drawn(self) -> None:
        with h5py.File(self.path, "a") as file:
            file["europe.stability"][...] = 0.75
        self.assertEqual(titles(self.draw(Request(outputs=("europe.stability",))))[0][1], "0.750")

    def test_labels_are_drawn_by_name(self) -> None:
        with h5py.File(self.path, "a") as file:
            file["status"][1, :4] = 1
        page = self.draw(Request(outputs=("status",)))
        legend = page.figure.axes[0].get_legend()
        self.assertEqual([t.get_text() for t in legend.get_texts()], ["ok", "no equilibrium"])

    def test_a_label_has_one_colour_in_all_panels(self) -> None:
        with h5py.File(self.path, "a") as file:
            for theatre, codes in {"europe": (0, 2), "asia": (2, 1)}.items():
                values = np.full(file["status"].shape, codes[0], np.uint8)
                values[..., :4] = codes[1]
                axes = [dim[0].name.removeprefix("/") for dim in file["status"].dims]
                flags = result_files.add_variable(file, f"{theatre}.failures", axes, values)
                flags.attrs["flag_values"] = np.array([0, 1, 2, 255], np.uint8)
                flags.attrs["flag_meanings"] = "none S1 S2 not_computed"
        page = self.draw(Request(outputs=("failures",)))
        colours: dict[str, set] = {}
        for legend in filter(None, (axes.get_legend() for axes in page.figure.axes)):
            for text, patch in zip(legend.get_texts(), legend.get_patches()):
                colours.setdefault(text.get_text(), set()).add(patch.get_facecolor())
        self.assertEqual(sorted(colours), ["S1", "S2", "none"])
        self.assertEqual({len(found) for found in colours.values()}, {1})
        self.assertEqual(len(set.union(*colours.values())), 3)

    def test_many_panels_of_one_quantity_stand_side_by_side(self) -> None:
        with h5py.File(self.path, "a") as file:
            axes = [dim[0].name.removeprefix("/") for dim in file["europe.stability"].dims]
            for name in ("star", "ring", "complete"):
                values = file["europe.stability"][...].astype(float)
                result_files.add_variable(file, f"{name}.welfare", axes, values)
        page = self.draw(Request(outputs=("welfare",)))
        places = [axes.get_position() for axes in page.figure.axes if axes.get_title("left")]
        self.assertEqual(len(places), 3)
        self.assertEqual(places[0].y0, places[1].y0)
        self.assertLess(places[0].x1, places[1].x0)
        self.assertEqual(places[0].x0, places[2].x0)
        self.assertLess(places[2].y1, places[0].y0)

    def test_axes_rise_whatever_their_order_in_the_study(self) -> None:
        shuffled = [0.5, 0.1, 0.9, 0.3, 0.7]
        result_files.write_grid(self.path, {"a": shuffled, "b": SIDE})
        page = self.draw(Request(outputs=("asia.tension",)))
        with h5py.File(self.path) as file:
            expected = file["asia.tension"][...][np.argsort(shuffled)].T
        np.testing.assert_array_equal(np.ravel(self.meshes(page)[0]), np.ravel(expected))
        low, high = page.figure.axes[0].get_xlim()
        self.assertAlmostEqual(low, 0.0, delta=1e-12)
        self.assertAlmostEqual(high, 1.0, delta=1e-12)

    def test_logarithmic_axes_are_drawn_as_such(self) -> None:
        result_files.write_grid(self.path, {"a": np.geomspace(0.01, 1, 9), "b": SIDE})
        page = self.draw(Request(outputs=("europe.stability",)))
        self.assertEqual(page.figure.axes[0].get_xscale(), "log")
        self.assertEqual(page.figure.axes[0].get_yscale(), "linear")


    def test_values_that_ripple_from_cell_to_cell_have_no_contours(self) -> None:
        side = np.linspace(0, 1, 60)
        result_files.write_grid(self.path, {"a": side, "b": side}, ["smooth", "ripples"])
        with h5py.File(self.path, "a") as file:
            for theatre in ("europe", "asia"):
                file[f"{theatre}.smooth"][...] = np.add.outer(side, side)
                file[f"{theatre}.ripples"][...] = np.indices((60, 60)).sum(axis=0) % 2 + 0.1 * side
        drawn = {}
        for quantity in ("smooth", "ripples"):
            page = self.draw(Request(outputs=(f"europe.{quantity}",)))
            collections = page.figure.axes[0].collections
            drawn[quantity] = len([c for c in collections if not isinstance(c, QuadMesh)])
        self.assertGreater(drawn["smooth"], 0)
        self.assertEqual(drawn["ripples"], 0)


class LinesAndBars(Figures):
    def test_lines_are_the_values_of_the_file(self) -> None:
        result_files.write_grid(self.path, {"mirror": SIDE})
        page = self.draw(Request(outputs=("stability",)))
        drawn = [line.get_ydata() for line in page.figure.axes[0].get_lines()]
        with h5py.File(self.path) as file:
            np.testing.assert_array_equal(drawn[0], file["europe.stability"][...])
            np.testing.assert_array_equal(drawn[1], file["asia.stability"][...])

    def test_years_run_along_x(self) -> None:
        result_files.write_members(self.path)
        page = self.draw(Request(outputs=("yearly_cohesion",)))
        line = page.figure.axes[0].get_lines()[0]
        self.assertEqual(line.get_xdata().tolist(), [1, 2, 3, 4, 5, 6])
        self.assertEqual(page.figure.axes[-1].get_xlabel(), "year")

    def test_differences_of_lines_have_zero_in_the_middle(self) -> None:
        result_files.write_grid(self.path, {"recovery": [0.4, 0.02], "mirror": SIDE})
        page = self.draw(Request(difference=("recovery", "0.4", "0.02"), outputs=("stability",)))
        low, high = page.figure.axes[0].get_ylim()
        self.assertAlmostEqual(low, -high, delta=1e-12)

    def test_bars_carry_the_labels_of_the_members(self) -> None:
        result_files.write_members(self.path)
        page = self.draw(Request(outputs=("member_final",)))
        names = [t.get_text() for t in page.figure.axes[0].get_xticklabels()]
        self.assertEqual(names, ["DEU", "FRA", "TUR", "ITA"])  # falling, as the values are
        heights = [bar.get_height() for bar in page.figure.axes[0].patches]
        np.testing.assert_allclose(heights, 0.9 * np.linspace(0.9, 0.3, 4), rtol=1e-6)

    def test_gaps_and_lines_without_result_are_counted(self) -> None:
        result_files.write_grid(self.path, {"mirror": SIDE})
        with h5py.File(self.path, "a") as file:
            file["asia.stability"][...] = np.nan
        page = self.draw(Request(outputs=("stability",)))
        self.assertIn("no result (9 of 18 points)", texts(page))

    def test_one_scenario_is_drawn(self) -> None:
        with result_files.create(self.path) as file:
            result_files.add_axis(file, "scenario", [0.0])
            result_files.add_axis(file, "year", [1.0, 2.0, 3.0])
            yearly = np.array([[0.9, 0.8, 0.7]])
            result_files.add_variable(file, "europe.yearly", ["scenario", "year"], yearly)
        lines = self.draw().figure.axes[0].get_lines()
        np.testing.assert_allclose(lines[0].get_ydata(), [0.9, 0.8, 0.7], rtol=1e-6)


class Captions(Figures):
    def test_what_is_held_fixed_is_said_with_its_unit(self) -> None:
        axes = {"recovery": [0.4, 0.15, 0.02], "pivot": SIDE, "mirror": SIDE}
        result_files.write_grid(self.path, axes, defaults={"recovery": 0.15})
        with h5py.File(self.path, "a") as file:
            file["recovery"].attrs["units"] = "year-1"
            file.attrs["fixed_parameters"] = ["belief", "demand"]
            file.attrs["fixed_values"] = [0.5, 5.0]
        said = texts(self.draw())
        self.assertIn("At recovery = 0.15 year⁻¹", said)
        self.assertIn("; 2 other parameters fixed; ", said)
        said = texts(self.draw(Request(difference=("recovery", "0.4", "0.02"))))
        self.assertIn("Difference: recovery 0.02 year⁻¹ minus 0.4 year⁻¹", said)

    def test_a_part_of_the_scenarios_is_told(self) -> None:
        result_files.write_sample(self.path, 500)
        with h5py.File(self.path, "a") as file:
            file.attrs["scenarios_computed"] = 250
            file["europe.stability"][250:] = np.nan
        self.assertIn("; 250 of 500 scenarios; ", texts(self.draw()))

    def test_members_are_called_by_their_theatre(self) -> None:
        result_files.write_members(self.path)
        page = self.draw(Request(outputs=("europe.member_final",), at=(("europe_member", "TUR"),)))
        self.assertIn("At Europe: member = TUR", texts(page))
        # An output that ends in the same word keeps its name.
        path, values = self.path, np.zeros((3, 3), np.int32)
        result_files.write_grid(path, {"a": [0.0, 1, 2], "b": [0.0, 1, 2]}, ["stability"])
        with h5py.File(path, "a") as file:
            result_files.add_variable(file, "europe.weakest_member", ["a", "b"], values)
        said = texts(self.draw(Request(outputs=("weakest_member",), kind="heatmap")))
        self.assertIn("\nEurope: weakest member", said)


class Samples(Figures):
    def test_the_strongest_parameter_stands_on_top(self) -> None:
        result_files.write_sample(self.path, 6000)
        page = self.draw()
        names = [t.get_text() for t in page.figure.axes[0].get_yticklabels()]
        self.assertEqual(names, ["recovery", "mirror", "idle"])
        self.assertIn("may be chance (N = 6,000, 3 parameters", texts(page))

    def test_every_kind_is_drawn(self) -> None:
        result_files.write_sample(self.path, 400)
        for kind, panels in (("ranks", 2), ("scatter", 6), ("hexbin", 6), (None, 8)):
            self.assertEqual(len(self.draw(Request(kind=kind)).figure.axes), panels, kind)
        self.assertEqual(len(self.draw(Request(x="idle")).figure.axes), 2)

    def test_parameters_with_a_logarithmic_distribution_are_drawn_so(self) -> None:
        result_files.write_sample(self.path, 400)
        with h5py.File(self.path, "a") as file:
            file["recovery"][...] = np.geomspace(0.01, 1, 400)
            file["recovery"].attrs["distribution"] = "loguniform(0.01, 1)"
        for kind in ("scatter", "hexbin"):
            panel = self.draw(Request(kind=kind, x="recovery")).figure.axes[0]
            self.assertEqual(panel.get_xscale(), "log")
            ticks = [t.get_text() for t in panel.get_xticklabels()]
            self.assertEqual(ticks, ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"])

    def test_medians_are_those_of_equal_groups(self) -> None:
        result_files.write_sample(self.path, 400)
        line = self.draw(Request(kind="scatter", x="recovery")).figure.axes[0].get_lines()[0]
        with h5py.File(self.path) as file:
            x, y = file["recovery"][...].astype(float), file["europe.stability"][...].astype(float)
        groups = np.array_split(np.argsort(x), 16)
        np.testing.assert_array_equal(line.get_xdata(), [np.median(x[g]) for g in groups])
        np.testing.assert_array_equal(line.get_ydata(), [np.median(y[g]) for g in groups])

    def test_missing_results_are_left_out_and_counted(self) -> None:
        result_files.write_sample(self.path, 400)
        with h5py.File(self.path, "a") as file:
            file["europe.stability"][:100] = np.nan
            file["asia.stability"][50:250] = np.nan
        said = texts(self.draw())
        self.assertIn("Left out: 300 values", said)
        self.assertIn("N = 200,", said)

    def test_a_handful_of_scenarios_is_drawn(self) -> None:
        for scenarios in (2, 3, 30):
            result_files.write_sample(self.path, scenarios)
            self.draw()


class Words(unittest.TestCase):
    def test_names_are_written_as_people_write_them(self) -> None:
        for name, written in {
            "europe.threat_growth": "Europe: threat growth",
            "plan_b.transient_return": "Plan B: transient return",
            "signals.tie.cost": "Signals, tie: cost",
            "p_status_quo": "P(status quo)",
            "log_p_war": "log P(war)",
            "provision": "provision",
        }.items():
            self.assertEqual(words(name), written)

    def test_lines_are_broken_to_fit(self) -> None:
        text = "Where does bilateralised collective security hold? " * 5 + "x" * 300
        lines = wrap(text, 4.0, 13, bold=True)
        self.assertEqual("".join(lines).replace(" ", ""), text.replace(" ", ""))
        self.assertLessEqual(max(text_width(line, 13, bold=True) for line in lines), 4.0)


if __name__ == "__main__":
    unittest.main()
