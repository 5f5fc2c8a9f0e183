"""Reading what the functions of many groups take: lists of counts and of other numbers, tables, and the names of the groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from . import _core
from ._input import is_missing
from ._reading import MAX_COUNT, choice, counts_of, frozen, numbers_of, refuse, refuse_other_labels
from .errors import InvalidInput

__all__ = ["called", "count_lists", "count_table", "named_by_numbers", "names_of", "number_list", "place_of", "seed_of", "several", "whole"]

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


def _index_names(columns: Iterable[Any], size: int) -> list[Any] | None:
    """The labels of the first Series of pandas that has some of its own: unlike each other, none missing, and not the plain 0, 1, 2, …."""
    for values in columns:
        index = getattr(values, "index", None)
        if not hasattr(values, "iloc") or index is None or len(index) != size:
            continue
        labels = list(index)
        if any(is_missing(label) for label in labels) or len({str(label) for label in labels}) != size:
            continue
        if not all(isinstance(label, int | np.integer) for label in labels) or labels != list(range(size)):
            return labels
    return None


def _text(label: Any) -> str:
    return " ".join(str(part) for part in label) if isinstance(label, tuple) else str(label)


def names_of(where: str, name: str, given: Sequence[Any] | None, size: int, *columns: Any) -> np.ndarray[Any, Any]:
    """The names of groups; where none are given those in the index of a column of theirs, a Series, and else the numbers 1, 2, 3, …."""
    if given is None:
        labels = _index_names(columns, size)
        names = [str(place) for place in range(1, size + 1)] if labels is None else [_text(label) for label in labels]
        return frozen(np.array(names, dtype=str))
    if isinstance(given, str | bytes) or not hasattr(given, "__iter__"):
        raise refuse(where, name, repr(given), f"a list of {size} names")
    for place, each in enumerate(given):
        if is_missing(each):
            raise refuse(where, f"{name}[{place}]", "missing", "a name")
    names = [_text(each) for each in given]
    if len(names) != size:
        raise refuse(where, f"the length of {name}", len(names), f"{size}, one name for each")
    beside = next((column for column in columns if hasattr(column, "iloc") and len(column) == size), None)
    if beside is not None:
        refuse_other_labels(where, {"the counts": beside, name: given})
    if len(set(names)) != size:
        twice = next(each for each in names if names.count(each) > 1)
        raise refuse(where, name, f"twice {twice!r}", "different from each other")
    return frozen(np.array(names, dtype=str))


def several(where: str, groups: np.ndarray[Any, Any]) -> None:
    """Refuses fewer than two groups: there is nothing to compare."""
    if groups.size < 2:
        raise refuse(where, "the number of groups", groups.size, "2 or more: a comparison needs two")


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


def named_by_numbers(given: Sequence[Any] | None, *columns: Any) -> bool:
    """Whether groups have whole numbers for names (years), given or in the index of a column of theirs."""
    size = len(columns[0]) if columns and hasattr(columns[0], "__len__") else 0
    labels = _index_names(columns, size) if given is None else list(given)
    return bool(labels) and all(isinstance(label, int | np.integer) and not isinstance(label, bool | np.bool_) for label in labels or ())


def place_of(where: str, name: str, value: Any, names: Sequence[str], what: str = "groups", *, numbers: bool = False) -> int:
    """The place of a group that is told by its place from 0 or by its name, which may be a whole number where ``numbers`` says so."""
    if isinstance(value, str):
        return list(names).index(choice(where, name, value, names))
    if numbers and isinstance(value, int | np.integer) and not isinstance(value, bool | np.bool_) and str(value) in names:
        at = list(names).index(str(value))
        if 0 <= value < len(names) and at != value:
            demand = f"told as {str(value)!r}, which is a name, or {names[int(value)]!r}, which stands at that place from 0"
            raise refuse(where, name, repr(value), demand)
        return at
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
