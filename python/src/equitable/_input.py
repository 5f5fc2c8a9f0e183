"""What comes in from outside: single values turned into counts and text, and plain columns that know where they came from.

Nothing here needs a data frame package, so that the command line works with the two core dependencies alone.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .errors import InvalidInput

__all__ = ["Table", "count_and_status", "is_missing", "nearest", "one_of", "require_column", "text"]

MAX_COUNT = 2**53
CONFIDENTIAL = re.compile(r"(?:r|redacted|c|\[c\]|\*+|#|(?:<|≤|under |fewer than |less than |below )\s*\d+)", re.IGNORECASE)
NOT_AVAILABLE = re.compile(r"(?:x|\[x\]|n/?a|-|–|—|\.\.?|:)", re.IGNORECASE)
NOT_APPLICABLE = re.compile(r"(?:z|\[z\]|not applicable)", re.IGNORECASE)
WHOLE_NUMBER = re.compile(r"\d+|\d{1,3}(?:,\d{3})+")


def nearest(name: str, options: Iterable[str]) -> str | None:
    """Return the option that looks most like ``name``, or None when nothing does."""
    by_folded = {option.casefold(): option for option in options}
    import difflib

    found = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[found[0]] if found else None


def one_of(name: str, options: Sequence[str]) -> str:
    """Return the tail of a message: the nearest option, and all that are allowed."""
    guess = nearest(name, options)
    listed = ", ".join(repr(option) for option in options)
    return (f"did you mean {guess!r}? " if guess else "") + f"It must be one of {listed}."


def require_column(name: str, columns: Sequence[str], source: str) -> str:
    """Return ``name`` when it is among ``columns``; otherwise say which is missing and offer the nearest."""
    if name in columns:
        return name
    guess = nearest(name, columns)
    listed = ", ".join(columns) if columns else "none"
    hint = f" Did you mean {guess!r}?" if guess else ""
    raise InvalidInput(f"{source}: the column {name!r} is missing.{hint} The columns are: {listed}.")


def is_missing(value: Any) -> bool:
    """Return whether a cell is empty: None, NaN, NaT, NA or blank text."""
    if value is None:
        return True
    if isinstance(value, (str, bytes)):
        return not value.strip()
    if isinstance(value, Decimal):
        return value.is_nan()
    if isinstance(value, float):
        return value != value
    return type(value).__name__ in ("NAType", "NaTType")


def text(value: Any) -> str | None:
    """Return one spelling of a value whatever engine it came from: 1, 1.0 and "1" are "1"; empty cells are None.

    Engines disagree about types (a column of 0, 1 and blanks is float in one and integer in another), so labels are compared as text. Bytes are read
    as UTF-8.
    """
    if is_missing(value):
        return None
    if isinstance(value, str):
        return value.strip()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, datetime.datetime) and value.time() == datetime.time(0):
        value = value.date()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        try:
            return value.decode().strip()
        except UnicodeDecodeError:
            raise InvalidInput(f"{value!r} is bytes that are not text in UTF-8: decode the column first") from None
    if isinstance(value, Decimal):
        if not value.is_finite():
            return str(float(value))
        if value.adjusted() < 400 and value == value.to_integral_value():
            value = int(value)
    elif isinstance(value, float) and value == value // 1:
        value = int(value)
    return str(value)


def count_and_status(value: Any, where: str, name: str) -> tuple[int | None, str]:
    """Read one cell that should hold a count.

    Parameters
    ----------
    value
        A number, text, or an empty cell.
    where, name
        The place ("counts.csv, line 12") and the column, for the message.

    Returns
    -------
    tuple
        The count and "", or None and the status: "c" confidential (R, *, [c], <10), "x" not available, "z" not applicable.
    """
    shown = text(value)
    if shown is None or NOT_AVAILABLE.fullmatch(shown):
        return None, "x"
    if CONFIDENTIAL.fullmatch(shown):
        return None, "c"
    if NOT_APPLICABLE.fullmatch(shown):
        return None, "z"
    if re.fullmatch(r"\d+\.0*", shown):
        shown = shown.split(".")[0]
    if WHOLE_NUMBER.fullmatch(shown):
        number = int(shown.replace(",", ""))
        if number > MAX_COUNT:
            raise InvalidInput(f"{where}: {name} is {shown}, but must be at most {MAX_COUNT}")
        return number, ""
    try:
        amount = float(shown)
    except ValueError:
        amount = math.nan
    if math.isnan(amount):
        demand = "must be a whole number, or R, *, [c] or <10 for a figure that is withheld, or empty for one that is not available"
    elif amount < 0:
        demand = "must be 0 or more"
    else:
        demand = "must be a whole number: it counts people"
    raise InvalidInput(f"{where}: {name} is {shown}, but {demand}")


class Table(Mapping[str, Sequence[Any]]):
    """Plain columns of equal length that know where they came from.

    Parameters
    ----------
    columns
        Names to sequences of values.
    source
        What to call the data in a message, such as the file's name.
    lines
        The line of the file on which each row ends, when there is a file; or, for rows of several files, the whole place.
    unit
        What a line is called: a sheet has rows.
    """

    __slots__ = ("_columns", "_lines", "_unit", "source")

    def __init__(
        self, columns: Mapping[str, Sequence[Any]], source: str = "data", lines: Sequence[int] | Sequence[str] | None = None, unit: str = "line"
    ) -> None:
        lengths = {name: len(values) for name, values in columns.items()}
        if len(set(lengths.values())) > 1:
            shown = ", ".join(f"{name} has {length}" for name, length in lengths.items())
            raise InvalidInput(f"{source}: the columns must be equally long, but {shown}")
        self._columns = dict(columns)
        self._lines = lines
        self._unit = unit
        self.source = source

    def __getitem__(self, name: str) -> Sequence[Any]:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(next(iter(self._columns.values()), ()))

    def place(self, row: int) -> str:
        """Return what to call a row (counted from 0) in a message."""
        if self._lines is None:
            return f"{self.source}, row {row + 1}"
        line = self._lines[row]
        return line if isinstance(line, str) else f"{self.source}, {self._unit} {line}"
