"""An analysis that is written down: analysis.toml says which file and column plays which part, what the codes mean, and how to count.

The files keep the shape in which they were extracted. Here each becomes a table with the standard's own columns and codes; what the definitions of
the nine indicators make of it is the business of ``_records``. Values that the file of the analysis does not name are passed on as they are, so that a
code nobody has explained is refused with its file, line and the place to explain it.
"""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ._files import extract
from ._input import Table, one_of, require_column, text
from ._periods import Period, financial_year_of, snapshot
from ._records import CONTRACTS, OPTIONAL, RECRUITMENT_COLUMNS, STAFF_COLUMNS, SURVEY_COLUMNS
from .errors import InvalidInput

__all__ = ["NAME", "PARTS", "Analysis", "read_analysis"]

NAME = "analysis.toml"
PARTS = {"staff": STAFF_COLUMNS, "recruitment": RECRUITMENT_COLUMNS, "survey": SURVEY_COLUMNS}
EVENTS = {"disciplinary": ("disc_this_year", "disc_prev_year"), "training": ("nonmandatory_training",)}
SETTINGS = (
    "organisation", "classification", "denominator", "confidence_level", "margin", "threshold", "bme_label", "output", "example",
    "defaults", "staff", "recruitment", "survey", "events",
)  # fmt: skip
SHARED = ("columns", "codes", "fixed")
SOURCE = ("file", "sheet", "encoding", "delimiter", "columns", "codes", "fixed")
FIELDS = {
    "staff": ("snapshot", *SOURCE),
    "recruitment": SOURCE,
    "survey": SOURCE,
    "events": ("outcome", "file", "sheet", "encoding", "delimiter", "person", "date", "population"),
}


@dataclass(frozen=True)
class _Source:
    """One file: where it is, what its columns are called, what its codes mean, and what holds for all its rows."""

    where: str
    path: Path
    reading: Mapping[str, str]
    columns: Mapping[str, str | None] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()  # columns named for this very file, which must be there


@dataclass(frozen=True)
class _Events:
    """A file with one row an event, by person and date."""

    where: str
    path: Path
    reading: Mapping[str, str]
    outcome: str
    person: str
    date: str
    population: str


@dataclass(frozen=True)
class Analysis:
    """What an analysis.toml asks for; :meth:`records` reads the files it names."""

    path: Path
    options: Mapping[str, Any]
    output: Path | None
    staff: Mapping[Period, tuple[_Source, ...]]
    recruitment: tuple[_Source, ...]
    survey: tuple[_Source, ...]
    events: tuple[_Events, ...]

    def records(self) -> dict[str, Any]:
        """Return ``staff``, ``recruitment`` and ``survey`` as tables with the standard's columns, and ``notes`` on how they were read."""
        notes: list[str] = []
        staff = {period.label: _joined(sources, STAFF_COLUMNS, notes) for period, sources in self.staff.items()}
        for events in self.events:
            staff = _with_events(staff, events, notes)
        parts = {part: _joined(sources, PARTS[part], notes) if sources else None for part, sources in (("recruitment", self.recruitment), ("survey", self.survey))}
        absent = _absent(staff.values(), STAFF_COLUMNS)
        for part, table in parts.items():
            if table is not None:
                absent |= _absent([table], PARTS[part])
        recorded = [name for name in STAFF_COLUMNS if name not in absent]
        return {
            "staff": {label: _filled(table, recorded) for label, table in staff.items()},
            **parts,
            "columns": dict.fromkeys(sorted(absent)),
            "notes": notes,
        }


def _absent(tables: Iterable[Table], standard: tuple[str, ...]) -> set[str]:
    """The columns that can be done without and that none of the tables has."""
    known = list(tables)
    return {name for name in standard if name in OPTIONAL and not any(name in table for table in known)}


def _filled(table: Table, names: Iterable[str]) -> Table:
    """The table with all of these columns; one that another snapshot has and this has not is empty here."""
    wanted = [name for name in names if name in table or name in OPTIONAL]
    columns = {name: table[name] if name in table else [None] * table.height for name in wanted}
    return Table(columns, table.source, [table.place(row) for row in range(table.height)])


# --- reading the file of the analysis -----------------------------------------------------------------------------------------------------


def _parsed(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        raise InvalidInput(f"{path}: there is no such file; `equitable wres init {path.parent}` writes one to begin with") from None
    except OSError as error:
        raise InvalidInput(f"{path}: the file cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: this is not TOML: {error}") from None


def _known(given: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    names = list(allowed)
    for name in given:
        if name not in names:
            raise InvalidInput(f"{where}: {name!r} is not a setting; {one_of(name, names)}")


def _text(given: Mapping[str, Any], name: str, where: str, default: str | None = None) -> str:
    value = given.get(name, default)
    if value is None:
        raise InvalidInput(f"{where}: {name!r} is missing")
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(f"{where}: {name} is {value!r}, but must be a text")
    return value


def _tables(given: Any, where: str) -> list[tuple[str, Mapping[str, Any]]]:
    """One table or a list of them, each with its place."""
    if given is None:
        return []
    if isinstance(given, Mapping):
        return [(where, given)]
    if not isinstance(given, list) or not all(isinstance(each, Mapping) for each in given):
        raise InvalidInput(f"{where} must be a table, or several written [[…]]")
    return [(f"{where}, number {place}", each) for place, each in enumerate(given, start=1)]


def _with_defaults(given: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a file, and of all files of its part where nothing is said of this one."""
    merged = dict(given)
    for name in SHARED:
        here, there = given.get(name, {}), shared.get(name, {})
        if isinstance(here, Mapping) and isinstance(there, Mapping):
            merged[name] = {**there, **here}
    for one, other in (("columns", "fixed"), ("fixed", "columns")):  # said of the file, it goes before what is said of all
        if isinstance(given.get(one), Mapping):
            merged[other] = {name: value for name, value in merged[other].items() if name in given.get(other, {}) or name not in given[one]}
    return merged


def _source(where: str, own: Mapping[str, Any], shared: Mapping[str, Any], part: str, folder: Path) -> _Source:
    _known(own, FIELDS[part], where)
    named = frozenset(_mapping(own, "columns", where))
    given = _with_defaults(own, shared)
    standard = PARTS[part]
    columns: dict[str, str | None] = {}
    for name, value in _mapping(given, "columns", where).items():
        if name not in standard:
            raise InvalidInput(f"{where}, columns: {name!r} is not a column of {part}; {one_of(name, standard)}")
        if value is False:  # TOML has no null
            columns[name] = None
        elif isinstance(value, str):
            columns[name] = value
        else:
            raise InvalidInput(f"{where}, columns: {name} is {value!r}, but must be the name of a column, or false where it was not recorded")
    codes: dict[str, Mapping[str, str]] = {}
    for name, meanings in _mapping(given, "codes", where).items():
        if name not in standard:
            raise InvalidInput(f"{where}, codes: {name!r} is not a column of {part}; {one_of(name, standard)}")
        if not isinstance(meanings, Mapping):
            raise InvalidInput(f"{where}, codes: {name} must be a table of codes and their meanings")
        folded: dict[str, str] = {}
        for code, meaning in meanings.items():
            if meaning == UNEXPLAINED:
                raise InvalidInput(f"{where}, codes.{name}: {code!r} is still {UNEXPLAINED!r}; write what it means")
            if isinstance(meaning, bool) or not isinstance(meaning, (str, int)):
                raise InvalidInput(f"{where}, codes.{name}: {code!r} is {meaning!r}, but must be a text or a whole number")
            if code.strip().casefold() in folded:
                raise InvalidInput(f"{where}, codes.{name}: {code!r} stands twice (capitals and spaces at the ends make no difference)")
            folded[code.strip().casefold()] = str(meaning)
        codes[name] = folded
    fixed = _mapping(given, "fixed", where)
    for name, value in fixed.items():
        if name not in standard:
            raise InvalidInput(f"{where}, fixed: {name!r} is not a column of {part}; {one_of(name, standard)}")
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise InvalidInput(f"{where}, fixed: {name} is {value!r}, but must be a text or a whole number")
        if name in columns:
            raise InvalidInput(f"{where}: {name} stands both in columns and in fixed")
    constant = {name: str(value) for name, value in fixed.items()}
    return _Source(where, folder / _text(given, "file", where), _reading(given, where), columns, codes, constant, named)


def _mapping(given: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    value = given.get(name, {})
    if not isinstance(value, Mapping):
        raise InvalidInput(f"{where}: {name} must be a table")
    return value


def _reading(given: Mapping[str, Any], where: str) -> dict[str, str]:
    return {name: _text(given, name, where) for name in ("sheet", "encoding", "delimiter") if name in given}


def read_analysis(path: str | os.PathLike[str]) -> Analysis:
    """Read an analysis.toml. Paths in it are taken from its own folder. The files it names are not opened yet."""
    file = Path(path)
    if file.is_dir():
        file = file / NAME
    given = _parsed(file)
    folder = file.parent
    where = file.name
    _known(given, SETTINGS, where)
    shared = _mapping(given, "defaults", where)
    _known(shared, PARTS, f"{where}: [defaults]")
    for part, said in shared.items():
        if not isinstance(said, Mapping):
            raise InvalidInput(f"{where}: [defaults.{part}] must be a table")
        _known(said, SHARED, f"{where}: [defaults.{part}]")

    def source(place: str, each: Mapping[str, Any], part: str) -> _Source:
        return _source(place, each, shared.get(part, {}), part, folder)

    staff: dict[Period, tuple[_Source, ...]] = {}
    for place, each in _tables(given.get("staff"), f"{where}: [staff]"):
        period = snapshot(_text(each, "snapshot", place), f"{place}: snapshot")
        staff[period] = (*staff.get(period, ()), source(place, each, "staff"))
    if not staff:
        raise InvalidInput(f"{where}: there is no [[staff]]; a report needs at least one extract of staff, with its snapshot")
    parts = {
        part: tuple(source(place, each, part) for place, each in _tables(given.get(part), f"{where}: [{part}]")) for part in ("recruitment", "survey")
    }
    events = []
    for place, each in _tables(given.get("events"), f"{where}: [events]"):
        _known(each, FIELDS["events"], place)
        outcome = _text(each, "outcome", place)
        if outcome not in EVENTS:
            raise InvalidInput(f"{place}: outcome is {outcome!r}; {one_of(outcome, list(EVENTS))}")
        path_of = folder / _text(each, "file", place)
        population = _text(each, "population", place, "substantive")
        if population not in ("substantive", "bank", "all"):
            raise InvalidInput(f"{place}: population is {population!r}; {one_of(population, ['substantive', 'bank', 'all'])}")
        person, date = (_text(each, name, place) for name in ("person", "date"))
        events.append(_Events(place, path_of, _reading(each, place), outcome, person, date, population))
    output = folder / _text(given, "output", where) if "output" in given else None
    options: dict[str, Any] = {
        name: given[name]
        for name in ("organisation", "classification", "denominator", "confidence_level", "margin", "threshold", "bme_label", "example")
        if name in given
    }
    return Analysis(file, options, output, staff, parts["recruitment"], parts["survey"], tuple(events))


# --- reading the files that it names ------------------------------------------------------------------------------------------------------

UNEXPLAINED = "???"


def _standard(source: _Source, standard: tuple[str, ...], notes: list[str]) -> Table:
    """One file with the standard's columns and codes; columns that it has not are left out."""
    read = extract(source.path, **dict(source.reading))
    notes.extend(read.notes)
    table = read.load()
    columns: dict[str, list[Any]] = {}
    for name in standard:
        if name in source.fixed:
            columns[name] = [source.fixed[name]] * table.height
            continue
        actual = source.columns.get(name, name)
        if actual is None:
            continue
        if actual not in table:
            if name in source.named:
                require_column(actual, list(table), f"{source.where}: {source.path.name}")
            continue
        meanings = source.codes.get(name)
        if meanings is None:
            columns[name] = list(table[actual])
            continue
        shown = [text(cell) for cell in table[actual]]
        columns[name] = [meanings.get((value or "").casefold(), value) or None for value in shown]
    return Table(columns, table.source, [table.place(row) for row in range(table.height)])


def _joined(sources: tuple[_Source, ...], standard: tuple[str, ...], notes: list[str]) -> Table:
    """Several files below one another; a column that one of them has not is empty in its rows."""
    tables = [_standard(source, standard, notes) for source in sources]
    if len(tables) == 1:
        return tables[0]
    present = [name for name in standard if any(name in table for table in tables)]
    columns: dict[str, list[Any]] = {name: [] for name in present}
    places: list[str] = []
    for table in tables:
        for name in present:
            columns[name].extend(table[name] if name in table else [None] * table.height)
        places.extend(table.place(row) for row in range(table.height))
    return Table(columns, " and ".join(table.source for table in tables), places)


def _day(value: Any, where: str) -> datetime.date:
    from ._dates import day_of

    found = day_of(text(value) or "")
    if found is None:
        raise InvalidInput(f"{where} is {text(value)!r}, but must be a date such as 2021-11-05")
    return found


def _with_events(staff: dict[str, Table], events: _Events, notes: list[str]) -> dict[str, Table]:
    """Count a file of events into the staff of each snapshot: those of its financial year, and of the year before where the indicator asks."""
    table = extract(events.path, **dict(events.reading)).load()
    for name in (events.person, events.date):
        require_column(name, list(table), f"{events.where}: {events.path.name}")
    happened: dict[tuple[str, int], int] = Counter()
    people: set[str] = set()
    for row, (person, date) in enumerate(zip(table[events.person], table[events.date], strict=True)):
        who = text(person)
        if who is None:
            raise InvalidInput(f"{table.place(row)}: {events.person} is empty; each event must name its person")
        day = _day(date, f"{table.place(row)}: {events.date}")
        people.add(who)
        happened[who, day.year if day.month >= 4 else day.year - 1] += 1
    counted = {}
    found: set[str] = set()
    used: set[tuple[str, int]] = set()
    for label, rows in staff.items():
        if "staff_id" not in rows:
            raise InvalidInput(f"{events.where}: events are joined by staff_id, but {rows.source} has no such column; name it in columns")
        first = int(financial_year_of(snapshot(label, "snapshot")).label[:4])
        columns = {name: rows[name] for name in rows}
        identifiers = [text(value) or "" for value in rows["staff_id"]]
        contracts = rows["contract"] if "contract" in rows else [None] * rows.height
        asked = [_is_of(contract, events.population) for contract in contracts]  # of others it is not known, which is not "none"
        here = {who for who, mine in zip(identifiers, asked, strict=True) if mine and who in people}
        found |= here
        for back, name in enumerate(EVENTS[events.outcome]):
            if name in rows:
                raise InvalidInput(f"{events.where}: {name} is already a column of {rows.source}; count it from one of the two")
            used.update((who, first - back) for who in here)
            tallies = [happened[who, first - back] for who in identifiers]
            if events.outcome == "training":  # whether, not how often
                tallies = [min(n, 1) for n in tallies]
            columns[name] = [n if mine else None for n, mine in zip(tallies, asked, strict=True)]
        counted[label] = Table(columns, rows.source, [rows.place(row) for row in range(rows.height)])
    outside = sum(n for key, n in happened.items() if key[0] in found and key not in used)
    if outside:
        notes.append(f"{events.path.name}: {outside} of the {sum(happened.values())} events lie outside the financial years that the snapshots end, and are not counted.")
    strangers = len(people - found)
    if strangers:
        of = "person" if len(people) == 1 else "people"
        staff_of = "staff" if events.population == "all" else f"{events.population} staff"
        notes.append(f"{events.path.name}: {strangers} of the {len(people)} {of} in it {'is' if strangers == 1 else 'are'} in no extract of {staff_of}, and not counted.")
    return counted


def _is_of(contract: Any, population: str) -> bool:
    """Whether somebody with this contract is of the population that a file of events is about."""
    kind = CONTRACTS.get((text(contract) or "").casefold())
    return kind != "non-executive" if population == "all" else kind == population

