"""Periods: a snapshot day, a financial year, a window of two financial years, a survey year; each with one spelling."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ._input import text
from .errors import InvalidInput

__all__ = ["Period", "financial_year_of", "parse_period", "period_of_kind", "snapshot", "two_year_window"]

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
SHAPES = {
    "snapshot": "a snapshot such as 'March 2022' or '2022-03'",
    "financial_year": "a financial year such as '2021/22'",
    "two_year_window": "two financial years such as '2020/21 to 2021/22'",
    "survey_year": "a survey year such as '2021'",
}


class Period(NamedTuple):
    """One period in its printed spelling, with its kind and a key that sorts periods of a kind in time."""

    label: str
    kind: str
    order: int


def _financial_year(shown: str, where: str) -> int:
    matched = re.fullmatch(r"(\d{4})\s*[/-]\s*(\d{2}|\d{4})", shown)
    if not matched:
        raise InvalidInput(f"{where}: {shown!r} is not {SHAPES['financial_year']}")
    first, second = int(matched[1]), matched[2]
    if int(second) != (first + 1) % 10 ** len(second):
        raise InvalidInput(f"{where}: {shown!r} does not name two years in a row; {first}/{(first + 1) % 100:02d} would")
    return first


def _label(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02d}"


def parse_period(value: Any, where: str = "period") -> Period:
    """Return the period that a value names, whatever its kind.

    Accepts "March 2022", "31 March 2022", "2022-03", "2022-03-31" and dates (a snapshot); "2021/22" (a financial year);
    "2020/21 to 2021/22" (two of them); "2021" (a survey year).
    """
    shown = text(value)
    if shown is None:
        raise InvalidInput(f"{where}: the period is empty")
    if re.fullmatch(r"\d{4}", shown):
        return Period(shown, "survey_year", int(shown))
    matched = re.fullmatch(r"(\d{4})-(\d{2})(?:-\d{2})?", shown)
    if matched and 1 <= int(matched[2]) <= 12 and (len(shown) > 7 or int(matched[2]) != (int(matched[1]) + 1) % 100):
        return _snapshot(int(matched[1]), int(matched[2]))
    matched = re.fullmatch(r"(?:\d{1,2}\s+)?([A-Za-z]+)\s+(\d{4})", shown)
    if matched:
        month = [number for number, name in enumerate(MONTHS, 1) if matched[1].casefold() in (name.casefold(), name[:3].casefold())]
        if month:
            return _snapshot(int(matched[2]), month[0])
    matched = re.fullmatch(r"(\S+)\s+(?:to|and|-|–)\s+(\S+)", shown)
    if matched:
        first, second = (_financial_year(part, where) for part in matched.groups())
        if second != first + 1:
            raise InvalidInput(f"{where}: {shown!r} does not name two financial years in a row; {_label(first)} to {_label(first + 1)} would")
        return Period(f"{_label(first)} to {_label(second)}", "two_year_window", second)
    if re.fullmatch(r"\d{4}\s*[/-]\s*\d{2,4}", shown):
        first = _financial_year(shown, where)
        return Period(_label(first), "financial_year", first)
    raise InvalidInput(f"{where}: the period {shown!r} is not known; write {', '.join(SHAPES.values())}")


def _snapshot(year: int, month: int) -> Period:
    return Period(f"{MONTHS[month - 1]} {year}", "snapshot", year * 12 + month - 1)


def period_of_kind(value: Any, kind: str, where: str) -> Period:
    """Return the period that a value names, which must be of this kind: mixed periods in one column are refused."""
    period = parse_period(value, where)
    if period.kind != kind:
        raise InvalidInput(f"{where}: {period.label!r} is not {SHAPES[kind]}; periods of two kinds must not be mixed")
    return period


def snapshot(value: Any, where: str) -> Period:
    """Return the snapshot that a value such as "2022-03", "March 2022" or a date names."""
    shown = text(value)
    if shown is not None and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", shown):
        return _snapshot(int(shown[:4]), int(shown[5:]))
    return period_of_kind(value, "snapshot", where)


def financial_year_of(taken: Period) -> Period:
    """Return the financial year, April to March, in which a snapshot was taken: March 2022 ends 2021/22."""
    year, month = divmod(taken.order, 12)
    first = year if month >= 3 else year - 1
    return Period(_label(first), "financial_year", first)


def two_year_window(year: Period) -> Period:
    """Return the window of two financial years that ends with this one."""
    return Period(f"{_label(year.order - 1)} to {year.label}", "two_year_window", year.order)
