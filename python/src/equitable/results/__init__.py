"""What the functions give back: frozen results that read as a sentence, as a small table and as a tidy frame.

A result of single counts holds plain numbers; a result of arrays holds arrays of one shape, read-only, and ``result[i]`` is the result
of row ``i``. It has its own copies of the counts it was given, but for columns of int64 with more than 65,536 rows: of these it keeps read-only
views, so do not change such an array in place afterwards. The fields have the names of the arguments and of the columns. ``status`` says why a number is missing or infinite:

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
    from .bands import LinearByLinear, SlopeIndex, TrendSlope
    from .base import Interval, Part, Result
    from .estimate import Estimate, SampleEstimate
    from .families import LetterDisplay, SimultaneousRatios, TreeAdjustment
    from .frames import arrow_stream, frame
    from .gaps import Bootstrap, Change, Decomposition, Inequality, Segregation, Shortfall
    from .groups import Association, GroupTest, Marascuilo, Pairwise, Residuals
    from .many import Many
    from .organisations import Funnel, MetaAnalysis, PercentileRank, Shrinkage
    from .pairs import BenchmarkResult, FinitePopulationComparison, Representation
    from .person_time import (
        FunnelLimits,
        Overdispersion,
        PairedEstimate,
        PairedTest,
        PersonTimeEstimate,
        PersonTimeTest,
        StandardisedRate,
    )
    from .planning import Attainable, DetectableRatio, EquivalenceMargin, EValue, Fragility, Power, SampleSize
    from .shares import Composition, Shares
    from .stages import AllocationBounds, Stages, UnknownShare
    from .standardised import IndirectlyStandardised, Standardised
    from .strata import Stratified
    from .test import EquivalenceResult, TestResult
    from .time import ChangeVerdict, OverlappingChange, Target
    from .verdict import Policies, Verdict
    from .verdicts import FamilyVerdicts, PooledVerdict

_HOMES = {
    "AllocationBounds": "stages",
    "Association": "groups",
    "Attainable": "planning",
    "BenchmarkResult": "pairs",
    "Bootstrap": "gaps",
    "Change": "gaps",
    "ChangeVerdict": "time",
    "Composition": "shares",
    "Decomposition": "gaps",
    "DetectableRatio": "planning",
    "EValue": "planning",
    "EquivalenceMargin": "planning",
    "EquivalenceResult": "test",
    "Estimate": "estimate",
    "FamilyVerdicts": "verdicts",
    "FinitePopulationComparison": "pairs",
    "Fragility": "planning",
    "Funnel": "organisations",
    "FunnelLimits": "person_time",
    "GroupTest": "groups",
    "IndirectlyStandardised": "standardised",
    "Inequality": "gaps",
    "Interval": "base",
    "LetterDisplay": "families",
    "LinearByLinear": "bands",
    "Many": "many",
    "Marascuilo": "groups",
    "MetaAnalysis": "organisations",
    "Overdispersion": "person_time",
    "OverlappingChange": "time",
    "PairedEstimate": "person_time",
    "PairedTest": "person_time",
    "Pairwise": "groups",
    "Part": "base",
    "PercentileRank": "organisations",
    "PersonTimeEstimate": "person_time",
    "PersonTimeTest": "person_time",
    "Policies": "verdict",
    "PooledVerdict": "verdicts",
    "Power": "planning",
    "Representation": "pairs",
    "Residuals": "groups",
    "Result": "base",
    "SampleEstimate": "estimate",
    "SampleSize": "planning",
    "Segregation": "gaps",
    "Shares": "shares",
    "Shortfall": "gaps",
    "Shrinkage": "organisations",
    "SimultaneousRatios": "families",
    "SlopeIndex": "bands",
    "Stages": "stages",
    "Standardised": "standardised",
    "StandardisedRate": "person_time",
    "Stratified": "strata",
    "Target": "time",
    "TestResult": "test",
    "TreeAdjustment": "families",
    "TrendSlope": "bands",
    "UnknownShare": "stages",
    "Verdict": "verdict",
    "arrow_stream": "frames",
    "frame": "frames",
}

__all__ = [
    "AllocationBounds",
    "Association",
    "Attainable",
    "BenchmarkResult",
    "Bootstrap",
    "Change",
    "ChangeVerdict",
    "Composition",
    "Decomposition",
    "DetectableRatio",
    "EValue",
    "EquivalenceMargin",
    "EquivalenceResult",
    "Estimate",
    "FamilyVerdicts",
    "FinitePopulationComparison",
    "Fragility",
    "Funnel",
    "FunnelLimits",
    "GroupTest",
    "IndirectlyStandardised",
    "Inequality",
    "Interval",
    "LetterDisplay",
    "LinearByLinear",
    "Many",
    "Marascuilo",
    "MetaAnalysis",
    "Overdispersion",
    "OverlappingChange",
    "PairedEstimate",
    "PairedTest",
    "Pairwise",
    "Part",
    "PercentileRank",
    "PersonTimeEstimate",
    "PersonTimeTest",
    "Policies",
    "PooledVerdict",
    "Power",
    "Representation",
    "Residuals",
    "Result",
    "SampleEstimate",
    "SampleSize",
    "Segregation",
    "Shares",
    "Shortfall",
    "Shrinkage",
    "SimultaneousRatios",
    "SlopeIndex",
    "Stages",
    "Standardised",
    "StandardisedRate",
    "Stratified",
    "Target",
    "TestResult",
    "TreeAdjustment",
    "TrendSlope",
    "UnknownShare",
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
