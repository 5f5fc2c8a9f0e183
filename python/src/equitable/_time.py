"""Time: a verdict on a change, several years together, two snapshots of one workforce, and a target to be reached by a date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._lists import called, count_lists, whole
from ._reading import MAX_COUNT, STATUS, answers, bounds, frozen, measure_of, real, refuse, status_of
from .errors import InvalidInput
from .results.base import Interval
from .results.groups import GroupTest
from .results.time import ChangeVerdict, OverlappingChange, Target

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["change_verdict", "overlapping_change", "period_heterogeneity", "target"]

_FOUR = ("events", "total", "reference_events", "reference_total")


def _word(words: Sequence[str], code: Any) -> Any:
    return frozen(np.array(words)[code]) if isinstance(code, np.ndarray) else words[code]


def _parts(where: str, name: str, value: Any, parts: tuple[str, ...]) -> dict[str, Any]:
    """The parts of one argument under the names that a message uses."""
    if isinstance(value, str | bytes) or not hasattr(value, "__len__") or len(value) != len(parts):
        count = {2: "two", 4: "four"}[len(parts)]
        raise refuse(where, name, repr(value), f"{count}: {', '.join(parts)}")
    return {f"{name}.{part}": each for part, each in zip(parts, value, strict=True)}


def change_verdict(
    first: Sequence[ArrayLike],
    second: Sequence[ArrayLike],
    *,
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float = 0.95,
) -> ChangeVerdict:
    """What may be said of a change: widened, narrowed, shown to be unchanged, or none of these.

    Parameters
    ----------
    first, second : four of int or array of int
        ``(events, total, reference_events, reference_total)`` in each period.
    margin : (float, float)
        The ratios of ratios taken as no change, 0 < lower < 1 < upper.
    confidence_level : float
        Above 0.5 and below 1.

    Returns
    -------
    ChangeVerdict
        The table of `verdict` on the ratio of ratios, by its score interval and test: ``state``, ``grade``, and ``reversed`` when the ratios lie on
        opposite sides of 1.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the shapes do not fit; the margin does not hold 1.

    Notes
    -----
    Only ``unchanged`` is shown; ``no_clear_change`` is not. Not for two snapshots of one workforce, which share most of their people: see
    `overlapping_change`. Sources: Gart JJ, Nam J (1988), Biometrics 44, 323-338; Schuirmann DJ (1987), Journal of Pharmacokinetics and
    Biopharmaceutics 15, 657-680.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.change_verdict((60, 1200, 240, 3000), (90, 1200, 240, 3000))
    Narrowed (material): relative likelihood from 0.63 to 0.94, ratio of ratios 1.50 (95% interval 1.05 to 2.15, p = 0.027).
    """
    where = "change_verdict"
    low, high = bounds(where, margin)
    level = real(where, "confidence_level", confidence_level)
    given = _parts(where, "first", first, _FOUR) | _parts(where, "second", second, _FOUR)
    try:
        counts, found = answers(where, where, given, (low, high, level))
    except InvalidInput as error:
        raise InvalidInput(str(error).replace(".group.", ".").replace(".reference.", ".reference_")) from None
    state, grade, turned, was, now, ratio, lower, upper, narrow_lower, narrow_upper, statistic, pvalue, status = found
    return ChangeVerdict(
        _word(_core.change_state_names, state),
        _word(_core.grade_names, grade),
        turned,
        was,
        now,
        ratio,
        Interval(lower, upper),
        Interval(narrow_lower, narrow_upper),
        statistic,
        pvalue,
        (low, high),
        level,
        status_of(status),
        *counts,
    )


def period_heterogeneity(
    events: ArrayLike,
    totals: ArrayLike,
    reference_events: ArrayLike,
    reference_totals: ArrayLike,
    *,
    measure: str = "relative_likelihood",
) -> GroupTest:
    """Whether several periods have one ratio, or one difference; what they have in common is what `stratified` says of them.

    Parameters
    ----------
    events, totals : list of int
        The group in each period: whole numbers with 0 <= events <= totals.
    reference_events, reference_totals : list of int
        The reference in each period, likewise.
    measure : {"relative_likelihood", "rate_difference"}
        ``ratio``, ``rr`` and ``rd`` will do.

    Returns
    -------
    GroupTest
        Periods that say nothing (a group without people; for ratios, no events) are left out of its degrees of freedom.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the lengths differ; the measure is not known.

    Notes
    -----
    The least sum of squared score statistics over all common values; zeros need no care. It asks whether the periods differ at all, not whether they
    rise: that is a trend. A large p-value does not show that they are alike. Source: Gart JJ, Nam J (1988), Biometrics 44, 323-338.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.period_heterogeneity([117, 102, 126, 139], [488, 435, 516, 571], [460, 429, 487, 488], [1991, 1876, 2183, 2237])
    Difference from period to period among 4 periods: p = 0.890 (statistic 0.63 on 3 degrees of freedom), 10,297 people, score two-sided.
    """
    where = "period_heterogeneity"
    _, code = measure_of(where, measure)
    if code == "odds_ratio":
        raise refuse(where, "measure", repr(measure), "one of relative_likelihood, rate_difference")
    names = ("events", "totals", "reference_events", "reference_totals")
    given = dict(zip(names, (events, totals, reference_events, reference_totals), strict=True))
    x1, n1, x2, n2 = count_lists(where, **given)
    statistic, pvalue, df, status = called(where, where, x1, n1, x2, n2, code)
    return GroupTest(statistic, pvalue, df, "score", "two-sided", STATUS[status], where, int(x1.size), int(n1.sum() + n2.sum()))


def overlapping_change(
    stayers: Sequence[ArrayLike],
    leavers: Sequence[ArrayLike],
    joiners: Sequence[ArrayLike],
    *,
    confidence_level: float = 0.95,
) -> OverlappingChange:
    """The change of a group's share between two snapshots of one workforce, those who stayed counted once.

    Parameters
    ----------
    stayers, leavers, joiners : two of int or array of int
        ``(events, total)``: people of the group, of all who were there at both snapshots, at the first alone, at the second alone.
    confidence_level : float
        Strictly between 0 and 1.

    Returns
    -------
    OverlappingChange
        With ``independent_pvalue``, what a test would say that takes the snapshots for different people: it finds changes far too seldom.

    Raises
    ------
    InvalidInput
        A count is not what it must be; the shapes do not fit.

    Notes
    -----
    With as many joiners as leavers those who stayed drop out: only who came and who went counts. Over several years take the change of each year from
    its own joiners and leavers. Sources: Zou GY, Huang W, Zhang X (2009), Computational Statistics & Data Analysis 53, 1080-1085; Kish L (1965),
    Survey Sampling.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.overlapping_change((300, 1500), (40, 250), (75, 260))
    Share from 19.4% to 21.3%, change +1.9 percentage points (95% interval +0.8 to +2.9), p < 0.001: of the stayers 300 of 1,500, \
of the leavers 40 of 250, of the joiners 75 of 260, mover.
    """
    where = "overlapping_change"
    level = real(where, "confidence_level", confidence_level)
    given: dict[str, Any] = {}
    for name, pair in (("stayers", stayers), ("leavers", leavers), ("joiners", joiners)):
        given |= _parts(where, name, pair, ("events", "total"))
    counts, found = answers(where, where, given, (level,))
    first, second, value, lower, upper, _, statistic, pvalue, test_status, covariance, correlation, _, independent, _, status = found
    people = ("stayers_events", "stayers_total", "leavers_events", "leavers_total", "joiners_events", "joiners_total")
    return OverlappingChange(
        share_first=first,
        share_second=second,
        value=value,
        lower=lower,
        upper=upper,
        statistic=statistic,
        pvalue=pvalue,
        covariance=covariance,
        correlation=correlation,
        independent_pvalue=independent,
        **dict(zip(people, counts, strict=True)),
        confidence_level=level,
        status=status_of(status),
        test_status=status_of(test_status),
    )


def target(
    events: int,
    total: int,
    target: float,
    *,
    periods: int,
    turnover: float,
    appointment_share: float,
    other_turnover: float | None = None,
    new_posts: int = 0,
    confidence_level: float = 0.95,
) -> Target:
    """A share to be reached by a date: the path there, the people and appointments it takes, and the chance of it.

    Parameters
    ----------
    events, total : int
        The people of the group in post today, of all in post.
    target : float
        The share to be reached, above 0 and at most 1.
    periods : int
        Until the date: 1 to 200, of any length (years, quarters).
    turnover : float
        The probability that somebody of the group leaves in a period.
    appointment_share : float
        The probability that an appointee is of the group.
    other_turnover : float, optional
        The probability that one of the others leaves; the same unless told.
    new_posts : int
        Added in each period.
    confidence_level : float
        Of the range of the group's number at the end of each period.

    Returns
    -------
    Target
        One row a period in a frame. ``appointment_share_for(chance)`` says what share of appointments gives a wanted chance.

    Raises
    ------
    InvalidInput
        A number is outside its range.

    Notes
    -----
    Posts left are filled again. It knows the rates that it is given and not their uncertainty: try a low and a high one. Sources: Bartholomew DJ
    (1973), Stochastic Models for Social Processes; Butler K, Stephens MA (2017), Methodology and Computing in Applied Probability 19, 557-571.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.target(53, 336, 0.256, periods=5, turnover=0.12, appointment_share=0.30)
    Target 25.6% in 5 periods: expected 22.5%, chance 5.6%, 36.6% of appointments needed (73.7 of 201.6); 34 people short today, 53 of 336, exact.
    """
    where = "target"
    x = whole(where, "events", events)
    n = whole(where, "total", total)
    if x > n:
        raise refuse(where, "events", x, f"at most total, which is {n}")
    rates = {"turnover": turnover, "appointment_share": appointment_share}
    rates["other_turnover"] = turnover if other_turnover is None else other_turnover
    found_rates = {name: real(where, name, value) for name, value in rates.items()}
    plan = (
        x,
        n,
        real(where, "target", target),
        whole(where, "periods", periods, 1, 200),
        found_rates["turnover"],
        found_rates["other_turnover"],
    )
    share, posts = found_rates["appointment_share"], whole(where, "new_posts", new_posts, 0, MAX_COUNT)
    level = real(where, "confidence_level", confidence_level)
    found = called(where, where, *plan, share, posts, level)
    short, path, chance, reachable, needed, appointments, of_group, method, status = found
    posts_then, least, people, shares, each_appointments, lower, upper, chances = (frozen(column) for column in path)
    return Target(
        chance=chance,
        short_now=short,
        reachable=reachable,
        appointment_share_needed=needed,
        appointments=appointments,
        group_appointments_needed=of_group,
        posts=posts_then,
        needed=least,
        people=people,
        share=shares,
        lower=lower,
        upper=upper,
        period_appointments=each_appointments,
        period_chance=chances,
        events=x,
        total=n,
        target=plan[2],
        periods=plan[3],
        turnover=plan[4],
        other_turnover=plan[5],
        appointment_share=share,
        new_posts=posts,
        confidence_level=level,
        method=method,
        status=STATUS[status],
    )


def share_for_chance(plan: Target, chance: float) -> float:
    """The least share of appointments that gives the chance."""
    where = "appointment_share_for"
    wanted = real(where, "chance", chance)
    if not 0 < wanted < 1:
        raise refuse(where, "chance", f"{wanted:g}", "strictly between 0 and 1")
    given = (plan.events, plan.total, plan.target, plan.periods, plan.turnover, plan.other_turnover, plan.new_posts)
    return float(called(where, "appointment_share_for_chance", *given, wanted))
