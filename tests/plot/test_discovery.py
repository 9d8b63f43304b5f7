# SPDX-License-Identifier: Apache-2.0
"""Figures of scenario discovery and of robustness show the numbers of the file."""

import unittest

import analysis_files
import h5py
import matplotlib
import numpy as np
import result_files
from analysis_pages import Analyses, names_along_y, said
from matplotlib.collections import QuadMesh

from plot.page import LOOK


class Discovery(Analyses):
    def test_the_circle_is_the_chosen_step_and_its_limits_are_told(self) -> None:
        analysis_files.write_discovery(self.path)
        page = self.page("peeling")
        panel, box = page.figure.axes[0], page.figure.axes[2]
        circle = panel.get_lines()[-1]
        self.assertEqual(circle.get_xdata()[0], self.values("prim_coverage")[33])
        self.assertEqual(circle.get_ydata()[0], self.values("prim_density")[33])
        restricted = ["recovery", "belief", "Europe: threat growth", "pivot"]
        self.assertEqual(names_along_y(box), restricted)
        bars = [(p.get_x(), p.get_width()) for p in box.patches]
        high = self.values("prim_high")[33, 0]
        self.assertIn((0.0, high), bars)  # recovery: from the least of its range to its limit
        self.assertIn("p = 0.083", said(page))
        self.assertIn("Of interest: europe.stability < 0.85", said(page))

    def test_without_boxes_or_ranges_the_figure_chooses(self) -> None:
        analysis_files.write_discovery(self.path, ranges=False, boxes=0)
        page = self.page("peeling")
        mass, density = self.values("prim_mass"), self.values("prim_density")
        with np.errstate(invalid="ignore"):
            phi = mass * (density - density[0]) / np.sqrt(mass * (1 - mass))
        best = int(np.nanargmax(phi))
        circle = page.figure.axes[0].get_lines()[-1]
        self.assertEqual(circle.get_xdata()[0], self.values("prim_coverage")[best])
        self.assertIn("as far as the limits", said(page))
        self.assertIn("The chosen box", said(page))

    def test_several_boxes_and_leaves_stand_one_below_another(self) -> None:
        analysis_files.write_discovery(self.path, boxes=3)
        for kind, name in (("peeling", "Box"), ("leaves", "Leaf")):
            page = self.page(kind)
            for b, restricted in ((1, 4), (2, 2), (3, 3)):
                self.assertIn(f"{name} {b}: coverage", said(page))
                panel = page.figure.axes[b - 4]
                self.assertEqual(len(names_along_y(panel)), restricted)
            with matplotlib.rc_context(LOOK):
                self.check_layout(page)

    def test_stacked_cells_are_those_of_the_file(self) -> None:
        analysis_files.write_discovery(self.path)
        mesh = next(
            c for c in self.page("stacking").figure.axes[0].collections if isinstance(c, QuadMesh)
        )
        shown = np.ma.filled(mesh.get_array(), np.nan).reshape(5, 25)
        cells = self.values("stacking_density")
        for first in range(5):
            for third in range(5):
                np.testing.assert_array_equal(shown[:, 5 * first + third], cells[first, :, third])

    def bold_cells(self) -> set[tuple[int, int]]:
        panel = self.page("robustness", "europe.stability").figure.axes[0]
        places = [t.get_position() for t in panel.texts if t.get_weight() == "bold"]
        return {(int(x), int(y)) for x, y in places}

    def test_the_best_policy_of_each_metric_is_bold(self) -> None:
        analysis_files.write_discovery(self.path)
        table = self.values("robustness")[:, 0]
        best = [int(np.argmin(row) if m == 1 else np.argmax(row)) for m, row in enumerate(table)]
        self.assertEqual(self.bold_cells(), set(enumerate(best)))  # less regret is better

    def test_ranks_of_the_file_decide(self) -> None:
        analysis_files.write_discovery(self.path)
        ranks = np.argsort(np.argsort(self.values("robustness"), axis=2), axis=2) + 1.0
        with h5py.File(self.path, "a") as file:
            dims = ["metric", "output", "policy"]
            analysis_files.add_array(file, "robustness_rank", dims, ranks)
        best = np.argmin(self.values("robustness")[:, 0], axis=1)
        self.assertEqual(self.bold_cells(), set(enumerate(best.tolist())))
        heads = self.page("robustness", "europe.stability").figure.axes[0].get_xticklabels()
        self.assertTrue(all(head.get_text().endswith("↓") for head in heads))

    def test_of_many_policies_the_best_are_shown(self) -> None:
        analysis_files.write_discovery(self.path)
        with h5py.File(self.path, "a") as file:
            for name in ("robustness", "regret", "policy"):
                del file[name]
            result_files.add_axis(file, "policy", [f"policy_{p}" for p in range(30)])
            table = np.tile(np.arange(30.0), (5, 2, 1))
            table[1] *= -1
            analysis_files.add_array(file, "robustness", ["metric", "output", "policy"], table)
        page = self.page("robustness", "europe.stability")
        names = names_along_y(page.figure.axes[0])
        self.assertEqual(names, [f"policy {p}" for p in range(10, 30)])
        self.assertIn("20 of 30 policies", said(page))
        bold = {t.get_text() for t in page.figure.axes[0].texts if t.get_weight() == "bold"}
        self.assertEqual(bold, {"29.0", "−29.0"})  # the best of all 30

    def test_metrics_without_a_value_are_left_out(self) -> None:
        analysis_files.write_discovery(self.path)
        with h5py.File(self.path, "a") as file:
            file["robustness"][3] = np.nan
        heads = self.page("robustness").figure.axes[0].get_xticklabels()
        self.assertNotIn("satisficing", " ".join(head.get_text() for head in heads))
        self.assertEqual(len(heads), 4)


if __name__ == "__main__":
    unittest.main()
