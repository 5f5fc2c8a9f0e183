"""The curves of a funnel between and beyond the sizes of its organisations: the limits that it gives them, at any size."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InvalidInput
from .picture import FunnelPicture
from .words import counted, level_text, number, pvalue_text

if TYPE_CHECKING:
    from .organisations import Funnel
    from .person_time import FunnelLimits

__all__ = ["curves_of", "limits_over_sizes"]

_POINTS = 160
_SIZES = {"proportion": "people", "ratio_obs_over_exp": "events expected"}
_LIMITED = {"proportion": "people", "ratio_obs_over_exp": "events observed", "ratio_by_expected": "events expected"}


def _quantile(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + 0.5 * level)


def _on_scale(measure: str, value: Any) -> Any:
    """The scale on which the limits lie as far above the middle as below it."""
    if measure == "ratio_obs_over_exp":
        return np.sqrt(value)
    return np.log(value) if measure == "relative_likelihood" else np.asarray(value)


def _off_scale(measure: str, value: Any) -> Any:
    if measure == "ratio_obs_over_exp":
        return np.square(np.maximum(value, 0.0))
    if measure == "relative_likelihood":
        return np.exp(value)
    return np.clip(value, 0.0, 1.0) if measure == "proportion" else value


def _dispersion(funnel: Funnel) -> tuple[float, float]:
    """By what factor the standard errors are widened, and what variance between organisations is added to theirs."""
    if funnel.dispersion == "multiplicative":
        return math.sqrt(max(1.0, funnel.overdispersion)), 0.0
    return 1.0, funnel.between_deviation**2 if funnel.dispersion == "additive" else 0.0


def _sizes(funnel: Funnel) -> Any:
    """People or expected events; where a unit is as large as its standard error is small, its precision."""
    if funnel.measure == "proportion":
        return funnel.total.astype(float)
    if funnel.measure == "ratio_obs_over_exp":
        return funnel.expected
    if funnel.standard_error is not None:
        return 1 / np.square(funnel.standard_error)
    widening, between = _dispersion(funnel)
    spread = (np.log(funnel.outer_upper) - math.log(funnel.target)) / _quantile(funnel.confidence_levels[1])
    return 1 / (np.square(spread / widening) - between)


def limits_at(funnel: Funnel, sizes: Any) -> tuple[Any, ...]:
    """The limits of organisations of these sizes: inner lower and upper, outer lower and upper."""
    if funnel.method == "exact":
        from .._organisations import exact_limits

        return tuple(exact_limits(funnel.measure, funnel.target, sizes, funnel.confidence_levels))
    variance = {"proportion": funnel.target * (1 - funnel.target), "ratio_obs_over_exp": 0.25}.get(funnel.measure, 1.0) / sizes
    widening, between = _dispersion(funnel)
    spread, middle = widening * np.sqrt(variance + between), _on_scale(funnel.measure, funnel.target)
    quantiles = [_quantile(level) for level in funnel.confidence_levels]
    return tuple(_off_scale(funnel.measure, middle + side * z * spread) for z in quantiles for side in (-1, 1))


def _said_of_dispersion(funnel: Funnel) -> list[str]:
    """By how much the organisations vary beyond chance, and whether the limits allow for it."""
    found = "" if math.isnan(funnel.overdispersion) else f", {number(funnel.overdispersion)} ({pvalue_text(funnel.pvalue)})"
    if funnel.dispersion != "none":
        return [f"The limits allow for {funnel.dispersion} overdispersion{found}."]
    return [f"The limits make no allowance for overdispersion{found}."] if found else []


def curves_of(funnel: Funnel) -> FunnelPicture:
    """A funnel of organisations."""
    placed = funnel[funnel.position != "none"]
    if math.isnan(funnel.target) or not placed.shape[0]:
        why = f"{funnel.funnel_status}); it needs people, and a target that leaves room for chance"
        raise InvalidInput(f"plot: the funnel has no organisation with a place in it ({why}")
    sizes = _sizes(placed)
    # As the square root of the size grows, so the limits come nearer: points are closer together where the curve bends.
    at = np.linspace(math.sqrt(0.6 * sizes.min()), math.sqrt(1.03 * sizes.max()), _POINTS) ** 2
    if funnel.measure == "proportion" and funnel.method == "exact":
        at = np.unique(np.maximum(1, at.astype(np.int64)))
    inner_lower, inner_upper, outer_lower, outer_upper = limits_at(funnel, at)
    notes = _said_of_dispersion(funnel)
    left_out = funnel.shape[0] - placed.shape[0]
    if left_out:
        notes.append(f"{counted(left_out, 'organisation')} without a value {'is' if left_out == 1 else 'are'} left out.")
    inner, outer = (level_text(level) for level in funnel.confidence_levels)
    return FunnelPicture(
        funnel._axis(),
        _SIZES.get(funnel.measure, "precision, 1 over the squared standard error"),
        funnel.target,
        (inner, outer),
        at,
        (inner_lower, inner_upper, outer_lower, outer_upper),
        placed.organisation.tolist(),
        sizes,
        placed.value,
        placed.position.tolist(),
        np.abs(placed.adjusted).tolist(),
        notes,
    )


def limits_over_sizes(limits: FunnelLimits) -> FunnelPicture:
    """Limits at one level over three sizes or more, round one target."""
    order = np.argsort(limits.size, kind="stable")
    curve = limits[order]
    return FunnelPicture(
        limits._axis(),
        _LIMITED[limits.statistic],
        float(np.reshape(limits.target, -1)[0]),
        ("", level_text(limits.confidence_level)),
        curve.size,
        (curve.lower, curve.upper, curve.lower, curve.upper),
    )
