"""What several groups, strata and units say when there is little to say, or less than it seems."""

from __future__ import annotations

import math

import numpy as np
import pytest

import equitable as eq


def test_strata_that_have_no_part_are_counted() -> None:
    strata = ([5, 90], [10, 100], [6, 0], [10, 0])
    found = eq.stratified(*strata)
    alone = eq.stratified([5], [10], [6], [10])
    assert found.crude == alone.crude
    assert found.pooling == "agrees"
    assert "Simpson" not in repr(found)
    assert "within 1 of 2 strata (100 people in strata without one of the two groups left out)" in repr(found)
    assert (found.association.strata_left_out, found.association.people_left_out) == (1, 100)
    for test in (eq.stratified_test(*strata), eq.stratified_homogeneity(*strata)):
        assert "1 of 2 strata (100 people in strata without one of the two groups left out)" in repr(test)
        assert test.people_left_out == 100
    assert eq.stratified_test([5, 0], [10, 0], [6, 0], [10, 0]).people_left_out == 0
    assert "left out" not in repr(alone)
    many = eq.many.stratified(*strata, ["a", "a"])
    assert (many.strata_left_out.tolist(), many.people_left_out.tolist()) == ([1], [100])
    assert "people left out 100" in repr(many)
    assert eq.many.stratified_test(*strata, ["a", "b"]).people_left_out.tolist() == [0, 100]
    assert "20 of 120 people, cmh" in repr(eq.stratified_test(*strata))
    assert "20 people, cmh" in repr(eq.stratified_test([5, 0], [10, 0], [6, 0], [10, 0]))


def test_a_pooled_verdict_tells_who_has_no_part_in_it() -> None:
    strata = ([3, 9], [40, 50], [4, 0], [30, 0])
    found, whole = eq.pooled_verdict(*strata), eq.pooled_verdict([3], [40], [4], [30])
    said = "within 1 of 2 strata (50 people in strata without one of the two groups left out)"
    assert said in repr(found)
    assert (found.strata, found.strata_left_out, found.people_left_out) == (1, 1, 50)
    assert found.to_dict()["people_left_out"] == 50
    assert found.sentence() == whole.sentence() + " 50 people in one other stratum have no part in this: there one of the two groups has nobody."
    assert "within one stratum" in repr(whole) and whole.people_left_out == 0
    many = eq.many.pooled_verdict(*strata, ["a", "a"])
    assert (many.strata.tolist(), many.total.tolist()) == ([1], [120])
    assert (many.strata_left_out.tolist(), many.people_left_out.tolist()) == ([1], [50])
    assert "people left out 50" in repr(many)
    assert "left out" not in repr(eq.many.pooled_verdict([3], [40], [4], [30], ["a"]))
    for answer in (found, eq.stratified(*strata)):
        drawn = answer.plot().alternative_text
        assert "within 1 stratum" in drawn and "within 2 strata" not in drawn
        assert said[1:] in drawn


def test_a_decomposition_says_where_it_takes_a_rate_for_another() -> None:
    found = eq.decomposition([5, 90], [10, 100], [6, 0], [10, 0])
    assert (found.strata_of_one_group, found.people_of_one_group) == (1, 100)
    assert found.strata_rates[1] == 0
    assert found.mix + found.rates == pytest.approx(found.gap)
    assert "in 1 stratum (100 people) only one of the two groups has people" in repr(found)
    assert "only one of the two groups" not in repr(eq.decomposition([5], [10], [6], [10]))


def test_sparse_strata_are_asked_whether_they_are_alike() -> None:
    sparse = ([0, 4, 2], [12, 75, 30], [3, 1, 2], [48, 27, 31])
    found = eq.stratified(*sparse)
    assert found.homogeneity.method == "score"
    assert 0 < found.homogeneity.pvalue < 1
    assert "likeness of strata p = " in repr(found) and "by the score test" in repr(found)
    for measure in ("rr", "rd"):
        by_default = eq.stratified_homogeneity(*sparse, measure=measure)
        assert by_default == eq.stratified_homogeneity(*sparse, measure=measure, method="score")
        assert by_default.pvalue == pytest.approx(eq.period_heterogeneity(*sparse, measure=measure).pvalue, rel=1e-12)
        assert "Gart" in by_default.explain()
        assert eq.stratified_homogeneity(*sparse, measure=measure, method="cochran_q").status == "undefined"
    assert eq.stratified_homogeneity(*sparse).method == "tarone"
    full = ([10, 4, 2], [12, 75, 30], [3, 1, 2], [48, 27, 31])
    assert eq.stratified_homogeneity(*full, measure="rr").method == "cochran_q"
    assert eq.pooled_verdict(*sparse).heterogeneity_pvalue == found.homogeneity.pvalue


def test_a_verdict_without_a_test_says_why() -> None:
    everybody = eq.verdict(10, 10, 20, 20)
    assert math.isnan(everybody.pvalue)
    assert (everybody.status, everybody.test_status) == ("ok", "no_information")
    assert "p undefined: nobody, or everybody, had the outcome" in repr(everybody)
    columns = eq.verdict([10, 0, 3], [10, 0, 9], [20, 1, 4], [20, 2, 9])
    assert columns.test_status.tolist() == ["no_information", "undefined", "ok"]
    assert columns.to_frame("pandas")["test_status"].tolist() == columns.test_status.tolist()
    assert everybody.to_dict()["test_status"] == "no_information"
    family = eq.verdicts([10, 20, 30], [10, 20, 30])
    assert family.test_status.tolist() == ["no_information"] * 2
    assert "not tested: nobody, or everybody, had the outcome" in repr(family)
    pooled = eq.pooled_verdict([10, 20], [10, 20], [30, 40], [30, 40])
    assert (pooled.status, pooled.test_status) == ("ok", "no_information")
    assert "p undefined: nobody, or everybody" in repr(pooled)
    assert eq.pooled_verdict([0], [0], [1], [3]).test_status == "undefined"
    assert eq.change_verdict((0, 9, 0, 9), (3, 9, 2, 9)).test_status == "no_information"
    assert eq.change_verdict((3, 9, 2, 9), (3, 9, 2, 9)).test_status == "ok"


def test_an_even_spread_is_not_called_segregated() -> None:
    even = [[10, 10], [20, 20], [30, 30]]
    for index in ("isolation", "exposure"):
        found = eq.segregation(even, index=index)
        assert found.even == 0.5
        assert "beyond chance" not in repr(found)
        assert "once chance is taken out, where an even spread gives 50.0%" in repr(found)
    assert eq.segregation(even, index="dissimilarity").even == 0
    one = eq.segregation([[3, 7]], draws=99)
    assert one.status == "no_information" and one.pvalue == 1
    assert math.isnan(eq.segregation([[3, 0]]).even)


def test_slopes_and_measures_of_inequality_agree_on_what_is_missing() -> None:
    for events in ([0, 0, 0], [10, 20, 30]):
        assert eq.slope_index(events, [10, 20, 30]).status == "no_information"
        for measure in ("D", "BGV", "PAR"):
            found = eq.inequality(events, [10, 20, 30], measure=measure)
            assert found.value == 0 and np.isnan(found.lower)
            assert found.status == "no_information"
            assert "nobody, or everybody, has the outcome" in repr(found)
        assert eq.inequality(events, [10, 20, 30], measure="SII").status == "ok"
    assert eq.inequality([1, 4, 9], [10, 20, 30], measure="SII").value == pytest.approx(eq.slope_index([1, 4, 9], [10, 20, 30]).sii)
    assert eq.inequality([0, 0], [5, 6], measure="TI").status == "undefined"


def test_ranks_of_all_are_the_ranks_of_each() -> None:
    events, totals = [12, 30, 0, 3, 44, 200], [40, 60, 0, 25, 180, 600]
    all_of_them = eq.percentile_rank(events, totals, method="simulated", seed=3)
    for place in range(6):
        one = eq.percentile_rank(events, totals, place, method="simulated", seed=3)
        assert np.array_equal([all_of_them.rank_lower[place], all_of_them.rank_upper[place]], [one.rank_lower, one.rank_upper], equal_nan=True)


def test_what_a_method_is_best_for_is_said() -> None:
    exact = eq.homogeneity([3, 0, 5], [9, 8, 10], method="freeman_halton_minlike")
    assert "use: ● good: the first choice where expected counts are small" in exact.explain()
    assert exact.status == "ok"
    assert "the default" in eq.homogeneity([3, 0, 5], [9, 8, 10]).explain()
