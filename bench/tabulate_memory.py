#!/usr/bin/env python3
"""Rows to counts: time a row and peak memory of `eq.tabulate` beside numpy, pandas, polars and DuckDB, and how both grow with the rows.

    python bench/tabulate_memory.py                       # 10^6, 10^7 and 10^8 rows; the largest takes minutes and 8 GB
    python bench/tabulate_memory.py --rows 1e6 1e7        # less

The table has the national shape: 220 organisations x 5 years x 18 groups x 20 bands x 2 outcomes, 792,000 counts; the columns are bytes. Every
figure comes from a process of its own with one thread: processor time, the least of three, and what the peak of its memory grew by over the columns
(for pandas, polars and DuckDB: over the frame). The counts are compared by two sums over all cells; the program ends with 1 when they differ.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

LENGTHS = (220, 5, 18, 20, 2)
NAMES = ("organisation", "year", "ethnicity", "band", "outcome")
PIECE = 100_000
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")}


def columns(rows: int, order: str, seed: int = 1) -> dict[str, Any]:
    """Return the columns, made piece by piece so that making them takes no memory worth speaking of."""
    made = {name: np.empty(rows, np.uint8) for name in NAMES}
    random = np.random.default_rng(seed)
    cells = int(np.prod(LENGTHS))
    for first in range(0, rows, PIECE):
        last = min(rows, first + PIECE)
        place = random.integers(0, cells, last - first) if order == "random" else np.arange(first, last) * cells // rows
        for name, length in zip(NAMES[::-1], LENGTHS[::-1], strict=True):
            place, code = np.divmod(place, length)
            made[name][first:last] = code
    return made


def sums(place: Any, count: Any) -> list[int]:
    """Return two sums that counts in other cells would change."""
    place, count = np.asarray(place, dtype=np.int64), np.asarray(count, dtype=np.int64)
    return [int((place * count).sum()), int((count * count).sum())]


def place_of(keys: Any) -> Any:
    return np.ravel_multi_index([np.asarray(key, dtype=np.int64) for key in keys], LENGTHS)


def with_equitable(data: dict[str, Any]) -> Callable[[], Any]:
    import equitable as eq

    keys = [data[name] for name in NAMES[:-1]]
    return lambda: eq.tabulate(keys, LENGTHS[:-1], outcome=data["outcome"])


def sums_of_equitable(table: Any) -> list[int]:
    place = np.arange(table.total.size) * 2
    return [int(one + other) for one, other in zip(
        sums(place, (table.total - table.events).ravel()), sums(place + 1, table.events.ravel()), strict=True)]  # fmt: skip


def with_numpy_as_documented(data: dict[str, Any]) -> Callable[[], Any]:
    return lambda: np.bincount(np.ravel_multi_index([data[name] for name in NAMES], LENGTHS), minlength=int(np.prod(LENGTHS)))


def with_numpy(data: dict[str, Any]) -> Callable[[], Any]:
    def count() -> Any:
        place = data["organisation"].astype(np.uint32)
        for name, length in zip(NAMES[1:], LENGTHS[1:], strict=True):
            place *= np.uint32(length)
            place += data[name]
        return np.bincount(place, minlength=int(np.prod(LENGTHS)))

    return count


def with_pandas(data: dict[str, Any]) -> Callable[[], Any]:
    import pandas as pd

    frame = pd.DataFrame(data, copy=False)
    return lambda: frame.groupby(list(NAMES), sort=False, observed=True).size()


def with_polars(data: dict[str, Any]) -> Callable[[], Any]:
    import polars as pl

    frame = pl.DataFrame(data)
    return lambda: frame.group_by(*NAMES).len()


def with_duckdb(data: dict[str, Any]) -> Callable[[], Any]:
    import duckdb
    import pyarrow as pa

    table = pa.table(data)
    connection = duckdb.connect(config={"threads": 1})
    connection.register("records", table)
    return lambda: connection.execute(f"select {', '.join(NAMES)}, count(*) as n from records group by all").fetchnumpy()


ENGINES: dict[str, tuple[Callable[[dict[str, Any]], Callable[[], Any]], Callable[[Any], list[int]]]] = {
    "equitable": (with_equitable, sums_of_equitable),
    "numpy": (with_numpy_as_documented, lambda counts: sums(np.arange(counts.size), counts)),
    "numpy by hand": (with_numpy, lambda counts: sums(np.arange(counts.size), counts)),
    "pandas": (with_pandas, lambda found: sums(place_of([found.index.get_level_values(name) for name in NAMES]), found.to_numpy())),
    "polars": (with_polars, lambda found: sums(place_of([found[name] for name in NAMES]), found["len"])),
    "duckdb": (with_duckdb, lambda found: sums(place_of([found[name] for name in NAMES]), found["n"])),
}


def peak(*, forget: bool = False) -> int:
    """Return the peak of this process' memory in bytes; ``forget`` lets Linux begin a new one."""
    try:
        if forget:
            with open("/proc/self/clear_refs", "w", encoding="ascii") as control:
                control.write("5")
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(engine: str, rows: int, order: str) -> dict[str, Any]:
    prepare, checked = ENGINES[engine]
    prepare(columns(1000, order))()  # what the package itself loads is not counted
    work = prepare(columns(rows, order))
    before = peak(forget=True)
    times = []
    for attempt in range(3):
        began = time.process_time()
        found = work()
        times.append(time.process_time() - began)
        if attempt == 0:
            grown = peak() - before
    return {"nanoseconds": min(times) / rows * 1e9, "bytes": grown, "sums": checked(found)}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=float, nargs="+", default=[1e6, 1e7, 1e8])
    parser.add_argument("--engines", nargs="+", choices=sorted(ENGINES), default=list(ENGINES))
    parser.add_argument("--one", nargs=3, metavar=("ENGINE", "ROWS", "ORDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one[0], int(options.one[1]), options.one[2])))
        return 0
    print("| rows | order | engine | ns a row | times equitable's | MB beyond the columns |\n|---|---|---|---|---|---|")
    differ = False
    for rows in map(int, options.rows):
        for order in ("random", "sorted"):
            first: dict[str, Any] | None = None
            for engine in options.engines:
                command = [sys.executable, __file__, "--one", engine, str(rows), order]
                done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD}, check=False)
                if done.returncode != 0:
                    reason = done.stderr.strip().splitlines()[-1:] or [f"signal {-done.returncode}"]
                    print(f"| {rows:,} | {order} | {engine} | did not finish: {reason[0]} | | |", flush=True)
                    continue
                figure = json.loads(done.stdout)
                first = first or figure
                agree = figure["sums"] == first["sums"]
                differ |= not agree
                print(f"| {rows:,} | {order} | {engine} | {figure['nanoseconds']:.2f} | {figure['nanoseconds'] / first['nanoseconds']:.1f}"
                      f"{'' if agree else ', COUNTS DIFFER'} | {figure['bytes'] / 1e6:.1f} |", flush=True)  # fmt: skip
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
