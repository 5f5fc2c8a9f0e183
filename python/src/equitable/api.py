"""The functions: single counts or columns of them in, one result out.

Every function takes its data by position and options by name. Counts are whole numbers: a Python or NumPy integer, or anything NumPy reads as an array
of them (lists, Series of pandas and polars). Single counts give a result of plain numbers, arrays are broadcast together as NumPy does and give a
result of arrays. A caller's mistake raises `InvalidInput` (a ``ValueError``) and names the argument, the value and the row. Data without an answer
raises nothing: it gives NaN, or the right infinity, and a ``status``, alike for one row and for many.
"""

from __future__ import annotations

from ._bands import linear_by_linear, slope_index, trend, trend_slope
from ._comparisons import conditional_odds_ratio, e_value, odds_ratio, rate_difference, relative_likelihood
from ._design import (
    cohen_h,
    equivalence_power,
    equivalence_sample_size,
    power,
    sample_size,
    smallest_detectable_ratio,
    smallest_equivalence_margin,
)
from ._gaps import change, decomposition, inequality, segregation, shortfall
from ._groups import adjust_pvalues, association, composition, homogeneity, marascuilo, pairwise, residuals, shares
from ._paired import paired_difference, paired_odds_ratio, paired_ratio, paired_test
from ._pairs import benchmark, finite_population_comparison, representation
from ._person_time import (
    funnel_limits,
    person_time_comparison_test,
    person_time_difference,
    person_time_rate,
    person_time_ratio,
    person_time_test,
    standardised_rate,
)
from ._rates import finite_population, proportion, proportion_test
from ._significance import attainable_pvalue, equivalence, fragility, noninferiority, significance
from ._strata import stratified, stratified_homogeneity, stratified_test
from ._verdict import verdict

__all__ = [
    "adjust_pvalues",
    "association",
    "attainable_pvalue",
    "benchmark",
    "change",
    "cohen_h",
    "composition",
    "conditional_odds_ratio",
    "decomposition",
    "e_value",
    "equivalence",
    "equivalence_power",
    "equivalence_sample_size",
    "finite_population",
    "finite_population_comparison",
    "fragility",
    "funnel_limits",
    "homogeneity",
    "inequality",
    "linear_by_linear",
    "marascuilo",
    "noninferiority",
    "odds_ratio",
    "paired_difference",
    "paired_odds_ratio",
    "paired_ratio",
    "paired_test",
    "pairwise",
    "person_time_comparison_test",
    "person_time_difference",
    "person_time_rate",
    "person_time_ratio",
    "person_time_test",
    "power",
    "proportion",
    "proportion_test",
    "rate_difference",
    "relative_likelihood",
    "representation",
    "residuals",
    "sample_size",
    "segregation",
    "shares",
    "shortfall",
    "significance",
    "slope_index",
    "smallest_detectable_ratio",
    "smallest_equivalence_margin",
    "standardised_rate",
    "stratified",
    "stratified_homogeneity",
    "stratified_test",
    "trend",
    "trend_slope",
    "verdict",
]
