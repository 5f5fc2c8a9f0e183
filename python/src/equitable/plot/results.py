"""What ``result.plot()`` draws. A result says what there is to show (``results/picture.py``); here it becomes a chart and words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import InvalidInput
from ..results.picture import MOST_ROWS, Axis, Entry, FunnelPicture, PathPicture, RowsPicture
from ..results.words import counted, level_text
from .chart import Chart, of_rows
from .numbers import fixed
from .rows import Line, Mark, Row, RowChart, Scale, number_scale, percent_scale, point_scale, ratio_scale
from .words import marker, short_verdict

if TYPE_CHECKING:
    from ..results.base import Result

__all__ = ["axis_label", "chart", "printed"]


def chart(result: Result, *, labels: Sequence[str] | None = None, title: str | None = None) -> Chart:
    """The chart of a result, whatever its shape."""
    picture = result._picture()
    if isinstance(picture, RowsPicture):
        return _rows_chart(picture, labels, title)
    if isinstance(picture, FunnelPicture):
        from .funnel import funnel_chart

        return funnel_chart(picture._replace(names=_named(labels, picture.names, "organisation")), title)
    from .path import path_chart

    assert isinstance(picture, PathPicture)
    if labels is not None:
        raise InvalidInput("plot: labels are given, but the path to a target has no rows to name")
    return path_chart(picture, title)


def _named(labels: Sequence[str] | None, names: Sequence[str], what: str) -> list[str]:
    """The caller's names, or those that the result has."""
    if labels is None:
        return list(names)
    if isinstance(labels, str) or len(labels) != len(names):
        raise InvalidInput(f"plot: labels has {counted(1 if isinstance(labels, str) else len(labels), 'name')}, but there must be {len(names)}, one for each {what}")
    return [str(label) for label in labels]


def axis_label(axis: Axis) -> str:
    """What stands at the axis: the name with its unit."""
    if axis.logarithmic:
        return f"{axis.label} (logarithmic axis)"
    return f"{axis.label}, %" if axis.unit else f"{axis.label}, percentage points" if axis.factor != 1 else axis.label


def printed(axis: Axis, value: float) -> str:
    """A number of the axis as it is printed."""
    return fixed(value * axis.factor, axis.decimals, signed=axis.signed) + (axis.unit if math.isfinite(value) else "")


def _scale(axis: Axis, values: Sequence[float]) -> Scale:
    label = axis_label(axis)
    if axis.logarithmic:
        return ratio_scale(values, label)
    if axis.unit:
        return percent_scale(values, label)
    return point_scale(values, label) if axis.factor != 1 else number_scale(values, label, nothing=axis.nothing, pad=0.05)


# ------------------------------------------------------------------------------------------------------------------- rows


_MINUS = re.compile(r"(?<!\w)-(?=\d)")


def _figures(axis: Axis, entry: Entry) -> str:
    """``1.79 (1.54 to 2.08)``, or only what there is of it."""
    between = "" if math.isnan(entry.lower) or math.isnan(entry.upper) else f"{printed(axis, entry.lower)} to {printed(axis, entry.upper)}"
    if math.isnan(entry.value):
        return between or "–"
    return f"{printed(axis, entry.value)} ({between})" if between else printed(axis, entry.value)


def _row(axis: Axis, entry: Entry, label: str) -> Row:
    if entry.heading:
        return Row(label=label, heading=True)
    verdict = {"state": entry.state, "grade": entry.grade} if entry.state else {}
    shape, filled = marker(verdict) if verdict else ("D" if entry.summary else "o", True)
    bounded = not (math.isnan(entry.lower) or math.isnan(entry.upper))
    text, detail = _figures(axis, entry), short_verdict(verdict) if verdict else _MINUS.sub("−", entry.detail)
    if text == "–":
        return Row(label=label, text=text, detail=detail or "undefined")
    mark = Mark(
        value=entry.value * axis.factor,
        lower=entry.lower * axis.factor if bounded else None,
        upper=entry.upper * axis.factor if bounded else None,
    )
    return Row(
        label=label, text=text, detail=detail, mark=mark, shape=shape, filled=filled,
        start=None if entry.start is None or math.isnan(entry.value) else entry.start * axis.factor,
        beside=None if entry.beside is None else entry.beside * axis.factor,
    )  # fmt: skip


def _values(row: Row) -> list[float]:
    """All numbers of a row that are to find room on the axis."""
    mark = row.mark
    if mark is None:
        return []
    found = (mark.value, mark.lower, mark.upper, row.start, row.beside)
    return [value for value in found if value is not None and math.isfinite(value)]


def _said(axis: Axis, row: Row, entry: Entry) -> str:
    if row.heading:
        return f"{row.label}."
    beside = "" if entry.beside is None else f", ring {printed(axis, entry.beside)}"
    detail = f", {row.detail}" if row.detail else ""
    return f"{row.label}: {'undefined' if row.mark is None else row.text}{beside}{'' if detail == ', undefined' else detail}."


def _opening(picture: RowsPicture, count: int, heading: str) -> str:
    rows = counted(count, "row")
    if all(math.isnan(entry.lower) for entry in picture.entries) or picture.level is None:
        return f"{rows}: {heading}."
    return f"{rows}, {'each ' if count > 1 else ''}an estimate with its {level_text(picture.level)} interval: {heading}."


def _rows_chart(picture: RowsPicture, labels: Sequence[str] | None, title: str | None) -> Chart:
    """One row for each estimate, in order, with its interval; for verdicts with the marker and the words of the verdict."""
    axis, entries = picture.axis, picture.entries
    count = sum(not entry.heading for entry in entries)
    if count > MOST_ROWS:
        raise InvalidInput(f"plot: {count:,} rows are too many for one chart; choose at most {MOST_ROWS}, for instance result[:10].plot()")
    free = [place for place, entry in enumerate(entries) if not (entry.heading or entry.fixed)]
    names = [entry.label for entry in entries]
    for place, name in zip(free, _named(labels, [names[place] for place in free], "row"), strict=True):
        names[place] = name
    rows = [_row(axis, entry, name) for entry, name in zip(entries, names, strict=True)]
    values = [value for row in rows for value in _values(row)]
    band = picture.band
    alike = " to ".join(fixed(end, 2 if axis.logarithmic else 0) for end in band) if band else ""
    heading = title or axis.label
    description = " ".join([
        _opening(picture, count, heading if axis.logarithmic or title else axis_label(axis)),
        *picture.notes,
        *([f"Rings show {picture.rings}."] if picture.rings else []),
        *([f"A shaded band marks {alike}."] if band else []),
        *(_said(axis, row, entry) for row, entry in zip(rows, entries, strict=True)),
    ])  # fmt: skip
    scale = _scale(axis, values)
    if picture.rings:
        scale = Scale(**{**vars(scale), "label": f"{scale.label}; rings: {picture.rings}"})
    body = RowChart(
        rows=rows, scale=scale, lines=[] if axis.nothing is None else [Line(value=axis.nothing, label="")],
        band=band, band_label=alike,
    )  # fmt: skip
    return of_rows("estimates", heading, description, body)
