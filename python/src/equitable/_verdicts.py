"""Verdicts on several groups at once, and over strata: the words of one comparison where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._groups import ADJUSTMENT_ALIASES, AGAINST, chosen, pair_sides
from ._lists import called, count_lists, named_by_numbers, names_of, place_of, several
from ._reading import STATUS, bounds, choice, frozen, real, status_of
from .results.base import Interval
from .results.verdicts import FamilyVerdicts, PooledVerdict

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["pooled_verdict", "verdicts"]

_STATES = np.array(_core.state_names)
_GRADES = np.array(_core.grade_names)


def verdicts(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    against: str = "reference",
    reference: int | str = 0,
    groups: Sequence[str] | None = None,
    adjust: str = "holm",
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float = 0.95,
) -> FamilyVerdicts:
    """What may be said of several groups, none of it owed to the number of comparisons.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals.
    against : {"reference", "rest", "all"}
        Every group against one of them, against all others together, or all pairs.
    reference : int or str
        The group to compare with, by its place from 0 or by its name; the first unless told.
    groups : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    adjust : str
        The adjustment of the p-values, as in `adjust_pvalues`.
    margin : (float, float)
        The ratios taken as alike, as in `verdict`.
    confidence_level : float
        Above 0.5 and below 1: of the whole family.

    Returns
    -------
    FamilyVerdicts
        One row a comparison, with the verdict that stands in the family (``state``, ``grade``) and the one it would have had alone. A difference
        is significant when its adjusted p-value is; "substantial", "similar" and "equivalent" rest on intervals that hold all at once.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; a name stands twice; the reference is no group; an option is not known.

    Notes
    -----
    Choose the family before looking. For a pay band in its workforce choose ``against="rest"``. Sources: Holm S (1979), Scandinavian Journal of
    Statistics 6, 65-70; Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.verdicts([596, 207, 44], [3842, 2386, 390], groups=["White", "Asian", "Black"], reference="White")
    >>> found[1]
    Black against White: lower (material), relative likelihood 0.73, p = 0.026 adjusted by holm, 44 of 390 against 596 of 3,842.
    """
    where = "verdicts"
    family = AGAINST[choice(where, "against", against, tuple(AGAINST))]
    adjust = chosen(where, "adjust", adjust, _core.adjustment_methods, ADJUSTMENT_ALIASES)
    low, high = bounds(where, margin)
    level = real(where, "confidence_level", confidence_level)
    x, n = count_lists(where, events=events, totals=totals)
    names = names_of(where, "groups", groups, x.size, events, totals)
    numbers = named_by_numbers(groups, events, totals)
    place = place_of(where, "reference", reference, names.tolist(), numbers=numbers) if family == "against_reference" else 0
    columns, said = called(where, "family_verdicts", x, n, family, place, adjust, low, high, level)
    several(where, x)
    first, second, state, grade, alone, grade_alone, ratio, lower, upper, wide_lower, wide_upper, statistic, pvalue, adjusted, status = columns
    return FamilyVerdicts(
        **pair_sides(x, n, names, first, second),
        state=frozen(_STATES[state]),
        grade=frozen(_GRADES[grade]),
        state_alone=frozen(_STATES[alone]),
        grade_alone=frozen(_GRADES[grade_alone]),
        ratio=frozen(ratio),
        interval=Interval(frozen(lower), frozen(upper)),
        simultaneous_interval=Interval(frozen(wide_lower), frozen(wide_upper)),
        statistic=frozen(statistic),
        pvalue=frozen(pvalue),
        pvalue_adjusted=frozen(adjusted),
        adjust=adjust,
        family=said,
        margin=(low, high),
        confidence_level=level,
        status=status_of(status),
    )


def pooled_verdict(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    *,
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float = 0.95,
) -> PooledVerdict:
    """What may be said of a group beside its reference when like is compared with like: within directorates, bands, years.

    Parameters
    ----------
    events, totals : list of int
        The group in each stratum: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : list of int
        The reference in each stratum, likewise.
    margin : (float, float)
        The ratios taken as alike, as in `verdict`.
    confidence_level : float
        Above 0.5 and below 1.

    Returns
    -------
    PooledVerdict
        The state and grade of `verdict`, on the ratio common to all strata. ``strata_differ`` says that the strata tell different stories: then read
        each by itself.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; the margin does not hold 1; the level is not above 0.5.

    Notes
    -----
    The strata must be fixed before anybody is compared; see `stratified`, which has every number behind this. Sources: Mantel N, Haenszel W (1959),
    Journal of the National Cancer Institute 22, 719-748; Laud PJ (2017), Pharmaceutical Statistics 16, 334-348.

    Examples
    --------
    >>> import equitable as eq
    >>> years = eq.pooled_verdict([117, 102, 126, 139], [488, 435, 516, 571], [460, 429, 487, 488], [1991, 1876, 2183, 2237])
    >>> years
    Similar (equivalent): relative likelihood within 4 strata 1.07 (95% interval 0.98 to 1.17, p = 0.127).
    """
    where = "pooled_verdict"
    low, high = bounds(where, margin)
    level = real(where, "confidence_level", confidence_level)
    given: dict[str, Any] = {
        "events": events,
        "totals": totals,
        "reference_events": reference_events,
        "reference_totals": reference_totals,
    }
    counts = count_lists(where, **given)
    without = (counts[1] == 0) | (counts[3] == 0)
    state, grade, ratio, lower, upper, narrow_lower, narrow_upper, statistic, pvalue, alike, alike_status, differ, strata, status = called(
        where, where, *counts, low, high, level
    )
    return PooledVerdict(
        _core.state_names[state],
        _core.grade_names[grade],
        ratio,
        Interval(lower, upper),
        Interval(narrow_lower, narrow_upper),
        statistic,
        pvalue,
        alike,
        STATUS[alike_status],
        differ,
        strata,
        int(without.sum()),
        int((counts[1] + counts[3])[without].sum()),
        (low, high),
        level,
        STATUS[status],
        counts,
    )
