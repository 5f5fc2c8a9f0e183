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

from .api import equivalence, proportion, rate_difference, relative_likelihood, representation, significance, verdict
from .count import CountTable, count
from .errors import EquitableError, EquitableWarning, InvalidInput, MissingDependency
from .results import Estimate, Interval, Policies, Representation, TestResult, Verdict

if TYPE_CHECKING:
    from . import wres

__all__ = [
    "CountTable",
    "EquitableError",
    "EquitableWarning",
    "Estimate",
    "Interval",
    "InvalidInput",
    "MissingDependency",
    "Policies",
    "Representation",
    "TestResult",
    "Verdict",
    "__version__",
    "count",
    "equivalence",
    "proportion",
    "rate_difference",
    "relative_likelihood",
    "representation",
    "significance",
    "verdict",
    "wres",
]


def __getattr__(name: str) -> Any:
    if name == "wres":  # loaded when it is first asked for
        return importlib.import_module(".wres", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
