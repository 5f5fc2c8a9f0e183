"""Results about what numbers can show: power, sizes, the smallest p-value, fragility, and how strong a hidden cause would have to be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Result
from .picture import Axis, Entry, ratios, shares
from .words import against, counted, level_text, number, of, percent, pvalue_text, status_text

__all__ = ["Attainable", "DetectableRatio", "EValue", "EquivalenceMargin", "Fragility", "Power", "SampleSize"]


def _margin_columns(margin: tuple[float, float] | None) -> dict[str, Any]:
    return {} if margin is None else {"margin_lower": margin[0], "margin_upper": margin[1]}


def _within(margin: tuple[float, float] | None) -> str:
    return "" if margin is None else f" to show a ratio within {number(margin[0])} to {number(margin[1])}"


class _Plan(Result):
    """A result that rests on assumed rates."""

    __slots__ = ()
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Power(_Plan):
    """The chance that a study of this size finds what is there.

    Attributes
    ----------
    power : float or array
        The probability of p < 1 − confidence_level, if the two rates are what they were assumed to be.
    rate, total, reference_rate, reference_total : float, int or array
        What was assumed.
    method : str
    confidence_level : float
        1 − the two-sided significance level; for equivalence each of the two tests has the level 1 − confidence_level.
    status : str or array of str
    margin : tuple of float or None
        For a test of equivalence, the ratios taken as alike.
    """

    power: Any
    rate: Any
    total: Any
    reference_rate: Any
    reference_total: Any
    method: str
    confidence_level: float
    status: Any
    margin: tuple[float, float] | None = None

    def _columns(self) -> dict[str, Any]:
        return {
            "rate": self.rate,
            "total": self.total,
            "reference_rate": self.reference_rate,
            "reference_total": self.reference_total,
            **_margin_columns(self.margin),
            "power": self.power,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return shares("power")

    def _entries(self) -> list[Entry]:
        sizes = f"{percent(self.rate)} of {self.total:,} against {percent(self.reference_rate)} of {self.reference_total:,}"
        return [Entry(sizes, self.power)]

    def _line(self) -> str:
        return (
            f"power {percent(self.power)}{_within(self.margin)}: {percent(self.rate)} of {self.total:,} against "
            f"{percent(self.reference_rate)} of {self.reference_total:,}, {level_text(self.confidence_level)} confidence, "
            f"{self.method}{status_text(self.status, self.method)}"
        )

    def _title(self) -> str:
        return f"powers, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SampleSize(_Plan):
    """How many people it takes.

    Attributes
    ----------
    total, reference_total : int or array
        People in the group and in the reference, rounded up.
    total_real : float or array
        The group's size before it is rounded up; infinite when the rates do not differ.
    rate, reference_rate : float or array
        What was assumed.
    power, ratio : float
        The chance wanted; ``reference_total`` over ``total``.
    method : str
    confidence_level : float
    status : str or array of str
        ``unbounded`` where no number is enough.
    margin : tuple of float or None
        For a test of equivalence, the ratios taken as alike.
    """

    total: Any
    reference_total: Any
    total_real: Any
    rate: Any
    reference_rate: Any
    power: float
    ratio: float
    method: str
    confidence_level: float
    status: Any
    margin: tuple[float, float] | None = None

    def _columns(self) -> dict[str, Any]:
        return {
            "rate": self.rate,
            "reference_rate": self.reference_rate,
            "power": self.power,
            "ratio": self.ratio,
            **_margin_columns(self.margin),
            "total": self.total,
            "reference_total": self.reference_total,
            "total_real": self.total_real,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _line(self) -> str:
        rates = f"{percent(self.rate)} against {percent(self.reference_rate)}"
        if math.isfinite(self.total_real):
            size = f"{counted(self.total, 'person')} in the group and {self.reference_total:,} in the reference"
        else:
            size = "no number of people"
        return (
            f"{size} for a power of {percent(self.power)}{_within(self.margin)}: {rates}, "
            f"{level_text(self.confidence_level)} confidence, {self.method}{status_text(self.status, self.method)}"
        )

    def _title(self) -> str:
        return f"sample sizes, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DetectableRatio(_Plan):
    """The ratios nearest to 1 that groups of this size can show.

    Attributes
    ----------
    below, above : float or array
        The ratios below and above 1 that are found with the power wanted; NaN where none is.
    total, reference_rate, reference_total : int, float or array
        The groups, and the reference's rate.
    power : float
    method : str
    confidence_level : float
    status : str or array of str
    """

    below: Any
    above: Any
    total: Any
    reference_rate: Any
    reference_total: Any
    power: float
    method: str
    confidence_level: float
    status: Any

    def _columns(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "reference_rate": self.reference_rate,
            "reference_total": self.reference_total,
            "power": self.power,
            "below": self.below,
            "above": self.above,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return ratios(f"ratios too near to 1 to be found with a power of {percent(self.power)}")

    def _entries(self) -> list[Entry]:
        sizes = f"{self.total:,} against {self.reference_total:,}, rate {percent(self.reference_rate)}"
        below, above = (0.0 if math.isnan(self.below) else self.below), (math.inf if math.isnan(self.above) else self.above)
        return [Entry(sizes, lower=below, upper=above)]

    def _line(self) -> str:
        below = "no ratio below 1" if math.isnan(self.below) else f"a ratio of {number(self.below)} or less"
        above = "none above 1" if math.isnan(self.above) else f"one of {number(self.above)} or more"
        one_side = self.status == "undefined" and math.isnan(self.below) != math.isnan(self.above)  # the words have said which
        return (
            f"detectable with a power of {percent(self.power)}: {below}, and {above}: {counted(self.total, 'person')} against "
            f"{self.reference_total:,} with a rate of {percent(self.reference_rate)}, "
            f"{level_text(self.confidence_level)} confidence, {self.method}{'' if one_side else status_text(self.status, self.method)}"
        )

    def _title(self) -> str:
        return f"smallest detectable ratios, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EquivalenceMargin(_Plan):
    """The narrowest margin within which groups of these sizes can be shown to be alike; ``lower, upper = margin`` works.

    Attributes
    ----------
    lower, upper : float or array
        The margin, 1/u and u; NaN where no margin is wide enough.
    total, rate, reference_total : int, float or array
        The groups, and the rate of both.
    power : float
    confidence_level : float
    status : str or array of str
        ``undefined`` where no margin is wide enough.
    """

    lower: Any
    upper: Any
    total: Any
    rate: Any
    reference_total: Any
    power: float
    confidence_level: float
    status: Any

    @property
    def method(self) -> str:
        """The approximation behind it."""
        return "farrington_manning"

    def __iter__(self) -> Iterator[Any]:
        yield self.lower
        yield self.upper

    def _columns(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "rate": self.rate,
            "reference_total": self.reference_total,
            "power": self.power,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def explain(self) -> str:
        """How the number came about."""
        return "\n".join([
            "the narrowest (1/u, u) that two one-sided score tests, each at 1 − confidence_level, show with the power wanted if both rates are equal",
            *([] if self.shape else [f"answer: {self!r}"]),
            "source: Farrington CP, Manning G (1990), Statistics in Medicine 9, 1447–1454",
            "use: before the data; wider than 0.80 to 1.25 means that groups of these sizes cannot be called alike by the four-fifths rule",
        ])  # fmt: skip

    def _axis(self) -> Axis:
        return ratios(f"narrowest margin shown with a power of {percent(self.power)}")

    def _entries(self) -> list[Entry]:
        return [Entry(f"{self.total:,} against {self.reference_total:,}, both {percent(self.rate)}", lower=self.lower, upper=self.upper)]

    def _line(self) -> str:
        found = "no margin is wide enough" if math.isnan(self.lower) else f"ratios within {number(self.lower)} to {number(self.upper)}"
        status = "" if self.status == "ok" else f", {self.status}"
        return (
            f"can be shown alike with a power of {percent(self.power)}: {found}, {counted(self.total, 'person')} against {self.reference_total:,}, "
            f"both with a rate of {percent(self.rate)}, {level_text(self.confidence_level)} confidence{status}"
        )

    def _title(self) -> str:
        return "narrowest margins of equivalence"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Attainable(_Plan):
    """The smallest p-value that a test could have given.

    Attributes
    ----------
    pvalue : float or array
        Above 1 − confidence_level whatever happened: the comparison cannot be tested.
    statistic : float or array
    method, alternative : str
    given : str
        ``reference``: over all possible events in the group. ``margins``: over all tables with the same totals and the same number of events.
    status : str or array of str
    events, total, reference_events, reference_total : int or array
    """

    pvalue: Any
    statistic: Any
    method: str
    alternative: str
    given: str
    status: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any

    def _columns(self) -> dict[str, Any]:
        return {
            "events": self.events,
            "total": self.total,
            "reference_events": self.reference_events,
            "reference_total": self.reference_total,
            "given": self.given,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _line(self) -> str:
        reference = of(self.reference_events, self.reference_total)
        group = counted(self.total, "person") if self.given == "reference" else of(self.events, self.total)
        return (
            f"smallest attainable {pvalue_text(self.pvalue)}: {group} against {reference}, "
            f"{self.method} {self.alternative}{status_text(self.status, self.method)}"
        )

    def _title(self) -> str:
        return f"smallest attainable p-values, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Fragility(_Plan):
    """How many people a test's answer hangs on.

    Attributes
    ----------
    people : int, array or None
        The least number of people in the group whose outcome must change for significance to come or go; ``None`` where no number does.
    significant : bool or array
        Whether p < 1 − confidence_level as things are.
    method, alternative : str
    confidence_level : float
    status : str or array of str
    events, total, reference_events, reference_total : int or array
    """

    people: Any
    significant: Any
    method: str
    alternative: str
    confidence_level: float
    status: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any

    def _columns(self) -> dict[str, Any]:
        return {
            "events": self.events,
            "total": self.total,
            "reference_events": self.reference_events,
            "reference_total": self.reference_total,
            "significant": self.significant,
            "people": self.people,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }

    def _line(self) -> str:
        state = "significant" if self.significant else "not significant"
        if self.people is None:
            hangs = "whatever the outcomes in the group"
        else:
            hangs = f"until the outcome of {counted(self.people, 'person')} in the group changes"
        counts = against(self)
        return f"{state} {hangs}: {counts}, {level_text(self.confidence_level)} confidence, {self.method} {self.alternative}{status_text(self.status, '')}"

    def _title(self) -> str:
        return f"fragilities, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EValue(_Plan):
    """How strong a hidden common cause would have to be to explain a ratio away.

    Attributes
    ----------
    value : float or array
        The relative likelihood that the hidden cause would need with the group and with the outcome, both, to bring the estimate to 1.
    limit : float or array
        The same for the limit nearer to 1; 1 when the interval holds 1 already.
    ratio, lower, upper : float or array
        The relative likelihood and its limits.
    status : str or array of str
    """

    value: Any
    limit: Any
    ratio: Any
    lower: Any
    upper: Any
    status: Any

    def _columns(self) -> dict[str, Any]:
        return {
            "estimate": self.ratio,
            "lower": self.lower,
            "upper": self.upper,
            "e_value": self.value,
            "e_value_limit": self.limit,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return ratios("relative likelihood")

    def _entries(self) -> list[Entry]:
        return [Entry("as observed", self.ratio, self.lower, self.upper, detail=f"E-value {number(self.value)}")]

    def _line(self) -> str:
        limits = "" if math.isnan(self.limit) else f", {number(self.limit)} for the limit"
        interval = "" if math.isnan(self.lower) else f" ({number(self.lower)} to {number(self.upper)})"
        return f"E-value {number(self.value)}{limits}: relative likelihood {number(self.ratio)}{interval}{status_text(self.status, '')}"

    def _title(self) -> str:
        return "E-values"


def people_of(codes: Any) -> Any:
    """Numbers of people, with ``None`` in the place of −1."""
    if isinstance(codes, np.ndarray):
        people = codes.astype(object)
        people[codes < 0] = None
        people.flags.writeable = False
        return people
    return None if codes < 0 else codes
