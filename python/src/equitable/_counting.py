"""Counting people in any data frame, file or cluster: pandas, polars, pyarrow, DuckDB, Ibis, Dask, Spark, CSV, Parquet, Excel, plain columns.

The engine groups and counts; nothing else is asked of it. Labels, roll-ups, filters, nulls and rates are worked out afterwards on the
small table of distinct combinations, so that every engine gives the same answer. Every number that was read is in the result: in a
total, or in one of the numbers beside it; when they do not add up, that raises.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._cells import Cells, Coded
from ._count_table import EMPTY, Counted, CountRow, CountTable
from ._dates import Window, day_of
from ._engine import tabulate_cells
from ._files import Extract, extract
from ._input import nearest, one_of, text
from ._persons import CONFLICT, NO, UNKNOWN, UNSURE, YES, persons
from ._plan import plan
from ._progress import Progress
from ._sources import Recode, Source, as_source, backend_of, place_of
from .errors import InvalidInput
from .results.words import counted as so_many

__all__ = ["CountRow", "CountTable", "count", "count_plan"]

SOURCE = "count"
MISSING = ("report", "exclude", "group", "raise")
CONFLICTS = ("report", "any", "raise")
INSIDE, OUTSIDE = "inside", "outside"


# --- what was asked -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """A request whose words have been checked, and the data it is about."""

    frame: Source
    origin: Source  # where the place of a value is looked for
    keys: tuple[str, ...]
    events: dict[str, tuple[str, ...] | None]  # of each outcome; None: to be found in the data
    several: bool
    groups: Mapping[Hashable, Any] | str | None
    unit: str | None
    filters: dict[str, tuple[str, ...]]
    weights: str | None
    window: Window | None
    missing: str
    conflicts: str
    notes: tuple[str, ...]


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


def _outcomes(outcome: Any, event: Any) -> tuple[dict[str, tuple[str, ...] | None], bool]:
    """Return the event of each outcome, and whether a table of several was asked for."""
    if isinstance(outcome, Mapping):
        if event is not None:
            raise InvalidInput("count: outcome maps each column to its event already; leave event out")
        return {str(name): None if value is None else _values(value) for name, value in outcome.items()}, True
    if event is not None and outcome is None:
        raise InvalidInput("count: event is given, but outcome (the column it is in) is not")
    if outcome is None or isinstance(outcome, str):
        return {} if outcome is None else {outcome: None if event is None else _values(event)}, False
    names = [str(name) for name in outcome]
    if not names or len(set(names)) != len(names):
        raise InvalidInput("count: outcome must name one or more different columns")
    return {name: None if event is None else _values(event) for name in names}, True


def _asked(
    data: Any,
    *,
    by: str | Sequence[str],
    outcome: str | Sequence[str] | Mapping[str, Any] | None = None,
    event: Any = None,
    groups: Mapping[Hashable, Any] | str | None = None,
    unit: str | None = None,
    where: Mapping[str, Any] | None = None,
    weights: str | None = None,
    window: tuple[str, Any, Any] | None = None,
    missing: str = "report",
    conflicts: str = "report",
) -> _Asked:
    if missing not in MISSING:
        raise InvalidInput(f"count: missing is {missing!r}; {one_of(str(missing), MISSING)}")
    if conflicts not in CONFLICTS:
        raise InvalidInput(f"count: conflicts is {conflicts!r}; {one_of(str(conflicts), CONFLICTS)}")
    keys = (by,) if isinstance(by, str) else tuple(by)
    if not keys or len(set(keys)) != len(keys):
        raise InvalidInput("count: by must name one or more different columns")
    events, several = _outcomes(outcome, event)
    for name in events:
        if name in keys:
            raise InvalidInput(f"count: {name!r} is both the group and the outcome")
    if unit is not None and weights is not None:
        raise InvalidInput("count: unit counts each person once, weights count each row several times; give one of them")
    if unit in keys:
        raise InvalidInput(f"count: {unit!r} is both the group and the person")
    taken = {"events", "total", "rate", "missing", *(["conflicting"] if unit else []), *(["outcome"] if several else [])} if events else {"total"}
    for name in keys:
        if name in taken:
            raise InvalidInput(f"count: the counts themselves have a column {name!r}; rename the column before it makes the groups")
    filters = {name: _values(value) for name, value in (where or {}).items()}
    if isinstance(data, (str, os.PathLike)):
        data = extract(data)
    frame = as_source(data, SOURCE)
    origin, notes = (data, data.notes) if isinstance(data, Extract) else (frame, ())
    return _Asked(
        frame, origin, keys, events, several, groups, unit, filters, weights, None if window is None else Window(window), missing, conflicts, notes
    )


# --- from rows to groups and outcomes -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Counted:
    """What the engine's answer comes to: groups by their codes and, in the columns after them, what is known of each outcome; and everything that
    is outside."""

    cells: Cells
    events: dict[str, tuple[str, ...]]
    read: int
    filtered: int
    outside: int
    undated: int


def _default_event(outcome: str, labels: set[str]) -> tuple[str, ...]:
    for event, pair in (("1", {"0", "1"}), ("True", {"False", "True"}), ("true", {"false", "true"})):
        if labels <= pair:
            return (event,)
    shown = ", ".join(repr(label) for label in sorted(labels)[:8])
    raise InvalidInput(f"{SOURCE}: say which values of {outcome!r} are the event with event=; the column holds {shown}")


def _event_of(outcome: str, event: tuple[str, ...] | None, seen: set[str]) -> tuple[str, ...]:
    if event is None:
        return _default_event(outcome, seen)
    if seen and not seen & set(event):
        raise InvalidInput(f"count: no row has {outcome} = {' or '.join(event)}; the column holds {', '.join(map(repr, sorted(seen)[:12]))}")
    return event


def _present(labels: set[str | None]) -> set[str]:
    return {label for label in labels if label is not None}


def _require_filter(name: str, wanted: tuple[str, ...], labels: set[str | None]) -> None:
    if labels and not labels & set(wanted):
        known = sorted(_present(labels))
        raise InvalidInput(f"count: no row has {name} = {' or '.join(wanted)}; the column holds {', '.join(map(repr, known[:12]))}")


def _window_column(asked: _Asked, window: Window) -> Recode:
    def meaning(label: str | None) -> str | None:
        if label is None:
            return None
        day = day_of(label)
        if day is None:
            where = place_of(asked.origin, window.column, label, SOURCE)
            raise InvalidInput(f"{where}: {window.column} is {label!r}, which is no date; write 2021-04-01, 01/04/2021 (the day first) or 01-APR-2021")
        return INSIDE if window.holds(day) else OUTSIDE

    return Recode(window.column, meaning, days=True)


def _count_rows(asked: _Asked) -> _Counted:
    plain = tuple(dict.fromkeys((*asked.keys, *asked.filters, *asked.events)))
    window = [] if asked.window is None else [_window_column(asked, asked.window)]
    cells = tabulate_cells(asked.frame, [*plain, *window], source=SOURCE, weights=asked.weights)
    place = {name: plain.index(name) for name in plain}
    read = cells.total
    passing = np.ones(len(cells), np.bool_)
    for name, wanted in asked.filters.items():
        _require_filter(name, wanted, set(cells.labels(place[name])))
        passing &= cells.have(place[name], set(wanted).__contains__)
    kept = cells.only(passing) if asked.filters else cells
    inside, outside, undated = kept, 0, 0
    if window:
        outside = kept.count(kept.have(len(plain), lambda label: label == OUTSIDE))
        undated = kept.count(kept.have(len(plain), lambda label: label is None))
        inside = kept.only(kept.have(len(plain), lambda label: label == INSIDE))
    events = {outcome: _event_of(outcome, event, _present(set(inside.labels(place[outcome])))) for outcome, event in asked.events.items()}
    answers = {place[outcome]: _answered(event) for outcome, event in events.items()}
    groups = inside.by([place[name] for name in (*asked.keys, *events)], answers)
    return _Counted(groups, events, read, read - kept.total, outside, undated)


def _answered(event: tuple[str, ...]) -> Callable[[str | None], str]:
    return lambda label: UNKNOWN if label is None else YES if label in event else NO


def _answers(outcome: str, event: tuple[str, ...]) -> Recode:
    return Recode(outcome, lambda label: None if label is None else YES if label in event else NO)


def _filter(name: str, wanted: tuple[str, ...]) -> Recode:
    return Recode(name, lambda label: INSIDE if label in wanted else None)


def _windows(asked: _Asked) -> list[Recode]:
    """Return the window as two filters: rows with a date, and rows with a date in the window."""
    if asked.window is None:
        return []
    column = _window_column(asked, asked.window)
    return [
        Recode(column.name, lambda label: None if column.meaning(label) is None else INSIDE, days=True),
        Recode(column.name, lambda label: INSIDE if column.meaning(label) == INSIDE else None, days=True),
    ]


def _count_persons(asked: _Asked, unit: str) -> _Counted:
    events = {
        outcome: event if event is not None else _default_event(outcome, _present(set(tabulate_cells(asked.frame, [outcome], source=SOURCE).labels(0))))
        for outcome, event in asked.events.items()
    }
    outcomes = [_answers(outcome, event) for outcome, event in events.items()]
    filters = [_filter(name, wanted) for name, wanted in asked.filters.items()]
    found = persons(asked.frame, asked.keys, outcomes, [*filters, *_windows(asked)], unit=unit, source=SOURCE)
    for (name, wanted), recode in zip(asked.filters.items(), filters, strict=True):
        _require_filter(name, wanted, set(recode.meanings))
    for outcome, recode in zip(events, outcomes, strict=True):
        _event_of(outcome, events[outcome], _present(set(recode.meanings)))
    everybody, *passed = found.passed
    matching = passed[len(filters) - 1] if filters else everybody
    dated, inside = passed[-2:] if asked.window is not None else (matching, matching)
    return _Counted(found.cells, events, everybody, everybody - matching, dated - inside, matching - dated)


# --- from codes to the table --------------------------------------------------------------------------------------------------------------


def _roll_up(groups: Any, column: str, frame: Source, codes: Sequence[str | None]) -> Callable[[str | None], str | None]:
    """Return the function from a code to its group; an unknown code raises with its place and the nearest code."""
    if isinstance(groups, str):
        from ._ethnicity import roll_up

        return roll_up(groups, codes, lambda code: place_of(frame, column, code, SOURCE), column)
    mapping: dict[str | None, str | None] = {}
    for code, group in groups.items():
        mapping[text(code)] = text(group)
    for code in codes:
        if code not in mapping and code is not None:
            guess = nearest(code, [known for known in mapping if known is not None])
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise InvalidInput(f"{place_of(frame, column, code, SOURCE)}: {column} is {code!r}, which groups= does not name.{hint}")
    return lambda code: mapping.get(code)


def _by_column(groups: Mapping[Hashable, Any] | str, keys: Sequence[str]) -> dict[str, Any]:
    """Return the roll-up of each column; one that names no column is for the first."""
    if isinstance(groups, Mapping) and groups and all(name in keys and isinstance(value, (Mapping, str)) for name, value in groups.items()):
        return {str(name): value for name, value in groups.items()}
    return {keys[0]: groups}


def _rank(label: str | None) -> tuple[bool, float, str]:
    """Return where a label stands: numbers by their size, then texts, then what is not recorded."""
    if label is None:
        return (True, 0.0, "")
    try:
        number = float(label)
    except ValueError:
        return (False, float("inf"), label)
    return (False, number if number == number else float("inf"), label)


def _labelled(asked: _Asked, counted: _Counted) -> Cells:
    """Return the cells by the groups that the codes roll up to."""
    if asked.groups is None:
        return counted.cells
    roll: dict[int, Callable[[str | None], str | None]] = {}
    for column, mapping in _by_column(asked.groups, asked.keys).items():
        place = asked.keys.index(column)
        codes = sorted(counted.cells.labels(place), key=lambda code: (code is None, code or ""))
        roll[place] = _roll_up(mapping, column, asked.origin, codes)
    return counted.cells.recoded(roll)


def _unrecorded(cells: Cells, keys: int) -> NDArray[np.bool_]:
    """Return for each cell whether a part of its group is empty."""
    empty = np.zeros(len(cells), np.bool_)
    for place in range(keys):
        empty |= cells.have(place, lambda label: label is None)
    return empty


def _refuse_missing(asked: _Asked, cells: Cells) -> None:
    for place, name in enumerate(asked.keys):
        if empty := cells.count(cells.have(place, lambda label: label is None)):
            raise InvalidInput(f"count: {name!r} is empty in {so_many(empty, 'row')}; choose missing='report', 'exclude' or 'group'")
    for place, outcome in enumerate(asked.events, start=len(asked.keys)):
        if empty := cells.count(cells.have(place, lambda answer: answer == UNKNOWN)):
            raise InvalidInput(f"count: {outcome!r} is empty in {so_many(empty, 'row')}; choose missing='report', 'exclude' or 'group'")


def _refuse_conflicts(asked: _Asked, cells: Cells) -> None:
    disagree = np.zeros(len(cells), np.bool_)
    for place in range(len(asked.keys), len(cells.columns)):
        disagree |= cells.have(place, (CONFLICT, UNSURE).__contains__)
    if persons_so := cells.count(disagree):
        raise InvalidInput(f"count: the rows of {persons_so} {asked.unit!r} disagree about the outcome; choose conflicts='report' or 'any'")


def _tallied(asked: _Asked, cells: Cells, outcomes: Sequence[str]) -> Counted:
    """Return the groups in the order of their labels, and how many people gave each answer; outcome after outcome."""
    keys = len(asked.keys)
    labels, group = cells.ordered(keys, _rank)
    groups = len(labels[0].codes)

    def tally(answers: Sequence[str | None], answer: NDArray[np.intp] | int) -> NDArray[np.int64]:
        """Return how many people of each group gave each answer, an answer a row."""
        sums = np.zeros(len(answers) * groups, np.int64)
        np.add.at(sums, answer * groups + group, cells.counts)
        return sums.reshape(len(answers), groups)

    nobody = np.zeros(groups, np.int64)
    if not outcomes:
        return Counted(labels, None, None, tally([None], 0)[0], nobody, nobody)
    settled = asked.conflicts == "any"  # by one row with the event; without one, a blank leaves it open
    counted = []
    for place in range(keys, keys + len(outcomes)):
        column = cells.columns[place]
        said = dict(zip(column.labels, tally(column.labels, column.codes), strict=True))
        events, no, unknown, conflict, unsure = (said.get(answer, nobody) for answer in (YES, NO, UNKNOWN, CONFLICT, UNSURE))
        if settled:
            events, unknown, conflict, unsure = events + conflict, unknown + unsure, nobody, nobody
        if asked.missing == "group":
            no, unknown = no + unknown, nobody
        counted.append((events, events + no, unknown, conflict + unsure))
    events, total, missing, conflicting = map(np.concatenate, zip(*counted, strict=True))
    several = len(outcomes)
    return Counted(
        labels if several == 1 else tuple(Coded(column.labels, np.tile(column.codes, several)) for column in labels),
        Coded(tuple(outcomes), np.repeat(np.arange(several), groups)) if asked.several else None,
        events, total, missing, conflicting,
    )  # fmt: skip


def count(
    data: Any,
    *,
    by: str | Sequence[str],
    outcome: str | Sequence[str] | Mapping[str, Any] | None = None,
    event: Any = None,
    groups: Mapping[Hashable, Any] | str | None = None,
    unit: str | None = None,
    where: Mapping[str, Any] | None = None,
    weights: str | None = None,
    window: tuple[str, Any, Any] | None = None,
    missing: str = "report",
    conflicts: str = "report",
) -> CountTable:
    """Count the people in each group, and those among them who had the outcome.

    Parameters
    ----------
    data
        A frame of pandas, polars (eager or lazy), pyarrow, DuckDB, Ibis, Dask or Spark, or any other that narwhals reads; the path of a CSV,
        Excel or Parquet file, or of a folder of them, or what :func:`equitable.extract` made of one; or a mapping of columns.
    by
        The column, or columns, that make the groups.
    outcome, event
        The column of the outcome and the value (or values) that count as the event. Without ``event`` the column must hold 0 and 1,
        or false and true. Without ``outcome`` people are only counted. Several columns are counted in one pass: a list of columns, or a
        mapping from each column to its event; the table then names the outcome in each row.
    groups
        How codes roll up: a mapping from code to group, or the name of an ethnicity classification ("nhs_2001", "ons_2011",
        "ons_2021" for White and BME; "nhs_2001:5+1" for White, Asian, Black, Mixed, Other). It applies to the first column of
        ``by``; ``{"column": mapping, ...}`` names the columns. A code that it does not know raises.
    unit
        The column that identifies a person who may have several rows: each person counts once, among the rows that ``where`` and ``window``
        leave. A person in two groups raises.
    where
        Only rows in which each named column has the value (or one of the values).
    weights
        A column of whole numbers, how many people a row stands for: for records that have been counted before. A weight that is withheld
        (R, *, <10) raises, since the total would be unknown.
    window
        A column of dates with the first and the last day that count, ``("date", "2021-04-01", "2022-03-31")``; None for an open end. Rows
        without a date are left out, and counted apart.
    missing
        What becomes of empty cells. "report": an empty group is a row of its own, and an empty outcome is counted apart in
        ``missing``, outside the total. "exclude": empty groups are left out, and their number stated. "group": they are a group
        "(empty)", and an empty outcome counts as no event. "raise": any empty cell raises.
    conflicts
        What becomes of persons whose rows disagree about the outcome (a blank disagrees with an answer). "report": they are counted apart in
        ``conflicting``, outside the total. "any": one row with the event is enough, as in "had training at least once"; without
        one, a blank makes the outcome unknown. "raise": they raise.

    Returns
    -------
    CountTable

    Raises
    ------
    InvalidInput
        For a missing column (the nearest name is offered), an unknown code, a filter that matches nothing, more than a million distinct
        combinations, and when the cells do not add up to the number of rows.

    See Also
    --------
    count_plan : what would be asked of the engine.

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

    A file is counted as it is read:

    >>> recruitment = eq.wres.example("exemplar") / "recruitment.csv"
    >>> eq.count(recruitment, by="ethnic_code", groups="nhs_2001", outcome="appointed", where={"shortlisted": 1, "year": "2021/22"})
    ethnic_code   events  total   rate  missing
    BME              199   2295   8.7%        0
    Not stated        10     84  11.9%        0
    White            575   3679  15.6%        0
    not recorded      13     51  25.5%        0
    6109 of 22869 rows counted; 16760 outside the filter; 51 with a group not recorded, shown apart
    """
    asked = _asked(
        data, by=by, outcome=outcome, event=event, groups=groups, unit=unit, where=where, weights=weights, window=window, missing=missing,
        conflicts=conflicts,
    )  # fmt: skip
    with nullcontext() if isinstance(asked.frame, Extract) else Progress("counting"):
        counted = _count_rows(asked) if asked.unit is None else _count_persons(asked, asked.unit)
    cells = _labelled(asked, counted)
    keys, outcomes = len(asked.keys), tuple(counted.events)
    if missing == "raise":
        _refuse_missing(asked, cells)
    if conflicts == "raise":
        _refuse_conflicts(asked, cells)
    excluded = 0
    if missing == "exclude":
        left_out = _unrecorded(cells, keys)
        excluded, cells = cells.count(left_out), cells.only(~left_out)
    elif missing == "group":
        cells = cells.recoded({place: lambda label: EMPTY if label is None else label for place in range(keys)})
    table = _tallied(asked, cells, outcomes)
    beside = counted.filtered + counted.outside + counted.undated + excluded
    for people in table.people.reshape(max(len(outcomes), 1), -1):
        whole = beside + int(people.sum())
        if whole != counted.read:
            raise InvalidInput(f"count: the cells add up to {whole}, but there are {counted.read} rows")
    return CountTable.of_columns(
        table,
        by=asked.keys,
        outcome=outcomes if asked.several else outcomes[0] if outcomes else None,
        event=counted.events if asked.several else counted.events[outcomes[0]] if outcomes else None,
        rows_read=counted.read,
        filtered=counted.filtered,
        excluded=excluded,
        backend=backend_of(asked.frame),
        outside=counted.outside,
        undated=counted.undated,
        unit=asked.unit,
        weights=asked.weights,
        notes=asked.notes,
    )


def count_plan(data: Any, **options: Any) -> str:
    """Return what :func:`count` would ask of the engine, without counting: its own query where it has one (SQL, a lazy plan), else in words.

    Parameters
    ----------
    data, **options
        Those of :func:`count`.

    Returns
    -------
    str
        One step a line, with the query below it.

    Examples
    --------
    >>> import equitable as eq
    >>> print(eq.count_plan({"code": ["A", "B"]}, by="code"))
    1. count the distinct combinations of the columns code, which are in memory
    2. labels, groups, filters, empty cells and rates are worked out here, on the small table that comes back
    """
    asked = _asked(data, **options)
    windows = [] if asked.window is None else [_window_column(asked, asked.window)]
    if asked.unit is None:
        columns: list[str | Recode] = [*dict.fromkeys((*asked.keys, *asked.filters, *asked.events)), *windows]
        steps = plan(asked.frame, columns, source=SOURCE, weights=asked.weights)
    else:
        outcomes = [_answers(outcome, event or ()) for outcome, event in asked.events.items()]
        filters = [*(_filter(name, wanted) for name, wanted in asked.filters.items()), *windows]
        steps = plan(asked.frame, asked.keys, source=SOURCE, unit=asked.unit, outcomes=outcomes, filters=filters)
    steps.append("labels, groups, filters, empty cells and rates are worked out here, on the small table that comes back")
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
