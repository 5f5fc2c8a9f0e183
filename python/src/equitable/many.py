"""One question to many tables at once: every trust, every indicator, every year of a national run, in one call.

Each function has the name of the one for a single table and takes flat columns, all tables one below the other, with a column that says to which
table each row belongs: labels of any kind, text or numbers, in any order. The rows of a table keep their order, the tables that in which they first
appear. The numbers are those of the function for one table (where many are worked out side by side, but for the last bits), and the same bits on any
number of threads. A row that cannot be raises `InvalidInput` and names the table and the row; a table without an answer gets a ``status``.

>>> import equitable as eq
>>> trust = ["RT5", "RT5", "RT5", "RXM", "RXM", "RXM"]
>>> found = eq.many.homogeneity([3, 9, 8, 1, 7, 2], [40, 50, 45, 30, 44, 28], trust)
>>> found.pvalue.round(3).tolist()
[0.302, 0.177]

Two hundred tests are a family of two hundred: adjust their p-values, ``eq.adjust_pvalues(found.pvalue, method="bh")``, before naming any of them.
"""

from __future__ import annotations

from ._many_gaps import change, composition, inequality, segregation, shares, shortfall
from ._many_groups import adjust_pvalues, homogeneity, pairwise, reject_pvalues, slope_index, trend
from ._many_strata import decomposition, standardise, stratified, stratified_homogeneity, stratified_test
from .results.many import Many

__all__ = [
    "Many",
    "adjust_pvalues",
    "change",
    "composition",
    "decomposition",
    "homogeneity",
    "inequality",
    "pairwise",
    "reject_pvalues",
    "segregation",
    "shares",
    "shortfall",
    "slope_index",
    "standardise",
    "stratified",
    "stratified_homogeneity",
    "stratified_test",
    "trend",
]
