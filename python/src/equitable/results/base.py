"""What every result can do: compare, copy, be indexed, and become text, HTML, a frame, a picture or plain values.

A kind of result is a frozen dataclass with slots. Two things here are unlike a textbook's, both for speed: to fill a frozen dataclass takes longer than to
compare four numbers, and to write a million statuses as words takes longer than to work them out.

drafts
    ``EstimateDraft = draft_of(Estimate)`` is a class with the same slots that is not frozen. A function fills a draft and ends with
    ``draft.__class__ = Estimate``: the same object, now frozen. Nobody else sees a draft.
statuses of columns
    A result of columns holds its statuses as small numbers in ``_codes`` and leaves the slot ``status`` empty (`told`). The first look at ``status``
    finds nothing there, so Python asks ``__getattr__``, which writes the words into the slot; from then on it is an attribute as any other.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .. import _core
from ..errors import InvalidInput
from .picture import MOST_ROWS, Axis, Entry, RowsPicture
from .words import level_text, percent, sentence_case

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Bounded", "Counted", "Interval", "Part", "Result", "count_columns", "draft_of", "limit_columns", "stacked", "told"]

_STATUS = np.array(_core.status_names)
_ROWS_IN_TEXT = 6
_ROWS_IN_HTML = 20


def json_value(value: Any) -> Any:
    """A value that ``json.dumps`` accepts."""
    if isinstance(value, Part):
        return value.to_dict()
    if isinstance(value, np.ndarray):
        return json_value(value.tolist())
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        left, right = np.asarray(left), np.asarray(right)
        floating = left.dtype.kind == "f" and right.dtype.kind == "f"
        return bool(np.array_equal(left, right, equal_nan=floating))
    if isinstance(left, float) and isinstance(right, float) and math.isnan(left):
        return math.isnan(right)
    return bool(left == right)


def _hashable(value: Any) -> Any:
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


def _rows_of(value: Any, index: Any) -> Any:
    if isinstance(value, np.ndarray):
        part = value[index]
        if isinstance(part, np.ndarray):
            part.flags.writeable = False
            return part
        return part.item() if isinstance(part, np.generic) else part
    if isinstance(value, Part):
        return dataclasses.replace(value, **{f.name: _rows_of(getattr(value, f.name), index) for f in dataclasses.fields(value)})
    return value


def told(result: Any, codes: Any) -> Any:
    """The result with its status: the word of one number; of a column the numbers, whose words are made once they are asked for.

    ``object.__setattr__`` and ``__delattr__`` because the result may be frozen already; the slot ``status`` is emptied so that a look at it comes to
    ``Result.__getattr__``.
    """
    if isinstance(codes, np.ndarray):
        object.__setattr__(result, "_codes", codes)
        object.__delattr__(result, "status")
    else:
        object.__setattr__(result, "status", _core.status_names[codes])
    return result


def draft_of(kind: type[Any]) -> type[Any]:
    """A class with the same slots as a frozen one, which is not frozen: filled as a draft, it becomes the result by ``draft.__class__ = kind``.

    Python lets an object change its class when both lay out their slots alike, which the same fields over the same bases do. A frozen class sets every
    field through ``object.__setattr__``, a third of a microsecond each; a draft does not.
    """
    fields = [(f.name, f.type, dataclasses.field(default=f.default)) for f in dataclasses.fields(kind)]
    return dataclasses.make_dataclass(f"{kind.__name__}Draft", fields, bases=kind.__bases__, slots=True, eq=False, repr=False)


def stacked(results: Sequence[Any]) -> Any:
    """Results of one kind as one result with a leading axis; what is one name or one number for all rows stays so."""
    first = results[0]
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(first):
        values = [getattr(result, field.name) for result in results]
        if isinstance(values[0], Result):
            changes[field.name] = stacked(values)
        elif isinstance(values[0], np.ndarray) or (not first.shape and (field.name == "status" or isinstance(values[0], int | float))):
            column = np.stack([np.asarray(value) for value in values])
            column.flags.writeable = False
            changes[field.name] = column
    return dataclasses.replace(first, **changes)


def rate_of(events: Any, total: Any) -> Any:
    """events / total; NaN for 0 of 0."""
    if isinstance(events, np.ndarray):
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(events / total)
    return events / total if total else math.nan


def count_columns(result: Any) -> dict[str, Any]:
    """The counts and rates of a group, and of its reference where it has one, as columns of a frame."""
    columns = {"events": result.events, "total": result.total, "rate": rate_of(result.events, result.total)}
    if result.reference_total is None:
        return columns
    return columns | {
        "reference_events": result.reference_events,
        "reference_total": result.reference_total,
        "reference_rate": rate_of(result.reference_events, result.reference_total),
    }


def limit_columns(result: Any) -> dict[str, Any]:
    """An estimate with its limits, how they were found and its status, as columns of a frame."""
    return {
        "estimate": result.value,
        "lower": result.lower,
        "upper": result.upper,
        "confidence_level": result.confidence_level,
        "method": result.method,
        "alternative": result.alternative,
        "status": result.status,
    }


def _cell(name: str, value: Any) -> str:
    from html import escape

    if isinstance(value, str):
        return f"<td>{escape(value.replace('_', ' '))}</td>"
    if isinstance(value, bool | np.bool_):
        return f"<td>{'yes' if value else 'no'}</td>"
    if value is None:
        text = "none"
    elif isinstance(value, np.integer | int):
        text = f"{value:,}"
    elif math.isfinite(value):
        text = percent(float(value)) if name.endswith("rate") else f"{value:.4g}"
    else:
        text = _core.decimal_number(float(value), 0)
    return f'<td style="text-align:right">{text}</td>'


class Part:
    """Equality, hash and plain values, shared by results and their parts."""

    __slots__ = ()

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values that ``json.dumps`` accepts: lists for arrays, ``None`` for NaN and for an infinite number.

        The ``status`` beside them tells the two apart: ``unbounded`` means infinite, ``undefined`` and ``no_information`` mean no value.
        """
        return {f.name: json_value(getattr(self, f.name)) for f in dataclasses.fields(self)}

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(_same(getattr(self, f.name), getattr(other, f.name)) for f in dataclasses.fields(self))

    def __hash__(self) -> int:
        return hash(tuple(_hashable(getattr(self, f.name)) for f in dataclasses.fields(self)))


class Result(Part):
    """What all results share."""

    __slots__ = ("_codes",)  # a column of statuses as numbers, while nobody has asked for the words
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset({"measure"})
    _begins_with_a_name: ClassVar[bool] = False  # a caller's name keeps its own letters

    if TYPE_CHECKING:
        status: Any
        _codes: Any
    else:

        def __getattr__(self, name: str) -> Any:  # Python asks here only for what is not there: see the head of this file
            if name == "status":
                words = _STATUS[self._codes]
                words.flags.writeable = False
                object.__setattr__(self, "status", words)
                return words
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the arrays; ``()`` for a single result."""
        return np.shape(self._codes if hasattr(self, "_codes") else self.status)

    def __getitem__(self, index: Any) -> Self:
        """The result of one row, or of several by any NumPy index."""
        if not self.shape:
            raise TypeError(f"a single {type(self).__name__} has no rows")
        found: Self
        if not hasattr(self, "_codes"):
            found = _rows_of(self, index)
            return found
        fields = {f.name: _rows_of(getattr(self, f.name), index) for f in dataclasses.fields(self) if f.name != "status"}
        kind: Any = type(self)
        found = told(kind(**fields, status=None), self._codes[index])
        return found

    def _each(self) -> Iterator[Self]:
        if not self.shape:
            yield self
        else:
            for index in np.ndindex(self.shape):
                yield self[index]

    # What a kind of result has to say for itself.

    def _columns(self) -> dict[str, Any]:
        raise NotImplementedError

    def _line(self) -> str:
        raise NotImplementedError

    def _title(self) -> str:
        raise NotImplementedError

    def explain(self) -> str:
        """How the numbers came about, and what other methods say.

        The formula, the numbers put in, the answer, the published source, when to trust the method, and a small table of the other methods on
        the same counts. Of a result of arrays it explains the method; ask a row, ``result[i].explain()``, for the numbers.

        Examples
        --------
        >>> import equitable as eq
        >>> print(eq.rate_difference(139, 571, 488, 2237).explain().splitlines()[0])
        rate difference = events / total − reference_events / reference_total = 139 / 571 − 488 / 2,237 = +2.5 percentage points
        """
        from .._explain import explained

        return explained(self)

    def _axis(self) -> Axis:
        """How the estimates are shown in a picture."""
        raise TypeError(f"plot: a {type(self).__name__} has no estimates with intervals to draw; to_frame() gives its numbers")

    def _entries(self) -> list[Entry]:
        """The rows of a single result in a picture."""
        raise NotImplementedError

    def _notes(self) -> list[str]:
        """What the alternative text says beside the rows."""
        return []

    def _band(self) -> tuple[float, float] | None:
        """The range of values taken as alike, where there is one."""
        return None

    def _rings(self) -> str:
        """What the rings beside the estimates are, where there are any."""
        return ""

    def _picture(self) -> Any:
        """What `plot` draws: rows, unless a kind of result has a shape of its own."""
        axis, size = self._axis(), math.prod(self.shape)
        if size > MOST_ROWS:
            advice = f"choose at most {MOST_ROWS}, for instance result[:{MOST_ROWS}].plot()"
            raise InvalidInput(f"plot: {size:,} rows are too many for one chart; {advice}")
        level: Any = getattr(self, "confidence_level", None)
        entries = [entry for row in self._each() for entry in row._entries()]
        if isinstance(level, np.ndarray):
            each = np.broadcast_to(level, self.shape).reshape(-1)
            entries = [entry._replace(detail=level_text(one)) for entry, one in zip(entries, each, strict=True)]
        return RowsPicture(axis, entries, level, self._notes(), self._band(), self._rings())

    def plot(self, *, labels: Sequence[str] | None = None, title: str | None = None, ax: Any = None) -> Any:
        """The result as a chart: estimates with their intervals in rows; organisations in a funnel; a share on its path to a target.

        Of two estimates side by side the first is drawn; a part of the result has a chart of its own, as in ``result.ratio.plot()``.

        Parameters
        ----------
        labels : list of str, optional
            What to call each row; the names it was given, or its counts, where none are given.
        title : str, optional
            What the chart shows, for its alternative text.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure otherwise.

        Returns
        -------
        matplotlib.figure.Figure
            With ``alternative_text``: the same in words. ``equitable.plot.to_svg`` writes both into one picture.

        Raises
        ------
        InvalidInput
            Too many rows for a chart, or not one label a row.
        MissingDependency
            matplotlib is not installed.
        TypeError
            The result has nothing to draw, as a test by itself has not.
        """
        from ..plot.results import chart

        drawing = chart(self, labels=labels, title=title)
        figure: Any = drawing.figure(ax=ax)
        figure.alternative_text = drawing.description
        return figure

    def __repr__(self) -> str:
        if not self.shape:
            line = self._line()
            return line + "." if self._begins_with_a_name else sentence_case(line)
        size = math.prod(self.shape)
        shown = [f"  {row._line()}" for row, _ in zip(self._each(), range(_ROWS_IN_TEXT), strict=False)]
        if size > _ROWS_IN_TEXT:
            shown.append(f"  … and {size - _ROWS_IN_TEXT:,} more")
        return "\n".join([f"{size:,} × {self._title()}", *shown])

    def _table(self) -> dict[str, np.ndarray[Any, Any]]:
        columns = {name: np.asarray(values) for name, values in self._columns().items()}
        whole = np.broadcast_shapes(*(column.shape for column in columns.values()), (1,))
        return {name: np.broadcast_to(column, whole).reshape(-1) for name, column in columns.items()}

    def to_frame(self, backend: str | None = None, *, names: str = "equitable") -> Any:
        """The result as a tidy data frame, one row a comparison and measure.

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

        Examples
        --------
        >>> import equitable as eq
        >>> eq.proportion([12, 7], [60, 35]).to_frame("polars").columns
        ['events', 'total', 'rate', 'measure', 'estimate', 'lower', 'upper', 'confidence_level', 'method', 'alternative', 'status']
        """
        from .frames import frame

        return frame(self._table(), backend=backend, names=names)

    def _repr_html_(self) -> str:
        from html import escape

        table = {name: column for name, column in self._table().items() if name not in self._left_out_of_html}
        size = len(next(iter(table.values())))
        caption = repr(self) if not self.shape else f"{math.prod(self.shape):,} × {self._title()}"
        head = "".join(f'<th scope="col">{escape(name.replace("_", " "))}</th>' for name in table)
        rows = []
        for row in range(min(size, _ROWS_IN_HTML)):
            cells = (_cell(name, column[row]) for name, column in table.items())
            rows.append("<tr>" + "".join(cells) + "</tr>")
        more = f"<p>… and {size - _ROWS_IN_HTML:,} more rows</p>" if size > _ROWS_IN_HTML else ""
        return (
            f'<table><caption style="text-align:left">{escape(caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Interval(Part):
    """A closed interval; an end may be infinite, and both are NaN where there is none. ``lower, upper = interval`` works."""

    lower: Any
    upper: Any

    def __iter__(self) -> Iterator[Any]:
        yield self.lower
        yield self.upper


class Counted(Result):
    """A result about a group, and about its reference where it has one."""

    __slots__ = ()

    events: Any
    total: Any
    reference_events: Any
    reference_total: Any

    @property
    def rate(self) -> Any:
        """events / total; NaN for 0 of 0."""
        return rate_of(self.events, self.total)

    @property
    def reference_rate(self) -> Any:
        """reference_events / reference_total; ``None`` without a reference."""
        return None if self.reference_total is None else rate_of(self.reference_events, self.reference_total)


class Bounded(Result):
    """A result that is an estimate between two limits."""

    __slots__ = ()

    lower: Any
    upper: Any

    @property
    def interval(self) -> Interval:
        """Both limits together."""
        return Interval(self.lower, self.upper)
