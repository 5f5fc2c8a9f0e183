"""The results of many groups: tests, pairs, cells, trends, gradients, shares, and comparisons within strata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Result, rate_of
from .estimate import Estimate
from .test import TestResult
from .words import counted, level_text, number, of, percent, points, pvalue_text, status_text

__all__ = [
    "Association",
    "Composition",
    "GroupTest",
    "LinearByLinear",
    "Marascuilo",
    "Pairwise",
    "Residuals",
    "Shares",
    "SlopeIndex",
    "Stratified",
    "TrendSlope",
]


def _status(result: Any) -> str:
    return status_text(result.status, result.method, "cmh" if getattr(result, "task", "") == "stratified_test" else None)


def _between(lower: float, upper: float, level: float, alternative: str, show: Any) -> str:
    """``95% interval 1.2 to 1.9``, ``95% lower limit 1.2`` or ``no interval``."""
    if np.isnan(lower) or np.isnan(upper):
        return "no interval"
    if alternative == "greater":
        return f"{level_text(level)} lower limit {show(lower)}"
    if alternative == "less":
        return f"{level_text(level)} upper limit {show(upper)}"
    return f"{level_text(level)} interval {show(lower)} to {show(upper)}"


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
    pvalue_lower, pvalue_upper : float or None
        `homogeneity` by simulation: the interval of the p-value.
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

    def _columns(self) -> dict[str, Any]:
        further = ("smallest_expected", "i_squared", "pvalue_lower", "pvalue_upper")
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
        what = _TESTS[self.task][0].format(groups=counted(self.groups, _NOUNS.get(self.task, "group")))
        details = []
        if not np.isnan(self.statistic):
            on = "" if np.isnan(self.df) else f" on {self.df:g} degree{'' if self.df == 1 else 's'} of freedom"
            details.append(f"statistic {number(self.statistic)}{on}")
        if self.pvalue_lower is not None and not np.isnan(self.pvalue):
            details.append(f"simulated, between {number(self.pvalue_lower, 4)} and {number(self.pvalue_upper, 4)}")
        if self.i_squared is not None and not np.isnan(self.i_squared):
            details.append(f"I² {percent(self.i_squared)}")
        shown = f" ({', '.join(details)})" if details else ""
        return f"{what}: {pvalue_text(self.pvalue)}{shown}, {counted(self.total, 'person')}, {self.method} {self.alternative}{_status(self)}"

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
        value = "undefined" if np.isnan(self.value) else number(self.value)
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

    def _line(self) -> str:
        expected = f"{self.observed:,} where {number(self.expected, 1)} are expected"
        sign = "+" if self.adjusted > 0 else ""
        residual = "" if np.isnan(self.adjusted) else f" (adjusted residual {sign}{number(self.adjusted)})"
        adjusted = f"{pvalue_text(self.pvalue_adjusted)} adjusted by {self.method}"
        return f"{self.row}, {self.column}: {expected}{residual}, {adjusted}{_status(self)}"

    def _title(self) -> str:
        return f"cells, {self.family}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Marascuilo(Result):
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

    _begins_with_a_name: ClassVar[bool] = True

    @property
    def method(self) -> str:
        """``"marascuilo"``."""
        return "marascuilo"

    def _columns(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "reference": self.reference,
            "events": self.events,
            "total": self.total,
            "rate": rate_of(self.events, self.total),
            "reference_events": self.reference_events,
            "reference_total": self.reference_total,
            "reference_rate": rate_of(self.reference_events, self.reference_total),
            "measure": "rate_difference",
            "estimate": self.difference,
            "critical_difference": self.critical_difference,
            "confidence_level": self.confidence_level,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "status": self.status,
        }

    def _line(self) -> str:
        if np.isnan(self.difference):
            gap = "rate difference undefined"
        else:
            gap = f"rate difference {points(self.difference)} percentage points"
        critical = "" if np.isnan(self.critical_difference) else f" (critical at {level_text(self.confidence_level)}: {points(self.critical_difference).lstrip('+')})"
        counts = f"{of(self.events, self.total)} against {of(self.reference_events, self.reference_total)}"
        return f"{self.group} against {self.reference}: {gap}{critical}, {pvalue_text(self.pvalue)} simultaneous, {counts}{_status(self)}"

    def _title(self) -> str:
        return "pairs, marascuilo"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pairwise(Result):
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

    _begins_with_a_name: ClassVar[bool] = True

    @property
    def rate(self) -> Any:
        """events / total; NaN for 0 of 0."""
        return rate_of(self.events, self.total)

    @property
    def reference_rate(self) -> Any:
        """reference_events / reference_total; NaN for 0 of 0."""
        return rate_of(self.reference_events, self.reference_total)

    def _columns(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "reference": self.reference,
            "events": self.events,
            "total": self.total,
            "rate": self.rate,
            "reference_events": self.reference_events,
            "reference_total": self.reference_total,
            "reference_rate": self.reference_rate,
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

    def _line(self) -> str:
        value = "undefined" if np.isnan(self.value) else number(self.value)
        between = _between(self.lower, self.upper, self.confidence_level, self.alternative, number)
        if between != "no interval":
            between += ", not adjusted"
        adjusted = f"{pvalue_text(self.pvalue_adjusted)} adjusted by {self.adjust}"
        counts = f"{of(self.events, self.total)} against {of(self.reference_events, self.reference_total)}"
        return f"{self.group} against {self.reference}: relative likelihood {value} ({between}), {adjusted}, {counts}{_status(self)}"

    def _title(self) -> str:
        return f"comparisons, {self.family}"


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

    def _line(self) -> str:
        linear = self.method == "linear_slope"
        show = points if linear else number
        unit = " percentage points" if linear else " of the log odds"
        value = "undefined" if np.isnan(self.value) else f"{show(self.value)}{unit}"
        between = _between(self.lower, self.upper, self.confidence_level, self.alternative, show)
        size = f"{counted(self.groups, 'group')}, {counted(self.total, 'person')}"
        return f"change with one unit of the score {value} ({between}): {size}, {self.method}{_status(self)}"

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
        correlation = "undefined" if np.isnan(self.correlation) else number(self.correlation)
        statistic = "" if np.isnan(self.statistic) else f" (statistic {number(self.statistic)})"
        size = f"{self.rows} × {self.columns} table of {counted(self.total, 'person')}"
        return f"correlation {correlation}: {pvalue_text(self.pvalue)}{statistic}, {size}, {self.method} {self.alternative}{_status(self)}"

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

    def _line(self) -> str:
        slope = "undefined" if np.isnan(self.sii) else f"{points(self.sii)} percentage points"
        ratio = "undefined" if np.isnan(self.rii) else number(self.rii)
        level, side = self.confidence_level, self.alternative
        first = f"slope index {slope} ({_between(self.sii_lower, self.sii_upper, level, side, points)})"
        second = f"relative index {ratio} ({_between(self.rii_lower, self.rii_upper, level, side, number)})"
        return f"{first}, {second}: {counted(self.bands, 'band')}, {counted(self.total, 'person')}, {self.method}{_status(self)}"

    def _title(self) -> str:
        return f"gradients, {self.method}"


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

    def _line(self) -> str:
        value = "undefined" if np.isnan(self.value) else percent(self.value)
        between = _between(self.lower, self.upper, self.confidence_level, "two-sided", percent)
        return f"{self.category}: share {value} ({between}), {of(self.events, self.total)}, {self.method}{_status(self)}"

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

    def _line(self) -> str:
        statistic = "" if np.isnan(self.statistic) else f" (statistic {number(self.statistic)})"
        index = "" if np.isnan(self.dissimilarity_index) else f", dissimilarity {percent(self.dissimilarity_index)}"
        size = f"{counted(self.total, 'person')} in {counted(len(self.counts), 'category')}"
        than = "the population's composition"
        if self.method in _AGAINST_COUNTS:
            than = f"the composition of another {counted(int(sum(self.reference)), 'person')}"
        return f"difference from {than}: {pvalue_text(self.pvalue)}{statistic}{index}, {size}, {self.method}{_status(self)}"

    def _title(self) -> str:
        return f"compositions, {self.method}"


_WARNINGS = {
    "agrees": "",
    "differs": "pooling all strata into one table says otherwise: one of the two comparisons shows a difference and the other does not",
    "unshown": "the best estimates within the strata and over all of them lie on opposite sides (Simpson's paradox), though neither is shown to differ",
    "reversed": "pooling all strata into one table turns the direction round (Simpson's paradox): compare like with like, within strata",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stratified(Result):
    """A comparison made within strata: one effect for all of them, whether it is real, whether it is one, and what pooling would have said.

    Attributes
    ----------
    value, lower, upper : float
        The effect common to all strata, with its interval.
    standard_error : float
        Of a difference, or of the logarithm of a ratio; NaN where the method has none.
    confidence_level : float
    method, alternative : str
    status : str
    measure : str
        ``relative_likelihood``, ``rate_difference`` or ``odds_ratio``.
    association : GroupTest
        The Cochran-Mantel-Haenszel test of no effect.
    homogeneity : GroupTest
        Whether the effect is the same in all strata: Tarone's test of odds ratios, Cochran's Q of ratios and differences.
    crude : Estimate
        All strata pooled into one table.
    crude_test : TestResult
        Its test.
    pooling : str
        ``agrees``; ``differs`` when only one of crude and stratified test shows a difference; ``reversed`` when they point apart.
    strata : Estimate
        The effect in each stratum by itself.
    strata_tests : TestResult
        Their tests.
    weights : array of float
        The share of each stratum in the Mantel-Haenszel weights.
    mantel_fleiss : float
        The chi-squared of ``association`` is good when this is 5 or more.
    """

    value: Any
    lower: Any
    upper: Any
    standard_error: Any
    confidence_level: Any
    method: str
    alternative: str
    status: Any
    measure: str
    association: GroupTest
    homogeneity: GroupTest
    crude: Estimate
    crude_test: TestResult
    pooling: str
    strata: Estimate
    strata_tests: TestResult
    weights: Any
    mantel_fleiss: float

    def __hash__(self) -> int:
        return hash((self.measure, self.method, self.value, self.confidence_level, self.association, self.crude))

    @property
    def warning(self) -> str:
        """What is wrong with pooling the strata; empty when the crude comparison says the same."""
        shown = [test.pvalue < 1 - self.confidence_level for test in (self.association, self.crude_test)]
        return _WARNINGS["unshown" if self.pooling == "reversed" and not any(shown) else self.pooling]

    def _columns(self) -> dict[str, Any]:
        return {
            "strata": self.association.groups,
            "total": self.association.total,
            "measure": self.measure,
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "statistic": self.association.statistic,
            "pvalue": self.association.pvalue,
            "homogeneity_pvalue": self.homogeneity.pvalue,
            "crude_estimate": self.crude.value,
            "pooling": self.pooling,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _line(self) -> str:
        difference = self.measure == "rate_difference"
        show = points if difference else number
        unit = " percentage points" if difference else ""
        value = "undefined" if np.isnan(self.value) else f"{show(self.value)}{unit}"
        crude = "undefined" if np.isnan(self.crude.value) else show(self.crude.value)
        between = _between(self.lower, self.upper, self.confidence_level, self.alternative, show)
        what = f"{self.measure.replace('_', ' ')} within {counted(self.association.groups, 'stratum')} {value} ({between})"
        tests = f"{pvalue_text(self.association.pvalue)}, likeness of strata {pvalue_text(self.homogeneity.pvalue)}, crude {crude}"
        warned = f"; {self.warning}" if self.warning else ""
        return f"{what}: {tests}, {self.method}{_status(self)}{warned}"

    def _title(self) -> str:
        return f"stratified comparisons, {self.method}"
