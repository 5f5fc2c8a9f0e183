"""Comparisons within strata of many tables at once: see `equitable.many`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _gaps, _strata
from ._grouping import Array, Grouping, estimate_columns
from ._reading import choice, measure_of, named, real, status_of
from .errors import InvalidInput

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["decomposition", "stratified", "stratified_homogeneity", "stratified_test"]


def strata_sizes(tables: Grouping, n1: Array, n2: Array) -> dict[str, Array]:
    """How many strata and people each table has, and how many of both have no part, since either group holds nobody in the stratum."""
    without = (n1 == 0) | (n2 == 0)
    return {
        "strata": tables.sizes,
        "strata_left_out": tables.added(without.astype(np.int64)),
        "total": tables.added(n1 + n2),
        "people_left_out": tables.added(np.where(without, n1 + n2, 0)),
    }


def and_left_out(shown: tuple[str, ...], columns: dict[str, Any]) -> tuple[str, ...]:
    """What a line shows: the people left out too, where there are any."""
    return (*shown, "people_left_out") if columns["people_left_out"].any() else shown


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
    table: Any,
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
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    measure, method, confidence_level, alternative
        As in `equitable.stratified`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``strata``, ``total``, and how many of both have no part since either group holds nobody there, ``strata_left_out`` and
        ``people_left_out``; ``value``, ``lower``, ``upper``, ``standard_error``, ``status``; and the two-sided test of Cochran,
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
    tables = Grouping(where, "table", table, threads)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = tables.strata(*given)
    effect, error, (statistic, pvalue, test_status) = tables.called(
        "many_stratified", x1, n1, x2, n2, tables.offsets, code, method, level, alternative
    )
    tables.none_refused(effect[3], _strata.stratified, *given, measure=name, method=method)
    columns = {
        **strata_sizes(tables, n1, n2),
        **estimate_columns("", effect),
        "standard_error": error,
        "statistic": statistic,
        "pvalue": pvalue,
        "test_status": status_of(test_status),
    }
    settings = {"measure": name, "confidence_level": level, "method": method, "alternative": alternative}
    return tables.answer(f"{name.replace('_', ' ')} within strata", columns, settings, shown=and_left_out(("value", "pvalue"), columns))


def stratified_test(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    method, alternative
        As in `equitable.stratified_test`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``strata``, ``total``, and how many of both have no part since either group holds nobody there, ``strata_left_out`` and
        ``people_left_out``; ``statistic``, ``df``, ``pvalue``, ``status``.

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
    tables = Grouping(where, "table", table, threads)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = tables.strata(*given)
    statistic, pvalue, status = tables.called("many_stratified_test", x1, n1, x2, n2, tables.offsets, method, alternative)
    tables.none_refused(status, _strata.stratified_test, *given, method=method, alternative=alternative)
    df = float("nan") if alternative != "two-sided" or method.startswith("exact_") else 1.0
    columns = {
        **strata_sizes(tables, n1, n2),
        "statistic": statistic,
        "df": np.full(status.size, df),
        "pvalue": pvalue,
        "status": status_of(status),
    }
    settings = {"method": method, "alternative": alternative}
    return tables.answer("difference within strata", columns, settings, shown=and_left_out(("pvalue", "statistic"), columns))


def stratified_homogeneity(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    measure, method
        As in `equitable.stratified_homogeneity`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``strata``, ``total``, and how many of both have no part since either group holds nobody there, ``strata_left_out`` and
        ``people_left_out``; ``statistic``, ``df``, ``pvalue``, ``i_squared`` (by ``cochran_q``), ``method``
        (the one taken), ``status``.

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
    known = _core.stratified_homogeneity_methods if code == "odds_ratio" else ("cochran_q", "score")
    if method is not None:
        method = choice(where, "method", method, known)
    asked = method or ("tarone" if code == "odds_ratio" else "automatic")
    tables = Grouping(where, "table", table, threads)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = tables.strata(*given)
    found = tables.called("many_stratified_homogeneity", x1, n1, x2, n2, tables.offsets, code, asked)
    statistic, pvalue, status, df, i_squared, by_score = found
    tables.none_refused(status, _strata.stratified_homogeneity, *given, measure=name, method=method)
    columns = {
        **strata_sizes(tables, n1, n2),
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "i_squared": i_squared,
        "method": np.where(by_score != 0, "score", "cochran_q" if asked == "automatic" else asked),
        "status": status_of(status),
    }
    settings = {"measure": name, "alternative": "two-sided"}
    return tables.answer("difference from stratum to stratum", columns, settings, shown=("pvalue", "statistic", "df"))


def decomposition(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    table: Any,
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
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    confidence_level : float
        Strictly between 0 and 1.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``gap``, ``mix`` and ``rates``, which add up to it, each with limits, standard error and status. In a stratum where only one of
        the two groups has people, the other's rate is taken to be the same, so that it counts as ``mix``: ``strata_of_one_group``
        and ``people_of_one_group`` say how many of both that are. ``found.by_stratum`` has ``mix`` and ``rates`` of every stratum, in the order of
        ``events``.

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
    tables = Grouping(where, "table", table, threads)
    given = (events, totals, reference_events, reference_totals)
    x1, n1, x2, n2 = tables.strata(*given)
    found = tables.called("many_decomposition", x1, n1, x2, n2, tables.offsets, level)
    gap, mix, rates, gap_error, mix_error, rates_error, strata_mix, strata_rates = found
    tables.none_refused(gap[3], _gaps.decomposition, *given, confidence_level=level)
    alone = (n1 == 0) != (n2 == 0)
    columns = {
        "strata": tables.sizes,
        "total": tables.added(n1 + n2),
        "strata_of_one_group": tables.added(alone.astype(np.int64)),
        "people_of_one_group": tables.added(np.where(alone, n1 + n2, 0)),
        **estimate_columns("gap", gap, "status"),
        **estimate_columns("mix", mix),
        **estimate_columns("rates", rates),
        "gap_standard_error": gap_error,
        "mix_standard_error": mix_error,
        "rates_standard_error": rates_error,
    }
    strata = {
        "stratum": tables.back(tables.places() + 1),
        "mix": tables.back(strata_mix),
        "rates": tables.back(strata_rates),
        "status": columns["status"][tables.codes],
    }
    part = tables.answer("parts of a gap", strata, {"method": "kitagawa"}, shown=("mix", "rates"), at=tables.codes, rows="stratum")
    settings = {"confidence_level": level, "method": "kitagawa"}
    shown = ("gap", "mix", "rates", *(("people_of_one_group",) if columns["people_of_one_group"].any() else ()))
    return tables.answer("gap between two groups", columns, settings, shown=shown, parts={"by_stratum": part})
