"""The labels of many tables: one column of them, or several that tell a table together (organisation, indicator and year)."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from typing import Any

import numpy as np

from ._input import is_missing
from ._reading import refuse

__all__ = ["Array", "distinct_texts", "flat_labels", "labelled_of", "read_keys"]

Array = np.ndarray[Any, Any]


def flat_labels(where: str, name: str, values: Any, demand: str = "a column with the label of the table of each row") -> Array:
    """The labels as a column of text, numbers, dates or objects."""
    if isinstance(values, str | bytes) or not hasattr(values, "__len__"):
        raise refuse(where, name, repr(values), demand)
    if type(values).__module__.startswith("numpy.ma") and np.ma.is_masked(values):
        raise refuse(where, name, "missing", "text or a number", int(np.argmax(np.ma.getmaskarray(values).reshape(-1))))
    if isinstance(values, list | tuple):
        kinds = set(map(type, values))
        if not kinds <= {int} and not kinds <= {float}:  # NumPy would make text of all where one is text
            column = np.empty(len(values), dtype=object)
            column[:] = values
            return column
    column = np.asarray(values)
    if column.ndim != 1:
        raise refuse(where, name, f"of the shape {column.shape}", demand)
    return column


def _object_codes(where: str, name: str, column: Array) -> tuple[list[Any], Array]:
    """The distinct values in the order in which they appear, and for each row its place among them."""
    values = column.tolist()
    try:
        places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    except TypeError:
        raise refuse(where, name, "not hashable", "text or numbers") from None
    if any(is_missing(value) for value in places):
        row = next(row for row, value in enumerate(values) if is_missing(value))
        raise refuse(where, name, "missing", "the label of a table", row)
    return list(places), np.fromiter(map(places.__getitem__, values), dtype=np.intp, count=len(values))


def distinct_texts(where: str, name: str, column: Array) -> tuple[Array, Array]:
    """The distinct values of a column as text without the spaces around it, and for each row its place among them."""
    distinct, codes = _object_codes(where, name, column)
    texts = np.array([str(value).strip() for value in distinct], dtype=str) if distinct else np.zeros(0, dtype=str)
    unique, merged = np.unique(texts, return_inverse=True)
    return unique, merged.reshape(-1)[codes]


def _text_labels(where: str, name: str, distinct: list[Any]) -> Array:
    """Distinct objects as labels: text without the spaces around it, numbers, or what else they are written out."""
    if all(isinstance(value, str) for value in distinct):
        return np.array([value.strip() for value in distinct], dtype=str)
    for kind in (numbers.Integral, numbers.Real):
        if all(isinstance(value, kind) and not isinstance(value, bool | np.bool_) for value in distinct):
            return np.array([int(value) if kind is numbers.Integral else float(value) for value in distinct])
    if len(set(map(type, distinct))) > 1:
        kinds = ", ".join(sorted({type(value).__name__ for value in distinct}))
        raise refuse(where, name, f"of several kinds ({kinds})", "text throughout, or numbers throughout")
    return np.array([str(value) for value in distinct], dtype=str)


def _by_appearance(column: Array) -> tuple[Array, Array]:
    """The distinct numbers of a column in the order in which they appear, and for each row the place of its own."""
    if not column.size:
        return column, np.zeros(0, dtype=np.intp)
    starts = np.concatenate([[True], column[1:] != column[:-1]])
    distinct, first, place = np.unique(column[starts], return_index=True, return_inverse=True)
    appearance = np.argsort(first, kind="stable")
    rank = np.empty_like(appearance)
    rank[appearance] = np.arange(appearance.size)
    return distinct[appearance], rank[place.reshape(-1)][np.cumsum(starts) - 1]


def _coded(where: str, name: str, values: Any) -> tuple[Array, Array]:
    """The labels of one key in the order in which they appear, and for each row the place of its own."""
    column = flat_labels(where, name, values)
    if column.dtype.kind in "iufM":
        missing = np.isnat(column) if column.dtype.kind == "M" else np.isnan(column) if column.dtype.kind == "f" else None
        if missing is not None and missing.any():
            raise refuse(where, name, "missing", "the label of a table", int(np.argmax(missing)))
        return _by_appearance(column)
    if column.dtype.kind not in "OUTb" and column.size:
        raise refuse(where, name, f"a column of {column.dtype}", "text or numbers")
    distinct, codes = _object_codes(where, name, column)
    labels = _text_labels(where, name, distinct)
    if labels.dtype.kind == "U" and len(set(labels.tolist())) < labels.size:  # they differ in spaces alone
        again, merged = _object_codes(where, name, labels)
        labels, codes = np.array(again, dtype=str), merged[codes]
    return labels, codes


# ---------------------------------------------------------------------------------------------------------------- several columns


def _is_column(value: Any) -> bool:
    """A list, an array or a series; no single label, though some of those (dates) can be made arrays too."""
    return isinstance(value, list | tuple) or (hasattr(value, "__len__") and hasattr(value, "__array__") and not np.isscalar(value))


def _given_keys(where: str, name: str, values: Any) -> dict[str, Any] | None:
    """Key columns by name: of a mapping, a frame, an index of several levels or a list of columns; None for a single column."""
    if isinstance(values, Mapping):
        return {str(key): column for key, column in values.items()}
    if hasattr(values, "get_level_values") and getattr(values, "nlevels", 1) > 1:
        return _named_columns([values.get_level_values(level) for level in range(values.nlevels)])
    if hasattr(type(values), "columns") or hasattr(type(values), "column_names"):
        import narwhals.stable.v2 as nw

        try:
            frame = nw.from_native(values, eager_only=True)
        except TypeError:
            raise refuse(where, name, f"a {type(values).__name__}", "columns in memory: of a frame, of a mapping, or a list of them") from None
        return {str(key): frame.get_column(key).to_native() for key in frame.columns}
    if isinstance(values, list | tuple) and values and all(map(_is_column, values)):
        return _named_columns(list(values))
    return None


def _named_columns(columns: list[Any]) -> dict[str, Any]:
    """Columns by the names that they bear; ``key_1``, ``key_2``, … where one has none or two have the same."""
    borne = [getattr(column, "name", None) for column in columns]
    names = [name for name in borne if isinstance(name, str) and name]
    if len(set(names)) < len(columns):
        names = [f"key_{place}" for place in range(1, len(columns) + 1)]
    return dict(zip(names, columns, strict=True))


def labelled_of(name: str, values: Any) -> dict[str, Any]:
    """The Series and frames of pandas among the keys, by what a message calls them."""
    if hasattr(values, "iloc"):
        return {name: values}
    if isinstance(values, Mapping):
        given = {f"{name}[{key!r}]": column for key, column in values.items()}
    elif isinstance(values, list | tuple) and values and _is_column(values[0]):
        given = {f"{name}[{place}]": column for place, column in enumerate(values)}
    else:
        return {}
    return {part: column for part, column in given.items() if hasattr(column, "iloc")}


def read_keys(where: str, name: str, values: Any) -> tuple[dict[str, Array], Array]:
    """The keys of the tables in the order in which they first appear, column by column, and for each row the place of its table.

    A single column of labels has the name ``table``.
    """
    given = _given_keys(where, name, values)
    if given is None:
        labels, codes = _coded(where, name, values)
        return {"table": labels}, codes
    if not given:
        raise refuse(where, name, "without columns", "a column of labels, or several that tell a table together")
    parts = {key: _coded(where, f"{name}[{key!r}]", column) for key, column in given.items()}
    first = next(iter(parts))
    codes = parts[first][1]
    for key, (labels, places) in parts.items():
        if places.size != codes.size:
            raise refuse(where, f"the length of {name}[{key!r}]", places.size, f"{codes.size}, the length of {name}[{first!r}]")
        codes = _by_appearance(codes * max(labels.size, 1) + places)[1]
    begins = np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1)) if codes.size else codes
    return {key: labels[places[begins]] for key, (labels, places) in parts.items()}, codes
