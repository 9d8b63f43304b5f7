# SPDX-License-Identifier: Apache-2.0
"""Nothing that a figure says is cut or lies on something else."""

import pathlib
import tempfile
import unittest

import h5py
import matplotlib
import numpy as np
import result_files
from matplotlib.transforms import Bbox

from plot.architecture import draw_figures, find_study
from plot.choices import Request, choose_grid
from plot.clouds import draw_sample
from plot.curves import draw_bars, draw_lines
from plot.heatmaps import draw_heatmaps
from plot.page import LOOK, Page
from plot.reading import ResultFile
from plot.sample_choices import choose_sample

SIDE = np.linspace(0, 1, 17)
LONG = "Which of the many words of a very long question will be cut off at the edge of a page? " * 3


def boxes_outside_panels(page: Page) -> dict[str, Bbox]:
    """Where the words around the panels stand, and the panels with their ticks and titles."""
    page.figure.canvas.draw()
    renderer = page.figure.canvas.get_renderer()
    found = {}
    for i, text in enumerate(page.figure.texts):
        found[f"{i} {text.get_text()}"] = text.get_window_extent(renderer)
    for i, axes in enumerate(page.figure.axes):
        found[f"panel {i}"] = axes.get_tightbbox(renderer)
    for i, legend in enumerate(page.figure.legends):
        found[f"legend {i}"] = legend.get_window_extent(renderer)
    return found


class Layout(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "result.h5"

    def check(self, page: Page) -> None:
        boxes = boxes_outside_panels(page)
        whole = page.figure.bbox
        for name, box in boxes.items():
            self.assertTrue(
                box.x0 >= 0 and box.y0 >= 0 and box.x1 <= whole.x1 and box.y1 <= whole.y1,
                f"{name} is cut: {box} of {whole}",
            )
        names = list(boxes)
        for i, first in enumerate(names):
            for second in names[i + 1 :]:
                common = Bbox.intersection(boxes[first], boxes[second])
                # A pixel: text boxes include the room of letters that are not there.
                overlap = common is not None and min(common.width, common.height) > 1
                self.assertFalse(overlap, f"{first} lies on {second}")

    def page(self, request: Request = Request()) -> Page:
        with ResultFile(self.path) as file:
            if file.sampled:
                return draw_sample(file, choose_sample(request, file))
            choice = choose_grid(request, file)
            draw = {"lines": draw_lines, "bars": draw_bars}.get(choice.kind, draw_heatmaps)
            return draw(file, choice)

    def test_grids(self) -> None:
        axes = {"europe.threat_growth": [0.0, 0.5, 1.0], "pivot": SIDE, "mirror": SIDE}
        result_files.write_grid(self.path, axes, list("abcdef"))
        with matplotlib.rc_context(LOOK):
            self.check(self.page())
            self.check(self.page(Request(outputs=tuple("abcdef"))))
            self.check(self.page(Request(outputs=("europe.a",))))
            self.check(self.page(Request(kind="lines", outputs=("a", "b"))))
            self.check(self.page(Request(kind="lines", y="pivot", outputs=("a",))))
            self.check(self.page(Request(difference=("pivot", "0", "1"))))
            self.check(self.page(Request(outputs=("status",))))

    def test_one_axis_members_and_years(self) -> None:
        result_files.write_members(self.path)
        with matplotlib.rc_context(LOOK):
            self.check(self.page())
            self.check(self.page(Request(outputs=("member_final",))))
            self.check(self.page(Request(outputs=("yearly_cohesion",))))

    def test_samples(self) -> None:
        result_files.write_sample(self.path, 500)
        with matplotlib.rc_context(LOOK):
            for kind in (None, "ranks", "scatter", "hexbin"):
                self.check(self.page(Request(kind=kind)))
            self.check(self.page(Request(x="recovery")))

    def test_architecture(self) -> None:
        result_files.write_architecture(self.path)
        with ResultFile(self.path) as file, matplotlib.rc_context(LOOK):
            for page in draw_figures(file, find_study(file, [])).values():
                self.check(page)

    def test_long_titles(self) -> None:
        result_files.write_grid(self.path, {"pivot": SIDE, "mirror": SIDE}, ["stability"])
        with h5py.File(self.path, "a") as file:
            file.attrs["title"] = LONG
            file["europe.stability"].attrs["long_name"] = LONG
            file["mirror"].attrs["long_name"] = LONG
        with matplotlib.rc_context(LOOK):
            self.check(self.page())
            self.check(self.page(Request(outputs=("europe.stability",))))
            self.check(self.page(Request(kind="lines")))

    def test_contour_labels_lie_within_their_panel(self) -> None:
        result_files.write_grid(self.path, {"pivot": 4 * SIDE, "mirror": SIDE}, list("abcd"))
        with matplotlib.rc_context(LOOK):
            page = self.page()
            page.figure.canvas.draw()
            renderer = page.figure.canvas.get_renderer()
            labels = 0
            for axes in page.figure.axes:
                inside = axes.get_window_extent(renderer)
                for text in axes.texts:
                    box = text.get_window_extent(renderer)
                    labels += 1
                    self.assertTrue(
                        inside.x0 <= box.x0 and box.x1 <= inside.x1,
                        f"{text.get_text()} is cut",
                    )
                    self.assertTrue(inside.y0 <= box.y0 and box.y1 <= inside.y1)
        self.assertGreater(labels, 8)


if __name__ == "__main__":
    unittest.main()
