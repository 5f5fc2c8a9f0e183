"""How many persons have each combination of values, where a person may have several rows.

A grouped ``n_unique`` means nothing reliable when the rows of a person lie in several partitions; here every step is a sum over groups, which means the
same on one machine and on many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from ._cells import Cells, Coded, Key, coded
from ._files import Extract
from ._input import Table, text
from ._sources import (
    Column, Columns, Recode, Source, chunks_of, flags_of, labels_of, limited, name_of, plain_column, reading, require, require_few, rows_of, scalar,
    whole_numbers,
)  # fmt: skip
from .errors import InvalidInput
from .results.words import counted as so_many

__all__ = ["CONFLICT", "NO", "UNKNOWN", "UNSURE", "YES", "Persons", "persons"]

NO, YES, UNKNOWN = "no", "yes", "unknown"
CONFLICT = "conflict"  # some rows say yes, and others do not
UNSURE = "unsure"  # some rows say no, and others say nothing


@dataclass(frozen=True)
class Persons:
    """How many persons have each combination of values and, in the columns after them, of outcomes.

    ``passed[i]`` is how many persons have a row that passes the first ``i`` filters; ``passed[0]`` is everybody.
    """

    cells: Cells
    passed: tuple[int, ...]


def persons(
    frame: Source, columns: Sequence[str], outcomes: Sequence[Recode], filters: Sequence[Recode], *, unit: str, source: str
) -> Persons:
    """Return how many distinct persons have each combination of values, each person once.

    An outcome means "yes" or "no" or None. A person is "yes" or "no" when all rows say so, "unknown" when no row says anything; when the
    rows disagree, a "conflict" when one says yes, and "unsure" when some say no and others nothing. A filter means None for rows that are left out. A
    person in two groups raises.
    """
    require(frame, [*columns, *outcomes, *filters, unit], source)
    if isinstance(frame, (Table, Extract)):
        found, distinct = _persons_chunks(frame, columns, outcomes, filters, unit, source)
    else:
        found, distinct = reading(_persons_frame, source, frame, columns, outcomes, filters, unit, source)
    if found.cells.total != found.passed[-1]:
        raise InvalidInput(
            f"{source}: the cells add up to {found.cells.total}, but there are {found.passed[-1]} distinct {unit!r} values; {distinct} of them "
            f"are in more than one group of {', '.join(columns)}: a person must not be in two groups"
        )
    return found


def _names(values: Sequence[Any]) -> Iterable[str | None]:
    """Return the names of persons as text, None where there is none."""
    kinds = set(map(type, values))
    if kinds != {str}:
        return map(str if kinds == {int} else text, values)
    shown = list(map(str.strip, values))
    return [name or None for name in shown] if "" in shown else shown


def _require_units(empty: int, unit: str, source: str) -> None:
    if empty:
        raise InvalidInput(f"{source}: {unit!r} is empty in {so_many(empty, 'row')}, but it must name the person of every row")


def _persons_chunks(
    frame: Columns, columns: Sequence[str], outcomes: Sequence[Recode], filters: Sequence[Recode], unit: str, source: str
) -> tuple[Persons, int]:
    states = _States(len(filters))
    everybody: dict[str | None, int] = {}
    rows_as: dict[tuple[Any, ...], int] = {}  # the state that a row with these values would make alone
    empty = 0
    names = list(dict.fromkeys([*columns, *map(name_of, outcomes), *map(name_of, filters), unit]))
    asked: list[Column] = [*columns, *outcomes, *filters]
    for chunk in chunks_of(frame, names):
        rows = zip(*(labels_of(chunk[name_of(column)], column) for column in asked), strict=True)
        for person, row in zip(_names(chunk[unit]), rows, strict=True):
            state = rows_as.get(row)
            if state is None:
                key, answers, passes = row[: len(columns)], row[len(columns) : len(columns) + len(outcomes)], row[len(columns) + len(outcomes) :]
                state = rows_as[row] = states.of(tuple(map(text, key)), answers, passes)
                require_few(len(rows_as), asked, source)
            before = everybody.setdefault(person, state)
            if before != state:
                everybody[person] = states.both(before, state)
            if person is None:
                empty += 1
    _require_units(empty, unit, source)
    return states.persons(Counter(everybody.values()), len(columns), len(outcomes))


class _States:
    """What is known of a person after some of the rows: how far they got through the filters, and what they said in which group.

    There are few of them, however many persons: each is a number, and what two of them make together is worked out once.
    """

    BITS = {YES: 1, NO: 2, None: 4}
    ANSWERS = {1: YES, 2: NO, 4: UNKNOWN, 6: UNSURE}

    def __init__(self, filters: int) -> None:
        self.filters = filters
        self._all: list[tuple[int, dict[Key, int]]] = []
        self._numbers: dict[tuple[int, frozenset[tuple[Key, int]]], int] = {}
        self._pairs: dict[tuple[int, int], int] = {}

    def _number(self, through: int, said: dict[Key, int]) -> int:
        number = self._numbers.setdefault((through, frozenset(said.items())), len(self._all))
        if number == len(self._all):
            self._all.append((through, said))
        return number

    def of(self, key: Key, answers: Sequence[str | None], passes: Sequence[str | None]) -> int:
        """Return the state after a single row."""
        through = next((place for place, label in enumerate(passes) if label is None), self.filters)
        said = sum(self.BITS[answer] << (3 * place) for place, answer in enumerate(answers))
        return self._number(through, {key: said} if through == self.filters else {})

    def both(self, one: int, other: int) -> int:
        """Return the state after the rows of both."""
        found = self._pairs.get((one, other))
        if found is None:
            (through, said), (further, more) = self._all[one], self._all[other]
            together = {key: said.get(key, 0) | more.get(key, 0) for key in (*said, *more)}
            found = self._pairs[one, other] = self._number(max(through, further), together)
        return found

    def persons(self, tally: Mapping[int, int], keys: int, outcomes: int) -> tuple[Persons, int]:
        """Return how many persons there are of each kind, and how many are in several groups."""
        cells: Counter[Key] = Counter()
        passed = [0] * (self.filters + 1)
        several = 0
        for state, n in tally.items():
            through, said = self._all[state]
            for place in range(through + 1):
                passed[place] += n
            several += n if len(said) > 1 else 0
            for key, bits in said.items():
                cells[*key, *(self.ANSWERS.get(bits >> (3 * place) & 7, CONFLICT) for place in range(outcomes))] += n
        return Persons(Cells.from_keys(cells, keys + outcomes), tuple(passed)), several


def _persons_frame(
    frame: Any, columns: Sequence[str], outcomes: Sequence[Recode], filters: Sequence[Recode], unit: str, source: str
) -> tuple[Persons, int]:
    _require_units(scalar(frame.select(nw.len())) - scalar(frame.select(nw.col(unit).count())), unit, source)
    who = plain_column(frame, unit)

    def distinct(some: Any) -> int:
        return scalar(some.select(unit=who).unique().select(nw.len()))

    passed = [distinct(frame)]
    for each in filters:
        flags = flags_of(frame, each, source)
        if not flags:
            nobody = Cells.from_keys(Counter(), len(columns) + len(outcomes))
            return Persons(nobody, (*passed, *[0] * (len(filters) - len(passed) + 1))), 0
        frame = frame.filter(next(iter(flags.values())))
        passed.append(distinct(frame))
    said = [flags_of(frame, each, source) for each in outcomes]
    people, counted = _persons_query(frame, columns, said, who)
    result = limited(counted, columns, source)
    rows, *sums, n = map(whole_numbers, result[len(columns) :])
    answers = [_answers(rows, yes, no) for yes, no in zip(sums[::2], sums[1::2], strict=True)]
    cells = Cells.of([*map(coded, result[: len(columns)]), *answers], n)
    return Persons(cells, tuple(passed)), 0 if cells.total == passed[-1] else _in_two_groups(people)


def _persons_query(frame: Any, columns: Sequence[str], said: Sequence[Mapping[str, Any]], who: Any) -> tuple[Any, Any]:
    """Return a row for each person and group, and how many such rows are alike.

    First the distinct rows, then for each person how many of them say yes and no, then how many persons have each pair of these numbers:
    every step is a sum over groups, which means the same on one machine and on many.
    """
    keys = {f"key_{place}": plain_column(frame, name) for place, name in enumerate(columns)}
    answers = {
        f"{word}_{place}": flags[word].cast(nw.Int64) if word in flags else nw.lit(0) for place, flags in enumerate(said) for word in (YES, NO)
    }
    distinct = frame.select(**keys, person=who, **answers).unique()
    sums = [nw.len().alias("rows"), *(nw.col(name).sum() for name in answers)]
    people = distinct.group_by(*keys, "person", drop_null_keys=False).agg(*sums)
    counted = people.group_by(*keys, "rows", *answers, drop_null_keys=False).agg(nw.len().alias("persons"))
    return people, counted


def _answers(rows: NDArray[np.int64], yes: NDArray[np.int64], no: NDArray[np.int64]) -> Coded:
    """Return what persons say whose rows, so many of them distinct, say yes and no so many times."""
    silent, certain = (yes == 0) & (no == 0), np.where(yes > 0, yes, no) == rows
    return Coded(
        (UNKNOWN, YES, CONFLICT, NO, UNSURE),
        np.where(silent, 0, np.where(yes > 0, np.where(certain, 1, 2), np.where(certain, 3, 4))).astype(np.intp),
    )


def _in_two_groups(people: Any) -> int:
    groups = people.group_by("person").agg(nw.len().alias("groups")).group_by("groups").agg(nw.len().alias("persons"))
    return sum(int(n) for several, n in rows_of(groups) if int(several) > 1)
