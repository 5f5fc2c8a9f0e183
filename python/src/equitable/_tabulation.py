"""Rows that are in memory already, counted by the compiled part of the package.

Columns of codes are read where they lie, as NumPy arrays or through Arrow's C interface, and counted in one pass: :func:`tabulate` for those who have
codes, :func:`from_frame` for frames whose columns have them or get them cheaply.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._cells import Cells, Coded, joined, named
from ._encoding import BLOCK, Column, Found, Labels, NotCodes, codes_of, encoder, in_memory
from ._input import one_of
from ._progress import Progress
from .errors import InvalidInput

__all__ = ["Tabulation", "from_blocks", "from_frame", "tabulate"]

MISSING = ("raise", "group")
NOT_ASKED_FOR = "missing codes were not asked for"  # how the compiled part ends a message about a code of -1 or a null
MOST_CELLS = 2**24  # of a frame's table: 128 MB of counts
LARGE_CELLS = 2**22  # of a table that every block of rows is counted into
FEW_CELLS = 2**16  # worth it however few the rows


# --- columns ----------------------------------------------------------------------------------------------------------------------------


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
    columns = [codes_of(column, f"keys[{place}]") for place, column in enumerate(keys)]
    if len(columns) != len(lengths):
        raise InvalidInput(f"tabulate: categories has {len(lengths)} numbers, but must have {len(columns)}, one for each of keys")
    if not 0 <= threads < 2**16:
        raise InvalidInput(f"tabulate: threads is {threads}, but must be 0 (all) to 65535")
    result = None if outcome is None else codes_of(outcome, "outcome")
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


class _Dense:
    """A table with a place for every possible combination, that rows are counted into while the columns still meet new labels."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._total = np.empty((), np.int64)

    def add(self, columns: Sequence[_core.Codes], labels: Sequence[int], rows: int) -> bool:
        """Count some rows, by codes of so many labels, unless the table would be too large."""
        shape = tuple(length + 1 for length in labels)  # the last place of each axis is for the code -1
        if math.prod(shape) > self._limit:
            return False
        if self._total.shape != shape:
            before, self._total = self._total, np.zeros(shape, np.int64)
            if before.ndim:
                self._total[tuple(map(slice, before.shape))] = before
        _core.tabulate(columns, labels, None, None, True, rows, 1, self._total.reshape(-1))
        return True

    def cells(self, labels: Sequence[Sequence[str | None]]) -> Cells:
        """Return what was counted, by the labels of the columns."""
        found = np.flatnonzero(self._total) if self._total.ndim else np.empty(0, np.intp)
        places = np.unravel_index(found, self._total.shape or (1,) * len(labels))
        return Cells.of([named([*some, None], at) for some, at in zip(labels, places, strict=True)], self._total.reshape(-1)[found])


class _Sparse:
    """What rows are counted into where most of the possible combinations do not occur."""

    def __init__(self) -> None:
        self._parts: list[Cells] = []

    def add(self, columns: Sequence[Coded], limit: int) -> bool:
        """Count some rows, unless there are too many combinations."""
        self._parts.append(Cells.of(columns, np.ones(len(columns[0].codes), np.int64)))
        if sum(map(len, self._parts)) > 2 * max(limit, BLOCK):
            self._parts = [joined(self._parts)]
        return len(self._parts[0]) <= limit

    def cells(self) -> list[Cells]:
        """Return what was counted, in parts."""
        return self._parts


def from_blocks(blocks: Iterable[Sequence[Found]], meanings: Sequence[Callable[[Any], str | None]], limit: int) -> Cells | None:
    """Return how many rows of blocks that follow one another have each combination of what their values mean; None for more than ``limit`` of them."""
    known = [Labels(limit + 1, meaning) for meaning in meanings]
    dense, sparse = _Dense(LARGE_CELLS), _Sparse()
    try:
        for block in blocks:
            codes = [labels.place(found) for labels, found in zip(known, block, strict=True)]
            lengths = [len(labels.labels) for labels in known]
            if dense.add([_core.Codes(column) for column in codes], lengths, len(codes[0])):
                continue
            if not sparse.add([Coded(tuple(labels.labels), column.astype(np.intp)) for labels, column in zip(known, codes, strict=True)], limit):
                return None
    except NotCodes:
        return None
    found = joined([dense.cells([labels.labels for labels in known]), *sparse.cells()])
    return found if len(found) <= limit else None


def from_frame(frame: Any, columns: Sequence[str]) -> Cells | None:
    """Return how many rows of a frame in memory have each combination of values, or None when its own engine is to count them.

    Values are text as everywhere in counting, and empty cells None. None comes back for a frame that is not of pandas, polars (eager) or pyarrow nor a
    mapping of their columns or NumPy's, for columns that are neither codes nor looked up cheaply, and for a table that would be large beside the rows
    (more cells than rows and 65,536, or than 2**24).

    Notes
    -----
    Memory: the table, and what a block of a million rows is looked up in. Measured on 10^8 rows with 400,000 groups against grouping by the engine itself,
    the time of which is here divided by ours: categories, dictionaries, bools and whole numbers of a small range 50 (polars), 6 (pyarrow); texts, which
    are looked up a block at a time by the package that holds them, 8 (polars), 3 (pyarrow).
    """
    if not columns or not in_memory(frame):
        return None
    try:
        return _counted(frame, columns)
    except NotCodes:
        return None


def _counted(frame: Any, columns: Sequence[str]) -> Cells | None:
    encoded: list[Column] = []
    rows = 0
    for name in columns:
        values = frame[name]
        encode = encoder(values)
        column = None if encode is None else encode(values)
        if column is None:
            return None
        encoded.append(column)
        rows = len(values)
    table = _Dense(min(MOST_CELLS, max(FEW_CELLS, rows)))
    block = max(rows, 1) if all(column.whole for column in encoded) else BLOCK
    with Progress("counting", rows) as progress:
        for first in range(0, rows, block):
            last = min(rows, first + block)
            codes = [column.codes(first, last) for column in encoded]
            if not table.add(codes, [len(column.labels) for column in encoded], last - first):
                return None
            progress.at(last, f"{last:,} rows")
    cells = table.cells([column.labels for column in encoded])
    return cells if cells.total == rows else None
