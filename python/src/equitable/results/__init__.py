"""What the functions give back: frozen results that read as a sentence, as a small table and as a tidy frame.

A result of single counts holds plain numbers; a result of arrays holds arrays of one shape, read-only, and ``result[i]`` is the result
of row ``i``. The fields have the names of the arguments and of the columns. ``status`` says why a number is missing or infinite:

``ok``
    every number is finite and defined
``unbounded``
    the estimate or a limit is rightly infinite (a reference rate of 0)
``undefined``
    there is no value (0 of 0, a method that breaks down at a zero); NaN stands there
``no_information``
    a test without evidence either way: nobody, or everybody, had the outcome
``too_large``
    an exact method with a stated limit on its size, and counts beyond it; the text says what to use instead
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .base import Interval, Part, Result
    from .estimate import Estimate, SampleEstimate
    from .frames import arrow_stream, frame
    from .gaps import Change, Decomposition, Inequality, Segregation, Shortfall
    from .groups import (
        Association,
        Composition,
        GroupTest,
        LinearByLinear,
        Marascuilo,
        Pairwise,
        Residuals,
        Shares,
        SlopeIndex,
        Stratified,
        TrendSlope,
    )
    from .pairs import BenchmarkResult, FinitePopulationComparison, Representation
    from .person_time import FunnelLimits, PairedEstimate, PairedTest, PersonTimeEstimate, PersonTimeTest, StandardisedRate
    from .planning import Attainable, DetectableRatio, EValue, Fragility, Power, SampleSize
    from .test import EquivalenceResult, TestResult
    from .verdict import Policies, Verdict

_HOMES = {
    "Association": "groups",
    "Attainable": "planning",
    "BenchmarkResult": "pairs",
    "Change": "gaps",
    "Composition": "groups",
    "Decomposition": "gaps",
    "DetectableRatio": "planning",
    "EValue": "planning",
    "EquivalenceResult": "test",
    "Estimate": "estimate",
    "FinitePopulationComparison": "pairs",
    "Fragility": "planning",
    "FunnelLimits": "person_time",
    "GroupTest": "groups",
    "Inequality": "gaps",
    "Interval": "base",
    "LinearByLinear": "groups",
    "Marascuilo": "groups",
    "PairedEstimate": "person_time",
    "PairedTest": "person_time",
    "Pairwise": "groups",
    "Part": "base",
    "PersonTimeEstimate": "person_time",
    "PersonTimeTest": "person_time",
    "Policies": "verdict",
    "Power": "planning",
    "Representation": "pairs",
    "Residuals": "groups",
    "Result": "base",
    "SampleEstimate": "estimate",
    "SampleSize": "planning",
    "Segregation": "gaps",
    "Shares": "groups",
    "Shortfall": "gaps",
    "SlopeIndex": "groups",
    "StandardisedRate": "person_time",
    "Stratified": "groups",
    "TestResult": "test",
    "TrendSlope": "groups",
    "Verdict": "verdict",
    "arrow_stream": "frames",
    "frame": "frames",
}

__all__ = [
    "Association",
    "Attainable",
    "BenchmarkResult",
    "Change",
    "Composition",
    "Decomposition",
    "DetectableRatio",
    "EValue",
    "EquivalenceResult",
    "Estimate",
    "FinitePopulationComparison",
    "Fragility",
    "FunnelLimits",
    "GroupTest",
    "Inequality",
    "Interval",
    "LinearByLinear",
    "Marascuilo",
    "PairedEstimate",
    "PairedTest",
    "Pairwise",
    "Part",
    "PersonTimeEstimate",
    "PersonTimeTest",
    "Policies",
    "Power",
    "Representation",
    "Residuals",
    "Result",
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
    "arrow_stream",
    "frame",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
