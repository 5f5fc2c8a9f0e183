"""The rate of each ethnic group with its interval, against the reference group's rate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from . import style
from .chart import Chart, of_rows
from .numbers import Figure, count_text, in_order, listed, percent_bounds, percent_text, printed, withheld
from .rows import Line, Mark, Row, RowChart, percent_scale
from .words import UNKNOWN_GROUPS, by_group, level_text


def chart(
    figures: Iterable[Figure], *, title: str, what: str, reference: str = "White",
    confidence_level: float = 0.95, earlier: bool = True,
) -> Chart:  # fmt: skip
    """`figures` of one outcome and population; the latest period is drawn, the one before it small beneath."""
    known = [figure for figure in figures if figure.get("group") not in (*UNKNOWN_GROUPS, "All")]
    periods = in_order(str(figure["period"]) for figure in known)
    now = periods[-1] if periods else ""
    before = periods[-2] if earlier and len(periods) > 1 else None
    latest = sorted((figure for figure in known if figure["period"] == now), key=by_group)
    past = {str(figure["group"]): figure for figure in known if figure["period"] == before}
    rows = [_row(figure, past.get(str(figure["group"])), before) for figure in latest]
    marks = [mark for row in rows for mark in (row.mark, row.earlier) if mark]
    values = [value for mark in marks for value in (mark.value, mark.upper or mark.value)]
    base = next((figure for figure in latest if figure["group"] == reference and printed(figure.get("rate_text")) is not None), None)
    lines = []
    if base is not None:
        value = printed(base["rate_text"])
        assert value is not None
        lines.append(Line(value=value, label=f"{reference} {percent_text(base)}"))
    rows_chart = RowChart(rows=rows, scale=percent_scale(values, what), lines=lines)
    return of_rows("groups", title, describe(latest, now, before, level_text(confidence_level), what, lines), rows_chart)


def mark_of(figure: Figure | None) -> Mark | None:
    """The printed rate and interval of a figure, if it has them."""
    value = printed(figure.get("rate_text")) if figure else None
    if figure is None or value is None:
        return None
    bounds = percent_bounds(figure)
    return Mark(value=value, lower=bounds[0] if bounds else None, upper=bounds[1] if bounds else None)


def _row(figure: Figure, past: Figure | None, before: str | None) -> Row:
    group = str(figure["group"])
    counts = count_text(figure)
    detail = "" if printed(figure.get("rate_text")) is None else "counts withheld" if counts == "R" else "" if counts == "–" else counts
    old = mark_of(past)
    if past is not None and old is not None:
        detail = f"{detail}; {before}: {percent_text(past)}" if detail else f"{before}: {percent_text(past)}"
    text = percent_text(figure)
    mark = mark_of(figure)
    return Row(
        label=group, text="R (withheld)" if text == "R" else text, detail=detail,
        mark=mark, earlier=old if mark else None, shape="D" if group == "BME" else "o",
        colour=style.GROUP_COLOURS.get(group, style.NAVY), filled=mark is None or mark.lower is not None,
        indent=group in ("Asian", "Black", "Mixed", "Other"),
    )  # fmt: skip


def describe(latest: Sequence[Figure], now: str, before: str | None, level: str, what: str, lines: Sequence[Line]) -> str:
    """The chart in words."""
    shown = [(printed(figure.get("rate_text")), figure) for figure in latest]
    values = sorted(((value, figure) for value, figure in shown if value is not None), key=lambda pair: -pair[0])
    parts = [f"Dot chart, one row for each ethnic group, {now}: {what}."]
    if len(values) > 1:
        parts.append(f"Highest: {_name(values[0][1])}. Lowest: {_name(values[-1][1])}.")
    parts.append(" ".join(f"{figure['group']} {_with_interval(figure, level)}." for value, figure in shown if value is not None))
    hidden = [str(figure["group"]) for figure in latest if withheld(figure)]
    if hidden:
        parts.append(f"Withheld because the numbers are small: {listed(hidden)}.")
    if lines:
        parts.append(f"A dashed line marks {lines[0].label}.")
    if before:
        parts.append(f"Small rings show {before}.")
    return " ".join(part for part in parts if part)


def _name(figure: Figure) -> str:
    return f"{figure['group']} at {percent_text(figure)}"


def _with_interval(figure: Figure, level: str) -> str:
    bounds = percent_bounds(figure)
    if bounds is None:
        return f"{percent_text(figure)}, no interval because its counts are not shown"
    return f"{percent_text(figure)}, {level} interval {bounds[0]:.1f}% to {bounds[1]:.1f}%"
