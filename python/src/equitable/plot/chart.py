"""A chart: its title, what it shows in words, and the two ways to draw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure as MplFigure

from . import style
from .rows import RowChart, draw
from .svg import to_svg


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`description` is the alternative text; it is written from the same printed figures as the drawing.

    `marks` is how many figures it shows: none where every one of them is withheld.
    """

    kind: str
    title: str
    description: str
    marks: int
    paint: Callable[[float | None, Axes | None], MplFigure]

    def figure(self, *, width: float | None = None, ax: Axes | None = None) -> MplFigure:
        """The drawing, new or on the axes given."""
        return self.paint(width, ax)

    def svg(self, identity: str, *, width: float = style.WIDE) -> str:
        """The drawing as an SVG element for a page; the same text from run to run."""
        return to_svg(self.figure(width=width), title=self.title, description=self.description, identity=identity)


def of_rows(kind: str, title: str, description: str, rows: RowChart) -> Chart:
    """A chart of rows."""
    marks = sum(row.mark is not None for row in rows.rows)
    return Chart(kind=kind, title=title, description=description, marks=marks, paint=lambda width, ax: draw(rows, width=width, ax=ax))
