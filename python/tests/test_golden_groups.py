"""Every reference row of many groups, person-time and pairs, under the name that it has in its file, through the Python functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

import equitable as eq
from accuracy import Ledger
from test_golden import EDGES, NONE, ZERO, Check, Rows, cases, column, error_of, rows

TOLERANCE = 1e-11

SIZES = {
    "homogeneity": 176,
    "residuals": 261,
    "pairwise_marascuilo": 26,
    "trend": 282,
    "linear_by_linear": 36,
    "slope_index": 135,
    "stratified": 1311,
    "shares": 2004,
    "composition": 48,
    "adjust_pvalues": 656,
    "poisson_rate": 704,
    "poisson_test": 108,
    "rate_ratio": 292,
    "standardised_rate": 84,
    "funnel_limits": 32,
    "paired_ci": 538,
    "paired_tests": 84,
}


def test_files_hold_what_they_should() -> None:
    assert {name: len(rows(f"reference/{name}")) for name in SIZES} == SIZES


def whole(text: str) -> list[int]:
    return [int(number) for number in text.split()]


def real(text: str) -> list[float]:
    return [float(Fraction(number)) for number in text.split()]


def table_of(text: str) -> list[list[int]]:
    return [whole(row) for row in text.split(";")]


class Rowwise:
    """Compares results that are worked out one by one with their rows."""

    def __init__(self, ledger: Ledger, file: str, method: str, table: Rows) -> None:
        self.ledger, self.file, self.method, self.table = ledger, file, method, table
        self.errors: dict[str, list[float]] = {}
        self.wrong: list[str] = []

    def value(self, row: dict[str, str], name: str, got: float, *, absolute: float = 0.0, exact: frozenset[float] = NONE) -> None:
        """Relative, but for what lies within ``absolute`` of the reference."""
        text = row[name]
        if text == "":
            assert math.isnan(got), f"{row}: {name} is {got}, but there is none"
            return
        error = error_of(float(got), text, absolute=False, exact=exact)
        if absolute and abs(float(got) - float(text)) <= absolute:
            error = min(error, abs(float(got) - float(text)))
        self.errors.setdefault(name, []).append(error)
        if error > TOLERANCE:
            self.wrong.append(f"{row}: {name} {got!r}, error {error:.1e}")

    def done(self) -> None:
        self.ledger.note(self.file, self.method, len(self.table), TOLERANCE, self.errors)
        assert not self.wrong, "\n".join(self.wrong[:5]) + f"\n{len(self.wrong)} of {len(self.table)} rows"


def stated(result: Any, *values: float) -> None:
    """NaN never without a status that says why."""
    assert not (any(math.isnan(value) for value in values) and result.status == "ok"), "NaN with the status ok"


# -------------------------------------------------------------------------------------------------------------- groups

ASSOCIATIONS = ("cramers_v_bias_corrected", "cramers_v", "contingency_coefficient")


@pytest.mark.parametrize(("key", "table"), cases("homogeneity", "method"))
def test_homogeneity(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    check = Rowwise(ledger, "homogeneity", method, table)
    for row in table:
        cells = table_of(row["table"])
        if method in ASSOCIATIONS:
            check.value(row, "statistic", eq.association(table=cells, method=method).value, absolute=1e-15)
            continue
        result = eq.homogeneity(table=cells, method=method)
        assert result.method == method
        check.value(row, "statistic", result.statistic)
        check.value(row, "pvalue", result.pvalue, exact=frozenset({1.0}) if row["pvalue"] == "1.0" else NONE)
        if row["df"]:
            assert result.df == int(row["df"])
        if len(cells[0]) == 2 and not row["method"].startswith(("freeman", "exact")):
            groups = eq.homogeneity([a for a, _ in cells], [a + b for a, b in cells], method=method)
            assert groups == result
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("residuals", "table"))
def test_residuals(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    check = Rowwise(ledger, "residuals", "residuals", table)
    found = eq.residuals(table_of(key[0]))
    for row in table:
        cell = found[int(row["row"]) - 1, int(row["col"]) - 1]
        check.value(row, "expected", cell.expected)
        check.value(row, "pearson_residual", cell.pearson, absolute=1e-13)
        check.value(row, "adjusted_residual", cell.adjusted, absolute=1e-13)
        check.value(row, "p_adjusted_residual_two_sided", cell.pvalue)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("pairwise_marascuilo", "events", "totals"))
def test_marascuilo(key: tuple[str, str], table: Rows, ledger: Ledger) -> None:
    check = Rowwise(ledger, "pairwise_marascuilo", "marascuilo", table)
    found = eq.marascuilo(whole(key[0]), whole(key[1]))
    assert len(found.status) == len(table)
    for pair, row in enumerate(table):
        one = found[pair]
        assert (one.group, one.reference) == (row["group_i"], row["group_j"])
        check.value(row, "difference", one.difference, absolute=1e-16)
        check.value(row, "critical_difference_95", one.critical_difference)
        check.value(row, "statistic", one.statistic)
        check.value(row, "pvalue", one.pvalue)
        stated(one, one.pvalue)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("adjust_pvalues", "method"))
def test_adjust_pvalues(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    check = Rowwise(ledger, "adjust_pvalues", method, table)
    for row in table:
        adjusted = eq.adjust_pvalues(real(row["p_values"]), method=method)
        check.value(row, "p_adjusted", adjusted[int(row["index"]) - 1], exact=ZERO)
    check.done()


# -------------------------------------------------------------------------------------------------------------- ordered

SLOPES = {
    "linear_slope": ("linear_slope", "value"),
    "linear_slope_se_sample": ("linear_slope", "standard_error"),
    "logistic_slope": ("logistic_slope", "value"),
    "logistic_slope_se": ("logistic_slope", "standard_error"),
}


@pytest.mark.parametrize(("key", "table"), cases("trend", "method"))
def test_trend(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    check = Rowwise(ledger, "trend", method, table)
    for row in table:
        given = whole(row["events"]), whole(row["totals"]), real(row["scores"])
        if method in SLOPES:
            slope, part = SLOPES[method]
            check.value(row, "statistic", getattr(eq.trend_slope(*given, method=slope), part))
            continue
        result = eq.trend(*given, method=method)
        assert result.method == method
        assert result.status == "ok"
        check.value(row, "statistic", result.statistic)
        check.value(row, "pvalue", result.pvalue)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("linear_by_linear", "method"))
def test_linear_by_linear(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    check = Rowwise(ledger, "linear_by_linear", method, table)
    for row in table:
        given = table_of(row["table"]), real(row["row_scores"]), real(row["col_scores"])
        if method == "pearson_r":
            check.value(row, "statistic", eq.linear_by_linear(*given).correlation)
            continue
        result = eq.linear_by_linear(*given, method=method)
        check.value(row, "statistic", result.statistic)
        check.value(row, "pvalue", result.pvalue)
    check.done()


GRADIENTS: dict[str, tuple[str, str]] = {
    "sii": ("linear", "sii"),
    "intercept": ("linear", "intercept"),
    "rii": ("linear", "rii"),
    "rii_over_mean": ("linear", "rii_over_mean"),
    "sii_se_analytic": ("linear", "sii_standard_error"),
    "sii_lower95_analytic": ("linear", "sii_lower"),
    "sii_upper95_analytic": ("linear", "sii_upper"),
    "rii_log_se_delta": ("linear", "rii_log_standard_error"),
    "log_intercept": ("log", "fit_intercept"),
    "log_slope": ("log", "fit_slope"),
    "log_rii": ("log", "rii"),
    "log_sii": ("log", "sii"),
    "logit_intercept": ("logit", "intercept"),
    "logit_sii": ("logit", "sii"),
    "logit_rii": ("logit", "rii"),
}


@pytest.mark.parametrize(("key", "table"), cases("slope_index", "quantity"))
def test_slope_index(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    form, part = GRADIENTS[key[0]]
    check = Rowwise(ledger, "slope_index", key[0], table)
    for row in table:
        result = eq.slope_index(whole(row["events"]), whole(row["population_by_ordered_band"]), form=form)
        check.value(row, "value", getattr(result, part))
    check.done()


# --------------------------------------------------------------------------------------------------------------- strata

Quantity = Callable[[Sequence[Sequence[int]], float], float]


def _effect(method: str, part: str) -> Quantity:
    return lambda strata, level: float(getattr(eq.stratified(*strata, method=method, confidence_level=level), part))


def _test(method: str, part: str) -> Quantity:
    return lambda strata, _: float(getattr(eq.stratified_test(*strata, method=method), part))


def _alike(method: str, part: str, measure: str = "odds_ratio") -> Quantity:
    return lambda strata, _: float(getattr(eq.stratified_homogeneity(*strata, measure=measure, method=method), part))


QUANTITIES: dict[str, Quantity] = {
    "mh_or": _effect("mh_or", "value"),
    "mh_or_log_se_rbg": _effect("mh_or", "standard_error"),
    "mh_rr": _effect("mh_rr", "value"),
    "mh_rr_log_se_gr": _effect("mh_rr", "standard_error"),
    "mh_rd": _effect("mh_rd_sato", "value"),
    "mh_rd_se_greenland_robins": _effect("mh_rd_gr", "standard_error"),
    "mh_rd_se_sato": _effect("mh_rd_sato", "standard_error"),
    "cmh_chi2": _test("cmh", "statistic"),
    "cmh_p": _test("cmh", "pvalue"),
    "cmh_cc_chi2": _test("cmh_cc", "statistic"),
    "cmh_cc_p": _test("cmh_cc", "pvalue"),
    "cochran_chi2": _test("cochran", "statistic"),
    "mantel_fleiss": _effect("mh_or", "mantel_fleiss"),
    "breslow_day": _alike("breslow_day", "statistic"),
    "breslow_day_df": _alike("breslow_day", "df"),
    "breslow_day_p": _alike("breslow_day", "pvalue"),
    "tarone": _alike("tarone", "statistic"),
    "tarone_p": _alike("tarone", "pvalue"),
    "peto_log_or": lambda strata, level: math.log(eq.stratified(*strata, method="peto").value),
    "peto_log_or_se": _effect("peto", "standard_error"),
    "conditional_mle_or": _effect("midp_or", "value"),
}
QUANTITIES |= {
    f"{method}_{end}": _effect(method, end)
    for method in ("score_mh_rr", "mh_rr", "score_mh_rd", "mh_rd_sato", "mh_rd_gr", "mh_or", "midp_or", "exact_or")
    for end in ("lower", "upper")
}
QUANTITIES |= {
    f"{method}_p": _test(method, "pvalue")
    for method in ("exact_greater", "exact_less", "exact_central", "exact_minlike", "exact_midp_central")
}
for _method in ("iv_or", "iv_rr", "iv_rd"):
    _measure = _method[3:]
    QUANTITIES |= {
        _method: _effect(_method, "value"),
        f"{_method}_se": _effect(_method, "standard_error"),
        f"{_method}_q": _alike("cochran_q", "statistic", _measure),
        f"{_method}_q_p": _alike("cochran_q", "pvalue", _measure),
        f"{_method}_i2": _alike("cochran_q", "i_squared", _measure),
    }


@cache
def strata_of(text: str) -> list[list[int]]:
    return [list(cells) for cells in zip(*table_of(text), strict=True)]


@pytest.mark.parametrize(("key", "table"), cases("stratified", "quantity"))
def test_stratified(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (quantity,) = key
    check = Rowwise(ledger, "stratified", quantity, table)
    for row in table:
        got = QUANTITIES[quantity](strata_of(row["strata_a_n1_c_n0"]), float(row["confidence_level"]))
        # differences and logarithms near 0 are held to the size of what they are made of
        check.value(row, "value", got, absolute=1e-14, exact=ZERO if row["value"] == "0" else NONE)
    check.done()


# --------------------------------------------------------------------------------------------------------------- shares


@pytest.mark.parametrize(("key", "table"), cases("shares", "method"))
def test_shares(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    check = Rowwise(ledger, "shares", method, table)
    for row in table:
        one = eq.shares(whole(row["counts"]), method=method, confidence_level=float(row["confidence_level"]))[int(row["category"]) - 1]
        assert one.method == method
        check.value(row, "lower", one.lower, absolute=1e-15, exact=EDGES)
        check.value(row, "upper", one.upper, absolute=1e-15, exact=EDGES)
        stated(one, one.lower, one.upper)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("composition", "method"))
def test_composition(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    check = Rowwise(ledger, "composition", method, table)
    for row in table:
        given = whole(row["counts"]), real(row["reference_shares"])
        if method == "dissimilarity_index":
            check.value(row, "statistic", eq.composition(*given).dissimilarity_index, absolute=1e-16)
            continue
        result = eq.composition(*given, method=method)
        # A statistic and a p-value that are made of differences of doubles that are not exact shares.
        check.value(row, "statistic", result.statistic, absolute=1e-30)
        check.value(row, "pvalue", result.pvalue)
        assert result.df == int(row["df"])
    check.done()


# ---------------------------------------------------------------------------------------------------------- person-time


@pytest.mark.parametrize(("key", "table"), cases("poisson_rate", "method", "confidence_level"))
def test_poisson_rate(key: tuple[str, str], table: Rows, ledger: Ledger) -> None:
    method, level = key
    result = eq.person_time_rate(column(table, "events"), method=method, confidence_level=float(level))
    check = Check(ledger, "poisson_rate", method, table, TOLERANCE)
    check.column("lower", result.lower, exact=ZERO)
    check.column("upper", result.upper)
    check.status(result.status, result.lower, result.upper)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("poisson_test", "method"))
def test_poisson_test(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    result = eq.person_time_test(column(table, "events"), [float(row["expected"]) for row in table], method=method)
    check = Check(ledger, "poisson_test", method, table, TOLERANCE)
    check.column("pvalue", result.pvalue)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("rate_ratio", "method", "confidence_level"))
def test_rate_ratio(key: tuple[str, str], table: Rows, ledger: Ledger) -> None:
    method, level = key
    function = eq.person_time_difference if method.startswith("rate_difference") else eq.person_time_ratio
    counts = column(table, "events"), column(table, "reference_events")
    times = [[float(row[name]) for row in table] for name in ("person_time", "reference_person_time")]
    result = function(counts[0], times[0], counts[1], times[1], method=method, confidence_level=float(level))
    check = Rowwise(ledger, "rate_ratio", method, table)
    for i, row in enumerate(table):
        size = counts[0][i] / times[0][i] + counts[1][i] / times[1][i] if function is eq.person_time_difference else 0.0
        check.value(row, "lower", result.lower[i], absolute=1e-15 * size, exact=ZERO if row["lower"] == "0" else NONE)
        check.value(row, "upper", result.upper[i], absolute=1e-15 * size)
        stated(result[i], result.lower[i], result.upper[i])
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("standardised_rate", "method"))
def test_standardised_rate(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    check = Rowwise(ledger, "standardised_rate", method, table)
    for row in table:
        given = whole(row["events"]), real(row["population"]), real(row["standard_population"])
        level = float(row["confidence_level"])
        name = "value_or_lower_per_100000"
        if method in ("dsr", "variance"):
            found = eq.standardised_rate(*given, confidence_level=level)
            check.value(row, name, found.value if method == "dsr" else found.variance)
            continue
        found = eq.standardised_rate(*given, method=method, confidence_level=level)
        check.value(row, name, found.lower, absolute=1e-13 * abs(found.value))
        check.value(row, "upper_per_100000", found.upper)
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("funnel_limits", "statistic"))
def test_funnel_limits(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (statistic,) = key
    sizes = column(table, "denominator_or_observed_events")
    check = Rowwise(ledger, "funnel_limits", statistic, table)
    for size, row in zip(sizes, table, strict=True):
        level = float(Fraction(row["level_percent"]) / 100)
        found = eq.funnel_limits(size, float(row["average_or_reference"]), statistic=statistic, confidence_level=level)
        check.value(row, "lower", found.lower, exact=EDGES)
        check.value(row, "upper", found.upper, exact=EDGES)
    check.done()


# ---------------------------------------------------------------------------------------------------------------- pairs

CELLS = ("n11", "n12", "n21", "n22")
FUNCTIONS = {"rd": eq.paired_difference, "rr": eq.paired_ratio, "or": eq.paired_odds_ratio}


@pytest.mark.parametrize(("key", "table"), cases("paired_ci", "method", "confidence_level"))
def test_paired_ci(key: tuple[str, str], table: Rows, ledger: Ledger) -> None:
    method, level = key
    result = FUNCTIONS[method[:2]](*(column(table, name) for name in CELLS), method=method, confidence_level=float(level))
    assert result.method == method
    check = Rowwise(ledger, "paired_ci", method, table)
    for i, row in enumerate(table):
        absolute = 1e-14 if method.startswith("rd") else 0.0
        check.value(row, "lower", result.lower[i], absolute=absolute, exact=EDGES if absolute else ZERO)
        check.value(row, "upper", result.upper[i], absolute=absolute, exact=EDGES if absolute else NONE)
        stated(result[i], result.lower[i], result.upper[i])
    check.done()


@pytest.mark.parametrize(("key", "table"), cases("paired_tests", "method"))
def test_paired_tests(key: tuple[str], table: Rows, ledger: Ledger) -> None:
    (method,) = key
    result = eq.paired_test(*(column(table, name) for name in CELLS), method=method)
    check = Check(ledger, "paired_tests", method, table, TOLERANCE)
    check.column("statistic", result.statistic)
    check.column("pvalue", result.pvalue)
    check.status(result.status, result.pvalue)
    check.done()
