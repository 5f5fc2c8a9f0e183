"""The table of counts: groups, events, totals, and beside them everything that was not counted, so that the numbers add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._cells import Coded, coded, objects, taken
from ._input import one_of
from .errors import InvalidInput

__all__ = ["EMPTY", "CountRow", "CountTable"]

EMPTY = "(empty)"


@dataclass(frozen=True)
class CountRow:
    """One group: ``events`` out of ``total``, the people whose outcome is not known (``missing``), and those whose rows disagree about it
    (``conflicting``, with ``unit=`` only). Neither of them is in the total. ``outcome`` names the outcome where several were counted."""

    labels: tuple[str | None, ...]
    events: int | None
    total: int
    missing: int = 0
    conflicting: int = 0
    outcome: str | None = None

    @property
    def rate(self) -> float | None:
        """Events divided by total; None without an outcome, NaN for 0 of 0."""
        if self.events is None:
            return None
        return self.events / self.total if self.total else float("nan")


@dataclass(frozen=True, eq=False)
class Counted:
    """The rows of a table of counts as columns of one length."""

    labels: tuple[Coded, ...]
    outcome: Coded | None
    events: NDArray[np.int64] | None
    total: NDArray[np.int64]
    missing: NDArray[np.int64]
    conflicting: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[CountRow], width: int) -> Counted:
        """Return rows as columns."""
        labels = tuple(coded([row.labels[place] for row in rows]) for place in range(width))
        outcome = coded([row.outcome for row in rows]) if any(row.outcome is not None for row in rows) else None
        events = np.array([row.events for row in rows], np.int64) if all(row.events is not None for row in rows) else None
        counts = (np.array([getattr(row, name) for row in rows], np.int64) for name in ("total", "missing", "conflicting"))
        return cls(labels, outcome, events, *counts)

    def rows(self) -> tuple[CountRow, ...]:
        """Return the columns as rows."""
        none = repeat(None)  # may be asked for twice a row
        return tuple(
            map(
                CountRow,
                zip(*map(taken, self.labels), strict=True),
                none if self.events is None else self.events.tolist(),
                self.total.tolist(),
                self.missing.tolist(),
                self.conflicting.tolist(),
                none if self.outcome is None else taken(self.outcome),
            )
        )

    def only(self, rows: NDArray[np.bool_]) -> Counted:
        """Return some of the rows, without the name of their outcome."""
        labels = tuple(Coded(column.labels, column.codes[rows]) for column in self.labels)
        return Counted(labels, None, None if self.events is None else self.events[rows], self.total[rows], self.missing[rows], self.conflicting[rows])

    @property
    def people(self) -> NDArray[np.int64]:
        """Everybody in a row, whatever is known of them."""
        return self.total + self.missing + self.conflicting

    @property
    def unrecorded(self) -> NDArray[np.bool_]:
        """Whether a part of the row's group is not recorded."""
        found = np.zeros(len(self.total), np.bool_)
        for column in self.labels:
            found |= np.array([label is None for label in column.labels], np.bool_)[column.codes]
        return found

    @property
    def rate(self) -> NDArray[np.float64]:
        """Events divided by total, NaN for 0 of 0."""
        rates = np.full(len(self.total), np.nan)
        if self.events is not None:
            np.divide(self.events, self.total, out=rates, where=self.total > 0)
        return rates


@dataclass(frozen=True)
class CountTable:
    """Events and totals of each group, with everything that was not counted beside them.

    Attributes
    ----------
    by
        The columns that make the groups.
    rows
        One :class:`CountRow` for each group, and for each outcome where several were asked for. A group whose label is None is "not
        recorded".
    outcome, event
        The column of the outcome, and the values that are the event; None when people were only counted. Where several were asked for: their
        names, and a mapping from each to its event.
    rows_read
        How many rows the data had; with ``unit`` how many distinct persons, with ``weights`` what the weights add up to. So are the others.
    filtered
        How many of them ``where`` left out.
    excluded
        How many were left out because the group is not recorded (``missing="exclude"``).
    outside, undated
        How many ``window`` left out: those with another date, and those with none.
    excluded_outcome
        How many were left out because the outcome is not known: the sum of ``missing``.
    conflicting
        How many persons have rows that disagree about the outcome.
    unit, weights
        The column that names the person, and the column of the weights.
    notes
        What should be known of how a file was read.

    The numbers add up, for each outcome: ``rows_read = filtered + outside + undated + excluded + sum of (total + missing + conflicting)``.
    """

    by: tuple[str, ...]
    rows: tuple[CountRow, ...]
    outcome: str | tuple[str, ...] | None
    event: tuple[str, ...] | Mapping[str, tuple[str, ...]] | None
    rows_read: int
    filtered: int
    excluded: int
    backend: str | None = field(default=None, compare=False)
    outside: int = 0
    undated: int = 0
    unit: str | None = None
    weights: str | None = None
    notes: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of_columns(cls, counted: Counted, **others: Any) -> CountTable:
        """Return a table whose rows are made when somebody asks for them."""
        table = cls(rows=(), **others)
        del table.__dict__["rows"]
        table.__dict__["_counted"] = counted
        return table

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name != "rows" or "_counted" not in self.__dict__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            self.__dict__["rows"] = rows = self._counted.rows()
            return rows

    @cached_property
    def _counted(self) -> Counted:
        return Counted.of(self.rows, len(self.by))

    @cached_property
    def _places(self) -> dict[tuple[str | None, ...], int]:
        """Return the row of each group."""
        return {labels: place for place, labels in enumerate(zip(*map(taken, self._counted.labels), strict=True))}

    @property
    def excluded_outcome(self) -> int:
        """How many people's outcome is not known."""
        return int(self._counted.missing.sum())

    @property
    def conflicting(self) -> int:
        """How many persons have rows that disagree about the outcome."""
        return int(self._counted.conflicting.sum())

    @property
    def _several(self) -> bool:
        return isinstance(self.outcome, tuple)

    def of(self, outcome: str) -> CountTable:
        """Return the table of one outcome out of several."""
        if not isinstance(self.outcome, tuple) or not isinstance(self.event, Mapping):
            raise InvalidInput("of: the table is of one outcome already")
        if outcome not in self.outcome:
            raise InvalidInput(f"of: {outcome!r} was not counted; {one_of(outcome, self.outcome)}")
        names = self._counted.outcome
        wanted = np.array([] if names is None else [name == outcome for name in names.labels], np.bool_)
        others = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("rows", "outcome", "event")}
        counted = self._counted if names is None else self._counted.only(wanted[names.codes])
        return CountTable.of_columns(counted, outcome=outcome, event=self.event[outcome], **others)

    @property
    def header(self) -> list[str]:
        """The names of the table's columns, as :meth:`to_frame` has them."""
        counted = ["events", "total", "rate", "missing"] if self.outcome is not None else ["total"]
        return [*(["outcome"] if self._several else []), *self.by, *counted, *(["conflicting"] if self._conflicts else [])]

    @property
    def _conflicts(self) -> bool:
        return self.unit is not None and self.outcome is not None

    def _values(self, row: CountRow) -> list[Any]:
        counted = [row.events, row.total, row.rate, row.missing] if self.outcome is not None else [row.total]
        return [*([row.outcome] if self._several else []), *row.labels, *counted, *([row.conflicting] if self._conflicts else [])]

    def _columns(self) -> dict[str, NDArray[Any]]:
        counted = self._counted
        columns: list[NDArray[Any]] = list(map(objects, counted.labels))
        if self._several:
            columns.insert(0, objects(counted.outcome or Coded((), np.empty(0, np.intp))))
        if self.outcome is not None:
            columns += [counted.total * 0 if counted.events is None else counted.events, counted.total, counted.rate, counted.missing]
        else:
            columns.append(counted.total)
        return dict(zip(self.header, [*columns, *([counted.conflicting] if self._conflicts else [])], strict=True))

    def to_frame(self, backend: str | None = None) -> Any:
        """Return the table as a frame of the kind that was counted, or of ``backend`` ("pandas", "polars" or "pyarrow")."""
        from .results import frame

        return frame(self._columns(), backend=backend or self.backend)

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        """Hand the table to any Arrow library: ``pyarrow.table(counts)``, ``polars.DataFrame(counts)``."""
        from .results import arrow_stream

        return arrow_stream(self._columns(), requested_schema)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain, JSON-safe values."""
        records = [dict(zip(self.header, self._values(row), strict=True)) for row in self.rows]
        for record in records:
            if "rate" in record and not record["total"]:
                record["rate"] = None
        event = self.event
        return {
            "by": list(self.by),
            "outcome": list(self.outcome) if isinstance(self.outcome, tuple) else self.outcome,
            "event": {name: list(values) for name, values in event.items()} if isinstance(event, Mapping) else None if event is None else list(event),
            "unit": self.unit,
            "weights": self.weights,
            "rows_read": self.rows_read,
            "filtered": self.filtered,
            "outside": self.outside,
            "undated": self.undated,
            "excluded": self.excluded,
            "excluded_outcome": self.excluded_outcome,
            "conflicting": self.conflicting,
            "notes": list(self.notes),
            "rows": records,
        }

    def _one(self, what: str) -> None:
        if isinstance(self.outcome, tuple):
            raise InvalidInput(f"{what}: several outcomes were counted; choose one, for instance table.of({self.outcome[0]!r})")

    def row(self, *labels: str | None) -> CountRow:
        """Return the row of a group, named by one label for each column of ``by``."""
        self._one("row")
        place = self._places.get(labels)
        if place is not None:
            return self.rows[place]
        known = [" / ".join(label or EMPTY for label in row.labels) for row in self.rows]
        wanted = " / ".join(label or EMPTY for label in labels)
        raise InvalidInput(f"count: the group {wanted!r} does not occur; {one_of(wanted, known)}")

    def pair(self, group: str, reference: str) -> tuple[int, int, int, int]:
        """Return events, total, reference_events, reference_total, ready for ``eq.verdict(*table.pair("BME", "White"))``."""
        self._one("pair")
        if len(self.by) != 1 or self.outcome is None:
            raise InvalidInput("pair: count by one column and with an outcome to compare two groups")
        first, second = self.row(group), self.row(reference)
        return int(first.events or 0), first.total, int(second.events or 0), second.total

    def _said(self) -> list[str]:
        counted = self.rows_read - self.filtered - self.excluded - self.outside - self.undated
        people = f"distinct {self.unit!r}" if self.unit is not None else f"(sum of {self.weights!r})" if self.weights is not None else "rows"
        said = [f"{counted} of {self.rows_read} {people} counted"]
        if self.filtered:
            said.append(f"{self.filtered} outside the filter")
        if self.outside:
            said.append(f"{self.outside} outside the window")
        if self.undated:
            said.append(f"{self.undated} without a date")
        if self.excluded:
            said.append(f"{self.excluded} left out: group not recorded")
        first = self.outcome[0] if isinstance(self.outcome, tuple) else None
        apart = self._counted.unrecorded
        if first is not None and (named := self._counted.outcome) is not None:
            apart &= np.array([name == first for name in named.labels], np.bool_)[named.codes]
        if not_recorded := int(self._counted.people[apart].sum()):
            said.append(f"{not_recorded} with a group not recorded, shown apart")
        if self.excluded_outcome:
            said.append(f"{self.excluded_outcome} with an unknown outcome, not in the totals")
        if self.conflicting:
            said.append(f"{self.conflicting} whose rows disagree about the outcome, not in the totals")
        return [*said, *self.notes]

    def _cells(self) -> list[list[str]]:
        header = self.header
        lines = [header]
        for row in self.rows:
            line = dict(zip(header, map(str, self._values(row)), strict=True))
            line.update(zip(self.by, (label if label is not None else "not recorded" for label in row.labels), strict=True))
            if row.events is not None:
                line["rate"] = _core.decimal_percent(row.events, row.total, 1) + "%" if row.total else "no answer"
            lines.append([line[name] for name in header])
        return lines

    def __repr__(self) -> str:
        lines = self._cells()
        widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
        left = len(self.by) + self._several
        shown = [
            "  ".join(cell.ljust(width) if place < left else cell.rjust(width) for place, (cell, width) in enumerate(zip(line, widths, strict=True)))
            for line in lines
        ]
        return "\n".join([*(line.rstrip() for line in shown), "; ".join(self._said())])

    def _repr_html_(self) -> str:
        import html

        header, *lines = self._cells()
        left = len(self.by) + self._several
        head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in header)
        body = "".join(
            "<tr>"
            + "".join(
                f'<th scope="row">{html.escape(cell)}</th>' if place < left else f'<td style="text-align:right">{html.escape(cell)}</td>'
                for place, cell in enumerate(line)
            )
            + "</tr>"
            for line in lines
        )
        notes = html.escape("; ".join(self._said()))
        return f"<table><caption>{notes}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
