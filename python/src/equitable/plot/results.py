"""Any result that has estimates with intervals, one row each on a shared axis: what ``result.plot()`` draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InvalidInput
from .chart import Chart, of_rows
from .numbers import fixed, listed
from .rows import Line, Mark, Row, RowChart, Scale, percent_scale, point_scale, ratio_scale
from .words import level_text, marker, short_verdict

if TYPE_CHECKING:
    from ..results.base import Result

__all__ = ["chart"]

MOST_ROWS = 60
RATIOS = ("relative_likelihood", "odds_ratio", "ratio_of_ratios", "conditional_ratio", "cumulative_ratio", "relative_index", "ratio")
SHARES = ("rate", "proportion", "share", "shrunken_rate", "reference_rate")
DIFFERENCES = ("rate_difference", "share_difference", "difference", "slope_index", "difference_of_differences", "gap")
_TITLES = {
    "relative_likelihood": "relative likelihood (logarithmic axis)",
    "odds_ratio": "odds ratio (logarithmic axis)",
    "rate": "rate, %",
    "proportion": "rate, %",
    "share": "share, %",
    "rate_difference": "difference of rates, percentage points",
}


class _Axis:
    """How a measure is shown: its factor, its decimals, its scale and where nothing differs."""

    def __init__(self, measure: str) -> None:
        self.measure = measure
        name = measure.replace("_", " ")
        self.label = _TITLES.get(measure, name)
        self.factor, self.decimals, self.sign, self.nothing = 1.0, 2, "", None
        self.signed = False
        if measure in RATIOS or measure.endswith("_ratio"):
            self.nothing = 1.0
            self.label = _TITLES.get(measure, f"{name} (logarithmic axis)")
        elif measure in SHARES:
            self.factor, self.decimals, self.sign = 100.0, 1, "%"
            self.label = _TITLES.get(measure, f"{name}, %")
        elif measure in DIFFERENCES or measure.endswith("_difference"):
            self.factor, self.decimals, self.nothing, self.signed = 100.0, 1, 0.0, True
            self.label = _TITLES.get(measure, f"{name}, percentage points")

    def text(self, value: float) -> str:
        return fixed(value * self.factor, self.decimals, signed=self.signed) + (self.sign if math.isfinite(value) else "")

    def scale(self, values: Sequence[float]) -> Scale:
        if self.nothing == 1.0:
            return ratio_scale(values, self.label)
        if self.sign:
            return percent_scale(values, self.label)
        if self.nothing == 0.0:
            return point_scale(values, self.label)
        finite = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
        low, high = min(finite), max(finite)
        room = 0.06 * (high - low or abs(high) or 1.0)
        ticks = [low, (low + high) / 2, high] if high > low else [low]
        return Scale(low=low - room, high=high + room, ticks=ticks, label=self.label, tick_text=lambda value: f"{value:.3g}")


def _labels(table: dict[str, Any], rows: int, given: Sequence[str] | None) -> list[str]:
    if given is not None:
        if isinstance(given, str) or len(given) != rows:
            raise InvalidInput(f"plot: labels has {1 if isinstance(given, str) else len(given)} names, but there are {rows} rows")
        return [str(label) for label in given]
    if "group" in table and "reference" in table and table["group"].dtype.kind in "UO":
        return [f"{group} against {reference}" for group, reference in zip(table["group"], table["reference"], strict=True)]
    for name in ("group", "category", "organisation", "stage", "measure" if len(set(table["measure"].tolist())) == rows > 1 else "group"):
        if name in table and table[name].dtype.kind in "UO":
            return [str(label).replace("_", " ") for label in table[name]]
    if "events" in table and "total" in table:
        first = [f"{x:,} of {n:,}" for x, n in zip(table["events"].tolist(), table["total"].tolist(), strict=True)]
        if "reference_events" in table:
            second = zip(table["reference_events"].tolist(), table["reference_total"].tolist(), strict=True)
            return [f"{one} against {x:,} of {n:,}" for one, (x, n) in zip(first, second, strict=True)]
        return first
    return [f"row {row + 1}" if rows > 1 else str(table["measure"][0]).replace("_", " ") for row in range(rows)]


def chart(result: Result, *, labels: Sequence[str] | None = None, title: str | None = None) -> Chart:
    """One row for each estimate, in order, with its interval; for verdicts with the marker and the words of the verdict."""
    try:
        table = result._table()
    except NotImplementedError:
        table = {}
    if "estimate" in table and "measure" not in table:
        table = {**table, "measure": np.full(len(table["estimate"]), "share" if "category" in table else "estimate")}
    if not {"estimate", "lower", "upper", "measure"} <= table.keys():
        raise TypeError(f"plot: a {type(result).__name__} has no estimates with intervals to draw; to_frame() gives its numbers")
    together = "simultaneous_lower" in table  # of a family of verdicts those intervals are shown on which the words rest
    if together:
        table = {**table, "lower": table["simultaneous_lower"], "upper": table["simultaneous_upper"]}
    rows = len(table["estimate"])
    if rows > MOST_ROWS:
        raise InvalidInput(f"plot: {rows:,} rows are too many for one chart; choose at most {MOST_ROWS}, for instance result[:{MOST_ROWS}].plot()")
    measures = list(dict.fromkeys(table["measure"].tolist()))
    axes = [_Axis(measure) for measure in measures]
    if len({(axis.factor, axis.nothing) for axis in axes}) > 1:
        raise InvalidInput(f"plot: {listed(measures)} cannot share an axis; choose rows of one measure")
    axis = axes[0]
    names = _labels(table, rows, labels)
    levels = table["confidence_level"] if "confidence_level" in table else [0.95]
    level = level_text(levels[0])
    drawn, said, values = [], [], []
    for row, name in enumerate(names):
        value, lower, upper = (float(table[key][row]) for key in ("estimate", "lower", "upper"))
        verdict: dict[str, Any] = {key: table[key][row] for key in ("state", "grade") if key in table}
        shape, filled = marker(verdict) if verdict else ("o", True)
        words = short_verdict(verdict) if verdict else ""
        if math.isnan(value):
            drawn.append(Row(label=name, text="–", detail=words or "undefined"))
            said.append(f"{name}: undefined.")
            continue
        bounded = not (math.isnan(lower) or math.isnan(upper))
        between = f"{axis.text(lower)} to {axis.text(upper)}" if bounded else "no interval"
        mark = Mark(value=value * axis.factor, lower=lower * axis.factor if bounded else None, upper=upper * axis.factor if bounded else None)
        drawn.append(Row(label=name, text=f"{axis.text(value)} ({between})", detail=words, mark=mark, shape=shape, filled=filled))
        said.append(f"{name}: {axis.text(value)} ({between}){', ' + words if words else ''}.")
        values += [number * axis.factor for number in (value, *((lower, upper) if bounded else ())) if math.isfinite(number)]
    margin = (float(table["margin_lower"][0]), float(table["margin_upper"][0])) if "margin_lower" in table else None
    lines = [Line(value=axis.nothing, label="")] if axis.nothing is not None else []
    heading = title or axis.label.removesuffix(" (logarithmic axis)")
    description = " ".join([
        f"{rows} row{'s' if rows > 1 else ''}, each an estimate with its {level} interval: {heading}.",
        *(["The intervals hold all at once."] if together else []),
        *([f"A shaded band marks {margin[0]:.2f} to {margin[1]:.2f}."] if margin else []),
        *said,
    ])  # fmt: skip
    body = RowChart(
        rows=drawn, scale=axis.scale(values), lines=lines, band=margin, band_label=f"{margin[0]:.2f} to {margin[1]:.2f}" if margin else "",
    )  # fmt: skip
    return of_rows("estimates", heading, description, body)
