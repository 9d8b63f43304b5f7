# SPDX-License-Identifier: Apache-2.0
"""A page: a question as its title, what it shows as its subtitle, panels, and notes at the foot.

Everything is placed in inches, and the page grows with its text: nothing overlaps or is cut.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from .errors import PlotError

INK = "#1a1a1a"
FAINT = "#5f5f5f"
MISSING = "#d9d9d9"
# Okabe and Ito's colours, which stay apart for colour-blind readers.
SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
TITLE, SUBTITLE, HEADING, LABEL, SMALL = 13.0, 9.0, 9.5, 8.0, 7.0

LOOK = {
    "font.family": "DejaVu Sans",
    "font.size": LABEL,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": "#8c8c8c",
    "axes.labelcolor": INK,
    "axes.labelsize": LABEL,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "xtick.color": "#8c8c8c",
    "ytick.color": "#8c8c8c",
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "xtick.minor.size": 1.5,
    "ytick.minor.size": 1.5,
    "lines.linewidth": 1.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "entente",
    "pdf.fonttype": 42,
    "savefig.facecolor": "white",
}


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text, inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that the font lacks is drawn as a box
        return float(text_to_path.get_text_width_height_descent(text, font, False)[0]) / 72


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """`text` in lines of at most `width` inches, broken between words where there are any."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        while len(word) > 8 and text_width(word, size, bold) > width:
            fits = max(8, int(len(word) * width / text_width(word, size, bold)))
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines


def line_height(size: float) -> float:
    return size * 1.35 / 72


@dataclass(frozen=True)
class Words:
    """What a page says around its panels."""

    title: str
    subtitle: Sequence[str]
    notes: Sequence[str]


class Page:
    """A figure of `width` x (text + `body`) inches, whose panels are placed from the top left of
    the body."""

    EDGE = 0.3
    LEAST = 4.6  # inches of width

    def __init__(self, words: Words, width: float, body: float) -> None:
        self.width = max(width, self.LEAST)
        room = self.width - 2 * self.EDGE
        title = wrap(words.title, room, TITLE, bold=True)
        subtitle = [line for s in words.subtitle for line in wrap(s, room, SUBTITLE)]
        notes = [line for s in words.notes for line in wrap(s, room, SMALL)]
        self._top = self.EDGE + len(title) * line_height(TITLE) + 0.04
        head = self._top
        self._top += len(subtitle) * line_height(SUBTITLE) + 0.16
        foot = len(notes) * line_height(SMALL)
        self.height = self._top + body + 0.14 + foot + self.EDGE * 0.7
        self.figure = Figure(figsize=(self.width, self.height))
        FigureCanvasAgg(self.figure)
        self._lines(title, self.EDGE, TITLE, INK, "bold")
        self._lines(subtitle, head, SUBTITLE, FAINT)
        self._lines(notes, self.height - foot - self.EDGE * 0.7, SMALL, FAINT)

    @property
    def body_top(self) -> float:
        """Inches from the top of the page to its body."""
        return self._top

    def _lines(
        self, lines: Sequence[str], top: float, size: float, color: str, weight: str = "normal"
    ) -> None:
        for i, line in enumerate(lines):
            self.figure.text(
                self.EDGE / self.width,
                1 - (top + i * line_height(size)) / self.height,
                line,
                size=size,
                color=color,
                weight=weight,
                va="top",
            )

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes of `width` x `height` inches whose top left corner is at (left, top) of the body."""
        bottom = self.height - self._top - top - height
        return self.figure.add_axes(
            (left / self.width, bottom / self.height, width / self.width, height / self.height)
        )

    def text(self, left: float, top: float, text: str, **style: object) -> None:
        """A line of text, its top left corner at (left, top) of the body."""
        x, y = left / self.width, 1 - (self._top + top) / self.height
        self.figure.text(x, y, text, **{"va": "top", "size": LABEL, **style})

    def save(self, path: Path, dpi: int) -> None:
        try:
            with warnings.catch_warnings():
                # A title may hold letters that the font lacks; they are drawn as boxes.
                warnings.filterwarnings("ignore", message="Glyph .* missing")
                self.figure.savefig(path, dpi=dpi, metadata=_metadata(path.suffix))
        except OSError as error:
            raise PlotError(f"{path}: cannot be written ({error.strerror or error})") from None


def _metadata(suffix: str) -> dict[str, str | None]:
    """No date and no program in the picture: the same data give the same file."""
    return {".png": {"Software": None}, ".svg": {"Date": None}}.get(suffix, {"CreationDate": None})


@dataclass(frozen=True)
class Place:
    """Where a panel stands, inches from the top left of the body, and which edges are outer."""

    block: int
    panel: int
    left: float
    top: float
    first_column: bool
    lowest: bool  # no panel of its block is below it
    last_in_block: bool


@dataclass(frozen=True)
class Blocks:
    """Panels in blocks: one block for each quantity, its panels (theatres) one below another, or
    `across` side by side."""

    panels: Sequence[int]  # panels of each block
    width: float  # of a panel, inches
    height: float
    left: float = 0.62  # of the first panel: room for its tick labels and label
    gap: float = 0.48  # between columns: room for half a label of each colour bar
    over: float = 0.42  # above a block: its heading and the first panel's title
    between: float = 0.32  # panels of a block: the title of the next one
    under: float = 1.22  # below a block: tick labels, label, colour bar
    most_columns: int = 4
    across: int = 1

    @property
    def columns(self) -> int:
        """As many as give rows of about the same length."""
        rows = math.ceil(len(self.panels) / self.most_columns)
        return math.ceil(len(self.panels) / rows)

    @property
    def page_width(self) -> float:
        inner = self.columns * self.block_width + (self.columns - 1) * self.gap
        return Page.EDGE + self.left + inner + Page.EDGE + 0.1

    @property
    def block_width(self) -> float:
        return self.across * self.width + (self.across - 1) * self.gap

    def _block_height(self, panels: int) -> float:
        rows = math.ceil(panels / self.across)
        return self.over + rows * self.height + (rows - 1) * self.between + self.under

    def _rows(self) -> list[Sequence[int]]:
        n = self.columns
        return [self.panels[i : i + n] for i in range(0, len(self.panels), n)]

    @property
    def body(self) -> float:
        return sum(self._block_height(max(row)) for row in self._rows())

    def origin(self, block: int) -> tuple[float, float]:
        """Left of the panels and top of a block."""
        row, column = divmod(block, self.columns)
        top = sum(self._block_height(max(r)) for r in self._rows()[:row])
        return Page.EDGE + self.left + column * (self.block_width + self.gap), top

    def places(self) -> Iterator[Place]:
        for block, panels in enumerate(self.panels):
            left, top = self.origin(block)
            for panel in range(panels):
                row, column = divmod(panel, self.across)
                below = top + self.over + row * (self.height + self.between)
                right = left + column * (self.width + self.gap)
                first = block % self.columns == 0 and column == 0
                lowest = panel + self.across >= panels
                yield Place(block, panel, right, below, first, lowest, panel == panels - 1)
