"""Periods and stages of many organisations at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _gaps, _stages, _time
from ._grouping import Grouping, estimate_columns
from ._reading import choice, measure_of, real, refuse, status_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["change", "period_heterogeneity", "stages"]

_FOUR = ("events", "total", "reference_events", "reference_total")


def change(
    first: Sequence[ArrayLike],
    second: Sequence[ArrayLike],
    table: Any = None,
    *,
    measure: str = "relative_likelihood",
    method: str = "score",
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """How a ratio or a gap moved from one period to the next in each of many organisations.

    Parameters
    ----------
    first, second : four columns of int
        ``(events, total, reference_events, reference_total)`` in each period, a row for each organisation.
    table : column of str or number, optional
        The label of each row, or columns of labels as elsewhere in `equitable.many`, none of them twice; the numbers from 1 unless told.
    measure, method, confidence_level
        As in `equitable.change`.
    threads : int
        How many threads share the rows; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row an organisation: the estimates ``first``, ``second`` and ``value`` (the change) with their limits and statuses, ``statistic``,
        ``pvalue`` and ``test_status`` of no change.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing or stands twice: the row is named. The lengths differ; an option is not known.

    Notes
    -----
    "Significant then and not now" is no change: this tests the change itself. Source: Altman DG, Bland JM (2003), BMJ 326, 219.

    Examples
    --------
    >>> import equitable as eq
    >>> before = [60, 20], [1200, 300], [240, 90], [3000, 1000]
    >>> after = [90, 25], [1200, 310], [240, 80], [3000, 990]
    >>> eq.many.change(before, after, ["RT5", "RXM"])
    Change of the relative likelihood in 2 tables, score.
      RT5: ratio of ratios 1.50 (1.05 to 2.15), p = 0.027
      RXM: ratio of ratios 1.35 (0.72 to 2.54), p = 0.357
    """
    where = "many.change"
    name, code = measure_of(where, measure)
    if code == "odds_ratio":
        raise refuse(where, "measure", repr(measure), "one of relative_likelihood, rate_difference")
    method = choice(where, "method", method, _core.change_methods)
    level = real(where, "confidence_level", confidence_level)
    given: dict[str, Any] = {}
    for label, period in (("first", first), ("second", second)):
        if isinstance(period, str | bytes) or not hasattr(period, "__len__") or len(period) != 4:
            raise refuse(where, label, repr(period), "four columns: events, total, reference_events, reference_total")
        given |= {f"{label}.{key}": value for key, value in zip(_FOUR, period, strict=True)}
    if table is None:
        table = np.arange(1, np.size(given["first.events"]) + 1)
    tables = Grouping(where, "table", table, threads)
    if (tables.sizes > 1).any():
        twice = int(np.argmax(tables.sizes > 1))
        raise tables.refuse("table", "twice the same", "different in every row", int(tables.rows_of(twice)[1]))
    columns = tables.rates(**given)
    earlier, later, moved, (statistic, pvalue, test_status) = tables.called("many_change", *columns, code, method, level)
    tables.none_refused(moved[3], lambda *columns: _gaps.change(columns[:4], columns[4:], measure=name), *given.values())
    found = {
        **estimate_columns("first", earlier),
        **estimate_columns("second", later),
        **estimate_columns("", moved),
        "statistic": statistic,
        "pvalue": pvalue,
        "test_status": status_of(test_status),
    }
    quantity = "ratio of ratios" if code == "ratio" else "difference of differences"
    settings = {"measure": name, "quantity": quantity, "confidence_level": level, "method": method}
    return tables.answer(f"change of the {name.replace('_', ' ')}", found, settings, shown=("value", "pvalue"))


def period_heterogeneity(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: Any,
    *,
    measure: str = "relative_likelihood",
    threads: int = 1,
) -> Many:
    """Whether the periods of each organisation have one ratio, or one difference.

    Parameters
    ----------
    events, totals : column of int
        The group in each period of each table: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : column of int
        The reference in each period, likewise.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    measure : {"relative_likelihood", "rate_difference"}
        As in `equitable.period_heterogeneity`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``periods``, ``total``, ``statistic``, ``df``, ``pvalue``, ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Not a test of trend: it asks whether the periods differ at all. Source: Gart JJ, Nam J (1988), Biometrics 44, 323-338.

    Examples
    --------
    >>> import equitable as eq
    >>> group, reference = ([124, 207, 20, 25], [2525, 2386, 300, 310]), ([371, 596, 90, 80], [3844, 3842, 1000, 990])
    >>> eq.many.period_heterogeneity(*group, *reference, ["RT5", "RT5", "RXM", "RXM"]).status.tolist()
    ['ok', 'ok']
    """
    where = "many.period_heterogeneity"
    name, code = measure_of(where, measure)
    if code == "odds_ratio":
        raise refuse(where, "measure", repr(measure), "one of relative_likelihood, rate_difference")
    tables = Grouping(where, "table", table, threads)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = tables.strata(*given)
    statistic, pvalue, status, df = tables.called("many_period_heterogeneity", x1, n1, x2, n2, tables.offsets, code)
    tables.none_refused(status, _time.period_heterogeneity, *given, measure=name)
    columns = {
        "periods": tables.sizes,
        "total": tables.added(n1 + n2),
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "status": status_of(status),
    }
    settings = {"measure": name, "method": "score", "alternative": "two-sided"}
    return tables.answer("difference from period to period", columns, settings, shown=("pvalue", "statistic", "df"))


def stages(
    group: ArrayLike,
    reference: ArrayLike,
    table: Any,
    unknown: ArrayLike | None = None,
    *,
    names: ArrayLike | None = None,
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """Recruitment in stages in each of many organisations: where a difference arises, and whether the unknown grow.

    Parameters
    ----------
    group, reference : column of int
        The people of each who reached every stage, a row for each stage of each table, the first stage first: never more than at the stage before.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    unknown : column of int, optional
        Those whose ethnicity is not known, likewise; nobody unless told.
    names : column of str, optional
        The stages' names, one for each row; the numbers from 1 in each table where none are given.
    confidence_level : float
        Strictly between 0 and 1. A share of unknown that grows or shrinks is marked where p < 1 − level.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row for every stage after the first: ``stage``, ``before`` and the counts; the relative likelihood among those who reached the stage
        before, ``conditional``, and among all who entered, ``cumulative``, with limits, status and test; ``unknown_before``, ``unknown_after``,
        ``unknown_change`` with its test, and ``unknown_trend``; ``status`` is that of the conditional ratio. ``found.unknown_overall`` has the
        unknown from the first stage to the last, a row for each table. A table of one stage has no row here, and there the status ``undefined``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or is above that of the stage before, or a label is missing: the table and the row are named. The lengths
        differ.

    Notes
    -----
    The p-values are raw: put them through `adjust_pvalues`. What the unknown could make of a ratio is `equitable.allocation_bounds`, which takes
    columns. Sources: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226; Campbell I (2007), Statistics in Medicine 26, 3661-3675.

    Examples
    --------
    >>> import equitable as eq
    >>> trust, stage = ["RT5"] * 3 + ["RXM"] * 3, ["applied", "shortlisted", "appointed"] * 2
    >>> found = eq.many.stages([1200, 300, 60, 400, 150, 20], [3000, 900, 240, 900, 310, 60], trust, names=stage)
    >>> found
    Relative likelihood by stage, 4 stages in 2 tables, miettinen_nurminen.
      RT5: shortlisted: conditional 0.83 (0.74 to 0.93), cumulative 0.83 (0.74 to 0.93)
      RT5: appointed: conditional 0.75 (0.58 to 0.96), cumulative 0.63 (0.47 to 0.82)
      RXM: shortlisted: conditional 1.09 (0.93 to 1.27), cumulative 1.09 (0.93 to 1.27)
      RXM: appointed: conditional 0.69 (0.43 to 1.09), cumulative 0.75 (0.46 to 1.22)
    >>> found.unknown_overall.unknown_trend.tolist()
    ['not_assessable', 'not_assessable']
    """
    where = "many.stages"
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    given = {"group": group, "reference": reference} | ({} if unknown is None else {"unknown": unknown})
    counts = tables.counts(**given)
    columns = [tables.taken(column) for column in counts]
    first = tables.places() == 0
    for name, column in zip(given, columns, strict=True):
        over = np.flatnonzero((column[1:] > column[:-1]) & ~first[1:]) + 1
        if over.size:
            row = int(over[0] if tables.order is None else tables.order[over[0]])
            before = column[over[0] - 1]
            raise tables.refuse(name, column[over[0]], f"at most that of the stage before, which is {before}", row)
    labels = tables.names("names", names)
    x, y, z = (*columns, *([] if unknown is not None else [np.zeros_like(columns[0])]))
    conditional, conditional_test, cumulative, cumulative_test, missing = tables.called("many_stages", x, y, z, tables.offsets, level)
    tables.none_refused(tables.without_one_row(conditional[3], rows=True), _stages.stages, *counts, tables=np.sort(tables.codes))
    *shares, missing_status, trend = missing
    missing = (*shares, tables.without_one_row(missing_status, rows=True), trend)
    after = np.flatnonzero(~first)
    table_of_row = np.sort(tables.codes)
    found = {
        "stage": labels[after],
        "before": labels[after - 1],
        "events": x[after],
        "total": x[after - 1],
        "reference_events": y[after],
        "reference_total": y[after - 1],
        **estimate_columns("conditional", [column[after] for column in conditional], "status"),
        **_test_columns("conditional", [column[after] for column in conditional_test]),
        **estimate_columns("cumulative", [column[after] for column in cumulative]),
        **_test_columns("cumulative", [column[after] for column in cumulative_test]),
        **_unknown_columns([column[after] for column in missing]),
    }
    overall = _unknown_columns([column[first] for column in missing])
    overall["status"] = overall["unknown_test_status"]
    settings = {"measure": "relative_likelihood", "confidence_level": level, "method": "miettinen_nurminen"}
    part = tables.answer("unknown from the first stage to the last", overall, {"confidence_level": level}, shown=("unknown_change",))
    return tables.answer(
        "relative likelihood by stage",
        found,
        settings,
        shown=("stage", "conditional", "cumulative"),
        at=table_of_row[after],
        rows="stage",
        parts={"unknown_overall": part},
    )


def _test_columns(name: str, found: Sequence[Any]) -> dict[str, Any]:
    statistic, pvalue, status = found
    return {f"{name}_statistic": statistic, f"{name}_pvalue": pvalue, f"{name}_test_status": status_of(status)}


def _unknown_columns(found: Sequence[Any]) -> dict[str, Any]:
    before, after, change, statistic, pvalue, status, trend = found
    return {
        "unknown_before": before,
        "unknown_after": after,
        "unknown_change": change,
        **_test_columns("unknown", (statistic, pvalue, status)),
        "unknown_trend": np.array(_core.missing_trends)[trend],
    }
