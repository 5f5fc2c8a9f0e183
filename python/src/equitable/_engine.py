"""What is asked of an engine, and of a file: how many rows have each combination of values.

The engine groups and counts; columns that are in memory are counted by the compiled tabulation where that is the faster way. What comes back is compared
with the number of rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, TypeAlias

import narwhals.stable.v2 as nw
import numpy as np

from ._cells import Cells, Coded, Key, coded, named
from ._encoding import Found, encoder, listed
from ._files import Extract
from ._input import MAX_COUNT, Table, count_and_status, text
from ._sources import (
    LIMIT, Column, Columns, Source, Values, chunks_of, flags_of, labels_of, limited, name_of, place_of, plain_column, reading, require,
    require_few, rows_of, scalar, whole_numbers,
)  # fmt: skip
from .errors import InvalidInput

__all__ = ["grouped", "repeated", "tabulate", "tabulate_cells"]


def tabulate(frame: Source, columns: Sequence[Column], *, source: str, weights: str | None = None) -> Counter[Key]:
    """Return how many rows have each combination of values (or what their weights add up to), one by one: see :func:`tabulate_cells`."""
    return tabulate_cells(frame, columns, source=source, weights=weights).counter()


def tabulate_cells(frame: Source, columns: Sequence[Column], *, source: str, weights: str | None = None) -> Cells:
    """Return how many rows have each combination of values (or what their weights add up to); values are text, empty cells None.

    The sum equals the number of rows (or the sum of the weights), which is asked for separately, or this raises.
    """
    require(frame, [*columns, *([weights] if weights is not None else [])], source)
    if isinstance(frame, (Table, Extract)):
        quick = None if weights is not None or not columns else _in_blocks(frame, columns, source)
        cells, expected = quick or _tabulate_chunks(frame, columns, weights, source)
    else:
        cells, expected = reading(_tabulate_frame, source, frame, columns, weights, source)
    if cells.total != expected:
        raise InvalidInput(f"{source}: the cells add up to {cells.total}, but there are {expected} rows")
    return cells


def _countable(added: int, weights: str | None, source: str) -> int:
    """Return what weights add up to, which must be a number that can be told from its neighbours everywhere."""
    if added > MAX_COUNT:
        raise InvalidInput(f"{source}: the weights in {weights!r} add up to {added}, but must add up to {MAX_COUNT} at most")
    return added


def _tabulate_chunks(frame: Columns, columns: Sequence[Column], weights: str | None, source: str) -> tuple[Cells, int]:
    names = list(dict.fromkeys([*map(name_of, columns), *([weights] if weights is not None else [])]))
    found: Counter[Key] = Counter()
    expected = 0
    if not names and isinstance(frame, Extract):
        names = frame.columns[:1]
    for chunk in chunks_of(frame, names):
        keys: Iterable[Key] = zip(*(labels_of(chunk[name_of(column)], column) for column in columns), strict=True) if columns else repeat((), chunk.height)
        if weights is None:
            expected += chunk.height
            found.update(keys)
        else:
            numbers = _weights_of(frame, chunk[weights], weights, source)
            expected = _countable(expected + sum(numbers), weights, source)
            for key, number in zip(keys, numbers, strict=True):
                found[key] += number
        require_few(len(found), columns, source)
    return Cells.from_keys(found, len(columns)), expected


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


def _tabulate_frame(frame: Any, columns: Sequence[Column], weights: str | None, source: str) -> tuple[Cells, int]:
    if weights is None and isinstance(frame, nw.DataFrame):
        quick = _in_memory(frame.to_native(), columns, source)
        if quick is not None:
            return quick, scalar(frame.select(nw.len()))
    if weights is None:
        expected = scalar(frame.select(nw.len()))
    else:
        values, numbers = map(listed, limited(_distinct(frame, weights), [weights], source))
        expected = _countable(sum(_weight(frame, value, weights, source) * int(n) for value, n in zip(values, numbers, strict=True)), weights, source)
    if not columns:
        return Cells((), np.array([expected] if expected or weights is not None else [], np.int64)), expected
    counted, read, as_key = grouped(frame, columns, weights, source)
    found = limited(counted, columns, source)
    counts = whole_numbers(found[-1])
    if as_key:
        weight = {value: _weight(frame, value, str(weights), source) for value in dict.fromkeys(found[-2])}
        counts = counts * np.fromiter(map(weight.__getitem__, found[-2]), np.int64, len(counts))
    return Cells.of(read(found), counts), expected


def _in_memory(frame: Any, columns: Sequence[Column], source: str) -> Cells | None:
    """Return what the compiled tabulation counts, where it is the faster way; None where the engine should group."""
    names = [column for column in columns if isinstance(column, str)]
    if len(names) != len(columns) or len(set(names)) != len(names):
        return None
    from ._tabulation import from_frame

    found = from_frame(frame, names)
    if found is not None:
        require_few(len(found), columns, source)
    return found


def _in_blocks(frame: Columns, columns: Sequence[Column], source: str) -> tuple[Cells, int] | None:
    """Return what the compiled tabulation counts of columns that are not lists, and how many rows there are; None where there are none such."""
    if isinstance(frame, Table):
        if any(encoder(frame[name_of(column)]) is None for column in columns):
            return None
        found = _in_memory(frame, columns, source)
        return None if found is None else (found, frame.height)
    names = list(dict.fromkeys(map(name_of, columns)))
    blocks = frame.blocks(names) if len(names) == len(columns) else None
    if blocks is None:
        return None
    from ._tabulation import from_blocks

    rows = 0

    def counting() -> Iterator[list[Found]]:
        nonlocal rows
        for block in blocks:
            rows += len(block[0].codes)
            yield block

    cells = from_blocks(counting(), [text if isinstance(column, str) else column for column in columns], LIMIT)
    require_few(LIMIT + 1 if cells is None else len(cells), columns, source)
    return None if cells is None else (cells, rows)


def _distinct(frame: Any, name: str) -> Any:
    return frame.select(value=plain_column(frame, name)).group_by("value", drop_null_keys=False).agg(nw.len().alias("rows"))


Reader: TypeAlias = Callable[[Sequence[Values]], list[Coded]]


def _meant(flags: Sequence[Values], meanings: Sequence[str], rows: int) -> Coded:
    """Return what each row means, of which an engine has said in a column for each meaning whether it is that."""
    codes = np.zeros(rows, np.intp)
    for place in reversed(range(len(meanings))):
        flag = coded(flags[place])
        codes[np.array([label in ("True", "true", "1") for label in flag.labels], np.bool_)[flag.codes]] = place + 1
    return named([None, *meanings], codes)


def _keys(frame: Any, columns: Sequence[Column], source: str) -> tuple[dict[str, Any], Reader]:
    """Return the expressions that are grouped by, and the function from their columns to labels. A column may be called "rows"."""
    keys: dict[str, Any] = {}
    readers: list[Callable[[Sequence[Values]], Coded]] = []
    for column in columns:
        start = len(keys)
        if isinstance(column, str):
            keys[f"key_{start}"] = plain_column(frame, column)
            readers.append(lambda found, at=start: coded(found[at]))  # type: ignore[misc]
            continue
        flags = flags_of(frame, column, source)
        keys.update({f"key_{start + place}": flag for place, flag in enumerate(flags.values())})

        def meant(found: Sequence[Values], start: int = start, meanings: tuple[str, ...] = tuple(flags)) -> Coded:
            return _meant(found[start : start + len(meanings)], meanings, len(found[-1]))

        readers.append(meant)
    return keys, lambda found: [reader(found) for reader in readers]


def grouped(
    frame: Any, columns: Sequence[Column], weights: str | None, source: str
) -> tuple[Any, Reader, bool]:
    """Return the grouped frame, how its columns are read, and whether the weight is one of its keys."""
    keys, read = _keys(frame, columns, source)
    if not keys:  # a recoded column without a value
        keys = {"key_0": nw.lit(0)}
    if weights is None:
        return frame.select(**keys).group_by(*keys, drop_null_keys=False).agg(nw.len().alias("rows")), read, False
    if frame.collect_schema()[weights].is_integer():
        added = frame.select(**keys, weight=nw.col(weights).cast(nw.Int64))
        return added.group_by(*keys, drop_null_keys=False).agg(nw.col("weight").sum().alias("rows")), read, False
    keys["weight"] = plain_column(frame, weights)
    return frame.select(**keys).group_by(*keys, drop_null_keys=False).agg(nw.len().alias("rows")), read, True


def repeated(frame: Source, column: str, *, source: str) -> dict[int, int]:
    """Return how many values of a column stand in one row, in two, and so on: {1: 5000, 2: 3}. Any number of values may be distinct."""
    require(frame, [column], source)
    if isinstance(frame, (Table, Extract)):
        found = Counter(label for chunk in chunks_of(frame, [column]) for label in map(text, chunk[column]))
        return dict(Counter(found.values()))

    def ask() -> dict[int, int]:
        groups = frame.select(value=plain_column(frame, column)).group_by("value", drop_null_keys=False).agg(nw.len().alias("rows"))
        return {int(rows): int(n) for rows, n in rows_of(groups.group_by("rows").agg(nw.len().alias("values")))}

    found_so: dict[int, int] = reading(ask, source)
    return found_so
