"""Before the data: the power of a comparison, how many people it takes, and what it can show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from . import _core
from ._reading import answers, bounds, choice, real, refuse, status_of
from .errors import InvalidInput

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.planning import DetectableRatio, EquivalenceMargin, Power, SampleSize

__all__ = [
    "cohen_h",
    "equivalence_power",
    "equivalence_sample_size",
    "power",
    "sample_size",
    "smallest_detectable_ratio",
    "smallest_equivalence_margin",
]

_RATES = ("rate", "reference_rate")


def _times(where: str, ratio: Any) -> float:
    """How many people in the reference for each one in the group."""
    times = real(where, "ratio", ratio)
    if not 0 < times < math.inf:
        raise refuse(where, "ratio", times, "above 0 and finite")
    return times


def _effect_size(where: str, method: object) -> None:
    if method == "cohen_h":
        raise InvalidInput(f"{where}: method is 'cohen_h', which is an effect size and no {where.replace('_', ' ')}: use cohen_h()")


def power(
    rate: ArrayLike,
    total: ArrayLike,
    reference_rate: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "normal_pooled_two_tail",
    confidence_level: float = 0.95,
) -> Power:
    """The chance that two groups of these sizes show a difference of these rates.

    Parameters
    ----------
    rate, reference_rate : float or array of float
        The true rates that are assumed, between 0 and 1.
    total, reference_total : int or array of int
        The people in the two groups. All four are broadcast together.
    method : str
        Default ``normal_pooled_two_tail``. Small groups: ``n_minus_1_chi2_exact`` adds up every table that the default test rejects;
        ``fisher_midp_minlike_exact``, ``pearson_chi2_exact``, ``fisher_central_exact``, ``fisher_minlike_exact`` do so for other tests. Also
        ``arcsine_two_tail``, ``normal_pooled_one_tail``, ``normal_unpooled_two_tail``, ``normal_unpooled_one_tail``.
    confidence_level : float
        1 less the two-sided significance level.

    Returns
    -------
    Power
        With equal rates the exact methods give the true size of the test. Groups too large for an exact method give NaN and ``too_large``.

    Raises
    ------
    InvalidInput
        A rate outside [0, 1]; a count that is none; shapes that do not fit; an option that is not known.

    Notes
    -----
    Not after the fact: a power worked out from the rates that were observed says nothing that the p-value has not said.
    Source: Fleiss JL (1981), Statistical Methods for Rates and Proportions, second edition; Cohen J (1988), Statistical Power Analysis for the
    Behavioral Sciences, second edition.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.power(0.5, 50, 0.75, 50)
    Power 74.0%: 50.0% of 50 against 75.0% of 50, 95% confidence, normal_pooled_two_tail.
    """
    from .results.planning import Power

    where = "power"
    _effect_size(where, method)
    method = choice(where, "method", method, _core.power_methods)
    level = real(where, "confidence_level", confidence_level)
    given = {"rate": rate, "total": total, "reference_rate": reference_rate, "reference_total": reference_total}
    (rate, total, reference_rate, reference_total), (found, status) = answers(where, where, given, (method, level), _RATES)
    return Power(found, rate, total, reference_rate, reference_total, method, level, status_of(status))


def cohen_h(rate: ArrayLike, reference_rate: ArrayLike) -> Any:
    """Cohen's h, the distance between two rates on the arcsine scale: \\|2 asin√rate − 2 asin√reference_rate\\|.

    Parameters
    ----------
    rate, reference_rate : float or array of float
        Between 0 and 1; broadcast together.

    Returns
    -------
    float or array
        From 0 to π. By Cohen's custom 0.2 is small, 0.5 medium, 0.8 large.

    Raises
    ------
    InvalidInput
        A rate outside [0, 1]; shapes that do not fit.

    Notes
    -----
    A scale for planning. For readers give a difference or a ratio: h has no meaning in people. Source: Cohen J (1988), Statistical Power Analysis
    for the Behavioral Sciences, second edition.

    Examples
    --------
    >>> import equitable as eq
    >>> round(eq.cohen_h(0.5, 0.75), 4)
    0.5236
    """
    _, (found,) = answers("cohen_h", "cohen_h", {"rate": rate, "reference_rate": reference_rate}, (), _RATES)
    return found


def sample_size(
    rate: ArrayLike,
    reference_rate: ArrayLike,
    *,
    power: float = 0.8,
    ratio: float = 1.0,
    method: str = "n1_normal_pooled",
    confidence_level: float = 0.95,
) -> SampleSize:
    """How many people it takes to show a difference of these rates.

    Parameters
    ----------
    rate, reference_rate : float or array of float
        The true rates that are assumed, between 0 and 1; broadcast together.
    power : float
        The chance wanted of showing it, between 0 and 1.
    ratio : float
        How many people in the reference for each one in the group.
    method : {"n1_normal_pooled", "n1_fleiss_cc", "n1_normal_unpooled", "n1_arcsine"}
        ``n1_fleiss_cc`` is for Fisher's test or one with a continuity correction.
    confidence_level : float
        1 less the two-sided significance level.

    Returns
    -------
    SampleSize
        ``total`` and ``reference_total``, rounded up; ``total_real`` before that. Equal rates: infinite, with the status ``unbounded``.

    Raises
    ------
    InvalidInput
        A rate outside [0, 1]; shapes that do not fit; an option that is not known or out of range.

    Notes
    -----
    Assume the smallest difference that would matter, not the one hoped for. Sources: Fleiss JL (1981), Statistical Methods for Rates and
    Proportions, second edition; Fleiss JL, Tytun A, Ury HK (1980), Biometrics 36, 343-346.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.sample_size(0.5, 0.75, power=0.9).total
    77
    """
    from .results.planning import SampleSize

    where = "sample_size"
    method = choice(where, "method", method, _core.sample_size_methods)
    level = real(where, "confidence_level", confidence_level)
    chance, times = real(where, "power", power), _times(where, ratio)
    given = {"rate": rate, "reference_rate": reference_rate}
    (rate, reference_rate), (size, total, reference_total, status) = answers(where, where, given, (method, level, chance, times), _RATES)
    return SampleSize(total, reference_total, size, rate, reference_rate, chance, times, method, level, status_of(status))


def smallest_detectable_ratio(
    total: ArrayLike,
    reference_rate: ArrayLike,
    reference_total: ArrayLike,
    *,
    power: float = 0.8,
    method: str = "normal_pooled_two_tail",
    confidence_level: float = 0.95,
) -> DetectableRatio:
    """The ratios nearest to 1, below and above, that groups of these sizes can show.

    Parameters
    ----------
    total, reference_total : int or array of int
        The people in the two groups.
    reference_rate : float or array of float
        The reference's true rate that is assumed, between 0 and 1. All three are broadcast together.
    power : float
        The chance wanted of showing it.
    method : str
        As in `power`.
    confidence_level : float
        1 less the two-sided significance level.

    Returns
    -------
    DetectableRatio
        ``below`` and ``above``; NaN where no ratio is large enough.

    Raises
    ------
    InvalidInput
        A rate outside [0, 1]; a count that is none; shapes that do not fit; an option that is not known or out of range.

    Notes
    -----
    Worth printing beside "no significant difference": what could have been missed. Source: as `power`.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.smallest_detectable_ratio(100, 0.25, 1000)
    >>> found.below < 0.8, found.above > 1.25
    (True, True)
    """
    from .results.planning import DetectableRatio

    where = "smallest_detectable_ratio"
    _effect_size(where, method)
    method = choice(where, "method", method, _core.power_methods)
    level, chance = real(where, "confidence_level", confidence_level), real(where, "power", power)
    given = {"total": total, "reference_rate": reference_rate, "reference_total": reference_total}
    options = (method, level, chance)
    (total, reference_rate, reference_total), (below, above, status) = answers(where, "detectable_ratio", given, options, _RATES)
    return DetectableRatio(below, above, total, reference_rate, reference_total, chance, method, level, status_of(status))


def smallest_equivalence_margin(
    total: ArrayLike,
    rate: ArrayLike,
    reference_total: ArrayLike,
    *,
    power: float = 0.8,
    confidence_level: float = 0.95,
) -> EquivalenceMargin:
    """The narrowest margin (1/u, u) within which groups of these sizes can be shown to be alike, if they are.

    Parameters
    ----------
    total, reference_total : int or array of int
        The people in the two groups.
    rate : float or array of float
        The true rate of both, between 0 and 1. All three are broadcast together.
    power : float
        The chance wanted of showing it.
    confidence_level : float
        Each of the two tests has the level 1 - confidence_level.

    Returns
    -------
    EquivalenceMargin
        ``lower`` and ``upper``; NaN where no margin is wide enough, with the status ``undefined``.

    Raises
    ------
    InvalidInput
        A rate outside [0, 1]; a count that is none; shapes that do not fit; an option that is out of range.

    Notes
    -----
    Wider than 0.80 to 1.25: groups of these sizes cannot be called alike by the four-fifths rule. Source: as `equivalence_power`.

    Examples
    --------
    >>> import equitable as eq
    >>> margin = eq.smallest_equivalence_margin(100, 0.25, 100)
    >>> round(margin.lower, 2), round(margin.upper, 2)
    (0.47, 2.11)
    """
    from .results.planning import EquivalenceMargin

    where = "smallest_equivalence_margin"
    level, chance = real(where, "confidence_level", confidence_level), real(where, "power", power)
    given = {"total": total, "rate": rate, "reference_total": reference_total}
    (total, rate, reference_total), (lower, upper, status) = answers(where, where, given, (level, chance), ("rate",))
    return EquivalenceMargin(lower, upper, total, rate, reference_total, chance, level, status_of(status))


def equivalence_power(
    rate: ArrayLike,
    total: ArrayLike,
    reference_rate: ArrayLike,
    reference_total: ArrayLike,
    *,
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float = 0.95,
) -> Power:
    """The chance that two groups of these sizes are shown to be alike within a margin of the ratio.

    Parameters
    ----------
    rate, reference_rate : float or array of float
        The true rates that are assumed, between 0 and 1.
    total, reference_total : int or array of int
        The people in the two groups. All four are broadcast together.
    margin : (float, float)
        The ratios taken as alike, 0 < lower < 1 < upper.
    confidence_level : float
        Each of the two one-sided tests has the level 1 - confidence_level.

    Returns
    -------
    Power

    Raises
    ------
    InvalidInput
        A rate outside [0, 1]; a count that is none; shapes that do not fit; a margin that does not hold 1.

    Notes
    -----
    A normal approximation to the two score tests of `equivalence`. Source: Farrington CP, Manning G (1990), Statistics in Medicine 9, 1447-1454.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.equivalence_power(0.25, 100, 0.25, 100).power < 0.2
    True
    """
    from .results.planning import Power

    where = "equivalence_power"
    low, high = bounds(where, margin)
    level = real(where, "confidence_level", confidence_level)
    given = {"rate": rate, "total": total, "reference_rate": reference_rate, "reference_total": reference_total}
    (rate, total, reference_rate, reference_total), (found, status) = answers(where, where, given, (low, high, level), _RATES)
    return Power(found, rate, total, reference_rate, reference_total, "farrington_manning", level, status_of(status), (low, high))


def equivalence_sample_size(
    rate: ArrayLike,
    reference_rate: ArrayLike,
    *,
    margin: tuple[float, float] = (0.8, 1.25),
    power: float = 0.8,
    ratio: float = 1.0,
    confidence_level: float = 0.95,
) -> SampleSize:
    """How many people it takes to show that two rates are alike within a margin of the ratio.

    Parameters
    ----------
    rate, reference_rate : float or array of float
        The true rates that are assumed, between 0 and 1; broadcast together.
    margin : (float, float)
        The ratios taken as alike, 0 < lower < 1 < upper.
    power : float
        The chance wanted of showing it, between 0 and 1.
    ratio : float
        How many people in the reference for each one in the group.
    confidence_level : float
        Each of the two one-sided tests has the level 1 - confidence_level.

    Returns
    -------
    SampleSize
        Where the assumed ratio lies outside the margin no number is enough: infinite, with the status ``unbounded``.

    Raises
    ------
    InvalidInput
        A rate outside [0, 1]; shapes that do not fit; an option that is out of range.

    Notes
    -----
    It takes many more people to show likeness than to show a difference. Source: Farrington CP, Manning G (1990), Statistics in Medicine 9,
    1447-1454.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.equivalence_sample_size(0.25, 0.25).total > 500
    True
    """
    from .results.planning import SampleSize

    where = "equivalence_sample_size"
    low, high = bounds(where, margin)
    level = real(where, "confidence_level", confidence_level)
    chance, times = real(where, "power", power), _times(where, ratio)
    given = {"rate": rate, "reference_rate": reference_rate}
    options = (low, high, level, chance, times)
    (rate, reference_rate), (size, total, reference_total, status) = answers(where, where, given, options, _RATES)
    return SampleSize(total, reference_total, size, rate, reference_rate, chance, times, "farrington_manning", level, status_of(status), (low, high))
