"""The results about gaps: what they are made of, how large they are in people, over all groups at once, and from one period to the next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Bounded, Result
from .estimate import MEASURES, Estimate
from .picture import MOST_ROWS, Axis, Entry, differences, numbers, people, shares
from .words import counted, in_points, interval_text, known, number, of, percent, points, pvalue_text, status_text

__all__ = ["Bootstrap", "Change", "Decomposition", "Inequality", "Segregation", "Shortfall"]


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
    strata_of_one_group, people_of_one_group : int
        Strata in which only one of the two groups has people, and those people. The other's rate there is taken to be the same: all that such a
        stratum brings is make-up.
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
    strata_of_one_group: int = 0
    people_of_one_group: int = 0

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
            "strata_of_one_group": self.strata_of_one_group,
            "measure": np.array(parts),
            "estimate": np.array([getattr(self, part) for part in parts]),
            "lower": np.array([getattr(self, f"{part}_lower") for part in parts]),
            "upper": np.array([getattr(self, f"{part}_upper") for part in parts]),
            "standard_error": np.array([getattr(self, f"{part}_standard_error") for part in parts]),
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": np.array([self.status, self.mix_status, self.rates_status]),
        }

    def _axis(self) -> Axis:
        return differences("gap between the rates")

    def _entries(self) -> list[Entry]:
        parts = [
            Entry("the whole gap", self.gap, self.gap_lower, self.gap_upper, start=0.0, fixed=True),
            Entry("from make-up", self.mix, self.mix_lower, self.mix_upper, start=0.0, fixed=True),
            Entry("from rates within strata", self.rates, self.rates_lower, self.rates_upper, start=0.0, fixed=True),
        ]
        if math.isnan(self.gap) or len(self.strata_mix) > MOST_ROWS - len(parts) - 1:
            return parts
        strata = [
            Entry(f"stratum {place}", mix + rates, detail=f"make-up {points(mix)}, rates {points(rates)}", start=0.0)
            for place, (mix, rates) in enumerate(zip(self.strata_mix.tolist(), self.strata_rates.tolist(), strict=True), 1)
        ]
        return [*parts, Entry("What each stratum brings to the gap", heading=True), *strata]

    def _notes(self) -> list[str]:
        return ["Bars begin at 0; make-up and rates add up to the whole gap, and so do the strata.", *self._taken_alike()]

    def _taken_alike(self) -> list[str]:
        if not self.strata_of_one_group:
            return []
        strata = f"{counted(self.strata_of_one_group, 'stratum')} ({counted(self.people_of_one_group, 'person')})"
        return [f"In {strata} only one of the two groups has people: the other's rate is taken to be the same there, so that it counts as make-up."]

    def _line(self) -> str:
        if math.isnan(self.gap):
            return f"gap undefined: {counted(len(self.strata_mix), 'stratum')}, {self.method}{status_text(self.status, self.method)}"
        mix = f"{points(self.mix)} from make-up ({interval_text(self.mix_lower, self.mix_upper, self.confidence_level, points)})"
        rates = f"{points(self.rates)} from rates within strata ({interval_text(self.rates_lower, self.rates_upper, self.confidence_level, points)})"
        return f"gap {points(self.gap)} percentage points: {mix}, {rates}; {counted(len(self.strata_mix), 'stratum')}, {counted(self.total, 'person')}{self._imputed()}"

    def _imputed(self) -> str:
        said = " ".join(self._taken_alike())
        return f"; {said[:1].lower()}{said[1:].rstrip('.')}" if said else ""

    def _title(self) -> str:
        return "decompositions"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shortfall(Bounded):
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

    def _axis(self) -> Axis:
        return people("people short of the standard's rate")

    def _entries(self) -> list[Entry]:
        standard = self.standard_group or "all together"
        return [Entry(f"{self.group}, by the rate of {standard}", self.value, self.lower, self.upper, detail=of(self.events, self.total), start=0.0)]

    def _line(self) -> str:
        standard = f"the rate of {self.standard_group}" if self.standard_group else "the rate of all together"
        value = "undefined" if math.isnan(self.value) else f"{number(self.value, 1)} people"
        between = interval_text(self.lower, self.upper, self.confidence_level, lambda limit: number(limit, 1))
        status = status_text(self.status, self.method)
        return f"{self.group}: shortfall from {standard} {value} ({between}): {of(self.events, self.total)}{status}"

    def _title(self) -> str:
        return "shortfalls"


_RATIO_MEASURES = ("R", "RII")  # of the World Health Organization's toolkit; of the others 0 is equality


def _three(value: float) -> str:
    return number(value, 3)


class _OfInequality(Bounded):
    """A measure of inequality with an interval, whatever way that is found."""

    __slots__ = ()

    value: Any
    confidence_level: Any
    measure: str
    groups: int
    total: int

    def _axis(self) -> Axis:
        axis = numbers(f"inequality {self.measure}", nothing=0.0, decimals=3)
        return axis._replace(nothing=1.0, logarithmic=True) if self.measure in _RATIO_MEASURES else axis

    def _entries(self) -> list[Entry]:
        return [Entry(f"{self.measure}, {counted(self.groups, 'group')}", self.value, self.lower, self.upper)]

    def _size(self) -> str:
        return f"{counted(self.groups, 'group')}, {counted(self.total, 'person')}"

    def _measured(self, more: str = "") -> str:
        between = interval_text(self.lower, self.upper, self.confidence_level, _three)
        return f"inequality {self.measure} {known(self.value, _three)} ({between}{more}): {self._size()}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Inequality(_OfInequality):
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
        why = ": nobody, or everybody, has the outcome" if self.status == "no_information" else ""
        return f"{self._measured()}, {self.method}{status_text(self.status, self.method)}{why}"

    def _title(self) -> str:
        return "measures of inequality"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Bootstrap(_OfInequality):
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
        drawn = counted(self.replicates, "sample")
        if self.defined != self.replicates:
            drawn = f"{self.defined:,} of {drawn}"
        error = "" if math.isnan(self.standard_error) else f", standard error {number(self.standard_error, 3)}"
        return f"{self._measured(error)}, {drawn}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return "resampled measures of inequality"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Segregation(Result):
    """How unevenly groups are spread over units, what chance alone would give, and what is left beyond it.

    Attributes
    ----------
    value, expected : float
        The index, and its mean over random allocations.
    corrected, even : float
        The index with chance taken out, and what an even spread gives. Of isolation and exposure they are on the index's own scale, where an even
        spread gives the group's share; of the others an even spread gives 0, and ``corrected`` is what is left beyond chance.
    pvalue, pvalue_lower, pvalue_upper : float
        Against random allocation, by drawing; NaN when no draws were asked for.
    method, status : str
        The index; ``no_information`` for a single unit.
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
    even: Any = math.nan

    def _columns(self) -> dict[str, Any]:
        return {
            "units": self.units,
            "groups": self.groups,
            "total": self.total,
            "estimate": self.value,
            "expected_by_chance": self.expected,
            "corrected": self.corrected,
            "even": self.even,
            "pvalue": self.pvalue,
            "pvalue_lower": self.pvalue_lower,
            "pvalue_upper": self.pvalue_upper,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return shares(self.method.replace("_", " "))

    def _entries(self) -> list[Entry]:
        by_chance = None if math.isnan(self.expected) else self.expected
        detail = "" if by_chance is None else f"by chance {percent(by_chance)}"
        return [Entry(f"{counted(self.units, 'unit')}, {counted(self.groups, 'group')}", self.value, detail=detail, start=0.0, beside=by_chance)]

    def _rings(self) -> str:
        return "" if np.all(np.isnan(self.expected)) else "what chance alone would give"

    def _line(self) -> str:
        value = known(self.value, percent)
        beyond = ""
        if self.method in ("isolation", "exposure"):
            if not math.isnan(self.corrected):
                beyond = f", {percent(self.corrected)} once chance is taken out, where an even spread gives {percent(self.even)}"
        elif self.corrected > 0:
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
class Change(Bounded):
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

    def _axis(self) -> Axis:
        return self.first._axis()

    def _entries(self) -> list[Entry]:
        word = "change of the gap" if self.measure == "rate_difference" else "later over earlier"
        periods = [
            Entry(name, period.value, period.lower, period.upper, detail=period._counts())
            for name, period in (("earlier", self.first), ("later", self.second))
        ]
        return [*periods, Entry(word, self.value, self.lower, self.upper, detail=pvalue_text(self.pvalue), fixed=True)]

    def _line(self) -> str:
        difference = self.measure == "rate_difference"
        show = points if difference else number
        word = "change of the gap" if difference else "ratio of ratios"
        value = (in_points if difference else known)(self.value)
        between = interval_text(self.lower, self.upper, self.confidence_level, show)
        was = f"{MEASURES[self.measure][0]} from {self.first._value()} to {self.second._value()}"
        return f"{word} {value} ({between}): {pvalue_text(self.pvalue)}, {was}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"changes, {self.method}"
