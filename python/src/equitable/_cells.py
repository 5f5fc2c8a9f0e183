"""The small table that an engine's answer is: distinct combinations of values, and how many rows have each.

A column is its distinct labels and a code for each combination, so that whatever is asked about labels (which group a code rolls up to, whether
it passes a filter, where it stands in the order) is asked once for each label, and the rest is arithmetic on columns of codes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._input import text

__all__ = ["Cells", "Coded", "Key", "coded", "joined", "named", "objects", "taken"]

Key = tuple[str | None, ...]
Label = str | None
Codes = NDArray[np.intp]
Counts = NDArray[np.int64]
DENSE = 2**16  # so many possible combinations are looked through, however few rows there are


class Coded(NamedTuple):
    """A column: its distinct labels, not all of which need occur, and for each row which of them it has."""

    labels: tuple[Label, ...]
    codes: Codes


def named(labels: Iterable[Label], codes: NDArray[Any]) -> Coded:
    """Return codes and what each of them means as a column; codes that mean the same become one."""
    given = list(labels)
    place: dict[Label, int] = {}
    codes = codes.astype(np.intp, copy=False)
    into = [place.setdefault(label, len(place)) for label in given]
    return Coded(tuple(place), codes if len(place) == len(given) else np.array(into, np.intp)[codes])


def coded(values: Sequence[Any] | NDArray[Any], meaning: Callable[[Any], Label] = text) -> Coded:
    """Return a column of values as text, or as what ``meaning`` makes of them; each distinct value is looked at once."""
    if isinstance(values, np.ndarray):  # of whole numbers
        distinct, codes = np.unique(values, return_inverse=True)
        return named(map(meaning, distinct.tolist()), codes.reshape(-1))
    if len(set(map(type, values)) - {type(None)}) <= 1:  # else 1, True and 1.0 would be one value
        try:
            return _coded(values, meaning)
        except TypeError:  # a value that is not hashable
            pass
    return _coded(list(map(meaning, values)), lambda label: label)


def _coded(values: Sequence[Any], meaning: Callable[[Any], Label]) -> Coded:
    places = dict(zip(dict.fromkeys(values), count(), strict=False))
    codes = np.fromiter(map(places.__getitem__, values), np.intp, len(values))
    return named(map(meaning, places), codes)


class _Groups(NamedTuple):
    """Rows that are alike: which group each row is in, and one row of each group."""

    of: Codes
    one: Codes


def _groups(columns: Sequence[Coded], rows: int) -> _Groups:
    """Return the groups of rows that have the same codes, in the order of the codes, the last column varying fastest."""
    number = columns[0].codes if columns else np.zeros(rows, np.int64)
    bound = len(columns[0].labels) if columns else 1
    for column in columns[1:]:
        length = len(column.labels)
        if bound * length >= 2**62:
            distinct, number = np.unique(number, return_inverse=True)
            number, bound = number.reshape(rows).astype(np.int64), len(distinct)
        number = number * length + column.codes
        bound *= length
    if bound <= max(DENSE, 4 * rows):
        there = np.zeros(bound, np.bool_)
        there[number] = True
        distinct = np.flatnonzero(there)
        place = np.empty(bound, np.intp)
        place[distinct] = np.arange(len(distinct))
        of = place[number]
    else:
        distinct, of = np.unique(number, return_inverse=True)
        of = of.reshape(rows).astype(np.intp, copy=False)
    one = np.empty(len(distinct), np.intp)
    one[of] = np.arange(rows)
    return _Groups(of, one)


def _sums(groups: _Groups, counts: Counts) -> Counts:
    """Return the sum of each group, in whole numbers throughout."""
    sums = np.zeros(len(groups.one), np.int64)
    np.add.at(sums, groups.of, counts)
    return sums


@dataclass(frozen=True, eq=False)
class Cells:
    """How many rows (or persons, or what weights add up to) have each combination of labels. No combination occurs twice."""

    columns: tuple[Coded, ...]
    counts: Counts

    @classmethod
    def of(cls, columns: Iterable[Coded], counts: NDArray[Any]) -> Cells:
        """Return the cells of columns in which a combination may occur several times."""
        every = tuple(columns)
        counts = counts.astype(np.int64, copy=False)
        groups = _groups(every, len(counts))
        if len(groups.one) == len(counts):
            return cls(every, counts)
        return cls(tuple(Coded(column.labels, column.codes[groups.one]) for column in every), _sums(groups, counts))

    @classmethod
    def from_keys(cls, found: Counter[tuple[Any, ...]], width: int) -> Cells:
        """Return the cells of combinations of values that were counted one by one."""
        columns = list(map(coded, zip(*found, strict=True) if found else ((),) * width))
        counts = np.fromiter(found.values(), np.int64, len(found))
        if width == 1 and len(columns[0].labels) == len(found):  # nothing that is written alike
            return cls(tuple(columns), counts)
        return cls.of(columns, counts)

    def __len__(self) -> int:
        return len(self.counts)

    @cached_property
    def total(self) -> int:
        """The sum of all counts."""
        return int(self.counts.sum())

    def labels(self, place: int) -> list[Label]:
        """Return the labels that occur in a column."""
        column = self.columns[place]
        there = np.zeros(len(column.labels), np.bool_)
        there[column.codes] = True
        return [column.labels[code] for code in np.flatnonzero(there).tolist()]

    def have(self, place: int, wanted: Callable[[Label], bool]) -> NDArray[np.bool_]:
        """Return for each cell whether its label in a column is wanted."""
        column = self.columns[place]
        return np.fromiter(map(wanted, column.labels), np.bool_, len(column.labels))[column.codes]

    def count(self, cells: NDArray[np.bool_]) -> int:
        """Return the sum of some of the counts."""
        return int(self.counts[cells].sum())

    def only(self, cells: NDArray[np.bool_]) -> Cells:
        """Return some of the cells."""
        return Cells(tuple(Coded(column.labels, column.codes[cells]) for column in self.columns), self.counts[cells])

    def by(self, places: Sequence[int], meanings: Mapping[int, Callable[[Label], Label]] | None = None) -> Cells:
        """Return the cells of some of the columns, in this order, by what the labels of some of them mean. Only labels that occur are asked about."""
        columns = []
        for place in places:
            column = self.columns[place]
            if meanings and (meaning := meanings.get(place)):
                there = set(self.labels(place))
                column = named((meaning(label) if label in there else None for label in column.labels), column.codes)
            columns.append(column)
        return Cells.of(columns, self.counts)

    def recoded(self, meanings: Mapping[int, Callable[[Label], Label]]) -> Cells:
        """Return the cells by what the labels of some columns mean."""
        return self.by(range(len(self.columns)), meanings)

    def ordered(self, keys: int, rank: Callable[[Label], Any]) -> tuple[tuple[Coded, ...], Codes]:
        """Return the distinct combinations of the first columns in the order of their labels, and for each cell which of them it has."""
        columns = []
        for column in self.columns[:keys]:
            ranks = list(map(rank, column.labels))
            order = sorted(range(len(ranks)), key=ranks.__getitem__)
            place = np.empty(len(order), np.intp)
            place[order] = np.arange(len(order))
            columns.append(Coded(tuple(column.labels[code] for code in order), place[column.codes]))
        groups = _groups(columns, len(self))
        return tuple(Coded(column.labels, column.codes[groups.one]) for column in columns), groups.of

    def counter(self) -> Counter[Key]:
        """Return the cells one by one."""
        keys = zip(*(taken(column) for column in self.columns), strict=True) if self.columns else ((),) * len(self)
        return Counter(dict(zip(keys, self.counts.tolist(), strict=True)))


def joined(parts: Sequence[Cells]) -> Cells:
    """Return the cells of one or more parts together, a combination that is in several of them once."""
    columns = []
    for place in range(len(parts[0].columns)):
        labels: dict[Label, int] = {}
        codes = []
        for part in parts:
            column = part.columns[place]
            codes.append(np.array([labels.setdefault(label, len(labels)) for label in column.labels], np.intp)[column.codes])
        columns.append(Coded(tuple(labels), np.concatenate(codes)))
    return Cells.of(columns, np.concatenate([part.counts for part in parts]))


def taken(column: Coded) -> list[Label]:
    """Return the label of each row."""
    labels: list[Label] = objects(column).tolist()
    return labels


def objects(column: Coded) -> NDArray[np.object_]:
    """Return the label of each row as an array."""
    labels = np.empty(len(column.labels), np.object_)
    labels[:] = column.labels
    return labels[column.codes]
