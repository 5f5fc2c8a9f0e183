"""What charts with two axes share: a figure with room for words, its axes, and names beside the ends of lines that do not touch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from . import style
from .rows import Scale, number_scale

__all__ = ["KEY_LEFT", "KEY_UP", "End", "apart", "end_labels", "end_room", "frame", "heights", "on_axes"]

_LEFT, _TOP, _BOTTOM = 50, 58, 48
KEY_LEFT, KEY_UP = 8.0 - _LEFT, 12.0
"""Where a line that explains the marks begins, from the upper left corner of the axes."""


@dataclass(frozen=True, kw_only=True)
class End:
    """A name beside the right end of a line."""

    height: float
    text: str
    colour: str = style.INK
    bold: bool = False


def end_room(ends: Sequence[End]) -> float:
    """Pixels that the names need to the right of the axes."""
    return max((style.text_width(end.text, style.SMALL, bold=end.bold) for end in ends), default=0.0) + 16


def on_axes(paint: Callable[[Axes, float, float], None], ends: Sequence[End], *, width: float | None, ax: Axes | None) -> Figure:
    """Paint on the axes given or on a new figure; ``paint`` is told the width and the height of the axes in pixels."""
    with style.settings():
        if ax is not None:
            owner = style.figure_of(ax)
            box = ax.get_window_extent()
            paint(ax, box.width * 72 / owner.dpi, box.height * 72 / owner.dpi)
            return owner
        across = width or style.WIDE
        height = 330.0 if across < 480 else 400.0
        figure = style.blank(across, height)
        wide, tall = across - _LEFT - end_room(ends), height - _TOP - _BOTTOM
        paint(figure.add_axes((_LEFT / across, _BOTTOM / height, wide / across, tall / height)), wide, tall)
        return figure


def heights(values: Sequence[float], label: str, unit: str) -> Scale:
    """An upright axis round the values, within 0 and 100 where they are percentages; it says where it begins, if that is not at 0."""
    scale = number_scale(values, label)
    low, high = (max(0.0, scale.low), min(100.0, scale.high)) if unit else (scale.low, scale.high)
    start = f" (axis starts at {scale.tick_text(low)}{unit})" if unit and low > 0 else ""
    ticks = [tick for tick in scale.ticks if low <= tick <= high]
    return Scale(low=low, high=high, ticks=ticks, label=f"{label}{start}", tick_text=lambda value: f"{scale.tick_text(value)}{unit}")


def frame(ax: Axes, x: Scale, y: Scale) -> None:
    """Both axes with their ticks and names; the name of the upright one lies flat above it."""
    style.bare(ax)
    ax.tick_params(axis="x", pad=9)
    for axis, scale, limits in ((ax.xaxis, x, ax.set_xlim), (ax.yaxis, y, ax.set_ylim)):
        if scale.log:
            (ax.set_xscale if axis is ax.xaxis else ax.set_yscale)("log")
        limits(scale.low, scale.high)
        axis.set_major_locator(FixedLocator(list(scale.ticks)))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _, scale=scale: scale.tick_text(value)))
    ax.grid(axis="y", color=style.RULE, linewidth=0.6)
    ax.set_xlabel(x.label, fontsize=style.SMALL, color=style.QUIET, labelpad=6)
    ax.annotate(
        y.label, (0, 1), xycoords="axes fraction", xytext=(KEY_LEFT, KEY_UP + 20), textcoords="offset points",
        ha="left", va="bottom", fontsize=style.SMALL, color=style.QUIET, annotation_clip=False,
    )  # fmt: skip


def apart(places: Sequence[float], gap: float) -> list[float]:
    """Places in rising order, moved as little as it takes to lie a gap apart, their mean kept."""
    moved: list[float] = []
    for place in places:
        moved.append(place if not moved else max(place, moved[-1] + gap))
    surplus = math.fsum(after - before for after, before in zip(moved, places, strict=True)) / max(len(moved), 1)
    return [place - surplus for place in moved]


def end_labels(ax: Axes, ends: Sequence[End], y: Scale, tall: float) -> None:
    """The names at the right, each beside the end of its line or as near to it as the others let it."""

    def share(height: float) -> float:
        at = min(max(height, y.low), y.high)
        return math.log(at / y.low) / math.log(y.high / y.low) if y.log else (at - y.low) / (y.high - y.low)

    ranked = sorted(ends, key=lambda end: end.height)
    for end, place in zip(ranked, apart([share(end.height) for end in ranked], 15 / tall), strict=True):
        ax.annotate(
            end.text, (1, place), xycoords="axes fraction", xytext=(8, 0), textcoords="offset points", ha="left", va="center_baseline",
            fontsize=style.SMALL, fontweight="bold" if end.bold else "normal", color=end.colour, annotation_clip=False,
        )  # fmt: skip
