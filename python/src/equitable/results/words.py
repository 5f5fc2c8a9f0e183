"""Numbers as they are printed inside a sentence or a cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _core
from ..errors import InvalidInput


def level_text(level: Any) -> str:
    """A confidence level as a percentage, or several of them."""
    if isinstance(level, np.ndarray):
        *most, last = (level_text(one) for one in sorted(set(level.reshape(-1).tolist()))) if level.size else ("",)
        return f"{', '.join(most)} and {last}" if len(most) in (1, 2, 3) else f"{most[0]} to {last}" if most else last
    return f"{100 * level:.10g}%"


def number(value: float, decimals: int = 2) -> str:
    """A number with two decimals, with three figures when it is small, and with a power of ten when that would fill the line."""
    if math.isfinite(value) and value and not 1e-6 <= abs(value) < 1e9:
        return f"{value:.2e}"
    if 0 < abs(value) < 0.1:
        decimals = max(decimals, 2 - math.floor(math.log10(abs(value))))
    return _core.decimal_number(value, decimals)


def percent(value: float) -> str:
    """A share as a percentage with one decimal."""
    return _core.decimal_number(100 * value, 1) + ("%" if math.isfinite(value) else "")


def points(value: float) -> str:
    """A difference in percentage points with its sign."""
    text = _core.decimal_number(100 * value, 1)
    return "+" + text if value > 0 and text != "0.0" else text


def pvalue_text(value: float) -> str:
    """A p-value as it is reported."""
    if math.isnan(value):
        return "p undefined"
    return "p < 0.001" if value < 0.001 else f"p = {_core.decimal_number(value, 3)}"


def of(events: int, total: int) -> str:
    """``12 of 60``."""
    return f"{events:,} of {total:,}"


_SEVERAL = {"person": "people", "stratum": "strata", "category": "categories"}


def counted(count: int, noun: str) -> str:
    """``1 person``, ``3 strata``."""
    return f"{count:,} {noun if count == 1 else _SEVERAL.get(noun, noun + 's')}"


def sentence_case(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


TOO_LARGE = {
    "chan_zhang_score": "miettinen_nurminen",
    "agresti_min_score": "miettinen_nurminen",
    "baptista_pike": "conditional_mid_p",
    "blaker": "mid_p",
    "barnard_pooled": "n_minus_1_chi2",
    "barnard_unpooled": "n_minus_1_chi2",
    "boschloo_central": "fisher_midp_central",
    "boschloo_minlike": "fisher_midp_central",
    "lr_unconditional": "g_test",
    "exact_blaker": "midp_central",
    "exact_minlike": "midp_central",
    "midp_minlike": "midp_central",
    "exact_hypergeometric_central": "wilson_fpc",
    "mid_p_hypergeometric": "wilson_fpc",
    "freeman_halton_minlike": "n_minus_1_chi2",
    "freeman_halton_midp": "n_minus_1_chi2",
    "exact_conditional_pearson": "n_minus_1_chi2",
    "exact_conditional_lr": "n_minus_1_chi2",
    "exact_two_sided_doubling": "linear_by_linear_n_minus_1",
    "exact_two_sided_abs_deviation": "linear_by_linear_n_minus_1",
    "exact_two_sided_point_prob": "linear_by_linear_n_minus_1",
    "midp_two_sided_doubling": "linear_by_linear_n_minus_1",
    "midp_two_sided_abs_deviation": "linear_by_linear_n_minus_1",
    "exact_greater": "linear_by_linear_n_minus_1",
    "exact_less": "linear_by_linear_n_minus_1",
    "midp_greater": "linear_by_linear_n_minus_1",
    "midp_less": "linear_by_linear_n_minus_1",
    "midp_or": "mh_or",
    "exact_or": "mh_or",
    "exact_midp_central": "cmh",
    "exact_multinomial_minlike": "pearson_gof",
    "exact_multinomial_midp": "pearson_gof",
    "exact_multinomial_pearson": "pearson_gof",
    "sison_glaz": "goodman_wilson_bonferroni",
}
"""What to use in the place of a method that counts beyond its limit."""


def status_text(status: str, method: str, instead: str | None = None) -> str:
    """What a status other than ``ok`` adds to a sentence; ``instead`` is what to use when the method cannot take so many people."""
    if status == "ok":
        return ""
    if status == "too_large":
        instead = instead or TOO_LARGE.get(method) or ("normal_pooled_two_tail" if method.endswith("_exact") else "a method that is not exact")
        return f", too many people for the exact method {method}: use {instead}, which agrees with it closely in groups of this size"
    return f", {status}"


def spread(text: str | Sequence[str], shape: tuple[int, ...], name: str) -> list[str]:
    """One name for each row, from one name for all or one for each."""
    size = math.prod(shape)
    if isinstance(text, str):
        return [text] * size
    demand = f"one name or {size} of them" if shape else "one name"
    texts = np.asarray(text, dtype=object)
    if texts.ndim == 0 or not all(isinstance(item, str) for item in texts.flat):
        raise InvalidInput(f"sentence: {name} is {text!r}, but must be {demand}")
    if not shape or texts.size != size:
        raise InvalidInput(f"sentence: {name} has {texts.size} names, but must be {demand}")
    return list(texts.flat)
