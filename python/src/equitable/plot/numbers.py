"""From the printed text of a figure to a number that may be drawn, and back.

Charts are drawn from what is printed, never from what it was rounded from: no drawing can say more than its table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Figure = Mapping[str, Any]

WITHHELD = "R"
NOT_AVAILABLE = "–"
NOT_APPLICABLE = "not applicable"


def printed(text: Any) -> float | None:
    """The number a printed text shows ("15.5", "1.79", "+1.7", "−8.9", "52.8%"), or None where it shows none."""
    cleaned = str(text or "").strip().rstrip("%").replace("−", "-").replace(",", "").strip()
    if cleaned in ("∞", "+∞"):
        return math.inf
    try:
        value = float(cleaned)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def fixed(value: Any, decimals: int, *, signed: bool = False) -> str:
    """A number as text with so many decimals, half away from zero; "∞" for infinity and "" for no number."""
    if value is None or isinstance(value, bool) or math.isnan(float(value)):
        return ""
    number = float(value)
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(number)).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):f}"
    if rounded < 0:
        return f"−{text}"
    return f"+{text}" if signed and rounded > 0 else text


def percent_bounds(figure: Figure) -> tuple[float, float] | None:
    """The interval of a rate in percent, at the one decimal that is printed; none where a count is withheld."""
    if str(figure.get("status") or "") == "c" or any(withheld(figure, key) for key in ("events_text", "total_text", "rate_text")):
        return None
    return _bounds(figure.get("lower"), figure.get("upper"), 100, 1)


def ratio_bounds(comparison: Figure) -> tuple[float, float] | None:
    """The interval of a ratio at the two decimals that are printed; the upper end may be infinite."""
    if str(comparison.get("status") or "") == "c" or withheld(comparison, "ratio_text"):
        return None
    return _bounds(comparison.get("lower"), comparison.get("upper"), 1, 2)


def point_bounds(comparison: Figure) -> tuple[float, float] | None:
    """The interval of a difference in percentage points, at one decimal."""
    if str(comparison.get("status") or "") == "c" or withheld(comparison, "gap_text"):
        return None
    return _bounds(comparison.get("gap_lower"), comparison.get("gap_upper"), 100, 1)


def _bounds(lower: Any, upper: Any, scale: int, decimals: int) -> tuple[float, float] | None:
    if lower is None or upper is None or math.isnan(float(lower)) or math.isnan(float(upper)):
        return None
    low = printed(fixed(float(lower) * scale, decimals))
    high = printed(fixed(float(upper) * scale, decimals))
    return None if low is None or high is None else (low, high)


def withheld(figure: Figure, field: str = "rate_text") -> bool:
    """Whether the figure is confidential and prints as R."""
    return str(figure.get(field) or "").strip() == WITHHELD


def percent_text(figure: Figure) -> str:
    """A rate as printed, with its sign: "15.5%", "R", "not applicable" or "–"."""
    text = str(figure.get("rate_text") or "").strip()
    return f"{text.rstrip('%')}%" if printed(text) is not None else missing_text(text, figure)


def count_text(figure: Figure) -> str:
    """"596 of 3842", or what stands in its place."""
    events, total = (str(figure.get(key) or "").strip() for key in ("events_text", "total_text"))
    if printed(events) is not None and printed(total) is not None:
        return f"{events} of {total}"
    if WITHHELD in (events, total):
        return WITHHELD
    return missing_text(events, figure)


def missing_text(text: str, figure: Figure) -> str:
    """What a cell without a number shows."""
    status = str(figure.get("status") or "")
    if text == WITHHELD or status == "c":
        return WITHHELD
    if status == "z" or text == "z":
        return NOT_APPLICABLE
    return NOT_AVAILABLE


def signed_text(text: Any) -> str:
    """A difference with a real minus sign: "+1.7", "−8.9"."""
    return str(text or "").strip().replace("-", "−")


def period_key(period: str) -> tuple[int, str]:
    """Sorts periods by the last year they name: "March 2021" before "2020/21 to 2021/22"."""
    digits = "".join(character if character.isdigit() else " " for character in period).split()
    years = [int(word) for word in digits if word]
    if not years:
        return (0, period)
    last = years[-1]
    first = next((year for year in reversed(years) if year > 999), 2000)
    if last < 100:
        last += first // 100 * 100
        last += 100 if last < first else 0
    return (last, period)


def in_order(periods: Iterable[str]) -> list[str]:
    """The distinct periods, earliest first."""
    return sorted(set(periods), key=period_key)


def listed(words: Iterable[str]) -> str:
    """"a", "a and b", "a, b and c"."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
