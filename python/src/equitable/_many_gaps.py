"""Shares, gaps and changes of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _gaps, _groups
from ._grouping import Array, Grouping, estimate_columns, rows_of
from ._lists import seed_of, whole
from ._reading import choice, measure_of, real, refuse, status_of, threads_of
from .errors import InvalidInput
from .results.many import Many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


__all__ = ["change", "composition", "inequality", "segregation", "shares", "shortfall"]

_FOUR = ("events", "total", "reference_events", "reference_total")


def shares(
    counts: ArrayLike,
    table: ArrayLike,
    *,
    categories: ArrayLike | None = None,
    method: str = "goodman",
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """The share of each category in each of many samples, with intervals that hold for all categories of a sample at once.

    Parameters
    ----------
    counts : column of int
        A row for each category of each sample, those with nobody too.
    table : column of str or number
        The label of the sample that the row belongs to, in any order.
    categories : column of str, optional
        The names of the categories, one for each row; the numbers from 1 in each sample where none are given.
    method, confidence_level
        As in `equitable.shares`.
    threads : int
        How many threads share the samples; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a category, in the order of ``counts``: ``category``, ``events``, ``total``, ``value``, ``lower``, ``upper``, ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a sample: the table and the row are named. The lengths differ; an
        option is not known.

    Notes
    -----
    Source: Goodman LA (1965), Technometrics 7, 247-254.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.shares([10, 20, 30, 4, 8], [2023, 2023, 2023, 2024, 2024]).of(2024)
    Share, 2 categories in 1 table, goodman_wilson_bonferroni.
      2024: 1: share 33.3% (12.2% to 64.3%)
      2024: 2: share 66.7% (35.7% to 87.8%)
    """
    where = "many.shares"
    method = _groups.chosen(where, "method", method, _core.shares_methods, _groups._SHARES_ALIASES)
    level = real(where, "confidence_level", confidence_level)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    (given,) = grouping.counts(counts=counts)
    names = grouping.names("categories", categories)
    x = grouping.taken(given)
    found = grouping.called("many_shares", x, grouping.offsets, method, level, pool)
    grouping.none_refused(found[3], lambda rows: _groups.shares(given[rows], method=method), np.sort(grouping.codes))
    columns = {
        "table": grouping.labels[grouping.codes],
        "category": grouping.back(names),
        "events": given.copy(),
        "total": grouping.added(x)[grouping.codes],
        **estimate_columns("", tuple(grouping.back(column) for column in found)),
    }
    settings = {"quantity": "share", "confidence_level": level, "method": method}
    return Many("share", columns, settings, shown=("category", "value"), rows="category")


def composition(
    counts: ArrayLike,
    table: ArrayLike,
    reference_shares: ArrayLike | None = None,
    *,
    reference_counts: ArrayLike | None = None,
    method: str | None = None,
    threads: int = 1,
) -> Many:
    """Whether each of many bodies (boards, intakes) is composed as its population is.

    Parameters
    ----------
    counts : column of int
        A row for each category of each body.
    table : column of str or number
        The label of the body that the row belongs to, in any order.
    reference_shares : column of float
        The population's share beside each count, known without error: above 0, adding up to 1 in each body.
    reference_counts : column of int
        In their place the counts of populations that are samples themselves.
    method : str, optional
        As in `equitable.composition`.
    threads : int
        How many threads share the bodies; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a body: ``categories``, ``total``, ``statistic``, ``df``, ``pvalue``, ``dissimilarity_index``, ``status``.

    Raises
    ------
    InvalidInput
        A count or a share is not what it must be, or a label is missing: the table is named. The lengths differ; the method is not known.

    Notes
    -----
    Sources: Pearson K (1900), Philosophical Magazine 50, 157-175; Duncan OD, Duncan B (1955), American Sociological Review 20, 210-217.

    Examples
    --------
    >>> import equitable as eq
    >>> boards = ["RT5", "RT5", "RXM", "RXM"]
    >>> eq.many.composition([10, 2, 6, 6], boards, [0.744, 0.256, 0.9, 0.1], method="exact_multinomial_midp").pvalue.round(4).tolist()
    [0.6298, 0.0003]
    """
    where = "many.composition"
    if (reference_shares is None) == (reference_counts is None):
        raise InvalidInput(f"{where}: reference_shares and reference_counts must be one given and one left out")
    against_counts = reference_counts is not None
    known = _core.composition_comparison_methods if against_counts else _core.composition_methods
    method = choice(where, "method", ("n_minus_1_chi2" if against_counts else "pearson_gof") if method is None else method, known)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    if against_counts:
        given, reference = grouping.counts(counts=counts, reference_counts=reference_counts)
        function = "many_composition_against_counts"
    else:
        (given,) = grouping.counts(counts=counts)
        reference = grouping.numbers("reference_shares", reference_shares)
        function = "many_composition"
    x = grouping.taken(given)
    found = grouping.called(function, x, grouping.taken(reference), grouping.offsets, method, pool)
    statistic, pvalue, status, df, index = found

    def alone(rows: Array) -> object:
        if against_counts:
            return _groups.composition(given[rows], reference_counts=reference[rows], method=method)
        return _groups.composition(given[rows], reference[rows], method=method)

    grouping.none_refused(status, alone)
    columns = {
        "table": grouping.labels,
        "categories": grouping.sizes,
        "total": grouping.added(x),
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "dissimilarity_index": index,
        "status": status_of(status),
    }
    return Many("difference from the population's composition", columns, {"method": method}, shown=("pvalue", "dissimilarity_index"))


def segregation(
    events: ArrayLike,
    totals: ArrayLike,
    table: ArrayLike,
    *,
    index: str = "entropy",
    group: int = 0,
    other: int = 1,
    threads: int = 1,
) -> Many:
    """How unevenly a group is spread over the units (teams, directorates) of each of many organisations.

    Parameters
    ----------
    events, totals : column of int
        A row for each unit of each organisation: the members of the group, and everybody.
    table : column of str or number
        The label of the organisation that the row belongs to, in any order.
    index : str
        As in `equitable.segregation`.
    group, other : int
        0 for the group and 1 for the others: whose members look around (``isolation``, ``exposure``), and whom they meet (``exposure``).
    threads : int
        How many threads share the organisations; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row an organisation: ``units``, ``total``, ``value``, ``expected`` by chance, ``corrected`` for it, ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Small units look segregated by chance alone: read ``corrected``. Source: Duncan OD, Duncan B (1955), American Sociological Review 20, 210-217.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.segregation([10, 0, 5, 6], [10, 10, 10, 12], ["RT5", "RT5", "RXM", "RXM"], index="dissimilarity").value.round(3).tolist()
    [1.0, 0.0]
    """
    where = "many.segregation"
    index = choice(where, "index", index, _core.segregation_indices)
    places = [whole(where, name, value, 0, 1) for name, value in (("group", group), ("other", other))]
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    x, n = grouping.rates(events=events, totals=totals)
    value, expected, corrected, status = grouping.called("many_segregation", x, n, grouping.offsets, index, *places, pool)

    def alone(rows: Array) -> object:
        some, all_of_them = rows_of(rows, grouping.back(x), grouping.back(n))
        return _gaps.segregation(np.column_stack([some, all_of_them - some]), index=index, group=places[0], other=places[1])

    grouping.none_refused(status, alone)
    columns = {
        "table": grouping.labels,
        "units": grouping.sizes,
        "total": grouping.added(n),
        "value": value,
        "expected": expected,
        "corrected": corrected,
        "status": status_of(status),
    }
    return Many("segregation", columns, {"method": index}, shown=("value", "expected", "corrected"))


def inequality(
    events: ArrayLike,
    totals: ArrayLike,
    table: ArrayLike,
    *,
    measure: str = "D",
    method: str = "automatic",
    confidence_level: float = 0.95,
    favourable: bool = True,
    reference: int | str | None = None,
    group: int | str | None = None,
    groups: ArrayLike | None = None,
    replicates: int = 4999,
    seed: int = 1,
    threads: int = 1,
) -> Many:
    """One measure of the inequality between the groups of each table.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals; for measures of ordered groups the lowest first.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    measure, method, confidence_level, favourable, replicates, seed
        As in `equitable.inequality`; every table draws from the same seed.
    reference, group : int or str, optional
        The groups to compare, by place from 0 or by name, for the measures that compare with a reference: at the same place in every table.
    groups : column of str, optional
        The names of the groups, one for each row.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``groups``, ``total``, ``value``, ``lower``, ``upper``, ``standard_error``, ``method`` (the one that ``automatic`` took),
        ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. A table without groups to compare; a reference that
        does not stand at the same place everywhere; the lengths differ; an option is not known, or is needed.

    Notes
    -----
    Shares of the population other than the totals are for `equitable.inequality`, table by table. Source: Schlotheuber A, Hosseinpoor AR (2022),
    International Journal of Environmental Research and Public Health 19, 3697.

    Examples
    --------
    >>> import equitable as eq
    >>> trust = ["RT5", "RT5", "RT5", "RXM", "RXM", "RXM"]
    >>> eq.many.inequality([120, 90, 30, 40, 38, 41], [400, 500, 250, 100, 98, 110], trust, measure="BGV").value.round(5).tolist()
    [0.00497, 0.00013]
    """
    where = "many.inequality"
    measure = choice(where, "measure", measure, _core.inequality_measures)
    method = choice(where, "method", method, _core.inequality_methods)
    level = real(where, "confidence_level", confidence_level)
    draws, start, pool = whole(where, "replicates", replicates), seed_of(where, seed), threads_of(where, threads)
    if not isinstance(favourable, bool | np.bool_):
        raise refuse(where, "favourable", repr(favourable), "True or False")
    grouping = Grouping(where, "table", table)
    x, n = grouping.rates(events=events, totals=totals)
    names = grouping.names("groups", groups)
    places = [grouping.same_place(name, value, names) for name, value in (("reference", reference), ("group", group))]
    options = (measure, method, level, bool(favourable), *places, draws, start, pool)
    *estimate, error, used = grouping.called("many_inequality", x, n, grouping.offsets, *options)

    def alone(rows: Array) -> object:
        first, second = (None if place < 0 else place for place in places)
        same: dict[str, Any] = {"method": method, "confidence_level": level, "favourable": bool(favourable), "replicates": draws}
        return _gaps.inequality(*rows_of(rows, events, totals), measure=measure, reference=first, group=second, **same)

    grouping.none_refused(estimate[3], alone)
    columns = {
        "table": grouping.labels,
        "groups": grouping.sizes,
        "total": grouping.added(n),
        **estimate_columns("", estimate),
        "standard_error": error,
        "method": np.array(_core.inequality_methods)[used],
    }
    settings = {"measure": measure, "confidence_level": level}
    return Many(f"inequality between groups by {measure}", columns, settings, shown=("value",))


def change(
    first: Sequence[ArrayLike],
    second: Sequence[ArrayLike],
    table: ArrayLike | None = None,
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
        The label of each row, none of them twice; the numbers from 1 unless told.
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
    pool = threads_of(where, threads)
    given: dict[str, Any] = {}
    for label, period in (("first", first), ("second", second)):
        if isinstance(period, str | bytes) or not hasattr(period, "__len__") or len(period) != 4:
            raise refuse(where, label, repr(period), "four columns: events, total, reference_events, reference_total")
        given |= {f"{label}.{key}": value for key, value in zip(_FOUR, period, strict=True)}
    if table is None:
        table = np.arange(1, np.size(given["first.events"]) + 1)
    grouping = Grouping(where, "table", table)
    if (grouping.sizes > 1).any():
        twice = int(np.argmax(grouping.sizes > 1))
        raise grouping.refuse("table", f"twice {grouping.label(twice)}", "different in every row", int(grouping.rows_of(twice)[1]))
    columns = grouping.rates(**given)
    earlier, later, moved, (statistic, pvalue, test_status) = grouping.called("many_change", *columns, code, method, level, pool)
    grouping.none_refused(
        moved[3], lambda rows: _gaps.change([column[rows] for column in columns[:4]], [column[rows] for column in columns[4:]], measure=name)
    )
    found = {
        "table": grouping.labels,
        **estimate_columns("first", earlier),
        **estimate_columns("second", later),
        **estimate_columns("", moved),
        "statistic": statistic,
        "pvalue": pvalue,
        "test_status": status_of(test_status),
    }
    quantity = "ratio of ratios" if code == "ratio" else "difference of differences"
    settings = {"measure": name, "quantity": quantity, "confidence_level": level, "method": method}
    return Many(f"change of the {name.replace('_', ' ')}", found, settings, shown=("value", "pvalue"))


def shortfall(
    events: ArrayLike,
    totals: ArrayLike,
    table: ArrayLike,
    *,
    standard: str = "reference",
    reference: int | str = 0,
    groups: ArrayLike | None = None,
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """The people by which every group of each table falls short of the rate of another, of all together, or of the best.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table: whole numbers with 0 <= events <= totals.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    standard : {"reference", "pooled", "best"}
        The rate that the groups are measured by.
    reference : int or str
        The group that sets the rate in every table, for ``reference``: by its place from 0 or by its name; it may stand elsewhere in each.
    groups : column of str, optional
        The names of the groups, one for each row; the numbers from 1 in each table where none are given.
    confidence_level : float
        Strictly between 0 and 1.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a group, in the order of ``events``: ``group``, ``events``, ``total``, ``rate``, ``standard_rate``, ``value``, ``lower``, ``upper``,
        ``people`` (to the nearest), ``to_close``, ``status``. The reference itself falls short of nobody: ``undefined``, and 0 people.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The reference is no
        group of a table; the lengths differ; an option is not known.

    Notes
    -----
    The interval is Miettinen and Nurminen's of the difference of rates, in people. Source: Miettinen O, Nurminen M (1985), Statistics in Medicine 4,
    213-226.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.many.shortfall([240, 60, 10, 90], [3000, 1200, 300, 900], ["RT5", "RT5", "RXM", "RXM"], groups=["White", "BME"] * 2)
    >>> found.people.tolist(), found.status.tolist()
    ([0, 36, 0, -60], ['undefined', 'ok', 'undefined', 'ok'])
    """
    where = "many.shortfall"
    standard = choice(where, "standard", standard, _core.shortfall_standards)
    level = real(where, "confidence_level", confidence_level)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    x, n = grouping.rates(events=events, totals=totals)
    names = grouping.names("groups", groups)
    at = np.arange(x.size)
    if standard == "reference":
        x, n, at, names = grouping.reference_first(reference, names, x, n, at)
    people, rate, standard_rate, nearest, to_close = grouping.called("many_shortfall", x, n, grouping.offsets, standard, 0, level, pool)

    def alone(rows: Array) -> object:
        some, among = rows_of(rows, events, totals)
        return [_gaps.shortfall(some, among, place, standard="pooled") for place in range(len(rows))]

    grouping.none_refused(people[3], alone, np.sort(grouping.codes))
    placed = np.argsort(at)  # where each row of the tables was put

    def back(column: Array) -> Array:
        return grouping.back(column[placed])

    columns = {
        "table": grouping.labels[grouping.codes],
        "group": back(names),
        "events": back(x),
        "total": back(n),
        "rate": back(rate),
        "standard_rate": back(standard_rate),
        **estimate_columns("", tuple(back(column) for column in people)),
        "people": back(nearest),
        "to_close": back(to_close),
    }
    settings = {"quantity": "people", "confidence_level": level, "method": standard}
    return Many("shortfall in people", columns, settings, shown=("group", "value"), rows="group")
