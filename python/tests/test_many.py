"""Many tables in one call: the answers of the function for one table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import equitable as eq
from equitable import _core
from many_tables import SIDES, compared, compared_rows, groups_of_tables, many, near, rows_by_table, strata_of_tables

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


@pytest.mark.parametrize(
    ("measure", "method"),
    [("or", "tarone"), ("or", "breslow_day"), ("or", "cochran_q"), ("rr", None), ("rd", None), ("rr", "cochran_q"), ("rd", "score")],
)
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
        part = found[found.table == label]
        if rows.size < 2:
            assert len(part) == (against == "rest")
            size += len(part)
            continue
        alone = eq.pairwise(x[rows], n[rows], against=against, adjust=adjust, alternative="less")
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
        part = found[found.table == label]
        alone = eq.pairwise(x[rows], n[rows], groups=names[rows], reference="White") if rows.size > 1 else part
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
    pvalues[random.random(500) < 0.1] = np.nan
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


def cells_of_tables(seed: int) -> tuple[np.ndarray, ...]:
    """Counts, row scores, column scores and labels: cells of tables in any order, some left out, some tables without people or without a spread."""
    random = np.random.default_rng(seed)
    size = random.integers(1, 25, 80)
    labels = np.repeat([f"T{i}" for i in range(80)], size)[random.permutation(size.sum())]
    counts = np.where(labels == "T7", 0, random.integers(0, 40, labels.size))
    return counts, np.where(labels == "T8", 0.5, random.integers(0, 5, labels.size) / 4 - 0.5), random.integers(1, 4, labels.size) ** 2, labels


@pytest.mark.parametrize("method", _core.linear_by_linear_methods)
@pytest.mark.parametrize("alternative", ["two-sided", "less"])
def test_linear_by_linear(method: str, alternative: str) -> None:
    counts, row_scores, column_scores, labels = cells_of_tables(54)
    options = {"method": method, "alternative": alternative}
    found = many.linear_by_linear(counts, labels, row_scores, column_scores, **options)

    def alone(rows: np.ndarray) -> Any:
        down, across = sorted(set(row_scores[rows])), sorted(set(column_scores[rows]))
        cells = [[int(counts[rows][(row_scores[rows] == a) & (column_scores[rows] == b)].sum()) for b in across] for a in down]
        return eq.linear_by_linear(cells, down, across, **options)

    compared(found, labels, alone, ("rows", "columns", "total", "correlation", "statistic", "df", "pvalue", "method", "alternative", "status"))
    assert {"ok", "undefined"} == set(found.status.tolist()) and found["T7"].status == found["T8"].status == "undefined"
    order = np.random.default_rng(55).permutation(counts.size)
    again = many.linear_by_linear(counts[order], labels[order], row_scores[order], column_scores[order], **options, threads=2)
    for label in found.table.tolist():
        assert again[label] == found[label] or found[label].status == "undefined"


def test_linear_by_linear_of_a_table_that_is_too_large() -> None:
    found = many.linear_by_linear([1] * 1027, [1] * 1025 + [2] * 2, range(1027), range(1027))
    assert found.status.tolist() == ["too_large", "ok"] and found.rows.tolist() == [1025, 2]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (([1, -2], [1, 1], [1, 2]), r"counts is -2, but must be 0 or more \(table 'B', row 1"),
        (([1, 2], [1, np.nan], [1, 2]), r"row_scores is nan, but must be between -1e100 and 1e100 \(table 'B', row 1"),
        (([1, 2], [1, 2], [-1e101, 2]), r"column_scores is -1e\+101, .*\(table 'A', row 0"),
        (([1, 2], [1, 2], None), "column_scores is "),
        (([1, 2], [1], [1, 2]), "the length of row_scores is 1, but must be 2, the length of table"),
    ],
)
def test_linear_by_linear_that_is_refused(given: Any, said: str) -> None:
    counts, row_scores, column_scores = given
    with pytest.raises(eq.InvalidInput, match=rf"^many\.linear_by_linear: {said}"):
        many.linear_by_linear(counts, ["A", "B"], row_scores, column_scores)


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

    compared(found, labels, alone, ("value", "expected", "corrected", "even", "status", "units", "total"))


@pytest.mark.parametrize("measure", _core.inequality_measures)
def test_inequality(measure: str) -> None:
    x, n, labels = groups_of_tables(21, 21)
    several = np.isin(labels, [label for label, rows in rows_by_table(labels) if rows.size > 1])
    x, n, labels = x[several], n[several], labels[several]
    options = {"reference": 0, "replicates": 99} if measure.startswith("MDR") else {"replicates": 99}
    found = many.inequality(x, n, labels, measure=measure, favourable=False, **options)
    options |= {"measure": measure, "favourable": False}
    compared(found, labels, lambda rows: eq.inequality(x[rows], n[rows], **options), (*ESTIMATE, "groups", "total", "method"))


def test_inequality_beside_a_table_of_one_group() -> None:
    found = many.inequality([120, 7, 90, 30], [400, 9, 500, 250], ["A", "B", "A", "A"], measure="BGV")
    assert found["A"].value == eq.inequality([120, 90, 30], [400, 500, 250], measure="BGV").value
    assert found.status.tolist() == ["ok", "undefined"] and np.isnan([found["B"].value, found["B"].lower, found["B"].upper]).all()
    assert "B: no BGV, undefined" in repr(found)


def test_inequality_of_named_groups() -> None:
    names = ["White", "BME"] * 3
    found = many.inequality([9, 5, 8, 8, 30, 12], [50, 40, 30, 44, 90, 80], [1, 1, 2, 2, 3, 3], groups=names, reference="White", group="BME")
    assert found.of(3).value == eq.inequality([30, 12], [90, 80], reference=0, group=1).value
    names[2:4] = ["BME", "White"]
    with pytest.raises(eq.InvalidInput, match="stands at place 0 in table 1 and at place 1 in table 2, but must be at the same place"):
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
             "rates_status", "gap_standard_error", "mix_standard_error", "rates_standard_error", "total", "strata_of_one_group", "people_of_one_group")  # fmt: skip
    compared(found, labels, lambda rows: eq.decomposition(*(column[rows] for column in given)), names)
    for _, rows in rows_by_table(labels):
        alone = eq.decomposition(*(column[rows] for column in given))
        np.testing.assert_array_equal(found.by_stratum.mix[rows], alone.strata_mix)
        np.testing.assert_array_equal(found.by_stratum.rates[rows], alone.strata_rates)
        assert found.by_stratum.stratum[rows].tolist() == list(range(1, rows.size + 1))


def test_decomposition_says_what_was_taken_alike() -> None:
    given = [30, 5, 8, 9], [100, 100, 40, 50], [90, 0, 12, 3], [300, 0, 60, 30]
    found = many.decomposition(*given, ["A", "A", "B", "B"])
    assert (found.strata_of_one_group.tolist(), found.people_of_one_group.tolist()) == ([1, 0], [100, 0])
    assert ", people of one group 100" in repr(found)
    assert "of one group" not in repr(many.decomposition(*(column[2:] for column in given), ["B", "B"]))


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


# --------------------------------------------------------------------------------------------------------------- more of groups


@pytest.mark.parametrize("method", _core.association_methods)
def test_association(method: str) -> None:
    x, n, labels = groups_of_tables(31)
    found = many.association(x, n, labels, method=method)
    compared(found, labels, lambda rows: eq.association(x[rows], n[rows], method=method), ("value", "status", "total", "method"))


@pytest.mark.parametrize("adjust", ["holm", "bh"])
def test_residuals(adjust: str) -> None:
    x, n, labels = groups_of_tables(32)
    order = np.random.default_rng(33).permutation(x.size)
    x, n, labels = x[order], n[order], labels[order]
    found = many.residuals(x, n, labels, adjust=adjust)
    np.testing.assert_array_equal(found.table, labels)
    for _, rows in rows_by_table(labels):
        alone = eq.residuals(events=x[rows], totals=n[rows], adjust=adjust)
        for name in ("expected", "pearson", "adjusted", "pvalue", "pvalue_adjusted", "status"):
            np.testing.assert_array_equal(getattr(found, name)[rows], getattr(alone, name)[:, 0])
        np.testing.assert_allclose(found.adjusted[rows], -alone.adjusted[:, 1], rtol=1e-12)
        assert found.group[rows].tolist() == alone.row[:, 0].tolist()


def test_marascuilo() -> None:
    x, n, labels = groups_of_tables(34)
    found = many.marascuilo(x, n, labels, confidence_level=0.9)
    names = (*SIDES, "difference", "critical_difference", "statistic", "pvalue", "status")
    compared_rows(found, labels, lambda rows: eq.marascuilo(x[rows], n[rows], confidence_level=0.9), names, least=2)


@pytest.mark.parametrize("method", _core.simultaneous_ratio_methods)
def test_simultaneous_ratios(method: str) -> None:
    x, n, labels = groups_of_tables(35)
    random = np.random.default_rng(36)
    groups = np.empty(x.size, dtype=object)
    for _, rows in rows_by_table(labels):
        groups[rows] = random.permutation(["White", "Asian", "Black", "Mixed", "Other", "A", "B"][: rows.size])
    found = many.simultaneous_ratios(x, n, labels, groups=groups, reference="White", method=method)

    def alone(rows: np.ndarray) -> Any:
        return eq.simultaneous_ratios(x[rows], n[rows], groups=groups[rows], reference="White", method=method)

    names = (*SIDES, "value", "lower", "upper", "ratio_status", "statistic", "pvalue_adjusted", "status")
    compared_rows(found, labels, alone, names, least=2)
    for label, rows in rows_by_table(labels):
        if rows.size > 1:
            assert near(float(found.of(label).critical_value[0]), alone(rows).critical_value, True)


@pytest.mark.parametrize("method", _core.trend_slope_methods)
@pytest.mark.parametrize("alternative", ["two-sided", "less"])
def test_trend_slope(method: str, alternative: str) -> None:
    x, n, labels = groups_of_tables(37)
    scores = np.random.default_rng(38).integers(0, 9, x.size) / 2
    options = {"method": method, "alternative": alternative, "confidence_level": 0.9}
    names = (*ESTIMATE, "groups", "total", "method")
    compared(many.trend_slope(x, n, labels, scores, **options), labels, lambda rows: eq.trend_slope(x[rows], n[rows], scores[rows], **options), names)
    compared(many.trend_slope(x, n, labels, **options), labels, lambda rows: eq.trend_slope(x[rows], n[rows], **options), names)


# --------------------------------------------------------------------------------------------------------------- standardised rates


@pytest.mark.parametrize("method", ["garwood_exact", "byar", "jeffreys", "mid_p_greater"])
def test_standardise_indirectly(method: str) -> None:
    given, labels = strata_of_tables(39)
    if method.endswith("greater"):
        method, options = "mid_p", {"alternative": "greater"}
    else:
        options = {}
    found = many.standardise_indirectly(*given, labels, method=method, **options)

    def alone(rows: np.ndarray) -> Any:
        return eq.standardise_indirectly(*(column[rows] for column in given), method=method, **options)

    compared(found, labels, alone, ("value", "lower", "upper", "events", "expected", "rate", "strata", "total", "status", "method", "alternative"))
    assert {"ok", "undefined"} <= set(found.status.tolist())


@pytest.mark.parametrize("method", _core.standardised_rate_methods)
def test_standardised_rate(method: str) -> None:
    x, n, labels = groups_of_tables(40)
    random = np.random.default_rng(41)
    people = np.where(x == 0, random.choice([0.0, 3.5], x.size), n * 1.25 + 0.5)
    standard = random.integers(0, 5, x.size).astype(float)
    found = many.standardised_rate(x, people, standard, labels, method=method, per=1000, confidence_level=0.9)

    def alone(rows: np.ndarray) -> Any:
        return eq.standardised_rate(x[rows], people[rows], standard[rows], method=method, per=1000, confidence_level=0.9)

    compared(found, labels, alone, ("value", "lower", "upper", "variance", "events", "strata", "status", "per", "method"))
