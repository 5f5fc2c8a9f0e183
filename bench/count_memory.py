#!/usr/bin/env python3
"""Records to counts: time a row and peak memory of `eq.count` on columns in memory and on Parquet files, beside each engine's own grouping.

    python bench/count_memory.py --alone                  # 10^8 rows, `eq.count` alone: 4 GB of memory, 1 GB of disk, some minutes
    python bench/count_memory.py --rows 1e6 1e7           # how it grows, beside the engines
    python bench/count_memory.py                          # 10^8 rows beside the engines, some of which need 15 GB
    python bench/count_memory.py --kinds parquet-pyarrow  # one of them

The table has the national shape: 220 organisations x 5 years x 18 groups x 20 bands x 2 outcomes. *codes* are bytes (or categories, where the package
has them), *texts* have the organisation and the group as text and the rest as bytes. Every figure comes from a process of its own with one thread:
processor time, the least of several, and what the peak of memory grew by over the columns (of a file: over the packages) in the first run. What
comes back is compared with the engine's own counts, group for group; the program ends with 1 when they differ.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tabulate_memory import LENGTHS, NAMES, ONE_THREAD, PIECE, columns, peak

LABELS = {"organisation": [f"R{number:03d}" for number in range(220)], "ethnicity": [*"ABCDEFGHJKLMNPRSZ", "99"]}
TEXTS = tuple(LABELS)
KEYS = list(NAMES[:-1])
PARQUET = ("duckdb", "polars", "pyarrow")
Grouped = Callable[[], tuple[dict[str, Any], Any]]  # the engine's own counts: columns of keys, and how many


class Job(NamedTuple):
    data: Any
    own: Grouped | None
    rows: int


# --- columns in memory ------------------------------------------------------------------------------------------------------------------


def pieces(codes: Any) -> Iterator[Any]:
    for first in range(0, len(codes), PIECE):
        yield codes[first : first + PIECE]


def numpy_codes(data: dict[str, Any]) -> Job:
    def own() -> tuple[dict[str, Any], Any]:
        place = data[NAMES[0]].astype(np.uint32)
        for name, length in zip(NAMES[1:], LENGTHS[1:], strict=True):
            place *= np.uint32(length)
            place += data[name]
        counts = np.bincount(place, minlength=int(np.prod(LENGTHS)))
        found = np.flatnonzero(counts)
        return dict(zip(NAMES, np.unravel_index(found, LENGTHS), strict=True)), counts[found]

    return Job(data, own, len(data["year"]))


def numpy_texts(data: dict[str, Any]) -> Job:
    for name in TEXTS:
        labels = np.array(LABELS[name])
        texts = np.empty(len(data[name]), labels.dtype)
        for first, piece in zip(range(0, len(texts), PIECE), pieces(data[name]), strict=True):
            texts[first : first + PIECE] = labels[piece]
        data[name] = texts
    return Job(data, None, len(data["year"]))


def pandas_frame(data: dict[str, Any], *, texts: bool) -> Job:
    import pandas as pd

    for name, labels in LABELS.items():
        if texts:
            objects = np.array(labels, object)
            data[name] = objects[data[name]]  # the texts themselves are there once
        else:
            narrow = np.int8 if len(labels) < 128 else np.int16
            data[name] = pd.Categorical.from_codes(data[name].astype(narrow), labels)
    frame = pd.DataFrame({name: pd.Series(column, dtype=object if texts and name in TEXTS else None, copy=False) for name, column in data.items()}, copy=False)

    def own() -> tuple[dict[str, Any], Any]:
        found = frame.groupby(list(NAMES), sort=False, observed=True).size()
        return {name: found.index.get_level_values(name) for name in NAMES}, found.to_numpy()

    return Job(frame, own, len(frame))


def arrow_table(data: dict[str, Any], *, texts: bool) -> Any:
    import pyarrow as pa

    made: dict[str, Any] = {}
    for name in NAMES:
        codes = data.pop(name)
        if name not in LABELS:
            made[name] = pa.array(codes)
            continue
        labels = pa.array(LABELS[name])
        coded = (pa.DictionaryArray.from_arrays(pa.array(piece), labels) for piece in pieces(codes))
        made[name] = pa.chunked_array([piece.cast(pa.string()) if texts else piece for piece in coded])
    return pa.table(made)


def arrow_job(data: dict[str, Any], *, texts: bool) -> Job:
    table = arrow_table(data, texts=texts)

    def own() -> tuple[dict[str, Any], Any]:
        found = table.group_by(list(NAMES), use_threads=False).aggregate([([], "count_all")])
        return {name: found[name].to_pylist() for name in NAMES}, found["count_all"].to_numpy()

    return Job(table, own, table.num_rows)


def polars_frame(data: dict[str, Any], *, texts: bool) -> Job:
    import polars as pl

    made = {}
    for name in NAMES:
        codes = data.pop(name)
        if name in LABELS:
            labels = pl.Series(LABELS[name], dtype=pl.String if texts else pl.Enum(LABELS[name]))
            made[name] = pl.concat([labels.gather(pl.Series(piece)) for piece in pieces(codes)], rechunk=False)
        else:
            made[name] = pl.Series(codes)
    frame = pl.DataFrame(made)

    def own() -> tuple[dict[str, Any], Any]:
        found = frame.group_by(*NAMES).len()
        return {name: found[name].to_list() for name in NAMES}, found["len"].to_numpy()

    return Job(frame, own, frame.height)


# --- Parquet ----------------------------------------------------------------------------------------------------------------------------


def write_parquet(path: Path, rows: int) -> None:
    """Write the records in row groups of a million, made as they are written."""
    import pyarrow.parquet as pq

    writer = None
    done = 0
    while done < rows:
        some = min(rows - done, 2**20)
        table = arrow_table(columns(some, "random", seed=done), texts=True)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=some)
        done += some
    if writer is not None:
        writer.close()


def parquet_job(path: Path, engine: str, rows: int) -> Job:
    from equitable import _files

    _files.PARQUET_ENGINES = (engine,)

    def by_duckdb() -> tuple[dict[str, Any], Any]:
        import duckdb

        relation = duckdb.read_parquet(str(path))
        found = relation.aggregate(f"{', '.join(NAMES)}, count(*) as n", ", ".join(NAMES)).fetchnumpy()
        return {name: found[name].tolist() for name in NAMES}, found["n"]

    def by_polars() -> tuple[dict[str, Any], Any]:
        import polars as pl

        found = pl.scan_parquet(path).group_by(*NAMES).len().collect(engine="streaming")
        return {name: found[name].to_list() for name in NAMES}, found["len"].to_numpy()

    def by_pyarrow() -> tuple[dict[str, Any], Any]:
        import pyarrow.acero as acero
        import pyarrow.dataset as dataset

        scan = acero.Declaration("scan", acero.ScanNodeOptions(dataset.dataset(path), columns=list(NAMES)))
        options = acero.AggregateNodeOptions([([], "hash_count_all", None, "n")], keys=list(NAMES))
        found = acero.Declaration.from_sequence([scan, acero.Declaration("aggregate", options)]).to_table(use_threads=False)
        return {name: found[name].to_pylist() for name in NAMES}, found["n"].to_numpy()

    return Job(path, {"duckdb": by_duckdb, "polars": by_polars, "pyarrow": by_pyarrow}[engine], rows)


KINDS: dict[str, Callable[[dict[str, Any]], Job]] = {
    "numpy-codes": numpy_codes,
    "numpy-texts": numpy_texts,
    "pandas-codes": lambda data: pandas_frame(data, texts=False),
    "pandas-texts": lambda data: pandas_frame(data, texts=True),
    "pyarrow-codes": lambda data: arrow_job(data, texts=False),
    "pyarrow-texts": lambda data: arrow_job(data, texts=True),
    "polars-codes": lambda data: polars_frame(data, texts=False),
    "polars-texts": lambda data: polars_frame(data, texts=True),
}


# --- measuring --------------------------------------------------------------------------------------------------------------------------


def same(table: Any, keys: dict[str, Any], counts: Any) -> bool:
    """Return whether a table of counts says what an engine counted itself."""
    expected: dict[tuple[str, ...], list[int]] = {}
    for *key, outcome, n in zip(*(keys[name] for name in NAMES), counts, strict=True):
        cell = expected.setdefault(tuple(value if isinstance(value, str) else str(int(value)) for value in key), [0, 0])
        cell[0] += int(n) if int(outcome) else 0
        cell[1] += int(n)
    return {row.labels: [row.events, row.total] for row in table.rows} == expected


def job(kind: str, rows: int, path: str) -> Job:
    _, _, engine = kind.partition("parquet-")
    return parquet_job(Path(path), engine, rows) if engine else KINDS[kind](columns(rows, "random"))


def grown(work: Callable[[], Any]) -> tuple[int, float, Any]:
    """Return what the peak of memory grows by, the processor time, and what the work has found."""
    before = peak(forget=True)
    began = time.process_time()
    found = work()
    return peak() - before, time.process_time() - began, found


def measure(kind: str, rows: int, path: str, small: str, *, alone: bool) -> dict[str, Any]:
    import equitable as eq

    if "pyarrow" in kind:
        import pyarrow as pa

        pa.set_cpu_count(1)
    if "duckdb" in kind:
        import duckdb

        duckdb.execute("set threads = 1")

    def count(asked: Job) -> Any:
        return eq.count(asked.data, by=KEYS, outcome="outcome")

    few = job(kind, 1000, small)
    count(few)  # what the packages themselves load is not counted
    if few.own is not None:
        few.own()
    asked = job(kind, rows, path)
    memory, seconds, table = grown(lambda: count(asked))
    figure: dict[str, Any] = {"bytes": memory, "same": table.rows_read == rows == sum(row.total for row in table.rows)}
    if asked.own is not None and not alone:
        figure["own bytes"], figure["own seconds"], own = grown(asked.own)
        figure["same"] &= same(table, *own)
    figure["seconds"] = min(seconds, grown(lambda: count(asked))[1])
    return figure


def told(rows: int, kind: str, figure: dict[str, Any]) -> str:
    nanoseconds = figure["seconds"] / rows * 1e9
    own = figure.get("own seconds")
    beside = ("", "") if own is None else (f"{own / rows * 1e9:.1f}", f"{figure['own bytes'] / 1e6:,.0f}")
    answer = "the same counts" if figure["same"] else "COUNTS DIFFER"
    return f"| {rows:,} | {kind} | {nanoseconds:.1f} | {beside[0]} | {figure['bytes'] / 1e6:,.0f} | {beside[1]} | {answer} |"


def main() -> int:
    every = [*KINDS, *(f"parquet-{engine}" for engine in PARQUET)]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=float, nargs="+", default=[1e8])
    parser.add_argument("--kinds", nargs="+", choices=every, default=every)
    parser.add_argument("--alone", action="store_true", help="leave out the engines' own grouping, which some need much memory for")
    parser.add_argument("--folder", type=Path, help="where the Parquet files are written and deleted; the system's own place if not told")
    parser.add_argument("--one", nargs=4, metavar=("KIND", "ROWS", "PATH", "SMALL"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        kind, rows, path, small = options.one
        print(json.dumps(measure(kind, int(rows), path, small, alone=options.alone)))
        return 0
    print("| rows | kind | ns a row | its own grouping | MB beyond the columns | its own grouping | |\n|---|---|---|---|---|---|---|")
    differ = False
    for rows in map(int, options.rows):
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            path, small = Path(folder) / "records.parquet", Path(folder) / "few.parquet"
            if any(kind.startswith("parquet") for kind in options.kinds):
                write_parquet(path, rows)
                write_parquet(small, 1000)
            for kind in options.kinds:
                command = [sys.executable, __file__, "--one", kind, str(rows), str(path), str(small), *(["--alone"] if options.alone else [])]
                done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD}, check=False)
                if done.returncode != 0:
                    reason = done.stderr.strip().splitlines()[-1:] or [f"signal {-done.returncode}"]
                    print(f"| {rows:,} | {kind} | did not finish: {reason[0]} | | | | |", flush=True)
                    differ = True
                    continue
                figure = json.loads(done.stdout)
                differ |= not figure["same"]
                print(told(rows, kind, figure), flush=True)
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
