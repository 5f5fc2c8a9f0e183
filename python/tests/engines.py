"""The same columns on every engine and in every kind of file, for the tests of counting."""

from __future__ import annotations

import csv
import datetime
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

Columns = dict[str, list[Any]]
Maker = Callable[[Columns, Path], Any]


def _installed(*names: str) -> bool:
    return all(importlib.util.find_spec(name) is not None for name in names)


NEEDS = {
    "ibis": ("ibis",),
    "dask": ("dask", "distributed"),
    "dask category": ("dask", "distributed"),
    "spark": ("pyspark",),
    "excel": ("python_calamine", "xlsxwriter"),
}


# --- typed columns ------------------------------------------------------------------------------------------------------------------------


def kind_of(values: list[Any]) -> str:
    """The one type that a column needs on an engine that has types."""
    kinds = {type(value) for value in values if value is not None}
    for kind, name in ((bool, "bool"), (int, "int"), (datetime.date, "date"), (datetime.datetime, "time")):
        if kinds == {kind}:
            return name
    return "float" if kinds and kinds <= {int, float} else "text"


def typed(columns: Columns) -> Columns:
    """Columns of one type each: where there are several types, the text of each value."""
    return {
        name: [None if value is None else str(value) for value in values] if kind_of(values) == "text" else values for name, values in columns.items()
    }


def arrow(columns: Columns) -> pa.Table:
    kinds = {"bool": pa.bool_(), "int": pa.int64(), "date": pa.date32(), "time": pa.timestamp("us"), "float": pa.float64(), "text": pa.string()}
    return pa.table({name: pa.array(values, type=kinds[kind_of(values)]) for name, values in typed(columns).items()})


def _text(columns: Columns) -> list[str]:
    return [name for name, values in columns.items() if kind_of(values) == "text"]


def _pandas(columns: Columns) -> pd.DataFrame:
    return pd.DataFrame(typed(columns))


def _object(columns: Columns) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def _ibis(columns: Columns) -> Any:
    import ibis

    return ibis.memtable(arrow(columns))


def _dask(columns: Columns, kind: str | None = None) -> Any:
    import dask.dataframe

    frame = _pandas(columns)
    frame = frame.astype(dict.fromkeys(_text(columns), kind)) if kind else frame
    return dask.dataframe.from_pandas(frame, npartitions=min(3, max(1, len(frame))), sort=False)


def _spark(columns: Columns) -> Any:
    from pyspark.sql import SparkSession, types

    spark = SparkSession.getActiveSession()
    assert spark is not None
    kinds = {
        "bool": types.BooleanType, "int": types.LongType, "date": types.DateType, "time": types.TimestampNTZType, "float": types.DoubleType,
        "text": types.StringType,
    }  # fmt: skip
    schema = types.StructType([types.StructField(name, kinds[kind_of(values)]()) for name, values in columns.items()])
    return spark.createDataFrame(arrow(columns), schema=schema).repartition(3)


# --- files --------------------------------------------------------------------------------------------------------------------------------


def write_csv(path: Path, columns: Columns, *, encoding: str = "utf-8", **dialect: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, **dialect)
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            # a lone empty cell would be an empty line, which is no row
            writer.writerow(["" if value is None else value for value in row] if len(row) > 1 or row[0] is not None else [" "])
    return path


def halves(columns: Columns) -> tuple[Columns, Columns]:
    middle = len(next(iter(columns.values()))) // 2
    return {name: values[:middle] for name, values in columns.items()}, {name: values[middle:] for name, values in columns.items()}


def _folder(columns: Columns, folder: Path) -> Path:
    for place, part in enumerate(halves(columns)):
        write_csv(folder / "a folder" / f"part {place}.csv", part, delimiter=";" if place else ",")
    return folder / "a folder"


def write_parquet(path: Path, columns: Columns) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(arrow(columns), path, row_group_size=max(1, len(next(iter(columns.values()))) // 3))
    return path


def _parquet_folder(columns: Columns, folder: Path) -> Path:
    table = arrow(columns)
    (folder / "parts").mkdir(parents=True)
    for place, (first, length) in enumerate(((0, len(table) // 2), (len(table) // 2, len(table)))):
        pyarrow.parquet.write_table(table.slice(first, length), folder / "parts" / f"part-{place}.parquet")
    (folder / "parts" / "_SUCCESS").touch()
    return folder / "parts"


def write_excel(path: Path, columns: Columns) -> Path:
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False, "constant_memory": True}) as book:
        sheet = book.add_worksheet("Staff")
        for number, row in enumerate([list(columns), *zip(*columns.values(), strict=True)]):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(number, place, value)
    return path


# --- all of them --------------------------------------------------------------------------------------------------------------------------

ENGINES: dict[str, Maker] = {
    "columns": lambda columns, folder: columns,
    "pandas": lambda columns, folder: _pandas(columns),
    "pandas object": lambda columns, folder: _object(columns),
    "pandas string": lambda columns, folder: _pandas(columns).astype(dict.fromkeys(_text(columns), "string")),
    "pandas category": lambda columns, folder: _pandas(columns).astype(dict.fromkeys(_text(columns), "category")),
    "pandas nullable": lambda columns, folder: _pandas(columns).convert_dtypes(),
    "pandas arrow": lambda columns, folder: arrow(columns).to_pandas(types_mapper=pd.ArrowDtype),
    "polars": lambda columns, folder: pl.from_arrow(arrow(columns)),
    "polars lazy": lambda columns, folder: pl.DataFrame(arrow(columns)).lazy(),
    "polars categorical": lambda columns, folder: pl.DataFrame(arrow(columns)).with_columns(pl.col(_text(columns)).cast(pl.Categorical)),
    "pyarrow": lambda columns, folder: arrow(columns),
    "pyarrow dictionary": lambda columns, folder: pa.table(
        {name: column.dictionary_encode() if pa.types.is_string(column.type) else column for name, column in zip(columns, arrow(columns).columns, strict=True)}
    ),
    "duckdb": lambda columns, folder: duckdb.from_arrow(arrow(columns)),
    "ibis": lambda columns, folder: _ibis(columns),
    "dask": lambda columns, folder: _dask(columns),
    "dask category": lambda columns, folder: _dask(columns, "category"),
    "spark": lambda columns, folder: _spark(columns),
    "csv": lambda columns, folder: write_csv(folder / "records of staff.csv", columns),
    "csv of Excel": lambda columns, folder: write_csv(folder / "excel.csv", columns, encoding="utf-16", delimiter="\t"),
    "parquet": lambda columns, folder: write_parquet(folder / "records [1].parquet", columns),
    "excel": lambda columns, folder: write_excel(folder / "records.xlsx", columns),
    "folder": _folder,
    "parquet folder": _parquet_folder,
}
TYPELESS = ("columns", "pandas object", "excel")  # a column may hold 8, 8.0 and "8a" beside each other


def engines(only: Iterable[str] = ()) -> list[Any]:
    """The names of the engines as parameters; those that are not installed are skipped."""
    marks = {name: [] if _installed(*NEEDS.get(name, ())) else [pytest.mark.skip(reason=f"needs {', '.join(NEEDS[name])}")] for name in ENGINES}
    return [pytest.param(name, marks=marks[name]) for name in only or ENGINES]


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A Spark of this machine's own; nothing of it is reachable from outside."""
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        if os.environ.get("CI"):
            pytest.fail("Spark needs a Java, which scripts/test installs")
        pytest.skip("there is no Java here, which Spark runs on")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.adaptive.enabled", "false")  # small questions: compiling each of them would take longer than answering
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.log.level", "ERROR")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    yield session
    session.stop()
