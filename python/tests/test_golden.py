"""Every reference row of the methods that are built, and every golden verdict, through the Python functions.

The reference values were computed with 50 digits from the definitions, independently of this library (tests/data/reference/README.md).
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

import equitable as eq

DATA = Path(__file__).resolve().parents[2] / "tests" / "data"
RELATIVE = 1e-12
ABSOLUTE = 1e-12


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grouped(name: str, *keys: str) -> list[tuple[tuple[str, ...], list[dict[str, str]]]]:
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows(name):
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return list(found.items())


def cases(name: str, *keys: str) -> list[object]:
    return [pytest.param(key, table, id=" ".join(key)) for key, table in grouped(name, *keys)]


def column(table: list[dict[str, str]], name: str) -> list[int]:
    return [int(row[name]) for row in table]


def agrees(got: float, text: str, *, absolute: float = 0.0) -> bool:
    """Whether a number is the reference's: NaN for NaN, the same infinity, 0 and 1 exactly where no tolerance is absolute."""
    expected = float(text)
    if math.isnan(expected):
        return math.isnan(got)
    if math.isinf(expected):
        return got == expected
    if abs(expected) < 1e-307:  # below the normal doubles there are fewer digits
        return abs(got - expected) <= 1e-307
    return abs(got - expected) <= max(RELATIVE * abs(expected), absolute)


def check(table: list[dict[str, str]], results: dict[str, np.ndarray], *, absolute: float = 0.0) -> None:
    wrong = [
        f"{row}: {name} {values[i]!r}"
        for i, row in enumerate(table)
        for name, values in results.items()
        if not agrees(float(values[i]), row[name], absolute=absolute)
    ]
    assert not wrong, "\n".join(wrong[:5]) + f"\n{len(wrong)} of {len(table)} rows"


def four(table: list[dict[str, str]]) -> list[list[int]]:
    return [column(table, name) for name in ("events", "total", "reference_events", "reference_total")]


def test_files_hold_what_they_should() -> None:
    sizes = {
        "proportion": 195,
        "rate_difference": 1296,
        "relative_likelihood": 972,
        "significance": 812,
        "equivalence": 47,
        "part_of_whole": 385,
        "part_of_whole_tests": 32,
    }
    assert {name: len(rows(f"reference/{name}")) for name in sizes} == sizes


@pytest.mark.parametrize(("key", "table"), cases("reference/proportion", "method", "confidence_level"))
def test_proportion(key: tuple[str, str], table: list[dict[str, str]]) -> None:
    method, level = key
    result = eq.proportion(column(table, "events"), column(table, "total"), method=method, confidence_level=float(level))
    check(table, {"lower": result.lower, "upper": result.upper})


@pytest.mark.parametrize(("key", "table"), cases("reference/relative_likelihood", "method", "confidence_level"))
def test_relative_likelihood(key: tuple[str, str], table: list[dict[str, str]]) -> None:
    method, level = key
    result = eq.relative_likelihood(*four(table), method=method, confidence_level=float(level))
    check(table, {"value": result.value, "lower": result.lower, "upper": result.upper})


@pytest.mark.parametrize(("key", "table"), cases("reference/rate_difference", "method", "confidence_level"))
def test_rate_difference(key: tuple[str, str], table: list[dict[str, str]]) -> None:
    method, level = key
    result = eq.rate_difference(*four(table), method=method, confidence_level=float(level))
    check(table, {"value": result.value, "lower": result.lower, "upper": result.upper}, absolute=ABSOLUTE)


TESTS = {
    "pearson_chi2": ("pearson_chi2", "two-sided"),
    "n_minus_1_chi2": ("n_minus_1_chi2", "two-sided"),
    "z_pooled_greater": ("pearson_chi2", "greater"),
    "z_pooled_less": ("pearson_chi2", "less"),
}


@pytest.mark.parametrize(("key", "table"), cases("reference/significance", "method"))
def test_significance(key: tuple[str], table: list[dict[str, str]]) -> None:
    method, alternative = TESTS[key[0]]
    result = eq.significance(*four(table), method=method, alternative=alternative)
    check(table, {"statistic": result.statistic, "pvalue": result.pvalue})


@pytest.mark.parametrize(("key", "table"), cases("reference/equivalence", "margin_low", "margin_high"))
def test_equivalence(key: tuple[str, str], table: list[dict[str, str]]) -> None:
    result = eq.equivalence(*four(table), margin=(float(key[0]), float(key[1])))
    check(table, {"p_tost": result.pvalue})
    nearest = [min(float(row["z_low"]), -float(row["z_high"])) for row in table]  # z_high is the statistic at the upper margin: small is good
    assert all(agrees(float(got), repr(expected)) for got, expected in zip(result.statistic, nearest, strict=True))


@pytest.mark.parametrize(("key", "table"), cases("reference/part_of_whole", "confidence_level", "quantity"))
def test_part_of_whole(key: tuple[str, str], table: list[dict[str, str]]) -> None:
    level, quantity = float(key[0]), key[1]
    events, total, whole_events, whole_total = (
        np.array(column(table, name)) for name in ("events", "total", "whole_events", "whole_total")
    )
    share = eq.representation(events, total, whole_events, whole_total, confidence_level=level)
    points = {
        "share_part": share.share_part,
        "share_whole": share.share_whole,
        "share_rest": share.share_rest,
        "diff_part_whole": share.gap.value,
        "ratio_part_whole": share.ratio.value,
    }
    if quantity in points:
        check(table, {"value_or_lower": points[quantity]}, absolute=ABSOLUTE if quantity.startswith("diff") else 0.0)
        return
    against_rest = (events, total, whole_events - events, whole_total - total)
    fraction = total / whole_total
    name, method = quantity.split("_part_whole_")
    if quantity == "diff_part_whole_miettinen_nurminen":
        lower, upper = share.gap.interval
    elif name == "diff":
        limits = eq.rate_difference(*against_rest, method=method, confidence_level=level)
        lower, upper = (1 - fraction) * limits.lower, (1 - fraction) * limits.upper
    elif quantity == "ratio_part_whole_miettinen_nurminen":
        lower, upper = share.ratio.interval
    else:
        limits = eq.relative_likelihood(*against_rest, method="katz_log" if method == "katz" else method, confidence_level=level)
        lower, upper = (
            np.array([1 / f if math.isinf(r) else r / (f * r + 1 - f) for r, f in zip(bound, fraction, strict=True)])
            for bound in limits.interval
        )
    check(table, {"value_or_lower": lower, "upper": upper}, absolute=ABSOLUTE if name == "diff" else 0.0)


@pytest.mark.parametrize(("key", "table"), cases("reference/part_of_whole_tests", "method"))
def test_part_of_whole_tests(key: tuple[str], table: list[dict[str, str]]) -> None:
    columns = [column(table, name) for name in ("events", "total", "whole_events", "whole_total")]
    test = eq.representation(*columns).test
    assert test.method == key[0]
    check(table, {"statistic": test.statistic, "pvalue": test.pvalue})


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
