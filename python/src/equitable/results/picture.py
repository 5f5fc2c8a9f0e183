"""What a result has to show in a picture, said by the result and drawn by ``equitable.plot``; nothing here draws.

Most pictures are rows on one axis: every kind of result says by ``_axis()`` how its numbers are shown and by ``_entries()`` what the rows of a single
result are, as ``_line()`` says what it reads like. A funnel and the path to a target have a shape of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

__all__ = [
    "MOST_ROWS",
    "Axis",
    "Entry",
    "FunnelPicture",
    "PathPicture",
    "RowsPicture",
    "differences",
    "forest",
    "numbers",
    "people",
    "ratios",
    "shares",
    "strata_of",
]

MOST_ROWS = 60


class Axis(NamedTuple):
    """How the numbers of a picture are shown: what they are, their unit and decimals, and the value at which nothing differs."""

    label: str
    factor: float = 1.0
    decimals: int = 2
    unit: str = ""
    nothing: float | None = None
    signed: bool = False
    logarithmic: bool = False


def ratios(label: str) -> Axis:
    """Ratios on a logarithmic axis round 1."""
    return Axis(label, nothing=1.0, logarithmic=True)


def shares(label: str) -> Axis:
    """Rates and shares in percent."""
    return Axis(label, factor=100.0, decimals=1, unit="%")


def differences(label: str) -> Axis:
    """Differences of rates in percentage points round 0."""
    return Axis(label, factor=100.0, decimals=1, nothing=0.0, signed=True)


def people(label: str) -> Axis:
    """Numbers of people round 0."""
    return Axis(label, decimals=1, nothing=0.0)


def numbers(label: str, *, nothing: float | None = None, decimals: int = 2) -> Axis:
    """Numbers of any kind."""
    return Axis(label, decimals=decimals, nothing=nothing)


class Entry(NamedTuple):
    """One row: a name and an estimate, with its interval where it has one.

    ``start`` draws a bar from there to the estimate, ``beside`` a ring for a second number that the estimate is to be compared with. A ``heading`` has a
    name alone; a ``fixed`` name is part of the picture and not the caller's to choose; a ``summary`` of the other rows is a diamond. A row without an
    estimate that has limits shows these.
    """

    label: str
    value: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    detail: str = ""
    state: str = ""
    grade: str = ""
    start: float | None = None
    beside: float | None = None
    fixed: bool = False
    summary: bool = False
    heading: bool = False


class RowsPicture(NamedTuple):
    """Rows on one axis. ``notes`` are sentences for the alternative text, ``band`` is the range taken as alike, ``rings`` says what the rings are."""

    axis: Axis
    entries: Sequence[Entry]
    level: Any = None
    notes: Sequence[str] = ()
    band: tuple[float, float] | None = None
    rings: str = ""


def forest(rows: Iterable[Entry], count: int, together: Sequence[Entry]) -> list[Entry]:
    """The estimates of so many strata or organisations, and what they come to; of too many only that."""
    if count > MOST_ROWS - len(together) - 1:
        return list(together)
    return [*rows, Entry("Together", heading=True), *together]


def strata_of(estimate: Any) -> Iterator[Entry]:
    """The rows of an estimate for each stratum."""
    return (Entry(f"stratum {place}", one.value, one.lower, one.upper, one._counts()) for place, one in enumerate(estimate._each(), 1))


class FunnelPicture(NamedTuple):
    """Organisations over their size, within curves: for every size of ``at`` the limits of both funnels, inner lower and upper, outer lower and upper.

    ``distances`` are those from the target in standard errors: the furthest are named first. An inner level without a name is not drawn.
    """

    axis: Axis
    size_label: str
    target: float
    levels: tuple[str, str]
    at: Any
    curves: tuple[Any, Any, Any, Any]
    names: Sequence[str] = ()
    sizes: Any = ()
    values: Any = ()
    positions: Sequence[str] = ()
    distances: Sequence[float] = ()
    notes: Sequence[str] = ()


class PathPicture(NamedTuple):
    """A share from today (period 0) on: what is expected, between which limits it lies, and what it is to reach."""

    axis: Axis
    expected: Sequence[float]
    lower: Sequence[float]
    upper: Sequence[float]
    target: float
    level: float
    chances: Sequence[float]
