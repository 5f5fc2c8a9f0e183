"""Flat columns of many tables: which rows belong to which table, and what to call a row that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import _core
from ._lists import called
from ._reading import MAX_COUNT, counts_of, numbers_of, refuse, refuse_other_labels, status_of, threads_of
from ._table_keys import Array, distinct_texts, flat_labels, labelled_of, read_keys
from .errors import InvalidInput
from .results.many import Many

__all__ = ["Array", "Grouping", "estimate_columns", "rows_of"]

_INVALID, _UNDEFINED = (_core.status_names.index(word) for word in ("invalid", "undefined"))
_FOUR = ("events", "totals", "reference_events", "reference_totals")
_ROW = re.compile(r"\(row (\d+), counting from 0\)$")


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
        The label of each row's table: text or numbers, in any order; or several columns of them that tell a table together.
    threads
        How many threads share the tables.

    Attributes
    ----------
    keys
        The labels of the tables by the name of their column, in the order in which the tables first appear.
    codes
        For each row the place of its table.
    offsets
        Where each table begins once the rows are in the order of the tables, and at the end the number of rows.
    order
        The rows in the order of the tables; None where they are in it already.
    """

    __slots__ = ("_labelled", "codes", "keys", "name", "offsets", "order", "threads", "where")

    def __init__(self, where: str, name: str, values: Any, threads: Any = 1) -> None:
        self.where, self.name, self.threads = where, name, threads_of(where, threads)
        self._labelled: dict[str, Any] = {}
        for part, column in labelled_of(name, values).items():
            self.one_order(part, column)
        self.keys, self.codes = read_keys(where, name, values)
        self.offsets = np.concatenate([[0], np.cumsum(np.bincount(self.codes, minlength=self.tables))]).astype(np.int64)
        sorted_already = bool((self.codes[1:] >= self.codes[:-1]).all())
        self.order = None if sorted_already else np.argsort(self.codes, kind="stable")

    @property
    def tables(self) -> int:
        """How many tables there are."""
        return int(next(iter(self.keys.values())).size)

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

    def place(self, table: int) -> str:
        """A table as a message names it: ``table 'RT5'``, or ``organisation 'RT5', year 2024``."""
        said = []
        for key, column in self.keys.items():
            label = str(column[table]) if column.dtype.kind == "M" else repr(column[table].item())
            said.append(f"{self.name if list(self.keys) == ['table'] else key} {label}")
        return ", ".join(said)

    def refuse(self, name: str, value: object, demand: str, row: int) -> InvalidInput:
        """The error that says what a value in the caller's row must be."""
        return InvalidInput(f"{self.where}: {name} is {value}, but must be {demand} ({self.place(int(self.codes[row]))}, row {row}, counting from 0)")

    def _placed(self, error: InvalidInput) -> InvalidInput:
        """The error of a row with the label of its table."""

        def shown(found: re.Match[str]) -> str:
            row = int(found[1])
            at = f"{self.place(int(self.codes[row]))}, " if row < self.rows else ""
            return f"({at}row {row}, counting from 0)"

        return InvalidInput(_ROW.sub(shown, str(error)))

    # ------------------------------------------------------------------------------------------------------------------ columns

    def one_order(self, name: str, values: Any) -> None:
        """Columns are taken row by row: refuses a Series of pandas with other labels than the first that was given."""
        if hasattr(values, "iloc"):
            refuse_other_labels(self.where, {**self._labelled, name: values})
            self._labelled = self._labelled or {name: values}

    def _checked(self, name: str, values: Any, read: Callable[..., Array], kind: str, **options: Any) -> Array:
        self.one_order(name, values)
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
        self.one_order(name, values)
        column = flat_labels(self.where, name, values)
        if column.size != self.rows:
            raise refuse(self.where, f"the length of {name}", column.size, f"{self.rows}, the length of {self.name}")
        try:
            unique, codes = distinct_texts(self.where, name, column)
        except InvalidInput as error:
            raise self._placed(error) from None
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
            places = np.full(self.tables, -1, dtype=np.int64)
            places[table] = found - self.offsets[table]
            if (places < 0).any():
                without = int(np.argmax(places < 0))
                there = ", ".join(names[self.offsets[without] : self.offsets[without + 1]].tolist())
                raise InvalidInput(
                    f"{self.where}: {name} is {value!r}, but must be a group of every table ({self.place(without)} has {there})"
                )
            return places
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer) or value < 0:
            raise refuse(self.where, name, repr(value), "the place of a group, counting from 0, or its name")
        if (self.sizes <= value).any():
            without = int(np.argmax(self.sizes <= value))
            raise InvalidInput(
                f"{self.where}: {name} is {value}, but must be the place of a group of every table, counting from 0 "
                f"({self.place(without)} has {self.sizes[without]})"
            )
        return np.full(self.tables, int(value), dtype=np.int64)

    def same_place(self, name: str, value: Any, names: Array) -> int:
        """The place of a group, the same in every table; −1 for none."""
        if value is None or not self.tables:
            return -1
        places = self.place_in_each(name, value, names)
        if (places != places[0]).any():
            other = int(np.argmax(places != places[0]))
            raise InvalidInput(
                f"{self.where}: {name} is {value!r}, which stands at place {places[0]} in {self.place(0)} and at place {places[other]} in "
                f"{self.place(other)}, but must be at the same place in every table: put all rows into one order"
            )
        return int(places[0])

    def reference_first(self, reference: Any, names: Array, *columns: Array) -> tuple[Array, ...]:
        """The columns and the names with the reference at the first place of each table, and the others in their order."""
        place = np.repeat(self.place_in_each("reference", reference, names), self.sizes)
        before = self.places()
        order = np.lexsort((np.where(before == place, -1, before), np.repeat(np.arange(self.tables), self.sizes)))
        return (*(np.ascontiguousarray(column[order]) for column in columns), names[order])

    # ---------------------------------------------------------------------------------------------------------------- the answer

    def called(self, function: str, *arguments: Any) -> Any:
        """What the compiled function says; the number of threads is its last argument."""
        return called(self.where, function, *arguments, self.threads)

    def none_refused(self, codes: Array, single: Callable[..., object], *given: Any, tables: Array | None = None, **options: Any) -> None:
        """Raises what the function of one table has to say of the first that was refused.

        ``given`` are columns as the caller's rows stand, of which it takes those of the table, and ``tables`` tells the table of each answer.
        """
        refused = np.flatnonzero(codes == _INVALID)
        if not refused.size:
            return
        table = int(refused[0] if tables is None else tables[refused[0]])
        try:
            single(*rows_of(self.rows_of(table), *given), **options)
        except InvalidInput as error:
            _, _, said = str(error).partition(": ")
            raise InvalidInput(f"{self.where}: {said} ({self.place(table)})") from None
        raise InvalidInput(f"{self.where}: the counts break a rule ({self.place(table)})")

    def without_one_row(self, codes: Array, rows: bool = False) -> Array:
        """The statuses of the tables, or of their rows, with ``undefined`` for a table of one row: it has nothing to compare."""
        alone = self.sizes < 2
        return np.where(np.repeat(alone, self.sizes) if rows else alone, _UNDEFINED, codes).astype(codes.dtype)

    def strata(self, *given: Any) -> tuple[Array, ...]:
        """Group and reference in strata, in the order of the tables."""
        return self.rates(**dict(zip(_FOUR, given, strict=True)))

    def answer(
        self,
        task: str,
        columns: Mapping[str, Any],
        settings: Mapping[str, Any],
        *,
        shown: tuple[str, ...],
        at: Array | None = None,
        rows: str = "table",
        parts: Mapping[str, Many] | None = None,
    ) -> Many:
        """The result: the labels of the tables, or for each row of those at the places ``at``, and beside them the columns."""
        keys = self.keys if at is None else {key: labels[at] for key, labels in self.keys.items()}
        for key in keys:
            if not key:
                raise InvalidInput(f"{self.where}: a column of {self.name} has no name, but must have one")
            if key in {*columns, *settings, *(parts or {})}:
                taken = f"a column of {self.name} is called {key!r}"
                raise InvalidInput(f"{self.where}: {taken}, but must have another name: the result has one of that name")
            if hasattr(Many, key):
                taken = f"a column of {self.name} is called {key!r}"
                raise InvalidInput(f"{self.where}: {taken}, but must have another name: every result has an attribute of that name")
        return Many(task, {**keys, **columns}, settings, keys=tuple(keys), shown=shown, rows=rows, parts=parts)
