"""What counting would ask of an engine, in words and in the engine's own query."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from ._engine import grouped
from ._files import Extract
from ._input import Table
from ._sources import LIMIT, Column, Recode, Source, name_of, plain_column, require

__all__ = ["plan"]


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
    require(frame, [*columns, *outcomes, *filters, *(name for name in (weights, unit) if name is not None)], source)
    names = list(dict.fromkeys([*map(name_of, columns), *map(name_of, outcomes), *map(name_of, filters)]))
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
        found = frame.select(value=plain_column(frame, each.name, each.days)).group_by("value", drop_null_keys=False).agg(nw.len().alias("rows"))
        steps.append(_step(f"ask {engine} for the distinct values of {each.name!r}; what each of them means is decided here", found))
    if unit is not None:
        left = f"the rows in which {_list(repr(each.name) for each in filters)} is_in the values that pass: " if filters else ""
        said = f", whether {_list(repr(each.name) for each in outcomes)} is_in the values of the event" if outcomes else ""
        steps.append(
            f"{left}unique rows of {_list([*map(name_of, columns), unit])}{said}; group_by {_list([*map(name_of, columns), unit])} and sum; group_by these sums "
            f"and {_list(map(name_of, columns))}, and count the persons"
        )
        return steps
    if weights is not None:
        steps.append(f"ask {engine} for the distinct weights, which must be whole numbers")
    plain = [each if isinstance(each, str) else each.name for each in columns]
    counted = "len" if weights is None else f"sum of {weights!r}"
    words = f"ask {engine} for {counted} by {_list(plain)}" + (" (recoded columns by is_in)" if recoded else "") + f", {LIMIT:,} combinations at most"
    steps.append(words if recoded or not columns else _step(words, grouped(frame, columns, weights, source)[0]))
    return steps
