"""The share of a group in each pay band, against its share of the workforce."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from . import style
from .chart import Chart, of_rows
from .group_rates import mark_of
from .numbers import Figure, count_text, in_order, listed, percent_bounds, percent_text, printed, withheld
from .rows import Line, Row, RowChart, percent_scale
from .words import level_text


def chart(figures: Iterable[Figure], *, overall: Figure | None, title: str, what: str, confidence_level: float = 0.95) -> Chart:
    """`figures` of one group by staff type and stratum; `overall` is the workforce figure the line stands for."""
    known = list(figures)
    periods = in_order(str(figure["period"]) for figure in known)
    now = periods[-1] if periods else ""
    latest = [figure for figure in known if figure["period"] == now]
    rows: list[Row] = []
    kinds = list(dict.fromkeys(str(figure.get("staff_type") or "") for figure in latest))
    for kind in kinds:
        if len(kinds) > 1 and kind:
            rows.append(Row(label=_title(kind), heading=True))
        rows.extend(_row(figure) for figure in latest if str(figure.get("staff_type") or "") == kind)
    values = [value for row in rows if row.mark for value in (row.mark.value, row.mark.upper or row.mark.value)]
    lines = []
    share = printed(overall.get("rate_text")) if overall else None
    if overall is not None and share is not None:
        lines.append(Line(value=share, label=f"Workforce {percent_text(overall)}"))
        values.append(share)
    description = describe(latest, now, share, what, level_text(confidence_level))
    return of_rows("bands", title, description, RowChart(rows=rows, scale=percent_scale(values, what), lines=lines))


def _title(kind: str) -> str:
    return {"all": "All staff"}.get(kind, kind[:1].upper() + kind[1:])


def _row(figure: Figure) -> Row:
    mark = mark_of(figure)
    counts = count_text(figure)
    text = percent_text(figure)
    return Row(
        label=str(figure["stratum"]), text="R (withheld)" if text == "R" else text,
        detail="" if mark is None or counts == "–" else "counts withheld" if counts == "R" else counts,
        mark=mark, colour=style.NAVY, filled=mark is None or mark.lower is not None,
    )  # fmt: skip


def describe(latest: Sequence[Figure], now: str, share: float | None, what: str, level: str) -> str:
    """The chart in words."""
    shown = [(value, figure) for figure in latest if (value := printed(figure.get("rate_text"))) is not None]
    parts = [f"Dot chart, one row for each band, {now}: {what}, with {level} intervals."]
    if share is not None:
        parts.append(f"A dashed line marks the workforce share, {share:.1f}%.")
    if shown:
        most, least = max(shown, key=lambda pair: pair[0])[1], min(shown, key=lambda pair: pair[0])[1]
        parts.append(f"Highest: {_name(most)}. Lowest: {_name(least)}.")
    if share is not None:
        above = [_name(figure) for _, figure in shown if (bounds := percent_bounds(figure)) and bounds[0] > share]
        below = [_name(figure) for _, figure in shown if (bounds := percent_bounds(figure)) and bounds[1] < share]
        if above:
            parts.append(f"Whole interval above the line: {listed(above)}.")
        if below:
            parts.append(f"Whole interval below the line: {listed(below)}.")
    hidden = [_place(figure) for figure in latest if withheld(figure)]
    if hidden:
        parts.append(f"Withheld because the numbers are small: {listed(hidden)}.")
    return " ".join(parts)


def _place(figure: Figure) -> str:
    kind = str(figure.get("staff_type") or "")
    return str(figure["stratum"]) if kind in ("", "all") else f"{kind} {figure['stratum']}"


def _name(figure: Figure) -> str:
    return f"{_place(figure)} at {percent_text(figure)}"
