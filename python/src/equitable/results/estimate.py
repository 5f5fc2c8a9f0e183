"""An estimate and its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .. import _core
from .base import Bounded, Counted, count_columns, draft_of, limit_columns
from .picture import Axis, Entry, differences, ratios, shares
from .words import interval_text, level_text, number, of, percent, points, status_text

__all__ = ["MEASURES", "Estimate"]

MEASURES = {
    "proportion": ("rate", "rates", "events / total"),
    "finite_population": ("rate of the population", "rates of populations", "events / total of those who answered"),
    "relative_likelihood": (
        "relative likelihood",
        "relative likelihoods",
        "(events / total) / (reference_events / reference_total)",
    ),
    "rate_difference": ("rate difference", "rate differences", "events / total − reference_events / reference_total"),
    "odds_ratio": (
        "odds ratio",
        "odds ratios",
        "(events / (total − events)) / (reference_events / (reference_total − reference_events))",
    ),
    "conditional_odds_ratio": (
        "conditional odds ratio",
        "conditional odds ratios",
        "the odds ratio at which events is the mean, given how many had the outcome in both groups together",
    ),
    "representation_gap": ("representation gap", "representation gaps", "events / total − whole_events / whole_total"),
    "representation_ratio": (
        "share in the part over share in the whole",
        "shares in the part over shares in the whole",
        "(events / total) / (whole_events / whole_total)",
    ),
    "benchmark_difference": ("difference from the benchmark", "differences from a benchmark", "events / total − benchmark"),
    "benchmark_ratio": ("ratio to the benchmark", "ratios to a benchmark", "(events / total) / benchmark"),
    "finite_population_difference": (
        "rate difference of the populations",
        "rate differences of populations",
        "events / total − reference_events / reference_total",
    ),
    "finite_population_ratio": (
        "relative likelihood of the populations",
        "relative likelihoods of populations",
        "(events / total) / (reference_events / reference_total)",
    ),
}
"""What a measure is called, what several are called, and how it is worked out."""

_SHARES = frozenset({"proportion", "finite_population"})
_DIFFERENCES = frozenset({"rate_difference", "representation_gap", "benchmark_difference", "finite_population_difference"})
_CONDITIONAL = frozenset({"conditional_odds_ratio"})


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Estimate(Counted, Bounded):
    """An estimate with its confidence interval.

    Attributes
    ----------
    value : float or array
        The estimate; it never depends on the method.
    lower, upper : float or array
        The limits; infinite where that is the right answer. A one-sided limit stands alone: its other side is the end of the scale.
    confidence_level : float or array
        The level of the interval, for instance 0.95; an array when several were asked for.
    method : str
        The method of the interval.
    status : str or array of str
        ``ok``, ``unbounded``, ``undefined`` or ``too_large``.
    measure : str
        ``proportion``, ``relative_likelihood``, ``rate_difference``, ``odds_ratio`` and so on: what is estimated.
    events, total, reference_events, reference_total : int, array or None
        The counts it rests on; for a representation the reference is the whole.
    alternative : str
        ``two-sided``: both limits. ``greater``: a lower limit alone. ``less``: an upper limit alone.
    """

    value: Any
    lower: Any
    upper: Any
    confidence_level: Any
    method: str
    status: Any
    measure: str
    events: Any
    total: Any
    reference_events: Any = None
    reference_total: Any = None
    alternative: str = "two-sided"

    def _columns(self) -> dict[str, Any]:
        return {**count_columns(self), "measure": self.measure, **limit_columns(self)}

    def _counts(self) -> str:
        if self.reference_total is None:
            return of(self.events, self.total)
        link = "within" if self.measure.startswith("representation") else "against"
        return f"{of(self.events, self.total)} {link} {of(self.reference_events, self.reference_total)}"

    def _number(self, value: float) -> str:
        """A value or a limit as it is printed."""
        if self.measure in _SHARES:
            return percent(value)
        return points(value) if self.measure in _DIFFERENCES else number(value)

    def _value(self) -> str:
        """The estimate as it is printed: from the counts and exactly, where two counts settle it."""
        if math.isnan(self.value):
            return "undefined"
        if self.measure in _SHARES:
            return _core.decimal_percent(self.events, self.total, 1) + "%"
        if self.reference_total is None or self.measure in _CONDITIONAL:
            return self._number(self.value)
        if self.measure in _DIFFERENCES:
            return _core.decimal_percentage_points(self.events, self.total, self.reference_events, self.reference_total, 1)
        if self.measure != "odds_ratio" and not 0 < self.value < 0.1:
            return _core.decimal_ratio(self.events, self.total, self.reference_events, self.reference_total, 2)
        return number(self.value)

    def _unit(self) -> str:
        return " percentage points" if self.measure in _DIFFERENCES and not math.isnan(self.value) else ""

    def _limits(self) -> str:
        """``95% interval 1.54 to 2.08``, ``95% lower limit 1.58`` or ``no interval``."""
        return interval_text(self.lower, self.upper, self.confidence_level, self._number, self.alternative)

    def _axis(self) -> Axis:
        name = MEASURES[self.measure][0]
        return shares(name) if self.measure in _SHARES else differences(name) if self.measure in _DIFFERENCES else ratios(name)

    def _entries(self) -> list[Entry]:
        return [Entry(self._counts(), self.value, self.lower, self.upper)]

    def _line(self) -> str:
        status = status_text(self.status, self.method)
        return f"{MEASURES[self.measure][0]} {self._value()}{self._unit()} ({self._limits()}): {self._counts()}, {self.method}{status}"

    def _title(self) -> str:
        kind = {"greater": "lower limits", "less": "upper limits"}.get(self.alternative, "intervals")
        return f"{MEASURES[self.measure][1]} with {level_text(self.confidence_level)} {kind}, {self.method}"


EstimateDraft = draft_of(Estimate)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SampleEstimate(Estimate):
    """An estimate of a population that was counted in part.

    Attributes
    ----------
    population, reference_population : int, array or None
        How many there are in all, those who did not answer included. The other attributes are those of `Estimate`.
    """

    population: Any = None
    reference_population: Any = None

    def _columns(self) -> dict[str, Any]:
        columns = Estimate._columns(self)
        added = {"population": self.population}
        if self.reference_population is not None:
            added["reference_population"] = self.reference_population
        names = list(columns)
        head = names[: names.index("measure")]
        return {name: columns[name] for name in head} | added | {name: columns[name] for name in names[len(head) :]}

    def _counts(self) -> str:
        mine = f"{of(self.events, self.total)} from {self.population:,}"
        if self.reference_total is None:
            return mine
        return f"{mine} against {of(self.reference_events, self.reference_total)} from {self.reference_population:,}"
