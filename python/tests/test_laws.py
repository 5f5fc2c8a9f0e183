"""Laws that hold for every table: found by symmetry or by the definitions, checked over all small tables and over drawn large ones."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeness import alike

import equitable as eq
from equitable import _core

EXACT = ("chan_zhang_score", "agresti_min_score")  # too slow for a hundred thousand tables; the C++ tests hold their laws
RATIO_METHODS = tuple(method for method in _core.relative_likelihood_methods if method not in EXACT)
DIFFERENCE_METHODS = tuple(method for method in _core.rate_difference_methods if method not in (*EXACT, "hauck_anderson"))
ODDS_METHODS = _core.odds_ratio_methods
LEVELS = (0.8, 0.9, 0.95, 0.99, 0.998)
DUALS = (("miettinen_nurminen", "miettinen_nurminen", "n_minus_1_chi2"), ("koopman", "mee", "pearson_chi2"))

quick = settings(max_examples=150, derandomize=True, deadline=None)


def small_tables(most: int = 12) -> tuple[np.ndarray, ...]:
    every = [
        (x1, n1, x2, n2)
        for n1, n2 in itertools.product(range(1, most + 1), repeat=2)
        for x1 in range(n1 + 1)
        for x2 in range(n2 + 1)
    ]
    return tuple(np.array(column) for column in zip(*every, strict=True))


def large_tables(count: int = 4000) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(20220331)
    totals = np.floor(10 ** random.uniform(0, 9, (2, count))).astype(np.int64)
    events = (totals * random.beta(0.5, 0.5, (2, count))).astype(np.int64)
    return events[0], totals[0], events[1], totals[1]


TABLES = {"small": small_tables(), "large": large_tables()}
every_table = pytest.mark.parametrize("tables", TABLES.values(), ids=TABLES.keys())


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    total = draw(st.integers(1, 10**12) | st.integers(1, 40))
    return draw(st.integers(0, total)), total


def close(left: np.ndarray, right: np.ndarray, relative: float = 1e-10, absolute: float = 0.0) -> bool:
    return bool(np.allclose(left, right, rtol=relative, atol=absolute, equal_nan=True))


@pytest.mark.parametrize("level", LEVELS)
@every_table
def test_complement_mirrors_a_rate(tables: tuple[np.ndarray, ...], level: float) -> None:
    events, total, *_ = tables
    one = eq.proportion(events, total, confidence_level=level)
    other = eq.proportion(total - events, total, confidence_level=level)
    assert close(one.lower, 1 - other.upper, absolute=1e-15)
    assert np.all(one.lower <= one.value)
    assert np.all(one.value <= one.upper)
    assert np.all(one.lower[events == 0] == 0)
    assert np.all(one.upper[events == total] == 1)


ratios = [pytest.param(eq.relative_likelihood, method, id=f"rr {method}") for method in RATIO_METHODS]
odds = [pytest.param(eq.odds_ratio, method, id=f"or {method}") for method in ODDS_METHODS]


@pytest.mark.parametrize(("function", "method"), [*ratios, *odds])
@every_table
def test_swapping_the_groups_inverts_a_ratio(tables: tuple[np.ndarray, ...], function: object, method: str) -> None:
    x1, n1, x2, n2 = tables
    one = function(x1, n1, x2, n2, method=method)  # type: ignore[operator]
    other = function(x2, n2, x1, n1, method=method)  # type: ignore[operator]
    with np.errstate(divide="ignore", over="ignore"):
        ordinary = ~((one.lower < 1e-300) & (one.lower > 0) | (other.lower < 1e-300) & (other.lower > 0))  # the inverse is beyond a double
        assert close(one.value, 1 / other.value)
        assert close(one.lower[ordinary], 1 / other.upper[ordinary])
        assert close(one.upper[ordinary], 1 / other.lower[ordinary])


@pytest.mark.parametrize("method", DIFFERENCE_METHODS)
@every_table
def test_swapping_the_groups_negates_a_difference(tables: tuple[np.ndarray, ...], method: str) -> None:
    x1, n1, x2, n2 = tables
    one = eq.rate_difference(x1, n1, x2, n2, method=method)
    for other in (
        eq.rate_difference(x2, n2, x1, n1, method=method),
        eq.rate_difference(n1 - x1, n1, n2 - x2, n2, method=method),
    ):
        assert close(one.value, -other.value, absolute=1e-12)
        assert close(one.lower, -other.upper, absolute=1e-12)
        assert close(one.upper, -other.lower, absolute=1e-12)
    assert np.all((one.lower >= -1) & (one.upper <= 1))
    if method != "mover_jeffreys":  # its centre is the median, not the estimate
        assert np.all((one.lower <= one.value) & (one.value <= one.upper))


@pytest.mark.parametrize("method", ["pearson_chi2", "n_minus_1_chi2"])
@every_table
def test_tests_have_their_symmetries(tables: tuple[np.ndarray, ...], method: str) -> None:
    x1, n1, x2, n2 = tables
    both = eq.significance(x1, n1, x2, n2, method=method)
    assert close(both.pvalue, eq.significance(x2, n2, x1, n1, method=method).pvalue)
    assert close(both.pvalue, eq.significance(n1 - x1, n1, n2 - x2, n2, method=method).pvalue)
    greater = eq.significance(x1, n1, x2, n2, method=method, alternative="greater")
    less = eq.significance(x1, n1, x2, n2, method=method, alternative="less")
    assert close(greater.pvalue, eq.significance(x2, n2, x1, n1, method=method, alternative="less").pvalue)
    assert close(both.statistic, greater.statistic**2)
    assert close(both.pvalue, 2 * np.minimum(greater.pvalue, less.pvalue), absolute=1e-300)  # subnormal numbers have few digits
    nothing = (x1 + x2 == 0) | (x1 + x2 == n1 + n2)
    assert np.array_equal(both.status == "no_information", nothing)
    assert np.array_equal(np.isnan(both.pvalue), nothing)


@pytest.mark.parametrize(("ratio_method", "difference_method", "test_method"), DUALS)
@pytest.mark.parametrize("level", LEVELS)
@every_table
def test_significant_exactly_when_the_interval_leaves_out_no_difference(
    tables: tuple[np.ndarray, ...], level: float, ratio_method: str, difference_method: str, test_method: str
) -> None:
    pvalue = eq.significance(*tables, method=test_method).pvalue
    ratio = eq.relative_likelihood(*tables, method=ratio_method, confidence_level=level)
    difference = eq.rate_difference(*tables, method=difference_method, confidence_level=level)
    clear = ~(np.abs(pvalue - (1 - level)) < 1e-9)  # at the very boundary the last digit would decide
    significant = pvalue < 1 - level
    assert np.array_equal(((ratio.lower > 1) | (ratio.upper < 1))[clear], significant[clear])
    assert np.array_equal(((difference.lower > 0) | (difference.upper < 0))[clear], significant[clear])
    assert significant.any()
    assert not significant.all()


@every_table
def test_equivalent_exactly_when_the_shorter_interval_lies_inside(tables: tuple[np.ndarray, ...]) -> None:
    for level, margin in ((0.95, (0.8, 1.25)), (0.9, (0.5, 2.0)), (0.99, (0.9, 1.1))):
        pvalue = eq.equivalence(*tables, margin=margin).pvalue
        interval = eq.relative_likelihood(*tables, confidence_level=1 - 2 * (1 - level)).interval
        inside = (interval.lower > margin[0]) & (interval.upper < margin[1])
        clear = np.abs(pvalue - (1 - level)) > 1e-9
        assert np.array_equal(inside[clear], (pvalue < 1 - level)[clear])


@pytest.mark.parametrize(
    ("function", "method"),
    [*ratios, *odds, *(pytest.param(eq.rate_difference, method, id=f"rd {method}") for method in DIFFERENCE_METHODS)],
)
@every_table
def test_higher_levels_give_wider_intervals(tables: tuple[np.ndarray, ...], function: object, method: str) -> None:
    results = [function(*tables, method=method, confidence_level=level) for level in LEVELS]  # type: ignore[operator]
    for inner, outer in itertools.pairwise(results):
        defined = ~np.isnan(inner.lower)
        assert np.all((outer.lower <= inner.lower)[defined])
        assert np.all((inner.upper <= outer.upper)[defined])


@every_table
def test_edges_of_the_ratio(tables: tuple[np.ndarray, ...]) -> None:
    x1, n1, x2, n2 = tables
    for method in ("koopman", "miettinen_nurminen"):
        result = eq.relative_likelihood(*tables, method=method)
        assert not np.isnan(result.lower).any()
        assert not np.isnan(result.upper).any()
        assert np.all(result.lower[x1 == 0] == 0)
        assert np.all(np.isinf(result.upper[x2 == 0]))
        assert np.all(np.isfinite(result.upper[x2 > 0]))
        assert np.all(result.lower[(x1 > 0)] > 0)
        full = (x1 == n1) & (x2 == n2)
        assert np.all((result.lower[full] < 1) & (result.upper[full] > 1))
        assert np.array_equal(result.status == "undefined", (x1 == 0) & (x2 == 0))
        assert np.array_equal(result.status == "unbounded", (x1 > 0) & (x2 == 0))


MIRROR = {"higher": "lower", "lower": "higher", "similar": "similar", "inconclusive": "inconclusive"}


@every_table
def test_swapping_the_groups_mirrors_a_verdict(tables: tuple[np.ndarray, ...]) -> None:
    x1, n1, x2, n2 = tables
    one, other = eq.verdict(x1, n1, x2, n2), eq.verdict(x2, n2, x1, n1)
    agree = np.array([MIRROR[state] for state in other.state]) == one.state
    assert agree.all()
    untestable = (one.grade == "untestable") | (other.grade == "untestable")  # whose totals bound the outcome differs from side to side
    assert np.array_equal(one.grade[~untestable], other.grade[~untestable])


@every_table
def test_grades_follow_from_the_published_numbers(tables: tuple[np.ndarray, ...]) -> None:
    """The decision table of the verdict, worked out again from the numbers that the result shows."""
    verdict = eq.verdict(*tables)
    lower, upper = verdict.interval
    significant = verdict.pvalue < 1 - verdict.confidence_level
    assert np.array_equal(significant, (lower > 1) | (upper < 1))
    outside = (verdict.ratio < 0.8) | (verdict.ratio > 1.25)
    inside = (verdict.equivalence_interval.lower >= 0.8) & (verdict.equivalence_interval.upper <= 1.25)
    apart = (lower > 1.25) | (upper < 0.8)
    assert not np.any(apart & ~(significant & outside))
    assert not np.any(inside & outside)
    none_grade = eq.significance(0, *tables[1:]).pvalue < 0.05
    all_grade = eq.significance(tables[1], *tables[1:]).pvalue < 0.05
    reachable = np.where(
        verdict.ratio > 1, all_grade, np.where(verdict.ratio < 1, none_grade, none_grade | all_grade)
    )
    grade = np.select(
        [apart, significant & outside, significant & inside, significant, inside, ~reachable, outside],
        ["substantial", "material", "detectable", "slight", "equivalent", "untestable", "suggestive"],
        "unclear",
    )
    assert np.array_equal(verdict.grade, grade)
    direction = np.where(verdict.ratio > 1, "higher", "lower")
    similar = np.isin(grade, ["detectable", "equivalent"])
    inconclusive = np.isin(grade, ["untestable", "suggestive", "unclear"])
    assert np.array_equal(verdict.state, np.where(similar, "similar", np.where(inconclusive, "inconclusive", direction)))


def test_fragility_is_the_least_change_found_by_trying() -> None:
    x1, n1, x2, n2 = small_tables(7)
    verdict = eq.verdict(x1, n1, x2, n2)
    states = {
        table: state for table, state in zip(zip(x1.tolist(), n1.tolist(), x2.tolist(), n2.tolist(), strict=True), verdict.state, strict=True)
    }
    for (a, n, c, m), state, people in zip(states, verdict.state, verdict.fragility, strict=True):
        changed = [abs(x - a) for x in range(n + 1) if states[x, n, c, m] != state]
        assert people == min(changed, default=None)


@given(group=counts(), reference=counts(), level=st.sampled_from(LEVELS))
@quick
def test_one_row_and_many_agree(group: tuple[int, int], reference: tuple[int, int], level: float) -> None:
    table = (*group, *reference)
    columns = [[count, count] for count in table]
    for method in RATIO_METHODS:
        one = eq.relative_likelihood(*table, method=method, confidence_level=level)
        assert alike(eq.relative_likelihood(*columns, method=method, confidence_level=level)[1], one)
    for method in _core.odds_ratio_methods:
        one = eq.odds_ratio(*table, method=method, confidence_level=level)
        assert alike(eq.odds_ratio(*columns, method=method, confidence_level=level)[1], one)
    for method in DIFFERENCE_METHODS:
        one = eq.rate_difference(*table, method=method, confidence_level=level)
        assert alike(eq.rate_difference(*columns, method=method, confidence_level=level)[1], one)
    for alternative in ("two-sided", "greater", "less"):
        test = eq.significance(*table, alternative=alternative)
        assert alike(eq.significance(*columns, alternative=alternative)[1], test)
    assert alike(eq.proportion(*columns[:2], confidence_level=level)[1], eq.proportion(*group, confidence_level=level))
    assert alike(eq.equivalence(*columns)[1], eq.equivalence(*table))
    verdicts, verdict = eq.verdict(*columns, confidence_level=level), eq.verdict(*table, confidence_level=level)
    assert alike(verdicts[1], verdict)
    assert verdicts.fragility[1] == verdict.fragility
    assert alike(verdicts.complement[1], verdict.complement)
    assert verdicts.policies.banding[1] == verdict.policies.banding
    assert verdicts.sentence()[1] == verdict.sentence()


@given(part=counts(), rest=counts())
@quick
def test_representation_carries_the_rest_over_to_the_whole(part: tuple[int, int], rest: tuple[int, int]) -> None:
    (x, n), (y, m) = part, rest
    share = eq.representation(x, n, x + y, n + m)
    outside = m / (n + m)
    difference = eq.rate_difference(x, n, y, m, method="miettinen_nurminen")
    assert math.isclose(share.gap.value, outside * difference.value, rel_tol=1e-9, abs_tol=1e-12)
    assert math.isclose(share.gap.lower, outside * difference.lower, rel_tol=1e-9, abs_tol=1e-12)
    assert math.isclose(share.gap.upper, outside * difference.upper, rel_tol=1e-9, abs_tol=1e-12)
    assert share.ratio.lower <= 1 <= share.ratio.upper or share.test.pvalue < 0.05
    test = eq.significance(x, n, y, m)
    assert test.status == share.test.status
    if test.status == "ok":
        assert math.isclose(share.test.statistic**2, test.statistic, rel_tol=1e-9, abs_tol=1e-12)
    assert eq.representation([x], [n], [x + y], [n + m])[0] == share


@given(table=st.tuples(counts(), counts()), times=st.integers(2, 1000))
@quick
def test_more_of_the_same_people_narrow_the_interval(table: tuple[tuple[int, int], tuple[int, int]], times: int) -> None:
    (x1, n1), (x2, n2) = table
    one = eq.relative_likelihood(x1, n1, x2, n2)
    many = eq.relative_likelihood(times * x1, times * n1, times * x2, times * n2)
    assert many.lower >= one.lower * (1 - 1e-12)
    assert many.upper <= one.upper * (1 + 1e-12)
    if x2:
        assert many.value == pytest.approx(one.value, rel=1e-14)


@pytest.mark.parametrize("counts", [(3, 10, 1, 10), (10, 100, 11, 100), (300, 1000, 200, 1000), (500, 1000, 490, 1000), (0, 5, 4, 5)])
def test_verdicts_settle_as_the_numbers_grow(counts: tuple[int, ...]) -> None:
    settled = eq.verdict(*(10**7 * count for count in counts))
    assert settled.grade in ("substantial", "detectable", "equivalent")
