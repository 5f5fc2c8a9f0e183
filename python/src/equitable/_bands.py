"""Ordered groups: whether the rate moves with a score, how fast, and how steep the gradient is from the first band to the last."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._comparisons import odds_ratio
from ._lists import called, count_lists, count_table, number_list
from ._reading import STATUS, choice, counts_of, named, real, refuse
from .errors import InvalidInput
from .results.bands import LinearByLinear, SlopeIndex, TrendSlope
from .results.groups import GroupTest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from .results.estimate import Estimate

__all__ = ["disparity_ratio", "linear_by_linear", "slope_index", "trend", "trend_slope"]

TREND_ALIASES: dict[str, tuple[str, str | None]] = {
    "exact_greater": ("exact_two_sided_doubling", "greater"),
    "exact_less": ("exact_two_sided_doubling", "less"),
    "midp_greater": ("midp_two_sided_doubling", "greater"),
    "midp_less": ("midp_two_sided_doubling", "less"),
    "linear_by_linear": ("linear_by_linear_n_minus_1", None),
    "exact": ("exact_two_sided_doubling", None),
    "midp": ("midp_two_sided_doubling", None),
}


def _scores(where: str, scores: Any, size: int) -> np.ndarray[Any, Any]:
    if scores is None:
        return np.arange(1.0, size + 1.0)
    return number_list(where, "scores", scores, size)


def trend(
    events: ArrayLike,
    totals: ArrayLike,
    scores: ArrayLike | None = None,
    *,
    method: str = "linear_by_linear_n_minus_1",
    alternative: str | None = None,
) -> GroupTest:
    """Whether the rate rises or falls with a score: pay bands, years.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals.
    scores : list of float, optional
        One for each group, fixed before looking at the rates; 1, 2, 3, … unless told.
    method : str
        The test. Default ``linear_by_linear_n_minus_1``. Good too: ``cochran_armitage``, ``cochran_armitage_chi2``, ``logistic_lr``. For small numbers
        ``midp_two_sided_doubling``; exact ``exact_two_sided_doubling``, ``exact_two_sided_abs_deviation``, ``exact_two_sided_point_prob``,
        ``midp_two_sided_abs_deviation``; one-sided ``exact_greater``, ``exact_less``, ``midp_greater``, ``midp_less``. For comparison:
        ``cochran_armitage_cc_half_gap``, ``logistic_wald``. Whether there is more than a straight line: ``departure_from_trend``, which has nothing
        to say of two bands (status ``no_information``).
    alternative : {"two-sided", "greater", "less"}, optional
        ``greater``: the rates rise with the score. Two-sided unless the method's name says otherwise.

    Returns
    -------
    GroupTest

    Raises
    ------
    InvalidInput
        A count or a score is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    How fast it moves is `trend_slope`. A trend that turns is no trend: look at ``departure_from_trend`` beside it. Sources: Cochran WG (1954),
    Biometrics 10, 417-451; Armitage P (1955), Biometrics 11, 375-386; Mantel N (1963), Journal of the American Statistical Association 58, 690-700.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.trend([21, 25, 34], [120, 118, 125], [2022, 2023, 2024])
    Trend across 3 bands: p = 0.067 (statistic 1.83), 363 people, linear_by_linear_n_minus_1 two-sided.
    >>> round(eq.trend([2, 3, 6, 8], [12, 12, 12, 12], method="exact_greater").pvalue, 4)
    0.004
    """
    where = "trend"
    method, alternative = named(where, method, alternative, _core.trend_methods, TREND_ALIASES)
    x, n = count_lists(where, events=events, totals=totals)
    found = called(where, where, x, n, _scores(where, scores, x.size), method, alternative)
    statistic, pvalue, df, status = found
    if method == "departure_from_trend" and df == 0:
        status = STATUS.index("no_information")  # two bands always lie on a line
    if alternative != "two-sided" and method.startswith(("exact_", "midp_")):
        method = f"{method.partition('_')[0]}_{alternative}"  # alike in several methods
    return GroupTest(statistic, pvalue, df, method, alternative, STATUS[status], where, int(x.size), int(n.sum()))


def trend_slope(
    events: ArrayLike,
    totals: ArrayLike,
    scores: ArrayLike | None = None,
    *,
    method: str = "linear_slope",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
) -> TrendSlope:
    """How much a rate changes with one unit of a score.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals.
    scores : list of float, optional
        One for each group; 1, 2, 3, … unless told.
    method : {"linear_slope", "logistic_slope"}
        Of the rate, or of its log odds, whose exponential is the odds ratio of one unit.
    confidence_level : float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.

    Returns
    -------
    TrendSlope

    Raises
    ------
    InvalidInput
        A count or a score is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    Source: Armitage P (1955), Biometrics 11, 375-386.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.trend_slope([21, 25, 34], [120, 118, 125], [2022, 2023, 2024])
    Change with one unit of the score +4.9 percentage points (95% interval -0.3 to +10.0): 3 groups, 363 people, linear_slope.
    """
    where = "trend_slope"
    method = choice(where, "method", method, _core.trend_slope_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    x, n = count_lists(where, events=events, totals=totals)
    value, lower, upper, status, error = called(where, where, x, n, _scores(where, scores, x.size), method, level, alternative)
    return TrendSlope(value, lower, upper, error, level, method, alternative, STATUS[status], int(x.size), int(n.sum()))


def linear_by_linear(
    table: ArrayLike,
    row_scores: ArrayLike | None = None,
    column_scores: ArrayLike | None = None,
    *,
    method: str = "linear_by_linear_z",
    alternative: str = "two-sided",
) -> LinearByLinear:
    """Whether the scores of rows and of columns rise together.

    Parameters
    ----------
    table : table of int
        Rows and columns of counts.
    row_scores, column_scores : list of float, optional
        One for each row and for each column; 1, 2, 3, … unless told.
    method : {"linear_by_linear_z", "linear_by_linear_M2"}
        The signed statistic, or its square.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: they rise together.

    Returns
    -------
    LinearByLinear
        With ``correlation``, Pearson's r of both scores over all people.

    Raises
    ------
    InvalidInput
        A count or a score is not what it must be; the lengths do not fit; an option is not known.

    Notes
    -----
    Source: Mantel N (1963), Journal of the American Statistical Association 58, 690-700.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.linear_by_linear([[10, 5, 1], [4, 7, 6], [1, 5, 12]])
    Correlation 0.59: p < 0.001 (statistic 4.15), 3 × 3 table of 51 people, linear_by_linear_z two-sided.
    """
    where = "linear_by_linear"
    method = choice(where, "method", method, _core.linear_by_linear_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    cells = count_table(where, table)
    rows, columns = cells.shape
    given = [("row_scores", row_scores, rows), ("column_scores", column_scores, columns)]
    at = [np.arange(1.0, size + 1.0) if scores is None else number_list(where, name, scores, size) for name, scores, size in given]
    found = called(where, where, cells.reshape(-1), *at, method, alternative, columns=columns)
    correlation, statistic, pvalue, df, status = found
    return LinearByLinear(correlation, statistic, pvalue, df, method, alternative, STATUS[status], rows, columns, int(cells.sum()))


def disparity_ratio(
    lower: ArrayLike,
    upper: ArrayLike,
    reference_lower: ArrayLike,
    reference_upper: ArrayLike,
    *,
    method: str = "miettinen_nurminen",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
) -> Estimate:
    """How much fuller a group's upper tier is for its lower tier than the reference's: the disparity ratio of the workforce race equality standard.

    Parameters
    ----------
    lower, upper : int or array of int
        The group's people in the lower and in the upper tier (bands 2 to 5, bands 8a and above). The standard takes White staff for the group.
    reference_lower, reference_upper : int or array of int
        The reference's, likewise; BME staff in the standard.
    method, confidence_level, alternative
        As in `odds_ratio`.

    Returns
    -------
    Estimate
        The odds ratio (upper/lower)/(reference_upper/reference_lower), which it is: ``events`` are the people in the upper tier, ``total`` those in both.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    1 means that both are spread over the two tiers alike. It says nothing about how anybody came there: recruitment, promotion and leaving all enter. The
    ratio of lower to upper tier is the product of lower to middle and middle to upper.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.disparity_ratio(1822, 540, 1021, 145)
    Odds ratio 2.09 (95% interval 1.71 to 2.55): 540 of 2,362 against 145 of 1,166, miettinen_nurminen.
    """
    where = "disparity_ratio"
    given = {"lower": lower, "upper": upper, "reference_lower": reference_lower, "reference_upper": reference_upper}
    low, high, reference_low, reference_high = (counts_of(where, name, values) for name, values in given.items())
    for name, column in zip(given, (low, high, reference_low, reference_high), strict=True):
        if (column < 0).any():
            row = int(np.argmax(column.reshape(-1) < 0))
            raise refuse(where, name, column.reshape(-1)[row], "0 or more", row if column.ndim else None)
    try:
        both, reference_both = low + high, reference_low + reference_high
        np.broadcast_shapes(both.shape, reference_both.shape)
    except ValueError:
        shapes = ", ".join(f"{name} {np.shape(values)}" for name, values in given.items())
        raise InvalidInput(f"{where}: the shapes do not fit together, but must be alike or single: {shapes}") from None
    options: dict[str, Any] = {"method": method, "confidence_level": confidence_level, "alternative": alternative}
    try:
        return odds_ratio(high, both, reference_high, reference_both, **options)
    except InvalidInput as error:
        raise InvalidInput(str(error).replace("odds_ratio: ", f"{where}: ", 1)) from None


def slope_index(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    form: str = "linear",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
) -> SlopeIndex:
    """One gradient across ordered bands: slope and relative index of inequality.

    Parameters
    ----------
    events, totals : list of int
        One of each for every band, the lowest first: whole numbers with 0 <= events <= totals.
    form : {"linear", "log", "logit"}
        The scale on which the line is fitted to the rates. ``log`` and ``logit`` need a rate above 0 (and below 1) in every band; their fitted
        rates never leave the scale.
    confidence_level : float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: lower limits alone; ``less``: upper limits alone.

    Returns
    -------
    SlopeIndex
        Two rows in a frame: the slope index (the fitted rate at the top less that at the bottom) and the relative index (their ratio). Where nobody,
        or everybody, has the outcome there is no interval: the status ``no_information``.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    Each band takes up its share of the people on the line from 0 to 1. The interval is by the binomial variances of the rates, which vanish at a rate of
    0 or 1: with small counts `inequality` (``measure="SII"``, ``"RII"``) has the same indices with Wilson's intervals carried over. Sources: Pamuk ER (1985), Population Studies 39, 17-31; Mackenbach JP, Kunst
    AE (1997), Social Science & Medicine 44, 757-771.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.slope_index([175, 115, 53, 179, 215, 91, 17, 12], [459, 550, 336, 717, 1181, 508, 166, 60])
    >>> round(found.sii, 4), round(found.rii, 4)
    (-0.1667, 0.4421)
    """
    where = "slope_index"
    form = choice(where, "form", form, _core.slope_index_forms)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    x, n = count_lists(where, events=events, totals=totals)
    sii, rii, intercept, over_mean, sii_error, rii_error, fit_intercept, fit_slope, status = called(
        where, where, x, n, form, level, alternative
    )
    sii_value, sii_lower, sii_upper, sii_status = sii
    rii_value, rii_lower, rii_upper, rii_status = rii
    if not ((x > 0) & (x < n)).any() and n.any() and not math.isnan(sii_value):  # no band varies: there is no interval, though the line has its slope
        alike = int(x.sum()) in (0, int(n.sum()))
        status = sii_status = rii_status = STATUS.index("no_information" if alike else "undefined")
        sii_lower = sii_upper = rii_lower = rii_upper = sii_error = rii_error = math.nan
    return SlopeIndex(
        sii=sii_value,
        sii_lower=sii_lower,
        sii_upper=sii_upper,
        rii=rii_value,
        rii_lower=rii_lower,
        rii_upper=rii_upper,
        sii_standard_error=sii_error,
        rii_log_standard_error=rii_error,
        rii_over_mean=over_mean,
        intercept=intercept,
        fit_intercept=fit_intercept,
        fit_slope=fit_slope,
        confidence_level=level,
        method=form,
        alternative=alternative,
        status=STATUS[status],
        sii_status=STATUS[sii_status],
        rii_status=STATUS[rii_status],
        bands=int(x.size),
        total=int(n.sum()),
    )
