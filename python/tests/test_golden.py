"""Every reference row, under the name that it has in its file, and every golden verdict, through the Python functions.

The reference values were computed with 50 to 60 digits from the definitions, independently of this library (tests/data/reference/README.md).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import equitable as eq
from accuracy import Ledger

DATA = Path(__file__).resolve().parents[2] / "tests" / "data"
CLOSED = 1e-12  # closed forms and score methods
QUANTILE = 1e-10  # quantile methods and exact tests
SEARCHED = 1e-6  # the reference itself is a search in double precision, good to about 1e-8
GAP = 1e-9  # of a certified p-value

SIZES = {
    "proportion": 2693,
    "relative_likelihood": 3564,
    "rate_difference": 4536,
    "odds_ratio": 3874,
    "significance": 4887,
    "exact_unconditional_ci": 98,
    "equivalence": 543,
    "part_of_whole": 432,
    "part_of_whole_tests": 352,
    "finite_population": 376,
    "one_proportion_tests": 362,
    "power": 201,
    "sample_size": 264,
}

QUANTILE_METHODS = {
    "proportion": {"jeffreys", "jeffreys_equal_tailed", "clopper_pearson", "mid_p", "blaker"},
    "relative_likelihood": {"mover_jeffreys"},
    "rate_difference": {"mover_jeffreys"},
    "odds_ratio": {"exact_conditional_central", "conditional_mid_p", "baptista_pike"},
    "significance": {"conditional_mle_odds_ratio"},
}

Rows = list[dict[str, str]]


@cache
def rows(name: str) -> Rows:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cases(name: str, *keys: str) -> list[Any]:
    found: dict[tuple[str, ...], Rows] = {}
    for row in rows(f"reference/{name}"):
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return [pytest.param(key, table, id=" ".join(key)) for key, table in found.items()]


def column(table: Rows, name: str) -> list[int]:
    return [int(row[name]) for row in table]


def numbers(table: Rows, name: str) -> list[float]:
    return [float(Fraction(row[name])) for row in table]


def four(table: Rows) -> list[list[int]]:
    return [column(table, name) for name in ("events", "total", "reference_events", "reference_total")]


def error_of(got: float, text: str, *, absolute: bool, exact: frozenset[float]) -> float:
    """How far a number is from the reference: 0 for NaN met by NaN and for what must be and is exact, infinite where that fails."""
    expected = float(text)
    if math.isnan(expected) or math.isinf(expected) or expected in exact:
        return 0.0 if got == expected or (math.isnan(expected) and math.isnan(got)) else math.inf
    if math.isnan(got):
        return math.inf
    if abs(expected) < 1e-307:  # below the normal doubles there are fewer digits
        return 0.0 if abs(got - expected) <= 1e-307 else math.inf
    distance = abs(got - expected)
    return distance if absolute else distance / abs(expected)


NONE: frozenset[float] = frozenset()
EDGES: frozenset[float] = frozenset({0.0, 1.0, -1.0})
ZERO: frozenset[float] = frozenset({0.0})


class Check:
    """Compares columns of results with columns of a file, keeps the worst errors, and lists what is beyond the tolerance."""

    def __init__(self, ledger: Ledger, file: str, method: str, table: Rows, tolerance: float) -> None:
        self.ledger, self.file, self.method, self.table, self.tolerance = ledger, file, method, table, tolerance
        self.errors: dict[str, list[float]] = {}
        self.wrong: list[str] = []

    def column(
        self,
        name: str,
        got: Any,
        *,
        file_name: str | None = None,
        absolute: bool = False,
        exact: frozenset[float] = NONE,
        tolerance: float | None = None,
    ) -> None:
        limit = self.tolerance if tolerance is None else tolerance
        values = np.broadcast_to(got, (len(self.table),))
        for row, value in zip(self.table, values.tolist(), strict=True):
            text = row[file_name or name]
            if text == "":
                assert math.isnan(value), f"{row}: {name} is {value}, but there is none"
                continue
            error = error_of(value, text, absolute=absolute, exact=exact)
            if error > limit:
                self.wrong.append(f"{row}: {name} {value!r}, error {error:.1e}")
            self.errors.setdefault(name, []).append(error)

    def status(self, status: Any, *values: Any) -> None:
        """NaN never without a status that says why."""
        undefined = np.isnan(np.broadcast_arrays(*values)).any(axis=0)
        assert not np.any(undefined & (np.asarray(status) == "ok")), "NaN with the status ok"

    def done(self) -> None:
        self.ledger.note(self.file, self.method, len(self.table), self.tolerance, {n: list(e) for n, e in self.errors.items()})
        assert not self.wrong, "\n".join(self.wrong[:5]) + f"\n{len(self.wrong)} of {len(self.table)} rows"


def tolerance_of(file: str, method: str) -> float:
    return QUANTILE if method in QUANTILE_METHODS.get(file, ()) else CLOSED


def test_files_hold_what_they_should() -> None:
    assert {name: len(rows(f"reference/{name}")) for name in SIZES} == SIZES


# ------------------------------------------------------------------------------------------------------------- estimates


@pytest.mark.parametrize(("key", "table"), cases("proportion", "method", "confidence_level"))
def test_proportion(key: tuple[str, str], table: Rows, ledger: Ledger) -> None:
    method, level = key
    result = eq.proportion(column(table, "events"), column(table, "total"), method=method, confidence_level=float(level))
    assert result.method == method
    check = Check(ledger, "proportion", method, table, tolerance_of("proportion", method))
    check.column("lower", result.lower, exact=EDGES)
    check.column("upper", result.upper, exact=EDGES)
    check.status(result.status, result.lower, result.upper)
    check.done()


COMPARISONS: dict[str, tuple[Callable[..., eq.Estimate], bool]] = {
    "relative_likelihood": (eq.relative_likelihood, False),
    "rate_difference": (eq.rate_difference, True),
    "odds_ratio": (eq.odds_ratio, False),
}


@pytest.mark.parametrize(
    ("file", "key", "table"),
    [pytest.param(file, *case.values, id=f"{file} {case.id}") for file in COMPARISONS for case in cases(file, "method", "confidence_level")],
)
def test_comparison(file: str, key: tuple[str, str], table: Rows, ledger: Ledger) -> None:
    method, level = key
    function, is_difference = COMPARISONS[file]
    result = function(*four(table), method=method, confidence_level=float(level))
    assert result.method == method
    check = Check(ledger, file, method, table, tolerance_of(file, method))
    exact = frozenset({1.0, -1.0}) if is_difference else ZERO
    check.column("value", result.value, absolute=is_difference, exact=exact, tolerance=CLOSED)
    lower = result.lower
    if method == "agresti_smoothed_logit":  # the file prints 0 for what is below 1e-45
        lower = np.where((np.array([row["lower"] for row in table]) == "0") & (lower < 1e-45), 0.0, lower)
    check.column("lower", lower, absolute=is_difference, exact=exact)
    check.column("upper", result.upper, absolute=is_difference, exact=exact)
    check.status(result.status, result.value, result.lower, result.upper)
    check.done()


# Where the scan behind the file stepped over a range of values that the test does not refute: the true limit lies further out. For each of them
# tests/comparison/unconditional_exact_test.cpp holds a value beyond the printed limit, with a rate at which the probability is above the level.
OVERLOOKED = {
    ("rd", "agresti_min_score", "0.95", (0, 16, 15, 72), "upper"),
    ("rd", "chan_zhang_score", "0.95", (0, 16, 15, 72), "upper"),
    ("rr", "agresti_min_score", "0.95", (0, 9, 5, 9), "upper"),
    ("rr", "chan_zhang_score", "0.95", (0, 16, 15, 72), "upper"),
    ("rr", "agresti_min_score", "0.90", (1, 6, 4, 12), "upper"),
    ("rr", "chan_zhang_score", "0.90", (2, 12, 5, 15), "upper"),
    ("rr", "chan_zhang_score", "0.90", (6, 10, 6, 20), "lower"),
    ("rr", "chan_zhang_score", "0.95", (7, 34, 1, 34), "lower"),
    ("rr", "agresti_min_score", "0.95", (8, 15, 4, 15), "lower"),
    ("rr", "agresti_min_score", "0.90", (12, 20, 5, 18), "lower"),
}


@pytest.mark.parametrize(("key", "table"), cases("exact_unconditional_ci", "measure", "method", "confidence_level"))
def test_exact_unconditional_interval(key: tuple[str, str, str], table: Rows, ledger: Ledger) -> None:
    measure, method, level = key
    function = {"rd": eq.rate_difference, "rr": eq.relative_likelihood}[measure]
    result = function(*four(table), method=method, confidence_level=float(level))
    check = Check(ledger, "exact_unconditional_ci", f"{measure} {method}", table, SEARCHED)
    exact = frozenset({1.0, -1.0}) if measure == "rd" else ZERO
    for name, limits in (("lower", result.lower), ("upper", result.upper)):
        compared = limits.copy()
        for i, counts in enumerate(zip(*four(table), strict=True)):
            if (measure, method, level, counts, name) in OVERLOOKED:
                printed = float(table[i][name])
                assert limits[i] > printed + 1e-3 if name == "upper" else limits[i] < printed - 1e-3
                compared[i] = printed
        check.column(name, compared, absolute=measure == "rd", exact=exact)
    check.done()


# ----------------------------------------------------------------------------------------------------------------- tests

CERTIFIED = ("barnard", "boschloo", "lr_unconditional")


@pytest.mark.parametrize(("key", "table"), cases("significance", "method"))
def test_significance(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    if method == "conditional_mle_odds_ratio":
        estimate = eq.conditional_odds_ratio(*four(table), method=method)
        check = Check(ledger, "significance", method, table, QUANTILE)
        check.column("statistic", estimate.value, exact=ZERO)
        check.done()
        return
    result = eq.significance(*four(table), method=method)
    if method.endswith(("_greater", "_less", "_two_sided")):
        assert method.endswith(result.alternative.replace("-", "_"))
    if method.startswith(CERTIFIED):
        check_certified(result, method, table, ledger)
        return
    check = Check(ledger, "significance", method, table, QUANTILE if method.startswith("fisher") else CLOSED)
    if not method.startswith("fisher"):
        check.column("statistic", result.statistic, exact=ZERO)
    check.column("pvalue", result.pvalue, exact=frozenset({0.0, 1.0}), tolerance=None)
    check.status(result.status, result.pvalue)
    check.done()


def check_certified(result: eq.TestResult, method: str, table: Rows, ledger: Ledger) -> None:
    """The reference lies in [pvalue, pvalue_upper], but for its own rounding to 18 digits and ours of the last one."""
    reference = np.array([float(row["pvalue"]) for row in table])
    width = result.pvalue_upper - result.pvalue
    slack = 1e-12 * np.maximum(reference, 1e-300)
    outside = ~((result.pvalue <= reference + slack) & (reference <= result.pvalue_upper + slack))
    ledger.note("significance", method, len(table), GAP, {"pvalue": width.tolist()})
    assert not outside.any(), f"{table[int(np.argmax(outside))]}: {result[int(np.argmax(outside))]!r} and {int(outside.sum())} rows"
    assert np.all((width >= 0) & (width <= GAP))
    assert np.all((result.nuisance >= 0) & (result.nuisance <= 1))
    assert np.all(result.region_size >= 1)
    infinite = (result.status == "unbounded") & np.isinf(result.statistic)
    assert np.all((result.status == "ok") | infinite | ((result.status == "no_information") & (result.pvalue == 1)))


@pytest.mark.parametrize(("key", "table"), cases("equivalence", "measure", "method", "margin_low", "margin_high"))
def test_equivalence(key: tuple[str, ...], table: Rows, ledger: Ledger) -> None:
    measure, method, low, high = key
    margin = (float(low), float(high))
    result = eq.equivalence(*four(table), measure=measure, method=method, margin=margin)
    check = Check(ledger, "equivalence", f"{measure} {method}", table, CLOSED)
    check.column("z_low", result.lower_statistic, exact=ZERO)
    check.column("z_high", result.upper_statistic, exact=ZERO)
    check.column("p_low", result.lower_pvalue, file_name="p_low_H0_theta_le_low")
    check.column("p_high", result.upper_pvalue, file_name="p_high_H0_theta_ge_high")
    check.column("p_tost", result.pvalue)
    check.status(result.status, result.pvalue)
    check.done()
    for bound, side, expected in ((margin[0], "greater", result.lower_pvalue), (margin[1], "less", result.upper_pvalue)):
        alone = eq.noninferiority(*four(table), measure=measure, method=method, margin=bound, alternative=side)
        np.testing.assert_allclose(alone.pvalue, expected, rtol=1e-11, atol=0)  # columns of it go through a kernel of their own


@pytest.mark.parametrize(("key", "table"), cases("one_proportion_tests", "method"))
def test_one_proportion(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    result = eq.proportion_test(column(table, "events"), column(table, "total"), numbers(table, "rate"), method=method)
    check = Check(ledger, "one_proportion_tests", method, table, QUANTILE if method.startswith(("exact", "midp")) else CLOSED)
    statistic = method in ("score_z", "lr_stat")
    name = "statistic" if statistic else "pvalue"
    check.column(name, getattr(result, name), file_name="value", absolute=statistic)
    check.status(result.status, result.pvalue)
    check.done()


# ------------------------------------------------------------------------------------- parts of a whole, finite populations

POINTS = {
    "share_part": lambda share: share.share_part,
    "share_whole": lambda share: share.share_whole,
    "share_rest": lambda share: share.share_rest,
    "diff_part_whole": lambda share: share.gap.value,
    "ratio_part_whole": lambda share: share.ratio.value,
}


@pytest.mark.parametrize(("key", "table"), cases("part_of_whole", "quantity", "confidence_level"))
def test_part_of_whole(key: tuple[str, str], table: Rows, ledger: Ledger) -> None:
    quantity, level = key
    counts = [column(table, name) for name in ("events", "total", "whole_events", "whole_total")]
    check = Check(ledger, "part_of_whole", quantity, table, CLOSED)
    is_gap = quantity.startswith("diff")
    if quantity in POINTS:
        share = eq.representation(*counts, confidence_level=float(level))
        check.column("value", POINTS[quantity](share), file_name="value_or_lower", absolute=is_gap)
    else:
        option = {"gap_method" if is_gap else "ratio_method": quantity}
        share = eq.representation(*counts, confidence_level=float(level), **option)
        estimate = share.gap if is_gap else share.ratio
        assert estimate.method in (quantity.split("_whole_")[1], "katz_log")
        check.column("lower", estimate.lower, file_name="value_or_lower", absolute=is_gap, exact=NONE if is_gap else ZERO)
        check.column("upper", estimate.upper, absolute=is_gap, exact=NONE if is_gap else ZERO)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("part_of_whole_tests", "method"))
def test_part_of_whole_tests(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    test = eq.representation(*(column(table, name) for name in ("events", "total", "whole_events", "whole_total")), test=method).test
    check = Check(ledger, "part_of_whole_tests", method, table, QUANTILE if method.startswith("hyper") else CLOSED)
    if not method.startswith("hyper"):
        check.column("statistic", test.statistic, exact=ZERO)
    check.column("pvalue", test.pvalue, exact=frozenset({0.0, 1.0}))
    check.status(test.status, test.pvalue)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("finite_population", "method", "confidence_level"))
def test_finite_population(key: tuple[str, str], table: Rows, ledger: Ledger) -> None:
    method, level = key
    counts = [column(table, name) for name in ("events", "total", "population")]
    result = eq.finite_population(*counts, method=method, confidence_level=float(level))
    check = Check(ledger, "finite_population", method, table, CLOSED)
    check.column("lower", result.lower, exact=EDGES)
    check.column("upper", result.upper, exact=EDGES)
    check.status(result.status, result.lower, result.upper)
    check.done()


# ---------------------------------------------------------------------------------------------------------------- planning


@pytest.mark.parametrize(("key", "table"), cases("power", "method", "alpha_two_sided"))
def test_power(key: tuple[str, str], table: Rows, ledger: Ledger) -> None:
    method, alpha = key
    rates = [numbers(table, name) for name in ("p1", "p2")]
    if method == "cohen_h":
        power = eq.cohen_h(*rates)
    else:
        counts = [column(table, name) for name in ("total", "reference_total")]
        level = float(1 - Fraction(alpha))
        power = eq.power(rates[0], counts[0], rates[1], counts[1], method=method, confidence_level=level).power
    check = Check(ledger, "power", method, table, QUANTILE if method.endswith("exact") else CLOSED)
    check.column("power", power)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("sample_size", "method", "alpha_two_sided", "power", "ratio_n2_over_n1"))
def test_sample_size(key: tuple[str, ...], table: Rows, ledger: Ledger) -> None:
    method, alpha, power, ratio = key
    result = eq.sample_size(
        numbers(table, "p1"),
        numbers(table, "p2"),
        method=method,
        confidence_level=float(1 - Fraction(alpha)),
        power=float(power),
        ratio=float(ratio),
    )
    check = Check(ledger, "sample_size", method, table, CLOSED)
    check.column("n1", result.total_real, file_name="n1_real")
    check.done()
    assert np.array_equal(result.total, np.ceil(result.total_real))


# ---------------------------------------------------------------------------------------------------------------- verdicts

MIRROR = {"higher": "lower", "lower": "higher", "similar": "similar", "inconclusive": "inconclusive"}


@pytest.mark.parametrize("case", [pytest.param(row, id=row["case"]) for row in rows("lpt/verdict_cases")])
def test_verdict_case(case: dict[str, str]) -> None:
    counts = [int(case[name]) for name in ("group_events", "group_total", "reference_events", "reference_total")]
    verdict = eq.verdict(*counts)
    printed = verdict.sentence(group="A", reference="B", outcome="have it")
    assert verdict.state == case["state"]
    assert verdict.grade == case["grade"]
    assert f"{verdict.ratio:.2f}" == case["ratio_2dp"]
    assert case["ratio_2dp"] in printed
    assert verdict.policies.lpt == case["policy_lpt"]
    people = case["people_to_change_state"]
    if people.startswith(">"):
        assert verdict.fragility > int(people[1:])
    else:
        assert verdict.fragility == int(people)
    same = case["complement_state"] == "same"
    expected = MIRROR[case["state"]] if same else case["complement_state"]
    assert verdict.complement.state == expected
    assert verdict.framing_changes is not same


def test_verdict_cases_as_columns() -> None:
    table = rows("lpt/verdict_cases")
    assert len(table) == 65
    names = ("group_events", "group_total", "reference_events", "reference_total")
    verdicts = eq.verdict(*(column(table, name) for name in names))
    assert verdicts.state.tolist() == [row["state"] for row in table]
    assert verdicts.grade.tolist() == [row["grade"] for row in table]
    assert verdicts.policies.lpt.tolist() == [row["policy_lpt"] for row in table]
    assert [f"{people}" if people <= 60 else ">60" for people in verdicts.fragility] == [row["people_to_change_state"] for row in table]
