"""Gaps: what they are made of, how large they are in people, over all groups at once, and from one period to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._lists import called, count_lists, count_table, named_by_numbers, names_of, number_list, place_of, seed_of, whole
from ._reading import STATUS, answers, choice, frozen, measure_of, real, refuse, status_of, threads_of
from .errors import InvalidInput
from .results.estimate import Estimate
from .results.gaps import Bootstrap, Change, Decomposition, Inequality, Segregation, Shortfall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["bootstrap", "change", "decomposition", "inequality", "segregation", "shortfall"]


def decomposition(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    *,
    confidence_level: float = 0.95,
) -> Decomposition:
    """How much of a gap comes from where people work, and how much from different rates there.

    Parameters
    ----------
    events, totals : list of int
        The group in each stratum: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : list of int
        The reference in each stratum, likewise.
    confidence_level : float
        Strictly between 0 and 1.

    Returns
    -------
    Decomposition
        ``mix`` and ``rates`` add up to ``gap``. In a stratum where only one of the two groups has people, the other's rate is not known and taken to be
        the same: all that the stratum brings is ``mix``. The result says how many such strata and people there are.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ.

    Notes
    -----
    Source: Kitagawa EM (1955), Journal of the American Statistical Association 50, 1168-1194.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.decomposition([512, 353, 120], [825, 560, 325], [89, 17, 202], [108, 25, 593])
    >>> round(found.gap, 4), round(found.mix, 4), round(found.rates, 4)
    (0.1518, 0.2106, -0.0588)
    """
    where = "decomposition"
    level = real(where, "confidence_level", confidence_level)
    given = {"events": events, "totals": totals, "reference_events": reference_events, "reference_totals": reference_totals}
    x1, n1, x2, n2 = count_lists(where, **given)
    gap, mix, rates, gap_error, mix_error, rates_error, parts = called(where, where, x1, n1, x2, n2, level)
    alone = (n1 == 0) != (n2 == 0)
    return Decomposition(
        gap=gap[0],
        gap_lower=gap[1],
        gap_upper=gap[2],
        mix=mix[0],
        mix_lower=mix[1],
        mix_upper=mix[2],
        rates=rates[0],
        rates_lower=rates[1],
        rates_upper=rates[2],
        gap_standard_error=gap_error,
        mix_standard_error=mix_error,
        rates_standard_error=rates_error,
        strata_mix=frozen(parts[0]),
        strata_rates=frozen(parts[1]),
        confidence_level=level,
        status=STATUS[gap[3]],
        mix_status=STATUS[mix[3]],
        rates_status=STATUS[rates[3]],
        total=int(n1.sum() + n2.sum()),
        strata_of_one_group=int(alone.sum()),
        people_of_one_group=int((n1 + n2)[alone].sum()),
    )


def shortfall(
    events: ArrayLike,
    totals: ArrayLike,
    group: int | str,
    *,
    standard: str = "reference",
    reference: int | str = 0,
    groups: Sequence[str] | None = None,
    confidence_level: float = 0.95,
) -> Shortfall:
    """The people by whom a group falls short of the rate of another, of all together, or of the best.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals.
    group : int or str
        The group, by its place from 0 or by its name.
    standard : {"reference", "pooled", "best"}
        The rate that it is measured by.
    reference : int or str
        The group that sets the rate, for ``reference``.
    groups : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    confidence_level : float
        Strictly between 0 and 1.

    Returns
    -------
    Shortfall

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; a group is not there, or is its own reference.

    Notes
    -----
    The interval is Miettinen and Nurminen's of the difference of rates, in people. Source: Miettinen O, Nurminen M (1985), Statistics in Medicine 4,
    213-226.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.shortfall([240, 60], [3000, 1200], "BME", groups=["White", "BME"])
    BME: shortfall from the rate of White 36.0 people (95% interval 16.2 to 54.2): 60 of 1,200.
    """
    where = "shortfall"
    standard = choice(where, "standard", standard, _core.shortfall_standards)
    level = real(where, "confidence_level", confidence_level)
    x, n = count_lists(where, events=events, totals=totals)
    names = names_of(where, "groups", groups, x.size, events, totals).tolist()
    numbers = named_by_numbers(groups, events, totals)
    mine = place_of(where, "group", group, names, numbers=numbers)
    against = place_of(where, "reference", reference, names, numbers=numbers) if standard == "reference" else 0
    rate, standard_rate, people, nearest, to_close, _, _, best = called(where, where, x, n, mine, standard, against, level)
    value, lower, upper, status = people
    return Shortfall(
        value=value,
        lower=lower,
        upper=upper,
        people=nearest,
        to_close=to_close,
        rate=rate,
        standard_rate=standard_rate,
        confidence_level=level,
        method=standard,
        group=names[mine],
        standard_group="" if standard == "pooled" else names[best],
        events=int(x[mine]),
        total=int(n[mine]),
        status=STATUS[status],
    )


def _compared(
    where: str, events: Any, totals: Any, favourable: Any, reference: Any, group: Any, groups: Any, shares: Any
) -> tuple[Any, ...]:
    """The counts of a measure of inequality, and how it compares them: polarity, places of reference and group (−1 for none), shares."""
    x, n = count_lists(where, events=events, totals=totals)
    names = names_of(where, "groups", groups, x.size, events, totals).tolist()
    numbers = named_by_numbers(groups, events, totals)
    asked = (("reference", reference), ("group", group))
    places = [-1 if value is None else place_of(where, name, value, names, numbers=numbers) for name, value in asked]
    if not isinstance(favourable, bool | np.bool_):
        raise refuse(where, "favourable", repr(favourable), "True or False")
    weights = np.zeros(0) if shares is None else number_list(where, "shares", shares, x.size)
    return x, n, bool(favourable), *places, weights


def inequality(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    measure: str = "D",
    method: str = "automatic",
    confidence_level: float = 0.95,
    favourable: bool = True,
    reference: int | str | None = None,
    group: int | str | None = None,
    groups: Sequence[str] | None = None,
    shares: ArrayLike | None = None,
    replicates: int = 4999,
    seed: int = 1,
) -> Inequality:
    """One measure of the inequality between all groups.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals; for measures of ordered groups the lowest first.
    measure : str
        As the World Health Organization's toolkit names them: ``D``, ``R``, ``ACI``, ``RCI``, ``SII``, ``RII``, ``BGV``, ``BGSD``, ``COV``, ``MDMU``,
        ``MDMW``, ``MDBU``, ``MDBW``, ``MDRU``, ``MDRW``, ``IDISU``, ``IDISW``, ``TI``, ``MLD``, ``PAR``, ``PAF``.
    method : {"automatic", "mover", "inversion", "delta", "bootstrap_bca", "bootstrap_percentile"}
        The interval. ``automatic`` takes the measure's default.
    confidence_level : float
        Strictly between 0 and 1.
    favourable : bool
        Whether the outcome is good to have: decides which group is the best.
    reference, group : int or str, optional
        The groups to compare, by place from 0 or by name, for the measures that compare with a reference. Of a favourable outcome the reference
        stands first in ``D`` and ``R``, of an unfavourable one the group.
    groups : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    shares : list of float, optional
        Shares of the population, known without error; the totals unless told.
    replicates, seed : int
        How many samples the drawn intervals take, and where they begin; the same seed gives the same interval.

    Returns
    -------
    Inequality
        Where nobody, or everybody, in all groups has the outcome, only ``mover`` has an interval; the others have nothing to go by, and the status is
        ``no_information``.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; an option is not known, or is needed.

    Notes
    -----
    ``SII`` and ``RII`` are the linear indices of `slope_index`, which has log and logit fits too. The values are the same, the intervals are not: here
    Wilson's interval of each rate is carried over (``mover``), which holds with small counts and with rates of 0; there the binomial variances are, as in
    published practice. Source: Schlotheuber A, Hosseinpoor AR (2022), International Journal of Environmental Research and Public Health 19, 3697.

    Examples
    --------
    >>> import equitable as eq
    >>> round(eq.inequality([120, 90, 30], [400, 500, 250], measure="D", method="mover", reference=0, group=1).value, 3)
    0.12
    """
    where = "inequality"
    measure = choice(where, "measure", measure, _core.inequality_measures)
    method = choice(where, "method", method, _core.inequality_methods)
    level = real(where, "confidence_level", confidence_level)
    draws, start = whole(where, "replicates", replicates), seed_of(where, seed)
    x, n, *options = _compared(where, events, totals, favourable, reference, group, groups, shares)
    estimate, error, used = called(where, where, x, n, measure, method, level, *options, draws, start)
    value, lower, upper, status = estimate
    return Inequality(value, lower, upper, error, level, measure, used, STATUS[status], int(x.size), int(n.sum()))


def bootstrap(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    measure: str = "D",
    method: str = "bca",
    confidence_level: float = 0.95,
    favourable: bool = True,
    reference: int | str | None = None,
    group: int | str | None = None,
    groups: Sequence[str] | None = None,
    shares: ArrayLike | None = None,
    replicates: int = 9999,
    seed: int = 1,
    threads: int = 1,
) -> Bootstrap:
    """The interval of a measure of inequality by drawing every group's events anew from the law of its own rate.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals; for measures of ordered groups the lowest first.
    measure : str
        As in `inequality`.
    method : {"bca", "percentile"}
        Quantiles of the samples, corrected for bias and skewness or as they are.
    confidence_level : float
        Strictly between 0 and 1.
    favourable, reference, group, groups, shares
        As in `inequality`.
    replicates : int
        How many samples are drawn: up to 10^8, and at least 2/(1 − level) − 1.
    seed : int
        Where the draws begin; the same seed gives the same bits, on any machine and any number of threads.
    threads : int
        How many threads share the samples; 0 means as many as the machine runs at once.

    Returns
    -------
    Bootstrap
        With the standard error and the bias that the samples show.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; an option is not known, or is needed.

    Notes
    -----
    For comparison, and for the standard error: a measure that cannot fall below 0 is larger in samples than in truth, so that near equality no interval
    of this kind is right; `inequality` takes the one that is. A group in which nobody, or everybody, has the outcome does not vary. Source: Efron B
    (1987), Journal of the American Statistical Association 82, 171-185.

    Examples
    --------
    >>> import equitable as eq
    >>> first = eq.bootstrap([120, 90, 30], [400, 500, 250], measure="SII", seed=7)
    >>> first == eq.bootstrap([120, 90, 30], [400, 500, 250], measure="SII", seed=7, threads=2)
    True
    """
    where = "bootstrap"
    measure = choice(where, "measure", measure, _core.inequality_measures)
    known = [name.removeprefix("bootstrap_") for name in _core.bootstrap_methods]
    method = method if method in _core.bootstrap_methods else f"bootstrap_{choice(where, 'method', method, known)}"
    level = real(where, "confidence_level", confidence_level)
    draws, start, pool = whole(where, "replicates", replicates), seed_of(where, seed), threads_of(where, threads)
    x, n, *options = _compared(where, events, totals, favourable, reference, group, groups, shares)
    estimate, error, bias, defined = called(where, where, x, n, measure, method, level, *options, draws, start, pool)
    value, lower, upper, status = estimate
    size, people = int(x.size), int(n.sum())
    return Bootstrap(value, lower, upper, error, bias, level, measure, method, STATUS[status], defined, draws, start, size, people)


def segregation(
    table: ArrayLike, *, index: str = "entropy", group: int = 0, other: int = 1, draws: int = 0, seed: int = 1
) -> Segregation:
    """How unevenly groups are spread over units (teams, directorates), and how much of it is chance.

    Parameters
    ----------
    table : table of int
        A row for each unit, a column for each group.
    index : {"entropy", "dissimilarity", "relative_diversity", "isolation", "exposure"}
    group, other : int
        Columns, from 0: whose members look around (``isolation``, ``exposure``), and whom they meet (``exposure``).
    draws : int
        Random allocations for a p-value; none unless told.
    seed : int
        Where the draws begin; the same seed gives the same p-value.

    Returns
    -------
    Segregation
        Of a single unit there is one allocation only: the status ``no_information``.

    Raises
    ------
    InvalidInput
        A count is not what it must be; an option is not known.

    Notes
    -----
    Small units look segregated by chance alone: read ``corrected``, for isolation and exposure beside the group's share (``even``), for the others
    beside 0. Sources: Duncan OD, Duncan B (1955), American Sociological Review 20, 210-217;
    Theil H (1972), Statistical Decomposition Analysis.

    Examples
    --------
    >>> import equitable as eq
    >>> round(eq.segregation([[10, 0], [0, 10]], index="dissimilarity").value, 3)
    1.0
    """
    where = "segregation"
    index = choice(where, "index", index, _core.segregation_indices)
    cells = count_table(where, table)
    units, columns = cells.shape
    places = [whole(where, name, value, 0, max(columns - 1, 0)) for name, value in (("group", group), ("other", other))]
    options = (index, *places, whole(where, "draws", draws, 0, 10**8), seed_of(where, seed))
    found = called(where, where, cells, *options, columns=columns)
    value, expected, corrected, status, pvalue, lower, upper, even = found
    return Segregation(
        value, expected, corrected, pvalue, lower, upper, index, STATUS[status], units, columns, int(cells.sum()), even
    )


def change(
    first: Sequence[ArrayLike],
    second: Sequence[ArrayLike],
    *,
    measure: str = "relative_likelihood",
    method: str = "score",
    confidence_level: float = 0.95,
) -> Change:
    """How a ratio or a gap moved from one period to the next, when the periods share nobody.

    Parameters
    ----------
    first, second : four of int or array of int
        ``(events, total, reference_events, reference_total)`` in each period.
    measure : {"relative_likelihood", "rate_difference"}
        ``ratio``, ``rr`` and ``rd`` will do.
    method : {"score", "mover"}
    confidence_level : float
        Strictly between 0 and 1.

    Returns
    -------
    Change
        The ratio of ratios, or the difference of differences, the later period against the earlier.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the shapes do not fit; an option is not known.

    Notes
    -----
    "Significant then and not now" is no change: this tests the change itself. Source: Altman DG, Bland JM (2003), BMJ 326, 219.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.change((60, 1200, 240, 3000), (90, 1200, 240, 3000)).value
    1.5
    """
    where = "change"
    name, code = measure_of(where, measure)
    if code == "odds_ratio":
        raise refuse(where, "measure", repr(measure), "one of relative_likelihood, rate_difference")
    method = choice(where, "method", method, _core.change_methods)
    level = real(where, "confidence_level", confidence_level)
    keys = ("events", "total", "reference_events", "reference_total")
    periods = []
    for label, period in (("first", first), ("second", second)):
        if isinstance(period, str | bytes) or not hasattr(period, "__len__") or len(period) != 4:
            raise refuse(where, label, repr(period), "four: events, total, reference_events, reference_total")
        periods.append({f"{label}.{key}": value for key, value in zip(keys, period, strict=True)})
    try:
        values, found = answers(where, where, periods[0] | periods[1], (code, method, level))
    except InvalidInput as error:
        raise InvalidInput(str(error).replace(".group.", ".").replace(".reference.", ".reference_")) from None

    def period_of(at: int) -> Estimate:
        estimate, lower, upper, status = found[at : at + 4]
        return Estimate(estimate, lower, upper, level, "miettinen_nurminen", status_of(status), name, *values[at : at + 4])

    value, lower, upper, status, statistic, pvalue, test_status = found[8:]
    return Change(value, lower, upper, level, statistic, pvalue, method, status_of(status), status_of(test_status), name, period_of(0), period_of(4))
