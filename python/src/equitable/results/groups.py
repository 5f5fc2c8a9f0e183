"""The results of many groups: tests, association, cells and pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Counted, Result, count_columns
from .picture import Axis, Entry, differences, numbers, ratios
from .words import adjusted_text, against, counted, interval_text, known, level_text, number, percent, points, pvalue_text, status_text, taking_part

__all__ = ["Association", "Compared", "ComparedByRatio", "GroupTest", "Marascuilo", "Pairwise", "Residuals"]


def _status(result: Any) -> str:
    return status_text(result.status, result.method, "cmh" if getattr(result, "task", "") == "stratified_test" else None)


def _degrees(df: float) -> str:
    return counted(int(df), "degree of freedom") if df == int(df) else f"{df:g} degrees of freedom"


_TESTS = {
    "homogeneity": ("difference among {groups}", "tests of difference among groups"),
    "trend": ("trend across {groups}", "tests of trend"),
    "stratified_test": ("difference within {groups}", "tests of difference within strata"),
    "stratified_homogeneity": ("difference from stratum to stratum among {groups}", "tests of likeness of strata"),
    "period_heterogeneity": ("difference from period to period among {groups}", "tests of likeness of periods"),
}
"""What is tested, and what several such tests are called."""


_NOUNS = {"trend": "band", "stratified_test": "stratum", "stratified_homogeneity": "stratum", "period_heterogeneity": "period"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GroupTest(Result):
    """The result of a test of several groups, bands or strata.

    Attributes
    ----------
    statistic : float
        Chi-squared or z, as the method says; NaN for exact tests that have none.
    pvalue : float
        NaN with a status that says why when there is none.
    df : float
        Degrees of freedom of a chi-squared statistic; NaN for others.
    method, alternative : str
        The test and its direction.
    status : str
        ``ok``, ``undefined``, ``no_information`` or ``too_large``.
    task : str
        ``homogeneity``, ``trend``, ``stratified_test``, ``stratified_homogeneity`` or ``period_heterogeneity``.
    groups : int
        How many groups, bands or strata were given.
    total : int
        How many people they hold.
    smallest_expected : float or None
        `homogeneity`: the smallest expected count. Below 1 to 5 the chi-squared p-value is rough.
    i_squared : float or None
        `stratified_homogeneity` by ``cochran_q``: the share of the variation that is not chance.
    pvalue_lower, pvalue_upper, pvalue_level : float or None
        `homogeneity` by simulation: the interval of the p-value, and its confidence level.
    samples, seed : int or None
        `homogeneity` by simulation: how many tables were drawn, and where the draws began.
    strata_left_out, people_left_out : int or None
        Tests of strata: those in which either group holds nobody, and the people in them; they have no part in the test.
    """

    statistic: Any
    pvalue: Any
    df: Any
    method: str
    alternative: str
    status: Any
    task: str
    groups: int
    total: int
    smallest_expected: Any = None
    i_squared: Any = None
    pvalue_lower: Any = None
    pvalue_upper: Any = None
    pvalue_level: Any = None
    samples: Any = None
    seed: Any = None
    strata_left_out: Any = None
    people_left_out: Any = None

    def _columns(self) -> dict[str, Any]:
        further = ("smallest_expected", "i_squared", "pvalue_lower", "pvalue_upper", "pvalue_level", "samples", "seed", "strata_left_out", "people_left_out")
        return {
            "task": self.task,
            "groups": self.groups,
            "total": self.total,
            "statistic": self.statistic,
            "df": self.df,
            "pvalue": self.pvalue,
            **{name: getattr(self, name) for name in further if getattr(self, name) is not None},
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _line(self) -> str:
        what = _TESTS[self.task][0].format(groups=self._groups())
        details = []
        if not np.isnan(self.statistic):
            on = "" if np.isnan(self.df) else f" on {_degrees(self.df)}"
            details.append(f"statistic {number(self.statistic)}{on}")
        if self.samples is not None and not np.isnan(self.pvalue_lower):
            between = f"{level_text(self.pvalue_level)} interval {number(self.pvalue_lower, 4)} to {number(self.pvalue_upper, 4)}"
            details.append(f"simulated by {counted(self.samples, 'random table')}, {between}")
        if self.i_squared is not None and not np.isnan(self.i_squared):
            details.append(f"I² {percent(self.i_squared)}")
        shown = f" ({', '.join(details)})" if details else ""
        return f"{what}: {pvalue_text(self.pvalue)}{shown}, {self._people()}, {self.method} {self.alternative}{_status(self)}"

    def _groups(self) -> str:
        """How many groups, and what has no part of them."""
        return taking_part(self.groups, self.strata_left_out, self.people_left_out, _NOUNS.get(self.task, "group"))

    def _people(self) -> str:
        """How many people, and of how many where some have no part."""
        everybody = counted(self.total, "person")
        return f"{self.total - self.people_left_out:,} of {everybody}" if self.people_left_out else everybody

    def _title(self) -> str:
        return f"{_TESTS[self.task][1]}, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Association(Result):
    """How strongly the rows and columns of a table go together: 0 not at all, 1 completely.

    Attributes
    ----------
    value : float
    method, status : str
    rows, columns, total : int
        The size of the table and how many people it holds.
    """

    value: Any
    method: str
    status: Any
    rows: int
    columns: int
    total: int

    def _columns(self) -> dict[str, Any]:
        sizes = {"rows": self.rows, "columns": self.columns, "total": self.total}
        return {**sizes, "estimate": self.value, "method": self.method, "status": self.status}

    def _line(self) -> str:
        value = known(self.value)
        return f"association {value}: {self.rows} × {self.columns} table of {counted(self.total, 'person')}, {self.method}{_status(self)}"

    def _title(self) -> str:
        return f"associations, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Residuals(Result):
    """How far each cell of a table is from what it would be if rows and columns had nothing to do with each other.

    Attributes
    ----------
    row, column : array of str
        The names of the cell's row and column.
    observed, expected : array
        The count, and the count expected from the margins.
    pearson : array of float
        (observed − expected)/√expected; its variance is below 1.
    adjusted : array of float
        The residual divided by its standard error: beyond ±2 or 3 a cell stands out.
    pvalue, pvalue_adjusted : array of float
        Two-sided, of the adjusted residual; by itself, and in the family of all cells.
    family : str
        What was adjusted for, and how.
    method : str
        The adjustment.
    status : array of str
    """

    row: Any
    column: Any
    observed: Any
    expected: Any
    pearson: Any
    adjusted: Any
    pvalue: Any
    pvalue_adjusted: Any
    family: str
    method: str
    status: Any

    _begins_with_a_name: ClassVar[bool] = True

    def _columns(self) -> dict[str, Any]:
        names = ("row", "column", "observed", "expected", "pearson", "adjusted", "pvalue", "pvalue_adjusted", "family", "status")
        return {name: getattr(self, name) for name in names}

    def _axis(self) -> Axis:
        return numbers("adjusted residual", nothing=0.0)

    def _entries(self) -> list[Entry]:
        expected = f"{self.observed:,} where {number(self.expected, 1)} are expected"
        return [Entry(f"{self.row}, {self.column}", self.adjusted, detail=expected, start=0.0)]

    def _band(self) -> tuple[float, float]:
        return (-2.0, 2.0)

    def _line(self) -> str:
        expected = f"{self.observed:,} where {number(self.expected, 1)} are expected"
        sign = "+" if self.adjusted > 0 else ""
        residual = "" if np.isnan(self.adjusted) else f" (adjusted residual {sign}{number(self.adjusted)})"
        adjusted = f"{pvalue_text(self.pvalue_adjusted)} adjusted by {self.method}"
        return f"{self.row}, {self.column}: {expected}{residual}, {adjusted}{_status(self)}"

    def _title(self) -> str:
        return f"cells, {self.family}"


class Compared(Counted):
    """Rows that each compare a group with a reference, both told by name."""

    __slots__ = ()
    _begins_with_a_name: ClassVar[bool] = True

    group: Any
    reference: Any

    def _sides(self) -> dict[str, Any]:
        """The names and counts of both, as columns of a frame."""
        return {"group": self.group, "reference": self.reference, **count_columns(self)}

    def _pair(self) -> str:
        return f"{self.group} against {self.reference}"


class ComparedByRatio(Compared):
    """Rows of relative likelihoods, with p-values adjusted for one another."""

    __slots__ = ()

    value: Any
    lower: Any
    upper: Any
    pvalue_adjusted: Any

    def _axis(self) -> Axis:
        return ratios("relative likelihood")

    def _entries(self) -> list[Entry]:
        return [Entry(self._pair(), self.value, self.lower, self.upper, detail=adjusted_text(self.pvalue_adjusted))]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Marascuilo(Compared):
    """All pairs of rates by Marascuilo's simultaneous procedure.

    Attributes
    ----------
    group, reference : array of str
        The names of both groups of the pair.
    events, total, reference_events, reference_total : array of int
        Their counts.
    difference : array of float
        The group's rate less the reference's.
    critical_difference : array of float
        The size that a difference must pass to be significant at the level.
    statistic, pvalue : array of float
        Simultaneous as they stand: no further adjustment.
    confidence_level : float
    status : array of str
    """

    group: Any
    reference: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any
    difference: Any
    critical_difference: Any
    statistic: Any
    pvalue: Any
    confidence_level: float
    status: Any

    @property
    def method(self) -> str:
        """``"marascuilo"``."""
        return "marascuilo"

    def _columns(self) -> dict[str, Any]:
        return {
            **self._sides(),
            "measure": "rate_difference",
            "estimate": self.difference,
            "critical_difference": self.critical_difference,
            "confidence_level": self.confidence_level,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return differences("rate difference")

    def _entries(self) -> list[Entry]:
        limits = (self.difference - self.critical_difference, self.difference + self.critical_difference)
        return [Entry(self._pair(), self.difference, *limits, detail=pvalue_text(self.pvalue))]

    def _notes(self) -> list[str]:
        return ["The intervals, the difference and the critical difference to either side, hold all at once."]

    def _line(self) -> str:
        if np.isnan(self.difference):
            gap = "rate difference undefined"
        else:
            gap = f"rate difference {points(self.difference)} percentage points"
        critical = "" if np.isnan(self.critical_difference) else f" (critical at {level_text(self.confidence_level)}: {points(self.critical_difference).lstrip('+')})"
        counts = against(self)
        return f"{self._pair()}: {gap}{critical}, {pvalue_text(self.pvalue)} simultaneous, {counts}{_status(self)}"

    def _title(self) -> str:
        return "pairs, marascuilo"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pairwise(ComparedByRatio):
    """A family of comparisons: relative likelihoods with their intervals, and p-values adjusted for one another.

    Attributes
    ----------
    group, reference : array of str
        The names of both sides of a comparison; ``the rest`` are all other groups together.
    events, total, reference_events, reference_total : array of int
        Their counts.
    value, lower, upper : array of float
        The relative likelihood and its interval, which is not adjusted.
    confidence_level : float
    ratio_method : str
        The method of the interval.
    ratio_status : array of str
    statistic, pvalue : array of float
        The test of each comparison by itself.
    pvalue_adjusted : array of float
        The p-value within the family.
    method, alternative : str
        The test and its direction.
    adjust : str
        The adjustment.
    family : str
        What was compared and how it was adjusted.
    status : array of str
        Of the test.
    """

    group: Any
    reference: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any
    value: Any
    lower: Any
    upper: Any
    confidence_level: float
    ratio_method: str
    ratio_status: Any
    statistic: Any
    pvalue: Any
    pvalue_adjusted: Any
    method: str
    alternative: str
    adjust: str
    family: str
    status: Any

    def _columns(self) -> dict[str, Any]:
        return {
            **self._sides(),
            "measure": "relative_likelihood",
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "interval_adjust": "none",
            "ratio_method": self.ratio_method,
            "ratio_status": self.ratio_status,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "pvalue_adjusted": self.pvalue_adjusted,
            "adjust": self.adjust,
            "method": self.method,
            "alternative": self.alternative,
            "family": self.family,
            "status": self.status,
        }

    def _notes(self) -> list[str]:
        return [f"Each interval stands by itself; the p-values are adjusted by {self.adjust}."]

    def _line(self) -> str:
        value = known(self.value)
        between = interval_text(self.lower, self.upper, self.confidence_level, number, self.alternative)
        if between != "no interval":
            between += ", not adjusted"
        adjusted = f"{pvalue_text(self.pvalue_adjusted)} adjusted by {self.adjust}"
        counts = against(self)
        return f"{self._pair()}: relative likelihood {value} ({between}), {adjusted}, {counts}{_status(self)}"

    def _title(self) -> str:
        return f"comparisons, {self.family}"
