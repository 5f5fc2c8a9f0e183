"""Comparisons within strata of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _gaps, _standardise, _strata
from ._grouping import Array, Grouping, estimate_columns, rows_of
from ._reading import choice, measure_of, named, real, status_of, threads_of
from .errors import InvalidInput
from .results.many import Many

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


__all__ = ["decomposition", "standardise", "stratified", "stratified_homogeneity", "stratified_test"]


def _strata_columns(grouping: Grouping, *given: Any) -> tuple[Array, ...]:
    names = ("events", "totals", "reference_events", "reference_totals")
    return grouping.rates(**dict(zip(names, given, strict=True)))


def _chosen_effect(where: str, measure: str | None, method: str | None) -> tuple[str, str, str]:
    """The measure by its own name and by the compiled core's, and the method, either of which may tell the other."""
    if method is not None:
        method = choice(where, "method", method, _core.stratified_methods)
    if measure is None and method is not None:
        code = _strata._measure_of_method(method)
        return *measure_of(where, "or" if code == "odds_ratio" else code), method
    name, code = measure_of(where, "relative_likelihood" if measure is None else measure)
    method = _strata._DEFAULTS[code] if method is None else method
    if _strata._measure_of_method(method) != code:
        known = ", ".join(each for each in _core.stratified_methods if _strata._measure_of_method(each) == code)
        raise InvalidInput(f"{where}: method is {method!r}, but must be one of {known} for a {name.replace('_', ' ')}")
    return name, code, method


def stratified(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: ArrayLike,
    *,
    measure: str | None = None,
    method: str | None = None,
    confidence_level: float = 0.95,
    alternative: str = "two-sided",
    threads: int = 1,
) -> Many:
    """One effect for all strata of each table, and whether it is real.

    Parameters
    ----------
    events, totals : column of int
        The group in each stratum of each table: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : column of int
        The reference in each stratum, likewise.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    measure, method, confidence_level, alternative
        As in `equitable.stratified`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``strata``, ``total``, ``value``, ``lower``, ``upper``, ``standard_error``, ``status``; and the two-sided test of Cochran,
        Mantel and Haenszel: ``statistic``, ``pvalue``, ``test_status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known; the method
        is of another measure.

    Notes
    -----
    It does not say whether the strata are alike, nor what pooling would have said: that is `stratified_homogeneity`, and `equitable.stratified` for a
    table that matters. Sources: Mantel N, Haenszel W (1959), Journal of the National Cancer Institute 22, 719-748; Laud PJ (2017), Pharmaceutical
    Statistics 16, 334-348.

    Examples
    --------
    >>> import equitable as eq
    >>> group, reference = ([51, 35, 12, 8], [82, 56, 40, 30]), ([89, 17, 20, 6], [108, 25, 59, 41])
    >>> eq.many.stratified(*group, *reference, ["RT5", "RT5", "RXM", "RXM"])
    Relative likelihood within strata in 2 tables, score_mh_rr two-sided.
      RT5: relative likelihood 0.79 (0.67 to 0.93), p = 0.004
      RXM: relative likelihood 1.11 (0.67 to 1.80), p = 0.684
    """
    where = "many.stratified"
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    name, code, method = _chosen_effect(where, measure, method)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = _strata_columns(grouping, *given)
    effect, error, (statistic, pvalue, test_status) = grouping.called(
        "many_stratified", x1, n1, x2, n2, grouping.offsets, code, method, level, alternative, pool
    )
    grouping.none_refused(effect[3], lambda rows: _strata.stratified(*rows_of(rows, *given), measure=name, method=method))
    columns = {
        "table": grouping.labels,
        "strata": grouping.sizes,
        "total": grouping.added(n1) + grouping.added(n2),
        **estimate_columns("", effect),
        "standard_error": error,
        "statistic": statistic,
        "pvalue": pvalue,
        "test_status": status_of(test_status),
    }
    settings = {"measure": name, "confidence_level": level, "method": method, "alternative": alternative}
    return Many(f"{name.replace('_', ' ')} within strata", columns, settings, shown=("value", "pvalue"))


def stratified_test(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: ArrayLike,
    *,
    method: str = "cmh",
    alternative: str | None = None,
    threads: int = 1,
) -> Many:
    """Whether two groups differ within the strata of each table.

    Parameters
    ----------
    events, totals : column of int
        The group in each stratum of each table: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : column of int
        The reference in each stratum, likewise.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    method, alternative
        As in `equitable.stratified_test`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``strata``, ``total``, ``statistic``, ``df``, ``pvalue``, ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Some 1.5 ns a stratum by ``cmh``. Sources: Mantel N, Haenszel W (1959), Journal of the National Cancer Institute 22, 719-748; Cochran WG (1954),
    Biometrics 10, 417-451.

    Examples
    --------
    >>> import equitable as eq
    >>> group, reference = ([51, 35, 12, 8], [82, 56, 40, 30]), ([89, 17, 20, 6], [108, 25, 59, 41])
    >>> eq.many.stratified_test(*group, *reference, [2023, 2023, 2024, 2024]).pvalue.round(3).tolist()
    [0.004, 0.684]
    """
    where = "many.stratified_test"
    method, alternative = named(where, method, alternative, _core.stratified_test_methods, _strata.STRATIFIED_TEST_ALIASES)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = _strata_columns(grouping, *given)
    statistic, pvalue, status = grouping.called("many_stratified_test", x1, n1, x2, n2, grouping.offsets, method, alternative, pool)
    grouping.none_refused(
        status, lambda rows: _strata.stratified_test(*rows_of(rows, *given), method=method, alternative=alternative)
    )
    df = float("nan") if alternative != "two-sided" or method.startswith("exact_") else 1.0
    columns = {
        "table": grouping.labels,
        "strata": grouping.sizes,
        "total": grouping.added(n1) + grouping.added(n2),
        "statistic": statistic,
        "df": np.full(status.size, df),
        "pvalue": pvalue,
        "status": status_of(status),
    }
    settings = {"method": method, "alternative": alternative}
    return Many("difference within strata", columns, settings, shown=("pvalue", "statistic"))


def stratified_homogeneity(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: ArrayLike,
    *,
    measure: str = "odds_ratio",
    method: str | None = None,
    threads: int = 1,
) -> Many:
    """Whether the effect is the same in every stratum of each table.

    Parameters
    ----------
    events, totals : column of int
        The group in each stratum of each table: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : column of int
        The reference in each stratum, likewise.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    measure, method
        As in `equitable.stratified_homogeneity`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``strata``, ``total``, ``statistic``, ``df``, ``pvalue``, ``i_squared`` (by ``cochran_q``), ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known, or is of
        another measure.

    Notes
    -----
    A large p-value does not show that the strata are alike. Sources: Tarone RE (1985), Biometrika 72, 91-95; Breslow NE, Day NE (1980), Statistical
    Methods in Cancer Research I.

    Examples
    --------
    >>> import equitable as eq
    >>> group, reference = ([51, 35, 12, 8], [82, 56, 40, 30]), ([89, 17, 20, 6], [108, 25, 59, 41])
    >>> eq.many.stratified_homogeneity(*group, *reference, ["RT5", "RT5", "RXM", "RXM"]).df.tolist()
    [1.0, 1.0]
    """
    where = "many.stratified_homogeneity"
    name, code = measure_of(where, measure)
    known = _core.stratified_homogeneity_methods if code == "odds_ratio" else ("cochran_q",)
    method = choice(where, "method", known[0] if method is None else method, known)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = _strata_columns(grouping, *given)
    found = grouping.called("many_stratified_homogeneity", x1, n1, x2, n2, grouping.offsets, code, method, pool)
    statistic, pvalue, status, df, i_squared = found
    grouping.none_refused(
        status, lambda rows: _strata.stratified_homogeneity(*rows_of(rows, *given), measure=name, method=method)
    )
    columns = {
        "table": grouping.labels,
        "strata": grouping.sizes,
        "total": grouping.added(n1) + grouping.added(n2),
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "i_squared": i_squared,
        "status": status_of(status),
    }
    settings = {"measure": name, "method": method, "alternative": "two-sided"}
    return Many("difference from stratum to stratum", columns, settings, shown=("pvalue", "statistic", "df"))


def decomposition(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: ArrayLike,
    *,
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """How much of the gap in each table comes from where people work, and how much from different rates there.

    Parameters
    ----------
    events, totals : column of int
        The group in each stratum of each table: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : column of int
        The reference in each stratum, likewise.
    table : column of str or number
        The label of the table that the row belongs to, in any order.
    confidence_level : float
        Strictly between 0 and 1.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``gap``, ``mix`` and ``rates``, which add up to it, each with limits, standard error and status. ``found.by_stratum`` has
        ``mix`` and ``rates`` of every stratum, in the order of ``events``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, or a label is missing: the table and the row are named. The lengths differ.

    Notes
    -----
    Source: Kitagawa EM (1955), Journal of the American Statistical Association 50, 1168-1194.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.many.decomposition([30, 5, 8, 9], [100, 100, 40, 50], [90, 10, 12, 3], [300, 200, 60, 30], ["RT5", "RT5", "RXM", "RXM"])
    >>> found.gap.round(4).tolist(), found.mix.round(4).tolist()
    ([-0.025, 0.0222], [-0.025, -0.0133])
    """
    where = "many.decomposition"
    level = real(where, "confidence_level", confidence_level)
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = _strata_columns(grouping, *given)
    found = grouping.called("many_decomposition", x1, n1, x2, n2, grouping.offsets, level, pool)
    gap, mix, rates, gap_error, mix_error, rates_error, strata_mix, strata_rates = found
    grouping.none_refused(gap[3], lambda rows: _gaps.decomposition(*rows_of(rows, *given), confidence_level=level))
    columns = {
        "table": grouping.labels,
        "strata": grouping.sizes,
        "total": grouping.added(n1) + grouping.added(n2),
        **estimate_columns("gap", gap, "status"),
        **estimate_columns("mix", mix),
        **estimate_columns("rates", rates),
        "gap_standard_error": gap_error,
        "mix_standard_error": mix_error,
        "rates_standard_error": rates_error,
    }
    status = columns["status"][grouping.codes]
    strata = {
        "table": grouping.labels[grouping.codes],
        "stratum": grouping.back(grouping.places() + 1),
        "mix": grouping.back(strata_mix),
        "rates": grouping.back(strata_rates),
        "status": status,
    }
    settings = {"confidence_level": level, "method": "kitagawa"}
    parts = {"by_stratum": Many("parts of a gap", strata, {"method": "kitagawa"}, shown=("mix", "rates"), rows="stratum")}
    return Many("gap between two groups", columns, settings, shown=("gap", "mix", "rates"), parts=parts)


def standardise(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: ArrayLike,
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
    table : column of str or number
        The label of the table that the row belongs to, in any order.
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
    pool = threads_of(where, threads)
    grouping = Grouping(where, "table", table)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = _strata_columns(grouping, *given)
    everybody = grouping.added(n1) + grouping.added(n2)
    if standard is None:
        weights = np.where(np.repeat(everybody, grouping.sizes) > 0, n1 + n2, 1).astype(np.float64)
    else:
        weights = grouping.taken(grouping.numbers("standard", standard))
    found = grouping.called("many_standardise", x1, n1, x2, n2, weights, grouping.offsets, method, level, alternative, pool)
    rows_weights = grouping.back(weights)
    grouping.none_refused(
        np.max([part[3] for part in found], axis=0),
        lambda rows: _standardise.standardise(*rows_of(rows, *given), standard=rows_weights[rows], method=method),
    )
    columns: dict[str, Any] = {"table": grouping.labels, "strata": grouping.sizes, "total": everybody}
    for name, (*estimate, error) in zip(("rate", "reference_rate", "difference", "ratio"), found, strict=True):
        columns |= estimate_columns(name, estimate) | {f"{name}_standard_error": error}
    columns["status"] = columns["difference_status"]
    settings = {"confidence_level": level, "method": method, "alternative": alternative}
    return Many("standardised rates", columns, settings, shown=("difference", "ratio", "rate", "reference_rate"))
