"""The results of recruitment in stages, and what the people of unknown ethnicity could make of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Interval, Part, Result
from .estimate import Estimate
from .picture import Axis, Entry, RowsPicture, ratios
from .test import TestResult
from .words import known, level_text, number, of, percent, pvalue_text, status_text

__all__ = ["AllocationBounds", "Stages", "UnknownShare"]


@dataclass(frozen=True, slots=True, eq=False)
class UnknownShare(Part):
    """How the share of people of unknown ethnicity moves from one stage to a later one.

    Attributes
    ----------
    before, after : float or array
        Of all who reached the earlier stage, and of all who reached the later one.
    change : float or array
        ``after`` less ``before``.
    statistic, pvalue : float or array
        Those who went on against those who did not, positive when the share grows; N − 1 chi-squared.
    status : str or array of str
        Of the test.
    trend : str or array of str
        ``grows`` or ``shrinks`` when the test shows it; ``steady`` when it does not; ``not_assessable``.
    """

    before: Any
    after: Any
    change: Any
    statistic: Any
    pvalue: Any
    status: Any
    trend: Any


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stages(Result):
    """Recruitment in stages: one row for every stage after the first.

    Attributes
    ----------
    stage, before : array of str
        The stage, and the one before it.
    conditional : Estimate
        The relative likelihood of reaching the stage among those who reached the one before: what this stage did.
    conditional_test : TestResult
        Its test.
    cumulative : Estimate
        The same among all who entered: what the stages did so far. It is the product of the conditional ratios up to here.
    cumulative_test : TestResult
        Its test.
    unknown : UnknownShare
        The share of people of unknown ethnicity, from the stage before to this one.
    unknown_overall : UnknownShare
        The same from the first stage to the last.
    people : tuple
        (group, reference, unknown) at every stage, the first among them.
    names : tuple of str
        All stages.
    confidence_level : float
    status : array of str
        Of the conditional ratio.
    """

    stage: Any
    before: Any
    conditional: Estimate
    conditional_test: TestResult
    cumulative: Estimate
    cumulative_test: TestResult
    unknown: UnknownShare
    unknown_overall: UnknownShare
    people: tuple[tuple[int, int, int], ...]
    names: tuple[str, ...]
    confidence_level: float
    status: Any

    _task: ClassVar[str] = "stages"
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset({"rate", "reference_rate", "statistic", "method", "confidence_level"})
    _begins_with_a_name: ClassVar[bool] = True

    def __hash__(self) -> int:
        return hash((self.people, self.names, self.confidence_level))

    @property
    def method(self) -> str:
        """``"miettinen_nurminen"``."""
        return "miettinen_nurminen"

    def bounds(self, start: int | str = 0, end: int | str = -1, *, margin: tuple[float, float] = (0.8, 1.25)) -> AllocationBounds:
        """What the unknown could make of the ratio between two stages, told by name or by place; from the first to the last unless told.

        Returns
        -------
        AllocationBounds
            As `allocation_bounds` of the people at both stages.

        Examples
        --------
        >>> import equitable as eq
        >>> found = eq.stages([1200, 300, 60], [3000, 900, 240], [50, 20, 9])
        >>> found.bounds().known == found.cumulative[1]
        True
        """
        from .._stages import bounds_between

        return bounds_between(self, start, end, margin)

    def _columns(self) -> dict[str, Any]:
        def twice(values: Any) -> Any:
            return np.repeat(np.asarray(values).reshape(-1), 2)

        def both(first: Any, second: Any) -> Any:
            return np.stack([np.asarray(first).reshape(-1), np.asarray(second).reshape(-1)], axis=-1).reshape(-1)

        count = len(np.asarray(self.stage).reshape(-1))
        names = {name: name for name in _OF_ESTIMATES} | {"estimate": "value", "lower": "lower", "upper": "upper"}
        ratios = {name: both(getattr(self.conditional, field), getattr(self.cumulative, field)) for name, field in names.items()}
        tests = {name: both(getattr(self.conditional_test, name), getattr(self.cumulative_test, name)) for name in ("statistic", "pvalue")}
        return {
            "stage": twice(self.stage),
            "since": both(self.before, np.repeat(self.names[0], count)),
            "measure": np.tile(np.array(["conditional_ratio", "cumulative_ratio"]), count),
            **ratios,
            "confidence_level": self.confidence_level,
            **tests,
            "unknown_share_before": twice(self.unknown.before),
            "unknown_share": twice(self.unknown.after),
            "unknown_pvalue": twice(self.unknown.pvalue),
            "unknown_trend": twice(self.unknown.trend),
            "method": self.method,
            "status": both(self.conditional.status, self.cumulative.status),
        }

    def _axis(self) -> Axis:
        return ratios("relative likelihood")

    def _picture(self) -> RowsPicture:
        steps = list(self._each())
        each = [
            Entry(f"{step.before} → {step.stage}", step.conditional.value, step.conditional.lower, step.conditional.upper, step.conditional._counts())
            for step in steps
        ]
        level, above = [1.0, *(step.cumulative.value for step in steps)], Entry(f"Since {self.names[0]}: where the steps lead", heading=True)
        so_far = [
            Entry(str(step.stage), step.cumulative.value, step.cumulative.lower, step.cumulative.upper, step.cumulative._counts(), start=start, fixed=True)
            for start, step in zip(level, steps, strict=False)
        ]
        entries = [Entry("Each step by itself", heading=True), *each, above, *so_far]
        notes = ["The ratio since the first stage is the product of the steps; its bars begin where the stage before ended."]
        return RowsPicture(self._axis(), entries, self.confidence_level, notes)

    def _line(self) -> str:
        def ratio(estimate: Estimate, test: TestResult) -> str:
            return f"{estimate._value()} ({estimate._limits()}), {pvalue_text(test.pvalue)}, {estimate._counts()}"

        step = ratio(self.conditional, self.conditional_test)
        so_far = "" if self.before == self.names[0] else f"; of those who entered {ratio(self.cumulative, self.cumulative_test)}"
        unknown = f"; unknown {known(self.unknown.before, percent)} before, {known(self.unknown.after, percent)} after"
        moved = {"grows": " (grows: the known are a selection, see bounds())", "shrinks": " (shrinks: the known are a selection, see bounds())"}
        shown = "" if math.isnan(self.unknown.before) or self.unknown.before == self.unknown.after == 0 else unknown + moved.get(self.unknown.trend, "")
        return f"{self.stage}, of those at {self.before}: relative likelihood {step}{so_far}{shown}{status_text(self.status, self.method)}"

    def _given(self) -> str:
        return f"{self.conditional._counts()} at {self.stage} out of those at {self.before}, {self.cumulative._counts()} since {self.names[0]}"

    def _title(self) -> str:
        return f"stages with {level_text(self.confidence_level)} intervals, {self.method}"


_OF_ESTIMATES = ("events", "total", "rate", "reference_events", "reference_total", "reference_rate")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllocationBounds(Result):
    """The relative likelihoods that people of unknown ethnicity could have made, and how many of them it takes to overturn the verdict.

    Attributes
    ----------
    known : Estimate
        The unknown left out.
    lowest, highest : Estimate
        At the allocation with the smallest and with the largest ratio; its counts are in it.
    unknown_events, unknown_total : int or array
        The unknown: how many, and how many of them had the outcome.
    people : int, array or None
        The least number of the unknown, all pushing the ratio one way, who change the verdict's state; None where not all of them could.
    state, state_after : str or array of str
        The verdict's state without the unknown, and with these people.
    margin : tuple of float
        Of that verdict.
    confidence_level : float
    status : str or array of str
        ``undefined`` when no allocation has a ratio.
    people_status : str or array of str
        ``undefined``: no verdict to begin with; ``too_large``: more than a million unknown.
    """

    known: Estimate
    lowest: Estimate
    highest: Estimate
    unknown_events: Any
    unknown_total: Any
    people: Any
    state: Any
    state_after: Any
    margin: tuple[float, float]
    confidence_level: float
    status: Any
    people_status: Any

    _task: ClassVar[str] = "allocation_bounds"

    @property
    def method(self) -> str:
        """``"miettinen_nurminen"``."""
        return "miettinen_nurminen"

    @property
    def ratio(self) -> Interval:
        """From the smallest ratio to the largest, over all allocations."""
        return Interval(self.lowest.value, self.highest.value)

    @property
    def limits(self) -> Interval:
        """From the lower limit at the smallest ratio to the upper limit at the largest: chance and ignorance together."""
        return Interval(self.lowest.lower, self.highest.upper)

    def _columns(self) -> dict[str, Any]:
        return {
            "events": self.known.events,
            "total": self.known.total,
            "reference_events": self.known.reference_events,
            "reference_total": self.known.reference_total,
            "unknown_events": self.unknown_events,
            "unknown_total": self.unknown_total,
            "measure": "relative_likelihood",
            "estimate": self.known.value,
            "lowest": self.lowest.value,
            "highest": self.highest.value,
            "lower": self.lowest.lower,
            "upper": self.highest.upper,
            "confidence_level": self.confidence_level,
            "people_to_overturn": self.people,
            "state": self.state,
            "state_after": self.state_after,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return ratios("relative likelihood")

    def _entries(self) -> list[Entry]:
        ways = (("the unknown left out", self.known), ("allocated for the smallest ratio", self.lowest), ("for the largest", self.highest))
        return [Entry(name, one.value, one.lower, one.upper, detail=one._counts()) for name, one in ways]

    def _band(self) -> tuple[float, float]:
        return self.margin

    def _line(self) -> str:
        counts = f"{self.known._counts()}, unknown {of(self.unknown_events, self.unknown_total)}"
        if not self.unknown_total:
            return f"relative likelihood {self.known._value()} ({self.known._limits()}), nobody is unknown: {counts}{status_text(self.status, self.method)}"
        without = f"relative likelihood {self.known._value()} without the {self.unknown_total:,} of unknown ethnicity"
        lowest, highest = (known(value) for value in (self.lowest.value, self.highest.value))
        level = level_text(self.confidence_level)
        limits = "no interval" if math.isnan(self.lowest.lower) or math.isnan(self.highest.upper) else (
            f"{level} limits {number(self.lowest.lower)} to {number(self.highest.upper)}"
        )
        ways = f"{lowest} to {highest} over all ways to allocate them ({limits})"
        return f"{without}, {ways}; {self._overturned()}: {counts}{status_text(self.status, self.method)}"

    def _overturned(self) -> str:
        state, after = str(self.state).replace("_", " "), str(self.state_after).replace("_", " ")
        if self.people_status == "undefined":
            return "no verdict to overturn"
        if self.people_status == "too_large":
            return f"more than a million unknown: not searched for what would overturn the verdict '{state}'"
        if self.people is None:
            return f"not even all of them would overturn the verdict '{state}'"
        return f"{self.people:,} of them would turn the verdict '{state}' into '{after}'"

    def _title(self) -> str:
        return f"bounds over the unknown with {level_text(self.confidence_level)} limits, {self.method}"
