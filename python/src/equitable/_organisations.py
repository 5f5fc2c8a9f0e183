"""Many organisations: which are unlike the others, where one stands, rates drawn together, and the mean of an effect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._comparisons import odds_ratio, rate_difference, relative_likelihood
from ._lists import called, count_lists, named_by_numbers, names_of, number_list, place_of, seed_of, whole
from ._reading import STATUS, answers, choice, frozen, levels, measure_of, real, refuse, status_of
from .errors import InvalidInput
from .results.organisations import Funnel, MetaAnalysis, PercentileRank, Shrinkage

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["funnel", "funnel_effects", "meta_analysis", "percentile_rank", "shrinkage"]

_FOUR = ("events", "totals", "reference_events", "reference_totals")
_EFFECTS = {"relative_likelihood": relative_likelihood, "rate_difference": rate_difference, "odds_ratio": odds_ratio}


def _flag(where: str, name: str, value: object) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise refuse(where, name, repr(value), "True or False")
    return bool(value)


# ------------------------------------------------------------------------------------------------------------------ funnels


def _two_levels(where: str, value: Any) -> tuple[float, float]:
    found = levels(where, value)
    if not isinstance(found, list) or len(found) != 2 or not found[0] < found[1]:
        raise refuse(where, "confidence_level", value, "two levels, the inner funnel's and the outer's, for instance (0.95, 0.998)")
    return found[0], found[1]


def exact_limits(measure: str, target: float, sizes: np.ndarray[Any, Any], both: tuple[float, float]) -> list[Any]:
    """Exact limits of every unit at both levels; NaN for a unit of no size."""
    columns: list[Any] = []
    filled = sizes > 0
    for level in both:
        lower, upper = (np.full(sizes.size, math.nan) for _ in range(2))
        if filled.any():
            if measure == "proportion":
                given: dict[str, Any] = {"target": target, "total": sizes[filled]}
                _, (low, high) = answers("funnel", "funnel_rate_limits", given, ("exact", level), ("target",))
                lower[filled], upper[filled] = low, high
            else:
                _, (low, high) = answers("funnel", "funnel_expected_limits", {"expected": sizes[filled] * target}, ("exact", level), ("expected",))
                lower[filled], upper[filled] = low * target, high * target
        columns += [lower, upper]
    return columns


def _positions(value: Any, limits: Sequence[Any], known: Any) -> np.ndarray[Any, Any]:
    inner_lower, inner_upper, outer_lower, outer_upper = limits
    with np.errstate(invalid="ignore"):
        conditions = [~known, value > outer_upper, value < outer_lower, value > inner_upper, value < inner_lower]
    return frozen(np.select(conditions, ["none", "above_outer", "below_outer", "above_inner", "below_inner"], "within"))


def funnel(
    events: ArrayLike,
    totals: ArrayLike | None = None,
    reference_events: ArrayLike | None = None,
    reference_totals: ArrayLike | None = None,
    *,
    expected: ArrayLike | None = None,
    organisations: Sequence[str] | None = None,
    method: str = "normal",
    dispersion: str = "none",
    target: float | None = None,
    winsorise: float = 0.1,
    confidence_level: tuple[float, float] = (0.95, 0.998),
) -> Funnel:
    """Which of many organisations lie further from the common rate or ratio than chance takes them.

    Parameters
    ----------
    events, totals : list of int
        One of each for every organisation: a funnel of rates.
    reference_events, reference_totals : list of int, optional
        With them a funnel of relative likelihoods, group against reference in every organisation, on the scale of their logarithms.
    expected : list of float, optional
        In the place of ``totals``: the events expected of every organisation. A funnel of observed over expected.
    organisations : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    method : {"normal", "exact"}
        How the limits of rates and of observed over expected are found; ``exact`` by binomial or Poisson tails, without allowance for dispersion.
    dispersion : {"none", "additive", "multiplicative"}
        What is done where the organisations vary more than chance makes them: nothing; a variance between organisations is added to each; all
        limits are widened by one factor.
    target : float, optional
        The middle of the funnel: the pooled rate, 1 for observed over expected, the mean log ratio unless told.
    winsorise : float
        The share of organisations pulled in at each end before dispersion is estimated, so that outliers do not make themselves look normal.
    confidence_level : (float, float)
        Of the inner and the outer funnel.

    Returns
    -------
    Funnel
        One row an organisation; ``outside`` are those beyond the outer limits.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; an option is not known, or does not go with what is given.

    Notes
    -----
    By chance alone one organisation in twenty lies outside the 95 % limits and one in 500 outside the 99.8 % limits. A funnel says who is unlike the
    others; it ranks nobody. Source: Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.funnel([30, 55, 12], [100, 240, 90], organisations=["North", "Mid", "South"])
    3 × organisations in a funnel around 22.6%: 0 beyond the 99.8% limits, 1 beyond the 95%, overdispersion 2.52 (p = 0.023), normal
      North: 30.0%, within the funnel (95% 14.4% to 30.8%, 99.8% 9.6% to 35.5%), 30 of 100
      Mid: 22.9%, within the funnel (95% 17.3% to 27.8%, 99.8% 14.2% to 30.9%), 55 of 240
      South: 13.3%, below the 95% limits, a hint (95% 13.9% to 31.2%, 99.8% 8.9% to 36.2%), 12 of 90
    """
    where = "funnel"
    method = choice(where, "method", method, _core.funnel_methods)
    dispersion = choice(where, "dispersion", dispersion, _core.funnel_dispersions)
    both = _two_levels(where, confidence_level)
    middle = math.nan if target is None else real(where, "target", target)
    if target is not None and math.isnan(middle):
        raise refuse(where, "target", "NaN", "a number, or left out for the average")
    options = (dispersion, middle, real(where, "winsorise", winsorise), *both)
    counts: dict[str, Any] = dict.fromkeys(("events", "total", "reference_events", "reference_total", "expected", "standard_error"))
    if (reference_events is None) != (reference_totals is None):
        raise InvalidInput(f"{where}: reference_events and reference_totals must be given together")
    if (totals is None) == (expected is None):
        raise InvalidInput(f"{where}: totals and expected must be one given and one left out")
    if reference_events is not None:
        if expected is not None:
            raise InvalidInput(f"{where}: expected is given with a reference, but must be left out")
        columns = count_lists(where, **dict(zip(_FOUR, (events, totals, reference_events, reference_totals), strict=True)))
        measure, found = "relative_likelihood", called(where, "funnel_log_ratios", *columns, *options)
        counts |= dict(zip(("events", "total", "reference_events", "reference_total"), columns, strict=True))
    elif expected is not None:
        (x,) = count_lists(where, events=events)
        sizes = number_list(where, "expected", expected, x.size)
        measure, found = "ratio_obs_over_exp", called(where, "funnel_observed_expected", x, sizes, *options)
        counts |= {"events": x, "expected": sizes}
    else:
        x, sizes = count_lists(where, events=events, totals=totals)
        measure, found = "proportion", called(where, "funnel_rates", x, sizes, *options)
        counts |= {"events": x, "total": sizes}
    limits = None
    if method == "exact":
        if measure == "relative_likelihood" or dispersion != "none":
            what = "a ratio of two groups" if measure == "relative_likelihood" else f"dispersion {dispersion!r}"
            raise refuse(where, "method", "'exact'", f"'normal' with {what}")
        centre = found[0]
        limits = [np.full(sizes.size, math.nan)] * 4 if math.isnan(centre) else exact_limits(measure, centre, sizes, both)
    size = counts["events"].size
    return _funnel(found, limits, names_of(where, "organisations", organisations, size, events), counts, both, measure, method, options)


def _funnel(
    found: tuple[Any, ...],
    exact: list[Any] | None,
    names: Any,
    counts: dict[str, Any],
    both: tuple[float, float],
    measure: str,
    method: str,
    options: tuple[Any, ...],
) -> Funnel:
    target, overdispersion, between, pvalue, status, (value, z, adjusted, *limits, unit_status) = found
    known = unit_status == STATUS.index("ok")
    limits = [frozen(np.array(limit)) for limit in exact or limits]
    return Funnel(
        organisation=names,
        value=frozen(value),
        z=frozen(z),
        adjusted=frozen(adjusted),
        inner_lower=limits[0],
        inner_upper=limits[1],
        outer_lower=limits[2],
        outer_upper=limits[3],
        position=_positions(value, limits, known),
        status=status_of(unit_status),
        **counts,
        target=target,
        overdispersion=overdispersion,
        between_deviation=between,
        pvalue=pvalue,
        confidence_levels=both,
        measure=measure,
        method=method,
        dispersion=options[0],
        winsorise=options[2],
        funnel_status=STATUS[status],
    )


def funnel_effects(
    values: ArrayLike,
    standard_errors: ArrayLike,
    *,
    organisations: Sequence[str] | None = None,
    dispersion: str = "none",
    target: float | None = None,
    winsorise: float = 0.1,
    confidence_level: tuple[float, float] = (0.95, 0.998),
) -> Funnel:
    """A funnel of any estimates that are about normal, with their standard errors.

    Parameters
    ----------
    values, standard_errors : list of float
        One of each for every organisation: log ratios, differences, scores.
    organisations : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    dispersion, target, winsorise, confidence_level
        As in `funnel`; the middle is the mean weighted by precision unless told.

    Returns
    -------
    Funnel

    Raises
    ------
    InvalidInput
        A number is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    Source: Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.funnel_effects([0.1, -0.2, 1.4], [0.2, 0.3, 0.25], target=0).position.tolist()
    ['within', 'within', 'above_outer']
    """
    where = "funnel_effects"
    dispersion = choice(where, "dispersion", dispersion, _core.funnel_dispersions)
    both = _two_levels(where, confidence_level)
    middle = math.nan if target is None else real(where, "target", target)
    options = (dispersion, middle, real(where, "winsorise", winsorise), *both)
    effects = number_list(where, "values", values)
    errors = number_list(where, "standard_errors", standard_errors, effects.size)
    try:
        found = called(where, where, effects, errors, *options)
    except InvalidInput as error:
        raise InvalidInput(str(error).replace("value[", "values[").replace("standard_error[", "standard_errors[")) from None
    counts: dict[str, Any] = dict.fromkeys(("events", "total", "reference_events", "reference_total", "expected"))
    names = names_of(where, "organisations", organisations, effects.size, values)
    return _funnel(found, None, names, counts | {"standard_error": errors}, both, "effect", "normal", options)


# ------------------------------------------------------------------------------------------------------- ranks and shrinkage


def percentile_rank(
    events: ArrayLike,
    totals: ArrayLike,
    organisation: int | str | None = None,
    *,
    organisations: Sequence[str] | None = None,
    favourable: bool = True,
    method: str = "pairwise",
    confidence_level: float = 0.95,
    replicates: int = 999,
    seed: int = 1,
) -> PercentileRank:
    """Where one organisation stands among all, and how sure that is: "better than 41 % of trusts".

    Parameters
    ----------
    events, totals : list of int
        One of each for every organisation: whole numbers with 0 <= events <= totals.
    organisation : int or str, optional
        The one, by its place from 0 or by its name; all of them, one row each, unless told.
    organisations : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    favourable : bool
        Whether a high rate is good.
    method : {"pairwise", "simulated"}
        ``pairwise`` holds whatever the true rates are; ``simulated`` is shorter, and too sure where many true rates lie close together.
    confidence_level : float
        Strictly between 0 and 1; of each organisation's interval by itself.
    replicates, seed : int
        How many samples ``simulated`` draws, and where it begins; the same seed gives the same interval.

    Returns
    -------
    PercentileRank
        An organisation without people has no rank, and does not count among the others.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; there is no such organisation; an option is not known.

    Notes
    -----
    A rank is less sure than the rates it is made of: read the interval before the place. Sources: Mogstad M, Romano JP, Shaikh AM, Wilhelm D (2024),
    Review of Economic Studies 91, 476-518; Goldstein H, Spiegelhalter DJ (1996), Journal of the Royal Statistical Society A 159, 385-443.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.percentile_rank([30, 55, 12, 80], [100, 240, 90, 200], "South", organisations=["North", "Mid", "South", "West"])
    South: better than 0.0% of 3 others (95% interval 0.0% to 33.3%), rank 4 (3 to 4) of 4: 12 of 90, pairwise.
    """
    where = "percentile_rank"
    method = choice(where, "method", method, _core.rank_methods)
    level = real(where, "confidence_level", confidence_level)
    good = _flag(where, "favourable", favourable)
    draws, start = whole(where, "replicates", replicates, 2, 10**8), seed_of(where, seed)
    x, n = count_lists(where, events=events, totals=totals)
    names = names_of(where, "organisations", organisations, x.size, events, totals)
    one = organisation is not None
    numbers = named_by_numbers(organisations, events, totals)
    places = [place_of(where, "organisation", organisation, names.tolist(), "organisations", numbers=numbers)] if one else range(x.size)
    asked = np.array(places, dtype=np.int64)
    found = called(where, where, x, n, asked, method, good, level, draws, start)
    value, lower, upper, status, rank, rank_lower, rank_upper, count = found
    said = {
        "organisation": names[asked],
        "value": value,
        "lower": lower,
        "upper": upper,
        "rank": rank,
        "rank_lower": rank_lower,
        "rank_upper": rank_upper,
        "organisations": count,
        "events": x[asked],
        "total": n[asked],
    }
    columns: dict[str, Any] = {key: column[0].item() if one else frozen(column) for key, column in said.items()}
    word = STATUS[status[0]] if one else status_of(status)
    return PercentileRank(**columns, favourable=good, confidence_level=level, method=method, status=word)


def shrinkage(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    organisations: Sequence[str] | None = None,
    method: str = "maximum_likelihood",
    confidence_level: float = 0.95,
) -> Shrinkage:
    """The rates of many organisations drawn towards their common mean, each by as much as its own numbers leave open.

    Parameters
    ----------
    events, totals : list of int
        One of each for every organisation: whole numbers with 0 <= events <= totals.
    organisations : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    method : {"maximum_likelihood", "method_of_moments"}
        How the beta distribution of the true rates is estimated.
    confidence_level : float
        Strictly between 0 and 1.

    Returns
    -------
    Shrinkage
        One row an organisation. Where the rates differ no more than by chance all are the pooled rate, and ``concentration`` is infinite.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; the method is not known.

    Notes
    -----
    For a map or a forecast, not to find an outlier, which shrinking hides: that is `funnel`. Sources: Griffiths DA (1973), Biometrics 29, 637-648;
    Kleinman JC (1973), Journal of the American Statistical Association 68, 46-54.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.shrinkage([12, 30, 3, 44], [40, 60, 25, 180])
    >>> found.value.round(3).tolist(), round(found.mean, 3)
    ([0.3, 0.458, 0.19, 0.249], 0.3)
    """
    where = "shrinkage"
    method = choice(where, "method", method, _core.shrinkage_methods)
    level = real(where, "confidence_level", confidence_level)
    x, n = count_lists(where, events=events, totals=totals)
    names = names_of(where, "organisations", organisations, x.size, events, totals)
    mean, concentration, correlation, common, columns = called(where, "shrunken_rates", x, n, method, level)
    value, lower, upper, status = columns
    limits = (frozen(value), frozen(lower), frozen(upper))
    return Shrinkage(names, x, n, *limits, mean, concentration, correlation, level, method, status_of(status), STATUS[common])


# --------------------------------------------------------------------------------------------------------------- meta-analysis


def meta_analysis(
    events: ArrayLike | None = None,
    totals: ArrayLike | None = None,
    reference_events: ArrayLike | None = None,
    reference_totals: ArrayLike | None = None,
    *,
    effects: ArrayLike | None = None,
    variances: ArrayLike | None = None,
    measure: str = "relative_likelihood",
    method: str = "paule_mandel",
    hartung_knapp: bool = True,
    confidence_level: float = 0.95,
    organisations: Sequence[str] | None = None,
) -> MetaAnalysis:
    """The mean of an effect over many organisations, how much the true effects differ, and where a further organisation's may lie.

    Parameters
    ----------
    events, totals, reference_events, reference_totals : list of int
        Group and reference in every organisation: whole numbers with 0 <= events <= totals.
    effects, variances : list of float, optional
        In the place of the counts: an effect that is about normal, and its variance, for every organisation.
    measure : {"relative_likelihood", "rate_difference", "odds_ratio"}
        Of the counts. ``ratio``, ``rr``, ``rd`` and ``or`` will do. Ratios are pooled as logarithms and given as ratios.
    method : {"paule_mandel", "dersimonian_laird", "fixed"}
        How the variance between organisations is estimated; ``fixed`` takes the effect to be the same everywhere.
    hartung_knapp : bool
        Whether the interval of the mean is Hartung and Knapp's; ``fixed`` has none.
    confidence_level : float
        Strictly between 0 and 1.
    organisations : list of str, optional
        Their names, for `plot`; the numbers from 1 where none are given.

    Returns
    -------
    MetaAnalysis
        An organisation without an effect or a variance (no events, nobody in a group) is left out: compare ``used`` with ``organisations``.

    Raises
    ------
    InvalidInput
        A number is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    Not for tables with few events, which are better pooled by `stratified`. Sources: Paule RC, Mandel J (1982), Journal of Research of the National
    Bureau of Standards 87, 377-385; Hartung J, Knapp G (2001), Statistics in Medicine 20, 3875-3889; Higgins JPT, Thompson SG, Spiegelhalter DJ
    (2009), Journal of the Royal Statistical Society A 172, 137-159.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.meta_analysis(effects=[0.30, 0.12, 0.55, 0.21], variances=[0.02, 0.01, 0.05, 0.015])
    >>> round(found.value, 3), round(found.q_pvalue, 2)
    (0.229, 0.32)
    """
    where = "meta_analysis"
    method = choice(where, "method", method, _core.meta_analysis_methods)
    name, code = measure_of(where, measure)
    level, knapp = real(where, "confidence_level", confidence_level), _flag(where, "hartung_knapp", hartung_knapp)
    counts = (events, totals, reference_events, reference_totals)
    if effects is not None or variances is not None:
        if any(part is not None for part in counts):
            raise InvalidInput(f"{where}: counts and effects are given, but must be one or the other")
        if effects is None or variances is None:
            raise InvalidInput(f"{where}: effects and variances must be given together")
        y = number_list(where, "effects", effects)
        v = number_list(where, "variances", variances, y.size)
        name, found = "effect", called(where, where, y, v, method, knapp, level)
        half = NormalDist().inv_cdf(0.5 + 0.5 * level) * np.sqrt(v)
        each = (y, y - half, y + half)
    else:
        if any(part is None for part in counts):
            missing = next(label for label, part in zip(_FOUR, counts, strict=True) if part is None)
            raise InvalidInput(f"{where}: {missing} is missing, but must be given, or effects with variances")
        columns = count_lists(where, **dict(zip(_FOUR, counts, strict=True)))
        found = called(where, "meta_analysis_of_tables", *columns, code, method, knapp, level)
        alone = _EFFECTS[name](*columns, confidence_level=level)
        each = (alone.value, alone.lower, alone.upper)
    (value, lower, upper, status), error, tau2, tau2_lower, tau2_upper, low, high, q, df, q_pvalue, i2, i2_lower, i2_upper, used = found
    return MetaAnalysis(
        value=value,
        lower=lower,
        upper=upper,
        standard_error=error,
        prediction_lower=low,
        prediction_upper=high,
        tau2=tau2,
        tau2_lower=tau2_lower,
        tau2_upper=tau2_upper,
        q=q,
        df=df,
        q_pvalue=q_pvalue,
        i2=i2,
        i2_lower=i2_lower,
        i2_upper=i2_upper,
        used=used,
        organisations=each[0].size,
        measure=name,
        confidence_level=level,
        method=method,
        hartung_knapp=knapp and method != "fixed",
        status=STATUS[status],
        organisation=names_of(where, "organisations", organisations, each[0].size),
        effect=each[0],
        effect_lower=frozen(each[1]),
        effect_upper=frozen(each[2]),
    )
