"""Flat columns of many tables: which rows belong to which table, and what to call a row that is wrong."""

from __future__ import annotations

import numbers
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from . import _core
from ._input import is_missing
from ._lists import called
from ._reading import MAX_COUNT, counts_of, numbers_of, refuse, status_of
from .errors import InvalidInput

__all__ = ["Array", "Grouping", "estimate_columns", "rows_of"]

Array = np.ndarray[Any, Any]

_INVALID = _core.status_names.index("invalid")
_ROW = re.compile(r"\(row (\d+), counting from 0\)$")


def _flat_labels(where: str, name: str, values: Any) -> Array:
    """The labels as a column of text, numbers, dates or objects."""
    demand = "a column with the label of the table of each row"
    if isinstance(values, str | bytes) or not hasattr(values, "__len__"):
        raise refuse(where, name, repr(values), demand)
    if type(values).__module__.startswith("numpy.ma") and np.ma.is_masked(values):
        raise refuse(where, name, "missing", "text or a number", int(np.argmax(np.ma.getmaskarray(values).reshape(-1))))
    if isinstance(values, list | tuple):
        kinds = set(map(type, values))
        if not kinds <= {int} and not kinds <= {float}:  # NumPy would make text of all where one is text
            column = np.empty(len(values), dtype=object)
            column[:] = values
            return column
    column = np.asarray(values)
    if column.ndim != 1:
        raise refuse(where, name, f"of the shape {column.shape}", demand)
    return column


def _object_codes(where: str, name: str, column: Array) -> tuple[list[Any], Array]:
    """The distinct values in the order in which they appear, and for each row its place among them."""
    values = column.tolist()
    try:
        places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    except TypeError:
        raise refuse(where, name, "not hashable", "text or numbers") from None
    if any(is_missing(value) for value in places):
        row = next(row for row, value in enumerate(values) if is_missing(value))
        raise refuse(where, name, "missing", "the label of a table", row)
    return list(places), np.fromiter(map(places.__getitem__, values), dtype=np.intp, count=len(values))


def _text_labels(where: str, name: str, distinct: list[Any]) -> Array:
    """Distinct objects as labels: text without the spaces around it, numbers, or what else they are written out."""
    if all(isinstance(value, str) for value in distinct):
        return np.array([value.strip() for value in distinct], dtype=str)
    for kind in (numbers.Integral, numbers.Real):
        if all(isinstance(value, kind) and not isinstance(value, bool | np.bool_) for value in distinct):
            return np.array([int(value) if kind is numbers.Integral else float(value) for value in distinct])
    if len(set(map(type, distinct))) > 1:
        kinds = ", ".join(sorted({type(value).__name__ for value in distinct}))
        raise refuse(where, name, f"of several kinds ({kinds})", "text throughout, or numbers throughout")
    return np.array([str(value) for value in distinct], dtype=str)


def rows_of(rows: Array, *columns: Any) -> tuple[Array, ...]:
    """Some rows of the caller's columns, for the function of one table."""
    return tuple(np.asarray(column)[rows] for column in columns)


def estimate_columns(name: str, found: Any, status: str | None = None) -> dict[str, Any]:
    """Value, limits and status of an estimate as columns: ``value``, ``lower``, … or ``name``, ``name_lower``, …"""
    value, lower, upper, codes = found
    stem = f"{name}_" if name else ""
    return {name or "value": value, f"{stem}lower": lower, f"{stem}upper": upper, status or f"{stem}status": status_of(codes)}


class Grouping:
    """Rows and the tables that they belong to.

    Parameters
    ----------
    where, name
        The function and its argument, for messages.
    values
        The label of each row's table: text or numbers, in any order.

    Attributes
    ----------
    labels
        One for each table, in the order in which they first appear.
    codes
        For each row the place of its table in ``labels``.
    offsets
        Where each table begins once the rows are in the order of the tables, and at the end the number of rows.
    order
        The rows in the order of the tables; None where they are in it already.
    """

    __slots__ = ("codes", "labels", "name", "offsets", "order", "where")

    def __init__(self, where: str, name: str, values: Any) -> None:
        self.where, self.name = where, name
        column = _flat_labels(where, name, values)
        if column.dtype.kind in "iufM":
            self._number_codes(column)
        elif column.dtype.kind in "OUTb" or not column.size:
            distinct, codes = _object_codes(where, name, column)
            labels = _text_labels(where, name, distinct)
            if labels.dtype.kind == "U" and len(set(labels.tolist())) < labels.size:  # they differ in spaces alone
                again, merged = _object_codes(where, name, labels)
                labels, codes = np.array(again, dtype=str), merged[codes]
            self.labels, self.codes = labels, codes
        else:
            raise refuse(where, name, f"a column of {column.dtype}", "text or numbers")
        sizes = np.bincount(self.codes, minlength=self.labels.size)
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        sorted_already = bool((self.codes[1:] >= self.codes[:-1]).all())
        self.order = None if sorted_already else np.argsort(self.codes, kind="stable")

    def _number_codes(self, column: Array) -> None:
        missing = np.isnat(column) if column.dtype.kind == "M" else np.isnan(column) if column.dtype.kind == "f" else None
        if missing is not None and missing.any():
            raise refuse(self.where, self.name, "missing", "the label of a table", int(np.argmax(missing)))
        starts = np.concatenate([[True], column[1:] != column[:-1]]) if column.size else np.zeros(0, dtype=bool)
        runs = column[starts]
        distinct, first, place = np.unique(runs, return_index=True, return_inverse=True)
        appearance = np.argsort(first, kind="stable")
        rank = np.empty_like(appearance)
        rank[appearance] = np.arange(appearance.size)
        self.labels = distinct[appearance]
        self.codes = rank[place.reshape(-1)][np.cumsum(starts) - 1] if column.size else np.zeros(0, dtype=np.intp)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.codes.size)

    @property
    def sizes(self) -> Array:
        """How many rows each table has."""
        return np.diff(self.offsets)

    def taken(self, column: Array) -> Array:
        """A column of the caller in the order of the tables."""
        return np.ascontiguousarray(column if self.order is None else column[self.order])

    def back(self, column: Array) -> Array:
        """A column in the order of the tables as the caller's rows stand."""
        if self.order is None:
            return column
        found = np.empty_like(column)
        found[self.order] = column
        return found

    def added(self, column: Array) -> Array:
        """The sums of a column, in the order of the tables, over each of them."""
        return np.add.reduceat(column, self.offsets[:-1]) if column.size else np.zeros(0, dtype=column.dtype)

    def least(self, column: Array) -> Array:
        """The least value of a column, in the order of the tables, in each of them."""
        return np.minimum.reduceat(column, self.offsets[:-1]) if column.size else np.zeros(0, dtype=column.dtype)

    def places(self) -> Array:
        """For each row, in the order of the tables, its place in its table."""
        return np.arange(self.rows) - np.repeat(self.offsets[:-1], self.sizes)

    def rows_of(self, table: int) -> Array:
        """The caller's rows of a table."""
        part = slice(int(self.offsets[table]), int(self.offsets[table + 1]))
        return np.arange(part.start, part.stop) if self.order is None else self.order[part]

    # ------------------------------------------------------------------------------------------------------------------- errors

    def label(self, table: int) -> str:
        """The label of a table as a message shows it."""
        return repr(self.labels[table].item()) if self.labels.dtype.kind != "M" else str(self.labels[table])

    def refuse(self, name: str, value: object, demand: str, row: int) -> InvalidInput:
        """The error that says what a value in the caller's row must be."""
        return InvalidInput(
            f"{self.where}: {name} is {value}, but must be {demand} ({self.name} {self.label(int(self.codes[row]))}, row {row}, counting from 0)"
        )

    def _placed(self, error: InvalidInput) -> InvalidInput:
        """The error of a row with the label of its table."""

        def shown(found: re.Match[str]) -> str:
            row = int(found[1])
            at = f"{self.name} {self.label(int(self.codes[row]))}, " if row < self.rows else ""
            return f"({at}row {row}, counting from 0)"

        return InvalidInput(_ROW.sub(shown, str(error)))

    # ------------------------------------------------------------------------------------------------------------------ columns

    def _checked(self, name: str, values: Any, read: Callable[..., Array], kind: str, **options: Any) -> Array:
        try:
            column = read(self.where, name, values, **options)
        except InvalidInput as error:
            raise self._placed(error) from None
        if column.ndim != 1:
            shape = "a single value" if column.ndim == 0 else f"of the shape {column.shape}"
            raise refuse(self.where, name, shape, f"a column of {kind}, as long as {self.name}")
        if column.size != self.rows:
            raise refuse(self.where, f"the length of {name}", column.size, f"{self.rows}, the length of {self.name}")
        return column

    def counts(self, **given: Any) -> tuple[Array, ...]:
        """Columns of counts as the caller's rows stand, each 0 or more."""
        columns = tuple(self._checked(name, values, counts_of, "whole numbers", unseen=True) for name, values in given.items())
        for name, column in zip(given, columns, strict=True):
            wrong = (column < 0) | (column > MAX_COUNT)
            if wrong.any():
                row = int(np.argmax(wrong))
                raise self.refuse(name, column[row], "0 or more" if column[row] < 0 else "at most 2^53", row)
        return columns

    def rates(self, **given: Any) -> tuple[Array, ...]:
        """Pairs of columns, events and totals, in the order of the tables."""
        columns = self.counts(**given)
        names = list(given)
        for at in range(0, len(names), 2):
            over = columns[at] > columns[at + 1]
            if over.any():
                row = int(np.argmax(over))
                raise self.refuse(names[at], columns[at][row], f"at most {names[at + 1]}, which is {columns[at + 1][row]}", row)
        return tuple(self.taken(column) for column in columns)

    def numbers(self, name: str, values: Any) -> Array:
        """A column of numbers as the caller's rows stand."""
        return self._checked(name, values, numbers_of, "numbers")

    def names(self, name: str, values: Any) -> Array:
        """The names of the groups in the order of the tables, 1, 2, 3, … in each where none are given; none twice in a table."""
        if values is None:
            return np.array((self.places() + 1).tolist(), dtype=str) if self.rows else np.zeros(0, dtype=str)
        column = _flat_labels(self.where, name, values)
        if column.size != self.rows:
            raise refuse(self.where, f"the length of {name}", column.size, f"{self.rows}, the length of {self.name}")
        try:
            distinct, codes = _object_codes(self.where, name, column)
        except InvalidInput as error:
            raise self._placed(error) from None
        texts = np.array([str(value).strip() for value in distinct], dtype=str) if distinct else np.zeros(0, dtype=str)
        unique, merged = np.unique(texts, return_inverse=True)
        codes = merged.reshape(-1)[codes]
        pairs = self.codes.astype(np.int64) * max(unique.size, 1) + codes
        _, first = np.unique(pairs, return_index=True)
        if first.size < pairs.size:
            again = np.ones(pairs.size, dtype=bool)
            again[first] = False
            row = int(np.argmax(again))
            raise self.refuse(name, f"twice {unique[codes[row]].item()!r}", "different from each other in a table", row)
        return self.taken(unique[codes])

    def place_in_each(self, name: str, value: Any, names: Array) -> Array:
        """For each table the place in it of a group that is told by its place from 0 or by its name."""
        if isinstance(value, str):
            found = np.flatnonzero(names == value)
            table = np.searchsorted(self.offsets, found, side="right") - 1
            places = np.full(self.labels.size, -1, dtype=np.int64)
            places[table] = found - self.offsets[table]
            if (places < 0).any():
                without = int(np.argmax(places < 0))
                there = ", ".join(names[self.offsets[without] : self.offsets[without + 1]].tolist())
                raise InvalidInput(
                    f"{self.where}: {name} is {value!r}, but must be a group of every table ({self.name} {self.label(without)} has {there})"
                )
            return places
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer) or value < 0:
            raise refuse(self.where, name, repr(value), "the place of a group, counting from 0, or its name")
        if (self.sizes <= value).any():
            without = int(np.argmax(self.sizes <= value))
            raise InvalidInput(
                f"{self.where}: {name} is {value}, but must be the place of a group of every table, counting from 0 "
                f"({self.name} {self.label(without)} has {self.sizes[without]})"
            )
        return np.full(self.labels.size, int(value), dtype=np.int64)

    def same_place(self, name: str, value: Any, names: Array) -> int:
        """The place of a group, the same in every table; −1 for none."""
        if value is None or not self.labels.size:
            return -1
        places = self.place_in_each(name, value, names)
        if (places != places[0]).any():
            other = int(np.argmax(places != places[0]))
            raise InvalidInput(
                f"{self.where}: {name} is {value!r}, which stands at place {places[0]} in the {self.name} {self.label(0)} and at place "
                f"{places[other]} in {self.label(other)}, but must be at the same place in every {self.name}: put all rows into one order"
            )
        return int(places[0])

    def reference_first(self, reference: Any, names: Array, *columns: Array) -> tuple[Array, ...]:
        """The columns and the names with the reference at the first place of each table, and the others in their order."""
        place = np.repeat(self.place_in_each("reference", reference, names), self.sizes)
        before = self.places()
        order = np.lexsort((np.where(before == place, -1, before), np.repeat(np.arange(self.labels.size), self.sizes)))
        return (*(np.ascontiguousarray(column[order]) for column in columns), names[order])

    # ---------------------------------------------------------------------------------------------------------------- the answer

    def called(self, function: str, *arguments: Any) -> Any:
        """What the compiled function says."""
        return called(self.where, function, *arguments)

    def none_refused(self, codes: Array, single: Callable[[Array], object], tables: Array | None = None) -> None:
        """Raises what the function of one table has to say of the first that was refused; ``tables`` tells the table of each answer."""
        refused = np.flatnonzero(codes == _INVALID)
        if not refused.size:
            return
        table = int(refused[0] if tables is None else tables[refused[0]])
        place = f"{self.name} {self.label(table)}"
        try:
            single(self.rows_of(table))
        except InvalidInput as error:
            _, _, said = str(error).partition(": ")
            raise InvalidInput(f"{self.where}: {said} ({place})") from None
        raise InvalidInput(f"{self.where}: the counts break a rule ({place})")
