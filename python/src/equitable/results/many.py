"""The answers to one question about many tables: columns with a row for each table, or for each comparison or category in it."""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .base import _cell, _hashable, _same, json_value
from .words import counted, number, percent, points, pvalue_text, status_text

__all__ = ["Many"]

_ROWS_IN_TEXT = 6
_ROWS_IN_HTML = 20
_SHARES = frozenset({"share", "rate", "reference_rate", "standard_rate", "dissimilarity_index"})
_POINTS = frozenset({"rate difference", "difference of differences", "sii", "gap", "mix", "rates", "difference"})


class Many:
    """The answers to one question about many tables. Frozen: columns are read-only arrays of one length.

    ``found.pvalue`` and the other columns are attributes, and so is what holds for all tables (``found.method``). ``found[0]`` is the first row, with
    plain numbers; ``found["RT5"]`` what was found for the table of that name (rows, where a table has several), and ``found.of(label)`` the same for
    labels that are numbers. A slice or any other NumPy index gives the rows that it gives of an array.

    Attributes
    ----------
    table : array
        The label of each row's table. Where a table has one row, the tables stand in the order in which their labels first appear. Where several
        columns of labels tell a table, each is here under its own name in the place of ``table``.
    status : array of str
        ``ok``, or why there is no number: ``undefined``, ``no_information``, ``too_large``, ``unbounded``.

    Examples
    --------
    >>> import equitable as eq
    >>> found = eq.many.homogeneity([3, 9, 8, 1, 7, 2], [40, 50, 45, 30, 44, 28], ["north", "north", "north", "south", "south", "south"])
    >>> found
    Difference among groups in 2 tables, n_minus_1_chi2 two-sided.
      north: p = 0.302 (statistic 2.39, df 2)
      south: p = 0.177 (statistic 3.46, df 2)
    >>> found.table.tolist(), found["south"].total
    (['north', 'south'], 102)
    """

    __slots__ = ("_columns", "_keys", "_parts", "_rows", "_settings", "_shown", "_task")

    def __init__(
        self,
        task: str,
        columns: Mapping[str, Any],
        settings: Mapping[str, Any],
        *,
        shown: tuple[str, ...],
        rows: str = "table",
        parts: Mapping[str, Any] | None = None,
        keys: tuple[str, ...] = ("table",),
    ) -> None:
        for name, value in (
            ("_keys", keys),
            ("_task", task),
            ("_columns", dict(columns)),
            ("_settings", dict(settings)),
            ("_shown", shown),
            ("_rows", rows),
            ("_parts", dict(parts or {})),
        ):
            object.__setattr__(self, name, value)
        for column in self._columns.values():
            if isinstance(column, np.ndarray):
                column.flags.writeable = False

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            for values in (self._columns, self._settings, self._parts):
                if name in values:
                    return values[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a result is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a result is frozen: {name!r} cannot be deleted")

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self._columns, *self._settings, *self._parts})

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self._task, self._columns, self._settings, self._shown, self._rows, self._parts, self._keys)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Many):
            return NotImplemented
        mine, theirs = (each.__reduce__()[1] for each in (self, other))
        return all(
            a.keys() == b.keys() and all(_same(a[name], b[name]) for name in a) if isinstance(a, dict) else a == b
            for a, b in zip(mine, theirs, strict=True)
        )

    def __hash__(self) -> int:
        return hash((self._task, *(_hashable(value) for value in self._settings.values()), self.shape))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the columns; ``()`` for a single row."""
        return np.shape(self._columns[self._keys[0]])

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a single row has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Many]:
        return (self[place] for place in range(len(self)))

    def __getitem__(self, index: Any) -> Many:
        """One row by its place, the rows of a table by its name, or rows by any NumPy index."""
        if not self.shape:
            raise TypeError("a single row has no rows")
        if isinstance(index, str):
            return self.of(index)
        if isinstance(index, tuple | np.ndarray) and np.ndim(index) > 1:
            raise IndexError("the columns have one dimension")
        picked: dict[str, Any] = {}
        for name, column in self._columns.items():
            part = column[index]
            picked[name] = part.item() if isinstance(part, np.generic) else part
        return self._with(picked)

    def of(self, *labels: object, **keys: object) -> Many:
        """What was found for the table of this label: its row, or its rows where it has several.

        Where several columns tell a table, their labels in the order of the columns, ``found.of("RT5", 2024)``, or by name,
        ``found.of(year=2024)``; with fewer labels than columns the rows of all tables that have them.

        Raises
        ------
        KeyError
            There is no such table.
        """
        if not self.shape:
            raise TypeError("a single row has no rows")
        if len(labels) > len(self._keys):
            raise TypeError(f"{len(labels)} labels, but a table has {counted(len(self._keys), 'label')}: {', '.join(self._keys)}")
        asked = dict(zip(self._keys, labels, strict=False))
        for key, label in keys.items():
            if key not in self._keys or key in asked:
                raise TypeError(f"{key!r} is told twice" if key in asked else f"{key!r} is none of {', '.join(self._keys)}")
            asked[key] = label
        fits = np.ones(self.shape, dtype=bool)
        for key, label in asked.items():
            fits &= self._labelled(key, label)
        places = np.flatnonzero(fits)
        if not places.size:
            raise KeyError(f"no table {', '.join(f'{key} {label!r}' for key, label in asked.items())}")
        if self._rows == "table" and len(asked) == len(self._keys):
            return self[int(places[0])]
        return self[places]

    def _labelled(self, key: str, label: object) -> Any:
        """Which rows have a label; at least one of them has."""
        column = _plain(self._columns[key])
        if column is not self._columns[key]:
            label = str(label)  # a date as it is written
        same = column == label if isinstance(label, str) == (column.dtype.kind == "U") else np.zeros(self.shape, dtype=bool)
        if not np.any(same):
            near = difflib.get_close_matches(str(label), [str(each) for each in dict.fromkeys(column.tolist())], n=1, cutoff=0.5)
            raise KeyError(f"no {key} {label!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return same

    def _with(self, columns: Mapping[str, Any]) -> Many:
        return Many(self._task, columns, self._settings, shown=self._shown, rows=self._rows, keys=self._keys)

    # ------------------------------------------------------------------------------------------------------- as text and frames

    def to_dict(self) -> dict[str, Any]:
        """The columns and settings as plain values that ``json.dumps`` accepts: ``None`` for NaN and for infinite numbers."""
        values = {**self._columns, **self._settings}
        found = {name: json_value(_plain(value)) for name, value in values.items()}
        return found | {name: part.to_dict() for name, part in self._parts.items()}

    def _table(self) -> dict[str, Any]:
        columns = {name: np.atleast_1d(_plain(values)) for name, values in self._columns.items()}
        size = columns[self._keys[0]].shape
        return columns | {name: np.broadcast_to(np.asarray(value), size) for name, value in self._settings.items()}

    def to_frame(self, backend: str | None = None, *, names: str = "equitable") -> Any:
        """The rows as a tidy data frame, the label of the table first.

        Parameters
        ----------
        backend : {"pandas", "polars", "pyarrow"}, optional
            The kind of frame. By default the first of the three that is installed.
        names : {"equitable", "broom"}
            ``"broom"`` renames ``lower``, ``upper``, ``confidence_level`` and ``pvalue`` as R's broom calls them.

        Raises
        ------
        MissingDependency
            None of the three is installed, or the one asked for is not.
        """
        from .frames import frame

        return frame(self._table(), backend=backend, names=names)

    def _show(self, name: str, row: Mapping[str, Any]) -> str:
        value = row[name]
        if name.startswith("pvalue"):
            return pvalue_text(value) + (" adjusted" if name == "pvalue_adjusted" else "")
        what = name.replace("_", " ")
        if name == "adjusted":
            what = "adjusted residual" if "pearson" in row else "adjusted z"
        if name == "value":
            what = str(self._settings.get("quantity", self._settings.get("measure", "value"))).replace("_", " ")
        show: Any = percent if what in _SHARES or name in _SHARES else points if what in _POINTS or name in _POINTS else number
        if isinstance(value, int):
            return f"{what} {value:,}"
        if math.isnan(value):
            return f"no {what}"
        prefix = "" if name == "value" else f"{name}_"
        text = f"{what} {f'{value:g}' if name == 'df' else show(value)}{' points' if show is points else ''}"
        lower, upper = row.get(f"{prefix}lower"), row.get(f"{prefix}upper")
        if lower is None or upper is None or math.isnan(lower) or math.isnan(upper):
            return text
        side = self._settings.get("alternative", "two-sided") if name == "value" else "two-sided"
        if side == "two-sided":
            return f"{text} ({show(lower)} to {show(upper)})"
        return f"{text} (lower limit {show(lower)})" if side == "greater" else f"{text} (upper limit {show(upper)})"

    def _line(self, row: Mapping[str, Any]) -> str:
        lead = next(name for name in self._shown if not isinstance(row[name], str))
        shown = [name for name in self._shown if name == lead or not isinstance(row[name], float) or not math.isnan(row[name])]
        words = " against ".join(row[name] for name in shown if isinstance(row[name], str))
        first, *more = (self._show(name, row) for name in shown if not isinstance(row[name], str))
        details = ", ".join(more)
        if row.get("letters"):
            first = f"{row['letters']}, {first}"
        if "state" in row:
            state, grade = str(row["state"]).replace("_", " "), row["grade"]
            first = f"{state}, {first}" if grade == "none" else f"{state} ({grade}), {first}"
        said = (f"{words}: " if words else "") + first + (f" ({details})" if details and lead == "pvalue" else f", {details}" if details else "")
        label = ", ".join(str(row[key]) for key in self._keys)
        return f"{label}: {said}{status_text(row['status'], str(row.get('method', self._settings.get('method', ''))))}"

    def __repr__(self) -> str:
        if not self.shape:
            return self._line(self._columns) + "."
        size = len(self)
        labels = zip(*(self._columns[key].tolist() for key in self._keys), strict=True)
        tables = size if self._rows == "table" else len(dict.fromkeys(labels))
        each = "" if self._rows == "table" else f", {counted(size, self._rows)}"
        asked = f"{self._task}{each} in {counted(tables, 'table')}"
        method = " ".join(str(self._settings[name]) for name in ("method", "alternative") if self._settings.get(name))
        missing = Counter(status for status in self._columns["status"].tolist() if status != "ok")
        without = f"; {', '.join(f'{n:,} {status}' for status, n in sorted(missing.items()))}" if missing else ""
        lines = [asked[:1].upper() + asked[1:] + (f", {method}" if method else "") + without + "."]
        lines += [f"  {self._line(self[place]._columns)}" for place in range(min(size, _ROWS_IN_TEXT))]
        if size > _ROWS_IN_TEXT:
            lines.append(f"  … and {size - _ROWS_IN_TEXT:,} more")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        table = {name: np.atleast_1d(_plain(column)) for name, column in self._columns.items()}
        size = len(table[self._keys[0]])
        head = "".join(f'<th scope="col">{escape(name.replace("_", " "))}</th>' for name in table)
        rows = ["<tr>" + "".join(_cell(name, column[row]) for name, column in table.items()) + "</tr>" for row in range(min(size, _ROWS_IN_HTML))]
        more = f"<p>… and {size - _ROWS_IN_HTML:,} more rows</p>" if size > _ROWS_IN_HTML else ""
        caption = escape(repr(self).splitlines()[0])
        return (
            f'<table><caption style="text-align:left">{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"
        )


def _plain(value: Any) -> Any:
    """Dates as text: the rest as it is."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "M":
        return np.datetime_as_string(value)
    return value


def _rebuilt(task: str, columns: Any, settings: Any, shown: Any, rows: str, parts: Any, keys: tuple[str, ...]) -> Many:
    return Many(task, columns, settings, shown=shown, rows=rows, parts=parts, keys=keys)
