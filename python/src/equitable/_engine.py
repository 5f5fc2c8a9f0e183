"""What is asked of an engine, and of a file: how many rows, or persons, have each combination of values.

An engine sees columns, casts, ``is_in``, ``len``, ``count``, ``sum``, ``group_by`` and ``unique`` and nothing else. Engines disagree about null
keys, about ``is_in`` beside nulls, about whether 1 is 1.0 and about what a grouped ``n_unique`` means when the rows of a person lie in
several partitions; none of that reaches a result. What comes back is a small table of distinct combinations as text, whose counts are
compared with the number of rows.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, TypeAlias

import narwhals.stable.v2 as nw

from ._files import Extract, extract
from ._input import Table, count_and_status, require_column, text
from .errors import EquitableError, InvalidInput

__all__ = [
    "LIMIT", "Key", "Persons", "Recode", "Source", "as_source", "backend_of", "column_values", "columns_of", "persons", "place_of",
    "plan", "repeated", "tabulate",
]  # fmt: skip

Key = tuple[str | None, ...]
Source: TypeAlias = "Table | Extract | nw.DataFrame[Any] | nw.LazyFrame[Any]"
Columns: TypeAlias = "Table | Extract"
BACKENDS = ("pandas", "polars", "pyarrow")
LIMIT = 1_000_000  # distinct combinations of values; a table of counts that is larger is a mistake
LOOKED_THROUGH = 1_000_000  # rows, for the place of one value in a message


@dataclass
class Recode:
    """A column whose values are counted by what they mean; ``meanings`` collects the texts that were met.

    An engine is first asked for the distinct values, then told by ``is_in`` which of them mean the same.
    """

    name: str
    meaning: Callable[[str | None], str | None]
    days: bool = False  # a time is read as its day
    meanings: dict[str | None, str | None] = field(default_factory=dict)

    def __call__(self, value: Any) -> str | None:
        if self.days and isinstance(value, datetime.datetime):
            value = value.date()
        label = text(value)
        if label not in self.meanings:
            self.meanings[label] = self.meaning(label)
        return self.meanings[label]


Column: TypeAlias = "str | Recode"


def _name(column: Column) -> str:
    return column if isinstance(column, str) else column.name


# --- where the records are --------------------------------------------------------------------------------------------------------------


def as_source(data: Any, source: str) -> Source:
    """Return data as plain columns, as an extract of files or as a narwhals frame; refuse what is neither."""
    if isinstance(data, (str, os.PathLike)):
        data = extract(data)
    if isinstance(data, Extract):
        scanned = data.frame()
        return data if scanned is None else scanned
    if isinstance(data, Table):
        return data
    if isinstance(data, Mapping):
        return Table({str(name): list(values) for name, values in data.items()}, source)
    try:
        frame: Source = nw.from_native(data)
    except TypeError:
        kind = type(data).__name__
        raise InvalidInput(
            f"{source}: a data frame is needed (pandas, polars, pyarrow, DuckDB, Ibis, Dask, Spark or another that narwhals reads), a "
            f"mapping of columns, or the path of a file or folder, but this is {kind}"
        ) from None
    except nw.exceptions.DuplicateError as error:
        raise InvalidInput(f"{source}: two columns have one name: {' '.join(str(error).split())}") from None
    return frame


def columns_of(frame: Source) -> list[str]:
    """Return the names of the columns."""
    if isinstance(frame, Table):
        return list(frame)
    return frame.columns if isinstance(frame, Extract) else frame.collect_schema().names()


def backend_of(frame: Source) -> str | None:
    """Return the kind of frame that a result should be given back as; None for plain columns and files."""
    if isinstance(frame, (Table, Extract)):
        return None
    name = frame.implementation.name.lower()
    if name == "dask":
        return "pandas"
    return name if name in BACKENDS else ("pyarrow" if name == "duckdb" else None)


def column_values(frame: Source, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return whole columns as rows. For messages about single rows, and for small tables of printed figures."""
    if isinstance(frame, Table):
        return list(zip(*(frame[name] for name in columns), strict=True))
    if isinstance(frame, Extract):
        return [row for chunk in frame.chunks(columns) for row in zip(*(chunk[name] for name in columns), strict=True)]
    return list(_rows(frame.select(*columns)))


def place_of(frame: Source, column: str, value: str | None, source: str) -> str:
    """Return where a value first occurs: "staff.csv, line 12"."""
    if isinstance(frame, Extract):
        return frame.place(column, value)
    if isinstance(frame, Table):
        return next((frame.place(row) for row, found in enumerate(frame[column]) if text(found) == value), source)
    if isinstance(frame, nw.LazyFrame):
        ordered = frame.implementation.is_polars() or frame.implementation.is_duckdb()  # the rows of a cluster have no order
        if not ordered or _scalar(frame.select(nw.len())) > LOOKED_THROUGH:
            return source
    return next((f"{source}, row {row + 1}" for row, (found,) in enumerate(_rows(frame.select(column))) if text(found) == value), source)


def _require(frame: Source, columns: Iterable[Column], source: str) -> None:
    present = columns_of(frame)
    spark = isinstance(frame, nw.LazyFrame) and (frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect())
    for column in columns:
        name = require_column(_name(column), present, source)
        if spark and ("." in name or "`" in name):
            raise InvalidInput(
                f"{source}: Spark reads the dot (or backtick) in {name!r} as a field of a column; rename it: "
                f"frame.withColumnRenamed({name!r}, {name.replace('.', '_').replace('`', '_')!r})"
            )


def _reading(work: Callable[..., Any], source: str, *arguments: Any) -> Any:
    """Do the work on a frame; an error of the engine's own says whose data it could not read."""
    try:
        return work(*arguments)
    except EquitableError:
        raise
    except Exception as error:  # the engines' own errors have no common class
        raise InvalidInput(f"{source}: the data could not be read: {error}") from error


# --- rows out of an engine --------------------------------------------------------------------------------------------------------------


def _rows(frame: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a result. DuckDB's and Spark's are fetched natively, which needs no further package."""
    if isinstance(frame, nw.LazyFrame):
        native, implementation = frame.to_native(), frame.implementation
        if implementation.is_duckdb():
            yield from map(tuple, native.fetchall())
            return
        if implementation.is_pyspark() or implementation.is_pyspark_connect():
            yield from _spark_rows(native)
            return
        frame = _streamed(frame) if implementation.is_polars() else frame.collect()
    yield from map(tuple, frame.iter_rows())


def _streamed(frame: Any) -> Any:
    """Return the rows of a lazy frame of polars, by the engine of polars that needs not hold the whole, where it has one."""
    try:
        return frame.collect(engine="streaming")
    except TypeError:  # an older polars
        return frame.collect()


def _spark_rows(native: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a Spark frame: by Arrow, ten times as fast, where Spark and the installed pyarrow agree; else as Spark's own rows."""
    try:
        columns = native.toArrow().to_pydict()
    except (AttributeError, ImportError):
        yield from map(tuple, native.collect())
        return
    yield from zip(*columns.values(), strict=True)


def _limited(frame: Any, columns: Sequence[Column], source: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a grouped result, of which the engine is asked for one more than there may be, and no more."""
    if isinstance(frame, nw.LazyFrame):
        frame = frame.head(LIMIT + 1)
    elif len(frame) > LIMIT:
        raise _too_many(columns, source)
    for number, row in enumerate(_rows(frame), start=1):
        if number > LIMIT:
            raise _too_many(columns, source)
        yield row


def _too_many(columns: Sequence[Column], source: str) -> InvalidInput:
    names = ", ".join(repr(_name(column)) for column in columns)
    return InvalidInput(
        f"{source}: {names} make{'' if len(columns) > 1 else 's'} more than {LIMIT:,} distinct combinations, which is the limit; group by columns with fewer "
        "values, and name the person by unit="
    )


def _scalar(frame: Any) -> int:
    return int(next(_rows(frame))[0])


def _plain(frame: Any, name: str, days: bool = False) -> Any:
    """Return a column in the type in which it is grouped and compared: categories as text, times as days where days are asked for."""
    kind = frame.collect_schema()[name]
    pandas = frame.implementation.is_pandas_like() or frame.implementation.is_dask()
    column = nw.col(name)
    if kind in (nw.Categorical, nw.Enum):
        return column if pandas else column.cast(nw.String)  # categories of pandas may be numbers, whose text is ours to write
    if days and kind == nw.Datetime:
        return column.dt.truncate("1d") if pandas else column.cast(nw.Date)  # pandas has no type for dates
    return column


def _flags(frame: Any, column: Recode, source: str) -> dict[str, Any]:
    """Return for each meaning the expression that is true where it holds, and null or false elsewhere."""
    plain = _plain(frame, column.name, column.days)
    values: dict[str, list[Any]] = {}
    found = frame.select(value=plain).group_by("value", drop_null_keys=False).agg(nw.len().alias("rows"))
    for value, _ in _limited(found, [column], source):
        meaning = column(value)
        if meaning is not None:
            values.setdefault(meaning, []).append(value)
    return {meaning: plain.is_in(same) for meaning, same in values.items()}


# --- rows ---------------------------------------------------------------------------------------------------------------------------------


def tabulate(frame: Source, columns: Sequence[Column], *, source: str, weights: str | None = None) -> Counter[Key]:
    """Return how many rows have each combination of values (or what their weights add up to); values are text, empty cells None.

    The sum equals the number of rows (or the sum of the weights), which is asked for separately, or this raises.
    """
    _require(frame, [*columns, *([weights] if weights is not None else [])], source)
    if isinstance(frame, (Table, Extract)):
        cells, expected = _tabulate_chunks(frame, columns, weights, source)
    else:
        cells, expected = _reading(_tabulate_frame, source, frame, columns, weights, source)
    if cells.total() != expected:
        raise InvalidInput(f"{source}: the cells add up to {cells.total()}, but there are {expected} rows")
    return cells


def _chunks(frame: Columns, names: Sequence[str]) -> Iterator[Table]:
    if isinstance(frame, Table):
        return iter([frame])
    return frame.chunks(names)


def _labels(values: Sequence[Any], column: Column) -> Iterable[Any]:
    """Return the values of a column as what is counted. Text stays as it is until it has been counted: its spaces are few distinct cells."""
    kinds = set(map(type, values))
    if isinstance(column, Recode):
        if len(kinds - {type(None)}) == 1:  # else 1, True and 1.0 would be one value
            try:
                known: dict[Hashable, str | None] = {value: column(value) for value in dict.fromkeys(values)}
                return map(known.__getitem__, values)
            except TypeError:  # a value that is not hashable
                pass
        return map(column, values)
    if kinds <= {str, type(None)}:
        return values
    return map(str if kinds == {int} else text, values)


def _names(values: Sequence[Any]) -> Iterable[str | None]:
    """Return the names of persons as text, None where there is none."""
    kinds = set(map(type, values))
    if kinds != {str}:
        return map(str if kinds == {int} else text, values)
    shown = list(map(str.strip, values))
    return [name or None for name in shown] if "" in shown else shown


def _tabulate_chunks(frame: Columns, columns: Sequence[Column], weights: str | None, source: str) -> tuple[Counter[Key], int]:
    names = list(dict.fromkeys([*map(_name, columns), *([weights] if weights is not None else [])]))
    found: Counter[Key] = Counter()
    expected = 0
    if not names and isinstance(frame, Extract):
        names = frame.columns[:1]
    for chunk in _chunks(frame, names):
        keys: Iterable[Key] = zip(*(_labels(chunk[_name(column)], column) for column in columns), strict=True) if columns else repeat((), chunk.height)
        if weights is None:
            expected += chunk.height
            found.update(keys)
        else:
            numbers = _weights_of(frame, chunk[weights], weights, source)
            expected += sum(numbers)
            for key, number in zip(keys, numbers, strict=True):
                found[key] += number
        if len(found) > LIMIT:
            raise _too_many(columns, source)
    cells: Counter[Key] = Counter()
    for key, n in found.items():
        cells[tuple(map(text, key))] += n
    return cells, expected


def _weight(frame: Source, value: Any, name: str, source: str) -> int:
    shown = text(value)
    number, status = count_and_status(value, source, name) if shown is not None and shown.replace(",", "").isdigit() else (None, "")
    if number is not None:
        return number
    where = place_of(frame, name, shown, source)
    number, status = count_and_status(value, where, name)
    if number is None:
        why = {"c": "withheld", "x": "not available", "z": "not applicable"}[status]
        said = "empty" if shown is None else f"{shown!r}, that is {why}"
        raise InvalidInput(f"{where}: the weight {name} is {said}; a total of which a part is unknown cannot be told: leave such rows out beforehand")
    return number


def _weights_of(frame: Source, values: Sequence[Any], name: str, source: str) -> list[int]:
    known = {value: _weight(frame, value, name, source) for value in dict.fromkeys(values)}
    return [known[value] for value in values]


def _tabulate_frame(frame: Any, columns: Sequence[Column], weights: str | None, source: str) -> tuple[Counter[Key], int]:
    if weights is None and columns and all(isinstance(column, str) for column in columns) and isinstance(frame, nw.DataFrame):
        quick = _in_memory(frame, [_name(column) for column in columns])
        if quick is not None:
            if len(quick) > LIMIT:
                raise _too_many(columns, source)
            return quick, _scalar(frame.select(nw.len()))
    if weights is None:
        expected = _scalar(frame.select(nw.len()))
        if not columns:
            return Counter({(): expected} if expected else {}), expected
    else:
        expected = sum(_weight(frame, value, weights, source) * n for value, n in _distinct(frame, weights, source))
        if not columns:
            return Counter({(): expected}), expected
    counted, decode, as_key = _counted(frame, columns, weights, source)
    cells: Counter[Key] = Counter()
    for row in _limited(counted, columns, source):
        number = int(row[-1]) * (_weight(frame, row[-2], str(weights), source) if as_key else 1)
        cells[decode(row)] += number
    return cells, expected


def _in_memory(frame: nw.DataFrame[Any], columns: Sequence[str]) -> Counter[Key] | None:
    """Return what the compiled tabulation counts, where it is the faster way; None where the engine should group."""
    from ._tabulation import from_frame

    if len(set(columns)) != len(columns):
        return None
    return from_frame(frame.to_native(), columns)


def _distinct(frame: Any, name: str, source: str) -> list[tuple[Any, int]]:
    found = frame.select(value=_plain(frame, name)).group_by("value", drop_null_keys=False).agg(nw.len().alias("rows"))
    return [(value, int(rows)) for value, rows in _limited(found, [name], source)]


def _keys(frame: Any, columns: Sequence[Column], source: str) -> tuple[dict[str, Any], Callable[[Sequence[Any]], Key]]:
    """Return the expressions that are grouped by, and the function from a row of them to a key. A column may be called "rows"."""
    keys: dict[str, Any] = {}
    readers: list[Callable[[Sequence[Any]], str | None]] = []
    for column in columns:
        start = len(keys)
        if isinstance(column, str):
            keys[f"key_{start}"] = _plain(frame, column)
            readers.append(lambda row, at=start: text(row[at]))  # type: ignore[misc]
            continue
        flags = _flags(frame, column, source)
        keys.update({f"key_{start + place}": flag for place, flag in enumerate(flags.values())})
        meanings = list(flags)

        def meant(row: Sequence[Any], start: int = start, meanings: list[str] = meanings) -> str | None:
            return next((meaning for place, meaning in enumerate(meanings) if text(row[start + place]) in ("True", "true", "1")), None)

        readers.append(meant)
    return keys, lambda row: tuple(reader(row) for reader in readers)


def _counted(
    frame: Any, columns: Sequence[Column], weights: str | None, source: str
) -> tuple[Any, Callable[[Sequence[Any]], Key], bool]:
    """Return the grouped frame, how its rows are read, and whether the weight is one of its keys."""
    keys, decode = _keys(frame, columns, source)
    if not keys:  # a recoded column without a value
        keys = {"key_0": nw.lit(0)}
    if weights is None:
        return frame.select(**keys).group_by(*keys, drop_null_keys=False).agg(nw.len().alias("rows")), decode, False
    if frame.collect_schema()[weights].is_integer():
        added = frame.select(**keys, weight=nw.col(weights).cast(nw.Int64))
        return added.group_by(*keys, drop_null_keys=False).agg(nw.col("weight").sum().alias("rows")), decode, False
    keys["weight"] = _plain(frame, weights)
    return frame.select(**keys).group_by(*keys, drop_null_keys=False).agg(nw.len().alias("rows")), decode, True


# --- persons --------------------------------------------------------------------------------------------------------------------------------

NO, YES, UNKNOWN = "no", "yes", "unknown"
CONFLICT = "conflict"  # some rows say yes, and others do not
UNSURE = "unsure"  # some rows say no, and others say nothing


@dataclass(frozen=True)
class Persons:
    """How many persons have each combination of values and of outcomes.

    ``passed[i]`` is how many persons have a row that passes the first ``i`` filters; ``passed[0]`` is everybody.
    """

    cells: Counter[tuple[Key, tuple[str, ...]]]
    passed: tuple[int, ...]


def persons(
    frame: Source, columns: Sequence[str], outcomes: Sequence[Recode], filters: Sequence[Recode], *, unit: str, source: str
) -> Persons:
    """Return how many distinct persons have each combination of values, each person once.

    An outcome means "yes" or "no" or None. A person is "yes" or "no" when all rows say so, "unknown" when no row says anything; when the
    rows disagree, a "conflict" when one says yes, and "unsure" when some say no and others nothing. A filter means None for rows that are left out. A
    person in two groups raises.
    """
    _require(frame, [*columns, *outcomes, *filters, unit], source)
    if isinstance(frame, (Table, Extract)):
        found, distinct = _persons_chunks(frame, columns, outcomes, filters, unit, source)
    else:
        found, distinct = _reading(_persons_frame, source, frame, columns, outcomes, filters, unit, source)
    if found.cells.total() != found.passed[-1]:
        raise InvalidInput(
            f"{source}: the cells add up to {found.cells.total()}, but there are {found.passed[-1]} distinct {unit!r} values; {distinct} of them "
            f"are in more than one group of {', '.join(columns)}: a person must not be in two groups"
        )
    return found


def _require_units(empty: int, unit: str, source: str) -> None:
    if empty:
        raise InvalidInput(f"{source}: {unit!r} is empty in {empty} rows, but it must name the person of every row")


def _persons_chunks(
    frame: Columns, columns: Sequence[str], outcomes: Sequence[Recode], filters: Sequence[Recode], unit: str, source: str
) -> tuple[Persons, int]:
    states = _States(len(filters))
    everybody: dict[str | None, int] = {}
    rows_as: dict[tuple[Any, ...], int] = {}  # the state that a row with these values would make alone
    empty = 0
    names = list(dict.fromkeys([*columns, *map(_name, outcomes), *map(_name, filters), unit]))
    asked: list[Column] = [*columns, *outcomes, *filters]
    for chunk in _chunks(frame, names):
        rows = zip(*(_labels(chunk[_name(column)], column) for column in asked), strict=True)
        for person, row in zip(_names(chunk[unit]), rows, strict=True):
            state = rows_as.get(row)
            if state is None:
                key, answers, passes = row[: len(columns)], row[len(columns) : len(columns) + len(outcomes)], row[len(columns) + len(outcomes) :]
                state = rows_as[row] = states.of(tuple(map(text, key)), answers, passes)
                if len(rows_as) > LIMIT:
                    raise _too_many(asked, source)
            before = everybody.setdefault(person, state)
            if before != state:
                everybody[person] = states.both(before, state)
            if person is None:
                empty += 1
    _require_units(empty, unit, source)
    return states.persons(Counter(everybody.values()), len(outcomes))


class _States:
    """What is known of a person after some of the rows: how far they got through the filters, and what they said in which group.

    There are few of them, however many persons: each is a number, and what two of them make together is worked out once.
    """

    BITS = {YES: 1, NO: 2, None: 4}
    ANSWERS = {1: YES, 2: NO, 4: UNKNOWN, 6: UNSURE}

    def __init__(self, filters: int) -> None:
        self.filters = filters
        self._all: list[tuple[int, dict[Key, int]]] = []
        self._numbers: dict[tuple[int, frozenset[tuple[Key, int]]], int] = {}
        self._pairs: dict[tuple[int, int], int] = {}

    def _number(self, through: int, said: dict[Key, int]) -> int:
        number = self._numbers.setdefault((through, frozenset(said.items())), len(self._all))
        if number == len(self._all):
            self._all.append((through, said))
        return number

    def of(self, key: Key, answers: Sequence[str | None], passes: Sequence[str | None]) -> int:
        """Return the state after a single row."""
        through = next((place for place, label in enumerate(passes) if label is None), self.filters)
        said = sum(self.BITS[answer] << (3 * place) for place, answer in enumerate(answers))
        return self._number(through, {key: said} if through == self.filters else {})

    def both(self, one: int, other: int) -> int:
        """Return the state after the rows of both."""
        found = self._pairs.get((one, other))
        if found is None:
            (through, said), (further, more) = self._all[one], self._all[other]
            together = {key: said.get(key, 0) | more.get(key, 0) for key in (*said, *more)}
            found = self._pairs[one, other] = self._number(max(through, further), together)
        return found

    def persons(self, tally: Mapping[int, int], outcomes: int) -> tuple[Persons, int]:
        """Return how many persons there are of each kind, and how many are in several groups."""
        cells: Counter[tuple[Key, tuple[str, ...]]] = Counter()
        passed = [0] * (self.filters + 1)
        several = 0
        for state, n in tally.items():
            through, said = self._all[state]
            for place in range(through + 1):
                passed[place] += n
            several += n if len(said) > 1 else 0
            for key, bits in said.items():
                cells[key, tuple(self.ANSWERS.get(bits >> (3 * place) & 7, CONFLICT) for place in range(outcomes))] += n
        return Persons(cells, tuple(passed)), several


def _persons_frame(
    frame: Any, columns: Sequence[str], outcomes: Sequence[Recode], filters: Sequence[Recode], unit: str, source: str
) -> tuple[Persons, int]:
    _require_units(_scalar(frame.select(nw.len())) - _scalar(frame.select(nw.col(unit).count())), unit, source)
    who = _plain(frame, unit)

    def distinct(some: Any) -> int:
        return _scalar(some.select(unit=who).unique().select(nw.len()))

    passed = [distinct(frame)]
    for each in filters:
        flags = _flags(frame, each, source)
        if not flags:
            return Persons(Counter(), (*passed, *[0] * (len(filters) - len(passed) + 1))), 0
        frame = frame.filter(next(iter(flags.values())))
        passed.append(distinct(frame))
    said = [_flags(frame, each, source) for each in outcomes]
    people, counted = _persons_query(frame, columns, said, who)
    cells: Counter[tuple[Key, tuple[str, ...]]] = Counter()
    for row in _limited(counted, columns, source):
        key, (rows, *sums), n = row[: len(columns)], map(int, row[len(columns) : -1]), int(row[-1])
        answers = tuple(_answer(rows, yes, no) for yes, no in zip(sums[::2], sums[1::2], strict=True))
        cells[tuple(map(text, key)), answers] += n
    found = Persons(cells, tuple(passed))
    return found, 0 if cells.total() == passed[-1] else _in_two_groups(people)


def _persons_query(frame: Any, columns: Sequence[str], said: Sequence[Mapping[str, Any]], who: Any) -> tuple[Any, Any]:
    """Return a row for each person and group, and how many such rows are alike.

    First the distinct rows, then for each person how many of them say yes and no, then how many persons have each pair of these numbers:
    every step is a sum over groups, which means the same on one machine and on many.
    """
    keys = {f"key_{place}": _plain(frame, name) for place, name in enumerate(columns)}
    answers = {
        f"{word}_{place}": flags[word].cast(nw.Int64) if word in flags else nw.lit(0) for place, flags in enumerate(said) for word in (YES, NO)
    }
    distinct = frame.select(**keys, person=who, **answers).unique()
    sums = [nw.len().alias("rows"), *(nw.col(name).sum() for name in answers)]
    people = distinct.group_by(*keys, "person", drop_null_keys=False).agg(*sums)
    counted = people.group_by(*keys, "rows", *answers, drop_null_keys=False).agg(nw.len().alias("persons"))
    return people, counted


def _answer(rows: int, yes: int, no: int) -> str:
    if not yes and not no:
        return UNKNOWN
    if yes:
        return YES if yes == rows else CONFLICT
    return NO if no == rows else UNSURE


def _in_two_groups(people: Any) -> int:
    groups = people.group_by("person").agg(nw.len().alias("groups")).group_by("groups").agg(nw.len().alias("persons"))
    return sum(int(n) for several, n in _rows(groups) if int(several) > 1)


def repeated(frame: Source, column: str, *, source: str) -> dict[int, int]:
    """Return how many values of a column stand in one row, in two, and so on: {1: 5000, 2: 3}. Any number of values may be distinct."""
    _require(frame, [column], source)
    if isinstance(frame, (Table, Extract)):
        found = Counter(label for chunk in _chunks(frame, [column]) for label in map(text, chunk[column]))
        return dict(Counter(found.values()))

    def ask() -> dict[int, int]:
        groups = frame.select(value=_plain(frame, column)).group_by("value", drop_null_keys=False).agg(nw.len().alias("rows"))
        return {int(rows): int(n) for rows, n in _rows(groups.group_by("rows").agg(nw.len().alias("values")))}

    found_so: dict[int, int] = _reading(ask, source)
    return found_so


# --- what would run -------------------------------------------------------------------------------------------------------------------------


def _query_text(frame: Any) -> str:
    """Return the query of a lazy result as its engine writes it; of an engine that has none, the operations in words."""
    native = frame.to_native()
    if not isinstance(frame, nw.LazyFrame):
        return ""
    implementation = frame.implementation
    if implementation.is_duckdb():
        return str(native.sql_query())
    if implementation.is_polars():
        return str(native.explain())
    if implementation.is_pyspark() or implementation.is_pyspark_connect():
        explained = native._explain_string() if hasattr(native, "_explain_string") else native._jdf.queryExecution()
        return str(explained).rpartition("== Physical Plan ==")[2].strip()
    if implementation.is_ibis():
        return str(sys.modules["ibis"].to_sql(native))  # whoever made the table has imported it
    if implementation.is_dask():
        return "\n".join(str(line) for line in native.expr._tree_repr_lines())
    return repr(native)


def _indented(said: str) -> str:
    return "\n".join(f"    {line}" for line in said.splitlines())


def _step(words: str, frame: Any) -> str:
    try:
        query = _query_text(frame)
    except Exception:  # a plan is shown where there is one; how it is written is the engine's own affair
        query = ""
    return f"{words}\n{_indented(query)}" if query else words


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


def plan(
    frame: Source, columns: Sequence[Column], *, source: str, weights: str | None = None, unit: str | None = None,
    outcomes: Sequence[Recode] = (), filters: Sequence[Recode] = (),
) -> list[str]:  # fmt: skip
    """Return the steps that :func:`tabulate`, or with ``unit`` :func:`persons`, would take, with the engine's own query where it has one."""
    _require(frame, [*columns, *outcomes, *filters, *(name for name in (weights, unit) if name is not None)], source)
    names = list(dict.fromkeys([*map(_name, columns), *map(_name, outcomes), *map(_name, filters)]))
    wanted = [*names, *(name for name in (weights, unit) if name is not None)]
    if isinstance(frame, Extract):
        files = f"{len(frame.files)} files of {frame.source}" if len(frame.files) > 1 else frame.source
        return [f"read the columns {_list(wanted)} of {files}, a block of rows at a time, and count their distinct combinations as they pass"]
    if isinstance(frame, Table):
        return [f"count the distinct combinations of the columns {_list(wanted)}, which are in memory"]
    engine = frame.implementation.name.lower()
    steps = [_step(f"ask {engine} for the number of rows", frame.select(nw.len()))]
    recoded = [each for each in (*columns, *outcomes, *filters) if isinstance(each, Recode)]
    for each in recoded:
        found = frame.select(value=_plain(frame, each.name, each.days)).group_by("value", drop_null_keys=False).agg(nw.len().alias("rows"))
        steps.append(_step(f"ask {engine} for the distinct values of {each.name!r}; what each of them means is decided here", found))
    if unit is not None:
        left = f"the rows in which {_list(repr(each.name) for each in filters)} is_in the values that pass: " if filters else ""
        said = f", whether {_list(repr(each.name) for each in outcomes)} is_in the values of the event" if outcomes else ""
        steps.append(
            f"{left}unique rows of {_list([*map(_name, columns), unit])}{said}; group_by {_list([*map(_name, columns), unit])} and sum; group_by these sums "
            f"and {_list(map(_name, columns))}, and count the persons"
        )
        return steps
    if weights is not None:
        steps.append(f"ask {engine} for the distinct weights, which must be whole numbers")
    plain = [each if isinstance(each, str) else each.name for each in columns]
    counted = "len" if weights is None else f"sum of {weights!r}"
    words = f"ask {engine} for {counted} by {_list(plain)}" + (" (recoded columns by is_in)" if recoded else "") + f", {LIMIT:,} combinations at most"
    steps.append(words if recoded or not columns else _step(words, _counted(frame, columns, weights, source)[0]))
    return steps
