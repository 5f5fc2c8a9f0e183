"""The results of ordered groups: trends, slopes and gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Result
from .picture import Axis, Entry, differences, numbers
from .words import counted, in_points, interval_text, known, number, points, pvalue_text, status_text

__all__ = ["LinearByLinear", "SlopeIndex", "TrendSlope"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TrendSlope(Result):
    """How much a rate, or its log odds, changes with one unit of a score.

    Attributes
    ----------
    value, lower, upper : float
        The slope and its interval; of log odds with ``logistic_slope``, whose exponential is the odds ratio of one unit.
    standard_error : float
    confidence_level : float
    method, alternative, status : str
    groups, total : int
        How many groups were given, and how many people they hold.
    """

    value: Any
    lower: Any
    upper: Any
    standard_error: Any
    confidence_level: Any
    method: str
    alternative: str
    status: Any
    groups: int
    total: int

    def _columns(self) -> dict[str, Any]:
        return {
            "groups": self.groups,
            "total": self.total,
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "standard_error": self.standard_error,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        if self.method == "linear_slope":
            return differences("change with one unit of the score")
        return numbers("change of the log odds with one unit of the score", nothing=0.0)

    def _entries(self) -> list[Entry]:
        return [Entry(f"{counted(self.groups, 'group')}, {counted(self.total, 'person')}", self.value, self.lower, self.upper)]

    def _line(self) -> str:
        linear = self.method == "linear_slope"
        show = points if linear else number
        unit = " percentage points" if linear else " of the log odds"
        value = "undefined" if np.isnan(self.value) else f"{show(self.value)}{unit}"
        between = interval_text(self.lower, self.upper, self.confidence_level, show, self.alternative)
        size = f"{counted(self.groups, 'group')}, {counted(self.total, 'person')}"
        return f"change with one unit of the score {value} ({between}): {size}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"slopes, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LinearByLinear(Result):
    """Whether the scores of rows and of columns rise together.

    Attributes
    ----------
    correlation : float
        Of row score and column score over all people.
    statistic, pvalue, df : float
    method, alternative, status : str
    rows, columns, total : int
    """

    correlation: Any
    statistic: Any
    pvalue: Any
    df: Any
    method: str
    alternative: str
    status: Any
    rows: int
    columns: int
    total: int

    def _columns(self) -> dict[str, Any]:
        names = ("rows", "columns", "total", "correlation", "statistic", "df", "pvalue", "method", "alternative", "status")
        return {name: getattr(self, name) for name in names}

    def _line(self) -> str:
        correlation = known(self.correlation)
        statistic = "" if np.isnan(self.statistic) else f" (statistic {number(self.statistic)})"
        size = f"{self.rows} × {self.columns} table of {counted(self.total, 'person')}"
        return f"correlation {correlation}: {pvalue_text(self.pvalue)}{statistic}, {size}, {self.method} {self.alternative}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"correlations, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SlopeIndex(Result):
    """One gradient across ordered bands: how far the fitted rate at the top is from that at the bottom.

    Attributes
    ----------
    sii, sii_lower, sii_upper : float
        Slope index of inequality: the fitted rate at the top less that at the bottom, with its interval.
    rii, rii_lower, rii_upper : float
        Relative index of inequality: the fitted rate at the top over that at the bottom, with its interval.
    sii_standard_error, rii_log_standard_error : float
        Of the slope index, and of the logarithm of the relative index.
    rii_over_mean : float
        The slope index over the rate of all bands together.
    intercept : float
        The fitted rate at the bottom.
    fit_intercept, fit_slope : float
        The fitted line on the scale of the form (rate, log rate or log odds).
    confidence_level : float
    method : str
        The form: ``linear``, ``log`` or ``logit``.
    alternative : str
    status, sii_status, rii_status : str
    bands, total : int
    """

    sii: Any
    sii_lower: Any
    sii_upper: Any
    rii: Any
    rii_lower: Any
    rii_upper: Any
    sii_standard_error: Any
    rii_log_standard_error: Any
    rii_over_mean: Any
    intercept: Any
    fit_intercept: Any
    fit_slope: Any
    confidence_level: Any
    method: str
    alternative: str
    status: Any
    sii_status: Any
    rii_status: Any
    bands: int
    total: int

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()

    def _columns(self) -> dict[str, Any]:
        return {
            "bands": self.bands,
            "total": self.total,
            "measure": np.array(["slope_index", "relative_index"]),
            "estimate": np.array([self.sii, self.rii]),
            "lower": np.array([self.sii_lower, self.rii_lower]),
            "upper": np.array([self.sii_upper, self.rii_upper]),
            "confidence_level": self.confidence_level,
            "method": self.method,
            "alternative": self.alternative,
            "status": np.array([self.sii_status, self.rii_status]),
        }

    def _axis(self) -> Axis:
        return differences("slope index, from the bottom to the top")

    def _entries(self) -> list[Entry]:
        relative = "" if np.isnan(self.rii) else f"relative index {number(self.rii)}"
        name = f"{counted(self.bands, 'band')}, {counted(self.total, 'person')}"
        return [Entry(name, self.sii, self.sii_lower, self.sii_upper, detail=relative)]

    def _line(self) -> str:
        slope = in_points(self.sii)
        ratio = known(self.rii)
        level, side = self.confidence_level, self.alternative
        first = f"slope index {slope} ({interval_text(self.sii_lower, self.sii_upper, level, points, side)})"
        second = f"relative index {ratio} ({interval_text(self.rii_lower, self.rii_upper, level, number, side)})"
        return f"{first}, {second}: {counted(self.bands, 'band')}, {counted(self.total, 'person')}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"gradients, {self.method}"
