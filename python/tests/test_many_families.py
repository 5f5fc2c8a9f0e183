"""Letters of many tables and trees of tests in one call: the answers of the function for one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import equitable as eq
from many_tables import compared_rows, groups_of_tables, many, rows_by_table

# ---------------------------------------------------------------------------------------------------------------- letters


@pytest.mark.parametrize("options", [{}, {"adjust": "bh", "confidence_level": 0.6}, {"method": "fisher_minlike", "adjust": "hommel"}])
def test_letters(options: dict[str, object]) -> None:
    x, n, labels = groups_of_tables(51)
    found = many.letter_display(x, n, labels, **options)
    compared_rows(found, labels, lambda rows: eq.letter_display(x[rows], n[rows], **options), ("group", "events", "total", "letters", "status"))
    assert {"ok", "undefined"} == set(found.status.tolist()) and max(map(len, found.letters.tolist())) > 1
    np.testing.assert_array_equal(found.rate, np.divide(x, n, out=np.full(x.size, np.nan), where=n > 0))


def test_letters_in_the_order_of_the_rows() -> None:
    x, n, labels = groups_of_tables(52)
    order = np.random.default_rng(53).permutation(x.size)
    x, n, labels = x[order], n[order], labels[order]
    names = np.arange(x.size).astype(str)
    found = many.letter_display(x, n, labels, groups=names, threads=2)
    assert (found.events.tolist(), found.table.tolist(), found.group.tolist()) == (x.tolist(), labels.tolist(), names.tolist())
    for _, rows in rows_by_table(labels):
        assert found.letters[rows].tolist() == eq.letter_display(x[rows], n[rows]).letters.tolist()


def test_letters_of_too_many_groups() -> None:
    with pytest.raises(eq.InvalidInput, match=r"^many\.letter_display: the number of groups is 65, but must be at most 64 \(table 'B'\)$"):
        many.letter_display([1] * 66, [9] * 66, ["A"] + ["B"] * 65)
    assert set(many.letter_display([1] * 64, [9] * 64, ["A"] * 64).letters.tolist()) == {"a"}


def test_letters_in_words() -> None:
    found = many.letter_display([30, 2, 0], [60, 70, 0], [1] * 3, groups=["White", "BME", "unknown"])
    assert repr(found).splitlines()[1:] == ["  1: White: a, rate 50.0%", "  1: BME: b, rate 2.9%", "  1: unknown: no rate, undefined"]


# ---------------------------------------------------------------------------------------------------------------- trees


def trees(seed: int, count: int = 60) -> tuple[np.ndarray, list[int | None], np.ndarray]:
    """P-values, places of the tests above, and labels: trees and forests of 1 to 12 tests, some not made."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 13, count)
    parents: list[int | None] = []
    for size in sizes.tolist():
        parents += [None if place == 0 or random.random() < 0.1 else int(random.integers(0, place)) for place in range(size)]
    pvalues = random.random(len(parents)) ** 3
    pvalues[random.random(pvalues.size) < 0.15] = np.nan
    return pvalues, parents, np.repeat([f"T{i}" for i in range(count)], sizes)


@pytest.mark.parametrize("by_name", [False, True])
def test_trees(by_name: bool) -> None:
    pvalues, places, labels = trees(61)
    names = np.concatenate([[f"test {place}" for place in range(rows.size)] for _, rows in rows_by_table(labels)])
    parents = np.array([place if place is None or not by_name else f"test {place}" for place in places], dtype=object)
    given = {"names": names} if by_name else {}
    found = many.adjust_tree(pvalues, parents, labels, **given, threads=2)
    columns = ("test", "parent", "depth", "pvalue", "pvalue_adjusted", "status")
    compared_rows(found, labels, lambda rows: eq.adjust_tree(pvalues[rows], parents[rows], **{k: v[rows] for k, v in given.items()}), columns)
    assert set(found.status.tolist()) == {"ok", "undefined"} and found.depth.max() > 3
    order = np.argsort(np.random.default_rng(62).random(60)[np.unique(labels, return_inverse=True)[1]], kind="stable")
    mixed = many.adjust_tree(pvalues[order], parents[order], labels[order], **{k: v[order] for k, v in given.items()})
    np.testing.assert_array_equal(mixed.pvalue_adjusted, found.pvalue_adjusted[order])
    np.testing.assert_array_equal(mixed.parent, found.parent[order])


def test_tops_of_trees_in_every_spelling() -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    pvalues, labels, names = [0.01, 0.02, 0.03, 0.001], ["A", "B", "A", "B"], ["top", "top", "leaf", "leaf"]
    first = many.adjust_tree(pvalues, [None, None, 0, 0], labels, names=names)
    assert first.parent.tolist() == ["", "", "top", "top"] and first.pvalue_adjusted.tolist() == [0.01, 0.02, 0.03, 0.02]
    places = [None, None, 0, 0]
    words = [None, None, "top", "top"]
    for parents in (
        [float("nan"), float("nan"), 0, 0],
        ["", " ", "top", " top "],
        words,
        pandas.Series(places),
        pandas.Series(places, dtype="Int64"),
        pandas.Series(words),
        pandas.Series(words, dtype="category"),
        polars.Series(places),
        polars.Series(words),
        polars.Series(words, dtype=polars.Categorical),
    ):
        assert many.adjust_tree(pvalues, parents, labels, names=names) == first


@pytest.mark.parametrize(
    ("pvalues", "parents", "said"),
    [
        ([0.1, 0.2, 1.5], [None, None, 0], r"pvalues is 1\.5, but must be between 0 and 1, .*\(table 'A', row 2, counting from 0\)$"),
        ([0.1, 0.2, 0.3], [None, None, 1], r"parents is 1, but must be the place .* earlier in its tree, or None \(table 'A', row 2, counting"),
        ([0.1, 0.2, 0.3], [None, 0, 0], r"parents is 0, .*\(table 'B', row 1"),
        ([0.1, 0.2, 0.3], [None, None, "leaf"], r"parents is 'leaf', .*\(table 'A', row 2"),
        ([0.1, 0.2, 0.3], [None, None, "no test"], r"parents is 'no test', .*\(table 'A', row 2"),
        ([0.1, 0.2, 0.3], [None, None, -1], r"parents is -1, .*\(table 'A', row 2"),
        ([0.1, 0.2, 0.3], [None, None, 0.5], r"parents is 0\.5, .*\(table 'A', row 2"),
        ([0.1, 0.2, 0.3], [None, None, float("inf")], r"parents is inf, .*\(table 'A', row 2"),
        ([0.1, 0.2, 0.3], [None, None, False], r"parents is False, .*\(table 'A', row 2"),
        ([0.1, 0.2, 0.3], [None, None], "the length of parents is 2, but must be 3, the length of table"),
        ([0.1, 0.2, 0.3], None, "parents is None, but must be a column that tells for each test"),
        ([0.1, 0.2], [None, None, 0], "the length of pvalues is 2, but must be 3"),
    ],
)
def test_trees_that_are_refused(pvalues: Any, parents: Any, said: str) -> None:
    with pytest.raises(eq.InvalidInput, match=rf"^many\.adjust_tree: {said}"):
        many.adjust_tree(pvalues, parents, ["A", "B", "A"], names=["top", "top", "leaf"])
    with pytest.raises(eq.InvalidInput, match="names is twice 'top', .*row 2"):
        many.adjust_tree([0.1, 0.2, 0.3], [None, None, 0], ["A", "B", "A"], names=["top", "top", "top"])
