"""Counting people in any data frame: pandas, polars (eager or lazy), pyarrow, DuckDB and others through narwhals, or plain columns.

The engine groups and counts; nothing else is asked of it. Labels, roll-ups, filters, nulls and rates are worked out afterwards on
the small table of distinct combinations, so that every engine gives the same answer: engines disagree about null keys, about
``is_in`` beside nulls and about whether 1 is 1.0, and none of that reaches a result. The cells are added up and compared with the
number of rows; a difference raises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import narwhals.stable.v2 as nw

from . import _core
from ._input import Table, nearest, one_of, require_column, text
from .errors import EquitableError, InvalidInput

__all__ = ["CountRow", "CountTable", "count"]

Key = tuple[str | None, ...]
Source: TypeAlias = "Table | nw.DataFrame[Any] | nw.LazyFrame[Any]"
EMPTY = "(empty)"
MISSING = ("report", "exclude", "group", "raise")
BACKENDS = ("pandas", "polars", "pyarrow")


# --- the engine's part -------------------------------------------------------------------------------------------------------------


def _native_rows(frame: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a small result; DuckDB's are fetched natively, which needs no Arrow package."""
    if isinstance(frame, nw.LazyFrame):
        if frame.implementation.is_duckdb():
            return [tuple(row) for row in frame.to_native().fetchall()]
        frame = frame.collect()
    return [tuple(row) for row in frame.rows()]


def as_source(data: Any, source: str) -> Source:
    """Return data as plain columns or as a narwhals frame; refuse what is neither."""
    if isinstance(data, Table):
        return data
    if isinstance(data, Mapping):
        return Table({str(name): list(values) for name, values in data.items()}, source)
    try:
        frame: Source = nw.from_native(data)
    except TypeError:
        kind = type(data).__name__
        raise InvalidInput(
            f"{source}: a data frame is needed (pandas, polars, pyarrow, DuckDB or another that narwhals reads) or a mapping of "
            f"columns, but this is {kind}"
        ) from None
    except nw.exceptions.DuplicateError as error:
        raise InvalidInput(f"{source}: two columns have one name: {' '.join(str(error).split())}") from None
    return frame


def columns_of(frame: Source) -> list[str]:
    """Return the names of the columns."""
    if isinstance(frame, Table):
        return list(frame)
    return frame.collect_schema().names()


def tabulate(frame: Source, columns: Sequence[str], *, source: str, unit: str | None = None) -> Counter[Key]:
    """Return how many rows (or units) have each combination of values; values are text, empty cells None.

    The sum of the counts equals the number of rows (or of distinct units), or this raises.
    """
    for name in (*columns, *([unit] if unit is not None else [])):
        require_column(name, columns_of(frame), source)
    if isinstance(frame, Table):
        cells, expected = _tabulate_columns(frame, columns, unit, source)
    else:
        try:
            cells, expected = _tabulate_frame(frame, columns, unit)
        except EquitableError:
            raise
        except Exception as error:  # the engines' own errors have no common class
            raise InvalidInput(f"{source}: the data could not be read: {error}") from error
    if cells.total() != expected:
        there_are = "rows" if unit is None else f"distinct {unit!r} values; a person must not be in two groups"
        raise InvalidInput(f"{source}: the cells add up to {cells.total()}, but there are {expected} {there_are}")
    return cells


def _tabulate_columns(table: Table, columns: Sequence[str], unit: str | None, source: str) -> tuple[Counter[Key], int]:
    keys = zip(*(map(text, table[name]) for name in columns), strict=True) if columns else iter([()] * table.height)
    if unit is None:
        return Counter(keys), table.height
    units = [text(value) for value in table[unit]]
    _require_units(units.count(None), unit, source)
    return Counter(key for key, _ in set(zip(keys, units, strict=True))), len(set(units))


def _require_units(empty: int, unit: str, source: str) -> None:
    if empty:
        raise InvalidInput(f"{source}: {unit!r} is empty in {empty} rows, but it must name the person of every row")


def _scalar(frame: Any) -> int:
    return int(_native_rows(frame)[0][0])


def _tabulate_frame(frame: Any, columns: Sequence[str], unit: str | None) -> tuple[Counter[Key], int]:
    if unit is None:
        expected = _scalar(frame.select(nw.len()))
    else:
        _require_units(_scalar(frame.select(nw.len())) - _scalar(frame.select(nw.col(unit).count())), unit, "data")
        frame = frame.select(*dict.fromkeys((*columns, unit))).unique()
        expected = _scalar(frame.select(unit).unique().select(nw.len()))
    if not columns:
        return Counter({(): expected}), expected
    keys = {f"key_{place}": nw.col(name) for place, name in enumerate(columns)}  # a column may be called "rows"
    counted = frame.select(**keys).group_by(*keys, drop_null_keys=False).agg(nw.len().alias("rows"))
    cells: Counter[Key] = Counter()
    for *values, rows in _native_rows(counted):
        cells[tuple(map(text, values))] += int(rows)
    return cells, expected


def column_values(frame: Source, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return whole columns as rows. For messages about single rows, and for small tables of printed figures."""
    if isinstance(frame, Table):
        return list(zip(*(frame[name] for name in columns), strict=True))
    return _native_rows(frame.select(*columns))


def place_of(frame: Source, column: str, value: str | None, source: str) -> str:
    """Return where a value first occurs: "staff.csv, line 12"."""
    for row, (found,) in enumerate(column_values(frame, [column])):
        if text(found) == value:
            return frame.place(row) if isinstance(frame, Table) else f"{source}, row {row + 1}"
    return source


# --- the small table's part --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CountRow:
    """One group: ``events`` out of ``total``, and the people whose outcome is not known (``missing``)."""

    labels: tuple[str | None, ...]
    events: int | None
    total: int
    missing: int = 0

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
        One :class:`CountRow` for each group. A group whose label is None is "not recorded".
    outcome, event
        The column of the outcome, and the values that are the event; None when people were only counted.
    rows_read
        How many rows (or distinct units) the data had.
    filtered
        How many of them ``where`` left out.
    excluded
        How many were left out because the group is not recorded (``missing="exclude"``).
    excluded_outcome
        How many were left out because the outcome is not known: the sum of ``missing``.

    The numbers add up: ``rows_read = filtered + excluded + sum of (total + missing)``.
    """

    by: tuple[str, ...]
    rows: tuple[CountRow, ...]
    outcome: str | None
    event: tuple[str, ...] | None
    rows_read: int
    filtered: int
    excluded: int
    backend: str | None = None

    @property
    def excluded_outcome(self) -> int:
        """How many people's outcome is not known."""
        return sum(row.missing for row in self.rows)

    def _columns(self) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {name: [row.labels[place] for row in self.rows] for place, name in enumerate(self.by)}
        if self.outcome is not None:
            columns["events"] = [row.events for row in self.rows]
        columns["total"] = [row.total for row in self.rows]
        if self.outcome is not None:
            columns["rate"] = [row.rate for row in self.rows]
            columns["missing"] = [row.missing for row in self.rows]
        return columns

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
        records = []
        for row in self.rows:
            record: dict[str, Any] = dict(zip(self.by, row.labels, strict=True))
            if self.outcome is not None:
                record["events"] = row.events
            record["total"] = row.total
            if self.outcome is not None:
                record["rate"] = row.rate if row.total else None
                record["missing"] = row.missing
            records.append(record)
        return {
            "by": list(self.by),
            "outcome": self.outcome,
            "event": list(self.event) if self.event is not None else None,
            "rows_read": self.rows_read,
            "filtered": self.filtered,
            "excluded": self.excluded,
            "excluded_outcome": self.excluded_outcome,
            "rows": records,
        }

    def row(self, *labels: str | None) -> CountRow:
        """Return the row of a group, named by one label for each column of ``by``."""
        for row in self.rows:
            if row.labels == labels:
                return row
        known = [" / ".join(label or EMPTY for label in row.labels) for row in self.rows]
        wanted = " / ".join(label or EMPTY for label in labels)
        raise InvalidInput(f"count: the group {wanted!r} does not occur; {one_of(wanted, known)}")

    def pair(self, group: str, reference: str) -> tuple[int, int, int, int]:
        """Return events, total, reference_events, reference_total, ready for ``eq.verdict(*table.pair("BME", "White"))``."""
        if len(self.by) != 1 or self.outcome is None:
            raise InvalidInput("pair: count by one column and with an outcome to compare two groups")
        first, second = self.row(group), self.row(reference)
        return int(first.events or 0), first.total, int(second.events or 0), second.total

    def _notes(self) -> list[str]:
        counted = self.rows_read - self.filtered - self.excluded
        notes = [f"{counted} of {self.rows_read} rows counted"]
        if self.filtered:
            notes.append(f"{self.filtered} outside the filter")
        if self.excluded:
            notes.append(f"{self.excluded} left out: group not recorded")
        not_recorded = sum(row.total + row.missing for row in self.rows if None in row.labels)
        if not_recorded:
            notes.append(f"{not_recorded} with a group not recorded, shown apart")
        if self.excluded_outcome:
            notes.append(f"{self.excluded_outcome} with an unknown outcome, not in the totals")
        return notes

    def _cells(self) -> list[list[str]]:
        header = [*self.by, *(["events"] if self.outcome is not None else []), "total"]
        if self.outcome is not None:
            header += ["rate", "missing"]
        lines = [header]
        for row in self.rows:
            line = [label if label is not None else "not recorded" for label in row.labels]
            if self.outcome is not None:
                line.append(str(row.events))
            line.append(str(row.total))
            if self.outcome is not None:
                line += [_core.decimal_percent(row.events, row.total, 1) + "%" if row.events is not None and row.total else "no answer", str(row.missing)]
            lines.append(line)
        return lines

    def __repr__(self) -> str:
        lines = self._cells()
        widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
        left = len(self.by)
        shown = [
            "  ".join(cell.ljust(width) if place < left else cell.rjust(width) for place, (cell, width) in enumerate(zip(line, widths, strict=True)))
            for line in lines
        ]
        return "\n".join([*(line.rstrip() for line in shown), "; ".join(self._notes())])

    def _repr_html_(self) -> str:
        import html

        header, *lines = self._cells()
        left = len(self.by)
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
        notes = html.escape("; ".join(self._notes()))
        return f"<table><caption>{notes}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def backend_of(frame: Any) -> str | None:
    """Return the kind of frame that a result should be given back as; None for plain columns."""
    if isinstance(frame, Table):
        return None
    name = frame.implementation.name.lower()
    return name if name in BACKENDS else ("pyarrow" if name == "duckdb" else None)


def _values(given: Any) -> tuple[str, ...]:
    """Return the texts that one value, or a collection of values, stands for."""
    many = given if isinstance(given, (list, tuple, set, frozenset, range)) else [given]
    texts: dict[str, None] = {}
    for value in many:
        shown = text(value)
        if shown is None:
            raise InvalidInput("count: an empty value cannot be asked for; empty cells are reported by missing=")
        texts[shown] = None
        if isinstance(value, bool):  # engines give True, 1 or "true" for the same column
            texts.update(dict.fromkeys(("1", "true") if value else ("0", "false")))
    return tuple(texts)


def _default_event(outcome: str, labels: set[str], source: str) -> tuple[str, ...]:
    for event, pair in (("1", {"0", "1"}), ("True", {"False", "True"}), ("true", {"false", "true"})):
        if labels <= pair:
            return (event,)
    shown = ", ".join(repr(label) for label in sorted(labels)[:8])
    raise InvalidInput(f"{source}: say which values of {outcome!r} are the event with event=; the column holds {shown}")


def _roll_up(groups: Any, column: str, frame: Any, source: str, codes: Sequence[str | None]) -> Callable[[str | None], str | None]:
    """Return the function from a code to its group; an unknown code raises with its place and the nearest code."""
    if isinstance(groups, str):
        from ._ethnicity import roll_up

        return roll_up(groups, codes, lambda code: place_of(frame, column, code, source), column)
    mapping: dict[str | None, str | None] = {}
    for code, group in groups.items():
        mapping[text(code)] = text(group)
    for code in codes:
        if code not in mapping and code is not None:
            guess = nearest(code, [known for known in mapping if known is not None])
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise InvalidInput(f"{place_of(frame, column, code, source)}: {column} is {code!r}, which groups= does not name.{hint}")
    return lambda code: mapping.get(code)


def _by_column(groups: Mapping[Hashable, Any] | str, keys: Sequence[str]) -> dict[str, Any]:
    """Return the roll-up of each column; one that names no column is for the first."""
    if isinstance(groups, Mapping) and groups and all(name in keys and isinstance(value, (Mapping, str)) for name, value in groups.items()):
        return {str(name): value for name, value in groups.items()}
    return {keys[0]: groups}


def _sort_key(labels: Key) -> tuple[tuple[bool, float, str], ...]:
    def one(label: str | None) -> tuple[bool, float, str]:
        if label is None:
            return (True, 0.0, "")
        try:
            return (False, float(label), label)
        except ValueError:
            return (False, float("inf"), label)

    return tuple(one(label) for label in labels)


def count(
    data: Any,
    *,
    by: str | Sequence[str],
    outcome: str | None = None,
    event: Any = None,
    groups: Mapping[Hashable, Any] | str | None = None,
    unit: str | None = None,
    where: Mapping[str, Any] | None = None,
    missing: str = "report",
) -> CountTable:
    """Count the people in each group, and those among them who had the outcome.

    Parameters
    ----------
    data
        A frame of pandas, polars (eager or lazy), pyarrow or DuckDB, any other that narwhals reads, or a mapping of columns.
    by
        The column, or columns, that make the groups.
    outcome, event
        The column of the outcome and the value (or values) that count as the event. Without ``event`` the column must hold 0 and 1,
        or false and true. Without ``outcome`` people are only counted.
    groups
        How codes roll up: a mapping from code to group, or the name of an ethnicity classification ("nhs_2001", "ons_2011",
        "ons_2021" for White and BME; "nhs_2001:5+1" for White, Asian, Black, Mixed, Other). It applies to the first column of
        ``by``; ``{"column": mapping, ...}`` names the columns. A code that it does not know raises.
    unit
        The column that identifies a person who may have several rows: each person counts once. A person whose rows disagree raises.
    where
        Only rows in which each named column has the value (or one of the values).
    missing
        What becomes of empty cells. "report": an empty group is a row of its own, and an empty outcome is counted apart in
        ``missing``, outside the total. "exclude": empty groups are left out, and their number stated. "group": they are a group
        "(empty)", and an empty outcome counts as no event. "raise": any empty cell raises.

    Returns
    -------
    CountTable

    Raises
    ------
    InvalidInput
        For a missing column (the nearest name is offered), an unknown code, a filter that matches nothing, and when the cells do
        not add up to the number of rows.

    Examples
    --------
    >>> import equitable as eq
    >>> people = {"ethnicity": ["White", "BME", "White", None], "appointed": [1, 0, 0, 1]}
    >>> eq.count(people, by="ethnicity", outcome="appointed")
    ethnicity     events  total    rate  missing
    BME                0      1    0.0%        0
    White              1      2   50.0%        0
    not recorded       1      1  100.0%        0
    4 of 4 rows counted; 1 with a group not recorded, shown apart
    """
    source = "count"
    if missing not in MISSING:
        raise InvalidInput(f"count: missing is {missing!r}; {one_of(str(missing), MISSING)}")
    keys = (by,) if isinstance(by, str) else tuple(by)
    if not keys or len(set(keys)) != len(keys):
        raise InvalidInput("count: by must name one or more different columns")
    if event is not None and outcome is None:
        raise InvalidInput("count: event is given, but outcome (the column it is in) is not")
    if outcome in keys:
        raise InvalidInput(f"count: {outcome!r} is both the group and the outcome")
    taken = {"total"} if outcome is None else {"events", "total", "rate", "missing"}
    for name in keys:
        if name in taken:
            raise InvalidInput(f"count: the counts themselves have a column {name!r}; rename the column before it makes the groups")
    frame = as_source(data, source)
    filters = {name: _values(value) for name, value in (where or {}).items()}
    asked = tuple(dict.fromkeys((*keys, *filters, *([outcome] if outcome is not None else []))))
    cells = tabulate(frame, asked, source=source, unit=unit)
    rows_read = cells.total()
    place = {name: asked.index(name) for name in asked}

    for name, wanted in filters.items():
        present = {key[place[name]] for key in cells}
        if not present & set(wanted):
            known = sorted(label for label in present if label is not None)
            raise InvalidInput(f"count: no row has {name} = {' or '.join(wanted)}; the column holds {', '.join(map(repr, known[:12]))}")
    kept = {key: n for key, n in cells.items() if all(key[place[name]] in wanted for name, wanted in filters.items())}
    filtered = rows_read - sum(kept.values())

    roll: dict[str, Callable[[str | None], str | None]] = {}
    if groups is not None:
        for column, mapping in _by_column(groups, keys).items():
            codes = sorted({key[place[column]] for key in kept}, key=lambda code: (code is None, code or ""))
            roll[column] = _roll_up(mapping, column, frame, source, codes)

    events_are: tuple[str, ...] | None = None
    if outcome is not None:
        seen = {label for label in (key[place[outcome]] for key in kept) if label is not None}
        events_are = _default_event(outcome, seen, source) if event is None else _values(event)
        if event is not None and seen and not seen & set(events_are):
            raise InvalidInput(
                f"count: no row has {outcome} = {' or '.join(events_are)}; the column holds {', '.join(map(repr, sorted(seen)[:12]))}"
            )

    events: Counter[Key] = Counter()
    totals: Counter[Key] = Counter()
    unknown: Counter[Key] = Counter()
    excluded = 0
    for key, n in kept.items():
        labels = tuple(roll[name](key[place[name]]) if name in roll else key[place[name]] for name in keys)
        if missing == "raise" and None in labels:
            raise InvalidInput(f"count: {keys[labels.index(None)]!r} is empty in {n} rows; choose missing='report', 'exclude' or 'group'")
        if missing == "exclude" and None in labels:
            excluded += n
            continue
        if missing == "group":
            labels = tuple(EMPTY if label is None else label for label in labels)
        result = key[place[outcome]] if outcome is not None else ""
        if result is None and missing == "raise":
            raise InvalidInput(f"count: {outcome!r} is empty in {n} rows; choose missing='report', 'exclude' or 'group'")
        if result is None and missing != "group":
            unknown[labels] += n
            totals[labels] += 0
            continue
        totals[labels] += n
        if events_are is not None and result in events_are:
            events[labels] += n
    rows = tuple(
        CountRow(labels, events[labels] if outcome is not None else None, totals[labels], unknown[labels])
        for labels in sorted(totals, key=_sort_key)
    )
    if filtered + excluded + sum(row.total + row.missing for row in rows) != rows_read:
        raise InvalidInput("count: the cells do not add up to the number of rows")
    return CountTable(keys, rows, outcome, events_are, rows_read, filtered, excluded, backend_of(frame))
