"""Rates over the years, one line for each group, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure as MplFigure
from matplotlib.ticker import FixedLocator, FuncFormatter
from matplotlib.transforms import offset_copy

from . import style
from .chart import Chart
from .group_rates import mark_of
from .numbers import Figure, in_order, listed, percent_bounds, percent_text, printed, withheld
from .plane import apart
from .rows import Mark, percent_scale
from .words import UNKNOWN_GROUPS, by_group, level_text


@dataclass(frozen=True, kw_only=True)
class _Series:
    group: str
    colour: str
    shape: str
    marks: Sequence[Mark | None]
    texts: Sequence[str]


def chart(figures: Iterable[Figure], *, title: str, what: str, confidence_level: float = 0.95, groups: Sequence[str] = ("White", "BME")) -> Chart:
    """`figures` of one outcome and population over the years, for the groups named."""
    known = [figure for figure in figures if figure.get("group") in groups and figure.get("group") not in UNKNOWN_GROUPS]
    periods = in_order(str(figure["period"]) for figure in known)
    names = [str(figure["group"]) for figure in sorted(known, key=by_group)]
    series = []
    for index, group in enumerate(dict.fromkeys(names)):
        mine = {str(figure["period"]): figure for figure in known if figure["group"] == group}
        colours = style.TWO_GROUPS if set(names) <= set(style.TWO_GROUPS) else style.GROUP_COLOURS
        series.append(_Series(
            group=group, colour=colours.get(group, style.NAVY), shape="oDs^v<"[index % 6],
            marks=[mark_of(mine.get(period)) for period in periods],
            texts=[percent_text(mine[period]) if period in mine else "" for period in periods],
        ))  # fmt: skip
    return Chart(
        kind="trend", title=title, description=describe(known, periods, what, level_text(confidence_level)),
        marks=sum(mark is not None for one in series for mark in one.marks),
        paint=lambda width, ax: _draw(series, periods, what, width or style.WIDE, ax),
    )  # fmt: skip


def _draw(series: Sequence[_Series], periods: Sequence[str], what: str, width: float, ax: Axes | None) -> MplFigure:
    with style.settings():
        if ax is not None:
            _paint(series, periods, what, ax, width, 250)
            return style.figure_of(ax)
        narrow = width < 480
        height = 300 if narrow else 340
        figure = style.blank(width, height)
        ends = [_end_text(one) for one in series]
        right = max((style.text_width(text, bold=True) for text in ends), default=0) + 26
        left, top, bottom = 44, 34, 46 if narrow else 32
        body = height - top - bottom
        axes = figure.add_axes((left / width, bottom / height, (width - left - right) / width, body / height))
        _paint(series, periods, what, axes, width, body)
        return figure


def _paint(series: Sequence[_Series], periods: Sequence[str], what: str, ax: Axes, width: float, body: float) -> None:
    marks = [mark for one in series for mark in one.marks if mark]
    values = [value for mark in marks for value in (mark.value, mark.upper or mark.value)]
    scale = percent_scale(values, what)
    lowest = min((mark.lower if mark.lower is not None else mark.value for mark in marks), default=0.0)
    ticks = [tick for tick in scale.ticks if tick >= _floor(lowest, scale.ticks, scale.high)]
    style.bare(ax)
    if width < 480:
        ax.tick_params(labelsize=10.5)
    ax.set_xlim(-0.25, max(len(periods) - 1, 0) + 0.25)
    ax.set_ylim(ticks[0], scale.high)
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: scale.tick_text(value)))
    ax.xaxis.set_major_locator(FixedLocator(list(range(len(periods)))))
    names = [_broken(period) if width < 480 or len(period) > 12 else period for period in periods]
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: names[round(value)] if 0 <= round(value) < len(names) else ""))
    ax.grid(axis="y", color=style.RULE, linewidth=0.6)
    start = "" if ticks[0] == 0 else f" (axis starts at {ticks[0]:.0f}%)"
    ax.annotate(
        f"{what}{start}" if width >= 480 else _short(what, start), (0, 1), xycoords="axes fraction", xytext=(-38, 14),
        textcoords="offset points", ha="left", va="bottom", fontsize=style.SMALL, color=style.QUIET, annotation_clip=False,
    )  # fmt: skip
    middle = (len(series) - 1) / 2
    for index, one in enumerate(series):
        _line(one, ax, (index - middle) * 0.045 * max(len(periods) - 1, 1) / 3)
    _labels(series, ax, len(periods), ticks[0], scale.high, body)


def _floor(lowest: float, ticks: Sequence[float], high: float) -> float:
    """Zero, unless that would leave most of the drawing empty."""
    if lowest < max(50.0, high / 2):
        return 0.0
    return max(tick for tick in ticks if tick <= lowest)


def _short(what: str, start: str) -> str:
    return f"percent{start}" if len(what) + len(start) > 44 else f"{what}{start}"


def _broken(period: str) -> str:
    return period.replace(" to ", " to\n").replace("March ", "March\n")


def _line(one: _Series, ax: Axes, shift: float) -> None:
    run: list[tuple[float, float]] = []
    for index, mark in enumerate([*one.marks, None]):
        if mark is not None:
            run.append((index + shift, mark.value))
            continue
        if len(run) > 1:
            ax.plot([x for x, _ in run], [y for _, y in run], color=one.colour, linewidth=2, zorder=3)
        run = []
    for index, mark in enumerate(one.marks):
        if mark is None:
            if one.texts[index] == "R":
                ax.annotate(
                    f"{one.group} R", (index + shift, 0), xycoords=("data", "axes fraction"), xytext=(0, 8),
                    textcoords="offset points", ha="center", fontsize=style.SMALL, color=style.QUIET,
                )  # fmt: skip
            continue
        if mark.lower is not None and mark.upper is not None:
            ax.plot([index + shift] * 2, [mark.lower, mark.upper], color=one.colour, linewidth=1.3, solid_capstyle="butt", alpha=0.75, zorder=2)
        ax.plot(
            [index + shift], [mark.value], marker=one.shape, markersize=7.5, linestyle="none", zorder=4, markeredgewidth=1.6,
            markerfacecolor=one.colour if mark.lower is not None else style.PAPER, markeredgecolor=one.colour,
        )  # fmt: skip


def _end_text(one: _Series) -> str:
    last = next((text for mark, text in zip(reversed(one.marks), reversed(one.texts), strict=True) if mark), "")
    return f"{one.group} {last}".strip()


def _labels(series: Sequence[_Series], ax: Axes, periods: int, low: float, high: float, body: float) -> None:
    """The group and its last rate at the end of its line, pushed apart where two would touch."""
    ends = [(index, mark.value, one) for one in series for index, mark in list(enumerate(one.marks))[::-1][:periods] if mark is not None]
    last: dict[str, tuple[int, float, _Series]] = {}
    for index, value, one in ends:
        if one.group not in last or index > last[one.group][0]:
            last[one.group] = (index, value, one)
    placed = sorted(last.values(), key=lambda end: end[1])
    gap = 17 * (high - low) / body
    for height, (_index, _value, one) in zip(apart([value for _, value, _one in placed], gap), placed, strict=True):
        place = min(max(height, low), high)
        beside = offset_copy(ax.get_yaxis_transform(), style.figure_of(ax), x=8, units="points")
        ax.plot(
            [1], [place], transform=beside, marker=one.shape, markersize=6, linestyle="none", clip_on=False,
            markerfacecolor=one.colour, markeredgecolor=one.colour,
        )  # fmt: skip
        ax.annotate(
            _end_text(one), (1, place), xycoords=("axes fraction", "data"), xytext=(16, 0),
            textcoords="offset points", ha="left", va="center_baseline", fontsize=style.TEXT, fontweight="bold", color=style.INK,
            annotation_clip=False,
        )  # fmt: skip


def describe(figures: Sequence[Figure], periods: Sequence[str], what: str, level: str) -> str:
    """The chart in words."""
    if not periods:
        return f"Line chart with no figures: {what}."
    parts = [f"Line chart, {periods[0]} to {periods[-1]}: {what}, with {level} intervals."]
    for group in dict.fromkeys(str(figure["group"]) for figure in sorted(figures, key=by_group)):
        mine = {str(figure["period"]): figure for figure in figures if figure["group"] == group}
        said = [f"{period} {_value(mine[period])}" for period in periods if period in mine]
        parts.append(f"{group}: {listed(said)}.")
        shown = [(value, period) for period in periods if period in mine and (value := printed(mine[period].get("rate_text"))) is not None]
        if len(shown) > 1:
            parts.append(f"Highest in {max(shown)[1]}, lowest in {min(shown)[1]}.")
    hidden = [f"{figure['group']} in {figure['period']}" for figure in figures if withheld(figure)]
    if hidden:
        parts.append(f"Withheld because the numbers are small: {listed(hidden)}.")
    return " ".join(parts)


def _value(figure: Figure) -> str:
    bounds = percent_bounds(figure)
    return f"{percent_text(figure)} ({bounds[0]:.1f}% to {bounds[1]:.1f}%)" if bounds else percent_text(figure)
