"""Many tables in one call: reference values, whatever the order of the rows, the labels and the number of threads, and what is refused."""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import equitable as eq
from equitable import _core
from many_tables import a_national_run, calls, many, rows_by_table
from test_golden import Rows, error_of, rows
from test_golden_groups import real, table_of


def grouped(file: str, *keys: str) -> list[tuple[tuple[str, ...], Rows]]:
    """The rows of a reference file by some of its columns."""
    found: dict[tuple[str, ...], Rows] = {}
    for row in rows(f"reference/{file}"):
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return list(found.items())


# --------------------------------------------------------------------------------------------------------------- reference values


def stacked(table: Rows, *columns: str) -> tuple[list[int], list[list[float]]]:
    """The lists of all rows of a reference file one below the other, and the row that each number comes from."""
    lists = [[real(row[name]) for row in table] for name in columns]
    labels = [place for place, one in enumerate(lists[0]) for _ in one]
    return labels, [[number for one in each for number in one] for each in lists]


def agrees(found: Any, table: Rows, *names: str) -> None:
    assert len(found) == len(table)
    for name in names:
        for got, row in zip(getattr(found, name).tolist(), table, strict=True):
            if row[name] == "":
                assert math.isnan(got)
            else:
                assert error_of(got, row[name], absolute=False, exact=frozenset({0.0})) <= 1e-11, (name, got, row)


def test_reference_values_of_homogeneity() -> None:
    for (method,), table in grouped("homogeneity", "method"):
        two = [row for row in table if len(table_of(row["table"])[0]) == 2 and method in _core.homogeneity_methods]
        if two:
            cells = [(place, *cell) for place, row in enumerate(two) for cell in table_of(row["table"])]
            labels, x, others = zip(*cells, strict=True)
            agrees(many.homogeneity(x, np.add(x, others), labels, method=method), two, "statistic", "pvalue")


def test_reference_values_of_trends() -> None:
    for (method,), table in grouped("trend", "method"):
        if method in _core.trend_methods or method.endswith(("_greater", "_less")):
            labels, (x, n, scores) = stacked(table, "events", "totals", "scores")
            agrees(many.trend(x, n, labels, scores, method=method), table, "statistic", "pvalue")


def test_reference_values_of_compositions() -> None:
    for (method,), table in grouped("composition", "method"):
        if method in _core.composition_methods:
            labels, (counts, expected) = stacked(table, "counts", "reference_shares")
            agrees(many.composition(counts, labels, expected, method=method), table, "statistic", "pvalue")


def test_reference_values_of_families() -> None:
    for (method,), table in grouped("adjust_pvalues", "method"):
        families = sorted({row["p_values"] for row in table})
        labels = [family for family in families for _ in real(family)]
        adjusted = many.adjust_pvalues([p for family in families for p in real(family)], labels, method=method)
        for row in table:
            got = adjusted[np.array(labels) == row["p_values"]][int(row["index"]) - 1]
            assert error_of(float(got), row["p_adjusted"], absolute=False, exact=frozenset({0.0})) <= 1e-11, row


def test_reference_values_of_shares() -> None:
    seen = 0
    for (method, level), table in grouped("shares", "method", "confidence_level"):
        if method in _core.shares_methods:
            samples = sorted({row["counts"] for row in table})
            labels = [sample for sample in samples for _ in real(sample)]
            counts = [count for sample in samples for count in real(sample)]
            found = many.shares(counts, labels, method=method, confidence_level=float(level))
            for row in table:
                one = found[np.array(labels) == row["counts"]][int(row["category"]) - 1]
                for name in ("lower", "upper"):
                    assert math.isclose(getattr(one, name), float(row[name]), rel_tol=1e-11, abs_tol=1e-15), (row, one)
                seen += 1
    assert seen > 1000


# --------------------------------------------------------------------------------------------------------------- laws


def test_threads_change_no_bit() -> None:
    run = a_national_run(200)
    first = calls(*run, threads=1)
    for threads in (2, 5, 0):
        assert calls(*run, threads=threads) == first


PARTS = {"by_stratum", "by_table", "unknown_overall"}


def test_the_order_of_the_rows_of_different_tables_does_not_matter() -> None:
    *columns, labels = a_national_run(20)
    first = calls(*columns, labels, threads=1)
    places = np.concatenate([np.arange(rows.size) for _, rows in rows_by_table(labels)])
    order = np.lexsort((np.random.default_rng(3).random(labels.size), places))  # rows of a table keep their order, tables are interleaved
    assert labels[order].tolist() != labels.tolist()
    mixed = calls(*(column[order] for column in columns), labels[order], threads=1)
    for name, found in mixed.items():
        before = first[name]
        for label, _ in rows_by_table(labels):
            one, other = found.of(label), before.of(label)
            values = [[getattr(each, column) for column in found.to_dict() if column not in PARTS] for each in (one, other)]
            for a, b in zip(*values, strict=True):
                if isinstance(a, np.ndarray) and a.dtype.kind != "f":
                    assert np.array_equal(a, b), (name, label)
                elif not isinstance(a, str | bool | None):
                    np.testing.assert_array_equal(a, b, err_msg=f"{name} {label}")
                else:
                    assert a == b, (name, label)
    order = np.random.default_rng(4).permutation(labels.size)
    shuffled = many.homogeneity(columns[0][order], columns[1][order], labels[order])
    assert shuffled.table.tolist() == list(dict.fromkeys(labels[order].tolist()))


@pytest.mark.parametrize(
    "labelled",
    [
        lambda labels: labels.tolist(),
        lambda labels: tuple(labels.tolist()),
        lambda labels: labels.astype(object),
        lambda labels: np.array([int(label[1:]) for label in labels]),
        lambda labels: [int(label[1:]) for label in labels],
        lambda labels: np.array([float(label[1:]) / 2 for label in labels]),
        lambda labels: np.datetime64("2020-01-01") + np.array([int(label[1:]) for label in labels]),
        lambda labels: [f" {label} " if place % 2 else label for place, label in enumerate(labels.tolist())],
        lambda labels: np.array([label == "R000" for label in labels]),
    ],
    ids=["list", "tuple", "objects", "int64", "ints", "floats", "dates", "spaces", "bools"],
)
def test_labels_of_any_kind(labelled: Callable[[np.ndarray], Any]) -> None:
    x, n, _, _, labels = a_national_run(40)
    keep = np.ones(labels.size, dtype=bool)
    given = labelled(labels)
    if isinstance(given, np.ndarray) and given.dtype == bool:
        keep = np.isin(labels, ["R000", "R001"])
        given = given[keep]
    first = many.homogeneity(x[keep], n[keep], labels[keep])
    found = many.homogeneity(x[keep], n[keep], given)
    assert len(found) == len(first)
    for name in ("groups", "total", "statistic", "pvalue", "status"):
        np.testing.assert_array_equal(getattr(found, name), getattr(first, name))
    assert len(found.to_frame("polars")) == len(first) and repr(found) and json.dumps(found.to_dict())


def test_frames_give_the_same() -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    x, n, _, _, labels = a_national_run(30)
    first = many.trend(x, n, labels)
    for frame in (
        pandas.DataFrame({"x": x, "n": n, "t": labels}),
        pandas.DataFrame({"x": x, "n": n, "t": labels}).astype({"t": "category", "x": "Int64"}),
        pandas.DataFrame({"x": x, "n": n, "t": labels}, index=np.arange(x.size)[::-1]),
        polars.DataFrame({"x": x, "n": n, "t": labels}),
        polars.DataFrame({"x": x, "n": n, "t": labels}).cast({"t": polars.Categorical}),
    ):
        assert many.trend(frame["x"], frame["n"], frame["t"]) == first


# --------------------------------------------------------------------------------------------------------------- several key columns


def keyed_run() -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """Counts, three key columns of which some combinations are missing, and one label that says the same."""
    random = np.random.default_rng(41)
    places = random.permutation(np.repeat(np.arange(60)[random.random(60) < 0.7], 3))
    keys = {
        "organisation": np.array(["RT5", "RXM", "RHA", "RXG", "RDY"])[places % 5],
        "indicator": (places // 5 % 4) + 1,
        "year": np.array(["2022-03-31", "2023-03-31", "2024-03-31"], dtype="M8[D]")[places // 20],
    }
    n = random.integers(1, 90, places.size)
    return random.binomial(n, 0.3), n, keys, places


def test_several_columns_tell_a_table() -> None:
    x, n, keys, places = keyed_run()
    first = many.homogeneity(x, n, places)
    found = many.homogeneity(x, n, keys)
    assert len(found) == len(first) == len(set(places.tolist()))
    for name in ("groups", "total", "statistic", "pvalue", "status"):
        np.testing.assert_array_equal(getattr(found, name), getattr(first, name))
    rows = [places.tolist().index(label) for label in first.table.tolist()]
    for name, column in keys.items():
        np.testing.assert_array_equal(getattr(found, name), column[rows])
    frame = found.to_frame("polars")
    assert frame.columns[:4] == ["organisation", "indicator", "year", "groups"] and "table" not in frame.columns
    assert pickle.loads(pickle.dumps(found)) == found and found[:5][4] == found[4]
    assert json.loads(json.dumps(found.to_dict()))["year"][0] == str(found.year[0])
    assert found._repr_html_().count("<th scope") == len(frame.columns) - 2  # without method and alternative
    assert repr(found[0]).startswith(f"{found.organisation[0]}, {found.indicator[0]}, {found.year[0]}: p")


def test_key_columns_in_every_shape() -> None:
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    x, n, keys, _ = keyed_run()
    first = many.pairwise(x, n, keys)
    frame = pandas.DataFrame(keys)
    for given in (frame, polars.DataFrame(keys), pyarrow.table(keys), [frame[name] for name in frame], pandas.MultiIndex.from_frame(frame)):
        found = many.pairwise(x, n, given)
        assert found.to_frame("polars").columns[:3] == list(keys), type(given)
        np.testing.assert_array_equal(found.pvalue, first.pvalue)
        np.testing.assert_array_equal(found.organisation, first.organisation)
    columns = [column.tolist() for column in keys.values()]
    for given in (columns, tuple(columns), tuple(map(tuple, columns)), [np.array(column) for column in columns]):
        found = many.pairwise(x, n, given)
        assert found.to_frame("polars").columns[:3] == ["key_1", "key_2", "key_3"]
        np.testing.assert_array_equal(found.pvalue, first.pvalue)
    single = many.pairwise(x, n, {"trust": keys["organisation"].astype(object)}, against="all")
    assert single == many.pairwise(x, n, pandas.DataFrame({"trust": keys["organisation"]}), against="all")
    assert single.to_frame("polars").columns[0] == "trust" and "RT5" in single["RT5"].trust
    assert many.homogeneity(x, n, [pandas.Timestamp(2024, 1, 1)] * x.size).table.size == 1  # labels, though each can be made an array


def test_rows_by_their_keys() -> None:
    x, n, keys, _ = keyed_run()
    found = many.homogeneity(x, n, keys)
    one = found[7]
    assert found.of(one.organisation, one.indicator, one.year) == one
    assert found.of(year=one.year, organisation=one.organisation, indicator=one.indicator) == one
    part = found["RT5"]
    assert part == found[found.organisation == "RT5"] == found.of(organisation="RT5") and len(part) > 1
    assert found.of(year="2023-03-31") == found[found.year == np.datetime64("2023-03-31")]
    with pytest.raises(KeyError, match="no organisation 'RT6'; did you mean 'RT5'"):
        found.of("RT6", 1)
    with pytest.raises(KeyError, match="no indicator 9"):
        found.of(indicator=9)
    for wrong in (lambda: found.of(1, 2, 3, 4), lambda: found.of(month=3), lambda: found.of("RT5", organisation="RT5")):
        with pytest.raises(TypeError):
            wrong()
    few = many.homogeneity([1, 2], [5, 5], {"a": ["x", "y"], "b": [1, 2]})
    with pytest.raises(KeyError, match="no table a 'x', b 2"):
        few.of("x", 2)
    decided = many.decomposition(*[x, n] * 2, keys)
    assert decided.by_stratum.organisation.tolist() == keys["organisation"].tolist()


def test_families_of_several_columns() -> None:
    random = np.random.default_rng(43)
    pvalues, a, b = random.random(200), random.integers(0, 4, 200), random.integers(0, 5, 200)
    np.testing.assert_array_equal(many.adjust_pvalues(pvalues, {"a": a, "b": b}), many.adjust_pvalues(pvalues, a * 5 + b))
    np.testing.assert_array_equal(many.reject_pvalues(pvalues, [a, b], level=0.5), many.reject_pvalues(pvalues, a * 5 + b, level=0.5))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "table is without columns, but must be a column of labels, or several"),
        ({"trust": ["A", "A"], "total": [1, 2]}, "a column of table is called 'total', but must have another name: the result has one of that name"),
        ({"shape": ["A", "A"], "year": [1, 2]}, "a column of table is called 'shape', but must have another name: every result has an attribute of that"),
        ({"trust": ["A", "A"], "of": [1, 2]}, "a column of table is called 'of', but must have another name"),
        ({"trust": ["A", "A"], "to_frame": [1, 2]}, "a column of table is called 'to_frame', but must have another name"),
        ({"": ["A", "A"], "year": [1, 2]}, "a column of table has no name"),
        ({"trust": ["A", "A"], "year": [1]}, r"the length of table\['year'\] is 1, but must be 2, the length of table\['trust'\]"),
        ({"trust": ["A", "A"], "year": [1, None]}, r"table\['year'\] is missing, but must be the label of a table \(row 1"),
        ({"trust": ["A", 3], "year": [1, 2]}, r"table\['trust'\] is of several kinds \(int, str\)"),
        ({"trust": ["A", "B", "C"], "year": [1, 2, 3]}, "the length of events is 2, but must be 3, the length of table"),
        ([["A", "A"], [[1], [2]]], r"table\['key_2'\] is not hashable"),
    ],
)
def test_key_columns_that_are_refused(table: Any, said: str) -> None:
    with pytest.raises(eq.InvalidInput, match=said):
        many.homogeneity([1, 2], [5, 5], table)


def test_messages_name_all_keys() -> None:
    keys = {"trust": ["A", "A", "B"], "year": [2023, 2024, 2024]}
    with pytest.raises(eq.InvalidInput, match=r"events is 7, .*\(trust 'B', year 2024, row 2, counting from 0\)"):
        many.homogeneity([1, 2, 7], [5, 5, 5], keys)
    with pytest.raises(eq.InvalidInput, match=r"reference is 1, .*\(trust 'A', year 2023 has 1\)"):
        many.pairwise([1, 2, 3], [5, 5, 5], keys, reference=1)
    with pytest.raises(eq.InvalidInput, match=r"2\^53 \(trust 'B', year 2024\)"):
        many.shortfall([1, 2, 2**53, 2**53], [5, 5, 2**53, 2**53], {key: [*column, column[2]] for key, column in keys.items()}, standard="pooled")
    polars = pytest.importorskip("polars")
    with pytest.raises(eq.InvalidInput, match="table is a LazyFrame, but must be columns in memory"):
        many.homogeneity([1, 2, 3], [5, 5, 5], polars.LazyFrame(keys))


def test_one_table_is_that_table() -> None:
    found = many.homogeneity([3, 9, 8], [40, 50, 45], [1, 1, 1])
    assert len(found) == 1
    assert found[0].pvalue == eq.homogeneity([3, 9, 8], [40, 50, 45]).pvalue
    assert repr(found).startswith("Difference among groups in 1 table,")


def test_no_tables_are_no_rows() -> None:
    empty: list[int] = []
    found = calls(*(np.array(empty, dtype=np.int64) for _ in range(4)), empty, threads=1)
    for name, result in found.items():
        assert len(result) == 0 and result.table.size == 0, name
        assert len(result.to_frame("polars")) == 0 and "in 0 tables" in repr(result), name
    assert len(many.change([[]] * 4, [[]] * 4)) == 0
    assert many.adjust_pvalues([], []).size == 0 and many.reject_pvalues([], []).size == 0
    assert len(many.pairwise(empty, empty, empty, reference="White")) == 0


# --------------------------------------------------------------------------------------------------------------- bad rows

T = ["A", "B", "A", "B"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: many.homogeneity([1, 2, 9, 1], [5, 5, 5, 5], T), r"events is 9, but must be at most totals, which is 5 \(table 'A', row 2"),
        (lambda: many.homogeneity([1, -2, 3, 1], [5, 5, 5, 5], T), r"events is -2, but must be 0 or more \(table 'B', row 1"),
        (lambda: many.homogeneity([1, 2, 3, 1], [5, 5, 5, 2**60], T), r"totals is 1152921504606846976, but must be at most 2\^53 \(table 'B', row 3"),
        (lambda: many.homogeneity([1, 2, 3, 1.5], [5, 5, 5, 5], T), r"events is 1.5, but must be a whole number \(table 'B', row 3"),
        (lambda: many.homogeneity([1, None, 3, 1], [5, 5, 5, 5], T), r"events is missing, but must be a whole number \(table 'B', row 1"),
        (lambda: many.homogeneity([1, 2, 3], [5, 5, 5, 5], T), "the length of events is 3, but must be 4, the length of table"),
        (lambda: many.homogeneity(1, [5, 5, 5, 5], T), "events is a single value, but must be a column of whole numbers, as long as table"),
        (lambda: many.homogeneity([2**53] * 4, [2**53] * 4, T), r"2\^53.*\(table 'A'\)"),
        (lambda: many.homogeneity([1, 2], [5, 5], ["A", None]), r"table is missing, but must be the label of a table \(row 1"),
        (lambda: many.homogeneity([1, 2], [5, 5], ["A", " "]), r"table is missing, .*row 1"),
        (lambda: many.homogeneity([1, 2], [5, 5], ["A", math.nan]), r"table is missing, .*row 1"),
        (lambda: many.homogeneity([1, 2], [5, 5], [2.0, math.nan]), r"table is missing, .*row 1"),
        (lambda: many.homogeneity([1, 2], [5, 5], np.array(["2020-01-01", "NaT"], dtype="M8[D]")), r"table is missing, .*row 1"),
        (lambda: many.homogeneity([1, 2], [5, 5], np.ma.array([1, 2], mask=[0, 1])), r"table is missing, .*row 1"),
        (lambda: many.homogeneity([1, 2], [5, 5], ["A", 1]), r"table is of several kinds \(int, str\), but must be text throughout"),
        (lambda: many.homogeneity([1, 2], [5, 5], "AB"), "table is 'AB', but must be a column"),
        (lambda: many.homogeneity([1, 2], [5, 5], [["A"], ["B"]]), "the length of events is 2, but must be 1, the length of table"),
        (lambda: many.homogeneity([1, 2], [5, 5], [{"A"}, {"B"}]), "table is not hashable"),
        (lambda: many.homogeneity([1, 2], [5, 5], np.zeros((2, 1))), "table is of the shape"),
        (lambda: many.homogeneity([1, 2], [5, 5], ["A", "A"], method="chi"), "method is 'chi'"),
        (lambda: many.homogeneity([1, 2], [5, 5], ["A", "A"], threads=-1), "threads is -1"),
        (lambda: many.trend([1, 2, 3, 1], [5, 5, 5, 5], T, [1, 2, 3, math.nan]), r"scores is nan, .*\(table 'B', row 3"),
        (lambda: many.trend([1, 2, 3, 1], [5, 5, 5, 5], T, [1, 2, 3]), "the length of scores is 3"),
        (lambda: many.stratified([1] * 4, [5] * 4, [9, 1, 1, 1], [5] * 4, T), r"reference_events is 9, .*which is 5 \(table 'A', row 0"),
        (lambda: many.stratified([1] * 4, [5] * 4, [1] * 4, [5] * 4, T, measure="rd", method="mh_rr"), "must be one of score_mh_rd"),
        (lambda: many.stratified([1] * 4, [5] * 4, [1] * 4, [5] * 4, T, confidence_level=95), "confidence"),
        (lambda: many.pairwise([1, 2, 3, 1], [5, 5, 5, 5], T, groups=["x", "x", "x", "y"]), r"groups is twice 'x', .*\(table 'A', row 2"),
        (lambda: many.pairwise([1, 2, 3, 1], [5, 5, 5, 5], T, groups=["x", "x", "y", "z"], reference="y"), r"'y', .*\(table 'B' has x, z\)"),
        (lambda: many.pairwise([1, 2, 3], [5, 5, 5], ["A", "A", "B"], reference=1), r"reference is 1, .*\(table 'B' has 1\)"),
        (lambda: many.pairwise([1, 2, 3, 1], [5, 5, 5, 5], T, groups=["x", None, "y", "z"]), r"groups is missing.*\(table 'B', row 1"),
        (lambda: many.shortfall([1, 2, 3, 1], [5, 5, 5, 5], T, reference=True), "reference is True"),
        (lambda: many.shortfall([2**53] * 4, [2**53] * 4, T, standard="pooled"), r"2\^53 \(table 'A'\)"),
        (lambda: many.adjust_pvalues([0.1, 1.2], ["A", "B"]), r"pvalues is 1.2, but must be between 0 and 1, .*\(family 'B', row 1"),
        (lambda: many.reject_pvalues([0.1, 0.2], ["A", None]), r"family is missing"),
        (lambda: many.reject_pvalues([0.1, 0.2], ["A", "A"], level=0), "level is 0"),
        (lambda: many.shares([1, -2], ["A", "A"]), r"counts is -2, .*\(table 'A', row 1"),
        (lambda: many.composition([1, 2, 3, 4], T, [0.5, 0.5, 0.5, 0.6]), r"many.composition: .*\(table 'B'\)"),
        (lambda: many.composition([1, 2], ["A", "A"]), "must be one given and one left out"),
        (lambda: many.segregation([1, 2], [5, 5], ["A", "A"], group=2), "group is 2"),
        (lambda: many.inequality([1, 2], [5, 5], ["A", "A"], measure="MDRU"), "reference"),
        (lambda: many.change([[1], [5], [1], [5]], [[1], [5], [7], [5]]), r"second.reference_events is 7, .*\(table 1, row 0"),
        (lambda: many.change([[1, 1]] + [[5, 5]] * 3, [[1, 1]] + [[5, 5]] * 3, ["A", "A"]), r"table is twice the same, .*\(table 'A', row 1"),
        (lambda: many.change([[1], [5]], [[1], [5], [1], [5]]), "four columns"),
        (lambda: many.change([[1], [5], [1], [5]], [[1], [5], [1], [5]], measure="or"), "measure is 'or'"),
        (lambda: many.standardise([1] * 4, [5] * 4, [1] * 4, [5] * 4, T, standard=[1, 1, 1, -1]), r"many.standardise: .*\(table 'B'\)"),
    ],
)  # fmt: skip
def test_what_is_refused(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(eq.InvalidInput, match=said):
        call()


def refused_calls() -> dict[str, Callable[[np.ndarray], Any]]:
    """Functions of labels on rows of which those of table "bad" break a rule that a single row does not show."""

    def two(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.full(table.size, 2), np.where(table == "bad", 2**53, 9)

    names = ("homogeneity", "association", "residuals", "pairwise", "marascuilo", "simultaneous_ratios", "shortfall", "verdicts", "letter_display")
    within = ("stratified", "stratified_test", "stratified_homogeneity", "standardise", "standardise_indirectly", "decomposition", "pooled_verdict")
    return {
        **{name: lambda t, name=name: getattr(many, name)(*two(t), t) for name in names},
        **{name: lambda t, name=name: getattr(many, name)(*two(t), *two(t), t) for name in within},
        "standardised_rate": lambda t: many.standardised_rate(np.full(t.size, 2), np.where(t == "bad", 0.0, 9.0), np.ones(t.size), t),
        "composition": lambda t: many.composition(np.full(t.size, 2), t, np.where(t == "bad", 0.7, 0.5)),
        "meta_analysis": lambda t: many.meta_analysis(effects=np.ones(t.size), variances=np.where(t == "bad", 0.0, 1.0), table=t),
        "funnel": lambda t: many.funnel(np.full(t.size, 2), None, t, expected=np.where(t == "bad", -1.0, 1.0)),
        "linear_by_linear": lambda t: many.linear_by_linear(np.where(t == "bad", 2**53, 9), t, np.ones(t.size), np.ones(t.size)),
        "stages": lambda t: many.stages(np.full(t.size, 2**52), np.full(t.size, 2**52), t, np.where(t == "bad", 3, 0)),
    }


@pytest.mark.parametrize("name", refused_calls())
@pytest.mark.parametrize("threads", [1, 3])
def test_a_refused_table_is_named_wherever_it_stands(name: str, threads: int) -> None:
    call = refused_calls()[name]
    for place in (0, 1, 70, 199):
        labels = np.repeat([f"T{i}" if i != place else "bad" for i in range(200)], 2)
        with pytest.raises(eq.InvalidInput, match=rf"^many\.{name}: .* \(table 'bad'\)$"):
            call(labels)
    assert len(call(np.repeat([f"T{i}" for i in range(5)], 2))) >= 5


def test_the_compiled_functions_refuse_offsets_that_do_not_fit() -> None:
    x = np.array([1, 2, 3])
    for offsets in ([0, 2], [1, 3], [0, 4], [0, 2, 1, 3], []):
        with pytest.raises(eq.InvalidInput, match="offsets"):
            _core.many_homogeneity(x, x, np.array(offsets, dtype=np.int64), "g_test", 1)


# --------------------------------------------------------------------------------------------------------------- results


@pytest.fixture
def found() -> Any:
    return many.homogeneity([3, 9, 8, 0, 0], [40, 50, 45, 30, 44], ["RT5", "RT5", "RT5", "RXM", "RXM"])


def test_rows_and_labels(found: Any) -> None:
    assert found["RT5"] == found[0] and found[-1] == found["RXM"] and found[found.pvalue < 0.5].table.tolist() == ["RT5"]
    assert isinstance(found[0].pvalue, float) and isinstance(found[0].total, int) and found[0].status == "ok"
    assert [row.table for row in found] == ["RT5", "RXM"] and len(found[:1]) == 1
    with pytest.raises(KeyError, match="did you mean 'RT5'"):
        found["RT6"]
    with pytest.raises(KeyError):
        found.of(3)
    with pytest.raises(TypeError):
        found[0][0]
    with pytest.raises(TypeError):
        len(found[0])
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        found.nonsense  # noqa: B018


def test_a_date_is_a_label() -> None:
    dates = np.array(["2022-03-31", "2023-03-31"], dtype="M8[D]")[[0, 0, 1, 1]]
    found = many.homogeneity([1, 2, 3, 4], [9, 9, 9, 9], dates)
    assert found["2023-03-31"] == found.of(dates[2]) == found[1]
    assert found.to_frame("polars")["table"].to_list() == ["2022-03-31", "2023-03-31"]


def test_results_are_frozen(found: Any) -> None:
    with pytest.raises(AttributeError):
        found.pvalue = 1
    with pytest.raises(AttributeError):
        del found.pvalue
    for name in ("table", "pvalue", "status", "groups"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(found, name)[0] = getattr(found, name)[1]
    x = np.array([1, 2])
    many.shares(x, ["A", "A"])
    x[0] = 5  # the caller's own column stays the caller's


def test_results_are_copied_and_compared(found: Any) -> None:
    assert pickle.loads(pickle.dumps(found)) == found
    assert found != found[:1] and found != 3
    assert hash(found) == hash(pickle.loads(pickle.dumps(found)))
    parts = many.decomposition([3, 2], [9, 9], [4, 5], [11, 12], ["A", "A"])
    again = pickle.loads(pickle.dumps(parts))
    assert again == parts and again.by_stratum == parts.by_stratum
    assert {"pvalue", "method", "to_frame"} <= set(dir(found))


def test_frames_and_plain_values(found: Any) -> None:
    frame = found.to_frame("polars")
    assert frame.columns[:3] == ["table", "groups", "total"] and frame["method"].to_list() == ["n_minus_1_chi2"] * 2
    assert "p.value" in found.to_frame("polars", names="broom").columns
    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert plain["pvalue"][1] is None and plain["status"] == ["ok", "no_information"] and plain["table"] == ["RT5", "RXM"]
    assert len(found[0].to_frame("polars")) == 1
    assert found._repr_html_().count("<tr>") == 3
    assert "by_stratum" in many.decomposition([3, 2], [9, 9], [4, 5], [11, 12], ["A", "A"]).to_dict()


def test_text(found: Any) -> None:
    lines = repr(found).splitlines()
    assert lines[0] == "Difference among groups in 2 tables, n_minus_1_chi2 two-sided; 1 no_information."
    alone = eq.homogeneity([3, 9, 8], [40, 50, 45])
    assert lines[1] == f"  RT5: p = {alone.pvalue:.3f} (statistic {alone.statistic:.2f}, df 2)"
    assert repr(found[1]) == "RXM: p undefined, no_information."
    x, n, *_, labels = a_national_run(40)
    assert repr(many.homogeneity(x, n, labels)).endswith("  … and 34 more")
    short = many.shortfall([9, 2, 0], [30, 20, 0], ["A"] * 3, groups=["White", "BME", "unknown"])
    alone = eq.shortfall([9, 2, 0], [30, 20, 0], 1)
    assert repr(short).splitlines()[2] == f"  A: BME: people 4.00 ({alone.lower:.2f} to {alone.upper:.2f})"
    assert len(short["A"]) == 3
    funnels = many.funnel([30, 55, 12], [100, 240, 90], ["A"] * 3, organisations=["North", "Mid", "South"])
    assert repr(funnels).splitlines()[:2] == ["Funnels, 3 organisations in 1 table, normal.", "  A: North: rate 30.0%, adjusted z 1.78"]
    assert repr(many.residuals([5, 9], [9, 20], ["A", "A"])[0]).startswith("A: 1: adjusted residual ")
    undecided = many.verdicts([5, 6, 0], [9, 20, 0], ["A"] * 3)
    alone = eq.verdicts([5, 6, 0], [9, 20, 0])
    assert [row.split(", ")[0] for row in repr(undecided).splitlines()[1:]] == [
        f"  A: 2 against 1: {alone.state[0]} ({alone.grade[0]})" if alone.grade[0] != "none" else f"  A: 2 against 1: {alone.state[0]}",
        "  A: 3 against 1: not assessable",
    ]
