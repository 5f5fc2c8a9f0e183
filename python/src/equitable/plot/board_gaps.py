"""The board's share of a group less the workforce's, in percentage points, year by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from . import style
from .chart import Chart, of_rows
from .numbers import Figure, in_order, listed, missing_text, point_bounds, printed, signed_text
from .rows import Line, Mark, Row, RowChart, point_scale
from .words import level_text


def chart(
    comparisons: Iterable[Figure], *, title: str, confidence_level: float = 0.95, name: Callable[[str], str] = str,
    what: str = "percentage points, board less workforce",
) -> Chart:  # fmt: skip
    """One heading for each part of the board, one row for each year."""
    known = list(comparisons)
    parts = list(dict.fromkeys(str(comparison.get("stratum") or "") for comparison in known))
    years = in_order(str(comparison["period"]) for comparison in known)
    rows: list[Row] = []
    for part in parts:
        rows.append(Row(label=name(part), heading=True))
        for year in years:
            rows.extend(
                _row(comparison, year == years[-1])
                for comparison in known
                if comparison["period"] == year and str(comparison.get("stratum") or "") == part
            )
    values = [value for row in rows if row.mark for value in (row.mark.value, row.mark.lower, row.mark.upper) if value is not None]
    lines = [Line(value=0.0, label="same as the workforce")]
    description = describe(known, parts, years, name, level_text(confidence_level))
    return of_rows("board", title, description, RowChart(rows=rows, scale=point_scale(values, what), lines=lines))


def _row(comparison: Figure, latest: bool) -> Row:
    value = printed(comparison.get("gap_text"))
    period = str(comparison["period"])
    if value is None:
        text = missing_text(str(comparison.get("gap_text") or ""), comparison)
        return Row(label=period, text="R (withheld)" if text == "R" else text, indent=True)
    bounds = point_bounds(comparison)
    mark = Mark(value=value, lower=bounds[0] if bounds else None, upper=bounds[1] if bounds else None)
    return Row(
        label=period, text=signed_text(comparison["gap_text"]), mark=mark, colour=style.NAVY if latest else style.QUIET,
        filled=latest, indent=True,
    )  # fmt: skip


def describe(comparisons: list[Figure], parts: list[str], years: list[str], name: Callable[[str], str], level: str) -> str:
    """The chart in words."""
    if not years:
        return "Dot chart with no figures."
    span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    text = [f"Dot chart of the difference between the board and the workforce in percentage points, {span}. Zero means the same share."]
    for part in parts:
        mine = {str(comparison["period"]): comparison for comparison in comparisons if str(comparison.get("stratum") or "") == part}
        said = []
        for year in years:
            if year in mine:
                bounds = point_bounds(mine[year])
                shown = signed_text(mine[year].get("gap_text"))
                value = shown if printed(shown) is not None else missing_text(shown, mine[year])
                said.append(f"{year} {value}" + (f" ({level} interval {bounds[0]:.1f} to {bounds[1]:.1f})" if bounds else ""))
        text.append(f"{name(part)}: {listed(said)}.")
    if any(point_bounds(comparison) is None and printed(comparison.get("gap_text")) is not None for comparison in comparisons):
        text.append("Where there is no interval the number of seats is not shown.")
    return " ".join(text)
