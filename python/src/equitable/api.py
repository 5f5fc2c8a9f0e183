"""The functions: single counts or columns of them in, one result out.

Every function takes counts by position and options by name. Counts are whole numbers: a Python or NumPy integer, or anything NumPy reads as an array
of them (lists, Series of pandas and polars). Single counts give a result of plain numbers, arrays are broadcast together as NumPy does and give a
result of arrays. A caller's mistake raises `InvalidInput` (a ``ValueError``) and names the argument, the value and the row. Data without an answer
raises nothing: it gives NaN, or the right infinity, and a ``status``, alike for one row and for many.
"""

from __future__ import annotations

import math
import numbers
import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import numpy as np

from . import _core
from .errors import InvalidInput
from .results import Estimate, Interval, Representation, TestResult, Verdict

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["equivalence", "proportion", "rate_difference", "relative_likelihood", "representation", "significance", "verdict"]

_Pair: TypeAlias = tuple[Any, Any]
_Four: TypeAlias = tuple[Any, Any, Any, Any]
_Columns = TypeVar("_Columns", _Pair, _Four)
_Kernel: TypeAlias = tuple[str, Callable[..., Any], Callable[..., Any], Sequence[str]]
"""Name, compiled function of single counts, compiled function of columns, methods."""

_MAX_COUNT = 2**53  # up to here a count and its double are the same number
_STATUS = _core.status_names
_STATE = _core.state_names
_GRADE = _core.grade_names
_STATUS_ARRAY = np.array(_STATUS)
_STATE_ARRAY = np.array(_STATE)
_GRADE_ARRAY = np.array(_GRADE)


# ------------------------------------------------------------------------------------------------------------- reading input


def _refuse(where: str, name: str, value: object, demand: str, row: int | None = None) -> InvalidInput:
    at = "" if row is None else f" (row {row}, counting from 0)"
    return InvalidInput(f"{where}: {name} is {value}, but must be {demand}{at}")


def _whole(where: str, name: str, value: Any, row: int | None = None) -> int:
    """One count as a Python integer, or the error that says why it is none."""
    if isinstance(value, bool | np.bool_):
        raise _refuse(where, name, value, "a whole number, not True or False", row)
    if isinstance(value, numbers.Real | np.number) and not isinstance(value, numbers.Integral):
        number = float(value)
        if math.isnan(number):
            raise _refuse(where, name, "NaN", "a whole number", row)
        if not number.is_integer():  # infinity as well
            raise _refuse(where, name, f"{number:.15g}", "a whole number", row)
        if abs(number) >= _MAX_COUNT:
            raise _refuse(where, name, f"{number:.17g}", "below 2^53 when it is not an integer", row)
        return int(number)
    try:
        count = operator.index(value)
    except TypeError:
        missing = value is None or type(value).__name__ in ("NAType", "NaTType")
        raise _refuse(where, name, "missing" if missing else repr(value), "a whole number", row) from None
    if abs(count) > _MAX_COUNT:
        raise _refuse(where, name, count, "0 or more" if count < 0 else "at most 2^53", row)
    return count


def _holds_bool(values: Any) -> bool:
    if isinstance(values, list | tuple):
        return any(_holds_bool(value) for value in values)
    return isinstance(values, bool | np.bool_)


def _column(where: str, name: str, values: Any) -> np.ndarray[Any, Any]:
    """A column of counts as int64, checked value by value where NumPy's own type does not vouch for it."""
    try:
        column = np.asarray(values)
    except ValueError:
        raise InvalidInput(f"{where}: {name} has rows of different lengths, but must be one array of whole numbers") from None
    if isinstance(values, list | tuple) and (column.dtype.kind not in "iufO" or _holds_bool(values)):
        column = np.asarray(values, dtype=object)  # NumPy would take True for 1, and one word would make words of all numbers
    kind = column.dtype.kind
    if column.ndim == 0:  # one count for all rows
        return np.array(_whole(where, name, column.item()), dtype=np.int64)
    if kind in "iu":
        beyond = column > _MAX_COUNT
        if beyond.any():
            row = int(np.argmax(beyond))
            raise _refuse(where, name, column.reshape(-1)[row], "at most 2^53", row)
        return column.astype(np.int64)
    if kind == "f":
        column = column.astype(np.float64)
        fine = (column == np.floor(column)) & (np.abs(column) < _MAX_COUNT)
        if not fine.all():
            row = int(np.argmin(fine))
            _whole(where, name, column.reshape(-1)[row], row)
        return column.astype(np.int64)
    if column.size == 0:
        return np.zeros(column.shape, dtype=np.int64)
    counts = [_whole(where, name, value, row) for row, value in enumerate(column.reshape(-1).tolist())]
    return np.array(counts, dtype=np.int64).reshape(column.shape)


def _is_single(value: Any) -> bool:
    if isinstance(value, numbers.Number | np.generic | str | bytes) or value is None:
        return True
    return not isinstance(value, list | tuple) and np.ndim(value) == 0


def _counts(where: str, given: dict[str, Any]) -> tuple[bool, tuple[Any, ...]]:
    """Single counts as ``(True, integers)``; columns as ``(False, arrays)``, broadcast to one shape."""
    if all(type(value) is int and -_MAX_COUNT <= value <= _MAX_COUNT for value in given.values()):
        return True, tuple(given.values())
    if all(_is_single(value) for value in given.values()):
        single = (value.item() if isinstance(value, np.ndarray) else value for value in given.values())
        return True, tuple(_whole(where, name, value) for name, value in zip(given, single, strict=True))
    columns = [_column(where, name, value) for name, value in given.items()]
    try:
        whole = np.broadcast_shapes(*(column.shape for column in columns))
    except ValueError:
        shapes = ", ".join(f"{name} {column.shape}" for name, column in zip(given, columns, strict=True))
        raise InvalidInput(f"{where}: the shapes do not fit together, but must be alike or single: {shapes}") from None
    return False, tuple(_frozen(np.array(np.broadcast_to(column, whole), dtype=np.int64, order="C")) for column in columns)


def _pair(where: str, events: Any, total: Any) -> tuple[bool, _Pair]:
    single, (a, b) = _counts(where, {"events": events, "total": total})
    return single, (a, b)


def _four(where: str, events: Any, total: Any, other_events: Any, other_total: Any, other: str = "reference") -> tuple[bool, _Four]:
    given = {"events": events, "total": total, f"{other}_events": other_events, f"{other}_total": other_total}
    single, (a, b, c, d) = _counts(where, given)
    return single, (a, b, c, d)


def _frozen(column: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    column.flags.writeable = False
    return column


def _flat(columns: _Columns) -> _Columns:
    return cast("_Columns", tuple(column.reshape(-1) for column in columns))


def _choice(where: str, name: str, value: object, known: Sequence[str]) -> str:
    if isinstance(value, str) and value in known:
        return value
    from difflib import get_close_matches

    near = get_close_matches(value.replace("-", "_"), known, n=1, cutoff=0.5) if isinstance(value, str) else []
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise InvalidInput(f"{where}: {name} is {value!r}, but must be one of {', '.join(known)}{hint}")


def _real(where: str, name: str, value: object) -> float:
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real | np.floating):
        raise _refuse(where, name, repr(value), "a number, for instance 0.95")
    return float(value)


def _bounds(where: str, margin: Any) -> tuple[float, float]:
    try:
        lower, upper = margin
    except (TypeError, ValueError):
        raise _refuse(where, "margin", repr(margin), "two numbers, for instance (0.8, 1.25)") from None
    return _real(where, "margin[0]", lower), _real(where, "margin[1]", upper)


# ----------------------------------------------------------------------------------------------------------------- one rate


def proportion(events: ArrayLike, total: ArrayLike, *, method: str = "wilson", confidence_level: float = 0.95) -> Estimate:
    """A rate, events / total, with its confidence interval.

    Parameters
    ----------
    events, total : int or array of int
        Whole numbers with 0 <= events <= total <= 2**53. Arrays are broadcast together.
    method : {"wilson"}
        The interval. Wilson's score interval covers on average what it says, also at 0 and at ``total``.
    confidence_level : float
        Strictly between 0 and 1, for instance 0.95.

    Returns
    -------
    Estimate
        ``value``, ``lower`` and ``upper`` between 0 and 1. 0 of 0 gives NaN and the status ``undefined``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    Not for a survey whose respondents are a large share of a small workforce: the interval is then too wide.
    Source: Wilson EB (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.proportion(207, 2386)
    Rate 8.7% (95% interval 7.6% to 9.9%): 207 of 2,386, wilson.
    >>> eq.proportion([12, 0], [60, 0]).status.tolist()
    ['ok', 'undefined']
    """
    if type(events) is type(total) is int:
        try:
            value, lower, upper, status = _core.proportion_one(events, total, method, confidence_level)
            return Estimate(value, lower, upper, confidence_level, method, _STATUS[status], "proportion", events, total)
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    where = "proportion"
    single, counts = _pair(where, events, total)
    method = _choice(where, "method", method, _core.proportion_methods)
    level = _real(where, "confidence_level", confidence_level)
    if single:
        value, lower, upper, status = _core.proportion_one(*counts, method, level)
        return Estimate(value, lower, upper, level, method, _STATUS[status], where, *counts)
    return _estimates(where, counts, method, level, _core.proportion(*_flat(counts), method, level))


def _estimates(
    measure: str,
    columns: _Pair | _Four,
    method: str,
    level: float,
    answer: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]],
) -> Estimate:
    value, lower, upper, status = answer
    shape = columns[0].shape
    return Estimate(
        _frozen(value.reshape(shape)),
        _frozen(lower.reshape(shape)),
        _frozen(upper.reshape(shape)),
        level,
        method,
        _frozen(_STATUS_ARRAY[status].reshape(shape)),
        measure,
        *columns,
    )


# ------------------------------------------------------------------------------------------------------------ two groups


def _comparison(kernel: _Kernel, given: _Four, method: str, confidence_level: float) -> Estimate:
    """A ratio or a difference: four Python integers go straight to the compiled function, anything else is looked at first."""
    where, one, many, methods = kernel
    events, total, reference_events, reference_total = given
    if type(events) is type(total) is type(reference_events) is type(reference_total) is int:
        try:
            value, lower, upper, status = one(*given, method, confidence_level)
            return Estimate(value, lower, upper, confidence_level, method, _STATUS[status], where, *given)
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    single, counts = _four(where, *given)
    method = _choice(where, "method", method, methods)
    level = _real(where, "confidence_level", confidence_level)
    if single:
        value, lower, upper, status = one(*counts, method, level)
        return Estimate(value, lower, upper, level, method, _STATUS[status], where, *counts)
    return _estimates(where, counts, method, level, many(*_flat(counts), method, level))


def relative_likelihood(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "miettinen_nurminen",
    confidence_level: float = 0.95,
) -> Estimate:
    """The relative likelihood, rate(group) / rate(reference), with its confidence interval.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : {"miettinen_nurminen", "koopman", "katz_log"}
        The interval. ``miettinen_nurminen`` is defined for every table and agrees with the test ``n_minus_1_chi2``: 1 lies outside exactly
        when p < 1 - confidence_level. ``koopman`` agrees with ``pearson_chi2``. ``katz_log`` is the interval of spreadsheets, for comparison: it has
        no limits when either group has no events.
    confidence_level : float
        Strictly between 0 and 1, for instance 0.95.

    Returns
    -------
    Estimate
        The ratio, worked out from the unrounded counts, and its limits. No events in the reference gives the value and the upper limit infinity
        and the status ``unbounded``; no events in either gives NaN, the limits 0 and infinity, and ``undefined``; a group without people gives NaN
        throughout and ``undefined``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    Not for paired data, and not for a part against the whole that contains it: that is `representation`.
    Sources: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226; Koopman PAR (1984), Biometrics 40, 513-517;
    Katz D and others (1978), Biometrics 34, 469-474.

    Examples
    --------
    White applicants appointed from shortlisting against Black, Asian and minority ethnic applicants:

    >>> import equitable as eq
    >>> eq.relative_likelihood(596, 3842, 207, 2386)
    Relative likelihood 1.79 (95% interval 1.54 to 2.08): 596 of 3,842 against 207 of 2,386, miettinen_nurminen.
    >>> result = eq.relative_likelihood([596, 3], [3842, 5], [207, 0], [2386, 8])
    >>> result.status.tolist()
    ['ok', 'unbounded']
    >>> result.upper[1]
    np.float64(inf)
    """
    return _comparison(
        ("relative_likelihood", _core.relative_likelihood_one, _core.relative_likelihood, _core.relative_likelihood_methods),
        (events, total, reference_events, reference_total),
        method,
        confidence_level,
    )


def rate_difference(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "newcombe",
    confidence_level: float = 0.95,
) -> Estimate:
    """The rate difference, rate(group) - rate(reference), with its confidence interval.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : {"newcombe", "miettinen_nurminen", "mee", "wald"}
        The interval. ``newcombe`` is a closed form of good coverage. Beside a p-value take ``miettinen_nurminen``: 0 lies outside exactly when
        ``n_minus_1_chi2`` has p < 1 - confidence_level; ``mee`` agrees with ``pearson_chi2`` so. ``wald`` is the textbook interval, for comparison only:
        far too short with small counts.
    confidence_level : float
        Strictly between 0 and 1, for instance 0.95.

    Returns
    -------
    Estimate
        Between -1 and 1: a hundred times it are percentage points. A group without people gives NaN and the status ``undefined``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    Not for paired data, and not for a part against the whole that contains it: that is `representation`.
    Sources: Newcombe RG (1998), Statistics in Medicine 17, 873-890, method 10; Miettinen O, Nurminen M (1985), Statistics in Medicine 4,
    213-226; Mee RW (1984), Biometrics 40, 1175-1176.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.rate_difference(139, 571, 488, 2237)
    Rate difference +2.5 percentage points (95% interval -1.2 to +6.6): 139 of 571 against 488 of 2,237, newcombe.
    """
    return _comparison(
        ("rate_difference", _core.rate_difference_one, _core.rate_difference, _core.rate_difference_methods),
        (events, total, reference_events, reference_total),
        method,
        confidence_level,
    )


def significance(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    method: str = "n_minus_1_chi2",
    alternative: str = "two-sided",
) -> TestResult:
    """Whether two rates differ by more than chance.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    method : {"n_minus_1_chi2", "pearson_chi2"}
        ``n_minus_1_chi2`` is valid for expected counts down to 1 and agrees with the Miettinen-Nurminen intervals; ``pearson_chi2`` is the
        textbook test without correction.
    alternative : {"two-sided", "greater", "less"}
        ``greater``: the group's rate is above the reference's.

    Returns
    -------
    TestResult
        ``statistic`` is chi-squared for a two-sided test and its signed root for a one-sided one. When nobody, or everybody, had the outcome there is
        no evidence either way: NaN and the status ``no_information``. A group without people gives NaN and ``undefined``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; an option is not known.

    Notes
    -----
    A large p-value does not show that the rates are alike: that is `equivalence`. Not for paired data.
    Sources: Pearson K (1900), Philosophical Magazine 50, 157-175; Pearson ES (1947), Biometrika 34, 139-167; Campbell I (2007), Statistics in
    Medicine 26, 3661-3675.

    Examples
    --------
    >>> import equitable as eq
    >>> test = eq.significance(596, 3842, 207, 2386)
    >>> round(test.statistic, 2), f"{test.pvalue:.2e}"
    (61.25, '5.01e-15')
    >>> eq.significance(0, 12, 0, 9).status
    'no_information'
    """
    if type(events) is type(total) is type(reference_events) is type(reference_total) is int:
        try:
            statistic, pvalue, status = _core.significance_one(
                events, total, reference_events, reference_total, method, alternative
            )
            return TestResult(
                statistic, pvalue, method, alternative, _STATUS[status], events, total, reference_events, reference_total
            )
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    where = "significance"
    single, counts = _four(where, events, total, reference_events, reference_total)
    method = _choice(where, "method", method, _core.significance_methods)
    alternative = _choice(where, "alternative", alternative, _core.alternatives)
    if single:
        statistic, pvalue, status = _core.significance_one(*counts, method, alternative)
        return TestResult(statistic, pvalue, method, alternative, _STATUS[status], *counts)
    return _tests(counts, method, alternative, _core.significance(*_flat(counts), method, alternative))


def _tests(
    columns: _Four,
    method: str,
    alternative: str,
    answer: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]],
    margin: tuple[float, float] | None = None,
) -> TestResult:
    statistic, pvalue, status = answer
    shape = columns[0].shape
    return TestResult(
        _frozen(statistic.reshape(shape)),
        _frozen(pvalue.reshape(shape)),
        method,
        alternative,
        _frozen(_STATUS_ARRAY[status].reshape(shape)),
        *columns,
        margin,
    )


def equivalence(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    margin: tuple[float, float] = (0.8, 1.25),
) -> TestResult:
    """Whether two rates are alike: two one-sided score tests of the relative likelihood against a margin.

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    margin : (float, float)
        The ratios taken as alike, 0 < lower < 1 < upper; by default the four-fifths rule and its inverse.

    Returns
    -------
    TestResult
        A small ``pvalue`` says that the ratio lies inside the margin. It is below a exactly when the Miettinen-Nurminen interval at level 1 - 2a lies
        inside. ``statistic`` is the nearer of the two distances from the margin in standard errors. A group without people gives NaN and
        ``undefined``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; the margin does not
        hold 1.

    Notes
    -----
    "Not significantly different" is no evidence of being alike; this is. Not for paired data.
    Sources: Schuirmann DJ (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680; Miettinen O, Nurminen M (1985), Statistics in
    Medicine 4, 213-226.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.equivalence(179, 717, 1230, 4794).pvalue < 0.05
    True
    >>> eq.equivalence(139, 571, 488, 2237).pvalue < 0.05
    False
    """
    where = "equivalence"
    single, counts = _four(where, events, total, reference_events, reference_total)
    bounds = _bounds(where, margin)
    if single:
        statistic, pvalue, status = _core.equivalence_one(*counts, *bounds)
        return TestResult(statistic, pvalue, "score_mn", "equivalence", _STATUS[status], *counts, bounds)
    return _tests(counts, "score_mn", "equivalence", _core.equivalence(*_flat(counts), *bounds), bounds)


# ------------------------------------------------------------------------------------------------------ a part of a whole


def representation(
    events: ArrayLike,
    total: ArrayLike,
    whole_events: ArrayLike,
    whole_total: ArrayLike,
    *,
    confidence_level: float = 0.95,
) -> Representation:
    """How far a group's share in a part (a pay band, a board) lies from its share in the whole that contains the part.

    Part and whole overlap, so everything is worked out from the part against the rest and carried over to the whole.

    Parameters
    ----------
    events, total : int or array of int
        The part: members of the group, and everybody.
    whole_events, whole_total : int or array of int
        The whole, the part included. All four are broadcast together.
    confidence_level : float
        Strictly between 0 and 1, for instance 0.95.

    Returns
    -------
    Representation
        The three shares; ``gap`` (share in the part less share in the whole) and ``ratio`` (the one over the other) with their Miettinen-Nurminen
        limits; ``test`` of the part against the rest. An empty part, or a part that is the whole, gives NaN and the status ``undefined``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; the part does not fit into the whole; the shapes do not fit.

    Notes
    -----
    Not for a benchmark from outside (a census, another organisation), which is no part of the same whole: use `rate_difference` and
    `relative_likelihood`.
    Source of the limits: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226.

    Examples
    --------
    A band with 53 of 336 in a workforce with 1,409 of 5,511:

    >>> import equitable as eq
    >>> eq.representation(53, 336, 1409, 5511).gap
    Representation gap -9.8 percentage points (95% interval -13.3 to -5.6): 53 of 336 within 1,409 of 5,511, miettinen_nurminen.
    """
    where = "representation"
    single, counts = _four(where, events, total, whole_events, whole_total, "whole")
    level = _real(where, "confidence_level", confidence_level)
    if single:
        part, whole, rest, gap, ratio, statistic, pvalue, test_status, status = _core.representation_one(*counts, level)
        return _representation(counts, level, (part, whole, rest), gap, ratio, (statistic, pvalue, _STATUS[test_status]), _STATUS[status])
    shape = counts[0].shape
    answer = _core.representation(*_flat(counts), level)
    shares = tuple(_frozen(share.reshape(shape)) for share in answer[:3])
    gap_columns, ratio_columns = (tuple(column.reshape(shape) for column in estimate) for estimate in answer[3:5])
    test = (
        _frozen(answer[5].reshape(shape)),
        _frozen(answer[6].reshape(shape)),
        _frozen(_STATUS_ARRAY[answer[7]].reshape(shape)),
    )
    return _representation(
        counts, level, shares, gap_columns, ratio_columns, test, _frozen(_STATUS_ARRAY[answer[8]].reshape(shape))
    )


def _representation(
    counts: _Four,
    level: float,
    shares: tuple[Any, ...],
    gap: tuple[Any, ...],
    ratio: tuple[Any, ...],
    test: tuple[Any, ...],
    status: Any,
) -> Representation:
    events, total, whole_events, whole_total = counts
    method = "miettinen_nurminen"

    def estimate(measure: str, values: tuple[Any, ...]) -> Estimate:
        value, lower, upper, code = values
        if isinstance(code, np.ndarray):
            return Estimate(
                _frozen(value), _frozen(lower), _frozen(upper), level, method, _frozen(_STATUS_ARRAY[code]), measure, *counts
            )
        return Estimate(value, lower, upper, level, method, _STATUS[code], measure, *counts)

    rest_events, rest_total = whole_events - events, whole_total - total
    if isinstance(rest_events, np.ndarray):
        rest_events, rest_total = _frozen(rest_events), _frozen(rest_total)
    statistic, pvalue, test_status = test
    share_part, share_whole, share_rest = shares
    return Representation(
        share_part,
        share_whole,
        share_rest,
        estimate("representation_gap", gap),
        estimate("representation_ratio", ratio),
        TestResult(statistic, pvalue, "z_fpc_n_minus_1", "two-sided", test_status, events, total, rest_events, rest_total),
        level,
        status,
        *counts,
    )


# --------------------------------------------------------------------------------------------------------------- verdict


def verdict(
    events: ArrayLike,
    total: ArrayLike,
    reference_events: ArrayLike,
    reference_total: ArrayLike,
    *,
    margin: tuple[float, float] = (0.8, 1.25),
    confidence_level: float = 0.95,
) -> Verdict:
    """What may be said of a group beside its reference: a state and a grade, computed from the counts.

    ===============  ==============  =========================================================================
    state            grade           what the numbers show
    ===============  ==============  =========================================================================
    higher, lower    substantial     a difference clearly beyond the margin
    higher, lower    material        a difference; the best estimate lies beyond the margin
    higher, lower    slight          a difference, perhaps within the margin
    similar          detectable      a small difference that lies within the margin
    similar          equivalent      alike within the margin; only this grade may say so
    inconclusive     untestable      too few people for any conclusion
    inconclusive     suggestive      the best estimate lies beyond the margin, but it could be chance
    inconclusive     unclear         neither a difference nor similarity is shown
    not_assessable   none            a group without people
    ===============  ==============  =========================================================================

    Parameters
    ----------
    events, total : int or array of int
        The group: whole numbers with 0 <= events <= total <= 2**53.
    reference_events, reference_total : int or array of int
        The reference, likewise. All four are broadcast together.
    margin : (float, float)
        The ratios taken as alike, 0 < lower < 1 < upper; both ends belong to it.
    confidence_level : float
        Above 0.5 and below 1, for instance 0.95.

    Returns
    -------
    Verdict
        With ``state``, ``grade``, ``ratio``, ``interval``, ``equivalence_interval``, ``pvalue``, and, worked out when asked for, ``fragility``,
        ``complement``, ``policies`` and ``sentence()``.

    Raises
    ------
    InvalidInput
        A count is negative, fractional, missing, a bool or above 2**53; events exceed total; the shapes do not fit; the margin does not
        hold 1.

    Notes
    -----
    "higher" means that the group's rate is the higher one, whatever is good or bad about the outcome. Not for paired data; for a part of a whole
    compare with the rest: `representation` and its ``verdict()``.
    Sources: Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213-226; Schuirmann DJ (1987), Journal of Pharmacokinetics and
    Biopharmaceutics 15, 657-680.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.verdict(596, 3842, 207, 2386)
    Higher (substantial): relative likelihood 1.79 (95% interval 1.54 to 2.08, p < 0.001), 596 of 3,842 against 207 of 2,386.
    >>> finding = eq.verdict([117, 21], [488, 56], [460, 26], [1991, 113])
    >>> finding.grade.tolist(), finding.fragility.tolist()
    (['equivalent', 'material'], [6, 1])
    """
    if type(events) is type(total) is type(reference_events) is type(reference_total) is int and type(margin) is tuple:
        try:
            state, grade, ratio, lower, upper, low, high, statistic, pvalue, status = _core.verdict_one(
                events, total, reference_events, reference_total, *margin, confidence_level
            )
            return Verdict(
                _STATE[state],
                _GRADE[grade],
                ratio,
                Interval(lower, upper),
                Interval(low, high),
                statistic,
                pvalue,
                margin,
                confidence_level,
                _STATUS[status],
                events,
                total,
                reference_events,
                reference_total,
            )
        except (TypeError, InvalidInput):
            pass  # the careful way below says what is wrong
    where = "verdict"
    single, counts = _four(where, events, total, reference_events, reference_total)
    bounds = _bounds(where, margin)
    level = _real(where, "confidence_level", confidence_level)
    if single:
        state, grade, ratio, lower, upper, low, high, statistic, pvalue, status = _core.verdict_one(*counts, *bounds, level)
        return Verdict(
            _STATE[state],
            _GRADE[grade],
            ratio,
            Interval(lower, upper),
            Interval(low, high),
            statistic,
            pvalue,
            bounds,
            level,
            _STATUS[status],
            *counts,
        )
    shape = counts[0].shape
    answer = _core.verdict(*_flat(counts), *bounds, level)
    ratios, lowers, uppers, lows, highs, statistics, pvalues = (_frozen(column.reshape(shape)) for column in answer[2:9])
    return Verdict(
        _frozen(_STATE_ARRAY[answer[0]].reshape(shape)),
        _frozen(_GRADE_ARRAY[answer[1]].reshape(shape)),
        ratios,
        Interval(lowers, uppers),
        Interval(lows, highs),
        statistics,
        pvalues,
        bounds,
        level,
        _frozen(_STATUS_ARRAY[answer[9]].reshape(shape)),
        *counts,
    )
