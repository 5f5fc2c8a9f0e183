"""Many tables in one call: the answers of the function for one table, whatever the order of the rows, the labels and the number of threads."""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

import equitable as eq
from equitable import _core
from test_golden import Rows, error_of, rows
from test_golden_groups import real, table_of

many = eq.many

# --------------------------------------------------------------------------------------------------------------- tables


def groups_of_tables(seed: int, tables: int = 70) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events, totals and labels: tables of 1 to 7 groups, some empty, some without events, some all events."""
    random = np.random.default_rng(seed)
    events, totals, labels = [], [], []
    for table in range(tables):
        kind = table % 7
        for _ in range(int(random.integers(1, 8))):
            n = 0 if kind == 1 or random.random() < 0.08 else int(random.integers(1, 400 if kind < 5 else 12))
            x = 0 if kind == 2 else n if kind == 3 else int(random.binomial(n, random.uniform(0.02, 0.6)))
            events.append(x)
            totals.append(n)
            labels.append(f"T{table}")
    return np.array(events), np.array(totals), np.array(labels)


def strata_of_tables(seed: int, tables: int = 70) -> tuple[list[np.ndarray], np.ndarray]:
    x1, n1, labels = groups_of_tables(seed, tables)
    random = np.random.default_rng(seed + 1)
    n2 = np.where(random.random(n1.size) < 0.05, 0, random.integers(1, 90, n1.size))
    return [x1, n1, random.binomial(n2, 0.25), n2], labels


def rows_by_table(labels: np.ndarray) -> Iterable[tuple[Any, np.ndarray]]:
    for label in dict.fromkeys(labels.tolist()):
        yield label, np.flatnonzero(labels == label)


def near(one: Any, other: Any, exact: bool, within: float = 2e-14) -> bool:
    """Alike; a number worked out beside others may differ in the last bits."""
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other if exact else math.isclose(one, other, rel_tol=within)


def compared(found: Any, labels: np.ndarray, single: Callable[[np.ndarray], Any], names: Iterable[str], *, exact: bool = True) -> None:
    """Every table's row beside what the function of one table says."""
    seen = 0
    for label, rows in rows_by_table(labels):
        one, alone = found.of(label), single(rows)
        for name in names:
            within = 1e-12 if name == "pvalue" and alone.pvalue < 1e-12 else 2e-14  # far out a tail has fewer bits than its statistic
            assert near(getattr(one, name), getattr(alone, name), exact, within), (label, name, getattr(one, name), getattr(alone, name))
        seen += 1
    assert seen == len(found) == len(found.table)


def grouped(file: str, *keys: str) -> list[tuple[tuple[str, ...], Rows]]:
    """The rows of a reference file by some of its columns."""
    found: dict[tuple[str, ...], Rows] = {}
    for row in rows(f"reference/{file}"):
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return list(found.items())


TEST = ("statistic", "pvalue", "df", "status", "total")
ESTIMATE = ("value", "lower", "upper", "standard_error", "status")

# --------------------------------------------------------------------------------------------------------------- one by one


@pytest.mark.parametrize("method", ["n_minus_1_chi2", "pearson_chi2", "g_test"])
def test_homogeneity(method: str) -> None:
    x, n, labels = groups_of_tables(1, 400)
    found = many.homogeneity(x, n, labels, method=method)
    names = (*TEST, "groups", "smallest_expected", "method", "alternative")
    compared(found, labels, lambda rows: eq.homogeneity(x[rows], n[rows], method=method), names, exact=False)
    assert {"ok", "undefined", "no_information"} <= set(found.status.tolist())


@pytest.mark.parametrize("method", ["freeman_halton_minlike", "freeman_halton_midp", "exact_conditional_lr"])
def test_exact_homogeneity(method: str) -> None:
    x, n, labels = (column[:120] for column in groups_of_tables(2))
    x, n = x % 5, np.maximum(n % 9, x % 5)
    found = many.homogeneity(x, n, labels, method=method, threads=2)
    compared(found, labels, lambda rows: eq.homogeneity(x[rows], n[rows], method=method), TEST)
    compared(found, labels, lambda rows: eq.homogeneity(x[rows], n[rows], method=method), ["smallest_expected"], exact=False)


@pytest.mark.parametrize("method", [*_core.trend_methods, "exact_greater", "midp_less"])
def test_trend(method: str) -> None:
    x, n, labels = groups_of_tables(3)
    if "exact" in method or "midp" in method:
        x, n = x % 6, np.maximum(n % 20, x % 6)
    lanes = method.startswith(("linear", "cochran", "departure"))
    found = many.trend(x, n, labels, method=method)
    compared(found, labels, lambda rows: eq.trend(x[rows], n[rows], method=method), (*TEST, "groups", "method"), exact=not lanes)
    scores = np.random.default_rng(4).integers(0, 9, x.size) / 2
    found = many.trend(x, n, labels, scores, method=method)
    compared(found, labels, lambda rows: eq.trend(x[rows], n[rows], scores[rows], method=method), TEST, exact=not lanes)


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_one_sided_trend(alternative: str) -> None:
    x, n, labels = groups_of_tables(5)
    found = many.trend(x, n, labels, alternative=alternative)
    compared(found, labels, lambda rows: eq.trend(x[rows], n[rows], alternative=alternative), (*TEST, "alternative"), exact=False)


@pytest.mark.parametrize("method", _core.stratified_methods)
def test_stratified(method: str) -> None:
    given, labels = strata_of_tables(6, 30)
    if "exact" in method or "midp" in method:
        given = [np.minimum(column, 9) for column in given]
        given[0], given[2] = np.minimum(given[0], given[1]), np.minimum(given[2], given[3])
    found = many.stratified(*given, labels, method=method, confidence_level=0.9)

    def alone(rows: np.ndarray) -> Any:
        return eq.stratified(*(column[rows] for column in given), method=method, confidence_level=0.9)

    compared(found, labels, alone, (*ESTIMATE, "measure", "method"))
    for label, rows in rows_by_table(labels):
        test, row = alone(rows).association, found[label]
        assert near(row.pvalue, test.pvalue, False, 1e-12) and near(row.statistic, test.statistic, True) and row.test_status == test.status
        assert (row.strata, row.total) == (rows.size, test.total)


def test_stratified_measures_and_sides() -> None:
    given, labels = strata_of_tables(7, 20)
    for options in ({"measure": "rd"}, {"measure": "odds_ratio", "alternative": "less"}, {"alternative": "greater"}):
        found = many.stratified(*given, labels, **options)
        compared(found, labels, lambda rows: eq.stratified(*(column[rows] for column in given), **options), (*ESTIMATE, "measure", "alternative"))


@pytest.mark.parametrize("method", [*_core.stratified_test_methods, "exact_greater"])
def test_stratified_test(method: str) -> None:
    given, labels = strata_of_tables(8)
    if method.startswith("exact"):
        given = [np.minimum(column, 7) for column in given]
        given[0], given[2] = np.minimum(given[0], given[1]), np.minimum(given[2], given[3])
    found = many.stratified_test(*given, labels, method=method)
    compared(found, labels, lambda rows: eq.stratified_test(*(column[rows] for column in given), method=method), (*TEST, "method"), exact=False)


@pytest.mark.parametrize(("measure", "method"), [("or", "tarone"), ("or", "breslow_day"), ("or", "cochran_q"), ("rr", None), ("rd", None)])
def test_stratified_homogeneity(measure: str, method: str | None) -> None:
    given, labels = strata_of_tables(9)
    found = many.stratified_homogeneity(*given, labels, measure=measure, method=method)

    def alone(rows: np.ndarray) -> Any:
        return eq.stratified_homogeneity(*(column[rows] for column in given), measure=measure, method=method)

    compared(found, labels, alone, (*TEST, "i_squared", "method"))


@pytest.mark.parametrize("against", ["reference", "rest", "all"])
@pytest.mark.parametrize("adjust", ["holm", "bh"])
def test_pairwise(against: str, adjust: str) -> None:
    x, n, labels = groups_of_tables(10)
    found = many.pairwise(x, n, labels, against=against, adjust=adjust, alternative="less")
    size = 0
    for label, rows in rows_by_table(labels):
        alone = eq.pairwise(x[rows], n[rows], against=against, adjust=adjust, alternative="less")
        part = found[found.table == label]
        assert len(part) == len(alone.status)
        size += len(part)
        for name in ("group", "reference", "events", "total", "reference_events", "reference_total", "value", "lower", "upper", "ratio_status",
                     "statistic", "pvalue", "pvalue_adjusted", "status"):  # fmt: skip
            np.testing.assert_array_equal(getattr(part, name), getattr(alone, name), err_msg=f"{label} {name}")
    assert size == len(found)


def test_the_reference_may_stand_anywhere() -> None:
    x, n, labels = groups_of_tables(11)
    random = np.random.default_rng(12)
    names = np.empty(x.size, dtype=object)
    for _, rows in rows_by_table(labels):
        names[rows] = random.permutation(["White", "Asian", "Black", "Mixed", "Other", "A", "B"][: rows.size])
    found = many.pairwise(x, n, labels, groups=names, reference="White")
    short = many.shortfall(x, n, labels, groups=names, reference="White")
    for label, rows in rows_by_table(labels):
        alone = eq.pairwise(x[rows], n[rows], groups=names[rows], reference="White")
        part = found[found.table == label]
        for name in ("group", "reference", "value", "pvalue", "pvalue_adjusted", "status"):
            np.testing.assert_array_equal(getattr(part, name), getattr(alone, name))
        for row in rows:
            if names[row] == "White":
                assert (short.status[row], short.people[row], short.group[row]) == ("undefined", 0, "White")
                continue
            one = eq.shortfall(x[rows], n[rows], names[row], groups=names[rows], reference="White")
            for name in ("value", "lower", "upper", "people", "to_close", "rate", "standard_rate", "events", "total", "status", "group"):
                assert near(getattr(short[int(row)], name), getattr(one, name), True), (label, name)


@pytest.mark.parametrize("standard", ["pooled", "best"])
def test_shortfall(standard: str) -> None:
    x, n, labels = groups_of_tables(13)
    found = many.shortfall(x, n, labels, standard=standard)
    for _, rows in rows_by_table(labels):
        for place, row in enumerate(rows):
            one = eq.shortfall(x[rows], n[rows], place, standard=standard)
            for name in ("value", "lower", "upper", "people", "to_close", "rate", "standard_rate", "events", "total", "status", "group"):
                assert near(getattr(found[int(row)], name), getattr(one, name), True), name


@pytest.mark.parametrize("method", [*_core.adjustment_methods, "fdr"])
def test_families_of_p_values(method: str) -> None:
    random = np.random.default_rng(14)
    family = random.integers(0, 40, 500)
    pvalues = random.random(500) ** 3
    pvalues[random.random(500) < 0.1] = math.nan
    adjusted = many.adjust_pvalues(pvalues, family, method=method)
    found = many.reject_pvalues(pvalues, family, level=0.1, method=method, threads=2)
    for _, rows in rows_by_table(family):
        alone = eq.adjust_pvalues(pvalues[rows], method=method)
        np.testing.assert_array_equal(adjusted[rows], alone)
        np.testing.assert_array_equal(found[rows], np.nan_to_num(alone, nan=1.0) <= 0.1)


@pytest.mark.parametrize("form", ["linear", "log", "logit"])
@pytest.mark.parametrize("alternative", ["two-sided", "greater"])
def test_slope_index(form: str, alternative: str) -> None:
    x, n, labels = groups_of_tables(15)
    found = many.slope_index(x, n, labels, form=form, alternative=alternative, confidence_level=0.99)
    names = ("sii", "sii_lower", "sii_upper", "sii_status", "rii", "rii_lower", "rii_upper", "rii_status", "sii_standard_error",
             "rii_log_standard_error", "rii_over_mean", "intercept", "status", "bands", "total", "method")  # fmt: skip
    compared(found, labels, lambda rows: eq.slope_index(x[rows], n[rows], form=form, alternative=alternative, confidence_level=0.99), names)


@pytest.mark.parametrize("method", _core.shares_methods)
def test_shares(method: str) -> None:
    _, n, labels = groups_of_tables(16, 30)
    n = np.minimum(n, 60)
    order = np.random.default_rng(1).permutation(n.size)
    counts, bodies = n[order], labels[order]
    found = many.shares(counts, bodies, method=method)
    np.testing.assert_array_equal(found.events, counts)
    np.testing.assert_array_equal(found.table, bodies)
    for _, rows in rows_by_table(bodies):
        alone = eq.shares(counts[rows], method=method)
        for name in ("category", "events", "total", "value", "lower", "upper", "status"):
            np.testing.assert_array_equal(getattr(found, name)[rows], np.broadcast_to(getattr(alone, name), rows.size))


@pytest.mark.parametrize("method", _core.composition_methods)
def test_composition(method: str) -> None:
    _, n, labels = groups_of_tables(17, 40)
    counts = n % 7
    random = np.random.default_rng(18)
    expected = np.empty(counts.size)
    for _, rows in rows_by_table(labels):
        expected[rows] = random.dirichlet(np.full(rows.size, 3.0)) if rows.size > 1 else 1.0
    found = many.composition(counts, labels, expected, method=method)
    names = ("statistic", "pvalue", "df", "dissimilarity_index", "status", "method")
    compared(found, labels, lambda rows: eq.composition(counts[rows], expected[rows], method=method), names)


@pytest.mark.parametrize("method", _core.composition_comparison_methods)
def test_composition_against_counts(method: str) -> None:
    x, n, labels = groups_of_tables(19)
    found = many.composition(x, labels, reference_counts=n, method=method)
    names = ("statistic", "pvalue", "df", "dissimilarity_index", "status", "method")
    compared(found, labels, lambda rows: eq.composition(x[rows], reference_counts=n[rows], method=method), names)


@pytest.mark.parametrize("index", _core.segregation_indices)
def test_segregation(index: str) -> None:
    x, n, labels = groups_of_tables(20, 40)
    found = many.segregation(x, n, labels, index=index, group=1, other=0)

    def alone(rows: np.ndarray) -> Any:
        return eq.segregation(np.column_stack([x[rows], n[rows] - x[rows]]), index=index, group=1, other=0)

    compared(found, labels, alone, ("value", "expected", "corrected", "status", "units", "total"))


@pytest.mark.parametrize("measure", _core.inequality_measures)
def test_inequality(measure: str) -> None:
    x, n, labels = groups_of_tables(21, 21)
    several = np.isin(labels, [label for label, rows in rows_by_table(labels) if rows.size > 1])
    x, n, labels = x[several], n[several], labels[several]
    options = {"reference": 0, "replicates": 99} if measure.startswith("MDR") else {"replicates": 99}
    found = many.inequality(x, n, labels, measure=measure, favourable=False, **options)
    options |= {"measure": measure, "favourable": False}
    compared(found, labels, lambda rows: eq.inequality(x[rows], n[rows], **options), (*ESTIMATE, "groups", "total", "method"))


def test_inequality_of_named_groups() -> None:
    names = ["White", "BME"] * 3
    found = many.inequality([9, 5, 8, 8, 30, 12], [50, 40, 30, 44, 90, 80], [1, 1, 2, 2, 3, 3], groups=names, reference="White", group="BME")
    assert found.of(3).value == eq.inequality([30, 12], [90, 80], reference=0, group=1).value
    names[2:4] = ["BME", "White"]
    with pytest.raises(eq.InvalidInput, match="stands at place 0 in the table 1 and at place 1 in 2, but must be at the same place"):
        many.inequality([9, 5, 8, 8, 30, 12], [50, 40, 30, 44, 90, 80], [1, 1, 2, 2, 3, 3], groups=names, reference="White")


@pytest.mark.parametrize("measure", ["relative_likelihood", "rate_difference"])
@pytest.mark.parametrize("method", ["score", "mover"])
def test_change(measure: str, method: str) -> None:
    random = np.random.default_rng(22)
    totals = random.integers(0, 80, (4, 100))
    events = random.binomial(totals, 0.2)
    first, second = ([events[i], totals[i], events[i + 1], totals[i + 1]] for i in (0, 2))
    found = many.change(first, second, measure=measure, method=method, threads=2)
    alone = eq.change(first, second, measure=measure, method=method)
    for name in ("value", "lower", "upper", "status", "statistic", "pvalue", "test_status"):
        np.testing.assert_array_equal(getattr(found, name), getattr(alone, name))
    for period in ("first", "second"):
        one = getattr(alone, period)
        np.testing.assert_array_equal(getattr(found, period), one.value)
        for name in ("lower", "upper", "status"):
            np.testing.assert_array_equal(getattr(found, f"{period}_{name}"), getattr(one, name))
    assert found.table.tolist() == list(range(1, 101))


def test_decomposition() -> None:
    given, labels = strata_of_tables(23)
    order = np.random.default_rng(2).permutation(labels.size)
    given, labels = [column[order] for column in given], labels[order]
    found = many.decomposition(*given, labels)
    names = ("gap", "gap_lower", "gap_upper", "mix", "mix_lower", "mix_upper", "rates", "rates_lower", "rates_upper", "status", "mix_status",
             "rates_status", "gap_standard_error", "mix_standard_error", "rates_standard_error", "total")  # fmt: skip
    compared(found, labels, lambda rows: eq.decomposition(*(column[rows] for column in given)), names)
    for _, rows in rows_by_table(labels):
        alone = eq.decomposition(*(column[rows] for column in given))
        np.testing.assert_array_equal(found.by_stratum.mix[rows], alone.strata_mix)
        np.testing.assert_array_equal(found.by_stratum.rates[rows], alone.strata_rates)
        assert found.by_stratum.stratum[rows].tolist() == list(range(1, rows.size + 1))


@pytest.mark.parametrize("method", _core.standardisation_methods)
@pytest.mark.parametrize("weighted", [False, True])
def test_standardise(method: str, weighted: bool) -> None:
    given, labels = strata_of_tables(24)
    standard = np.random.default_rng(25).integers(1, 50, labels.size).astype(float) if weighted else None
    found = many.standardise(*given, labels, standard=standard, method=method, alternative="greater")

    def alone(rows: np.ndarray) -> Any:
        weights = None if standard is None else standard[rows]
        return eq.standardise(*(column[rows] for column in given), standard=weights, method=method, alternative="greater")

    parts = ("rate", "reference_rate", "difference", "ratio")
    names = [f"{part}{end}" for part in parts for end in ("", "_lower", "_upper", "_standard_error")]
    compared(found, labels, alone, (*names, "status", "strata", "total"))
    for label, rows in rows_by_table(labels):
        assert tuple(getattr(found[label], f"{part}_status") for part in parts) == alone(rows).statuses


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


def calls(x: np.ndarray, n: np.ndarray, y: np.ndarray, m: np.ndarray, labels: Any, threads: int) -> dict[str, Any]:
    four = (x, n, y, m)
    at = {"threads": threads}
    return {
        "homogeneity": many.homogeneity(x, n, labels, **at),
        "g_test": many.homogeneity(x, n, labels, method="g_test", **at),
        "trend": many.trend(x, n, labels, **at),
        "stratified": many.stratified(*four, labels, **at),
        "stratified_test": many.stratified_test(*four, labels, **at),
        "stratified_homogeneity": many.stratified_homogeneity(*four, labels, **at),
        "pairwise": many.pairwise(x, n, labels, against="all", **at),
        "slope_index": many.slope_index(x, n, labels, **at),
        "shares": many.shares(n, labels, **at),
        "composition": many.composition(x, labels, reference_counts=n, **at),
        "segregation": many.segregation(x, n, labels, index="dissimilarity", **at),
        "inequality": many.inequality(x, n, labels, measure="BGV", replicates=99, **at),
        "shortfall": many.shortfall(x, n, labels, standard="best", **at),
        "decomposition": many.decomposition(*four, labels, **at),
        "standardise": many.standardise(*four, labels, **at),
    }


def a_national_run(tables: int = 150) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(30)
    labels = np.repeat([f"R{i:03d}" for i in range(tables)], random.integers(2, 6, tables))
    n, m = random.integers(0, 200, labels.size), random.integers(1, 200, labels.size)
    return random.binomial(n, 0.3), n, random.binomial(m, 0.2), m, labels


def test_threads_change_no_bit() -> None:
    run = a_national_run(300)
    first = calls(*run, threads=1)
    for threads in (2, 5, 0):
        assert calls(*run, threads=threads) == first


def test_the_order_of_the_rows_of_different_tables_does_not_matter() -> None:
    *columns, labels = a_national_run(60)
    first = calls(*columns, labels, threads=1)
    places = np.concatenate([np.arange(rows.size) for _, rows in rows_by_table(labels)])
    order = np.lexsort((np.random.default_rng(3).random(labels.size), places))  # rows of a table keep their order, tables are interleaved
    assert labels[order].tolist() != labels.tolist()
    mixed = calls(*(column[order] for column in columns), labels[order], threads=1)
    for name, found in mixed.items():
        before = first[name]
        for label, _ in rows_by_table(labels):
            one, other = found.of(label), before.of(label)
            values = [[getattr(each, column) for column in found.to_dict() if column != "by_stratum"] for each in (one, other)]
            for a, b in zip(*values, strict=True):
                if isinstance(a, np.ndarray) and a.dtype.kind != "f":
                    assert np.array_equal(a, b), (name, label)
                elif not isinstance(a, str | bool | None):
                    np.testing.assert_allclose(a, b, rtol=2e-14, err_msg=f"{name} {label}")
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


def test_one_table_is_that_table() -> None:
    found = many.homogeneity([3, 9, 8], [40, 50, 45], [1, 1, 1])
    assert len(found) == 1
    assert found[0].pvalue == pytest.approx(eq.homogeneity([3, 9, 8], [40, 50, 45]).pvalue, rel=1e-14)
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
        (lambda: many.homogeneity([1, 2], [5, 5], [["A"], ["B"]]), "table is not hashable"),
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
        (lambda: many.inequality([1, 2, 3], [5, 5, 5], ["A", "A", "B"], measure="BGV"), r"\(table 'B'\)"),
        (lambda: many.inequality([1, 2], [5, 5], ["A", "A"], measure="MDRU"), "reference"),
        (lambda: many.change([[1], [5], [1], [5]], [[1], [5], [7], [5]]), r"second.reference_events is 7, .*\(table 1, row 0"),
        (lambda: many.change([[1, 1]] + [[5, 5]] * 3, [[1, 1]] + [[5, 5]] * 3, ["A", "A"]), r"table is twice 'A'.*row 1"),
        (lambda: many.change([[1], [5]], [[1], [5], [1], [5]]), "four columns"),
        (lambda: many.change([[1], [5], [1], [5]], [[1], [5], [1], [5]], measure="or"), "measure is 'or'"),
        (lambda: many.standardise([1] * 4, [5] * 4, [1] * 4, [5] * 4, T, standard=[1, 1, 1, -1]), r"many.standardise: .*\(table 'B'\)"),
    ],
)  # fmt: skip
def test_what_is_refused(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(eq.InvalidInput, match=said):
        call()


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
