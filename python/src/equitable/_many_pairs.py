"""Who differs from whom, in many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _families, _groups
from ._grouping import Array, Grouping, estimate_columns
from ._reading import choice, real, status_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["marascuilo", "pairwise", "sides", "simultaneous_ratios"]

_RATIOS = ("group", "reference", "value", "pvalue_adjusted")


def sides(tables: Grouping, at: Array, places: tuple[Array, Array], names: Array, x: Array, n: Array) -> dict[str, Array]:
    """Names and counts of both sides of every comparison, told by their places in the table; −1 stands for the rest."""
    group, other = places
    start = tables.offsets[:-1][at]
    rest = other < 0
    first, second = start + group, start + np.where(rest, 0, other)
    return {
        "group": names[first],
        "reference": np.where(rest, "the rest", names[second]) if rest.any() else names[second],
        "events": x[first],
        "total": n[first],
        "reference_events": np.where(rest, tables.added(x)[at] - x[first], x[second]),
        "reference_total": np.where(rest, tables.added(n)[at] - n[first], n[second]),
    }


def pairwise(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
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
        ``pvalue_adjusted``, ``status``. ``found["RT5"]`` gives the comparisons of one table; one with a single group has none to make.

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
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    names = tables.names("groups", groups)
    x, n, names = tables.reference_first(reference, names, x, n) if family == "against_reference" else (x, n, names)
    options = (family, 0, adjust, ratio_method, method, alternative, level)
    places, ratio, (statistic, pvalue, status), adjusted, begins = tables.called("many_pairwise", x, n, tables.offsets, *options)
    at = np.repeat(np.arange(tables.tables), np.diff(begins))
    refused = np.maximum(status, ratio[3])
    same = {"against": against, "method": method, "ratio_method": ratio_method}
    tables.none_refused(refused, _groups.pairwise, events, totals, tables=at, **same)
    columns = {
        **sides(tables, at, places, names, x, n),
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
    return tables.answer("relative likelihood", columns, settings, shown=_RATIOS, at=at, rows="comparison")


def marascuilo(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
    *,
    groups: ArrayLike | None = None,
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """All pairs of rates in each table by Marascuilo's simultaneous procedure.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    groups : column of str, optional
        The names of the groups, one for each row; the numbers from 1 in each table where none are given.
    confidence_level : float
        Of all critical differences of a table together.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a pair: ``group``, ``reference`` and their counts, ``difference``, ``critical_difference``, ``statistic``, ``pvalue`` (simultaneous
        within the table), ``status``. A table with a single group has no pair.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The lengths differ.

    Notes
    -----
    Little power for pairs, and too sure at rates near 0 and 1: `pairwise` has the default. Source: Marascuilo LA (1966), Psychological Bulletin 65,
    280-290.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.many.marascuilo([3, 9, 8, 1, 17, 2], [40, 50, 45, 30, 44, 28], ["RT5"] * 3 + ["RXM"] * 3)
    >>> found["RXM"].pvalue.round(3).tolist()
    [0.0, 0.81, 0.002]
    """
    where = "many.marascuilo"
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    names = tables.names("groups", groups)
    places, difference, critical, (statistic, pvalue, status), begins = tables.called("many_marascuilo", x, n, tables.offsets, level)
    at = np.repeat(np.arange(tables.tables), np.diff(begins))
    tables.none_refused(status, _groups.marascuilo, events, totals, tables=at, confidence_level=level)
    columns = {
        **sides(tables, at, places, names, x, n),
        "difference": difference,
        "critical_difference": critical,
        "statistic": statistic,
        "pvalue": pvalue,
        "status": status_of(status),
    }
    settings = {"confidence_level": level, "method": "marascuilo"}
    return tables.answer("differences", columns, settings, shown=("group", "reference", "difference", "pvalue"), at=at, rows="pair")


def simultaneous_ratios(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
    *,
    reference: int | str = 0,
    groups: ArrayLike | None = None,
    method: str = "max_t_score",
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """Relative likelihoods of the groups of each table against one reference, with intervals that all hold at once within the table.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    reference : int or str
        The group to compare with in every table, by its place from 0 or by its name; it may stand elsewhere in each.
    groups : column of str, optional
        The names of the groups, one for each row; the numbers from 1 in each table where none are given.
    method : {"max_t_score", "max_t_log"}
        As in `equitable.simultaneous_ratios`.
    confidence_level : float
        That all intervals of a table hold.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a comparison: ``group``, ``reference`` and their counts, ``value``, ``lower``, ``upper``, ``ratio_status``, ``statistic``,
        ``pvalue_adjusted``, ``critical_value`` (of the table), ``status``. A table with a single group has none to make.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The reference is no
        group of a table; the lengths differ; an option is not known.

    Notes
    -----
    Every table is a family of its own. Source: Dunnett CW (1955), Journal of the American Statistical Association 50, 1096-1121.

    Examples
    --------
    >>> import equitable as eq
    >>> trust, group = ["RT5", "RT5", "RT5", "RXM", "RXM"], ["White", "Asian", "Black", "Black", "White"]
    >>> eq.many.simultaneous_ratios([596, 207, 44, 30, 160], [3842, 2386, 390, 290, 900], trust, groups=group, reference="White")
    Relative likelihood, 3 comparisons in 2 tables, max_t_score.
      RT5: Asian against White: relative likelihood 0.56 (0.47 to 0.66), p < 0.001 adjusted
      RT5: Black against White: relative likelihood 0.73 (0.52 to 1.00), p = 0.052 adjusted
      RXM: Black against White: relative likelihood 0.58 (0.40 to 0.83), p = 0.003 adjusted
    """
    where = "many.simultaneous_ratios"
    method = choice(where, "method", method, _core.simultaneous_ratio_methods)
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    x, n, names = tables.reference_first(reference, tables.names("groups", groups), x, n)
    found = tables.called("many_simultaneous_ratios", x, n, tables.offsets, 0, method, level)
    (group, _), ratio, (statistic, adjusted, status), begins, critical = found
    at = np.repeat(np.arange(tables.tables), np.diff(begins))
    tables.none_refused(np.maximum(status, ratio[3]), _families.simultaneous_ratios, events, totals, tables=at, method=method)
    columns = {
        **sides(tables, at, (group, np.zeros_like(group)), names, x, n),
        **estimate_columns("", ratio, "ratio_status"),
        "statistic": statistic,
        "pvalue_adjusted": adjusted,
        "critical_value": critical[at],
        "status": status_of(status),
    }
    settings = {"measure": "relative_likelihood", "confidence_level": level, "method": method}
    return tables.answer("relative likelihood", columns, settings, shown=_RATIOS, at=at, rows="comparison")
