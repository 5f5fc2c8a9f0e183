"""Rates made comparable by giving every group the same make-up of strata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._lists import called, count_lists, number_list
from ._person_time import PERSON_TIME_RATE_ALIASES
from ._reading import STATUS, choice, frozen, named, real, refuse
from .results.standardised import IndirectlyStandardised, Standardised

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["standardise", "standardise_indirectly"]


def _four(where: str, *given: Any) -> tuple[np.ndarray[Any, Any], ...]:
    names = ("events", "totals", "reference_events", "reference_totals")
    return count_lists(where, **dict(zip(names, given, strict=True)))


def _rate(x: np.ndarray[Any, Any], n: np.ndarray[Any, Any]) -> float:
    people = int(n.sum())
    return int(x.sum()) / people if people else float("nan")


def standardise(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    *,
    standard: ArrayLike | None = None,
    method: str = "mover_wilson",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
) -> Standardised:
    """The rates of two groups as they would be with the same make-up of strata, their difference and their ratio.

    Parameters
    ----------
    events, totals : list of int
        The group in each stratum: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : list of int
        The reference in each stratum, likewise.
    standard : list of float, optional
        The standard population in each stratum, or any weights in that proportion; the people of both groups together unless told.
    method : {"mover_wilson", "normal"}
        The intervals: Wilson's of the strata, combined; or the normal distribution, which needs many events everywhere.
    confidence_level : float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.

    Returns
    -------
    Standardised
        Four rows in a frame: both rates, difference and ratio. Where a group has nobody in a stratum of the standard there is no value.

    Raises
    ------
    InvalidInput
        A number is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    Unlike `stratified` it needs no common effect: it answers for the standard population. For events over person-time: `standardised_rate`. Sources:
    Zou GY, Huang W, Zhang X (2009), Computational Statistics & Data Analysis 53, 1080-1085; Donner A, Zou GY (2012), Statistical Methods in Medical
    Research 21, 347-359.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.standardise([38, 12], [90, 40], [20, 60], [60, 150], standard=[500, 500])
    Standardised rates 36.1% and 36.7% (crude 38.5% and 38.1%), difference -0.6 percentage points (95% interval -11.3 to +10.8), \
ratio 0.98 (95% interval 0.73 to 1.33): 2 strata, 340 people, mover_wilson.
    """
    where = "standardise"
    method = choice(where, "method", method, _core.standardisation_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    x1, n1, x2, n2 = _four(where, events, totals, reference_events, reference_totals)
    if not x1.size:
        raise refuse(where, "the number of strata", 0, "at least 1")
    if standard is None:
        everybody = n1 + n2
        weights = frozen((everybody if everybody.any() else np.ones(x1.size)).astype(np.float64))
    else:
        weights = number_list(where, "standard", standard, x1.size)
    found = called(where, where, x1, n1, x2, n2, weights, method, level, alternative)
    numbers: dict[str, Any] = {}
    for part, (value, lower, upper, _, error) in zip(("rate", "reference_rate", "difference", "ratio"), found, strict=True):
        numbers |= {part: value, f"{part}_lower": lower, f"{part}_upper": upper, f"{part}_standard_error": error}
    return Standardised(
        **numbers,
        crude_rate=_rate(x1, n1),
        crude_reference_rate=_rate(x2, n2),
        confidence_level=level,
        method=method,
        alternative=alternative,
        status=STATUS[found[2][3]],
        statuses=tuple(STATUS[part[3]] for part in found),
        strata=int(x1.size),
        total=int(n1.sum() + n2.sum()),
    )


def standardise_indirectly(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    *,
    method: str = "garwood_exact",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
) -> IndirectlyStandardised:
    """A group's events beside those expected of it if each of its strata had the reference's rate.

    Parameters
    ----------
    events, totals : list of int
        The group in each stratum: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : list of int
        The reference in each stratum, likewise.
    method : str
        The interval of a count over a known expectation, as in `person_time_rate`; ``garwood_exact`` unless told, ``byar`` in closed form.
    confidence_level : float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.

    Returns
    -------
    IndirectlyStandardised
        Where the reference has nobody in a stratum of the group, or no event is expected, there is no value.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    Needs few people in the group; but two such ratios have different make-ups behind them and must not be compared with each other. Source: Breslow
    NE, Day NE (1987), Statistical Methods in Cancer Research II.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.standardise_indirectly([38, 12], [90, 40], [20, 60], [60, 150])
    Observed over expected 1.09 (95% interval 0.81 to 1.43): 50 events where 46.0 are expected, standardised rate 41.4%, garwood_exact.
    """
    where = "standardise_indirectly"
    method, alternative = named(where, method, alternative, _core.person_time_rate_methods, PERSON_TIME_RATE_ALIASES)
    level = real(where, "confidence_level", confidence_level)
    x1, n1, x2, n2 = _four(where, events, totals, reference_events, reference_totals)
    value, lower, upper, status, observed, expected, rate = called(where, where, x1, n1, x2, n2, method, level, alternative)
    size, people = int(x1.size), int(n1.sum())
    return IndirectlyStandardised(
        value, lower, upper, observed, expected, rate, level, method, alternative, STATUS[status], size, people
    )
