"""Rows that are in memory already, counted by the compiled part of the package.

Columns of codes are read where they lie, as NumPy arrays or through Arrow's C interface, and counted in one pass: :func:`tabulate` for those who have
codes, :func:`from_frame` for frames whose columns have them or get them cheaply.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._input import one_of, text
from .errors import InvalidInput

__all__ = ["Tabulation", "from_frame", "tabulate"]

Key = tuple[str | None, ...]
MISSING = ("raise", "group")
NOT_ASKED_FOR = "missing codes were not asked for"  # how the compiled part ends a message about a code of -1 or a null
MOST_CELLS = 2**24  # of a frame's table: 128 MB of counts
FEW_CELLS = 2**16  # worth it however few the rows
WIDEST = 2**16  # the range of whole numbers that are taken for codes
HASHED = ("str", "boolean", "Int", "UInt", "Float", "datetime64")  # types of pandas whose values are looked up one by one


# --- columns ----------------------------------------------------------------------------------------------------------------------------


def _codes(column: Any, name: str) -> _core.Codes:
    """Return a column as the compiled part reads it; nothing is copied unless a NumPy array has gaps."""
    if type(column).__module__.startswith("polars."):
        column = column.to_physical()
    elif getattr(getattr(column, "dtype", None), "name", None) == "category":  # of pandas
        column = getattr(column, "array", column).codes
    if hasattr(column, "__arrow_c_stream__") and not hasattr(column, "__array_interface__") and not hasattr(column, "iloc"):
        return _core.Codes.from_arrow_stream(column.__arrow_c_stream__())
    if hasattr(column, "__arrow_c_array__"):
        return _core.Codes.from_arrow_arrays([column.__arrow_c_array__()])
    if hasattr(column, "chunks"):
        return _core.Codes.from_arrow_arrays([chunk.__arrow_c_array__() for chunk in column.chunks])
    array = np.asarray(column)
    if array.size == 0 and array.dtype.kind == "f":  # an empty list
        array = array.astype(np.int8)
    if array.ndim != 1 or array.dtype.kind not in "iub":
        shape = "" if array.ndim == 1 else f" with {array.ndim} dimensions"
        raise InvalidInput(f"tabulate: {name} is an array of {array.dtype}{shape}, but must be one column of whole numbers (or bool)")
    return _core.Codes(np.require(array, array.dtype.newbyteorder("="), ["C", "A"]))


@dataclass(frozen=True, eq=False)
class Tabulation:
    """Counts in the cells of a table, one axis for each key.

    Attributes
    ----------
    total
        Rows (or the sum of their weights) in each cell whose outcome is known; all rows when there is no outcome.
    events
        Those among them whose outcome is 1; None without an outcome.
    missing
        Rows whose outcome is missing, which are not in ``total``; None without an outcome.
    """

    total: NDArray[np.int64]
    events: NDArray[np.int64] | None
    missing: NDArray[np.int64] | None

    def __repr__(self) -> str:
        shape = " x ".join(map(str, self.total.shape)) or "1"
        counted = f"{int(self.total.sum())} rows in {shape} cells"
        if self.events is None or self.missing is None:
            return counted
        return f"{counted}, {int(self.events.sum())} with the event; {int(self.missing.sum())} more with a missing outcome"


def tabulate(
    keys: Sequence[Any],
    categories: Sequence[int],
    *,
    outcome: Any = None,
    weights: Any = None,
    missing: str = "raise",
    threads: int = 1,
) -> Tabulation:
    """Count rows whose groups are given as codes: the quick way from columns in memory to a table of counts.

    Where columns hold names instead of codes, use :func:`equitable.count`.

    Parameters
    ----------
    keys
        The columns that make the cells, each with codes from 0 up: NumPy arrays of any integer type or bool, or columns of Arrow, polars or pandas
        that hold integers, bools or categories. They are read where they lie; only an array with gaps is copied.
    categories
        How many categories each key has: codes run from 0 to one less. A code outside is refused.
    outcome
        A column of 1 (the event) and 0, or bool; -1 (or a null of Arrow's) is a missing outcome and counted apart.
    weights
        How often each row counts: whole numbers of 64 bits, 0 or more, with a sum up to 2**53.
    missing
        What becomes of a key's code -1 (or null). "raise": it is refused. "group": it is one more category of each key, the last, where an index of
        -1 finds it.
    threads
        How many threads share the rows; 0 for as many as the machine has. The counts are the same for any number.

    Returns
    -------
    Tabulation
        ``total``, and with an outcome ``events`` and ``missing``: arrays of int64 with one axis for each key.

    Raises
    ------
    InvalidInput
        Naming the column, row and value of the first code out of range or weight below 0, and when the table would have more than 2**30 cells.

    Notes
    -----
    Memory: the table, and one byte for each of its counts. Time: about a nanosecond a row and thread, less when the rows are sorted by their first
    keys.

    Examples
    --------
    >>> import equitable as eq
    >>> import numpy as np
    >>> band = np.array([0, 0, 1, 2, 1, 1], dtype=np.int8)
    >>> ethnicity = np.array([0, 1, 1, 0, -1, 0], dtype=np.int8)
    >>> table = eq.tabulate([band, ethnicity], [3, 2], outcome=[1, 0, 0, 1, 0, 1], missing="group")
    >>> table.total
    array([[1, 1, 0],
           [1, 1, 1],
           [1, 0, 0],
           [0, 0, 0]])
    >>> int(table.events[1, 0])
    1
    """
    if missing not in MISSING:
        raise InvalidInput(f"tabulate: missing is {missing!r}; {one_of(str(missing), MISSING)}")
    lengths = [int(count) for count in categories]
    columns = [_codes(column, f"keys[{place}]") for place, column in enumerate(keys)]
    if len(columns) != len(lengths):
        raise InvalidInput(f"tabulate: categories has {len(lengths)} numbers, but must have {len(columns)}, one for each of keys")
    if not 0 <= threads < 2**16:
        raise InvalidInput(f"tabulate: threads is {threads}, but must be 0 (all) to 65535")
    result = None if outcome is None else _codes(outcome, "outcome")
    weight = None
    if weights is not None:
        weight = np.asarray(weights)
        if weight.ndim != 1 or weight.dtype.kind not in "iu" or (weight.dtype.kind == "u" and weight.dtype.itemsize == 8):
            raise InvalidInput(f"tabulate: weights is an array of {weight.dtype}, but must be one column of whole numbers (int64)")
        weight = np.require(weight, np.int64, ["C", "A"])
    sized: list[tuple[str, Any]] = [(f"keys[{place}]", column) for place, column in enumerate(columns)]
    sized += [(name, column) for name, column in (("outcome", result), ("weights", weight)) if column is not None]
    if not sized:
        raise InvalidInput("tabulate: there is no column, so the number of rows is not known")
    rows = len(sized[0][1])
    for name, column in sized:
        if len(column) != rows:
            raise InvalidInput(f"tabulate: {name} has {len(column)} rows, but must have {rows}, as {sized[0][0]} has")
    try:
        total, events, unknown = _core.tabulate(columns, lengths, result, weight, missing == "group", rows, threads)
    except InvalidInput as error:
        if str(error).endswith(NOT_ASKED_FOR):
            raise InvalidInput(f"{error}: pass missing='group' to count them apart") from None
        raise
    shape = tuple(length + (missing == "group") for length in lengths)
    return Tabulation(total.reshape(shape), None if events is None else events.reshape(shape), None if unknown is None else unknown.reshape(shape))


# --- frames -----------------------------------------------------------------------------------------------------------------------------


class _Encoded(NamedTuple):
    """A frame's column: its codes, and what each code means."""

    codes: _core.Codes
    labels: list[str | None]


def _numbered(values: Iterable[Any]) -> list[str | None]:
    return [text(value) for value in values]


def _start(low: int, high: int) -> int | None:
    """Return what to take off whole numbers so that they are codes from 0 up: nothing where that is good enough; None when they are none."""
    if low < 0 or high - low >= WIDEST:
        return None
    return 0 if high < 2 * (high - low + 1) else low


def _whole_numbers(array: NDArray[Any]) -> _Encoded | None:
    """Return whole numbers of a small range as codes: as they are, or less the smallest."""
    if array.size == 0:
        return _Encoded(_core.Codes(np.empty(0, np.int8)), [])
    low, high = int(array.min()), int(array.max())
    if high - low >= WIDEST:
        return None
    if _start(low, high) == 0:
        return _Encoded(_core.Codes(np.ascontiguousarray(array)), _numbered(range(high + 1)))
    moved = np.empty(array.shape, np.uint8 if high - low < 2**8 else np.uint16)
    np.subtract(array, low, out=moved, casting="unsafe")
    return _Encoded(_core.Codes(moved), _numbered(range(low, high + 1)))


def _pandas_column(series: Any, alone: bool) -> _Encoded | None:
    name = getattr(series.dtype, "name", "")
    if name == "category":
        return _Encoded(_core.Codes(np.ascontiguousarray(series.array.codes)), _numbered(series.array.categories))
    kind = series.dtype.kind if isinstance(series.dtype, np.dtype) else ""
    if kind == "b":
        return _Encoded(_core.Codes(np.ascontiguousarray(series.to_numpy())), ["False", "True"])
    if kind in ("i", "u"):
        return _whole_numbers(series.to_numpy())
    if alone or (kind not in ("f", "M", "O") and not name.startswith(HASHED)):
        return None
    codes, found = series.factorize()
    if len(found) > WIDEST or (kind == "O" and not all(isinstance(value, str) for value in found)):
        return None
    return _Encoded(_core.Codes(np.ascontiguousarray(codes)), _numbered(found))


def _polars_categorical(series: Any) -> _Encoded | None:
    """Return a Categorical column with codes of its own: polars numbers the categories of all columns together."""
    physical = series.to_physical()
    nulls = physical.null_count()
    used = int(physical.max() if physical.len() > nulls else -1) + 1
    if used > WIDEST:
        return None
    codes = _codes(physical, "")
    total, _, _ = _core.tabulate([codes], [used], None, None, True, physical.len(), 1)
    present = np.flatnonzero(total[:used])
    if hasattr(series.cat, "to"):  # from polars 2 on
        labels = _numbered(type(series)(present, dtype=physical.dtype).cat.to(series.dtype).to_list())
    else:
        categories = series.cat.get_categories().to_list()
        labels = [text(categories[code]) for code in present.tolist()]
    if used <= 2 * len(present):
        known = dict(zip(present.tolist(), labels, strict=True))
        return _Encoded(codes, [known.get(code) for code in range(used)])
    own = np.full(used + 1, -1, np.int16 if len(present) < 2**15 else np.int32)
    own[present] = np.arange(len(present))
    return _Encoded(_core.Codes(own[(physical.fill_null(used) if nulls else physical).to_numpy()]), labels)


def _polars_column(series: Any, alone: bool) -> _Encoded | None:
    kind = series.dtype.base_type().__name__
    if kind == "Enum":
        return _Encoded(_codes(series, ""), _numbered(series.dtype.categories.to_list()))
    if kind == "Categorical":
        return _polars_categorical(series)
    if kind == "Boolean":
        return _Encoded(_codes(series, ""), ["False", "True"])
    if series.dtype.is_integer():
        low, high = series.min(), series.max()
        if low is None:
            return _Encoded(_codes(series, ""), [])
        start = _start(low, high)
        if start is not None:
            return _Encoded(_codes(series - start if start else series, ""), _numbered(range(start, high + 1)))
    return None


def _arrow_column(column: Any, alone: bool) -> _Encoded | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_boolean(kind):
        return _Encoded(_codes(column, ""), ["False", "True"])
    if pa.types.is_integer(kind):
        low, high = pc.min_max(column).as_py().values()
        if low is None:
            return _Encoded(_codes(column, ""), [])
        start = _start(low, high)
        if start is None:
            return None
        moved = pc.subtract(column, pa.scalar(start, kind)) if start else column
        return _Encoded(_codes(moved, ""), _numbered(range(start, high + 1)))
    if not alone and (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        column = column.dictionary_encode()
    elif not pa.types.is_dictionary(kind):
        return None
    column = column.unify_dictionaries()
    if column.num_chunks == 0:
        return _Encoded(_codes(column, ""), [])
    return _Encoded(_codes(column, ""), _numbered(column.chunk(0).dictionary.to_pylist()))


def _encoder(frame: Any) -> Callable[[Any, bool], _Encoded | None] | None:
    """Return the function that encodes a column of a frame, by the package that made the frame; no package is imported for it."""
    for package, frame_type, encode in (
        ("pandas", "DataFrame", _pandas_column),
        ("polars", "DataFrame", _polars_column),
        ("pyarrow", "Table", _arrow_column),
    ):
        module = sys.modules.get(package)
        if module is not None and isinstance(frame, getattr(module, frame_type)):
            return encode
    return None


def from_frame(frame: Any, columns: Sequence[str]) -> Counter[Key] | None:
    """Return how many rows of a frame in memory have each combination of values, or None when its own engine is to count them.

    Values are text as everywhere in counting, and empty cells None. None comes back for a frame that is not of pandas, polars (eager) or pyarrow, for
    columns without codes, and for a table that would be large beside the rows (more cells than rows and 65,536, or than 2**24).

    Notes
    -----
    Measured on 3,000,000 rows against grouping by the engine itself, the time of which is here divided by ours: categories, dictionaries, bools and
    whole numbers of a small range 3 to 50 (pandas), 8 to 14 (polars), 11 to 20 (pyarrow). Texts must be looked up one by one by either, so that one
    column of them is left to the engine; beside other columns they gain 1.1 to 1.7 (pandas, pyarrow). Texts of polars are left to polars.
    """
    encode = _encoder(frame)
    if encode is None or not columns:
        return None
    rows = len(frame)
    encoded = []
    for name in columns:
        column = encode(frame[name], len(columns) == 1)
        if column is None:
            return None
        encoded.append(column)
    lengths = [len(column.labels) for column in encoded]
    cells = math.prod(length + 1 for length in lengths)
    if cells > min(MOST_CELLS, max(FEW_CELLS, rows)):
        return None
    total, _, _ = _core.tabulate([column.codes for column in encoded], lengths, None, None, True, rows, 1)
    found = np.flatnonzero(total)
    places = np.unravel_index(found, tuple(length + 1 for length in lengths))
    labels = [[*column.labels, None] for column in encoded]
    keys = zip(*([label[place] for place in at.tolist()] for label, at in zip(labels, places, strict=True)), strict=True)
    pairs = zip(keys, total[found].tolist(), strict=True)
    counted: Counter[Key]
    if all(len(set(label)) == len(label) for label in labels):
        counted = Counter(dict(pairs))
    else:  # values that are written alike: " a" and "a"
        counted = Counter()
        for key, count in pairs:
            counted[key] += count
    return counted if counted.total() == rows else None
