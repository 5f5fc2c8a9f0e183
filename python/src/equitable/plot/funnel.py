"""A funnel plot: organisations over their size, between the limits of chance; those beyond the outer ones by name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..results.picture import FunnelPicture
from ..results.words import counted
from . import style
from .chart import Chart
from .numbers import listed
from .plane import KEY_LEFT, KEY_UP, End, end_labels, frame, heights, on_axes
from .results import axis_label, printed
from .rows import Scale, number_scale, ratio_scale

__all__ = ["funnel_chart"]

_FINE = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4)  # ticks of a logarithmic axis that spans less than eightfold
_FAR, _NEAR = ("above_outer", "below_outer"), ("above_inner", "below_inner")


def funnel_chart(picture: FunnelPicture, title: str | None) -> Chart:
    """The funnel, and in words who lies beyond which limits."""
    x, y, ends = _across(picture), _upright(picture), _ends(picture)
    return Chart(
        kind="funnel", title=title or f"{picture.axis.label} by size", description=describe(picture, title), marks=len(picture.names),
        paint=lambda width, ax: on_axes(lambda axes, wide, tall: _paint(picture, x, y, ends, axes, wide, tall), ends, width=width, ax=ax),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------------- axes


def _across(picture: FunnelPicture) -> Scale:
    """Sizes from 0, or in powers of ten where they differ widely."""
    at = np.asarray(picture.at, dtype=float)
    sizes = np.asarray(picture.sizes, dtype=float) if len(picture.names) else at
    low, high, label, log = 0.0, float(at.max()), picture.size_label, bool(sizes.max() > 60 * sizes.min() > 0)
    ticks: Sequence[float] = number_scale([0.0, float(sizes.max())], label).ticks
    if log:
        low, label = float(at.min()), f"{label} (logarithmic axis)"
        ticks = [10.0**power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]
    within = [tick for tick in ticks if low <= tick <= high]
    return Scale(low=low, high=high, ticks=within, label=label, tick_text=lambda value: f"{value:,.10g}", log=log)


def _upright(picture: FunnelPicture) -> Scale:
    """Values that hold all organisations and the limits of the smallest."""
    axis, at = picture.axis, np.asarray(picture.at, dtype=float)
    smallest = min(picture.sizes) if len(picture.names) else at[0]
    place = min(int(np.searchsorted(at, smallest)), len(at) - 1)
    shown = [*np.asarray(picture.values, dtype=float).tolist(), *(float(curve[place]) for curve in picture.curves[2:]), picture.target]
    values = [value * axis.factor for value in shown if math.isfinite(value)]
    if not axis.logarithmic:
        return heights(values, axis_label(axis), axis.unit)
    wide = ratio_scale(values, axis_label(axis))
    ticks = [tick for tick in _FINE if wide.low <= tick <= wide.high] if len(wide.ticks) < 4 else wide.ticks
    return Scale(low=wide.low, high=wide.high, ticks=ticks, label=wide.label, tick_text=wide.tick_text, log=True)


def _ends(picture: FunnelPicture) -> list[End]:
    inner, outer = picture.levels
    factor = picture.axis.factor
    last = [float(curve[-1]) * factor for curve in picture.curves]
    named = [*zip(last[:2], [inner] * 2, strict=True)] if inner else []
    named += zip(last[2:], [outer] * 2, strict=True)
    middle = End(height=picture.target * factor, text=f"middle {printed(picture.axis, picture.target)}", bold=True)
    return [middle, *(End(height=height, text=f"{level} limit", colour=style.QUIET) for height, level in named if math.isfinite(height))]


# ----------------------------------------------------------------------------------------------------------------- drawing


def _paint(picture: FunnelPicture, x: Scale, y: Scale, ends: Sequence[End], ax: Axes, wide: float, tall: float) -> None:
    frame(ax, x, y)
    factor = picture.axis.factor
    at = np.asarray(picture.at, dtype=float)
    inner_lower, inner_upper, outer_lower, outer_upper = (np.clip(np.asarray(curve) * factor, y.low, y.high) for curve in picture.curves)
    ax.fill_between(at, outer_lower, outer_upper, color=style.BAND, linewidth=0, zorder=0)
    ax.grid(axis="y", color=style.RULE, linewidth=0.6)
    for curve in (outer_lower, outer_upper):
        ax.plot(at, _inside(curve, y), color=style.QUIET, linewidth=1.6, zorder=2)
    if picture.levels[0]:
        for curve in (inner_lower, inner_upper):
            ax.plot(at, _inside(curve, y), color=style.QUIET, linewidth=1.2, dashes=(4, 3), zorder=2)
    ax.plot([x.low, x.high], [picture.target * factor] * 2, color=style.INK, linewidth=1.2, zorder=2)
    end_labels(ax, ends, y, tall)
    if not len(picture.names):
        return
    small = len(picture.names) > 150
    for positions, marker, size, face, edge in _marks(small):
        here = [place for place, position in enumerate(picture.positions) if position in positions]
        ax.plot(
            [picture.sizes[place] for place in here], [min(max(picture.values[place] * factor, y.low), y.high) for place in here],
            marker=marker, markersize=size, linestyle="none", markerfacecolor=face, markeredgecolor=edge, markeredgewidth=0.7 if small and edge == style.PAPER else 1.4, zorder=4, clip_on=False,
        )  # fmt: skip
    _key(picture, ax)
    _name_outliers(picture, x, y, ax, wide, tall)


def _inside(curve: np.ndarray[Any, Any], y: Scale) -> np.ndarray[Any, Any]:
    """The curve without what is cut off at the frame; a limit that is truly at the end of percentages stays."""
    ends = (0.0, 100.0)
    cut = ((curve <= y.low) & (y.low not in ends)) | ((curve >= y.high) & (y.high not in ends))
    return np.where(cut, math.nan, curve)


def _marks(small: bool) -> list[tuple[tuple[str, ...], str, float, str, str]]:
    """Within, beyond the inner and beyond the outer limits: shape and filling tell them apart, not colour alone."""
    return [
        (("within",), "o", 4 if small else 6, style.NAVY, style.PAPER),
        (_NEAR, "o", 5 if small else 7, style.PAPER, style.NAVY),
        (_FAR, "D", 5 if small else 7.5, style.ORANGE, style.INK),
    ]


def _key(picture: FunnelPicture, ax: Axes) -> None:
    """What the marks mean, in a line above the drawing."""
    along = KEY_LEFT
    texts = ("within", f"beyond {picture.levels[0]}", f"beyond {picture.levels[1]}")
    for text, (_, marker, size, face, edge) in zip(texts, _marks(False), strict=True):
        mark = "●" if face == style.NAVY else "○" if marker == "o" else "◆"
        colour = style.ORANGE if mark == "◆" else style.NAVY
        for piece, shade, step in ((mark, colour, 14.0), (text, style.QUIET, style.text_width(text, style.SMALL) + 16)):
            ax.annotate(
                piece, (0, 1), xycoords="axes fraction", xytext=(along, KEY_UP), textcoords="offset points", ha="left", va="bottom",
                fontsize=style.SMALL, color=shade, annotation_clip=False,
            )  # fmt: skip
            along += step


def _share(scale: Scale, value: float) -> float:
    at = min(max(value, scale.low), scale.high)
    return math.log(at / scale.low) / math.log(scale.high / scale.low) if scale.log else (at - scale.low) / (scale.high - scale.low)


@dataclass(frozen=True)
class _Box:
    left: float
    low: float
    right: float
    high: float

    def touches(self, other: _Box) -> bool:
        return self.left < other.right and other.left < self.right and self.low < other.high and other.low < self.high


def _name_outliers(picture: FunnelPicture, x: Scale, y: Scale, ax: Axes, wide: float, tall: float) -> None:
    """The furthest first, each at the first side of its mark where it touches nothing; one without room stays without its name."""
    dots = [(_share(x, size) * wide, _share(y, value * picture.axis.factor) * tall) for size, value in zip(picture.sizes, picture.values, strict=True)]
    taken = [_Box(across - 4, up - 4, across + 4, up + 4) for across, up in dots]
    far = sorted((place for place, position in enumerate(picture.positions) if position in _FAR), key=lambda place: -picture.distances[place])
    for place in far:
        across, up = dots[place]
        long = style.text_width(picture.names[place], style.SMALL)
        for left, low in ((across + 8, up - 7), (across - 8 - long, up - 7), (across - long / 2, up + 7), (across - long / 2, up - 21)):
            box = _Box(left, low, left + long, low + 14)
            if left < 0 or box.right > wide or low < 0 or box.high > tall + 4 or any(box.touches(other) for other in taken):
                continue
            taken.append(box)
            ax.annotate(
                picture.names[place], (left / wide, (low + 7) / tall), xycoords="axes fraction", ha="left", va="center_baseline",
                fontsize=style.SMALL, color=style.INK, annotation_clip=False, zorder=6,
            )  # fmt: skip
            break


# ------------------------------------------------------------------------------------------------------------------ in words


def describe(picture: FunnelPicture, title: str | None) -> str:
    """The funnel in words: the middle, the limits, and who lies beyond them."""
    inner, outer = picture.levels
    axis = picture.axis
    limits = f"{inner} and {outer} limits" if inner else f"{outer} limits"
    about = f"over size in {picture.size_label}, round a middle of {printed(axis, picture.target)}, with {limits} that narrow with size"
    if not picture.names:
        lower, upper = (", to ".join(f"{printed(axis, float(curve[place]))} at {float(picture.at[place]):,.10g}" for place in (0, -1)) for curve in picture.curves[2:])
        return f"Funnel of limits: {title or axis.label} {about}. Lower from {lower}; upper from {upper}."
    parts = [f"Funnel plot of {counted(len(picture.names), 'organisation')}: {title or axis.label} {about}.", *picture.notes]
    for level, positions in ((outer, _FAR), (inner, _NEAR)):
        for position, side in zip(positions, ("above", "below"), strict=True):
            here = [
                f"{name} {printed(axis, float(value))}"
                for name, value, where in zip(picture.names, picture.values, picture.positions, strict=True)
                if where == position
            ]
            if here:
                parts.append(f"{side.capitalize()} the {level} limits: {listed(here) if len(here) <= 20 else f'{len(here)} organisations'}.")
    within = sum(position == "within" for position in picture.positions)
    return " ".join([*parts, f"Within all limits: {within}."])
