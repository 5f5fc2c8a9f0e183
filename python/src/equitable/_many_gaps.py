"""Shares and gaps of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _gaps, _groups
from ._grouping import Array, Grouping, estimate_columns
from ._lists import seed_of, whole
from ._reading import choice, real, refuse, status_of
from .errors import InvalidInput

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["composition", "inequality", "segregation", "shares", "shortfall"]


def shares(
    counts: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
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
    tables = Grouping(where, "table", table, threads)
    (given,) = tables.counts(counts=counts)
    names = tables.names("categories", categories)
    x = tables.taken(given)
    found = tables.called("many_shares", x, tables.offsets, method, level)
    tables.none_refused(found[3], _groups.shares, given, tables=np.sort(tables.codes), method=method)
    columns = {
        "category": tables.back(names),
        "events": given.copy(),
        "total": tables.added(x)[tables.codes],
        **estimate_columns("", tuple(tables.back(column) for column in found)),
    }
    settings = {"quantity": "share", "confidence_level": level, "method": method}
    return tables.answer("share", columns, settings, shown=("category", "value"), at=tables.codes, rows="category")


def composition(
    counts: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
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
    tables = Grouping(where, "table", table, threads)
    if against_counts:
        given, reference = tables.counts(counts=counts, reference_counts=reference_counts)
        function = "many_composition_against_counts"
    else:
        (given,) = tables.counts(counts=counts)
        reference = tables.numbers("reference_shares", reference_shares)
        function = "many_composition"
    x = tables.taken(given)
    statistic, pvalue, status, df, index = tables.called(function, x, tables.taken(reference), tables.offsets, method)

    def alone(some: Array, beside: Array) -> object:
        if against_counts:
            return _groups.composition(some, reference_counts=beside, method=method)
        return _groups.composition(some, beside, method=method)

    tables.none_refused(status, alone, given, reference)
    columns = {
        "categories": tables.sizes,
        "total": tables.added(x),
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "dissimilarity_index": index,
        "status": status_of(status),
    }
    settings = {"method": method}
    return tables.answer("difference from the population's composition", columns, settings, shown=("pvalue", "dissimilarity_index"))


def segregation(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
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
        One row an organisation: ``units``, ``total``, ``value``, ``expected`` by chance, ``corrected`` for it, ``even`` (of an even
        spread), ``status``.

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
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    value, expected, corrected, even, status = tables.called("many_segregation", x, n, tables.offsets, index, *places)

    def alone(some: Array, everybody: Array) -> object:
        return _gaps.segregation(np.column_stack([some, everybody - some]), index=index, group=places[0], other=places[1])

    tables.none_refused(status, alone, tables.back(x), tables.back(n))
    columns = {
        "units": tables.sizes,
        "total": tables.added(n),
        "value": value,
        "expected": expected,
        "corrected": corrected,
        "even": even,
        "status": status_of(status),
    }
    return tables.answer("segregation", columns, {"method": index}, shown=("value", "expected", "corrected"))


def inequality(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
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
        ``status``: ``undefined`` for a table of one group.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. A reference that does not stand at the
        same place everywhere; the lengths differ; an option is not known, or is needed.

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
    draws, start = whole(where, "replicates", replicates), seed_of(where, seed)
    if not isinstance(favourable, bool | np.bool_):
        raise refuse(where, "favourable", repr(favourable), "True or False")
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    names = tables.names("groups", groups)
    places = [tables.same_place(name, value, names) for name, value in (("reference", reference), ("group", group))]
    options = (measure, method, level, bool(favourable), *places, draws, start)
    *limits, codes, error, used = tables.called("many_inequality", x, n, tables.offsets, *options)
    estimate = [*limits, tables.without_one_row(codes)]
    first, second = (None if place < 0 else place for place in places)
    same: dict[str, Any] = {"method": method, "confidence_level": level, "favourable": bool(favourable), "replicates": draws}
    tables.none_refused(estimate[3], _gaps.inequality, events, totals, measure=measure, reference=first, group=second, **same)
    columns = {
        "groups": tables.sizes,
        "total": tables.added(n),
        **estimate_columns("", estimate),
        "standard_error": error,
        "method": np.array(_core.inequality_methods)[used],
    }
    settings = {"measure": measure, "confidence_level": level}
    return tables.answer(f"inequality between groups by {measure}", columns, settings, shown=("value",))


def shortfall(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
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
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    names = tables.names("groups", groups)
    at = np.arange(x.size)
    if standard == "reference":
        x, n, at, names = tables.reference_first(reference, names, x, n, at)
    people, rate, standard_rate, nearest, to_close = tables.called("many_shortfall", x, n, tables.offsets, standard, 0, level)

    def alone(some: Array, among: Array) -> object:
        return [_gaps.shortfall(some, among, place, standard="pooled") for place in range(len(some))]

    tables.none_refused(people[3], alone, events, totals, tables=np.sort(tables.codes))
    placed = np.argsort(at)  # where each row of the tables was put

    def back(column: Array) -> Array:
        return tables.back(column[placed])

    columns = {
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
    return tables.answer("shortfall in people", columns, settings, shown=("group", "value"), at=tables.codes, rows="group")
