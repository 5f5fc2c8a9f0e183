"""What R's packages say of the same tables: r_peers.csv, written by tests/reference/r_peers.R, to the accuracy of the package that wrote it.

Letters, meta-analyses and max-T are compared in tests/groups/. Where a package and this library part by definition, the row is listed here with who is right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest

import equitable as eq
from test_golden import Rows, rows
from test_golden_groups import QUANTITIES, strata_of, table_of

IN_C = {"letter_display", "meta_analysis", "simultaneous_ratios"}
SIZES = {
    "homogeneity": 39,
    "residuals": 84,
    "linear_by_linear": 10,
    "composition": 4,
    "trend": 20,
    "slope_index": 5,
    "adjust_pvalues": 60,
    "stratified": 105,
    "change": 6,
    "poisson_rate": 11,
    "rate_ratio": 6,
    "standardised_rate": 6,
    "paired_tests": 12,
    "paired_ci": 6,
}


def of_family(family: str) -> Rows:
    return [row for row in rows("reference/r_peers") if row["family"] == family]


def test_file_holds_what_it_should() -> None:
    assert {name: len(of_family(name)) for name in SIZES} == SIZES
    assert {row["family"] for row in rows("reference/r_peers")} == set(SIZES) | IN_C


def reals(text: str) -> list[float]:
    return [float(number) for number in text.split()]


def counts(text: str) -> list[int]:
    return [int(number) for number in text.split()]


def test_or_p(result: Any, quantity: str) -> float:
    return float(result.pvalue if quantity.endswith("_p") else result.statistic)


test_or_p.__test__ = False  # type: ignore[attr-defined]


def homogeneity(text: str, quantity: str) -> float:
    table, method = table_of(text), quantity.removesuffix("_p")
    if method in ("cramers_v", "contingency_coefficient"):
        return float(eq.association(table=table, method=method).value)
    return test_or_p(eq.homogeneity(table=table, method=method), quantity)


def residuals(text: str, quantity: str) -> float:
    kind, row, cell = quantity.split("_")
    return float(getattr(eq.residuals(table_of(text))[int(row) - 1, int(cell) - 1], kind))


def linear_by_linear(text: str, quantity: str) -> float:
    return test_or_p(eq.linear_by_linear(table_of(text), method="linear_by_linear_M2"), quantity)


def composition(text: str, quantity: str) -> float:
    observed, shares = text.split(" of ")
    return test_or_p(eq.composition(counts(observed), reals(shares), method="pearson_gof"), quantity)


def ordered(text: str) -> tuple[list[int], list[int], list[float]]:
    events, rest = text.split(" of ")
    totals, scores = rest.split(" at ")
    return counts(events), counts(totals), reals(scores)


def trend(text: str, quantity: str) -> float:
    given = ordered(text)
    if "slope" in quantity:
        slope = eq.trend_slope(*given, method=quantity.removesuffix("_se"))
        return float(slope.standard_error if quantity.endswith("_se") else slope.value)
    return test_or_p(eq.trend(*given, method=quantity.removesuffix("_p")), quantity)


def slope_index(text: str, quantity: str) -> float:
    events, totals, _ = ordered(text)
    return float(getattr(eq.slope_index(events, totals), quantity))


def adjust_pvalues(text: str, quantity: str) -> float:
    method, place = quantity.split("_")
    return float(eq.adjust_pvalues(reals(text), method=method)[int(place) - 1])


def stratified(text: str, quantity: str) -> float:
    return QUANTITIES[quantity](strata_of(text), 0.95)


def change(text: str, quantity: str) -> float:
    x = counts(text)
    measure = {"ratio": "relative_likelihood", "difference": "rate_difference"}[quantity.removesuffix("_score_chi2")]
    found = eq.change((x[0], x[1], x[2], x[3]), (x[4], x[5], x[6], x[7]), measure=measure)
    return float(found.statistic) ** 2


def poisson_rate(text: str, quantity: str) -> float:
    events, time = text.split()
    method, end = quantity.rsplit("_", 1)
    return float(getattr(eq.person_time_rate(int(float(events)), float(time), method=method), end))


def rate_ratio(text: str, quantity: str) -> float:
    x, t, y, u = reals(text)
    end = quantity.rsplit("_", 1)[1]
    return float(getattr(eq.person_time_ratio(int(x), t, int(y), u, method="exact_conditional_central"), end))


def standardised_rate(text: str, quantity: str) -> float:
    events, rest = text.split(" of ")
    people, standard = rest.split(" to ")
    given = counts(events), reals(people), reals(standard)
    if quantity == "rate":
        return float(eq.standardised_rate(*given, per=1).value)
    method, end = quantity.rsplit("_", 1)
    return float(getattr(eq.standardised_rate(*given, method=method, per=1), end))


PAIRED = {"mcnemar_chi2": "mcnemar", "mcnemar_p": "mcnemar", "mcnemar_cc_p": "mcnemar_cc_edwards", "exact_p": "mcnemar_exact"}


def paired_tests(text: str, quantity: str) -> float:
    return test_or_p(eq.paired_test(*counts(text), method=PAIRED[quantity]), quantity)


def paired_ci(text: str, quantity: str) -> float:
    return float(getattr(eq.paired_odds_ratio(*counts(text), method="or_clopper_pearson"), quantity.removeprefix("or_exact_")))


OURS: dict[str, Callable[[str, str], float]] = {name: globals()[name] for name in SIZES}


@pytest.mark.parametrize("family", SIZES)
def test_r_agrees(family: str) -> None:
    wrong: Sequence[str] = []
    for row in of_family(family):
        if row["source"] == "epitools::pois.byar":  # below
            continue
        got, expected, tolerance = OURS[family](row["input"], row["quantity"]), float(row["value"]), float(row["tolerance"])
        near = got == expected or abs(got - expected) <= tolerance * abs(expected) + 1e-14
        if not near and not (math.isnan(got) and math.isnan(expected)):
            wrong = [*wrong, f"{row['source']} {row['quantity']} of {row['input']}: {expected}, here {got!r}"]
    assert not wrong, "\n".join(wrong)


def test_byar_in_epitools_is_not_byars() -> None:
    """It takes events + ½ on both sides; Byar's formula (Breslow and Day 1987) takes the events below and one more above."""
    z = 1.959963984540054

    def cube(x: float, sign: int) -> float:
        return x * (1 - 1 / (9 * x) + sign * z / (3 * math.sqrt(x))) ** 3

    found = [row for row in of_family("poisson_rate") if row["source"] == "epitools::pois.byar"]
    assert len(found) == 5
    for row in found:
        events, time = reals(row["input"])
        upper = row["quantity"] == "byar_upper"
        sign = 1 if upper else -1
        assert cube(events + 0.5, sign) / time == pytest.approx(float(row["value"]), rel=1e-9)
        assert cube(events + upper, sign) / time == pytest.approx(poisson_rate(row["input"], row["quantity"]), rel=1e-13)
