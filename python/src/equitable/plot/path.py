"""The path of a share to its target: what is expected, the band in which it will lie, and the line to be reached."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from ..results.picture import PathPicture
from ..results.words import counted, level_text
from . import style
from .chart import Chart
from .plane import KEY_LEFT, KEY_UP, End, end_labels, frame, heights, on_axes
from .results import axis_label, printed
from .rows import Scale

__all__ = ["path_chart"]


def path_chart(picture: PathPicture, title: str | None) -> Chart:
    """The path, and the same in words."""
    x, y = _scales(picture)
    axis, last = picture.axis, picture.expected[-1]
    ends = [
        End(height=picture.target * axis.factor, text=f"target {printed(axis, picture.target)}", colour=style.INK, bold=True),
        End(height=last * axis.factor, text=f"expected {printed(axis, last)}", colour=style.NAVY, bold=True),
        End(height=picture.lower[-1] * axis.factor, text=printed(axis, picture.lower[-1]), colour=style.QUIET),
        End(height=picture.upper[-1] * axis.factor, text=printed(axis, picture.upper[-1]), colour=style.QUIET),
    ]
    shown = [end for end in ends if math.isfinite(end.height)]
    return Chart(
        kind="path", title=title or axis.label, description=describe(picture, title), marks=len(picture.expected),
        paint=lambda width, ax: on_axes(lambda axes, _, tall: _paint(picture, x, y, shown, axes, tall), shown, width=width, ax=ax),
    )  # fmt: skip


def _scales(picture: PathPicture) -> tuple[Scale, Scale]:
    periods = len(picture.expected) - 1
    step = next(step for step in (1, 2, 5, 10, 20, 50) if periods / step <= 10)
    x = Scale(
        low=0.0, high=float(periods), ticks=[float(tick) for tick in range(0, periods + 1, step)], label="periods from today",
        tick_text=lambda value: "today" if value == 0 else f"{value:.0f}",
    )  # fmt: skip
    axis = picture.axis
    values = [value * axis.factor for value in (*picture.expected, *picture.lower, *picture.upper, picture.target) if math.isfinite(value)]
    return x, heights(values, axis_label(axis), axis.unit)


def _paint(picture: PathPicture, x: Scale, y: Scale, ends: list[End], ax: Axes, tall: float) -> None:
    frame(ax, x, y)
    periods = list(range(len(picture.expected)))
    expected, lower, upper = ([value * picture.axis.factor for value in line] for line in (picture.expected, picture.lower, picture.upper))
    ax.fill_between(periods, lower, upper, color=style.BAND, linewidth=0, zorder=0)
    for edge in (lower, upper):
        ax.plot(periods, edge, color=style.RULE, linewidth=1.2, zorder=1)
    ax.plot(
        periods, expected, color=style.NAVY, linewidth=2.2, marker="o" if len(periods) <= 40 else None, markersize=6, zorder=4, clip_on=False,
    )  # fmt: skip
    ax.plot([x.low, x.high], [picture.target * picture.axis.factor] * 2, color=style.INK, linewidth=1.4, dashes=(4, 3), zorder=3)
    end_labels(ax, ends, y, tall)
    ax.annotate(
        f"band: {level_text(picture.level)} of courses; chance of the target: {printed(picture.axis, picture.chances[-1])}", (0, 1),
        xycoords="axes fraction", xytext=(KEY_LEFT, KEY_UP), textcoords="offset points", ha="left", va="bottom", fontsize=style.SMALL,
        color=style.QUIET, annotation_clip=False,
    )  # fmt: skip


def describe(picture: PathPicture, title: str | None) -> str:
    """The path in words, period by period where they are few."""
    axis = picture.axis

    def said(period: int) -> str:
        between = f"{printed(axis, picture.lower[period])} to {printed(axis, picture.upper[period])}"
        return f"After {period}: {printed(axis, picture.expected[period])} ({between}), chance {printed(axis, picture.chances[period - 1])}."

    periods = len(picture.expected) - 1
    told = range(1, periods + 1) if periods <= 12 else (periods // 2, periods)
    return " ".join([
        f"Line chart over {counted(periods, 'period')}: {title or axis.label}, with the band that holds {level_text(picture.level)} of courses in each.",
        f"A dashed line marks the target, {printed(axis, picture.target)}. Today: {printed(axis, picture.expected[0])}.",
        *(said(period) for period in told),
    ])  # fmt: skip
