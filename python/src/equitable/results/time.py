"""The results about time: a verdict on a change, a share in two snapshots of one workforce, and a target to be reached by a date."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..errors import InvalidInput
from .base import Bounded, Interval, Result, rate_of
from .picture import Axis, Entry, PathPicture, differences, ratios, shares
from .verdict import status_of_test
from .words import against, counted, interval_text, known, level_text, number, of, percent, points, pvalue_text, status_text

__all__ = ["ChangeVerdict", "OverlappingChange", "Target"]

_STATES = {
    "widened": "widened",
    "narrowed": "narrowed",
    "unchanged": "unchanged, which is shown",
    "no_clear_change": "no clear change",
    "not_assessable": "not assessable",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChangeVerdict(Result):
    """What may be said of the change of a relative likelihood from one period to the next.

    Attributes
    ----------
    state : str or array
        ``widened`` or ``narrowed``: the later ratio lies further from 1, or nearer to it; ``unchanged``: shown to be; ``no_clear_change``: nothing is
        shown; ``not_assessable``.
    grade : str or array
        As of a `Verdict`.
    reversed : bool or array
        Whether the ratios lie on opposite sides of 1.
    first_ratio, second_ratio : float or array
        The relative likelihoods of the two periods.
    ratio : float or array
        The later over the earlier.
    interval, equivalence_interval : Interval
        Of the ratio of ratios at ``confidence_level``, 1 − a, and at 1 − 2a.
    statistic, pvalue : float or array
        Of no change; p < a exactly when 1 lies outside ``interval``.
    margin : tuple of float
        The changes taken as none.
    confidence_level : float
    status : str or array
        Of the ratio of ratios and its interval.
    test_status : str or array
        Of the test: ``ok``; ``no_information`` when the counts leave no ratio of ratios; ``undefined`` without people in a group.
    events, total, reference_events, reference_total : int or array
        The earlier period.
    later_events, later_total, later_reference_events, later_reference_total : int or array
        The later one.
    """

    state: Any
    grade: Any
    reversed: Any
    first_ratio: Any
    second_ratio: Any
    ratio: Any
    interval: Interval
    equivalence_interval: Interval
    statistic: Any
    pvalue: Any
    margin: tuple[float, float]
    confidence_level: float
    status: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any
    later_events: Any
    later_total: Any
    later_reference_events: Any
    later_reference_total: Any

    _task: ClassVar[str] = "change_verdict"
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset({"measure", "statistic", "equivalence_lower", "equivalence_upper", "method"})

    @property
    def test_status(self) -> Any:
        """``ok``, or why there is no p-value."""
        return status_of_test(self.pvalue, self.state)

    @property
    def method(self) -> str:
        """``"score"``."""
        return "score"

    def _columns(self) -> dict[str, Any]:
        counts = ("events", "total", "reference_events", "reference_total")
        return {
            **{name: getattr(self, name) for name in counts},
            **{f"later_{name}": getattr(self, f"later_{name}") for name in counts},
            "first": self.first_ratio,
            "second": self.second_ratio,
            "measure": "ratio_of_ratios",
            "estimate": self.ratio,
            "lower": self.interval.lower,
            "upper": self.interval.upper,
            "confidence_level": self.confidence_level,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "equivalence_lower": self.equivalence_interval.lower,
            "equivalence_upper": self.equivalence_interval.upper,
            "method": self.method,
            "state": self.state,
            "grade": self.grade,
            "reversed": self.reversed,
            "status": self.status,
            "test_status": self.test_status,
        }

    def _given(self) -> str:
        first = against(self)
        later = f"{of(self.later_events, self.later_total)} against {of(self.later_reference_events, self.later_reference_total)}"
        return f"{first}, then {later}; margin {number(self.margin[0])} to {number(self.margin[1])}"

    def _axis(self) -> Axis:
        return ratios("ratio of ratios, later over earlier")

    def _entries(self) -> list[Entry]:
        was = f"from {known(self.first_ratio)} to {known(self.second_ratio)}"
        return [Entry(was, self.ratio, self.interval.lower, self.interval.upper, detail=self.state.replace("_", " "), grade=self.grade)]

    def _band(self) -> tuple[float, float]:
        return self.margin

    def _line(self) -> str:
        if self.state == "not_assessable":
            return f"not assessable: a group without people in one of the periods{status_text(self.status, self.method)}"
        between = f"{interval_text(self.interval.lower, self.interval.upper, self.confidence_level)}, {pvalue_text(self.pvalue)}"
        ratio = known(self.ratio)
        turned = ", now on the other side of 1" if self.reversed else ""
        was = f"relative likelihood from {known(self.first_ratio)} to {known(self.second_ratio)}{turned}"
        return f"{_STATES[self.state]} ({self.grade}): {was}, ratio of ratios {ratio} ({between}){status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"verdicts on change with {level_text(self.confidence_level)} intervals, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OverlappingChange(Bounded):
    """A group's share in two snapshots of one workforce, those who stayed counted once.

    Attributes
    ----------
    share_first, share_second : float or array
    value, lower, upper : float or array
        The change, second less first, with its interval.
    statistic, pvalue : float or array
        Of no change.
    covariance, correlation : float or array
        Of the two shares: 0 without stayers, 1 when nobody came or went.
    independent_pvalue : float or array
        What a test would say that takes the snapshots for different people: for comparison only.
    stayers_events, stayers_total, leavers_events, leavers_total, joiners_events, joiners_total : int or array
    confidence_level : float
    status, test_status : str or array
        ``undefined`` when a snapshot is empty; of the test ``no_information`` when nobody came or went.
    """

    share_first: Any
    share_second: Any
    value: Any
    lower: Any
    upper: Any
    statistic: Any
    pvalue: Any
    covariance: Any
    correlation: Any
    independent_pvalue: Any
    stayers_events: Any
    stayers_total: Any
    leavers_events: Any
    leavers_total: Any
    joiners_events: Any
    joiners_total: Any
    confidence_level: float
    status: Any
    test_status: Any

    _task: ClassVar[str] = "overlapping_change"

    @property
    def method(self) -> str:
        """``"mover"``."""
        return "mover"

    def _columns(self) -> dict[str, Any]:
        counts = ("stayers_events", "stayers_total", "leavers_events", "leavers_total", "joiners_events", "joiners_total")
        return {
            **{name: getattr(self, name) for name in counts},
            "share_first": self.share_first,
            "share_second": self.share_second,
            "measure": "share_difference",
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "correlation": self.correlation,
            "method": self.method,
            "status": self.status,
        }

    def _given(self) -> str:
        return self._counts()

    def _counts(self) -> str:
        stayed, left, joined = (of(getattr(self, f"{who}_events"), getattr(self, f"{who}_total")) for who in ("stayers", "leavers", "joiners"))
        return f"of the stayers {stayed}, of the leavers {left}, of the joiners {joined}"

    def _axis(self) -> Axis:
        return differences("change of the share")

    def _entries(self) -> list[Entry]:
        was = f"from {percent(self.share_first)} to {percent(self.share_second)}"
        tested = "nobody came or went" if self.test_status == "no_information" else pvalue_text(self.pvalue)
        return [Entry(was, self.value, self.lower, self.upper, detail=tested)]

    def _line(self) -> str:
        if math.isnan(self.value):
            return f"share undefined, a snapshot is empty: {self._counts()}{status_text(self.status, self.method)}"
        between = interval_text(self.lower, self.upper, self.confidence_level, points)
        tested = "nobody came or went" if self.test_status == "no_information" else pvalue_text(self.pvalue)
        change = f"change {points(self.value)} percentage points ({between}), {tested}"
        return f"share from {percent(self.share_first)} to {percent(self.share_second)}, {change}: {self._counts()}, {self.method}"

    def _title(self) -> str:
        return f"changes of a share with {level_text(self.confidence_level)} intervals, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Target(Result):
    """A share to be reached by a date: the path there, the appointments it takes, and the chance of it. One row a period in a frame.

    Attributes
    ----------
    chance : float
        That the target is reached at the date, at the plan's share of appointments.
    short_now : int
        People by whom the group is short of the target today.
    reachable : bool
        Whether the expected share can reach it at all, with every appointee of the group.
    appointment_share_needed : float
        The least share of appointments with which the expected share reaches it; NaN if none does.
    appointments, group_appointments_needed : float
        Expected at that share, in all and of the group.
    posts, needed : array of int
        At the end of each period: people in post, and the least number of the group that is the target share of them.
    people, share : array of float
        The group's expected number and share.
    lower, upper : array of int
        The group's number lies between these with the confidence level.
    period_appointments, period_chance : array of float
        Appointments expected in the period; the chance of the target at its end.
    events, total : int
        The group and all people in post today.
    target, turnover, other_turnover, appointment_share : float
    periods, new_posts : int
        The plan.
    confidence_level : float
    method : str
        Of the chance: ``exact`` or ``normal``.
    status : str
        ``undefined`` when there are no posts.
    """

    chance: float
    short_now: int
    reachable: bool
    appointment_share_needed: float
    appointments: float
    group_appointments_needed: float
    posts: Any
    needed: Any
    people: Any
    share: Any
    lower: Any
    upper: Any
    period_appointments: Any
    period_chance: Any
    events: int
    total: int
    target: float
    periods: int
    turnover: float
    other_turnover: float
    appointment_share: float
    new_posts: int
    confidence_level: float
    method: str
    status: Any

    _task: ClassVar[str] = "target"
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset({"target", "method", "status", "confidence_level"})

    def __hash__(self) -> int:
        plan = (self.events, self.total, self.target, self.periods, self.turnover, self.other_turnover)
        return hash((*plan, self.appointment_share, self.new_posts, self.confidence_level))

    def appointment_share_for(self, chance: float) -> float:
        """The least share of appointments with which the target is reached with at least this chance; NaN where none gives it.

        Examples
        --------
        >>> import equitable as eq
        >>> plan = eq.target(53, 336, 0.2, periods=5, turnover=0.12, appointment_share=0.3)
        >>> round(plan.appointment_share_for(0.5), 3) < round(plan.appointment_share_for(0.9), 3)
        True
        """
        from .._time import share_for_chance

        return share_for_chance(self, chance)

    def _columns(self) -> dict[str, Any]:
        return {
            "period": np.arange(1, len(self.posts) + 1),
            "posts": self.posts,
            "target": self.target,
            "needed": self.needed,
            "people": self.people,
            "share": self.share,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "appointments": self.period_appointments,
            "chance": self.period_chance,
            "method": self.method,
            "status": self.status,
        }

    def _table(self) -> dict[str, np.ndarray[Any, Any]]:
        columns = {name: np.asarray(values) for name, values in self._columns().items()}
        whole = (len(self.posts),)
        return {name: np.broadcast_to(column, whole) for name, column in columns.items()}

    def _given(self) -> str:
        leave = f"{percent(self.turnover)} of the group and {percent(self.other_turnover)} of the others leave in a period"
        posts = f", {self.new_posts:,} posts added in each" if self.new_posts else ""
        return f"{of(self.events, self.total)} today, {leave}, {percent(self.appointment_share)} of appointments are of the group{posts}"

    def _picture(self) -> PathPicture:
        if not len(self.posts):
            raise InvalidInput("plot: there are no posts, and so no path to the target")
        axis = shares("share of the group in post")
        now, lower, upper = rate_of(self.events, self.total), rate_of(self.lower, self.posts), rate_of(self.upper, self.posts)
        expected, low, high = ([now, *limit.tolist()] for limit in (self.share, lower, upper))
        return PathPicture(axis, expected, low, high, self.target, self.confidence_level, self.period_chance.tolist())

    def _line(self) -> str:
        periods = counted(self.periods, "period")
        if math.isnan(self.chance):
            return f"target {percent(self.target)} in {periods}: no posts, undefined"
        short = "reached today" if self.short_now == 0 else f"{counted(self.short_now, 'person')} short today"
        path = f"expected {percent(float(self.share[-1]))}, chance {percent(self.chance)}"
        if not self.reachable:
            needed = "out of reach even with every appointee of the group"
        else:
            in_people = f"{number(self.group_appointments_needed, 1)} of {number(self.appointments, 1)}"
            needed = f"{percent(self.appointment_share_needed)} of appointments needed ({in_people})"
        return f"target {percent(self.target)} in {periods}: {path}, {needed}; {short}, {of(self.events, self.total)}, {self.method}"

    def _title(self) -> str:
        return f"targets, {self.method}"
