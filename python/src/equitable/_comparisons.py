"""A group against a reference: ratio, difference and odds ratio, and how strong a hidden cause would have to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from . import _core
from ._rates import with_levels
from ._reading import STATUS, answers, levels, named, status_of, threads_of
from .errors import InvalidInput
from .results.base import told
from .results.estimate import Estimate, EstimateDraft

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.planning import EValue

__all__ = ["conditional_odds_ratio", "e_value", "odds_ratio", "rate_difference", "relative_likelihood"]

_Aliases: TypeAlias = dict[str, tuple[str, str | None]]
_Kernel: TypeAlias = tuple[str, Callable[..., Any], Sequence[str], _Aliases]
"""Name, compiled function of single counts, methods, other names of methods."""

RATIO_ALIASES: _Aliases = {"katz": ("katz_log", None), "mn": ("miettinen_nurminen", None)}
DIFFERENCE_ALIASES: _Aliases = {"mn": ("miettinen_nurminen", None)}
ODDS_ALIASES: _Aliases = {"woolf": ("woolf_logit", None), "mn": ("miettinen_nurminen", None)}
_RATIO: _Kernel = ("relative_likelihood", _core.relative_likelihood_one, _core.relative_likelihood_methods, RATIO_ALIASES)
_DIFFERENCE: _Kernel = ("rate_difference", _core.rate_difference_one, _core.rate_difference_methods, DIFFERENCE_ALIASES)
_ODDS: _Kernel = ("odds_ratio", _core.odds_ratio_one, _core.odds_ratio_methods, ODDS_ALIASES)
_CONDITIONAL = ("conditional_mid_p", "exact_conditional_central", "baptista_pike")


def four(events: Any, total: Any, reference_events: Any, reference_total: Any) -> dict[str, Any]:
    """The counts of two groups by name."""
    return {"events": events, "total": total, "reference_events": reference_events, "reference_total": reference_total}


def _comparison(
    kernel: _Kernel, given: tuple[Any, Any, Any, Any], method: str, confidence_level: Any, alternative: str, threads: Any
) -> Estimate:
    """One comparison: four Python integers go straight to the compiled function, anything else is looked at first."""
    where, one, methods, aliases = kernel
    events, total, reference_events, reference_total = given
    if type(events) is type(total) is type(reference_events) is type(reference_total) is type(threads) is int and threads == 1:
        try:
            value, lower, upper, status = one(events, total, reference_events, reference_total, method, confidence_level, alternative)
            found: Estimate = EstimateDraft(
                value,
                lower,
                upper,
                confidence_level,
                method,
                STATUS[status],
                where,
                events,
                total,
                reference_events,
                reference_total,
                alternative,
            )
            found.__class__ = Estimate
            return found
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    method, alternative = named(where, method, alternative, methods, aliases)
    level = levels(where, confidence_level)
    threads = threads_of(where, threads)
    if isinstance(level, list):
        return with_levels([_comparison(kernel, given, method, each, alternative, threads) for each in level], level)
    options = (method, level, alternative)
    answer: tuple[Any, Any] = answers(where, where, four(*given), options, unseen=True, threads=threads)
    (x1, n1, x2, n2), (value, lower, upper, status) = answer
    estimate: Estimate = told(Estimate(value, lower, upper, level, method, None, where, x1, n1, x2, n2, alternative), status)
    return estimate


def relative_likelihood(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "miettinen_nurminen",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> Estimate:
    """The relative likelihood, rate(group) / rate(reference), with its confidence interval.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : str
        The interval. Default ``miettinen_nurminen``: defined for every table, and 1 lies outside exactly when the test ``n_minus_1_chi2`` has
        p < 1 - confidence_level. ``koopman`` agrees so with ``pearson_chi2``, ``scas`` with ``scas``, ``profile_lr`` with ``g_test``. Good too:
        ``mover_wilson``, ``mover_jeffreys``. Exact and slow, for small groups: ``agresti_min_score``, ``chan_zhang_score``. For comparison:
        ``haldane_log``, ``price_bonett``, ``inv_sinh``. Spreadsheets have ``katz_log``, which has no interval when either group has no events; not
        to be used: ``walter_log``.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone, at the whole level; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    Estimate
        A reference without events gives an infinite upper limit and the status ``unbounded``; no events in either group gives NaN between 0 and
        infinity and ``undefined``, as does a group without people.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    Not for paired data, and not for a part against the whole that contains it: that is `representation`.
    The default's source: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226; those of the others stand in ``explain()``.

    Examples
    --------
    White applicants, 596 of 3,842 appointed, against BME applicants, 207 of 2,386:

    >>> import equitable as eq
    >>> eq.relative_likelihood(596, 3842, 207, 2386)
    Relative likelihood 1.79 (95% interval 1.54 to 2.08): 596 of 3,842 against 207 of 2,386, miettinen_nurminen.
    >>> eq.relative_likelihood([139, 3], [571, 20], [488, 0], [2237, 30]).upper.tolist()[1]
    inf
    >>> eq.relative_likelihood(596, 3842, 207, 2386, alternative="greater")
    Relative likelihood 1.79 (95% lower limit 1.58): 596 of 3,842 against 207 of 2,386, miettinen_nurminen.
    """
    return _comparison(_RATIO, (events, total, reference_events, reference_total), method, confidence_level, alternative, threads)


def rate_difference(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "newcombe",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> Estimate:
    """The rate difference, rate(group) - rate(reference), with its confidence interval.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : str
        The interval. Default ``newcombe``, a closed form of good coverage. Beside a p-value take ``miettinen_nurminen``: 0 lies outside exactly when
        ``n_minus_1_chi2`` has p < 1 - confidence_level; ``mee`` agrees so with ``pearson_chi2``, ``scas`` with ``scas``, ``profile_lr`` with
        ``g_test``. Good too: ``mover_jeffreys``. Exact and slow, for small groups: ``agresti_min_score``, ``chan_zhang_score``. For comparison:
        ``newcombe_cc``, ``agresti_caffo``, ``jeffreys_perks``, ``brown_li_jeffreys``. Not to be used: ``wald``, the textbook interval, ``wald_cc``,
        ``haldane_beal``, ``hauck_anderson``.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone, at the whole level; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    Estimate
        Between -1 and 1: a hundred times it are percentage points. A group without people gives NaN and the status ``undefined``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    Not for paired data, and not for a part against the whole that contains it: that is `representation`.
    The sources of the two main methods: Newcombe RG (1998), Statistics in Medicine 17, 873-890, method 10; Miettinen O, Nurminen M (1985),
    Statistics in Medicine 4, 213-226; those of the others stand in ``explain()``.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.rate_difference(139, 571, 488, 2237)
    Rate difference +2.5 percentage points (95% interval -1.2 to +6.6): 139 of 571 against 488 of 2,237, newcombe.
    """
    return _comparison(_DIFFERENCE, (events, total, reference_events, reference_total), method, confidence_level, alternative, threads)


def odds_ratio(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "miettinen_nurminen",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> Estimate:
    """The odds ratio, odds(group) / odds(reference), with its confidence interval.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : str
        The interval. Default ``miettinen_nurminen``: defined for every table, and 1 lies outside exactly when ``n_minus_1_chi2`` has
        p < 1 - confidence_level. Good too: ``score_uncorrected``, ``scas``, ``conditional_mid_p``. Exact and conservative:
        ``exact_conditional_central`` (beside ``fisher_central``), ``baptista_pike`` (beside ``fisher_minlike``). For comparison: ``profile_lr``,
        ``mover_wilson``, ``gart_adjusted_logit``, ``inv_sinh``. Not to be used: ``woolf_logit``, ``agresti_smoothed_logit``.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone, at the whole level; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    Estimate
        ``value`` is ad / (bc) whatever the method; infinite when only bc is 0, NaN when both products are.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    An odds ratio is no ratio of rates, and is read as one all the same: for readers who are not statisticians take `relative_likelihood`. It
    belongs beside logistic regression and case-control data.
    The default's source: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226; those of the others stand in ``explain()``.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.odds_ratio(596, 3842, 207, 2386)
    Odds ratio 1.93 (95% interval 1.64 to 2.28): 596 of 3,842 against 207 of 2,386, miettinen_nurminen.
    """
    return _comparison(_ODDS, (events, total, reference_events, reference_total), method, confidence_level, alternative, threads)


def conditional_odds_ratio(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "conditional_mid_p",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
) -> Estimate:
    """The odds ratio by conditional maximum likelihood, the estimate beside Fisher's exact test.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : {"conditional_mid_p", "exact_conditional_central", "baptista_pike"}
        The interval, an exact one of the same conditional law.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone, at the whole level; ``less``: an upper limit alone.

    Returns
    -------
    Estimate
        ``value`` lies between 1 and the plain odds ratio: 0 at the bottom of what the margins allow, infinite at the top, NaN when they allow one
        table only.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    This is what R's ``fisher.test`` prints as the odds ratio. Sources: Fisher RA (1935), Journal of the Royal Statistical Society 98, 39-82;
    Cornfield J (1956), Proceedings of the Third Berkeley Symposium 4, 135-148.

    Examples
    --------
    >>> import equitable as eq
    >>> round(eq.conditional_odds_ratio(3, 10, 1, 10).value, 3), round(eq.odds_ratio(3, 10, 1, 10).value, 3)
    (3.611, 3.857)
    """
    where = "conditional_odds_ratio"
    aliases: _Aliases = {"conditional_mle_odds_ratio": ("conditional_mid_p", None)}
    method, alternative = named(where, method, alternative, _CONDITIONAL, aliases)
    level = levels(where, confidence_level)
    given = (events, total, reference_events, reference_total)
    if isinstance(level, list):
        options: dict[str, Any] = {"method": method, "alternative": alternative}
        return with_levels([conditional_odds_ratio(*given, confidence_level=each, **options) for each in level], level)
    (x1, n1, x2, n2), (value,) = answers(where, "conditional_odds_ratio", four(*given))
    _, (_, lower, upper, status) = answers(where, "odds_ratio", four(*given), (method, level, alternative))
    return Estimate(value, lower, upper, level, method, _status(value, status), where, x1, n1, x2, n2, alternative)


def _status(value: Any, limits: Any) -> Any:
    """The status of an estimate whose limits have the status of another estimate: the value's own infinity or absence counts."""
    import numpy as np

    words = np.asarray(status_of(limits))
    kept = (words == "too_large") | (words == "undefined") & ~np.isnan(value)
    found = np.where(np.isnan(value) & ~kept, "undefined", np.where(np.isinf(value) & ~kept, "unbounded", words))
    if found.ndim:
        found.flags.writeable = False
        return found
    return str(found)


def e_value(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "miettinen_nurminen",
    confidence_level: float = 0.95,
) -> EValue:
    """How strong a hidden common cause would have to be to explain the relative likelihood away.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : str
        The interval of the relative likelihood, as in `relative_likelihood`.
    confidence_level : float
        Strictly between 0 and 1, for instance 0.95.

    Returns
    -------
    EValue
        ``value``: a cause tied to the group and to the outcome each by a relative likelihood below this cannot bring the estimate to 1. ``limit``:
        the same for the limit nearer to 1; 1 when the interval holds 1.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    It says how much confounding would be needed, not whether there is any; and nothing about chance, selection or wrong counts.
    Source: VanderWeele TJ, Ding P (2017), Annals of Internal Medicine 167, 268-274.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.e_value(596, 3842, 207, 2386)
    E-value 2.98, 2.45 for the limit: relative likelihood 1.79 (1.54 to 2.08).
    """
    from ._reading import frozen, real
    from .results.planning import EValue

    where = "e_value"
    given = (events, total, reference_events, reference_total)
    method, _ = named(where, method, None, _core.relative_likelihood_methods, RATIO_ALIASES)
    level = real(where, "confidence_level", confidence_level)
    _, (ratio, lower, upper, _) = answers(where, "relative_likelihood", four(*given), (method, level, "two-sided"))
    if isinstance(ratio, float):
        value, limit, status = _core.e_value_one(ratio, lower, upper)
        return EValue(value, limit, ratio, lower, upper, STATUS[status])
    columns = _core.e_value(ratio.reshape(-1), lower.reshape(-1), upper.reshape(-1))
    values, limits, codes = (frozen(column.reshape(ratio.shape)) for column in columns)
    return EValue(values, limits, ratio, lower, upper, status_of(codes))
