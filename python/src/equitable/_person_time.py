"""Events over person-time, standardised rates, and the limits of funnels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._lists import called, count_lists, number_list
from ._rates import with_levels
from ._reading import STATUS, answers, choice, frozen, levels, named, real, refuse, status_of, threads_of
from .results.person_time import FunnelLimits, Overdispersion, PersonTimeEstimate, PersonTimeTest, StandardisedRate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = [
    "funnel_limits",
    "person_time_comparison_test",
    "person_time_difference",
    "person_time_overdispersion",
    "person_time_rate",
    "person_time_ratio",
    "person_time_test",
    "standardised_rate",
]

PERSON_TIME_RATE_ALIASES: dict[str, tuple[str, str | None]] = {"exact": ("garwood_exact", None), "garwood": ("garwood_exact", None)}

PERSON_TIME_TEST_ALIASES: dict[str, tuple[str, str | None]] = {
    "exact_greater": ("exact_central", "greater"),
    "exact_less": ("exact_central", "less"),
}

_NONE: dict[str, tuple[str, str | None]] = {}
_EXPOSURES = ("exposure", "reference_exposure")


def person_time_rate(
    events: ArrayLike,
    exposure: ArrayLike = 1.0,
    *,
    method: str = "garwood_exact",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> PersonTimeEstimate:
    """A rate of events over person-time (grievances in so many person-years), with its confidence interval.

    Parameters
    ----------
    events : int or array of int
        From 0 to 2**53; one person may have several.
    exposure : float or array of float
        Person-time, in any unit; 1 for the mean number of events. Both are broadcast together.
    method : str
        The interval. Default ``garwood_exact``, guaranteed to cover. Good and shorter: ``mid_p``, ``scas``, ``jeffreys``. For comparison: ``byar``,
        ``score``. Not to be used: ``wald``, ``log_wald``.
    confidence_level : float or sequence of float
        Strictly between 0 and 1. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    PersonTimeEstimate

    Raises
    ------
    InvalidInput
        A number is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    For events that come one by one at a steady rate; when they come in clusters the interval is too short. Source: Garwood F (1936), Biometrika 28,
    437-442.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.person_time_rate(12, 1500)
    Rate 0.00800 (95% interval 0.00413 to 0.0140): 12 in 1,500, garwood_exact.
    >>> eq.person_time_rate([0, 3], method="byar").lower.round(4).tolist()
    [0.0, 0.603]
    """
    where = "person_time_rate"
    method, alternative = named(where, method, alternative, _core.person_time_rate_methods, PERSON_TIME_RATE_ALIASES)
    level = levels(where, confidence_level)
    if isinstance(level, list):
        options: dict[str, Any] = {"method": method, "alternative": alternative, "threads": threads}
        return with_levels([person_time_rate(events, exposure, confidence_level=each, **options) for each in level], level)
    given = {"events": events, "exposure": exposure}
    shared = threads_of(where, threads)
    (x, t), found = answers(where, where, given, (method, level, alternative), ("exposure",), threads=shared)
    value, lower, upper, status = found
    return PersonTimeEstimate(value, lower, upper, level, method, alternative, status_of(status), where, x, t)


def _compared(
    where: str, given: tuple[Any, ...], method: str, alternative: str, level: float | list[float], threads: int
) -> PersonTimeEstimate:
    if isinstance(level, list):
        return with_levels([_compared(where, given, method, alternative, each, threads) for each in level], level)
    names = ("events", "exposure", "reference_events", "reference_exposure")
    named_values = dict(zip(names, given, strict=True))
    values, found = answers(where, where, named_values, (method, level, alternative), _EXPOSURES, threads=threads)
    value, lower, upper, status = found
    return PersonTimeEstimate(value, lower, upper, level, method, alternative, status_of(status), where, *values)


def person_time_ratio(
    events: ArrayLike,
    exposure: ArrayLike,
    reference_events: ArrayLike,
    reference_exposure: ArrayLike,
    *,
    method: str = "conditional_mid_p",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> PersonTimeEstimate:
    """The ratio of two rates of events over person-time.

    Parameters
    ----------
    events, reference_events : int or array of int
        From 0 to 2**53.
    exposure, reference_exposure : float or array of float
        Person-time, above 0, both in one unit. All four are broadcast together.
    method : {"conditional_mid_p", "exact_conditional_central", "score_wilson", "log_wald"}
        The first is the default; the second guaranteed to cover; the last not to be used with few events.
    confidence_level : float or sequence of float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    PersonTimeEstimate
        A reference without events gives an infinite ratio and the status ``unbounded``; no events at all ``undefined``.

    Raises
    ------
    InvalidInput
        A number is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Source: Przyborowski J, Wilenski H (1940), Biometrika 31, 313-323.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.person_time_ratio(60, 51477.5, 30, 54308.7)
    Ratio of rates 2.11 (95% interval 1.37 to 3.31): 60 in 51,477.5 against 30 in 54,308.7, conditional_mid_p.
    """
    where = "person_time_ratio"
    method, alternative = named(where, method, alternative, _core.person_time_ratio_methods, _NONE)
    four = (events, exposure, reference_events, reference_exposure)
    return _compared(where, four, method, alternative, levels(where, confidence_level), threads_of(where, threads))


def person_time_difference(
    events: ArrayLike,
    exposure: ArrayLike,
    reference_events: ArrayLike,
    reference_exposure: ArrayLike,
    *,
    method: str = "rate_difference_score",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> PersonTimeEstimate:
    """The difference of two rates of events over person-time.

    Parameters
    ----------
    events, reference_events : int or array of int
        From 0 to 2**53.
    exposure, reference_exposure : float or array of float
        Person-time, above 0, both in one unit. All four are broadcast together.
    method : {"rate_difference_score", "rate_difference_mover_score", "rate_difference_wald"}
        The last is not to be used with few events.
    confidence_level : float or sequence of float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    PersonTimeEstimate

    Raises
    ------
    InvalidInput
        A number is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Source: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.person_time_difference(60, 514.775, 30, 543.087)
    Difference of rates 0.0613 (95% interval 0.0266 to 0.0989): 60 in 514.775 against 30 in 543.087, rate_difference_score.
    """
    where = "person_time_difference"
    method, alternative = named(where, method, alternative, _core.person_time_difference_methods, _NONE)
    four = (events, exposure, reference_events, reference_exposure)
    return _compared(where, four, method, alternative, levels(where, confidence_level), threads_of(where, threads))


def person_time_test(
    events: ArrayLike, expected: ArrayLike, *, method: str = "midp_central", alternative: str | None = None, threads: int = 1
) -> PersonTimeTest:
    """Whether a number of events differs from the number expected by more than chance.

    Parameters
    ----------
    events : int or array of int
        From 0 to 2**53.
    expected : float or array of float
        The number expected, above 0, known without error. Both are broadcast together.
    method : str
        Default ``midp_central``. Exact and conservative: ``exact_central``, ``exact_minlike``, one-sided ``exact_greater``, ``exact_less``. For large
        numbers ``score``.
    alternative : {"two-sided", "greater", "less"}, optional
        ``greater``: more events than expected. Two-sided unless the method's name says otherwise.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    PersonTimeTest

    Raises
    ------
    InvalidInput
        A number is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Source: Garwood F (1936), Biometrika 28, 437-442; Lancaster HO (1961), Journal of the American Statistical Association 56, 223-234.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.person_time_test(10, 5.22, method="exact_greater")
    Difference from the number expected: p = 0.041, 10 where 5.22 are expected, exact_central greater.
    """
    where = "person_time_test"
    method, alternative = named(where, method, alternative, _core.person_time_test_methods, PERSON_TIME_TEST_ALIASES)
    given = {"events": events, "expected": expected}
    shared = threads_of(where, threads)
    (x, mean), (statistic, pvalue, status) = answers(where, where, given, (method, alternative), ("expected",), threads=shared)
    return PersonTimeTest(statistic, pvalue, method, alternative, status_of(status), x, mean)


def person_time_comparison_test(
    events: ArrayLike,
    exposure: ArrayLike,
    reference_events: ArrayLike,
    reference_exposure: ArrayLike,
    *,
    method: str = "conditional_midp",
    alternative: str | None = None,
    null_ratio: float = 1.0,
    threads: int = 1,
) -> PersonTimeTest:
    """Whether two rates of events over person-time differ by more than chance.

    Parameters
    ----------
    events, reference_events : int or array of int
        From 0 to 2**53.
    exposure, reference_exposure : float or array of float
        Person-time, above 0, both in one unit. All four are broadcast together.
    method : str
        Default ``conditional_midp``, the dual of ``conditional_mid_p`` of `person_time_ratio`.
    alternative : {"two-sided", "greater", "less"}, optional
        ``greater``: the first rate is the higher.
    null_ratio : float
        The ratio to be refuted; 1 unless told.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    PersonTimeTest

    Raises
    ------
    InvalidInput
        A number is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Source: Przyborowski J, Wilenski H (1940), Biometrika 31, 313-323.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.person_time_comparison_test(12, 1500, 3, 1400).method
    'conditional_midp'
    """
    where = "person_time_comparison_test"
    method, alternative = named(where, method, alternative, _core.person_time_comparison_test_methods, _NONE)
    null = real(where, "null_ratio", null_ratio)
    given = {
        "events": events,
        "exposure": exposure,
        "reference_events": reference_events,
        "reference_exposure": reference_exposure,
    }
    values, (statistic, pvalue, status) = answers(where, where, given, (method, alternative, null), _EXPOSURES, threads=threads_of(where, threads))
    x1, t1, x2, t2 = values
    return PersonTimeTest(statistic, pvalue, method, alternative, status_of(status), x1, None, t1, x2, t2, null)


def person_time_overdispersion(events: ArrayLike, exposure: ArrayLike, *, rate: float | None = None) -> Overdispersion:
    """Whether the counts of several units vary more than chance makes them: then tests and limits that take them as Poisson are too sure.

    Parameters
    ----------
    events : list of int
        One count for every unit (team, trust, month).
    exposure : list of float
        Person-time of each, in any unit; a unit without any does not count.
    rate : float, optional
        The rate that all are taken to have; their own together unless told.

    Returns
    -------
    Overdispersion

    Raises
    ------
    InvalidInput
        A number is not what it must be; the lengths differ.

    Notes
    -----
    The index of dispersion by chi-squared: good where the expected counts are above 1 or so. Sources: Fisher RA (1950), Biometrics 6, 17-24; Cochran
    WG (1954), Biometrics 10, 417-451.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.person_time_overdispersion([12, 31, 9], [100, 110, 90])
    Dispersion 5.95, times what chance makes: p = 0.003 (statistic 11.90 on 2 degrees of freedom), 52 events in 3 units, index_of_dispersion.
    """
    where = "person_time_overdispersion"
    (x,) = count_lists(where, events=events)
    t = number_list(where, "exposure", exposure, x.size)
    about = math.nan if rate is None else real(where, "rate", rate)
    if rate is not None and math.isnan(about):
        raise refuse(where, "rate", "NaN", "a number, or left out for the rate of all units together")
    dispersion, statistic, df, pvalue, status = called(where, where, x, t, about)
    return Overdispersion(dispersion, statistic, df, pvalue, "index_of_dispersion", STATUS[status], int(x.sum()), int(x.size), about)


def standardised_rate(
    events: ArrayLike,
    population: ArrayLike,
    standard_population: ArrayLike,
    *,
    method: str = "dobson_byar",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
    per: float = 100000.0,
) -> StandardisedRate:
    """A rate as it would be with the make-up of a standard population: directly standardised.

    Parameters
    ----------
    events : list of int
        The events of each stratum (age group, pay band).
    population : list of float
        The people, or the person-time, of each stratum.
    standard_population : list of float
        How much of the standard population falls into each stratum, in any unit.
    method : str
        The interval. Default ``dobson_byar``; ``dobson_exact``; for few events ``fay_feuer_gamma`` and ``tiwari_gamma``. Not to be used with few events:
        ``normal``.
    confidence_level : float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.
    per : float
        The rate is given for so many of the population.

    Returns
    -------
    StandardisedRate

    Raises
    ------
    InvalidInput
        A number is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    Sources: Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Statistics in Medicine 10, 457-462; Fay MP, Feuer EJ (1997), Statistics in Medicine 16,
    791-801; Tiwari RC, Clegg LX, Zou Z (2006), Statistical Methods in Medical Research 15, 547-569.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.standardised_rate([107, 141, 60], [230061, 329449, 114920], [1, 1, 1])
    Standardised rate 47.17 per 100,000 (95% interval 41.54 to 53.30): 308 events in 3 strata, dobson_byar.
    """
    where = "standardised_rate"
    method = choice(where, "method", method, _core.standardised_rate_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level, scale = real(where, "confidence_level", confidence_level), real(where, "per", per)
    (x,) = count_lists(where, events=events)
    people = number_list(where, "population", population, x.size)
    standard = number_list(where, "standard_population", standard_population, x.size)
    value, lower, upper, status, variance, counted = called(where, where, x, people, standard, method, level, alternative, scale)
    return StandardisedRate(value, lower, upper, level, method, alternative, STATUS[status], scale, variance, counted, int(x.size))


_FUNNELS = ("proportion", "ratio_obs_over_exp", "ratio_by_expected")


def funnel_limits(
    size: ArrayLike,
    target: ArrayLike | None = None,
    *,
    statistic: str = "proportion",
    method: str | None = None,
    confidence_level: float = 0.95,
) -> FunnelLimits:
    """Where the rate or the ratio of a unit lies by chance alone.

    Parameters
    ----------
    size : int, float or array
        How large the unit is: for a ``proportion`` its people, for ``ratio_obs_over_exp`` the events observed, for ``ratio_by_expected`` those expected.
    target : float or array of float, optional
        The middle of the funnel: the rate that all units are taken to have. A ratio has the middle 1.
    statistic : {"proportion", "ratio_obs_over_exp", "ratio_by_expected"}
        What is drawn: a rate; or observed over expected events, drawn against the observed ones or against the expected ones.
    method : {"normal", "exact"}, optional
        ``normal`` unless told; limits for the count observed are always exact.
    confidence_level : float
        0.95 for the inner funnel, 0.998 for the outer.

    Returns
    -------
    FunnelLimits

    Raises
    ------
    InvalidInput
        A number is not what it must be; a rate is without a target; the shapes do not fit; an option is not known.

    Notes
    -----
    A funnel ranks nobody: outside of it somebody is unlike the others by more than chance. Source: Spiegelhalter DJ (2005), Statistics in
    Medicine 24, 1185-1202.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.funnel_limits(166, 0.2557)
    By chance 18.9% to 32.2% (95%) around 25.6%: 166 people, normal.
    >>> eq.funnel_limits([50, 100], statistic="ratio_obs_over_exp").upper.round(3).tolist()
    [1.347, 1.229]
    """
    where = "funnel_limits"
    statistic = choice(where, "statistic", statistic, _FUNNELS)
    level = real(where, "confidence_level", confidence_level)
    if statistic == "ratio_obs_over_exp":
        method = choice(where, "method", "exact" if method is None else method, ("exact",))
    else:
        method = choice(where, "method", "normal" if method is None else method, _core.funnel_methods)
    if statistic == "proportion":
        if target is None:
            raise refuse(where, "target", "missing", "the rate in the middle of the funnel, for instance 0.25")
        given, options = {"target": target, "size": size}, (method, level)
        (middle, people), (lower, upper) = answers(where, "funnel_rate_limits", given, options, ("target",))
        return FunnelLimits(lower, upper, level, method, statistic, middle, people, _bounded(upper))
    if target is not None and not np.all(np.asarray(target) == 1):
        raise refuse(where, "target", target, "1, or left out, for a ratio")
    if statistic == "ratio_obs_over_exp":
        (counted,), (lower, upper) = answers(where, "funnel_observed_limits", {"size": size}, (level,))
    else:
        (counted,), (lower, upper) = answers(where, "funnel_expected_limits", {"size": size}, (method, level), ("size",))
    return FunnelLimits(lower, upper, level, method, statistic, 1.0, counted, _bounded(upper))


def _bounded(upper: Any) -> Any:
    """The status of limits of which the upper one may be infinite."""
    if isinstance(upper, np.ndarray):
        return frozen(np.where(np.isinf(upper), "unbounded", "ok"))
    return "unbounded" if math.isinf(upper) else "ok"
