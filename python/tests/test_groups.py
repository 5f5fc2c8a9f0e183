"""Many groups, bands, strata, shares, person-time and pairs: what the functions say, what they refuse, and the laws that hold between them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import equitable as eq
from equitable import _core, _group_catalogue

EVENTS, TOTALS = [371, 341, 596, 12], [3844, 3005, 3842, 166]
STRATA = ([512, 353, 120], [825, 560, 325], [89, 17, 202], [108, 25, 593])
PAIRS = (53, 16, 8, 9)


# --------------------------------------------------------------------------------------------------------------- laws


@pytest.mark.parametrize("method", _core.homogeneity_methods)
def test_the_order_of_groups_does_not_matter(method: str) -> None:
    x, n = [3, 5, 1], [9, 12, 10]
    first, second = eq.homogeneity(x, n, method=method), eq.homogeneity(x[::-1], n[::-1], method=method)
    assert first.pvalue == pytest.approx(second.pvalue, rel=1e-13)


@pytest.mark.parametrize(
    ("several", "two"),
    [
        ("n_minus_1_chi2", "n_minus_1_chi2"),
        ("pearson_chi2", "pearson_chi2"),
        ("g_test", "g_test"),
        ("freeman_halton_minlike", "fisher_minlike"),
    ],
)
def test_two_groups_are_the_two_group_test(several: str, two: str) -> None:
    first = eq.homogeneity([21, 9], [60, 55], method=several)
    second = eq.significance(21, 60, 9, 55, method=two)
    assert first.pvalue == pytest.approx(second.pvalue, rel=1e-12)


def test_a_simulated_p_value_holds_the_exact_one_and_repeats() -> None:
    table = [[1, 2, 3], [3, 2, 1], [4, 1, 4]]
    exact = eq.homogeneity(table=table, method="freeman_halton_minlike").pvalue
    drawn = eq.homogeneity(table=table, method="freeman_halton_minlike", samples=20000, seed=7, confidence_level=0.9999)
    assert drawn.pvalue_lower < exact < drawn.pvalue_upper
    assert drawn == eq.homogeneity(table=table, method="freeman_halton_minlike", samples=20000, seed=7, confidence_level=0.9999)


def test_an_exact_test_beyond_its_limit_is_simulated_and_says_so() -> None:
    rng = np.random.default_rng(1)
    table = rng.multinomial(83, np.ones(90) / 90).reshape(15, 6)
    found = eq.homogeneity(table=table, method="freeman_halton_minlike", seed=5)
    assert found.status == "ok" and found.samples == 100_000 and found.seed == 5 and found.smallest_expected < 1
    assert 0 < found.pvalue_lower < found.pvalue < found.pvalue_upper < 1
    assert found.pvalue_upper - found.pvalue_lower < 0.007
    assert "simulated by 100,000 random tables, 95% interval" in repr(found)
    assert "simulated by 1 random table, 95% interval" in repr(eq.homogeneity(table=table, method="freeman_halton_minlike", samples=1))
    assert found == eq.homogeneity(table=table, method="freeman_halton_minlike", samples=100_000, seed=5)
    # Groups with rare events among many people: chi-squared is far from the exact p, and nothing says that it is near.
    rare = ([0, 1, 0, 7, 0, 0], [4000, 3000, 2500, 700, 2000, 3000])
    assert eq.homogeneity(*rare).pvalue < 1e-3 * eq.homogeneity(*rare, method="freeman_halton_minlike").pvalue
    several = eq.many.homogeneity([40] * 8, [90] * 8, ["a"] * 8, method="freeman_halton_minlike")
    assert several.status[0] == "too_large" and "samples=" in repr(several)
    for text in (repr(found), repr(several)):
        assert "agrees" not in text and "people for" not in text


@pytest.mark.parametrize("method", ["freeman_halton_minlike", "freeman_halton_midp", "exact_conditional_pearson", "exact_conditional_lr"])
def test_random_tables_say_what_all_tables_say(method: str) -> None:
    exact = eq.homogeneity([3, 0, 5, 2], [9, 8, 10, 9], method=method)
    drawn = eq.homogeneity([3, 0, 5, 2], [9, 8, 10, 9], method=method, samples=20_000, confidence_level=0.9999)
    assert exact.samples is None
    assert drawn.pvalue_lower < exact.pvalue < drawn.pvalue_upper
    assert drawn.pvalue_level == 0.9999 and drawn.smallest_expected == exact.smallest_expected


def test_residuals_of_groups_are_those_of_their_table() -> None:
    table = [[x, n - x] for x, n in zip(EVENTS, TOTALS, strict=True)]
    first, second = eq.residuals(table), eq.residuals(events=EVENTS, totals=TOTALS)
    assert np.array_equal(first.adjusted, second.adjusted)
    assert second.column[0].tolist() == ["with", "without"]
    assert first.observed.sum() == sum(TOTALS)
    assert first.adjusted[:, 0] == pytest.approx(-first.adjusted[:, 1])
    assert (first.pvalue_adjusted >= first.pvalue).all()


def test_pairs_are_what_the_functions_of_two_groups_say() -> None:
    groups = ["a", "b", "c", "d"]
    found = eq.pairwise(EVENTS, TOTALS, groups=groups, reference="c", adjust="bh")
    assert found.group.tolist() == ["a", "b", "d"]
    assert set(found.reference.tolist()) == {"c"}
    for i, place in enumerate((0, 1, 3)):
        four = (EVENTS[place], TOTALS[place], EVENTS[2], TOTALS[2])
        ratio, test = eq.relative_likelihood(*four), eq.significance(*four)
        assert (found.value[i], found.lower[i], found.upper[i]) == (ratio.value, ratio.lower, ratio.upper)
        assert found.pvalue[i] == test.pvalue
    assert np.array_equal(found.pvalue_adjusted, eq.adjust_pvalues(found.pvalue, method="bh"))
    rest = eq.pairwise(EVENTS, TOTALS, groups=groups, against="rest")
    assert (rest.reference_events + rest.events == sum(EVENTS)).all()
    assert set(rest.reference.tolist()) == {"the rest"}
    assert len(eq.pairwise(EVENTS, TOTALS, against="all").status) == 6
    assert eq.pairwise(EVENTS, TOTALS, reference=2).group.tolist() == ["1", "2", "4"]


@pytest.mark.parametrize("method", _core.adjustment_methods)
def test_adjusted_p_values_keep_shape_order_and_nan(method: str) -> None:
    p = np.array([[0.01, math.nan, 0.04], [0.03, 0.5, 0.2]])
    adjusted = eq.adjust_pvalues(p, method=method)
    assert adjusted.shape == p.shape
    assert math.isnan(adjusted[0, 1])
    assert not adjusted.flags.writeable
    known = ~np.isnan(p)
    if method != "storey":
        assert (adjusted[known] >= p[known]).all()
    assert (np.diff(adjusted[known][np.argsort(p[known])]) >= 0).all()
    assert adjusted[known] == pytest.approx(eq.adjust_pvalues(p[known], method=method))


def test_a_trend_does_not_mind_the_unit_of_its_scores() -> None:
    years = eq.trend([21, 25, 34], [120, 118, 125], [2022, 2023, 2024])
    places = eq.trend([21, 25, 34], [120, 118, 125])
    assert years.pvalue == pytest.approx(places.pvalue, rel=1e-12)
    both = [eq.trend([21, 25, 34], [120, 118, 125], alternative=side).pvalue for side in ("greater", "less")]
    assert sum(both) == pytest.approx(1, rel=1e-12)
    slope = eq.trend_slope([21, 25, 34], [120, 118, 125], [2022, 2023, 2024])
    assert slope.value == pytest.approx(eq.trend_slope([21, 25, 34], [120, 118, 125]).value, rel=1e-11)


def test_a_table_of_two_rows_has_the_trend_of_its_groups() -> None:
    x, n = [21, 25, 34], [120, 118, 125]
    table = [[b - a for a, b in zip(x, n, strict=True)], x]
    assert eq.linear_by_linear(table).pvalue == pytest.approx(eq.trend(x, n).pvalue, rel=1e-12)


def test_slope_and_relative_index_are_two_rows() -> None:
    found = eq.slope_index(EVENTS, TOTALS)
    frame = found.to_frame("pandas")
    assert frame["measure"].tolist() == ["slope_index", "relative_index"]
    assert frame["estimate"].tolist() == [found.sii, found.rii]


@pytest.mark.parametrize("method", _core.stratified_methods)
def test_like_strata_have_the_effect_of_one(method: str) -> None:
    found = eq.stratified([30, 60], [100, 200], [20, 40], [100, 200], method=method)
    crude = {"relative_likelihood": 1.5, "rate_difference": 0.1, "odds_ratio": (30 / 70) / (20 / 80)}[found.measure]
    assert found.crude.value == pytest.approx(crude)
    assert found.value == pytest.approx(crude, rel=2e-2)
    assert found.lower < found.value < found.upper
    assert found.pooling == "agrees"
    assert found.warning == ""
    assert found.weights.sum() == pytest.approx(1)


def test_simpsons_paradox_is_named() -> None:
    found = eq.stratified(*STRATA)
    assert found.crude.value > 1 > found.value
    assert found.pooling == "reversed"
    assert "Simpson" in repr(found)
    assert found.association == eq.stratified_test(*STRATA)
    assert found.homogeneity == eq.stratified_homogeneity(*STRATA, measure="rr")
    assert found.strata[0] == eq.relative_likelihood(512, 825, 89, 108)
    assert found.crude == eq.relative_likelihood(985, 1710, 308, 726)
    assert eq.stratified(*STRATA, measure="or").homogeneity == eq.stratified_homogeneity(*STRATA)


def test_shares_against_a_population() -> None:
    found = eq.shares([10, 20, 30], method="wilson_no_adjustment")
    one = eq.proportion(20, 60)
    assert (found.value[1], found.lower[1], found.upper[1]) == pytest.approx((one.value, one.lower, one.upper), rel=1e-14)
    assert eq.shares([10, 20, 30]).method == "goodman_wilson_bonferroni"
    assert eq.composition([1, 5], [0.5, 0.5], method="exact_multinomial_minlike").pvalue == pytest.approx(
        eq.proportion_test(1, 6, 0.5, method="exact_minlike").pvalue, rel=1e-13
    )


def test_a_rate_is_the_count_over_its_exposure() -> None:
    count, rate = eq.person_time_rate(12), eq.person_time_rate(12, 1500)
    assert (rate.lower, rate.upper) == pytest.approx((count.lower / 1500, count.upper / 1500), rel=1e-14)
    several = eq.person_time_rate([12, 3], 1500, confidence_level=[0.9, 0.95])
    assert several.shape == (2, 2)
    assert several.lower[1, 0] == rate.lower
    test = eq.person_time_comparison_test(60, 51477.5, 30, 54308.7)
    ratio = eq.person_time_ratio(60, 51477.5, 30, 54308.7, confidence_level=1 - test.pvalue)
    assert ratio.lower == pytest.approx(1, rel=1e-9)


def test_a_funnel_narrows_and_is_exact_where_asked() -> None:
    found = eq.funnel_limits([10, 100, 1000], 0.25)
    assert (np.diff(found.upper - found.lower) < 0).all()
    exact = eq.funnel_limits(100, 0.25, method="exact")
    assert exact.lower < 0.25 < exact.upper
    assert eq.funnel_limits(0, statistic="ratio_obs_over_exp").status == "unbounded"
    assert eq.funnel_limits(12.5, statistic="ratio_by_expected", method="exact").lower == pytest.approx(0.441, abs=5e-4)


def test_pairs_changed_over_are_the_reverse() -> None:
    both, first, second, neither = PAIRS
    a, b = eq.paired_difference(*PAIRS), eq.paired_difference(both, second, first, neither)
    assert (a.value, a.lower, a.upper) == pytest.approx((-b.value, -b.upper, -b.lower), rel=1e-12)
    c, d = eq.paired_ratio(*PAIRS), eq.paired_ratio(both, second, first, neither)
    assert (c.value, c.lower, c.upper) == pytest.approx((1 / d.value, 1 / d.upper, 1 / d.lower), rel=1e-10)
    sides = [eq.paired_test(*PAIRS, method="exact", alternative=side).pvalue for side in ("greater", "less")]
    assert sum(sides) > 1


def test_a_decomposition_adds_up() -> None:
    found = eq.decomposition(*STRATA)
    assert found.gap == pytest.approx(985 / 1710 - 308 / 726, rel=1e-14)
    assert found.mix + found.rates == pytest.approx(found.gap, rel=1e-13)
    assert found.strata_mix.sum() == pytest.approx(found.mix, rel=1e-13)
    assert found.strata_rates.sum() == pytest.approx(found.rates, rel=1e-13)
    assert found.mix > 0 > found.rates


def test_a_shortfall_is_the_difference_of_rates_in_people() -> None:
    found = eq.shortfall([240, 60], [3000, 1200], 1)
    gap = eq.rate_difference(240, 3000, 60, 1200, method="miettinen_nurminen")
    assert (found.value, found.lower, found.upper) == pytest.approx((1200 * gap.value, 1200 * gap.lower, 1200 * gap.upper), rel=1e-12)
    assert (found.people, found.to_close) == (36, 36)
    assert eq.shortfall([240, 60], [3000, 1200], "b", standard="best", groups=["a", "b"]).standard_group == "a"
    assert eq.shortfall([240, 60], [3000, 1200], 1, standard="pooled").standard_rate == pytest.approx(300 / 4200)


def test_inequality_and_segregation_by_hand() -> None:
    x, n = [120, 90, 30], [400, 500, 250]
    found = eq.inequality(x, n, measure="R", reference=0, group=2, favourable=False)
    assert found.value == pytest.approx((30 / 250) / (120 / 400))
    assert found.lower < found.value < found.upper
    theil = eq.inequality(x, n, measure="TI", method="delta", favourable=False)
    rates, share, mean = np.divide(x, n), np.divide(n, sum(n)), sum(x) / sum(n)
    assert theil.value == pytest.approx(float(np.sum(share * rates / mean * np.log(rates / mean))), rel=1e-12)
    even = eq.segregation([[10, 20], [20, 40]], index="dissimilarity", draws=199)
    assert even.value == 0
    assert even.pvalue == 1
    split = eq.segregation([[10, 0], [0, 10]], index="dissimilarity", draws=199)
    assert split.value == 1
    assert split.pvalue < 0.02
    assert split == eq.segregation([[10, 0], [0, 10]], index="dissimilarity", draws=199)


def test_a_change_is_the_ratio_of_ratios() -> None:
    first, second = (60, 1200, 240, 3000), (90, 1200, 240, 3000)
    found = eq.change(first, second)
    assert found.first == eq.relative_likelihood(*first)
    assert found.second == eq.relative_likelihood(*second)
    assert found.value == pytest.approx(found.second.value / found.first.value)
    assert found.lower < found.value < found.upper
    back = eq.change(second, first)
    assert (1 / back.upper, 1 / back.lower) == pytest.approx((found.lower, found.upper), rel=1e-9)
    gap = eq.change(first, second, measure="rd", method="mover")
    assert gap.value == pytest.approx(30 / 1200)


# ------------------------------------------------------------------------------------------------------ one and many, status

ROWWISE: list[tuple[Callable[..., Any], str, list[tuple[Any, ...]]]] = [
    *((eq.person_time_rate, m, [(12, 1500.0), (0, 10.0), (3, 0.5)]) for m in _core.person_time_rate_methods),
    *((eq.person_time_ratio, m, [(12, 15.0, 3, 14.0), (0, 1.0, 0, 2.0), (3, 1.0, 0, 2.0)]) for m in _core.person_time_ratio_methods),
    *((eq.person_time_difference, m, [(12, 15.0, 3, 14.0), (0, 1.0, 0, 2.0)]) for m in _core.person_time_difference_methods),
    *((eq.person_time_test, m, [(12, 15.0), (0, 1.0), (30, 2.5)]) for m in _core.person_time_test_methods),
    *((eq.person_time_comparison_test, m, [(12, 15.0, 3, 14.0), (0, 1.0, 0, 2.0)]) for m in _core.person_time_comparison_test_methods),
    *((eq.paired_difference, m, [PAIRS, (0, 0, 0, 0), (0, 3, 0, 0)]) for m in _core.paired_difference_methods),
    *((eq.paired_ratio, m, [PAIRS, (0, 0, 0, 5), (0, 3, 0, 0)]) for m in _core.paired_ratio_methods),
    *((eq.paired_odds_ratio, m, [PAIRS, (0, 0, 0, 5), (0, 3, 0, 0)]) for m in _core.paired_odds_ratio_methods),
    *((eq.paired_test, m, [PAIRS, (0, 0, 0, 5), (0, 3, 0, 0)]) for m in _core.paired_test_methods),
]


@pytest.mark.parametrize(("function", "method", "table"), ROWWISE, ids=[f"{function.__name__} {method}" for function, method, _ in ROWWISE])
def test_one_row_and_many_agree_and_nothing_is_missing_without_a_reason(function: Any, method: str, table: list[tuple[Any, ...]]) -> None:
    many = function(*zip(*table, strict=True), method=method)
    for i, row in enumerate(table):
        one = function(*row, method=method)
        assert many[i] == one
        numbers = [one.pvalue] if hasattr(one, "pvalue") else [one.value, one.lower, one.upper]
        if any(math.isnan(number) for number in numbers):
            assert one.status != "ok"
        elif any(math.isinf(number) for number in numbers):
            assert one.status == "unbounded"
        assert method in one.explain()


def test_too_many_people_for_an_exact_method_says_what_to_use() -> None:
    many = ([40000, 40000], [90000, 90000], [41000, 40100], [90000, 90000])
    for result, instead in (
        (eq.stratified_test(*many, method="exact_minlike"), "cmh"),
        (eq.stratified(*many, method="midp_or"), "mh_or"),
        (eq.composition([50, 60, 70, 80, 90], [0.2] * 5, method="exact_multinomial_minlike"), "pearson_gof"),
    ):
        assert result.status == "too_large"
        assert f"use {instead}, which is good where" in repr(result)
        assert f"use {instead}" in result.explain()


def test_groups_without_an_answer_say_why() -> None:
    assert eq.homogeneity([0, 0, 0], [5, 6, 7]).status == "no_information"
    assert eq.homogeneity([3], [5]).status in ("no_information", "undefined")
    assert eq.trend([0, 0, 0], [5, 6, 7]).status == "no_information"
    assert eq.stratified([0], [0], [1], [4]).status == "undefined"
    assert eq.stratified_test([0], [5], [0], [4]).status == "no_information"
    assert eq.paired_test(5, 0, 0, 5).status == "no_information"
    assert eq.shares([0, 0]).status.tolist() == ["undefined", "undefined"]
    for result in (eq.homogeneity([0, 0], [5, 6]), eq.stratified([0], [0], [1], [4]), eq.paired_test(5, 0, 0, 5)):
        assert result.status in repr(result)
        assert f"status: {result.status}: " in result.explain()
        assert "nan" not in repr(result)


# ---------------------------------------------------------------------------------------------- what results say of themselves


def test_an_interval_that_is_not_adjusted_says_so_beside_an_adjusted_p_value() -> None:
    found = eq.pairwise([596, 207, 44], [3842, 2386, 390])
    assert "not adjusted), p < 0.001 adjusted by holm" in repr(found)
    frame = found.to_frame("pandas")
    assert set(frame["interval_adjust"]) == {"none"}
    assert set(frame["adjust"]) == {"holm"}


def test_a_gradient_without_events_or_without_others_has_no_interval() -> None:
    for events in ([0, 0, 0], [5, 6, 7]):
        found = eq.slope_index(events, [5, 6, 7])
        assert (found.status, found.sii_status, found.rii_status) == ("no_information",) * 3
        assert found.sii == 0
        assert math.isnan(found.sii_lower)
        assert math.isnan(found.rii_upper)
        assert "no interval" in repr(found)
        assert "nan" not in repr(found)
    assert eq.slope_index([0, 6], [5, 6]).status == "undefined"
    assert eq.slope_index([0, 0], [0, 0]).status == "undefined"
    assert eq.slope_index([0, 3], [5, 6]).status == "ok"


def test_two_bands_cannot_depart_from_a_line() -> None:
    found = eq.trend([3, 4], [9, 9], method="departure_from_trend")
    assert (found.df, found.pvalue, found.status) == (0, 1, "no_information")
    assert "no_information" in repr(found)
    assert eq.trend([3, 4, 0], [9, 9, 0], method="departure_from_trend").status == "no_information"
    assert eq.trend([3, 4, 5], [9, 9, 9], method="departure_from_trend").status == "ok"


def test_two_censuses_need_no_test_and_say_so() -> None:
    found = eq.finite_population_comparison(3, 5, 5, 2, 6, 6)
    assert (found.difference.status, found.test.status, found.status) == ("ok", "undefined", "undefined")
    assert math.isnan(found.test.pvalue)


def test_a_caller_s_name_keeps_its_letters() -> None:
    assert repr(eq.shortfall([240, 60], [3000, 1200], "bme", groups=["white", "bme"])).startswith("bme: shortfall from the rate of white")
    assert repr(eq.pairwise([3, 4], [9, 9], groups=["a", "b"])[0]).startswith("b against a: ")
    assert repr(eq.shares([3, 4], categories=["low", "high"])[0]).startswith("low: ")
    assert repr(eq.homogeneity([3, 4], [9, 9])).startswith("Difference among 2 groups")


def test_compositions_name_what_they_are_compared_with() -> None:
    assert "from the population's composition" in repr(eq.composition([10, 2], [0.744, 0.256]))
    assert "from the composition of another 5,511 people" in repr(eq.composition([10, 2], reference_counts=[4102, 1409]))


def test_segregation_below_chance_is_not_below_nothing() -> None:
    assert "no more than by chance alone" in repr(eq.segregation([[1, 1], [1, 1], [1, 1]]))
    assert "beyond chance" in repr(eq.segregation([[9, 0], [0, 9]]))


def test_one_is_one_and_several_are_several() -> None:
    assert "among 1 group:" in repr(eq.homogeneity([3], [5]))
    assert ": 1 band, 3 people" in repr(eq.slope_index([1], [3]))
    assert "within 1 stratum" in repr(eq.stratified([3], [5], [2], [6]))
    assert "1 person in 2 categories" in repr(eq.composition([0, 1], [0.5, 0.5]))
    assert "; 1 stratum, 11 people" in repr(eq.decomposition([3], [5], [2], [6]))


def test_the_default_is_the_method_that_a_function_takes() -> None:
    defaults = {"trend": "linear_by_linear_n_minus_1", "homogeneity": "n_minus_1_chi2", "meta_analysis": "paule_mandel", "funnel": "normal"}
    for task, default in defaults.items():
        assert [name for name, method in _group_catalogue.methods_of(task).items() if method.use == "★"] == [default]


# -------------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eq.homogeneity([3, 9], [5, 6]), r"^homogeneity: events\[1\] is 9, but must be at most totals\[1\], which is 6$"),
        (lambda: eq.homogeneity([3, -1], [5, 6]), r"^homogeneity: events\[1\] is -1, but must be 0 or more$"),
        (lambda: eq.homogeneity([3, 1], [5, 6, 7]), r"^homogeneity: the length of totals is 3, but must be 2"),
        (lambda: eq.homogeneity([3, 1.5], [5, 6]), r"^homogeneity: events is 1\.5, but must be a whole number \(row 1"),
        (lambda: eq.homogeneity(3, 5), r"^homogeneity: events is a single value, but must be a list of whole numbers"),
        (lambda: eq.homogeneity(), r"^homogeneity: events and totals are missing"),
        (lambda: eq.homogeneity([1], [2], table=[[1, 2]]), r"^homogeneity: a table and events with totals are given"),
        (lambda: eq.homogeneity(table=[1, 2]), r"^homogeneity: table is of the shape \(2,\), but must be rows and columns"),
        (lambda: eq.homogeneity(table=[[1, 2], [3, -4]]), r"^homogeneity: table\[1\]\[1\] is -4, but must be 0 or more"),
        (lambda: eq.homogeneity([1], [2], method="chi"), r"^homogeneity: method is 'chi', but must be one of .*did you mean"),
        (lambda: eq.marascuilo([9], [6]), r"^marascuilo: events\[0\] is 9, but must be at most"),
        (lambda: eq.pairwise([1, 2], [3, 4], reference=2), r"^pairwise: reference is 2, but must be the place of one of the 2 groups"),
        (lambda: eq.pairwise([1, 2], [3, 4], groups=["a", "b"], reference="B"), r"^pairwise: reference is 'B', but must be one of a, b"),
        (lambda: eq.pairwise([1, 2], [3, 4], groups=["a", "a"]), r"^pairwise: groups is twice 'a'"),
        (lambda: eq.pairwise([1, 2], [3, 4], against="others"), r"^pairwise: against is 'others', but must be one of reference, rest, all"),
        (lambda: eq.adjust_pvalues([0.1, 1.5]), r"^adjust_pvalues: pvalues\[1\] is 1\.5"),
        (lambda: eq.trend([1, 2], [3, 4], [1]), r"^trend: the length of scores is 1, but must be 2"),
        (lambda: eq.trend([1, 2], [3, 4], method="exact_greater", alternative="less"), r"^trend: alternative is 'less', but must be 'greater'"),
        (lambda: eq.slope_index([1, 2], [3, 1]), r"^slope_index: events\[1\] is 2, but must be at most"),
        (lambda: eq.stratified([1, 5], [3, 4], [1, 1], [2, 2]), r"^stratified: events\[1\] is 5, but must be at most"),
        (lambda: eq.stratified([1], [3], [3], [2]), r"^stratified: reference_events\[0\] is 3, but must be at most"),
        (lambda: eq.stratified([1], [3], [1], [2], measure="rd", method="mh_or"), r"^stratified: method is 'mh_or', but must be one of score_mh_rd"),
        (lambda: eq.stratified_homogeneity([1], [3], [1], [2], measure="rr", method="tarone"), r"^stratified_homogeneity: method is 'tarone'"),
        (lambda: eq.shares([1, 2], categories=["a"]), r"^shares: the length of categories is 1, but must be 2"),
        (lambda: eq.composition([1, 2], [0.5, 0.4]), r"^composition: the sum of reference_shares is 0\.9, but must be 1"),
        (lambda: eq.composition([1, 2]), r"^composition: reference_shares and reference_counts"),
        (lambda: eq.person_time_rate(-1, 3), r"^person_time_rate: events is -1, but must be"),
        (lambda: eq.person_time_rate([1, 2], [3, -1]), r"^person_time_rate: exposure is -1.*row 1"),
        (lambda: eq.standardised_rate([1, 2], [3, 0], [1, 1]), r"^standardised_rate: population\[1\] is 0, but must be above 0"),
        (lambda: eq.funnel_limits(12), r"^funnel_limits: target is missing"),
        (lambda: eq.funnel_limits(12, 0.5, statistic="ratio_obs_over_exp"), r"^funnel_limits: target is 0\.5, but must be 1"),
        (lambda: eq.shortfall([1, 2], [3, 4], 0), r"^shortfall: "),
        (lambda: eq.shortfall([1, 2], [3, 4], "c"), r"^shortfall: group is 'c', but must be one of 1, 2"),
        (lambda: eq.inequality([1, 2], [3, 4], measure="theil"), r"^inequality: measure is 'theil', but must be one of D, R"),
        (lambda: eq.segregation([[1, 2], [3, 4]], draws=-1, index="gini"), r"^segregation: index is 'gini', but must be one of entropy"),
        (lambda: eq.change((1, 2, 3), (1, 2, 3, 4)), r"^change: first is \(1, 2, 3\), but must be four"),
        (lambda: eq.change((1, 2, 3, 4), (1, 2, 3, 4), measure="or"), r"^change: measure is 'or', but must be one of"),
        (lambda: eq.change((5, 2, 3, 4), (1, 2, 3, 4)), r"^change: first\.events is 5, but must be at most"),
        (lambda: eq.homogeneity([1, 2], [3, 4], seed=3), r"^homogeneity: seed is 3, but must be left out with the method n_minus_1_chi2, which draws no tables"),
        (lambda: eq.homogeneity([1, 2], [3, 4], confidence_level=0.9), r"^homogeneity: confidence_level is 0\.9, but must be left out"),
        (lambda: eq.homogeneity([1, 2], [3, 4], method="fisher", samples=1.5), r"^homogeneity: samples is 1\.5, but must be a whole number"),  # type: ignore[arg-type]
        (lambda: eq.homogeneity([1, 2], [3, 4], method="fisher", samples=99, seed="a"), r"^homogeneity: seed is 'a', but must be"),  # type: ignore[arg-type]
        (lambda: eq.residuals([[1, 2], [3, 4]], rows=5), r"^residuals: rows is 5, but must be a list of 2 names"),  # type: ignore[arg-type]
        (lambda: eq.pairwise([1, 2], [3, 4], groups=5), r"^pairwise: groups is 5, but must be a list of 2 names"),  # type: ignore[arg-type]
        (lambda: eq.pairwise([1, 2], [3, 4], groups="ab"), r"^pairwise: groups is 'ab', but must be a list of 2 names"),
        (lambda: eq.inequality([1, 2], [3, 4], replicates=99.5), r"^inequality: replicates is 99\.5, but must be a whole number"),  # type: ignore[arg-type]
        (lambda: eq.inequality([1, 2], [3, 4], seed=-1), r"^inequality: seed is -1, but must be a whole number from 0"),
        (lambda: eq.segregation([[1, 2], [3, 4]], group="a"), r"^segregation: group is 'a', but must be a whole number"),  # type: ignore[arg-type]
        (lambda: eq.segregation([[1, 2], [3, 4]], other=2), r"^segregation: other is 2, but must be from 0 to 1"),
        (lambda: eq.segregation([[1, 2], [3, 4]], draws=1.5), r"^segregation: draws is 1\.5, but must be a whole number"),  # type: ignore[arg-type]
        (lambda: eq.composition([1, 2], [0.5, 0.5], method=""), r"^composition: method is '', but must be one of"),
        (lambda: eq.stratified([1], [3], [1], [2], measure=""), r"^stratified: measure is '', but must be one of"),
        (lambda: eq.stratified_homogeneity([1], [3], [1], [2], method=""), r"^stratified_homogeneity: method is '', but must be one of"),
        (lambda: eq.funnel_limits(12, 0.5, method=""), r"^funnel_limits: method is '', but must be one of"),
        (lambda: eq.paired_test(1, 2, 3, -4), r"^paired_test: neither is -4, but must be"),
        (lambda: eq.paired_ratio(1, 2, 3, 4, method="tango"), r"^paired_ratio: method is 'tango', but must be one of"),
    ],
)
def test_a_mistake_is_named_with_its_place_its_value_and_the_way_out(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        call()


# ------------------------------------------------------------------------------------------------------------ catalogue

KNOWN = {
    "homogeneity": _core.homogeneity_methods,
    "association": _core.association_methods,
    "trend": (*_core.trend_methods, "exact_greater", "exact_less", "midp_greater", "midp_less"),
    "trend_slope": _core.trend_slope_methods,
    "linear_by_linear": _core.linear_by_linear_methods,
    "slope_index": _core.slope_index_forms,
    "stratified": _core.stratified_methods,
    "stratified_test": _core.stratified_test_methods,
    "stratified_homogeneity": (*_core.stratified_homogeneity_methods, "score"),
    "shares": _core.shares_methods,
    "composition": (*_core.composition_methods, *_core.composition_comparison_methods),
    "person_time_rate": _core.person_time_rate_methods,
    "person_time_ratio": _core.person_time_ratio_methods,
    "person_time_difference": _core.person_time_difference_methods,
    "person_time_test": (*_core.person_time_test_methods, *_core.person_time_comparison_test_methods),
    "standardised_rate": _core.standardised_rate_methods,
    "funnel_limits": _core.funnel_methods,
    "paired_difference": _core.paired_difference_methods,
    "paired_ratio": _core.paired_ratio_methods,
    "paired_odds_ratio": _core.paired_odds_ratio_methods,
    "paired_test": _core.paired_test_methods,
    "shortfall": _core.shortfall_standards,
    "segregation": _core.segregation_indices,
    "change": _core.change_methods,
    "stages": ("miettinen_nurminen",),
    "allocation_bounds": ("miettinen_nurminen",),
    "funnel": _core.funnel_methods,
    "percentile_rank": _core.rank_methods,
    "shrinkage": _core.shrinkage_methods,
    "meta_analysis": _core.meta_analysis_methods,
    "adjust_tree": ("meinshausen",),
    "simultaneous_ratios": _core.simultaneous_ratio_methods,
    "standardise": _core.standardisation_methods,
    "person_time_overdispersion": ("index_of_dispersion",),
    "period_heterogeneity": ("score",),
    "overlapping_change": ("mover",),
    "change_verdict": ("score",),
    "target": ("exact", "normal"),
    "bootstrap": _core.bootstrap_methods,
    "inequality": tuple(name for name in _core.inequality_methods if name != "automatic"),
}


@pytest.mark.parametrize("task", KNOWN)
def test_every_method_is_in_the_catalogue(task: str) -> None:
    methods = _group_catalogue.methods_of(task)
    assert set(methods) == set(KNOWN[task])
    for method in methods.values():
        assert method.use in "★●○✗"
        assert method.formula
        assert method.source
