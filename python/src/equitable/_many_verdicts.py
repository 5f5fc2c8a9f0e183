"""Verdicts of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _groups, _verdicts
from ._grouping import Grouping, estimate_columns
from ._many_pairs import sides
from ._many_strata import and_left_out, strata_sizes
from ._reading import bounds, choice, real, status_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["pooled_verdict", "verdicts"]


def verdicts(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
    *,
    against: str = "reference",
    reference: int | str = 0,
    groups: ArrayLike | None = None,
    adjust: str = "holm",
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """What may be said of the groups of each table, none of it owed to the number of comparisons within the table.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    against, adjust, margin, confidence_level
        As in `equitable.verdicts`.
    reference : int or str
        The group to compare with in every table, by its place from 0 or by its name; it may stand elsewhere in each.
    groups : column of str, optional
        The names of the groups, one for each row; the numbers from 1 in each table where none are given.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a comparison: ``group``, ``reference`` and their counts, ``state``, ``grade``, ``state_alone``, ``grade_alone``, ``ratio`` with its
        limits, ``simultaneous_lower``, ``simultaneous_upper``, ``statistic``, ``pvalue``, ``pvalue_adjusted``, ``status``. A table
        with a single group has none to make.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The reference is no
        group of a table; the lengths differ; an option is not known.

    Notes
    -----
    Every table is a family of its own. Where any of all tables may be named, adjust ``pvalue`` over all of them too. Source: Holm S (1979),
    Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> import equitable as eq
    >>> trust, group = ["RT5", "RT5", "RXM", "RXM", "RXM"], ["White", "BME", "BME", "White", "unknown"]
    >>> eq.many.verdicts([596, 207, 44, 160, 12], [3842, 2386, 390, 900, 80], trust, groups=group, reference="White")
    Verdicts, 3 comparisons in 2 tables, holm.
      RT5: BME against White: lower (substantial), ratio 0.56 (0.48 to 0.65), p < 0.001 adjusted
      RXM: BME against White: lower (material), ratio 0.63 (0.46 to 0.86), p = 0.007 adjusted
      RXM: unknown against White: inconclusive (unclear), ratio 0.84 (0.49 to 1.40), p = 0.532 adjusted
    """
    where = "many.verdicts"
    family = _groups.AGAINST[choice(where, "against", against, tuple(_groups.AGAINST))]
    adjust = _groups.chosen(where, "adjust", adjust, _core.adjustment_methods, _groups.ADJUSTMENT_ALIASES)
    low, high = bounds(where, margin)
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    names = tables.names("groups", groups)
    x, n, names = tables.reference_first(reference, names, x, n) if family == "against_reference" else (x, n, names)
    found = tables.called("many_verdicts", x, n, tables.offsets, family, 0, adjust, low, high, level)
    places, (state, grade, state_alone, grade_alone), ratio, numbers, begins = found
    at = np.repeat(np.arange(tables.tables), np.diff(begins))
    tables.none_refused(ratio[3], _verdicts.verdicts, events, totals, tables=at, against=against)
    columns = {
        **sides(tables, at, places, names, x, n),
        "state": np.array(_core.state_names)[state],
        "grade": np.array(_core.grade_names)[grade],
        "state_alone": np.array(_core.state_names)[state_alone],
        "grade_alone": np.array(_core.grade_names)[grade_alone],
        **estimate_columns("ratio", ratio, "status"),
    }
    for name, column in zip(("simultaneous_lower", "simultaneous_upper", "statistic", "pvalue", "pvalue_adjusted"), numbers, strict=True):
        columns[name] = column
    settings = {"margin_lower": low, "margin_upper": high, "confidence_level": level, "method": adjust}
    shown = ("group", "reference", "ratio", "pvalue_adjusted")
    return tables.answer("verdicts", columns, settings, shown=shown, at=at, rows="comparison")


def pooled_verdict(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: Any,
    *,
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """What may be said of a group beside its reference in each table when like is compared with like: within directorates, bands, years.

    Parameters
    ----------
    events, totals : column of int
        The group in each stratum of each table: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : column of int
        The reference in each stratum, likewise.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    margin, confidence_level
        As in `equitable.pooled_verdict`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``strata`` (those with people in both groups), ``total``, and how many of both have no part since either
        group holds nobody there, ``strata_left_out`` and ``people_left_out``; ``state``, ``grade``, ``ratio`` with its limits,
        ``equivalence_lower``, ``equivalence_upper``, ``statistic``, ``pvalue``, ``heterogeneity_pvalue``, ``heterogeneity_status``,
        ``strata_differ``, ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not what it must be.

    Notes
    -----
    Source: Mantel N, Haenszel W (1959), Journal of the National Cancer Institute 22, 719-748.

    Examples
    --------
    >>> import equitable as eq
    >>> group, reference = ([117, 102, 12, 8], [488, 435, 40, 30]), ([460, 429, 20, 6], [1991, 1876, 59, 41])
    >>> eq.many.pooled_verdict(*group, *reference, ["RT5", "RT5", "RXM", "RXM"])
    Verdicts within strata in 2 tables.
      RT5: similar (equivalent), ratio 1.03 (0.91 to 1.17), p = 0.635
      RXM: inconclusive (unclear), ratio 1.11 (0.67 to 1.80), p = 0.684
    """
    where = "many.pooled_verdict"
    low, high = bounds(where, margin)
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = tables.strata(*given)
    state, grade, ratio, *numbers, alike, differ, strata = tables.called("many_pooled_verdict", x1, n1, x2, n2, tables.offsets, low, high, level)
    tables.none_refused(ratio[3], _verdicts.pooled_verdict, *given)
    columns = {
        **strata_sizes(tables, n1, n2),
        "strata": strata,
        "state": np.array(_core.state_names)[state],
        "grade": np.array(_core.grade_names)[grade],
        **estimate_columns("ratio", ratio, "status"),
    }
    for name, column in zip(("equivalence_lower", "equivalence_upper", "statistic", "pvalue", "heterogeneity_pvalue"), numbers, strict=True):
        columns[name] = column
    columns |= {"heterogeneity_status": status_of(alike), "strata_differ": differ}
    settings = {"margin_lower": low, "margin_upper": high, "confidence_level": level}
    return tables.answer("verdicts within strata", columns, settings, shown=and_left_out(("ratio", "pvalue"), columns))
