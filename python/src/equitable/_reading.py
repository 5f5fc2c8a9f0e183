"""Reading the arguments of the functions: counts, other numbers, levels, margins and names, and what to say when one of them is wrong.

A message names the function, the argument, the value, the row where there are several, and what the value must be.
"""

from __future__ import annotations

import math
import numbers
import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from . import _core
from .errors import InvalidInput

__all__ = ["answers", "bounds", "choice", "counts_of", "frozen", "levels", "named", "numbers_of", "real", "refuse", "refuse_other_labels", "status_of", "threads_of"]

MAX_COUNT = 2**53  # up to here a count and its double are the same number
COPIED_ROWS = 2**16
"""Up to so many rows a result has copies of the caller's columns. Longer ones are kept as read-only views: copying them would take as long as a
closed form."""
MOST_THREADS = 1024
STATUS = _core.status_names
_STATUS_ARRAY = np.array(STATUS)


def refuse(where: str, name: str, value: object, demand: str, row: int | None = None) -> InvalidInput:
    """The error that says what a value must be."""
    at = "" if row is None else f" (row {row}, counting from 0)"
    return InvalidInput(f"{where}: {name} is {value}, but must be {demand}{at}")


# ------------------------------------------------------------------------------------------------------------------ numbers


def _whole(where: str, name: str, value: Any, row: int | None = None) -> int:
    """One count as a Python integer, or the error that says why it is none."""
    if isinstance(value, bool | np.bool_):
        raise refuse(where, name, value, "a whole number, not True or False", row)
    if isinstance(value, numbers.Real | np.number) and not isinstance(value, numbers.Integral):
        number = float(value)
        if math.isnan(number):
            raise refuse(where, name, "NaN", "a whole number", row)
        if not number.is_integer():  # infinity as well
            raise refuse(where, name, f"{number:.15g}", "a whole number", row)
        if abs(number) >= MAX_COUNT:
            raise refuse(where, name, f"{number:.17g}", "below 2^53 when it is not an integer", row)
        return int(number)
    try:
        count = operator.index(value)
    except TypeError:
        missing = value is None or type(value).__name__ in ("NAType", "NaTType")
        raise refuse(where, name, "missing" if missing else repr(value), "a whole number", row) from None
    if abs(count) > MAX_COUNT:
        raise refuse(where, name, count, "0 or more" if count < 0 else "at most 2^53", row)
    return count


def real(where: str, name: str, value: Any, row: int | None = None) -> float:
    """One number as a float, or the error that says why it is none."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real | np.floating):
        raise refuse(where, name, repr(value), "a number, for instance 0.95", row)
    return float(value)


def _holds_bool(values: Any) -> bool:
    if isinstance(values, list | tuple):
        return any(_holds_bool(value) for value in values)
    return isinstance(values, bool | np.bool_)


def _array(where: str, name: str, values: Any, kind: str) -> np.ndarray[Any, Any]:
    if isinstance(values, Mapping | set | frozenset):
        advice = f"a list or an array of {kind}" + (f": list({name}.values()) has those of the dict" if isinstance(values, Mapping) else "")
        raise refuse(where, name, f"a {type(values).__name__}", advice)
    if type(values).__module__.startswith("numpy.ma") and np.ma.is_masked(values):  # NumPy would read what stands behind the mask
        row = int(np.argmax(np.ma.getmaskarray(values).reshape(-1)))
        raise refuse(where, name, "missing", f"{kind} throughout", row)
    try:
        column = np.asarray(values)
    except ValueError:
        raise InvalidInput(f"{where}: {name} has rows of different lengths, but must be one array of {kind}") from None
    if isinstance(values, list | tuple) and (column.dtype.kind not in "iufO" or _holds_bool(values)):
        column = np.asarray(values, dtype=object)  # NumPy would take True for 1, and one word would make words of all numbers
    return column


def counts_of(where: str, name: str, values: Any, *, unseen: bool = False) -> np.ndarray[Any, Any]:
    """A column of counts as int64, checked value by value where NumPy's own type does not vouch for it.

    With ``unseen`` a column of int64 is passed on as it is: the compiled function looks at every value anyway.
    """
    column = _array(where, name, values, "whole numbers")
    if unseen and column.dtype == np.int64 and column.ndim and column.dtype.isnative:
        return column
    kind = column.dtype.kind
    if column.ndim == 0:  # one count for all rows
        return np.array(_whole(where, name, column.item()), dtype=np.int64)
    if kind in "iu":
        beyond = column > MAX_COUNT
        if beyond.any():
            row = int(np.argmax(beyond))
            raise refuse(where, name, column.reshape(-1)[row], "at most 2^53", row)
        return column.astype(np.int64)
    if kind == "f":
        column = column.astype(np.float64)
        fine = (column == np.floor(column)) & (np.abs(column) < MAX_COUNT)
        if not fine.all():
            row = int(np.argmin(fine))
            _whole(where, name, column.reshape(-1)[row], row)
        return column.astype(np.int64)
    if column.size == 0:
        return np.zeros(column.shape, dtype=np.int64)
    found = [_whole(where, name, value, row) for row, value in enumerate(column.reshape(-1).tolist())]
    return np.reshape(np.array(found, dtype=np.int64), column.shape)


def numbers_of(where: str, name: str, values: Any) -> np.ndarray[Any, Any]:
    """A column of numbers as float64."""
    column = _array(where, name, values, "numbers")
    if column.ndim == 0:
        return np.array(real(where, name, column.item()))
    if column.dtype.kind in "iuf":
        return column.astype(np.float64)
    found = [real(where, name, value, row) for row, value in enumerate(column.reshape(-1).tolist())]
    return np.reshape(np.array(found, dtype=np.float64), column.shape)


def _is_single(value: Any) -> bool:
    if isinstance(value, numbers.Number | np.generic | str | bytes) or value is None:
        return True
    return not isinstance(value, list | tuple) and np.ndim(value) == 0


def frozen(column: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The same array, read-only."""
    column.flags.writeable = False
    return column


def _kept(column: np.ndarray[Any, Any], shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """The column in this shape, contiguous and read-only: a copy, or of a long column that is so already a view."""
    if column.shape == shape and column.size > COPIED_ROWS and column.flags.c_contiguous and column.flags.aligned:
        return frozen(column.view())
    return frozen(np.array(np.broadcast_to(column, shape), order="C"))


def refuse_other_labels(where: str, given: Mapping[str, Any]) -> None:
    """Columns are taken by place; two Series of pandas whose labels say that their places do not fit are refused."""
    labelled = [(name, values) for name, values in given.items() if hasattr(values, "iloc") and hasattr(values, "index")]
    for name, values in labelled[1:]:
        first, other = labelled[0][1].index, values.index
        if first is not other and len(first) == len(other) and not first.equals(other):
            how = f" ({name}.reindex({labelled[0][0]}.index))" if labelled[0][0].isidentifier() else ""
            raise InvalidInput(
                f"{where}: {labelled[0][0]} and {name} are Series with different labels, but columns are taken row by row: bring them into one order"
                f"{how}, or pass .to_numpy() where the order is meant"
            )


def read(where: str, given: Mapping[str, Any], reals: Collection[str] = (), *, unseen: bool = False) -> tuple[bool, tuple[Any, ...]]:
    """Single values as ``(True, numbers)``; columns as ``(False, arrays)``, broadcast to one shape. Counts, but for the names in ``reals``."""
    plain: list[Any] = []  # Python's own numbers need no second look
    for name, value in given.items():
        kind = type(value)
        if not ((kind is float and name in reals) or (kind is int and name not in reals and -MAX_COUNT <= value <= MAX_COUNT)):
            break
        plain.append(value)
    else:
        return True, tuple(plain)
    if all(_is_single(value) for value in given.values()):
        single = ((name, value.item() if isinstance(value, np.ndarray) else value) for name, value in given.items())
        return True, tuple(real(where, name, value) if name in reals else _whole(where, name, value) for name, value in single)
    refuse_other_labels(where, given)
    columns = [
        numbers_of(where, name, values) if name in reals else counts_of(where, name, values, unseen=unseen)
        for name, values in given.items()
    ]
    try:
        whole = np.broadcast_shapes(*(column.shape for column in columns))
    except ValueError:
        shapes = ", ".join(f"{name} {column.shape}" for name, column in zip(given, columns, strict=True))
        raise InvalidInput(f"{where}: the shapes do not fit together, but must be alike or single: {shapes}") from None
    return False, tuple(_kept(column, whole) for column in columns)


def answers(
    where: str,
    function: str,
    given: Mapping[str, Any],
    options: Sequence[Any] = (),
    reals: Collection[str] = (),
    *,
    unseen: bool = False,
    threads: int = 1,
) -> tuple[Any, Any]:
    """The values as they were read, and what the compiled ``function`` says of them: numbers for single values, read-only arrays for columns.

    With ``unseen`` it is left to the compiled function to look through columns of int64; only when it finds fault are they read with care.
    """
    single, values = read(where, given, reals, unseen=unseen)
    try:
        if single:
            return values, _one(function)(*values, *options)
        shape = values[0].shape
        more = () if threads == 1 else (threads,)
        columns = getattr(_core, function)(*(column.reshape(-1) for column in values), *options, *more)
    except InvalidInput as error:
        if unseen and not single:
            read(where, given, reals)  # says the same of a bad count as of one in a list
        place, _, said = str(error).replace("null.measure", "measure").partition(": ")
        raise InvalidInput(f"{where}: {said}" if place.isidentifier() else f"{where}: {error}") from None
    return values, tuple(frozen(column.reshape(shape)) for column in columns)


def _one(function: str) -> Callable[..., tuple[Any, ...]]:
    found: Callable[..., tuple[Any, ...]] = getattr(_core, f"{function}_one")
    return found


def threads_of(where: str, value: Any) -> int:
    """A number of threads; 0 means as many as the machine runs at once."""
    threads = _whole(where, "threads", value)
    if not 0 <= threads <= MOST_THREADS:
        raise refuse(where, "threads", threads, f"from 0 (as many as the machine runs at once) to {MOST_THREADS}")
    return threads


def status_of(code: Any) -> Any:
    """The word, or the array of words, for a status."""
    return frozen(_STATUS_ARRAY[code]) if isinstance(code, np.ndarray) else STATUS[code]


# ------------------------------------------------------------------------------------------------------------------ options


def choice(where: str, name: str, value: object, known: Sequence[str], others: Collection[str] = ()) -> str:
    """A name that is known; ``others`` are not listed in the message, but may be the name that was meant."""
    if isinstance(value, str) and value in known:
        return value
    from difflib import get_close_matches

    near = get_close_matches(value.replace("-", "_"), [*known, *others], n=1, cutoff=0.5) if isinstance(value, str) else []
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise InvalidInput(f"{where}: {name} is {value!r}, but must be one of {', '.join(known)}{hint}")


def named(
    where: str,
    method: object,
    alternative: object,
    known: Sequence[str],
    aliases: Mapping[str, tuple[str, str | None]],
) -> tuple[str, str]:
    """The method's own name and the alternative, when either may be told by an alias such as ``"fisher_greater"``."""
    if alternative is not None:
        alternative = choice(where, "alternative", alternative, _core.alternatives)
    if isinstance(method, str) and method in aliases:
        canonical, implied = aliases[method]
        if implied is not None and alternative is not None and alternative != implied:
            raise InvalidInput(
                f"{where}: alternative is {alternative!r}, but must be {implied!r} (or left out) with method {method!r}, whose name says so; "
                f"{canonical!r} takes any alternative"
            )
        return canonical, str(implied or alternative or "two-sided")
    return choice(where, "method", method, known, aliases), str(alternative or "two-sided")


def levels(where: str, value: Any) -> float | list[float]:
    """One confidence level, or a list of them when a sequence was given."""
    if isinstance(value, list | tuple) or (hasattr(value, "__array__") and np.ndim(value) == 1):
        if not len(value):
            raise refuse(where, "confidence_level", "empty", "one level or several, for instance 0.95 or (0.9, 0.95)")
        several = [real(where, f"confidence_level[{position}]", level) for position, level in enumerate(value)]
        for position, level in enumerate(several):
            if not 0 < level < 1:
                meant = f"; did you mean {level / 100:g}?" if 50 <= level < 100 else ""
                raise refuse(where, f"confidence_level[{position}]", f"{level:g}", f"strictly between 0 and 1{meant}")
        return several
    return real(where, "confidence_level", value)


def bounds(where: str, margin: Any) -> tuple[float, float]:
    """Both ends of a margin."""
    try:
        lower, upper = margin
    except (TypeError, ValueError):
        raise refuse(where, "margin", repr(margin), "two numbers, for instance (0.8, 1.25)") from None
    return real(where, "margin[0]", lower), real(where, "margin[1]", upper)


MEASURES = {
    "relative_likelihood": "ratio",
    "rate_difference": "difference",
    "odds_ratio": "odds_ratio",
}
_MEASURE_ALIASES = {
    "ratio": "relative_likelihood",
    "rr": "relative_likelihood",
    "difference": "rate_difference",
    "rd": "rate_difference",
    "or": "odds_ratio",
}


def measure_of(where: str, value: object) -> tuple[str, str]:
    """A measure by its own name and by the compiled core's."""
    if isinstance(value, str) and value in _MEASURE_ALIASES:
        value = _MEASURE_ALIASES[value]
    measure = choice(where, "measure", value, tuple(MEASURES), _MEASURE_ALIASES)
    return measure, MEASURES[measure]
