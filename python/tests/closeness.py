"""When two results say the same: exactly but for the last bit of their numbers.

Columns and single counts give the same doubles; some limits end in a step that is rounded once, and may be the double beside.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["alike"]


def alike(one: Any, other: Any) -> bool:
    """Whether two results are of one kind, alike in every field and part."""
    if type(one) is not type(other):
        return False
    return all(_near(name, getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__)


def _near(name: str, mine: Any, theirs: Any) -> bool:
    if hasattr(mine, "__dataclass_fields__"):
        return alike(mine, theirs)
    if isinstance(mine, np.ndarray):
        if mine.shape != theirs.shape or mine.dtype.kind != "f":
            return bool(np.array_equal(mine, theirs))
        return all(_near(name, a, b) for a, b in zip(mine.reshape(-1).tolist(), theirs.reshape(-1).tolist(), strict=True))
    if isinstance(mine, float) and isinstance(theirs, float):
        if math.isnan(mine) or math.isnan(theirs):
            return math.isnan(mine) and math.isnan(theirs)
        # A limit near 0 is the difference of rates, which have no more bits; a small p keeps them all.
        return math.isclose(mine, theirs, rel_tol=0.0 if "pvalue" in name else 2.3e-16, abs_tol=0.0 if "pvalue" in name else 2.3e-16)
    return bool(mine == theirs)
