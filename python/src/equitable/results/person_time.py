"""The results of events over person-time, of standardised rates, of funnels, and of the same people asked twice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Bounded, Result, limit_columns
from .picture import Axis, Entry, differences, numbers, ratios, shares
from .words import against, counted, in_points, interval_text, known, level_text, number, percent, points, pvalue_text, status_text

__all__ = ["FunnelLimits", "Overdispersion", "PairedEstimate", "PairedTest", "PersonTimeEstimate", "PersonTimeTest", "StandardisedRate"]


def _limits(result: Any, show: Any) -> str:
    return interval_text(result.lower, result.upper, result.confidence_level, show, result.alternative)


def _figures(value: float) -> str:
    """A rate with at least three figures."""
    return number(value, 2 if abs(value) >= 1 else 3)


def _over(events: int, exposure: float) -> str:
    return f"{events:,} in {exposure:,.10g}"


_PERSON_TIME = {
    "person_time_rate": ("rate", "rates"),
    "person_time_ratio": ("ratio of rates", "ratios of rates"),
    "person_time_difference": ("difference of rates", "differences of rates"),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PersonTimeEstimate(Bounded):
    """A rate of events over person-time, or a comparison of two, with its confidence interval.

    Attributes
    ----------
    value, lower, upper : float or array
        For one unit of person-time, whatever unit was given.
    confidence_level : float or array
    method, alternative : str
    status : str or array of str
        ``ok``, ``unbounded`` or ``undefined``.
    measure : str
        ``person_time_rate``, ``person_time_ratio`` or ``person_time_difference``.
    events, exposure, reference_events, reference_exposure : int, float, array or None
        What it rests on.
    """

    value: Any
    lower: Any
    upper: Any
    confidence_level: Any
    method: str
    alternative: str
    status: Any
    measure: str
    events: Any
    exposure: Any
    reference_events: Any = None
    reference_exposure: Any = None

    def _columns(self) -> dict[str, Any]:
        columns: dict[str, Any] = {"events": self.events, "exposure": self.exposure}
        if self.reference_events is not None:
            columns |= {"reference_events": self.reference_events, "reference_exposure": self.reference_exposure}
        return columns | {
            "measure": self.measure,
            **limit_columns(self),
        }

    def _counts(self) -> str:
        against = "" if self.reference_events is None else f" against {_over(self.reference_events, self.reference_exposure)}"
        return _over(self.events, self.exposure) + against

    def _axis(self) -> Axis:
        name = _PERSON_TIME[self.measure][0]
        if self.measure == "person_time_ratio":
            return ratios(name)
        return numbers(f"{name}, for one unit of person-time", nothing=0.0 if self.measure == "person_time_difference" else None, decimals=3)

    def _entries(self) -> list[Entry]:
        return [Entry(self._counts(), self.value, self.lower, self.upper)]

    def _line(self) -> str:
        value = known(self.value, _figures)
        status = status_text(self.status, self.method)
        return f"{_PERSON_TIME[self.measure][0]} {value} ({_limits(self, _figures)}): {self._counts()}, {self.method}{status}"

    def _title(self) -> str:
        return f"{_PERSON_TIME[self.measure][1]} with {level_text(self.confidence_level)} intervals, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PersonTimeTest(Result):
    """A test of events against the number expected, or of two rates of events over person-time.

    Attributes
    ----------
    statistic : float or array
        z or its square; NaN for exact tests, which have none.
    pvalue : float or array
    method, alternative : str
    status : str or array of str
    events : int or array
    expected : float, array or None
        The number of events expected; None for two rates.
    exposure, reference_events, reference_exposure : int, float, array or None
        None for a test against an expected number.
    null_ratio : float
        The ratio of rates to be refuted.
    """

    statistic: Any
    pvalue: Any
    method: str
    alternative: str
    status: Any
    events: Any
    expected: Any = None
    exposure: Any = None
    reference_events: Any = None
    reference_exposure: Any = None
    null_ratio: float = 1.0

    def _columns(self) -> dict[str, Any]:
        names = ("events", "expected", "exposure", "reference_events", "reference_exposure")
        return {
            **{name: getattr(self, name) for name in names if getattr(self, name) is not None},
            "null_ratio": self.null_ratio,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _line(self) -> str:
        statistic = "" if math.isnan(self.statistic) else f" (statistic {number(self.statistic)})"
        if self.expected is not None:
            kind, counts = "difference from the number expected", f"{self.events:,} where {number(self.expected)} are expected"
        else:
            kind = "difference" if self.null_ratio == 1.0 else f"ratio of rates other than {number(self.null_ratio)}"
            counts = f"{_over(self.events, self.exposure)} against {_over(self.reference_events, self.reference_exposure)}"
        status = status_text(self.status, self.method)
        return f"{kind}: {pvalue_text(self.pvalue)}{statistic}, {counts}, {self.method} {self.alternative}{status}"

    def _title(self) -> str:
        return f"tests, {self.method} {self.alternative}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Overdispersion(Result):
    """Whether the counts of several units vary more than chance makes them.

    Attributes
    ----------
    value : float
        The variance over what Poisson counts would have: 1 without overdispersion.
    statistic, df, pvalue : float
        One-sided, against no more variation than chance.
    method, status : str
    events, units : int
    rate : float
        The rate that all units were taken to have; NaN for their own together.
    """

    value: Any
    statistic: Any
    df: Any
    pvalue: Any
    method: str
    status: Any
    events: int
    units: int
    rate: float

    _task: ClassVar[str] = "person_time_overdispersion"

    def _columns(self) -> dict[str, Any]:
        return {
            "units": self.units,
            "events": self.events,
            "measure": "dispersion",
            "estimate": self.value,
            "statistic": self.statistic,
            "df": self.df,
            "pvalue": self.pvalue,
            "method": self.method,
            "status": self.status,
        }

    def _line(self) -> str:
        value = "undefined" if math.isnan(self.value) else f"{number(self.value)}, times what chance makes"
        on = "" if math.isnan(self.df) else f" on {counted(int(self.df), 'degree of freedom')}"
        tested = "" if math.isnan(self.statistic) else f" (statistic {number(self.statistic)}{on})"
        counts = f"{counted(self.events, 'event')} in {counted(self.units, 'unit')}"
        return f"dispersion {value}: {pvalue_text(self.pvalue)}{tested}, {counts}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return "tests of overdispersion"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StandardisedRate(Bounded):
    """A rate as it would be with the make-up of a standard population, with its confidence interval.

    Attributes
    ----------
    value, lower, upper : float
        For every ``per`` of the population.
    confidence_level : float
    method, alternative, status : str
    per : float
    variance : float
        Of the rate.
    events, strata : int
        The events that count, and how many strata were given.
    """

    value: Any
    lower: Any
    upper: Any
    confidence_level: Any
    method: str
    alternative: str
    status: Any
    per: float
    variance: Any
    events: int
    strata: int

    def _columns(self) -> dict[str, Any]:
        return {
            "events": self.events,
            "strata": self.strata,
            "per": self.per,
            "estimate": self.value,
            "variance": self.variance,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return numbers(f"standardised rate per {self.per:,.10g}")

    def _entries(self) -> list[Entry]:
        return [Entry(f"{counted(self.events, 'event')} in {counted(self.strata, 'stratum')}", self.value, self.lower, self.upper)]

    def _line(self) -> str:
        value = known(self.value, _figures)
        status = status_text(self.status, self.method)
        counts = f"{counted(self.events, 'event')} in {counted(self.strata, 'stratum')}"
        return f"standardised rate {value} per {self.per:,.10g} ({_limits(self, _figures)}): {counts}, {self.method}{status}"

    def _title(self) -> str:
        return f"standardised rates, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FunnelLimits(Bounded):
    """Where a rate or ratio lies by chance alone, for a unit of a given size.

    Attributes
    ----------
    lower, upper : float or array
    confidence_level : float
    method, statistic : str
        What is drawn: ``proportion``, ``ratio_obs_over_exp`` or ``ratio_by_expected``.
    target : float or array
        The middle of the funnel.
    size : int, float or array
        People, events observed, or events expected.
    status : str or array of str
    """

    lower: Any
    upper: Any
    confidence_level: Any
    method: str
    statistic: str
    target: Any
    size: Any
    status: Any

    def _axis(self) -> Axis:
        return shares("rate") if self.statistic == "proportion" else ratios("observed over expected")

    def _entries(self) -> list[Entry]:
        return [Entry(self._size(), self.target, self.lower, self.upper)]

    def _picture(self) -> Any:
        if len(self.shape) == 1 and np.unique(self.size).size > 2 and np.unique(self.target).size == 1:
            from .funnel_curves import limits_over_sizes

            return limits_over_sizes(self)
        return Result._picture(self)

    def _size(self) -> str:
        units = {"proportion": "people", "ratio_obs_over_exp": "events observed", "ratio_by_expected": "events expected"}
        return f"{self.size:,.10g} {units[self.statistic]}"

    def _columns(self) -> dict[str, Any]:
        names = ("size", "target", "statistic", "lower", "upper", "confidence_level", "method", "status")
        return {name: getattr(self, name) for name in names}

    def _line(self) -> str:
        show = percent if self.statistic == "proportion" else number
        between = f"{show(self.lower)} to {show(self.upper)}"
        return f"by chance {between} ({level_text(self.confidence_level)}) around {show(self.target)}: {self._size()}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"funnel limits at {level_text(self.confidence_level)}, {self.method}"


_PAIRED = {
    "paired_difference": ("rate difference", "rate differences"),
    "paired_ratio": ("ratio of rates", "ratios of rates"),
    "paired_odds_ratio": ("odds ratio", "odds ratios"),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PairedEstimate(Bounded):
    """A comparison of the same people on two occasions, with its confidence interval.

    Attributes
    ----------
    value, lower, upper : float or array
        The first occasion against the second.
    confidence_level : float or array
    method, alternative : str
    status : str or array of str
    measure : str
        ``paired_difference``, ``paired_ratio`` or ``paired_odds_ratio``.
    both, first_only, second_only, neither : int or array
        How many had the outcome on both occasions, on one alone, on neither.
    """

    value: Any
    lower: Any
    upper: Any
    confidence_level: Any
    method: str
    alternative: str
    status: Any
    measure: str
    both: Any
    first_only: Any
    second_only: Any
    neither: Any

    def _columns(self) -> dict[str, Any]:
        return _cells(self) | {
            "measure": self.measure,
            **limit_columns(self),
        }

    def _axis(self) -> Axis:
        name = f"{_PAIRED[self.measure][0]}, first against second"
        return differences(name) if self.measure == "paired_difference" else ratios(name)

    def _entries(self) -> list[Entry]:
        return [Entry(_pairs(self), self.value, self.lower, self.upper)]

    def _line(self) -> str:
        difference = self.measure == "paired_difference"
        show = points if difference else number
        value = (in_points if difference else known)(self.value)
        status = status_text(self.status, self.method)
        return f"{_PAIRED[self.measure][0]} {value} ({_limits(self, show)}): {_pairs(self)}, {self.method}{status}"

    def _title(self) -> str:
        return f"{_PAIRED[self.measure][1]} of pairs with {level_text(self.confidence_level)} intervals, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PairedTest(Result):
    """Whether the same people changed between two occasions.

    Attributes
    ----------
    statistic : float or array
        NaN for exact tests, which have none.
    pvalue : float or array
    method, alternative : str
    status : str or array of str
        ``no_information`` when nobody changed.
    both, first_only, second_only, neither : int or array
    """

    statistic: Any
    pvalue: Any
    method: str
    alternative: str
    status: Any
    both: Any
    first_only: Any
    second_only: Any
    neither: Any

    def _columns(self) -> dict[str, Any]:
        return _cells(self) | {
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _line(self) -> str:
        statistic = "" if np.isnan(self.statistic) else f" (statistic {number(self.statistic)})"
        status = status_text(self.status, self.method)
        return f"change: {pvalue_text(self.pvalue)}{statistic}, {_pairs(self)}, {self.method} {self.alternative}{status}"

    def _title(self) -> str:
        return f"tests of pairs, {self.method} {self.alternative}"


def _cells(result: Any) -> dict[str, Any]:
    return {name: getattr(result, name) for name in ("both", "first_only", "second_only", "neither")}


def _pairs(result: Any) -> str:
    total = result.both + result.first_only + result.second_only + result.neither
    return f"{result.first_only:,} only first and {result.second_only:,} only second of {total:,}"
