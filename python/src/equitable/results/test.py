"""The result of a test: of difference, of a value other than no difference, and of likeness within a margin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Counted, count_columns, draft_of
from .estimate import MEASURES
from .words import against, number, of, percent, points, pvalue_text, status_text

__all__ = ["EquivalenceResult", "TestResult"]

_DIFFERENCE = "rate_difference"


def _null_text(measure: str, null: float) -> str:
    if measure == "proportion":
        return percent(null)
    return f"{points(null)} percentage points" if measure == _DIFFERENCE else number(null)


class _OfCounts(Counted):
    """A test of counts."""

    __slots__ = ()
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()

    def _counts(self) -> str:
        if self.reference_total is None:
            return of(self.events, self.total)
        return against(self)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TestResult(_OfCounts):
    """The result of a significance test.

    Attributes
    ----------
    statistic : float or array
        Of the chi-squared tests chi-squared for a two-sided test and its signed root, positive when the group's rate is the higher, for a one-sided
        one; of z tests z; NaN for exact tests that have none.
    pvalue : float or array
        NaN with status ``no_information`` when nobody, or everybody, had the outcome.
    method, alternative : str
        The test and its direction.
    status : str or array of str
        ``ok``, ``unbounded`` (an infinite statistic), ``undefined``, ``no_information`` or ``too_large``.
    events, total, reference_events, reference_total : int, array or None
        The counts it rests on.
    measure : str
        What ``null`` is a value of: ``relative_likelihood``, ``rate_difference``, ``odds_ratio``, or ``proportion`` for a test of one rate.
    null : float or array
        The value that the test tries to refute: 1 or 0, no difference, unless another was asked for.
    pvalue_upper : float, array or None
        Unconditional exact tests: proved not to be exceeded by the p-value, which ``pvalue`` attains; the two are at most 1e-9 apart.
    nuisance : float, array or None
        Unconditional exact tests: the rate, common to both groups, at which ``pvalue`` is attained.
    region_size : int, array or None
        Unconditional exact tests: how many tables are at least as extreme as the one observed, itself included.
    """

    __test__: ClassVar[bool] = False  # the name is not a call to pytest

    statistic: Any
    pvalue: Any
    method: str
    alternative: str
    status: Any
    events: Any
    total: Any
    reference_events: Any = None
    reference_total: Any = None
    measure: str = "relative_likelihood"
    null: Any = 1.0
    pvalue_upper: Any = None
    nuisance: Any = None
    region_size: Any = None

    def _columns(self) -> dict[str, Any]:
        certified = {"pvalue_upper": self.pvalue_upper, "nuisance": self.nuisance, "region_size": self.region_size}
        return {
            **count_columns(self),
            "measure": self.measure,
            "null": self.null,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            **(certified if self.pvalue_upper is not None else {}),
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    @property
    def _is_of_equality(self) -> bool:
        if self.measure == "proportion":
            return False
        return bool(np.all(np.asarray(self.null) == (0.0 if self.measure == _DIFFERENCE else 1.0)))

    def _line(self) -> str:
        kind = "difference"
        if self.alternative == "equivalence":
            kind = "likeness within the margin"
        elif not self._is_of_equality:
            than = {"greater": "above", "less": "below"}.get(self.alternative, "other than")
            kind = f"{MEASURES[self.measure][0]} {than} {_null_text(self.measure, self.null)}"
        statistic = "" if self._has_no_statistic() else f" (statistic {number(self.statistic)})"
        status = status_text(self.status, self.method)
        return f"{kind}: {pvalue_text(self.pvalue)}{statistic}, {self._counts()}, {self.method} {self.alternative}{status}"

    def _has_no_statistic(self) -> bool:
        return bool(np.isnan(self.statistic)) and not np.isnan(self.pvalue)

    def _title(self) -> str:
        return f"tests, {self.method} {self.alternative}"


TestDraft = draft_of(TestResult)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EquivalenceResult(_OfCounts):
    """Whether two rates are alike within a margin: two one-sided tests.

    Attributes
    ----------
    statistic : float or array
        The nearer of the two distances from the margin, in standard errors.
    pvalue : float or array
        The larger of the two p-values. Below a exactly when the interval at level 1 − 2a lies inside the margin.
    lower_statistic, lower_pvalue : float or array
        The test of the measure at or below the lower end of the margin.
    upper_statistic, upper_pvalue : float or array
        The test of the measure at or above the upper end of the margin.
    margin : tuple of float
        The values taken as alike.
    measure : str
        ``relative_likelihood``, ``rate_difference`` or ``odds_ratio``.
    method : str
    status : str or array of str
        ``ok``, ``undefined`` or ``no_information``.
    events, total, reference_events, reference_total : int or array
        The counts it rests on.
    """

    statistic: Any
    pvalue: Any
    lower_statistic: Any
    lower_pvalue: Any
    upper_statistic: Any
    upper_pvalue: Any
    margin: tuple[float, float]
    measure: str
    method: str
    status: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any

    @property
    def alternative(self) -> str:
        """``"equivalence"``."""
        return "equivalence"

    def _columns(self) -> dict[str, Any]:
        return {
            **count_columns(self),
            "measure": self.measure,
            "margin_lower": self.margin[0],
            "margin_upper": self.margin[1],
            "lower_statistic": self.lower_statistic,
            "lower_pvalue": self.lower_pvalue,
            "upper_statistic": self.upper_statistic,
            "upper_pvalue": self.upper_pvalue,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _line(self) -> str:
        if self.measure == _DIFFERENCE:
            within = f"{points(self.margin[0])} to {points(self.margin[1])} percentage points"
        else:
            within = f"{number(self.margin[0])} to {number(self.margin[1])}"
        status = status_text(self.status, self.method)
        statistic = "" if math.isnan(self.statistic) else f" (statistic {number(self.statistic)})"  # exact tests have none
        return (
            f"{MEASURES[self.measure][0]} within {within}: {pvalue_text(self.pvalue)}"
            f"{statistic}, {self._counts()}, {self.method}{status}"
        )

    def _title(self) -> str:
        return f"tests of equivalence, {self.method}"


EquivalenceDraft = draft_of(EquivalenceResult)
