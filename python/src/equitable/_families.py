"""Families of comparisons: p-values of a tree of tests, who differs from whom in letters, and ratios whose intervals hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._groups import ADJUSTMENT_ALIASES, chosen
from ._lists import called, count_lists, named_by_numbers, names_of, number_list, place_of, several
from ._reading import STATUS, choice, frozen, real, refuse, refuse_other_labels, status_of
from .errors import InvalidInput
from .results.families import LetterDisplay, SimultaneousRatios, TreeAdjustment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["adjust_tree", "letter_display", "simultaneous_ratios"]


def _parents(where: str, parents: Sequence[int | str | None], names: list[str]) -> np.ndarray[Any, Any]:
    """The places of the tests above, −1 for none; each must come earlier in the list."""
    if isinstance(parents, str | bytes) or not hasattr(parents, "__len__"):
        raise refuse(where, "parents", repr(parents), "a list: for each test the place or the name of the test above it, None at the top")
    if len(parents) != len(names):
        raise refuse(where, "the length of parents", len(parents), f"{len(names)}, one for each p-value")
    found = []
    for place, parent in enumerate(parents):
        above = -1 if parent is None else place_of(where, f"parents[{place}]", parent, names, "tests")
        if above >= place:
            raise refuse(where, f"parents[{place}]", repr(parent), "a test that comes earlier in the list, or None")
        found.append(above)
    return frozen(np.array(found, dtype=np.int64))


def adjust_tree(
    pvalues: ArrayLike,
    parents: Sequence[int | str | None],
    *,
    names: Sequence[str] | None = None,
    family: str = "tree",
) -> TreeAdjustment:
    """P-values of a tree of tests (White against BME, below it five groups, below them eighteen), adjusted from the top down.

    Parameters
    ----------
    pvalues : list of float
        Between 0 and 1, the tests above before those below. NaN: not tested.
    parents : list of int, str or None
        For each test the place (from 0) or the name of the test above it; None at the top.
    names : list of str, optional
        The tests' names; the numbers from 1 where none are given.
    family : str
        What the family is called in the result.

    Returns
    -------
    TreeAdjustment
        A test counts only where every test above it is significant too: its adjusted p-value is never below theirs.

    Raises
    ------
    InvalidInput
        A p-value is outside 0 to 1; the lengths differ; a test does not come after the one above it.

    Notes
    -----
    The top is tested at the whole risk and pays nothing for the detail below it; a branch has its share of the risk, by its leaves. Declare the tree
    before looking at the p-values. Source: Meinshausen N (2008), Biometrika 95, 265-278.

    Examples
    --------
    >>> import equitable as eq
    >>> tests = ["all groups", "Asian", "Black", "Indian", "Pakistani"]
    >>> above = [None, "all groups", "all groups", "Asian", "Asian"]
    >>> eq.adjust_tree([1e-4, 0.004, 0.3, 0.01, 0.2], above, names=tests, family="bullying by ethnicity")
    5 × tests of a tree, bullying by ethnicity: 5 tests, gated from the top (Meinshausen 2008)
      all groups: p < 0.001, adjusted p < 0.001
      Asian, under all groups: p = 0.004, adjusted p = 0.006
      Black, under all groups: p = 0.300, adjusted p = 0.900
      Indian, under Asian: p = 0.010, adjusted p = 0.030
      Pakistani, under Asian: p = 0.200, adjusted p = 0.600
    """
    where = "adjust_tree"
    if not isinstance(family, str):
        raise refuse(where, "family", repr(family), "a name")
    p = number_list(where, "pvalues", pvalues)
    refuse_other_labels(where, {"pvalues": pvalues, "parents": parents, "names": names})
    labels = names_of(where, "names", names, p.size)
    above = _parents(where, parents, labels.tolist())
    try:
        adjusted, said = called(where, where, p, above, family)
    except InvalidInput as error:
        raise InvalidInput(str(error).replace(" tests[", " pvalues[")) from None
    depth = np.zeros(p.size, dtype=np.int64)
    for place, parent in enumerate(above.tolist()):
        depth[place] = 0 if parent < 0 else depth[parent] + 1
    over = frozen(np.array(["" if parent < 0 else labels[parent] for parent in above.tolist()], dtype=str))
    status = frozen(np.where(np.isnan(p), "undefined", "ok"))
    return TreeAdjustment(labels, over, frozen(depth), p, frozen(adjusted), said, status)


def letter_display(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    groups: Sequence[str] | None = None,
    adjust: str = "holm",
    method: str = "n_minus_1_chi2",
    confidence_level: float = 0.95,
) -> LetterDisplay:
    """Who differs from whom, in letters: two groups differ significantly exactly when they share no letter.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group, at most 64 groups: whole numbers with 0 <= events <= totals.
    groups : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    adjust : str
        The adjustment of the p-values of all pairs, as in `adjust_pvalues`.
    method : str
        The test of each pair, as in `significance`.
    confidence_level : float
        A difference is significant where its adjusted p-value is below 1 − level.

    Returns
    -------
    LetterDisplay
        One row a group; ``a`` is with the highest rate.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; a name stands twice; an option is not known.

    Notes
    -----
    A shared letter does not show that two groups are alike: `equivalence` does. Source: Piepho HP (2004), Journal of Computational and Graphical
    Statistics 13, 456-466.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.letter_display([371, 341, 596], [3844, 3005, 3842], groups=["2020", "2021", "2022"])
    3 × groups, those that share no letter differ at 95%: all_pairs, 3 tests, holm
      2020: 9.7% (371 of 3,844), c
      2021: 11.3% (341 of 3,005), b
      2022: 15.5% (596 of 3,842), a
    """
    where = "letter_display"
    adjust = chosen(where, "adjust", adjust, _core.adjustment_methods, ADJUSTMENT_ALIASES)
    method = choice(where, "method", method, _core.significance_methods)
    level = real(where, "confidence_level", confidence_level)
    x, n = count_lists(where, events=events, totals=totals)
    names = names_of(where, "groups", groups, x.size, events, totals)
    letters, family, code = called(where, where, x, n, adjust, method, level)
    status = frozen(np.where(n > 0, STATUS[code], "undefined"))
    return LetterDisplay(names, x, n, frozen(np.array(letters, dtype=str)), family, method, adjust, level, status)


def simultaneous_ratios(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    reference: int | str = 0,
    groups: Sequence[str] | None = None,
    method: str = "max_t_score",
    confidence_level: float = 0.95,
) -> SimultaneousRatios:
    """Relative likelihoods of several groups against one reference, with intervals that all hold at once and p-values to match.

    Parameters
    ----------
    events, totals : list of int
        One of each for every group: whole numbers with 0 <= events <= totals.
    reference : int or str
        The group to compare with, by its place from 0 or by its name.
    groups : list of str, optional
        Their names; where none are given those in the index of a Series, else the numbers from 1.
    method : {"max_t_score", "max_t_log"}
        Score intervals; or log ratios over their standard errors, which stand no zeros.
    confidence_level : float
        That all intervals hold.

    Returns
    -------
    SimultaneousRatios
        One row for every other group; 1 lies outside an interval exactly when the adjusted p-value is below 1 − level.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; the reference is no group; an option is not known.

    Notes
    -----
    Shorter than Bonferroni's, as the comparisons share the reference. With one comparison it is the plain interval. Sources: Dunnett CW (1955),
    Journal of the American Statistical Association 50, 1096-1121; Hothorn T, Bretz F, Westfall P (2008), Biometrical Journal 50, 346-363.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.simultaneous_ratios([596, 207, 44], [3842, 2386, 390], groups=["White", "Asian", "Black"])
    >>> found[1]
    Black against White: relative likelihood 0.73 (95% simultaneous interval 0.52 to 1.00), p = 0.052 adjusted, 44 of 390 against 596 of 3,842.
    """
    where = "simultaneous_ratios"
    method = choice(where, "method", method, _core.simultaneous_ratio_methods)
    level = real(where, "confidence_level", confidence_level)
    x, n = count_lists(where, events=events, totals=totals)
    names = names_of(where, "groups", groups, x.size, events, totals)
    place = place_of(where, "reference", reference, names.tolist(), numbers=named_by_numbers(groups, events, totals))
    columns, critical, family = called(where, where, x, n, place, method, level)
    several(where, x)
    group, value, lower, upper, ratio_status, statistic, adjusted, status = columns
    size = group.size
    return SimultaneousRatios(
        group=frozen(names[group]),
        reference=frozen(np.full(size, names[place])),
        events=frozen(x[group]),
        total=frozen(n[group]),
        reference_events=frozen(np.full(size, x[place])),
        reference_total=frozen(np.full(size, n[place])),
        value=frozen(value),
        lower=frozen(lower),
        upper=frozen(upper),
        statistic=frozen(statistic),
        pvalue_adjusted=frozen(adjusted),
        critical_value=critical,
        confidence_level=level,
        method=method,
        family=family,
        ratio_status=status_of(ratio_status),
        status=status_of(status),
    )
