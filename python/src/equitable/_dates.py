"""Windows of time: which of the dates of a column lie from one day to another, both days included."""

from __future__ import annotations

import datetime
import re
from typing import Any

from ._input import text
from .errors import InvalidInput

__all__ = ["Window", "day_of"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ].*)?")
NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})")


def day_of(shown: str) -> datetime.date | None:
    """Return the day that a text names, or None: 2021-04-01, 20210401, 01/04/2021 (the day first), 01-APR-2021; a time after it is left out."""
    try:
        if found := ISO.fullmatch(shown) or COMPACT.fullmatch(shown):
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
        if found := DAY_FIRST.fullmatch(shown):
            return datetime.date(int(found[3]), int(found[2]), int(found[1]))
        if (found := NAMED.fullmatch(shown)) and found[2].casefold() in MONTHS:
            return datetime.date(int(found[3]), MONTHS.index(found[2].casefold()) + 1, int(found[1]))
    except ValueError:  # the 31st of February
        pass
    return None


class Window:
    """From one day to another in a column of dates."""

    def __init__(self, given: Any) -> None:
        if not isinstance(given, (tuple, list)) or len(given) != 3 or not isinstance(given[0], str):
            raise InvalidInput(f'count: window is {given!r}, but must be a column and two days: ("date", "2021-04-01", "2022-03-31")')
        self.column: str = given[0]
        self.first, self.last = (self._bound(bound) for bound in given[1:])
        if self.first is None and self.last is None:
            raise InvalidInput("count: window has neither a first nor a last day; leave it out to count all dates")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise InvalidInput(f"count: window goes from {self.first} to {self.last}, but must not end before it begins")

    @staticmethod
    def _bound(bound: Any) -> datetime.date | None:
        shown = text(bound)
        if shown is None:
            return None
        day = day_of(shown)
        if day is None:
            raise InvalidInput(f"count: window names {shown!r}, which is no day; write 2021-04-01, or None for an open end")
        return day

    def holds(self, day: datetime.date) -> bool:
        """Return whether a day is in the window."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        return f"{self.column} from {self.first or 'the beginning'} to {self.last or 'the end'}"
