"""Files of records: CSV, Excel and Parquet, one of them or a folder of them, as one extract that can be counted without being held.

An :class:`Extract` is read from the beginning each time it is asked: a CSV file in blocks of rows, a Parquet file by an engine that is
installed (DuckDB, polars or pyarrow), an Excel sheet whole, since a sheet has a million rows at most.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import narwhals.stable.v2 as nw

from ._csv import CsvFile, checked_header, open_csv
from ._encoding import BLOCK, Found, arrow_found
from ._input import Table, one_of, require_column, text
from ._progress import Progress
from .errors import InvalidInput, MissingDependency

__all__ = ["HELD", "Extract", "extract", "read_csv"]

CSV = (".csv", ".tsv", ".tab", ".txt", ".psv")
EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PARQUET = (".parquet", ".pq")
HELD = 64 * 2**20  # a file of up to so many bytes is better held in memory than read several times
PARQUET_ENGINES = ("duckdb", "polars", "pyarrow")
BATCH = 2**17  # rows
BUFFER = 2**20  # bytes of a column of a Parquet file that are read at a time

Chunk: TypeAlias = "Table"


class _Part(Protocol):
    """One file: what its columns are, and their values a block at a time."""

    path: Path
    columns: tuple[str, ...]
    size: int

    @property
    def notes(self) -> tuple[str, ...]: ...

    def chunks(self, names: Sequence[str], progress: Progress, before: int) -> Iterator[Table]: ...

    def place(self, column: str, value: str | None) -> str | None: ...

    def load(self) -> Table: ...


class _Csv:
    def __init__(self, file: CsvFile) -> None:
        self.file, self.path, self.columns, self.size, self.notes = file, file.path, file.columns, file.size, file.notes

    def chunks(self, names: Sequence[str], progress: Progress, before: int) -> Iterator[Table]:
        cells_of = [itemgetter(self.columns.index(name)) for name in names]
        rows_read = 0
        for rows, at in self.file.blocks():
            rows_read += len(rows)
            yield Table({name: list(map(cell_of, rows)) for name, cell_of in zip(names, cells_of, strict=True)}, self.path.name)
            progress.at(before + at, f"{rows_read:,} rows of {self.path.name}")

    def place(self, column: str, value: str | None) -> str | None:
        position = self.columns.index(column)
        return next((f"{self.path.name}, line {line}" for line, row in self.file.numbered() if text(row[position]) == value), None)

    def load(self) -> Table:
        return self.file.load()


class _Sheet:
    """A sheet of a workbook. The first row that is not empty names the columns; rows that are empty throughout are left out, and noted."""

    def __init__(self, path: Path, sheet: str | None) -> None:
        from ._excel import read_sheet

        self.path = path
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise InvalidInput(f"{path}: there is no such file" if isinstance(error, FileNotFoundError) else f"{path}: {error.strerror}") from None
        name, rows = read_sheet(path, sheet)
        self.name = f"{path.name}, sheet {name!r}"
        top = next((place for place, row in enumerate(rows) if any(text(cell) is not None for cell in row)), None)
        if top is None:
            raise InvalidInput(f"{path}: the sheet {name!r} is empty; its first row must name the columns")
        width = max(place for place, cell in enumerate(rows[top]) if text(cell) is not None) + 1
        self.columns = tuple(checked_header(rows[top][:width], f"{self.name}, row {top + 1}"))
        self._cells: list[list[Any]] = [[] for _ in self.columns]
        self._lines: list[int] = []
        empty = between = 0
        for number, row in enumerate(rows[top + 1 :], start=top + 2):
            if not any(text(cell) is not None for cell in row):
                empty += 1
                continue
            between = empty  # the empty rows below the last record are the end of the sheet
            if any(text(cell) is not None for cell in row[width:]):
                raise InvalidInput(f"{self.name}, row {number}: there is a cell beyond the last named column, {self.columns[-1]!r}")
            self._lines.append(number)
            for column, cell in zip(self._cells, row, strict=False):
                column.append(cell)
        self.notes = (f"{between} empty rows of {self.name} left out",) if between else ()

    def chunks(self, names: Sequence[str], progress: Progress, before: int) -> Iterator[Table]:
        if self._lines:
            yield Table({name: self._cells[self.columns.index(name)] for name in names}, self.name)

    def place(self, column: str, value: str | None) -> str | None:
        cells = self._cells[self.columns.index(column)]
        return next((f"{self.name}, row {line}" for line, cell in zip(self._lines, cells, strict=True) if text(cell) == value), None)

    def load(self) -> Table:
        return Table(dict(zip(self.columns, self._cells, strict=True)), self.name, self._lines, "row")


# --- Parquet ----------------------------------------------------------------------------------------------------------------------------


def _installed(path: Path) -> str:
    for engine in PARQUET_ENGINES:
        if importlib.util.find_spec(engine) is not None:
            return engine
    raise MissingDependency(f"{path}: a Parquet file needs one of {', '.join(PARQUET_ENGINES)}: pip install pyarrow")


def _scan(paths: Sequence[Path], engine: str) -> nw.LazyFrame[Any] | None:
    """Return Parquet files of the same columns as one frame of an engine that reads as it goes; None where the engine cannot."""
    if engine == "duckdb":
        duckdb = importlib.import_module("duckdb")
        literal = ["".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path)) for path in paths]
        scanned: nw.LazyFrame[Any] = nw.from_native(duckdb.read_parquet(literal, hive_partitioning=False))
        return scanned
    if engine == "polars":
        polars = importlib.import_module("polars")
        scanned = nw.from_native(polars.scan_parquet(list(paths), glob=False, hive_partitioning=False))
        return scanned
    return None


class _Parquet:
    notes = ()

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = _installed(path)
        try:
            with open(path, "rb") as file:
                magic = file.read(4)
            self.size = path.stat().st_size
        except OSError as error:
            raise InvalidInput(f"{path}: there is no such file" if isinstance(error, FileNotFoundError) else f"{path}: {error.strerror}") from None
        if magic != b"PAR1":
            raise InvalidInput(f"{path}: this is not a Parquet file (it does not begin with PAR1)")
        try:
            scanned = _scan([path], self.engine)
            names = importlib.import_module("pyarrow.parquet").read_schema(path).names if scanned is None else scanned.collect_schema().names()
        except Exception as error:  # the engines' own errors have no common class
            raise InvalidInput(f"{path}: the Parquet file cannot be read: {' '.join(str(error).split())}") from error
        self.columns = tuple(checked_header(names, str(path)))

    def _batches(self, names: Sequence[str]) -> Iterator[dict[str, list[Any]]]:
        scanned = _scan([self.path], self.engine)
        if scanned is None:
            for batch in self._record_batches(names, BATCH, coded=False):
                yield {name: batch.column(name).to_pylist() for name in names}
            return
        native = scanned.select(*names).to_native()
        if self.engine == "duckdb":
            with importlib.import_module("duckdb").connect() as connection:
                cursor = connection.execute(native.sql_query())
                while rows := cursor.fetchmany(BATCH):
                    yield dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
            return
        for batch in native.collect_batches(chunk_size=BATCH, maintain_order=True):
            yield {name: batch[name].to_list() for name in names}

    def _record_batches(self, names: Sequence[str], rows: int, *, coded: bool) -> Iterator[Any]:
        """Yield record batches of Arrow's; if they are to be coded, texts that are stored as a dictionary stay one."""
        parquet = importlib.import_module("pyarrow.parquet")
        with parquet.ParquetFile(self.path, read_dictionary=list(names) if coded else None, buffer_size=BUFFER) as file:
            yield from file.iter_batches(batch_size=rows, columns=list(names))

    def _read(self, blocks: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from blocks
        except InvalidInput:
            raise
        except Exception as error:
            raise InvalidInput(f"{self.path}: the Parquet file cannot be read: {' '.join(str(error).split())}") from error

    def chunks(self, names: Sequence[str], progress: Progress, before: int) -> Iterator[Table]:
        read = 0
        for batch in self._read(self._batches(names)):
            if batch and (rows := len(next(iter(batch.values())))):
                yield Table(batch, self.path.name)
                read += rows
                progress.at(before, f"{read:,} rows of {self.path.name}")

    def blocks(self, names: Sequence[str], progress: Progress, before: int) -> Iterator[list[Found]]:
        """Yield the columns that are named, a block of rows at a time, with the distinct values of each; only for files that pyarrow reads."""
        read = 0
        for batch in self._read(self._record_batches(names, BLOCK, coded=True)):
            if batch.num_rows:
                yield [arrow_found(batch.column(name)) for name in names]
                read += batch.num_rows
                progress.at(before, f"{read:,} rows of {self.path.name}")

    def place(self, column: str, value: str | None) -> str | None:
        row = 0
        for batch in self._batches([column]):
            for cell in batch[column]:
                row += 1
                if text(cell) == value:
                    return f"{self.path.name}, row {row}"
        return None

    def load(self) -> Table:
        columns: dict[str, list[Any]] = {name: [] for name in self.columns}
        for batch in self._batches(self.columns):
            for name, values in batch.items():
                columns[name].extend(values)
        return Table(columns, self.path.name)


# --- one file, or a folder of them --------------------------------------------------------------------------------------------------------


class Extract:
    """Records in a file, or in the files of a folder, that can be counted without being held in memory.

    Made by :func:`extract`; ``eq.count`` takes it, and makes one itself of a path.

    Attributes
    ----------
    source
        What messages call it.
    columns
        The names of the columns.
    files
        The files it is made of.
    size
        Their size in bytes.
    notes
        What should be known of how they were read: an encoding that was found out, for instance.
    """

    def __init__(self, parts: Sequence[_Part], source: str) -> None:
        self._parts = tuple(parts)
        self.source = source
        self.columns = list(parts[0].columns)
        self.files = tuple(part.path for part in parts)
        self.size = sum(part.size for part in parts)
        self.notes = tuple(note for part in parts for note in part.notes)

    def __repr__(self) -> str:
        many = f"{len(self.files)} files, " if len(self.files) > 1 else ""
        return f"Extract {self.source}: {many}{self.size:,} bytes, columns {', '.join(self.columns)}"

    def chunks(self, names: Sequence[str]) -> Iterator[Table]:
        """Yield the columns that are named, a block of rows at a time, file after file; no more than a block is in memory."""
        for name in names:
            require_column(name, self.columns, self.source)
        before = 0
        with Progress(f"reading {self.source}", self.size) as progress:
            for part in self._parts:
                yield from part.chunks(names, progress, before)
                before += part.size

    def blocks(self, names: Sequence[str]) -> Iterator[list[Found]] | None:
        """Yield the columns that are named as codes, a block of rows at a time: Parquet files that pyarrow reads. None for others."""
        parts = [part for part in self._parts if isinstance(part, _Parquet) and part.engine == "pyarrow"]
        return self._blocks(parts, names) if len(parts) == len(self._parts) else None

    def _blocks(self, parts: Sequence[_Parquet], names: Sequence[str]) -> Iterator[list[Found]]:
        before = 0
        with Progress(f"reading {self.source}", self.size) as progress:
            for part in parts:
                yield from part.blocks(names, progress, before)
                before += part.size

    def frame(self) -> nw.LazyFrame[Any] | None:
        """Return an engine's own frame of the whole, where there is one that works without holding it: Parquet files of one schema."""
        engines = {part.engine for part in self._parts if isinstance(part, _Parquet)}
        if len(engines) != 1 or not all(isinstance(part, _Parquet) for part in self._parts):
            return None
        scans = [_scan([part.path], next(iter(engines))) for part in self._parts]
        schemas = [scan.collect_schema() for scan in scans if scan is not None]
        if len(schemas) != len(scans) or any(dict(schema) != dict(schemas[0]) for schema in schemas):
            return None
        return _scan(self.files, next(iter(engines)))

    def place(self, column: str, value: str | None) -> str:
        """Return where a value first occurs: "staff.csv, line 12"."""
        return next((found for part in self._parts if (found := part.place(column, value)) is not None), self.source)

    def head(self, rows: int = 1000) -> Table:
        """Return the first rows, to look at."""
        columns: dict[str, list[Any]] = {name: [] for name in self.columns}
        for chunk in self.chunks(self.columns):
            for name, values in columns.items():
                values.extend(chunk[name][: rows - len(values)])
            if len(columns[self.columns[0]]) >= rows:
                break
        return Table(columns, self.source)

    def load(self) -> Table:
        """Return all of it as columns in memory, each row with its place."""
        if len(self._parts) == 1:
            return self._parts[0].load()
        tables = [part.load() for part in self._parts]
        columns: dict[str, list[Any]] = {name: [] for name in self.columns}
        places: list[str] = []
        for table in tables:
            for name, values in columns.items():
                values.extend(table[name])
            places.extend(table.place(row) for row in range(table.height))
        return Table(columns, self.source, places)


def _part(path: Path, sheet: str | None, encoding: str | None, delimiter: str | None) -> _Part:
    ending = path.suffix.casefold()
    if ending in EXCEL:
        return _Sheet(path, sheet)
    if sheet is not None:
        raise InvalidInput(f"{path}: sheet is {sheet!r}, but this is no Excel workbook")
    if ending in PARQUET:
        return _Parquet(path)
    if ending not in CSV and ending:
        known = (*CSV, *EXCEL, *PARQUET)
        raise InvalidInput(f"{path}: files ending in {ending!r} cannot be read; {one_of(ending, known)}")
    return _Csv(open_csv(path, encoding, delimiter))


def _files_of(folder: Path) -> list[Path]:
    """Return the files of a folder and the folders in it, in the order of their names; hidden ones, and those Spark marks, left out."""
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        keyed = [name for name in folders if "=" in name]
        if keyed:
            raise InvalidInput(
                f"{folder}: the folder {keyed[0]!r} holds a column in its name; let an engine read it, for instance "
                "eq.count(duckdb.read_parquet('folder/**/*.parquet', hive_partitioning=True), ...)"
            )
        found += [Path(here) / name for name in names if not name.startswith((".", "_", "~$"))]
    readable = sorted(path for path in found if path.suffix.casefold() in (*CSV, *EXCEL, *PARQUET))
    if not readable:
        others = ", ".join(sorted(path.name for path in found)[:8]) or "nothing"
        raise InvalidInput(f"{folder}: this is a folder without a CSV, Excel or Parquet file; it holds {others}")
    return readable


def extract(
    path: str | os.PathLike[str], *, sheet: str | None = None, encoding: str | None = None, delimiter: str | None = None
) -> Extract:
    """Open a file of records, or a folder of such files, for counting.

    Parameters
    ----------
    path
        A CSV file (.csv, .tsv, .txt), an Excel workbook (.xlsx, .xlsb, .xls, .ods; needs the extra ``excel``), a Parquet file (needs DuckDB,
        polars or pyarrow), or a folder of them with the same columns.
    sheet
        The sheet of a workbook; needed when several hold data.
    encoding
        Of a CSV file. When None: what the mark at its beginning says, else UTF-8, else Windows-1252, which is noted.
    delimiter
        Of a CSV file: comma, semicolon, tab or bar. When None, the one by which the first rows agree with the header.

    Returns
    -------
    Extract

    Raises
    ------
    InvalidInput
        For a file that is not there, is no table, or whose columns are not those of the first file of the folder.

    Examples
    --------
    >>> import equitable as eq
    >>> trust = eq.extract(eq.wres.example("exemplar") / "recruitment.csv")
    >>> trust.columns
    ['applicant_id', 'year', 'ethnic_code', 'shortlisted', 'appointed']
    """
    whole = Path(path)
    if not whole.is_dir():
        return Extract([_part(whole, sheet, encoding, delimiter)], whole.name)
    parts = [_part(each, sheet if each.suffix.casefold() in EXCEL else None, encoding, delimiter) for each in _files_of(whole)]
    for part in parts[1:]:
        if set(part.columns) != set(parts[0].columns):
            here, there = sorted(set(part.columns) - set(parts[0].columns)), sorted(set(parts[0].columns) - set(part.columns))
            differs = "; ".join(f"{words} {', '.join(names)}" for words, names in (("it has also", here), ("it lacks", there)) if names)
            raise InvalidInput(f"{part.path}: its columns are not those of {parts[0].path.name}: {differs}")
    return Extract(parts, whole.name)


def read_csv(path: str | os.PathLike[str]) -> Table:
    """Read a small file into columns that know their lines; one with a header and no rows raises."""
    table = extract(path).load()
    if not table.height:
        raise InvalidInput(f"{path}: the file has a header but no rows")
    return table
