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
    from ._pairs import benchmark, finite_population_comparison, representation
    from ._rates import finite_population, proportion, proportion_test
    from ._significance import attainable_pvalue, equivalence, fragility, noninferiority, significance
    from ._verdict import verdict
    from .results import (
        Attainable,
        BenchmarkResult,
        DetectableRatio,
        EValue,
        EquivalenceResult,
        Estimate,
        FinitePopulationComparison,
        Fragility,
        Interval,
        Policies,
        Power,
        Representation,
        SampleEstimate,
        SampleSize,
        TestResult,
        Verdict,
    )

# Where each name lives: its module is loaded when the name is first asked for. No module may have the name of a function.
_HOMES = {
    "Attainable": "results",
    "BenchmarkResult": "results",
    "CountTable": "_counting",
    "DetectableRatio": "results",
    "EValue": "results",
    "EquivalenceResult": "results",
    "Estimate": "results",
    "FinitePopulationComparison": "results",
    "Fragility": "results",
    "Interval": "results",
    "Policies": "results",
    "Power": "results",
    "Representation": "results",
    "SampleEstimate": "results",
    "SampleSize": "results",
    "TestResult": "results",
    "Verdict": "results",
    "attainable_pvalue": "_significance",
    "benchmark": "_pairs",
    "cohen_h": "_design",
    "conditional_odds_ratio": "_comparisons",
    "count": "_counting",
    "e_value": "_comparisons",
    "equivalence": "_significance",
    "equivalence_power": "_design",
    "equivalence_sample_size": "_design",
    "finite_population": "_rates",
    "finite_population_comparison": "_pairs",
    "fragility": "_significance",
    "noninferiority": "_significance",
    "odds_ratio": "_comparisons",
    "power": "_design",
    "proportion": "_rates",
    "proportion_test": "_rates",
    "rate_difference": "_comparisons",
    "relative_likelihood": "_comparisons",
    "representation": "_pairs",
    "sample_size": "_design",
    "significance": "_significance",
    "smallest_detectable_ratio": "_design",
    "smallest_equivalence_margin": "_design",
    "verdict": "_verdict",
}

__all__ = [
    "Attainable",
    "BenchmarkResult",
    "CountTable",
    "DetectableRatio",
    "EValue",
    "EquitableError",
    "EquitableWarning",
    "EquivalenceResult",
    "Estimate",
    "FinitePopulationComparison",
    "Fragility",
    "Interval",
    "InvalidInput",
    "MissingDependency",
    "Policies",
    "Power",
    "Representation",
    "SampleEstimate",
    "SampleSize",
    "TestResult",
    "Verdict",
    "__version__",
    "attainable_pvalue",
    "benchmark",
    "cohen_h",
    "conditional_odds_ratio",
    "count",
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
