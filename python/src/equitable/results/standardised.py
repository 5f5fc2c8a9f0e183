"""The results of standardisation: two groups with the same make-up, and one group beside the reference's rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Bounded, Result
from .picture import Axis, Entry, ratios, shares
from .words import counted, interval_text, known, number, percent, points, status_text

__all__ = ["IndirectlyStandardised", "Standardised"]

_PARTS = ("rate", "reference_rate", "difference", "ratio")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Standardised(Result):
    """Two rates as they would be if both groups were made up like a standard population; four rows in a frame.

    Attributes
    ----------
    rate, rate_lower, rate_upper : float
        The group's standardised rate.
    reference_rate, reference_rate_lower, reference_rate_upper : float
    difference, difference_lower, difference_upper : float
        The group's less the reference's.
    ratio, ratio_lower, ratio_upper : float
        The group's over the reference's.
    rate_standard_error, reference_rate_standard_error, difference_standard_error, ratio_standard_error : float
        The last on the scale of logarithms.
    crude_rate, crude_reference_rate : float
        As they are.
    confidence_level : float
    method, alternative : str
    status : str
        Of the difference; ``undefined`` when a group has nobody in a stratum of the standard.
    statuses : tuple of str
        Of the four.
    strata, total : int
    """

    rate: Any
    rate_lower: Any
    rate_upper: Any
    reference_rate: Any
    reference_rate_lower: Any
    reference_rate_upper: Any
    difference: Any
    difference_lower: Any
    difference_upper: Any
    ratio: Any
    ratio_lower: Any
    ratio_upper: Any
    rate_standard_error: Any
    reference_rate_standard_error: Any
    difference_standard_error: Any
    ratio_standard_error: Any
    crude_rate: float
    crude_reference_rate: float
    confidence_level: float
    method: str
    alternative: str
    status: Any
    statuses: tuple[str, ...]
    strata: int
    total: int

    _task: ClassVar[str] = "standardise"
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()

    def _columns(self) -> dict[str, Any]:
        crude = (self.crude_rate, self.crude_reference_rate)
        with np.errstate(divide="ignore", invalid="ignore"):
            both = (*crude, crude[0] - crude[1], float(np.divide(*crude)))
        return {
            "strata": self.strata,
            "total": self.total,
            "measure": np.array(["rate", "reference_rate", "rate_difference", "relative_likelihood"]),
            "crude": np.array(both),
            "estimate": np.array([getattr(self, part) for part in _PARTS]),
            "lower": np.array([getattr(self, f"{part}_lower") for part in _PARTS]),
            "upper": np.array([getattr(self, f"{part}_upper") for part in _PARTS]),
            "standard_error": np.array([getattr(self, f"{part}_standard_error") for part in _PARTS]),
            "confidence_level": self.confidence_level,
            "method": self.method,
            "alternative": self.alternative,
            "status": np.array(self.statuses),
        }

    def _axis(self) -> Axis:
        return shares("standardised rate")

    def _entries(self) -> list[Entry]:
        group = (self.rate, self.rate_lower, self.rate_upper), self.crude_rate
        reference = (self.reference_rate, self.reference_rate_lower, self.reference_rate_upper), self.crude_reference_rate
        return [
            Entry(name, *limits, detail=f"crude {known(crude, percent)}", beside=None if math.isnan(crude) else crude)
            for name, (limits, crude) in (("group", group), ("reference", reference))
        ]

    def _rings(self) -> str:
        return "the crude rates"

    def _notes(self) -> list[str]:
        if math.isnan(self.difference):
            return []
        gap = interval_text(self.difference_lower, self.difference_upper, self.confidence_level, points, self.alternative)
        return [f"Difference {points(self.difference)} percentage points ({gap})."]

    def _line(self) -> str:
        size = f"{counted(self.strata, 'stratum')}, {counted(self.total, 'person')}, {self.method}"
        if math.isnan(self.difference):
            return f"standardised rates undefined: {size}{status_text(self.status, self.method)}"
        level, side = self.confidence_level, self.alternative
        rates = f"standardised rates {percent(self.rate)} and {percent(self.reference_rate)}"
        crude = f"crude {known(self.crude_rate, percent)} and {known(self.crude_reference_rate, percent)}"
        gap = f"difference {points(self.difference)} percentage points ({interval_text(self.difference_lower, self.difference_upper, level, points, side)})"
        ratio = known(self.ratio)
        return f"{rates} ({crude}), {gap}, ratio {ratio} ({interval_text(self.ratio_lower, self.ratio_upper, level, number, side)}): {size}"

    def _title(self) -> str:
        return f"standardised comparisons, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IndirectlyStandardised(Bounded):
    """A group's events beside those expected of it at the reference's rates, stratum by stratum.

    Attributes
    ----------
    value, lower, upper : float
        Observed over expected, with limits that take the expected events as known.
    events : int
        Observed.
    expected : float
    rate : float
        ``value`` times the reference's rate.
    confidence_level : float
    method, alternative, status : str
    strata, total : int
        How many strata, and how many people of the group.
    """

    value: Any
    lower: Any
    upper: Any
    events: int
    expected: Any
    rate: Any
    confidence_level: float
    method: str
    alternative: str
    status: Any
    strata: int
    total: int

    _task: ClassVar[str] = "person_time_rate"

    def _columns(self) -> dict[str, Any]:
        return {
            "strata": self.strata,
            "total": self.total,
            "events": self.events,
            "expected": self.expected,
            "measure": "observed_over_expected",
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "standardised_rate": self.rate,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return ratios("observed over expected")

    def _entries(self) -> list[Entry]:
        expected = "none can be expected" if math.isnan(self.expected) else f"{number(self.expected, 1)} are expected"
        return [Entry(f"{counted(self.events, 'event')} where {expected}", self.value, self.lower, self.upper)]

    def _line(self) -> str:
        value = known(self.value)
        between = interval_text(self.lower, self.upper, self.confidence_level, number, self.alternative)
        expected = "none can be expected" if math.isnan(self.value) else f"{number(self.expected, 1)} are expected"
        rate = "" if math.isnan(self.rate) else f", standardised rate {percent(self.rate)}"
        counts = f"{counted(self.events, 'event')} where {expected}{rate}"
        return f"observed over expected {value} ({between}): {counts}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"indirectly standardised ratios, {self.method}"
