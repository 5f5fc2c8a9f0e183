"""Colours, sizes and the matplotlib settings that make a chart the same file every time.

One pixel of a drawing is one point of matplotlib: a chart 720 wide is 720 CSS pixels wide in a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

WIDE = 720
NARROW = 340
"""Widths of the two drawings of a chart, for a desk and for a telephone."""

INK = "#1f2a37"
QUIET = "#5b6674"
RULE = "#c9d0d8"
BAND = "#e8eef5"
PAPER = "#ffffff"

NAVY = "#12436D"
ORANGE = "#F46A25"

GROUP_COLOURS = {
    "White": "#3D3D3D",
    "Asian": "#12436D",
    "Black": "#28A197",
    "Mixed": "#F46A25",
    "Other": "#A285D1",
    "BME": "#801650",
}
"""The Analysis Function palette; BME, which contains four of the others, has its one remaining colour."""

TWO_GROUPS = {"White": NAVY, "BME": ORANGE}

TEXT = 12.5
SMALL = 11.5

_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "equitable",
    "font.family": ["DejaVu Sans"],
    "font.size": TEXT,
    "axes.unicode_minus": True,
    "path.simplify": False,
    "text.usetex": False,
    "text.parse_math": False,
}


@contextmanager
def settings() -> Iterator[None]:
    """Matplotlib's own defaults and ours, whatever the caller's style sheet says; put back afterwards."""
    with matplotlib.rc_context():
        defaults: Any = matplotlib.rcParamsDefault
        current: Any = matplotlib.rcParams
        current.update({key: defaults[key] for key in defaults if not key.startswith("backend")})
        current.update(_SETTINGS)
        yield


def blank(width: float, height: float) -> Figure:
    """An empty figure of so many pixels, with no window and no pyplot behind it."""
    figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """Width of a line of text in pixels of the drawing."""
    font = FontProperties(family=_SETTINGS["font.family"], size=size, weight="bold" if bold else "normal")
    return float(_ruler().get_text_width_height_descent(text, font, False)[0]) if text else 0.0


@lru_cache(maxsize=1)
def _ruler() -> Any:
    renderer: Any = RendererAgg
    return renderer(1, 1, 72)


def figure_of(ax: Axes) -> Figure:
    """The whole figure that holds the axes, also where they sit in a part of it."""
    owner: Any = ax.figure
    return owner if isinstance(owner, Figure) else owner.figure


def wrap(text: str, room: float, size: float = TEXT, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit the room, between words."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, bold=bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines or [""]


def bare(ax: Axes) -> None:
    """Take away the frame and the ticks; leave the paper."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0, labelsize=SMALL, labelcolor=QUIET, pad=6)
    ax.set_axisbelow(True)
    ax.set_facecolor("none")
