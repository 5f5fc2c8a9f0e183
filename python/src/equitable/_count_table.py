"""The table of counts: groups, events, totals, and beside them everything that was not counted, so that the numbers add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import _core
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

    @property
    def excluded_outcome(self) -> int:
        """How many people's outcome is not known."""
        return sum(row.missing for row in self.rows)

    @property
    def conflicting(self) -> int:
        """How many persons have rows that disagree about the outcome."""
        return sum(row.conflicting for row in self.rows)

    @property
    def _several(self) -> bool:
        return isinstance(self.outcome, tuple)

    def of(self, outcome: str) -> CountTable:
        """Return the table of one outcome out of several."""
        if not isinstance(self.outcome, tuple) or not isinstance(self.event, Mapping):
            raise InvalidInput("of: the table is of one outcome already")
        if outcome not in self.outcome:
            raise InvalidInput(f"of: {outcome!r} was not counted; {one_of(outcome, self.outcome)}")
        rows = tuple(replace(row, outcome=None) for row in self.rows if row.outcome == outcome)
        return replace(self, rows=rows, outcome=outcome, event=self.event[outcome])

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

    def _columns(self) -> dict[str, list[Any]]:
        values = [self._values(row) for row in self.rows]
        return {name: [line[place] for line in values] for place, name in enumerate(self.header)}

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
        for row in self.rows:
            if row.labels == labels:
                return row
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
        not_recorded = sum(row.total + row.missing + row.conflicting for row in self.rows if None in row.labels and row.outcome == first)
        if not_recorded:
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
