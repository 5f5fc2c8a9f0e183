"""Recruitment in stages, and what people of unknown ethnicity could make of a ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._lists import called, count_lists, names_of, place_of
from ._reading import answers, bounds, choice, frozen, real, refuse, refuse_other_labels, status_of
from .errors import InvalidInput
from .results.estimate import Estimate
from .results.stages import AllocationBounds, Stages, UnknownShare
from .results.test import TestResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

__all__ = ["allocation_bounds", "stages"]

_METHOD = "miettinen_nurminen"


def _word(words: Sequence[str], code: Any) -> Any:
    return frozen(np.array(words)[code]) if isinstance(code, np.ndarray) else words[code]


def _ratio(found: tuple[Any, ...], level: float, counts: Mapping[str, Any]) -> Estimate:
    value, lower, upper, status = (frozen(part) if isinstance(part, np.ndarray) else part for part in found)
    return Estimate(value, lower, upper, level, _METHOD, status_of(status), "relative_likelihood", **counts)


def _unknown(found: tuple[Any, ...]) -> UnknownShare:
    *numbers, status, trend = found
    before, after, change, statistic, pvalue = (frozen(part) if isinstance(part, np.ndarray) else part for part in numbers)
    return UnknownShare(before, after, change, statistic, pvalue, status_of(status), _word(_core.missing_trends, trend))


def stages(
    group: ArrayLike,
    reference: ArrayLike,
    unknown: ArrayLike | None = None,
    *,
    names: Sequence[str] | None = None,
    confidence_level: float = 0.95,
) -> Stages:
    """Recruitment in stages (applied, shortlisted, appointed): where a difference arises, and whether the unknown grow.

    Parameters
    ----------
    group, reference : list of int
        The people of each who reached every stage, the first stage first: never more than at the stage before.
    unknown : list of int, optional
        Those whose ethnicity is not known, likewise; nobody unless told.
    names : list of str, optional
        The stages' names; the numbers from 1 where none are given.
    confidence_level : float
        Strictly between 0 and 1. A share of unknown that grows or shrinks is marked where p < 1 − level.

    Returns
    -------
    Stages
        One row for every stage after the first: the relative likelihood among those who reached the stage before (``conditional``) and among
        all who entered (``cumulative``), which is the product of the conditional ones. ``bounds()`` says what the unknown could make of it.

    Raises
    ------
    InvalidInput
        There are fewer than two stages; a count is not what it must be, or is above that of the stage before; the lengths differ.

    Notes
    -----
    The p-values are raw: with many stages put them through `adjust_pvalues`. For people, not for applications: a person with ten applications is not
    ten. Sources: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226; Campbell I (2007), Statistics in Medicine 26, 3661-3675.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.stages([1200, 300, 60], [3000, 900, 240], [50, 20, 9], names=["applied", "shortlisted", "appointed"])
    >>> found.conditional.value.round(3).tolist(), found.cumulative.value.round(3).tolist()
    ([0.833, 0.75], [0.833, 0.625])
    >>> found.unknown_overall.trend
    'grows'
    """
    where = "stages"
    level = real(where, "confidence_level", confidence_level)
    given = {"group": group, "reference": reference}
    x, y, *rest = count_lists(where, **given, **({} if unknown is None else {"unknown": unknown}))
    z = rest[0] if rest else np.zeros(x.size, dtype=np.int64)
    if x.size < 2:
        raise refuse(where, "the number of stages", x.size, "at least 2")
    for name, column in (("group", x), ("reference", y), ("unknown", z)):
        for place, (value, before) in enumerate(zip(column.tolist(), [*column[:1].tolist(), *column[:-1].tolist()], strict=True)):
            if value < 0:
                raise refuse(where, f"{name}[{place}]", value, "0 or more")
            if value > before:
                raise refuse(where, f"{name}[{place}]", value, f"at most that of the stage before, which is {before}")
    refuse_other_labels(where, {**given, "names": names})
    labels = names_of(where, "names", names, x.size)
    found, overall = called(where, where, x, y, z, level)
    since = {"events": x[1:], "total": x[:-1], "reference_events": y[1:], "reference_total": y[:-1]}
    entered = since | {"total": frozen(np.full(x.size - 1, x[0])), "reference_total": frozen(np.full(x.size - 1, y[0]))}

    def tested(part: tuple[Any, ...], counts: Mapping[str, Any]) -> TestResult:
        return TestResult(frozen(part[0]), frozen(part[1]), "n_minus_1_chi2", "two-sided", status_of(part[2]), **counts)

    conditional = _ratio(found[0:4], level, since)
    return Stages(
        stage=labels[1:],
        before=labels[:-1],
        conditional=conditional,
        conditional_test=tested(found[4:7], since),
        cumulative=_ratio(found[7:11], level, entered),
        cumulative_test=tested(found[11:14], entered),
        unknown=_unknown(found[14:]),
        unknown_overall=_unknown(overall),
        people=tuple(zip(x.tolist(), y.tolist(), z.tolist(), strict=True)),
        names=tuple(labels.tolist()),
        confidence_level=level,
        status=conditional.status,
    )


def bounds_between(found: Stages, start: int | str, end: int | str, margin: tuple[float, float]) -> AllocationBounds:
    """The bounds from one stage to a later one."""
    where, size = "bounds", len(found.names)

    def place(name: str, value: int | str) -> int:
        back = isinstance(value, int) and not isinstance(value, bool) and -size <= value < 0
        return place_of(where, name, value + size if back and isinstance(value, int) else value, found.names, "stages")

    first, last = place("start", start), place("end", end)
    if first >= last:
        raise refuse(where, "start", repr(start), f"a stage before {found.names[last]!r}")
    (x1, y1, z1), (x2, y2, z2) = found.people[first], found.people[last]
    return allocation_bounds(x2, x1, y2, y1, z2, z1, margin=margin, confidence_level=found.confidence_level)


_ALLOCATED = ("events", "total", "reference_events", "reference_total")


def allocation_bounds(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    unknown_events: ArrayLike,
    unknown_total: ArrayLike,
    *,
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float = 0.95,
) -> AllocationBounds:
    """The relative likelihoods that people of unknown ethnicity could have made, and how many of them would overturn the verdict.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total.
    reference_events, reference_total : int or array of int
        The reference, likewise.
    unknown_events, unknown_total : int or array of int
        Those who belong to one of the two, it is not known to which, likewise. All six are broadcast together.
    margin : (float, float)
        The ratios taken as alike, for the verdict that is to be overturned.
    confidence_level : float
        Above 0.5 and below 1.

    Returns
    -------
    AllocationBounds
        The ratio without the unknown, the smallest and the largest over all ways to allocate them, with limits, and ``people``: the least number
        of the unknown, all pushing the ratio one way, with whom the verdict's state is another one.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the shapes do not fit; the margin does not hold 1.

    Notes
    -----
    A worst case, not a likelihood: wide bounds do not make a difference less likely, they say how little the data alone can exclude. A third group
    that the unknown might belong to does not widen the bounds. Sources: Manski CF (1989), Journal of Human Resources 24, 343-360; Horowitz JL,
    Manski CF (2000), Journal of the American Statistical Association 95, 77-84.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.allocation_bounds(60, 1200, 240, 3000, 30, 400)
    Relative likelihood 0.63 without the 400 of unknown ethnicity, 0.43 to 1.03 over all ways to allocate them (95% limits 0.33 to 1.30); \
16 of them would turn the verdict 'lower' into 'inconclusive': 60 of 1,200 against 240 of 3,000, unknown 30 of 400.
    """
    where = "allocation_bounds"
    low, high = bounds(where, margin)
    level = real(where, "confidence_level", confidence_level)
    given = {
        "events": events,
        "total": total,
        "reference_events": reference_events,
        "reference_total": reference_total,
        "unknown_events": unknown_events,
        "unknown_total": unknown_total,
    }
    values, fragile = answers(where, "unknowns_to_change_state", given, (low, high, level))
    _, found = answers(where, where, given, (level,))
    people, _, _, _, _, before, after, people_status = fragile
    if isinstance(people, np.ndarray):
        numbers = people.astype(object)
        numbers[people < 0] = None
        people = frozen(numbers)
    elif people < 0:
        people = None

    def allocated(part: tuple[Any, ...], table: tuple[Any, ...]) -> Estimate:
        return _ratio(part, level, dict(zip(_ALLOCATED, table, strict=True)))

    return AllocationBounds(
        known=allocated(found[0:4], values[:4]),
        lowest=allocated(found[4:8], found[12:16]),
        highest=allocated(found[8:12], found[16:20]),
        unknown_events=values[4],
        unknown_total=values[5],
        people=people,
        state=_word(_core.state_names, before),
        state_after=_word(_core.state_names, after),
        margin=(low, high),
        confidence_level=level,
        status=status_of(found[20]),
        people_status=status_of(people_status),
    )
