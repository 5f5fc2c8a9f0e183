"""Where the records are, and how an engine's answer is read: frames of any package, plain columns, and extracts of files.

An engine sees columns, casts, ``is_in``, ``len``, ``count``, ``sum``, ``group_by`` and ``unique`` and nothing else. Engines disagree about null
keys, about ``is_in`` beside nulls and about whether 1 is 1.0; none of that reaches a result. What comes back is a small table of distinct
combinations, whose values are text here and empty cells None.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from ._encoding import encoder, listed
from ._files import Extract, extract
from ._input import Table, require_column, text
from ._progress import Progress
from .errors import EquitableError, InvalidInput

__all__ = [
    "LIMIT", "Column", "Columns", "Recode", "Source", "Values", "as_source", "backend_of", "chunks_of", "column_values", "columns_of", "flags_of",
    "labels_of", "limited", "name_of", "whole_numbers", "place_of", "plain_column", "reading", "require", "require_few", "rows_of", "scalar",
]  # fmt: skip

AT_ONCE = 2**17  # rows of a column that is not a list are made a list
Source: TypeAlias = "Table | Extract | nw.DataFrame[Any] | nw.LazyFrame[Any]"
Columns: TypeAlias = "Table | Extract"
Values: TypeAlias = "Sequence[Any] | NDArray[Any]"  # of a column
BACKENDS = ("pandas", "polars", "pyarrow")
LIMIT = 1_000_000  # distinct combinations of values; a table of counts that is larger is a mistake
LOOKED_THROUGH = 1_000_000  # rows, for the place of one value in a message
SAME_IN_NUMPY = (nw.String, nw.Boolean, nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64)


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


def name_of(column: Column) -> str:
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
        return Table({str(name): _plain(values, f"{source}: the column {str(name)!r}") for name, values in data.items()}, source)
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


def _plain(values: Any, where: str) -> Any:
    """Return a column of a mapping; a list of what is no column."""
    if _is_column(values):
        return values
    if isinstance(values, (str, bytes, bytearray)) or not isinstance(values, Iterable) or getattr(values, "ndim", 1) == 0:
        shown = repr(values) if len(repr(values)) < 60 else f"a single {type(values).__name__}"
        raise InvalidInput(f"{where} is {shown}, but must hold a value for each row, as a list or an array does")
    return list(values)


def _is_column(values: Any) -> bool:
    """Return whether values are a column of NumPy or Arrow, of polars or pandas: such are not taken apart before it is needed."""
    return encoder(values) is not None and getattr(values, "ndim", 1) == 1


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
    return list(rows_of(frame.select(*columns)))


def place_of(frame: Source, column: str, value: str | None, source: str) -> str:
    """Return where a value first occurs: "staff.csv, line 12"."""
    if isinstance(frame, Extract):
        return frame.place(column, value)
    if isinstance(frame, Table):
        return next((frame.place(row) for row, found in enumerate(frame[column]) if text(found) == value), source)
    if isinstance(frame, nw.LazyFrame):
        ordered = frame.implementation.is_polars() or frame.implementation.is_duckdb()  # the rows of a cluster have no order
        if not ordered or scalar(frame.select(nw.len())) > LOOKED_THROUGH:
            return source
    return next((f"{source}, row {row + 1}" for row, (found,) in enumerate(rows_of(frame.select(column))) if text(found) == value), source)


def require(frame: Source, columns: Iterable[Column], source: str) -> None:
    present = columns_of(frame)
    spark = isinstance(frame, nw.LazyFrame) and (frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect())
    for column in columns:
        name = require_column(name_of(column), present, source)
        if spark and ("." in name or "`" in name):
            raise InvalidInput(
                f"{source}: Spark reads the dot (or backtick) in {name!r} as a field of a column; rename it: "
                f"frame.withColumnRenamed({name!r}, {name.replace('.', '_').replace('`', '_')!r})"
            )


def reading(work: Callable[..., Any], source: str, *arguments: Any) -> Any:
    """Do the work on a frame; an error of the engine's own says whose data it could not read."""
    try:
        return work(*arguments)
    except EquitableError:
        raise
    except Exception as error:  # the engines' own errors have no common class
        raise InvalidInput(f"{source}: the data could not be read: {error}") from error


# --- rows out of an engine --------------------------------------------------------------------------------------------------------------


def rows_of(frame: Any) -> Iterator[tuple[Any, ...]]:
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


def _result(frame: Any) -> list[Values]:
    """Return the columns of a result. DuckDB's and Spark's are fetched natively, which needs no further package."""
    if isinstance(frame, nw.LazyFrame):
        native, implementation = frame.to_native(), frame.implementation
        if implementation.is_duckdb():
            return _duckdb_columns(frame, native)
        if implementation.is_pyspark() or implementation.is_pyspark_connect():
            return list(zip(*_spark_rows(native), strict=True)) or [()] * len(frame.collect_schema())
        frame = _streamed(frame) if implementation.is_polars() else frame.collect()
    return list(frame.to_dict(as_series=False).values())


def _duckdb_columns(frame: nw.LazyFrame[Any], native: Any) -> list[Values]:
    """Return the columns of a relation: as arrays, three times as fast, where that changes no value; else by rows."""
    schema = frame.collect_schema()
    if all(kind in SAME_IN_NUMPY for kind in schema.values()):
        return [column if type(column) is np.ndarray and column.dtype.kind in "iu" else column.tolist() for column in native.fetchnumpy().values()]
    return list(zip(*native.fetchall(), strict=True)) or [()] * len(schema)


def limited(frame: Any, columns: Sequence[Column], source: str) -> list[Values]:
    """Return the columns of a grouped result, of which the engine is asked for one row more than there may be, and no more."""
    if isinstance(frame, nw.LazyFrame):
        frame = frame.head(LIMIT + 1)
    else:
        require_few(len(frame), columns, source)
    found = _result(frame)
    require_few(len(found[0]), columns, source)
    return found


def whole_numbers(values: Values) -> NDArray[np.int64]:
    """Return whole numbers, of whatever type an engine counts with."""
    return values.astype(np.int64) if isinstance(values, np.ndarray) else np.fromiter(map(int, values), np.int64, len(values))


def require_few(combinations: int, columns: Sequence[Column], source: str) -> None:
    """Refuse more distinct combinations than a table of counts can sensibly have."""
    if combinations > LIMIT:
        names = ", ".join(repr(name_of(column)) for column in columns)
        raise InvalidInput(
            f"{source}: {names} make{'' if len(columns) > 1 else 's'} more than {LIMIT:,} distinct combinations, which is the limit; group by columns with "
            "fewer values, and name the person by unit="
        )


def scalar(frame: Any) -> int:
    return int(next(rows_of(frame))[0])


def plain_column(frame: Any, name: str, days: bool = False) -> Any:
    """Return a column in the type in which it is grouped and compared: categories as text, times as days where days are asked for."""
    kind = frame.collect_schema()[name]
    pandas = frame.implementation.is_pandas_like() or frame.implementation.is_dask()
    column = nw.col(name)
    if kind in (nw.Categorical, nw.Enum):
        return column if pandas else column.cast(nw.String)  # categories of pandas may be numbers, whose text is ours to write
    if days and kind == nw.Datetime:
        return column.dt.truncate("1d") if pandas else column.cast(nw.Date)  # pandas has no type for dates
    return column


def flags_of(frame: Any, column: Recode, source: str) -> dict[str, Any]:
    """Return for each meaning the expression that is true where it holds, and null or false elsewhere."""
    plain = plain_column(frame, column.name, column.days)
    values: dict[str, list[Any]] = {}
    found = frame.select(value=plain).group_by("value", drop_null_keys=False).agg(nw.len().alias("rows"))
    for value in listed(limited(found, [column], source)[0]):
        meaning = column(value)
        if meaning is not None:
            values.setdefault(meaning, []).append(value)
    return {meaning: plain.is_in(same) for meaning, same in values.items()}


# --- rows of columns and files --------------------------------------------------------------------------------------------------------


def chunks_of(frame: Columns, names: Sequence[str]) -> Iterator[Table]:
    """Yield columns as lists, a block of rows at a time where they are not lists already."""
    if isinstance(frame, Extract):
        yield from frame.chunks(names)
    elif all(isinstance(frame[name], (list, tuple)) for name in names):
        yield frame
    else:
        with Progress("counting", frame.height) as progress:
            for first in range(0, max(frame.height, 1), AT_ONCE):
                yield Table({name: listed(frame[name][first : first + AT_ONCE]) for name in names}, frame.source)
                progress.at(first, f"{first:,} rows")


def labels_of(values: Sequence[Any], column: Column) -> Iterable[Any]:
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
