"""Numbers as they are printed inside a sentence or a cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
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


def test_text(pvalue: float, state: str) -> str:
    """The p-value of a verdict, or why there is none."""
    why = ": nobody, or everybody, had the outcome" if math.isnan(pvalue) and state != "not_assessable" else ""
    return pvalue_text(pvalue) + why


def adjusted_text(pvalue: float) -> str:
    """``p = 0.079 adjusted``."""
    return "not tested" if math.isnan(pvalue) else f"{pvalue_text(pvalue)} adjusted"


def of(events: int, total: int) -> str:
    """``12 of 60``."""
    return f"{events:,} of {total:,}"


def known(value: float, show: Callable[[float], str] = number) -> str:
    """A number as it is printed, or ``undefined``."""
    return "undefined" if math.isnan(value) else show(value)


def in_points(value: float) -> str:
    """``+2.5 percentage points``, or ``undefined``."""
    return known(value, lambda one: f"{points(one)} percentage points")


def interval_text(
    lower: float, upper: float, level: float, show: Callable[[float], str] = number, alternative: str = "two-sided", kind: str = "interval"
) -> str:
    """``95% interval 1.54 to 2.08``, ``95% lower limit 1.58`` or ``no interval``."""
    if math.isnan(lower) or math.isnan(upper):
        return "no interval"
    if alternative == "greater":
        return f"{level_text(level)} lower limit {show(lower)}"
    if alternative == "less":
        return f"{level_text(level)} upper limit {show(upper)}"
    return f"{level_text(level)} {kind} {show(lower)} to {show(upper)}"


def against(result: Any) -> str:
    """``596 of 3,842 against 207 of 2,386``."""
    return f"{of(result.events, result.total)} against {of(result.reference_events, result.reference_total)}"


_SEVERAL = {"person": "people", "stratum": "strata", "category": "categories", "degree of freedom": "degrees of freedom"}


def counted(count: int, noun: str) -> str:
    """``1 person``, ``3 strata``: every number of things that is printed."""
    return f"{count:,} {noun if count == 1 else _SEVERAL.get(noun, noun + 's')}"


def taking_part(groups: int, left_out: int | None, people_left_out: int | None, noun: str = "stratum") -> str:
    """``4 strata``, or how many of them take part and who has no part."""
    all_of_them = counted(groups, noun)
    if not left_out:
        return all_of_them
    people = counted(people_left_out, "person") if people_left_out else "nobody"
    return f"{groups - left_out} of {all_of_them} ({people} in strata without one of the two groups left out)"


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


_DRAWN = ("freeman_halton_minlike", "freeman_halton_midp", "exact_conditional_pearson", "exact_conditional_lr")
_WITHOUT_LIMIT = ("mid_p", "conditional_mid_p", "fisher_midp_central", "midp_central", "goodman_wilson_bonferroni")
_OF_STRATA = ("cmh", "mh_or")
_OF_SEVERAL = ("linear_by_linear_n_minus_1", *_OF_STRATA)


def _too_large(method: str, instead: str | None) -> str:
    """What to do when a method would have to count too much: what is too many, and how far the method in its place can be trusted."""
    if method in _DRAWN:
        return f", too many tables to list for {method}: equitable.homogeneity draws some of them (samples=) and gives the p-value with its interval"
    instead = instead or TOO_LARGE.get(method) or ("normal_pooled_two_tail" if method.endswith("_exact") else "a method that is not exact")
    many = "compositions" if method.startswith("exact_multinomial") else "tables" if instead in _OF_SEVERAL else "people"
    trust = "Mantel and Fleiss's criterion (mantel_fleiss)" if instead in _OF_STRATA else "every expected count"
    good = "" if instead in _WITHOUT_LIMIT else f", which is good where {trust} is 5 or more"
    return f", too many {many} for the exact method {method}: use {instead}{good}"


def status_text(status: str, method: str, instead: str | None = None) -> str:
    """What a status other than ``ok`` adds to a sentence; ``instead`` is what to use when the method cannot take so many people."""
    if status == "ok":
        return ""
    if status == "too_large":
        return _too_large(method, instead)
    return f", {status}"


def decimals(name: str, value: Any) -> int:
    """How many decimals a sentence gives a number."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer) or not 0 <= value <= 18:
        raise InvalidInput(f"sentence: {name} is {value!r}, but must be a whole number from 0 to 18")
    return int(value)


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
