"""The small table of distinct combinations: every step against the same step taken cell by cell, and the table of counts that is made of it."""

from __future__ import annotations

import copy
import datetime
import pickle
from collections import Counter
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

import equitable as eq
from equitable._cells import Cells, Coded, coded, joined, named
from equitable._count_table import CountRow, CountTable
from equitable._input import text

LABELS = ("a", "b", None, "10", "9", "A")


def random_cells(seed: int, columns: int = 3, rows: int = 200) -> tuple[Cells, Counter[tuple[str | None, ...]]]:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, len(LABELS), (columns, rows))
    counts = rng.integers(0, 5, rows)
    plain: Counter[tuple[str | None, ...]] = Counter()
    for key, n in zip(codes.T.tolist(), counts.tolist(), strict=True):
        plain[tuple(LABELS[code] for code in key)] += n
    return Cells.of([Coded(LABELS, column) for column in codes], counts), plain


def summed(plain: Counter[tuple[str | None, ...]], key: Any) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for labels, n in plain.items():
        found[key(labels)] += n
    return found


@pytest.mark.parametrize("seed", range(4))
def test_every_step_equals_the_same_step_cell_by_cell(seed: int) -> None:
    cells, plain = random_cells(seed)
    assert cells.counter() == plain and cells.total == plain.total() and len(cells) == len(plain)
    assert set(cells.labels(1)) == {key[1] for key in plain}
    assert cells.by([2, 0]).counter() == summed(plain, lambda key: (key[2], key[0]))
    assert cells.by([]).counter() == {(): plain.total()}
    first = cells.have(0, lambda label: label is None or label > "a")
    assert cells.count(first) == sum(n for key, n in plain.items() if key[0] is None or key[0] > "a")
    assert cells.only(first).counter() == {key: n for key, n in plain.items() if key[0] is None or key[0] > "a"}
    upper = cells.recoded({1: lambda label: label and label.upper(), 2: lambda label: None})
    assert upper.counter() == summed(plain, lambda key: (key[0], key[1] and key[1].upper(), None))
    groups, of = cells.ordered(2, lambda label: (label is None, label or ""))
    shown = [tuple(column.labels[code] for column, code in zip(groups, codes, strict=True)) for codes in zip(*(c.codes for c in groups), strict=True)]
    assert shown == sorted({key[:2] for key in plain}, key=lambda key: [(label is None, label or "") for label in key])
    again: Counter[Any] = Counter()
    for place, n in zip(of.tolist(), cells.counts.tolist(), strict=True):
        again[shown[place]] += n
    assert again == summed(plain, lambda key: key[:2])
    other, second = random_cells(seed + 100)
    assert joined([cells, other]).counter() == Counter({key: plain[key] + second[key] for key in {*plain, *second}})


def test_combinations_beyond_what_a_number_can_tell_apart() -> None:
    """Thirty columns of a thousand labels: 10^90 possible combinations."""
    rng = np.random.default_rng(3)
    labels = tuple(map(str, range(1000)))
    distinct = rng.integers(0, 1000, (50, 30))
    rows = distinct[np.r_[np.arange(50), rng.integers(0, 50, 450)]]
    cells = Cells.of([Coded(labels, column) for column in rows.T], np.ones(500, np.int64))
    assert len(cells) == 50
    assert cells.counter() == Counter(tuple(map(str, row)) for row in rows.tolist())


def test_only_labels_that_occur_are_asked_about() -> None:
    cells = Cells.of([Coded(("x", "never", "y"), np.array([0, 2, 0]))], np.array([1, 2, 3]))
    asked = []
    cells.recoded({0: lambda label: asked.append(label) or label})
    assert sorted(asked) == ["x", "y"] and cells.labels(0) == ["x", "y"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, "1", 1.0, True, None], ["1", "1", "1", "True", None]),
        ([True, False, None], ["True", "False", None]),
        ([float("nan"), 0.0, -0.0, 1.5], [None, "0", "0", "1.5"]),
        ([" a", "a ", "", "  ", None], ["a", "a", None, None, None]),
        ([[1], [2], None], ["[1]", "[2]", None]),
        ([Decimal("1.0"), Decimal("NaN")], ["1", None]),
        ([datetime.date(2024, 3, 31), datetime.datetime(2024, 3, 31), datetime.datetime(2024, 3, 31, 5)], ["2024-03-31", "2024-03-31", "2024-03-31T05:00:00"]),
        ([], []),
    ],
)  # fmt: skip
def test_values_are_one_label_however_they_are_typed(values: list[Any], expected: list[str | None]) -> None:
    column = coded(values)
    assert [column.labels[code] for code in column.codes.tolist()] == expected
    assert len(set(column.labels)) == len(column.labels)


def test_numbers_without_end_and_bytes_have_a_spelling() -> None:
    endless = [Decimal("Infinity"), Decimal("-Infinity"), Decimal("1E+40"), Decimal("2.50"), Decimal("NaN"), Decimal("sNaN"), Decimal("1E+9999")]
    expected = ["inf", "-inf", "1" + "0" * 40, "2.50", None, None, "1E+9999"]
    assert list(map(text, endless)) == expected
    assert [text(float("inf")), text(float("-inf"))] == expected[:2]
    assert {row.labels[0] for row in eq.count({"g": endless[:2]}, by=["g"]).rows} == {"inf", "-inf"}
    assert [text(value) for value in (b" a ", np.bytes_(b"b"), "Zoë".encode(), b" ")] == ["a", "b", "Zoë", None]
    for column in (np.array([b"a", b"a", b"b"]), [b"a", b"a", b"b"]):
        assert {row.labels: row.total for row in eq.count({"g": column}, by=["g"]).rows} == {("a",): 2, ("b",): 1}
    with pytest.raises(eq.InvalidInput, match="is bytes that are not text in UTF-8: decode the column first"):
        eq.count({"g": [b"a", b"\xff"]}, by=["g"])


@pytest.mark.parametrize("column", ["abc", b"abc", 3, np.array(3)])
def test_a_single_value_is_no_column(column: Any) -> None:
    with pytest.raises(eq.InvalidInput, match=r"the column 'g' is .*, but must hold a value for each row, as a list or an array does"):
        eq.count({"g": column, "x": ["a", "b", "c"]}, by=["g"])


def test_labels_that_mean_the_same_become_one() -> None:
    column = named(["a", "b", "a", None], np.array([2, 0, 1, 3, 2]))
    assert column.labels == ("a", "b", None) and column.codes.tolist() == [0, 0, 1, 2, 0]


# --- the table of counts ----------------------------------------------------------------------------------------------------------------

PEOPLE = {"code": ["B", "A", None, "A", "10", "9"], "won": [1, 0, 1, None, 0, 1], "sat": [0, 1, None, 1, 1, 0]}


def by_hand(table: CountTable) -> CountTable:
    """Return the same table, made of rows."""
    return CountTable(table.by, tuple(table.rows), table.outcome, table.event, table.rows_read, table.filtered, table.excluded, table.backend)


@pytest.mark.parametrize("options", [{"outcome": "won"}, {"outcome": ["won", "sat"]}, {}])
def test_a_table_of_columns_is_the_table_of_its_rows(options: dict[str, Any]) -> None:
    table = eq.count(PEOPLE, by="code", **options)
    made = by_hand(table)
    assert [row.labels for row in table.rows][:5] == [("9",), ("10",), ("A",), ("B",), (None,)]
    for other in (made, copy.deepcopy(table), pickle.loads(pickle.dumps(table)), pickle.loads(pickle.dumps(eq.count(PEOPLE, by="code", **options)))):
        assert other == table and other.to_dict() == table.to_dict() and repr(other) == repr(table)
        assert other.to_frame("polars").equals(table.to_frame("polars"))
        assert (other.excluded_outcome, other.conflicting) == (table.excluded_outcome, table.conflicting)
    for row in table.rows:
        assert all(type(number) is int for number in (row.total, row.missing, row.conflicting))
        assert row.events is None or type(row.events) is int
    if "outcome" not in options:
        assert all(row.events is None and row.rate is None for row in table.rows)
    with pytest.raises(AttributeError, match="no attribute 'row_count'"):
        table.row_count  # noqa: B018


def test_one_outcome_of_several_is_that_outcome_alone() -> None:
    both = eq.count(PEOPLE, by="code", outcome=["won", "sat"])
    for name in ("won", "sat"):
        alone = eq.count(PEOPLE, by="code", outcome=name)
        assert both.of(name) == alone == by_hand(both).of(name)
        assert [row.outcome for row in both.of(name).rows] == [None] * 5
        assert both.of(name).row("A") == alone.row("A")
        assert both.of(name).to_frame("polars").equals(alone.to_frame("polars"))


def test_nobody() -> None:
    for options in ({"outcome": ["won", "sat"]}, {"outcome": "won"}, {}):
        table = eq.count({"code": [], "won": [], "sat": []}, by="code", **options)
        assert table.rows == () and table.rows_read == 0 and table.to_frame("polars").columns == table.header
        assert by_hand(table) == table and by_hand(table).to_frame("polars").equals(table.to_frame("polars"))
        assert table.to_frame("polars").schema["code"] == pl.String


@pytest.mark.parametrize("kind", ["columns", "numpy", "polars", "polars lazy"])
def test_weights_that_add_up_to_more_than_can_be_told_apart_are_refused(kind: str) -> None:
    weights = [2**53 - 1, 1, 0]
    for data, fine in (({"code": ["A", "A", "B"], "people": weights}, True), ({"code": ["A", "A", "B"], "people": [*weights[:2], 1]}, False)):
        frame: Any = data
        if kind == "numpy":
            frame = {name: np.array(values) for name, values in data.items()}
        elif kind != "columns":
            frame = pl.DataFrame(data) if kind == "polars" else pl.LazyFrame(data)
        if fine:  # a row with the weight 0 is a group all the same
            assert [(row.labels, row.total) for row in eq.count(frame, by="code", weights="people").rows] == [(("A",), 2**53), (("B",), 0)]
        else:
            with pytest.raises(eq.InvalidInput, match=f"'people' add up to {2**53 + 1}, but must add up to {2**53} at most"):
                eq.count(frame, by="code", weights="people")


# --- columns of NumPy -------------------------------------------------------------------------------------------------------------------


def test_columns_of_numpy_are_counted_as_lists_are() -> None:
    lists: dict[str, list[Any]] = {
        "code": ["A", "B", "", "A", "B", "A"],
        "won": [1.0, 0.0, float("nan"), 1.0, 1.0, 0.0],
        "year": [2021, 2021, 2022, 2022, 2021, 2021],
        "who": [7, 8, 9, 7, 10**12, 11],
        "day": ["2021-04-01", "2021-05-01", None, "2022-04-01", "2021-06-01", "2021-07-01"],
        "people": [1, 2, 3, 4, 5, 6],
        "kept": [True, True, False, True, True, True],
    }
    arrays = {name: np.array(values, dtype=object if name == "code" else None) for name, values in lists.items() if name != "day"}
    for unit in ("D", "ns", "s"):
        arrays["day"] = np.array(lists["day"], dtype=f"datetime64[{unit}]")
        for options in (
            {"by": "code", "outcome": "won"},
            {"by": ["code", "year"], "outcome": "won", "where": {"kept": True}},
            {"by": "code", "outcome": "won", "window": ("day", "2021-04-01", "2022-03-31")},
            {"by": "day"},
            {"by": "code", "outcome": "won", "unit": "who", "conflicts": "any"},
            {"by": "who", "weights": "people"},
        ):
            asked: dict[str, Any] = dict(options)
            assert eq.count(arrays, **asked) == eq.count(lists, **asked), (unit, options)


@pytest.mark.parametrize("rows", [1, 300_000])
def test_columns_that_are_not_lists_are_found_again_in_messages(rows: int) -> None:
    codes = np.full(rows, "A")
    codes[-1] = "?"
    with pytest.raises(eq.InvalidInput, match=rf"count, row {rows}: code is '\?', which groups= does not name"):
        eq.count({"code": codes}, by="code", groups={"A": "White"})


def test_a_masked_array_keeps_its_mask() -> None:
    code = np.ma.MaskedArray([1, 2, 2], mask=[False, True, False])
    assert {row.labels: row.total for row in eq.count({"code": code}, by="code").rows} == {("1",): 1, ("2",): 1, (None,): 1}
