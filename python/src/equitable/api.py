"""The functions: single counts or columns of them in, one result out.

Every function takes its data by position and options by name. Counts are whole numbers: a Python or NumPy integer, or anything NumPy reads as an array
of them (lists, Series of pandas and polars). Single counts give a result of plain numbers, arrays are broadcast together as NumPy does and give a
result of arrays. A caller's mistake raises `InvalidInput` (a ``ValueError``) and names the argument, the value and the row. Data without an answer
raises nothing: it gives NaN, or the right infinity, and a ``status``, alike for one row and for many.
"""

from __future__ import annotations

from ._bands import disparity_ratio, linear_by_linear, slope_index, trend, trend_slope
from ._bootstrap import bootstrap_interval
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
from ._families import adjust_tree, letter_display, simultaneous_ratios
from ._gaps import bootstrap, change, decomposition, inequality, segregation, shortfall
from ._groups import adjust_pvalues, association, composition, homogeneity, marascuilo, pairwise, residuals, shares
from ._organisations import funnel, funnel_effects, meta_analysis, percentile_rank, shrinkage
from ._paired import paired_difference, paired_odds_ratio, paired_ratio, paired_test
from ._pairs import benchmark, finite_population_comparison, representation
from ._person_time import (
    funnel_limits,
    person_time_comparison_test,
    person_time_difference,
    person_time_overdispersion,
    person_time_rate,
    person_time_ratio,
    person_time_test,
    standardised_rate,
)
from ._rates import finite_population, proportion, proportion_test
from ._significance import attainable_pvalue, equivalence, fragility, noninferiority, significance
from ._stages import allocation_bounds, stages
from ._standardise import standardise, standardise_indirectly
from ._strata import stratified, stratified_homogeneity, stratified_test
from ._time import change_verdict, overlapping_change, period_heterogeneity, target
from ._verdict import verdict
from ._verdicts import pooled_verdict, verdicts

__all__ = [
    "adjust_pvalues",
    "adjust_tree",
    "allocation_bounds",
    "association",
    "attainable_pvalue",
    "benchmark",
    "bootstrap",
    "bootstrap_interval",
    "change",
    "change_verdict",
    "cohen_h",
    "composition",
    "conditional_odds_ratio",
    "decomposition",
    "disparity_ratio",
    "e_value",
    "equivalence",
    "equivalence_power",
    "equivalence_sample_size",
    "finite_population",
    "finite_population_comparison",
    "fragility",
    "funnel",
    "funnel_effects",
    "funnel_limits",
    "homogeneity",
    "inequality",
    "letter_display",
    "linear_by_linear",
    "marascuilo",
    "meta_analysis",
    "noninferiority",
    "odds_ratio",
    "overlapping_change",
    "paired_difference",
    "paired_odds_ratio",
    "paired_ratio",
    "paired_test",
    "pairwise",
    "percentile_rank",
    "period_heterogeneity",
    "person_time_comparison_test",
    "person_time_difference",
    "person_time_overdispersion",
    "person_time_rate",
    "person_time_ratio",
    "person_time_test",
    "pooled_verdict",
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
    "shrinkage",
    "significance",
    "simultaneous_ratios",
    "slope_index",
    "smallest_detectable_ratio",
    "smallest_equivalence_margin",
    "stages",
    "standardise",
    "standardise_indirectly",
    "standardised_rate",
    "stratified",
    "stratified_homogeneity",
    "stratified_test",
    "target",
    "trend",
    "trend_slope",
    "verdict",
    "verdicts",
]
