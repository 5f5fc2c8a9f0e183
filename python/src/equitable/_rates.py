"""One rate: its interval, its test against a given rate, and the rate of a population that was counted in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from . import _core
from ._reading import STATUS, answers, choice, levels, named, status_of, threads_of
from .errors import InvalidInput
from .results.base import Result, stacked, told
from .results.estimate import Estimate, EstimateDraft, SampleEstimate
from .results.test import TestResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["finite_population", "proportion", "proportion_test"]

_Result = TypeVar("_Result", bound=Result)

_PROPORTION_ALIASES: dict[str, tuple[str, str | None]] = {"exact": ("clopper_pearson", None)}

PROPORTION_TEST_ALIASES: dict[str, tuple[str, str | None]] = {
    "exact_greater": ("exact_central", "greater"),
    "exact_less": ("exact_central", "less"),
    "score_z": ("score", None),
    "lr_stat": ("lr", None),
}


def proportion(
    events: ArrayLike,
    total: ArrayLike,
    *,
    method: str = "wilson",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> Estimate:
    """A rate, events / total, with its confidence interval.

    Parameters
    ----------
    events, total : int or array of int
        Whole numbers with 0 <= events <= total <= 2**53. Arrays are broadcast together.
    method : str
        The interval. Default ``wilson``, the score interval: it covers on average what it says, also at 0 and at ``total``. Good too: ``jeffreys``,
        ``mid_p``, ``scas``. Guaranteed to cover, and wide: ``clopper_pearson``, ``blaker``. For comparison with other programs: ``wilson_cc``,
        ``agresti_coull``, ``arcsine``, ``likelihood_ratio``, ``jeffreys_equal_tailed``. Not to be used: ``wald``, ``wald_cc``, ``logit``.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone, at the whole level; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    Estimate
        ``value``, ``lower`` and ``upper`` between 0 and 1. 0 of 0 gives NaN and the status ``undefined``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    Not for a survey whose respondents are a large share of a small workforce: the interval is then too wide, and `finite_population` is meant.
    ``explain()`` of the result gives the formula and the source of the method. The default: Wilson EB (1927), Journal of the American
    Statistical Association 22, 209-212.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.proportion(207, 2386)
    Rate 8.7% (95% interval 7.6% to 9.9%): 207 of 2,386, wilson.
    >>> eq.proportion([12, 0], [60, 0]).status.tolist()
    ['ok', 'undefined']
    >>> eq.proportion(12, 60, confidence_level=[0.8, 0.95]).lower.round(3).tolist()
    [0.142, 0.118]
    """
    if type(events) is type(total) is type(threads) is int and threads == 1:
        try:
            value, lower, upper, status = _core.proportion_one(events, total, method, confidence_level, alternative)
            found: Estimate = EstimateDraft(
                value, lower, upper, confidence_level, method, STATUS[status], "proportion", events, total, None, None, alternative
            )
            found.__class__ = Estimate
            return found
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    where = "proportion"
    method, alternative = named(where, method, alternative, _core.proportion_methods, _PROPORTION_ALIASES)
    level = levels(where, confidence_level)
    threads = threads_of(where, threads)
    if isinstance(level, list):
        options: dict[str, Any] = {"method": method, "alternative": alternative, "threads": threads}
        return with_levels([proportion(events, total, confidence_level=each, **options) for each in level], level)
    given = {"events": events, "total": total}
    chosen = (method, level, alternative)
    (events, total), (value, lower, upper, status) = answers(where, where, given, chosen, unseen=True, threads=threads)
    estimate: Estimate = told(Estimate(value, lower, upper, level, method, None, where, events, total, alternative=alternative), status)
    return estimate


def proportion_test(
    events: ArrayLike,
    total: ArrayLike,
    rate: ArrayLike,
    *,
    method: str = "score",
    alternative: str | None = None,
    threads: int = 1,
) -> TestResult:
    """Whether a rate differs from a given one by more than chance.

    Parameters
    ----------
    events, total : int or array of int
        Whole numbers with 0 <= events <= total <= 2**53.
    rate : float or array of float
        The rate to be refuted, strictly between 0 and 1, known without error. All three are broadcast together.
    method : str
        The test. Default ``score``, the dual of the Wilson interval. For small numbers ``midp_central``. Exact and conservative: ``exact_central``,
        ``exact_minlike``, ``exact_blaker``. Also ``midp_minlike`` and ``lr``. Not to be used: ``score_cc``, ``wald``.
    alternative : {"two-sided", "greater", "less"}, optional
        ``greater``: the true rate is above ``rate``. Two-sided unless the method's name says otherwise (``exact_greater``).
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    TestResult
        With ``measure`` ``proportion`` and ``null`` the given rate. 0 of 0 gives NaN and the status ``undefined``.

    Raises
    ------
    InvalidInput
        A count or the rate is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Not for a rate that is itself an estimate: compare the two groups with `significance`, or use `benchmark`.
    Sources: Wilson EB (1927), Journal of the American Statistical Association 22, 209-212; Lancaster HO (1961), Journal of the American
    Statistical Association 56, 223-234.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.proportion_test(12, 60, 0.25)
    Rate other than 25.0%: p = 0.371 (statistic -0.89), 12 of 60, score two-sided.
    >>> round(eq.proportion_test(7, 10, 0.5, method="exact_greater").pvalue, 6)
    0.171875
    """
    where = "proportion_test"
    method, alternative = named(where, method, alternative, _core.proportion_test_methods, PROPORTION_TEST_ALIASES)
    given = {"events": events, "total": total, "rate": rate}
    shared = threads_of(where, threads)
    (events, total, rate), found = answers(where, where, given, (method, alternative), ("rate",), threads=shared)
    statistic, pvalue, status = found
    return TestResult(
        statistic, pvalue, method, alternative, status_of(status), events, total, None, None, measure="proportion", null=rate
    )


def finite_population(
    events: ArrayLike,
    total: ArrayLike,
    population: ArrayLike,
    *,
    method: str = "wilson_fpc",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
) -> SampleEstimate:
    """The rate of a known population of whom only some were counted (the respondents of a staff survey), with its interval.

    Parameters
    ----------
    events, total : int or array of int
        Among those who answered: whole numbers with 0 <= events <= total.
    population : int or array of int
        How many there are in all, those who answered included: total <= population <= 2**53.
    method : str
        Default ``wilson_fpc``, Wilson's interval with the finite-population correction. For small numbers ``mid_p_hypergeometric``; guaranteed and
        wide ``exact_hypergeometric_central``. Not to be used: ``wald_fpc``, ``wald_survey_unbiased_variance``.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.

    Returns
    -------
    SampleEstimate
        When everybody was counted the interval is the rate itself.

    Raises
    ------
    InvalidInput
        A count is not what it must be; more people answered than there are; the shapes do not fit; an option is not known.

    Notes
    -----
    It assumes that those who answered are like a random sample of all. Those who do not answer rarely are: the interval says nothing about that.
    Sources: Wilson EB (1927), Journal of the American Statistical Association 22, 209-212; Cochran WG (1977), Sampling Techniques, third
    edition; Buonaccorsi JP (1987), The American Statistician 41, 215-218.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.finite_population(12, 60, 200)
    Rate of the population 20.0% (95% interval 12.9% to 29.7%): 12 of 60 from 200, wilson_fpc.
    """
    where = "finite_population"
    method = choice(where, "method", method, _core.finite_population_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = levels(where, confidence_level)
    if isinstance(level, list):
        options: dict[str, Any] = {"method": method, "alternative": alternative}
        return with_levels([finite_population(events, total, population, confidence_level=each, **options) for each in level], level)
    given = {"events": events, "total": total, "population": population}
    (events, total, population), (value, lower, upper, status) = answers(where, where, given, (method, level, alternative))
    return SampleEstimate(
        value, lower, upper, level, method, status_of(status), where, events, total, alternative=alternative, population=population
    )


def with_levels(results: list[_Result], level: list[float]) -> _Result:
    """Results at several levels as one, the levels first."""
    import dataclasses

    import numpy as np

    from ._reading import frozen

    found: _Result = stacked(results)
    shape = found.shape

    def levelled(part: Any) -> Any:
        changes: dict[str, Any] = {}
        for field in dataclasses.fields(part):
            value = getattr(part, field.name)
            if field.name == "confidence_level":
                leading = np.reshape(level, (-1,) + (1,) * (len(shape) - 1))
                changes[field.name] = frozen(np.array(np.broadcast_to(leading, shape)))
            elif dataclasses.is_dataclass(value):
                changes[field.name] = levelled(value)
        return dataclasses.replace(part, **changes)

    result: _Result = levelled(found)
    return result
