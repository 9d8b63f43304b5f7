# SPDX-License-Identifier: Apache-2.0
"""Figures of analyses show the numbers of the file, and nothing on them is cut or covered."""

import contextlib
import io
import os
import unittest

import analysis_files
import h5py
import matplotlib
import numpy as np
import result_files
from analysis_files import FACTORS, OUTPUTS
from analysis_pages import Analyses, names_along_y, panel_of, said
from matplotlib.collections import QuadMesh
from matplotlib.patches import Rectangle

from plot.analyses.catalogue import KINDS
from plot.command import main
from plot.errors import PlotError
from plot.names import words
from plot.page import LOOK

WRITERS = (
    analysis_files.write_sobol,
    analysis_files.write_morris,
    analysis_files.write_measures,
    analysis_files.write_discovery,
)


class Everything(Analyses):
    def test_every_kind_is_drawn_and_nothing_is_cut_or_covered(self) -> None:
        drawn = set()
        for write in WRITERS:
            write(self.path)
            for name, page in self.pages().items():
                with self.subTest(write.__name__, kind=name), matplotlib.rc_context(LOOK):
                    self.check_layout(page)
                    self.check_edges(page)
                drawn.add(name)
        self.assertEqual(drawn, set(KINDS))

    def test_one_output_and_long_names_have_room(self) -> None:
        long = "What " + "decides whether the alliances hold in the long run? " * 4
        for write in WRITERS:
            write(self.path)
            with h5py.File(self.path, "a") as file:
                file.attrs["title"] = long
                file["factor"][0] = "europe.a_parameter_with_a_very_long_name_that_goes_on"
            for name, kind in KINDS.items():
                try:
                    page = self.page(name, *([OUTPUTS[0]] if kind.outputs else []))
                except PlotError:
                    continue
                with self.subTest(write.__name__, kind=name), matplotlib.rc_context(LOOK):
                    self.check_layout(page)

    def test_title_and_source_are_on_the_page(self) -> None:
        analysis_files.write_sobol(self.path)
        for name, page in self.pages().items():
            text = said(page)
            for part in ("What decides", "Model alliance, version 1", "N = 622,592", "32 repl"):
                self.assertIn(part, text, name)

    def test_without_intervals_noise_or_interactions_there_are_still_bars(self) -> None:
        analysis_files.write_sobol(self.path)
        with h5py.File(self.path, "a") as file:
            for name in list(file):
                if name.endswith(("_low", "_high", "_noise", "_trace")) or "second" in name:
                    del file[name]
        pages = self.pages()
        self.assertEqual(set(pages), {"overview", "indices", "years"})
        self.assertNotIn("Whiskers", said(pages["indices"]))


class SobolIndices(Analyses):
    def setUp(self) -> None:
        super().setUp()
        analysis_files.write_sobol(self.path)

    def test_bars_are_the_indices_with_the_largest_total_on_top(self) -> None:
        page = self.page("indices", "europe.tension")
        panel = panel_of(page, "Europe: tension")
        at = OUTPUTS.index("europe.tension")
        total, first = self.values("sobol_total")[at], self.values("sobol_first")[at]
        order = np.argsort(-total)[:15]
        self.assertEqual(names_along_y(panel), [words(FACTORS[f]) for f in order])
        lengths = [bar.get_width() for bar in panel.patches if isinstance(bar, Rectangle)]
        np.testing.assert_allclose(lengths, [*total[order], *first[order]], rtol=1e-12)
        self.assertEqual(panel.get_title("right"), f"Σ first = {first.sum():.2f}")

    def test_the_leading_factors_are_explained(self) -> None:
        leading = FACTORS[int(np.argmax(self.values("sobol_total")[0]))]
        told = said(self.page("indices"))
        self.assertIn(f"{words(leading)}: what {leading} means (year⁻¹).", told)

    def test_whiskers_end_where_intervals_do(self) -> None:
        panel = panel_of(self.page("indices", "europe.tension"), "Europe: tension")
        at = OUTPUTS.index("europe.tension")
        total = self.values("sobol_total")[at]
        order = np.argsort(-total)[:15]
        segments = np.array(panel.collections[0].get_segments())  # (factors, ends, xy)
        np.testing.assert_allclose(segments[:, 0, 0], self.values("sobol_total_low")[at][order])
        np.testing.assert_allclose(segments[:, 1, 0], self.values("sobol_total_high")[at][order])

    def test_the_overview_has_a_row_for_each_output_that_is_no_entry_of_a_list(self) -> None:
        page = self.page("overview")
        panel = page.figure.axes[0]
        expected = ["Europe: stability", "Europe: tension", "Europe: abandonment"]
        self.assertEqual(names_along_y(panel)[:3], expected)
        self.assertEqual(names_along_y(panel)[-1], "Europe: yearly stability")
        mesh = next(c for c in panel.collections if isinstance(c, QuadMesh))
        shown = np.asarray(mesh.get_array()).reshape(7, -1)
        total = np.abs(self.values("sobol_total")[:7])
        order = np.argsort(-total.max(axis=0), kind="stable")
        np.testing.assert_array_equal(shown, total[:, order])

    def test_the_overview_of_a_list_has_its_entries(self) -> None:
        panel = self.page("overview", "member_final").figure.axes[0]
        names = [f"Europe: member final, {member}" for member in ("DEU", "FRA", "TUR")]
        self.assertEqual(names_along_y(panel), names)

    def test_the_matrix_shows_pairs_beyond_their_noise_and_no_others(self) -> None:
        page = self.page("interactions", "europe.stability")
        second, low = self.values("sobol_second")[0], self.values("sobol_second_low")[0]
        order = np.argsort(-self.values("sobol_total")[0])[:12]
        mesh = next(c for c in page.figure.axes[0].collections if isinstance(c, QuadMesh))
        shown = np.ma.masked_invalid(mesh.get_array()).reshape(12, 12)
        for r in range(12):
            for c in range(12):
                pair = (order[r], order[c])
                expected = r > c and low[pair] > 0
                self.assertEqual(not np.ma.getmaskarray(shown)[r, c], expected)
                if expected:
                    self.assertEqual(shown[r, c], second[pair])

    def test_chords_are_as_many_as_pairs_beyond_their_noise(self) -> None:
        page = self.page("chords", "europe.stability")
        order = np.argsort(-self.values("sobol_total")[0])[:12]
        low = self.values("sobol_second_low")[0][np.ix_(order, order)]
        pairs = int((np.tril(np.nan_to_num(low, nan=-1), -1) > 0).sum())
        self.assertGreater(pairs, 0)
        self.assertEqual(len(page.figure.axes[0].patches), pairs)

    def test_convergence_lines_are_the_traces(self) -> None:
        page = self.page("convergence", "asia.stability")
        panel, at = page.figure.axes[0], OUTPUTS.index("asia.stability")
        trace = self.values("sobol_total_trace")[:, at]
        lines = [line for line in panel.get_lines() if line.get_marker() == "o"]
        for line, factor in zip(lines, np.argsort(-trace[-1])):
            np.testing.assert_array_equal(line.get_xdata(), analysis_files.POINTS)
            np.testing.assert_array_equal(line.get_ydata(), trace[:, factor])
        self.assertEqual(len(lines), 6)

    def test_years_stack_to_the_whole_variance_where_it_is_known(self) -> None:
        page = self.page("years")
        panel = panel_of(page, "Europe: yearly stability")
        top = panel.collections[-1].get_paths()[0].vertices
        known = top[(top[:, 0] > 1.5)]
        self.assertAlmostEqual(float(known[:, 1].max()), 1.0, delta=1e-9)
        self.assertIn("interactions", said(page))
        self.assertEqual(panel.get_xlabel(), "year")

    def test_outputs_without_a_result_are_drawn_as_such(self) -> None:
        page = self.page("indices", "europe.yearly_stability[1]")
        self.assertIn("no result", said(page))


class Screening(Analyses):
    def test_points_stand_where_the_file_has_them(self) -> None:
        analysis_files.write_morris(self.path)
        panel = panel_of(self.page("morris", "europe.stability"), "Europe: stability")
        points = {
            (line.get_xdata()[0], line.get_ydata()[0])
            for line in panel.get_lines()[3:]
            if len(line.get_xdata()) == 1
        }
        expected = zip(self.values("morris_mu_star")[0], self.values("morris_sigma")[0])
        self.assertEqual(points, set(expected))
        named = [text.get_text() for text in panel.texts]
        strongest = FACTORS[int(np.argmax(self.values("morris_mu_star")[0]))]
        self.assertIn(words(strongest), named)

    def test_measures_below_their_noise_are_grey(self) -> None:
        analysis_files.write_measures(self.path)
        page = self.page("measures", "europe.stability")
        panel = panel_of(page, "Borgonovo's δ")
        bars = [p for p in panel.patches if isinstance(p, Rectangle)]
        noise = self.values("borgonovo_delta_noise")[0]
        colours = {bar.get_width() > noise: bar.get_facecolor() for bar in bars}
        self.assertEqual(len(set(colours.values())), 2)
        for bar in bars:
            self.assertEqual(bar.get_facecolor(), colours[bar.get_width() > noise])


class Command(Analyses):
    def run_command(self, *arguments: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main([str(self.path), *arguments, "--dpi", "40"])
            except SystemExit as stop:
                status = int(stop.code or 0)
        return status, out.getvalue(), err.getvalue()

    def test_all_figures_of_a_file_are_drawn_beside_it(self) -> None:
        analysis_files.write_morris(self.path)
        status, out, err = self.run_command()
        self.assertEqual((status, err), (0, ""))
        names = ["analysis_overview.png", "analysis_morris.png"]
        self.assertEqual(out.split(), [str(self.folder / name) for name in names])
        self.assertTrue(all((self.folder / name).is_file() for name in names))

    def test_one_figure_may_be_given_a_name(self) -> None:
        analysis_files.write_morris(self.path)
        target = str(self.folder / "plane.svg")
        self.assertEqual(self.run_command("--kind", "morris", "-o", target)[:2], (0, f"{target}\n"))

    def test_mistakes_are_one_line_and_exit_with_2(self) -> None:
        analysis_files.write_morris(self.path)
        for arguments, part in (
            (("--kind", "chords"), "no such analysis; valid: overview, morris"),
            (("--kind", "heatmap"), "no such analysis; valid: overview, morris"),
            (("-o", str(self.folder / "a.png")), "one name for 2 figures"),
            (("--output", "asia.peace"), "no output 'asia.peace'; valid: europe.stability"),
            (("--x", "mirror"), "--x is for results"),
            (("--at", "mirror=1"), "--at is for results"),
        ):
            status, out, err = self.run_command(*arguments)
            self.assertEqual((status, out), (2, ""), arguments)
            self.assertEqual(err.count("\n"), 1, err)
            self.assertIn(part, err)
        self.assertEqual(os.listdir(self.folder), ["analysis.h5"])

    def test_kinds_of_analyses_are_refused_for_results(self) -> None:
        result_files.write_sample(self.path, 50)
        status, _, err = self.run_command("--kind", "morris")
        self.assertEqual(status, 2)
        self.assertIn("--kind morris is for analyses", err)

    def test_an_analysis_without_a_figure_says_so(self) -> None:
        with analysis_files.create(self.path, "Nothing?") as file:
            result_files.add_axis(file, "output", ["y"])
            analysis_files.add_array(file, "mean", ["output"], np.ones(1))
        self.assertIn("nothing that there is a figure of", self.run_command()[2])


if __name__ == "__main__":
    unittest.main()
