"""Standardised comparisons, overdispersion, the disparity between tiers, and the bootstrap: closed forms by fractions, and laws."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from fractions import Fraction
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

import equitable as eq

STRATA = ([38, 12, 7], [90, 40, 30], [20, 60, 11], [60, 150, 90])
STANDARD = [500, 300, 200]
Z = NormalDist().inv_cdf(0.975)


def standardised(x: list[int], n: list[int], standard: list[int]) -> tuple[Fraction, Fraction]:
    """The rate and its binomial variance."""
    shares = [Fraction(each, sum(standard)) for each in standard]
    rates = [Fraction(a, b) for a, b in zip(x, n, strict=True)]
    rate = sum((u * p for u, p in zip(shares, rates, strict=True)), Fraction(0))
    return rate, sum((u * u * p * (1 - p) / m for u, p, m in zip(shares, rates, n, strict=True)), Fraction(0))


def test_standardised_rates_are_weighted_means() -> None:
    found = eq.standardise(*STRATA, standard=STANDARD, method="normal")
    (p1, v1), (p2, v2) = standardised(STRATA[0], STRATA[1], STANDARD), standardised(STRATA[2], STRATA[3], STANDARD)
    assert (found.rate, found.reference_rate) == pytest.approx((float(p1), float(p2)), rel=1e-14)
    assert found.difference == pytest.approx(float(p1 - p2), rel=1e-12)
    assert found.ratio == pytest.approx(float(p1 / p2), rel=1e-13)
    assert found.rate_upper - found.rate == pytest.approx(Z * math.sqrt(v1), rel=1e-11)
    assert found.difference - found.difference_lower == pytest.approx(Z * math.sqrt(v1 + v2), rel=1e-11)
    error = math.sqrt(v1 / p1**2 + v2 / p2**2)
    assert found.ratio_upper == pytest.approx(float(p1 / p2) * math.exp(Z * error), rel=1e-11)
    errors = [found.rate_standard_error, found.reference_rate_standard_error, found.difference_standard_error, found.ratio_standard_error]
    assert errors == pytest.approx([math.sqrt(v1), math.sqrt(v2), math.sqrt(v1 + v2), error], rel=1e-11)
    assert found.crude_rate == pytest.approx(57 / 160)
    everybody = [a + b for a, b in zip(STRATA[1], STRATA[3], strict=True)]
    assert eq.standardise(*STRATA) == eq.standardise(*STRATA, standard=everybody)


def test_the_wilson_distances_are_combined() -> None:
    found = eq.standardise(*STRATA, standard=STANDARD)
    sides = []
    for x, n in ((STRATA[0], STRATA[1]), (STRATA[2], STRATA[3])):
        wilson = eq.proportion(x, n)
        shares = np.array(STANDARD) / 1000
        sides.append([math.sqrt(np.sum((shares * part) ** 2)) for part in (wilson.value - wilson.lower, wilson.upper - wilson.value)])
    assert found.rate - found.rate_lower == pytest.approx(sides[0][0], rel=1e-11)
    assert found.difference - found.difference_lower == pytest.approx(math.hypot(sides[0][0], sides[1][1]), rel=1e-11)
    assert found.difference_upper - found.difference == pytest.approx(math.hypot(sides[0][1], sides[1][0]), rel=1e-11)


def test_one_stratum_is_the_plain_comparison() -> None:
    found = eq.standardise([38], [90], [20], [60])
    plain = eq.rate_difference(38, 90, 20, 60, method="newcombe")
    assert (found.difference, found.difference_lower, found.difference_upper) == pytest.approx((plain.value, plain.lower, plain.upper), rel=1e-12)
    assert (found.rate_lower, found.rate_upper) == pytest.approx(tuple(eq.proportion(38, 90).interval), rel=1e-12)


def test_strata_in_any_order_and_groups_changed_over() -> None:
    found = eq.standardise(*STRATA, standard=STANDARD)
    back = eq.standardise(*(column[::-1] for column in STRATA), standard=STANDARD[::-1])
    assert back.difference_lower == pytest.approx(found.difference_lower, rel=1e-12)
    turned = eq.standardise(STRATA[2], STRATA[3], STRATA[0], STRATA[1], standard=STANDARD)
    assert (turned.difference, turned.difference_lower) == pytest.approx((-found.difference, -found.difference_upper), rel=1e-12)
    assert turned.ratio_upper == pytest.approx(1 / found.ratio_lower, rel=1e-11)
    scaled = eq.standardise(*STRATA, standard=[each * 7 for each in STANDARD])
    assert scaled.rate_upper == pytest.approx(found.rate_upper, rel=1e-13)
    one_sided = eq.standardise(*STRATA, standard=STANDARD, alternative="greater", confidence_level=0.975)
    assert one_sided.difference_lower == pytest.approx(found.difference_lower, rel=1e-10)
    assert one_sided.difference_upper == 1


def test_four_rows_and_what_has_no_answer() -> None:
    found = eq.standardise(*STRATA)
    frame = found.to_frame("polars")
    assert frame["measure"].to_list() == ["rate", "reference_rate", "rate_difference", "relative_likelihood"]
    assert frame["estimate"].to_list() == [found.rate, found.reference_rate, found.difference, found.ratio]
    assert frame["crude"].to_list()[2] == pytest.approx(57 / 160 - 91 / 300)
    empty = eq.standardise([38, 0], [90, 0], [20, 60], [60, 150])
    assert empty.status == "undefined"
    assert empty.statuses == ("undefined", "ok", "undefined", "undefined")
    ignored = eq.standardise([38, 0], [90, 0], [20, 60], [60, 150], standard=[1, 0])
    assert ignored.status == "ok"
    none = eq.standardise([0, 0], [9, 9], [0, 0], [9, 9])
    assert none.difference == 0
    assert none.difference_lower < 0 < none.difference_upper
    assert none.statuses[3] != "ok"
    nobody = eq.standardise([0], [0], [0], [0], standard=[1])
    assert nobody == eq.standardise([0], [0], [0], [0])
    for result in (found, empty, ignored, none, nobody):
        assert "nan" not in repr(result)
        json.dumps(result.to_dict(), allow_nan=False)
        assert "Zou" in result.explain()


def test_indirect_standardisation_is_observed_over_expected() -> None:
    found = eq.standardise_indirectly(*STRATA)
    expected = sum(Fraction(n * c, m) for n, c, m in zip(STRATA[1], STRATA[2], STRATA[3], strict=True))
    assert found.events == 57
    assert found.expected == pytest.approx(float(expected), rel=1e-14)
    assert found.value == pytest.approx(float(57 / expected), rel=1e-14)
    assert found.rate == pytest.approx(float(57 / expected * Fraction(91, 300)), rel=1e-13)
    garwood = eq.person_time_rate(57, float(expected))
    assert (found.lower, found.upper) == (garwood.lower, garwood.upper)
    assert eq.standardise_indirectly(*STRATA, method="byar").upper == pytest.approx(eq.person_time_rate(57, float(expected), method="byar").upper)
    one = eq.standardise_indirectly([38], [90], [20], [60])
    assert one.value == pytest.approx(38 / 90 / (20 / 60))
    for undefined in (eq.standardise_indirectly([3, 1], [9, 9], [2, 0], [9, 0]), eq.standardise_indirectly([3], [9], [0], [9])):
        assert undefined.status == "undefined"
        assert "nan" not in repr(undefined)
        json.dumps(undefined.to_dict(), allow_nan=False)
    assert "garwood" in found.explain()
    assert "1 event where" in repr(eq.standardise_indirectly([1], [9], [2], [9]))


# --------------------------------------------------------------------------------------------------------- overdispersion


def test_the_index_of_dispersion_is_pearsons() -> None:
    x, t = [12, 31, 9], [100, 110, 90]
    found = eq.person_time_overdispersion(x, t)
    statistic = sum((e - Fraction(52 * each, 300)) ** 2 / Fraction(52 * each, 300) for e, each in zip(x, t, strict=True))
    assert found.statistic == pytest.approx(float(statistic), rel=1e-13)
    assert found.pvalue == pytest.approx(math.exp(-float(statistic) / 2), rel=1e-12)  # chi-squared with 2 degrees of freedom
    assert (found.value, found.df) == (pytest.approx(float(statistic) / 2, rel=1e-13), 2)
    about = eq.person_time_overdispersion([12, 31], [100, 110], rate=0.2)
    given = float(Fraction(64, 20) + Fraction(81, 22))
    assert (about.statistic, about.df) == (pytest.approx(given, rel=1e-13), 2)
    assert about.pvalue == pytest.approx(math.exp(-given / 2), rel=1e-12)
    back = eq.person_time_overdispersion(x[::-1], t[::-1])
    assert back.statistic == pytest.approx(found.statistic, rel=1e-13)
    assert eq.person_time_overdispersion([*x, 0], [*t, 0]).statistic == pytest.approx(found.statistic, rel=1e-14)
    for events, exposure, status in (([0, 0], [5, 6], "no_information"), ([3], [5], "undefined"), ([], [], "undefined"), ([0, 0], [0, 0], "undefined")):
        none = eq.person_time_overdispersion(events, exposure)
        assert none.status == status
        assert "nan" not in repr(none)
        json.dumps(none.to_dict(), allow_nan=False)
    assert "Fisher" in found.explain()


# ----------------------------------------------------------------------------------------------------------------- tiers


def test_the_disparity_ratio_is_the_odds_ratio_of_being_in_the_upper_tier() -> None:
    found = eq.disparity_ratio(1822, 540, 1021, 145)
    assert found == eq.odds_ratio(540, 2362, 145, 1166)
    assert found.value == pytest.approx(float(Fraction(540, 1822) / Fraction(145, 1021)), rel=1e-14)
    lower, middle, upper = (1822, 1021), (900, 310), (540, 145)
    steps = [eq.disparity_ratio(low[0], high[0], low[1], high[1]).value for low, high in ((lower, middle), (middle, upper), (lower, upper))]
    assert steps[0] * steps[1] == pytest.approx(steps[2], rel=1e-13)
    many = eq.disparity_ratio([1822, 900], [540, 0], 1021, [145, 3])
    assert many[0] == found
    assert many.status.tolist() == ["ok", "ok"]
    assert eq.disparity_ratio(5, 6, 7, 0).status == "unbounded"
    assert eq.disparity_ratio(1822, 540, 1021, 145, confidence_level=[0.9, 0.95]).shape == (2,)


# ------------------------------------------------------------------------------------------------------------- bootstrap

RATES = ([120, 90, 30], [400, 500, 250])


@pytest.mark.parametrize("measure", ["D", "R", "SII", "TI", "MDBW", "BGV"])
def test_the_draws_are_the_same_bits_on_any_number_of_threads(measure: str) -> None:
    for method in ("bca", "percentile"):
        once = eq.bootstrap(*RATES, measure=measure, method=method, replicates=4999, seed=7)
        for threads in (0, 2, 3, 5):
            assert eq.bootstrap(*RATES, measure=measure, method=method, replicates=4999, seed=7, threads=threads) == once
        assert eq.bootstrap(*RATES, measure=measure, method=method, replicates=4999, seed=8) != once
        same = eq.inequality(*RATES, measure=measure, method=f"bootstrap_{method}", replicates=4999, seed=7)
        assert (once.value, once.lower, once.upper, once.method) == (same.value, same.lower, same.upper, same.method)
        assert once.defined == 4999


def test_the_samples_show_the_error_that_the_formula_has() -> None:
    found = eq.bootstrap(*RATES, measure="D", reference=0, group=1, replicates=20000)
    error = math.sqrt(0.3 * 0.7 / 400 + 0.18 * 0.82 / 500)
    assert found.standard_error == pytest.approx(error, rel=0.03)
    assert abs(found.bias) < 4 * error / math.sqrt(20000)
    assert found.lower == pytest.approx(0.12 - Z * error, abs=0.004)
    assert found.upper == pytest.approx(0.12 + Z * error, abs=0.004)
    narrow = eq.bootstrap(*RATES, measure="D", reference=0, group=1, replicates=20000, confidence_level=0.8)
    assert found.lower < narrow.lower < narrow.upper < found.upper


def test_a_bootstrap_without_an_answer_says_why() -> None:
    for events, totals in (([0, 0], [5, 6]), ([5, 6], [5, 6]), ([0, 2], [0, 6]), ([0, 6], [5, 6])):
        found = eq.bootstrap(events, totals, replicates=99)
        assert found.status == "undefined"
        assert math.isnan(found.lower)
        assert "nan" not in repr(found)
        json.dumps(found.to_dict(), allow_nan=False)
    assert "Efron" in eq.bootstrap(*RATES, replicates=99).explain()


# -------------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eq.standardise([3], [2], [1], [2]), r"^standardise: events\[0\] is 3, but must be at most"),
        (lambda: eq.standardise([1, 1], [2, 2], [1, 3], [2, 2]), r"^standardise: reference_events\[1\] is 3, but must be at most"),
        (lambda: eq.standardise([1], [2], [1], [2], standard=[1, 2]), r"^standardise: the length of standard is 2, but must be 1"),
        (lambda: eq.standardise([1], [2], [1], [2], standard=[-1]), r"^standardise: standard\[0\] is -1"),
        (lambda: eq.standardise([1], [2], [1], [2], standard=[0]), r"^standardise: the sum of standard is 0"),
        (lambda: eq.standardise([], [], [], []), r"^standardise: the number of strata is 0, but must be at least 1$"),
        (lambda: eq.standardise([1], [2], [1], [2], method="wald"), r"^standardise: method is 'wald', but must be one of mover_wilson, normal"),
        (lambda: eq.standardise_indirectly([3], [2], [1], [2]), r"^standardise_indirectly: events\[0\] is 3"),
        (lambda: eq.standardise_indirectly([1], [2], [1], [2], method="wilson"), r"^standardise_indirectly: method is 'wilson'"),
        (lambda: eq.person_time_overdispersion([1, 2], [3, -1]), r"^person_time_overdispersion: exposure\[1\] is -1"),
        (lambda: eq.person_time_overdispersion([1, 2], [3]), r"^person_time_overdispersion: the length of exposure is 1, but must be 2"),
        (lambda: eq.person_time_overdispersion([1], [3], rate=0), r"^person_time_overdispersion: rate is 0"),
        (lambda: eq.person_time_overdispersion([1], [3], rate=math.nan), r"^person_time_overdispersion: rate is NaN"),
        (lambda: eq.disparity_ratio(-1, 2, 3, 4), r"^disparity_ratio: lower is -1, but must be 0 or more$"),
        (lambda: eq.disparity_ratio(1, [2, -2], 3, 4), r"^disparity_ratio: upper is -2, but must be 0 or more \(row 1"),
        (lambda: eq.disparity_ratio([1, 2], [2, 3, 4], 3, 4), r"^disparity_ratio: the shapes do not fit together"),
        (lambda: eq.disparity_ratio(1, 2, 3, 4.5), r"^disparity_ratio: reference_upper is 4\.5, but must be a whole number"),
        (lambda: eq.disparity_ratio(1, 2, 3, 4, method="ratio"), r"^disparity_ratio: method is 'ratio', but must be one of"),
        (lambda: eq.bootstrap([1], [2]), r"^bootstrap: the number of groups is 1, but must be at least 2"),
        (lambda: eq.bootstrap([1, 3], [2, 2]), r"^bootstrap: events\[1\] is 3, but must be at most"),
        (lambda: eq.bootstrap(*RATES, measure="MDRU"), r"^bootstrap: reference is missing"),
        (lambda: eq.bootstrap(*RATES, method="delta"), r"^bootstrap: method is 'delta', but must be one of bca, percentile"),
        (lambda: eq.bootstrap(*RATES, replicates=9), r"^bootstrap: replicates is 9, but must be at least"),
        (lambda: eq.bootstrap(*RATES, replicates=99.5), r"^bootstrap: replicates is 99\.5, but must be a whole number"),  # type: ignore[arg-type]
        (lambda: eq.bootstrap(*RATES, seed=-1), r"^bootstrap: seed is -1, but must be a whole number from 0 to 2\^64 - 1"),
        (lambda: eq.bootstrap(*RATES, threads=-1), r"^bootstrap: threads is -1, but must be from 0"),
        (lambda: eq.bootstrap(*RATES, groups=["a", "b", "c"], reference="d"), r"^bootstrap: reference is 'd', but must be one of a, b, c"),
    ],
)
def test_a_mistake_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        call()
