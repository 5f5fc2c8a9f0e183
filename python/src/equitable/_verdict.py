"""The verdict on a group beside its reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._reading import STATUS, answers, bounds, frozen, real, status_of, threads_of
from .errors import InvalidInput
from .results.base import Interval
from .results.verdict import Verdict

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["verdict"]

_STATE = _core.state_names
_GRADE = _core.grade_names


def _word(words: Sequence[str], code: Any) -> Any:
    return frozen(np.array(words)[code]) if isinstance(code, np.ndarray) else words[code]


def verdict(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Verdict:
    """What may be said of a group beside its reference: a state and a grade, computed from the counts.

    ===============  ==============  =========================================================================
    state            grade           what the numbers show
    ===============  ==============  =========================================================================
    higher, lower    substantial     a difference clearly beyond the margin
    higher, lower    material        a difference; the best estimate lies beyond the margin
    higher, lower    slight          a difference, perhaps within the margin
    similar          detectable      a small difference that lies within the margin
    similar          equivalent      alike within the margin; only this grade may say so
    inconclusive     untestable      too few people for any conclusion
    inconclusive     suggestive      the best estimate lies beyond the margin, but it could be chance
    inconclusive     unclear         neither a difference nor similarity is shown
    not_assessable   none            a group without people
    ===============  ==============  =========================================================================

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    margin : (float, float)
        The ratios taken as alike, 0 < lower < 1 < upper; both ends belong to it.
    confidence_level : float
        Above 0.5 and below 1, for instance 0.95.
    threads : int
        For columns; the answer is the same for any number of them.

    Returns
    -------
    Verdict
        With ``state``, ``grade``, ``ratio``, ``interval``, ``equivalence_interval``, ``pvalue``, and, worked out when asked for, ``fragility``,
        ``complement``, ``policies`` and ``sentence()``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; the margin does not
        hold 1.

    Notes
    -----
    "higher" means that the group's rate is the higher one, whatever is good or bad about the outcome. Not for paired data; for a part of a whole
    compare with the rest: `representation` and its ``verdict()``.
    Sources: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226; Schuirmann DJ (1987), Journal of Pharmacokinetics and
    Biopharmaceutics 15, 657-680.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.verdict(596, 3842, 207, 2386)
    Higher (substantial): relative likelihood 1.79 (95% interval 1.54 to 2.08, p < 0.001), 596 of 3,842 against 207 of 2,386.
    >>> finding = eq.verdict([117, 21], [488, 56], [460, 26], [1991, 113])
    >>> finding.grade.tolist(), finding.fragility.tolist()
    (['equivalent', 'material'], [6, 1])
    """
    if type(events) is type(total) is type(reference_events) is type(reference_total) is int and type(margin) is tuple:
        try:
            state, grade, ratio, lower, upper, low, high, statistic, pvalue, status = _core.verdict_one(
                events, total, reference_events, reference_total, *margin, confidence_level
            )
            return Verdict(
                _STATE[state],
                _GRADE[grade],
                ratio,
                Interval(lower, upper),
                Interval(low, high),
                statistic,
                pvalue,
                margin,
                confidence_level,
                STATUS[status],
                events,
                total,
                reference_events,
                reference_total,
            )
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    where = "verdict"
    low, high = bounds(where, margin)
    level = real(where, "confidence_level", confidence_level)
    counts, answer = answers(
        where,
        "verdict",
        {"events": events, "total": total, "reference_events": reference_events, "reference_total": reference_total},
        (low, high, level),
        threads=threads_of(where, threads),
    )
    state, grade, ratio, lower, upper, narrow_lower, narrow_upper, statistic, pvalue, status = answer
    return Verdict(
        _word(_STATE, state),
        _word(_GRADE, grade),
        ratio,
        Interval(lower, upper),
        Interval(narrow_lower, narrow_upper),
        statistic,
        pvalue,
        (low, high),
        level,
        status_of(status),
        *counts,
    )
