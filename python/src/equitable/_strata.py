"""The same comparison within strata: directorates, pay bands, years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._lists import called, count_lists
from ._reading import STATUS, choice, frozen, measure_of, named, real, status_of
from .errors import InvalidInput
from .results.estimate import Estimate
from .results.groups import GroupTest
from .results.strata import Stratified
from .results.test import TestResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import ArrayLike

__all__ = ["stratified", "stratified_homogeneity", "stratified_test"]

STRATIFIED_TEST_ALIASES: dict[str, tuple[str, str | None]] = {
    "exact_greater": ("exact_central", "greater"),
    "exact_less": ("exact_central", "less"),
}

_ENDINGS = {"ratio": "rr", "difference": "rd", "odds_ratio": "or"}
_DEFAULTS = {"ratio": "score_mh_rr", "difference": "score_mh_rd", "odds_ratio": "mh_or"}


def _measure_of_method(method: str) -> str:
    for code, ending in _ENDINGS.items():
        if ending in method.split("_"):
            return code
    return "odds_ratio"  # peto


def _four(where: str, *given: Any) -> tuple[np.ndarray[Any, Any], ...]:
    names = ("events", "totals", "reference_events", "reference_totals")
    return count_lists(where, **dict(zip(names, given, strict=True)))


def stratified(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    *,
    measure: str | None = None,
    method: str | None = None,
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
) -> Stratified:
    """One effect for all strata, whether it is real, whether it is one, and what pooling would have said.

    Parameters
    ----------
    events, totals : list of int
        The group in each stratum: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : list of int
        The reference in each stratum, likewise.
    measure : {"relative_likelihood", "rate_difference", "odds_ratio"}, optional
        ``ratio``, ``rr``, ``rd`` and ``or`` will do. The relative likelihood unless the method says otherwise.
    method : str, optional
        Of a relative likelihood: default ``score_mh_rr``; ``mh_rr``, ``iv_rr``. Of a difference: default ``score_mh_rd``; ``mh_rd_sato``,
        ``mh_rd_gr``, ``iv_rd``. Of an odds ratio: default ``mh_or``; for sparse strata ``midp_or``, ``exact_or``; ``iv_or``, ``peto``.
    confidence_level : float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone. The tests stay two-sided.

    Returns
    -------
    Stratified
        With ``association``, ``homogeneity``, ``crude``, ``strata`` and ``warning``. A stratum in which either group holds nobody says nothing: it has
        no part in the effect, nor in ``crude``, and how many strata and people that leaves out is said.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; an option is not known; the method is of another measure.

    Notes
    -----
    Strata must be fixed before anybody is compared: a stratum that is itself an outcome (pay band, when promotion is in question) explains away what it
    should show. Sources: Mantel N, Haenszel W (1959), Journal of the National Cancer Institute 22, 719-748; Greenland S, Robins JM (1985),
    Biometrics 41, 55-68; Laud PJ (2017), Pharmaceutical Statistics 16, 334-348; Simpson EH (1951), Journal of the Royal Statistical Society B
    13, 238-241.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.stratified([512, 353, 120], [825, 560, 325], [89, 17, 202], [108, 25, 593])
    >>> found
    Relative likelihood within 3 strata 0.91 (95% interval 0.82 to 1.02): p = 0.092, likeness of strata p = 0.002, crude 1.36, score_mh_rr; pooling \
all strata into one table turns the direction round (Simpson's paradox): compare like with like, within strata.
    >>> found.strata.value.round(2).tolist()
    [0.75, 0.93, 1.08]
    """
    where = "stratified"
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    if method is not None:
        method = choice(where, "method", method, _core.stratified_methods)
    if measure is None and method is not None:
        code = _measure_of_method(method)
        name, code = measure_of(where, "or" if code == "odds_ratio" else code)
    else:
        name, code = measure_of(where, "relative_likelihood" if measure is None else measure)
    method = _DEFAULTS[code] if method is None else method
    if _measure_of_method(method) != code:
        known = ", ".join(each for each in _core.stratified_methods if _measure_of_method(each) == code)
        raise InvalidInput(f"{where}: method is {method!r}, but must be one of {known} for a {name.replace('_', ' ')}")
    x1, n1, x2, n2 = _four(where, events, totals, reference_events, reference_totals)
    effect, error, cmh, alike, alike_method, crude, crude_test, pooling, columns, criterion = called(
        where, where, x1, n1, x2, n2, code, method, level, alternative
    )
    counted = _counted(n1, n2)
    association = GroupTest(cmh[0], cmh[1], 1.0, "cmh", "two-sided", STATUS[cmh[2]], "stratified_test", **counted)
    homogeneity = _alike(alike, alike_method, counted)
    each = {"events": x1, "total": n1, "reference_events": x2, "reference_total": n2}
    pooled = {key: int(column[(n1 > 0) & (n2 > 0)].sum()) for key, column in each.items()}
    value, lower, upper, status, statistic, pvalue, test_status, weight = columns
    effect_value, effect_lower, effect_upper, effect_status = effect
    return Stratified(
        value=effect_value,
        lower=effect_lower,
        upper=effect_upper,
        standard_error=error,
        confidence_level=level,
        method=method,
        alternative=alternative,
        status=STATUS[effect_status],
        measure=name,
        association=association,
        homogeneity=homogeneity,
        crude=_two_groups(crude, level, name, alternative, pooled),
        crude_test=_two_group_test(crude_test, pooled),
        pooling=pooling,
        strata=_two_groups((frozen(value), frozen(lower), frozen(upper), status), level, name, alternative, each),
        strata_tests=_two_group_test((frozen(statistic), frozen(pvalue), test_status), each),
        weights=frozen(weight),
        mantel_fleiss=criterion,
    )


def _two_groups(found: tuple[Any, ...], level: float, measure: str, alternative: str, counts: Mapping[str, Any]) -> Estimate:
    value, lower, upper, status = found
    return Estimate(value, lower, upper, level, "miettinen_nurminen", status_of(status), measure, **counts, alternative=alternative)


def _two_group_test(found: tuple[Any, ...], counts: Mapping[str, Any]) -> TestResult:
    statistic, pvalue, status = found
    return TestResult(statistic, pvalue, "n_minus_1_chi2", "two-sided", status_of(status), **counts)


def _counted(n1: np.ndarray[Any, Any], n2: np.ndarray[Any, Any]) -> dict[str, Any]:
    """How many strata were given and how many people they hold; and how many of both have no part, since either group holds nobody there."""
    without = (n1 == 0) | (n2 == 0)
    left_out = {"strata_left_out": int(without.sum()), "people_left_out": int((n1 + n2)[without].sum())}
    return {"groups": int(n1.size), "total": int(n1.sum() + n2.sum()), **left_out}


def _alike(found: Any, method: str, counted: dict[str, Any]) -> GroupTest:
    statistic, pvalue, df, i_squared, status = found
    method = "cochran_q" if method.startswith("iv_") else method
    return GroupTest(
        statistic, pvalue, df, method, "two-sided", STATUS[status], "stratified_homogeneity", **counted, i_squared=i_squared
    )


def stratified_test(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    *,
    method: str = "cmh",
    alternative: str | None = None,
) -> GroupTest:
    """Whether two groups differ within strata.

    Parameters
    ----------
    events, totals : list of int
        The group in each stratum: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : list of int
        The reference in each stratum, likewise.
    method : str
        Default ``cmh``, Cochran, Mantel and Haenszel's test. With its continuity correction ``cmh_cc``; Cochran's own ``cochran``. For sparse strata
        ``exact_midp_central``; exact ``exact_central``, ``exact_minlike``, one-sided ``exact_greater``, ``exact_less``.
    alternative : {"two-sided", "greater", "less"}, optional
        ``greater``: the group's odds are above the reference's. Two-sided unless the method's name says otherwise.

    Returns
    -------
    GroupTest

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    It sees little when the strata point different ways: look at `stratified_homogeneity`. Sources: Mantel N, Haenszel W (1959), Journal of the
    National Cancer Institute 22, 719-748; Cochran WG (1954), Biometrics 10, 417-451; Gart JJ (1970), Biometrika 57, 471-475.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.stratified_test([0, 1, 3], [10, 12, 8], [2, 0, 3], [10, 9, 11], method="exact_midp_central")
    Difference within 3 strata: p = 0.946, 60 people, exact_midp_central two-sided.
    """
    where = "stratified_test"
    method, alternative = named(where, method, alternative, _core.stratified_test_methods, STRATIFIED_TEST_ALIASES)
    x1, n1, x2, n2 = _four(where, events, totals, reference_events, reference_totals)
    statistic, pvalue, status = called(where, where, x1, n1, x2, n2, method, alternative)
    df = float("nan") if alternative != "two-sided" or method.startswith("exact_") else 1.0
    return GroupTest(statistic, pvalue, df, method, alternative, STATUS[status], where, **_counted(n1, n2))


def stratified_homogeneity(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    *,
    measure: str = "odds_ratio",
    method: str | None = None,
) -> GroupTest:
    """Whether the effect is the same in every stratum.

    Parameters
    ----------
    events, totals : list of int
        The group in each stratum: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : list of int
        The reference in each stratum, likewise.
    measure : {"odds_ratio", "relative_likelihood", "rate_difference"}
        ``or``, ``rr``, ``ratio`` and ``rd`` will do. Strata alike in one measure are rarely alike in another.
    method : str, optional
        Of odds ratios ``tarone`` by default, ``breslow_day``, ``cochran_q``. Of the others ``cochran_q``, and by default where a zero in a stratum
        leaves that without an answer ``score``, the test of `period_heterogeneity`.

    Returns
    -------
    GroupTest
        ``method`` says which test it is. ``cochran_q`` gives ``i_squared`` too; asked for by name it is ``undefined`` with a zero in any stratum.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; an option is not known, or is of another measure.

    Notes
    -----
    A large p-value does not show that the strata are alike. Sources: Tarone RE (1985), Biometrika 72, 91-95; Breslow NE, Day NE (1980), Statistical
    Methods in Cancer Research I; Higgins JPT, Thompson SG (2002), Statistics in Medicine 21, 1539-1558; Gart JJ, Nam J (1988), Biometrics 44, 323-338.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.stratified_homogeneity([512, 353, 120], [825, 560, 325], [89, 17, 202], [108, 25, 593])
    >>> found.method, found.df
    ('tarone', 2.0)
    >>> eq.stratified_homogeneity([0, 4], [12, 75], [3, 1], [48, 27], measure="rr").method
    'score'
    """
    where = "stratified_homogeneity"
    name, code = measure_of(where, measure)
    known = _core.stratified_homogeneity_methods if code == "odds_ratio" else ("cochran_q", "score")
    if method is not None:
        method = choice(where, "method", method, known)
    asked = method or ("tarone" if code == "odds_ratio" else "automatic")
    x1, n1, x2, n2 = _four(where, events, totals, reference_events, reference_totals)
    found, said = called(where, where, x1, n1, x2, n2, code, asked)
    return _alike(found, said, _counted(n1, n2))
