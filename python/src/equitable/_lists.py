"""Reading what the functions of many groups take: lists of counts and of other numbers, tables, and the names of the groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import _core
from ._reading import MAX_COUNT, choice, counts_of, frozen, numbers_of, refuse, refuse_other_labels
from .errors import InvalidInput

__all__ = ["called", "count_lists", "count_table", "names_of", "number_list", "place_of", "seed_of", "whole"]

MAX_SEED = 2**64 - 1


def _flat(where: str, name: str, column: np.ndarray[Any, Any], kind: str) -> np.ndarray[Any, Any]:
    if column.ndim != 1:
        shape = "a single value" if column.ndim == 0 else f"of the shape {column.shape}"
        raise refuse(where, name, shape, f"a list of {kind}, one for each group")
    return frozen(np.ascontiguousarray(column))


def count_lists(where: str, **given: Any) -> tuple[np.ndarray[Any, Any], ...]:
    """Lists of counts of one length, as int64."""
    refuse_other_labels(where, given)
    columns = tuple(_flat(where, name, counts_of(where, name, values), "whole numbers") for name, values in given.items())
    for name, column in zip(given, columns, strict=True):
        if column.size != columns[0].size:
            first = next(iter(given))
            raise refuse(where, f"the length of {name}", column.size, f"{columns[0].size}, the length of {first}")
    return columns


def number_list(where: str, name: str, values: Any, size: int | None = None) -> np.ndarray[Any, Any]:
    """A list of numbers as float64, of a given length where one is given."""
    column = _flat(where, name, numbers_of(where, name, values), "numbers")
    if size is not None and column.size != size:
        raise refuse(where, f"the length of {name}", column.size, f"{size}, one for each")
    return column


def count_table(where: str, table: Any) -> np.ndarray[Any, Any]:
    """A table of counts, rows and columns, as int64."""
    cells = counts_of(where, "table", table)
    if cells.ndim != 2:
        shape = "a single value" if cells.ndim == 0 else f"of the shape {cells.shape}"
        raise refuse(where, "table", shape, "rows and columns of whole numbers, for instance [[21, 36, 30], [2, 3, 8]]")
    return frozen(np.ascontiguousarray(cells))


def names_of(where: str, name: str, given: Sequence[str] | None, size: int) -> np.ndarray[Any, Any]:
    """The names of groups; the numbers 1, 2, 3, … where none are given."""
    if given is None:
        return frozen(np.array([str(place) for place in range(1, size + 1)], dtype=str))
    if isinstance(given, str | bytes) or not hasattr(given, "__iter__"):
        raise refuse(where, name, repr(given), f"a list of {size} names")
    names = [str(each) for each in given]
    if len(names) != size:
        raise refuse(where, f"the length of {name}", len(names), f"{size}, one name for each")
    if len(set(names)) != size:
        twice = next(each for each in names if names.count(each) > 1)
        raise refuse(where, name, f"twice {twice!r}", "different from each other")
    return frozen(np.array(names, dtype=str))


def whole(where: str, name: str, value: Any, least: int = 0, most: int = MAX_COUNT) -> int:
    """One whole number within bounds: a number of samples, a place, a number of periods."""
    column = counts_of(where, name, value)
    if column.ndim:
        raise refuse(where, name, f"of the shape {column.shape}", "one whole number")
    found = int(column)
    if not least <= found <= most:
        raise refuse(where, name, found, f"{least} or more" if most == MAX_COUNT else f"from {least} to {most:,}")
    return found


def seed_of(where: str, value: Any) -> int:
    """Where random draws begin."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer) or not 0 <= value <= MAX_SEED:
        raise refuse(where, "seed", repr(value), "a whole number from 0 to 2^64 - 1")
    return int(value)


def place_of(where: str, name: str, value: Any, names: Sequence[str], what: str = "groups") -> int:
    """The place of a group that is told by its place from 0 or by its name."""
    if isinstance(value, str):
        return list(names).index(choice(where, name, value, names))
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer) or not 0 <= value < len(names):
        raise refuse(where, name, repr(value), f"the place of one of the {len(names)} {what}, counting from 0, or its name")
    return int(value)


_PLACE = re.compile(r"\b(?:groups|strata|bands|units|organisations|tables|periods)\[(\d+)\]\.(?:group\.|(reference)\.)?(\w+)")
_PLURAL = {"total": "totals", "reference_total": "reference_totals", "standard": "standard_population"}


def _argument(found: re.Match[str]) -> str:
    """The place in the library's words as a place in the caller's lists."""
    name = f"reference_{found[3]}" if found[2] and not found[3].startswith("reference_") else found[3]
    return f"{_PLURAL.get(name, name)}[{found[1]}]"


def called(where: str, function: str, *arguments: Any, columns: int | None = None) -> Any:
    """What the compiled function says; its errors name the caller's arguments. ``columns``: those of a table, to tell a cell's place."""
    work: Callable[..., Any] = getattr(_core, function)
    try:
        return work(*arguments)
    except InvalidInput as error:
        place, _, said = str(error).partition(": ")
        text = said if place.isidentifier() else str(error)
        text = _PLACE.sub(_argument, text)
        if columns:
            text = re.sub(r"\bcells\[(\d+)\]", lambda found: "table[{}][{}]".format(*divmod(int(found[1]), columns)), text)
        raise InvalidInput(f"{where}: {text}") from None
