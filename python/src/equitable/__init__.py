"""equitable: do these groups fare alike, and how sure are we?

Counts go in; relative likelihoods, gaps, intervals, tests and a verdict in plain English come out.

>>> import equitable as eq
>>> eq.verdict(596, 3842, 207, 2386).state
'higher'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

try:
    from ._core import __version__
except ImportError as error:  # pragma: no cover - only an installation gone wrong gets here
    raise ImportError(
        f"equitable: its compiled part does not load ({error}): install the package again with `pip install --force-reinstall equitable`, "
        "and do not import it from the folder of its source code"
    ) from error

from .errors import EquitableError, EquitableWarning, InvalidInput, MissingDependency

if TYPE_CHECKING:
    from . import wres
    from ._bands import linear_by_linear, slope_index, trend, trend_slope
    from ._comparisons import conditional_odds_ratio, e_value, odds_ratio, rate_difference, relative_likelihood
    from ._counting import CountTable, count
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
    from .results import (
        Association,
        Attainable,
        BenchmarkResult,
        Change,
        Composition,
        Decomposition,
        DetectableRatio,
        EValue,
        EquivalenceResult,
        Estimate,
        FinitePopulationComparison,
        Fragility,
        FunnelLimits,
        GroupTest,
        Inequality,
        Interval,
        LinearByLinear,
        Marascuilo,
        PairedEstimate,
        PairedTest,
        Pairwise,
        PersonTimeEstimate,
        PersonTimeTest,
        Policies,
        Power,
        Representation,
        Residuals,
        SampleEstimate,
        SampleSize,
        Segregation,
        Shares,
        Shortfall,
        SlopeIndex,
        StandardisedRate,
        Stratified,
        TestResult,
        TrendSlope,
        Verdict,
    )

# Where each name lives: its module is loaded when the name is first asked for. No module may have the name of a function.
_HOMES = {
    "Association": "results",
    "Attainable": "results",
    "BenchmarkResult": "results",
    "Change": "results",
    "Composition": "results",
    "CountTable": "_counting",
    "Decomposition": "results",
    "DetectableRatio": "results",
    "EValue": "results",
    "EquivalenceResult": "results",
    "Estimate": "results",
    "FinitePopulationComparison": "results",
    "Fragility": "results",
    "FunnelLimits": "results",
    "GroupTest": "results",
    "Inequality": "results",
    "Interval": "results",
    "LinearByLinear": "results",
    "Marascuilo": "results",
    "PairedEstimate": "results",
    "PairedTest": "results",
    "Pairwise": "results",
    "PersonTimeEstimate": "results",
    "PersonTimeTest": "results",
    "Policies": "results",
    "Power": "results",
    "Representation": "results",
    "Residuals": "results",
    "SampleEstimate": "results",
    "SampleSize": "results",
    "Segregation": "results",
    "Shares": "results",
    "Shortfall": "results",
    "SlopeIndex": "results",
    "StandardisedRate": "results",
    "Stratified": "results",
    "TestResult": "results",
    "TrendSlope": "results",
    "Verdict": "results",
    "adjust_pvalues": "_groups",
    "association": "_groups",
    "attainable_pvalue": "_significance",
    "benchmark": "_pairs",
    "change": "_gaps",
    "cohen_h": "_design",
    "composition": "_groups",
    "conditional_odds_ratio": "_comparisons",
    "count": "_counting",
    "decomposition": "_gaps",
    "e_value": "_comparisons",
    "equivalence": "_significance",
    "equivalence_power": "_design",
    "equivalence_sample_size": "_design",
    "finite_population": "_rates",
    "finite_population_comparison": "_pairs",
    "fragility": "_significance",
    "funnel_limits": "_person_time",
    "homogeneity": "_groups",
    "inequality": "_gaps",
    "linear_by_linear": "_bands",
    "marascuilo": "_groups",
    "noninferiority": "_significance",
    "odds_ratio": "_comparisons",
    "paired_difference": "_paired",
    "paired_odds_ratio": "_paired",
    "paired_ratio": "_paired",
    "paired_test": "_paired",
    "pairwise": "_groups",
    "person_time_comparison_test": "_person_time",
    "person_time_difference": "_person_time",
    "person_time_rate": "_person_time",
    "person_time_ratio": "_person_time",
    "person_time_test": "_person_time",
    "power": "_design",
    "proportion": "_rates",
    "proportion_test": "_rates",
    "rate_difference": "_comparisons",
    "relative_likelihood": "_comparisons",
    "representation": "_pairs",
    "residuals": "_groups",
    "sample_size": "_design",
    "segregation": "_gaps",
    "shares": "_groups",
    "shortfall": "_gaps",
    "significance": "_significance",
    "slope_index": "_bands",
    "smallest_detectable_ratio": "_design",
    "smallest_equivalence_margin": "_design",
    "standardised_rate": "_person_time",
    "stratified": "_strata",
    "stratified_homogeneity": "_strata",
    "stratified_test": "_strata",
    "trend": "_bands",
    "trend_slope": "_bands",
    "verdict": "_verdict",
}

__all__ = [
    "Association",
    "Attainable",
    "BenchmarkResult",
    "Change",
    "Composition",
    "CountTable",
    "Decomposition",
    "DetectableRatio",
    "EValue",
    "EquitableError",
    "EquitableWarning",
    "EquivalenceResult",
    "Estimate",
    "FinitePopulationComparison",
    "Fragility",
    "FunnelLimits",
    "GroupTest",
    "Inequality",
    "Interval",
    "InvalidInput",
    "LinearByLinear",
    "Marascuilo",
    "MissingDependency",
    "PairedEstimate",
    "PairedTest",
    "Pairwise",
    "PersonTimeEstimate",
    "PersonTimeTest",
    "Policies",
    "Power",
    "Representation",
    "Residuals",
    "SampleEstimate",
    "SampleSize",
    "Segregation",
    "Shares",
    "Shortfall",
    "SlopeIndex",
    "StandardisedRate",
    "Stratified",
    "TestResult",
    "TrendSlope",
    "Verdict",
    "__version__",
    "adjust_pvalues",
    "association",
    "attainable_pvalue",
    "benchmark",
    "change",
    "cohen_h",
    "composition",
    "conditional_odds_ratio",
    "count",
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
    "wres",
]


def __getattr__(name: str) -> Any:
    if name == "wres":
        return importlib.import_module(".wres", __name__)
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = found  # the next look-up finds it without this function
    return found


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
