"""Many organisations: funnels, ranks, shrunken rates and meta-analysis against formulas written anew, statsmodels and SciPy, and their laws."""

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

EVENTS = [30, 55, 12, 44, 9, 71, 20, 3, 18, 60, 41, 25]
TOTALS = [100, 240, 90, 180, 20, 200, 95, 25, 60, 260, 150, 120]
REFERENCE = ([28, 50, 20, 40, 5, 80, 20, 4, 12, 70, 30, 30], [110, 230, 100, 170, 25, 220, 90, 20, 70, 250, 160, 115])
INNER, OUTER = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.999)


def winsorised(scores: np.ndarray[Any, Any], share: float) -> float:
    """The mean square of the scores, the outermost share at either end pulled in to the next."""
    ordered = np.sort(scores)
    pulled = int(share * ordered.size)
    return float(np.mean(np.clip(scores, ordered[pulled], ordered[-1 - pulled]) ** 2))


@pytest.mark.parametrize("winsorise", [0.0, 0.1, 0.25])
def test_a_funnel_of_rates_is_its_formula(winsorise: float) -> None:
    x, n = np.array(EVENTS), np.array(TOTALS)
    pooled = Fraction(sum(EVENTS), sum(TOTALS))
    error = np.sqrt(float(pooled * (1 - pooled)) / n)
    z = (x / n - float(pooled)) / error
    phi = winsorised(z, winsorise)
    weights = 1 / error**2
    tau2 = max(0.0, (phi * n.size - (n.size - 1)) / (weights.sum() - (weights**2).sum() / weights.sum()))
    plain = eq.funnel(EVENTS, TOTALS, winsorise=winsorise)
    assert plain.target == pytest.approx(float(pooled), rel=1e-15)
    assert plain.z == pytest.approx(z, rel=1e-12)
    assert plain.overdispersion == pytest.approx(phi, rel=1e-12)
    assert plain.between_deviation == pytest.approx(math.sqrt(tau2), rel=1e-10)
    assert np.array_equal(plain.adjusted, plain.z)
    spreads = {"none": error, "multiplicative": error * math.sqrt(max(1.0, phi)), "additive": np.hypot(error, math.sqrt(tau2))}
    for dispersion, spread in spreads.items():
        found = eq.funnel(EVENTS, TOTALS, winsorise=winsorise, dispersion=dispersion)
        assert found.adjusted == pytest.approx((x / n - float(pooled)) / spread, rel=1e-10)
        assert found.inner_lower == pytest.approx(np.clip(float(pooled) - INNER * spread, 0, 1), rel=1e-10)
        assert found.outer_upper == pytest.approx(np.clip(float(pooled) + OUTER * spread, 0, 1), rel=1e-10)
        expected = np.where(found.adjusted > OUTER, "above_outer", np.where(found.adjusted > INNER, "above_inner", "within"))
        expected = np.where(found.adjusted < -OUTER, "below_outer", np.where(found.adjusted < -INNER, "below_inner", expected))
        assert found.position.tolist() == expected.tolist()
        assert found.outside.organisation.tolist() == [str(i + 1) for i in range(12) if "outer" in expected[i]]


def test_the_p_value_of_dispersion_is_that_of_the_table() -> None:
    found = eq.funnel(EVENTS, TOTALS, winsorise=0)
    assert found.pvalue == pytest.approx(eq.homogeneity(EVENTS, TOTALS, method="pearson_chi2").pvalue, rel=1e-11)


def tail(events: int, total: int, rate: Fraction) -> Fraction:
    """P(X >= events)."""
    return sum((math.comb(total, k) * rate**k * (1 - rate) ** (total - k) for k in range(events, total + 1)), Fraction(0))


def test_exact_limits_mark_exactly_what_the_exact_test_rejects() -> None:
    x, n = [1, 2, 3, 6, 9, 10, 12, 0, 4, 12], [12, 12, 12, 12, 12, 12, 12, 12, 20, 30]
    rate = Fraction(1, 4)
    found = eq.funnel(x, n, method="exact", target=0.25)
    for i, (events, total) in enumerate(zip(x, n, strict=True)):
        above, below = tail(events, total, rate), 1 - tail(events + 1, total, rate)
        said = next((side for side, p in (("above", above), ("below", below)) if p <= Fraction(1, 40)), "")
        far = next((side for side, p in (("above", above), ("below", below)) if p <= Fraction(1, 1000)), "")
        assert found.position[i] == (f"{far}_outer" if far else f"{said}_inner" if said else "within")
    normal = eq.funnel(x, n, target=0.25)
    assert np.array_equal(normal.z, found.z)
    assert not np.array_equal(normal.inner_upper, found.inner_upper)
    for level, lower in ((0.95, found.inner_lower), (0.998, found.outer_lower)):
        assert np.array_equal(lower, eq.funnel_limits(n, 0.25, method="exact", confidence_level=level).lower)


def test_a_funnel_of_observed_over_expected_lies_on_square_roots() -> None:
    x, expected = np.array([12, 3, 20, 0]), np.array([8.5, 9.1, 18.0, 2.0])
    found = eq.funnel(x, expected=expected)
    assert found.z == pytest.approx(2 * (np.sqrt(x) - np.sqrt(expected)), rel=1e-12)
    assert found.value == pytest.approx(x / expected, rel=1e-15)
    assert found.inner_upper == pytest.approx((1 + INNER / 2 / np.sqrt(expected)) ** 2, rel=1e-12)
    assert found.inner_lower == pytest.approx(np.maximum(0, 1 - INNER / 2 / np.sqrt(expected)) ** 2, rel=1e-12)
    exact = eq.funnel(x, expected=expected, method="exact", target=1.25)
    limits = eq.funnel_limits(expected * 1.25, statistic="ratio_by_expected", method="exact")
    assert exact.inner_upper == pytest.approx(limits.upper * 1.25, rel=1e-14)
    assert eq.funnel([3], expected=[0.0]).status.tolist() == ["undefined"]


def test_a_funnel_of_ratios_is_one_of_their_logarithms() -> None:
    y = np.log(np.array(EVENTS) / TOTALS) - np.log(np.array(REFERENCE[0]) / REFERENCE[1])
    error = np.sqrt(1 / np.array(EVENTS) - 1 / np.array(TOTALS) + 1 / np.array(REFERENCE[0]) - 1 / np.array(REFERENCE[1]))
    for dispersion in ("none", "additive", "multiplicative"):
        found = eq.funnel(EVENTS, TOTALS, *REFERENCE, dispersion=dispersion)
        plain = eq.funnel_effects(y, error, dispersion=dispersion)
        assert math.log(found.target) == pytest.approx(float(np.average(y, weights=1 / error**2)), rel=1e-10)
        assert plain.target == pytest.approx(math.log(found.target), rel=1e-10)
        assert found.adjusted == pytest.approx(plain.adjusted, rel=1e-9)
        assert np.log(found.outer_lower) == pytest.approx(plain.outer_lower, rel=1e-9)
        assert found.position.tolist() == plain.position.tolist()


def test_funnels_do_not_mind_the_order_and_hold_what_they_promise() -> None:
    back = eq.funnel(EVENTS[::-1], TOTALS[::-1], dispersion="additive")
    found = eq.funnel(EVENTS, TOTALS, dispersion="additive")
    assert found.adjusted == pytest.approx(back.adjusted[::-1], rel=1e-11)
    random = np.random.default_rng(5)
    totals = random.integers(300, 900, 20000)
    drawn = eq.funnel(random.binomial(totals, 0.3), totals, target=0.3)
    beyond = [np.mean(drawn.position != "within"), np.mean(np.char.endswith(drawn.position, "outer"))]
    assert beyond[0] == pytest.approx(0.05, abs=0.006)
    assert beyond[1] == pytest.approx(0.002, abs=0.0013)
    assert drawn.overdispersion == pytest.approx(0.68, abs=0.03)  # of the winsorised scores, when there is nothing but chance


def test_funnels_without_an_answer_say_why() -> None:
    empty = eq.funnel([0, 3], [0, 9])
    assert empty.status.tolist() == ["undefined", "ok"]
    assert empty.position.tolist() == ["none", "within"]
    for events in ([0, 0], [4, 9]):
        found = eq.funnel(events, [4, 9])
        assert found.funnel_status == "no_information"
        assert found.position.tolist() == ["none", "none"]
        assert "nan" not in repr(found)
        assert math.isnan(found.z[0])
        assert eq.funnel(events, [4, 9], method="exact").position.tolist() == ["none", "none"]
    assert eq.funnel([0], [0]).funnel_status == "undefined"
    assert "nan" not in repr(eq.funnel([0], [0], method="exact"))
    assert eq.funnel([0, 0], [5, 5], [0, 1], [5, 5]).status.tolist() == ["undefined", "ok"]
    assert eq.funnel([3], [9]).position.tolist() == ["within"]
    json.dumps(empty.to_dict(), allow_nan=False)


# ---------------------------------------------------------------------------------------------------------------- ranks


def rank_by_hand(x: list[int], n: list[int], place: int, level: float, sign: int) -> tuple[float, float, float]:
    """Share beaten, and the limits by Holm's method over all tests with the others."""
    others = [i for i in range(len(x)) if i != place and n[i]]
    leads = [sign * (Fraction(x[place], n[place]) - Fraction(x[i], n[i])) for i in others]
    p = [eq.significance(x[place], n[place], x[i], n[i]).pvalue for i in others]
    sure = eq.adjust_pvalues(np.where(np.isnan(p), 1.0, p)) <= 1 - level
    size = len(others)
    beaten = sum(1 for lead, shown in zip(leads, sure, strict=True) if shown and lead > 0)
    beating = sum(1 for lead, shown in zip(leads, sure, strict=True) if shown and lead < 0)
    share = sum(Fraction(1 if lead > 0 else 0) + (Fraction(1, 2) if lead == 0 else 0) for lead in leads)
    return float(share / size), beaten / size, (size - beating) / size


@pytest.mark.parametrize("favourable", [True, False])
def test_ranks_are_those_that_pairs_of_tests_leave_open(favourable: bool) -> None:
    x, n = [*EVENTS, 0, 60], [*TOTALS, 0, 260]  # one without people, and a tie
    found = eq.percentile_rank(x, n, favourable=favourable)
    assert found.status.tolist() == ["ok"] * 12 + ["undefined", "ok"]
    for place in range(14):
        if place == 12:
            continue
        value, lower, upper = rank_by_hand(x, n, place, 0.95, 1 if favourable else -1)
        assert (found.value[place], found.lower[place], found.upper[place]) == pytest.approx((value, lower, upper), rel=1e-14)
        assert found.rank[place] == pytest.approx(1 + 12 * (1 - value))
        assert (found.rank_lower[place], found.rank_upper[place]) == pytest.approx((1 + 12 * (1 - upper), 1 + 12 * (1 - lower)))
        assert eq.percentile_rank(x, n, place, favourable=favourable) == found[place]
    assert found.rank[9] == found.rank[13]
    assert set(found.organisations.tolist()) == {13}
    other = eq.percentile_rank(x, n, favourable=not favourable)
    assert found.value[0] == pytest.approx(1 - other.value[0])


def test_simulated_ranks_repeat_and_lie_within_reason() -> None:
    found = eq.percentile_rank(EVENTS, TOTALS, method="simulated", seed=9)
    assert found == eq.percentile_rank(EVENTS, TOTALS, method="simulated", seed=9)
    assert found != eq.percentile_rank(EVENTS, TOTALS, method="simulated", seed=10)
    assert ((found.lower <= found.value) & (found.value <= found.upper)).all()
    sure = eq.percentile_rank([10, 500, 990], [1000, 1000, 1000], method="simulated")
    assert (sure.rank_lower.tolist(), sure.rank_upper.tolist()) == ([3, 2, 1], [3, 2, 1])


def test_a_rank_alone_or_among_two() -> None:
    assert eq.percentile_rank([4], [9]).status.tolist() == ["undefined"]
    two = eq.percentile_rank([4, 40], [100, 100], "b", organisations=["a", "b"])
    assert (two.value, two.rank, two.lower, two.organisations) == (1.0, 1.0, 1.0, 2)
    assert repr(two) == "b: better than 100.0% of the other one (95% interval 100.0% to 100.0%), rank 1 (1 to 1) of 2: 40 of 100, pairwise."
    assert eq.percentile_rank([0, 0], [5, 6]).value.tolist() == [0.5, 0.5]


# ------------------------------------------------------------------------------------------------------------- shrinkage

SHRUNKEN = ([12, 30, 3, 44, 9], [40, 60, 25, 180, 20])
# SciPy 1.17.1: betabinom.logpmf at its largest, by Nelder and Mead; then beta.ppf
MEAN, CONCENTRATION = 0.322374894563646, 17.044554608678684
LOWER = [0.1950560857990391, 0.3513982953352038, 0.0966222858524387, 0.193275273347484, 0.24276379230649917]
UPPER = [0.4311515487904703, 0.5719432562767106, 0.3342220119609151, 0.3138787208169291, 0.5509181959343729]


def test_the_common_law_is_the_most_likely_one() -> None:
    found = eq.shrinkage(*SHRUNKEN)
    x, n = SHRUNKEN

    def beta(p: float, q: float) -> float:
        return math.lgamma(p) + math.lgamma(q) - math.lgamma(p + q)

    def likelihood(mean: float, concentration: float) -> float:
        a, b = concentration * mean, concentration * (1 - mean)
        return math.fsum(beta(a + e, b + t - e) - beta(a, b) for e, t in zip(x, n, strict=True))

    best = likelihood(found.mean, found.concentration)
    for factor in (0.9, 0.97, 1.03, 1.1):
        assert likelihood(found.mean * factor, found.concentration) < best
        assert likelihood(found.mean, found.concentration * factor) < best
    assert found.mean == pytest.approx(MEAN, rel=1e-6)
    assert found.concentration == pytest.approx(CONCENTRATION, rel=1e-5)
    assert found.lower == pytest.approx(LOWER, rel=1e-6)
    assert found.upper == pytest.approx(UPPER, rel=1e-6)
    assert found.correlation == pytest.approx(1 / (1 + found.concentration), rel=1e-14)


@pytest.mark.parametrize("method", ["maximum_likelihood", "method_of_moments"])
def test_rates_are_drawn_to_the_mean_by_their_own_weight(method: str) -> None:
    found = eq.shrinkage(*SHRUNKEN, method=method)
    x, n = (np.array(column) for column in SHRUNKEN)
    assert found.value == pytest.approx((found.concentration * found.mean + x) / (found.concentration + n), rel=1e-14)
    between = np.sort(np.stack([x / n, np.full(5, found.mean)]), axis=0)
    assert ((between[0] <= found.value) & (found.value <= between[1])).all()
    back = eq.shrinkage(SHRUNKEN[0][::-1], SHRUNKEN[1][::-1], method=method)
    assert back.value[::-1] == pytest.approx(found.value, rel=1e-11)
    turned = eq.shrinkage((n - x).tolist(), SHRUNKEN[1], method=method)
    assert turned.value == pytest.approx(1 - found.value, rel=1e-10)


def test_the_moments_are_kleinmans() -> None:
    x, n = SHRUNKEN
    total = sum(n)
    mean = Fraction(sum(x), total)
    w = [Fraction(each, total) for each in n]
    spread = sum(a * (Fraction(e, t) - mean) ** 2 for a, e, t in zip(w, x, n, strict=True))
    chance = sum(a * (1 - a) / t for a, t in zip(w, n, strict=True))
    rho = (spread / (mean * (1 - mean)) - chance) / (sum(a * (1 - a) for a in w) - chance)
    found = eq.shrinkage(x, n, method="method_of_moments")
    assert found.mean == pytest.approx(float(mean), rel=1e-15)
    assert found.correlation == pytest.approx(float(rho), rel=1e-12)


def test_shrinkage_at_its_edges() -> None:
    alike = eq.shrinkage([10, 20, 30], [100, 200, 300])
    assert math.isinf(alike.concentration)
    assert alike.common_status == "unbounded"
    assert alike.value == pytest.approx([0.1] * 3)
    apart = eq.shrinkage([0, 9, 0], [5, 9, 7])
    assert apart.concentration == 0
    assert apart.value.tolist() == [0, 1, 0]
    assert apart.status.tolist() == ["undefined"] * 3
    nobody = eq.shrinkage([0, 0], [0, 0])
    assert nobody.common_status == "undefined"
    assert nobody.status.tolist() == ["undefined", "undefined"]
    for result in (alike, apart, nobody, eq.shrinkage([0, 0], [4, 5]), eq.shrinkage([4], [9]), eq.shrinkage([4, 0], [9, 0])):
        assert "nan" not in repr(result)
        json.dumps(result.to_dict(), allow_nan=False)
        assert "source" in result.explain()


# ---------------------------------------------------------------------------------------------------------- meta-analysis

EFFECTS, VARIANCES = [0.30, 0.12, 0.55, 0.21, -0.4, 0.9], [0.02, 0.01, 0.05, 0.015, 0.08, 0.04]
Q = 19.562066869300914
# τ², mean, its plain standard error, Hartung and Knapp's: statsmodels 0.15.0, combine_effects; of Paule and Mandel mpmath at 30 digits
META = [
    ("paule_mandel", 0.133053298303913814, 0.291194946655920359, 0.166174606309521713, 0.166174606309521713),
    ("dersimonian_laird", 0.06999152666179694, 0.292641039438514, 0.12967133039382653, 0.1594253669902714),
    ("fixed", 0.0, 0.25349544072948327, 0.06039384416787741, math.nan),
]
T5, T4 = 2.5705818356363146, 2.7764451051977934  # Student's 97.5 % points with 5 and 4 degrees of freedom


@pytest.mark.parametrize(("method", "tau2", "mean", "plain", "hartung_knapp"), META)
def test_means_of_effects_are_those_of_statsmodels(method: str, tau2: float, mean: float, plain: float, hartung_knapp: float) -> None:
    found = eq.meta_analysis(effects=EFFECTS, variances=VARIANCES, method=method)
    assert found.tau2 == pytest.approx(tau2, rel=1e-7)
    assert found.value == pytest.approx(mean, rel=1e-7)
    assert found.q == pytest.approx(Q, rel=1e-12)
    assert found.i2 == pytest.approx((Q - 5) / Q, rel=1e-12)
    assert found.df == 5
    if method == "fixed":
        assert not found.hartung_knapp
        assert math.isnan(found.prediction_lower)
        assert found.upper - found.value == pytest.approx(INNER * plain, rel=1e-10)
        return
    assert found.standard_error == pytest.approx(hartung_knapp, rel=1e-7)
    assert found.upper - found.value == pytest.approx(T5 * hartung_knapp, rel=1e-7)
    assert found.prediction.upper - found.value == pytest.approx(T4 * math.sqrt(tau2 + plain**2), rel=1e-7)
    normal = eq.meta_analysis(effects=EFFECTS, variances=VARIANCES, method=method, hartung_knapp=False)
    assert normal.value - normal.lower == pytest.approx(INNER * plain, rel=1e-7)
    back = eq.meta_analysis(effects=EFFECTS[::-1], variances=VARIANCES[::-1], method=method)
    assert (back.value, back.tau2) == pytest.approx((found.value, found.tau2), rel=1e-11)


def test_the_interval_of_the_variance_between_is_the_q_profile() -> None:
    found = eq.meta_analysis(effects=EFFECTS, variances=VARIANCES)
    y, v = np.array(EFFECTS), np.array(VARIANCES)

    def spread(tau2: float) -> float:
        w = 1 / (v + tau2)
        return float(np.sum(w * (y - np.average(y, weights=w)) ** 2))

    assert spread(found.tau2) == pytest.approx(5, rel=1e-10)
    assert spread(found.tau2_upper) == pytest.approx(0.8312116134866625, rel=1e-10)  # chi-squared points with 5 degrees of freedom
    assert spread(found.tau2_lower) == pytest.approx(12.832501994030027, rel=1e-10)
    assert found.i2_lower <= found.i2_upper


@pytest.mark.parametrize("measure", ["relative_likelihood", "odds_ratio", "rate_difference"])
def test_tables_are_pooled_by_their_effects_and_variances(measure: str) -> None:
    a, n1 = np.array(EVENTS, dtype=float), np.array(TOTALS, dtype=float)
    c, n2 = (np.array(column, dtype=float) for column in REFERENCE)
    b, d = n1 - a, n2 - c
    effect, variance = {
        "relative_likelihood": (np.log(a / n1 / (c / n2)), 1 / a - 1 / n1 + 1 / c - 1 / n2),
        "odds_ratio": (np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d),
        "rate_difference": (a / n1 - c / n2, a * b / n1**3 + c * d / n2**3),
    }[measure]
    found = eq.meta_analysis(EVENTS, TOTALS, *REFERENCE, measure=measure)
    plain = eq.meta_analysis(effects=effect, variances=variance)
    scale: Callable[[float], float] = (lambda value: value) if measure == "rate_difference" else math.exp
    for name in ("value", "lower", "upper", "prediction_lower", "prediction_upper"):
        assert getattr(found, name) == pytest.approx(scale(getattr(plain, name)), rel=1e-9)
    assert (found.tau2, found.q, found.i2) == pytest.approx((plain.tau2, plain.q, plain.i2), rel=1e-9)


def test_organisations_without_an_effect_are_left_out_and_said() -> None:
    found = eq.meta_analysis([30, 0, 12], [100, 5, 90], [28, 2, 20], [110, 6, 100])
    assert (found.used, found.organisations) == (2, 3)
    assert "2 organisations of 3, the others have no effect or no variance" in repr(found)
    assert math.isnan(found.prediction_lower)
    one = eq.meta_analysis([30], [100], [28], [110])
    assert one.status == "undefined"
    assert one.value == pytest.approx(30 / 100 / (28 / 110))
    assert eq.meta_analysis([30], [100], [28], [110], hartung_knapp=False).status == "ok"
    none = eq.meta_analysis([0], [100], [28], [110])
    assert none.status == "undefined"
    for result in (found, one, none):
        assert "nan" not in repr(result)
        json.dumps(result.to_dict(), allow_nan=False)
        assert "Paule" in result.explain()


# -------------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eq.funnel([3, 9], [5, 6]), r"^funnel: events\[1\] is 9, but must be at most"),
        (lambda: eq.funnel([3, 9]), r"^funnel: totals and expected must be one given and one left out$"),
        (lambda: eq.funnel([3], [9], [3]), r"^funnel: reference_events and reference_totals must be given together$"),
        (lambda: eq.funnel([3], None, [3], [9], expected=[2]), r"^funnel: expected is given with a reference"),
        (lambda: eq.funnel([3, 2], [9, 9], [3, 8], [9, 7]), r"^funnel: reference_events\[1\] is 8, but must be at most"),
        (lambda: eq.funnel([3], expected=[-2]), r"^funnel: expected\[0\] is -2"),
        (lambda: eq.funnel([3], [9], target=1.5), r"^funnel: target is 1\.5"),
        (lambda: eq.funnel([3], [9], target=math.nan), r"^funnel: target is NaN, but must be a number"),
        (lambda: eq.funnel([3], [9], winsorise=0.5), r"^funnel: winsorise is 0\.5"),
        (lambda: eq.funnel([3], [9], dispersion="both"), r"^funnel: dispersion is 'both', but must be one of none, additive, multiplicative"),
        (lambda: eq.funnel([3], [9], method="exact", dispersion="additive"), r"^funnel: method is 'exact', but must be 'normal' with dispersion"),
        (lambda: eq.funnel([3], [9], [3], [9], method="exact"), r"^funnel: method is 'exact', but must be 'normal' with a ratio"),
        (lambda: eq.funnel([3], [9], confidence_level=0.95), r"^funnel: confidence_level is 0\.95, but must be two levels"),  # type: ignore[arg-type]
        (lambda: eq.funnel([3], [9], organisations=["a", "b"]), r"^funnel: the length of organisations is 2, but must be 1"),
        (lambda: eq.funnel_effects([0.1], [0.0]), r"^funnel_effects: standard_errors\[0\] is 0"),
        (lambda: eq.funnel_effects([math.inf], [0.1]), r"^funnel_effects: values\[0\] is inf"),
        (lambda: eq.percentile_rank([3], [9], 1), r"^percentile_rank: organisation is 1, but must be the place of one of the 1 organisations"),
        (lambda: eq.percentile_rank([3, 4], [9, 3]), r"^percentile_rank: events\[1\] is 4, but must be at most"),
        (lambda: eq.percentile_rank([3], [9], "b", organisations=["a"]), r"^percentile_rank: organisation is 'b', but must be one of a"),
        (lambda: eq.percentile_rank([3], [9], favourable=1), r"^percentile_rank: favourable is 1, but must be True or False"),  # type: ignore[arg-type]
        (lambda: eq.percentile_rank([3], [9], replicates=1.5), r"^percentile_rank: replicates is 1\.5, but must be a whole number"),  # type: ignore[arg-type]
        (lambda: eq.percentile_rank([3, 2], [9, 9], method="simulated", replicates=9), r"^percentile_rank: replicates is 9, but must be at least"),
        (lambda: eq.percentile_rank([3], [9], seed=-1), r"^percentile_rank: seed is -1, but must be a whole number from 0"),
        (lambda: eq.shrinkage([3, 4], [9, 3]), r"^shrinkage: events\[1\] is 4, but must be at most"),
        (lambda: eq.shrinkage([3], [9], method="ml"), r"^shrinkage: method is 'ml', but must be one of maximum_likelihood"),
        (lambda: eq.meta_analysis(effects=[0.1]), r"^meta_analysis: effects and variances must be given together$"),
        (lambda: eq.meta_analysis([1], [2], [1], [2], effects=[0.1], variances=[1]), r"^meta_analysis: counts and effects are given"),
        (lambda: eq.meta_analysis([1], [2]), r"^meta_analysis: reference_events is missing"),
        (lambda: eq.meta_analysis(effects=[0.1, 0.2], variances=[0.1, 0]), r"^meta_analysis: variances\[1\] is 0"),
        (lambda: eq.meta_analysis(effects=[0.1, 0.2], variances=[0.1]), r"^meta_analysis: the length of variances is 1, but must be 2"),
        (lambda: eq.meta_analysis([1], [2], [3], [2]), r"^meta_analysis: reference_events\[0\] is 3, but must be at most"),
        (lambda: eq.meta_analysis(effects=[0.1], variances=[1], hartung_knapp="yes"), r"^meta_analysis: hartung_knapp is 'yes'"),  # type: ignore[arg-type]
    ],
)
def test_a_mistake_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        call()
