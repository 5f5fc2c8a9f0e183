"""Groups, bands and families of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _bands, _core, _groups
from ._grouping import Array, Grouping, estimate_columns, rows_of
from ._reading import STATUS, choice, frozen, named, real, status_of, threads_of
from .results.many import Many

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


__all__ = ["adjust_pvalues", "homogeneity", "pairwise", "reject_pvalues", "slope_index", "trend"]

_OK, _UNDEFINED, _NO_INFORMATION = (STATUS.index(word) for word in ("ok", "undefined", "no_information"))


def homogeneity(
    events: ArrayLike, totals: ArrayLike, table: ArrayLike, *, method: str = "n_minus_1_chi2", threads: int = 1
) -> Many:
    """Whether the groups of each table have the same rate.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    method : str
        As in `equitable.homogeneity`; without simulation.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``groups``, ``total``, ``statistic``, ``df``, ``pvalue``, ``smallest_expected``, ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Some 10 ns a table of six groups, the labels aside. The p-values of all tables are a family: see `equitable.adjust_pvalues`. Source: Pearson ES
    (1947), Biometrika 34, 139-167.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.homogeneity([3, 9, 8, 0, 0], [40, 50, 45, 30, 44], ["RT5", "RT5", "RT5", "RXM", "RXM"])
    Difference among groups in 2 tables, n_minus_1_chi2 two-sided; 1 no_information.
      RT5: p = 0.302 (statistic 2.39, df 2)
      RXM: p undefined, no_information
    """
    where = "many.homogeneity"
    method = _groups.chosen(where, "method", method, _core.homogeneity_methods, _groups._HOMOGENEITY_ALIASES)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    x, n = grouping.rates(events=events, totals=totals)
    statistic, pvalue, status, df = grouping.called("many_homogeneity", x, n, grouping.offsets, method, pool)
    grouping.none_refused(status, lambda rows: _groups.homogeneity(*rows_of(rows, events, totals), method=method))
    total, positive = grouping.added(n), grouping.added(x)
    smallest = np.full(total.size, np.nan)
    tested = (status != _UNDEFINED) & (status != _NO_INFORMATION)
    column = np.minimum(positive, total - positive)[tested] / total[tested]
    smallest[tested] = grouping.least(np.where(n > 0, n, np.iinfo(np.int64).max))[tested] * column
    columns = {
        "table": grouping.labels,
        "groups": grouping.sizes,
        "total": total,
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "smallest_expected": smallest,
        "status": status_of(status),
    }
    settings = {"method": method, "alternative": "two-sided"}
    return Many("difference among groups", columns, settings, shown=("pvalue", "statistic", "df"))


def trend(
    events: ArrayLike,
    totals: ArrayLike,
    table: ArrayLike,
    scores: ArrayLike | None = None,
    *,
    method: str = "linear_by_linear_n_minus_1",
    alternative: str | None = None,
    threads: int = 1,
) -> Many:
    """Whether the rate rises or falls with a score in each table.

    Parameters
    ----------
    events, totals : column of int
        A row for each band of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    scores : column of float, optional
        One for each row, fixed before looking at the rates; 1, 2, 3, … in each table unless told.
    method : str
        As in `equitable.trend`.
    alternative : {"two-sided", "greater", "less"}, optional
        ``greater``: the rates rise with the score. Two-sided unless the method's name says otherwise.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``groups``, ``total``, ``statistic``, ``df``, ``pvalue``, ``status``.

    Raises
    ------
    InvalidInput
        A count or a score is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Sources: Armitage P (1955), Biometrics 11, 375-386; Mantel N (1963), Journal of the American Statistical Association 58, 690-700.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.trend([21, 25, 34, 9, 4, 2], [120, 118, 125, 30, 31, 28], ["RT5", "RT5", "RT5", "RXM", "RXM", "RXM"])
    Trend across bands in 2 tables, linear_by_linear_n_minus_1 two-sided.
      RT5: p = 0.067 (statistic 1.83)
      RXM: p = 0.020 (statistic -2.32)
    """
    where = "many.trend"
    method, alternative = named(where, method, alternative, _core.trend_methods, _bands.TREND_ALIASES)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    x, n = grouping.rates(events=events, totals=totals)
    if scores is None:
        at = grouping.places() + 1.0
    else:
        given = grouping.numbers("scores", scores)
        wrong = ~(np.abs(given) <= 1e100)
        if wrong.any():
            row = int(np.argmax(wrong))
            raise grouping.refuse("scores", f"{given[row]:g}", "between -1e100 and 1e100", row)
        at = grouping.taken(given)
    statistic, pvalue, status = grouping.called("many_trend", x, n, at, grouping.offsets, method, alternative, pool)
    rows_scores = grouping.back(at)
    grouping.none_refused(
        status, lambda rows: _bands.trend(*rows_of(rows, events, totals, rows_scores), method=method, alternative=alternative)
    )
    df = np.full(status.size, np.nan)
    answered = status == _OK
    if method in ("cochran_armitage_chi2", "logistic_lr"):
        df[answered] = 1.0
    elif method == "departure_from_trend":
        df[answered] = (grouping.added((n > 0).astype(np.int64)) - 2.0)[answered]
        status = np.where(answered & (df == 0), np.uint8(_NO_INFORMATION), status)  # two bands always lie on a line
    if alternative != "two-sided" and method.startswith(("exact_", "midp_")):
        method = f"{method.partition('_')[0]}_{alternative}"  # alike in several methods
    columns = {
        "table": grouping.labels,
        "groups": grouping.sizes,
        "total": grouping.added(n),
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "status": status_of(status),
    }
    settings = {"method": method, "alternative": alternative}
    return Many("trend across bands", columns, settings, shown=("pvalue", "statistic", "df"))


def slope_index(
    events: ArrayLike,
    totals: ArrayLike,
    table: ArrayLike,
    *,
    form: str = "linear",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> Many:
    """The gradient across the ordered bands of each table: slope and relative index of inequality.

    Parameters
    ----------
    events, totals : column of int
        A row for each band of each table, the lowest first: whole numbers with 0 <= events <= totals.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    form, confidence_level, alternative
        As in `equitable.slope_index`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``bands``, ``total``, ``sii`` and ``rii`` with their limits, standard errors and statuses, ``rii_over_mean``, ``intercept``,
        ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Sources: Pamuk ER (1985), Population Studies 39, 17-31; Mackenbach JP, Kunst AE (1997), Social Science & Medicine 44, 757-771.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.slope_index([21, 25, 34, 9, 4, 2], [120, 118, 125, 30, 31, 28], ["RT5", "RT5", "RT5", "RXM", "RXM", "RXM"]).sii.round(3).tolist()
    [0.147, -0.342]
    """
    where = "many.slope_index"
    form = choice(where, "form", form, _core.slope_index_forms)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    x, n = grouping.rates(events=events, totals=totals)
    found = grouping.called("many_slope_index", x, n, grouping.offsets, form, level, alternative, pool)
    sii, rii, intercept, over_mean, sii_error, rii_error = found
    grouping.none_refused(sii[3], lambda rows: _bands.slope_index(*rows_of(rows, events, totals), form=form, confidence_level=level))
    total, positive = grouping.added(n), grouping.added(x)
    varies = grouping.added(((x > 0) & (x < n)).astype(np.int64)) > 0
    # No band varies: there is no interval, though the line has its slope.
    still = ~varies & (total > 0) & ~np.isnan(sii[0])
    said = np.where((positive == 0) | (positive == total), _NO_INFORMATION, _UNDEFINED).astype(np.uint8)
    status = np.where(np.isnan(sii[0]), _UNDEFINED, _OK).astype(np.uint8)
    status, sii_status, rii_status = (np.where(still, said, codes) for codes in (status, sii[3], rii[3]))
    for column in (sii[1], sii[2], rii[1], rii[2], sii_error, rii_error):
        column[still] = np.nan
    columns = {
        "table": grouping.labels,
        "bands": grouping.sizes,
        "total": total,
        **estimate_columns("sii", (*sii[:3], sii_status)),
        **estimate_columns("rii", (*rii[:3], rii_status)),
        "sii_standard_error": sii_error,
        "rii_log_standard_error": rii_error,
        "rii_over_mean": over_mean,
        "intercept": intercept,
        "status": status_of(status),
    }
    settings = {"confidence_level": level, "method": form, "alternative": alternative}
    return Many("gradient across bands", columns, settings, shown=("sii", "rii"))


def pairwise(
    events: ArrayLike,
    totals: ArrayLike,
    table: ArrayLike,
    *,
    against: str = "reference",
    reference: int | str = 0,
    groups: ArrayLike | None = None,
    adjust: str = "holm",
    method: str = "n_minus_1_chi2",
    ratio_method: str = "miettinen_nurminen",
    alternative: str = "two-sided",
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """Who differs from whom in each table, the p-values adjusted within the table.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    against, adjust, method, ratio_method, alternative, confidence_level
        As in `equitable.pairwise`.
    reference : int or str
        The group to compare with in every table, by its place from 0 or by its name; it may stand elsewhere in each.
    groups : column of str, optional
        The names of the groups, one for each row; the numbers from 1 in each table where none are given.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a comparison: ``group``, ``reference`` and their counts, ``value``, ``lower``, ``upper``, ``ratio_status``, ``statistic``, ``pvalue``,
        ``pvalue_adjusted``, ``status``. ``found["RT5"]`` gives the comparisons of one table.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The reference is no
        group of a table; the lengths differ; an option is not known.

    Notes
    -----
    Every table is a family of its own. Where one finding among all tables is to be named, adjust ``pvalue`` over all of them. Source of the default
    adjustment: Holm S (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> import equitable as eq
    >>> trust, group = ["RT5", "RT5", "RXM", "RXM", "RXM"], ["White", "BME", "BME", "White", "unknown"]
    >>> eq.many.pairwise([596, 207, 44, 160, 12], [3842, 2386, 390, 900, 80], trust, groups=group, reference="White")
    Relative likelihood, 3 comparisons in 2 tables, n_minus_1_chi2 two-sided.
      RT5: BME against White: relative likelihood 0.56 (0.48 to 0.65), p < 0.001 adjusted
      RXM: BME against White: relative likelihood 0.63 (0.46 to 0.86), p = 0.007 adjusted
      RXM: unknown against White: relative likelihood 0.84 (0.49 to 1.40), p = 0.532 adjusted
    """
    where = "many.pairwise"
    family = _groups.AGAINST[choice(where, "against", against, tuple(_groups.AGAINST))]
    adjust = _groups.chosen(where, "adjust", adjust, _core.adjustment_methods, _groups.ADJUSTMENT_ALIASES)
    method = choice(where, "method", method, _core.significance_methods)
    ratio_method = choice(where, "ratio_method", ratio_method, _core.relative_likelihood_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    x, n = grouping.rates(events=events, totals=totals)
    names = grouping.names("groups", groups)
    x, n, names = grouping.reference_first(reference, names, x, n) if family == "against_reference" else (x, n, names)
    options = (family, 0, adjust, ratio_method, method, alternative, level, pool)
    (group, other), ratio, (statistic, pvalue, status), adjusted, begins = grouping.called("many_pairwise", x, n, grouping.offsets, *options)
    at = np.repeat(np.arange(grouping.labels.size), np.diff(begins))
    grouping.none_refused(
        np.maximum(status, ratio[3]),
        lambda rows: _groups.pairwise(*rows_of(rows, events, totals), against=against, method=method, ratio_method=ratio_method),
        at,
    )
    start = grouping.offsets[:-1][at]
    rest = other < 0
    first, second = start + group, start + np.where(rest, 0, other)
    columns = {
        "table": grouping.labels[at],
        "group": names[first],
        "reference": np.where(rest, "the rest", names[second]) if rest.any() else names[second],
        "events": x[first],
        "total": n[first],
        "reference_events": np.where(rest, grouping.added(x)[at] - x[first], x[second]),
        "reference_total": np.where(rest, grouping.added(n)[at] - n[first], n[second]),
        **estimate_columns("", ratio, "ratio_status"),
        "statistic": statistic,
        "pvalue": pvalue,
        "pvalue_adjusted": adjusted,
        "status": status_of(status),
    }
    settings = {
        "measure": "relative_likelihood",
        "confidence_level": level,
        "ratio_method": ratio_method,
        "method": method,
        "alternative": alternative,
        "adjust": adjust,
    }
    return Many("relative likelihood", columns, settings, shown=("group", "reference", "value", "pvalue_adjusted"), rows="comparison")


def _pvalues(grouping: Grouping, pvalues: Any) -> Array:
    column = grouping.numbers("pvalues", pvalues)
    with np.errstate(invalid="ignore"):
        wrong = (column < 0) | (column > 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise grouping.refuse("pvalues", f"{column[row]:g}", "between 0 and 1, or NaN for a test that was not made", row)
    return grouping.taken(column)


def adjust_pvalues(pvalues: ArrayLike, family: ArrayLike, *, method: str = "holm", threads: int = 1) -> Any:
    """P-values adjusted within each of many families.

    Parameters
    ----------
    pvalues : column of float
        Between 0 and 1. NaN stays NaN and does not count in its family.
    family : column of str or number
        The label of the family that each belongs to, in any order.
    method : str
        As in `equitable.adjust_pvalues`.
    threads : int
        How many threads share the families; 0 means as many as the machine runs at once.

    Returns
    -------
    array of float
        In the order of ``pvalues``.

    Raises
    ------
    InvalidInput
        A p-value is outside 0 to 1, or a label is missing: the family and the row are named. The lengths differ; the method is not known.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.adjust_pvalues([0.01, 0.04, 0.03, 0.2], ["a", "b", "a", "b"]).tolist()
    [0.02, 0.08, 0.03, 0.2]
    """
    where = "many.adjust_pvalues"
    method = _groups.chosen(where, "method", method, _core.adjustment_methods, _groups.ADJUSTMENT_ALIASES)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "family", family)
    found = grouping.called("many_adjust_pvalues", _pvalues(grouping, pvalues), grouping.offsets, method, pool)
    return frozen(grouping.back(found))


def reject_pvalues(
    pvalues: ArrayLike, family: ArrayLike, *, level: float = 0.05, method: str = "holm", threads: int = 1
) -> Any:
    """Which tests of each of many families are findings at a level.

    Parameters
    ----------
    pvalues : column of float
        Between 0 and 1. NaN is no finding and does not count in its family.
    family : column of str or number
        The label of the family that each belongs to, in any order.
    level : float
        Above 0 and at most 1.
    method : str
        As in `equitable.adjust_pvalues`.
    threads : int
        How many threads share the families; 0 means as many as the machine runs at once.

    Returns
    -------
    array of bool
        In the order of ``pvalues``: whether the adjusted p-value is below the level.

    Raises
    ------
    InvalidInput
        A p-value is outside 0 to 1, or a label is missing: the family and the row are named. The lengths differ; the method is not known; the level
        is outside its range.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.reject_pvalues([0.01, 0.04, 0.03, 0.2], ["a", "b", "a", "b"]).tolist()
    [True, False, True, False]
    """
    where = "many.reject_pvalues"
    method = _groups.chosen(where, "method", method, _core.adjustment_methods, _groups.ADJUSTMENT_ALIASES)
    limit = real(where, "level", level)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "family", family)
    found = grouping.called("many_reject_pvalues", _pvalues(grouping, pvalues), grouping.offsets, method, limit, pool)
    return frozen(grouping.back(found))
