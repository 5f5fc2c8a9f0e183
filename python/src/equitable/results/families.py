"""The results of families of comparisons: trees of tests, who differs from whom, and ratios whose intervals hold together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Bounded, Result, rate_of
from .groups import ComparedByRatio
from .picture import Axis, Entry, shares
from .words import against, interval_text, known, level_text, number, of, percent, pvalue_text, status_text

__all__ = ["LetterDisplay", "SimultaneousRatios", "TreeAdjustment"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TreeAdjustment(Result):
    """The p-values of a tree of tests, adjusted from the top down: one row a test.

    Attributes
    ----------
    test, parent : array of str
        The test's name, and that of the test above it; empty for one at the top.
    depth : array of int
        How many tests stand above it.
    pvalue, pvalue_adjusted : array of float
    family : str
        The family's name, how many tests it has, and the procedure.
    status : array of str
        ``undefined`` for a test that was not made.
    """

    test: Any
    parent: Any
    depth: Any
    pvalue: Any
    pvalue_adjusted: Any
    family: str
    status: Any

    _task: ClassVar[str] = "adjust_tree"
    _begins_with_a_name: ClassVar[bool] = True

    @property
    def method(self) -> str:
        """``"meinshausen"``."""
        return "meinshausen"

    def _columns(self) -> dict[str, Any]:
        names = ("test", "parent", "depth", "pvalue", "pvalue_adjusted", "family", "method", "status")
        return {name: getattr(self, name) for name in names}

    def _line(self) -> str:
        under = f", under {self.parent}" if self.parent else ""
        if math.isnan(self.pvalue):
            return f"{self.test}{under}: not tested"
        return f"{self.test}{under}: {pvalue_text(self.pvalue)}, adjusted {pvalue_text(self.pvalue_adjusted)}"

    def _title(self) -> str:
        return f"tests of a tree, {self.family}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LetterDisplay(Result):
    """Who differs from whom, in letters: two groups differ significantly exactly when they share no letter.

    Attributes
    ----------
    group : array of str
    events, total : array of int
    letters : array of str
        From the highest rate down; empty for a group without people.
    family : str
        The comparisons behind it: all pairs, their number and adjustment.
    method, adjust : str
        Their test and its adjustment.
    confidence_level : float
        A difference is significant where its adjusted p-value is below 1 − level.
    status : array of str
        ``undefined`` for a group without people; ``too_large`` when more than 52 letters are needed.
    """

    group: Any
    events: Any
    total: Any
    letters: Any
    family: str
    method: str
    adjust: str
    confidence_level: float
    status: Any

    _begins_with_a_name: ClassVar[bool] = True

    def _columns(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "events": self.events,
            "total": self.total,
            "rate": rate_of(self.events, self.total),
            "letters": self.letters,
            "family": self.family,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return shares("rate")

    def _entries(self) -> list[Entry]:
        return [Entry(self.group, rate_of(self.events, self.total), detail=self.letters or "nobody")]

    def _notes(self) -> list[str]:
        return ["Groups that share no letter differ significantly; a shared letter does not show that two groups are alike."]

    def _line(self) -> str:
        rate = "no people" if not self.total else f"{percent(rate_of(self.events, self.total))} ({of(self.events, self.total)})"
        letters = f", {self.letters}" if self.letters else ""
        status = ", more letters are needed than there are: use pairwise" if self.status == "too_large" else status_text(self.status, self.method)
        return f"{self.group}: {rate}{letters}{status}"

    def _title(self) -> str:
        return f"groups, those that share no letter differ at {level_text(self.confidence_level)}: {self.family}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SimultaneousRatios(ComparedByRatio, Bounded):
    """Relative likelihoods of several groups against one reference, with intervals that all hold at once: one row a group.

    Attributes
    ----------
    group, reference : array of str
    events, total, reference_events, reference_total : array of int
    value, lower, upper : array of float
        The ratio and its simultaneous interval.
    statistic : array of float
        A normal deviate, positive where the group's rate is the higher.
    pvalue_adjusted : array of float
        The chance that the largest deviate of the family is as large.
    critical_value : float
        What takes the place of the normal quantile.
    confidence_level : float
        That all intervals hold.
    method : str
    family : str
        What was compared and how it was adjusted.
    ratio_status, status : array of str
        Of the interval, and of the test.
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
    statistic: Any
    pvalue_adjusted: Any
    critical_value: float
    confidence_level: float
    method: str
    family: str
    ratio_status: Any
    status: Any

    _task: ClassVar[str] = "simultaneous_ratios"

    def _columns(self) -> dict[str, Any]:
        return {
            **self._sides(),
            "measure": "relative_likelihood",
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "interval_adjust": self.method,
            "ratio_status": self.ratio_status,
            "statistic": self.statistic,
            "pvalue_adjusted": self.pvalue_adjusted,
            "method": self.method,
            "family": self.family,
            "status": self.status,
        }

    def _notes(self) -> list[str]:
        return ["The intervals hold all at once."]

    def _line(self) -> str:
        value = known(self.value)
        between = interval_text(self.lower, self.upper, self.confidence_level, kind="simultaneous interval")
        counts = against(self)
        pvalue = f"{pvalue_text(self.pvalue_adjusted)} adjusted"
        return f"{self._pair()}: relative likelihood {value} ({between}), {pvalue}, {counts}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        critical = "" if np.isnan(self.critical_value) else f", critical value {number(self.critical_value, 3)}"
        return f"ratios whose {level_text(self.confidence_level)} intervals all hold at once, {self.family}{critical}"
