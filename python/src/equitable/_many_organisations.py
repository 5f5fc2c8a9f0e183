"""Funnels, ranks, shrunken rates and mean effects of many families of organisations at once: see `equitable.many`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _organisations
from ._grouping import Array, Grouping, estimate_columns
from ._lists import seed_of, whole
from ._reading import STATUS, answers, choice, measure_of, real, refuse, status_of
from .errors import InvalidInput

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["funnel", "funnel_effects", "meta_analysis", "percentile_rank", "shrinkage"]

_FOUR = ("events", "totals", "reference_events", "reference_totals")
_META = (
    "standard_error",
    "prediction_lower",
    "prediction_upper",
    "tau2",
    "tau2_lower",
    "tau2_upper",
    "q",
    "df",
    "q_pvalue",
    "i2",
    "i2_lower",
    "i2_upper",
)
_QUANTITIES = {"proportion": "rate", "relative_likelihood": "relative likelihood", "ratio_obs_over_exp": "observed over expected"}
_POSITIONED = ("value", "z", "adjusted", "inner_lower", "inner_upper", "outer_lower", "outer_upper")


def _exact_limits(measure: str, target: Array, sizes: Array, level: float) -> tuple[Array, Array]:
    """Exact limits of every organisation round the target of its table; NaN where there is nobody or no target."""
    lower, upper = (np.full(sizes.size, np.nan) for _ in range(2))
    filled = (sizes > 0) & ~np.isnan(target)
    if not filled.any():
        return lower, upper
    if measure == "proportion":
        given: dict[str, Any] = {"target": target[filled], "total": sizes[filled]}
        _, (low, high) = answers("many.funnel", "funnel_rate_limits", given, ("exact", level), ("target",))
        lower[filled], upper[filled] = low, high
    else:
        given = {"expected": sizes[filled] * target[filled]}
        _, (low, high) = answers("many.funnel", "funnel_expected_limits", given, ("exact", level), ("expected",))
        lower[filled], upper[filled] = low * target[filled], high * target[filled]
    return lower, upper


def funnel(
    events: ArrayLike,
    totals: ArrayLike | None,
    table: Any,
    *,
    reference_events: ArrayLike | None = None,
    reference_totals: ArrayLike | None = None,
    expected: ArrayLike | None = None,
    organisations: ArrayLike | None = None,
    method: str = "normal",
    dispersion: str = "none",
    target: float | None = None,
    winsorise: float = 0.1,
    confidence_level: tuple[float, float] = (0.95, 0.998),
    threads: int = 1,
) -> Many:
    """Which organisations lie further from the common rate or ratio than chance takes them, a funnel for each table (indicator, year).

    Parameters
    ----------
    events, totals : column of int
        A row for each organisation of each table (indicator, year): whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    reference_events, reference_totals : column of int, optional
        With them funnels of relative likelihoods, group against reference in every organisation.
    expected : column of float, optional
        The events expected of every organisation, with None for ``totals``: funnels of observed over expected.
    organisations : column of str, optional
        Their names, one for each row; the numbers from 1 in each table where none are given.
    method, dispersion, target, winsorise, confidence_level
        As in `equitable.funnel`; one ``target``, where one is given, for all tables.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row an organisation, in the order of ``events``: ``organisation``, its counts, ``value``, ``z``, ``adjusted``, ``inner_lower``,
        ``inner_upper``, ``outer_lower``, ``outer_upper``, ``position``, ``status``. ``found.by_table`` has ``target``, ``overdispersion``,
        ``between_deviation``, ``pvalue`` and ``status`` of every table.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The lengths differ; an
        option is not known, or does not go with what is given.

    Notes
    -----
    Of 200 organisations by 9 indicators some 4 lie outside the 99.8 % limits by chance alone. Source: Spiegelhalter DJ (2005), Statistics in Medicine
    24, 1185-1202.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.many.funnel([30, 55, 12, 9, 80], [100, 240, 90, 60, 200], [2023, 2023, 2023, 2024, 2024])
    >>> found.position.tolist()
    ['within', 'within', 'below_inner', 'below_outer', 'within']
    >>> found.by_table.target.round(3).tolist()
    [0.226, 0.342]
    """
    where = "many.funnel"
    method = choice(where, "method", method, _core.funnel_methods)
    dispersion = choice(where, "dispersion", dispersion, _core.funnel_dispersions)
    both = _organisations._two_levels(where, confidence_level)
    middle = math.nan if target is None else real(where, "target", target)
    if target is not None and math.isnan(middle):
        raise refuse(where, "target", "NaN", "a number, or left out for the average")
    if (reference_events is None) != (reference_totals is None):
        raise InvalidInput(f"{where}: reference_events and reference_totals must be given together")
    if (totals is None) == (expected is None):
        raise InvalidInput(f"{where}: totals and expected must be one given and one left out")
    measure = "relative_likelihood" if reference_events is not None else "proportion" if expected is None else "ratio_obs_over_exp"
    if measure == "relative_likelihood" and expected is not None:
        raise InvalidInput(f"{where}: expected is given with a reference, but must be left out")
    if method == "exact" and (measure == "relative_likelihood" or dispersion != "none"):
        what = "a ratio of two groups" if measure == "relative_likelihood" else f"dispersion {dispersion!r}"
        raise refuse(where, "method", "'exact'", f"'normal' with {what}")
    tables = Grouping(where, "table", table, threads)
    names = tables.names("organisations", organisations)
    options = (dispersion, middle, real(where, "winsorise", winsorise), *both)
    single: dict[str, Any] = {"dispersion": dispersion, "target": target, "winsorise": winsorise, "confidence_level": both}
    if measure == "relative_likelihood":
        columns = tables.strata(events, totals, reference_events, reference_totals)
        given = dict(zip(("events", "total", "reference_events", "reference_total"), columns, strict=True))
        function = "many_funnel_log_ratios"
    elif measure == "proportion":
        given = dict(zip(("events", "total"), tables.rates(events=events, totals=totals), strict=True))
        function = "many_funnel_rates"
    else:
        (observed,) = tables.counts(events=events)
        given = {"events": tables.taken(observed), "expected": tables.taken(tables.numbers("expected", expected))}
        function = "many_funnel_observed_expected"
    *common, status, units = tables.called(function, *given.values(), tables.offsets, *options)

    def alone(*some: Array) -> object:
        if measure == "ratio_obs_over_exp":
            return _organisations.funnel(some[0], expected=some[1], **single)
        return _organisations.funnel(*some, **single)

    tables.none_refused(status, alone, *(tables.back(column) for column in given.values()))
    found = dict(zip(_POSITIONED, units, strict=False))
    if method == "exact":
        centre = np.repeat(common[0], tables.sizes)
        for name, level in zip(("inner", "outer"), both, strict=True):
            limits = _exact_limits(measure, centre, given["total" if measure == "proportion" else "expected"], level)
            found[f"{name}_lower"], found[f"{name}_upper"] = limits
    settings = {"measure": measure, "method": method, "dispersion": dispersion, "inner_level": both[0], "outer_level": both[1]}
    return _funnels(tables, {"organisation": names, **given, **found}, units[-1], (*common, status), _QUANTITIES[measure], settings)


def _funnels(tables: Grouping, rows: dict[str, Array], status: Array, common: tuple[Array, ...], quantity: str, settings: dict[str, Any]) -> Many:
    """Organisations, in the order of the tables, with their positions, and beside them what the funnel of each table has in common."""
    rows["position"] = _organisations._positions(rows["value"], [rows[name] for name in _POSITIONED[3:]], status == STATUS.index("ok"))
    rows = {name: tables.back(np.asarray(column)) for name, column in {**rows, "status": status}.items()}
    rows["status"] = status_of(rows["status"])
    by_table = dict(zip(("target", "overdispersion", "between_deviation", "pvalue", "status"), common, strict=True))
    by_table = {"organisations": tables.sizes, **by_table, "status": status_of(by_table["status"])}
    part = tables.answer("middle of funnels", by_table, settings, shown=("target", "overdispersion", "pvalue"))
    shown = ("organisation", "value", "adjusted")
    settings = {"quantity": quantity, **settings}
    return tables.answer("funnels", rows, settings, shown=shown, at=tables.codes, rows="organisation", parts={"by_table": part})


def funnel_effects(
    values: ArrayLike,
    standard_errors: ArrayLike,
    table: Any,
    *,
    organisations: ArrayLike | None = None,
    dispersion: str = "none",
    target: float | None = None,
    winsorise: float = 0.1,
    confidence_level: tuple[float, float] = (0.95, 0.998),
    threads: int = 1,
) -> Many:
    """A funnel for each table (indicator, year) of any estimates that are about normal, with their standard errors.

    Parameters
    ----------
    values, standard_errors : column of float
        A row for each organisation of each table: log ratios, differences, scores.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    organisations : column of str, optional
        Their names, one for each row; the numbers from 1 in each table where none are given.
    dispersion, target, winsorise, confidence_level
        As in `equitable.funnel_effects`; one ``target``, where one is given, for all tables.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        As that of `funnel`, with ``standard_error`` in the place of the counts.

    Raises
    ------
    InvalidInput
        A number is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The lengths differ; an
        option is not known.

    Notes
    -----
    Source: Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.funnel_effects([0.1, -0.2, 1.4, 0.3, 0.2], [0.2, 0.3, 0.25, 0.1, 0.2], [2023] * 3 + [2024] * 2, target=0).position.tolist()
    ['within', 'within', 'above_outer', 'above_inner', 'within']
    """
    where = "many.funnel_effects"
    dispersion = choice(where, "dispersion", dispersion, _core.funnel_dispersions)
    both = _organisations._two_levels(where, confidence_level)
    middle = math.nan if target is None else real(where, "target", target)
    if target is not None and not math.isfinite(middle):
        raise refuse(where, "target", f"{middle:g}", "a finite number, or left out for the average")
    tables = Grouping(where, "table", table, threads)
    names = tables.names("organisations", organisations)
    effects, errors = tables.numbers("values", values), tables.numbers("standard_errors", standard_errors)
    for name, column, wrong, demand in (
        ("values", effects, ~np.isfinite(effects), "finite"),
        ("standard_errors", errors, ~((errors >= 1e-50) & (errors <= 1e50)), "between 1e-50 and 1e50"),
    ):
        if wrong.any():
            row = int(np.argmax(wrong))
            raise tables.refuse(name, f"{column[row]:g}", demand, row)
    options = (dispersion, middle, real(where, "winsorise", winsorise), *both)
    y, e = tables.taken(effects), tables.taken(errors)
    *common, status, units = tables.called("many_funnel_effects", y, e, tables.offsets, *options)
    single: dict[str, Any] = {"dispersion": dispersion, "target": target, "winsorise": winsorise, "confidence_level": both}

    def alone(*some: Array) -> object:
        return _organisations.funnel_effects(*some, **single)

    tables.none_refused(status, alone, effects, errors)
    rows = {"organisation": names, "standard_error": e, **dict(zip(_POSITIONED, units, strict=False))}
    settings = {"measure": "effect", "method": "normal", "dispersion": dispersion, "inner_level": both[0], "outer_level": both[1]}
    return _funnels(tables, rows, units[-1], (*common, status), "effect", settings)


def percentile_rank(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
    *,
    organisations: ArrayLike | None = None,
    favourable: bool = True,
    method: str = "pairwise",
    confidence_level: float = 0.95,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 1,
) -> Many:
    """Where every organisation stands among those of its table (indicator, year), and how sure that is.

    Parameters
    ----------
    events, totals : column of int
        A row for each organisation of each table (indicator, year): whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    organisations : column of str, optional
        Their names, one for each row; the numbers from 1 in each table where none are given.
    favourable : bool
        Whether a high rate is good.
    method, confidence_level, replicates, seed
        As in `equitable.percentile_rank`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row an organisation, in the order of ``events``: ``organisation``, ``events``, ``total``, ``value`` (the share of the others that it is
        better than), ``lower``, ``upper``, ``rank``, ``rank_lower``, ``rank_upper``, ``organisations`` (that count), ``status``.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The lengths differ; an
        option is not known.

    Notes
    -----
    Source: Mogstad M, Romano JP, Shaikh AM, Wilhelm D (2024), Review of Economic Studies 91, 476-518.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.percentile_rank([30, 55, 12, 9, 80], [100, 240, 90, 60, 200], [2023, 2023, 2023, 2024, 2024]).rank.tolist()
    [1.0, 2.0, 3.0, 2.0, 1.0]
    """
    where = "many.percentile_rank"
    method = choice(where, "method", method, _core.rank_methods)
    level = real(where, "confidence_level", confidence_level)
    good = _organisations._flag(where, "favourable", favourable)
    draws, start = whole(where, "replicates", replicates, 2, 10**8), seed_of(where, seed)
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    names = tables.names("organisations", organisations)
    *better, rank, rank_lower, rank_upper, count = tables.called(
        "many_percentile_rank", x, n, tables.offsets, method, good, level, draws, start
    )
    tables.none_refused(better[3], _organisations.percentile_rank, events, totals, tables=np.sort(tables.codes))
    columns = {
        "organisation": tables.back(names),
        "events": tables.back(x),
        "total": tables.back(n),
        **estimate_columns("", [tables.back(column) for column in better]),
        "rank": tables.back(rank),
        "rank_lower": tables.back(rank_lower),
        "rank_upper": tables.back(rank_upper),
        "organisations": tables.back(count),
    }
    settings = {"quantity": "share of the others it is better than", "favourable": good, "confidence_level": level, "method": method}
    return tables.answer("ranks", columns, settings, shown=("organisation", "value", "rank"), at=tables.codes, rows="organisation")


def shrinkage(
    events: ArrayLike,
    totals: ArrayLike,
    table: Any,
    *,
    organisations: ArrayLike | None = None,
    method: str = "maximum_likelihood",
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """The rates of the organisations of each table (indicator, year) drawn towards their common mean.

    Parameters
    ----------
    events, totals : column of int
        A row for each organisation of each table (indicator, year): whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    organisations : column of str, optional
        Their names, one for each row; the numbers from 1 in each table where none are given.
    method, confidence_level
        As in `equitable.shrinkage`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row an organisation, in the order of ``events``: ``organisation``, ``events``, ``total``, ``value``, ``lower``, ``upper``, ``status``.
        ``found.by_table`` has ``mean``, ``concentration``, ``correlation`` and ``status`` of every table.

    Raises
    ------
    InvalidInput
        A count is not what it must be, a label is missing or a name stands twice in a table: the table and the row are named. The lengths differ; the
        method is not known.

    Notes
    -----
    Not to find an outlier, which shrinking hides: that is `funnel`. Source: Griffiths DA (1973), Biometrics 29, 637-648.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.many.shrinkage([12, 30, 3, 44, 9, 9], [40, 60, 25, 180, 20, 20], [2023] * 4 + [2024] * 2)
    >>> found.value.round(3).tolist(), found.by_table.mean.round(3).tolist()
    ([0.3, 0.458, 0.19, 0.249, 0.45, 0.45], [0.3, 0.45])
    """
    where = "many.shrinkage"
    method = choice(where, "method", method, _core.shrinkage_methods)
    level = real(where, "confidence_level", confidence_level)
    tables = Grouping(where, "table", table, threads)
    x, n = tables.rates(events=events, totals=totals)
    names = tables.names("organisations", organisations)
    rates, mean, concentration, correlation, status = tables.called("many_shrinkage", x, n, tables.offsets, method, level)
    tables.none_refused(status, _organisations.shrinkage, events, totals, method=method)
    columns = {
        "organisation": tables.back(names),
        "events": tables.back(x),
        "total": tables.back(n),
        **estimate_columns("", [tables.back(column) for column in rates]),
    }
    by_table = {
        "organisations": tables.sizes,
        "mean": mean,
        "concentration": concentration,
        "correlation": correlation,
        "status": status_of(status),
    }
    settings = {"confidence_level": level, "method": method}
    part = tables.answer("common rates", by_table, settings, shown=("mean", "concentration"))
    shown = ("organisation", "value")
    return tables.answer(
        "shrunken rates", columns, {"quantity": "rate", **settings}, shown=shown, at=tables.codes, rows="organisation", parts={"by_table": part}
    )


def meta_analysis(
    events: ArrayLike | None = None,
    totals: ArrayLike | None = None,
    reference_events: ArrayLike | None = None,
    reference_totals: ArrayLike | None = None,
    table: Any = None,
    *,
    effects: ArrayLike | None = None,
    variances: ArrayLike | None = None,
    measure: str = "relative_likelihood",
    method: str = "paule_mandel",
    hartung_knapp: bool = True,
    confidence_level: float = 0.95,
    threads: int = 1,
) -> Many:
    """The mean of an effect over the organisations of each table (indicator, year), and how much the true effects differ.

    Parameters
    ----------
    events, totals, reference_events, reference_totals : column of int
        Group and reference in every organisation of every table: whole numbers with 0 <= events <= totals.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    effects, variances : column of float, optional
        In the place of the counts: an effect that is about normal, and its variance, for every organisation.
    measure, method, hartung_knapp, confidence_level
        As in `equitable.meta_analysis`.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``organisations``, ``used``, ``value``, ``lower``, ``upper``, ``standard_error``, ``prediction_lower``, ``prediction_upper``,
        ``tau2``, ``q``, ``df``, ``q_pvalue``, ``i2``, the limits of ``tau2`` and ``i2``, ``status``.

    Raises
    ------
    InvalidInput
        A number is not what it must be, or a label is missing: the table and the row are named. The lengths differ; an option is not known.

    Notes
    -----
    Not for tables with few events, which are better pooled by `stratified`. Source: Paule RC, Mandel J (1982), Journal of Research of the National
    Bureau of Standards 87, 377-385.

    Examples
    --------
    >>> import equitable as eq
    >>> years = [2023] * 4 + [2024] * 2
    >>> found = eq.many.meta_analysis(effects=[0.30, 0.12, 0.55, 0.21, 0.4, 0.4], variances=[0.02, 0.01, 0.05, 0.015, 0.1, 0.1], table=years)
    >>> found.value.round(3).tolist()
    [0.229, 0.4]
    """
    where = "many.meta_analysis"
    method = choice(where, "method", method, _core.meta_analysis_methods)
    name, code = measure_of(where, measure)
    level, knapp = real(where, "confidence_level", confidence_level), _organisations._flag(where, "hartung_knapp", hartung_knapp)
    counts = (events, totals, reference_events, reference_totals)
    of_effects = effects is not None or variances is not None
    if of_effects and any(part is not None for part in counts):
        raise InvalidInput(f"{where}: counts and effects are given, but must be one or the other")
    needed = {"effects": effects, "variances": variances} if of_effects else dict(zip(_FOUR, counts, strict=True))
    for label, part in {**needed, "table": table}.items():
        if part is None:
            raise InvalidInput(f"{where}: {label} is missing, but must be given")
    tables = Grouping(where, "table", table, threads)
    same: dict[str, Any] = {"method": method, "hartung_knapp": knapp, "confidence_level": level}
    if of_effects:
        y, v = tables.numbers("effects", effects), tables.numbers("variances", variances)
        name, found = "effect", tables.called("many_meta_analysis", tables.taken(y), tables.taken(v), tables.offsets, method, knapp, level)
        given: tuple[Any, ...] = (y, v)
    else:
        columns = tables.strata(*counts)
        found = tables.called("many_meta_analysis_of_tables", *columns, tables.offsets, code, method, knapp, level)
        given = counts
    estimate, further, used = found

    def alone(*some: Array) -> object:
        if of_effects:
            return _organisations.meta_analysis(effects=some[0], variances=some[1], **same)
        return _organisations.meta_analysis(*some, measure=name, **same)

    tables.none_refused(estimate[3], alone, *given)
    answer = {
        "organisations": tables.sizes,
        "used": used,
        **{key: column for key, column in estimate_columns("", estimate).items() if key != "status"},
        **dict(zip(_META, further, strict=True)),
        "status": status_of(estimate[3]),
    }
    settings = {"measure": name, "confidence_level": level, "method": method, "hartung_knapp": knapp and method != "fixed"}
    return tables.answer("mean effects", answer, settings, shown=("value", "tau2", "q_pvalue"))
