"""What the functions give back: frozen results that read as a sentence, as a small table and as a tidy frame.

A result of single counts holds plain numbers; a result of arrays holds arrays of one shape, read-only, and ``result[i]`` is the result
of row ``i``. The fields have the names of the arguments and of the columns. ``status`` says why a number is missing or infinite:

``ok``
    every number is finite and defined
``unbounded``
    the estimate or a limit is rightly infinite (a reference rate of 0)
``undefined``
    there is no value (0 of 0, a method that breaks down at a zero); NaN stands there
``no_information``
    a test without evidence either way: nobody, or everybody, had the outcome
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _core
from .errors import InvalidInput, MissingDependency

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Estimate", "Interval", "Policies", "Representation", "Result", "TestResult", "Verdict", "frame"]

_ROWS_IN_TEXT = 6
_ROWS_IN_HTML = 20
_BACKENDS = ("pandas", "polars", "pyarrow")
_BROOM = {
    "lower": "conf.low",
    "upper": "conf.high",
    "confidence_level": "conf.level",
    "pvalue": "p.value",
    "pvalue_adjusted": "adj.p.value",
}


# ---------------------------------------------------------------------------------------------------------------- frames


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


# ------------------------------------------------------------------------------------------------------------ small words


def _level(level: float) -> str:
    return f"{100 * level:.10g}%"


def _number(value: float, decimals: int = 2) -> str:
    if 0 < abs(value) < 0.1:  # keep three figures of a small number
        decimals = min(18, max(decimals, 2 - math.floor(math.log10(abs(value)))))
    return _core.decimal_number(value, decimals)


def _percent(value: float) -> str:
    return _core.decimal_number(100 * value, 1) + ("%" if math.isfinite(value) else "")


def _points(value: float) -> str:
    text = _core.decimal_number(100 * value, 1)
    return "+" + text if value > 0 and text != "0.0" else text


def _pvalue(value: float) -> str:
    if math.isnan(value):
        return "p undefined"
    return "p < 0.001" if value < 0.001 else f"p = {_core.decimal_number(value, 3)}"


def _of(events: int, total: int) -> str:
    return f"{events:,} of {total:,}"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _json(value: Any) -> Any:
    if isinstance(value, Result | Interval | Policies):
        return value.to_dict()
    if isinstance(value, np.ndarray):
        return _json(value.tolist())
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
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
    if isinstance(value, Result | Interval | Policies):
        return dataclasses.replace(value, **{f.name: _rows_of(getattr(value, f.name), index) for f in dataclasses.fields(value)})
    return value


def _rate(events: Any, total: Any) -> Any:
    if isinstance(events, np.ndarray):
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(events / total)
    return events / total if total else math.nan


def _cell(name: str, value: Any) -> str:
    from html import escape

    if isinstance(value, str):
        return f"<td>{escape(value.replace('_', ' '))}</td>"
    if value is None:
        text = "none"
    elif isinstance(value, np.integer | int):
        text = f"{value:,}"
    elif math.isfinite(value):
        text = _percent(float(value)) if name.endswith("rate") else f"{value:.4g}"
    else:
        text = _core.decimal_number(float(value), 0)
    return f'<td style="text-align:right">{text}</td>'


class _Frozen:
    """Equality, hash and plain values, shared by results and their parts."""

    __slots__ = ()

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values that ``json.dumps`` accepts: lists for arrays, ``None`` for NaN and for an infinite number.

        The ``status`` beside them tells the two apart: ``unbounded`` means infinite, ``undefined`` and ``no_information`` mean no value.
        """
        return {f.name: _json(getattr(self, f.name)) for f in dataclasses.fields(self)}

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(_same(getattr(self, f.name), getattr(other, f.name)) for f in dataclasses.fields(self))

    def __hash__(self) -> int:
        return hash(tuple(_hashable(getattr(self, f.name)) for f in dataclasses.fields(self)))


class Result(_Frozen):
    """What all results share."""

    __slots__ = ()
    _left_out_of_html: ClassVar[frozenset[str]] = frozenset({"measure"})

    if TYPE_CHECKING:
        status: Any

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the arrays; ``()`` for a single result."""
        return np.shape(self.status)

    def __getitem__(self, index: Any) -> Self:
        """The result of one row, or of several by any NumPy index."""
        if not self.shape:
            raise TypeError(f"a single {type(self).__name__} has no rows")
        found: Self = _rows_of(self, index)
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
        """How the numbers came about: the formula, the inputs and the published source of the method."""
        raise NotImplementedError

    def __repr__(self) -> str:
        if not self.shape:
            return _sentence_case(self._line())
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
        ['events', 'total', 'rate', 'measure', 'estimate', 'lower', 'upper', 'confidence_level', 'method', 'status']
        """
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


# -------------------------------------------------------------------------------------------------------------- the parts


@dataclass(frozen=True, slots=True, eq=False)
class Interval(_Frozen):
    """A closed interval; an end may be infinite, and both are NaN where there is none. ``lower, upper = interval`` works."""

    lower: Any
    upper: Any

    def __iter__(self) -> Iterator[Any]:
        yield self.lower
        yield self.upper


@dataclass(frozen=True, slots=True, eq=False)
class Policies(_Frozen):
    """What other rules in use say of the same counts, side by side.

    Attributes
    ----------
    lpt : str or array
        ``"different"`` when the uncorrected Pearson test is significant at ``confidence_level`` and the ratio lies outside the margin,
        else ``"similar"``: the rule behind the coded verdicts of the Leicestershire Partnership NHS Trust report.
    lpt_board : str or array
        The same report's rule for board seats: ``"different"`` when the ratio lies outside the margin.
    four_fifths : str or array
        ``"different"`` when the ratio lies outside the margin, however few the people.
    two_standard_deviations : str or array
        ``"different"`` when the difference is statistically significant, however small it is.
    banding : str or array
        ``"much_lower"``, ``"lower"``, ``"similar"``, ``"higher"`` or ``"much_higher"``: against the reference at 95 % and 99.8 %.
    impact_ratio : float or array
        The lower of the two rates over the higher; NaN when neither group has events.
    """

    lpt: Any
    lpt_board: Any
    four_fifths: Any
    two_standard_deviations: Any
    banding: Any
    impact_ratio: Any


# ------------------------------------------------------------------------------------------------------------- estimates

_WILSON = "Wilson EB (1927), Journal of the American Statistical Association 22, 209–212"
_MIETTINEN_NURMINEN = "Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213–226"
_CAMPBELL = "Pearson ES (1947), Biometrika 34, 139–167; Campbell I (2007), Statistics in Medicine 26, 3661–3675"
_PEARSON = "Pearson K (1900), Philosophical Magazine 50, 157–175"
_SCHUIRMANN = "Schuirmann DJ (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657–680; " + _MIETTINEN_NURMINEN

_METHODS = {
    ("proportion", "wilson"): (
        "the rates p with |events/total − p| ≤ z √(p(1−p)/total)",
        _WILSON,
    ),
    ("relative_likelihood", "katz_log"): (
        "ratio × exp(±z √(1/x1 − 1/n1 + 1/x2 − 1/n2))",
        "Katz D, Baptista J, Azen SP, Pike MC (1978), Biometrics 34, 469–474",
    ),
    ("relative_likelihood", "koopman"): (
        "the ratios t with |p1 − t p2| ≤ z √V(t), V at the restricted maximum-likelihood rates",
        "Koopman PAR (1984), Biometrics 40, 513–517",
    ),
    ("relative_likelihood", "miettinen_nurminen"): (
        "the ratios t with |p1 − t p2| ≤ z √(V(t) N/(N−1)), V at the restricted maximum-likelihood rates",
        _MIETTINEN_NURMINEN,
    ),
    ("rate_difference", "wald"): (
        "difference ± z √(p1(1−p1)/n1 + p2(1−p2)/n2), cut to [−1, 1]",
        "Laplace PS (1812), Théorie analytique des probabilités",
    ),
    ("rate_difference", "newcombe"): (
        "the distances from each rate to its Wilson limits, combined as the root of their summed squares",
        "Newcombe RG (1998), Statistics in Medicine 17, 873–890, method 10",
    ),
    ("rate_difference", "mee"): (
        "the differences d with |p1 − p2 − d| ≤ z √V(d), V at the restricted maximum-likelihood rates",
        "Mee RW (1984), Biometrics 40, 1175–1176",
    ),
    ("rate_difference", "miettinen_nurminen"): (
        "the differences d with |p1 − p2 − d| ≤ z √(V(d) N/(N−1)), V at the restricted maximum-likelihood rates",
        _MIETTINEN_NURMINEN,
    ),
    ("representation_gap", "miettinen_nurminen"): (
        "(1 − part/whole) times the score limits of the part's rate less the rest's",
        _MIETTINEN_NURMINEN + "; part against the rest, never against the whole that contains it",
    ),
    ("representation_ratio", "miettinen_nurminen"): (
        "r ↦ r / (f r + 1 − f), f = part/whole, of the score limits of the part's rate over the rest's",
        _MIETTINEN_NURMINEN + "; part against the rest, never against the whole that contains it",
    ),
}

_MEASURES = {
    "proportion": ("rate", "rates", "events / total"),
    "relative_likelihood": (
        "relative likelihood",
        "relative likelihoods",
        "(events / total) / (reference_events / reference_total)",
    ),
    "rate_difference": ("rate difference", "rate differences", "events / total − reference_events / reference_total"),
    "representation_gap": ("representation gap", "representation gaps", "events / total − whole_events / whole_total"),
    "representation_ratio": (
        "share in the part over share in the whole",
        "shares in the part over shares in the whole",
        "(events / total) / (whole_events / whole_total)",
    ),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Estimate(Result):
    """An estimate with its confidence interval.

    Attributes
    ----------
    value : float or array
        The estimate; it never depends on the method.
    lower, upper : float or array
        The limits of the two-sided interval; infinite where that is the right answer.
    confidence_level : float
        The level of the interval, for instance 0.95.
    method : str
        The method of the interval.
    status : str or array of str
        ``ok``, ``unbounded`` or ``undefined``.
    measure : str
        ``proportion``, ``relative_likelihood``, ``rate_difference``, ``representation_gap`` or ``representation_ratio``.
    events, total, reference_events, reference_total : int, array or None
        The counts it rests on; for the last two measures the reference is the whole.
    """

    value: Any
    lower: Any
    upper: Any
    confidence_level: float
    method: str
    status: Any
    measure: str
    events: Any
    total: Any
    reference_events: Any = None
    reference_total: Any = None

    @property
    def rate(self) -> Any:
        """events / total; NaN for 0 of 0."""
        return _rate(self.events, self.total)

    @property
    def reference_rate(self) -> Any:
        """reference_events / reference_total; ``None`` without a reference."""
        return None if self.reference_total is None else _rate(self.reference_events, self.reference_total)

    @property
    def interval(self) -> Interval:
        """Both limits together."""
        return Interval(self.lower, self.upper)

    def _columns(self) -> dict[str, Any]:
        columns: dict[str, Any] = {"events": self.events, "total": self.total, "rate": self.rate}
        if self.reference_total is not None:
            columns |= {
                "reference_events": self.reference_events,
                "reference_total": self.reference_total,
                "reference_rate": self.reference_rate,
            }
        return columns | {
            "measure": self.measure,
            "estimate": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "confidence_level": self.confidence_level,
            "method": self.method,
            "status": self.status,
        }

    def _counts(self) -> str:
        if self.reference_total is None:
            return _of(self.events, self.total)
        link = "within" if self.measure.startswith("representation") else "against"
        return f"{_of(self.events, self.total)} {link} {_of(self.reference_events, self.reference_total)}"

    def _numbers(self) -> tuple[str, str, str, str]:
        if self.measure == "proportion":
            exact = _core.decimal_percent(self.events, self.total, 1) + "%" if self.total else "undefined"
            return exact, _percent(self.lower), _percent(self.upper), ""
        if self.measure in ("rate_difference", "representation_gap"):
            if not (self.total and self.reference_total):
                return "undefined", "", "", ""
            value = _core.decimal_percentage_points(self.events, self.total, self.reference_events, self.reference_total, 1)
            return value, _points(self.lower), _points(self.upper), " percentage points"
        if self.total and self.reference_total and not 0 < self.value < 0.1:
            value = _core.decimal_ratio(self.events, self.total, self.reference_events, self.reference_total, 2)
        else:
            value = _number(self.value)
        return value, _number(self.lower), _number(self.upper), ""

    def _line(self) -> str:
        value, lower, upper, unit = self._numbers()
        status = "" if self.status == "ok" else f", {self.status}"
        interval = "no interval" if math.isnan(self.lower) else f"{_level(self.confidence_level)} interval {lower} to {upper}"
        return f"{_MEASURES[self.measure][0]} {value}{unit} ({interval}): {self._counts()}, {self.method}{status}"

    def _title(self) -> str:
        return f"{_MEASURES[self.measure][1]} with {_level(self.confidence_level)} intervals, {self.method}"

    def explain(self) -> str:
        """How the numbers came about: the formula, the inputs and the published source of the method.

        Examples
        --------
        >>> import equitable as eq
        >>> print(eq.proportion(596, 3842).explain())
        rate = events / total
        95% interval, wilson: the rates p with |events/total − p| ≤ z √(p(1−p)/total)
        inputs: 596 of 3,842
        source: Wilson EB (1927), Journal of the American Statistical Association 22, 209–212
        """
        name, _, formula = _MEASURES[self.measure]
        limits, source = _METHODS[self.measure, self.method]
        inputs = self._counts() if not self.shape else f"{math.prod(self.shape):,} rows of counts"
        return (
            f"{name} = {formula}\n{_level(self.confidence_level)} interval, {self.method}: {limits}\ninputs: {inputs}\nsource: {source}"
        )


# ------------------------------------------------------------------------------------------------------------------ tests

_TESTS = {
    "pearson_chi2": ("N(ad − bc)² / (n1 n2 m (N − m)), the chi-squared of Pearson without correction", _PEARSON),
    "n_minus_1_chi2": ("(N − 1)(ad − bc)² / (n1 n2 m (N − m)), the N − 1 chi-squared", _CAMPBELL),
    "z_fpc_n_minus_1": (
        "(p − P) / √(P(1 − P)/n · (N − n)/(N − 1)), part against whole with the finite-population correction; "
        "its square is the N − 1 chi-squared of the part against the rest",
        _CAMPBELL,
    ),
    "score_mn": ("the larger p-value of two one-sided score tests, of ratio ≤ lower margin and of ratio ≥ upper margin", _SCHUIRMANN),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TestResult(Result):
    """The result of a significance test.

    Attributes
    ----------
    statistic : float or array
        Chi-squared for a two-sided test; the signed root, positive when the group's rate is the higher, for a one-sided test. For a
        test of equivalence the one of its two score statistics that is nearer to failing.
    pvalue : float or array
        NaN with status ``no_information`` when nobody, or everybody, had the outcome.
    method, alternative : str
        The test and its direction; ``alternative`` is ``"equivalence"`` for a test of equivalence.
    status : str or array of str
        ``ok``, ``undefined`` or ``no_information``.
    events, total, reference_events, reference_total : int or array
        The counts it rests on.
    margin : tuple of float or None
        The bounds of equivalence on the ratio, for a test of equivalence.
    """

    __test__: ClassVar[bool] = False  # the name is not a call to pytest

    statistic: Any
    pvalue: Any
    method: str
    alternative: str
    status: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any
    margin: tuple[float, float] | None = None

    @property
    def rate(self) -> Any:
        """events / total; NaN for 0 of 0."""
        return _rate(self.events, self.total)

    @property
    def reference_rate(self) -> Any:
        """reference_events / reference_total; NaN for 0 of 0."""
        return _rate(self.reference_events, self.reference_total)

    def _columns(self) -> dict[str, Any]:
        columns: dict[str, Any] = {
            "events": self.events,
            "total": self.total,
            "rate": self.rate,
            "reference_events": self.reference_events,
            "reference_total": self.reference_total,
            "reference_rate": self.reference_rate,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "alternative": self.alternative,
            "status": self.status,
        }
        if self.margin is not None:
            columns |= {"margin_lower": self.margin[0], "margin_upper": self.margin[1]}
        return columns

    def _line(self) -> str:
        kind = "difference" if self.margin is None else f"equivalence within {_number(self.margin[0])} to {_number(self.margin[1])}"
        direction = "" if self.margin is not None else f" {self.alternative}"
        counts = f"{_of(self.events, self.total)} against {_of(self.reference_events, self.reference_total)}"
        status = "" if self.status == "ok" else f", {self.status}"
        return f"{kind}: {_pvalue(self.pvalue)} (statistic {_number(self.statistic)}), {counts}, {self.method}{direction}{status}"

    def _title(self) -> str:
        return f"tests, {self.method} {self.alternative}" if self.margin is None else f"tests of equivalence, {self.method}"

    def explain(self) -> str:
        """How the numbers came about: the formula, the inputs and the published source of the test."""
        formula, source = _TESTS[self.method]
        if self.alternative in ("greater", "less"):
            formula = "the signed root of " + formula
        if self.shape:
            inputs = f"{math.prod(self.shape):,} rows of counts"
        else:
            inputs = f"{_of(self.events, self.total)} against {_of(self.reference_events, self.reference_total)}"
        return f"{self.method} = {formula}\nalternative: {self.alternative}\ninputs: {inputs}\nsource: {source}"


# --------------------------------------------------------------------------------------------------------- representation


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Representation(Result):
    """How a part of a whole (a pay band, a board) compares with the whole that contains it.

    Attributes
    ----------
    share_part, share_whole, share_rest : float or array
        The group's share in the part, in the whole, and in the whole without the part.
    gap : Estimate
        share_part − share_whole with its interval.
    ratio : Estimate
        share_part / share_whole with its interval.
    test : TestResult
        Of the part against the rest.
    confidence_level : float
        The level of both intervals.
    status : str or array of str
        ``undefined`` where a share has no value (an empty part, or a part that is the whole).
    events, total, whole_events, whole_total : int or array
        The counts.
    """

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset()  # a row for the gap and one for the ratio: the measure tells them apart

    share_part: Any
    share_whole: Any
    share_rest: Any
    gap: Estimate
    ratio: Estimate
    test: TestResult
    confidence_level: float
    status: Any
    events: Any
    total: Any
    whole_events: Any
    whole_total: Any

    def verdict(self, *, margin: tuple[float, float] = (0.8, 1.25)) -> Verdict:
        """The verdict on the part against the rest, at the same confidence level."""
        from .api import verdict

        return verdict(
            self.events,
            self.total,
            self.whole_events - self.events,
            self.whole_total - self.total,
            margin=margin,
            confidence_level=self.confidence_level,
        )

    def sentence(
        self,
        *,
        group: str | Sequence[str] = "the group",
        part: str | Sequence[str] = "the part",
        whole: str | Sequence[str] = "the whole",
        margin: tuple[float, float] = (0.8, 1.25),
        percent_decimals: int = 1,
    ) -> Any:
        """The finding in plain English; a list of sentences for arrays.

        Parameters
        ----------
        group, part, whole : str or sequence of str
            What to call them, for instance ``"Black, Asian and minority ethnic colleagues"``, ``"band 7"``, ``"the workforce"``.
        margin : tuple of float
            The range of ratios taken as alike.
        percent_decimals : int
            Decimals of the percentages.

        Examples
        --------
        >>> import equitable as eq
        >>> share = eq.representation(104, 265, 1409, 5511)
        >>> share.sentence(group="BME colleagues", part="band 2", whole="the workforce").startswith("BME colleagues were over-represented")
        True
        """
        from .api import _bounds

        low, high = _bounds("sentence", margin)
        words = [_spread(text, self.shape, name) for text, name in ((group, "group"), (part, "part"), (whole, "whole"))]
        written = [
            _core.representation_sentence(
                row.events,
                row.total,
                row.whole_events - row.events,
                row.whole_total - row.total,
                low,
                high,
                self.confidence_level,
                group=one,
                part=two,
                whole=three,
                percent_decimals=percent_decimals,
            )
            for row, one, two, three in zip(self._each(), *words, strict=True)
        ]
        written = [text[:1].upper() + text[1:] for text in written]
        return written if self.shape else written[0]

    def _columns(self) -> dict[str, Any]:
        test = {"statistic": self.test.statistic, "pvalue": self.test.pvalue, "alternative": self.test.alternative}
        gap, ratio = self.gap._columns() | test, self.ratio._columns() | test
        order = (*(name for name in gap if name not in ("method", "status", *test)), "statistic", "pvalue", "method", "alternative", "status")
        return {name: np.stack([np.asarray(gap[name]), np.asarray(ratio[name])], axis=-1) for name in order}  # two rows a comparison

    def _line(self) -> str:
        value, lower, upper, unit = self.gap._numbers()
        share = _core.decimal_percent(self.events, self.total, 1) + "%" if self.total else "undefined"
        whole = _core.decimal_percent(self.whole_events, self.whole_total, 1) + "%" if self.whole_total else "undefined"
        interval = "no interval" if math.isnan(self.gap.lower) else f"{_level(self.confidence_level)} interval {lower} to {upper}"
        ratio, *_ = self.ratio._numbers()
        status = "" if self.status == "ok" else f", {self.status}"
        counts = f"{_of(self.events, self.total)} within {_of(self.whole_events, self.whole_total)}"
        return (
            f"share {share} in the part and {whole} in the whole: gap {value}{unit} ({interval}), "
            f"ratio {ratio}, {_pvalue(self.test.pvalue)}: {counts}{status}"
        )

    def _title(self) -> str:
        return f"shares of a part against the whole, with {_level(self.confidence_level)} intervals"

    def explain(self) -> str:
        """How the numbers came about: the formulas, the inputs and the published sources."""
        return "\n\n".join([self.gap.explain(), self.ratio.explain(), self.test.explain()])


# --------------------------------------------------------------------------------------------------------------- verdict


def _spread(text: str | Sequence[str], shape: tuple[int, ...], name: str) -> list[str]:
    size = math.prod(shape)
    if isinstance(text, str):
        return [text] * size
    demand = f"one name or {size} of them" if shape else "one name"
    texts = np.asarray(text, dtype=object)
    if texts.ndim == 0 or not all(isinstance(item, str) for item in texts.flat):
        raise InvalidInput(f"sentence: {name} is {text!r}, but must be {demand}")
    if not shape or texts.size != size:
        raise InvalidInput(f"sentence: {name} has {texts.size} names, but must be {demand}")
    return list(texts.flat)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Verdict(Result):
    """What may be said of a group against a reference, computed from the counts.

    Attributes
    ----------
    state : str or array
        ``higher``, ``lower``, ``similar``, ``inconclusive`` or ``not_assessable``.
    grade : str or array
        ``substantial``, ``material`` or ``slight`` (a difference); ``detectable`` or ``equivalent`` (similar); ``untestable``,
        ``suggestive`` or ``unclear`` (inconclusive); ``none``.
    ratio : float or array
        The relative likelihood, (events/total) / (reference_events/reference_total).
    interval : Interval
        Its score interval at ``confidence_level``, 1 − a.
    equivalence_interval : Interval
        The interval at 1 − 2a that two one-sided tests at a compare with the margin.
    statistic, pvalue : float or array
        The N − 1 chi-squared test; p < a exactly when 1 lies outside ``interval``.
    margin : tuple of float
        The range of ratios taken as alike.
    confidence_level : float
    status : str or array
    events, total, reference_events, reference_total : int or array
        The counts.
    """

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset(
        {"measure", "method", "alternative", "status", "statistic", "complement_state", "equivalence_lower", "equivalence_upper"}
        | {"margin_lower", "margin_upper"}
        | {"policy_lpt", "policy_four_fifths", "policy_two_standard_deviations", "policy_banding"}
    )

    state: Any
    grade: Any
    ratio: Any
    interval: Interval
    equivalence_interval: Interval
    statistic: Any
    pvalue: Any
    margin: tuple[float, float]
    confidence_level: float
    status: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any

    @property
    def method(self) -> str:
        """The interval's method."""
        return "miettinen_nurminen"

    @property
    def rate(self) -> Any:
        """events / total; NaN for 0 of 0."""
        return _rate(self.events, self.total)

    @property
    def reference_rate(self) -> Any:
        """reference_events / reference_total; NaN for 0 of 0."""
        return _rate(self.reference_events, self.reference_total)

    def _inputs(self) -> tuple[Any, ...]:
        counts = (self.events, self.total, self.reference_events, self.reference_total)
        columns = (np.ascontiguousarray(np.reshape(count, -1), dtype=np.int64) for count in counts)
        return (*columns, *self.margin, self.confidence_level)

    def _shaped(self, values: np.ndarray[Any, Any]) -> Any:
        if not self.shape:
            value = values[0]
            return value.item() if isinstance(value, np.generic) else value
        values = values.reshape(self.shape)
        values.flags.writeable = False
        return values

    @property
    def fragility(self) -> Any:
        """The least number of people in the group whose outcome must change for the state to change.

        1 means that one person would change the conclusion; ``None`` that no change of outcomes in the group does.
        """
        people = _core.people_to_change_state(*self._inputs())
        found = people.astype(object)
        found[people < 0] = None
        return self._shaped(found)

    @property
    def complement(self) -> Verdict:
        """The verdict on not having the outcome ("not appointed") in the same counts."""
        from .api import verdict

        return verdict(
            self.total - self.events,
            self.total,
            self.reference_total - self.reference_events,
            self.reference_total,
            margin=self.margin,
            confidence_level=self.confidence_level,
        )

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values, with the people to change the state, the complement's state and whether that tells another story."""
        return {
            **_Frozen.to_dict(self),
            "fragility": _json(self.fragility),
            "complement_state": _json(self.complement.state),
            "framing_changes": _json(self.framing_changes),
        }

    @property
    def framing_changes(self) -> Any:
        """Whether the complement tells another story: its state is not the mirror image of this one (higher of lower, else the same)."""
        return self._shaped(_core.framing(*self._inputs())[1])

    @property
    def policies(self) -> Policies:
        """What other rules in use say of the same counts, side by side."""
        *different, banding, impact_ratio = _core.policies(*self._inputs())
        lpt, lpt_board, four_fifths, two_deviations = (self._shaped(np.where(said, "different", "similar")) for said in different)
        words = self._shaped(np.array(_core.banding_names)[banding])
        return Policies(lpt, lpt_board, four_fifths, two_deviations, words, self._shaped(impact_ratio))

    def sentence(
        self,
        *,
        group: str | Sequence[str] = "the group",
        reference: str | Sequence[str] = "the reference group",
        outcome: str | Sequence[str] = "have the outcome",
        ratio_decimals: int = 2,
        percent_decimals: int = 1,
    ) -> Any:
        """The finding in plain English; a list of sentences for arrays.

        Parameters
        ----------
        group, reference : str or sequence of str
            What to call the two groups, for instance ``"White applicants"``.
        outcome : str or sequence of str
            What was likely, after "to": ``"be appointed from shortlisting"``.
        ratio_decimals, percent_decimals : int
            Decimals of the ratio and of the percentages.

        Returns
        -------
        str or list of str

        Examples
        --------
        >>> import equitable as eq
        >>> finding = eq.verdict(596, 3842, 207, 2386)
        >>> text = finding.sentence(group="White applicants", reference="BME applicants", outcome="be appointed from shortlisting")
        >>> text.startswith("White applicants were 1.79 times as likely as BME applicants to be appointed from shortlisting")
        True
        """
        named = ((group, "group"), (reference, "reference"), (outcome, "outcome"))
        words = [_spread(text, self.shape, name) for text, name in named]
        written = [
            _core.sentence(
                row.events,
                row.total,
                row.reference_events,
                row.reference_total,
                *self.margin,
                self.confidence_level,
                group=one,
                reference=two,
                outcome=three,
                ratio_decimals=ratio_decimals,
                percent_decimals=percent_decimals,
            )
            for row, one, two, three in zip(self._each(), *words, strict=True)
        ]
        written = [text[:1].upper() + text[1:] for text in written]
        return written if self.shape else written[0]

    def _columns(self) -> dict[str, Any]:
        policies = self.policies
        return {
            "events": self.events,
            "total": self.total,
            "rate": self.rate,
            "reference_events": self.reference_events,
            "reference_total": self.reference_total,
            "reference_rate": self.reference_rate,
            "measure": "relative_likelihood",
            "estimate": self.ratio,
            "lower": self.interval.lower,
            "upper": self.interval.upper,
            "confidence_level": self.confidence_level,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "alternative": "two-sided",
            "state": self.state,
            "grade": self.grade,
            "status": self.status,
            "equivalence_lower": self.equivalence_interval.lower,
            "equivalence_upper": self.equivalence_interval.upper,
            "margin_lower": self.margin[0],
            "margin_upper": self.margin[1],
            "fragility": self.fragility,
            "complement_state": self._shaped(np.array(_core.state_names)[_core.framing(*self._inputs())[0]]),
            "policy_lpt": policies.lpt,
            "policy_four_fifths": policies.four_fifths,
            "policy_two_standard_deviations": policies.two_standard_deviations,
            "policy_banding": policies.banding,
        }

    def _estimate(self) -> Estimate:
        return Estimate(
            self.ratio,
            self.interval.lower,
            self.interval.upper,
            self.confidence_level,
            self.method,
            self.status,
            "relative_likelihood",
            self.events,
            self.total,
            self.reference_events,
            self.reference_total,
        )

    def _line(self) -> str:
        value, lower, upper, _ = self._estimate()._numbers()
        grade = "" if self.grade == "none" else f" ({self.grade})"
        status = "" if self.status == "ok" else f", {self.status}"
        counts = f"{_of(self.events, self.total)} against {_of(self.reference_events, self.reference_total)}"
        interval = "no interval" if math.isnan(self.interval.lower) else f"{_level(self.confidence_level)} interval {lower} to {upper}"
        state = self.state.replace("_", " ")
        return f"{state}{grade}: relative likelihood {value} ({interval}, {_pvalue(self.pvalue)}), {counts}{status}"

    def _title(self) -> str:
        return f"verdicts with {_level(self.confidence_level)} intervals"

    def explain(self) -> str:
        """How the verdict came about: the interval, the test, the margin and the rule."""
        level = self.confidence_level
        lines = [
            self._estimate().explain(),
            f"margin: ratios from {_number(self.margin[0])} to {_number(self.margin[1])} are taken as alike",
            f"significant: 1 lies outside the {_level(level)} interval, the same as p < {1 - level:.10g} in the N − 1 chi-squared test",
            f"similar: the {_level(2 * level - 1)} interval lies inside the margin (two one-sided tests at {1 - level:.10g})",
        ]
        if not self.shape:
            lower, upper = _number(self.equivalence_interval.lower), _number(self.equivalence_interval.upper)
            lines += [f"{_level(2 * level - 1)} interval: {lower} to {upper}", f"verdict: {self.state}, {self.grade}"]
        return "\n".join(lines)
