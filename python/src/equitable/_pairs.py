"""Two estimates side by side: a part of a whole, a benchmark from outside, and two samples of finite populations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from . import _core
from ._comparisons import DIFFERENCE_ALIASES, RATIO_ALIASES
from ._rates import with_levels
from ._reading import answers, bounds, choice, frozen, levels, named, refuse, status_of
from .errors import InvalidInput
from .results.estimate import Estimate, SampleEstimate
from .results.pairs import BenchmarkResult, FinitePopulationComparison, Representation
from .results.test import TestResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["benchmark", "finite_population_comparison", "representation"]

_Aliases: TypeAlias = dict[str, tuple[str, str | None]]

GAP_ALIASES: _Aliases = DIFFERENCE_ALIASES | {f"diff_part_whole_{method}": (method, None) for method in _core.rate_difference_methods}
PART_RATIO_METHODS = (*_core.relative_likelihood_methods, "delta_log")
PART_RATIO_ALIASES: _Aliases = (
    RATIO_ALIASES
    | {f"ratio_part_whole_{method}": (method, None) for method in PART_RATIO_METHODS}
    | {"ratio_part_whole_katz": ("katz_log", None)}
)
PART_TEST_ALIASES: _Aliases = {
    "hypergeometric_greater": ("hypergeometric_central", "greater"),
    "hypergeometric_less": ("hypergeometric_central", "less"),
    "hypergeometric_midp_greater": ("hypergeometric_midp_central", "greater"),
    "hypergeometric_midp_less": ("hypergeometric_midp_central", "less"),
}


def _plainly(where: str, name: str, value: Any, known: Sequence[str], aliases: _Aliases) -> str:
    """A method by its own name, where no alternative hangs on it."""
    if isinstance(value, str) and value in aliases:
        return aliases[value][0]
    return choice(where, name, value, known, aliases)


def _less(left: Any, right: Any) -> Any:
    rest = left - right
    return frozen(rest) if isinstance(rest, np.ndarray) else rest


def representation(
    events: ArrayLike,
    total: ArrayLike,
    whole_events: ArrayLike,
    whole_total: ArrayLike,
    *,
    gap_method: str = "miettinen_nurminen",
    ratio_method: str = "miettinen_nurminen",
    test: str = "z_fpc_n_minus_1",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str | None = None,
) -> Representation:
    """How far a group's share in a part (a pay band, a board) lies from its share in the whole that contains the part.

    Part and whole overlap, so everything is worked out from the part against the rest and carried over to the whole.

    Parameters
    ----------
    events, total : int or array of int
        The part: members of the group, and everybody.
    whole_events, whole_total : int or array of int
        The whole, the part included. All four are broadcast together.
    gap_method : str
        The interval of the gap: a method of `rate_difference`, for instance ``miettinen_nurminen``, ``newcombe``.
    ratio_method : str
        The interval of the ratio: a method of `relative_likelihood`, or ``delta_log``.
    test : str
        Default ``z_fpc_n_minus_1``, the z test with the finite-population correction; for small parts ``hypergeometric_midp_central``; exact
        ``hypergeometric_central``, ``hypergeometric_minlike``, ``hypergeometric_blaker``, ``hypergeometric_midp_minlike``. Only for a part that was
        not drawn from that whole: ``z_whole_as_fixed_reference_no_fpc``.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}, optional
        Of the limits and of the test. ``greater``: over-represented. Two-sided unless the test's name says otherwise.

    Returns
    -------
    Representation
        The three shares; ``gap`` (share in the part less share in the whole) and ``ratio`` (the one over the other) with their limits; ``test``
        of the part against the rest. An empty part, or a part that is the whole, gives NaN and the status ``undefined``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; the part does not fit into the whole; the shapes do not fit; an option is not
        known.

    Notes
    -----
    Not for a benchmark from outside (a census, another organisation), which is no part of the same whole: that is `benchmark`.
    Source of the limits: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226.

    Examples
    --------
    A band with 53 of 336 in a workforce with 1,409 of 5,511:

    >>> import equitable as eq
    >>> eq.representation(53, 336, 1409, 5511).gap
    Representation gap -9.8 percentage points (95% interval -13.3 to -5.6): 53 of 336 within 1,409 of 5,511, miettinen_nurminen.
    """
    where = "representation"
    gap_name = _plainly(where, "gap_method", gap_method, _core.rate_difference_methods, GAP_ALIASES)
    ratio_name = _plainly(where, "ratio_method", ratio_method, PART_RATIO_METHODS, PART_RATIO_ALIASES)
    if not isinstance(test, str) or (test not in _core.representation_test_methods and test not in PART_TEST_ALIASES):
        choice(where, "test", test, _core.representation_test_methods, PART_TEST_ALIASES)
    test_name, side = named(where, test, alternative, _core.representation_test_methods, PART_TEST_ALIASES)
    level = levels(where, confidence_level)
    if isinstance(level, list):
        options: dict[str, Any] = {"gap_method": gap_name, "ratio_method": ratio_name, "test": test_name, "alternative": side}
        several = [representation(events, total, whole_events, whole_total, confidence_level=each, **options) for each in level]
        return with_levels(several, level)
    given = {"events": events, "total": total, "whole_events": whole_events, "whole_total": whole_total}
    (x, n, y, m), answer = answers(where, where, given, (gap_name, ratio_name, level, side))
    part, whole, rest, gap, gap_lower, gap_upper, gap_status, ratio, ratio_lower, ratio_upper, ratio_status, status = answer
    _, (statistic, pvalue, test_status) = answers(where, "representation_test", given, (test_name, side))
    return Representation(
        part,
        whole,
        rest,
        Estimate(gap, gap_lower, gap_upper, level, gap_name, status_of(gap_status), "representation_gap", x, n, y, m, side),
        Estimate(ratio, ratio_lower, ratio_upper, level, ratio_name, status_of(ratio_status), "representation_ratio", x, n, y, m, side),
        TestResult(statistic, pvalue, test_name, side, status_of(test_status), x, n, _less(y, x), _less(m, n)),
        level,
        status_of(status),
        x,
        n,
        y,
        m,
    )


def _worse(left: Any, right: Any) -> Any:
    """The status of two estimates together: the first that is not ``ok``."""
    if isinstance(left, str):
        return right if left == "ok" else left
    return frozen(np.where(left == "ok", right, left))


def benchmark(
    events: ArrayLike,
    total: ArrayLike,
    benchmark_rate: ArrayLike | None = None,
    *,
    benchmark_events: ArrayLike | None = None,
    benchmark_total: ArrayLike | None = None,
    difference_method: str = "newcombe",
    ratio_method: str = "mover_wilson",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
) -> BenchmarkResult:
    """How a rate compares with a benchmark from outside, with or without the benchmark's own sampling error.

    Parameters
    ----------
    events, total : int or array of int
        Whole numbers with 0 <= events <= total <= 2**53.
    benchmark_rate : float or array of float, optional
        A benchmark that is known exactly, such as a share in the census: between 0 and 1. The limits are those of Wilson's interval of the rate, less
        the benchmark and over it.
    benchmark_events, benchmark_total : int or array of int, optional
        In its place the counts of a benchmark that is a sample itself: it is compared as a second group.
    difference_method, ratio_method : str
        Methods of `rate_difference` and `relative_likelihood`, for a benchmark of counts. By default the two that agree with the Wilson limits of a
        benchmark without error as its counts grow.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: lower limits alone; ``less``: upper limits alone.

    Returns
    -------
    BenchmarkResult
        ``difference``, ``ratio``, and ``error``, which says whose sampling error is in the limits.

    Raises
    ------
    InvalidInput
        Neither or both kinds of benchmark; a count or a rate is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Not for the whole that the counted people are part of: that is `representation`. A benchmark of other ages, places or years answers another
    question, and no interval shows that.
    Sources: Wilson EB (1927), Journal of the American Statistical Association 22, 209-212; Newcombe RG (1998), Statistics in Medicine 17,
    873-890; Donner A, Zou GY (2012), Statistical Methods in Medical Research 21, 347-359.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.benchmark(12, 60, 0.25).ratio
    Ratio to the benchmark 0.80 (95% interval 0.47 to 1.27): 12 of 60, wilson.
    """
    where = "benchmark"
    counted = benchmark_events is not None or benchmark_total is not None
    if counted == (benchmark_rate is not None):
        raise InvalidInput(
            f"{where}: give either benchmark_rate (a benchmark known exactly), or benchmark_events and benchmark_total (a benchmark that is a sample)"
        )
    if counted and (benchmark_events is None or benchmark_total is None):
        missing = "benchmark_events" if benchmark_events is None else "benchmark_total"
        raise refuse(where, missing, "missing", "a whole number, beside the other count of the benchmark")
    for name, chosen, default in (("difference_method", difference_method, "newcombe"), ("ratio_method", ratio_method, "mover_wilson")):
        if not counted and chosen != default:
            raise refuse(where, name, repr(chosen), "left out: beside a benchmark known exactly the limits are Wilson's; give the benchmark's counts to choose")
    difference_name = _plainly(where, "difference_method", difference_method, _core.rate_difference_methods, DIFFERENCE_ALIASES)
    ratio_name = _plainly(where, "ratio_method", ratio_method, _core.relative_likelihood_methods, RATIO_ALIASES)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = levels(where, confidence_level)
    if isinstance(level, list):
        options: dict[str, Any] = {
            "benchmark_rate": benchmark_rate,
            "benchmark_events": benchmark_events,
            "benchmark_total": benchmark_total,
            "difference_method": difference_name,
            "ratio_method": ratio_name,
            "alternative": alternative,
        }
        return with_levels([benchmark(events, total, confidence_level=each, **options) for each in level], level)
    given: dict[str, Any] = {"events": events, "total": total}
    if counted:
        given |= {"benchmark_events": benchmark_events, "benchmark_total": benchmark_total}
        counts, answer = answers(where, "benchmark", given, (difference_name, ratio_name, level, alternative))
        rate, reference, error = _rate_of(counts[2], counts[3]), counts[2:], "group_and_benchmark"
    else:
        given |= {"benchmark_rate": benchmark_rate}
        values, answer = answers(where, "benchmark_fixed", given, (level, alternative), ("benchmark_rate",))
        counts, rate, reference, error = values[:2], values[2], (None, None), "group_only"
        difference_name = ratio_name = "wilson"
    value, lower, upper, status, ratio, ratio_lower, ratio_upper, ratio_status = answer
    mine = (counts[0], counts[1], *reference, alternative)
    difference = Estimate(value, lower, upper, level, difference_name, status_of(status), "benchmark_difference", *mine)
    quotient = Estimate(ratio, ratio_lower, ratio_upper, level, ratio_name, status_of(ratio_status), "benchmark_ratio", *mine)
    both = _worse(difference.status, quotient.status)
    return BenchmarkResult(difference, quotient, rate, error, level, both, counts[0], counts[1], *reference)


def _rate_of(events: Any, total: Any) -> Any:
    from .results.base import rate_of

    rate = rate_of(events, total)
    return frozen(rate) if isinstance(rate, np.ndarray) else rate


def finite_population_comparison(
    events: ArrayLike,
    total: ArrayLike,
    population: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    reference_population: ArrayLike,
    *,
    test: str = "z_pooled_fpc",
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
) -> FinitePopulationComparison:
    """Two groups of whom only some were counted (the respondents of a staff survey), compared with the finite-population correction.

    Parameters
    ----------
    events, total, population : int or array of int
        The group: events among those who answered, those who answered, and all.
    reference_events, reference_total, reference_population : int or array of int
        The reference, likewise. All six are broadcast together.
    test : {"z_pooled_fpc", "mover_wilson_fpc"}
        The test of no difference; the second agrees exactly with the intervals.
    margin : (float, float)
        The ratios taken as alike, 0 < lower < 1 < upper, for the test of equivalence.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}
        Of the limits and of the test.

    Returns
    -------
    FinitePopulationComparison
        ``difference`` and ``ratio`` of the two populations' rates, ``test``, and ``equivalence``.

    Raises
    ------
    InvalidInput
        A count is not what it must be; more people answered than there are; the shapes do not fit; an option is not known.

    Notes
    -----
    With the whole of both populations counted nothing is uncertain: the intervals are points. It assumes that those who answered are like a
    random sample of their group. Sources: Newcombe RG (1998), Statistics in Medicine 17, 873-890; Cochran WG (1977), Sampling Techniques,
    third edition.

    Examples
    --------
    >>> import equitable as eq
    >>> survey = eq.finite_population_comparison(120, 300, 400, 330, 1000, 4000)
    >>> whole = eq.rate_difference(120, 300, 330, 1000)
    >>> survey.difference.upper - survey.difference.lower < whole.upper - whole.lower
    True
    """
    where = "finite_population_comparison"
    test_name = choice(where, "test", test, _core.finite_population_test_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    low, high = bounds(where, margin)
    level = levels(where, confidence_level)
    six = (events, total, population, reference_events, reference_total, reference_population)
    if isinstance(level, list):
        options: dict[str, Any] = {"test": test_name, "margin": (low, high), "alternative": alternative}
        several = [finite_population_comparison(*six, confidence_level=each, **options) for each in level]
        return with_levels(several, level)
    names = ("events", "total", "population", "reference_events", "reference_total", "reference_population")
    given = dict(zip(names, six, strict=True))
    counts, (value, lower, upper, status) = answers(where, "finite_population_difference", given, (level, alternative))
    _, (ratio, ratio_lower, ratio_upper, ratio_status) = answers(where, "finite_population_ratio", given, (level, alternative))
    _, (statistic, pvalue, test_status) = answers(where, "finite_population_test", given, (test_name, alternative))
    _, (distance, equal_pvalue, equal_status) = answers(where, "finite_population_equivalence", given, (low, high))
    x1, n1, p1, x2, n2, p2 = counts
    four = (x1, n1, x2, n2)
    populations = {"alternative": alternative, "population": p1, "reference_population": p2}
    method = "mover_wilson_fpc"
    return FinitePopulationComparison(
        SampleEstimate(value, lower, upper, level, method, status_of(status), "finite_population_difference", *four, **populations),
        SampleEstimate(
            ratio, ratio_lower, ratio_upper, level, method, status_of(ratio_status), "finite_population_ratio", *four, **populations
        ),
        TestResult(statistic, pvalue, test_name, alternative, status_of(test_status), *four),
        TestResult(distance, equal_pvalue, method, "equivalence", status_of(equal_status), *four),
        (low, high),
        level,
        _worse(_worse(status_of(status), status_of(ratio_status)), status_of(test_status)),
        *counts,
    )
