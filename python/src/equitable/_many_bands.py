"""Ordered groups of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _bands, _core
from ._grouping import Array, Grouping, estimate_columns
from ._reading import STATUS, choice, named, real, status_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["linear_by_linear", "slope_index", "trend", "trend_slope"]

_OK, _UNDEFINED, _NO_INFORMATION = (STATUS.index(word) for word in ("ok", "undefined", "no_information"))


def _between(tables: Grouping, name: str, scores: Any) -> Array:
    """A column of scores as the caller's rows stand."""
    given = tables.numbers(name, scores)
    wrong = ~(np.abs(given) <= 1e100)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise tables.refuse(name, f"{given[row]:g}", "between -1e100 and 1e100", row)
    return given


def _scores(tables: Grouping, scores: Any) -> Array:
    """The scores in the order of the tables, 1, 2, 3, … in each where none are given."""
    return tables.places() + 1.0 if scores is None else tables.taken(_between(tables, "scores", scores))


def trend(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
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
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    at = _scores(tables, scores)
    statistic, pvalue, status = tables.called("many_trend", x, n, at, tables.offsets, method, alternative)
    tables.none_refused(status, _bands.trend, events, totals, tables.back(at), method=method, alternative=alternative)
    df = np.full(status.size, np.nan)
    answered = status == _OK
    if method in ("cochran_armitage_chi2", "logistic_lr"):
        df[answered] = 1.0
    elif method == "departure_from_trend":
        df[answered] = (tables.added((n > 0).astype(np.int64)) - 2.0)[answered]
        status = np.where(answered & (df == 0), np.uint8(_NO_INFORMATION), status)  # two bands always lie on a line
    if alternative != "two-sided" and method.startswith(("exact_", "midp_")):
        method = f"{method.partition('_')[0]}_{alternative}"  # alike in several methods
    columns = {
        "groups": tables.sizes,
        "total": tables.added(n),
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "status": status_of(status),
    }
    settings = {"method": method, "alternative": alternative}
    return tables.answer("trend across bands", columns, settings, shown=("pvalue", "statistic", "df"))


def trend_slope(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
    scores: ArrayLike | None = None,
    *,
    method: str = "linear_slope",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> Many:
    """How much the rate, or its log odds, changes with one unit of a score in each table.

    Parameters
    ----------
    events, totals : column of int
        A row for each band of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    scores : column of float, optional
        One for each row; 1, 2, 3, … in each table unless told.
    method, confidence_level, alternative
        As in `equitable.trend_slope`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``groups``, ``total``, ``value``, ``lower``, ``upper``, ``standard_error``, ``status``.

    Raises
    ------
    InvalidInput
        A count or a score is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Source: Armitage P (1955), Biometrics 11, 375-386.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.many.trend_slope([21, 25, 34, 9, 4, 2], [120, 118, 125, 30, 31, 28], ["RT5"] * 3 + ["RXM"] * 3, [2022, 2023, 2024] * 2)
    >>> found.value.round(3).tolist()
    [0.049, -0.115]
    """
    where = "many.trend_slope"
    method = choice(where, "method", method, _core.trend_slope_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    at = _scores(tables, scores)
    *slope, error = tables.called("many_trend_slope", x, n, at, tables.offsets, method, level, alternative)
    tables.none_refused(slope[3], _bands.trend_slope, events, totals, tables.back(at), method=method)
    columns = {
        "groups": tables.sizes,
        "total": tables.added(n),
        **estimate_columns("", slope),
        "standard_error": error,
    }
    settings = {"quantity": "slope", "confidence_level": level, "method": method, "alternative": alternative}
    return tables.answer("change with one unit of the score", columns, settings, shown=("value",))


def slope_index(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
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
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    sii, rii, intercept, over_mean, sii_error, rii_error = tables.called("many_slope_index", x, n, tables.offsets, form, level, alternative)
    tables.none_refused(sii[3], _bands.slope_index, events, totals, form=form, confidence_level=level)
    total, positive = tables.added(n), tables.added(x)
    varies = tables.added(((x > 0) & (x < n)).astype(np.int64)) > 0
    # No band varies: there is no interval, though the line has its slope.
    still = ~varies & (total > 0) & ~np.isnan(sii[0])
    said = np.where((positive == 0) | (positive == total), _NO_INFORMATION, _UNDEFINED).astype(np.uint8)
    status = np.where(np.isnan(sii[0]), _UNDEFINED, _OK).astype(np.uint8)
    status, sii_status, rii_status = (np.where(still, said, codes) for codes in (status, sii[3], rii[3]))
    for column in (sii[1], sii[2], rii[1], rii[2], sii_error, rii_error):
        column[still] = np.nan
    columns = {
        "bands": tables.sizes,
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
    return tables.answer("gradient across bands", columns, settings, shown=("sii", "rii"))


def _distinct(tables: Grouping, scores: Array) -> Array:
    """How many different scores each table has."""
    order = np.lexsort((scores, np.repeat(np.arange(tables.tables), tables.sizes)))
    again = np.diff(scores[order], prepend=np.nan) != 0
    again[tables.offsets[:-1]] = True
    return tables.added(again.astype(np.int64))


def _laid_out(counts: Any, row_scores: Any, column_scores: Any, **options: Any) -> object:
    """The function of one table for cells in any order."""
    (rows, row), (columns, column) = (np.unique(scores, return_inverse=True) for scores in (row_scores, column_scores))
    cells = np.zeros((rows.size, columns.size), dtype=np.int64)
    np.add.at(cells, (row.reshape(-1), column.reshape(-1)), np.asarray(counts))
    return _bands.linear_by_linear(cells, rows, columns, **options)


def linear_by_linear(
    counts: ArrayLike,
    table: Any,
    row_scores: ArrayLike,
    column_scores: ArrayLike,
    *,
    method: str = "linear_by_linear_z",
    alternative: str = "two-sided",
    threads: int = 1,
) -> Many:
    """Whether the scores of rows and of columns (pay band and age band) rise together in each table.

    Parameters
    ----------
    counts : column of int
        A row for each cell of each table, in any order: the people in it. Cells with the same scores are added up; one left out has nobody.
    table : column of str or number, or several
        The label of the table that the cell belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    row_scores, column_scores : column of float
        The score of the row and of the column in which the cell stands.
    method, alternative
        As in `equitable.linear_by_linear`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``rows``, ``columns``, ``total``, ``correlation``, ``statistic``, ``df``, ``pvalue``, ``status``; ``too_large`` where rows
        times columns are more than 2^20.

    Raises
    ------
    InvalidInput
        A count or a score is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Fix the scores in advance. Source: Mantel N (1963), Journal of the American Statistical Association 58, 690-700.

    Examples
    --------
    >>> import equitable as eq
    >>> band, satisfied = [2, 2, 2, 3, 3, 3, 4, 4, 4] * 2, [1, 2, 3] * 6
    >>> counts = [10, 5, 1, 4, 7, 6, 1, 5, 12, 4, 4, 5, 6, 5, 6, 3, 4, 3]
    >>> eq.many.linear_by_linear(counts, ["RT5"] * 9 + ["RXM"] * 9, band, satisfied)
    Linear-by-linear tests in 2 tables, linear_by_linear_z two-sided.
      RT5: p < 0.001 (statistic 4.15, correlation 0.59)
      RXM: p = 0.816 (statistic -0.23, correlation -0.0373)
    """
    where = "many.linear_by_linear"
    method = choice(where, "method", method, _core.linear_by_linear_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    tables = Grouping(where, "table", table, threads)
    (given,) = tables.counts(counts=counts)
    cells = tables.taken(given)
    rows, columns = (tables.taken(_between(tables, name, scores)) for name, scores in (("row_scores", row_scores), ("column_scores", column_scores)))
    options = {"method": method, "alternative": alternative}
    found = tables.called("many_linear_by_linear", cells, rows, columns, tables.offsets, *options.values())
    correlation, statistic, pvalue, status = found
    tables.none_refused(status, _laid_out, counts, row_scores, column_scores, method=method, alternative=alternative)
    answers = {
        "rows": _distinct(tables, rows),
        "columns": _distinct(tables, columns),
        "total": tables.added(cells),
        "correlation": correlation,
        "statistic": statistic,
        "df": np.where((status == _OK) & (method == "linear_by_linear_M2"), 1.0, np.nan),
        "pvalue": pvalue,
        "status": status_of(status),
    }
    return tables.answer("linear-by-linear tests", answers, options, shown=("pvalue", "statistic", "correlation"))
