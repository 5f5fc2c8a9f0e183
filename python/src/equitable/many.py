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

Where several columns tell a table (organisation, indicator and year), give them all, as a list, a mapping or a frame: the result has them under their
names.

>>> keys = {"trust": ["RT5", "RT5", "RT5", "RT5"], "year": [2023, 2023, 2024, 2024]}
>>> found = eq.many.homogeneity([3, 9, 8, 1], [40, 50, 45, 30], keys)
>>> found.of("RT5", 2024).total, found.year.tolist()
(75, [2023, 2024])

What takes columns as it is has no form here: `equitable.allocation_bounds`, `equitable.disparity_ratio`, the functions of rates per person-time and
of pairs of answers, `equitable.target` and `equitable.overlapping_change` do many rows in one call.

Two hundred tests are a family of two hundred: adjust their p-values, ``eq.adjust_pvalues(found.pvalue, method="bh")``, before naming any of them.
"""

from __future__ import annotations

from ._many_bands import linear_by_linear, slope_index, trend, trend_slope
from ._many_families import adjust_tree, letter_display
from ._many_gaps import composition, inequality, segregation, shares, shortfall
from ._many_groups import adjust_pvalues, association, homogeneity, reject_pvalues, residuals
from ._many_organisations import funnel, funnel_effects, meta_analysis, percentile_rank, shrinkage
from ._many_pairs import marascuilo, pairwise, simultaneous_ratios
from ._many_person_time import person_time_overdispersion
from ._many_standardise import standardise, standardise_indirectly, standardised_rate
from ._many_strata import decomposition, stratified, stratified_homogeneity, stratified_test
from ._many_time import change, period_heterogeneity, stages
from ._many_verdicts import pooled_verdict, verdicts
from .results.many import Many

__all__ = [
    "Many",
    "adjust_pvalues",
    "adjust_tree",
    "association",
    "change",
    "composition",
    "decomposition",
    "funnel",
    "funnel_effects",
    "homogeneity",
    "inequality",
    "letter_display",
    "linear_by_linear",
    "marascuilo",
    "meta_analysis",
    "pairwise",
    "percentile_rank",
    "period_heterogeneity",
    "person_time_overdispersion",
    "pooled_verdict",
    "reject_pvalues",
    "residuals",
    "segregation",
    "shares",
    "shortfall",
    "shrinkage",
    "simultaneous_ratios",
    "slope_index",
    "stages",
    "standardise",
    "standardise_indirectly",
    "standardised_rate",
    "stratified",
    "stratified_homogeneity",
    "stratified_test",
    "trend",
    "trend_slope",
    "verdicts",
]
