"""Who differs from whom in letters, and trees of tests, of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _families
from ._grouping import Array, Grouping
from ._groups import ADJUSTMENT_ALIASES, chosen
from ._input import is_missing
from ._many_groups import pvalues_of
from ._reading import choice, frozen, real, refuse, status_of
from ._table_keys import flat_labels
from .results.base import rate_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["adjust_tree", "letter_display"]


def _parents(trees: Grouping, parents: Any, names: Array) -> tuple[Array, Array]:
    """For each test, in the order of the trees, the place in its tree of the test above it (−1 for none), and how many tests stand above it."""
    demand = "a column that tells for each test the place or the name of the test above it, None at the top"
    trees.one_order("parents", parents)
    column = flat_labels(trees.where, "parents", parents, demand)
    if column.size != trees.rows:
        raise refuse(trees.where, "the length of parents", column.size, f"{trees.rows}, the length of {trees.name}")
    begins = np.repeat(trees.offsets[:-1], trees.sizes).tolist()
    places = trees.places().tolist()
    named = dict(zip(zip(begins, names.tolist(), strict=True), places, strict=True))
    above, depth = np.full(trees.rows, -1, dtype=np.int64), np.zeros(trees.rows, dtype=np.int64)
    for row, (value, begin, place) in enumerate(zip(trees.taken(column).tolist(), begins, places, strict=True)):
        if is_missing(value):
            continue
        if isinstance(value, str):
            at = named.get((begin, value.strip()), place)
        else:
            whole = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < place and value == int(value)
            at = int(value) if whole else place
        if at >= place:
            caller = row if trees.order is None else int(trees.order[row])
            demand = "the place (from 0) or the name of a test that comes earlier in its tree, or None"
            raise trees.refuse("parents", repr(value), demand, caller)
        above[row], depth[row] = at, depth[begin + at] + 1
    return frozen(above), depth


def adjust_tree(
    pvalues: ArrayLike,
    parents: ArrayLike,
    table: Any,
    *,
    names: ArrayLike | None = None,
    threads: int = 1,
) -> Many:
    """P-values of many trees of tests (White against BME, below it five groups, below them eighteen), each adjusted from the top down.

    Parameters
    ----------
    pvalues : column of float
        Between 0 and 1, in each tree the tests above before those below. NaN: not tested.
    parents : column of int, str or None
        For each test the name of the test above it in its tree, or its place there (from 0); None, NaN or an empty text at the top.
    table : column of str or number, or several
        The label of the tree that the test belongs to, in any order; columns that tell a tree together as a list, a mapping or a frame.
    names : column of str, optional
        The tests' names; the numbers from 1 in each tree where none are given.
    threads : int
        How many threads share the trees; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a test, in the order of ``pvalues``: ``test``, ``parent`` (empty at the top), ``depth``, ``pvalue``, ``pvalue_adjusted``, ``status``
        (``undefined`` for a test that was not made).

    Raises
    ------
    InvalidInput
        A p-value is outside 0 to 1, a parent is no earlier test of its tree, a label is missing or a name stands twice in a tree: the tree and the
        row are named. The lengths differ.

    Notes
    -----
    Every tree is a family of its own, whose top is tested at the whole risk; over 200 trees adjust the tops as well. Declare the trees before looking
    at the p-values. Source: Meinshausen N (2008), Biometrika 95, 265-278.

    Examples
    --------
    >>> import equitable as eq
    >>> trust, tests = ["RT5"] * 3 + ["RXM"] * 3, ["all groups", "Asian", "Black"] * 2
    >>> above = [None, "all groups", "all groups"] * 2
    >>> eq.many.adjust_tree([1e-4, 0.004, 0.3, 0.2, 0.01, 0.7], above, trust, names=tests)
    P-values gated from the top, 6 tests in 2 tables, meinshausen.
      RT5: all groups: p < 0.001 (p < 0.001 adjusted)
      RT5: Asian: p = 0.004 (p = 0.008 adjusted)
      RT5: Black: p = 0.300 (p = 0.600 adjusted)
      RXM: all groups: p = 0.200 (p = 0.200 adjusted)
      RXM: Asian: p = 0.010 (p = 0.200 adjusted)
      RXM: Black: p = 0.700 (p = 1.000 adjusted)
    """
    where = "many.adjust_tree"
    trees = Grouping(where, "table", table, threads)
    p = pvalues_of(trees, pvalues)
    labels = trees.names("names", names)
    above, depth = _parents(trees, parents, labels)
    adjusted, status = trees.called("many_adjust_tree", p, above, trees.offsets)
    trees.none_refused(status, _families.adjust_tree, pvalues, parents)
    over = np.repeat(trees.offsets[:-1], trees.sizes) + np.maximum(above, 0)
    columns = {
        "test": labels,
        "parent": np.where(above < 0, "", labels[over]),
        "depth": depth,
        "pvalue": p,
        "pvalue_adjusted": adjusted,
        "status": np.where(np.isnan(p), "undefined", "ok"),
    }
    columns = {name: trees.back(column) for name, column in columns.items()}
    shown = ("test", "pvalue", "pvalue_adjusted")
    return trees.answer("p-values gated from the top", columns, {"method": "meinshausen"}, shown=shown, at=trees.codes, rows="test")


def letter_display(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
    *,
    groups: ArrayLike | None = None,
    adjust: str = "holm",
    method: str = "n_minus_1_chi2",
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """Who differs from whom in each table, in letters: two groups of a table differ significantly exactly when they share no letter.

    Parameters
    ----------
    events, totals : column of int
        A row for each group of each table, at most 64 groups in each: whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    groups : column of str, optional
        The names of the groups, one for each row; the numbers from 1 in each table where none are given.
    adjust, method
        As in `equitable.letter_display`; the p-values of all pairs of a table are adjusted within it.
    confidence_level : float
        A difference is significant where its adjusted p-value is below 1 − level.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a group, in the order of ``events``: ``group``, ``events``, ``total``, ``rate``, ``letters`` (from the highest rate of its table down;
        empty for a group without people), ``status``. Letters of different tables have nothing to do with each other.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. A table has more than
        64 groups; the lengths differ; an option is not known.

    Notes
    -----
    A shared letter does not show that two groups are alike: `equitable.equivalence` does. Source: Piepho HP (2004), Journal of Computational and
    Graphical Statistics 13, 456-466.

    Examples
    --------
    >>> import equitable as eq
    >>> year = ["2020", "2021", "2022", "2020", "2021"]
    >>> eq.many.letter_display([371, 341, 596, 44, 60], [3844, 3005, 3842, 390, 410], ["staff"] * 3 + ["board"] * 2, groups=year)
    Letters, 5 groups in 2 tables, n_minus_1_chi2.
      staff: 2020: c, rate 9.7%
      staff: 2021: b, rate 11.3%
      staff: 2022: a, rate 15.5%
      board: 2020: a, rate 11.3%
      board: 2021: a, rate 14.6%
    """
    where = "many.letter_display"
    adjust = chosen(where, "adjust", adjust, _core.adjustment_methods, ADJUSTMENT_ALIASES)
    method = choice(where, "method", method, _core.significance_methods)
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    names = tables.names("groups", groups)
    letters, status = tables.called("many_letter_display", x, n, tables.offsets, adjust, method, level)
    tables.none_refused(status, _families.letter_display, events, totals, adjust=adjust, method=method, confidence_level=level)
    columns = {"group": names, "events": x, "total": n, "rate": rate_of(x, n), "letters": np.array(letters, dtype=str)}
    columns["status"] = np.where(n > 0, np.repeat(status_of(status), tables.sizes), "undefined")
    columns = {name: tables.back(np.asarray(column)) for name, column in columns.items()}
    settings = {"confidence_level": level, "method": method, "adjust": adjust}
    return tables.answer("letters", columns, settings, shown=("group", "rate"), at=tables.codes, rows="group")
