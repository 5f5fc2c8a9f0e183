"""The results of compositions: shares that hold at once, and a body beside a population."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Result, rate_of
from .picture import Axis, Entry, shares
from .words import counted, interval_text, known, level_text, number, of, percent, pvalue_text, status_text

__all__ = ["Composition", "Shares"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shares(Result):
    """The share of each category in one sample, with intervals that hold for all of them at once.

    Attributes
    ----------
    category : array of str
    events : array of int
        The count of the category.
    total : int
        All categories together.
    value, lower, upper : array of float
    confidence_level : float
    method : str
    status : array of str
    """

    category: Any
    events: Any
    total: int
    value: Any
    lower: Any
    upper: Any
    confidence_level: float
    method: str
    status: Any

    _begins_with_a_name: ClassVar[bool] = True

    def _columns(self) -> dict[str, Any]:
        return {
            "category": self.category,
            "events": self.events,
            "total": self.total,
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return shares("share")

    def _entries(self) -> list[Entry]:
        return [Entry(self.category, self.value, self.lower, self.upper)]

    def _notes(self) -> list[str]:
        return ["The intervals hold all at once."]

    def _line(self) -> str:
        value = known(self.value, percent)
        between = interval_text(self.lower, self.upper, self.confidence_level, percent)
        return f"{self.category}: share {value} ({between}), {of(self.events, self.total)}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"shares with {level_text(self.confidence_level)} intervals, {self.method}"


_AGAINST_COUNTS = ("n_minus_1_chi2", "pearson_chi2", "g_test")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Composition(Result):
    """Whether a body is composed as a population is.

    Attributes
    ----------
    statistic, pvalue, df : float
        NaN for a statistic that an exact method does not have.
    dissimilarity_index : float
        Half of the sum of the absolute differences of shares: the part of the body that would have to change category.
    method, status : str
    counts : tuple of int
        The body.
    reference : tuple of float or of int
        The population: its shares, or its counts.
    """

    statistic: Any
    pvalue: Any
    df: Any
    dissimilarity_index: Any
    method: str
    status: Any
    counts: tuple[int, ...]
    reference: tuple[float, ...]

    @property
    def alternative(self) -> str:
        """``"two-sided"``."""
        return "two-sided"

    @property
    def total(self) -> int:
        """The people of the body."""
        return sum(self.counts)

    def _columns(self) -> dict[str, Any]:
        return {
            "categories": len(self.counts),
            "total": self.total,
            "statistic": self.statistic,
            "df": self.df,
            "pvalue": self.pvalue,
            "dissimilarity_index": self.dissimilarity_index,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return shares("share")

    def _entries(self) -> list[Entry]:
        whole = sum(self.reference)
        return [
            Entry(f"category {place}", rate_of(count, self.total), detail=of(count, self.total), beside=rate_of(reference, whole))
            for place, (count, reference) in enumerate(zip(self.counts, self.reference, strict=True), 1)
        ]

    def _rings(self) -> str:
        return "the population's shares"

    def _line(self) -> str:
        statistic = "" if np.isnan(self.statistic) else f" (statistic {number(self.statistic)})"
        index = "" if np.isnan(self.dissimilarity_index) else f", dissimilarity {percent(self.dissimilarity_index)}"
        size = f"{counted(self.total, 'person')} in {counted(len(self.counts), 'category')}"
        than = "the population's composition"
        if self.method in _AGAINST_COUNTS:
            than = f"the composition of another {counted(int(sum(self.reference)), 'person')}"
        return f"difference from {than}: {pvalue_text(self.pvalue)}{statistic}{index}, {size}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"compositions, {self.method}"
