"""Columns that are in memory already, as codes and what each code means: where they lie if they hold codes, else a block of rows at a time.

Nothing here is as long as a column but the column itself: values that must be looked up, moved or copied are so for a block of rows, and counted before
the next one is looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._cells import Label, coded
from ._input import is_missing, text
from .errors import InvalidInput

__all__ = ["BLOCK", "WIDEST", "Column", "Found", "Labels", "NotCodes", "arrow_found", "codes_of", "encoder", "in_memory", "listed"]

BLOCK = 2**20  # rows
FEW = 2**12  # rows of texts that are looked up one by one, rather than by their package, which takes its time to begin
WIDEST = 2**16  # the range of whole numbers that are taken for codes, and the most labels that are looked up
HASHED = ("str", "boolean", "Int", "UInt", "Float", "datetime64")  # types of pandas whose values are looked up one by one
EMPTY = -1  # the code of an empty cell

Codes: TypeAlias = "NDArray[Any] | _core.Codes"


class NotCodes(Exception):
    """The column has other values, or more of them, than are worth looking up."""


def codes_of(column: Any, name: str) -> _core.Codes:
    """Return a column of codes as the compiled part reads it; nothing is copied unless a NumPy array has gaps."""
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


class Column:
    """A column as codes of its labels, from any row to any other.

    Attributes
    ----------
    labels
        What each code means; the list may become longer with each block that is looked up.
    whole
        Whether the codes lie in memory as they are, so that any number of rows may be asked for at once.
    """

    def __init__(self, labels: Iterable[Label], codes: Callable[[int, int], Codes], *, whole: bool = True) -> None:
        self.labels = list(labels)
        self.whole = whole
        self._codes = codes

    def codes(self, first: int, last: int) -> _core.Codes:
        """Return the codes of some of the rows, -1 (or a null of Arrow's) for an empty cell."""
        codes = self._codes(first, last)
        return codes if isinstance(codes, _core.Codes) else _core.Codes(np.require(codes, codes.dtype.newbyteorder("="), ["C", "A"]))


class Found(NamedTuple):
    """A block of rows: the values in it, and which of them each row has, -1 for an empty cell."""

    values: Sequence[Any]
    codes: NDArray[Any]


class Labels:
    """The labels of a column that were met so far; the first is that of an empty cell, whose code must not move when there are more.

    Parameters
    ----------
    most
        How many labels are looked up before it is given up.
    meaning
        What a value counts as: its text, if nothing else is told.
    """

    def __init__(self, most: int = WIDEST, meaning: Callable[[Any], Label] = text) -> None:
        self.labels: list[Label] = [None]
        self._most = most
        self._meaning = meaning
        self._places: dict[Label, int] = {None: 0}

    def place(self, found: Found) -> NDArray[np.int32]:
        """Return the codes of a block by the labels of the whole column."""
        into = np.zeros(len(found.values) + 1, np.int32)  # the last one is for the code of an empty cell, -1
        into[-1] = self._place(None)
        for code, value in enumerate(found.values):
            into[code] = self._place(value)
        if len(self.labels) > self._most:
            raise NotCodes
        codes: NDArray[np.int32] = into[found.codes]
        return codes

    def _place(self, value: Any) -> int:
        label = self._meaning(value)
        place = self._places.setdefault(label, len(self._places))
        if place == len(self.labels):
            self.labels.append(label)
        return place


def _looked_up(look: Callable[[int, int], Found]) -> Column:
    known = Labels()
    column = Column((), lambda first, last: known.place(look(first, last)), whole=False)
    column.labels = known.labels
    return column


def _texts(values: Iterable[Any]) -> list[Label]:
    return [text(value) for value in values]


def _start(low: int, high: int) -> int | None:
    """Return what to take off whole numbers so that they are codes from 0 up: nothing where that is good enough; None when they are none."""
    if high - low >= WIDEST:
        return None
    return 0 if 0 <= low and high < 2 * (high - low + 1) else low


# --- NumPy ------------------------------------------------------------------------------------------------------------------------------


def _moved(array: NDArray[Any], low: int, high: int) -> Column:
    narrow = np.uint8 if high - low < 2**8 else np.uint16

    def codes(first: int, last: int) -> NDArray[Any]:
        out = np.empty(last - first, narrow)
        np.subtract(array[first:last], low, out=out, casting="unsafe")
        return out

    return Column(_texts(range(low, high + 1)), codes, whole=False)


def _found(block: NDArray[Any]) -> Found:
    distinct, codes = np.unique(block, return_inverse=True)
    return Found(listed(distinct), codes.reshape(-1))


def listed(values: Any) -> Sequence[Any]:
    """Return a column of any package as a list of Python's own values."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        moments = values.astype("datetime64[us]")  # nanoseconds would be plain numbers
        values = moments if np.array_equal(moments.astype(values.dtype), values, equal_nan=True) else values
    for method in ("to_pylist", "to_list", "tolist"):
        if hasattr(values, method):
            found: Sequence[Any] = getattr(values, method)()
            return found
    return list(values)


def _texts_found(block: Sequence[Any]) -> Found:
    column = coded(block)
    return Found(column.labels, column.codes)


def numpy_column(array: NDArray[Any]) -> Column | None:
    """Return an array as codes: whole numbers of a small range, bools, and whatever can be looked up."""
    if array.ndim != 1 or isinstance(array, np.ma.MaskedArray):
        return None
    kind = array.dtype.kind
    if kind == "b":
        return Column(["False", "True"], lambda first, last: array[first:last], whole=array.flags.c_contiguous)
    if kind in "iu":
        if array.size == 0:
            return Column([], lambda first, last: np.empty(0, np.int8))
        low, high = int(array.min()), int(array.max())
        start = _start(low, high)
        if start is None:
            return None
        if start == 0:
            whole = array.flags.c_contiguous and array.flags.aligned and array.dtype.isnative
            return Column(_texts(range(high + 1)), lambda first, last: array[first:last], whole=whole)
        return _moved(array, low, high)
    if kind in "fM":
        return _looked_up(lambda first, last: _found(array[first:last]))
    if kind in "OU":
        return _looked_up(lambda first, last: _texts_found(array[first:last].tolist()))
    return None


# --- pandas -----------------------------------------------------------------------------------------------------------------------------


def _pandas_found(series: Any, kind: str) -> Found:
    if kind == "O" and len(series) <= FEW:
        values = series.tolist()
        if not all(isinstance(value, str) or is_missing(value) for value in values):
            raise NotCodes
        return _texts_found(values)
    try:
        codes, found = series.factorize()
    except TypeError:  # a value that is not hashable
        raise NotCodes from None
    if kind == "O" and not all(isinstance(value, str) for value in found):
        raise NotCodes
    return Found(list(found), codes)


def pandas_column(series: Any) -> Column | None:
    """Return a column of pandas as codes."""
    name = getattr(series.dtype, "name", "")
    if name == "category":
        codes = series.array.codes
        return Column(_texts(series.array.categories), lambda first, last: codes[first:last], whole=codes.flags.c_contiguous)
    kind = series.dtype.kind if isinstance(series.dtype, np.dtype) else ""
    if kind in ("b", "i", "u"):
        return numpy_column(series.to_numpy())
    if kind not in ("f", "M", "O") and not name.startswith(HASHED):
        return None
    return _looked_up(lambda first, last: _pandas_found(series.iloc[first:last], kind))


# --- polars -----------------------------------------------------------------------------------------------------------------------------


def _polars_categorical(series: Any) -> Column | None:
    """Return a Categorical column with codes of its own: polars numbers the categories of all columns together."""
    physical = series.to_physical()
    nulls = physical.null_count()
    used = int(physical.max() if physical.len() > nulls else -1) + 1
    if used > WIDEST:
        return None
    total, _, _ = _core.tabulate([codes_of(physical, "")], [used], None, None, True, physical.len(), 1)
    present = np.flatnonzero(total[:used])
    if hasattr(series.cat, "to"):  # from polars 2 on
        labels = _texts(type(series)(present, dtype=physical.dtype).cat.to(series.dtype).to_list())
    else:
        categories = series.cat.get_categories().to_list()
        labels = [text(categories[code]) for code in present.tolist()]
    if used <= 2 * len(present):
        known = dict(zip(present.tolist(), labels, strict=True))
        return Column([known.get(code) for code in range(used)], lambda first, last: codes_of(physical.slice(first, last - first), ""))
    own = np.full(used + 1, EMPTY, np.int16 if len(present) < 2**15 else np.int32)
    own[present] = np.arange(len(present))

    def codes(first: int, last: int) -> NDArray[Any]:
        block = physical.slice(first, last - first)
        renumbered: NDArray[Any] = own[(block.fill_null(used) if nulls else block).to_numpy()]
        return renumbered

    return Column(labels, codes, whole=False)


def _polars_texts(series: Any) -> Column:
    """Return a column of texts: polars itself looks them up among those it has met."""
    import polars as pl

    met: dict[str, None] = {}

    def look(first: int, last: int) -> Found:
        block = series.slice(first, last - first)
        if last - first <= FEW:
            return _texts_found(block.to_list())
        codes = block.cast(pl.Enum(list(met)), strict=False)
        if codes.null_count() > block.null_count():  # some of the texts are new
            met.update(dict.fromkeys(block.unique().drop_nulls().to_list()))
            if len(met) > WIDEST:
                raise NotCodes
            codes = block.cast(pl.Enum(list(met)))
        return Found(list(met), codes.to_physical().cast(pl.Int32).fill_null(EMPTY).to_numpy())

    return _looked_up(look)


def polars_column(series: Any) -> Column | None:
    """Return a column of polars as codes."""
    kind = series.dtype.base_type().__name__
    if kind == "Categorical":
        return _polars_categorical(series)
    if kind == "String":
        return _polars_texts(series)
    labels: list[Label] = []
    start = 0
    if kind == "Enum":
        labels = _texts(series.dtype.categories.to_list())
    elif kind == "Boolean":
        labels = ["False", "True"]
    elif not series.dtype.is_integer():
        return None
    elif (low := series.min()) is not None:
        high = series.max()
        found = _start(low, high)
        if found is None:
            return None
        start, labels = found, _texts(range(found, high + 1))
    if start == 0:
        return Column(labels, lambda first, last: codes_of(series.slice(first, last - first), ""))
    import polars as pl

    narrow = series.dtype in (pl.Int8, pl.Int16)  # the distance of two numbers of a narrow type may be beyond it

    def moved(first: int, last: int) -> _core.Codes:
        block = series.slice(first, last - first)
        return codes_of((block.cast(pl.Int32) if narrow else block) - start, "")

    return Column(labels, moved, whole=False)


# --- Arrow ------------------------------------------------------------------------------------------------------------------------------


def arrow_found(block: Any) -> Found:
    """Return a block of an Arrow column, of whatever type, with its distinct values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not isinstance(block, pa.ChunkedArray):
        block = pa.chunked_array([block])
    if not pa.types.is_dictionary(block.type):
        block = pc.dictionary_encode(block)
    block = block.unify_dictionaries()
    if block.num_chunks == 0:
        return Found((), np.empty(0, np.int32))
    parts = [pc.fill_null(pc.cast(chunk.indices, pa.int32()), EMPTY).to_numpy(zero_copy_only=False) for chunk in block.chunks]
    return Found(block.chunk(0).dictionary.to_pylist(), np.concatenate(parts))


def arrow_column(column: Any) -> Column | None:
    """Return a column of Arrow's as codes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])

    def lies(labels: Iterable[Label]) -> Column:
        return Column(labels, lambda first, last: codes_of(column.slice(first, last - first), ""))

    if pa.types.is_boolean(kind):
        return lies(["False", "True"])
    if pa.types.is_integer(kind):
        low, high = pc.min_max(column).as_py().values()
        if low is None:
            return lies([])
        start = _start(low, high)
        if start is None:
            return None
        if start == 0:
            return lies(_texts(range(high + 1)))
        wide = pa.int32() if kind in (pa.int8(), pa.int16()) else kind  # the distance of two numbers of a narrow type may be beyond it
        less = pa.scalar(start, wide)

        def moved(first: int, last: int) -> _core.Codes:
            return codes_of(pc.subtract(pc.cast(column.slice(first, last - first), wide), less), "")

        return Column(_texts(range(start, high + 1)), moved, whole=False)
    if pa.types.is_dictionary(kind):
        if column.num_chunks == 0:
            return lies([])
        if column.num_chunks == 1:
            return lies(_texts(column.chunk(0).dictionary.to_pylist()))
    elif not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return None
    return _looked_up(lambda first, last: arrow_found(column.slice(first, last - first)))


def in_memory(frame: Any) -> bool:
    """Return whether a frame holds its columns: one of pandas, polars or pyarrow, or a mapping; no package is imported for it."""
    if isinstance(frame, Mapping):
        return True
    kinds = (("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "Table"))
    return any(package in sys.modules and isinstance(frame, getattr(sys.modules[package], kind)) for package, kind in kinds)


def encoder(column: Any) -> Callable[[Any], Column | None] | None:
    """Return the function that encodes a column, by the package that made it; no package is imported for it."""
    if isinstance(column, (list, tuple)):
        return None
    if isinstance(column, np.ndarray):
        return numpy_column
    for package, kinds, encode in (
        ("pandas", ("Series",), pandas_column),
        ("polars", ("Series",), polars_column),
        ("pyarrow", ("ChunkedArray", "Array"), arrow_column),
    ):
        module = sys.modules.get(package)
        if module is not None and any(isinstance(column, getattr(module, kind, ())) for kind in kinds):
            return encode
    return None
