"""Several groups: whether they are alike, which cells and pairs stand out, and p-values that belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._lists import called, count_lists, count_table, named_by_numbers, names_of, number_list, place_of, seed_of, several, whole
from ._reading import STATUS, choice, frozen, numbers_of, real, refuse, status_of
from .errors import InvalidInput
from .results.groups import Association, GroupTest, Marascuilo, Pairwise, Residuals
from .results.shares import Composition, Shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["adjust_pvalues", "association", "composition", "homogeneity", "marascuilo", "pairwise", "residuals", "shares"]

ADJUSTMENT_ALIASES = {"fdr": "bh", "fdr_bh": "bh", "fdr_by": "by", "benjamini_hochberg": "bh", "benjamini_yekutieli": "by"}

_SHARES_ALIASES = {"goodman": "goodman_wilson_bonferroni", "clopper_pearson": "clopper_pearson_bonferroni", "wilson": "wilson_no_adjustment"}

_SAMPLES = 100_000
"""Tables drawn where an exact test would have to list too many: p within 0.003 of the true one in 19 of 20 cases, and nearer when it is small."""

_CLOSED_FORMS = ("n_minus_1_chi2", "pearson_chi2", "g_test")

_HOMOGENEITY_ALIASES = {"chi2": "pearson_chi2", "freeman_halton": "freeman_halton_minlike", "fisher": "freeman_halton_minlike"}


def chosen(where: str, name: str, value: object, known: Sequence[str], aliases: dict[str, str]) -> str:
    """A name that is known, or what its alias stands for."""
    if isinstance(value, str) and value in aliases:
        return aliases[value]
    return choice(where, name, value, known, aliases)


def _cells(where: str, events: Any, totals: Any, table: Any) -> np.ndarray[Any, Any]:
    """A table of counts, from a table or from events and totals."""
    if table is not None:
        if events is not None or totals is not None:
            raise InvalidInput(f"{where}: a table and events with totals are given, but must be one or the other")
        return count_table(where, table)
    if events is None or totals is None:
        raise InvalidInput(f"{where}: events and totals are missing, but must be given, or a table")
    x, n = count_lists(where, events=events, totals=totals)
    over = x > n
    if over.any():
        place = int(np.argmax(over))
        raise refuse(where, f"events[{place}]", x[place], f"at most totals[{place}], which is {n[place]}")
    for name, column in (("totals", n), ("events", x)):
        if (column < 0).any():
            place = int(np.argmax(column < 0))
            raise refuse(where, f"{name}[{place}]", column[place], "0 or more")
    return frozen(np.ascontiguousarray(np.column_stack([x, n - x])))


def homogeneity(
    events: ArrayLike | None = None,
    totals: ArrayLike | None = None,
    *,
    table: ArrayLike | None = None,
    method: str = "n_minus_1_chi2",
    samples: int | None = None,
    seed: int | None = None,
    confidence_level: float | None = None,
) -> GroupTest:
    """Whether several groups have the same rate, or the rows of a table the same shares of every column.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals.
    table : table of int, optional
        In the place of events and totals: rows and columns of counts.
    method : str
        The test. Default ``n_minus_1_chi2``. Good too: ``pearson_chi2``. For small expected counts the exact tests ``freeman_halton_minlike``,
        ``freeman_halton_midp``, ``exact_conditional_pearson`` and ``exact_conditional_lr``. For comparison: ``g_test``.
    samples : int, optional
        Draw so many tables with the margins of this one in the place of listing them all. Exact methods draw 100,000 unless told where there are too
        many tables to list.
    seed : int, optional
        Where the draws begin, 1 unless told; the same seed gives the same p-value. Of exact methods only, as ``confidence_level``.
    confidence_level : float, optional
        Of the interval of a simulated p-value, 0.95 unless told.

    Returns
    -------
    GroupTest
        With ``smallest_expected``: below 5 or so a chi-squared p-value is rough, below 1 it can be many times too small or too large. A p-value that
        was simulated has its interval (``pvalue_lower``, ``pvalue_upper``) and says of how many ``samples``. Where nobody, or everybody, had the
        outcome there is no evidence either way: the status ``no_information``. Groups without people do not count.

    Raises
    ------
    InvalidInput
        A count is not what it must be; events exceed totals; the lengths differ; an option is not known.

    Notes
    -----
    It says that not all are alike, not who differs: that is `pairwise` or `residuals`. An exact test lists all tables with the same margins. Groups
    of like size pass up to at least about 9,000 people in 3 groups, 7,500 in 4, 2,500 in 5, 600 in 6, 300 in 8 and 120 in 18 (even groups with half
    of the people with events up to some 38,000, 7,900, 3,900, 1,160, 550 and 280; more where the outcome is rarer), with three answers 300 people in 3
    groups; two groups have no limit. Beyond, tables are drawn: 0.1 to 5 seconds for 100,000. Sources: Pearson K (1900), Philosophical Magazine 50, 157-175;
    Pearson ES (1947), Biometrika 34, 139-167; Freeman GH, Halton JH (1951), Biometrika 38, 141-149; Phipson B, Smyth GK (2010), Statistical
    Applications in Genetics and Molecular Biology 9, 39.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.homogeneity([371, 341, 596], [3844, 3005, 3842])
    Difference among 3 groups: p < 0.001 (statistic 64.53 on 2 degrees of freedom), 10,691 people, n_minus_1_chi2 two-sided.
    >>> round(eq.homogeneity(table=[[1, 2, 3], [3, 2, 1]], method="freeman_halton_minlike").pvalue, 4)
    0.7662
    >>> eq.homogeneity([31, 24, 28, 40, 22, 35, 30, 26], [80] * 8, method="freeman_halton_minlike")  # too many tables to list
    Difference among 8 groups: p = 0.075 (simulated by 100,000 random tables, 95% interval 0.0734 to 0.0767), 640 people, freeman_halton_minlike \
two-sided.
    """
    where = "homogeneity"
    method = chosen(where, "method", method, _core.homogeneity_methods, _HOMOGENEITY_ALIASES)
    cells = _cells(where, events, totals, table)
    drawing = {"samples": samples, "seed": seed, "confidence_level": confidence_level}
    if method in _CLOSED_FORMS:
        for name, given in drawing.items():
            if given is not None:
                exact = ", ".join(each for each in _core.homogeneity_methods if each not in _CLOSED_FORMS)
                raise refuse(where, name, repr(given), f"left out with the method {method}, which draws no tables; the exact ones do: {exact}")
    draws = _SAMPLES if samples is None else whole(where, "samples", samples)
    start = 1 if seed is None else seed_of(where, seed)
    level = 0.95 if confidence_level is None else real(where, "confidence_level", confidence_level)
    size: dict[str, Any] = {"task": where, "groups": int(cells.shape[0]), "total": int(cells.sum())}
    if samples is None:
        statistic, pvalue, df, smallest, status = called(where, where, cells, method, columns=cells.shape[1])
        if STATUS[status] != "too_large":
            return GroupTest(statistic, pvalue, df, method, "two-sided", STATUS[status], **size, smallest_expected=smallest)
    pvalue, lower, upper, smallest, status = called(
        where, "homogeneity_monte_carlo", cells, method, draws, start, level, columns=cells.shape[1]
    )
    nan = float("nan")
    return GroupTest(
        nan,
        pvalue,
        nan,
        method,
        "two-sided",
        STATUS[status],
        **size,
        smallest_expected=smallest,
        pvalue_lower=lower,
        pvalue_upper=upper,
        pvalue_level=level,
        samples=draws,
        seed=start,
    )


def association(
    events: ArrayLike | None = None,
    totals: ArrayLike | None = None,
    *,
    table: ArrayLike | None = None,
    method: str = "cramers_v_bias_corrected",
) -> Association:
    """How strongly the rows and columns of a table go together, whatever the number of people.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group.
    table : table of int, optional
        In the place of events and totals: rows and columns of counts.
    method : {"cramers_v_bias_corrected", "cramers_v", "contingency_coefficient"}
        The first is 0 on average when nothing is there; the others are above it by chance.

    Returns
    -------
    Association

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; the method is not known.

    Notes
    -----
    Sources: Cramér H (1946), Mathematical Methods of Statistics; Bergsma W (2013), Journal of the Korean Statistical Society 42, 323-328.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.association([371, 341, 596], [3844, 3005, 3842])
    Association 0.0765: 3 × 2 table of 10,691 people, cramers_v_bias_corrected.
    """
    where = "association"
    method = choice(where, "method", method, _core.association_methods)
    cells = _cells(where, events, totals, table)
    value, status = called(where, where, cells, method, columns=cells.shape[1])
    return Association(value, method, STATUS[status], int(cells.shape[0]), int(cells.shape[1]), int(cells.sum()))


def _transposed(table: Any) -> tuple[Any, ...]:
    """A data frame of pandas whose index are the columns of the table; nothing for other tables."""
    return (table.T,) if hasattr(table, "iloc") and hasattr(table, "columns") else ()


def residuals(
    table: ArrayLike | None = None,
    *,
    events: ArrayLike | None = None,
    totals: ArrayLike | None = None,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    adjust: str = "holm",
) -> Residuals:
    """Which cells of a table stand out from what its margins make expected.

    Parameters
    ----------
    table : table of int
        Rows and columns of counts; or ``events`` and ``totals`` of groups, whose columns are those with the outcome and those without.
    events, totals : list of int
        One of each for every group.
    rows, columns : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    adjust : str
        The adjustment of the p-values, as in `adjust_pvalues`, in the family of all cells that are tests of their own.

    Returns
    -------
    Residuals
        Arrays with the shape of the table.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; an option is not known.

    Notes
    -----
    Read the adjusted residual, which has the standard deviation 1, not the Pearson residual, which has less. Source: Haberman SJ (1973),
    Biometrics 29, 205-220.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.residuals([[21, 36, 30], [2, 3, 8]], rows=["stayed", "left"], columns=["low", "middle", "high"])
    >>> found[1, 2]
    left, high: 8 where 4.9 are expected (adjusted residual +1.87), p = 0.183 adjusted by holm.
    >>> found.adjusted.round(2).tolist()
    [[0.7, 1.26, -1.87], [-0.7, -1.26, 1.87]]
    """
    where = "residuals"
    adjust = chosen(where, "adjust", adjust, _core.adjustment_methods, ADJUSTMENT_ALIASES)
    cells = _cells(where, events, totals, table)
    if table is None and columns is None:
        columns = ("with", "without")
    shape = cells.shape
    found, family = called(where, where, cells, adjust, columns=shape[1])
    expected, pearson, adjusted, pvalue, pvalue_adjusted, status = (frozen(column.reshape(shape)) for column in found)
    named = names_of(where, "rows", rows, shape[0], table, events, totals)[:, None]
    headed = names_of(where, "columns", columns, shape[1], *_transposed(table))[None, :]
    row, column = (frozen(np.array(np.broadcast_to(names, shape))) for names in (named, headed))
    return Residuals(row, column, cells, expected, pearson, adjusted, pvalue, pvalue_adjusted, family, adjust, status_of(status))


def pair_sides(
    x: np.ndarray[Any, Any], n: np.ndarray[Any, Any], names: np.ndarray[Any, Any], first: Any, second: Any
) -> dict[str, Any]:
    """Names and counts of both sides of every pair; −1 stands for the rest."""
    rest = second < 0
    reference = np.where(rest, "the rest", names[second]) if rest.any() else names[second]
    x2 = np.where(rest, x.sum() - x[first], x[second])
    n2 = np.where(rest, n.sum() - n[first], n[second])
    sides = {
        "group": names[first],
        "reference": reference,
        "events": x[first],
        "total": n[first],
        "reference_events": x2,
        "reference_total": n2,
    }
    return {name: frozen(np.array(side)) for name, side in sides.items()}


def marascuilo(
    events: ArrayLike, totals: ArrayLike, *, groups: Sequence[str] | None = None, confidence_level: float = 0.95
) -> Marascuilo:
    """All pairs of rates by Marascuilo's simultaneous procedure.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals.
    groups : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    confidence_level : float
        Of all critical differences together.

    Returns
    -------
    Marascuilo
        One row a pair. Two rates without variance (0 or 1 each) have a difference and the status ``undefined``.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; a name stands twice.

    Notes
    -----
    Simple and simultaneous, but weak with many groups and rough with small counts: `pairwise` is better. Source: Marascuilo LA (1966),
    Psychological Bulletin 65, 280-290.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.marascuilo([371, 341, 596], [3844, 3005, 3842], groups=["2020", "2021", "2022"])[1]
    2020 against 2022: rate difference -5.9 percentage points (critical at 95%: 1.8), p < 0.001 simultaneous, 371 of 3,844 against 596 of 3,842.
    """
    where = "marascuilo"
    x, n = count_lists(where, events=events, totals=totals)
    names = names_of(where, "groups", groups, x.size, events, totals)
    level = real(where, "confidence_level", confidence_level)
    first, second, difference, critical, statistic, pvalue, status = called(where, where, x, n, level)
    several(where, x)
    return Marascuilo(
        **pair_sides(x, n, names, first, second),
        difference=frozen(difference),
        critical_difference=frozen(critical),
        statistic=frozen(statistic),
        pvalue=frozen(pvalue),
        confidence_level=level,
        status=status_of(status),
    )


AGAINST = {"reference": "against_reference", "rest": "against_rest", "all": "all_pairs"}


def pairwise(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    against: str = "reference",
    reference: int | str = 0,
    groups: Sequence[str] | None = None,
    adjust: str = "holm",
    method: str = "n_minus_1_chi2",
    ratio_method: str = "miettinen_nurminen",
    alternative: str = "two-sided",
    confidence_level: float = 0.95,
) -> Pairwise:
    """Who differs from whom: relative likelihoods, and p-values adjusted for one another.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals.
    against : {"reference", "rest", "all"}
        Every group against one of them, against all others together, or all pairs.
    reference : int or str
        The group to compare with, by its place from 0 or by its name; the first unless told.
    groups : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    adjust : str
        The adjustment of the p-values, as in `adjust_pvalues`.
    method : str
        The test of each comparison, as in `significance`.
    ratio_method : str
        The interval of each ratio, as in `relative_likelihood`; the interval is not adjusted.
    alternative : {"two-sided", "greater", "less"}
        Of tests and intervals.
    confidence_level : float
        Of each interval by itself.

    Returns
    -------
    Pairwise
        One row a comparison. A comparison without evidence either way does not count in the family.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; a name stands twice; the reference is no group; an option is not known.

    Notes
    -----
    Choose the family before looking. Source of the default adjustment: Holm S (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.pairwise([596, 207, 44], [3842, 2386, 390], groups=["White", "Asian", "Black"], reference="White")
    >>> found[1]
    Black against White: relative likelihood 0.73 (95% interval 0.54 to 0.96, not adjusted), p = 0.026 adjusted by holm, 44 of 390 against 596 of 3,842.
    >>> found.family
    'against_reference, 2 tests, holm'
    """
    where = "pairwise"
    family = AGAINST[choice(where, "against", against, tuple(AGAINST))]
    adjust = chosen(where, "adjust", adjust, _core.adjustment_methods, ADJUSTMENT_ALIASES)
    method = choice(where, "method", method, _core.significance_methods)
    ratio_method = choice(where, "ratio_method", ratio_method, _core.relative_likelihood_methods)
    alternative = choice(where, "alternative", alternative, _core.alternatives)
    level = real(where, "confidence_level", confidence_level)
    x, n = count_lists(where, events=events, totals=totals)
    names = names_of(where, "groups", groups, x.size, events, totals)
    place = 0
    if family == "against_reference":
        place = place_of(where, "reference", reference, names.tolist(), numbers=named_by_numbers(groups, events, totals))
    options = (family, place, adjust, ratio_method, method, alternative, level)
    found, said = called(where, where, x, n, *options)
    several(where, x)
    first, second, value, lower, upper, ratio_status, statistic, pvalue, status, pvalue_adjusted = found
    return Pairwise(
        **pair_sides(x, n, names, first, second),
        value=frozen(value),
        lower=frozen(lower),
        upper=frozen(upper),
        confidence_level=level,
        ratio_method=ratio_method,
        ratio_status=status_of(ratio_status),
        statistic=frozen(statistic),
        pvalue=frozen(pvalue),
        pvalue_adjusted=frozen(pvalue_adjusted),
        method=method,
        alternative=alternative,
        adjust=adjust,
        family=said,
        status=status_of(status),
    )


def adjust_pvalues(pvalues: ArrayLike, *, method: str = "holm") -> Any:
    """P-values adjusted for being one family.

    Parameters
    ----------
    pvalues : array of float
        Between 0 and 1. NaN stays NaN and does not count in the family.
    method : str
        Default ``holm``: the chance of any false finding is kept, whatever the p-values have to do with each other. Likewise ``bonferroni``, and for
        independent ones ``sidak``, ``holm_sidak``, ``hochberg``, ``hommel``. The share of false ones among the findings: ``bh`` (``fdr``), ``by``
        under any dependence, ``storey``.

    Returns
    -------
    array of float
        With the shape of ``pvalues``; none is below the p-value that it was.

    Raises
    ------
    InvalidInput
        A p-value is outside 0 to 1; the method is not known.

    Notes
    -----
    The family is every test whose finding would be reported; choose it before looking. Sources: Holm S (1979), Scandinavian Journal of Statistics 6,
    65-70; Hommel G (1988), Biometrika 75, 383-386; Benjamini Y, Hochberg Y (1995), Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.adjust_pvalues([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    >>> eq.adjust_pvalues([0.01, float("nan"), 0.03], method="bh").tolist()
    [0.02, nan, 0.03]
    """
    where = "adjust_pvalues"
    method = chosen(where, "method", method, _core.adjustment_methods, ADJUSTMENT_ALIASES)
    column = numbers_of(where, "pvalues", pvalues)
    found = called(where, where, np.ascontiguousarray(column.reshape(-1)), method)
    return frozen(found.reshape(column.shape))


def shares(
    counts: ArrayLike, *, categories: Sequence[str] | None = None, method: str = "goodman", confidence_level: float = 0.95
) -> Shares:
    """The share of each category in one sample, with intervals that hold for all of them at once.

    Parameters
    ----------
    counts : list of int
        One for each category, those with nobody too.
    categories : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    method : str
        Default ``goodman``, which is ``goodman_wilson_bonferroni``. Guaranteed and wider: ``clopper_pearson_bonferroni``. For comparison:
        ``quesenberry_hurst``, ``sison_glaz``, ``fitzpatrick_scott``. One share at a time, not jointly: ``wilson_no_adjustment``. Not to be used:
        ``gold_wald_scheffe``, ``goodman_wald_bonferroni``.
    confidence_level : float
        Strictly between 0 and 1.

    Returns
    -------
    Shares
        One row a category.

    Raises
    ------
    InvalidInput
        A count is not what it must be; an option is not known.

    Notes
    -----
    Sources: Goodman LA (1965), Technometrics 7, 247-254; Sison CP, Glaz J (1995), Journal of the American Statistical Association 90, 366-369.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.shares([10, 20, 30], categories=["low", "middle", "high"])
    3 × shares with 95% intervals, goodman_wilson_bonferroni
      low: share 16.7% (95% interval 8.2% to 31.0%), 10 of 60, goodman_wilson_bonferroni
      middle: share 33.3% (95% interval 20.8% to 48.8%), 20 of 60, goodman_wilson_bonferroni
      high: share 50.0% (95% interval 35.2% to 64.8%), 30 of 60, goodman_wilson_bonferroni
    """
    where = "shares"
    method = chosen(where, "method", method, _core.shares_methods, _SHARES_ALIASES)
    level = real(where, "confidence_level", confidence_level)
    (x,) = count_lists(where, counts=counts)
    names = names_of(where, "categories", categories, x.size, counts)
    value, lower, upper, status = called(where, where, x, method, level)
    return Shares(names, x, int(x.sum()), frozen(value), frozen(lower), frozen(upper), level, method, status_of(status))


def composition(
    counts: ArrayLike,
    reference_shares: ArrayLike | None = None,
    *,
    reference_counts: ArrayLike | None = None,
    method: str | None = None,
) -> Composition:
    """Whether a body (a board, an intake) is composed as a population is.

    Parameters
    ----------
    counts : list of int
        The people of the body in each category.
    reference_shares : list of float
        The population's shares, known without error: above 0, adding up to 1.
    reference_counts : list of int
        In their place the counts of a population that is a sample itself, with an error of its own.
    method : str, optional
        Against shares: default ``pearson_gof``; for small bodies ``exact_multinomial_midp``, ``exact_multinomial_minlike``,
        ``exact_multinomial_pearson``; also ``g_gof``. Against counts: default ``n_minus_1_chi2``; ``pearson_chi2``, ``g_test``.

    Returns
    -------
    Composition
        With the dissimilarity index beside the test.

    Raises
    ------
    InvalidInput
        A count or a share is not what it must be; the lengths differ; the method is not known.

    Notes
    -----
    Sources: Pearson K (1900), Philosophical Magazine 50, 157-175; Duncan OD, Duncan B (1955), American Sociological Review 20, 210-217.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.composition([10, 2], [0.744, 0.256], method="exact_multinomial_midp")
    Difference from the population's composition: p = 0.630, dissimilarity 8.9%, 12 people in 2 categories, exact_multinomial_midp.
    >>> round(eq.composition([10, 2], reference_counts=[4102, 1409]).pvalue, 3)
    0.48
    """
    where = "composition"
    if (reference_shares is None) == (reference_counts is None):
        raise InvalidInput(f"{where}: reference_shares and reference_counts must be one given and one left out")
    if reference_counts is not None:
        method = choice(where, "method", "n_minus_1_chi2" if method is None else method, _core.composition_comparison_methods)
        x, y = count_lists(where, counts=counts, reference_counts=reference_counts)
        found = called(where, "composition_against_counts", x, y, method)
    else:
        method = choice(where, "method", "pearson_gof" if method is None else method, _core.composition_methods)
        (x,) = count_lists(where, counts=counts)
        y = number_list(where, "reference_shares", reference_shares, x.size)
        found = called(where, where, x, y, method)
    statistic, pvalue, df, index, status = found
    return Composition(statistic, pvalue, df, index, method, STATUS[status], tuple(x.tolist()), tuple(y.tolist()))
