"""Columns as a data frame of whichever engine is installed, or as an Arrow stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import InvalidInput, MissingDependency

__all__ = ["arrow_stream", "frame"]

_BACKENDS = ("pandas", "polars", "pyarrow")
_BROOM = {
    "lower": "conf.low",
    "upper": "conf.high",
    "confidence_level": "conf.level",
    "pvalue": "p.value",
    "pvalue_adjusted": "adj.p.value",
}


def frame(columns: Mapping[str, Any], *, backend: str | None = None, names: str = "equitable") -> Any:
    """Columns as a data frame of pandas, polars or pyarrow.

    Parameters
    ----------
    columns : mapping of str to array or sequence
        Columns of one length. Text, whole numbers (``None`` where there is none) or floating-point numbers.
    backend : {"pandas", "polars", "pyarrow"}, optional
        The kind of frame. By default the first of the three that is installed.
    names : {"equitable", "broom"}
        ``"broom"`` renames ``lower``, ``upper``, ``confidence_level`` and ``pvalue`` as R's broom calls them, and changes nothing else.

    Raises
    ------
    MissingDependency
        None of the three is installed, or the one asked for is not.
    InvalidInput
        Another ``backend`` or ``names``.
    """
    from importlib.util import find_spec

    import narwhals.stable.v2 as nw

    if names not in ("equitable", "broom"):
        raise InvalidInput(f"to_frame: names is {names!r}, but must be 'equitable' or 'broom'")
    if backend is None:
        backend = next((name for name in _BACKENDS if find_spec(name) is not None), None)
        if backend is None:
            raise MissingDependency("to_frame: a data frame needs pandas, polars or pyarrow: install one, for instance with `pip install pandas`")
    elif backend not in _BACKENDS:
        raise InvalidInput(f"to_frame: backend is {backend!r}, but must be one of {', '.join(_BACKENDS)}")
    elif find_spec(backend) is None:
        raise MissingDependency(f"to_frame: {backend} is not installed: install it with `pip install {backend}`")

    kind: Any = backend
    data: dict[str, Any] = {}
    schema: dict[str, Any] = {}
    nullable: dict[str, list[int | None]] = {}
    for name, values in columns.items():
        column = np.asarray(values)
        label = _BROOM.get(name, name) if names == "broom" else name
        if column.dtype.kind in "iu":
            data[label], schema[label] = column, nw.Int64
        elif column.dtype.kind == "f":
            data[label], schema[label] = column, nw.Float64
        elif column.dtype.kind == "b":
            data[label], schema[label] = column, nw.Boolean
        elif column.dtype.kind == "O" and column.size and all(value is None or type(value) is int for value in column):
            nullable[label] = column.tolist()
            data[label], schema[label] = nullable[label], nw.Int64
        else:
            data[label], schema[label] = column.tolist(), nw.String
    if backend == "pandas" and nullable:
        import pandas

        order = list(data)
        kept = [label for label in order if label not in nullable]
        table = nw.from_dict({k: data[k] for k in kept}, schema={k: schema[k] for k in kept}, backend=kind).to_native()
        for label, whole in nullable.items():
            table[label] = pandas.array(whole, dtype="Int64")
        return table[order]
    return nw.from_dict(data, schema=schema, backend=kind).to_native()


def arrow_stream(columns: Mapping[str, Any], requested_schema: object = None) -> Any:
    """The columns as an Arrow C stream, by pyarrow or polars, whichever is installed."""
    from importlib.util import find_spec

    backend = next((name for name in ("pyarrow", "polars") if find_spec(name) is not None), None)
    if backend is None:
        raise MissingDependency("an Arrow stream needs pyarrow or polars: install one, for instance with `pip install pyarrow`")
    return frame(columns, backend=backend).__arrow_c_stream__(requested_schema)
