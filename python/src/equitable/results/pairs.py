"""Results of two estimates side by side, a difference and a ratio: a part of a whole, a benchmark, two samples of finite populations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .. import _core
from .base import Result
from .estimate import Estimate
from .picture import Axis, Entry
from .test import EquivalenceResult, TestResult
from .words import decimals, level_text, of, percent, pvalue_text, spread, status_text

if TYPE_CHECKING:
    from .verdict import Verdict

__all__ = ["BenchmarkResult", "FinitePopulationComparison", "Representation"]


def side_by_side(difference: Estimate, ratio: Estimate, more: dict[str, Any]) -> dict[str, Any]:
    """The columns of both, two rows a comparison, with some columns of the whole result before the method."""
    left, right = difference._columns() | more, ratio._columns() | more
    last = ("method", "alternative", "status")
    order = (*(name for name in left if name not in (*more, *last)), *more, *last)
    return {name: np.stack(np.broadcast_arrays(left[name], right[name]), axis=-1) for name in order}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Representation(Result):
    """How a part of a whole (a pay band, a board) compares with the whole that contains it.

    Attributes
    ----------
    share_part, share_whole, share_rest : float or array
        The group's share in the part, in the whole, and in the whole without the part.
    gap : Estimate
        share_part − share_whole with its interval.
    ratio : Estimate
        share_part / share_whole with its interval.
    test : TestResult
        Of the part against the rest.
    confidence_level : float
        The level of both intervals.
    status : str or array of str
        ``undefined`` where a share has no value (an empty part, or a part that is the whole).
    events, total, whole_events, whole_total : int or array
        The counts.
    """

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()  # a row for the gap and one for the ratio: the measure tells them apart

    share_part: Any
    share_whole: Any
    share_rest: Any
    gap: Estimate
    ratio: Estimate
    test: TestResult
    confidence_level: float
    status: Any
    events: Any
    total: Any
    whole_events: Any
    whole_total: Any

    def verdict(self, *, margin: tuple[float, float] = (0.8, 1.25)) -> Verdict:
        """The verdict on the part against the rest, at the same confidence level."""
        from ..api import verdict

        return verdict(
            self.events,
            self.total,
            self.whole_events - self.events,
            self.whole_total - self.total,
            margin=margin,
            confidence_level=self.confidence_level,
        )

    def sentence(
        self,
        *,
        group: str | Sequence[str] = "the group",
        part: str | Sequence[str] = "the part",
        whole: str | Sequence[str] = "the whole",
        margin: tuple[float, float] = (0.8, 1.25),
        percent_decimals: int = 1,
    ) -> Any:
        """The finding in plain English; a list of sentences for arrays.

        Parameters
        ----------
        group, part, whole : str or sequence of str
            What to call them, for instance ``"Black, Asian and minority ethnic colleagues"``, ``"band 7"``, ``"the workforce"``.
        margin : tuple of float
            The range of ratios taken as alike.
        percent_decimals : int
            Decimals of the percentages.

        Examples
        --------
        >>> import equitable as eq
        >>> share = eq.representation(104, 265, 1409, 5511)
        >>> share.sentence(group="BME colleagues", part="band 2", whole="the workforce").startswith("BME colleagues were over-represented")
        True
        """
        from .._reading import bounds

        low, high = bounds("sentence", margin)
        words = [spread(text, self.shape, name) for text, name in ((group, "group"), (part, "part"), (whole, "whole"))]
        written = [
            _core.representation_sentence(
                row.events,
                row.total,
                row.whole_events - row.events,
                row.whole_total - row.total,
                low,
                high,
                self.confidence_level,
                group=one,
                part=two,
                whole=three,
                percent_decimals=decimals("percent_decimals", percent_decimals),
            )
            for row, one, two, three in zip(self._each(), *words, strict=True)
        ]
        written = [text[:1].upper() + text[1:] for text in written]
        return written if self.shape else written[0]

    def _columns(self) -> dict[str, Any]:
        test = {"statistic": self.test.statistic, "pvalue": self.test.pvalue}
        return side_by_side(self.gap, self.ratio, test)

    def _axis(self) -> Axis:
        return self.gap._axis()

    def _entries(self) -> list[Entry]:
        return self.gap._entries()

    def _line(self) -> str:
        share = _core.decimal_percent(self.events, self.total, 1) + "%" if self.total else "undefined"
        whole = _core.decimal_percent(self.whole_events, self.whole_total, 1) + "%" if self.whole_total else "undefined"
        counts = f"{of(self.events, self.total)} within {of(self.whole_events, self.whole_total)}"
        status = status_text(self.status, "")
        return (
            f"share {share} in the part and {whole} in the whole: gap {self.gap._value()}{self.gap._unit()} ({self.gap._limits()}), "
            f"ratio {self.ratio._value()}, {pvalue_text(self.test.pvalue)}: {counts}{status}"
        )

    def _title(self) -> str:
        return f"shares of a part against the whole, with {level_text(self.confidence_level)} intervals"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BenchmarkResult(Result):
    """How a rate compares with a benchmark from outside, which is no part of the same whole.

    Attributes
    ----------
    difference, ratio : Estimate
        The rate less the benchmark, and the rate over the benchmark, with their intervals.
    benchmark_rate : float or array
    error : str
        ``group_only``: the benchmark is taken as exactly known (a census). ``group_and_benchmark``: it is a sample with an error of its own.
    confidence_level : float or array
    status : str or array of str
    events, total, benchmark_events, benchmark_total : int, array or None
        The counts; the benchmark's only where they were given.
    """

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()

    difference: Estimate
    ratio: Estimate
    benchmark_rate: Any
    error: str
    confidence_level: Any
    status: Any
    events: Any
    total: Any
    benchmark_events: Any = None
    benchmark_total: Any = None

    def _columns(self) -> dict[str, Any]:
        return side_by_side(self.difference, self.ratio, {"benchmark_rate": self.benchmark_rate, "error": self.error})

    def _axis(self) -> Axis:
        return self.difference._axis()

    def _entries(self) -> list[Entry]:
        return self.difference._entries()

    def _line(self) -> str:
        if self.benchmark_total is None:
            benchmark = f"a fixed benchmark of {percent(self.benchmark_rate)}"
        else:
            benchmark = f"a benchmark of {of(self.benchmark_events, self.benchmark_total)}"
        difference = self.difference
        return (
            f"difference from the benchmark {difference._value()}{difference._unit()} ({difference._limits()}), "
            f"ratio {self.ratio._value()} ({self.ratio._limits()}): {of(self.events, self.total)} against {benchmark}"
            f"{status_text(self.status, difference.method)}"
        )

    def _title(self) -> str:
        return f"comparisons with a benchmark, with {level_text(self.confidence_level)} intervals"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FinitePopulationComparison(Result):
    """Two samples, each a known part of its population: the difference, the ratio, the test and the test of equivalence.

    Attributes
    ----------
    difference, ratio : Estimate
        Of the rates of the two populations, with intervals narrowed by the share of each that was counted.
    test : TestResult
    equivalence : TestResult
        Two one-sided tests of the ratio.
    margin : tuple of float
        The ratios taken as alike.
    confidence_level : float or array
    status : str or array of str
    events, total, population, reference_events, reference_total, reference_population : int or array
        The counts.
    """

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()

    difference: Estimate
    ratio: Estimate
    test: TestResult
    equivalence: EquivalenceResult | TestResult
    margin: tuple[float, float]
    confidence_level: Any
    status: Any
    events: Any
    total: Any
    population: Any
    reference_events: Any
    reference_total: Any
    reference_population: Any

    def _columns(self) -> dict[str, Any]:
        test = {"statistic": self.test.statistic, "pvalue": self.test.pvalue, "equivalence_pvalue": self.equivalence.pvalue}
        return side_by_side(self.difference, self.ratio, test)

    def _axis(self) -> Axis:
        return self.difference._axis()

    def _entries(self) -> list[Entry]:
        return self.difference._entries()

    def _line(self) -> str:
        difference = self.difference
        return (
            f"rate difference of the populations {difference._value()}{difference._unit()} ({difference._limits()}), "
            f"ratio {self.ratio._value()} ({self.ratio._limits()}), {pvalue_text(self.test.pvalue)}: "
            f"{difference._counts()}{status_text(self.status, self.test.method)}"
        )

    def _title(self) -> str:
        return f"comparisons of samples of finite populations, with {level_text(self.confidence_level)} intervals"
