"""Verdicts on several groups at once, and over strata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .. import _core
from .base import Interval, Result
from .groups import Compared
from .picture import Axis, Entry, forest, ratios, strata_of
from .verdict import status_of_test
from .words import against, counted, decimals, interval_text, known, level_text, number, pvalue_text, spread, taking_part, test_text

__all__ = ["FamilyVerdicts", "PooledVerdict"]


def _said(state: str, grade: str) -> str:
    return state.replace("_", " ") + ("" if grade == "none" else f" ({grade})")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FamilyVerdicts(Compared):
    """A family of verdicts: what may be said of each group when all are looked at together.

    Attributes
    ----------
    group, reference : array of str
        The names of both sides of a comparison; ``the rest`` are all other groups together.
    events, total, reference_events, reference_total : array of int
        Their counts.
    state, grade : array of str
        What stands in the family, as in `verdict`.
    state_alone, grade_alone : array of str
        What could be said had nothing else been compared.
    ratio : array of float
        The relative likelihood.
    interval : Interval
        Each by itself, at ``confidence_level``.
    simultaneous_interval : Interval
        All together hold at ``confidence_level`` (Bonferroni).
    statistic, pvalue : array of float
        The test of each comparison by itself.
    pvalue_adjusted : array of float
        Within the family; NaN where there is no test.
    adjust, family : str
        The adjustment; what was compared and how many tests there were.
    margin : tuple of float
    confidence_level : float
    status : array of str
        Of the ratio and its interval.
    test_status : array of str
        Of the test: ``ok``; ``no_information`` when nobody, or everybody, in both groups had the outcome; ``undefined`` without people in a group.
    """

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset({"measure", "method", "statistic", "margin_lower", "margin_upper", "family"})

    group: Any
    reference: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any
    state: Any
    grade: Any
    state_alone: Any
    grade_alone: Any
    ratio: Any
    interval: Interval
    simultaneous_interval: Interval
    statistic: Any
    pvalue: Any
    pvalue_adjusted: Any
    adjust: str
    family: str
    margin: tuple[float, float]
    confidence_level: float
    status: Any

    @property
    def test_status(self) -> Any:
        """``ok``, or why there is no p-value."""
        return status_of_test(self.pvalue, self.state_alone)

    @property
    def method(self) -> str:
        """The interval's method."""
        return "miettinen_nurminen"

    def sentence(self, *, outcome: str = "have the outcome", group: str = "{}", ratio_decimals: int = 2, percent_decimals: int = 1) -> Any:
        """What stands in the family in plain English, with the family named; a list of sentences for several rows.

        Parameters
        ----------
        outcome : str
            What was likely, after "to": ``"be appointed from shortlisting"``.
        group : str
            How a group is called, ``{}`` for its name: ``"{} applicants"``.
        ratio_decimals, percent_decimals : int
            Decimals of the ratio and of the percentages.

        Returns
        -------
        str or list of str
        """
        (outcome,), (called,) = spread(outcome, (), "outcome"), spread(group, (), "group")
        written = []
        for row in self._each():
            words = _core.sentence_of_grade(
                row.events,
                row.total,
                row.reference_events,
                row.reference_total,
                _core.grade_names.index(row.grade),
                *self.margin,
                group=called.replace("{}", row.group),
                reference=row.reference if row.reference == "the rest" else called.replace("{}", row.reference),
                outcome=outcome,
                ratio_decimals=decimals("ratio_decimals", ratio_decimals),
                percent_decimals=decimals("percent_decimals", percent_decimals),
            )
            tests = self.family.split(", ")[1].split(" ")[0]
            if not np.isnan(row.pvalue_adjusted) and tests != "1":
                words += f" One of {tests} comparisons; {pvalue_text(row.pvalue_adjusted)} after adjustment for that ({self.adjust})."
            written.append(words[:1].upper() + words[1:])
        return written if self.shape else written[0]

    def explain(self) -> str:
        """How the numbers came about: of one row the comparison by itself and what the family makes of it, of all rows the rule."""
        if self.shape:
            return "\n".join([
                f"{self._title()}: a difference is significant when its p-value, adjusted by {self.adjust}, is below {1 - self.confidence_level:.4g}",
                'substantial, similar and equivalent rest on intervals that hold all at once (1 − a/m, Bonferroni)',
                "result[i].explain() shows the numbers of a row",
            ])  # fmt: skip
        from ..api import verdict

        alone = verdict(self.events, self.total, self.reference_events, self.reference_total, margin=self.margin, confidence_level=self.confidence_level)
        tests = self.family.split(", ")[1]
        return "\n".join([
            alone.explain(),
            f"family: {self.family}; p = {self.pvalue:.4g} alone, {self.pvalue_adjusted:.4g} adjusted",
            f"intervals of {tests} that hold all at once: {number(self.simultaneous_interval.lower)} to {number(self.simultaneous_interval.upper)}",
            f"verdict in the family: {_said(self.state, self.grade)}",
        ])  # fmt: skip

    def _columns(self) -> dict[str, Any]:
        return {
            **self._sides(),
            "measure": "relative_likelihood",
            "estimate": self.ratio,
            "lower": self.interval.lower,
            "upper": self.interval.upper,
            "simultaneous_lower": self.simultaneous_interval.lower,
            "simultaneous_upper": self.simultaneous_interval.upper,
            "confidence_level": self.confidence_level,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "pvalue_adjusted": self.pvalue_adjusted,
            "method": self.method,
            "state": self.state,
            "grade": self.grade,
            "state_alone": self.state_alone,
            "grade_alone": self.grade_alone,
            "margin_lower": self.margin[0],
            "margin_upper": self.margin[1],
            "family": self.family,
            "status": self.status,
            "test_status": self.test_status,
        }

    def _axis(self) -> Axis:
        return ratios("relative likelihood")

    def _entries(self) -> list[Entry]:
        return [Entry(self._pair(), self.ratio, self.simultaneous_interval.lower, self.simultaneous_interval.upper, state=self.state, grade=self.grade)]

    def _band(self) -> tuple[float, float]:
        return self.margin

    def _notes(self) -> list[str]:
        return ["The intervals hold all at once."]

    def _line(self) -> str:
        why = test_text(self.pvalue, self.state_alone).partition(": ")[2]
        adjusted = f"not tested{': ' if why else ''}{why}" if np.isnan(self.pvalue_adjusted) else f"{pvalue_text(self.pvalue_adjusted)} adjusted by {self.adjust}"
        value = known(self.ratio)
        alone = "" if (self.state, self.grade) == (self.state_alone, self.grade_alone) else f"; alone {_said(self.state_alone, self.grade_alone)}"
        counts = against(self)
        return (
            f"{self._pair()}: {_said(self.state, self.grade)}, relative likelihood {value}, {adjusted}, {counts}{alone}"
        )

    def _title(self) -> str:
        return f"verdicts, {self.family}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PooledVerdict(Result):
    """The verdict on a group beside its reference, compared within strata.

    Attributes
    ----------
    state, grade : str
        As in `verdict`.
    ratio : float
        The Mantel-Haenszel relative likelihood.
    interval, equivalence_interval : Interval
        Its stratified score intervals at 1 − a and 1 − 2a.
    statistic, pvalue : float
        The Cochran-Mantel-Haenszel test.
    heterogeneity_pvalue : float
        Whether the strata's ratios are alike: Cochran's Q, and where a zero in a stratum leaves none, the score test.
    heterogeneity_status : str
        Of that: ``no_information`` where fewer than two strata say something of the ratio.
    strata_differ : bool
        Whether that is significant: then each stratum should be read by itself.
    strata : int
        Those with people in both groups.
    strata_left_out, people_left_out : int
        The strata in which either group holds nobody, and the people in them; they have no part in anything above.
    margin : tuple of float
    confidence_level : float
    status : str
        Of the ratio and its interval.
    test_status : str
        Of the test: ``ok``; ``no_information`` when nobody, or everybody, had the outcome in every stratum; ``undefined`` without strata.
    """

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset({"measure", "method", "statistic", "margin_lower", "margin_upper"})

    state: str
    grade: str
    ratio: float
    interval: Interval
    equivalence_interval: Interval
    statistic: float
    pvalue: float
    heterogeneity_pvalue: float
    heterogeneity_status: str
    strata_differ: bool
    strata: int
    strata_left_out: int
    people_left_out: int
    margin: tuple[float, float]
    confidence_level: float
    status: str
    _counts: tuple[Any, ...]

    @property
    def test_status(self) -> Any:
        """``ok``, or why there is no p-value."""
        return status_of_test(self.pvalue, self.state)

    @property
    def method(self) -> str:
        """The interval's method."""
        return "score_mh_rr"

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values, without the counts of the strata."""
        fields = Result.to_dict(self)
        del fields["_counts"]
        return fields

    def sentence(
        self,
        *,
        group: str | Sequence[str] = "the group",
        reference: str | Sequence[str] = "the reference group",
        outcome: str | Sequence[str] = "have the outcome",
        ratio_decimals: int = 2,
    ) -> str:
        """The finding in plain English.

        Parameters
        ----------
        group, reference : str
            What to call the two groups.
        outcome : str
            What was likely, after "to".
        ratio_decimals : int
            Decimals of the ratio.

        Returns
        -------
        str
        """
        one, two, three = (spread(text, (), name)[0] for text, name in ((group, "group"), (reference, "reference"), (outcome, "outcome")))
        events, totals, reference_events, reference_totals = self._counts
        low, high = self.margin
        return _core.pooled_sentence(
            events, totals, reference_events, reference_totals, low, high, self.confidence_level, one, two, three, decimals("ratio_decimals", ratio_decimals)
        )

    def explain(self) -> str:
        """How the numbers came about: the stratified comparison behind the verdict, and the rule."""
        from ..api import stratified

        behind = stratified(*self._counts, confidence_level=self.confidence_level)
        level = level_text(2 * self.confidence_level - 1)
        return "\n".join([
            behind.explain(),
            f"margin: ratios from {self.margin[0]:.2f} to {self.margin[1]:.2f} are taken as alike",
            f"{level} interval: {number(self.equivalence_interval.lower)} to {number(self.equivalence_interval.upper)}",
            f"verdict: {_said(self.state, self.grade)}",
        ])  # fmt: skip

    def _columns(self) -> dict[str, Any]:
        return {
            "strata": self.strata,
            "strata_left_out": self.strata_left_out,
            "people_left_out": self.people_left_out,
            "measure": "relative_likelihood",
            "estimate": self.ratio,
            "lower": self.interval.lower,
            "upper": self.interval.upper,
            "confidence_level": self.confidence_level,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "heterogeneity_pvalue": self.heterogeneity_pvalue,
            "heterogeneity_status": self.heterogeneity_status,
            "method": self.method,
            "state": self.state,
            "grade": self.grade,
            "strata_differ": self.strata_differ,
            "margin_lower": self.margin[0],
            "margin_upper": self.margin[1],
            "status": self.status,
            "test_status": self.test_status,
        }

    def _axis(self) -> Axis:
        return ratios("relative likelihood")

    def _entries(self) -> list[Entry]:
        from ..api import relative_likelihood

        together = f"within {counted(self.strata, 'stratum')}"
        pooled = Entry(together, self.ratio, self.interval.lower, self.interval.upper, state=self.state, grade=self.grade, fixed=True)
        alone = relative_likelihood(*self._counts, confidence_level=self.confidence_level)
        return forest(strata_of(alone), len(alone.value), [pooled])

    def _band(self) -> tuple[float, float]:
        return self.margin

    def _line(self) -> str:
        limits = interval_text(self.interval.lower, self.interval.upper, self.confidence_level)
        value = known(self.ratio)
        strata = "one stratum" if self.strata == 1 and not self.strata_left_out else self._strata()
        apart = f"; the strata differ ({pvalue_text(self.heterogeneity_pvalue)}): read each by itself" if self.strata_differ else ""
        return f"{_said(self.state, self.grade)}: relative likelihood within {strata} {value} ({limits}, {test_text(self.pvalue, self.state)}){apart}"

    def _strata(self) -> str:
        """How many strata, and who has no part in them."""
        return taking_part(self.strata + self.strata_left_out, self.strata_left_out, self.people_left_out)

    def _notes(self) -> list[str]:
        return [f"Within {self._strata()}."] if self.strata_left_out else []

    def _title(self) -> str:
        return "verdicts over strata"
