"""The same people on two occasions: before and after, two surveys, two assessors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._rates import with_levels
from ._reading import answers, levels, named, status_of, threads_of
from .results.person_time import PairedEstimate, PairedTest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["paired_difference", "paired_odds_ratio", "paired_ratio", "paired_test"]


def _aliases(prefix: str, known: tuple[str, ...]) -> dict[str, tuple[str, str | None]]:
    return {name.removeprefix(prefix): (name, None) for name in known}


def _cells(both: Any, first_only: Any, second_only: Any, neither: Any) -> dict[str, Any]:
    return {"both": both, "first_only": first_only, "second_only": second_only, "neither": neither}


def _estimate(
    where: str, given: dict[str, Any], method: str, alternative: str, level: float | list[float], threads: int
) -> PairedEstimate:
    if isinstance(level, list):
        return with_levels([_estimate(where, given, method, alternative, each, threads) for each in level], level)
    values, (value, lower, upper, status) = answers(where, where, given, (method, level, alternative), threads=threads)
    return PairedEstimate(value, lower, upper, level, method, alternative, status_of(status), where, *values)


def paired_difference(
    both: ArrayLike,
    first_only: ArrayLike,
    second_only: ArrayLike,
    neither: ArrayLike,
    *,
    method: str = "rd_tango_score",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> PairedEstimate:
    """The rate on the first occasion less that on the second, of the same people.

    Parameters
    ----------
    both, first_only, second_only, neither : int or array of int
        How many had the outcome on both occasions, on one alone, on neither. All four are broadcast together.
    method : str
        Default ``rd_tango_score``. Good too: ``rd_bonett_price``, ``rd_newcombe_square_add``. For comparison:
        ``rd_newcombe_square_add_uncorrected_phi``, ``rd_agresti_min``. Not to be used: ``rd_wald``, ``rd_wald_cc``. ``rd_`` may be left out.
    confidence_level : float or sequence of float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    PairedEstimate

    Raises
    ------
    InvalidInput
        A count is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Sources: Tango T (1998), Statistics in Medicine 17, 891-908; Newcombe RG (1998), Statistics in Medicine 17, 2635-2650.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.paired_difference(53, 16, 8, 9)
    Rate difference +9.3 percentage points (95% interval -2.0 to +20.7): 16 only first and 8 only second of 86, rd_tango_score.
    """
    where = "paired_difference"
    known = _core.paired_difference_methods
    method, alternative = named(where, method, alternative, known, _aliases("rd_", known))
    cells = _cells(both, first_only, second_only, neither)
    return _estimate(where, cells, method, alternative, levels(where, confidence_level), threads_of(where, threads))


def paired_ratio(
    both: ArrayLike,
    first_only: ArrayLike,
    second_only: ArrayLike,
    neither: ArrayLike,
    *,
    method: str = "rr_tang_score",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> PairedEstimate:
    """The rate on the first occasion over that on the second, of the same people.

    Parameters
    ----------
    both, first_only, second_only, neither : int or array of int
        How many had the outcome on both occasions, on one alone, on neither. All four are broadcast together.
    method : str
        Default ``rr_tang_score``. Good too: ``rr_bonett_price_hybrid``. Not to be used: ``rr_wald_log``. ``rr_`` may be left out.
    confidence_level : float or sequence of float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    PairedEstimate

    Raises
    ------
    InvalidInput
        A count is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Sources: Tang NS, Tang ML, Chan ISF (2003), Statistics in Medicine 22, 1217-1233; Bonett DG, Price RM (2006), Statistics in Medicine 25, 3039-3047.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.paired_ratio(53, 16, 8, 9)
    Ratio of rates 1.13 (95% interval 0.97 to 1.33): 16 only first and 8 only second of 86, rr_tang_score.
    """
    where = "paired_ratio"
    known = _core.paired_ratio_methods
    method, alternative = named(where, method, alternative, known, _aliases("rr_", known))
    cells = _cells(both, first_only, second_only, neither)
    return _estimate(where, cells, method, alternative, levels(where, confidence_level), threads_of(where, threads))


def paired_odds_ratio(
    both: ArrayLike,
    first_only: ArrayLike,
    second_only: ArrayLike,
    neither: ArrayLike,
    *,
    method: str = "or_mid_p",
    confidence_level: float | Sequence[float] = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> PairedEstimate:
    """The odds ratio of two occasions within people: those with the outcome on the first alone over those on the second alone.

    Parameters
    ----------
    both, first_only, second_only, neither : int or array of int
        How many had the outcome on both occasions, on one alone, on neither. All four are broadcast together.
    method : str
        Default ``or_mid_p``. Guaranteed to cover: ``or_clopper_pearson``. Good too: ``or_wilson``. Not to be used: ``or_wald``. ``or_`` may be left out.
    confidence_level : float or sequence of float
        Strictly between 0 and 1.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: a lower limit alone; ``less``: an upper limit alone.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    PairedEstimate
        Infinite, with the status ``unbounded``, when nobody had the outcome on the second occasion alone.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Source: Fagerland MW, Lydersen S, Laake P (2014), Statistics in Medicine 33, 2850-2875.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.paired_odds_ratio(53, 16, 8, 9)
    Odds ratio 2.00 (95% interval 0.86 to 4.94): 16 only first and 8 only second of 86, or_mid_p.
    """
    where = "paired_odds_ratio"
    known = _core.paired_odds_ratio_methods
    method, alternative = named(where, method, alternative, known, _aliases("or_", known))
    cells = _cells(both, first_only, second_only, neither)
    return _estimate(where, cells, method, alternative, levels(where, confidence_level), threads_of(where, threads))


def paired_test(
    both: ArrayLike,
    first_only: ArrayLike,
    second_only: ArrayLike,
    neither: ArrayLike,
    *,
    method: str = "mcnemar_midp",
    alternative: str | None = None,
    threads: int = 1,
) -> PairedTest:
    """Whether the same people changed between two occasions by more than chance: McNemar's test.

    Parameters
    ----------
    both, first_only, second_only, neither : int or array of int
        How many had the outcome on both occasions, on one alone, on neither. All four are broadcast together.
    method : {"mcnemar_midp", "mcnemar", "mcnemar_exact", "mcnemar_cc_edwards"}
        The first is the default. ``mcnemar`` for large numbers; the last two are conservative. ``mcnemar_`` may be left out.
    alternative : {"two-sided", "greater", "less"}, optional
        ``greater``: the rate was higher on the first occasion.
    threads : int
        How many threads share the rows of long columns, 0 for as many as the machine runs at once. The numbers are the same, bit by bit, for any.

    Returns
    -------
    PairedTest
        When nobody changed there is no evidence either way.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    Sources: McNemar Q (1947), Psychometrika 12, 153-157; Fagerland MW, Lydersen S, Laake P (2013), BMC Medical Research Methodology 13, 91.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.paired_test(53, 16, 8, 9, method="mcnemar")
    Change: p = 0.102 (statistic 2.67), 16 only first and 8 only second of 86, mcnemar two-sided.
    """
    where = "paired_test"
    known = _core.paired_test_methods
    method, alternative = named(where, method, alternative, known, _aliases("mcnemar_", known))
    values, found = answers(where, where, _cells(both, first_only, second_only, neither), (method, alternative), threads=threads_of(where, threads))
    statistic, pvalue, status = found
    return PairedTest(statistic, pvalue, method, alternative, status_of(status), *values)
