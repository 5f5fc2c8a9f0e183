"""The results about gaps: what they are made of, how large they are in people, over all groups at once, and from one period to the next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Interval, Result
from .estimate import MEASURES, Estimate
from .words import counted, level_text, number, of, percent, points, pvalue_text, status_text

__all__ = ["Bootstrap", "Change", "Decomposition", "Inequality", "Segregation", "Shortfall"]


def _between(lower: float, upper: float, level: float, show: Any) -> str:
    if math.isnan(lower) or math.isnan(upper):
        return "no interval"
    return f"{level_text(level)} interval {show(lower)} to {show(upper)}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Decomposition(Result):
    """A gap between two rates, split into make-up and rates: `mix` and `rates` add up to `gap`.

    Attributes
    ----------
    gap, gap_lower, gap_upper : float
        The crude rate of the group less that of the reference.
    mix, mix_lower, mix_upper : float
        The part that comes from who is in which stratum.
    rates, rates_lower, rates_upper : float
        The part that comes from different rates within strata.
    gap_standard_error, mix_standard_error, rates_standard_error : float
    strata_mix, strata_rates : array of float
        What each stratum brings to the two parts.
    confidence_level : float
    status, gap_status, mix_status, rates_status : str
    total : int
    """

    gap: Any
    gap_lower: Any
    gap_upper: Any
    mix: Any
    mix_lower: Any
    mix_upper: Any
    rates: Any
    rates_lower: Any
    rates_upper: Any
    gap_standard_error: Any
    mix_standard_error: Any
    rates_standard_error: Any
    strata_mix: Any
    strata_rates: Any
    confidence_level: Any
    status: Any
    mix_status: Any
    rates_status: Any
    total: int

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()

    def __hash__(self) -> int:
        return hash((self.gap, self.mix, self.rates, self.confidence_level, self.total))

    @property
    def method(self) -> str:
        """``"kitagawa"``."""
        return "kitagawa"

    def _columns(self) -> dict[str, Any]:
        parts = ("gap", "mix", "rates")
        return {
            "strata": len(self.strata_mix),
            "total": self.total,
            "measure": np.array(parts),
            "estimate": np.array([getattr(self, part) for part in parts]),
            "lower": np.array([getattr(self, f"{part}_lower") for part in parts]),
            "upper": np.array([getattr(self, f"{part}_upper") for part in parts]),
            "standard_error": np.array([getattr(self, f"{part}_standard_error") for part in parts]),
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": np.array([self.status, self.mix_status, self.rates_status]),
        }

    def _line(self) -> str:
        if math.isnan(self.gap):
            return f"gap undefined: {counted(len(self.strata_mix), 'stratum')}, {self.method}{status_text(self.status, self.method)}"
        mix = f"{points(self.mix)} from make-up ({_between(self.mix_lower, self.mix_upper, self.confidence_level, points)})"
        rates = f"{points(self.rates)} from rates within strata ({_between(self.rates_lower, self.rates_upper, self.confidence_level, points)})"
        return f"gap {points(self.gap)} percentage points: {mix}, {rates}; {counted(len(self.strata_mix), 'stratum')}, {counted(self.total, 'person')}"

    def _title(self) -> str:
        return "decompositions"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shortfall(Result):
    """The people by whom a group falls short of a rate.

    Attributes
    ----------
    value, lower, upper : float
        People: total · (rate of the standard − rate of the group), with its interval; below 0 for a surplus.
    people, to_close : int
        To the nearest person; the least whole number of further events that reaches the standard's rate.
    rate, standard_rate : float
    confidence_level : float
    method : str
        The standard: ``reference``, ``pooled`` or ``best``.
    group, standard_group : str
        The group, and the one that sets the rate; empty for ``pooled``.
    events, total : int
    status : str
    """

    value: Any
    lower: Any
    upper: Any
    people: int
    to_close: int
    rate: Any
    standard_rate: Any
    confidence_level: Any
    method: str
    group: str
    standard_group: str
    events: int
    total: int
    status: Any

    _begins_with_a_name: ClassVar[bool] = True

    @property
    def interval(self) -> Interval:
        """Both limits together."""
        return Interval(self.lower, self.upper)

    def _columns(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "standard_group": self.standard_group,
            "events": self.events,
            "total": self.total,
            "rate": self.rate,
            "standard_rate": self.standard_rate,
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "people": self.people,
            "to_close": self.to_close,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _line(self) -> str:
        standard = f"the rate of {self.standard_group}" if self.standard_group else "the rate of all together"
        value = "undefined" if math.isnan(self.value) else f"{number(self.value, 1)} people"
        between = _between(self.lower, self.upper, self.confidence_level, lambda limit: number(limit, 1))
        status = status_text(self.status, self.method)
        return f"{self.group}: shortfall from {standard} {value} ({between}): {of(self.events, self.total)}{status}"

    def _title(self) -> str:
        return "shortfalls"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Inequality(Result):
    """A measure of the inequality between all groups at once, with its interval.

    Attributes
    ----------
    value, lower, upper : float
    standard_error : float
        By the delta method; NaN where the measure has no slope.
    confidence_level : float
    measure : str
        ``D``, ``R``, ``ACI`` and so on, as the World Health Organization's toolkit names them.
    method, status : str
    groups, total : int
    """

    value: Any
    lower: Any
    upper: Any
    standard_error: Any
    confidence_level: Any
    measure: str
    method: str
    status: Any
    groups: int
    total: int

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()

    @property
    def interval(self) -> Interval:
        """Both limits together."""
        return Interval(self.lower, self.upper)

    def _columns(self) -> dict[str, Any]:
        return {
            "groups": self.groups,
            "total": self.total,
            "measure": self.measure,
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "standard_error": self.standard_error,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _line(self) -> str:
        value = "undefined" if math.isnan(self.value) else number(self.value, 3)
        between = _between(self.lower, self.upper, self.confidence_level, lambda limit: number(limit, 3))
        status = status_text(self.status, self.method)
        return f"inequality {self.measure} {value} ({between}): {counted(self.groups, 'group')}, {counted(self.total, 'person')}, {self.method}{status}"

    def _title(self) -> str:
        return "measures of inequality"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Bootstrap(Result):
    """A measure of inequality with the interval that samples drawn from the groups' own rates show.

    Attributes
    ----------
    value, lower, upper : float
    standard_error, bias : float
        The standard deviation of the samples' values, and their mean less the value.
    confidence_level : float
    measure, method, status : str
    defined : int
        Samples in which the measure has a value; the others are left out.
    replicates, seed : int
    groups, total : int
    """

    value: Any
    lower: Any
    upper: Any
    standard_error: Any
    bias: Any
    confidence_level: Any
    measure: str
    method: str
    status: Any
    defined: int
    replicates: int
    seed: int
    groups: int
    total: int

    _task: ClassVar[str] = "bootstrap"
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()

    @property
    def interval(self) -> Interval:
        """Both limits together."""
        return Interval(self.lower, self.upper)

    def _columns(self) -> dict[str, Any]:
        return {
            "groups": self.groups,
            "total": self.total,
            "measure": self.measure,
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "standard_error": self.standard_error,
            "bias": self.bias,
            "confidence_level": self.confidence_level,
            "replicates": self.replicates,
            "defined": self.defined,
            "method": self.method,
            "status": self.status,
        }

    def _line(self) -> str:
        value = "undefined" if math.isnan(self.value) else number(self.value, 3)
        between = _between(self.lower, self.upper, self.confidence_level, lambda limit: number(limit, 3))
        drawn = f"{self.replicates:,} samples" if self.defined == self.replicates else f"{self.defined:,} of {self.replicates:,} samples"
        spread = "" if math.isnan(self.standard_error) else f", standard error {number(self.standard_error, 3)}"
        status = status_text(self.status, self.method)
        size = f"{counted(self.groups, 'group')}, {counted(self.total, 'person')}"
        return f"inequality {self.measure} {value} ({between}{spread}): {size}, {drawn}, {self.method}{status}"

    def _title(self) -> str:
        return "resampled measures of inequality"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Segregation(Result):
    """How unevenly groups are spread over units, what chance alone would give, and what is left beyond it.

    Attributes
    ----------
    value, expected, corrected : float
        The index; its mean over random allocations; what is left beyond chance.
    pvalue, pvalue_lower, pvalue_upper : float
        Against random allocation, by drawing; NaN when no draws were asked for.
    method, status : str
        The index.
    units, groups, total : int
    """

    value: Any
    expected: Any
    corrected: Any
    pvalue: Any
    pvalue_lower: Any
    pvalue_upper: Any
    method: str
    status: Any
    units: int
    groups: int
    total: int

    def _columns(self) -> dict[str, Any]:
        return {
            "units": self.units,
            "groups": self.groups,
            "total": self.total,
            "estimate": self.value,
            "expected_by_chance": self.expected,
            "corrected": self.corrected,
            "pvalue": self.pvalue,
            "pvalue_lower": self.pvalue_lower,
            "pvalue_upper": self.pvalue_upper,
            "method": self.method,
            "status": self.status,
        }

    def _line(self) -> str:
        value = "undefined" if math.isnan(self.value) else percent(self.value)
        beyond = ""
        if self.corrected > 0:
            beyond = f", {percent(self.corrected)} beyond chance"
        elif self.corrected <= 0:
            beyond = ", no more than by chance" if math.isnan(self.expected) else f", no more than by chance alone ({percent(self.expected)})"
        drawn = "" if math.isnan(self.pvalue) else f", {pvalue_text(self.pvalue)}"
        status = status_text(self.status, self.method)
        size = f"{counted(self.units, 'unit')}, {counted(self.groups, 'group')}, {counted(self.total, 'person')}"
        return f"{self.method} {value}{beyond}{drawn}: {size}{status}"

    def _title(self) -> str:
        return "indices of segregation"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Change(Result):
    """How a ratio or a gap moved from one period to the next.

    Attributes
    ----------
    value, lower, upper : float or array
        The later over the earlier relative likelihood, or the later less the earlier difference.
    confidence_level : float
    statistic, pvalue : float or array
        Of no change; the statistic is positive when the ratio or the gap rose.
    method : str
    status : str or array of str
        Of the change.
    test_status : str or array of str
    measure : str
        ``relative_likelihood`` or ``rate_difference``.
    first, second : Estimate
        Both periods by themselves.
    """

    value: Any
    lower: Any
    upper: Any
    confidence_level: Any
    statistic: Any
    pvalue: Any
    method: str
    status: Any
    test_status: Any
    measure: str
    first: Estimate
    second: Estimate

    @property
    def interval(self) -> Interval:
        """Both limits together."""
        return Interval(self.lower, self.upper)

    def _columns(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "first": self.first.value,
            "second": self.second.value,
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "status": self.status,
        }

    def _line(self) -> str:
        difference = self.measure == "rate_difference"
        show = points if difference else number
        word = "change of the gap" if difference else "ratio of ratios"
        value = "undefined" if math.isnan(self.value) else show(self.value) + (" percentage points" if difference else "")
        between = _between(self.lower, self.upper, self.confidence_level, show)
        was = f"{MEASURES[self.measure][0]} from {self.first._value()} to {self.second._value()}"
        return f"{word} {value} ({between}): {pvalue_text(self.pvalue)}, {was}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"changes, {self.method}"
