# SPDX-License-Identifier: Apache-2.0
"""What the tests of figures of analyses have in common."""

import pathlib
import tempfile
import unittest

import h5py
import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import imread
from matplotlib.transforms import Bbox

from plot.analyses.catalogue import draw_analysis
from plot.choices import Request
from plot.page import LOOK, Page
from plot.reading import ResultFile


def said(page: Page) -> str:
    """All the words of a page, in its panels as well."""
    panels = [text.get_text() for axes in page.figure.axes for text in axes.texts]
    return "\n".join([text.get_text() for text in page.figure.texts] + panels)


def panel_of(page: Page, title: str) -> Axes:
    return next(axes for axes in page.figure.axes if axes.get_title("left") == title)


def names_along_y(panel: Axes) -> list[str]:
    return [text.get_text() for text in panel.get_yticklabels()]


class Analyses(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "analysis.h5"

    def pages(self, request: Request = Request()) -> dict[str, Page]:
        with ResultFile(self.path) as file, matplotlib.rc_context(LOOK):
            return draw_analysis(request, file)

    def page(self, kind: str, *outputs: str) -> Page:
        return self.pages(Request(kind=kind, outputs=outputs))[kind]

    def values(self, name: str) -> np.ndarray:
        with h5py.File(self.path) as file:
            return np.asarray(file[name][...])

    def check_layout(self, page: Page) -> None:
        """Panels with all their labels, words and legends lie within the page and apart."""
        page.figure.canvas.draw()
        renderer = page.figure.canvas.get_renderer()
        parts = [*page.figure.texts, *page.figure.legends]
        boxes = {str(part): part.get_window_extent(renderer) for part in parts}
        for i, axes in enumerate(page.figure.axes):
            boxes[f"panel {i}"] = axes.get_tightbbox(renderer)
        whole = page.figure.bbox
        for name, box in boxes.items():
            inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= whole.x1 and box.y1 <= whole.y1
            self.assertTrue(inside, f"{name} is cut: {box} of {whole}")
        listed = list(boxes.items())
        for i, (first, one) in enumerate(listed):
            for second, other in listed[i + 1 :]:
                common = Bbox.intersection(one, other)
                overlap = common is not None and min(common.width, common.height) > 1
                self.assertFalse(overlap, f"{first} lies on {second}")

    def check_edges(self, page: Page) -> None:
        page.save(self.folder / "figure.png", 60)
        pixels = imread(self.folder / "figure.png")[..., :3]
        self.assertGreater(float(np.std(pixels)), 0.02, "the figure is blank")
        for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
            self.assertTrue(np.all(edge == 1), "something touches an edge")
