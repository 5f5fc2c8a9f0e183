"""The result of a comparison within strata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .base import Result
from .estimate import Estimate
from .groups import GroupTest
from .picture import Axis, Entry, forest, strata_of
from .test import TestResult
from .words import counted, interval_text, known, number, points, pvalue_text, status_text

__all__ = ["Stratified"]


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
        Whether the effect is the same in all strata: Tarone's test of odds ratios; Cochran's Q of ratios and differences, or where a zero leaves
        that without an answer the test named ``score``.
    crude : Estimate
        All strata pooled into one table, but those in which either group holds nobody.
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
            "strata_left_out": self.association.strata_left_out,
            "people_left_out": self.association.people_left_out,
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

    def _axis(self) -> Axis:
        return self.strata._axis()

    def _entries(self) -> list[Entry]:
        within = f"within {counted(self.association.groups - (self.association.strata_left_out or 0), 'stratum')}"
        together = [
            Entry(within, self.value, self.lower, self.upper, detail=pvalue_text(self.association.pvalue), fixed=True, summary=True),
            Entry("all pooled into one table", self.crude.value, self.crude.lower, self.crude.upper, detail=pvalue_text(self.crude_test.pvalue), fixed=True),
        ]
        return forest(strata_of(self.strata), self.association.groups, together)

    def _notes(self) -> list[str]:
        left_out = [f"Within {self.association._groups()}."] if self.association.strata_left_out else []
        return [*left_out, *([f"{self.warning[:1].upper()}{self.warning[1:]}."] if self.warning else [])]

    def _line(self) -> str:
        difference = self.measure == "rate_difference"
        show = points if difference else number
        unit = " percentage points" if difference else ""
        value = "undefined" if np.isnan(self.value) else f"{show(self.value)}{unit}"
        crude = known(self.crude.value, show)
        between = interval_text(self.lower, self.upper, self.confidence_level, show, self.alternative)
        what = f"{self.measure.replace('_', ' ')} within {self.association._groups()} {value} ({between})"
        alike = pvalue_text(self.homogeneity.pvalue) + (" by the score test" if self.homogeneity.method == "score" else "")
        tests = f"{pvalue_text(self.association.pvalue)}, likeness of strata {alike}, crude {crude}"
        warned = f"; {self.warning}" if self.warning else ""
        return f"{what}: {tests}, {self.method}{status_text(self.status, self.method)}{warned}"

    def _title(self) -> str:
        return f"stratified comparisons, {self.method}"
