"""Groups and families of p-values of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _groups
from ._grouping import Array, Grouping
from ._reading import STATUS, choice, frozen, real, status_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["adjust_pvalues", "association", "homogeneity", "pvalues_of", "reject_pvalues", "residuals"]

_UNDEFINED, _NO_INFORMATION = (STATUS.index(word) for word in ("undefined", "no_information"))


def pvalues_of(grouping: Grouping, pvalues: Any) -> Array:
    """A column of p-values, or NaN for a test that was not made, in the order of the families."""
    column = grouping.numbers("pvalues", pvalues)
    with np.errstate(invalid="ignore"):
        wrong = (column < 0) | (column > 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise grouping.refuse("pvalues", f"{column[row]:g}", "between 0 and 1, or NaN for a test that was not made", row)
    return grouping.taken(column)


def homogeneity(
    events: ArrayLike, totals: ArrayLike, table: Any, *, method: str = "n_minus_1_chi2", threads: int = 1
) -> Many:
    """Whether the groups of each table have the same rate.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
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
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    statistic, pvalue, status, df = tables.called("many_homogeneity", x, n, tables.offsets, method)
    tables.none_refused(status, _groups.homogeneity, events, totals, method=method)
    total, positive = tables.added(n), tables.added(x)
    smallest = np.full(total.size, np.nan)
    tested = (status != _UNDEFINED) & (status != _NO_INFORMATION)
    column = np.minimum(positive, total - positive)[tested] / total[tested]
    smallest[tested] = tables.least(np.where(n > 0, n, np.iinfo(np.int64).max))[tested] * column
    columns = {
        "groups": tables.sizes,
        "total": total,
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "smallest_expected": smallest,
        "status": status_of(status),
    }
    settings = {"method": method, "alternative": "two-sided"}
    return tables.answer("difference among groups", columns, settings, shown=("pvalue", "statistic", "df"))


def association(
    events: ArrayLike, totals: ArrayLike, table: Any, *, method: str = "cramers_v_bias_corrected", threads: int = 1
) -> Many:
    """How strongly groups and outcome go together in each table, whatever the number of people.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    method : str
        As in `equitable.association`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``groups``, ``total``, ``value``, ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Source: Bergsma W (2013), Journal of the Korean Statistical Society 42, 323-328.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.association([3, 9, 8, 1, 17, 2], [40, 50, 45, 30, 44, 28], ["RT5"] * 3 + ["RXM"] * 3).value.round(3).tolist()
    [0.054, 0.397]
    """
    where = "many.association"
    method = choice(where, "method", method, _core.association_methods)
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    value, status = tables.called("many_association", x, n, tables.offsets, method)
    tables.none_refused(status, _groups.association, events, totals, method=method)
    columns = {"groups": tables.sizes, "total": tables.added(n), "value": value, "status": status_of(status)}
    return tables.answer("association", columns, {"quantity": "association", "method": method}, shown=("value",))


def residuals(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
    *,
    groups: ArrayLike | None = None,
    adjust: str = "holm",
    threads: int = 1,
) -> Many:
    """Which groups of each table stand out from what all of its people together make expected.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    groups : column of str, optional
        The names of the groups, one for each row; the numbers from 1 in each table where none are given.
    adjust : str
        The adjustment of the p-values within each table, as in `equitable.adjust_pvalues`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a group, in the order of ``events``: ``group``, ``events``, ``total``, ``expected``, ``pearson``, ``adjusted``, ``pvalue``,
        ``pvalue_adjusted``, ``status``. They are those of the people with the outcome; those without have the adjusted residual with the other sign.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The lengths differ; an
        option is not known.

    Notes
    -----
    Read the adjusted residual, which has the standard deviation 1. Source: Haberman SJ (1973), Biometrics 29, 205-220.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.many.residuals([3, 9, 8, 1, 17, 2], [40, 50, 45, 30, 44, 28], ["RT5"] * 3 + ["RXM"] * 3, groups=["White", "Asian", "Black"] * 2)
    >>> found["RXM"]
    Residuals, 3 groups in 1 table, holm.
      RXM: White: adjusted residual -2.67, p = 0.015 adjusted
      RXM: Asian: adjusted residual 4.22, p < 0.001 adjusted
      RXM: Black: adjusted residual -1.95, p = 0.051 adjusted
    """
    where = "many.residuals"
    adjust = _groups.chosen(where, "adjust", adjust, _core.adjustment_methods, _groups.ADJUSTMENT_ALIASES)
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    names = tables.names("groups", groups)
    *found, status = tables.called("many_residuals", x, n, tables.offsets, adjust)

    def alone(some: Array, among: Array) -> object:
        return _groups.residuals(events=some, totals=among, adjust=adjust)

    tables.none_refused(status, alone, events, totals, tables=np.sort(tables.codes))
    columns = {"group": tables.back(names), "events": tables.back(x), "total": tables.back(n)}
    for name, column in zip(("expected", "pearson", "adjusted", "pvalue", "pvalue_adjusted"), found, strict=True):
        columns[name] = tables.back(column)
    columns["status"] = status_of(tables.back(status))
    shown = ("group", "adjusted", "pvalue_adjusted")
    return tables.answer("residuals", columns, {"method": adjust}, shown=shown, at=tables.codes, rows="group")


def adjust_pvalues(pvalues: ArrayLike, family: Any, *, method: str = "holm", threads: int = 1) -> Any:
    """P-values adjusted within each of many families.

    Parameters
    ----------
    pvalues : column of float
        Between 0 and 1. NaN stays NaN and does not count in its family.
    family : column of str or number, or several
        The label of the family that each belongs to, in any order; columns that tell it together as a list, a mapping or a frame.
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
    families = Grouping(where, "family", family, threads)
    found = families.called("many_adjust_pvalues", pvalues_of(families, pvalues), families.offsets, method)
    return frozen(families.back(found))


def reject_pvalues(
    pvalues: ArrayLike, family: Any, *, level: float = 0.05, method: str = "holm", threads: int = 1
) -> Any:
    """Which tests of each of many families are findings at a level.

    Parameters
    ----------
    pvalues : column of float
        Between 0 and 1. NaN is no finding and does not count in its family.
    family : column of str or number, or several
        The label of the family that each belongs to, in any order; columns that tell it together as a list, a mapping or a frame.
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
    families = Grouping(where, "family", family, threads)
    found = families.called("many_reject_pvalues", pvalues_of(families, pvalues), families.offsets, method, limit)
    return frozen(families.back(found))
