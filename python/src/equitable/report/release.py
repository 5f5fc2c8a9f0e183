"""The figures as they may leave the house.

The model withholds before it computes; here the writers make sure of it once more. Whatever a text prints as R has no number
beside it, and a comparison that rests on a withheld count keeps nothing but what was already printed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..plot.numbers import Figure, printed

_COMPARISON_COUNTS = ("events", "total", "reference_events", "reference_total", "whole_events", "whole_total")
_COMPARISON_NUMBERS = (
    "rate", "reference_rate", "whole_rate", "lower", "upper", "whole_ratio", "whole_ratio_lower", "whole_ratio_upper", "gap", "gap_lower", "gap_upper",
    "statistic", "pvalue", "pvalue_adjusted", "fragility", "equivalence_lower", "equivalence_upper", "impact_ratio", "ratio",
)  # fmt: skip
_COMPARISON_WORDS = (
    "policy_lpt", "policy_four_fifths", "policy_two_standard_deviations", "policy_banding", "complement_state",
)  # fmt: skip
_LABELS = ("outcome", "population", "staff_type", "stratum", "group", "reference", "period", "ratio_text", "whole_ratio_text", "gap_text")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True)
class Release:
    """A report model of which every part may be printed; the attributes are those of a report."""

    figures: tuple[dict[str, Any], ...]
    comparisons: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]
    unknown: tuple[dict[str, Any], ...]
    checks: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    specification: Mapping[str, Any]


def release(report: Any) -> Release:
    """A copy of a report's figures without anything that its texts withhold; the report itself stays as it is."""
    return Release(
        figures=tuple(_figure(figure) for figure in report.figures),
        comparisons=tuple(_comparison(comparison) for comparison in report.comparisons),
        findings=tuple(dict(finding) for finding in report.findings),
        unknown=tuple(_unknown(row) for row in report.unknown),
        checks=tuple(dict(check) for check in report.checks),
        notes=tuple(str(note) for note in report.notes),
        specification=dict(report.specification),
    )


def _figure(figure: Figure) -> dict[str, Any]:
    kept = dict(figure)
    hidden = [name for name in ("events", "total") if str(kept.get(f"{name}_text") or "").strip() == "R"]
    if kept.get("status") == "c" and not hidden:
        hidden = ["events", "total"]
    for name in hidden:
        kept[name], kept[f"{name}_text"] = None, "R"
    if hidden:
        kept["lower"] = kept["upper"] = None
        shown = printed(kept.get("rate_text"))
        kept["rate"] = None if shown is None else round(shown / 100, 6)
        if shown is None:
            kept["rate_text"] = "R"
    return kept


def _comparison(comparison: Figure) -> dict[str, Any]:
    kept = dict(comparison)
    if kept.get("status") != "c" and str(kept.get("ratio_text") or "").strip() != "R":
        return kept
    for name in (*_COMPARISON_COUNTS, *_COMPARISON_NUMBERS):
        if name in kept:
            kept[name] = None
    for name in _COMPARISON_WORDS:
        if name in kept:
            kept[name] = ""
    kept["framing_changes"] = False
    kept["ratio"] = printed(kept.get("ratio_text"))
    gap = printed(kept.get("gap_text"))
    kept["gap"] = None if gap is None else round(gap / 100, 6)
    kept["state"], kept["grade"], kept["status"] = "not_assessable", "none", "c"
    kept["sentence"] = _only_with_known_numbers(str(kept.get("sentence") or ""), kept)
    kept["notes"] = [note for note in map(str, kept.get("notes") or ()) if _only_with_known_numbers(note, kept)]
    return kept


def _only_with_known_numbers(text: str, comparison: Figure) -> str:
    """The text, unless it holds a number that is neither in the comparison's labels nor in its printed values."""
    known = {number for name in _LABELS for number in _DIGITS.findall(str(comparison.get(name) or ""))}
    return text if set(_DIGITS.findall(text)) <= known else ""


def _unknown(row: Figure) -> dict[str, Any]:
    """A percentage that is withheld must not follow from two counts, nor a share from its bounds."""
    kept = dict(row)
    if str(kept.get("percent_text") or "").strip() == "R" and kept.get("known") is not None and kept.get("total") is not None:
        kept["known"] = kept["total"] = None
    if str(kept.get("share_text") or "").strip() == "R":
        for end in ("lower", "upper"):
            kept[f"share_{end}"], kept[f"share_{end}_text"] = None, "R"
    return kept


def plain(value: Any) -> Any:
    """A value as JSON holds it; a number that does not exist, or has no limit, is null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
