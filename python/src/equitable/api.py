"""The functions: single counts or columns of them in, one result out.

Every function takes its data by position and options by name. Counts are whole numbers: a Python or NumPy integer, or anything NumPy reads as an array
of them (lists, Series of pandas and polars). Single counts give a result of plain numbers, arrays are broadcast together as NumPy does and give a
result of arrays. A caller's mistake raises `InvalidInput` (a ``ValueError``) and names the argument, the value and the row. Data without an answer
raises nothing: it gives NaN, or the right infinity, and a ``status``, alike for one row and for many.
"""

from __future__ import annotations

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
from ._pairs import benchmark, finite_population_comparison, representation
from ._rates import finite_population, proportion, proportion_test
from ._significance import attainable_pvalue, equivalence, fragility, noninferiority, significance
from ._verdict import verdict

__all__ = [
    "attainable_pvalue",
    "benchmark",
    "cohen_h",
    "conditional_odds_ratio",
    "e_value",
    "equivalence",
    "equivalence_power",
    "equivalence_sample_size",
    "finite_population",
    "finite_population_comparison",
    "fragility",
    "noninferiority",
    "odds_ratio",
    "power",
    "proportion",
    "proportion_test",
    "rate_difference",
    "relative_likelihood",
    "representation",
    "sample_size",
    "significance",
    "smallest_detectable_ratio",
    "smallest_equivalence_margin",
    "verdict",
]
