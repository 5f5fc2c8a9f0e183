"""Every method of every function: one row and many alike, under all its names, at every level, at the edges, and explained."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from closeness import alike

import equitable as eq
from equitable import _catalogue, _core
from equitable._comparisons import ODDS_ALIASES
from equitable._rates import PROPORTION_TEST_ALIASES
from equitable._significance import TEST_ALIASES, UNCONDITIONAL
from equitable.errors import InvalidInput

ALTERNATIVES = ("two-sided", "greater", "less")
TWO_SIDED_ONLY = {"blaker", "agresti_min_score", "baptista_pike"}
SLOW = {"chan_zhang_score", "agresti_min_score", "exact_unconditional", *UNCONDITIONAL}

# Edges: nobody, everybody, one person, groups of very different size, and counts large enough to lose digits.
SMALL = np.array(
    [
        (0, 1, 0, 1),
        (1, 1, 0, 1),
        (1, 1, 1, 1),
        (0, 9, 5, 9),
        (9, 9, 9, 9),
        (3, 10, 1, 10),
        (7, 7, 0, 12),
        (0, 0, 1, 2),
        (5, 12, 12, 12),
        (2, 15, 14, 16),
    ]
).T
LARGE = np.array(
    [
        (596, 3842, 207, 2386),
        (0, 400, 12, 5000),
        (10**6, 10**6 + 1, 3, 7),
        (123_456, 999_983, 120_000, 1_000_003),
        (2**50, 2**53, 2**50 + 2**30, 2**53),
        (0, 2**53, 0, 1),
        (2**53, 2**53, 1, 2**53),
    ]
).T

Call = Callable[..., Any]


def asked() -> list[Any]:
    """Every function of two groups with every method and alternative, as (name, function, whether it is slow)."""
    calls: list[tuple[str, Call, bool]] = []

    def add(name: str, function: Call, method: str, **options: Any) -> None:
        shown = " ".join([name, method, *map(str, options.values())])
        calls.append((shown, lambda *counts: function(*counts, method=method, **options), method in SLOW))

    for function, methods in (
        (eq.relative_likelihood, _core.relative_likelihood_methods),
        (eq.rate_difference, _core.rate_difference_methods),
        (eq.odds_ratio, _core.odds_ratio_methods),
        (eq.conditional_odds_ratio, ("conditional_mid_p", "exact_conditional_central", "baptista_pike")),
    ):
        for method, side in itertools.product(methods, ALTERNATIVES):
            if side == "two-sided" or method not in TWO_SIDED_ONLY:
                add(function.__name__, function, method, alternative=side)
    for method, side in itertools.product(_core.proportion_methods, ALTERNATIVES):
        if side == "two-sided" or method not in TWO_SIDED_ONLY:
            add("proportion", lambda x, n, _, __, **options: eq.proportion(x, n, **options), method, alternative=side)
    for method, side in itertools.product(_core.proportion_test_methods, ALTERNATIVES):
        if side == "two-sided" or not method.endswith(("minlike", "blaker")):
            add("proportion_test", lambda x, n, _, __, **options: eq.proportion_test(x, n, 0.3, **options), method, alternative=side)
    for method, side in itertools.product(_core.significance_methods, ALTERNATIVES):
        add("significance", eq.significance, method, alternative=side)
    margins = {"rr": (0.8, 1.25), "rd": (-0.1, 0.1), "or": (0.5, 2.0)}
    unknown = {("rr", "wald"), ("or", "wald"), ("rd", "log_wald"), ("rr", "exact_conditional"), ("rd", "exact_conditional")}
    for measure, method in itertools.product(margins, _core.equivalence_methods):
        if (measure, method) not in unknown | {("or", "exact_unconditional")}:
            add("equivalence", eq.equivalence, method, measure=measure, margin=margins[measure])
            add("noninferiority", eq.noninferiority, method, measure=measure, margin=margins[measure][0])
    for method in ("n_minus_1_chi2", "pearson_chi2", "z_pooled", "g_test", "fisher_central", "fisher_midp_central"):
        add("fragility", eq.fragility, method)
        add("attainable_pvalue", eq.attainable_pvalue, method)
    return [pytest.param(*call[1:], id=call[0]) for call in calls]


@pytest.mark.parametrize(("call", "slow"), asked())
def test_one_row_and_many_agree(call: Call, slow: bool) -> None:
    for tables in (SMALL,) if slow else (SMALL, LARGE):
        many = call(*tables)
        assert many.shape == (tables.shape[1],)
        for row, counts in enumerate(tables.T.tolist()):
            assert alike(many[row], call(*counts)), (many[row], call(*counts))


@pytest.mark.parametrize(("call", "slow"), asked())
def test_a_number_that_is_missing_has_a_status(call: Call, slow: bool) -> None:
    for tables in (SMALL,) if slow else (SMALL, LARGE):
        many = call(*tables)
        shown = [getattr(many, name) for name in ("value", "lower", "upper", "pvalue") if hasattr(many, name)]
        if shown:
            missing = np.isnan(np.stack(shown)).any(axis=0)
            assert not np.any(missing & (many.status == "ok"))
        if hasattr(many, "lower"):
            known = ~np.isnan(many.lower)
            assert np.all(many.lower[known] <= many.upper[known])
        if hasattr(many, "pvalue"):
            known = ~np.isnan(many.pvalue)
            assert np.all((many.pvalue[known] >= 0) & (many.pvalue[known] <= 1))


# ----------------------------------------------------------------------------------------------------- levels and alternatives

INTERVALS: list[tuple[Call, tuple[str, ...]]] = [
    (eq.relative_likelihood, _core.relative_likelihood_methods),
    (eq.rate_difference, _core.rate_difference_methods),
    (eq.odds_ratio, _core.odds_ratio_methods),
    (lambda x, n, _, __, **options: eq.proportion(x, n, **options), _core.proportion_methods),
]
every_interval = pytest.mark.parametrize(
    ("function", "method"), [pytest.param(f, m, id=f"{f.__name__} {m}") for f, methods in INTERVALS for m in methods]
)


@every_interval
def test_a_one_sided_limit_is_the_two_sided_one_at_twice_the_risk(function: Call, method: str) -> None:
    if method in TWO_SIDED_ONLY:
        with pytest.raises(InvalidInput, match=f"alternative is greater, but must be two-sided for {method}"):
            function(3, 10, 1, 10, method=method, alternative="greater")
        return
    both = function(*SMALL, method=method, confidence_level=0.9)
    lower = function(*SMALL, method=method, confidence_level=0.95, alternative="greater")
    upper = function(*SMALL, method=method, confidence_level=0.95, alternative="less")
    known = ~np.isnan(both.lower) & ~np.isnan(both.upper)
    assert np.allclose(lower.lower[known], both.lower[known], rtol=1e-9, atol=1e-12)
    finite = known & np.isfinite(both.upper)
    assert np.allclose(upper.upper[finite], both.upper[finite], rtol=1e-9, atol=1e-12)
    space = {"relative_likelihood": (0, math.inf), "odds_ratio": (0, math.inf), "rate_difference": (-1, 1)}.get(both.measure, (0, 1))
    assert np.all(lower.upper[known] == space[1])
    assert np.all(upper.lower[known] == space[0])


@every_interval
def test_several_levels_are_rows(function: Call, method: str) -> None:
    levels = (0.8, 0.95, 0.99)
    several = function(*SMALL, method=method, confidence_level=levels)
    assert several.shape == (3, SMALL.shape[1])
    for row, level in enumerate(levels):
        one = function(*SMALL, method=method, confidence_level=level)
        assert np.array_equal(several[row].lower, one.lower, equal_nan=True)
        assert np.array_equal(several[row].status, one.status)
        assert alike(several[row, 5], function(*SMALL[:, 5].tolist(), method=method, confidence_level=level))
    counts = SMALL[:, 5].tolist()
    of_one = function(*counts, method=method, confidence_level=list(levels))
    assert of_one.shape == (3,)
    assert of_one[1] == function(*counts, method=method, confidence_level=0.95)


def test_several_levels_of_everything_else_and_in_frames() -> None:
    levels = np.array([0.9, 0.95])
    for call in (
        lambda level: eq.representation([53, 4], [336, 9], 1409, 5511, confidence_level=level),
        lambda level: eq.benchmark([5, 4], 9, 0.25, confidence_level=level),
        lambda level: eq.benchmark([5, 4], 9, benchmark_events=3, benchmark_total=10, confidence_level=level),
        lambda level: eq.finite_population([5, 4], 9, 20, confidence_level=level),
        lambda level: eq.finite_population_comparison([5, 4], 9, 20, 3, 9, 30, confidence_level=level),
        lambda level: eq.conditional_odds_ratio([5, 4], 9, 3, 9, confidence_level=level),
    ):
        several = call(levels)
        assert several.shape == (2, 2)
        assert alike(several[1, 0], call(0.95)[0])
        assert several.to_dict()["confidence_level"] == [[0.9, 0.9], [0.95, 0.95]]
    table = eq.proportion(12, 60, confidence_level=[0.9, 0.95]).to_frame("polars")
    assert table["confidence_level"].to_list() == [0.9, 0.95]
    assert table["events"].to_list() == [12, 12]
    assert "with 90% and 95% intervals" in repr(eq.proportion([1, 2], 60, confidence_level=[0.9, 0.95]))
    assert "with 50%, 90% and 95% intervals" in repr(eq.proportion([1, 2], 60, confidence_level=[0.9, 0.95, 0.5]))
    assert "with 10% to 90% intervals" in repr(eq.proportion([1, 2], 60, confidence_level=np.arange(1, 10) / 10))
    assert eq.proportion([], [], confidence_level=[0.9, 0.95]).shape == (2, 0)


@pytest.mark.parametrize(
    ("level", "message"),
    [
        ([0.9, 95], r"confidence_level\[1\] is 95, but must be strictly between 0 and 1; did you mean 0.95"),
        ([], r"confidence_level is empty, but must be one level or several"),
        ([0.9, "x"], r"confidence_level\[1\] is 'x', but must be a number"),
        ([0.9, math.nan], r"confidence_level\[1\] is nan"),
        (np.array([[0.9]]), "confidence_level is array"),
    ],
)
def test_refuses_levels_that_are_none(level: object, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        eq.proportion(1, 2, confidence_level=level)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=message):
        eq.relative_likelihood([1, 2], 2, 3, 4, confidence_level=level)  # type: ignore[arg-type]


def test_one_sided_limits_need_a_level_above_a_half() -> None:
    with pytest.raises(InvalidInput, match=r"^proportion: confidence_level is 0\.5.*must be above 0\.5 for a one-sided limit"):
        eq.proportion(1, 2, confidence_level=0.5, alternative="less")


def test_a_one_sided_limit_reads_as_one() -> None:
    assert "(95% lower limit 1.58)" in repr(eq.relative_likelihood(596, 3842, 207, 2386, alternative="greater"))
    assert "(95% upper limit +13.5)" in repr(eq.rate_difference(1, 9, 3, 9, alternative="less", method="chan_zhang_score"))
    assert "95% lower limits" in repr(eq.proportion([1, 2], 9, alternative="greater"))


# ---------------------------------------------------------------------------------------------------------- names of methods


@pytest.mark.parametrize("alias", TEST_ALIASES)
def test_other_names_of_tests(alias: str) -> None:
    method, side = TEST_ALIASES[alias]
    test = eq.significance(3, 10, 1, 10, method=alias)
    assert test == eq.significance(3, 10, 1, 10, method=method, alternative=side)
    assert (test.method, test.alternative) == (method, side or "two-sided")
    if side is None:
        assert eq.significance(3, 10, 1, 10, method=alias, alternative="less").alternative == "less"
        return
    assert eq.significance([3], 10, 1, 10, method=alias, alternative=side)[0] == test
    other = "less" if side != "less" else "greater"
    with pytest.raises(InvalidInput, match=f"^significance: alternative is '{other}', but must be '{side}' .*method '{alias}'"):
        eq.significance(3, 10, 1, 10, method=alias, alternative=other)


def test_other_names_elsewhere() -> None:
    assert eq.relative_likelihood(3, 10, 1, 10, method="katz").method == "katz_log"
    assert eq.odds_ratio(3, 10, 1, 10, method="woolf") == eq.odds_ratio(3, 10, 1, 10, method=ODDS_ALIASES["woolf"][0])
    for alias, (method, side) in PROPORTION_TEST_ALIASES.items():
        assert eq.proportion_test(3, 10, 0.5, method=alias) == eq.proportion_test(3, 10, 0.5, method=method, alternative=side)
    with pytest.raises(InvalidInput, match="alternative is 'two-sided', but must be 'greater'"):
        eq.proportion_test(3, 10, 0.5, method="exact_greater", alternative="two-sided")
    for measures in (("rr", "ratio", "relative_likelihood"), ("rd", "difference", "rate_difference"), ("or", "odds_ratio")):
        margin = (-0.2, 0.2) if "rd" in measures else (0.5, 2.0)
        found = [eq.equivalence(3, 10, 4, 10, measure=measure, margin=margin) for measure in measures]
        assert all(result == found[0] for result in found)
    share = eq.representation(3, 10, 9, 40, test="hypergeometric_greater", gap_method="diff_part_whole_newcombe")
    assert (share.test.method, share.test.alternative, share.gap.method) == ("hypergeometric_central", "greater", "newcombe")
    assert share.gap.alternative == "greater"
    with pytest.raises(InvalidInput, match="alternative is 'less', but must be 'greater'"):
        eq.representation(3, 10, 9, 40, test="hypergeometric_greater", alternative="less")


def test_what_is_no_test_and_no_power_says_where_it_is() -> None:
    with pytest.raises(InvalidInput, match=r"is an estimate and no test: use conditional_odds_ratio\(\)"):
        eq.significance(3, 10, 1, 10, method="conditional_mle_odds_ratio")
    with pytest.raises(InvalidInput, match=r"is an effect size and no power: use cohen_h\(\)"):
        eq.power(0.1, 10, 0.2, 10, method="cohen_h")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eq.significance(1, 9, 2, 9, method="fischer"), "did you mean 'fisher'"),
        (lambda: eq.significance(1, 9, 2, 9, method="barnard_poled"), "did you mean 'barnard_pooled'"),
        (lambda: eq.proportion(1, 9, method="clopper-pearson"), "did you mean 'clopper_pearson'"),
        (lambda: eq.odds_ratio(1, 9, 2, 9, method="wolf_logit"), "did you mean 'woolf_logit'"),
        (lambda: eq.equivalence(1, 9, 2, 9, method="score"), "did you mean 'score_mn'"),
        (lambda: eq.equivalence(1, 9, 2, 9, measure="rate"), "measure is 'rate', but must be one of relative_likelihood, "),
        (lambda: eq.proportion_test(1, 9, 0.5, method="binomial"), "method is 'binomial', but must be one of score, "),
        (lambda: eq.representation(1, 9, 2, 19, test="fisher"), "test is 'fisher', but must be one of z_fpc_n_minus_1, "),
        (lambda: eq.representation(1, 9, 2, 19, gap_method="newcomb"), "gap_method is 'newcomb', .* did you mean 'newcombe'"),
        (lambda: eq.finite_population(1, 9, 19, method="wilson"), "did you mean 'wilson_fpc'"),
        (lambda: eq.power(0.1, 9, 0.2, 9, method="exact"), "power: method is 'exact', but must be one of "),
        (lambda: eq.sample_size(0.1, 0.2, method="fleiss"), "sample_size: method is 'fleiss', but must be one of "),
        (lambda: eq.fragility(1, 9, 2, 9, method="barnard"), "fragility: method is 'barnard', but must be one of n_minus_1_chi2, "),
        (lambda: eq.attainable_pvalue(1, 9, 2, 9, given="nothing"), "given is 'nothing', but must be one of reference, margins"),
        (lambda: eq.significance(1, 9, 2, 9, method=["fisher"]), r"method is \['fisher'\], but must be one of n_minus_1_chi2, "),
        (lambda: eq.representation(1, 9, 2, 19, test=["x"]), r"test is \['x'\], but must be one of z_fpc_n_minus_1, "),
        (lambda: eq.significance(1, 9, 2, 9, alternative=["less"]), r"alternative is \['less'\], but must be one of two-sided, "),
        (lambda: eq.equivalence(1, 9, 2, 9, measure=None), "measure is None, but must be one of relative_likelihood, "),
        (lambda: eq.benchmark(1, 9, 0.1, alternative="more"), "alternative is 'more', but must be one of two-sided, greater, less"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(call: Call, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        call()


# ------------------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eq.power(1.2, 10, 0.2, 10), r"^power: rate is 1\.2\d*, but must"),
        (lambda: eq.power(0.1, 10, -0.2, 10), r"^power: reference_rate is -0\.2\d*, but must"),
        (lambda: eq.power(math.nan, 10, 0.2, 10), r"^power: rate is -?nan, but must"),
        (lambda: eq.power([0.1, 1.5], 10, 0.2, 10), r"^power: rate is 1\.5\d*, but must .*\(row 1, counting from 0\)$"),
        (lambda: eq.power(True, 10, 0.2, 10), r"^power: rate is True, but must be a number"),
        (lambda: eq.power("0.1", 10, 0.2, 10), r"^power: rate is '0.1', but must be a number"),
        (lambda: eq.power([0.1, None], 10, 0.2, 10), r"^power: rate is None, but must be a number.*row 1"),
        (lambda: eq.power(0.1, 10.5, 0.2, 10), r"^power: total is 10\.5, but must be a whole number$"),
        (lambda: eq.power(0.1, -1, 0.2, 10), r"^power: total is -1, but must"),
        (lambda: eq.cohen_h(0.1, 2), r"^cohen_h: reference_rate is 2\.?0*, but must"),
        (lambda: eq.sample_size(0.1, 0.2, power=1.0), r"^sample_size: power is 1\.?0*, but must"),
        (lambda: eq.sample_size(0.1, 0.2, power=80), r"^sample_size: power is 80\.?0*, but must"),
        (lambda: eq.benchmark(12, 60, 0.25, ratio_method="katz_log"), r"^benchmark: ratio_method is 'katz_log', but must be left out"),
        (lambda: eq.sample_size(0.1, 0.2, ratio=0), r"^sample_size: ratio is 0\.?0*, but must be above 0"),
        (lambda: eq.sample_size(0.1, 0.2, confidence_level=95), r"^sample_size: confidence_level is 95.*did you mean 0\.95"),
        (lambda: eq.equivalence(1, 9, 2, 9, margin=(math.nan, 1.25)), r"^equivalence: margin.lower is -?nan"),
        (lambda: eq.equivalence(1, 9, 2, 9, measure="rd"), r"^equivalence: margin.lower is 0\.8\d*, but must lie between -1 and 0"),
        (lambda: eq.equivalence(1, 9, 2, 9, method="wald"), r"^equivalence: method is wald, but must be score_mn"),
        (lambda: eq.noninferiority(1, 9, 2, 9, margin=-1), r"^noninferiority: margin is -1\.?0*, but must"),
        (lambda: eq.noninferiority(1, 9, 2, 9, alternative="two-sided"), r"^noninferiority: alternative is two-sided, but must be"),
        (lambda: eq.noninferiority(1, 9, 2, 9, margin="0.8"), r"^noninferiority: margin is '0.8', but must be a number"),
        (lambda: eq.noninferiority(1, 9, 2, 9, measure="rd"), r"^noninferiority: margin is missing, but must be given for a difference"),
        (lambda: eq.significance(1, 9, 2, 9, null=1.5), r"^significance: measure is missing, but must be relative_likelihood"),
        (lambda: eq.significance(1, 9, 2, 9, measure="rr", null=0), r"^significance: null is 0\.?0*, but must"),
        (lambda: eq.significance(1, 9, 2, 9, measure="rd", null=-1), r"^significance: null is -1\.?0*, but must lie strictly between"),
        (lambda: eq.significance(1, 9, 2, 9, measure="or", null=math.inf), r"^significance: null is inf, but must"),
        (lambda: eq.significance(1, 9, 2, 9, measure="rr", null=math.nan), r"^significance: null is -?nan"),
        (lambda: eq.significance(1, 9, 2, 9, measure="rr", null="1"), r"^significance: null is '1', but must be a number"),
        (lambda: eq.proportion_test(1, 9, 1.5), r"^proportion_test: rate is 1\.5\d*, but must"),
        (lambda: eq.proportion_test(1, 9, math.nan), r"^proportion_test: rate is -?nan, but must"),
        (lambda: eq.proportion_test([1, 1], 9, [0.5, -1]), r"^proportion_test: rate is -1\.?0*, but must .*\(row 1, counting from 0\)$"),
        (lambda: eq.finite_population(1, 9, 8), r"^finite_population: population is 8, but must|^finite_population: total is 9, but must"),
        (lambda: eq.finite_population_comparison(1, 9, 8, 1, 9, 9), r"^finite_population_comparison: \w+ is \d, but must"),
        (lambda: eq.benchmark(1, 9), r"^benchmark: give either benchmark_rate"),
        (lambda: eq.benchmark(1, 9, 0.1, benchmark_events=1), r"^benchmark: give either benchmark_rate"),
        (lambda: eq.benchmark(1, 9, benchmark_events=1), r"^benchmark: benchmark_total is missing"),
        (lambda: eq.benchmark(1, 9, benchmark_events=10, benchmark_total=9), r"^benchmark: benchmark_events is 10, but must be at most"),
        (lambda: eq.benchmark(1, 9, 1.5), r"^benchmark: benchmark_rate is 1\.5\d*, but must"),
        (lambda: eq.smallest_detectable_ratio(9, 2.0, 9), r"^smallest_detectable_ratio: reference_rate is 2\.?0*, but must"),
        (lambda: eq.smallest_equivalence_margin(9, -1, 9), r"^smallest_equivalence_margin: rate is -1\.?0*, but must"),
        (lambda: eq.equivalence_power(0.1, 9, 0.1, 9, margin=(1, 2)), r"^equivalence_power: margin.lower is 1"),
        (lambda: eq.equivalence_sample_size(0.1, 0.1, margin=0.8), r"^equivalence_sample_size: margin is 0.8, but must be two numbers"),
        (lambda: eq.odds_ratio(2**63, 2**63, 1, 2), r"^odds_ratio: events is 9223372036854775808, but must be at most 2\^53"),
        (lambda: eq.power(0.1, 2**63, 0.2, 9), r"^power: total is 9223372036854775808, but must be at most 2\^53"),
        (lambda: eq.finite_population(1, 2, 2**53 + 1), r"^finite_population: population is 9007199254740993, but must be at most 2\^53"),
    ],
)
def test_a_mistake_is_named_with_its_place_its_value_and_the_way_out(call: Call, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        call()


def test_rates_are_broadcast_like_counts() -> None:
    found = eq.power([[0.1], [0.2]], [20, 50, 80], 0.4, 50)
    assert found.shape == (2, 3)
    assert found[1, 2] == eq.power(0.2, 80, 0.4, 50)
    assert eq.sample_size([0.1, 0.2], [0.3, 0.3])[1] == eq.sample_size(0.2, 0.3)
    assert eq.cohen_h([0.1, 0.2], 0.3)[1] == eq.cohen_h(0.2, 0.3)
    assert eq.proportion_test([3, 4], 10, [0.2, 0.5])[1] == eq.proportion_test(4, 10, 0.5)
    assert eq.benchmark([3, 4], 10, [0.2, 0.5])[1] == eq.benchmark(4, 10, 0.5)
    assert eq.smallest_detectable_ratio([30, 40], 0.2, 90)[1] == eq.smallest_detectable_ratio(40, 0.2, 90)
    assert eq.equivalence_power(0.2, [300, 4000], 0.2, 4000)[1] == eq.equivalence_power(0.2, 4000, 0.2, 4000)
    lower, upper = eq.smallest_equivalence_margin([100, 200], 0.25, 100)
    assert lower[1] == eq.smallest_equivalence_margin(200, 0.25, 100).lower
    assert np.allclose(lower * upper, 1)
    with pytest.raises(InvalidInput, match=r"the shapes do not fit together.*rate \(2,\), total \(3,\)"):
        eq.power([0.1, 0.2], [1, 2, 3], 0.1, 9)


# ---------------------------------------------------------------------------------------------------- agreement, and too large

DUALS = [
    ("miettinen_nurminen", "miettinen_nurminen", "miettinen_nurminen", "n_minus_1_chi2"),
    ("koopman", "mee", "score_uncorrected", "pearson_chi2"),
    ("scas", "scas", "scas", "scas"),
    ("profile_lr", "profile_lr", "profile_lr", "g_test"),
    ("katz_log", None, None, "log_rr_wald"),
    (None, "wald", None, "z_unpooled"),
    (None, None, "woolf_logit", "log_or_wald"),
    (None, None, "exact_conditional_central", "fisher_central"),
    (None, None, "conditional_mid_p", "fisher_midp_central"),
    (None, None, "baptista_pike", "fisher_minlike"),
]


@pytest.mark.parametrize("dual", DUALS, ids=[dual[3] for dual in DUALS])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_a_test_is_significant_exactly_when_its_interval_leaves_out_no_difference(dual: tuple[str | None, ...], level: float) -> None:
    random = np.random.default_rng(3)
    totals = random.integers(1, 60, (2, 1500))
    events = random.binomial(totals, random.beta(0.7, 0.7, (2, 1500)))
    tables = (events[0], totals[0], events[1], totals[1])
    pvalue = eq.significance(*tables, method=dual[3]).pvalue
    clear = ~(np.abs(pvalue - (1 - level)) < 1e-9)
    assert np.any(pvalue < 1 - level)
    for function, method, null in zip((eq.relative_likelihood, eq.rate_difference, eq.odds_ratio), dual[:3], (1, 0, 1), strict=True):
        if method is None:
            continue
        interval = function(*tables, method=method, confidence_level=level)
        outside = (interval.lower > null) | (interval.upper < null)
        known = clear & ~np.isnan(interval.lower) & ~np.isnan(pvalue)
        if method == "wald":  # of no width where it is wrongly certain
            known &= interval.lower < interval.upper
        significant = pvalue < 1 - level
        if method == "baptista_pike":  # an interval without the holes that the test may leave
            known &= outside
        assert np.array_equal(outside[known], significant[known])


def test_a_null_other_than_no_difference_agrees_with_the_limits() -> None:
    table = (30, 120, 9, 80)
    for measure, function in (("rr", eq.relative_likelihood), ("rd", eq.rate_difference), ("or", eq.odds_ratio)):
        interval = function(*table, method="miettinen_nurminen")
        for bound in interval.interval:
            test = eq.significance(*table, measure=measure, null=bound)
            assert test.pvalue == pytest.approx(0.05, rel=1e-9)
            assert test.null == bound
        assert eq.significance(*table, measure=measure, null=0.0 if measure == "rd" else 1.0).pvalue == eq.significance(*table).pvalue
    shown = repr(eq.significance(*table, measure="rd", null=-0.05, alternative="greater"))
    assert shown.startswith("Rate difference above -5.0 percentage points: p")


def test_an_unconditional_test_certifies_its_supremum() -> None:
    test = eq.significance(9, 12, 2, 10, method="boschloo")
    assert test.pvalue <= test.pvalue_upper <= test.pvalue + 1e-9
    assert 0 < test.nuisance < 1
    assert test.region_size == eq.significance([9], 12, 2, 10, method="boschloo").region_size[0]
    assert "certified: p lies between" in test.explain()
    plain = eq.significance(9, 12, 2, 10)
    assert (plain.pvalue_upper, plain.nuisance, plain.region_size) == (None, None, None)


def test_too_many_people_for_an_exact_method_says_what_to_use() -> None:
    huge = (10**6, 10**7, 10**6, 10**7)
    for function, method, instead in (
        (eq.relative_likelihood, "agresti_min_score", "miettinen_nurminen"),
        (eq.rate_difference, "chan_zhang_score", "miettinen_nurminen"),
        (eq.significance, "barnard_pooled", "n_minus_1_chi2"),
        (eq.significance, "boschloo_central", "fisher_midp_central"),
    ):
        result = function(*huge, method=method)
        assert result.status == "too_large"
        assert f"too many people for the exact method {method}: use {instead}" in repr(result)
        assert f"use {instead}" in result.explain()
        assert function(*([count, small] for count, small in zip(huge, (1, 9, 2, 9), strict=True)), method=method).status.tolist() == [
            "too_large",
            "ok",
        ]
    planned = eq.power(0.1, 10**6, 0.1, 10**6, method="n_minus_1_chi2_exact")
    assert planned.status == "too_large"
    assert "use normal_pooled_two_tail" in repr(planned)


# ------------------------------------------------------------------------------------------------------------ the catalogue

KNOWN = {
    "proportion": _core.proportion_methods,
    "relative_likelihood": _core.relative_likelihood_methods,
    "rate_difference": _core.rate_difference_methods,
    "odds_ratio": _core.odds_ratio_methods,
    "significance": _core.significance_methods,
    "equivalence": _core.equivalence_methods,
    "proportion_test": _core.proportion_test_methods,
    "representation_test": _core.representation_test_methods,
    "representation_ratio": ("delta_log",),
    "finite_population": _core.finite_population_methods,
    "finite_population_comparison": _core.finite_population_test_methods,
    "benchmark": ("wilson",),
    "power": (*_core.power_methods, "farrington_manning"),
    "sample_size": (*_core.sample_size_methods, "farrington_manning"),
}


def test_every_method_of_every_function_is_in_the_catalogue() -> None:
    assert set(KNOWN) == set(_catalogue.TASKS)
    for task, names in KNOWN.items():
        methods = _catalogue.methods_of(task)
        assert set(methods) == set(names), task
        for method in methods.values():
            assert method.use in _catalogue.USES
            assert method.formula
            assert method.trust
            assert "the same" not in method.formula, "a formula stands alone"
            assert method.sources
        if task not in ("representation_ratio", "finite_population_comparison"):
            assert any(method.use == "★" for method in methods.values())


def test_every_method_can_be_explained_on_its_own() -> None:
    table = (3, 10, 1, 12)
    calls: dict[str, Call] = {
        "proportion": lambda method: eq.proportion(3, 10, method=method),
        "relative_likelihood": lambda method: eq.relative_likelihood(*table, method=method),
        "rate_difference": lambda method: eq.rate_difference(*table, method=method),
        "odds_ratio": lambda method: eq.odds_ratio(*table, method=method),
        "significance": lambda method: eq.significance(*table, method=method),
        "proportion_test": lambda method: eq.proportion_test(3, 10, 0.5, method=method),
        "representation_test": lambda method: eq.representation(3, 10, 4, 22, test=method).test,
        "representation_ratio": lambda method: eq.representation(3, 10, 4, 22, ratio_method=method).ratio,
        "finite_population": lambda method: eq.finite_population(3, 10, 40, method=method),
        "power": lambda method: eq.power(0.3, 10, 0.6, 12, method=method),
        "sample_size": lambda method: eq.sample_size(0.3, 0.6, method=method),
    }
    for task, call in calls.items():
        names = [name for name in KNOWN[task] if name != "farrington_manning"]
        for name in names:
            text = call(name).explain()
            method = _catalogue.methods_of(task)[name]
            assert method.formula in text
            assert method.sources[0] in text
            assert _catalogue.USES[method.use] in text
            if len(names) > 1:
                others = text.split("other methods on the same counts:\n")[1]
                listed = {line.split()[1] for line in others.splitlines()}
                assert name not in listed
                assert len(listed) >= len(names) - 4 or task == "significance"


def test_explain_compares_with_what_the_others_say() -> None:
    text = eq.rate_difference(139, 571, 488, 2237).explain()
    other = eq.rate_difference(139, 571, 488, 2237, method="wald")
    assert f"✗ wald                {100 * other.lower:+.1f} to {100 * other.upper:+.1f}" in text
    assert "139 / 571 − 488 / 2,237 = +2.5 percentage points" in text
    assert "z = 1.9600" in text
    many = eq.rate_difference([139, 3], [571, 9], [488, 4], [2237, 9])
    assert many[0].explain() == text
    assert "result[i].explain()" in many.explain()
    assert "status: unbounded" in eq.relative_likelihood(3, 9, 0, 9).explain()
    assert "the signed root of" in eq.significance(3, 9, 1, 9, alternative="less").explain()


METHODS_PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods.md"


def test_the_methods_page_holds_the_catalogue() -> None:
    page = METHODS_PAGE.read_text(encoding="utf-8")
    missing = [line for line in _catalogue.markdown().splitlines() if line.startswith("| `") and line not in page]
    assert not missing, f"run `python -m equitable._catalogue` and put its tables into docs/methods.md; missing: {missing[:3]}"


# --------------------------------------------------------------------------------------------------------- results at the edges

EDGES: list[tuple[Call, str]] = [
    (lambda: eq.proportion(0, 0), "undefined"),
    (lambda: eq.relative_likelihood(0, 9, 0, 9), "undefined"),
    (lambda: eq.odds_ratio(9, 9, 0, 9), "unbounded"),
    (lambda: eq.conditional_odds_ratio(0, 9, 0, 9), "undefined"),
    (lambda: eq.conditional_odds_ratio(9, 9, 0, 9), "unbounded"),
    (lambda: eq.significance(0, 9, 0, 9), "no_information"),
    (lambda: eq.significance(0, 9, 0, 9, method="boschloo"), "no_information"),
    (lambda: eq.equivalence(0, 9, 0, 9), "no_information"),
    (lambda: eq.noninferiority(0, 0, 0, 9), "undefined"),
    (lambda: eq.proportion_test(0, 0, 0.5), "undefined"),
    (lambda: eq.representation(0, 0, 1, 2), "undefined"),
    (lambda: eq.representation(1, 2, 1, 2), "undefined"),
    (lambda: eq.benchmark(0, 0, 0.5), "undefined"),
    (lambda: eq.benchmark(1, 2, 0.0), "unbounded"),
    (lambda: eq.finite_population(0, 0, 5), "undefined"),
    (lambda: eq.finite_population_comparison(0, 0, 5, 1, 2, 3), "undefined"),
    (lambda: eq.e_value(0, 9, 0, 9), "undefined"),
    (lambda: eq.e_value(3, 9, 0, 9), "unbounded"),
    (lambda: eq.power(0.1, 0, 0.2, 5), "undefined"),
    (lambda: eq.sample_size(0.1, 0.1), "unbounded"),
    (lambda: eq.equivalence_sample_size(0.1, 0.3), "unbounded"),
    (lambda: eq.smallest_detectable_ratio(3, 0.0, 9), "undefined"),
    (lambda: eq.attainable_pvalue(0, 0, 1, 2), "undefined"),
    (lambda: eq.attainable_pvalue(0, 3, 0, 9, alternative="less"), "no_information"),
    (lambda: eq.fragility(0, 0, 1, 2), "undefined"),
]


@pytest.mark.parametrize(("call", "status"), EDGES)
def test_a_result_without_an_answer_still_says_everything(call: Call, status: str) -> None:
    result = call()
    assert result.status == status
    assert status in repr(result)
    assert f"status: {status}: " in result.explain()
    assert "nan" not in repr(result)
    assert len(result.to_frame("polars")) in (1, 2)
    assert "nan" not in result._repr_html_()
    assert "status" in result.to_dict()


def test_no_rows_are_no_rows_everywhere() -> None:
    for result in (
        eq.proportion_test([], [], []),
        eq.finite_population([], [], []),
        eq.finite_population_comparison([], [], [], [], [], []),
        eq.representation([], [], [], []),
        eq.benchmark([], [], 0.1),
        eq.power([], [], [], []),
        eq.sample_size([], []),
        eq.e_value([], [], [], []),
        eq.significance([], [], [], [], method="barnard"),
    ):
        assert result.shape == (0,)
        assert len(result.to_frame("polars")) == 0
        assert result.explain()


def test_numbers_of_any_size_fit_on_a_line() -> None:
    result = eq.odds_ratio(0, 9, 1_833_573, 2_061_124, method="agresti_smoothed_logit")
    assert len(repr(result)) < 200
    assert "e+" in repr(result)


def test_planning_agrees_with_itself() -> None:
    size = eq.sample_size(0.5, 0.75, power=0.9)
    assert eq.power(0.5, size.total, 0.75, size.reference_total).power >= 0.9 - 5e-3
    assert eq.power(0.5, size.total - 5, 0.75, size.reference_total - 5).power < 0.9
    found = eq.smallest_detectable_ratio(100, 0.25, 1000)
    for ratio in (found.below, found.above):
        assert eq.power(0.25 * ratio, 100, 0.25, 1000).power == pytest.approx(0.8, abs=1e-6)
    alike = eq.equivalence_sample_size(0.25, 0.25)
    assert eq.equivalence_power(0.25, alike.total, 0.25, alike.reference_total).power >= 0.8 - 1e-9
    margin = eq.smallest_equivalence_margin(100, 0.25, 100)
    assert eq.equivalence_power(0.25, 100, 0.25, 100, margin=tuple(margin)).power == pytest.approx(0.8, abs=1e-6)


def test_fragility_and_attainable_are_found_by_trying() -> None:
    for counts in ((21, 56, 26, 113), (3, 10, 1, 10), (9, 12, 2, 10), (0, 4, 3, 10)):
        x, n, y, m = counts
        for method in ("n_minus_1_chi2", "fisher_central", "fisher_midp_central"):
            p = eq.significance(np.arange(n + 1), n, y, m, method=method).pvalue
            significant = p < 0.05
            others = [abs(i - x) for i in range(n + 1) if significant[i] != significant[x]]
            found = eq.fragility(*counts, method=method)
            assert found.people == min(others, default=None)
            assert found.significant == significant[x]
            assert eq.attainable_pvalue(*counts, method=method).pvalue == pytest.approx(np.nanmin(p), rel=1e-12)
