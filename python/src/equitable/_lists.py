"""Reading what the functions of many groups take: lists of counts and of other numbers, tables, and the names of the groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import _core
from ._reading import counts_of, frozen, numbers_of, refuse
from .errors import InvalidInput

__all__ = ["called", "count_lists", "count_table", "names_of", "number_list"]


def _flat(where: str, name: str, column: np.ndarray[Any, Any], kind: str) -> np.ndarray[Any, Any]:
    if column.ndim != 1:
        shape = "a single value" if column.ndim == 0 else f"of the shape {column.shape}"
        raise refuse(where, name, shape, f"a list of {kind}, one for each group")
    return frozen(np.ascontiguousarray(column))


def count_lists(where: str, **given: Any) -> tuple[np.ndarray[Any, Any], ...]:
    """Lists of counts of one length, as int64."""
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
    names = [str(each) for each in given]
    if len(names) != size:
        raise refuse(where, f"the length of {name}", len(names), f"{size}, one name for each")
    if len(set(names)) != size:
        twice = next(each for each in names if names.count(each) > 1)
        raise refuse(where, name, f"twice {twice!r}", "different from each other")
    return frozen(np.array(names, dtype=str))


_PLACE = re.compile(r"\b(?:groups|strata|bands)\[(\d+)\]\.(\w+)")
_PLURAL = {"total": "totals", "reference_total": "reference_totals", "standard": "standard_population"}


def called(where: str, function: str, *arguments: Any, columns: int | None = None) -> Any:
    """What the compiled function says; its errors name the caller's arguments. ``columns``: those of a table, to tell a cell's place."""
    work: Callable[..., Any] = getattr(_core, function)
    try:
        return work(*arguments)
    except InvalidInput as error:
        place, _, said = str(error).partition(": ")
        text = said if place.isidentifier() else str(error)
        text = _PLACE.sub(lambda found: f"{_PLURAL.get(found[2], found[2])}[{found[1]}]", text)
        if columns:
            text = re.sub(r"\bcells\[(\d+)\]", lambda found: "table[{}][{}]".format(*divmod(int(found[1]), columns)), text)
        raise InvalidInput(f"{where}: {text}") from None
