"""Tests of two rates: of difference, of likeness within a margin, and what a test's answer hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._comparisons import four
from ._reading import MEASURES, STATUS, answers, bounds, choice, frozen, measure_of, named, real, refuse, status_of, threads_of
from .errors import InvalidInput
from .results.base import told
from .results.test import EquivalenceDraft, EquivalenceResult, TestDraft, TestResult

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.planning import Attainable, Fragility

__all__ = ["attainable_pvalue", "equivalence", "fragility", "noninferiority", "significance"]

UNCONDITIONAL = frozenset(
    name for name in _core.significance_methods if name.startswith(("barnard", "boschloo")) or name.endswith("unconditional")
)

TEST_ALIASES: dict[str, tuple[str, str | None]] = {
    "chi2": ("pearson_chi2", None),
    "fisher": ("fisher_minlike", None),
    "barnard": ("barnard_pooled", None),
    "boschloo": ("boschloo_central", None),
    "scas_rd_null": ("scas", None),
    "z_pooled_greater": ("z_pooled", "greater"),
    "z_pooled_less": ("z_pooled", "less"),
    "fisher_greater": ("fisher_central", "greater"),
    "fisher_less": ("fisher_central", "less"),
    "fisher_midp_greater": ("fisher_midp_central", "greater"),
    "fisher_midp_less": ("fisher_midp_central", "less"),
    "barnard_pooled_two_sided": ("barnard_pooled", "two-sided"),
    "barnard_pooled_greater": ("barnard_pooled", "greater"),
    "barnard_pooled_less": ("barnard_pooled", "less"),
    "barnard_unpooled_two_sided": ("barnard_unpooled", "two-sided"),
    "barnard_unpooled_greater": ("barnard_unpooled", "greater"),
    "barnard_unpooled_less": ("barnard_unpooled", "less"),
    "boschloo_greater": ("boschloo_central", "greater"),
    "boschloo_less": ("boschloo_central", "less"),
}

_STEADY = ("n_minus_1_chi2", "pearson_chi2", "z_pooled", "g_test", "fisher_central", "fisher_midp_central")
"""The tests whose p-value falls steadily as the group's rate moves away from the reference's."""

_FISHER = tuple(name for name in _core.significance_methods if name.startswith("fisher"))

_NO_DIFFERENCE = {"ratio": 1.0, "difference": 0.0, "odds_ratio": 1.0}


def _null(where: str, measure: str | None, null: float | None) -> tuple[str, str, float]:
    """The measure by its own name and by the core's, and the value that is to be refuted."""
    if measure is None:
        if null is not None:
            raise refuse(where, "measure", "missing", "relative_likelihood, rate_difference or odds_ratio, so that null has a meaning")
        return "relative_likelihood", "ratio", 1.0
    name, code = measure_of(where, measure)
    return name, code, _NO_DIFFERENCE[code] if null is None else real(where, "null", null)


def significance(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "n_minus_1_chi2",
    alternative: str | None = None,
    measure: str | None = None,
    null: float | None = None,
    threads: int = 1,
) -> TestResult:
    """Whether two rates differ by more than chance.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : str
        The test. Default ``n_minus_1_chi2``: valid for expected counts down to 1, and the dual of the Miettinen-Nurminen intervals. Good too:
        ``pearson_chi2``, ``z_pooled``, ``scas``. Exact given the margins: ``fisher_midp_central`` (good), ``fisher_central``, ``fisher_minlike``,
        ``fisher_blaker``, ``fisher_midp_minlike``. Exact and unconditional, for small groups: ``boschloo_central`` (good), ``boschloo_minlike``,
        ``barnard_pooled``, ``barnard_unpooled``, ``lr_unconditional``. For comparison: ``g_test``, ``g_williams``. Not to be used: ``yates_chi2``,
        ``z_unpooled``, ``log_rr_wald``, ``log_or_wald``. ``fisher`` means ``fisher_minlike`` (as in R and SciPy), ``barnard`` ``barnard_pooled``,
        ``boschloo`` ``boschloo_central``, ``chi2`` ``pearson_chi2``; a name may carry the alternative, as ``fisher_greater``. The result holds the
        method's own name.
    alternative : {"two-sided", "greater", "less"}, optional
        ``greater``: the group's rate is above the reference's. Two-sided unless the method's name says otherwise.
    measure : {"relative_likelihood", "rate_difference", "odds_ratio"}, optional
        What ``null`` is a value of; ``rr``, ``rd`` and ``or`` will do.
    null : float, optional
        The value to be refuted, when it is another than no difference: a ratio of 0.8, a difference of -0.05.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    TestResult
        ``statistic`` is chi-squared for a two-sided test and its signed root for a one-sided one; exact tests have none. When nobody, or
        everybody, had the outcome there is no evidence either way: NaN and the status ``no_information``. A group without people gives NaN and ``undefined``. The
        unconditional exact tests certify their supremum: the p-value lies in [``pvalue``, ``pvalue_upper``]; ``nuisance`` is the rate at which
        ``pvalue`` is attained.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known, or
        contradicts another.

    Notes
    -----
    A large p-value does not show that the rates are alike: that is `equivalence`. Not for paired data.
    The default's sources: Pearson ES (1947), Biometrika 34, 139-167; Campbell I (2007), Statistics in Medicine 26, 3661-3675; those of the others
    stand in ``explain()``.

    Examples
    --------
    >>> import equitable as eq
    >>> test = eq.significance(596, 3842, 207, 2386)
    >>> round(test.statistic, 2), f"{test.pvalue:.2e}"
    (61.25, '5.01e-15')
    >>> eq.significance(0, 12, 0, 9).status
    'no_information'
    >>> test = eq.significance(3, 10, 1, 10, method="fisher_greater")
    >>> test.method, test.alternative, round(test.pvalue, 4)
    ('fisher_central', 'greater', 0.291)
    >>> eq.significance(596, 3842, 207, 2386, measure="rr", null=1.5, alternative="greater")
    Relative likelihood above 1.50: p = 0.010 (statistic 2.31), 596 of 3,842 against 207 of 2,386, n_minus_1_chi2 greater.
    """
    if (
        type(events) is type(total) is type(reference_events) is type(reference_total) is type(threads) is int
        and measure is None
        and null is None
        and type(method) is str
        and method not in UNCONDITIONAL
        and threads == 1
    ):
        side = "two-sided" if alternative is None else alternative
        try:
            statistic, pvalue, status = _core.significance_one(
                events, total, reference_events, reference_total, method, side, "ratio", 1.0
            )
            found: TestResult = TestDraft(
                statistic, pvalue, method, side, STATUS[status], events, total, reference_events, reference_total
            )
            found.__class__ = TestResult
            return found
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    where = "significance"
    if method == "conditional_mle_odds_ratio":
        raise InvalidInput(f"{where}: method is {method!r}, which is an estimate and no test: use conditional_odds_ratio()")
    method, alternative = named(where, method, alternative, _core.significance_methods, TEST_ALIASES)
    measure, code, value = _null(where, measure, null)
    threads = threads_of(where, threads)
    given = four(events, total, reference_events, reference_total)
    certified: dict[str, Any] = {}
    if method in UNCONDITIONAL and value == _NO_DIFFERENCE[code]:
        counts, answer = answers(where, "unconditional", given, (method, alternative), unseen=True, threads=threads)
        statistic, pvalue, pvalue_upper, nuisance, region_size, status = answer
        certified = {"pvalue_upper": pvalue_upper, "nuisance": nuisance, "region_size": region_size}
    else:
        options = (method, alternative, code, value)
        counts, (statistic, pvalue, status) = answers(where, where, given, options, unseen=True, threads=threads)
    x1, n1, x2, n2 = counts
    test: TestResult = told(
        TestResult(statistic, pvalue, method, alternative, None, x1, n1, x2, n2, measure=measure, null=value, **certified), status
    )
    return test


def equivalence(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    margin: tuple[float, float] = (0.8, 1.25),
    measure: str = "relative_likelihood",
    method: str = "score_mn",
    threads: int = 1,
) -> EquivalenceResult:
    """Whether two rates are alike: two one-sided tests against a margin.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    margin : (float, float)
        The values taken as alike, with no difference inside: 0 < lower < 1 < upper for a ratio (by default the four-fifths rule and its inverse),
        -1 < lower < 0 < upper < 1 for a difference, for instance (-0.05, 0.05).
    measure : {"relative_likelihood", "rate_difference", "odds_ratio"}
        What the margin is a range of; ``ratio``, ``rr``, ``rd`` and ``or`` will do.
    method : str
        Default ``score_mn``, the dual of the Miettinen-Nurminen intervals; ``score_fm`` the same without the factor N/(N - 1). Exact, for small
        groups: ``exact_unconditional`` (ratio, difference), ``exact_conditional`` (odds ratio). Not to be used: ``wald`` (difference), ``log_wald``
        (ratio, odds ratio).
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    EquivalenceResult
        A small ``pvalue`` says that the measure lies inside the margin. It is below a exactly when the interval at level 1 - 2a lies inside.
        ``statistic`` is the nearer of the two distances from the margin in standard errors. A group without people gives NaN and
        ``undefined``; ratios of nobody to nobody, NaN and ``no_information``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; the margin does not
        hold equality; the method does not know the measure.

    Notes
    -----
    "Not significantly different" is no evidence of being alike; this is. Choose the margin before looking. Not for paired data.
    Sources: Schuirmann DJ (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680; Miettinen O, Nurminen M (1985), Statistics in
    Medicine 4, 213-226; Farrington CP, Manning G (1990), Statistics in Medicine 9, 1447-1454.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.equivalence(179, 717, 1230, 4794).pvalue < 0.05
    True
    >>> eq.equivalence(139, 571, 488, 2237).pvalue < 0.05
    False
    >>> eq.equivalence(179, 717, 1230, 4794, measure="rd", margin=(-0.05, 0.05))
    Rate difference within -5.0 to +5.0 percentage points: p = 0.005 (statistic 2.60), 179 of 717 against 1,230 of 4,794, score_mn.
    """
    if (
        type(events) is type(total) is type(reference_events) is type(reference_total) is type(threads) is int
        and type(margin) is tuple
        and len(margin) == 2
        and type(margin[0]) is type(margin[1]) is float
        and type(measure) is str
        and measure in MEASURES
        and threads == 1
    ):
        try:
            statistic, pvalue, low_z, low_p, high_z, high_p, status = _core.equivalence_one(
                events, total, reference_events, reference_total, MEASURES[measure], *margin, method
            )
            found: EquivalenceResult = EquivalenceDraft(
                statistic, pvalue, low_z, low_p, high_z, high_p, margin, measure, method, STATUS[status],
                events, total, reference_events, reference_total,
            )  # fmt: skip
            found.__class__ = EquivalenceResult
            return found
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    where = "equivalence"
    name, code = measure_of(where, measure)
    method = choice(where, "method", method, _core.equivalence_methods)
    low, high = bounds(where, margin)
    threads = threads_of(where, threads)
    given = four(events, total, reference_events, reference_total)
    counts, answer = answers(where, where, given, (code, low, high, method), unseen=True, threads=threads)
    made: Any = EquivalenceResult
    *numbers, status = answer
    test: EquivalenceResult = told(made(*numbers, (low, high), name, method, None, *counts), status)
    return test


def noninferiority(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    margin: float | None = None,
    measure: str = "relative_likelihood",
    method: str = "score_mn",
    alternative: str = "greater",
    threads: int = 1,
) -> TestResult:
    """Whether a rate is at least nearly as high (or as low) as the reference's: one one-sided test against a margin.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    margin : float, optional
        The value to be excluded: a ratio of 0.8, a difference of -0.05. On the far side of equality it asks for superiority by a margin. Left out:
        0.8 for a ratio or an odds ratio, 1.25 when the alternative is ``less``; a difference has no usual margin and must be given one.
    measure : {"relative_likelihood", "rate_difference", "odds_ratio"}
        What the margin is a value of; ``ratio``, ``rr``, ``rd`` and ``or`` will do.
    method : str
        As in `equivalence`.
    alternative : {"greater", "less"}
        ``greater`` shows that the measure lies above the margin, ``less`` that it lies below (for outcomes that are bad to have).
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    TestResult
        With ``null`` the margin.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; the margin is outside the
        measure's range; the method does not know the measure.

    Notes
    -----
    The margin is chosen beforehand, for reasons of substance. Not for paired data. Sources: Farrington CP, Manning G (1990), Statistics in Medicine
    9, 1447-1454; Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.noninferiority(179, 717, 1230, 4794)
    Relative likelihood above 0.80: p = 0.003 (statistic 2.77), 179 of 717 against 1,230 of 4,794, score_mn greater.
    """
    if (
        type(events) is type(total) is type(reference_events) is type(reference_total) is type(threads) is int
        and type(measure) is str
        and measure in MEASURES
        and (type(margin) is float or margin is None and measure != "rate_difference")
        and threads == 1
    ):
        against = margin if margin is not None else 1.25 if alternative == "less" else 0.8
        try:
            statistic, pvalue, status = _core.noninferiority_one(
                events, total, reference_events, reference_total, MEASURES[measure], against, method, alternative
            )
            found: TestResult = TestDraft(
                statistic, pvalue, method, alternative, STATUS[status], events, total, reference_events, reference_total, measure, against
            )
            found.__class__ = TestResult
            return found
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    where = "noninferiority"
    name, code = measure_of(where, measure)
    method = choice(where, "method", method, _core.equivalence_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    if margin is None and code == "difference":
        raise refuse(where, "margin", "missing", "given for a difference, -0.05 for instance")
    usual = 1.25 if alternative == "less" else 0.8
    value = usual if margin is None else real(where, "margin", margin)
    threads = threads_of(where, threads)
    given = four(events, total, reference_events, reference_total)
    options = (code, value, method, alternative)
    (x1, n1, x2, n2), (statistic, pvalue, status) = answers(where, where, given, options, unseen=True, threads=threads)
    test: TestResult = told(TestResult(statistic, pvalue, method, alternative, None, x1, n1, x2, n2, measure=name, null=value), status)
    return test


def attainable_pvalue(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str | None = None,
    alternative: str | None = None,
    given: str = "reference",
) -> Attainable:
    """The smallest p-value that a comparison of these sizes could have given: above 0.05 it could never have been significant.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : str, optional
        The test. Given the reference ``n_minus_1_chi2`` by default, or ``pearson_chi2``, ``z_pooled``, ``g_test``, ``fisher_central``,
        ``fisher_midp_central``; given the margins ``fisher_minlike`` by default, or another of Fisher's tests.
    alternative : {"two-sided", "greater", "less"}, optional
        Given the reference, which outcomes of the group are looked at: a rate above the reference's (``greater``), below it, or both; the test stays
        two-sided. Given the margins, the alternative of the test.
    given : {"reference", "margins"}
        ``reference``: over every number of events that the group could have had; ``events`` does not matter. ``margins``: over all tables with the
        same totals and the same number of events in all (Tarone 1990).

    Returns
    -------
    Attainable

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    A comparison that cannot be significant is not evidence of fairness, and may be left out of a correction for many tests. Source: Tarone RE
    (1990), Biometrics 46, 515-522.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.attainable_pvalue(1, 4, 30, 100, alternative="less")
    Smallest attainable p = 0.196: 4 people against 30 of 100, n_minus_1_chi2 less.
    """
    from .results.planning import Attainable

    where = "attainable_pvalue"
    given = choice(where, "given", given, ("reference", "margins"))
    known = _STEADY if given == "reference" else _FISHER
    aliases = {name: alias for name, alias in TEST_ALIASES.items() if alias[0] in known}
    fallback = "n_minus_1_chi2" if given == "reference" else "fisher_minlike"
    method, alternative = named(where, fallback if method is None else method, alternative, known, aliases)
    names = four(events, total, reference_events, reference_total)
    function = "attainable_pvalue" if given == "reference" else "conditional_attainable_pvalue"
    (x1, n1, x2, n2), (statistic, pvalue, status) = answers(where, function, names, (method, alternative))
    return Attainable(pvalue, statistic, method, alternative, given, status_of(status), x1, n1, x2, n2)


def fragility(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "n_minus_1_chi2",
    confidence_level: float = 0.95,
    alternative: str | None = None,
) -> Fragility:
    """How many people in the group the significance of a difference hangs on.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : str
        The test: ``n_minus_1_chi2``, ``pearson_chi2``, ``z_pooled``, ``g_test``, ``fisher_central`` or ``fisher_midp_central``.
    confidence_level : float
        Significant means p < 1 - confidence_level.
    alternative : {"two-sided", "greater", "less"}, optional
        Of the test. Two-sided unless the method's name says otherwise.

    Returns
    -------
    Fragility
        ``people``: the least number in the group whose outcome must change for significance to come or go; ``None`` where no number does.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    A large number is no proof that a finding is right, only that it does not hang on a few. For the verdict's own fragility see `verdict`. Source:
    Walsh M and others (2014), Journal of Clinical Epidemiology 67, 622-628.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.fragility(21, 56, 26, 113)
    Significant until the outcome of 1 person in the group changes: 21 of 56 against 26 of 113, 95% confidence, n_minus_1_chi2 two-sided.
    """
    from .results.planning import Fragility, people_of

    where = "fragility"
    aliases = {name: alias for name, alias in TEST_ALIASES.items() if alias[0] in _STEADY}
    method, alternative = named(where, method, alternative, _STEADY, aliases)
    level = real(where, "confidence_level", confidence_level)
    names = four(events, total, reference_events, reference_total)
    counts, (people,) = answers(where, "people_to_change_significance", names, (method, alternative, level))
    _, (_, pvalue, status) = answers(where, "significance", names, (method, alternative, "ratio", 1.0))
    significant: Any = pvalue < 1 - level
    if isinstance(significant, np.ndarray):
        significant = frozen(significant)
    return Fragility(people_of(people), significant, method, alternative, level, status_of(status), *counts)
