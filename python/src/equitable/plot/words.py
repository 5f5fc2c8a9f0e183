"""The short words and the marker that stand for a verdict beside a row; no verdict is told by colour alone."""

from __future__ import annotations

from typing import Any

from .numbers import Figure, printed, withheld

GROUP_ORDER = ("White", "BME", "Asian", "Black", "Mixed", "Other")
UNKNOWN_GROUPS = ("Not stated", "Not known", "Empty", "Unknown")

_SHORT = {
    "substantial": "clear difference",
    "material": "difference",
    "slight": "slight difference",
    "detectable": "similar",
    "equivalent": "similar",
    "unclear": "not shown",
    "suggestive": "not shown, could be chance",
    "untestable": "too few to tell",
}

_SHORT_REPRESENTATION = {
    ("higher", "substantial"): "clearly over-represented",
    ("higher", "material"): "over-represented",
    ("higher", "slight"): "slightly over-represented",
    ("lower", "substantial"): "clearly under-represented",
    ("lower", "material"): "under-represented",
    ("lower", "slight"): "slightly under-represented",
    ("similar", "detectable"): "proportionate",
    ("similar", "equivalent"): "proportionate",
    ("inconclusive", "unclear"): "not shown to differ",
    ("inconclusive", "suggestive"): "not shown, could be chance",
    ("inconclusive", "untestable"): "too few to tell",
}


def is_withheld(comparison: Figure) -> bool:
    """Whether a comparison rests on a count that is not shown."""
    return str(comparison.get("status") or "") == "c" or withheld(comparison, "ratio_text")


def short_verdict(comparison: Figure) -> str:
    """The verdict in at most four words."""
    if is_withheld(comparison) and printed(comparison.get("ratio_text")) is None:
        return "withheld"
    state, grade = str(comparison.get("state") or ""), str(comparison.get("grade") or "")
    if state in ("", "not_assessable"):
        if str(comparison.get("status") or "") == "z":
            return "not applicable"
        return "not assessable"
    if comparison.get("framing") == "representation":
        return _SHORT_REPRESENTATION.get((state, grade), state)
    return _SHORT.get(grade, state)


def marker(comparison: Figure) -> tuple[str, bool]:
    """Shape and filling: dot for a difference, square for similarity, ring for neither, open diamond for no verdict."""
    state = str(comparison.get("state") or "")
    if state in ("higher", "lower"):
        return "o", True
    if state == "similar":
        return "s", True
    return ("o", False) if state == "inconclusive" else ("D", False)


def by_group(figure: Figure) -> int:
    """Sorts groups as the reports print them; others stay in their order, behind."""
    group = str(figure.get("group") or "")
    return GROUP_ORDER.index(group) if group in GROUP_ORDER else len(GROUP_ORDER)


def level_text(confidence_level: Any) -> str:
    """"95%" of 0.95."""
    level = 0.95 if confidence_level is None else float(confidence_level)
    return f"{level * 100:.6g}%"
