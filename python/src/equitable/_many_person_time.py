"""Counts per person-time of many families of units at once: see `equitable.many`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _person_time
from ._grouping import Grouping
from ._reading import real, refuse, status_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .results.many import Many

__all__ = ["person_time_overdispersion"]


def person_time_overdispersion(
    events: ArrayLike, exposure: ArrayLike, table: Any, *, rate: float | None = None, threads: int = 1
) -> Many:
    """Whether the counts of the units of each table (teams of a trust, months of a year) vary more than chance makes them.

    Parameters
    ----------
    events : column of int
        A row for each unit of each table: 0 or more.
    exposure : column of float
        Person-time of each, in any unit; a unit without any does not count.
    table : column of str or number, or several
        The label of the table that the row belongs to, in any order; columns that tell a table together as a list, a mapping or a frame.
    rate : float, optional
        The rate that the units of all tables are taken to have; those of each table their own together unless told.
    threads : int
        How many threads share the tables; 0 means as many as the machine runs at once.

    Returns
    -------
    Many
        One row a table: ``units``, ``events``, ``value`` (the variance over what chance makes), ``statistic``, ``df``, ``pvalue``, ``status``.

    Raises
    ------
    InvalidInput
        A number is not what it must be, or a label is missing: the table and the row are named. The lengths differ.

    Notes
    -----
    Where it is, tests and limits that take the counts as Poisson are too sure. Good where the expected counts are above 1 or so. Sources: Fisher RA
    (1950), Biometrics 6, 17-24; Cochran WG (1954), Biometrics 10, 417-451.

    Examples
    --------
    >>> import equitable as eq
    >>> eq.many.person_time_overdispersion([12, 31, 9, 8, 11], [100, 110, 90, 80, 95], ["RT5"] * 3 + ["RXM"] * 2)
    Dispersion of counts in 2 tables, index_of_dispersion.
      RT5: dispersion 5.95, p = 0.003
      RXM: dispersion 0.0997, p = 0.752
    """
    where = "many.person_time_overdispersion"
    about = math.nan if rate is None else real(where, "rate", rate)
    if rate is not None and not 1e-50 <= about <= 1e50:
        raise refuse(where, "rate", f"{about:g}", "between 1e-50 and 1e50, or left out for the rate of all units of a table together")
    tables = Grouping(where, "table", table, threads)
    (counts,) = tables.counts(events=events)
    time = tables.numbers("exposure", exposure)
    wrong = ~((time >= 1e-50) & (time <= 1e50) | (time == 0) & (counts == 0))
    if wrong.any():
        row = int(np.argmax(wrong))
        demand = "above 0 where there are events" if time[row] == 0 else "0 or from 1e-50 to 1e50"
        raise tables.refuse("exposure", f"{time[row]:g}", demand, row)
    x, t = tables.taken(counts), tables.taken(time)
    dispersion, statistic, pvalue, status, df = tables.called("many_person_time_overdispersion", x, t, tables.offsets, about)
    tables.none_refused(status, _person_time.person_time_overdispersion, events, exposure, rate=rate)
    columns = {
        "units": tables.sizes,
        "events": tables.added(x),
        "value": dispersion,
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "status": status_of(status),
    }
    settings = {"quantity": "dispersion", "rate": about, "method": "index_of_dispersion"}
    return tables.answer("dispersion of counts", columns, settings, shown=("value", "pvalue"))
