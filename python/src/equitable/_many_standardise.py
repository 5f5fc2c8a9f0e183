"""Standardised rates of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _person_time, _standardise
from ._grouping import Array, Grouping, estimate_columns
from ._person_time import PERSON_TIME_RATE_ALIASES
from ._reading import choice, named, real

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["standardise", "standardise_indirectly", "standardised_rate"]


def standardise(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: Any,
    *,
    standard: ArrayLike | None = None,
    method: str = "mover_wilson",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> Many:
    """The rates of two groups in each table as they would be with the same make-up of strata.

    Parameters
    ----------
    events, totals : column of int
        The group in each stratum of each table: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : column of int
        The reference in each stratum, likewise.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    standard : column of float, optional
        The standard population in each stratum of each table, or any weights in that proportion; the people of both groups together unless told.
    method, confidence_level, alternative
        As in `equitable.standardise`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``rate``, ``reference_rate``, ``difference`` and ``ratio``, each with limits, standard error and status; ``status`` is that
        of the difference. To compare tables with each other give all the same ``standard``: by default each has its own.

    Raises
    ------
    InvalidInput
        A number is not what it must be, or a label is missing: the table is named. The lengths differ; an option is not known.

    Notes
    -----
    Sources: Zou GY, Huang W, Zhang X (2009), Computational Statistics & Data Analysis 53, 1080-1085; Donner A, Zou GY (2012), Statistical Methods in
    Medical Research 21, 347-359.

    Examples
    --------
    >>> import equitable as eq
    >>> group, reference = ([38, 12, 9, 4], [90, 40, 30, 20]), ([20, 60, 8, 30], [60, 150, 30, 90])
    >>> eq.many.standardise(*group, *reference, ["RT5", "RT5", "RXM", "RXM"], standard=[500] * 4).ratio.round(2).tolist()
    [0.98, 0.83]
    """
    where = "many.standardise"
    method = choice(where, "method", method, _core.standardisation_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = tables.strata(*given)
    everybody = tables.added(n1 + n2)
    if standard is None:
        weights = np.where(np.repeat(everybody, tables.sizes) > 0, n1 + n2, 1).astype(np.float64)
    else:
        weights = tables.taken(tables.numbers("standard", standard))
    found = tables.called("many_standardise", x1, n1, x2, n2, weights, tables.offsets, method, level, alternative)
    beside = tables.back(weights)

    def alone(*columns: Array) -> object:
        return _standardise.standardise(*columns[:4], standard=columns[4], method=method)

    tables.none_refused(np.max([part[3] for part in found], axis=0), alone, *given, beside)
    columns: dict[str, Any] = {"strata": tables.sizes, "total": everybody}
    for name, (*estimate, error) in zip(("rate", "reference_rate", "difference", "ratio"), found, strict=True):
        columns |= estimate_columns(name, estimate) | {f"{name}_standard_error": error}
    columns["status"] = columns["difference_status"]
    settings = {"confidence_level": level, "method": method, "alternative": alternative}
    return tables.answer("standardised rates", columns, settings, shown=("difference", "ratio", "rate", "reference_rate"))


def standardise_indirectly(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: Any,
    *,
    method: str = "garwood_exact",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> Many:
    """A group's events in each table beside those expected of it if each of its strata had the reference's rate.

    Parameters
    ----------
    events, totals : column of int
        The group in each stratum of each table: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : column of int
        The reference in each stratum, likewise.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    method, confidence_level, alternative
        As in `equitable.standardise_indirectly`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``strata``, ``total`` (people of the group), ``events``, ``expected``, ``value`` (observed over expected), ``lower``,
        ``upper``, ``rate`` (standardised), ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Two such ratios have different make-ups behind them and must not be compared with each other: that is `standardise`, one ``standard`` for all.
    Source: Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II.

    Examples
    --------
    >>> import equitable as eq
    >>> group, reference = ([38, 12, 9, 4], [90, 40, 30, 20]), ([20, 60, 8, 30], [60, 150, 30, 90])
    >>> eq.many.standardise_indirectly(*group, *reference, ["RT5", "RT5", "RXM", "RXM"])
    Observed over expected in 2 tables, garwood_exact two-sided.
      RT5: observed over expected 1.09 (0.81 to 1.43), expected 46.00
      RXM: observed over expected 0.89 (0.47 to 1.52), expected 14.67
    """
    where = "many.standardise_indirectly"
    method, alternative = named(where, method, alternative, _core.person_time_rate_methods, PERSON_TIME_RATE_ALIASES)
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = tables.strata(*given)
    *ratio, expected, rate = tables.called("many_standardise_indirectly", x1, n1, x2, n2, tables.offsets, method, level, alternative)
    tables.none_refused(ratio[3], _standardise.standardise_indirectly, *given, method=method)
    columns = {
        "strata": tables.sizes,
        "total": tables.added(n1),
        "events": tables.added(x1),
        "expected": expected,
        **estimate_columns("", ratio),
        "rate": rate,
    }
    settings = {"quantity": "observed over expected", "confidence_level": level, "method": method, "alternative": alternative}
    return tables.answer("observed over expected", columns, settings, shown=("value", "expected"))


def standardised_rate(
    events: ArrayLike,
    population: ArrayLike,
    standard_population: ArrayLike,
    table: Any,
    *,
    method: str = "dobson_byar",
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
    per: float = 100000.0,
    threads: int = 1,
) -> Many:
    """The rate of events over people or person-time in each table as it would be with the make-up of a standard population.

    Parameters
    ----------
    events : column of int
        The events of each stratum (age group, pay band) of each table.
    population : column of float
        The people, or the person-time, of each stratum.
    standard_population : column of float
        How much of the standard population falls into each stratum, in any unit.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    method, confidence_level, alternative, per
        As in `equitable.standardised_rate`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``strata``, ``events`` (that count), ``value``, ``lower``, ``upper``, ``variance``, ``status``.

    Raises
    ------
    InvalidInput
        A number is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Rates standardised to one population may be compared with each other. Source: Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Statistics in
    Medicine 10, 457-462.

    Examples
    --------
    >>> import equitable as eq
    >>> events, people = [107, 141, 60, 12, 30, 9], [230061, 329449, 114920, 40210, 51100, 30500]
    >>> eq.many.standardised_rate(events, people, [3, 4, 2] * 2, [2023, 2023, 2023, 2024, 2024, 2024]).value.round(1).tolist()
    [46.1, 42.6]
    """
    where = "many.standardised_rate"
    method = choice(where, "method", method, _core.standardised_rate_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level, scale = real(where, "confidence_level", confidence_level), real(where, "per", per)
    tables = Grouping(where, "table", table, threads)
    (counts,) = tables.counts(events=events)
    people = tables.numbers("population", population)
    standard = tables.numbers("standard_population", standard_population)
    x, weights = tables.taken(counts), tables.taken(standard)
    *rate, variance = tables.called(
        "many_standardised_rate", x, tables.taken(people), weights, tables.offsets, method, level, alternative, scale
    )
    tables.none_refused(rate[3], _person_time.standardised_rate, counts, people, standard, method=method)
    columns = {
        "strata": tables.sizes,
        "events": tables.added(np.where(weights == 0, 0, x)),
        **estimate_columns("", rate),
        "variance": variance,
    }
    settings = {"quantity": "standardised rate", "confidence_level": level, "method": method, "alternative": alternative, "per": scale}
    return tables.answer(f"standardised rate per {scale:,g}", columns, settings, shown=("value",))
