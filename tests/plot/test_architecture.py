# SPDX-License-Identifier: Apache-2.0
"""The figures of the architecture study."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import h5py
import matplotlib
import numpy as np
import result_files
from matplotlib.axes import Axes
from matplotlib.image import imread

from plot.architecture import draw_figures, ends_of, find_study, main, shared_scales
from plot.architecture_answer import CORNERS, HUB, _read, best_shares
from plot.page import LOOK, Page
from plot.reading import ResultFile

NAMES = ("planes", "difference", "answer")


def panels_of(page: Page) -> list[Axes]:
    """The heat maps of a page, without the colour bars."""
    return [axes for axes in page.figure.axes if axes.get_title("right")]


class Architecture(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = result_files.write_architecture(self.folder / "study.h5")

    def run_command(self, *arguments: str) -> tuple[int, str]:
        err = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(err):
            status = main([str(self.path), "-o", str(self.folder), "--dpi", "50", *arguments])
        return status, err.getvalue()

    def test_three_figures_are_written(self) -> None:
        self.assertEqual(self.run_command(), (0, ""))
        for name in NAMES:
            pixels = imread(self.folder / f"study_{name}.png")
            self.assertGreater(float(np.std(pixels[..., :3])), 0.02, name)

    def test_aberration_and_structural_shift_share_their_scales(self) -> None:
        with ResultFile(self.path) as file, matplotlib.rc_context(LOOK):
            study = find_study(file, [])
            pages = draw_figures(file, study)
            scales = shared_scales(file, study, ends_of(study.recovery))
        meshes = [panel.collections[0] for panel in panels_of(pages["planes"])]
        limits = [(mesh.norm.vmin, mesh.norm.vmax) for mesh in meshes]
        expected = [(scale.low, scale.high) for scale in scales.values() for _ in range(4)]
        self.assertEqual(limits, expected)

    def test_each_panel_shows_its_slice(self) -> None:
        with ResultFile(self.path) as file, matplotlib.rc_context(LOOK):
            panels = panels_of(draw_figures(file, find_study(file, []))["planes"])
        with h5py.File(self.path) as plain:
            expected = [
                plain[f"{theatre}.{quantity}"][recovery, 1, 1].T  # (differentiation, integration)
                for quantity in ("stability", "tension", "abandonment", "entrapment")
                for theatre in ("europe", "asia")
                for recovery in (0, 2)
            ]
        self.assertEqual(len(panels), len(expected))
        for panel, values in zip(panels, expected):
            cells = np.asarray(panel.collections[0].get_array()).reshape(values.shape)
            np.testing.assert_array_equal(cells, values)

    def test_one_theatre_is_enough(self) -> None:
        with h5py.File(self.path, "a") as file:
            for name in [name for name in file if name.startswith("asia.")]:
                del file[name]
        self.assertEqual(self.run_command(), (0, ""))

    def test_both_architectures_of_today_are_marked_on_each_panel(self) -> None:
        with ResultFile(self.path) as file, matplotlib.rc_context(LOOK):
            pages = draw_figures(file, find_study(file, []))
        for name, count in (("planes", 16), ("difference", 8)):
            marked = [
                [(float(dot.get_xdata()[0]), float(dot.get_ydata()[0])) for dot in p.get_lines()]
                for p in panels_of(pages[name])
            ]
            self.assertEqual(marked, [[(1, 0), (0, 1)]] * count)
        own = [p.get_lines()[0].get_markerfacecolor() for p in panels_of(pages["planes"])]
        self.assertEqual(own, ["black", "black", "white", "white"] * 4)

    def test_the_ends_of_recovery_are_found_in_any_order(self) -> None:
        with ResultFile(self.path) as file:
            aberration, shift = ends_of(find_study(file, []).recovery)
        self.assertEqual((aberration.text, shift.text), ("0.4", "0.02"))

    def test_leads_and_shares_are_those_of_the_file(self) -> None:
        with ResultFile(self.path) as file:
            study = find_study(file, [])
            axes = (study.integration, study.differentiation, study.recovery, study.belief)
            case = _read(file, file.variables["europe.stability"], axes, {})
        with h5py.File(self.path) as plain:
            values = plain["europe.stability"][...][::-1].astype(float)  # r (rising), m, b, i, d
        hub, nato = values[:, :, :, 0, -1], values[:, :, :, -1, 0]
        np.testing.assert_array_equal(case.lead(HUB), np.moveaxis(hub - nato, 1, 2))
        ends = [(-int(c.integration), -int(c.differentiation)) for c in CORNERS]
        best = np.argmax([values[0, :, :, i, d].ravel() for i, d in ends], axis=0)
        expected = [float((best == i).mean()) for i in range(len(CORNERS))]
        self.assertEqual(best_shares(case, 0).tolist(), expected)
        self.assertAlmostEqual(sum(expected), 1, delta=1e-12)

    def test_missing_tiles_do_not_stop_the_figures(self) -> None:
        with h5py.File(self.path, "a") as file:
            file["europe.stability"][2] = np.nan
            file["asia.tension"][...] = np.nan
        self.assertEqual(self.run_command(), (0, ""))

    def test_other_axes_are_cut_where_asked(self) -> None:
        status, err = self.run_command("--at", "mirror=0.9")
        self.assertEqual(status, 0)
        self.assertIn("mirror=0.9 is not on the grid; drawn at 1", err)

    def test_other_files_are_refused_in_a_line(self) -> None:
        side = np.linspace(0, 1, 5)
        for axes, words in (
            ({"integration": side, "recovery": side}, "no axis differentiation, belief"),
            (
                {"recovery": [0.1], "belief": [0.5], "integration": side, "differentiation": side},
                "recovery has one value",
            ),
            (
                {
                    "recovery": [0.1, 0.4],
                    "belief": [0.5],
                    "integration": side / 2,
                    "differentiation": side,
                },
                "integration needs 0 and 1",
            ),
        ):
            result_files.write_grid(self.path, axes)
            status, err = self.run_command()
            self.assertEqual((status, err.count("\n")), (2, 1))
            self.assertIn(words, err)
        result_files.write_sample(self.path, 20)
        self.assertIn("not an architecture study", self.run_command()[1])


if __name__ == "__main__":
    unittest.main()
