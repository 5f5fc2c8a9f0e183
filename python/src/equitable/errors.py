"""Every error and warning of equitable, in one class tree.

``EquitableError``
    ``InvalidInput`` (also a ``ValueError``): the caller's mistake, said with the argument, the row, the value and what it must be.
    ``MissingDependency`` (also an ``ImportError``): an optional package is needed and absent; the message says what to install.
``EquitableWarning`` (a ``UserWarning``): nothing is wrong enough to stop, but the reader should know.

Data without an answer (0 of 0, a reference rate of 0) raises nothing: it comes back with a ``status`` and NaN.
"""

from __future__ import annotations

__all__ = ["EquitableError", "EquitableWarning", "InvalidInput", "MissingDependency"]


class EquitableError(Exception):
    """The root of all errors raised on purpose by equitable."""


class InvalidInput(EquitableError, ValueError):
    """An argument is not what it must be.

    The message reads ``where: argument[row] is value, but must be ...``.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.proportion(7, 5)
    Traceback (most recent call last):
    equitable.errors.InvalidInput: proportion: events is 7, but must be at most total, which is 5
    """


class MissingDependency(EquitableError, ImportError):
    """An optional package is needed for this call and is not installed."""


class EquitableWarning(UserWarning):
    """The root of all warnings given by equitable."""
