"""Bootstrap intervals of two groups from the exact law of the resampled counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import _core
from ._comparisons import four
from ._rates import with_levels
from ._reading import answers, choice, levels, threads_of
from .results.base import told
from .results.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["bootstrap_interval"]

_MEASURES = {"ratio": "relative_likelihood", "difference": "rate_difference"}


def bootstrap_interval(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    measure: str = "ratio",
    method: str = "percentile",
    confidence_level: float | Sequence[float] = 0.95,
    threads: int = 1,
) -> Estimate:
    """The bootstrap interval of a ratio or a difference of two rates: what infinitely many replicates give, without drawing one.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    measure : {"ratio", "difference"}
        What is estimated: rate(group) / rate(reference), or rate(group) - rate(reference).
    method : {"percentile", "bca"}
        The percentiles of the resampled values, or those moved for their median bias and skewness.
    confidence_level : float or sequence of float
        Strictly between 0 and 1, for instance 0.95. Several levels give arrays with the levels as the first axis.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    Estimate
        Of the measure ``relative_likelihood`` or ``rate_difference``, with the method ``bootstrap_percentile`` or ``bootstrap_bca``. The upper limit
        of a ratio is infinite, and the status ``unbounded``, where samples without an event in the reference make up more than the tail. NaN and
        ``undefined``: a group without people, nobody with the outcome in either group of a ratio, and rates of 0 and 1 alone, which do not vary.
        NaN and ``too_large``: groups of some 10**11 people.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    For agreement with a report that bootstraps, and to show how far its simulation was off. Where the aim is a good interval take
    `relative_likelihood` or `rate_difference`: resampling does not vary a rate of 0 or 1, and with few events its percentiles cover less than they say.
    Samples of 0 against 0 have no ratio and are left out. Of an inequality of many groups: `bootstrap`, which draws samples.
    Sources: Efron B (1979), Annals of Statistics 7, 1-26; Efron B (1987), Journal of the American Statistical Association 82, 171-185.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.bootstrap_interval(120, 400, 90, 500)
    Relative likelihood 1.67 (95% interval 1.32 to 2.13): 120 of 400 against 90 of 500, bootstrap_percentile.
    >>> eq.bootstrap_interval([120, 3], [400, 40], 90, 500, measure="difference", method="bca").lower.round(3).tolist()
    [0.064, -0.173]
    """
    where = "bootstrap_interval"
    measure = choice(where, "measure", measure, list(_MEASURES))
    method = choice(where, "method", method, _core.bootstrap_interval_methods)
    level = levels(where, confidence_level)
    threads = threads_of(where, threads)
    given = four(events, total, reference_events, reference_total)

    def at(each: float) -> Estimate:
        options: tuple[Any, ...] = (measure, method, each)
        counts, (value, lower, upper, status) = answers(where, where, given, options, threads=threads)
        draft = Estimate(value, lower, upper, each, f"bootstrap_{method}", None, _MEASURES[measure], *counts)
        found: Estimate = told(draft, status)
        return found

    return with_levels([at(each) for each in level], level) if isinstance(level, list) else at(level)
