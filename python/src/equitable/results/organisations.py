"""The results about many organisations: funnels, ranks, shrunken rates, and the mean of an effect over all of them."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .base import Bounded, Interval, Result, rate_of
from .picture import Axis, Entry, FunnelPicture, differences, forest, numbers, ratios, shares
from .words import against, counted, interval_text, known, level_text, number, of, percent, points, pvalue_text, status_text

__all__ = ["Funnel", "MetaAnalysis", "PercentileRank", "Shrinkage"]

_POSITIONS = {
    "within": "within the funnel",
    "above_inner": "above the {inner} limits, a hint",
    "below_inner": "below the {inner} limits, a hint",
    "above_outer": "above the {outer} limits",
    "below_outer": "below the {outer} limits",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Funnel(Result):
    """Which organisations lie further from the common value than chance takes them: one row each.

    Attributes
    ----------
    organisation : array of str
    value : array of float
        Its rate or ratio.
    z, adjusted : array of float
        Its distance from the target in standard errors, by chance alone, and with the dispersion that was asked for.
    inner_lower, inner_upper, outer_lower, outer_upper : array of float
        The limits of both funnels at its size.
    position : array of str
        ``within``; ``above_inner`` or ``below_inner``, a hint; ``above_outer`` or ``below_outer``, a reason to look closer; ``none`` without a value.
    status : array of str
        ``undefined`` for an organisation without people, which counts for nothing.
    events, total, reference_events, reference_total, expected, standard_error : array or None
        What it rests on.
    target : float
        The middle of the funnel.
    overdispersion : float
        φ, the mean square of the winsorised z; above 1 the organisations vary more than chance makes them.
    between_deviation : float
        τ, the standard deviation between organisations that additive limits allow for.
    pvalue : float
        Of no more variation than chance makes.
    confidence_levels : tuple of float
        Of the inner and of the outer funnel.
    measure : str
        ``proportion``, ``ratio_obs_over_exp``, ``relative_likelihood`` or ``effect``.
    method, dispersion : str
        How the limits are found, and what is done about overdispersion.
    winsorise : float
    funnel_status : str
        ``no_information`` where the target leaves no room for chance.
    """

    organisation: Any
    value: Any
    z: Any
    adjusted: Any
    inner_lower: Any
    inner_upper: Any
    outer_lower: Any
    outer_upper: Any
    position: Any
    status: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any
    expected: Any
    standard_error: Any
    target: float
    overdispersion: float
    between_deviation: float
    pvalue: float
    confidence_levels: tuple[float, float]
    measure: str
    method: str
    dispersion: str
    winsorise: float
    funnel_status: str

    _task: ClassVar[str] = "funnel"
    _begins_with_a_name: ClassVar[bool] = True

    @property
    def outside(self) -> Funnel:
        """The organisations beyond the outer limits."""
        return self[np.isin(self.position, ("above_outer", "below_outer"))]

    def _columns(self) -> dict[str, Any]:
        counts = ("events", "total", "reference_events", "reference_total", "expected", "standard_error")
        further = ("z", "adjusted", "inner_lower", "inner_upper", "outer_lower", "outer_upper", "position")
        return {
            "organisation": self.organisation,
            **{name: getattr(self, name) for name in counts if getattr(self, name) is not None},
            "measure": self.measure,
            "estimate": self.value,
            "target": self.target,
            **{name: getattr(self, name) for name in further},
            "method": self.method,
            "dispersion": self.dispersion,
            "status": self.status,
        }

    def _show(self, value: float) -> str:
        return percent(value) if self.measure == "proportion" else number(value)

    def _counts(self) -> str:
        if self.reference_total is not None:
            return against(self)
        if self.expected is not None:
            return f"{self.events:,} where {number(self.expected)} are expected"
        if self.total is not None:
            return of(self.events, self.total)
        return f"standard error {number(self.standard_error)}"

    def _axis(self) -> Axis:
        if self.measure == "proportion":
            return shares("rate")
        if self.measure == "effect":
            return numbers("effect", nothing=0.0)
        return ratios("relative likelihood" if self.measure == "relative_likelihood" else "observed over expected")

    def _picture(self) -> FunnelPicture:
        from .funnel_curves import curves_of

        if not self.shape:
            raise TypeError("plot: a single organisation has no funnel to draw; plot all of them")
        return curves_of(self)

    def _line(self) -> str:
        inner, outer = (level_text(level) for level in self.confidence_levels)
        if self.position == "none":
            return f"{self.organisation}: no place in the funnel, {self._counts()}{status_text(self.status, self.method)}"
        place = _POSITIONS[self.position].format(inner=inner, outer=outer)
        show = self._show
        limits = f"{inner} {show(self.inner_lower)} to {show(self.inner_upper)}, {outer} {show(self.outer_lower)} to {show(self.outer_upper)}"
        return f"{self.organisation}: {show(self.value)}, {place} ({limits}), {self._counts()}"

    def _title(self) -> str:
        inner, outer = (level_text(level) for level in self.confidence_levels)
        if math.isnan(self.target):
            return f"organisations in a funnel without a middle, {self.funnel_status}"
        far = int(np.isin(self.position, ("above_outer", "below_outer")).sum())
        near = far + int(np.isin(self.position, ("above_inner", "below_inner")).sum())
        varied = "" if math.isnan(self.overdispersion) else f", overdispersion {number(self.overdispersion)} ({pvalue_text(self.pvalue)})"
        limits = self.method if self.dispersion == "none" else f"{self.method} with {self.dispersion} overdispersion"
        return (
            f"organisations in a funnel around {self._show(self.target)}: {far:,} beyond the {outer} limits, {near:,} beyond the {inner}"
            f"{varied}, {limits}"
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PercentileRank(Bounded):
    """Where an organisation stands among all, and how sure that is.

    Attributes
    ----------
    organisation : str or array of str
    value, lower, upper : float or array
        The share of the other organisations with a worse rate, ties by half, and its interval.
    rank, rank_lower, rank_upper : float or array
        1 is the best; ties share the mean of their ranks.
    organisations : int or array
        How many have people, the one itself among them.
    events, total : int or array
    favourable : bool
        Whether a high rate is good.
    confidence_level : float
    method : str
        ``pairwise`` or ``simulated``.
    status : str or array of str
    """

    organisation: Any
    value: Any
    lower: Any
    upper: Any
    rank: Any
    rank_lower: Any
    rank_upper: Any
    organisations: Any
    events: Any
    total: Any
    favourable: bool
    confidence_level: float
    method: str
    status: Any

    _task: ClassVar[str] = "percentile_rank"
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset({"measure", "favourable"})
    _begins_with_a_name: ClassVar[bool] = True

    def _columns(self) -> dict[str, Any]:
        return {
            "organisation": self.organisation,
            "events": self.events,
            "total": self.total,
            "rate": rate_of(self.events, self.total),
            "measure": "better_than",
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "rank": self.rank,
            "rank_lower": self.rank_lower,
            "rank_upper": self.rank_upper,
            "organisations": self.organisations,
            "favourable": self.favourable,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return shares("share of the other organisations with a worse rate")

    def _entries(self) -> list[Entry]:
        rank = "no rank" if math.isnan(self.rank) else f"rank {self.rank:g} of {self.organisations:,}"
        return [Entry(self.organisation, self.value, self.lower, self.upper, detail=rank)]

    def _line(self) -> str:
        counts = f"{of(self.events, self.total)}, {self.method}{status_text(self.status, self.method)}"
        if math.isnan(self.value):
            return f"{self.organisation}: no rank, {counts}"
        others = self.organisations - 1
        than = "the other one" if others == 1 else f"{others:,} others"
        between = interval_text(self.lower, self.upper, self.confidence_level, percent)
        rank = f"rank {self.rank:g} ({self.rank_lower:g} to {self.rank_upper:g}) of {self.organisations:,}"
        return f"{self.organisation}: better than {percent(self.value)} of {than} ({between}), {rank}: {counts}"

    def _title(self) -> str:
        return f"ranks with {level_text(self.confidence_level)} intervals, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shrinkage(Bounded):
    """Rates drawn towards their common mean, each by as much as its own numbers leave open: one row an organisation.

    Attributes
    ----------
    organisation : array of str
    events, total : array of int
    value, lower, upper : array of float
        The shrunken rate and its interval.
    mean : float
        Of the common distribution of true rates.
    concentration : float
        How narrow it is, as a number of people: infinite where the rates differ no more than by chance.
    correlation : float
        1/(1 + concentration), the correlation of two people of one organisation.
    confidence_level : float
    method : str
    status : array of str
    common_status : str
        ``unbounded`` where the concentration is infinite; ``undefined`` without people.
    """

    organisation: Any
    events: Any
    total: Any
    value: Any
    lower: Any
    upper: Any
    mean: float
    concentration: float
    correlation: float
    confidence_level: float
    method: str
    status: Any
    common_status: str

    _task: ClassVar[str] = "shrinkage"
    _begins_with_a_name: ClassVar[bool] = True

    def _columns(self) -> dict[str, Any]:
        return {
            "organisation": self.organisation,
            "events": self.events,
            "total": self.total,
            "rate": rate_of(self.events, self.total),
            "measure": "shrunken_rate",
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "mean": self.mean,
            "concentration": self.concentration,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _axis(self) -> Axis:
        return shares("shrunken rate")

    def _entries(self) -> list[Entry]:
        own = rate_of(self.events, self.total)
        ring = None if math.isnan(own) else own
        return [Entry(self.organisation, self.value, self.lower, self.upper, detail=of(self.events, self.total), beside=ring)]

    def _rings(self) -> str:
        return "each organisation's own rate"

    def _line(self) -> str:
        value = known(self.value, percent)
        own = "nobody" if not self.total else f"{percent(rate_of(self.events, self.total))} by itself, {of(self.events, self.total)}"
        between = interval_text(self.lower, self.upper, self.confidence_level, percent)
        return f"{self.organisation}: shrunken rate {value} ({between}), {own}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        if math.isnan(self.mean):
            return f"organisations without people, {self.method}"
        pull = "no more apart than by chance" if math.isinf(self.concentration) else f"each with the weight of {number(self.concentration, 1)} people more"
        return f"rates shrunken towards {percent(self.mean)}, {pull}, {self.method}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MetaAnalysis(Bounded):
    """One effect in many organisations: its mean, how much the true effects differ, and where a further organisation's may lie.

    Attributes
    ----------
    value, lower, upper : float
        The mean effect and its interval.
    standard_error : float
        As the interval uses it; of the logarithm for ratios.
    prediction_lower, prediction_upper : float
        Where the true effect of a further organisation may lie; NaN below three organisations and for ``fixed``.
    tau2, tau2_lower, tau2_upper : float
        The variance of the true effects between organisations; of their logarithms for ratios.
    q, df, q_pvalue : float
        Cochran's test that all true effects are equal.
    i2, i2_lower, i2_upper : float
        The share of the variation that is not chance.
    used, organisations : int
        How many organisations have an effect and a variance, and how many were given.
    measure : str
        ``relative_likelihood``, ``rate_difference``, ``odds_ratio`` or ``effect``.
    confidence_level : float
    method : str
        How the variance between organisations is estimated.
    hartung_knapp : bool
        Whether the interval is Hartung and Knapp's.
    status : str
    organisation : array of str
    effect, effect_lower, effect_upper : array of float
        Every organisation by itself: its interval is that of `relative_likelihood`, `rate_difference` or `odds_ratio`, the normal one for effects given.
    """

    value: Any
    lower: Any
    upper: Any
    standard_error: Any
    prediction_lower: Any
    prediction_upper: Any
    tau2: Any
    tau2_lower: Any
    tau2_upper: Any
    q: Any
    df: Any
    q_pvalue: Any
    i2: Any
    i2_lower: Any
    i2_upper: Any
    used: int
    organisations: int
    measure: str
    confidence_level: float
    method: str
    hartung_knapp: bool
    status: Any
    organisation: Any
    effect: Any
    effect_lower: Any
    effect_upper: Any

    _task: ClassVar[str] = "meta_analysis"

    @property
    def prediction(self) -> Interval:
        """Where the true effect of a further organisation may lie."""
        return Interval(self.prediction_lower, self.prediction_upper)

    def _columns(self) -> dict[str, Any]:
        return {
            "organisations": self.organisations,
            "used": self.used,
            "measure": self.measure,
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "standard_error": self.standard_error,
            "prediction_lower": self.prediction_lower,
            "prediction_upper": self.prediction_upper,
            "confidence_level": self.confidence_level,
            "tau2": self.tau2,
            "i2": self.i2,
            "statistic": self.q,
            "df": self.df,
            "pvalue": self.q_pvalue,
            "method": self.method,
            "status": self.status,
        }

    def __hash__(self) -> int:
        return hash((self.measure, self.method, self.value, self.tau2, self.organisations, self.confidence_level))

    def _axis(self) -> Axis:
        name = self.measure.replace("_", " ")
        if self.measure == "rate_difference":
            return differences(name)
        return numbers(name, nothing=0.0) if self.measure == "effect" else ratios(name)

    def _entries(self) -> list[Entry]:
        mean = Entry(f"mean of {counted(self.used, 'organisation')}", self.value, self.lower, self.upper, fixed=True, summary=True)
        further = Entry("in a further organisation", lower=self.prediction_lower, upper=self.prediction_upper, fixed=True)
        together = [mean] if math.isnan(self.prediction_lower) else [mean, further]
        each = (self.organisation.tolist(), self.effect.tolist(), self.effect_lower.tolist(), self.effect_upper.tolist())
        return forest(itertools.starmap(Entry, zip(*each, strict=True)), self.organisations, together)

    def _line(self) -> str:
        show = points if self.measure == "rate_difference" else number
        unit = " percentage points" if self.measure == "rate_difference" else ""
        count = counted(self.used, "organisation")
        if self.used != self.organisations:
            count += f" of {self.organisations}, the others have no effect or no variance"
        if math.isnan(self.value):
            return f"{self.measure.replace('_', ' ')} undefined: {count}, {self.method}{status_text(self.status, self.method)}"
        between = interval_text(self.lower, self.upper, self.confidence_level, show)
        further = "" if math.isnan(self.prediction_lower) else f", in a further organisation {show(self.prediction_lower)} to {show(self.prediction_upper)}"
        apart = "" if math.isnan(self.q_pvalue) else f", likeness {pvalue_text(self.q_pvalue)}, I² {percent(self.i2)}"
        value = f"mean {self.measure.replace('_', ' ')} {show(self.value)}{unit} ({between}{further})"
        return f"{value}: {count}{apart}, {self.method}{status_text(self.status, self.method)}"

    def _title(self) -> str:
        return f"meta-analyses, {self.method}"
