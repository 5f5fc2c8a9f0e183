"""A chart of rows: a name, a dot with its interval on a shared axis, and the same figures as text.

Every chart but the lines over years is one of these. The wide drawing has three columns; the narrow one puts the
text of a row above its dot, so that nothing shrinks on a telephone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from . import style
from .numbers import fixed


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A printed value and, where there is one, its printed interval; a value of NaN shows the interval alone."""

    value: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a chart; with no mark it still has its name and says why it is empty.

    A bar goes from `start` to the mark; a ring stands at `beside`, for another number to compare it with.
    """

    label: str
    text: str = ""
    detail: str = ""
    mark: Mark | None = None
    earlier: Mark | None = None
    shape: str = "o"
    colour: str = style.NAVY
    filled: bool = True
    heading: bool = False
    indent: bool = False
    start: float | None = None
    beside: float | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A vertical line with its meaning written above it."""

    value: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The shared axis."""

    low: float
    high: float
    ticks: Sequence[float]
    label: str
    tick_text: Callable[[float], str]
    log: bool = False


@dataclass(frozen=True, kw_only=True)
class RowChart:
    """All that is needed to draw; holds printed values only."""

    rows: Sequence[Row]
    scale: Scale
    lines: Sequence[Line] = ()
    band: tuple[float, float] | None = None
    band_label: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


_TOP = 34
_BOTTOM = 50
_LINE = 17


def draw(chart: RowChart, *, width: float | None = None, ax: Axes | None = None) -> Figure:
    """Draw the rows: on the axes given, or on a new figure of the width given."""
    with style.settings():
        if ax is not None:
            _wide(chart, ax, _columns(chart, style.WIDE))
            ax.set_xlabel(chart.scale.label, fontsize=style.SMALL, color=style.QUIET, labelpad=8)
            return style.figure_of(ax)
        across = width or style.WIDE
        return _new_narrow(chart, across) if across < 480 else _new_wide(chart, across)


@dataclass(frozen=True)
class _Columns:
    labels: list[list[str]]
    heights: list[float]
    left: float
    right: float
    text: float


def _columns(chart: RowChart, width: float) -> _Columns:
    widest = max((style.text_width(row.label) + 14 * row.indent for row in chart.rows if not row.heading), default=60)
    left = min(widest, width * 0.36) + 16
    labels = [[row.label] if row.heading else style.wrap(row.label, left - 14 - 14 * row.indent) for row in chart.rows]
    text = max((style.text_width(row.text, bold=True) for row in chart.rows), default=0)
    detail = max((style.text_width(row.detail, style.SMALL) for row in chart.rows if not row.heading), default=0)
    beside = text + (12 if detail else 0) + detail
    right = min(beside, width * 0.40) + 24
    stacked = beside > width * 0.40
    heights = []
    for row, lines in zip(chart.rows, labels, strict=True):
        if row.heading:
            heights.append(36.0)
        else:
            tall = max(len(lines), 2 if stacked and row.detail else 1) * _LINE + 13
            heights.append(float(max(tall, 38 if row.earlier else 28)))
    if stacked:
        right = max(text, detail) + 24
        text = -1
    return _Columns(labels, heights, left, right, text)


def _new_wide(chart: RowChart, width: float) -> Figure:
    columns = _columns(chart, width)
    body = sum(columns.heights)
    height = _TOP + body + _BOTTOM
    figure = style.blank(width, height)
    ax = figure.add_axes((columns.left / width, _BOTTOM / height, (width - columns.left - columns.right) / width, body / height))
    _wide(chart, ax, columns)
    ax.set_xlabel(chart.scale.label, fontsize=style.SMALL, color=style.QUIET, labelpad=8)
    return figure


def _wide(chart: RowChart, ax: Axes, columns: _Columns) -> None:
    body = sum(columns.heights)
    _prepare(chart, ax, body)
    top = 0.0
    for row, lines, height in zip(chart.rows, columns.labels, columns.heights, strict=True):
        middle = top + height / 2
        if row.heading:
            ax.axhspan(top, top + height - 2, color=style.PAPER, linewidth=0, zorder=1.5)
            _say(ax, row.label, 0, middle + 5, -columns.left, bold=True)
            ax.axhline(top + height - 2, color=style.RULE, linewidth=0.8, zorder=1.6)
        else:
            start = middle - (len(lines) - 1) * _LINE / 2
            for index, line in enumerate(lines):
                _say(ax, line, 0, start + index * _LINE, -columns.left + 14 * row.indent)
            _mark(chart, ax, row, middle)
            if columns.text < 0 and row.detail:
                _say(ax, row.text, 1, middle - _LINE / 2, 16, bold=True)
                _say(ax, row.detail, 1, middle + _LINE / 2, 16, size=style.SMALL, colour=style.QUIET)
            else:
                _say(ax, row.text, 1, middle, 16, bold=True)
                _say(ax, row.detail, 1, middle, 16 + columns.text + 12, size=style.SMALL, colour=style.QUIET)
        top += height


def _new_narrow(chart: RowChart, width: float) -> Figure:
    plans: list[tuple[list[str], list[tuple[str, bool]], bool, float]] = []
    roomy = all(_fits_beside(row, width) for row in chart.rows if not row.heading)
    for row in chart.rows:
        label = style.wrap(row.label, width - 8 - 10 * row.indent, bold=row.heading)
        if row.heading:
            plans.append((label, [], False, 22.0 + _LINE * len(label)))
            continue
        beside = roomy or (row.mark is None and _fits_beside(row, width))
        below = [] if beside else _figures_below(row, width - 8 - 10 * row.indent)
        dots = 20.0 if row.mark else 4.0
        plans.append((label, below, beside, _LINE * (len(label) + len(below)) + dots + (10 if row.earlier else 0) + 8))
    body = sum(plan[3] for plan in plans)
    axis_label = style.wrap(chart.scale.label, width - 36, style.SMALL)
    bottom = _BOTTOM + _LINE * (len(axis_label) - 1)
    height = _TOP + body + bottom
    figure = style.blank(width, height)
    inset = 18
    ax = figure.add_axes((inset / width, bottom / height, (width - 2 * inset) / width, body / height))
    _prepare(chart, ax, body, behind_dots_only=True)
    ax.set_xlabel("\n".join(axis_label), fontsize=style.SMALL, color=style.QUIET, labelpad=8)
    top = 0.0
    for row, (label, below, beside, tall) in zip(chart.rows, plans, strict=True):
        shift = -inset + 2 + 10 * row.indent
        line = top + (20 if row.heading else 9)
        for text in label:
            _say(ax, text, 0, line, shift, bold=row.heading)
            line += _LINE
        if row.heading:
            ax.axhline(top + tall - 4, color=style.RULE, linewidth=0.8, zorder=0)
        elif beside:
            _say(ax, _figures(row), 1, line - _LINE, inset - 2, bold=True, align="right")
        for text, strong in below:
            _say(ax, text, 0, line, shift, bold=strong, size=style.TEXT if strong else style.SMALL, colour=style.INK if strong else style.QUIET)
            line += _LINE
        if row.mark:
            dot = line + 2 + (3 if row.earlier else 0)
            _behind(chart, ax, dot - 11, dot + (17 if row.earlier else 11))
            _mark(chart, ax, row, dot)
        top += tall
    return figure


def _fits_beside(row: Row, width: float) -> bool:
    """Whether the name of a row and its figures fit on one line."""
    return style.text_width(row.label) + style.text_width(_figures(row), bold=True) <= width - 16 - 10 * row.indent


def _figures(row: Row) -> str:
    return f"{row.text}, {row.detail}" if row.detail else row.text


def _figures_below(row: Row, room: float) -> list[tuple[str, bool]]:
    """The figures in bold, on one line with the detail where both fit, else with the detail small beneath."""
    if not row.text or style.text_width(_figures(row), bold=True) <= room:
        return [(_figures(row), True)] if row.text else []
    bold = [(line, True) for line in style.wrap(row.text, room, bold=True)]
    return bold + [(line, False) for line in style.wrap(row.detail, room, style.SMALL)]


def _behind(chart: RowChart, ax: Axes, top: float, bottom: float) -> None:
    """The band, the grid and the lines behind one dot, so that none runs through a text."""
    if chart.band:
        ax.fill_between(list(chart.band), top, bottom, color=style.BAND, linewidth=0, zorder=0)
    for tick in chart.scale.ticks:
        ax.plot([tick] * 2, [top, bottom], color=style.RULE, linewidth=0.6, zorder=0.5)
    for line in chart.lines:
        ax.plot([line.value] * 2, [top, bottom], color=style.INK, linewidth=1, dashes=(4, 3), zorder=1)


def _prepare(chart: RowChart, ax: Axes, body: float, *, behind_dots_only: bool = False) -> None:
    scale = chart.scale
    style.bare(ax)
    if scale.log:
        ax.set_xscale("log")
    ax.set_xlim(scale.low, scale.high)
    ax.set_ylim(body, 0)
    ax.xaxis.set_major_locator(FixedLocator(list(scale.ticks)))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: scale.tick_text(value)))
    ax.yaxis.set_major_locator(NullLocator())
    if not behind_dots_only:
        ax.grid(axis="x", color=style.RULE, linewidth=0.6)
    if chart.band:
        if not behind_dots_only:
            ax.axvspan(*chart.band, color=style.BAND, linewidth=0, zorder=0)
        if chart.band_label:
            middle = math.sqrt(chart.band[0] * chart.band[1]) if scale.log else sum(chart.band) / 2
            _above(chart, ax, middle, chart.band_label)
    for line in chart.lines:
        if not behind_dots_only:
            ax.axvline(line.value, color=style.INK, linewidth=1, dashes=(4, 3), zorder=1)
        if line.label:
            _above(chart, ax, line.value, line.label)


def _above(chart: RowChart, ax: Axes, value: float, label: str) -> None:
    scale = chart.scale
    place = math.log(value / scale.low) / math.log(scale.high / scale.low) if scale.log else (value - scale.low) / (scale.high - scale.low)
    align = "left" if place < 0.3 else "right" if place > 0.7 else "center"
    ax.annotate(
        label, (value, 1), xycoords=("data", "axes fraction"), xytext=(0, 8), textcoords="offset points",
        ha=align, va="bottom", fontsize=style.SMALL, color=style.INK, annotation_clip=False,
    )  # fmt: skip


def _say(
    ax: Axes, text: str, side: int, y: float, shift: float, *,
    bold: bool = False, size: float = style.TEXT, colour: str = style.INK, align: str = "left",
) -> None:  # fmt: skip
    if text:
        ax.annotate(
            text, (side, y), xycoords=("axes fraction", "data"), xytext=(shift, 0), textcoords="offset points",
            ha=align, va="center_baseline", fontsize=size, color=colour,
            fontweight="bold" if bold else "normal", annotation_clip=False,
        )  # fmt: skip


def _mark(chart: RowChart, ax: Axes, row: Row, y: float) -> None:
    if row.mark is None:
        return
    if row.earlier is not None:
        _dot(chart, ax, row, row.earlier, y + 8, small=True)
        y -= 4
    if row.start is not None:
        ends = sorted(min(max(end, chart.scale.low), chart.scale.high) for end in (row.start, row.mark.value))
        ax.fill_between(ends, y - 5, y + 5, color=row.colour, linewidth=0, alpha=0.35, zorder=1.5)
    _dot(chart, ax, row, row.mark, y, small=False)
    if row.beside is not None and chart.scale.low <= row.beside <= chart.scale.high:
        ax.plot(
            [row.beside], [y], marker="o", markersize=7, linestyle="none", clip_on=False, zorder=5,
            markerfacecolor="none", markeredgecolor=style.ORANGE, markeredgewidth=1.8,
        )  # fmt: skip


def _dot(chart: RowChart, ax: Axes, row: Row, mark: Mark, y: float, *, small: bool) -> None:
    scale = chart.scale
    if mark.lower is not None and mark.upper is not None:
        low, high = (min(max(end, scale.low), scale.high) for end in (mark.lower, mark.upper))
        ax.plot(
            [low, high], [y, y], color=row.colour, linewidth=1.1 if small else 2.2,
            solid_capstyle="butt", zorder=2, alpha=0.6 if small else 1,
        )  # fmt: skip
        for beyond, end, arrow in ((mark.lower < scale.low, low, "<"), (mark.upper > scale.high, high, ">")):
            if beyond:
                ax.plot([end], [y], marker=arrow, markersize=6, color=row.colour, linestyle="none", clip_on=False, zorder=3)
    if scale.low <= mark.value <= scale.high:
        ax.plot(
            [mark.value], [y], marker=row.shape, markersize=5 if small else 8.5, linestyle="none", clip_on=False,
            markerfacecolor=row.colour if row.filled and not small else style.PAPER,
            markeredgecolor=row.colour, markeredgewidth=1.2 if small else 1.8, zorder=4,
        )  # fmt: skip


def percent_scale(values: Sequence[float], label: str, *, low: float = 0.0) -> Scale:
    """An axis in percent from zero to a round number above the greatest value."""
    greatest = min(max([value for value in values if math.isfinite(value)], default=10.0), 100.0)
    step = next(step for step in (1, 2, 5, 10, 20, 25) if greatest / step <= 6 or step == 25)
    high = min(100.0, step * math.ceil((greatest + step * 0.05) / step))
    ticks = [step * index for index in range(int(high // step) + 1)]
    return Scale(low=low, high=high, ticks=ticks, label=label, tick_text=lambda value: f"{value:.0f}%")


def point_scale(values: Sequence[float], label: str) -> Scale:
    """An axis in percentage points round zero."""
    finite = [value for value in values if math.isfinite(value)]
    low, high = min([*finite, 0.0]), max([*finite, 0.0])
    span = max(high - low, 2.0)
    step = next(step for step in (1, 2, 5, 10, 20, 50) if span / step <= 7 or step == 50)
    first, last = math.floor(low / step - 0.1), math.ceil(high / step + 0.1)
    ticks = [step * index for index in range(first, last + 1)]
    return Scale(
        low=ticks[0], high=ticks[-1], ticks=ticks, label=label,
        tick_text=lambda value: "0" if value == 0 else f"{'+' if value > 0 else '−'}{abs(value):.0f}",
    )  # fmt: skip


def number_scale(values: Sequence[float], label: str, *, nothing: float | None = None, pad: float = 0.0) -> Scale:
    """An axis of any numbers, between round ones and a share of that beyond them, with the value at which nothing differs on it."""
    finite = [value for value in (*values, *([] if nothing is None else [nothing])) if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    span = high - low or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span / 5))
    step = next(step * power for step in (1, 2, 2.5, 5, 10) if span / (step * power) <= 6)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [step * index for index in range(first, max(last, first + 1) + 1)]
    room = pad * (ticks[-1] - ticks[0])
    shown = max(0, -math.floor(math.log10(step) + 1e-9) + (1 if round(step / power, 6) == 2.5 else 0))
    return Scale(low=ticks[0] - room, high=ticks[-1] + room, ticks=ticks, label=label, tick_text=lambda value: fixed(value, shown))


def ratio_scale(values: Sequence[float], label: str) -> Scale:
    """A logarithmic axis round 1, wide enough for the values but never beyond a sixteenth and sixteen."""
    finite = [value for value in values if math.isfinite(value) and value > 0]
    low = max(min([*finite, 0.5]) / 1.08, 0.05)
    high = min(max([*finite, 2.0]) * 1.08, 20.0)
    ticks = [tick for tick in (0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16) if low <= tick <= high]
    return Scale(low=low, high=high, ticks=ticks, label=label, tick_text=lambda value: f"{value:.4f}".rstrip("0").rstrip("."), log=True)
